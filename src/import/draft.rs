//! The text of a draft: front matter that can be nothing but these values, and the body.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;

use super::Item;
use crate::document::markdown::block;
use crate::document::record::Tlp;
use crate::document::{self, Matter};
use crate::route::Slug;
use crate::source::SourceFile;

/// A draft, ready to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The whole file.
    pub text: String,
    /// The marking that its source or its own text bears; a file with one is in no public edition.
    pub marking: Option<Tlp>,
}

/// The draft of an item of this date. The date has to be one that front matter takes.
///
/// # Errors
/// Where Situs itself could not read the draft: what it says about it.
pub fn write(item: &Item, date: &str) -> Result<Draft, String> {
    // As it is written: in the text of the draft a title may have escapes.
    let spoken_of = [&*item.title, item.summary.as_deref().unwrap_or_default(), &text(item, date, None)].map(spoken);
    let mut marking = spoken_of.into_iter().fold(item.marking, Option::max);
    loop {
        let text = text(item, date, marking);
        let file = Arc::new(SourceFile::new("content/reports/draft.md", text.clone()));
        let (_, findings) = document::parse(&file);
        let errors = findings.iter().filter(|finding| finding.severity == crate::diagnostic::Severity::Error);
        let lost: Vec<_> = errors.clone().filter(|error| error.code == "lost-tlp").collect();
        if marking.is_none() && !lost.is_empty() {
            // A marking that is not known counts as the most restricted.
            let marks = lost.iter().filter_map(|error| error.place.as_ref()).map(|place| {
                let line = place.file.slice(place.span);
                let value = line.split_once([':', '：']).map_or("", |(_, value)| value);
                Tlp::parse(value).unwrap_or(Tlp::Red)
            });
            marking = marks.max();
            continue;
        }
        return match errors.into_iter().next() {
            Some(error) => Err(error.message.clone()),
            None => Ok(Draft { text, marking }),
        };
    }
}

/// The strictest marking that a text speaks of. A draft that only speaks of one is not public either until somebody has
/// looked at it.
fn spoken(text: &str) -> Option<Tlp> {
    /// Most that stands between the name of the protocol and the marking: `:`, `{`, a space, an escape.
    const BETWEEN: usize = 8;
    let lower = text.to_ascii_lowercase();
    let markings = lower.match_indices("tlp").filter_map(|(at, name)| {
        let rest = &lower[at + name.len()..];
        let between: usize = rest.chars().take(BETWEEN).take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum();
        let is_word = between > 0 && !lower[..at].ends_with(char::is_alphanumeric);
        let word = &rest[between..];
        let end = word.find(|c: char| !c.is_ascii_alphabetic() && c != '+').unwrap_or(word.len());
        Tlp::parse(word[..end].trim_end_matches('+')).filter(|tlp| is_word && *tlp != Tlp::Clear)
    });
    markings.max()
}

/// The name of the file without `.md`: the day and the title.
#[must_use]
pub fn stem(item: &Item, date: &str) -> String {
    /// Longest part of a title in a name.
    const LONGEST: usize = 70;
    let slug = Slug::of(&item.title).map_or_else(|| "report".to_owned(), |slug| slug.to_string());
    let cut = slug.get(..LONGEST).map_or(&*slug, |cut| cut.rsplit_once('-').map_or(cut, |(words, _)| words));
    format!("{}-{}", date.get(..10).unwrap_or(date), cut.trim_matches('-'))
}

fn text(item: &Item, date: &str, marking: Option<Tlp>) -> String {
    let mut out = String::from("---\n");
    let _ = writeln!(out, "title: {}\ndate: {date}\ndraft: true", quoted(&item.title));
    if let Some(marking) = marking {
        let _ = writeln!(out, "tlp: {}", marking.label().trim_start_matches("TLP:").to_lowercase());
    }
    if let Some(embargo) = &item.embargo {
        let _ = writeln!(out, "embargo: {embargo}");
    }
    if let Some(lang) = &item.lang {
        let _ = writeln!(out, "lang: {lang}");
    }
    if let Some(summary) = &item.summary {
        let _ = writeln!(out, "summary: {}", quoted(summary));
    }
    for (key, list) in [("authors", &item.authors), ("tags", &item.tags)] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(|text| quoted(text)).collect();
            let _ = writeln!(out, "{key}: [{}]", list.join(", "));
        }
    }
    let url = item.url.as_ref().map(ToString::to_string);
    if url.is_some() || item.publisher.is_some() {
        let _ = writeln!(out, "sources:\n  - name: {}", quoted(&item.title));
        let authors = (!item.authors.is_empty()).then(|| item.authors.join(", "));
        for (key, value) in [("publisher", &item.publisher), ("author", &authors), ("url", &url)] {
            if let Some(value) = value {
                let _ = writeln!(out, "    {key}: {}", quoted(value));
            }
        }
        if let Some(date) = &item.date {
            let _ = writeln!(out, "    published: {date}");
        }
    }
    let _ = writeln!(out, "extra:\n  import:\n    key: {}", quoted(&item.key));
    for (key, value) in &item.extra {
        let _ = writeln!(out, "    {key}: {}", flow(value));
    }
    out.push_str("---\n");
    if !item.body.is_empty() {
        let _ = write!(out, "\n{}\n", item.body);
    }
    out
}

/// A text in double quotes, as JSON and YAML both write it.
fn quoted(text: &str) -> String {
    let quoted = Value::from(super::one_line(text)).to_string();
    // What looks like a block with a marking is none here, and would be refused.
    if block::may_open(&quoted) { quoted.replace(':', "\\u003a").replace('：', "\\uff1a") } else { quoted }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", quoted(key), flow(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// What was imported before, as a report tells it: its key, and the addresses of its sources.
#[must_use]
pub fn keys(document: &document::Document) -> Vec<String> {
    let Matter::Report(report) = &document.matter else { return Vec::new() };
    let key = document.common.extra.get("import").and_then(|import| import.get("key")).and_then(Value::as_str);
    let addresses = report.sources.iter().filter_map(|source| match source {
        document::record::SourceEntry::Inline(source) => source.url.clone(),
        document::record::SourceEntry::Known(_) => None,
    });
    key.map(str::to_owned).into_iter().chain(addresses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_is_heard_wherever_it_is_spoken_of() {
        for (text, marking) in [
            ("title: \"[TLP:AMBER] Weekly note\"", Tlp::Amber),
            ("Classification: TLP AMBER", Tlp::Amber),
            ("&#58;&#58;&#58;tlp{red} and TLP:GREEN", Tlp::Red),
            ("TLP:AMBER+STRICT", Tlp::AmberStrict),
            ("tags: [\"tlp-red\"]", Tlp::Red),
        ] {
            assert_eq!(spoken(text), Some(marking), "{text}");
        }
        for text in ["TLP:CLEAR", "TLP: the board", "tlpred", "xtlp:red", "red tlp"] {
            assert_eq!(spoken(text), None, "{text}");
        }
    }
}
