//! A month as weeks of days, and what has no day in it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::MonthLink;
use super::months::{MonthEvents, OnDay, zone_of};
use crate::document::Event;
use crate::document::when::{DateWords, When};
use crate::knowledge::EntityIx;
use crate::page::event::{self, EventRow};
use crate::page::listing::PER_PAGE;
use crate::page::{EntityLink, Scope};
use crate::route::{Href, Listing, Month, Route};

/// A month by day.
#[derive(Debug, Serialize)]
pub struct MonthView {
    /// `2025-10`
    pub id: String,
    /// `October 2025`
    pub label: String,
    /// `October`
    pub name: String,
    /// Its page.
    pub href: Href,
    /// How many events it has.
    pub count: usize,
    /// `Monday` to `Sunday`.
    pub weekdays: Vec<String>,
    /// Weeks from Monday to Sunday, each of seven days; nothing stands for a day of another month.
    pub weeks: Vec<Vec<Option<DayView>>>,
    /// Whether any day has an event.
    pub has_days: bool,
    /// Events below the grid: without a day, or too long for it. Empty groups are left out.
    pub below: Vec<LooseGroup>,
    /// The month with events before it.
    pub previous: Option<MonthLink>,
    /// The month with events after it.
    pub next: Option<MonthLink>,
}

/// A day of a month.
#[derive(Debug, Serialize)]
pub struct DayView {
    /// Day of the month.
    pub number: i8,
    /// `Tuesday`
    pub weekday: String,
    /// `2025-10-21`
    pub machine: String,
    /// Whether it is the day of the build.
    pub today: bool,
    /// Its events: those of several days first, then by time; at most eight.
    pub events: Vec<DayEvent>,
    /// How many more it has.
    pub more: usize,
    /// Where the first of those stands in the timeline.
    pub more_href: Option<Href>,
}

/// An event on a day.
#[derive(Debug, Serialize)]
pub struct DayEvent {
    /// The event.
    pub event: EntityLink,
    /// Its time of day, where one is given.
    pub time: Option<TimeView>,
    /// `probably`, `around`, `probably around`, where the date is in doubt.
    pub doubt: Option<&'static str>,
    /// `first of 3 days`, `day 2 of 3`, `last of 3 days`, where it has several.
    pub part: Option<String>,
    /// planned, reported, …
    pub status: Option<String>,
    /// Whether it does not take place: cancelled or denied.
    pub struck: bool,
    /// Whether it was planned for a time that has passed, and no new status was given.
    pub overdue: bool,
}

/// A time of day in two zones.
#[derive(Debug, Serialize)]
pub struct TimeView {
    /// `21:00`, on the clock of the event's zone.
    pub local: String,
    /// `Asia/Gaza`, `New York` without its underscore; `UTC`.
    pub zone: String,
    /// `18:00`, where the zone is not UTC; with the day where it is another: `22:30 on 20 October`.
    pub utc: Option<String>,
    /// For machines, with the offset.
    pub machine: String,
}

/// Events of a month that stand below its grid.
#[derive(Debug, Serialize)]
pub struct LooseGroup {
    /// What they have in common: `Without a day`, `Begins here and goes on`, `Ends here after going on`.
    pub label: String,
    /// The events by time, at most fifty.
    pub events: Vec<EventRow>,
    /// How many there are.
    pub count: usize,
}

/// Most events in a cell.
const IN_CELL: usize = 8;

/// Most events in a list below the grid.
const BELOW: usize = 50;

pub(super) fn month(scope: &Scope<'_>, route: &Route, month: Month, today: Date) -> Option<MonthView> {
    let months = scope.lists.months(scope);
    let events = months.get(month)?;
    let link = |of: Month| super::link(scope, route, of, months.get(of).map_or(0, |events| events.count), false);
    let own = link(month);
    Some(MonthView {
        id: month.to_string(),
        label: own.label,
        name: own.name,
        href: own.href,
        count: events.count,
        weekdays: (6..=12_i8)
            .filter_map(|day| Date::new(2025, 1, day).ok())
            .map(|day| scope.words.weekday(day))
            .collect(),
        weeks: weeks(scope, route, month, events, today),
        has_days: !events.on_days.is_empty(),
        below: below(scope, route, events),
        previous: months.before(month).map(link),
        next: months.after(month).map(link),
    })
}

