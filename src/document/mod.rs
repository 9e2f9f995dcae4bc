//! One file in, one document out.
//!
//! [`parse`] reads the front matter and scans the body for what the rest of the program needs to know: headings, links
//! and runs of text with their places. No HTML is made here and no other file is looked at; both come later, when the
//! links are known. Parsing cannot fail: it gives a document and what is wrong with it.

pub mod front_matter;
pub mod iso3166;
pub mod markdown;
pub(crate) mod marking;
pub mod record;
pub mod schema;
pub mod when;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::route::{Section, Slug};
use crate::source::hidden::{Harm, Hidden};
use crate::source::{SourceFile, Span, Spanned};
use markdown::Body;
use record::{
    Claim, Correction, Figure, Image, Judgement, Participant, Place, Reference, Relation, Source, SourceEntry, Tlp,
};
use when::When;

/// A content file that has been read and understood as far as one file can be.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file.
    pub file: Arc<SourceFile>,
    /// What it is about, by its folder.
    pub kind: Kind,
    /// Its id: `id:` of the front matter, else the slug of the file's stem. For a country the alpha-3 code in lower
    /// case, or the slug of a country of one's own.
    pub id: Slug,
    /// What a reader calls it: a report's title, everything else's name.
    pub title: Spanned<String>,
    /// The keys that every kind has.
    pub common: Common,
    /// The keys of its own kind.
    pub matter: Matter,
    /// The prose.
    pub body: Body,
    /// Whether the front matter could not be read. Such a document is in no edition.
    pub unreadable: bool,
}

/// What a document is about. The folder below `content/` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `content/reports/`
    Report,
    /// `content/actors/`
    Actor,
    /// `content/events/`
    Event,
    /// `content/countries/`
    Country,
    /// `content/sources/`
    Source,
    /// `content/pages/`
    Page,
}

/// The keys that every kind has.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// Traffic Light Protocol marking; nothing where none was written.
    pub tlp: Option<Tlp>,
    /// Not to be seen outside an edition with drafts.
    pub draft: bool,
    /// BCP 47 tag of the document's language.
    pub lang: Option<String>,
    /// Ids that it had before; each becomes a redirect.
    pub former_ids: Vec<Spanned<String>>,
    /// Free data for templates, as JSON.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// The keys of one kind.
#[derive(Debug, Clone)]
pub enum Matter {
    /// A situation report.
    Report(Box<Report>),
    /// A person, body or force.
    Actor(Box<Actor>),
    /// A thing that happens or happened.
    Event(Box<Event>),
    /// A country.
    Country(Box<Country>),
    /// A source.
    Source(Box<Source>),
    /// A plain page: title only.
    Page,
}

/// Front matter of a report.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Date of the report: a day, or an instant with offset. Nothing where none could be found (an error then).
    pub date: Option<When>,
    /// situation-report, flash-update, …
    pub kind: Option<String>,
    /// Name of the series.
    pub series: Option<Spanned<String>>,
    /// Number in the series.
    pub number: Option<u32>,
    /// Information cut-off.
    pub as_of: Option<When>,
    /// Period covered.
    pub period: Option<When>,
    /// When the next report is due.
    pub next: Option<When>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Two to five sentences of at most 180 characters.
    pub highlights: Vec<Spanned<String>>,
    /// Bylines.
    pub authors: Vec<String>,
    /// IANA zone.
    pub tz: Option<String>,
    /// Countries; the first is the primary one. `None` where the key is absent (they are inferred then).
    pub countries: Option<Vec<Reference>>,
    /// Actors that the report is about.
    pub actors: Vec<Reference>,
    /// Events that the report is about.
    pub events: Vec<Reference>,
    /// The event of kind situation that it belongs to.
    pub situation: Option<Reference>,
    /// Free keywords.
    pub tags: Vec<String>,
    /// What it rests on.
    pub sources: Vec<SourceEntry>,
    /// Who said what.
    pub claims: Vec<Claim>,
    /// Numbers.
    pub figures: Vec<Figure>,
    /// Judgements.
    pub judgements: Vec<Judgement>,
    /// Last change of substance.
    pub updated: Option<When>,
    /// What was wrong before.
    pub corrections: Vec<Correction>,
    /// Not to be seen before: a date (start of that day in `tz` or the site's zone) or an instant.
    pub embargo: Option<Spanned<When>>,
    /// Withdrawn reports leave a tombstone.
    pub withdrawn: bool,
    /// The earlier report that it replaces.
    pub supersedes: Option<Reference>,
    /// The report that it translates.
    pub translation_of: Option<Reference>,
    /// The picture at its top.
    pub image: Option<Image>,
    /// What automatic linking may do in it.
    pub autolink: Autolink,
}

/// What automatic linking may do in a report.
#[derive(Debug, Clone, Default)]
pub struct Autolink {
    /// `autolink: false`: nothing at all.
    pub disabled: bool,
    /// Names that are plain text here.
    pub off: Vec<Spanned<String>>,
    /// Names with the entity that they mean here.
    pub map: BTreeMap<String, Reference>,
}

