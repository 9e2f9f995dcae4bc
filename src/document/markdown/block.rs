//! Blocks of prose with a marking of their own: from a line `:::tlp{amber}` to a line `:::`.
//!
//! Their lines are found before Markdown is read, wherever they stand, so that nothing an editor makes of the text (a
//! list, a quotation, code that was never closed) can lose a marking. A line that may have been meant as one and is not
//! is an error, and so is one that Markdown takes for something else.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Parser, Tag};

use super::options;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::skeleton;
use crate::document::marking;
use crate::document::record::Tlp;
use crate::source::{SourceFile, Span};

/// A marked block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its marking, and at least that of the block around it.
    pub tlp: Tlp,
    /// All its lines, the two fences among them, with the line break at the end.
    pub span: Span,
    /// The line that opens it, without the line break.
    pub opening: Span,
    /// The line that closes it, without the line break.
    pub closing: Span,
}

/// A line that opens or closes a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fence {
    /// It opens a block with this marking.
    Opens(Tlp),
    /// It closes one.
    Closes,
}

/// The fences of these blocks, in order.
pub(crate) fn fences(blocks: &[Block]) -> Vec<(Span, Fence)> {
    let both = |block: &Block| [(block.opening, Fence::Opens(block.tlp)), (block.closing, Fence::Closes)];
    let mut fences: Vec<(Span, Fence)> = blocks.iter().flat_map(both).collect();
    fences.sort_unstable_by_key(|(span, _)| *span);
    fences
}

/// The fence that byte `at` of the file stands in.
pub(crate) fn fence_at(fences: &[(Span, Fence)], at: usize) -> Option<Fence> {
    let (span, fence) = fences.get(fences.partition_point(|(span, _)| span.end as usize <= at))?;
    (span.start as usize <= at).then_some(*fence)
}

/// The blocks of a body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    /// Sorted by where they begin; those inside another come after it.
    pub(crate) list: Vec<Block>,
    /// The text of the whole file with a processing instruction in place of each fence, of the same length: a block of
    /// HTML to Markdown, which ends whatever is open. Nothing where there are no blocks.
    pub(crate) markup: Option<Box<str>>,
    /// Whether a marking may have been lost.
    pub(crate) broken: bool,
}

/// What a line is.
enum Line {
    /// It opens a block with this marking.
    Opens(Tlp),
    /// It opens a block of some other program.
    Other,
    Closes,
    /// It may have been meant to open one.
    Doubtful,
}

/// A block that is open.
struct Open {
    /// Nothing where it is a block of some other program.
    tlp: Option<Tlp>,
    line: Range<usize>,
    /// Where it stands among the blocks.
    at: usize,
}

const HELP: &str = "write `:::tlp{amber}` on a line of its own, the text below it, and `:::` on the line after it; after raw \
                    HTML leave an empty line";

