//! YAML as a tree with the place of every key and value. What a scalar means is decided by the field that holds it.
//!
//! The part of YAML 1.2 that front matter needs: block and flow collections, and scalars of every style. Anchors,
//! aliases, merge keys, tags and further documents are refused, each with a message, so that no document expands to
//! more than was written. A scalar keeps its text and whether it was quoted: `NO` stays Norway, and `012` stays as it
//! is until a field asks for a number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span, Spanned, hidden};

/// Most collections inside each other.
const MAX_DEPTH: usize = 32;
/// Most scalars and collections of one front matter.
const MAX_NODES: usize = 50_000;

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    /// The value.
    pub(crate) value: Value<'a>,
    /// Its bytes in the file, without comments; empty for a value that was left out.
    pub(crate) span: Span,
}

/// What stands there.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    /// One text.
    Scalar(Scalar<'a>),
    /// `- a` or `[a]`
    List(Vec<Node<'a>>),
    /// `key: value` or `{key: value}`, in order, with all duplicates.
    Map(Vec<Entry<'a>>),
}

/// One text, not yet a number, date or anything else.
#[derive(Debug, Clone)]
pub(crate) struct Scalar<'a> {
    /// The text after escapes and folding.
    pub(crate) text: Cow<'a, str>,
    /// Whether it was written in quotes or as a block, and so can be nothing but text.
    pub(crate) quoted: bool,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: Spanned<Cow<'a, str>>,
    /// The value.
    pub(crate) value: Node<'a>,
}

impl Node<'_> {
    /// Whether there is no value: nothing, `null` or `~`.
    pub(crate) fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => !scalar.quoted && matches!(&*scalar.text, "" | "~" | "null" | "Null" | "NULL"),
            _ => false,
        }
    }
}

/// Reads the YAML at `range` of the file. The range may begin at the start of the file, byte order mark and opening
/// `---` included.
///
/// Returns the root, and whether all of it is as written: after a syntax error or a refused construct it is not.
/// Duplicate keys are reported and kept.
pub(crate) fn parse<'a>(
    file: &'a Arc<SourceFile>,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Node<'a>>, bool) {
    let base = range.start;
    let text = file.text.get(range).unwrap_or_default();
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader { parser, file, base, diagnostics, sound: true, nodes: 0 };
    let root = match reader.document() {
        Ok(root) => root,
        Err(Stop::Syntax(error)) => {
            reader.diagnostics.push(syntax(file, base, &error));
            reader.sound = false;
            None
        }
        Err(Stop::Reported) => {
            reader.sound = false;
            None
        }
    };
    let sound = reader.sound;
    (root, sound)
}

struct Reader<'a, 'd> {
    parser: Parser<'a, StrInput<'a>>,
    file: &'a Arc<SourceFile>,
    base: usize,
    diagnostics: &'d mut Vec<Diagnostic>,
    sound: bool,
    nodes: usize,
}

enum Stop {
    Syntax(ScanError),
    Reported,
}

