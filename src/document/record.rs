//! The records that a document can hold beside its prose: claims, figures, sources, relations, corrections.
//!
//! The keys and their meaning are those of the README's front matter reference. A [`Reference`] is kept as it was
//! written; `knowledge` resolves it.

use super::when::When;
use crate::source::{Span, Spanned};

/// An id, a name, an alias or an ISO code, as the writer wrote it.
pub type Reference = Spanned<String>;

/// Who said what, through whom, and how good it is.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// Id, unique in the report.
    pub id: Option<Spanned<String>>,
    /// The claim in the report's words.
    pub text: Option<String>,
    /// Exact words of the body.
    pub quote: Option<Spanned<String>>,
    /// Who asserts it.
    pub by: Vec<Reference>,
    /// Who carries it.
    pub via: Vec<Reference>,
    /// asserts, denies, confirms, announces, accuses, estimates, warns.
    pub stance: Option<String>,
    /// What it is about.
    pub about: Vec<Reference>,
    /// When it was made.
    pub date: Option<When>,
    /// The source that has it.
    pub source: Option<Reference>,
    /// Admiralty grade such as `B2`.
    pub grade: Option<String>,
    /// uncontested, corroborated, confirmed, disputed, retracted, false.
    pub status: Option<String>,
    /// Ids of claims that it disputes.
    pub disputes: Vec<Spanned<String>>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// A number with its unit, date and source. Figures with one id across reports are one series.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// The series.
    pub id: Option<Spanned<String>>,
    /// What is counted.
    pub label: Option<String>,
    /// The value.
    pub value: f64,
    /// The upper value, with the qualifier `between`.
    pub max: Option<f64>,
    /// exact, about, at-least, up-to, between.
    pub qualifier: Option<String>,
    /// The unit, as shown.
    pub unit: Option<String>,
    /// The moment that the value holds for.
    pub as_of: Option<When>,
    /// The source that has it.
    pub source: Option<Reference>,
    /// What it is about.
    pub about: Vec<Reference>,
    /// HXL tag, such as `#affected+killed`.
    pub hxl: Option<String>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// Where something was read, heard or seen: a file below `content/sources/`, or an entry in a list of sources.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Id.
    pub id: Option<Spanned<String>>,
    /// Title or description.
    pub name: Option<String>,
    /// Who published it.
    pub publisher: Option<Reference>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was read.
    pub accessed: Option<When>,
    /// Address of a copy in an archive.
    pub archived_url: Option<String>,
    /// Hash of the copy.
    pub sha256: Option<String>,
    /// news, wire, official-statement, …
    pub kind: Option<String>,
    /// A–F.
    pub reliability: Option<String>,
    /// Sources that it depends on.
    pub derives_from: Vec<Reference>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// An entry in a list of sources: a reference to a known one, or a source of its own.
#[derive(Debug, Clone)]
pub enum SourceEntry {
    /// A file below `content/sources/`, or a source named elsewhere.
    Known(Reference),
    /// A source that is described on the spot.
    Inline(Box<Source>),
}

/// A dated role or tie between two actors.
#[derive(Debug, Clone)]
pub struct Relation {
    /// One of the relation types of the front matter reference, such as `leads`.
    pub kind: Spanned<String>,
    /// The other actor, country or post.
    pub to: Reference,
    /// The role in words.
    pub role: Option<String>,
    /// First day.
    pub start: Option<When>,
    /// Last day.
    pub end: Option<When>,
    /// The source that has it.
    pub source: Option<Reference>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// What was wrong, and what it says now.
#[derive(Debug, Clone)]
pub struct Correction {
    /// When it was corrected.
    pub date: When,
    /// correction, clarification, update, retraction.
    pub kind: String,
    /// What was corrected, in a sentence.
    pub note: String,
    /// The old words.
    pub was: Option<String>,
    /// The new words.
    pub now: Option<String>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// An analyst's judgement, with likelihood and confidence kept apart (ICD 203).
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The judgement.
    pub text: Spanned<String>,
    /// A word of the site's yardstick, such as `likely`.
    pub likelihood: Option<Spanned<String>>,
    /// low, moderate, high.
    pub confidence: Option<String>,
    /// Ids of the claims that it rests on.
    pub basis: Vec<Spanned<String>>,
    /// A marking of its own, which can only be stricter than that of its document.
    pub tlp: Option<Tlp>,
    /// Where the record stands.
    pub span: Span,
}

/// Who took part in an event, and how.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The actor or country.
    pub actor: Reference,
    /// The role in words.
    pub role: Option<String>,
    /// The side, where there are sides.
    pub side: Option<String>,
}

/// Where an event happens.
#[derive(Debug, Clone)]
pub struct Place {
    /// The name.
    pub name: Option<String>,
    /// Latitude and longitude in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// 1 exact, 2 area, 3 region.
    pub precision: Option<u8>,
}

/// A picture with its description and owner.
#[derive(Debug, Clone)]
pub struct Image {
    /// Path below `static/`, or an address.
    pub src: String,
    /// Description for those who do not see it.
    pub alt: String,
    /// Who made it.
    pub credit: Option<String>,
}

/// Words of likelihood of ICD 203 (2015), from least to most likely, the two rows of its table side by side.
pub const ICD_203: [&str; 14] = [
    "almost no chance",
    "remote",
    "very unlikely",
    "highly improbable",
    "unlikely",
    "improbable",
    "roughly even chance",
    "roughly even odds",
    "likely",
    "probable",
    "very likely",
    "highly probable",
    "almost certain",
    "nearly certain",
];

/// Words of likelihood of the PHIA probability yardstick (2019), from least to most likely.
pub const PHIA: [&str; 9] = [
    "remote chance",
    "highly unlikely",
    "unlikely",
    "realistic possibility",
    "likely",
    "probable",
    "likely or probable",
    "highly likely",
    "almost certain",
];

/// Traffic Light Protocol marking (FIRST, TLP 2.0), from least to most restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tlp {
    /// Everybody.
    #[default]
    Clear,
    /// The community, not publicly.
    Green,
    /// The organisation and its clients.
    Amber,
    /// The organisation only.
    AmberStrict,
    /// Named recipients only.
    Red,
}

impl Tlp {
    /// Reads a marking in any case, with or without `TLP:`. `WHITE` is the old name of CLEAR.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        match text.strip_prefix("tlp:").unwrap_or(&text).trim() {
            "clear" | "white" => Some(Self::Clear),
            "green" => Some(Self::Green),
            "amber" => Some(Self::Amber),
            "amber+strict" => Some(Self::AmberStrict),
            "red" => Some(Self::Red),
            _ => None,
        }
    }

    /// The marking as it is printed, where it restricts anything.
    #[must_use]
    pub fn mark(self) -> Option<&'static str> {
        (self != Self::Clear).then(|| self.label())
    }

    /// The marking as it is printed.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}
