//! Dates for readers, and for the `datetime` attribute.

use edtf_core::{Edtf, IntervalEndpoint};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::{Form, Precision, When};

/// The months in English.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl When {
    /// The date for readers of English: `21 October 2025`, `around October 2025`, `21 to 23 October 2025`,
    /// `since 21 October 2025`, `21 October 2025, 21:00 (UTC+3)`.
    #[must_use]
    pub fn label(&self) -> String {
        if let (Form::Instant { offset, .. }, Some(civil)) = (self.form, self.civil()) {
            return instant(civil, offset);
        }
        if let Some(day) = self.plain_day() {
            return full(day);
        }
        match Edtf::parse(&self.text) {
            Ok(Edtf::Date(date)) => single(&date),
            Ok(Edtf::Interval(interval)) => between(&interval.start, &interval.end, self.first_day(), self.last_day()),
            _ => self.text.to_string(),
        }
    }

    /// The same, with a time on the clock of `zone`.
    #[must_use]
    pub fn label_in(&self, zone: &TimeZone) -> String {
        match self.instant() {
            Some(at) => {
                let offset = zone.to_offset(at);
                instant(offset.to_datetime(at), offset)
            }
            None => self.label(),
        }
    }

    /// A time in UTC, where the clock of `zone`, or without one that of its own offset, shows another: `18:00 UTC`, with
    /// the day where it is another.
    #[must_use]
    pub fn utc_label(&self, zone: Option<&TimeZone>) -> Option<String> {
        let Form::Instant { at, offset } = self.form else { return None };
        let offset = zone.map_or(offset, |zone| zone.to_offset(at));
        let (local, utc) = (offset.to_datetime(at), Offset::UTC.to_datetime(at));
        if offset.seconds() == 0 {
            return None;
        }
        let day = if local.date() == utc.date() { String::new() } else { format!("{}, ", full(utc.date())) };
        Some(format!("{day}{:02}:{:02} UTC", utc.hour(), utc.minute()))
    }

    /// The date as HTML's `<time datetime>` takes it: a day, month or year, or an instant with its offset. Nothing for
    /// what HTML has no form for: intervals, seasons, unspecified digits, years before 1.
    #[must_use]
    pub fn machine(&self) -> Option<String> {
        if let (Form::Instant { offset, .. }, Some(civil)) = (self.form, self.civil()) {
            let zone = if offset.seconds() == 0 { "Z".to_owned() } else { offset_text(offset, true) };
            let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
            return Some(format!("{}T{hour:02}:{minute:02}:{second:02}{zone}", civil.date()));
        }
        if let Some(day) = self.plain_day().filter(|day| day.year() >= 1) {
            return Some(format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()));
        }
        let Ok(Edtf::Date(date)) = Edtf::parse(&self.text) else { return None };
        let year = date.year.value().filter(|year| (1..=9999).contains(year))?;
        let part = |field: Option<edtf_core::DateField>| match field {
            None => Some(String::new()),
            Some(field) => field.value().filter(|value| *value <= 31).map(|value| format!("-{value:02}")),
        };
        if date.month.and_then(edtf_core::DateField::value).is_some_and(|month| month > 12) {
            return None;
        }
        Some(format!("{year:04}{}{}", part(date.month)?, part(date.day)?))
    }

    /// The day, where it is one day without a doubt, as most dates are.
    fn plain_day(&self) -> Option<Date> {
        match self.form {
            Form::Days { first, last, precision: Precision::Day, uncertain: false, approximate: false } => {
                first.filter(|first| last == Some(*first))
            }
            _ => None,
        }
    }
}

fn instant(civil: DateTime, offset: Offset) -> String {
    let (date, hour, minute, second) = (full(civil.date()), civil.hour(), civil.minute(), civil.second());
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    let zone = if offset.seconds() == 0 { String::new() } else { offset_text(offset, false) };
    format!("{date}, {hour:02}:{minute:02}{seconds} (UTC{zone})")
}

/// `+03:00`, or `+3` and `+5:30` for readers.
fn offset_text(offset: Offset, padded: bool) -> String {
    let seconds = offset.seconds();
    let sign = match (seconds < 0, padded) {
        (false, _) => '+',
        (true, true) => '-',
        (true, false) => '−',
    };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    match (padded, minutes) {
        (true, _) => format!("{sign}{hours:02}:{minutes:02}"),
        (false, 0) => format!("{sign}{hours}"),
        (false, _) => format!("{sign}{hours}:{minutes:02}"),
    }
}

fn single(date: &edtf_core::Date) -> String {
    let doubt = match (date.is_uncertain(), date.is_approximate()) {
        (false, false) => "",
        (true, false) => "probably ",
        (false, true) => "around ",
        (true, true) => "probably around ",
    };
    format!("{doubt}{}", plain(date))
}

/// The date without its doubts.
fn plain(date: &edtf_core::Date) -> String {
    let Some(year) = date.year.value() else { return masked_year(date) };
    let year = year_text(year);
    let Some(month) = date.month else { return year };
    let Some(month) = month.value() else {
        return if date.day.is_some() { format!("a day in {year}") } else { format!("a month in {year}") };
    };
    let month = match month {
        21 => return format!("spring {year}"),
        22 => return format!("summer {year}"),
        23 => return format!("autumn {year}"),
        24 => return format!("winter {year}"),
        month => month_name(month),
    };
    match date.day.map(edtf_core::DateField::value) {
        None => format!("{month} {year}"),
        Some(None) => format!("a day in {month} {year}"),
        Some(Some(day)) => format!("{day} {month} {year}"),
    }
}

