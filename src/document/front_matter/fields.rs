//! Every key of every kind: what it holds, whether it must be there, and what it means.

use super::pattern::{GLIDE, GRADE, HXL, LETTER, SHA256};
use super::shape::{Field, Need, Shape, Table};
use crate::document::Kind;
use Shape::{
    Autolink, Bool, Extra, Id, Language, Links, Many, Map, Moment, Number, Pattern, Picture, Record, Reference,
    ReferenceOr, Text, Tlp, Url, When, Whole, Word, Zone,
};

/// The table of a kind's own keys; [`COMMON`] comes on top.
pub(crate) fn table(kind: Kind) -> &'static Table {
    match kind {
        Kind::Report => &REPORT,
        Kind::Actor => &ACTOR,
        Kind::Event => &EVENT,
        Kind::Country => &COUNTRY,
        Kind::Source => &SOURCE_FILE,
        Kind::Page => &PAGE,
    }
}

const fn optional(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, shape, need: Need::Optional, doc }
}

const fn required(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, shape, need: Need::Required, doc }
}

const fn guard(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, shape, need: Need::Guard, doc }
}

const TEXTS: Shape = Many(&Text);
const REFERENCES: Shape = Many(&Reference);
const IDS: Shape = Many(&Id);

/// The keys of every kind.
pub(crate) static COMMON: Table = Table {
    noun: "a document",
    fields: &[
        optional("id", Id, "The id in the address; without it, the slug of the file name"),
        guard("tlp", Tlp, "Traffic Light Protocol marking; without it `default_tlp` of `situs.toml`, else clear"),
        guard("draft", Bool, "Not to be seen outside an edition with drafts"),
        optional("lang", Language, "BCP 47 tag of the document's language"),
        optional("former_ids", IDS, "Ids that it had before; each address sends readers on"),
        optional("extra", Extra, "Free data for templates"),
    ],
};

static REPORT: Table = Table {
    noun: "a report",
    fields: &[
        optional("title", Text, "The title; without it, the first `#` heading"),
        optional(
            "date",
            Moment,
            "The day, or the time with its offset; without it, the date that the file name begins with",
        ),
        optional("kind", Word(&REPORT_KINDS), "What sort of report it is"),
        optional("series", Text, "The series that it belongs to"),
        optional("number", Whole(0, 4_294_967_295), "Its number in the series"),
        optional("as_of", When, "Information cut-off"),
        optional("period", When, "The period that it covers"),
        optional("next", When, "When the next report is due"),
        optional("summary", Text, "One or two sentences"),
        optional("highlights", TEXTS, "Two to five sentences of at most 180 characters each"),
        optional("authors", TEXTS, "Who wrote it"),
        optional("tz", Zone, "The zone of its times"),
        optional(
            "countries",
            REFERENCES,
            "Countries, the first is the primary one; without it, those that the prose names",
        ),
        optional("actors", REFERENCES, "Actors that it is about"),
        optional("events", REFERENCES, "Events that it is about"),
        optional("situation", Reference, "The event of kind situation that it belongs to"),
        optional("tags", TEXTS, "Free keywords"),
        optional("sources", SOURCES, "What it rests on: ids of sources, or sources described here"),
        optional("claims", CLAIMS, "Who said what"),
        optional("figures", FIGURES, "Numbers with unit, date and source"),
        optional("judgements", Many(&Record(&JUDGEMENT)), "The analyst's judgements"),
        optional("updated", Moment, "The last change of substance"),
        optional("corrections", Many(&Record(&CORRECTION)), "What was wrong before"),
        guard("embargo", Moment, "Not to be seen before: the start of a day, or a time with its offset"),
        guard("status", Word(&["published", "withdrawn"]), "A withdrawn report leaves a page that says so"),
        optional("supersedes", Reference, "The earlier report that it replaces"),
        optional("translation_of", Reference, "The report that it translates"),
        optional("image", Record(&IMAGE), "The picture at its top"),
        optional("autolink", Autolink, "What automatic linking may do in it"),
    ],
};

