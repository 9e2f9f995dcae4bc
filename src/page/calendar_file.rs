//! `calendar.ics` (RFC 5545): the events of the site, of an actor, of a country, or of a situation with all its parts.
//!
//! A calendar is read again and again, and by programs that compare what they know with what they get. So an event keeps
//! its `UID` for as long as it keeps its id, and its `DTSTAMP` and `SEQUENCE` come from what the content says of its age,
//! never from the clock: the same content gives the same bytes, and news of an event gives a higher number.

use std::borrow::Cow;

use icalendar::{Calendar, Component, EventLike, EventStatus, Property};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Scope, dossier, event};
use crate::document::record::SourceEntry;
use crate::document::when::{Precision, When};
use crate::document::{Event, Kind, Matter};
use crate::knowledge::{EntityIx, EntityKind, Target};
use crate::route::{FeedOf, Route, Section};

/// Events in a calendar: the newest.
const MOST: usize = 1000;

/// Octets of a line without its end (RFC 5545 §3.1).
const LINE: usize = 75;

/// Of the eight statuses from the first that an event can have to the last.
const LIFE_CYCLE: [&str; 8] =
    ["planned", "postponed", "ongoing", "reported", "confirmed", "disputed", "denied", "cancelled"];

/// What calendars say of the age of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Its place among all events, newest first.
    order: usize,
    /// When it last changed, as far as the content says.
    at: Timestamp,
    /// Minutes since 1970 of that change times eight, and the place of its status in the life cycle.
    sequence: i64,
}

/// The time of an event as a calendar has it.
enum Span {
    At(Timestamp),
    /// From the first day to the last. A vague time is one that nobody is busy for.
    Days {
        first: Date,
        last: Date,
        vague: bool,
    },
}

/// The age of an event; nothing where no calendar can hold it, because it has no time at all or a year that has not four
/// digits.
#[must_use]
pub fn revision(scope: &Scope<'_>, ix: EntityIx, order: usize) -> Option<Revision> {
    let event = scope.base.entities[ix.at()].event()?;
    let when = &event.when.as_ref()?.value;
    span(when)?;
    let known = changed(scope, ix, event).map(|at| at.max(Timestamp::UNIX_EPOCH));
    // What is not known must not count: it would be later than the first report.
    let minutes = known.map_or(0, |at| at.as_second() / 60);
    let status = if is_superseded(scope, ix) { "cancelled" } else { status(event).unwrap_or("reported") };
    let rank = LIFE_CYCLE.iter().zip(0..).find_map(|(word, rank)| (*word == status).then_some(rank)).unwrap_or(0);
    let at = known.unwrap_or(Timestamp::UNIX_EPOCH);
    Some(Revision { order, at, sequence: minutes * 8 + rank })
}

/// The newest of: what the event itself says, the dates of its sources, and those of the reports that name it.
fn changed(scope: &Scope<'_>, ix: EntityIx, event: &Event) -> Option<Timestamp> {
    let base = scope.base;
    let sources = event.sources.iter().filter_map(|entry| match entry {
        SourceEntry::Inline(source) => source.published.as_ref(),
        SourceEntry::Known(reference) => match base.resolve(&reference.value, &[Kind::Source]) {
            Ok(Target::Source(at)) => match &base.sources[at as usize].matter {
                Matter::Source(source) => source.published.as_ref(),
                _ => None,
            },
            _ => None,
        },
    });
    let reports = base.appearances(ix).filter_map(|appearance| appearance.entry.report());
    let reports = reports.flat_map(|report| report.date.iter().chain(&report.updated));
    event.updated.iter().chain(sources).chain(reports).filter_map(|when| when.start(scope.tz)).max()
}

fn status(event: &Event) -> Option<&str> {
    event.status.as_ref().map(|status| status.value.as_str())
}

fn is_superseded(scope: &Scope<'_>, ix: EntityIx) -> bool {
    scope.base.ledger.event_superseded_by.contains_key(&ix)
}

fn span(when: &When) -> Option<Span> {
    if let Some(at) = when.instant() {
        return has_four_digits(at.to_zoned(jiff::tz::TimeZone::UTC).date()).then_some(Span::At(at));
    }
    let (first, last) = (when.first_day(), when.last_day());
    let coarse = |end| matches!(end, Some(Precision::Month | Precision::Season | Precision::Year));
    let ends = when.precision_of_ends();
    let vague = coarse(ends.0) || coarse(ends.1);
    // Of what is open at an end, the day that is known.
    let is_open = first.is_none() || last.is_none();
    let (first, last) = (first.or(last)?, last.or(first)?);
    (has_four_digits(first) && has_four_digits(last)).then_some(Span::Days { first, last, vague: vague || is_open })
}

fn has_four_digits(day: Date) -> bool {
    day.year() >= 0
}

/// Whether there is anything in the calendar.
#[must_use]
pub fn exists(scope: &Scope<'_>, of: &FeedOf) -> bool {
    let has_time = |ix: &EntityIx| scope.lists.revision(scope, *ix).is_some();
    subject(scope, of).is_some_and(|(_, events)| events.iter().any(has_time))
}

/// The bytes of a calendar; nothing where it holds nothing.
#[must_use]
pub fn calendar(scope: &Scope<'_>, of: &FeedOf) -> Option<String> {
    let (name, events) = subject(scope, of)?;
    let mut dated: Vec<(Revision, EntityIx)> =
        events.iter().filter_map(|ix| Some((scope.lists.revision(scope, *ix)?, *ix))).collect();
    dated.sort_unstable_by_key(|(revision, _)| revision.order);
    dated.truncate(MOST);
    let host = host(&scope.config.base_url);
    let events = dated.into_iter().filter_map(|(revision, ix)| entry(scope, ix, revision, host));
    let events: Vec<icalendar::Event> = events.collect();
    if events.is_empty() {
        return None;
    }
    let mut calendar = Calendar::empty();
    let name = line(&name);
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Situs//Situs//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    // RFC 7986 is younger than the list of texts that the library escapes.
    let escaped = name.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
    calendar.append_property(Property::new("NAME", escaped));
    calendar.append_property(Property::new("X-WR-CALNAME", name));
    calendar.extend(events);
    Some(folded(&calendar.to_string()))
}

