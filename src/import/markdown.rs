//! Markdown of other programs: kept as it is written, apart from what only Situs would take for markup.

use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html as render};
use serde_json::{Map, Value};

use super::prose::{self, Reading, escape::may_be_mark};
use super::{File, Imported, Item, add_new, date, html, language, one_line, plain};
use crate::diagnostic::suggest::skeleton;
use crate::document::markdown::url::is_local;
use crate::document::marking;
use crate::document::record::Tlp;
use crate::document::yaml;
use crate::source::SourceFile;

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Reads Markdown with or without front matter.
pub(super) fn read(text: &str, file: &File<'_>) -> Imported {
    let mut item = file.item();
    let text = text.replace("\r\n", "\n").replace('\0', "\u{fffd}");
    let (matter, body) = front_matter(&text);
    if let Some(matter) = matter {
        keep_matter(&mut item, matter);
    }
    let mut body = body.trim_start_matches('\n').to_owned();
    let heading = opening_heading(&body);
    if let Some((title, end)) = heading
        && (item.title.is_empty() || item.title == title)
    {
        item.title = title;
        body = body[end..].trim_start_matches('\n').to_owned();
    }
    item.body = if let Some(escaped) = escaped(&body) {
        escaped
    } else {
        let mut html = String::new();
        render::push_html(&mut html, Parser::new_ext(&body, options()));
        let base = item.url.clone();
        prose::write(&html::read(&html), Reading { base: base.as_ref(), lines_count: false }, &mut item.notes)
    };
    plain::named("Markdown", item, file)
}

/// The front matter in YAML or TOML, where it can be read, and the rest.
fn front_matter(text: &str) -> (Option<Map<String, Value>>, &str) {
    for fence in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n')) else { continue };
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence {
                let inner = &rest[..end];
                let matter = if fence == "---" { of_yaml(inner) } else { of_toml(inner) };
                return match matter {
                    Some(matter) => (Some(matter), &rest[end + line.len()..]),
                    None => (None, text),
                };
            }
            end += line.len();
        }
    }
    (None, text)
}

fn of_toml(text: &str) -> Option<Map<String, Value>> {
    let table: toml::Table = text.parse().ok()?;
    match serde_json::to_value(table).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn of_yaml(text: &str) -> Option<Map<String, Value>> {
    fn value(node: &yaml::Node<'_>) -> Value {
        match &node.value {
            _ if node.is_null() => Value::Null,
            yaml::Value::Scalar(scalar) => match (&*scalar.text, scalar.quoted) {
                ("true", false) => Value::Bool(true),
                ("false", false) => Value::Bool(false),
                (text, _) => text.into(),
            },
            yaml::Value::List(list) => list.iter().map(value).collect(),
            yaml::Value::Map(entries) => Value::Object(map(entries)),
        }
    }
    fn map(entries: &[yaml::Entry<'_>]) -> Map<String, Value> {
        entries.iter().map(|entry| (entry.key.value.to_string(), value(&entry.value))).collect()
    }
    let file = Arc::new(SourceFile::new("", text));
    let (root, sound) = yaml::parse(&file, 0..text.len(), &mut Vec::new());
    match root.filter(|_| sound)?.value {
        yaml::Value::Map(entries) => Some(map(&entries)),
        _ => None,
    }
}

/// Takes what has a place in a report; all else is kept below `extra`.
fn keep_matter(item: &mut Item, mut matter: Map<String, Value>) {
    let words = |value: Value| match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.into_iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let mut text = |key: &str| match matter.get(key) {
        Some(Value::String(found)) if !found.trim().is_empty() => {
            let found = one_line(found);
            matter.remove(key);
            Some(found)
        }
        _ => None,
    };
    item.title = text("title").unwrap_or_default();
    item.summary = text("summary").or_else(|| text("description"));
    item.lang = matter.get("lang").and_then(Value::as_str).and_then(language);
    if let Some(date) = matter.get("date").and_then(Value::as_str).and_then(date::read) {
        item.date = Some(date);
        matter.remove("date");
    }
    for key in ["tags", "categories"] {
        add_new(&mut item.tags, matter.remove(key).map(words).unwrap_or_default());
    }
    for key in ["authors", "author"] {
        add_new(&mut item.authors, matter.remove(key).map(words).unwrap_or_default());
    }
    for key in ["url", "canonical_url", "source"] {
        let found = matter.get(key).and_then(Value::as_str).and_then(prose::web);
        if item.url.is_none()
            && let Some(url) = found
        {
            item.key = url.to_string();
            item.url = Some(url);
        }
    }
    // Every draft is one.
    matter.remove("draft");
    if let Some(embargo) = matter.get("embargo").and_then(Value::as_str).and_then(date::read) {
        item.embargo = Some(embargo);
        matter.remove("embargo");
    }
    item.marking = without_markings(&mut matter);
    if !matter.is_empty() {
        item.extra.insert("front_matter".into(), Value::Object(matter));
    }
}

/// The strictest of the markings that a mapping and what is in it have, by whatever key; a marking that is not known counts
/// as the most restricted. Keys that would have to be Situs' own are kept under another name.
fn without_markings(map: &mut Map<String, Value>) -> Option<Tlp> {
    const PUBLIC: [&str; 6] = ["", "false", "none", "open", "public", "unclassified"];
    let mut strictest = None;
    let mut all = Map::new();
    for (key, mut value) in std::mem::take(map) {
        let inner = match &mut value {
            Value::Object(inner) => without_markings(inner),
            Value::Array(list) => list.iter_mut().filter_map(Value::as_object_mut).filter_map(without_markings).max(),
            _ => None,
        };
        let (word, is_tlp) = (skeleton(&key), skeleton(&key) == "tlp");
        let said = match &value {
            Value::String(said) => Some(said.trim().to_lowercase()),
            Value::Bool(said) => Some(said.to_string()),
            _ => None,
        };
        let own = said.filter(|said| is_tlp || (marking::WORDS.contains(&&*word) && !PUBLIC.contains(&&**said)));
        let own = own.map(|said| Tlp::parse(&said).unwrap_or(Tlp::Red));
        strictest = strictest.max(inner).max(own);
        all.insert(if is_tlp { "marking".to_owned() } else { key }, value);
    }
    *map = all;
    strictest
}

/// The text of a heading of the first level that the body opens with, and where it ends.
fn opening_heading(body: &str) -> Option<(String, usize)> {
    let mut events = Parser::new_ext(body, options()).into_offset_iter();
    let (Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }), range) = events.next()? else { return None };
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    Some((one_line(&text), range.end))
}

