//! What a key may hold. The tables in `fields` say it for every key; checking, the JSON Schema and the README's
//! reference all follow from them.

/// The keys of a kind of document, or of a record inside one.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it describes, with its article: `a report`.
    pub(crate) noun: &'static str,
    /// Its keys in the order of the reference.
    pub(crate) fields: &'static [Field],
}

/// One key.
#[derive(Debug)]
pub(crate) struct Field {
    /// The key.
    pub(crate) key: &'static str,
    /// What it holds.
    pub(crate) shape: Shape,
    /// Whether it may be left out or empty.
    pub(crate) need: Need,
    /// One sentence for authors, without a full stop.
    pub(crate) doc: &'static str,
}

/// Whether a key may be left out or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It may be left out; empty means left out.
    Optional,
    /// It must be there.
    Required,
    /// It decides who may see the document: it may be left out, but where it stands it must be right, or the document
    /// is not published.
    Guard,
}

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Any text; numbers and words such as `NO` too, as written.
    Text,
    /// A slug that names this document or record.
    Id,
    /// An id, name, alias or ISO code of something else.
    Reference,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// A whole number in this range.
    Whole(i64, i64),
    /// A number in this range.
    Number(f64, f64),
    /// A day, or an instant with its offset.
    Moment,
    /// Any EDTF of level 1, or an instant with its offset.
    When,
    /// An IANA time zone.
    Zone,
    /// A BCP 47 tag.
    Language,
    /// An address: http, https or mailto.
    Url,
    /// A path below `static/`, or an address.
    Picture,
    /// A text of a fixed form.
    Pattern(&'static Pattern),
    /// A Traffic Light Protocol marking.
    Tlp,
    /// A mapping with these keys.
    Record(&'static Table),
    /// A reference, or a mapping with these keys.
    ReferenceOr(&'static Table),
    /// A list; one value stands for a list of one.
    Many(&'static Shape),
    /// A mapping from free keys: what they are called, whether they are languages, and what each holds.
    Map(&'static str, bool, &'static Shape),
    /// Label and address pairs: a mapping, a list of addresses, or a list of `{label, url}`.
    Links,
    /// `true`, `false`, or `{off, map}`.
    Autolink,
    /// Anything.
    Extra,
}

/// A text of a fixed form.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// The code of its diagnostic.
    pub(crate) code: &'static str,
    /// What it is: `a GLIDE number`.
    pub(crate) noun: &'static str,
    /// The form as a regular expression of JSON Schema (ECMA 262).
    pub(crate) regex: &'static str,
    /// A text that has it.
    pub(crate) example: &'static str,
    /// Whether a text has it.
    pub(crate) fits: fn(&str) -> bool,
    /// What else to try before giving up: the text as its writer may have meant it.
    pub(crate) repair: fn(&str) -> String,
}

impl Table {
    /// The field of this key.
    pub(crate) fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// All keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fields.iter().map(|field| field.key)
    }
}

impl Shape {
    /// What to write, as in "`KEY` must be …".
    pub(crate) fn expected(&self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Id => "an id (lower-case letters, digits and hyphens)".to_owned(),
            Self::Reference => "an id, a name or a code".to_owned(),
            Self::Word(words) => format!("one of {}", crate::diagnostic::suggest::list(words.iter().copied(), "or")),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Whole(..) => "a whole number".to_owned(),
            Self::Number(..) => "a number".to_owned(),
            Self::Moment => "a day or a time with its offset".to_owned(),
            Self::When => "a date".to_owned(),
            Self::Zone => "an IANA time zone".to_owned(),
            Self::Language => "a language tag".to_owned(),
            Self::Url => "an address".to_owned(),
            Self::Picture => "a path below `static/` or an address".to_owned(),
            Self::Pattern(pattern) => pattern.noun.to_owned(),
            Self::Tlp => "a marking of the Traffic Light Protocol".to_owned(),
            Self::Record(table) => format!("a mapping with {}", keys(table)),
            Self::ReferenceOr(table) => format!("a name or id, or a mapping with {}", keys(table)),
            Self::Many(inner) => format!("a list, each entry {}", inner.expected()),
            Self::Map(key, _, inner) => format!("a mapping from {key} to {}", inner.expected()),
            Self::Links => "a mapping from label to address".to_owned(),
            Self::Autolink => "`true`, `false` or a mapping with `off` and `map`".to_owned(),
            Self::Extra => "a mapping".to_owned(),
        }
    }

    /// An example of it, as it stands after `key:`.
    pub(crate) fn example(&self) -> String {
        match self {
            Self::Text => "some text".to_owned(),
            Self::Id | Self::Reference => "some-id".to_owned(),
            Self::Word(words) => words.first().copied().unwrap_or_default().to_owned(),
            Self::Bool | Self::Autolink => "true".to_owned(),
            Self::Whole(low, _) => (*low).max(1).to_string(),
            Self::Number(..) => "12".to_owned(),
            Self::Moment | Self::When => "2025-10-21".to_owned(),
            Self::Zone => "Asia/Gaza".to_owned(),
            Self::Language => "en".to_owned(),
            Self::Url => "https://example.org/".to_owned(),
            Self::Picture => "images/map.png".to_owned(),
            Self::Pattern(pattern) => pattern.example.to_owned(),
            Self::Tlp => "green".to_owned(),
            Self::Record(table) | Self::ReferenceOr(table) => {
                let wanted = table.fields.iter().filter(|field| field.need == Need::Required);
                let pairs: Vec<String> =
                    wanted.map(|field| format!("{}: {}", field.key, field.shape.example())).collect();
                format!("{{{}}}", pairs.join(", "))
            }
            Self::Many(inner) => format!("[{}]", inner.example()),
            Self::Map(_, languages, inner) => {
                format!("{{{}: {}}}", if *languages { "fr" } else { "key" }, inner.example())
            }
            Self::Links => "{Website: https://example.org/}".to_owned(),
            Self::Extra => "{key: value}".to_owned(),
        }
    }
}

fn keys(table: &Table) -> String {
    crate::diagnostic::suggest::list(table.keys(), "and")
}