static ACTOR: Table = Table {
    noun: "an actor",
    fields: &[
        required("name", Text, "What readers call it"),
        optional("kind", Word(&ACTOR_KINDS), "What sort of actor it is"),
        optional("aliases", TEXTS, "Other names, each as good as the name"),
        optional("weak_aliases", TEXTS, "Names that mean it only where the text has named it already"),
        optional("names", Map("language", true, &Text), "Its name in other languages"),
        optional("country", Reference, "Its country"),
        optional("parent", Reference, "The body that it is part of"),
        optional("relations", Many(&Record(&RELATION)), "Ties to other actors"),
        optional("reliability", Pattern(&LETTER), "As a source, from A (reliable) to F (cannot be judged)"),
        guard("privacy", Word(&["public", "private"]), "A private actor has no page of its own"),
        optional("ids", Map("register", false, &Text), "Identifiers in registers, such as `wikidata`"),
        optional("links", Links, "Addresses, each with its label"),
        optional("image", Record(&IMAGE), "Its picture"),
    ],
};

static EVENT: Table = Table {
    noun: "an event",
    fields: &[
        required("name", Text, "What readers call it"),
        required("when", When, "When: EDTF of level 1, or a time with its offset"),
        optional("when_text", Text, "When in words, where the date says too little"),
        optional("tz", Zone, "The zone of its times"),
        optional("status", Word(&EVENT_STATUSES), "How sure it is"),
        optional("kind", Word(&EVENT_KINDS), "What sort of event it is"),
        optional("aliases", TEXTS, "Other names, each as good as the name"),
        optional("place", Record(&PLACE), "Where"),
        optional("countries", REFERENCES, "Countries"),
        optional("participants", Many(&ReferenceOr(&PARTICIPANT)), "Who took part"),
        optional("part_of", Reference, "The larger event"),
        optional("follows", REFERENCES, "The events before it"),
        optional("supersedes", Reference, "The event that it replaces"),
        optional("sources", SOURCES, "What it rests on"),
        optional("claims", CLAIMS, "Who said what about it"),
        optional("figures", FIGURES, "Numbers"),
        optional("glide", Pattern(&GLIDE), "GLIDE number of the disaster"),
        optional("updated", Moment, "The last change of substance"),
    ],
};

static COUNTRY: Table = Table {
    noun: "a country",
    fields: &[
        optional("name", Text, "Its name in house style"),
        optional("aliases", TEXTS, "Other names, beside the built-in ones"),
        optional("demonyms", TEXTS, "Demonyms, beside the built-in ones"),
        optional("note", Text, "A remark on the name or the boundary"),
        optional("groups", TEXTS, "Groups that it belongs to"),
    ],
};

static SOURCE_FILE: Table = Table {
    noun: "a source",
    fields: &[
        required("name", Text, "Title or description"),
        SOURCE_PUBLISHER,
        SOURCE_AUTHOR,
        SOURCE_URL,
        SOURCE_PUBLISHED,
        SOURCE_ACCESSED,
        SOURCE_ARCHIVED_URL,
        SOURCE_SHA256,
        SOURCE_KIND,
        SOURCE_RELIABILITY,
        SOURCE_DERIVES_FROM,
    ],
};

static SOURCE: Table = Table {
    noun: "a source",
    fields: &[
        optional("id", Id, "The id by which claims and figures name it"),
        optional("name", Text, "Title or description"),
        SOURCE_PUBLISHER,
        SOURCE_AUTHOR,
        SOURCE_URL,
        SOURCE_PUBLISHED,
        SOURCE_ACCESSED,
        SOURCE_ARCHIVED_URL,
        SOURCE_SHA256,
        SOURCE_KIND,
        SOURCE_RELIABILITY,
        SOURCE_DERIVES_FROM,
        RECORD_TLP,
    ],
};

const SOURCE_PUBLISHER: Field = optional("publisher", Reference, "Who published it");
const SOURCE_AUTHOR: Field = optional("author", Text, "Who wrote it");
const SOURCE_URL: Field = optional("url", Url, "Where it is");
const SOURCE_PUBLISHED: Field = optional("published", When, "When it was published");
const SOURCE_ACCESSED: Field = optional("accessed", When, "When it was read");
const SOURCE_ARCHIVED_URL: Field = optional("archived_url", Url, "Where a copy is kept");
const SOURCE_SHA256: Field = optional("sha256", Pattern(&SHA256), "Hash of the copy");
const SOURCE_KIND: Field = optional("kind", Word(&SOURCE_KINDS), "What sort of source it is");
const SOURCE_RELIABILITY: Field =
    optional("reliability", Pattern(&LETTER), "From A (reliable) to F (cannot be judged)");
