//! Dates the way of a language, from the Unicode CLDR by ICU4X: the only module that knows it.

use icu_calendar::{Date as IcuDate, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu_datetime::fieldsets::{E, M, MD, YM, YMD};
use icu_locale_core::Locale;
use icu_locale_core::extensions::unicode::{Value, key};
use jiff::civil::Date;

use crate::document::when::DatePhrase;

/// How one language says dates: in the Gregorian calendar and with the digits of the figures on a page, so that all
/// readers see the same day.
pub(super) struct Dates {
    day: Formatter<Gregorian, YMD>,
    day_of_month: Formatter<Gregorian, MD>,
    month: Formatter<Gregorian, YM>,
    month_name: Formatter<Gregorian, M>,
    weekday: Formatter<Gregorian, E>,
}

impl Dates {
    /// Nothing where the CLDR has no data for a language.
    pub(super) fn new(locale: &Locale) -> Option<Self> {
        let mut locale = locale.clone();
        locale.extensions.unicode.keywords.set(key!("nu"), Value::try_from_str("latn").ok()?);
        let of = &locale;
        Some(Self {
            day: Formatter::try_new(of.into(), YMD::long()).ok()?,
            day_of_month: Formatter::try_new(of.into(), MD::long()).ok()?,
            month: Formatter::try_new(of.into(), YM::long()).ok()?,
            month_name: Formatter::try_new(of.into(), M::long()).ok()?,
            weekday: Formatter::try_new(of.into(), E::long()).ok()?,
        })
    }

    pub(super) fn day(&self, date: Date) -> String {
        gregorian(date).map_or_else(|| date.to_string(), |date| self.day.format(&date).to_string())
    }

    pub(super) fn day_of_month(&self, date: Date) -> String {
        gregorian(date).map_or_else(|| date.to_string(), |date| self.day_of_month.format(&date).to_string())
    }

    pub(super) fn month(&self, year: i16, month: u8) -> String {
        let date = IcuDate::try_new_gregorian(i32::from(year), month, 1);
        date.map_or_else(|_| format!("{year}-{month:02}"), |date| self.month.format(&date).to_string())
    }

    pub(super) fn month_name(&self, month: u8) -> String {
        let date = IcuDate::try_new_gregorian(2000, month, 1);
        date.map_or_else(|_| month.to_string(), |date| self.month_name.format(&date).to_string())
    }

    pub(super) fn weekday(&self, date: Date) -> String {
        gregorian(date).map_or_else(String::new, |date| self.weekday.format(&date).to_string())
    }
}

fn gregorian(date: Date) -> Option<IcuDate<Gregorian>> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    IcuDate::try_new_gregorian(i32::from(date.year()), month, day).ok()
}

/// The key of what is said around a date.
pub(super) fn key(phrase: DatePhrase) -> &'static str {
    match phrase {
        DatePhrase::Moment => "date.moment",
        DatePhrase::Around => "date.around",
        DatePhrase::Probably => "date.probably",
        DatePhrase::ProbablyAround => "date.probably-around",
        DatePhrase::Since => "date.since",
        DatePhrase::Until => "date.until",
        DatePhrase::EndUnknown => "date.end-unknown",
        DatePhrase::StartUnknown => "date.start-unknown",
        DatePhrase::Between => "date.between",
        DatePhrase::UnknownTime => "date.unknown-time",
        DatePhrase::UnknownYear => "date.unknown-year",
        DatePhrase::Decade => "date.decade",
        DatePhrase::Century => "date.century",
        DatePhrase::SomeMonth => "date.some-month",
        DatePhrase::SomeDay => "date.some-day",
        DatePhrase::Spring => "date.spring",
        DatePhrase::Summer => "date.summer",
        DatePhrase::Autumn => "date.autumn",
        DatePhrase::Winter => "date.winter",
        DatePhrase::BeforeChrist => "date.before-christ",
    }
}
