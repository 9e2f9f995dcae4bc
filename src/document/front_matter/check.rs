//! Front matter against its table: every finding of a file at once.

use std::sync::Arc;

use super::fields::{AUTOLINK, COMMON, LINK, table};
use super::pattern::is_language;
use super::scalar;
use super::shape::{Field, Need, Shape, Table};
use super::value::{Record, Value};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::{list, lookalike, nearest, skeleton};
use crate::document::Kind;
use crate::document::yaml::{self, Entry, Node};
use crate::source::{SourceFile, Span, Spanned};

/// Keys of other programs, with ours. The first that the table has is meant.
const SYNONYMS: [(&str, &str); 48] = [
    ("name", "title"),
    ("title", "name"),
    ("headline", "title"),
    ("headline", "name"),
    ("date", "when"),
    ("time", "when"),
    ("when", "date"),
    ("published", "date"),
    ("start", "when"),
    ("description", "summary"),
    ("abstract", "summary"),
    ("lead", "summary"),
    ("categories", "tags"),
    ("keywords", "tags"),
    ("topics", "tags"),
    ("byline", "authors"),
    ("writer", "authors"),
    ("language", "lang"),
    ("locale", "lang"),
    ("slug", "id"),
    ("permalink", "id"),
    ("classification", "tlp"),
    ("marking", "tlp"),
    ("sensitivity", "tlp"),
    ("handling", "tlp"),
    ("timezone", "tz"),
    ("time-zone", "tz"),
    ("zone", "tz"),
    ("location", "place"),
    ("where", "place"),
    ("type", "kind"),
    ("category", "kind"),
    ("kind", "type"),
    ("aka", "aliases"),
    ("also-known-as", "aliases"),
    ("latitude", "lat"),
    ("longitude", "lon"),
    ("lng", "lon"),
    ("redirect-from", "former_ids"),
    ("website", "links"),
    ("url", "links"),
    ("until", "end"),
    ("from", "start"),
    ("people", "actors"),
    ("title", "label"),
    ("link", "url"),
    ("publish-date", "embargo"),
    ("private", "privacy"),
];

/// An entry of `links` where it is a list.
static LINK_ENTRY: Shape = Shape::ReferenceOr(&LINK);

/// The work on one file.
pub(super) struct Check<'a, 'd> {
    pub(super) file: &'a Arc<SourceFile>,
    pub(super) diagnostics: &'d mut Vec<Diagnostic>,
    /// Whether a key that guards the document is wrong or may be hidden behind a wrong one.
    pub(super) unreadable: bool,
    /// Where a marking was read as one.
    pub(super) markings: Vec<Span>,
}

impl Check<'_, '_> {
    /// Reports an error and returns nothing, so that it can end a function.
    pub(super) fn error<T>(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        self.diagnostics.push(Diagnostic::error(code, message).at(self.file, span).help(help));
        None
    }

    /// The front matter of a document of this kind; nothing where it is no mapping.
    pub(super) fn document(&mut self, root: Node<'_>, kind: Kind) -> Option<Record> {
        match root.value {
            yaml::Value::Map(entries) => Some(self.record(entries, root.span, table(kind), Some(kind))),
            yaml::Value::Scalar(_) | yaml::Value::List(_) => {
                self.unreadable = true;
                let found = describe(&root);
                self.error(
                    "wrong-type",
                    root.span,
                    format!("the front matter must be `key: value` lines, not {found}"),
                    "write one `key: value` on each line",
                )
            }
        }
    }

