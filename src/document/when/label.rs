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

/// How a language says dates. Dates are Gregorian, with digits as in the rest of a page.
pub trait DateWords {
    /// `21 October 2025`
    fn day(&self, date: Date) -> String;
    /// `21 October`
    fn day_of_month(&self, date: Date) -> String;
    /// `October 2025`; the month from 1 to 12.
    fn month(&self, year: i16, month: u8) -> String;
    /// The words around dates, with `{date}`, `{start}`, `{end}`, `{year}`, … where they stand.
    fn phrase(&self, phrase: DatePhrase) -> &str;
}

/// What can be said around a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePhrase {
    /// `{date}, {time}`
    Moment,
    /// `around {date}`
    Around,
    /// `probably {date}`
    Probably,
    /// `probably around {date}`
    ProbablyAround,
    /// `since {date}`
    Since,
    /// `until {date}`
    Until,
    /// `from {date}, end unknown`
    EndUnknown,
    /// `until {date}, start unknown`
    StartUnknown,
    /// `{start} to {end}`
    Between,
    /// `an unknown time`
    UnknownTime,
    /// `an unknown year`
    UnknownYear,
    /// `a year in the {year}s`
    Decade,
    /// `a year from {start} to {end}`
    Century,
    /// `a month in {year}`
    SomeMonth,
    /// `a day in {month}`
    SomeDay,
    /// `spring {year}`
    Spring,
    /// `summer {year}`
    Summer,
    /// `autumn {year}`
    Autumn,
    /// `winter {year}`
    Winter,
    /// `{year} BC`
    BeforeChrist,
}

impl DatePhrase {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Moment,
        Self::Around,
        Self::Probably,
        Self::ProbablyAround,
        Self::Since,
        Self::Until,
        Self::EndUnknown,
        Self::StartUnknown,
        Self::Between,
        Self::UnknownTime,
        Self::UnknownYear,
        Self::Decade,
        Self::Century,
        Self::SomeMonth,
        Self::SomeDay,
        Self::Spring,
        Self::Summer,
        Self::Autumn,
        Self::Winter,
        Self::BeforeChrist,
    ];
}

/// English, in which diagnostics are written, too.
#[derive(Debug, Clone, Copy)]
pub struct English;

impl DateWords for English {
    fn day(&self, date: Date) -> String {
        format!("{} {} {}", date.day(), month_name(date.month().unsigned_abs()), date.year())
    }

    fn day_of_month(&self, date: Date) -> String {
        format!("{} {}", date.day(), month_name(date.month().unsigned_abs()))
    }

    fn month(&self, year: i16, month: u8) -> String {
        format!("{} {year}", month_name(month))
    }

    fn phrase(&self, phrase: DatePhrase) -> &str {
        match phrase {
            DatePhrase::Moment => "{date}, {time}",
            DatePhrase::Around => "around {date}",
            DatePhrase::Probably => "probably {date}",
            DatePhrase::ProbablyAround => "probably around {date}",
            DatePhrase::Since => "since {date}",
            DatePhrase::Until => "until {date}",
            DatePhrase::EndUnknown => "from {date}, end unknown",
            DatePhrase::StartUnknown => "until {date}, start unknown",
            DatePhrase::Between => "{start} to {end}",
            DatePhrase::UnknownTime => "an unknown time",
            DatePhrase::UnknownYear => "an unknown year",
            DatePhrase::Decade => "a year in the {year}s",
            DatePhrase::Century => "a year from {start} to {end}",
            DatePhrase::SomeMonth => "a month in {year}",
            DatePhrase::SomeDay => "a day in {month}",
            DatePhrase::Spring => "spring {year}",
            DatePhrase::Summer => "summer {year}",
            DatePhrase::Autumn => "autumn {year}",
            DatePhrase::Winter => "winter {year}",
            DatePhrase::BeforeChrist => "{year} BC",
        }
    }
}

