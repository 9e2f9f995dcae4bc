//! Dates and times as a writer wrote them: EDTF level 1 (ISO 8601-2:2019, Annex A) or RFC 3339 with an offset.
//!
//! The only module that knows how a date is spelt. A [`When`] keeps the text and what follows from it: the first and
//! last day that it can mean, or the instant. Zones come from the database in the binary, never from the machine, so
//! that the same input gives the same bytes everywhere.

mod explain;
mod label;

use std::fmt;
use std::sync::OnceLock;

pub(crate) use self::label::MONTHS;
pub use self::label::{DatePhrase, DateWords, English};
use edtf_core::{Bound, Edtf, IntervalEndpoint};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// A date, a span of days or an instant, as written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct When {
    text: Box<str>,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Instant { at: Timestamp, offset: Offset },
    Days { first: Option<Date>, last: Option<Date>, precision: Precision, uncertain: bool, approximate: bool },
}

/// How finely a [`When`] is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A point in time: RFC 3339.
    Instant,
    /// One day.
    Day,
    /// A month, or an unspecified day of it (`2025-10-XX`).
    Month,
    /// A season (EDTF 21 to 24).
    Season,
    /// A year, an unspecified part of one (`2025-XX`), or unspecified years (`202X`).
    Year,
    /// From one date to another, or open at an end.
    Interval,
}

/// Where a [`When`] stands among others: by its first moment, then its last; dates count in UTC. What is open at its
/// start stands at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    start: Timestamp,
    end: Timestamp,
}

/// Why a text is no date, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhenError {
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead, in one line.
    pub help: String,
}

impl fmt::Display for WhenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for WhenError {}

impl When {
    /// Reads EDTF level 1 (`2025-10-21`, `2025-10`, `2025-10-21?`, `2025-10-21/..`) or RFC 3339 with an offset
    /// (`2025-10-21T14:00:00+03:00`; a blank may stand for the `T`, and seconds may be left out).
    ///
    /// # Errors
    /// Anything else, with what to write instead.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        let form = if explain::has_time(text) { instant(text) } else { days(text) };
        form.map(|form| Self { text: text.into(), form }).ok_or_else(|| explain::explain(text))
    }

    /// The text as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that it can mean; for an instant the day in its own offset. Nothing where the start is open.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        match self.form {
            Form::Instant { .. } => self.civil().map(DateTime::date),
            Form::Days { first, .. } => first,
        }
    }

    /// The last day that it can mean, counted in; for an instant the day in its own offset. Nothing where the end is
    /// open.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        match self.form {
            Form::Instant { .. } => self.civil().map(DateTime::date),
            Form::Days { last, .. } => last,
        }
    }

    /// The instant, where a time of day was written.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        match self.form {
            Form::Instant { at, .. } => Some(at),
            Form::Days { .. } => None,
        }
    }

    /// The first moment: the instant, or the start of the first day in `zone`. Nothing where the start is open.
    #[must_use]
    pub fn start(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.instant().or_else(|| start_of(self.first_day()?, zone))
    }

    /// The first moment after it: the instant itself, or the start of the day after the last in `zone`. Nothing where
    /// the end is open.
    #[must_use]
    pub fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.instant().or_else(|| {
            let last = self.last_day()?;
            last.tomorrow().ok().and_then(|next| start_of(next, zone)).or(Some(Timestamp::MAX))
        })
    }

    /// How finely it is given.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match self.form {
            Form::Instant { .. } => Precision::Instant,
            Form::Days { precision, .. } => precision,
        }
    }

    /// How finely its first and its last day are given; nothing where that end is open. Only the ends of a span differ.
    #[must_use]
    pub fn precision_of_ends(&self) -> (Option<Precision>, Option<Precision>) {
        let own = self.precision();
        if own != Precision::Interval {
            return (Some(own), Some(own));
        }
        let Ok(Edtf::Interval(span)) = Edtf::parse(&self.text) else { return (None, None) };
        let end = |end: &IntervalEndpoint| match end {
            IntervalEndpoint::Date(date) => Some(precision(date)),
            _ => None,
        };
        (end(&span.start), end(&span.end))
    }

    /// Whether a part is marked as doubtful (`?` or `%`).
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        matches!(self.form, Form::Days { uncertain: true, .. })
    }

    /// Whether a part is marked as an estimate (`~` or `%`).
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        matches!(self.form, Form::Days { approximate: true, .. })
    }

    /// Whether it is one plain day or an instant, as the date of a report must be.
    #[must_use]
    pub fn is_moment(&self) -> bool {
        match self.form {
            Form::Instant { .. } => true,
            Form::Days { precision, uncertain, approximate, .. } => {
                precision == Precision::Day && !uncertain && !approximate
            }
        }
    }

    /// Where it stands among others; total, and the same on every machine.
    #[must_use]
    pub fn sort_key(&self) -> SortKey {
        let utc = TimeZone::UTC;
        let (start, end) = (self.start(&utc), self.end(&utc));
        SortKey { start: start.or(end).unwrap_or(Timestamp::MIN), end: end.unwrap_or(Timestamp::MAX) }
    }

    /// The date and time on the clock of its own offset.
    fn civil(&self) -> Option<DateTime> {
        match self.form {
            Form::Instant { at, offset } => Some(offset.to_datetime(at)),
            Form::Days { .. } => None,
        }
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({})", self.text)
    }
}

