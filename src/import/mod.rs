//! Other people's files as drafts of reports: plain text, Markdown, HTML, feeds and WordPress exports.
//!
//! [`read`] makes [`Item`]s of the bytes of a file, and [`draft::write`] the text of a content file of an item. Nothing is
//! read or written here: that is for the command line. The words of an item come out of a built page as they went in, no
//! text of it becomes markup of Situs, and what was left behind is counted.

mod charset;
mod date;
pub mod draft;
mod feed;
mod html;
mod json_feed;
mod markdown;
mod plain;
mod prose;
mod wordpress;
mod xml;

use std::collections::BTreeMap;

use url::Url;

use crate::document::record::Tlp;

pub use self::date::read as read_date;

/// What is asked about a file beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the file comes from, for a file that does not say so.
    pub url: Option<Url>,
    /// Its character set, for a file that does not say so.
    pub encoding: Option<String>,
}

/// What a file was read as.
#[derive(Debug, Default)]
pub struct Imported {
    /// Its format in words.
    pub format: &'static str,
    /// What it holds, in its order.
    pub items: Vec<Item>,
    /// What it holds beside that and is not for reports, by kind.
    pub passed_over: Notes,
}

/// One text, not yet a draft.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Its title, never empty.
    pub title: String,
    /// When it was published: a day, or RFC 3339 with an offset. Nothing where the file does not say.
    pub date: Option<String>,
    /// Where it stands on the web.
    pub url: Option<Url>,
    /// What tells it apart from all others: the feed's own identifier, else the address, else the hash of its file.
    pub key: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Categories and tags.
    pub tags: Vec<String>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// BCP 47 tag of its language.
    pub lang: Option<String>,
    /// The marking that it says it has; what its text says comes on top of it.
    pub marking: Option<Tlp>,
    /// Until when it is under embargo: a day, or RFC 3339 with an offset.
    pub embargo: Option<String>,
    /// The body as Markdown.
    pub body: String,
    /// What else was said about it.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What could not be kept as it was.
    pub notes: Notes,
}

/// Things that happened, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<String, usize>);

impl Notes {
    fn add(&mut self, what: impl Into<String>, count: usize) {
        if count > 0 {
            *self.0.entry(what.into()).or_default() += count;
        }
    }

    /// All of them: what, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(what, count)| (&**what, *count))
    }
}

/// What this program reads, for messages.
pub const READS: &str =
    "plain text (.txt), Markdown (.md), HTML (.html), RSS, Atom and JSON feeds, and WordPress exports (WXR)";

/// Reads a file of this name.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, String> {
    let text = charset::decode(bytes, options.encoding.as_deref())?;
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, ending.to_ascii_lowercase()),
        _ => (name, String::new()),
    };
    let file = File { stem, key: format!("blake3:{}", blake3::hash(bytes).to_hex()), options };
    let head = text.trim_start().get(..5).unwrap_or_default().to_ascii_lowercase();
    match &*ending {
        "html" | "htm" | "xhtml" => Ok(plain::html(&text, &file)),
        "md" | "markdown" => Ok(markdown::read(&text, &file)),
        "xml" | "rss" | "atom" | "wxr" | "rdf" => feed::read(&text),
        "json" => json_feed::read(&text),
        "txt" | "text" | "" if head == "<?xml" => feed::read(&text),
        "txt" | "text" | "" => Ok(plain::text(&text, &file)),
        _ => Err(format!("a file that ends in `.{ending}` is of no kind that is read: {READS}")),
    }
}

/// A file that holds one text.
struct File<'a> {
    /// Its name without the ending.
    stem: &'a str,
    /// The hash of its bytes.
    key: String,
    options: &'a Options,
}

impl File<'_> {
    /// The day that the name begins with.
    fn day(&self) -> Option<String> {
        let day = self.stem.get(..10)?;
        let ends = self.stem[10..].chars().next().is_none_or(|c| !c.is_ascii_digit());
        let shape = day.bytes().enumerate().all(
            |(at, byte)| {
                if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
        (shape && ends).then(|| date::read(day)).flatten()
    }

    /// An item with what the file and its name say.
    fn item(&self) -> Item {
        let url = self.options.url.clone();
        let key = url.as_ref().map_or_else(|| self.key.clone(), ToString::to_string);
        Item { date: self.day(), url, key, ..Item::default() }
    }
}

/// One line of text from what a feed has in a field: white space is a space, controls go.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() || is_no_character(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Code points that YAML does not take.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fffc}')
}

/// The beginning of a text, for something without a title.
fn beginning(text: &str) -> Option<String> {
    /// Longest title that is made.
    const LONGEST: usize = 80;
    let text = one_line(text);
    if text.chars().count() <= LONGEST {
        return (!text.is_empty()).then_some(text);
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let words = cut.rsplit_once(' ').map_or(&*cut, |(words, _)| words);
    Some(format!("{words} …"))
}

/// Adds texts that are not there yet.
fn add_new(list: &mut Vec<String>, texts: impl IntoIterator<Item = String>) {
    for text in texts {
        let text = one_line(&text);
        if !text.is_empty() && !list.contains(&text) {
            list.push(text);
        }
    }
}

/// A language tag in the usual form, where it is one of the plain sort: `en`, `pt-BR`, `zh-Hant`.
fn language(tag: &str) -> Option<String> {
    let mut parts = tag.trim().split(['-', '_']);
    let first = parts.next()?.to_ascii_lowercase();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !matches!(first.len(), 2 | 3) || !letters(&first) {
        return None;
    }
    Some(match parts.next() {
        Some(region) if region.len() == 2 && letters(region) => format!("{first}-{}", region.to_ascii_uppercase()),
        Some(script) if script.len() == 4 && letters(script) => {
            format!("{first}-{}{}", script[..1].to_ascii_uppercase(), script[1..].to_ascii_lowercase())
        }
        _ => first,
    })
}