impl When {
    /// The date for readers: `21 October 2025`, `around October 2025`, `21 to 23 October 2025`, `since 21 October 2025`,
    /// `21 October 2025, 21:00 (UTC+3)`.
    #[must_use]
    pub fn label(&self, words: &dyn DateWords) -> String {
        if let (Form::Instant { offset, .. }, Some(civil)) = (self.form, self.civil()) {
            return instant(words, civil, offset);
        }
        if let Some(day) = self.plain_day() {
            return full(words, day);
        }
        match Edtf::parse(&self.text) {
            Ok(Edtf::Date(date)) => single(words, &date),
            Ok(Edtf::Interval(interval)) => {
                between(words, &interval.start, &interval.end, self.first_day(), self.last_day())
            }
            _ => self.text.to_string(),
        }
    }

    /// The same, with a time on the clock of `zone`.
    #[must_use]
    pub fn label_in(&self, words: &dyn DateWords, zone: &TimeZone) -> String {
        match self.instant() {
            Some(at) => {
                let offset = zone.to_offset(at);
                instant(words, offset.to_datetime(at), offset)
            }
            None => self.label(words),
        }
    }

    /// A time in UTC, where the clock of `zone`, or without one that of its own offset, shows another: `18:00 UTC`, with
    /// the day where it is another.
    #[must_use]
    pub fn utc_label(&self, words: &dyn DateWords, zone: Option<&TimeZone>) -> Option<String> {
        let Form::Instant { at, offset } = self.form else { return None };
        let offset = zone.map_or(offset, |zone| zone.to_offset(at));
        let (local, utc) = (offset.to_datetime(at), Offset::UTC.to_datetime(at));
        if offset.seconds() == 0 {
            return None;
        }
        let time = format!("{:02}:{:02} UTC", utc.hour(), utc.minute());
        Some(if local.date() == utc.date() {
            time
        } else {
            fill(words, DatePhrase::Moment, &[("date", &full(words, utc.date())), ("time", &time)])
        })
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

fn instant(words: &dyn DateWords, civil: DateTime, offset: Offset) -> String {
    let (date, hour, minute, second) = (full(words, civil.date()), civil.hour(), civil.minute(), civil.second());
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    let zone = if offset.seconds() == 0 { String::new() } else { offset_text(offset, false) };
    let time = format!("{hour:02}:{minute:02}{seconds} (UTC{zone})");
    fill(words, DatePhrase::Moment, &[("date", &date), ("time", &time)])
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

/// A phrase with its places filled.
fn fill(words: &dyn DateWords, phrase: DatePhrase, places: &[(&str, &str)]) -> String {
    let mut text = words.phrase(phrase).to_owned();
    for (name, value) in places {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

fn single(words: &dyn DateWords, date: &edtf_core::Date) -> String {
    let doubt = match (date.is_uncertain(), date.is_approximate()) {
        (false, false) => return plain(words, date),
        (true, false) => DatePhrase::Probably,
        (false, true) => DatePhrase::Around,
        (true, true) => DatePhrase::ProbablyAround,
    };
    fill(words, doubt, &[("date", &plain(words, date))])
}

/// The date without its doubts.
fn plain(words: &dyn DateWords, date: &edtf_core::Date) -> String {
    let Some(year) = date.year.value() else { return masked_year(words, date) };
    let year_words = year_text(words, year);
    let in_year = |phrase| fill(words, phrase, &[("year", &year_words)]);
    let Some(month) = date.month else { return year_words };
    let Some(month) = month.value() else {
        let some_day = || fill(words, DatePhrase::SomeDay, &[("month", &year_words)]);
        return if date.day.is_some() { some_day() } else { in_year(DatePhrase::SomeMonth) };
    };
    match month {
        21 => return in_year(DatePhrase::Spring),
        22 => return in_year(DatePhrase::Summer),
        23 => return in_year(DatePhrase::Autumn),
        24 => return in_year(DatePhrase::Winter),
        _ => {}
    }
    let in_words = month_of(words, year, month);
    match date.day.map(edtf_core::DateField::value) {
        None => in_words,
        Some(None) => fill(words, DatePhrase::SomeDay, &[("month", &in_words)]),
        Some(Some(day)) => match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_or(in_words, |date| full(words, date)),
            _ => in_words,
        },
    }
}

fn month_of(words: &dyn DateWords, year: i64, month: u8) -> String {
    match i16::try_from(year) {
        Ok(year) if year > 0 => words.month(year, month),
        // The month as it stands beside a year of our era, with the year that it is.
        _ => words.month(1000, month).replace("1000", &year_text(words, year)),
    }
}

/// `202X` is some year of a decade, `20XX` some year of a century.
fn masked_year(words: &dyn DateWords, date: &edtf_core::Date) -> String {
    let unknown = || words.phrase(DatePhrase::UnknownYear).to_owned();
    let edtf_core::YearKind::Standard { digits, .. } = date.year.kind else { return unknown() };
    match digits {
        [Some(a), Some(b), Some(c), None] => fill(words, DatePhrase::Decade, &[("year", &format!("{a}{b}{c}0"))]),
        [Some(a), Some(b), None, None] => {
            let (start, end) = (format!("{a}{b}00"), format!("{a}{b}99"));
            fill(words, DatePhrase::Century, &[("start", &start), ("end", &end)])
        }
        _ => unknown(),
    }
}

fn between(
    words: &dyn DateWords,
    start: &IntervalEndpoint,
    end: &IntervalEndpoint,
    first: Option<Date>,
    last: Option<Date>,
) -> String {
    use IntervalEndpoint::{Date as Dated, Open, Unknown};
    let of = |phrase, date: &edtf_core::Date| fill(words, phrase, &[("date", &single(words, date))]);
    match (start, end) {
        (Dated(start), Open) => of(DatePhrase::Since, start),
        (Dated(start), Unknown) => of(DatePhrase::EndUnknown, start),
        (Open, Dated(end)) => of(DatePhrase::Until, end),
        (Unknown, Dated(end)) => of(DatePhrase::StartUnknown, end),
        (Dated(start), Dated(end)) => {
            let exact = |date: &edtf_core::Date| date.day.is_some() && !date.is_uncertain() && !date.is_approximate();
            match (first, last) {
                (Some(first), Some(last)) if exact(start) && exact(end) => days(words, first, last),
                _ => span(words, &single(words, start), &single(words, end)),
            }
        }
        _ => words.phrase(DatePhrase::UnknownTime).to_owned(),
    }
}

fn span(words: &dyn DateWords, start: &str, end: &str) -> String {
    fill(words, DatePhrase::Between, &[("start", start), ("end", end)])
}

fn days(words: &dyn DateWords, first: Date, last: Date) -> String {
    let same_year = first.year() == last.year();
    if first == last {
        full(words, first)
    } else if same_year && first.month() == last.month() {
        span(words, &first.day().to_string(), &full(words, last))
    } else if same_year {
        span(words, &words.day_of_month(first), &full(words, last))
    } else {
        span(words, &full(words, first), &full(words, last))
    }
}

fn full(words: &dyn DateWords, date: Date) -> String {
    if date.year() > 0 {
        return words.day(date);
    }
    let year = year_text(words, i64::from(date.year()));
    // The day and month as they stand beside a year of our era. The year 1000 has no 29 February, and 2000 has.
    Date::new(2000, date.month(), date.day()).map_or(year.clone(), |date| words.day(date).replace("2000", &year))
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
fn year_text(words: &dyn DateWords, year: i64) -> String {
    if year > 0 {
        year.to_string()
    } else {
        fill(words, DatePhrase::BeforeChrist, &[("year", &(1 - year).to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> String {
        When::parse(text).unwrap_or_else(|error| panic!("`{text}`: {error}")).label(&English)
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
