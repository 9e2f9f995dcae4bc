//! Checked records into the types of the program, and the rules between keys.

use std::collections::BTreeMap;

use super::check::Check;
use super::value::{Record, Value};
use crate::diagnostic::Diagnostic;
use crate::document::record::{
    Claim, Correction, Figure, Image, Judgement, Participant, Place, Relation, Source, SourceEntry, Tlp,
};
use crate::document::{Actor, Autolink, Common, Country, Event, Kind, Matter, Report};
use crate::source::{Span, Spanned};

/// Most characters of a highlight.
const HIGHLIGHT: usize = 180;

pub(super) fn common(record: &mut Record) -> Common {
    Common {
        tlp: tlp(record),
        draft: record.flag("draft"),
        lang: record.text("lang"),
        former_ids: record.spanneds("former_ids"),
        extra: match record.take("extra") {
            Some(Value::Json(serde_json::Value::Object(map))) => map,
            _ => serde_json::Map::new(),
        },
    }
}

fn tlp(record: &mut Record) -> Option<Tlp> {
    record.text("tlp").and_then(|text| Tlp::parse(&text))
}

/// The keys of the kind. `name` and `title` have been taken already.
pub(super) fn matter(check: &mut Check<'_, '_>, record: &mut Record, kind: Kind, name: Option<&str>) -> Matter {
    match kind {
        Kind::Report => Matter::Report(Box::new(report(check, record))),
        Kind::Actor => Matter::Actor(Box::new(actor(check, record, name))),
        Kind::Event => Matter::Event(Box::new(event(check, record, name))),
        Kind::Country => Matter::Country(Box::new(country(check, record, name))),
        Kind::Source => {
            let mut source = source(record);
            source.name = name.map(str::to_owned);
            Matter::Source(Box::new(source))
        }
        Kind::Page => Matter::Page,
    }
}

fn report(check: &mut Check<'_, '_>, record: &mut Record) -> Report {
    Report {
        date: record.when("date"),
        kind: record.text("kind"),
        series: record.spanned("series"),
        number: record.whole("number").and_then(|number| u32::try_from(number).ok()),
        as_of: record.when("as_of"),
        period: record.when("period"),
        next: record.when("next"),
        summary: record.text("summary"),
        highlights: highlights(check, record),
        authors: record.texts("authors"),
        tz: record.text("tz"),
        countries: match record.take("countries") {
            Some(Value::List(items, _)) => Some(items.into_iter().filter_map(Value::spanned).collect()),
            _ => None,
        },
        actors: record.spanneds("actors"),
        events: record.spanneds("events"),
        situation: record.spanned("situation"),
        tags: unique(check, "tags", record.spanneds("tags"), None).into_iter().map(|tag| tag.value).collect(),
        sources: sources(check, record),
        claims: claims(check, record),
        figures: figures(check, record),
        judgements: record.records("judgements").into_iter().filter_map(judgement).collect(),
        updated: record.when("updated"),
        corrections: record.records("corrections").into_iter().filter_map(correction).collect(),
        embargo: record.spanned_when("embargo"),
        withdrawn: record.text("status").is_some_and(|status| status == "withdrawn"),
        supersedes: record.spanned("supersedes"),
        translation_of: record.spanned("translation_of"),
        image: image(record),
        autolink: autolink(record),
    }
}

fn highlights(check: &mut Check<'_, '_>, record: &mut Record) -> Vec<Spanned<String>> {
    let Some(Value::List(items, span)) = record.take("highlights") else { return Vec::new() };
    let highlights: Vec<Spanned<String>> = items.into_iter().filter_map(Value::spanned).collect();
    if !(2..=5).contains(&highlights.len()) {
        let count = highlights.len();
        let noun = if count == 1 { "highlight" } else { "highlights" };
        let warning = Diagnostic::warning("highlights-count", format!("{count} {noun}, where readers want 2 to 5"));
        let help = if count < 2 { "add what else matters most" } else { "keep what matters most" };
        check.diagnostics.push(warning.at(check.file, span).help(help));
    }
    for highlight in &highlights {
        let length = highlight.value.chars().count();
        if length > HIGHLIGHT {
            let message = format!("a highlight of {length} characters, where {HIGHLIGHT} are the most");
            let warning = Diagnostic::warning("highlight-length", message).at(check.file, highlight.span);
            check.diagnostics.push(warning.help("cut it, and leave the rest to the body"));
        }
    }
    highlights
}

fn actor(check: &mut Check<'_, '_>, record: &mut Record, name: Option<&str>) -> Actor {
    Actor {
        kind: record.text("kind"),
        aliases: unique(check, "aliases", record.spanneds("aliases"), name),
        weak_aliases: unique(check, "weak_aliases", record.spanneds("weak_aliases"), name),
        names: record.pairs("names").into_iter().map(|(language, name)| (language.value, name)).collect(),
        country: record.spanned("country"),
        parent: record.spanned("parent"),
        relations: record.records("relations").into_iter().filter_map(relation).collect(),
        reliability: record.text("reliability"),
        private: record.text("privacy").is_some_and(|privacy| privacy == "private"),
        ids: record.pairs("ids").into_iter().map(|(register, id)| (register.value, id.value)).collect(),
        links: record.pairs("links").into_iter().map(|(label, address)| (label.value, address.value)).collect(),
        image: image(record),
    }
}

