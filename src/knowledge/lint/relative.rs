//! Days that only the day of writing gives a meaning: "today", "later this week".

use jiff::ToSpan;
use jiff::civil::Date;

use super::date_words;

/// How far from the day of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Days from it.
    Day(i8),
    /// Some day of a week.
    Week,
    /// Some day of a month.
    Month,
}

const DAYS: [(&str, i8); 14] = [
    ("today", 0),
    ("earlier today", 0),
    ("later today", 0),
    ("tonight", 0),
    ("this morning", 0),
    ("this afternoon", 0),
    ("this evening", 0),
    ("tomorrow", 1),
    ("day after tomorrow", 2),
    ("yesterday", -1),
    ("last night", -1),
    ("yesterday evening", -1),
    ("day before yesterday", -2),
    ("tomorrow morning", 1),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Every phrase, in lower case.
pub(super) fn phrases() -> Vec<(String, Reach)> {
    let mut phrases: Vec<(String, Reach)> =
        DAYS.iter().map(|(phrase, days)| ((*phrase).to_owned(), Reach::Day(*days))).collect();
    let spans = [("week", Reach::Week), ("weekend", Reach::Week), ("month", Reach::Month)];
    for (span, reach) in spans.into_iter().chain(WEEKDAYS.map(|day| (day, Reach::Week))) {
        for which in ["this", "next", "last", "earlier this", "later this", "late last", "early next"] {
            phrases.push((format!("{which} {span}"), reach));
        }
    }
    phrases
}

/// Whether the words around a phrase give it another meaning: "the last week of October", "the next month", "today's
/// world".
pub(super) fn means_otherwise(before: &str, after: &str) -> bool {
    let previous = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let article = ["the", "that", "every", "each"].iter().any(|word| previous.eq_ignore_ascii_case(word));
    let of = after.strip_prefix(" of").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let age = ["'s world", "’s world", "'s generation", "’s generation", "'s youth", "’s youth"];
    article || of || age.iter().any(|word| after.starts_with(word))
}

/// Whether the sentence says what the phrase leaves open.
pub(super) fn is_settled(sentence: &str, reach: Reach) -> bool {
    date_words::names_a_day(sentence) || reach == Reach::Month && date_words::names_a_month(sentence)
}

/// What to write, in a report of `date`.
pub(super) fn help(reach: Reach, date: Option<Date>) -> String {
    match (reach, date) {
        (Reach::Day(days), Some(date)) => {
            let day = date.checked_add(i64::from(days).days()).unwrap_or(date);
            format!("write the date, here `{}`", date_words::written(day))
        }
        (Reach::Month, _) => "write the month and its year, such as `November 2025`".to_owned(),
        (_, date) => {
            let day = date.map_or_else(|| "21 October".to_owned(), date_words::written);
            format!("write the day that is meant, as in `{day}`, or add it in the same sentence")
        }
    }
}