fn weeks(
    scope: &Scope<'_>,
    route: &Route,
    month: Month,
    events: &MonthEvents,
    today: Date,
) -> Vec<Vec<Option<DayView>>> {
    let first = month.first_day();
    let blank = first.weekday().to_monday_zero_offset();
    let mut cells: Vec<Option<DayView>> = (0..blank).map(|_| None).collect();
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| day.month() == month.month) {
        let start = events.on_days.partition_point(|on_day| on_day.day < day.day());
        let end = events.on_days.partition_point(|on_day| on_day.day <= day.day());
        cells.push(Some(day_view(scope, route, day, &events.on_days[start..end], today)));
    }
    cells.resize_with(cells.len().next_multiple_of(7), || None);
    let mut cells = cells.into_iter();
    std::iter::from_fn(|| Some(cells.by_ref().take(7).collect::<Vec<_>>()).filter(|week| !week.is_empty())).collect()
}

fn day_view(scope: &Scope<'_>, route: &Route, day: Date, events: &[OnDay], today: Date) -> DayView {
    DayView {
        number: day.day(),
        weekday: scope.words.weekday(day),
        machine: day.strftime("%Y-%m-%d").to_string(),
        today: day == today,
        events: events.iter().take(IN_CELL).filter_map(|on_day| day_event(scope, route, *on_day)).collect(),
        more: events.len().saturating_sub(IN_CELL),
        more_href: events.get(IN_CELL).and_then(|on_day| in_timeline(scope, route, on_day.event)),
    }
}

fn day_event(scope: &Scope<'_>, route: &Route, on_day: OnDay) -> Option<DayEvent> {
    let event = scope.base.entities[on_day.event.at()].event()?;
    let when = &event.when.as_ref()?.value;
    let status = event.status.as_ref().map(|status| status.value.clone());
    Some(DayEvent {
        event: scope.entity_link(route, on_day.event),
        time: time(scope, event, when),
        doubt: match (when.is_uncertain(), when.is_approximate()) {
            (false, false) => None,
            (true, false) => Some("probably"),
            (false, true) => Some("around"),
            (true, true) => Some("probably around"),
        },
        part: match (on_day.number, on_day.of) {
            (_, 1) => None,
            (1, of) => Some(scope.words.count("calendar.first-day", of, &[])),
            (number, of) if number == of => Some(scope.words.count("calendar.last-day", of, &[])),
            (number, of) => Some(scope.words.count("calendar.day-of", of, &[("number", &number.to_string())])),
        },
        struck: matches!(status.as_deref(), Some("cancelled" | "denied")),
        status,
        overdue: event::is_overdue(scope, on_day.event),
    })
}

fn time(scope: &Scope<'_>, event: &Event, when: &When) -> Option<TimeView> {
    let at = when.instant()?;
    let local = at.to_zoned(zone_of(event, scope.tz));
    let utc = at.to_zoned(TimeZone::UTC);
    let name = local.time_zone().iana_name().unwrap_or("UTC");
    let is_utc = matches!(name, "UTC" | "Etc/UTC" | "Etc/UCT" | "UCT" | "Zulu" | "Etc/Zulu");
    let clock = utc.strftime("%H:%M").to_string();
    let in_utc = if utc.date() == local.date() {
        clock
    } else {
        let day = scope.words.day_of_month(utc.date());
        scope.words.fill("calendar.time-on", &[("time", &clock), ("day", &day)])
    };
    Some(TimeView {
        local: local.strftime("%H:%M").to_string(),
        zone: if is_utc { "UTC".to_owned() } else { name.replace('_', " ") },
        utc: (!is_utc).then_some(in_utc),
        machine: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    })
}

/// The page of the timeline that has an event.
fn in_timeline(scope: &Scope<'_>, route: &Route, ix: EntityIx) -> Option<Href> {
    let all = scope.lists.events(scope.base);
    let at = all.iter().position(|other| *other == ix)?;
    Some(route.href(&Route::Listing(Listing::Timeline, at / PER_PAGE + 1)))
}

fn below(scope: &Scope<'_>, route: &Route, events: &MonthEvents) -> Vec<LooseGroup> {
    let groups = [
        ("calendar.without-day", &events.without_day),
        ("calendar.begins-here", &events.beginning),
        ("calendar.ends-here", &events.ending),
    ];
    let filled = groups.into_iter().filter(|(_, list)| !list.is_empty());
    filled
        .map(|(key, list)| LooseGroup {
            label: scope.words.say(key).into_owned(),
            events: list.iter().take(BELOW).filter_map(|ix| event::row(scope, route, *ix)).collect(),
            count: list.len(),
        })
        .collect()
}