/// The IANA zone of this name, from the database in the binary. Names are matched in any case.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    zones().get(name).ok()
}

/// All names of zones.
pub(super) fn zone_names() -> Vec<String> {
    zones().available().map(|name| name.as_str().to_owned()).collect()
}

fn zones() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}

fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_zoned(zone.clone()).ok()?.start_of_day().ok()?.timestamp())
}

fn instant(text: &str) -> Option<Form> {
    let pieces = Pieces::parse(text).ok()?;
    if pieces.time_zone_annotation().is_some() {
        return None;
    }
    let offset = pieces.to_numeric_offset()?;
    let at = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
    Some(Form::Instant { at, offset })
}

fn days(text: &str) -> Option<Form> {
    let edtf = Edtf::parse(text).ok()?;
    if edtf.level() > 1 {
        return None;
    }
    let bounds = edtf.bounds();
    let (first, last) = (day(bounds.earliest)?, day(bounds.latest)?);
    let precision = match &edtf {
        Edtf::Date(date) => precision(date),
        Edtf::Interval(interval) => {
            let open = |end: &IntervalEndpoint| !end.is_dated();
            if (first.is_none() && !open(&interval.start)) || (last.is_none() && !open(&interval.end)) {
                return None;
            }
            Precision::Interval
        }
        Edtf::DateTime(_) | Edtf::Set(_) => return None,
    };
    if precision != Precision::Interval && (first.is_none() || last.is_none()) {
        return None;
    }
    Some(Form::Days { first, last, precision, uncertain: edtf.is_uncertain(), approximate: edtf.is_approximate() })
}

/// The day of a bound; the outer nothing where no calendar of ours has it.
#[expect(clippy::option_option, reason = "an open end is no error, a day out of range is one")]
fn day(bound: Bound) -> Option<Option<Date>> {
    let Bound::Date(date) = bound else { return Some(None) };
    let year = i16::try_from(date.year).ok()?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok().map(Some)
}