    /// A mapping with the keys of `table`, and of every kind where it is a whole document.
    fn record(&mut self, entries: Vec<Entry<'_>>, span: Span, table: &'static Table, kind: Option<Kind>) -> Record {
        let mut record = Record::new(span);
        let mut seen: Vec<&'static str> = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = &*entry.key.value;
            let field = table.field(key).or_else(|| kind.and_then(|_| COMMON.field(key)));
            let Some(field) = field else {
                if let Some(meant) = self.unknown_key(&entry.key, table, kind) {
                    // The misspelt key is told; the right one is not missed on top.
                    seen.push(meant);
                    record.note(meant);
                }
                continue;
            };
            let twice = seen.contains(&field.key);
            seen.push(field.key);
            if !entry.value.is_null() {
                record.note(field.key);
            }
            let before = self.diagnostics.len();
            let value = self.field(field, &entry);
            if field.need == Need::Guard && (twice || self.diagnostics.len() > before) {
                self.unreadable = true;
            }
            if let Some(value) = value.filter(|_| !twice) {
                record.push(field.key, value);
            }
        }
        for field in table.fields.iter().filter(|field| field.need == Need::Required && !seen.contains(&field.key)) {
            self.missing(field, table, span, kind.is_some());
        }
        record
    }

    /// Reports a key that must be there and is not.
    pub(super) fn missing(&mut self, field: &Field, table: &Table, span: Span, whole: bool) {
        let code = if whole { missing_code(field.key) } else { "missing-key" };
        let noun = table.noun.split_once(' ').map_or(table.noun, |(_, noun)| noun);
        let message = format!("the {noun} has no `{}`", field.key);
        let help = format!("add `{}: {}`", field.key, field.shape.example());
        self.error::<()>(code, span, message, help);
    }

    fn field(&mut self, field: &'static Field, entry: &Entry<'_>) -> Option<Value> {
        if entry.value.is_null() {
            return self.empty(field, &entry.key);
        }
        self.value(field.key, &field.shape, &entry.value)
    }

    fn empty(&mut self, field: &Field, key: &Spanned<impl AsRef<str>>) -> Option<Value> {
        let rest = self.file.text.get(key.span.end as usize..).unwrap_or_default();
        let rest = rest.lines().next().unwrap_or_default().trim_start_matches(['"', '\'']).trim_start();
        let hidden =
            rest.strip_prefix(':').map(str::trim).filter(|value| value.starts_with('#') && !value.starts_with("# "));
        if let Some(hidden) = hidden.filter(|value| value.len() > 1) {
            let message = format!("the value of `{}` is a comment, because it starts with `#`", field.key);
            return self.error("empty-value", key.span, message, format!("write `{}: \"{hidden}\"`", field.key));
        }
        if field.need == Need::Optional {
            return None;
        }
        let help = if field.need == Need::Guard {
            format!("write `{}: {}`, or remove the key", field.key, field.shape.example())
        } else {
            format!("write `{}: {}`", field.key, field.shape.example())
        };
        self.error("empty-value", key.span, format!("`{}` has no value", field.key), help)
    }

    fn value(&mut self, key: &str, shape: &'static Shape, node: &Node<'_>) -> Option<Value> {
        match (shape, &node.value) {
            (Shape::Many(inner), yaml::Value::List(items)) => {
                let items = items.iter().filter_map(|item| self.item(key, inner, item)).collect();
                Some(Value::List(items, node.span))
            }
            (Shape::Many(inner), _) => {
                let value = self.value(key, inner, node)?;
                Some(Value::List(vec![value], node.span))
            }
            (Shape::Record(table) | Shape::ReferenceOr(table), yaml::Value::Map(entries)) => {
                Some(Value::Record(self.record(entries.clone(), node.span, table, None)))
            }
            (Shape::ReferenceOr(_), yaml::Value::Scalar(text)) => {
                scalar::check(self, key, &Shape::Reference, text, node.span)
            }
            (Shape::Map(_, languages, inner), yaml::Value::Map(entries)) => {
                Some(Value::Map(self.map(key, *languages, inner, entries)))
            }
            (Shape::Links, _) => self.links(key, node),
            (Shape::Autolink, yaml::Value::Map(entries)) => {
                Some(Value::Record(self.record(entries.clone(), node.span, &AUTOLINK, None)))
            }
            (Shape::Autolink, yaml::Value::Scalar(text)) => scalar::check(self, key, &Shape::Bool, text, node.span),
            (Shape::Extra, yaml::Value::Map(_)) => Some(Value::Json(self.json(node))),
            (Shape::Map(..) | Shape::Record(_) | Shape::Extra, _) | (_, yaml::Value::List(_) | yaml::Value::Map(_)) => {
                self.wrong_type(key, shape, node)
            }
            (_, yaml::Value::Scalar(text)) => scalar::check(self, key, shape, text, node.span),
        }
    }

    /// An entry of a list.
    fn item(&mut self, key: &str, shape: &'static Shape, node: &Node<'_>) -> Option<Value> {
        if node.is_null() {
            let span = if node.span.start == node.span.end { self.dash_before(node.span) } else { node.span };
            let message = format!("`{key}` has an empty entry");
            return self.error("empty-value", span, message, "write a value, or remove the line");
        }
        self.value(key, shape, node)
    }

    /// The `-` or `,` that stands before an empty entry.
    fn dash_before(&self, span: Span) -> Span {
        let before = self.file.text.get(..span.start as usize).unwrap_or_default();
        before.rfind(['-', ',', '[']).map_or(span, |at| Span::new(at, at + 1))
    }

    fn wrong_type(&mut self, key: &str, shape: &Shape, node: &Node<'_>) -> Option<Value> {
        let message = format!("`{key}` must be {}, not {}", shape.expected(), describe(node));
        let source = self.file.slice(node.span);
        let help = if source.starts_with("[[") {
            format!("write `{key}: some-id`; double brackets are for prose")
        } else if source.starts_with(['{', '[', '-']) && matches!(shape, Shape::Text) {
            "put the text into quotes".to_owned()
        } else {
            format!("write `{key}: {}`", shape.example())
        };
        self.error("wrong-type", node.span, message, help)
    }

    fn map(
        &mut self,
        key: &str,
        languages: bool,
        inner: &'static Shape,
        entries: &[Entry<'_>],
    ) -> Vec<(Spanned<String>, Value)> {
        let mut pairs = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = &*entry.key.value;
            if languages && !is_language(name) {
                scalar::language::<()>(self, name, entry.key.span);
                continue;
            }
            if entry.value.is_null() {
                let help = format!("write `{name}: {}`, or remove the line", inner.example());
                self.error::<()>("empty-value", entry.key.span, format!("`{name}` in `{key}` has no value"), help);
                continue;
            }
            if let Some(value) = self.value(name, inner, &entry.value) {
                pairs.push((Spanned::new(name.to_owned(), entry.key.span), value));
            }
        }
        pairs
    }

    fn links(&mut self, key: &str, node: &Node<'_>) -> Option<Value> {
        let labelled = |address: Spanned<String>| {
            let bare = address.value.split_once("://").map_or(&*address.value, |(_, rest)| rest);
            let host = bare.split(['/', '?', '#']).next().unwrap_or_default().trim_start_matches("www.");
            (Spanned::new(host.to_owned(), address.span), Value::Text(address))
        };
        match &node.value {
            yaml::Value::Map(entries) => Some(Value::Map(self.map(key, false, &Shape::Url, entries))),
            yaml::Value::Scalar(text) => {
                let address = scalar::check(self, key, &Shape::Url, text, node.span)?.spanned()?;
                Some(Value::Map(vec![labelled(address)]))
            }
            yaml::Value::List(items) => {
                let mut pairs = Vec::new();
                for item in items {
                    let Some(value) = self.item(key, &LINK_ENTRY, item) else { continue };
                    match value {
                        Value::Record(mut link) => {
                            let Some(address) = link.spanned("url") else { continue };
                            match link.spanned("label") {
                                Some(label) => pairs.push((label, Value::Text(address))),
                                None => pairs.push(labelled(address)),
                            }
                        }
                        Value::Text(address) => match super::pattern::address_fault(&address.value) {
                            None => pairs.push(labelled(address)),
                            Some((message, help)) => {
                                self.error::<()>("bad-url", address.span, message, help);
                            }
                        },
                        _ => {}
                    }
                }
                Some(Value::Map(pairs))
            }
        }
    }

    fn unknown_key(
        &mut self,
        key: &Spanned<impl AsRef<str>>,
        table: &'static Table,
        kind: Option<Kind>,
    ) -> Option<&'static str> {
        let written = key.value.as_ref();
        let seen = skeleton(written);
        if hides_a_guard(&seen, kind) {
            self.unreadable = true;
        }
        let known = || table.keys().chain(kind.into_iter().flat_map(|_| COMMON.keys()));
        let same = known().find(|candidate| skeleton(candidate) == seen);
        let synonym = || {
            let meant = SYNONYMS.iter().filter(|(other, _)| *other == seen).map(|(_, ours)| *ours);
            meant.into_iter().find(|ours| known().any(|key| key == *ours))
        };
        let meant = same.or_else(synonym).or_else(|| nearest(written, known()));
        let elsewhere = kind.and_then(|kind| owner(written, kind));
        let help = match (meant, elsewhere) {
            (Some(meant), _) => format!("write `{meant}`{}", lookalike(written, meant)),
            (None, Some(owner)) => {
                format!("`{written}` is a key of {}; move free data below `extra:`", super::fields::table(owner).noun)
            }
            (None, None) if kind.is_some() => "remove it, or move it below `extra:`".to_owned(),
            (None, None) => format!("the keys are {}", list(table.keys(), "and")),
        };
        let shown: String = written.chars().take(60).collect();
        self.error::<()>("unknown-key", key.span, format!("`{shown}` is not a key of {}", table.noun), help);
        meant
    }

    /// Free data as JSON, by the core schema of YAML 1.2.
    fn json(&mut self, node: &Node<'_>) -> serde_json::Value {
        match &node.value {
            yaml::Value::Scalar(text) if text.quoted => serde_json::Value::String(text.text.to_string()),
            yaml::Value::Scalar(text) => scalar::core_schema(&text.text),
            yaml::Value::List(items) => items.iter().map(|item| self.json(item)).collect(),
            yaml::Value::Map(entries) => {
                let mut map = serde_json::Map::new();
                for entry in entries {
                    if skeleton(&entry.key.value) == "tlp" {
                        self.unreadable = true;
                        let message = "`tlp` stands inside `extra`, where it marks nothing";
                        self.error::<()>("lost-tlp", entry.key.span, message, "move it out, to the start of a line");
                    }
                    if !map.contains_key(&*entry.key.value) {
                        let value = self.json(&entry.value);
                        map.insert(entry.key.value.to_string(), value);
                    }
                }
                serde_json::Value::Object(map)
            }
        }
    }
}