/// Finds the marked blocks of the body that starts at byte `start`.
pub(crate) fn find(file: &Arc<SourceFile>, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Blocks {
    let text = &file.text[start..];
    if !may_mark(text) {
        return Blocks::default();
    }
    let mut found = Blocks::default();
    let mut open: Vec<Open> = Vec::new();
    let mut error = |span: Range<usize>, message: String| {
        let error = Diagnostic::error("bad-tlp-block", message).at(file, Span::new(span.start, span.end));
        diagnostics.push(error.help(HELP));
    };
    for (line, whole) in lines(&file.text, start) {
        let Some(kind) = kind(&file.text[line.clone()]) else { continue };
        match kind {
            Line::Opens(tlp) => {
                let around = open.iter().rev().find_map(|open| open.tlp).unwrap_or_default();
                let (tlp, opening) = (tlp.max(around), Span::new(line.start, line.end));
                found.list.push(Block { tlp, span: opening, opening, closing: opening });
                open.push(Open { tlp: Some(tlp), line, at: found.list.len() - 1 });
            }
            Line::Other => open.push(Open { tlp: None, line, at: 0 }),
            Line::Closes => match open.pop() {
                Some(Open { tlp: Some(_), line: first, at }) => {
                    found.list[at].span = Span::new(first.start, whole);
                    found.list[at].closing = Span::new(line.start, line.end);
                }
                Some(_) => {}
                None => {
                    found.broken = true;
                    error(line, "this closes a block that was never opened".into());
                }
            },
            Line::Doubtful => {
                found.broken = true;
                // What closes it is no mistake of its own.
                if file.text[line.clone()].trim_start().starts_with(":::") {
                    open.push(Open { tlp: None, line: line.clone(), at: 0 });
                }
                error(line, "this line may have been meant to mark a block, and marks nothing".into());
            }
        }
    }
    for open in open.into_iter().filter(|open| open.tlp.is_some()) {
        found.broken = true;
        // Whatever follows is part of it, until somebody says where it ends.
        found.list[open.at].span.end = Span::new(0, file.text.len()).end;
        error(open.line, "this block is never closed".into());
    }
    if found.list.is_empty() {
        return found;
    }
    let markup = markup(&file.text, &found.list);
    for fence in hidden(&markup[start..], start, &found.list) {
        found.broken = true;
        error(
            fence.range(),
            "this line stands inside a list, a quotation, code or raw HTML, where it marks nothing".into(),
        );
    }
    found.markup = Some(markup.into());
    found
}

/// Whether there is anything like a fence in this text: nearly never.
fn may_mark(text: &str) -> bool {
    text.contains("::") || text.contains('：') || text.contains(":tlp") || text.contains(":TLP")
}

/// The lines of the text from `start` on, without their breaks, each with the end of its break.
fn lines(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = start;
    let breaks = text[start..].split_inclusive('\n').flat_map(|line| {
        let (body, end) = match line.strip_suffix("\r\n") {
            Some(body) => (body, "\r\n"),
            None => (line, ""),
        };
        // A lone carriage return is a line break to Markdown.
        let mut parts: Vec<&str> = body.split_inclusive('\r').collect();
        if parts.is_empty() {
            parts.push(body);
        }
        let last = parts.len() - 1;
        parts.into_iter().enumerate().map(move |(n, part)| (part, if n == last { end.len() } else { 0 }))
    });
    breaks.map(move |(part, extra)| {
        let from = at;
        at += part.len() + extra;
        (from..from + part.trim_end_matches(['\n', '\r']).len(), at)
    })
}

/// Whether a line is the mark of a block, or may have been meant as one.
pub(crate) fn concerns(line: &str) -> bool {
    kind(line).is_some()
}

/// Whether a line opens a marked block, or may have been meant to.
pub(crate) fn may_open(line: &str) -> bool {
    matches!(kind(line), Some(Line::Opens(_) | Line::Doubtful))
}

/// What this line is to marked blocks; nothing where it is only text.
fn kind(line: &str) -> Option<Line> {
    if !may_mark(line) {
        return None;
    }
    let unseen =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let bare = line.trim_matches(unseen);
    let head = bare.trim_start_matches(':');
    let colons = bare.len() - head.len();
    let head = head.trim_start_matches(unseen);
    if colons >= 3 && head.is_empty() {
        return Some(Line::Closes);
    }
    let word = skeleton(head.split(['{', '[', '(', ':', ' ', '\t', '=', '"']).next().unwrap_or_default());
    if colons >= 3 && word == "tlp" {
        let marking = head.get(3..).unwrap_or_default().trim_matches(|c: char| unseen(c) || "{}[]()=:.\"'".contains(c));
        return Some(Tlp::parse(marking).map_or(Line::Doubtful, Line::Opens));
    }
    let plain: String = line.chars().filter(|c| !unseen(*c)).map(|c| if c == '：' { ':' } else { c }).collect();
    let plain = skeleton(&plain);
    // In code within a line it is only spoken of.
    let spoken_of = |at: usize| plain[..at].trim_end_matches(':').ends_with('`');
    let meant = ["::tlp", ":tlp{", ":tlp["].iter().any(|mark| plain.match_indices(mark).any(|(at, _)| !spoken_of(at)));
    let begins = plain.trim_start_matches(|c: char| !c.is_alphanumeric() && c != ':');
    let named = begins.starts_with(":::") && {
        let first = begins.split(|c: char| !c.is_alphanumeric()).find(|name| !name.is_empty()).unwrap_or_default();
        let is_near = strsim::osa_distance(first, "tlp") <= 1 && first != "tip";
        let is_named = Tlp::parse(first).is_some() || is_near || marking::WORDS.contains(&first);
        // Attributes and classes of other programs' blocks name a marking as well as the name of the block.
        let mut names = line.split(|c: char| !c.is_alphanumeric());
        is_named || names.any(|name| skeleton(name) == "tlp")
    };
    match () {
        () if meant || named => Some(Line::Doubtful),
        () if colons >= 3 => Some(Line::Other),
        () => None,
    }
}

/// The text with each fence as a processing instruction of the same length.
fn markup(text: &str, blocks: &[Block]) -> String {
    let mut markup = String::with_capacity(text.len());
    let mut at = 0;
    let mut fences: Vec<Span> = fences(blocks).into_iter().map(|(span, _)| span).collect();
    // A block that is never closed has one fence.
    fences.dedup();
    for fence in fences {
        let line = &text[fence.range()];
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        markup.push_str(&text[at..fence.start as usize + indent]);
        // Three colons at least, so that there is room.
        let room = line.len() - indent - "<?>".len();
        markup.push_str("<?");
        markup.extend(std::iter::repeat_n(' ', room.saturating_sub(1)));
        markup.push_str(if room > 0 { "?>" } else { ">" });
        at = fence.end as usize;
    }
    markup.push_str(&text[at..]);
    markup
}

/// The fences that Markdown does not take for a block of their own on the page itself.
fn hidden(markup: &str, start: usize, blocks: &[Block]) -> Vec<Span> {
    let mut hidden: Vec<Span> = fences(blocks).into_iter().map(|(span, _)| span).collect();
    hidden.dedup();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(markup, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let at = range.start + start;
                if depth == 0 && tag == Tag::HtmlBlock {
                    let next = hidden.partition_point(|fence| fence.end as usize <= at);
                    if hidden.get(next).is_some_and(|fence| fence.start as usize <= at) {
                        hidden.remove(next);
                    }
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<(Tlp, String)>, usize) {
        let file = Arc::new(SourceFile::new("content/reports/a.md", text));
        let mut diagnostics = Vec::new();
        let found = find(&file, 0, &mut diagnostics);
        assert_eq!(found.broken, !diagnostics.is_empty(), "{diagnostics:?}");
        if let Some(markup) = &found.markup {
            assert_eq!(markup.len(), text.len());
        }
        let blocks = found.list.iter().map(|block| (block.tlp, file.slice(block.span).to_owned()));
        (blocks.collect(), diagnostics.len())
    }

    #[test]
    fn a_block_goes_from_fence_to_fence() {
        let block = ":::tlp{amber}\nsecret\n:::\n";
        assert_eq!(found(&format!("a\n\n{block}\nb\n")), (vec![(Tlp::Amber, block.into())], 0));
        assert_eq!(found(&format!("a\n{block}b\n")).1, 0, "without lines around it");
        for opening in ["::: tlp{TLP:AMBER}", "::::TLP {amber}", ":::tlp amber", ":::tlp{.amber}", "  :::tlp{ amber }"]
        {
            let (blocks, faults) = found(&format!("{opening}\nsecret\n:::"));
            assert_eq!((blocks[0].0, faults), (Tlp::Amber, 0), "{opening}");
        }
        let windows = ":::tlp{red}\r\nsecret\r\n:::\r\n";
        assert_eq!(found(&format!("a\r\n{windows}b\r\n")), (vec![(Tlp::Red, windows.into())], 0));
        assert_eq!(found("a\r:::tlp{red}\rsecret\r:::\rb").0, [(Tlp::Red, ":::tlp{red}\rsecret\r:::\r".into())]);
    }

    #[test]
    fn a_block_in_a_block_is_at_least_as_restricted() {
        let (blocks, faults) = found(":::tlp{red}\na\n:::tlp{green}\nb\n:::\n:::note\nc\n:::\nd\n:::\n");
        assert_eq!(faults, 0);
        assert_eq!(
            blocks.iter().map(|(tlp, text)| (*tlp, text.len())).collect::<Vec<_>>(),
            [(Tlp::Red, 54), (Tlp::Red, 20)]
        );
    }

    #[test]
    fn what_may_have_been_a_marking_is_an_error() {
        for line in [
            ":::tlp{ambre}\nx\n:::",
            ":::tlp\nx\n:::",
            ":::tpl{amber}\nx\n:::",
            ":::amber\nx\n:::",
            ":::restricted\nx\n:::",
            "::tlp{amber}\nx",
            ":tlp{amber}",
            "> :::tlp{amber}\n> x\n> :::",
            "- :::tlp{amber}\n  x\n  :::",
            "：：：tlp{amber}\nx",
            "::: {.tlp-amber}\nx\n:::",
            ":::{tlp} amber\nx\n:::",
            ":::{amber}\nx\n:::",
            ":::{.restricted}\nx\n:::",
            "::: warning TLP:AMBER\nx\n:::",
            ":::box{tlp=amber}\nx\n:::",
            ":::draft\nx\n:::",
            ":::тlp{amber}\nx\n:::",
            ":::tlp{amber} secret\n:::",
            ":::tlp{amber}\nx",
            "x\n:::\n",
            "```\n:::tlp{amber}\nx\n:::\n```\n",
            "- a\n\n  :::tlp{amber}\n  x\n  :::\n",
            "<div>\n:::tlp{amber}\nx\n:::\n</div>\n",
        ] {
            assert!(found(line).1 > 0, "{line:?}");
        }
    }

    #[test]
    fn other_colons_are_text() {
        for line in [
            "Shared under TLP:AMBER.",
            "std::io",
            "Write `:::tlp{amber}` above it.",
            ":::note\nx\n:::",
            ":::tip\nx\n:::",
            "::: {.warning title=\"Red Cross\"}\nx\n:::",
            "::",
            "a ::: b",
        ] {
            assert_eq!(found(line), (Vec::new(), 0), "{line:?}");
        }
    }
}
