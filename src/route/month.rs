//! A month in an address.

use std::fmt;

/// A month of a year, as in `2025-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year of the Gregorian calendar, from 1 to 9999.
    pub year: i16,
    /// From 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: jiff::civil::Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::Date::constant(self.year, self.month, 1)
    }

    /// The month that is written so: `2025-10`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let of = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        ((1..=9999).contains(&of.year) && (1..=12).contains(&of.month) && of.to_string() == text).then_some(of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
