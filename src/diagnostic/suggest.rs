//! Did you mean: the nearest of the words that would have been right.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The candidate that `written` most likely stands for: the same but for case, separators or letters of other
/// scripts, else the nearest within a third of its length.
pub(crate) fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let written = skeleton(written);
    let length = written.chars().count();
    if length > 64 {
        return None;
    }
    let reach = if length <= 2 { 1 } else { length.div_ceil(3).min(4) };
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&written, &skeleton(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= reach && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What the eye sees of a word: lower case, no marks, `-` for every separator, Latin letters for those that only look
/// like them, nothing for what cannot be seen.
pub(crate) fn skeleton(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return word.to_owned();
    }
    word.nfkd()
        .filter(|c| {
            !is_combining_mark(*c) && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        })
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '_' | ' ' | '\u{a0}' | '‐'..='―' | '−' => '-',
            'а' | 'α' => 'a',
            'в' => 'b',
            'с' | 'ϲ' => 'c',
            'ԁ' => 'd',
            'е' => 'e',
            'ɡ' => 'g',
            'һ' | 'н' => 'h',
            'і' | 'ι' | 'ı' => 'i',
            'ј' => 'j',
            'к' | 'κ' => 'k',
            'ӏ' | 'ǀ' | '|' => 'l',
            'м' => 'm',
            'ո' | 'η' | 'п' => 'n',
            'о' | 'ο' | 'օ' => 'o',
            'р' | 'ρ' => 'p',
            'ԛ' => 'q',
            'г' => 'r',
            'ѕ' => 's',
            'т' | 'τ' => 't',
            'υ' | 'ս' | 'и' => 'u',
            'ν' | 'ѵ' => 'v',
            'ԝ' | 'ω' => 'w',
            'х' | 'χ' => 'x',
            'у' | 'γ' => 'y',
            other => other,
        })
        .collect()
}

/// The first letter of `written` that only looks like one of `meant`, with its code point, as a note; empty where the
/// words differ in what can be seen.
pub(crate) fn lookalike(written: &str, meant: &str) -> String {
    if skeleton(written) != skeleton(meant) {
        return String::new();
    }
    written
        .chars()
        .find(|c| !c.is_ascii())
        .map_or_else(String::new, |c| format!("; U+{:04X} is not the letter that it looks like", u32::from(c)))
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn list<'w>(words: impl IntoIterator<Item = &'w str>, last: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["title", "tlp", "tags", "as_of"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("asOf", keys), Some("as_of"));
        assert_eq!(nearest("wholly different", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn a_marking_is_seen_through_case_and_foreign_letters() {
        for written in ["TLP", "Tlp", "tIp", "tlр", "ｔｌｐ", "t\u{200b}lp", "tpl"] {
            assert_eq!(nearest(written, ["title", "tlp", "tz"]), Some("tlp"), "{written}");
        }
        assert_eq!(lookalike("tlр", "tlp"), "; U+0440 is not the letter that it looks like");
        assert_eq!(lookalike("tpl", "tlp"), "");
    }

    #[test]
    fn lists_read_like_prose() {
        assert_eq!(list(["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert_eq!(list(["a"], "or"), "`a`");
    }
}
