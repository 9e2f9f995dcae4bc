//! `map.html`: what is happening where, as a picture and as a list; and the small maps of countries and events.
//!
//! Maps are inline SVG from shapes that the program holds: nothing is fetched. They are drawn from the base alone, so
//! that what an edition withholds is on none of them.

pub mod boundaries;
pub mod labels;
pub mod locator;
mod marks;
pub mod near;
mod path;
pub mod projection;
mod shapes;
pub mod world;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::locator::LocatorView;
use self::marks::{Mark, anchor, shape};
pub use self::marks::{MarkedEvent, MarkerView};
use super::event::{self, EventRow};
use super::{Content, EntityLink, PageView, Scope};
use crate::knowledge::EntityIx;
use crate::route::{Href, Route};

/// What is happening where.
#[derive(Debug, Serialize)]
pub struct MapView {
    /// The world; nothing where no maps are drawn, or nothing is on them.
    pub world: Option<world::WorldMap>,
    /// Where most is happening; nothing where events are few or far from each other.
    pub focus: Option<world::FocusView>,
    /// Classes of numbers of reports on the map, the lowest first: 1 for one report, 2 from two, 3 from ten, 4 from a
    /// hundred.
    pub classes: Vec<u8>,
    /// Shapes of markers on the map.
    pub shapes: Vec<&'static str>,
    /// Whether a marker stands for a region or a country.
    pub has_wide: bool,
    /// Whether a marker stands for several events.
    pub has_several: bool,
    /// The list, which has everything that is on the maps: countries by the number of reports.
    pub countries: Vec<CountryRow>,
    /// Events on the maps without a country.
    pub elsewhere: Vec<PlacedRow>,
    /// How many events are on the maps and in the list, at most two hundred: what goes on, what is planned, the newest.
    pub events_shown: usize,
    /// How many events have a place or a country.
    pub events_count: usize,
    /// Whose boundaries they are: `un`, `natural-earth`, `none`.
    pub boundaries: &'static str,
    /// What the site says of its boundaries, where it says something of its own.
    pub disclaimer: Option<String>,
}

/// A country in the list.
#[derive(Debug, Serialize)]
pub struct CountryRow {
    /// The country.
    pub country: EntityLink,
    /// The anchor that markers of several events lead to.
    pub anchor: String,
    /// How many reports name it.
    pub reports: usize,
    /// Its events on the maps, newest first.
    pub events: Vec<PlacedRow>,
    /// How many events it has.
    pub events_count: usize,
}

/// An event in the list.
#[derive(Debug, Serialize)]
pub struct PlacedRow {
    /// The event.
    #[serde(flatten)]
    pub row: EventRow,
    /// Name of the place.
    pub place: Option<String>,
    /// How well its place is known: `exact`, `area`, `region`, `country`.
    pub precision: &'static str,
    /// Shape of its marker.
    pub shape: &'static str,
}

/// `/map/`
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route) -> PageView {
    let set = boundaries::boundaries(scope.config.map.boundaries);
    let (marks, events_count) = marks::chosen(scope, set);
    let countries = countries(scope, route, &marks);
    let counts: BTreeMap<&str, (String, Option<Href>, usize)> = countries
        .iter()
        .filter(|row| row.reports > 0)
        .filter_map(|row| {
            let code = locator::code(scope, row.country.entity?)?;
            Some((code, (row.country.name.clone(), row.country.href.clone(), row.reports)))
        })
        .collect();
    let (mut map, mut focus) = (None, None);
    if let Some(set) = set.filter(|_| !marks.is_empty() || !counts.is_empty()) {
        let mut drawn = world::world(scope, route, set, &marks, &counts);
        if let Some(view) = world::crowd(&marks) {
            drawn.frame = Some(world::frame(&view));
            focus = Some(world::focus(scope, route, set, &marks, &view));
        }
        map = Some(drawn);
    }
    let markers: Vec<&MarkerView> = map.iter().flat_map(|map| &map.markers).collect();
    let mut shapes: Vec<&'static str> = marks.iter().map(|mark| shape_of(scope, mark)).collect();
    let order = ["disc", "ring", "broken", "diamond", "square"];
    shapes.sort_by_key(|shape| order.iter().position(|one| one == shape));
    shapes.dedup();
    let mut classes: Vec<u8> = map.iter().flat_map(|map| &map.countries).map(|shade| shade.class).collect();
    classes.sort_unstable();
    classes.dedup();
    let view = MapView {
        has_wide: markers.iter().any(|marker| marker.wide),
        has_several: markers.iter().any(|marker| marker.count > 1),
        classes,
        shapes,
        elsewhere: rows(scope, route, marks.iter().filter(|mark| mark.country.is_none())),
        countries,
        events_shown: marks.len(),
        events_count,
        boundaries: scope.config.map.boundaries.word(),
        disclaimer: scope.config.map.disclaimer.clone(),
        world: map,
        focus,
    };
    let page = scope.frame(route, scope.words.word("nav", "map"), "map", "map");
    PageView { page, content: Content::Map(Box::new(view)), body: String::new(), json_ld: None }
}

/// The countries that reports name or events on the maps are in: those of most reports first, then by name.
fn countries(scope: &Scope<'_>, route: &Route, marks: &[Mark]) -> Vec<CountryRow> {
    let mut by_country: BTreeMap<EntityIx, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        if let Some(country) = mark.country {
            by_country.entry(country).or_default().push(mark);
        }
    }
    let row = |&ix: &EntityIx| {
        let reports = scope.base.appearances(ix).len();
        let marks = by_country.get(&ix).map_or(&[][..], Vec::as_slice);
        (reports > 0 || !marks.is_empty()).then(|| CountryRow {
            country: scope.entity_link(route, ix),
            anchor: anchor(scope, Some(ix)),
            reports,
            events: rows(scope, route, marks.iter().copied()),
            events_count: scope.base.ledger.events.get(&ix).map_or(0, Vec::len),
        })
    };
    let mut rows: Vec<CountryRow> = scope.lists.countries(scope.base).iter().filter_map(row).collect();
    rows.sort_by_cached_key(|row| {
        (std::cmp::Reverse(row.reports), deunicode::deunicode(&row.country.name).to_lowercase(), row.country.entity)
    });
    rows
}

/// Events of the map, newest first.
fn rows<'a>(scope: &Scope<'_>, route: &Route, marks: impl Iterator<Item = &'a Mark>) -> Vec<PlacedRow> {
    let mut marks: Vec<&Mark> = marks.collect();
    marks.sort_by_cached_key(|mark| event::time_key(scope.base, mark.event));
    let row = |mark: &Mark| {
        let entity = &scope.base.entities[mark.event.at()];
        Some(PlacedRow {
            row: event::row(scope, route, mark.event)?,
            place: entity.event()?.place.as_ref().and_then(|place| place.name.clone()),
            precision: mark.precision,
            shape: shape_of(scope, mark),
        })
    };
    marks.into_iter().filter_map(row).collect()
}

fn shape_of(scope: &Scope<'_>, mark: &Mark) -> &'static str {
    let event = scope.base.entities[mark.event.at()].event();
    shape(event.and_then(|event| event.status.as_ref()).map(|status| status.value.as_str()))
}