/// The Markdown with what only Situs would read as markup escaped. Nothing where that cannot be done in place: code with
/// lines of colons, raw HTML, links that name files, a heading of the first level that would be taken for the title.
fn escaped(body: &str) -> Option<String> {
    if opening_heading(body).is_some() {
        return None;
    }
    let mut is_text = vec![false; body.len()];
    let mut in_code = false;
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))) if may_be_mark(&word) => return None,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if in_code && may_be_mark(&text) => return None,
            Event::Code(text) if may_be_mark(&text) => return None,
            Event::Text(_) if !in_code => is_text[range].fill(true),
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => return None,
            Event::Start(Tag::Link { dest_url, .. })
                if is_local(&dest_url) || dest_url.contains("::") || may_be_mark(&dest_url) =>
            {
                return None;
            }
            _ => {}
        }
    }
    let bytes = body.as_bytes();
    let mut out = String::with_capacity(body.len() + 16);
    for (at, c) in body.char_indices() {
        let beside = |other: u8| bytes.get(at + 1) == Some(&other) || (at > 0 && bytes[at - 1] == other);
        let next = body.get(at + 1..at + 4).unwrap_or_default();
        let is_escaped = at > 0 && bytes[at - 1] == b'\\' && !is_text[at - 1];
        match c {
            '[' | '{' if is_escaped => out.push(c),
            ':' | '：' if is_escaped => {
                // A character that is written as its number needs no other escape.
                out.pop();
                out.push_str(if c == ':' { "&#58;" } else { "&#65306;" });
            }
            '[' if is_text[at] && beside(b'[') => out.push_str("\\["),
            '{' if is_text[at] && body[at..].starts_with("{figure:") => out.push_str("\\{"),
            ':' if is_text[at] && (beside(b':') || next.eq_ignore_ascii_case("tlp")) => out.push_str("&#58;"),
            '：' if is_text[at] => out.push_str("&#65306;"),
            c => out.push(c),
        }
    }
    // Other blanks are text: a break before them would be a mere backslash without them.
    Some(out.trim_end_matches([' ', '\t', '\n']).to_owned())
}
