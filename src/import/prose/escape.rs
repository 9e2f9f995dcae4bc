//! Text as Markdown that shows this text: nothing in it is markup, neither of Markdown nor of Situs.

use crate::document::markdown::block;

/// Where a text stands.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::import) struct Place {
    /// At the start of a line.
    pub(in crate::import) opens_line: bool,
    /// In a heading, where `#` at the end is no text.
    pub(in crate::import) in_heading: bool,
    /// Something that is no text follows directly, such as a link.
    pub(in crate::import) before_markup: bool,
}

/// The text, escaped.
pub(in crate::import) fn escape(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    if place.opens_line {
        from = opening(text, &mut out);
    }
    let mut before = if from > 0 { text[..from].chars().next_back() } else { None };
    for (at, c) in text[from..].char_indices() {
        let rest = &text[from + at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '^' | '|' | '{' => {
                out.push('\\');
                out.push(c);
            }
            '_' if !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)) => {
                out.push_str("\\_");
            }
            '#' if place.in_heading => out.push_str("\\#"),
            '!' if next == Some('[') || (next.is_none() && place.before_markup) => out.push_str("\\!"),
            '&' if is_reference(rest) => out.push_str("&amp;"),
            // Lines of colons mark blocks of Situs; a backslash would not hide them from the search for markings.
            ':' if before == Some(':') || next == Some(':') || begins_with_tlp(rest) => out.push_str("&#58;"),
            '：' => out.push_str("&#65306;"),
            // What goes is between nothing.
            c if c.is_control() && !matches!(c, '\n' | '\t') => continue,
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Escapes what is markup at the start of a line alone; gives how many bytes of the text are done.
fn opening(text: &str, out: &mut String) -> usize {
    match text.as_bytes().first() {
        Some(mark @ (b'#' | b'+' | b'-' | b'=')) => {
            out.push('\\');
            out.push(char::from(*mark));
            1
        }
        Some(b'0'..=b'9') => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            match text.as_bytes().get(digits) {
                Some(mark @ (b'.' | b')')) => {
                    out.push_str(&text[..digits]);
                    out.push('\\');
                    out.push(char::from(*mark));
                    digits + 1
                }
                _ => 0,
            }
        }
        _ => 0,
    }
}

/// Whether `&` before this could be a character reference.
fn is_reference(rest: &str) -> bool {
    let end = rest.bytes().take(40).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
    end.is_some_and(|end| end > 0 && rest.as_bytes()[end] == b';')
}

fn begins_with_tlp(rest: &str) -> bool {
    rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("tlp"))
}

/// Whether code with this text, where nothing can be escaped, may be taken for the mark of a block of Situs.
pub(in crate::import) fn may_be_mark(code: &str) -> bool {
    let lower = || code.to_ascii_lowercase();
    code.contains(":::")
        || code.contains('：')
        || (code.contains(':') && (lower().contains(":tlp") || code.lines().any(block::concerns)))
}

/// The text for raw HTML inside Markdown; no line of it is a mark of Situs.
pub(in crate::import) fn as_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ':' => out.push_str("&#58;"),
            '：' => out.push_str("&#65306;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_markup_is_escaped() {
        let plain =
            "Ms Orr (NGO) said: \"we're at 5.5 km\" – AT&T, snake_case, 50% #3, 10:30, http://a.example/?b=c&d.";
        assert_eq!(escape(plain, Place::default()), plain);
        let line = Place { opens_line: true, ..Place::default() };
        for (text, expected) in [
            ("---", "\\---"),
            ("1. a", "1\\. a"),
            ("# a # b", "\\# a # b"),
            ("[[a|b]]", "\\[\\[a\\|b\\]\\]"),
            ("{figure:a}", "\\{figure:a}"),
            (":::tlp{red}", "&#58;&#58;&#58;tlp\\{red}"),
            ("&amp; &x", "&amp;amp; &x"),
            ("a:TLP{red}", "a&#58;TLP\\{red}"),
        ] {
            assert_eq!(escape(text, line), expected);
        }
    }
}
