//! Where the front matter begins and ends, and what only looks like front matter.
//!
//! A file that opens with something close to a fence is refused rather than read as prose: with the fence its `tlp`
//! would be lost, and a secret published.

use std::sync::Arc;

use super::fields::{COMMON, table};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::skeleton;
use crate::document::Kind;
use crate::source::{SourceFile, Span};

/// What stands at the start of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// Prose only, from this byte on.
    Absent(usize),
    /// Front matter: YAML from the start of the file to `yaml_end`, prose from `body` on.
    Found { opening: Span, yaml_end: usize, body: usize },
    /// Something that must not be read as prose; it has been reported.
    Broken,
}

/// A line with the byte that it starts at, without its line break.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
    /// The byte after its line break.
    next: usize,
}

/// The lines of `text` from byte `start` on; LF, CRLF and CR end a line, as in YAML.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let width = match rest.as_bytes().get(end..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let line = Line { start: at, text: &rest[..end], next: at + end + width };
        at = line.next;
        Some(line)
    })
}

fn blanks_cut(text: &str) -> &str {
    text.trim_end_matches([' ', '\t'])
}

/// Finds the front matter of a file.
pub(super) fn find(file: &Arc<SourceFile>, diagnostics: &mut Vec<Diagnostic>) -> Fence {
    let text = &*file.text;
    if let Some(at) = file.invalid_utf8 {
        let width = '\u{fffd}'.len_utf8();
        diagnostics.push(
            Diagnostic::error("not-utf8", format!("byte {at} of the file is not UTF-8"))
                .at(file, Span::new(at, (at + width).min(text.len())))
                .help("save the file as UTF-8"),
        );
        return Fence::Broken;
    }
    if let Some(at) = text.find('\0') {
        diagnostics.push(
            Diagnostic::error("nul-character", "the file holds a NUL character; it may be UTF-16")
                .at(file, Span::new(at, at + 1))
                .help("save the file as UTF-8"),
        );
        return Fence::Broken;
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(first) = lines(text, start).next() else { return Fence::Absent(start) };
    if blanks_cut(first.text) == "---" {
        return closed(file, first, diagnostics);
    }
    match suspicion(text, start) {
        None => Fence::Absent(start),
        Some((line, message, help)) => {
            let shown = line.text.trim();
            let from = line.start + (line.text.len() - line.text.trim_start().len());
            diagnostics.push(
                Diagnostic::error("front-matter-fence", message)
                    .at(file, Span::new(from, from + shown.len()))
                    .help(help),
            );
            Fence::Broken
        }
    }
}

fn closed(file: &Arc<SourceFile>, first: Line<'_>, diagnostics: &mut Vec<Diagnostic>) -> Fence {
    let opening = Span::new(first.start, first.start + 3);
    let mut almost = None;
    for line in lines(&file.text, first.next) {
        if matches!(blanks_cut(line.text), "---" | "...") {
            return Fence::Found { opening, yaml_end: line.start, body: line.next };
        }
        let shown = line.text.trim();
        if almost.is_none() && (is_dashes(shown) || shown == "+++") {
            let from = line.start + (line.text.len() - line.text.trim_start().len());
            almost = Some(Span::new(from, from + shown.len()));
        }
    }
    let mut diagnostic = Diagnostic::error("front-matter-unclosed", "the front matter is opened and never closed")
        .at(file, opening)
        .help("add a line `---` after the last key, at the start of the line");
    if let Some(span) = almost {
        diagnostic = diagnostic.label(file, span, "this line is not exactly `---`");
    }
    diagnostics.push(diagnostic);
    Fence::Broken
}

/// Nothing but dashes of any make, at least two.
fn is_dashes(text: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '‐'..='―' | '−' | '﹘' | '﹣' | '－' | '─' | '━');
    !text.is_empty() && text.chars().all(dash) && (text.chars().count() > 1 || !text.starts_with('-'))
}

