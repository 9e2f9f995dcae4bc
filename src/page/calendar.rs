//! `calendar.html`: what is coming up, and the events of a month by day.

mod coming;
mod grid;
mod months;

use std::collections::BTreeSet;

use serde::Serialize;

pub use self::coming::Agenda;
pub use self::grid::{DayEvent, DayView, LooseGroup, MonthView, TimeView};
pub use self::months::{MonthEvents, Months, OnDay};
use super::{Content, PageView, Scope, WhenView};
use crate::document::when::{DateWords, When};
use crate::knowledge::EntityKind;
use crate::route::{FeedFormat, FeedOf, Href, Month, Route};

/// What is coming up and a month, or a month alone.
#[derive(Debug, Serialize)]
pub struct CalendarView {
    /// Whether it is the page of one month.
    pub is_month: bool,
    /// The day of the build in the zone of the site: the day of the build.
    pub today: Option<WhenView>,
    /// The zone of the site, in which days begin where an event has no zone of its own.
    pub zone: String,
    /// What is coming up; not on the page of a month.
    pub agenda: Option<Agenda>,
    /// The month: of the page, else that of the build or the nearest that has events. Nothing where no month has any.
    pub month: Option<MonthView>,
    /// The months that have events, by year, newest year first: at most twenty years, and on the page of a month its own.
    pub years: Vec<YearView>,
    /// The last month with events before these years.
    pub earlier: Option<MonthLink>,
    /// The first month with events after these years.
    pub later: Option<MonthLink>,
    /// The events of the site for the reader's own calendar; where there are any.
    pub file: Option<Href>,
}

/// The months of a year that have events.
#[derive(Debug, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// Its months, first to last.
    pub months: Vec<MonthLink>,
}

/// A month that has events.
#[derive(Debug, Serialize)]
pub struct MonthLink {
    /// `October 2025`
    pub label: String,
    /// `October`
    pub name: String,
    /// Its page.
    pub href: Href,
    /// How many events it has.
    pub count: usize,
    /// Whether it is the month of the page.
    pub current: bool,
}

/// Years that `/calendar/` shows.
const YEARS: usize = 20;

/// `/calendar/`, or the page of a month; nothing where that month has no events.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, month: Option<Month>) -> Option<PageView> {
    let months = scope.lists.months(scope);
    let today = scope.now.to_zoned(scope.tz.clone()).date();
    let shown = match month {
        Some(month) => Some(months.get(month).map(|_| month)?),
        None => months.nearest(Month::of(today)),
    };
    let mut all_years: Vec<i16> = match month {
        Some(month) => vec![month.year],
        None => months.all().map(|month| month.year).collect::<BTreeSet<_>>().into_iter().rev().collect(),
    };
    all_years.truncate(YEARS);
    let link = |of: Month, count: usize| link(scope, route, of, count, month == Some(of));
    let count = |of: Month| months.get(of).map_or(0, |events| events.count);
    let oldest = all_years.last().and_then(|&year| months.before(Month { year, month: 1 }));
    let newest = all_years.first().and_then(|&year| months.after(Month { year, month: 12 }));
    let year =
        |year: i16| YearView { year, months: months.of_year(year).map(|(month, count)| link(month, count)).collect() };
    let view = CalendarView {
        is_month: month.is_some(),
        today: When::parse(&today.to_string()).ok().map(|when| scope.when(&when)),
        zone: scope.tz.iana_name().unwrap_or("UTC").to_owned(),
        agenda: month.is_none().then(|| coming::agenda(scope, route)),
        month: shown.and_then(|month| grid::month(scope, route, month, today)),
        years: all_years.into_iter().map(year).collect(),
        earlier: oldest.map(|of| link(of, count(of))),
        later: newest.map(|of| link(of, count(of))),
        file: (scope.count(EntityKind::Event) > 0)
            .then(|| route.href(&Route::Feed(FeedOf::Site, FeedFormat::Calendar))),
    };
    let title = match month {
        Some(month) => scope.words.fill("calendar.title-of", &[("month", &label(scope, month))]),
        None => scope.words.word("nav", "calendar"),
    };
    let page = scope.frame(route, title, "calendar", "calendar");
    Some(PageView { page, content: Content::Calendar(Box::new(view)), body: String::new(), json_ld: None })
}

/// `October 2025`
fn label(scope: &Scope<'_>, month: Month) -> String {
    scope.words.month(month.year, month.month.unsigned_abs())
}

fn link(scope: &Scope<'_>, from: &Route, month: Month, count: usize, current: bool) -> MonthLink {
    MonthLink {
        label: label(scope, month),
        name: scope.words.month_name(month.month.unsigned_abs()),
        href: from.href(&Route::Calendar(Some(month))),
        count,
        current,
    }
}
