//! Which events stand in which month, and on which of its days: found in one pass over all events.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::document::Event;
use crate::document::when::{Precision, When, zone};
use crate::knowledge::{EntityIx, KnowledgeBase};
use crate::route::Month;

/// Every month that has events.
#[derive(Debug, Default)]
pub struct Months {
    months: BTreeMap<Month, MonthEvents>,
}

/// The events of a month, each list by time.
#[derive(Debug, Default)]
pub struct MonthEvents {
    /// Those of each day, in the order of the days; those of several days first.
    pub on_days: Vec<OnDay>,
    /// Those that fall somewhere in the month, season or year.
    pub without_day: Vec<EntityIx>,
    /// Those that begin in the month, and go on for longer than a calendar can show.
    pub beginning: Vec<EntityIx>,
    /// The same, of their last month.
    pub ending: Vec<EntityIx>,
    /// How many events that is.
    pub count: usize,
}

/// An event on one of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnDay {
    /// Day of the month.
    pub day: i8,
    /// The event.
    pub event: EntityIx,
    /// Which of its days this is, from 1.
    pub number: usize,
    /// How many days it has.
    pub of: usize,
}

/// The longest span that stands in every cell, in days.
const LONGEST: i32 = 31;

/// The longest time without a day, in months: a year and no decade.
const WIDEST: usize = 12;

/// Where an event stands.
enum Place {
    /// On each of these days.
    Days(Date, Date),
    /// In the months of its beginning and its end.
    Ends(Option<Date>, Option<Date>),
    /// Somewhere in these months; not enough for a page of their own, unless it is one month.
    Within(Date, Date),
    Nowhere,
}

impl Months {
    /// The months of these events. Instants stand on the day of their own zone, else of
    /// `site_zone`.
    #[must_use]
    pub fn new(base: &KnowledgeBase, events: &[EntityIx], site_zone: &TimeZone) -> Self {
        let mut months: BTreeMap<Month, MonthEvents> = BTreeMap::new();
        // Seasons and years are told wherever there is a page, and make none.
        let mut vague: BTreeMap<Month, Vec<EntityIx>> = BTreeMap::new();
        let dated = events.iter().filter_map(|&ix| {
            let event = base.entities[ix.at()].event()?;
            Some((ix, event, &event.when.as_ref()?.value))
        });
        let mut dated: Vec<_> = dated.collect();
        dated.sort_by_cached_key(|(ix, _, when)| (when.sort_key(), *ix));
        for (ix, event, when) in dated {
            match place(event, when, site_zone) {
                Place::Days(first, last) => {
                    let of = usize::try_from((last - first).get_days()).unwrap_or_default() + 1;
                    for (number, day) in (1..=of).zip(first.series(jiff::Span::new().days(1))) {
                        let on_day = OnDay { day: day.day(), event: ix, number, of };
                        months.entry(Month::of(day)).or_default().on_days.push(on_day);
                    }
                }
                Place::Ends(first, last) => {
                    let (first, last) = (first.map(Month::of), last.map(Month::of));
                    if let Some(month) = first {
                        months.entry(month).or_default().beginning.push(ix);
                    }
                    if let Some(month) = last.filter(|_| first != last) {
                        months.entry(month).or_default().ending.push(ix);
                    }
                }
                Place::Within(first, last) if Month::of(first) == Month::of(last) => {
                    months.entry(Month::of(first)).or_default().without_day.push(ix);
                }
                Place::Within(first, last) => {
                    let each = first.first_of_month().series(jiff::Span::new().months(1));
                    for day in each.take_while(|day| *day <= last).take(WIDEST) {
                        vague.entry(Month::of(day)).or_default().push(ix);
                    }
                }
                Place::Nowhere => {}
            }
        }
        for (month, events) in &mut months {
            events.on_days.sort_by_key(|on_day| (on_day.day, on_day.of == 1));
            events.without_day.extend(vague.remove(month).into_iter().flatten());
            events.count = events.all().count();
        }
        Self { months }
    }

    /// The months, first to last.
    #[must_use]
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Month> + '_ {
        self.months.keys().copied()
    }

    /// The events of a month; nothing where it has none.
    #[must_use]
    pub fn get(&self, month: Month) -> Option<&MonthEvents> {
        self.months.get(&month)
    }

    /// The last month with events before this one.
    #[must_use]
    pub fn before(&self, month: Month) -> Option<Month> {
        self.months.range(..month).next_back().map(|(month, _)| *month)
    }

    /// The first month with events after this one.
    #[must_use]
    pub fn after(&self, month: Month) -> Option<Month> {
        let later = (std::ops::Bound::Excluded(month), std::ops::Bound::Unbounded);
        self.months.range(later).next().map(|(month, _)| *month)
    }

    /// The month itself where it has events, else the nearest that has; of two that are as near the later.
    #[must_use]
    pub fn nearest(&self, month: Month) -> Option<Month> {
        if self.months.contains_key(&month) {
            return Some(month);
        }
        let number = |month: Month| i32::from(month.year) * 12 + i32::from(month.month);
        let far = |other: &Month| number(*other).abs_diff(number(month));
        [self.after(month), self.before(month)].into_iter().flatten().min_by_key(far)
    }

    /// The months of a year.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = (Month, usize)> + '_ {
        let (first, last) = (Month { year, month: 1 }, Month { year, month: 12 });
        self.months.range(first..=last).map(|(month, events)| (*month, events.count))
    }
}

impl MonthEvents {
    /// Every event once.
    fn all(&self) -> impl Iterator<Item = EntityIx> {
        let on_days = self.on_days.iter().map(|on_day| on_day.event);
        let below = [&self.without_day, &self.beginning, &self.ending].into_iter().flatten().copied();
        on_days.chain(below).collect::<BTreeSet<_>>().into_iter()
    }
}

/// The zone that the clock of an event shows: its own, else that of the site.
pub(super) fn zone_of(event: &Event, site_zone: &TimeZone) -> TimeZone {
    event.tz.as_deref().and_then(zone).unwrap_or_else(|| site_zone.clone())
}

fn place(event: &Event, when: &When, site_zone: &TimeZone) -> Place {
    if let Some(at) = when.instant() {
        let day = at.to_zoned(zone_of(event, site_zone)).date();
        return if shown(day) { Place::Days(day, day) } else { Place::Nowhere };
    }
    let (from, to) = when.precision_of_ends();
    let (first, last) = (when.first_day().filter(|day| shown(*day)), when.last_day().filter(|day| shown(*day)));
    match (when.precision(), first, last) {
        (Precision::Interval, Some(first), Some(last))
            if (from, to) == (Some(Precision::Day), Some(Precision::Day)) =>
        {
            if (last - first).get_days() < LONGEST {
                Place::Days(first, last)
            } else {
                Place::Ends(Some(first), Some(last))
            }
        }
        (Precision::Interval, first, last) => {
            let fine = |end: Option<Precision>| end.is_some_and(|end| end <= Precision::Month);
            Place::Ends(first.filter(|_| fine(from)), last.filter(|_| fine(to)))
        }
        (Precision::Day, Some(first), Some(last)) => Place::Days(first, last),
        (_, Some(first), Some(last)) if (last - first).get_days() <= 366 => Place::Within(first, last),
        _ => Place::Nowhere,
    }
}

/// Whether the calendar has a page for the day: addresses begin with the year 1.
fn shown(day: Date) -> bool {
    day.year() >= 1
}