/// Front matter of an actor.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    /// person, government, …; nothing where none was written.
    pub kind: Option<String>,
    /// Other names, each as good as the name.
    pub aliases: Vec<Spanned<String>>,
    /// Names that mean the actor only where it has been named before.
    pub weak_aliases: Vec<Spanned<String>>,
    /// Language to name.
    pub names: BTreeMap<String, Spanned<String>>,
    /// Home country.
    pub country: Option<Reference>,
    /// The body that it is part of.
    pub parent: Option<Reference>,
    /// Ties to others.
    pub relations: Vec<Relation>,
    /// A–F, as a source.
    pub reliability: Option<String>,
    /// `privacy: private`: no page of its own.
    pub private: bool,
    /// Register to identifier.
    pub ids: BTreeMap<String, String>,
    /// Label and address.
    pub links: Vec<(String, String)>,
    /// Picture.
    pub image: Option<Image>,
}

/// Front matter of an event.
#[derive(Debug, Clone, Default)]
pub struct Event {
    /// When, as EDTF level 1 or RFC 3339. Nothing where none could be read (an error then).
    pub when: Option<Spanned<When>>,
    /// When in words, where the date says too little.
    pub when_text: Option<String>,
    /// IANA zone.
    pub tz: Option<String>,
    /// planned, reported, …
    pub status: Option<Spanned<String>>,
    /// situation, visit, …
    pub kind: Option<String>,
    /// Other names.
    pub aliases: Vec<Spanned<String>>,
    /// Where.
    pub place: Option<Place>,
    /// Countries.
    pub countries: Vec<Reference>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// The larger event.
    pub part_of: Option<Reference>,
    /// The events before it.
    pub follows: Vec<Reference>,
    /// The event that it replaces.
    pub supersedes: Option<Reference>,
    /// What it rests on.
    pub sources: Vec<SourceEntry>,
    /// Who said what about it.
    pub claims: Vec<Claim>,
    /// Numbers.
    pub figures: Vec<Figure>,
    /// GLIDE number.
    pub glide: Option<String>,
    /// Last change of substance.
    pub updated: Option<When>,
}

/// Front matter of a country file.
#[derive(Debug, Clone, Default)]
pub struct Country {
    /// Name in house style; nothing leaves the built-in one.
    pub name: Option<String>,
    /// Other names, beside the built-in ones.
    pub aliases: Vec<Spanned<String>>,
    /// Demonyms, beside the built-in ones.
    pub demonyms: Vec<Spanned<String>>,
    /// Naming or boundary disclaimer.
    pub note: Option<String>,
    /// Groups it belongs to.
    pub groups: Vec<String>,
}

impl Document {
    /// IANA name of the zone of its times, where its front matter names one.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        match &self.matter {
            Matter::Report(report) => report.tz.as_deref(),
            Matter::Event(event) => event.tz.as_deref(),
            _ => None,
        }
    }
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 6] = [Self::Report, Self::Actor, Self::Event, Self::Country, Self::Source, Self::Page];

    /// The folder below `content/` that holds documents of this kind.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Report => "reports",
            Self::Actor => "actors",
            Self::Event => "events",
            Self::Country => "countries",
            Self::Source => "sources",
            Self::Page => "pages",
        }
    }

    /// The word for one document of this kind, as in `situs new WORD`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Actor => "actor",
            Self::Event => "event",
            Self::Country => "country",
            Self::Source => "source",
            Self::Page => "page",
        }
    }

    /// The part of the site that holds pages of this kind.
    #[must_use]
    pub fn section(self) -> Section {
        match self {
            Self::Report => Section::Reports,
            Self::Actor => Section::Actors,
            Self::Event => Section::Events,
            Self::Country => Section::Countries,
            Self::Source => Section::Sources,
            Self::Page => Section::Pages,
        }
    }

    /// The kind of the content file at `path` (relative to the root of the site).
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let folder = path.strip_prefix("content/")?.split_once('/')?.0;
        Self::ALL.into_iter().find(|kind| kind.folder() == folder)
    }
}

/// Reads one content file. Nothing where the file is in no folder that Situs knows.
#[must_use]
pub fn parse(file: &Arc<SourceFile>) -> (Option<Document>, Vec<Diagnostic>) {
    let Some(kind) = Kind::of_path(&file.path) else {
        let diagnostic =
            Diagnostic::error("unknown-folder", format!("`{}` is in no folder that Situs knows", file.path))
                .at(file, Span::default())
                .help("move it below `content/reports`, `actors`, `events`, `countries`, `sources` or `pages`");
        return (None, vec![diagnostic]);
    };
    let mut diagnostics = Vec::new();
    let document = front_matter::document(file, kind, &mut diagnostics);
    for found in &file.hidden {
        let span = Span::new(found.at, found.at + char::len_utf8(found.character));
        diagnostics.push(hidden(file, found, span));
    }
    (Some(document), diagnostics)
}

/// The warning for characters that nobody sees.
fn hidden(file: &Arc<SourceFile>, found: &Hidden, span: Span) -> Diagnostic {
    let number = u32::from(found.character);
    let more = match found.count {
        1 => String::new(),
        count => format!(", and {} more in this file", count - 1),
    };
    let (code, what, help) = match found.harm {
        Harm::Reorders => (
            "reordering-character",
            "which turns the order of text around",
            "remove it (it is shown as `�`); text of another direction may stand between U+2068 and U+2069 on one line",
        ),
        Harm::Forbidden => ("hidden-character", "which no page may hold", "remove it; it is shown as `?` or `�`"),
        Harm::Unseen => ("hidden-character", "a character that nobody sees", "remove it"),
    };
    let diagnostic = Diagnostic::warning(code, format!("U+{number:04X}, {what}, stands here{more}")).help(help);
    diagnostic.at(file, span)
}
