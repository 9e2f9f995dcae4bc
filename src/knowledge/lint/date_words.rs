//! Dates in a sentence of prose: whether it names a day, or at least a month.

use std::ops::Range;

use jiff::civil::Date;

use crate::document::when::MONTHS;

/// The words of a text, in order, each with its place: letters and digits.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match tokens.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => tokens.push(at..end),
        }
    }
    tokens
}

/// Whether a sentence names a day: a day and a month in words ("21 October", "Oct. 21st"), or a date in digits
/// ("2025-10-21", "21/10/2025").
pub(super) fn names_a_day(sentence: &str) -> bool {
    let tokens = tokens(sentence);
    let word = |at: usize| tokens.get(at).map_or("", |range| &sentence[range.clone()]);
    let in_words = |at: usize| {
        let back = if at > 1 && word(at - 1) == "of" { 2 } else { 1 };
        is_month(word(at)) && (at >= back && is_day(word(at - back)) || is_day(word(at + 1)))
    };
    let joined = |at: usize| {
        let gap = |at: usize| sentence.get(tokens.get(at)?.end..tokens.get(at + 1)?.start);
        matches!(gap(at), Some("-" | "‑" | "/" | ".")) && gap(at) == gap(at + 1)
    };
    let in_digits = |at: usize| {
        let [first, second, third] = [0, 1, 2].map(|offset| digits(word(at + offset)));
        // A time may stand behind a day without a gap: "2025-10-21T14:00Z".
        let third_of_time = digits(word(at + 2).split(['T', 't']).next().unwrap_or_default());
        let year_first = first == 4 && second == 2 && (third == 2 || third_of_time == 2);
        let year_last = (1..=2).contains(&first) && (1..=2).contains(&second) && third == 4;
        (year_first || year_last) && joined(at)
    };
    (0..tokens.len()).any(|at| in_words(at) || in_digits(at))
}

/// Whether a sentence names a month with its year ("October 2025").
pub(super) fn names_a_month(sentence: &str) -> bool {
    let tokens = tokens(sentence);
    let words: Vec<&str> = tokens.into_iter().map(|range| &sentence[range]).collect();
    words.windows(2).any(|pair| is_month(pair[0]) && digits(pair[1]) == 4)
}

/// A day as prose has it: "21 October".
pub(super) fn written(day: Date) -> String {
    let month = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {}", day.day(), month.unwrap_or(&""))
}

/// The name of a month, or its first letters. The capital tells May from may.
fn is_month(word: &str) -> bool {
    word.len() >= 3 && word.starts_with(char::is_uppercase) && {
        let full = |month: &str| month.eq_ignore_ascii_case(word);
        let short = |month: &str| {
            word.len() <= 4 && month.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        MONTHS.iter().any(|month| full(month) || short(month))
    }
}

fn is_day(word: &str) -> bool {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    matches!(&word[number.len()..], "" | "st" | "nd" | "rd" | "th")
        && number.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// How many digits a word is made of; none where it has anything else.
fn digits(word: &str) -> usize {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { word.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_with_its_month_is_a_date_and_a_weekday_is_none() {
        for sentence in [
            "Today, 21 October, it rained",
            "on October 21",
            "Oct. 21st was dry",
            "the 1st of May",
            "it is 2025-10-21",
            "at 2025-10-21T14:00Z",
            "by 21/10/2025",
            "21.10.2025",
        ] {
            assert!(names_a_day(sentence), "{sentence}");
        }
        for sentence in
            ["on Tuesday", "in October", "October 2025", "they may 21 times", "42 October", "1-2-3", "2025-10, 21"]
        {
            assert!(!names_a_day(sentence), "{sentence}");
        }
        assert!(names_a_month("next month (November 2025)") && !names_a_month("next month, in November"));
    }
}