const SOURCE_DERIVES_FROM: Field =
    optional("derives_from", REFERENCES, "Sources that it depends on: two reprints are not two sources");

static PAGE: Table =
    Table { noun: "a page", fields: &[optional("title", Text, "The title; without it, the first `#` heading")] };

const RECORD_TLP: Field = guard("tlp", Tlp, "A marking of its own; it can only be stricter than that of its document");

const SOURCES: Shape = Many(&ReferenceOr(&SOURCE));
const CLAIMS: Shape = Many(&Record(&CLAIM));
const FIGURES: Shape = Many(&Record(&FIGURE));

static CLAIM: Table = Table {
    noun: "a claim",
    fields: &[
        optional("id", Id, "Its id, unique in the document"),
        optional("text", Text, "The claim in your words"),
        optional("quote", Text, "Exact words of the body"),
        optional("by", REFERENCES, "Who asserts it"),
        optional("via", REFERENCES, "Who carries it"),
        optional("stance", Word(&STANCES), "How it is put forward; with `denies`, the text is what is denied"),
        optional("about", REFERENCES, "What it is about"),
        optional("date", When, "When it was made"),
        optional("source", Reference, "The source that has it"),
        optional("grade", Pattern(&GRADE), "Admiralty grade: the source from A to F, the item from 1 to 6"),
        optional("status", Word(&CLAIM_STATUSES), "What became of it"),
        optional("disputes", IDS, "Ids of the claims that it disputes"),
        RECORD_TLP,
    ],
};

static FIGURE: Table = Table {
    noun: "a figure",
    fields: &[
        optional("id", Id, "The series: figures with one id across reports are one series"),
        optional("label", Text, "What is counted"),
        required("value", Number(f64::MIN, f64::MAX), "The value"),
        optional("max", Number(f64::MIN, f64::MAX), "The upper value, with the qualifier `between`"),
        optional("qualifier", Word(&QUALIFIERS), "How exact it is"),
        optional("unit", Text, "The unit, as shown"),
        optional("as_of", When, "The moment that it holds for"),
        optional("source", Reference, "The source that has it"),
        optional("about", REFERENCES, "What it is about"),
        optional("hxl", Pattern(&HXL), "HXL tag, in quotes"),
        RECORD_TLP,
    ],
};

static JUDGEMENT: Table = Table {
    noun: "a judgement",
    fields: &[
        required("text", Text, "The judgement"),
        optional("likelihood", Word(&LIKELIHOODS), "A word of the site's yardstick"),
        optional("confidence", Word(&["low", "moderate", "high"]), "How good the basis is"),
        optional("basis", IDS, "Ids of the claims that it rests on"),
        RECORD_TLP,
    ],
};

static CORRECTION: Table = Table {
    noun: "a correction",
    fields: &[
        required("date", Moment, "When it was corrected"),
        optional("kind", Word(&["correction", "clarification", "update", "retraction"]), "What sort of change it is"),
        required("note", Text, "What was changed, in a sentence"),
        optional("was", Text, "The old words"),
        optional("now", Text, "The new words"),
        RECORD_TLP,
    ],
};

static RELATION: Table = Table {
    noun: "a relation",
    fields: &[
        required("type", Word(&RELATION_TYPES), "What ties the two"),
        required("to", Reference, "The other actor, country or post"),
        optional("role", Text, "The role in words"),
        optional("start", When, "Since when"),
        optional("end", When, "Until when"),
        optional("source", Reference, "The source that has it"),
        RECORD_TLP,
    ],
};

static PARTICIPANT: Table = Table {
    noun: "a participant",
    fields: &[
        required("actor", Reference, "Who"),
        optional("role", Text, "The role in words"),
        optional("side", Text, "The side, where there are sides"),
    ],
};

static PLACE: Table = Table {
    noun: "a place",
    fields: &[
        optional("name", Text, "Its name"),
        optional("lat", Number(-90.0, 90.0), "Latitude in degrees (WGS 84), north is positive"),
        optional("lon", Number(-180.0, 180.0), "Longitude in degrees (WGS 84), east is positive"),
        optional("precision", Whole(1, 3), "1 exact, 2 area, 3 region"),
    ],
};