fn event(check: &mut Check<'_, '_>, record: &mut Record, name: Option<&str>) -> Event {
    Event {
        when: record.spanned_when("when"),
        when_text: record.text("when_text"),
        tz: record.text("tz"),
        status: record.spanned("status"),
        kind: record.text("kind"),
        aliases: unique(check, "aliases", record.spanneds("aliases"), name),
        place: record.record("place").map(|place| self::place(check, place)),
        countries: record.spanneds("countries"),
        participants: record.list("participants").into_iter().filter_map(participant).collect(),
        part_of: record.spanned("part_of"),
        follows: record.spanneds("follows"),
        supersedes: record.spanned("supersedes"),
        sources: sources(check, record),
        claims: claims(check, record),
        figures: figures(check, record),
        glide: record.text("glide"),
        updated: record.when("updated"),
    }
}

fn country(check: &mut Check<'_, '_>, record: &mut Record, name: Option<&str>) -> Country {
    Country {
        name: name.map(str::to_owned),
        aliases: unique(check, "aliases", record.spanneds("aliases"), name),
        demonyms: unique(check, "demonyms", record.spanneds("demonyms"), None),
        note: record.text("note"),
        groups: record.texts("groups"),
    }
}

/// The list without what it says twice, with a warning for each; `name` counts as said.
fn unique(
    check: &mut Check<'_, '_>,
    key: &str,
    list: Vec<Spanned<String>>,
    name: Option<&str>,
) -> Vec<Spanned<String>> {
    let mut kept: Vec<Spanned<String>> = Vec::with_capacity(list.len());
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for entry in list {
        let message = if name == Some(&*entry.value) {
            format!("`{}` in `{key}` is the name itself", entry.value)
        } else if let Some(first) = seen.get(&entry.value) {
            let message = format!("`{}` stands twice in `{key}`", entry.value);
            let warning = Diagnostic::warning("duplicate-entry", message).at(check.file, entry.span);
            check.diagnostics.push(warning.label(check.file, *first, "first here").help("remove one of the two"));
            continue;
        } else {
            seen.insert(entry.value.clone(), entry.span);
            kept.push(entry);
            continue;
        };
        let warning = Diagnostic::warning("duplicate-entry", message).at(check.file, entry.span);
        check.diagnostics.push(warning.help("remove it"));
    }
    kept
}

fn source(record: &mut Record) -> Source {
    Source {
        id: record.spanned("id"),
        name: record.text("name"),
        publisher: record.spanned("publisher"),
        author: record.text("author"),
        url: record.text("url"),
        published: record.when("published"),
        accessed: record.when("accessed"),
        archived_url: record.text("archived_url"),
        sha256: record.text("sha256"),
        kind: record.text("kind"),
        reliability: record.text("reliability"),
        derives_from: record.spanneds("derives_from"),
        tlp: tlp(record),
        span: record.span,
    }
}

fn sources(check: &mut Check<'_, '_>, record: &mut Record) -> Vec<SourceEntry> {
    let mut entries = Vec::new();
    for value in record.list("sources") {
        match value {
            Value::Text(reference) => entries.push(SourceEntry::Known(reference)),
            Value::Record(mut record) => {
                let source = source(&mut record);
                if source.id.is_none() && source.name.is_none() && source.url.is_none() {
                    let help = "add `name: Title, publisher and date` or `url: https://…`";
                    check.error::<()>("missing-key", source.span, "a source has neither `name` nor `url`", help);
                }
                entries.push(SourceEntry::Inline(Box::new(source)));
            }
            _ => {}
        }
    }
    let ids = entries.iter().filter_map(|entry| match entry {
        SourceEntry::Inline(source) => source.id.as_ref(),
        SourceEntry::Known(_) => None,
    });
    duplicate_ids(check, "source", ids);
    entries
}

fn claims(check: &mut Check<'_, '_>, record: &mut Record) -> Vec<Claim> {
    let claims: Vec<Claim> = record.records("claims").into_iter().map(claim).collect();
    for claim in &claims {
        if claim.text.is_none() && claim.quote.is_none() {
            let help = "add `text:` with the claim in your words, or `quote:` with exact words of the body";
            check.error::<()>("missing-key", claim.span, "a claim has neither `text` nor `quote`", help);
        }
    }
    duplicate_ids(check, "claim", claims.iter().filter_map(|claim| claim.id.as_ref()));
    claims
}

fn duplicate_ids<'i>(check: &mut Check<'_, '_>, noun: &str, ids: impl Iterator<Item = &'i Spanned<String>>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.get(&*id.value) {
            let error = Diagnostic::error("duplicate-id", format!("two entries have the {noun} id `{}`", id.value))
                .at(check.file, id.span)
                .label(check.file, *first, "first here")
                .help("give one of the two another id");
            check.diagnostics.push(error);
        } else {
            seen.insert(&id.value, id.span);
        }
    }
}