impl<'a> Reader<'a, '_> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Stop> {
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, Span::default())),
            Some(Err(error)) => Err(Stop::Syntax(error)),
            Some(Ok((event, span))) => {
                let bytes = span.byte_range().unwrap_or_default();
                Ok((event, Span::new(self.base + bytes.start, self.base + bytes.end)))
            }
        }
    }

    fn document(&mut self) -> Result<Option<Node<'a>>, Stop> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::DocumentStart(..) if root.is_some() => {
                    let error =
                        Diagnostic::error("yaml-document", "a second YAML document begins inside the front matter")
                            .help("remove the line, or put the text into quotes");
                    return Err(self.stop(error, span));
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, span)?),
            }
        }
    }

    fn stop(&mut self, diagnostic: Diagnostic, span: Span) -> Stop {
        self.diagnostics.push(diagnostic.at(self.file, span));
        Stop::Reported
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sound = false;
        self.diagnostics.push(Diagnostic::error("yaml-feature", message).at(self.file, span).help(help));
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node<'a>, Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let error =
                Diagnostic::error("yaml-too-large", format!("the front matter has more than {MAX_NODES} values"))
                    .help("move data of this size into a file below `static/`");
            return Err(self.stop(error, span));
        }
        if event.anchor_id().is_some_and(|id| id != 0) {
            self.refuse(span, "anchors (`&name`) are not read", "write the value out, or put the text into quotes");
        }
        if let Some(tag) = event.tag() {
            let message = format!("tags (`{}`) are not read", tag.original());
            self.refuse(span, message, "remove the tag, or put the text into quotes");
        }
        let value = match event {
            Event::Scalar(text, style, ..) => {
                let quoted = style != ScalarStyle::Plain;
                let span = if quoted { self.without_trailing_blanks(span) } else { span };
                let text = self.without_hidden(text, span);
                return Ok(Node { value: Value::Scalar(Scalar { text, quoted }), span });
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let text = self.file.slice(span);
                let message = format!("`{text}` at the start of a value means an alias, and aliases are not read");
                self.refuse(span, message, "put the text into quotes");
                Value::Scalar(Scalar { text: text.into(), quoted: true })
            }
            Event::SequenceStart(..) => return self.list(span),
            Event::MappingStart(..) => return self.map(span),
            _ => return Ok(Node { value: Value::Scalar(Scalar { text: "".into(), quoted: false }), span }),
        };
        Ok(Node { value, span })
    }

    /// The text of a value without what an escape (`"\\u202E"`) may have hidden in it; what stands in the file as it is was
    /// told when the file was read.
    fn without_hidden(&mut self, text: Cow<'a, str>, span: Span) -> Cow<'a, str> {
        if !self.file.slice(span).contains('\\') {
            return text;
        }
        for hidden in hidden::find(&text) {
            self.diagnostics.push(super::hidden(self.file, &hidden, span));
        }
        match hidden::neutral(&text) {
            Cow::Owned(neutral) => Cow::Owned(neutral),
            Cow::Borrowed(_) => text,
        }
    }

    /// A block scalar's bytes reach to the start of the next key.
    fn without_trailing_blanks(&self, span: Span) -> Span {
        let text = self.file.slice(span).trim_end();
        Span::new(span.start as usize, span.start as usize + text.len())
    }

    fn list(&mut self, start: Span) -> Result<Node<'a>, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    let last = items.last().map(|item: &Node<'_>| item.span);
                    return Ok(Node { value: Value::List(items), span: hull(start, last, end) });
                }
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn map(&mut self, start: Span) -> Result<Node<'a>, Stop> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                self.report_duplicates(&entries);
                let last = entries.last().map(|entry| entry.key.span.max(entry.value.span));
                return Ok(Node { value: Value::Map(entries), span: hull(start, last, span) });
            }
            let key = self.node(event, span)?;
            let key = match key.value {
                Value::Scalar(scalar) => Spanned::new(scalar.text, key.span),
                Value::List(_) | Value::Map(_) => {
                    self.refuse(key.span, "a key must be one text", "write `key: value`, or put the text into quotes");
                    Spanned::new("".into(), key.span)
                }
            };
            if key.value == "<<" {
                self.refuse(key.span, "merge keys (`<<`) are not read", "write the keys out");
            }
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            entries.push(Entry { key, value });
        }
    }

    fn report_duplicates(&mut self, entries: &[Entry<'_>]) {
        let mut report = |first: &Entry<'_>, second: &Entry<'_>| {
            let diagnostic = Diagnostic::error("duplicate-key", format!("`{}` is set twice", second.key.value))
                .at(self.file, second.key.span)
                .label(self.file, first.key.span, "first here")
                .help("keep one of the two");
            self.diagnostics.push(diagnostic);
        };
        if entries.len() <= 24 {
            for (at, second) in entries.iter().enumerate() {
                if let Some(first) = entries[..at].iter().find(|first| first.key.value == second.key.value) {
                    report(first, second);
                }
            }
        } else {
            let mut seen: HashMap<&str, &Entry<'_>> = HashMap::new();
            for second in entries {
                if let Some(first) = seen.get(&*second.key.value) {
                    report(first, second);
                } else {
                    seen.insert(&second.key.value, second);
                }
            }
        }
    }
}