/// The name of a calendar, and all events that belong to it.
fn subject<'a>(scope: &'a Scope<'_>, of: &FeedOf) -> Option<(String, Cow<'a, [EntityIx]>)> {
    let base = scope.base;
    let (section, id) = match of {
        FeedOf::Site => return Some((scope.config.title.clone(), scope.lists.events(base).into())),
        FeedOf::Entity(..) if !scope.config.entity_feeds => return None,
        FeedOf::Entity(section, id) => (section, id),
    };
    let kind = match section {
        Section::Actors => Kind::Actor,
        Section::Countries => Kind::Country,
        Section::Events => Kind::Event,
        Section::Reports | Section::Sources | Section::Pages => return None,
    };
    let Some(Target::Entity(ix)) = base.with_id(kind, id.as_str()) else { return None };
    let entity = &base.entities[ix.at()];
    let events: Cow<'a, [EntityIx]> = match entity.kind {
        EntityKind::Actor | EntityKind::Country => base.ledger.events.get(&ix).map(Vec::as_slice)?.into(),
        EntityKind::Event if entity.event()?.kind.as_deref() == Some("situation") => {
            dossier::parts(scope, ix).into_iter().map(|(part, _)| part).collect::<Vec<_>>().into()
        }
        EntityKind::Event => return None,
    };
    base.has_page(ix).then(|| (format!("{} – {}", entity.name, scope.config.title), events))
}

/// `VEVENT`, RFC 5545 §3.6.1.
fn entry(scope: &Scope<'_>, ix: EntityIx, revision: Revision, host: &str) -> Option<icalendar::Event> {
    let entity = &scope.base.entities[ix.at()];
    let event = entity.event()?;
    let when = &event.when.as_ref()?.value;
    let stamp = utc(revision.at);
    let mut entry = icalendar::Event::new();
    entry.uid(&format!("event-{}@{host}", entity.id));
    entry.add_property("DTSTAMP", stamp.as_str()).add_property("LAST-MODIFIED", stamp);
    entry.add_property("SEQUENCE", revision.sequence.to_string());
    entry.summary(&line(&entity.name)).description(&description(scope, ix, event, when));
    entry.url(&scope.absolute(&Route::Event(entity.id.clone(), 1)));
    match span(when)? {
        Span::At(at) => _ = entry.add_property("DTSTART", utc(at)),
        Span::Days { first, last, vague } => {
            entry.append_property(day("DTSTART", first));
            // The end is the day after the last (RFC 5545 §3.6.1); without one, a day is one day.
            if let Ok(next) = last.tomorrow() {
                entry.append_property(day("DTEND", next));
            }
            if vague {
                entry.add_property("TRANSP", "TRANSPARENT");
            }
        }
    }
    match status(event) {
        _ if is_superseded(scope, ix) => _ = entry.status(EventStatus::Cancelled),
        Some("denied" | "cancelled") => _ = entry.status(EventStatus::Cancelled),
        Some("planned" | "postponed" | "disputed") => _ = entry.status(EventStatus::Tentative),
        Some(_) => _ = entry.status(EventStatus::Confirmed),
        None => {}
    }
    if let Some(kind) = &event.kind {
        entry.categories([scope.words.word("event-kind", kind)]);
    }
    let place = event.place.as_ref();
    let countries = event.countries.iter().filter_map(|country| scope.base.entity(&country.value, &[Kind::Country]));
    let countries = countries.map(|country| scope.base.entities[country.at()].name.as_str());
    let name = place.and_then(|place| place.name.as_deref());
    let location = name.map_or_else(|| countries.collect::<Vec<_>>().join(", "), str::to_owned);
    if !location.is_empty() {
        entry.location(&line(&location));
    }
    // A pin in the middle of a region would be in the wrong place.
    let pin = place.filter(|place| place.precision != Some(3)).and_then(|place| place.position);
    if let Some((latitude, longitude)) = pin {
        entry.add_property("GEO", format!("{latitude};{longitude}"));
    }
    Some(entry)
}

fn description(scope: &Scope<'_>, ix: EntityIx, event: &Event, when: &When) -> String {
    let mut text = event.when_text.as_deref().map_or_else(|| when.label(scope.words), line);
    if let Some(status) = status(event) {
        text.push('\n');
        text.push_str(&scope.words.word("status", status));
    }
    if event::is_overdue(scope, ix) {
        text.push_str("; due, no update");
    }
    text
}

/// A text as one line without control characters.
fn line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The form of RFC 5545 §3.3.5 in UTC.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn day(key: &str, day: Date) -> Property {
    Property::new(key, format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()))
        .add_parameter("VALUE", "DATE")
        .done()
}

/// The host of an address, which tells apart what several sites call by one id.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    if host.is_empty() { "localhost" } else { host }
}

/// The library folds to 75 octets and counts the blank that a line goes on with for the last line only in part: what is
/// an octet too long is folded once more.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for mut line in text.split_inclusive("\r\n") {
        while line.trim_end_matches("\r\n").len() > LINE {
            let (start, rest) = line.split_at(line.floor_char_boundary(LINE));
            out.push_str(start);
            out.push_str("\r\n ");
            line = rest;
        }
        out.push_str(line);
    }
    out
}
