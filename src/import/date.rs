//! Dates of feeds, exports and pages in the form that front matter has.

use jiff::civil::{Date, Time};
use jiff::fmt::{rfc2822, temporal::Pieces};
use jiff::tz::Offset;

/// A day, or RFC 3339 with an offset, of a date in RFC 3339, ISO 8601 or RFC 2822. A time without an offset is a day:
/// nobody can tell when that was.
#[must_use]
pub fn read(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(pieces) = Pieces::parse(text) {
        let date = pieces.date();
        return match (pieces.time(), pieces.to_numeric_offset()) {
            (Some(time), Some(offset)) => written(date, time, offset),
            _ => day(date),
        };
    }
    // Days of the week are often in another language, or wrong.
    let text = text.split_once(',').map_or(text, |(_, date)| date.trim());
    let zoned = rfc2822::parse(text).ok()?;
    written(zoned.date(), zoned.time(), zoned.offset())
}

/// The moment of a local time that is known in UTC, too, as `2025-10-21 12:00:00`.
pub(super) fn local_and_utc(local: &str, utc: &str) -> Option<String> {
    let moment = |text: &str| text.trim().replace(' ', "T").parse::<jiff::civil::DateTime>().ok();
    match (moment(local), moment(utc)) {
        (Some(local), Some(utc)) => {
            let seconds = local.duration_since(utc).as_secs();
            let offset = i32::try_from(seconds).ok().filter(|seconds| seconds % 60 == 0 && seconds.abs() <= 15 * 3600);
            match offset.and_then(|seconds| Offset::from_seconds(seconds).ok()) {
                Some(offset) => written(local.date(), local.time(), offset),
                None => written(utc.date(), utc.time(), Offset::UTC),
            }
        }
        (None, Some(utc)) => written(utc.date(), utc.time(), Offset::UTC),
        (Some(local), None) => day(local.date()),
        (None, None) => None,
    }
}

fn day(date: Date) -> Option<String> {
    (1000..=9999).contains(&date.year()).then(|| date.to_string())
}

fn written(date: Date, time: Time, offset: Offset) -> Option<String> {
    let day = day(date)?;
    let time = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    let minutes = offset.seconds() / 60;
    if minutes == 0 {
        return Some(format!("{day}T{time}Z"));
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(format!("{day}T{time}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_offset_and_get_none() {
        for (text, expected) in [
            ("2025-03-14", Some("2025-03-14")),
            ("2025-03-14T09:30:00+05:45", Some("2025-03-14T09:30:00+05:45")),
            ("2025-03-14T09:30:00.25Z", Some("2025-03-14T09:30:00Z")),
            ("2025-03-14 09:30:00", Some("2025-03-14")),
            ("Fri, 14 Mar 2025 09:30:00 GMT", Some("2025-03-14T09:30:00Z")),
            ("Mon, 14 Mar 2025 09:30 -0330", Some("2025-03-14T09:30:00-03:30")),
            ("14 Mar 2025 09:30:00 EST", Some("2025-03-14T09:30:00-05:00")),
            ("0000-00-00 00:00:00", None),
            ("yesterday", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
        let both = local_and_utc("2025-03-14 12:30:00", "2025-03-14 09:30:00");
        assert_eq!(both.as_deref(), Some("2025-03-14T12:30:00+03:00"));
        let draft = local_and_utc("2025-03-14 12:30:00", "0000-00-00 00:00:00");
        assert_eq!(draft.as_deref(), Some("2025-03-14"));
    }
}
