//! Why a text is no date, and what its writer most likely meant.

use jiff::civil::Date;

use super::WhenError;
use super::label::{month_name, month_number};

/// Whether the text has a time of day, so that it must be RFC 3339.
pub(super) fn has_time(text: &str) -> bool {
    text.contains(':') || text.bytes().skip(8).any(|byte| matches!(byte, b'T' | b't'))
}

/// The first reason that fits. `text` has been refused already.
pub(super) fn explain(text: &str) -> WhenError {
    let shown = shorten(text);
    let (message, help) = empty(text)
        .or_else(|| time(text))
        .or_else(|| calendar(text))
        .or_else(|| order(text))
        .or_else(|| level(text))
        .or_else(|| other_style(text))
        .unwrap_or_else(|| (format!("`{shown}` is not a date"), FORMS.to_owned()));
    WhenError { message, help }
}

const FORMS: &str = "write a day `2025-10-21`, a month `2025-10`, a doubtful day `2025-10-21?`, a span \
                     `2025-10-21/2025-10-23` or a time `2025-10-21T14:00:00Z`";

type Reason = (String, String);

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn empty(text: &str) -> Option<Reason> {
    text.is_empty().then(|| ("the date is empty".to_owned(), FORMS.to_owned()))
}

fn time(text: &str) -> Option<Reason> {
    if !has_time(text) || !text.is_char_boundary(10) || text.len() < 16 {
        return None;
    }
    let (day, clock) = text.split_at(10);
    if day.parse::<Date>().is_err() {
        return calendar(day).or_else(|| other_style(day));
    }
    let clock = clock.trim_start_matches(['T', 't', ' ']);
    if clock.contains('[') {
        let bare = text.split('[').next().unwrap_or_default().trim_end();
        return Some((format!("`{}` names a zone in brackets", shorten(text)), format!("write `{bare}`")));
    }
    let zone = clock.find(['Z', 'z', '+', '-', '−']);
    let Some(zone) = zone else {
        let digits = clock.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        let seconds = if clock.len() == 5 { ":00" } else { "" };
        return digits.then(|| {
            (
                format!("`{}` has no offset from UTC", shorten(text)),
                format!("write `{day}T{clock}{seconds}Z` for UTC, or the offset, as in `{day}T{clock}{seconds}+03:00`"),
            )
        });
    };
    let mut numbers = clock[..zone].split([':', '.']).map(|part| part.parse::<u32>().ok());
    let limits = [("an", "hour", 23), ("a", "minute", 59), ("a", "second", 60)];
    for (article, name, limit) in limits {
        if let Some(Some(number)) = numbers.next()
            && number > limit
        {
            return Some((
                format!("there is no {name} {number}"),
                format!("write {article} {name} from 00 to {limit}"),
            ));
        }
    }
    None
}

/// A month or day that no calendar has, in any part of a span.
fn calendar(text: &str) -> Option<Reason> {
    text.split('/').find_map(|part| {
        let part = part.trim_end_matches(['?', '~', '%']);
        let mut numbers = part.split('-');
        let (year, month) = (numbers.next()?, numbers.next()?);
        if year.len() != 4 || month.len() != 2 || month.contains('X') {
            return None;
        }
        let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
        if !(1..=12).contains(&month) && !(21..=41).contains(&month) {
            return Some((format!("there is no month {month:02}"), "write a month from 01 to 12".to_owned()));
        }
        let day: i8 = numbers.next().filter(|day| day.len() == 2)?.parse().ok()?;
        let length = Date::new(year, month, 1).ok()?.days_in_month();
        if (1..=length).contains(&day) {
            return None;
        }
        let month = month_name(month.unsigned_abs());
        Some((format!("{month} {year} has no day {day:02}"), format!("write a day from 01 to {length}")))
    })
}

fn order(text: &str) -> Option<Reason> {
    let (start, end) = text.split_once('/')?;
    let (first, last) = (super::When::parse(start).ok()?, super::When::parse(end).ok()?);
    (last.last_day() < first.first_day())
        .then(|| (format!("`{}` ends before it starts", shorten(text)), format!("write `{end}/{start}`")))
}