/// `202X` is some year of a decade, `20XX` some year of a century.
fn masked_year(date: &edtf_core::Date) -> String {
    let edtf_core::YearKind::Standard { digits, .. } = date.year.kind else { return "an unknown year".to_owned() };
    match digits {
        [Some(a), Some(b), Some(c), None] => format!("a year in the {a}{b}{c}0s"),
        [Some(a), Some(b), None, None] => format!("a year from {a}{b}00 to {a}{b}99"),
        _ => "an unknown year".to_owned(),
    }
}

fn between(start: &IntervalEndpoint, end: &IntervalEndpoint, first: Option<Date>, last: Option<Date>) -> String {
    use IntervalEndpoint::{Date as Dated, Open, Unknown};
    match (start, end) {
        (Dated(start), Open) => format!("since {}", single(start)),
        (Dated(start), Unknown) => format!("from {}, end unknown", single(start)),
        (Open, Dated(end)) => format!("until {}", single(end)),
        (Unknown, Dated(end)) => format!("until {}, start unknown", single(end)),
        (Dated(start), Dated(end)) => {
            let exact = |date: &edtf_core::Date| date.day.is_some() && !date.is_uncertain() && !date.is_approximate();
            match (first, last) {
                (Some(first), Some(last)) if exact(start) && exact(end) => days(first, last),
                _ if start.month.is_none() && end.month.is_none() && exact_year(start) && exact_year(end) => {
                    format!("{} to {}", plain(start), plain(end))
                }
                _ => format!("{} to {}", single(start), single(end)),
            }
        }
        _ => "an unknown time".to_owned(),
    }
}

fn exact_year(date: &edtf_core::Date) -> bool {
    !date.is_uncertain() && !date.is_approximate()
}

fn days(first: Date, last: Date) -> String {
    let same_year = first.year() == last.year();
    if first == last {
        full(first)
    } else if same_year && first.month() == last.month() {
        format!("{} to {}", first.day(), full(last))
    } else if same_year {
        format!("{} {} to {}", first.day(), month_name(first.month().unsigned_abs()), full(last))
    } else {
        format!("{} to {}", full(first), full(last))
    }
}

fn full(date: Date) -> String {
    let month = month_name(date.month().unsigned_abs());
    format!("{} {month} {}", date.day(), year_text(i64::from(date.year())))
}

pub(super) fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// The number of the month that begins with these letters, at least three of them.
pub(super) fn month_number(name: &str) -> Option<u8> {
    let fits = |month: &&str| month.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let at = MONTHS.iter().position(|month| name.len() >= 3 && fits(month))?;
    u8::try_from(at + 1).ok()
}

/// Astronomical years: 0 is 1 BC.
fn year_text(year: i64) -> String {
    if year > 0 { year.to_string() } else { format!("{} BC", 1 - year) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> String {
        When::parse(text).unwrap_or_else(|error| panic!("`{text}`: {error}")).label()
    }

    #[test]
    fn labels_read_like_prose() {
        assert_eq!(label("2025-10-21"), "21 October 2025");
        assert_eq!(label("2025-10"), "October 2025");
        assert_eq!(label("2025"), "2025");
        assert_eq!(label("2025-10-21~"), "around 21 October 2025");
        assert_eq!(label("2025-10-21?"), "probably 21 October 2025");
        assert_eq!(label("2025-10-21%"), "probably around 21 October 2025");
        assert_eq!(label("2025-21"), "spring 2025");
        assert_eq!(label("2025-10-XX"), "a day in October 2025");
        assert_eq!(label("2025-XX"), "a month in 2025");
        assert_eq!(label("202X"), "a year in the 2020s");
        assert_eq!(label("-0043"), "44 BC");
    }

    #[test]
    fn spans_of_days_say_each_thing_once() {
        assert_eq!(label("2025-10-21/2025-10-23"), "21 to 23 October 2025");
        assert_eq!(label("2025-09-30/2025-10-02"), "30 September to 2 October 2025");
        assert_eq!(label("2025-12-30/2026-01-02"), "30 December 2025 to 2 January 2026");
        assert_eq!(label("2025-10-21~/2025-10-23"), "around 21 October 2025 to 23 October 2025");
        assert_eq!(label("2025-09/2025-10"), "September 2025 to October 2025");
        assert_eq!(label("2024/2025"), "2024 to 2025");
        assert_eq!(label("2025-10-21/.."), "since 21 October 2025");
        assert_eq!(label("../2025-10-21"), "until 21 October 2025");
        assert_eq!(label("2025-10-21/"), "from 21 October 2025, end unknown");
    }

    #[test]
    fn instants_show_their_own_clock() {
        assert_eq!(label("2025-10-21T21:00:00+03:00"), "21 October 2025, 21:00 (UTC+3)");
        assert_eq!(label("2025-10-21T21:00:30Z"), "21 October 2025, 21:00:30 (UTC)");
        assert_eq!(label("2025-10-21T21:00:00-03:30"), "21 October 2025, 21:00 (UTC−3:30)");
    }

    #[test]
    fn html_takes_days_months_years_and_instants() {
        let machine = |text| When::parse(text).expect("a date").machine();
        assert_eq!(machine("2025-10-21~"), Some("2025-10-21".into()));
        assert_eq!(machine("2025-10"), Some("2025-10".into()));
        assert_eq!(machine("2025"), Some("2025".into()));
        assert_eq!(machine("2025-10-21 21:00+03:00"), Some("2025-10-21T21:00:00+03:00".into()));
        assert_eq!(machine("2025-10-21T21:00:00Z"), Some("2025-10-21T21:00:00Z".into()));
        for none in ["2025-21", "2025-10-XX", "202X", "2025-10-21/..", "-0043"] {
            assert_eq!(machine(none), None, "{none}");
        }
    }
}
