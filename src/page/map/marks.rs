//! Which events are on the map of the world, and where.

use std::collections::HashSet;

use serde::Serialize;

use super::boundaries::Boundaries;
use super::locator::{code, first_country};
use super::path::{self, Dot};
use super::projection::{Point, Spot};
use crate::knowledge::EntityIx;
use crate::page::{Scope, WhenView};
use crate::route::{Href, Route};

/// One or more events at the same place. Lengths are in units of the map.
#[derive(Debug, Serialize)]
pub struct MarkerView {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
    /// Status of the first event.
    pub status: Option<String>,
    /// Its shape, one for each group of statuses: `disc`, `ring`, `broken`, `diamond`, `square`.
    pub shape: &'static str,
    /// Whether the place is a region or only a country.
    pub wide: bool,
    /// How many events it stands for.
    pub count: usize,
    /// The first of them, at most six.
    pub events: Vec<MarkedEvent>,
    /// The event; for several their country in the list below.
    pub href: Href,
}

/// An event in the words of a marker.
#[derive(Debug, Serialize)]
pub struct MarkedEvent {
    /// Its name.
    pub name: String,
    /// planned, reported, …
    pub status: Option<String>,
    /// When.
    pub when: Option<WhenView>,
}

/// An event with a place on the map.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) event: EntityIx,
    pub(super) country: Option<EntityIx>,
    pub(super) spot: Spot,
    /// `exact`, `area`, `region`, `country`.
    pub(super) precision: &'static str,
}

/// Most events on the map.
pub(super) const MOST: usize = 200;

/// The events of the map: what goes on, then what is planned, soonest first, then the newest. Also how many have a
/// place or a country at all.
pub(super) fn chosen(scope: &Scope<'_>, set: Option<&Boundaries>) -> (Vec<Mark>, usize) {
    let newest = scope.lists.events(scope.base);
    let mark = |ix: &EntityIx| mark(scope, set, *ix);
    let status = |ix: &EntityIx| {
        let event = scope.base.entities[ix.at()].event()?;
        Some(event.status.as_ref()?.value.as_str())
    };
    let is_planned = |ix: &&EntityIx| matches!(status(ix), Some("planned" | "postponed"));
    let ongoing = newest.iter().filter(|ix| status(ix) == Some("ongoing")).take(MOST);
    let planned: Vec<&EntityIx> = newest.iter().filter(is_planned).filter(|ix| !scope.base.is_overdue(**ix)).collect();
    let soonest = planned.into_iter().rev().take(MOST / 4);
    let mut seen = HashSet::new();
    let order = ongoing.chain(soonest).chain(newest).filter(|ix| seen.insert(**ix));
    let marks: Vec<Mark> = order.filter_map(mark).take(MOST).collect();
    let count = if marks.len() < MOST { marks.len() } else { newest.iter().filter_map(mark).count() };
    (marks, count)
}

fn mark(scope: &Scope<'_>, set: Option<&Boundaries>, ix: EntityIx) -> Option<Mark> {
    if scope.base.ledger.event_superseded_by.contains_key(&ix) {
        return None;
    }
    let event = scope.base.entities[ix.at()].event()?;
    let country = first_country(scope, event);
    let place = event.place.as_ref();
    if let Some((latitude, longitude)) = place.and_then(|place| place.position) {
        let precision = match place.and_then(|place| place.precision) {
            Some(3..) => "region",
            Some(2) => "area",
            _ => "exact",
        };
        return Some(Mark { event: ix, country, spot: Spot::new(longitude, latitude), precision });
    }
    let spot = match set {
        Some(set) => set.centre(code(scope, country?)?)?,
        None => Spot::new(0.0, 0.0),
    };
    Some(Mark { event: ix, country: Some(country?), spot, precision: "country" })
}

/// The marks on a page, with those that are nearer to each other than `gap` as one.
pub(super) fn markers(
    scope: &Scope<'_>,
    route: &Route,
    marks: &[Mark],
    place: &dyn Fn(&Spot) -> Point,
    gap: i32,
) -> Vec<MarkerView> {
    let mut groups: Vec<(Dot, Vec<&Mark>)> = Vec::new();
    for mark in marks {
        let point = place(&mark.spot);
        let dot = (path::whole(point.x), path::whole(point.y));
        let far = |at: Dot| (at.0 - dot.0) * (at.0 - dot.0) + (at.1 - dot.1) * (at.1 - dot.1);
        match groups.iter_mut().min_by_key(|(at, _)| far(*at)).filter(|(at, _)| far(*at) < gap * gap) {
            Some((_, group)) => group.push(mark),
            None => groups.push((dot, vec![mark])),
        }
    }
    let view = |((x, y), group): (Dot, Vec<&Mark>)| {
        let first = *group.first()?;
        let shown = group.iter().take(6).filter_map(|mark| marked(scope, mark.event));
        let events: Vec<MarkedEvent> = shown.collect();
        let status = events.first()?.status.clone();
        let href = if group.len() == 1 {
            route.href(&scope.route_of(first.event)?)
        } else {
            route.href(route).anchor(&anchor(scope, first.country))
        };
        Some(MarkerView {
            x,
            y,
            shape: shape(status.as_deref()),
            status,
            wide: matches!(first.precision, "region" | "country"),
            count: group.len(),
            events,
            href,
        })
    };
    groups.into_iter().filter_map(view).collect()
}

fn marked(scope: &Scope<'_>, ix: EntityIx) -> Option<MarkedEvent> {
    let entity = &scope.base.entities[ix.at()];
    let event = entity.event()?;
    Some(MarkedEvent {
        name: entity.name.clone(),
        status: event.status.as_ref().map(|status| status.value.clone()),
        when: event.when.as_ref().map(|when| scope.when_local(&when.value, event.tz.as_deref())),
    })
}

/// The anchor of a country in the list.
pub(super) fn anchor(scope: &Scope<'_>, country: Option<EntityIx>) -> String {
    country.map_or_else(|| "part--elsewhere".to_owned(), |ix| format!("part--{}", scope.base.entities[ix.at()].code()))
}

/// The shape of a status, as the theme draws it before the word.
pub(super) fn shape(status: Option<&str>) -> &'static str {
    match status {
        Some("ongoing") => "ring",
        Some("planned" | "postponed") => "broken",
        Some("disputed") => "diamond",
        Some("denied" | "cancelled") => "square",
        _ => "disc",
    }
}
