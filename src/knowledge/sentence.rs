//! Where sentences begin and end in a run of prose.

use std::ops::Range;

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 52] = [
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "maj", "capt", "cmdr", "adm", "brig", "sen", "rep",
    "gov", "pres", "hon", "rev", "fr", "st", "no", "nos", "art", "vs", "etc", "approx", "est", "fig", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "inc", "ltd", "co", "corp", "dept", "e.g",
    "i.e", "cf", "al", "ca",
];

/// The sentences of `text`, in order; together they cover all of it but white space.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let ends = |byte: u8| matches!(byte, b'.' | b'!' | b'?') || !byte.is_ascii();
    let mut from = 0;
    // Bytes first: most of them end nothing.
    while let Some(found) = text.as_bytes()[from..].iter().position(|&byte| ends(byte)) {
        let at = from + found;
        let mut chars = text[at..].char_indices().map(|(offset, c)| (at + offset, c)).peekable();
        let Some((_, c)) = chars.next() else { break };
        from = at + c.len_utf8();
        let wide = matches!(c, '。' | '！' | '？' | '।' | '؟');
        if !wide && !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, closing)) = chars.peek() {
            if !matches!(closing, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | ']' | '»') {
                break;
            }
            end = next + closing.len_utf8();
            from = end;
            chars.next();
        }
        let rest = &text[end..];
        let spaced = wide || rest.is_empty() || rest.starts_with(char::is_whitespace);
        if spaced && !(c == '.' && continues(&text[start..at], rest)) {
            push(text, start..end, &mut sentences);
            start = end;
        }
    }
    push(text, start..text.len(), &mut sentences);
    sentences
}

/// The sentence of `text` that holds byte `at`.
pub(super) fn around(sentences: &[Range<usize>], at: usize) -> Range<usize> {
    let index = sentences.partition_point(|sentence| sentence.end <= at);
    sentences.get(index).cloned().unwrap_or(at..at)
}

/// Whether a full stop after `before` and before `rest` is part of an abbreviation.
fn continues(before: &str, rest: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘')).next().unwrap_or_default();
    let next = rest.trim_start();
    let next_word: String = next.chars().take_while(|c| c.is_alphabetic()).collect();
    if next.starts_with(char::is_lowercase) || next.starts_with([',', ';']) {
        return true;
    }
    let initials =
        word.split('.').all(|part| part.chars().count() <= 1) && word.chars().all(|c| c == '.' || c.is_uppercase());
    if initials && !word.is_empty() {
        // "U.S. forces" goes on, "in the U.S. The talks" does not; a single initial belongs to a name.
        let opener = matches!(
            &*next_word,
            "The"
                | "A"
                | "An"
                | "It"
                | "He"
                | "She"
                | "They"
                | "In"
                | "On"
                | "At"
                | "This"
                | "That"
                | "But"
                | "We"
                | "There"
        );
        return !word.contains('.') || (!opener && !next.is_empty());
    }
    ABBREVIATIONS.contains(&&*word.to_lowercase()) && !next.is_empty()
}

fn push(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.end - (slice.len() - slice.trim_end().len());
    if start < end {
        sentences.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        assert_eq!(cut("Mr. Orr met U.S. officials. He left."), ["Mr. Orr met U.S. officials.", "He left."]);
        assert_eq!(cut("It went to the U.S. The talks go on."), ["It went to the U.S.", "The talks go on."]);
        assert_eq!(cut("J. Orr spoke."), ["J. Orr spoke."]);
    }

    #[test]
    fn quotes_belong_to_their_sentence() {
        assert_eq!(cut("“We go.” They went! 3.5 km"), ["“We go.”", "They went!", "3.5 km"]);
        assert_eq!(cut("開始。終了。"), ["開始。", "終了。"]);
    }
}