/// The bytes of a collection: for a flow collection its brackets too; a block collection ends with its last value.
fn hull(start: Span, last: Option<Span>, end: Span) -> Span {
    let flow = end.end > end.start;
    Span {
        start: start.start,
        end: if flow { end.end } else { last.map_or(start.end, |last| last.end).max(start.start) },
    }
}

/// Where a text goes on after its closing quote at `at`: the quote that opened it, if that stands on an earlier line, so
/// that it was most likely never meant to reach this far.
fn quote_left_open(text: &str, base: usize, at: usize, kind: &ErrorKind) -> Option<usize> {
    let quote = match kind {
        ErrorKind::InvalidTrailingDoubleQuotedScalar => '"',
        ErrorKind::InvalidTrailingSingleQuotedScalar => '\'',
        _ => return None,
    };
    let before = text.get(base..at)?;
    // From the back: the quote that closed the text, then the one that opened it.
    let open = base + before.rmatch_indices(quote).map(|(place, _)| place).nth(1)?;
    let begins_value = text[..open].trim_end_matches(' ').ends_with([':', '-', '[', ',']);
    (begins_value && text[open..at].contains('\n')).then_some(open)
}

/// The message for what is no YAML, with the cause that writers meet most often.
fn syntax(file: &Arc<SourceFile>, base: usize, error: &ScanError) -> Diagnostic {
    let at = base + error.marker().byte_offset().unwrap_or_default();
    let at = at.min(file.text.len());
    if let Some(open) = quote_left_open(&file.text, base, at, error.kind()) {
        let (line, _) = file.line_column(at);
        let message = format!("a quote is opened here, and closed only by one on line {line}");
        let help = "add the closing quote where the text ends";
        return Diagnostic::error("yaml-syntax", message).at(file, Span::new(open, open + 1)).help(help);
    }
    let width = file
        .text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, |c| if c == '\n' { 0 } else { c.len_utf8() });
    let line_start = file.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = file.text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let (message, help) = match error.kind() {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a text with `: ` in it needs quotes".to_owned(), quoted(line))
        }
        ErrorKind::UnclosedQuotedScalar => {
            ("a quote is opened and never closed".to_owned(), "add the closing quote".to_owned())
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            ("text goes on after the closing quote".to_owned(), quoted(line))
        }
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabNotAllowed => {
            ("a tab stands where YAML wants blanks".to_owned(), "indent with blanks".to_owned())
        }
        ErrorKind::UnexpectedCharacter { character } => {
            (format!("a text that starts with `{character}` needs quotes"), quoted(line))
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey => (
            "this line is no `key: value`".to_owned(),
            "write `key: value`, or indent the line so that it goes on with the value before".to_owned(),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "unknown escape after `\\` in double quotes".to_owned(),
            "write `\\\\` for a backslash, or use single quotes".to_owned(),
        ),
        _ => {
            let reason = error.info();
            (
                format!("the front matter is not YAML: {reason}"),
                "put texts with marks such as `: # [ ] { } & * ! | > @` into quotes".to_owned(),
            )
        }
    };
    Diagnostic::error("yaml-syntax", message).at(file, Span::new(at, at + width)).help(help)
}