static IMAGE: Table = Table {
    noun: "an image",
    fields: &[
        required("src", Picture, "Path below `static/`, or an address"),
        required("alt", Text, "Description for those who do not see it"),
        optional("credit", Text, "Who made it"),
    ],
};

/// The keys of `autolink` where it is a mapping.
pub(crate) static AUTOLINK: Table = Table {
    noun: "`autolink`",
    fields: &[
        optional("off", TEXTS, "Names that are plain text here"),
        optional("map", Map("name", false, &Reference), "Names with what they mean here"),
    ],
};

/// An entry of `links` where it is a list.
pub(crate) static LINK: Table = Table {
    noun: "a link",
    fields: &[optional("label", Text, "What readers see"), required("url", Url, "The address")],
};

const REPORT_KINDS: [&str; 9] = [
    "situation-report",
    "flash-update",
    "bulletin",
    "analysis",
    "assessment",
    "background",
    "forecast",
    "statement",
    "other",
];
const ACTOR_KINDS: [&str; 15] = [
    "person",
    "government",
    "ministry",
    "agency",
    "military",
    "armed-group",
    "political-party",
    "international-organisation",
    "ngo",
    "coalition",
    "media",
    "company",
    "community",
    "unnamed",
    "organisation",
];
const EVENT_STATUSES: [&str; 8] =
    ["planned", "reported", "confirmed", "ongoing", "disputed", "denied", "postponed", "cancelled"];
const EVENT_KINDS: [&str; 20] = [
    "situation",
    "visit",
    "talks",
    "statement",
    "agreement",
    "ceasefire",
    "deployment",
    "transfer",
    "aid",
    "access",
    "battle",
    "explosion",
    "violence-against-civilians",
    "protest",
    "riot",
    "strategic",
    "legal",
    "election",
    "disaster",
    "other",
];
const SOURCE_KINDS: [&str; 13] = [
    "news",
    "wire",
    "official-statement",
    "press-conference",
    "interview",
    "document",
    "dataset",
    "social-post",
    "broadcast",
    "satellite",
    "field-report",
    "unnamed",
    "other",
];
const STANCES: [&str; 7] = ["asserts", "denies", "confirms", "announces", "accuses", "estimates", "warns"];
const CLAIM_STATUSES: [&str; 6] = ["uncontested", "corroborated", "confirmed", "disputed", "retracted", "false"];
const QUALIFIERS: [&str; 5] = ["exact", "about", "at-least", "up-to", "between"];
const RELATION_TYPES: [&str; 19] = [
    "member-of",
    "leads",
    "holds-post",
    "part-of",
    "commands",
    "allied-with",
    "opposes",
    "party-to",
    "mediates",
    "supports",
    "funds",
    "supplies",
    "sanctions",
    "deploys-to",
    "hosts",
    "represents",
    "speaks-for",
    "owns",
    "related-to",
];
/// The words of both yardsticks; which of the two a site uses is said in its settings.
const LIKELIHOODS: [&str; 19] = [
    "almost no chance",
    "remote",
    "remote chance",
    "very unlikely",
    "highly unlikely",
    "highly improbable",
    "unlikely",
    "improbable",
    "roughly even chance",
    "roughly even odds",
    "realistic possibility",
    "likely",
    "probable",
    "likely or probable",
    "very likely",
    "highly likely",
    "highly probable",
    "almost certain",
    "nearly certain",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::{ICD_203, PHIA};

    #[test]
    fn likelihoods_are_the_words_of_both_yardsticks_each_once() {
        let mut both: Vec<&str> = ICD_203.into_iter().chain(PHIA).collect();
        both.sort_unstable();
        both.dedup();
        let mut all = LIKELIHOODS.to_vec();
        all.sort_unstable();
        assert_eq!(all, both);
    }

    #[test]
    fn no_key_is_there_twice() {
        for kind in Kind::ALL {
            let mut keys: Vec<&str> = table(kind).keys().chain(COMMON.keys()).collect();
            keys.sort_unstable();
            let count = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), count, "{kind:?}");
        }
    }
}
