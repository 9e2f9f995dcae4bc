//! Checked values: what a table promises, ready to be taken apart.

use crate::document::when::When;
use crate::source::{Span, Spanned};

/// A mapping whose keys and values have been checked against its table. What was wrong is not in it.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Where it stands.
    pub(super) span: Span,
    entries: Vec<(&'static str, Value)>,
    written: Vec<&'static str>,
}

/// A checked value.
#[derive(Debug)]
pub(super) enum Value {
    /// Any of the shapes that stay text.
    Text(Spanned<String>),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A date.
    When(Spanned<When>),
    /// A list.
    List(Vec<Value>, Span),
    /// A mapping with known keys.
    Record(Record),
    /// A mapping with free keys.
    Map(Vec<(Spanned<String>, Value)>),
    /// Free data.
    Json(serde_json::Value),
}

impl Record {
    pub(super) fn new(span: Span) -> Self {
        Self { span, entries: Vec::new(), written: Vec::new() }
    }

    pub(super) fn push(&mut self, key: &'static str, value: Value) {
        self.entries.push((key, value));
    }

    /// Notes that `key` was written with a value, right or wrong.
    pub(super) fn note(&mut self, key: &'static str) {
        self.written.push(key);
    }

    /// Whether `key` was written with a value, right or wrong.
    pub(super) fn was_written(&self, key: &str) -> bool {
        self.written.contains(&key)
    }

    /// The value of `key`, which is then no longer in the record.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.entries.iter().position(|(name, _)| *name == key)?;
        Some(self.entries.swap_remove(at).1)
    }

    pub(super) fn spanned(&mut self, key: &str) -> Option<Spanned<String>> {
        self.take(key).and_then(Value::spanned)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.spanned(key).map(|text| text.value)
    }

    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        match self.take(key) {
            Some(Value::List(items, _)) => items,
            _ => Vec::new(),
        }
    }

    pub(super) fn spanneds(&mut self, key: &str) -> Vec<Spanned<String>> {
        self.list(key).into_iter().filter_map(Value::spanned).collect()
    }

    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key).into_iter().filter_map(Value::spanned).map(|text| text.value).collect()
    }

    pub(super) fn records(&mut self, key: &str) -> Vec<Record> {
        self.list(key).into_iter().filter_map(Value::record).collect()
    }

    pub(super) fn record(&mut self, key: &str) -> Option<Record> {
        self.take(key).and_then(Value::record)
    }

    pub(super) fn spanned_when(&mut self, key: &str) -> Option<Spanned<When>> {
        match self.take(key)? {
            Value::When(when) => Some(when),
            _ => None,
        }
    }

    pub(super) fn when(&mut self, key: &str) -> Option<When> {
        self.spanned_when(key).map(|when| when.value)
    }

    pub(super) fn flag(&mut self, key: &str) -> bool {
        matches!(self.take(key), Some(Value::Bool(true)))
    }

    pub(super) fn whole(&mut self, key: &str) -> Option<i64> {
        match self.take(key)? {
            Value::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        match self.take(key)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn pairs(&mut self, key: &str) -> Vec<(Spanned<String>, Spanned<String>)> {
        match self.take(key) {
            Some(Value::Map(pairs)) => {
                pairs.into_iter().filter_map(|(key, value)| Some((key, value.spanned()?))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The keys that nobody took.
    #[cfg(test)]
    pub(super) fn left(&self) -> Vec<&'static str> {
        self.entries.iter().map(|(key, _)| *key).collect()
    }
}

impl Value {
    pub(super) fn spanned(self) -> Option<Spanned<String>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn record(self) -> Option<Record> {
        match self {
            Self::Record(record) => Some(record),
            _ => None,
        }
    }
}
