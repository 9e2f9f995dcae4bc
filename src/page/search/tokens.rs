//! Text to terms: what of a text is looked up.
//!
//! `static/search.js` makes terms of a query in the same way. `tests/site/terms.json` holds texts with their terms, and both
//! are tested against it; a rule changes in both places.

use unicode_normalization::UnicodeNormalization;

/// Longer words are cut, in characters.
const LONGEST: usize = 64;

/// Calls `take` with each term of a text, in order.
///
/// Case, diacritics, Arabic and Hebrew points and forms of letters make no difference; `U.S.` is one word; scripts that
/// write no space between words give pairs of characters; the Arabic article is left out, and a word that begins with a
/// prefixed particle also stands without it.
pub fn terms(text: &str, take: &mut dyn FnMut(&str)) {
    let folded = fold(text);
    let mut rest = folded.as_str();
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        if is_unspaced(c) {
            let end = rest.find(|c: char| !is_unspaced(c)).unwrap_or(rest.len());
            pairs(&rest[..end], take);
            before = rest[..end].chars().next_back();
            rest = &rest[end..];
        } else if is_word(c) {
            let initials = if before.is_some_and(is_word) { None } else { initials(rest) };
            let (word, end) = initials.unwrap_or_else(|| {
                let end = rest.find(|c: char| !is_word(c) || is_unspaced(c)).unwrap_or(rest.len());
                (rest[..end].to_owned(), end)
            });
            term(&word, take);
            before = rest[..end].chars().next_back();
            rest = &rest[end..];
        } else {
            before = Some(c);
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// The text with its letters made comparable.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            // Diacritics, points of Arabic and Hebrew, the Arabic tatweel.
            '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'
            | '\u{5c1}'
            | '\u{5c2}'
            | '\u{5c4}'
            | '\u{5c5}'
            | '\u{5c7}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => {}
            _ => c.to_lowercase().for_each(|c| match c {
                '\u{300}'..='\u{36f}' => {}
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ł' => folded.push('l'),
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                'ى' | 'ی' => folded.push('ي'),
                'ة' => folded.push('ه'),
                'ک' => folded.push('ك'),
                'ٱ' => folded.push('ا'),
                '\u{660}'..='\u{669}' => folded.push(digit(c, 0x660)),
                '\u{6f0}'..='\u{6f9}' => folded.push(digit(c, 0x6f0)),
                c => folded.push(c),
            }),
        }
    }
    folded
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or('0')
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Scripts that write no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// `u.s.` at the beginning of a text, as `us`, and where it ends.
fn initials(text: &str) -> Option<(String, usize)> {
    let (mut word, mut end) = (String::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_alphabetic() || is_unspaced(c) || chars.next_if(|(_, next)| *next == '.').is_none() {
            // A last letter without a full stop, as in `U.S`.
            let last = c.is_alphabetic() && chars.peek().is_none_or(|(_, next)| !is_word(*next));
            if last && word.chars().count() >= 1 && end == at {
                word.push(c);
                end = at + c.len_utf8();
            }
            break;
        }
        word.push(c);
        end = at + c.len_utf8() + 1;
    }
    (word.chars().count() >= 2).then_some((word, end))
}

/// One word in its forms.
fn term(word: &str, take: &mut dyn FnMut(&str)) {
    let mut chars = word.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return };
    // What an apostrophe leaves behind: the s of "Gaza's", the l of "l'eau".
    if second.is_none() && !first.is_numeric() {
        return;
    }
    let word = match word.char_indices().nth(LONGEST) {
        Some((cut, _)) => &word[..cut],
        None => word,
    };
    if !matches!(first, '\u{600}'..='\u{6ff}') {
        take(word);
        return;
    }
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    let articles = ["وال", "بال", "كال", "فال", "ال", "لل"];
    if let Some(rest) = articles.iter().find_map(|article| word.strip_prefix(article).filter(long_enough)) {
        take(rest);
        return;
    }
    take(word);
    let rest = &word[first.len_utf8()..];
    if "وفبلك".contains(first) && rest.chars().count() >= 4 {
        take(rest);
    }
}

/// Each two characters that follow each other; a single one for itself.
fn pairs(run: &str, take: &mut dyn FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() == 2 {
        take(run);
    }
    for window in starts.windows(3) {
        take(&run[window[0]..window[2]]);
    }
}