/// The line that makes prose look like front matter gone wrong.
fn suspicion(text: &str, start: usize) -> Option<(Line<'_>, &'static str, &'static str)> {
    const FIRST_LINE: &str =
        "write `---` alone on the first line, without blanks before it; for a rule in prose write `***`";
    let mut written = lines(text, start).filter(|line| !line.text.trim().is_empty());
    let first = written.next()?;
    let shown =
        first.text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'));
    if is_dashes(shown) {
        let message = if shown == "---" {
            "the opening `---` does not stand at the very start of the file"
        } else {
            "the first line looks like `---` but is not"
        };
        return Some((first, message, FIRST_LINE));
    }
    if shown.starts_with("---") {
        return Some((first, "something follows the opening `---` on its line", "write `---` alone on the first line"));
    }
    if shown.starts_with("+++") {
        return Some((
            first,
            "front matter is YAML between `---` lines, not TOML",
            "write `---`, then `key: value` lines, then `---`",
        ));
    }
    if shown.starts_with('{') && matches!(shown[1..].trim_start().chars().next(), None | Some('"')) {
        return Some((
            first,
            "front matter is YAML between `---` lines, not JSON",
            "write `---`, then `key: value` lines, then `---`",
        ));
    }
    let unfenced = || {
        Some((
            first,
            "the file begins with a key of front matter, but with no `---` line",
            "put a line `---` before the first key and after the last",
        ))
    };
    let second = written.next();
    if let Some(key) = known_key(first.text) {
        let sure = key.bytes().all(|byte| !byte.is_ascii_uppercase());
        if sure || second.is_some_and(|line| known_key(line.text).is_some() || is_dashes(line.text.trim())) {
            return unfenced();
        }
    }
    // A comment or a stray word above the fence.
    let mut lines = lines(text, start).take(12);
    while let Some(line) = lines.next() {
        if blanks_cut(line.text) == "---"
            && let Some(next) = lines.next()
            && known_key(next.text).is_some()
        {
            return Some((line, "front matter begins below the first line", FIRST_LINE));
        }
    }
    None
}

/// The key that the line sets, where any kind has it, in any case.
fn known_key(line: &str) -> Option<&str> {
    let (key, _) = line.trim().split_once(':')?;
    let key = key.trim_matches(['"', '\'', ' ']);
    if key.is_empty() || key.len() > 32 {
        return None;
    }
    let seen = skeleton(key).replace('-', "_");
    let tables = Kind::ALL.into_iter().map(table).chain([&COMMON]);
    tables.into_iter().any(|table| table.field(&seen).is_some()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> (Fence, Vec<String>) {
        let file = Arc::new(SourceFile::new("content/pages/a.md", text));
        let mut diagnostics = Vec::new();
        let fence = find(&file, &mut diagnostics);
        (fence, diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect())
    }

    #[test]
    fn fences_are_found_with_every_line_ending() {
        let found = |text: &str| match check(text).0 {
            Fence::Found { yaml_end, body, .. } => (text[..yaml_end].to_owned(), text[body..].to_owned()),
            other => panic!("{text:?}: {other:?}"),
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found("---\na: 1\n---\nb"), pair("---\na: 1\n", "b"));
        assert_eq!(found("\u{feff}---\r\na: 1\r\n---\r\nb"), pair("\u{feff}---\r\na: 1\r\n", "b"));
        assert_eq!(found("---\ra: 1\r---\rb"), pair("---\ra: 1\r", "b"));
        assert_eq!(found("---  \na: 1\n...\t\nb"), pair("---  \na: 1\n", "b"));
        assert_eq!(found("---\n---"), pair("---\n", ""));
    }

    #[test]
    fn prose_is_prose() {
        for text in [
            "",
            "\u{feff}",
            "# Title",
            "Note: all is well.\n",
            "***\n",
            "- a\n- b\n",
            "Date: 21 October\n\nText",
            "{x}",
        ] {
            assert!(matches!(check(text).0, Fence::Absent(_)), "{text:?}");
        }
    }

    #[test]
    fn near_misses_are_refused() {
        for text in [
            " ---\na: 1\n---\n",
            "----\n",
            "\n---\n",
            "—\ntlp: red\n—\n",
            "+++\na = 1\n+++\n",
            "--- yaml\n",
            "---\na: 1\n",
            "---",
            "---\na: 1\n ---\n",
            "{\n\"a\": 1}\n",
            "tlp: red\n---\n",
            "Title: a\nTLP: red\n",
            "<!-- x -->\n---\ntlp: red\n---\n",
            "\u{200b}---\n",
            "t\0l\0p\0",
            "TLP: red\n---\n",
        ] {
            let (fence, messages) = check(text);
            assert_eq!(fence, Fence::Broken, "{text:?}");
            assert_eq!(messages.len(), 1, "{text:?}");
        }
    }
}
