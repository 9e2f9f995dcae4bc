//! Markings that somebody wrote where they mark nothing: in a text, below a fence that closed too early, at the head of the
//! prose. To take one for mere text would publish what it was to hold back.

use super::check::Check;
use crate::diagnostic::suggest::skeleton;
use crate::document::markdown::block;
use crate::document::record::Tlp;
use crate::source::Span;

/// Looks for blocks with a marking within the texts of the front matter, which ends before byte `prose`.
pub(super) fn blocks(check: &mut Check<'_, '_>, prose: usize) {
    let mut start = 0;
    for line in check.file.text[..prose].split_inclusive('\n') {
        if block::may_open(line) {
            let from = start + line.len() - line.trim_start().len();
            let span = Span::new(from, start + line.trim_end().len());
            check.unreadable = true;
            let help = "move it into the prose below the front matter, or give the record, or the document, a `tlp`";
            check.error::<()>("bad-tlp-block", span, "a block inside the front matter marks nothing", help);
        }
        start += line.len();
    }
}

/// Looks for a line that sets or prints a marking, or begins with one, in a document that has none.
pub(super) fn lines(check: &mut Check<'_, '_>, prose: usize) {
    let mut start = 0;
    let mut read = std::mem::take(&mut check.markings);
    read.sort_unstable();
    // Both breaks are looked for one after the other: a search for one byte is many times faster than for two.
    let lines = check.file.text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r'));
    for line in lines {
        let is_read = |from: usize, to: usize| {
            let next = read.partition_point(|span| span.end as usize <= start + from);
            read.get(next).is_some_and(|span| (span.start as usize) < start + to)
        };
        let text = if start < prose { value(line) } else { 0 };
        let found = marking_in(line)
            .or_else(|| begins(&line[text..], start < prose).map(|(from, to)| (text + from, text + to)))
            .filter(|(from, to)| !is_read(*from, *to));
        if let Some((from, to)) = found {
            let span = Span::new(start + from, start + to);
            let shown = check.file.slice(span).to_owned();
            check.unreadable = true;
            let value = shown.trim_start_matches(['t', 'T', 'l', 'L', 'p', 'P']);
            let value = value.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '+');
            let marking = Tlp::parse(value).map_or("red", |tlp| tlp.label().trim_start_matches("TLP:")).to_lowercase();
            let message = format!("`{shown}` stands outside the keys of the front matter, which have no `tlp`");
            let help = format!(
                "add `tlp: {marking}` to the front matter; where the line is only an example, add `tlp: clear`"
            );
            check.error::<()>("lost-tlp", span, message, help);
        }
        start += line.len();
    }
}

/// Where the text of a line of the front matter begins that gives a key its value; 0 where it is no such line.
fn value(line: &str) -> usize {
    let key = line.trim_start_matches(|c: char| c.is_whitespace() || c == '-');
    let at = line.len() - key.len();
    let name = key.len() - key.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    match key[name..].strip_prefix(": ") {
        Some(_) if name > 0 => at + name + 2,
        // An entry of a list is a text as well.
        _ if line.trim_start().starts_with("- ") => at,
        _ => 0,
    }
}

fn trimmed(c: char) -> bool {
    c.is_whitespace() || "-*_>#`'\"[](){}|.,;!\u{feff}\u{200b}".contains(c)
}

/// The bytes of a marking that is all of this line, other than CLEAR.
fn marking_in(line: &str) -> Option<(usize, usize)> {
    let text = line.trim_start_matches(trimmed);
    let first = text.chars().next()?;
    if first.is_ascii() && !matches!(first, 't' | 'T') {
        return None;
    }
    let from = line.len() - text.len();
    let text = text.trim_end_matches(trimmed);
    let colon = text.char_indices().take(24).find(|(_, c)| matches!(c, ':' | '：'))?;
    let (key, value) = (text.get(..colon.0)?, text.get(colon.0 + colon.1.len_utf8()..)?);
    if skeleton(key.trim_end_matches(trimmed)) != "tlp" {
        return None;
    }
    let value = value.trim_matches(trimmed);
    let comment = value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    let marks = Tlp::parse(comment).map_or(!comment.is_empty() && !comment.contains(' '), |tlp| tlp != Tlp::Clear);
    marks.then_some((from, from + text.len()))
}

/// The bytes of a marking that a line begins with and that is set off from what follows, other than CLEAR. In a `text` of
/// the front matter a space sets it off.
fn begins(line: &str, is_text: bool) -> Option<(usize, usize)> {
    let text = line.trim_start_matches(trimmed);
    let from = line.len() - text.len();
    let rest = text.get(3..).filter(|_| text.is_char_boundary(3) && text[..3].eq_ignore_ascii_case("tlp"))?;
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || ":-_=.{[(\"'".contains(c));
    if value.len() == rest.len() {
        return None;
    }
    let length = value.len() - value.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '+').len();
    let (word, after) = value.split_at(length);
    Tlp::parse(word).filter(|tlp| *tlp != Tlp::Clear)?;
    let ends = after.trim_start_matches(' ');
    let set_off = ends.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    let in_words = after.starts_with(['-', '_', '/']);
    let to = from + text.len() - after.len();
    ((set_off || is_text) && !in_words).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_before_a_text_is_found() {
        for line in [
            "TLP: AMBER - do not share",
            "TLP AMBER",
            "(TLP:AMBER) Sources say so.",
            "> [!TLP:AMBER]",
            "```tlp{amber}",
            "**TLP:RED** The board met.",
            "TLP:GREEN: the board met.",
        ] {
            assert!(begins(line, false).is_some(), "{line}");
        }
        assert!(begins("TLP:AMBER Weekly note", true).is_some());
        for line in [
            "TLP:AMBER reports are not here.",
            "TLP:CLEAR (public)",
            "TLP: the board",
            "TLP-red-team",
            "The TLP:RED",
            "tlp",
        ] {
            assert!(begins(line, false).is_none(), "{line}");
        }
    }

    #[test]
    fn a_text_begins_after_its_key() {
        for (line, text) in
            [("title: TLP", "TLP"), ("  - text: a: b", "a: b"), ("- \"a\"", "\"a\""), ("more text: a", "")]
        {
            assert_eq!(value(line), if text.is_empty() { 0 } else { line.len() - text.len() }, "{line}");
        }
    }
}