/// Whether an unknown key may be a misspelt guard, so that the document must not be published.
fn hides_a_guard(seen: &str, kind: Option<Kind>) -> bool {
    let marking = seen.contains("tlp") || strsim::osa_distance(seen, "tlp") <= 1;
    let Some(kind) = kind else { return marking };
    let known = table(kind).fields.iter().chain(COMMON.fields);
    let mut guards = known.filter(|field| field.need == Need::Guard).map(|field| field.key);
    let other_words = [
        "classification",
        "marking",
        "sensitivity",
        "handling",
        "confidential",
        "confidentiality",
        "secret",
        "restricted",
        "private",
        "hidden",
        "unlisted",
        "visibility",
        "published",
        "publish",
        "publish-date",
        "not-before",
    ];
    marking || other_words.contains(&seen) || guards.any(|guard| strsim::osa_distance(seen, guard) <= 2)
}

/// The kind that has this key, where this one has not.
fn owner(key: &str, kind: Kind) -> Option<Kind> {
    Kind::ALL.into_iter().filter(|other| *other != kind).find(|other| table(*other).field(key).is_some())
}

fn missing_code(key: &str) -> &'static str {
    match key {
        "name" => "missing-name",
        "when" => "missing-when",
        "title" => "missing-title",
        "date" => "missing-date",
        _ => "missing-key",
    }
}

/// What a node is, for a message.
pub(super) fn describe(node: &Node<'_>) -> &'static str {
    match &node.value {
        yaml::Value::List(_) => "a list",
        yaml::Value::Map(_) => "a mapping",
        yaml::Value::Scalar(_) => "a text",
    }
}
