//! The front matter of a file: found, read, checked against the tables of keys, and turned into a [`Document`].
//!
//! Nothing stops at the first mistake: every finding of a file comes in one run, each with the bytes of the key or
//! value and with what to write. One value where a list is wanted is a list of one. A document whose front matter
//! cannot be read, or whose marking may have been lost, is [`Document::unreadable`] and in no edition.

mod check;
mod decode;
mod fence;
pub(super) mod fields;
mod lost;
pub(crate) mod pattern;
mod scalar;
pub(super) mod shape;
mod value;

use std::sync::Arc;

pub(crate) use scalar::zone_help;

use super::markdown::{self, Body};
use super::when::When;
use super::{Document, Kind, Matter, iso3166, yaml};
use crate::diagnostic::Diagnostic;
use crate::route::Slug;
use crate::source::{SourceFile, Span, Spanned};
use check::Check;
use fence::Fence;
use value::Record;

/// Most findings of one file; a file that is not what it seems could have any number.
const MOST_FINDINGS: usize = 200;

/// Reads one file of this kind. It always gives a document; what is wrong goes into `diagnostics`.
pub fn document(file: &Arc<SourceFile>, kind: Kind, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let before = diagnostics.len();
    let document = read_document(file, kind, diagnostics);
    let rest = (diagnostics.len() - before).saturating_sub(MOST_FINDINGS);
    if rest > 0 {
        diagnostics.truncate(before + MOST_FINDINGS);
        let error = Diagnostic::error("too-many-findings", format!("{rest} more findings in this file are not shown"));
        diagnostics.push(error.at(file, Span::default()).help("mend those that are shown first"));
    }
    document
}

fn read_document(file: &Arc<SourceFile>, kind: Kind, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let fence = fence::find(file, diagnostics);
    let mut check = Check { file, diagnostics, unreadable: fence == Fence::Broken, markings: Vec::new() };
    let (record, opening) = match fence {
        Fence::Found { opening, yaml_end, .. } => (read(&mut check, kind, opening, yaml_end), opening),
        Fence::Absent(start) => (read_nothing(&mut check, kind, start), Span::new(start, start)),
        Fence::Broken => (None, Span::default()),
    };
    // Where the front matter could not be read, nothing is missed.
    let complete = record.is_some();
    let mut record = record.unwrap_or_default();
    let common = decode::common(&mut record);
    let id = id(&mut check, record.spanned("id"), kind);
    let title_key = if matches!(kind, Kind::Report | Kind::Page) { "title" } else { "name" };
    let given = record.spanned(title_key);
    let mut matter = decode::matter(&mut check, &mut record, kind, given.as_ref().map(|name| &*name.value));
    let prose = match fence {
        Fence::Found { body, .. } | Fence::Absent(body) => body,
        Fence::Broken => file.text.len(),
    };
    if matches!(fence, Fence::Found { .. }) {
        lost::blocks(&mut check, prose);
    }
    if common.tlp.is_none() && !check.unreadable {
        lost::lines(&mut check, prose);
    }
    let body = match fence {
        Fence::Found { body, .. } | Fence::Absent(body) => markdown::read(file, body, check.diagnostics),
        Fence::Broken => Body { start: file.text.len(), ..Body::default() },
    };
    if let Some(span) = body.too_deep {
        let warning = Diagnostic::warning("deep-nesting", "quotes, lists or emphasis nest more than 100 deep here");
        let help = "take the inner marks out; they are not shown, and their text is";
        check.diagnostics.push(warning.at(file, span).help(help));
    }
    if let Some(span) = body.raw_too_deep {
        let message = "raw HTML leaves more than 200 elements open here, or has a tag of more than 4096 bytes";
        let help = "close elements where they end; as it stands, all raw HTML of this file is shown as text";
        check.diagnostics.push(Diagnostic::warning("deep-nesting", message).at(file, span).help(help));
    }
    check.unreadable |= body.broken_blocks;
    if let Matter::Report(report) = &mut matter
        && complete
        && !record.was_written("date")
    {
        report.date = date_of_stem(&mut check, opening);
    }
    if kind == Kind::Country && complete && !record.was_written("name") {
        check_country(&mut check, &id, opening);
    }
    let title = given.or_else(|| body.title.clone()).unwrap_or_else(|| {
        if complete && title_key == "title" && !record.was_written("title") {
            let help = "add `title: some text`, or begin the text with `# Title`";
            check.error::<()>("missing-title", opening, format!("the {} has no `title`", kind.word()), help);
        }
        Spanned::new(untitled(file, kind, &id), opening)
    });
    let unreadable = check.unreadable;
    let document = Document { file: Arc::clone(file), kind, id, title, common, matter, body, unreadable };
    diagnostics.append(&mut document.milder_markings());
    document
}

