//! Characters that nobody sees: some turn the order of the text around them, others make two words look like one.
//!
//! Embeddings and overrides (U+202A to U+202E) reach past the text that they were written in, and isolates (U+2066 to
//! U+2069) do where they are not closed on their line: on a page that would be into other people's words. These, and what
//! no page may hold (control characters, code points that are none), are shown as U+FFFD and question marks: as many bytes
//! as before, so that every place in a file stays what it was. Isolates that are closed, and the marks and joiners that
//! Arabic, Hebrew, Persian and Indian texts need, stay as they are.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// A character that is not seen, in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden {
    /// The character.
    pub character: char,
    /// The byte at which it stands first.
    pub at: usize,
    /// How often it stands there.
    pub count: usize,
    /// What is wrong with it.
    pub harm: Harm,
}

/// What is wrong with a hidden character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// It could turn the order of other text around, and is replaced.
    Reorders,
    /// No page may hold it; it is replaced.
    Forbidden,
    /// Nobody sees it; it stays.
    Unseen,
}

/// What is hidden in a text: each character once, by its first place.
#[must_use]
pub fn find(text: &str) -> Vec<Hidden> {
    let mut found: BTreeMap<(char, Harm), Hidden> = BTreeMap::new();
    walk(text, &mut |at, character, harm| {
        let first = Hidden { character, at, count: 0, harm };
        found.entry((character, harm)).or_insert(first).count += 1;
    });
    let mut found: Vec<Hidden> = found.into_values().collect();
    found.sort_by_key(|hidden| hidden.at);
    found
}

/// The text with something to be seen, of the same length, for each character that is replaced.
#[must_use]
pub fn neutral(text: &str) -> Cow<'_, str> {
    let mut places = Vec::new();
    walk(text, &mut |at, c, harm| {
        if harm != Harm::Unseen {
            places.push((at, c));
        }
    });
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    places.sort_unstable();
    for (at, c) in places {
        out.push_str(&text[from..at]);
        out.push_str(["", "?", "??", "\u{fffd}", "\u{fffd}?"][c.len_utf8()]);
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Calls `seen` with each hidden character: where it stands, and what is wrong with it.
fn walk(text: &str, seen: &mut impl FnMut(usize, char, Harm)) {
    // Their first bytes in UTF-8; most texts have none.
    let suspect = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte >= 0x7f;
    if !text.bytes().any(suspect) {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.bytes().any(suspect) {
            walk_line(line, start, seen);
        }
        start += line.len();
    }
}

fn walk_line(line: &str, start: usize, seen: &mut impl FnMut(usize, char, Harm)) {
    let mut isolates: Vec<(usize, char)> = Vec::new();
    let mut before = ' ';
    let mut right_to_left = None;
    for (at, c) in line.char_indices() {
        match c {
            '\u{202a}'..='\u{202e}' => seen(start + at, c, Harm::Reorders),
            '\u{2066}'..='\u{2068}' => isolates.push((start + at, c)),
            '\u{2069}' if isolates.pop().is_none() => seen(start + at, c, Harm::Reorders),
            '\u{200e}' | '\u{200f}' | '\u{61c}'
                if !*right_to_left.get_or_insert_with(|| line.chars().any(is_right_to_left)) =>
            {
                seen(start + at, c, Harm::Unseen);
            }
            // Joiners shape letters of other scripts, and emoji.
            '\u{200c}' | '\u{200d}' if before.is_ascii() => seen(start + at, c, Harm::Unseen),
            // Flags of parts of countries are spelt with tags.
            '\u{e0020}'..='\u{e007f}' if matches!(before, '\u{1f3f4}' | '\u{e0020}'..='\u{e007f}') => {}
            '\u{feff}' if start + at == 0 => {}
            c if is_forbidden(c) => seen(start + at, c, Harm::Forbidden),
            c if is_hidden(c) => seen(start + at, c, Harm::Unseen),
            _ => {}
        }
        before = c;
    }
    for (at, c) in isolates {
        seen(at, c, Harm::Reorders);
    }
}

/// NUL is an error of its own.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\0'))
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e00ff}'
    )
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && c != '\u{61c}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<(char, usize, Harm)> {
        find(text).into_iter().map(|hidden| (hidden.character, hidden.count, hidden.harm)).collect()
    }

    #[test]
    fn what_reorders_is_shown_in_as_many_bytes() {
        let text = "a\u{202e}b\u{202c} \u{2066}c\n\u{2067}d\u{2069} e\u{2069}";
        assert_eq!(neutral(text), "a\u{fffd}b\u{fffd} \u{fffd}c\n\u{2067}d\u{2069} e\u{fffd}");
        assert_eq!(neutral(text).len(), text.len());
        assert_eq!(hidden(&"\u{202e}".repeat(3)), [('\u{202e}', 3, Harm::Reorders)]);
    }

    #[test]
    fn what_no_page_may_hold_is_shown_in_as_many_bytes() {
        let text = "a\u{1b}b\u{85}c\u{ffff}d\u{1fffe}e\0f";
        assert_eq!(neutral(text), "a?b??c\u{fffd}d\u{fffd}?e\0f");
        assert_eq!(neutral(text).len(), text.len());
        assert!(find(text).iter().all(|hidden| hidden.harm == Harm::Forbidden && hidden.count == 1));
    }

    #[test]
    fn scripts_that_need_them_have_their_marks() {
        for text in
            ["שלום\u{200f}!", "عربي\u{61c} 5", "می\u{200c}خواهم", "👩\u{200d}🚒", "\u{feff}a", "\u{2068}מ\u{2069}"]
        {
            assert_eq!(hidden(text), [], "{text:?}");
        }
        for text in ["ad\u{200b}min", "ad\u{200f}min", "ad\u{200d}min", "ad\u{ad}min", "a\u{feff}b", "a\u{e0041}b"] {
            assert_eq!(hidden(text).len(), 1, "{text:?}");
            assert_eq!(neutral(text), text);
        }
    }
}