fn level(text: &str) -> Option<Reason> {
    let edtf = edtf_core::Edtf::parse(text).ok()?;
    let message = if edtf.level() > 1 {
        format!("`{}` is EDTF of level 2, and Situs reads level 1", shorten(text))
    } else {
        format!("`{}` is out of the range of years from -9999 to 9999", shorten(text))
    };
    Some((message, FORMS.to_owned()))
}

/// Dates as people write them elsewhere.
fn other_style(text: &str) -> Option<Reason> {
    let refuse = |help: String| Some((format!("`{}` is not how a date is written here", shorten(text)), help));
    let numbers: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    if let [only] = numbers[..]
        && only.len() == 8
        && let Some(day) = numeric(only.get(..4)?, only.get(4..6)?, only.get(6..)?)
    {
        return refuse(format!("write `{day}`"));
    }
    if let [year, month] = numbers[..]
        && year.len() == 4
        && let (Ok(_), Ok(month @ 1..=12)) = (year.parse::<u16>(), month.parse::<u8>())
    {
        return refuse(format!("write `{year}-{month:02}`"));
    }
    let &[a, b, c] = &numbers[..] else { return None };
    if let Some(day) = numeric(a, b, c) {
        return refuse(format!("write `{day}`"));
    }
    if let (Some(month), year) = (month_number(b), c) {
        return refuse(format!("write `{}`", numeric(year, &month.to_string(), a)?));
    }
    if let (Some(month), year) = (month_number(a), c) {
        return refuse(format!("write `{}`", numeric(year, &month.to_string(), b)?));
    }
    match (numeric(c, b, a), numeric(c, a, b)) {
        (Some(european), Some(american)) if european != american => {
            refuse(format!("write the year first: `{european}` or `{american}`"))
        }
        (Some(day), _) | (None, Some(day)) => refuse(format!("write `{day}`")),
        (None, None) => None,
    }
}

fn numeric(year: &str, month: &str, day: &str) -> Option<Date> {
    let day = day.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r']);
    (year.len() == 4).then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())?
}

#[cfg(test)]
mod tests {
    use super::super::When;

    fn refusal(text: &str) -> String {
        When::parse(text).expect_err(text).to_string()
    }

    #[test]
    fn days_that_do_not_exist_are_named() {
        assert_eq!(refusal("2025-02-30"), "February 2025 has no day 30; write a day from 01 to 28");
        assert_eq!(refusal("2025-13-01"), "there is no month 13; write a month from 01 to 12");
        assert_eq!(refusal("2025-10-21T25:00:00Z"), "there is no hour 25; write an hour from 00 to 23");
    }

    #[test]
    fn other_styles_are_put_right() {
        let wrong = |text, write: &str| {
            let expected = format!("`{text}` is not how a date is written here; write {write}");
            assert_eq!(refusal(text), expected);
        };
        wrong("21/10/2025", "`2025-10-21`");
        wrong("21.10.2025", "`2025-10-21`");
        wrong("03/04/2025", "the year first: `2025-04-03` or `2025-03-04`");
        wrong("2025/10/21", "`2025-10-21`");
        wrong("2025-1-5", "`2025-01-05`");
        wrong("20251021", "`2025-10-21`");
        wrong("21 October 2025", "`2025-10-21`");
        wrong("Oct 21st, 2025", "`2025-10-21`");
    }

    #[test]
    fn times_need_an_offset() {
        assert_eq!(
            refusal("2025-10-21 14:00"),
            "`2025-10-21 14:00` has no offset from UTC; write `2025-10-21T14:00:00Z` for UTC, or the offset, as in \
             `2025-10-21T14:00:00+03:00`"
        );
    }

    #[test]
    fn spans_run_forward_and_stay_simple() {
        assert_eq!(
            refusal("2025-10-23/2025-10-21"),
            "`2025-10-23/2025-10-21` ends before it starts; write `2025-10-21/2025-10-23`"
        );
        assert!(refusal("{2025-10-21,2025-10-23}").starts_with("`{2025-10-21,2025-10-23}` is EDTF of level 2"));
        assert!(refusal("tomorrow").starts_with("`tomorrow` is not a date; write a day"));
        assert!(refusal("").starts_with("the date is empty"));
        assert!(refusal("2025年10月21日").contains("is not a date"));
    }
}
