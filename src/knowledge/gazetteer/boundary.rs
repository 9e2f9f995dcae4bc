//! Where words begin and end.

/// Whether nothing of the same word stands before `start` or after `end`.
pub(super) fn on_boundaries(text: &str, start: usize, end: usize) -> bool {
    let (before, matched, after) = (&text[..start], &text[start..end], &text[end..]);
    let (Some(first), Some(last)) = (matched.chars().next(), matched.chars().next_back()) else { return false };
    let left = before
        .chars()
        .next_back()
        .is_none_or(|c| !is_word(c) && c != '@' || is_unspaced(first) || (is_semitic(first) && is_proclitic(before)));
    let right = after.chars().next().is_none_or(|c| !is_word(c) || is_unspaced(last) || is_hangul(last));
    left && right && !is_address(after)
}

/// Whether a name stands only where a word begins and ends: it begins with a letter or digit of a script with spaces,
/// and ends with none that something can be joined to.
pub(super) fn has_own_boundaries(name: &str) -> bool {
    let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back()) else { return true };
    is_word(first) && !is_unspaced(first) && !is_semitic(first) && !is_unspaced(last) && !is_hangul(last)
}

/// Letters, digits and marks make words.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Scripts that write no space between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}')
}

pub(super) fn is_semitic(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}')
}

/// Whether the letters before a name are prefixed particles of Arabic or Hebrew ("and", "in", "the", …).
fn is_proclitic(before: &str) -> bool {
    let letters: Vec<char> = before.chars().rev().take_while(|&c| is_word(c)).collect();
    letters.len() <= 3 && letters.iter().all(|c| "وفبكلاسוהבכלמש".contains(*c))
}

/// Whether a name goes on as an address: `Axios.com`, `UK.example`.
fn is_address(after: &str) -> bool {
    let Some(rest) = after.strip_prefix('.') else { return after.starts_with('@') };
    let label: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    label.len() >= 2 && label.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_on_word_boundaries() {
        assert!(on_boundaries("US-led", 0, 2));
        assert!(on_boundaries("Iraq's", 0, 4));
        assert!(!on_boundaries("Romans", 0, 5));
        assert!(!on_boundaries("@Iraq", 1, 5));
        assert!(!on_boundaries("Iraq.com", 0, 4));
    }
}