/// `key: value` with the value in quotes, as advice.
fn quoted(line: &str) -> String {
    let line = line.trim();
    match line.split_once(": ") {
        Some((key, value)) if line.len() < 200 => {
            let value = value.trim().replace('\'', "''");
            format!("write `{key}: '{value}'`")
        }
        _ => "put the whole text into quotes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>) {
        let file = Arc::new(SourceFile::new("a.md", text));
        let mut diagnostics = Vec::new();
        let (root, _) = parse(&file, 0..text.len(), &mut diagnostics);
        let mut shown = String::new();
        if let Some(root) = &root {
            show(root, &file, &mut shown);
        }
        let findings = diagnostics
            .iter()
            .map(|finding| {
                let place = finding.place.as_ref().expect("a place");
                let (line, column) = file.line_column(place.span.start as usize);
                format!("{line}:{column} {} [{}]", finding.message, file.slice(place.span))
            })
            .collect();
        (shown, findings)
    }

    /// Every scalar as the bytes at its span, so that a wrong span shows.
    fn show(node: &Node<'_>, file: &SourceFile, out: &mut String) {
        match &node.value {
            Value::Scalar(_) => out.extend(["⟨", file.slice(node.span), "⟩"]),
            Value::List(items) => {
                out.push('[');
                for item in items {
                    show(item, file, out);
                }
                out.push(']');
            }
            Value::Map(entries) => {
                out.push('{');
                for entry in entries {
                    out.push_str(file.slice(entry.key.span));
                    out.push('=');
                    show(&entry.value, file, out);
                }
                out.push('}');
            }
        }
    }

    #[test]
    fn every_key_and_value_has_its_bytes() {
        let (tree, findings) =
            read("---\na: one # note\nb: ['x y', \"z\"]\nc:\n  - d: 1\n    e: |\n      block\n  - f\ng:\n");
        assert_eq!(tree, "{a=⟨one⟩b=[⟨'x y'⟩⟨\"z\"⟩]c=[{d=⟨1⟩e=⟨block⟩}⟨f⟩]g=⟨⟩}");
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn places_hold_behind_a_byte_order_mark_and_with_crlf() {
        let (tree, _) = read("\u{feff}---\r\na: é\r\nb: two\r\n");
        assert_eq!(tree, "{a=⟨é⟩b=⟨two⟩}");
    }

    #[test]
    fn spans_of_collections_end_with_their_last_value() {
        let file = Arc::new(SourceFile::new("a.md", "a:\n  - b: 1\n    c: 2\n\nd: [x,\n  y]\n"));
        let (root, _) = parse(&file, 0..file.text.len(), &mut Vec::new());
        let Some(Node { value: Value::Map(entries), .. }) = root else { panic!("a mapping") };
        assert_eq!(file.slice(entries[0].value.span), "- b: 1\n    c: 2");
        assert_eq!(file.slice(entries[1].value.span), "[x,\n  y]");
    }

    #[test]
    fn what_could_expand_or_mean_more_is_refused() {
        let refused = |text: &str| read(text).1.join("; ");
        assert_eq!(
            refused("a: &x 1\nb: *x"),
            "1:7 anchors (`&name`) are not read [1]; 2:4 `*x` at the start of a value means an alias, and aliases are not read [*x]"
        );
        assert_eq!(refused("a: !!python/object 1"), "1:20 tags (`!!python/object`) are not read [1]");
        assert_eq!(refused("<<: {a: 1}"), "1:1 merge keys (`<<`) are not read [<<]");
        assert_eq!(refused("a: 1\n--- \nb: 2"), "2:1 a second YAML document begins inside the front matter [---]");
        assert_eq!(refused("[a]: 1"), "1:1 a key must be one text [[a]]");
    }

    #[test]
    fn all_duplicates_are_told() {
        let (_, findings) = read("a: 1\nb: {c: 1, c: 2}\na: 2\na: 3");
        assert_eq!(findings, ["2:11 `c` is set twice [c]", "3:1 `a` is set twice [a]", "4:1 `a` is set twice [a]"]);
    }

    #[test]
    fn syntax_errors_name_the_usual_cause() {
        let told = |text: &str| read(text).1.join("; ");
        assert_eq!(told("title: Gaza: day 12"), "1:12 a text with `: ` in it needs quotes [:]");
        assert_eq!(told("a: @b"), "1:4 a text that starts with `@` needs quotes [@]");
        assert_eq!(told("a: \"b\" c"), "1:8 text goes on after the closing quote [c]");
        assert_eq!(
            told("a: \"b\nc: d\ne:\n  - f \"g\" h"),
            "1:4 a quote is opened here, and closed only by one on line 4 [\"]"
        );
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = format!("a: {}{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(read(&deep).1.len(), 1);
        let wide = format!("a: [{}]", "x,".repeat(60_000));
        assert_eq!(read(&wide).1.len(), 1);
    }
}