fn precision(date: &edtf_core::Date) -> Precision {
    let month_is_masked = date.month.is_some_and(|month| month.value().is_none());
    if date.month.is_none() || month_is_masked {
        Precision::Year
    } else {
        match date.precision() {
            edtf_core::Precision::Year => Precision::Year,
            edtf_core::Precision::Season => Precision::Season,
            edtf_core::Precision::Month => Precision::Month,
            edtf_core::Precision::Day if date.has_unspecified() => Precision::Month,
            edtf_core::Precision::Day => Precision::Day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        When::parse(text).unwrap_or_else(|error| panic!("`{text}`: {error}"))
    }

    fn days(text: &str) -> (String, String) {
        let when = when(text);
        let show = |day: Option<Date>| day.map_or("open".to_owned(), |day| day.to_string());
        (show(when.first_day()), show(when.last_day()))
    }

    #[test]
    fn a_date_means_a_range_of_days() {
        let check = |text, first: &str, last: &str| assert_eq!(days(text), (first.into(), last.into()), "{text}");
        check("2025-10-21", "2025-10-21", "2025-10-21");
        check("2025-10", "2025-10-01", "2025-10-31");
        check("2025", "2025-01-01", "2025-12-31");
        check("2025-10-21/2025-10-23", "2025-10-21", "2025-10-23");
        check("2025-10-21/..", "2025-10-21", "open");
        check("../2025-10-21", "open", "2025-10-21");
        check("2025-10-21/", "2025-10-21", "open");
        check("2025-24", "2025-12-01", "2026-02-28");
        check("2025-10-XX", "2025-10-01", "2025-10-31");
        check("202X", "2020-01-01", "2029-12-31");
        check("2025-10-21T23:30:00+03:00", "2025-10-21", "2025-10-21");
    }

    #[test]
    fn an_instant_needs_an_offset_and_may_be_short() {
        let noon = "2025-10-21T12:00:00Z".parse::<Timestamp>().expect("a timestamp");
        for text in ["2025-10-21T12:00:00Z", "2025-10-21T15:00+03:00", "2025-10-21 15:00+03:00", "2025-10-21t12:00z"] {
            assert_eq!(when(text).instant(), Some(noon), "{text}");
        }
        assert!(When::parse("2025-10-21T12:00").is_err());
        assert_eq!(when("2025-10-21").instant(), None, "a day is no instant");
    }

    #[test]
    fn days_start_and_end_in_a_zone() {
        let gaza = zone("Asia/Gaza").expect("a zone");
        let day = when("2025-10-21");
        assert_eq!(day.start(&gaza).map(|at| at.to_string()), Some("2025-10-20T21:00:00Z".into()));
        assert_eq!(day.end(&gaza).map(|at| at.to_string()), Some("2025-10-21T21:00:00Z".into()));
        assert_eq!(when("2025-10-21/..").end(&gaza), None);
    }

    #[test]
    fn order_is_by_first_moment_then_last() {
        // A start that is open stands where the span ends, here at midnight after the twentieth.
        let sorted = ["2025-10", "../2025-10-20", "2025-10-21", "2025-10-21/..", "2025-10-21T09:00:00Z", "2025-11"];
        let mut dates = sorted.map(when);
        dates.reverse();
        dates.sort_by_key(When::sort_key);
        assert_eq!(dates.each_ref().map(When::as_str), sorted);
    }

    #[test]
    fn doubt_is_kept() {
        assert!(when("2025-10-21?").is_uncertain() && !when("2025-10-21?").is_approximate());
        assert!(when("2025-10-21~").is_approximate());
        assert!(when("2025-10-21%").is_uncertain() && when("2025-10-21%").is_approximate());
        assert!(when("2025-10-21").is_moment() && !when("2025-10-21?").is_moment() && !when("2025-10").is_moment());
    }

    #[test]
    fn the_ends_of_a_span_are_as_fine_as_they_are_written() {
        let ends = |text| when(text).precision_of_ends();
        assert_eq!(ends("2025-10-21/2025-10-23"), (Some(Precision::Day), Some(Precision::Day)));
        assert_eq!(ends("2025-10/2025-11-02"), (Some(Precision::Month), Some(Precision::Day)));
        assert_eq!(ends("2025-10-21/.."), (Some(Precision::Day), None));
        assert_eq!(ends("/2025"), (None, Some(Precision::Year)));
        assert_eq!(ends("2025-24"), (Some(Precision::Season), Some(Precision::Season)));
        assert_eq!(ends("2025-10-21T12:00Z"), (Some(Precision::Instant), Some(Precision::Instant)));
    }

    #[test]
    fn a_thousand_dates_are_small() {
        assert!(size_of::<When>() <= 48, "{}", size_of::<When>());
    }
}