/// The front matter between the fences.
fn read(check: &mut Check<'_, '_>, kind: Kind, opening: Span, yaml_end: usize) -> Option<Record> {
    let (root, sound) = yaml::parse(check.file, 0..yaml_end, check.diagnostics);
    check.unreadable |= !sound;
    let mut root = match root {
        Some(root) => root,
        None if sound => yaml::Node { value: yaml::Value::Map(Vec::new()), span: opening },
        None => return None,
    };
    if root.is_null() {
        root = yaml::Node { value: yaml::Value::Map(Vec::new()), span: opening };
    }
    if matches!(&root.value, yaml::Value::Map(_)) {
        // What is missing is missed at the fence, not at the whole of the front matter.
        root.span = opening;
    }
    check.document(root, kind)
}

/// A file without front matter: only what its kind must have is missed.
fn read_nothing(check: &mut Check<'_, '_>, kind: Kind, start: usize) -> Option<Record> {
    let root = yaml::Node { value: yaml::Value::Map(Vec::new()), span: Span::new(start, start) };
    let before = check.diagnostics.len();
    let record = check.document(root, kind);
    let help = "begin the file with `---`, then the keys, then `---`";
    for diagnostic in &mut check.diagnostics[before..] {
        diagnostic.help = diagnostic.help.take().map(|advice| format!("{help}; {advice}"));
    }
    record
}

/// The file name without its folder and `.md`.
fn stem(file: &SourceFile) -> &str {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// The id: what `id:` says, else the slug of the stem.
fn id(check: &mut Check<'_, '_>, given: Option<Spanned<String>>, kind: Kind) -> Slug {
    let stem = stem(check.file);
    let exact = given.as_ref().and_then(|id| Slug::exact(&id.value));
    let span = given.map_or(Span::default(), |id| id.span);
    let Some(id) = exact.or_else(|| Slug::of(stem)) else {
        let help = format!("add `id: some-{}`, in lower-case letters, digits and hyphens", kind.word());
        check.error::<()>("no-id", Span::default(), format!("the file name `{stem}` gives no id"), help);
        return fallback_id(check.file);
    };
    if id.is_reserved(kind.section()) {
        let help = format!("write another, such as `id: {id}-{}`", kind.word());
        let message = format!("the id `{id}` is taken by an address of the site's own");
        check.error::<()>("reserved-id", span, message, help);
    } else if id.is_device() {
        let help = format!("write another, such as `id: {id}-{}`", kind.word());
        let message = format!("Windows takes `{id}` for a device, and can have no folder of that name");
        check.error::<()>("reserved-id", span, message, help);
    }
    id
}

#[expect(clippy::expect_used, reason = "hexadecimal digits make a slug")]
/// An id for a document that will not be built: the hash of its file.
fn fallback_id(file: &SourceFile) -> Slug {
    let number = file.hash.0.iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    Slug::of(&format!("{number:016x}")).expect("hexadecimal digits make a slug")
}

/// The date that the file name begins with: `2025-10-21` or `2025-10-21-rest`.
fn date_of_stem(check: &mut Check<'_, '_>, opening: Span) -> Option<When> {
    let stem = stem(check.file);
    let day = stem.get(..10).filter(|_| stem.len() == 10 || stem.as_bytes().get(10) == Some(&b'-'));
    match day.filter(|day| looks_like_day(day)).map(When::parse) {
        Some(Ok(day)) => Some(day),
        Some(Err(error)) => {
            let message = format!("the date in the file name is wrong: {}", error.message);
            check.error("bad-date", opening, message, "add `date: 2025-10-21`, or rename the file")
        }
        None => {
            let help = "add `date: 2025-10-21`, or begin the file name with the day, as in `2025-10-21-title.md`";
            check.error("missing-date", opening, "the report has no `date`", help)
        }
    }
}

fn looks_like_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// A country is one of ISO 3166-1, or has a name of its own.
fn check_country(check: &mut Check<'_, '_>, id: &Slug, opening: Span) {
    if iso3166::is_alpha_3(id.as_str()) {
        return;
    }
    let help = "rename the file to its alpha-3 code, such as `jor.md`, or add `name:` for a country of your own";
    let message = format!("`{id}` is no code of ISO 3166-1 (alpha-3), and the file has no `name`");
    check.error::<()>("unknown-country", opening, message, help);
}

/// What a document without a title is called: a country by its code, everything else by its file.
fn untitled(file: &SourceFile, kind: Kind, id: &Slug) -> String {
    if kind == Kind::Country { id.as_str().to_uppercase() } else { stem(file).to_owned() }
}

#[cfg(test)]
mod tests;