fn claim(mut record: Record) -> Claim {
    Claim {
        id: record.spanned("id"),
        text: record.text("text"),
        quote: record.spanned("quote"),
        by: record.spanneds("by"),
        via: record.spanneds("via"),
        stance: record.text("stance"),
        about: record.spanneds("about"),
        date: record.when("date"),
        source: record.spanned("source"),
        grade: record.text("grade"),
        status: record.text("status"),
        disputes: record.spanneds("disputes"),
        tlp: tlp(&mut record),
        span: record.span,
    }
}

fn figures(check: &mut Check<'_, '_>, record: &mut Record) -> Vec<Figure> {
    let figures: Vec<Figure> = record.records("figures").into_iter().filter_map(figure).collect();
    for figure in &figures {
        let between = figure.qualifier.as_deref() == Some("between");
        let fault = match figure.max {
            None if between => Some(("a figure `between` has no `max`".to_owned(), "add `max:` with the upper value")),
            Some(_) if !between => {
                Some(("a figure has `max` without the qualifier `between`".to_owned(), "add `qualifier: between`"))
            }
            Some(max) if max < figure.value => {
                let message = format!("`max` {max} is less than `value` {}", figure.value);
                Some((message, "write the lower number as `value` and the upper as `max`"))
            }
            _ => None,
        };
        if let Some((message, help)) = fault {
            check.error::<()>("bad-figure", figure.span, message, help);
        }
        if figure.id.is_none() && figure.label.is_none() {
            let help = "add `label:` with what is counted";
            check.error::<()>("missing-key", figure.span, "a figure has neither `id` nor `label`", help);
        }
    }
    figures
}

fn figure(mut record: Record) -> Option<Figure> {
    Some(Figure {
        value: record.number("value")?,
        id: record.spanned("id"),
        label: record.text("label"),
        max: record.number("max"),
        qualifier: record.text("qualifier"),
        unit: record.text("unit"),
        as_of: record.when("as_of"),
        source: record.spanned("source"),
        about: record.spanneds("about"),
        hxl: record.text("hxl"),
        tlp: tlp(&mut record),
        span: record.span,
    })
}

fn judgement(mut record: Record) -> Option<Judgement> {
    Some(Judgement {
        text: record.spanned("text")?,
        likelihood: record.spanned("likelihood"),
        confidence: record.text("confidence"),
        basis: record.spanneds("basis"),
        tlp: tlp(&mut record),
        span: record.span,
    })
}

fn correction(mut record: Record) -> Option<Correction> {
    Some(Correction {
        date: record.when("date")?,
        note: record.text("note")?,
        kind: record.text("kind").unwrap_or_else(|| "correction".to_owned()),
        was: record.text("was"),
        now: record.text("now"),
        tlp: tlp(&mut record),
        span: record.span,
    })
}

fn relation(mut record: Record) -> Option<Relation> {
    Some(Relation {
        kind: record.spanned("type")?,
        to: record.spanned("to")?,
        role: record.text("role"),
        start: record.when("start"),
        end: record.when("end"),
        source: record.spanned("source"),
        tlp: tlp(&mut record),
        span: record.span,
    })
}

fn participant(value: Value) -> Option<Participant> {
    match value {
        Value::Text(actor) => Some(Participant { actor, role: None, side: None }),
        Value::Record(mut record) => {
            Some(Participant { actor: record.spanned("actor")?, role: record.text("role"), side: record.text("side") })
        }
        _ => None,
    }
}

fn place(check: &mut Check<'_, '_>, mut record: Record) -> Place {
    let (latitude, longitude) = (record.number("lat"), record.number("lon"));
    if record.was_written("lat") != record.was_written("lon") {
        let (there, missing) = if latitude.is_some() { ("lat", "lon") } else { ("lon", "lat") };
        let message = format!("a place has `{there}` without `{missing}`");
        check.error::<()>("bad-place", record.span, message, format!("write both, or remove `{there}`"));
    }
    Place {
        name: record.text("name"),
        position: latitude.zip(longitude),
        precision: record.whole("precision").and_then(|precision| u8::try_from(precision).ok()),
    }
}

fn image(record: &mut Record) -> Option<Image> {
    let mut image = record.record("image")?;
    Some(Image { src: image.text("src")?, alt: image.text("alt")?, credit: image.text("credit") })
}

fn autolink(record: &mut Record) -> Autolink {
    match record.take("autolink") {
        Some(Value::Bool(on)) => Autolink { disabled: !on, ..Autolink::default() },
        Some(Value::Record(mut rules)) => Autolink {
            disabled: false,
            off: rules.spanneds("off"),
            map: rules.pairs("map").into_iter().map(|(name, meant)| (name.value, meant)).collect(),
        },
        _ => Autolink::default(),
    }
}
