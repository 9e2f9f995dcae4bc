//! The small map on the page of a country or an event.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use super::boundaries::{Area, AreaKind, Boundaries, boundaries};
use super::labels::{self, LabelView};
use super::near::{self, NearMap, View, WINDOW};
use super::path;
use super::projection::{Azimuthal, Point, Spot, angle};
use crate::document::{Event, Kind};
use crate::knowledge::EntityIx;
use crate::page::Scope;

/// The small map on the page of a country or an event.
#[derive(Debug, Serialize)]
pub struct LocatorView {
    /// The map that it lies on.
    pub map: Arc<NearMap>,
    /// The names that the mark leaves room for.
    pub labels: Vec<LabelView>,
    /// Where it happened; nothing on the page of a country, and for an event without a position.
    pub mark: Option<MarkView>,
    /// Name of the country or of the event.
    pub name: String,
    /// Name of the place of an event.
    pub place: Option<String>,
    /// Name of the country that is shown.
    pub country: Option<String>,
    /// Whose boundaries they are: `un`, `natural-earth`.
    pub boundaries: &'static str,
    /// What the site says of its boundaries, where it says something of its own.
    pub disclaimer: Option<String>,
}

/// A place that is marked. Lengths are in units of the map.
#[derive(Debug, Serialize)]
pub struct MarkView {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
    /// How well the place is known, as it is drawn: `exact` as a point, `area` as a ring, `region` as a wide area.
    pub precision: &'static str,
    /// Radius of the point, ring or area.
    pub radius: i32,
    /// The name beside it.
    pub label: Option<LabelView>,
}

/// Maps that many pages share: those of a country, and those of the neighbourhood of an event.
#[derive(Debug, Default)]
pub struct Cache {
    maps: Mutex<HashMap<Key, Slot>>,
}

/// The country that a map is about, for an event the cell that it is in with the width of the map, and the language of the
/// names on it.
type Key = (Option<EntityIx>, Option<(i32, i32, usize)>, String);
type Slot = Arc<OnceLock<(View, Arc<NearMap>)>>;

/// Widths of maps of events in degrees: few, so that events share them.
const WIDTHS: [f64; 9] = [3.0, 4.0, 6.0, 8.0, 11.0, 14.0, 20.0, 28.0, 40.0];

/// Bytes that the paths of a locator may take.
const ROOM: usize = 4000;

impl Cache {
    fn get(&self, key: Key, make: impl FnOnce() -> (View, NearMap)) -> (View, Arc<NearMap>) {
        let slot = {
            let mut maps = self.maps.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(maps.entry(key).or_default())
        };
        let (view, map) = slot.get_or_init(|| {
            let (view, map) = make();
            (view, Arc::new(map))
        });
        (*view, Arc::clone(map))
    }
}

/// The locator of a country; nothing where no maps are drawn, or it is on none.
#[must_use]
pub fn of_country(scope: &Scope<'_>, ix: EntityIx) -> Option<LocatorView> {
    let set = boundaries(scope.config.map.boundaries)?;
    let map = country_map(scope, set, ix)?;
    Some(view(scope, map, None, scope.name(ix).to_owned(), Some(ix)))
}

/// The locator of an event: where it is, else its first country; nothing where neither is known.
#[must_use]
pub fn of_event(scope: &Scope<'_>, ix: EntityIx, event: &Event) -> Option<LocatorView> {
    let set = boundaries(scope.config.map.boundaries)?;
    let name = scope.name(ix).to_owned();
    let place = event.place.as_ref();
    let country = first_country(scope, event);
    let mut locator = if let Some((latitude, longitude)) = place.and_then(|place| place.position) {
        let spot = Spot::new(longitude, latitude);
        let country = country.or_else(|| country_at(scope, set, &spot));
        let precision = place.and_then(|place| place.precision).unwrap_or(1);
        let (seen, map) = event_map(scope, set, country, &spot, precision);
        let text = place.and_then(|place| place.name.as_deref());
        let mark = mark(&seen, &spot, precision, text, &map.labels);
        view(scope, map, Some(mark), name, country)
    } else {
        let country = country?;
        view(scope, country_map(scope, set, country)?, None, name, Some(country))
    };
    locator.place = place.and_then(|place| place.name.clone());
    Some(locator)
}

fn view(
    scope: &Scope<'_>,
    map: Arc<NearMap>,
    mark: Option<MarkView>,
    name: String,
    country: Option<EntityIx>,
) -> LocatorView {
    let mut taken: Vec<path::Window> = Vec::new();
    if let Some(mark) = &mark {
        let point = path::Window { left: mark.x, top: mark.y, right: mark.x, bottom: mark.y };
        taken.push(point.wider(mark.radius.min(40)));
        taken.extend(mark.label.as_ref().map(LabelView::extent));
    }
    let own = mark.as_ref().and_then(|mark| mark.label.as_ref()).map(|label| label.text.clone());
    let is_other = |label: &&LabelView| own.as_deref() != Some(label.text.as_str());
    let free = |label: &&LabelView| !taken.iter().any(|taken| labels::overlap(taken.wider(APART), label.extent()));
    LocatorView {
        labels: map.labels.iter().filter(is_other).filter(free).cloned().collect(),
        map,
        mark,
        name,
        place: None,
        country: country.map(|ix| scope.name(ix).to_owned()),
        boundaries: scope.config.map.boundaries.word(),
        disclaimer: scope.config.map.disclaimer.clone(),
    }
}

/// Least distance of two names, in units of the page.
const APART: i32 = 6;

fn mark(view: &View, spot: &Spot, precision: u8, name: Option<&str>, names: &[LabelView]) -> MarkView {
    let point = view.projection().place(spot);
    let (x, y) = (path::whole(point.x), path::whole(point.y));
    let (precision, radius) = match precision {
        0 | 1 => ("exact", 10),
        2 => ("area", 30),
        _ => ("region", 74),
    };
    let label = name.map(|name| named((x, y), radius + 8, &shortened(name), names));
    MarkView { x, y, precision, radius, label }
}

/// The name of a place beside it, on the side where it is in the way of the fewest names of countries.
fn named((x, y): path::Dot, gap: i32, name: &str, names: &[LabelView]) -> LabelView {
    let usual = near::beside((x, y), gap, name.to_owned());
    let other = |x, y, anchor| LabelView { x, y, anchor, text: name.to_owned(), own: true };
    let others = [other(x + gap, y + 8, "start"), other(x - gap, y + 8, "end")];
    let others = others.into_iter().chain([other(x, y + gap + 20, "middle"), other(x, y - gap, "middle")]);
    let fits = others.filter(|label| {
        let extent = label.extent();
        extent.left >= 8 && extent.right <= near::WIDTH - 8 && extent.top >= 8 && extent.bottom <= near::HEIGHT - 40
    });
    let in_the_way = |label: &LabelView| {
        let extent = label.extent().wider(APART);
        names.iter().filter(|other| other.text != name && labels::overlap(extent, other.extent())).count()
    };
    let (mut least, mut best) = (in_the_way(&usual), usual);
    for label in fits {
        let names = in_the_way(&label);
        if names < least {
            (least, best) = (names, label);
        }
    }
    best
}

/// At most as much of a name as half the map has room for.
fn shortened(name: &str) -> String {
    if labels::width(name) <= 240 {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(19).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The first country of an event.
pub(super) fn first_country(scope: &Scope<'_>, event: &Event) -> Option<EntityIx> {
    event.countries.iter().find_map(|country| scope.base.entity(&country.value, &[Kind::Country]))
}

fn country_at(scope: &Scope<'_>, set: &Boundaries, spot: &Spot) -> Option<EntityIx> {
    // Kosovo, which is drawn over its holder, comes last.
    let codes = set.near.at(spot);
    codes.last().and_then(|code| scope.base.entity(code, &[Kind::Country]))
}

/// Alpha-3 of a country.
pub(super) fn code<'a>(scope: &Scope<'a>, ix: EntityIx) -> Option<&'a str> {
    scope.base.entities[ix.at()].built_in.map(|country| country.alpha3.as_str())
}

/// The name of the country with this code; nothing for areas that are no country.
pub(super) fn name_of(scope: &Scope<'_>, code: &str) -> Option<String> {
    let crate::knowledge::Target::Entity(ix) = scope.base.with_id(Kind::Country, &code.to_ascii_lowercase())? else {
        return None;
    };
    Some(scope.name(ix).to_owned())
}

fn country_map(scope: &Scope<'_>, set: &Boundaries, ix: EntityIx) -> Option<Arc<NearMap>> {
    let code = code(scope, ix)?;
    set.centre(code)?;
    let make = || {
        let view = widened(set, country_view(set, code), code);
        (view, near::near_map(set, &view, Some(code), &|code| name_of(scope, code), ROOM))
    };
    Some(scope.lists.maps.get((Some(ix), None, scope.words.tag.clone()), make).1)
}

fn event_map(
    scope: &Scope<'_>,
    set: &Boundaries,
    country: Option<EntityIx>,
    spot: &Spot,
    precision: u8,
) -> (View, Arc<NearMap>) {
    let code = country.and_then(|ix| code(scope, ix));
    let area = code.and_then(|code| set.near.area(code));
    let reach = area.and_then(|area| area.rings.first()).map_or(2.0, |ring| ring.reach.to_degrees());
    let wanted = if precision >= 3 { (reach * 2.4).clamp(3.0, 20.0) } else { (reach * 1.7).clamp(3.0, 14.0) };
    let at = WIDTHS.iter().position(|width| *width >= wanted).unwrap_or(WIDTHS.len() - 1);
    let step = WIDTHS[at] / 8.0;
    let row = path::whole(spot.latitude / step);
    let latitude = (f64::from(row) * step).clamp(-90.0, 90.0);
    let across = step / libm::cos(latitude.to_radians()).max(0.05);
    let column = path::whole(spot.longitude / across);
    let make = || {
        let view = widened(set, View::of(Spot::new(f64::from(column) * across, latitude), WIDTHS[at]), "");
        (view, near::near_map(set, &view, code, &|code| name_of(scope, code), ROOM))
    };
    scope.lists.maps.get((country, Some((row, column, at)), scope.words.tag.clone()), make)
}

/// The view from so far that something else comes into sight.
fn widened(set: &Boundaries, mut view: View, here: &str) -> View {
    while view.degrees() < 40.0 && view.neighbours(set, here) == 0 {
        view.scale /= 1.5;
    }
    view
}

/// The view that shows a country and what is around it.
fn country_view(set: &Boundaries, code: &str) -> View {
    let level = &set.near;
    let area = level.area(code);
    let Some((area, largest)) = area.and_then(|area| Some((area, area.rings.first()?))) else {
        let spot = set.centre(code).unwrap_or_else(|| Spot::new(0.0, 0.0));
        return View::of(spot, 4.0);
    };
    // Islands without a large one belong together; possessions far from the main land do not.
    let is_archipelago = area.kind != AreaKind::Over && largest.reach < 0.03 && spread(area) < 0.6;
    let near = |middle, reach: f64| {
        is_archipelago || angle(middle, largest.middle) < largest.reach + 0.15 || reach > largest.reach * 0.35
    };
    let rings = area.rings.iter().filter(|ring| near(ring.middle, ring.reach));
    let about = Azimuthal::new(&Spot::of(largest.middle), 1000.0, Point { x: 0.0, y: 0.0 });
    let points = rings.flat_map(|ring| level.points(ring)).map(|spot| about.place(spot));
    let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let (left, top, right, bottom) = points.fold(start, |box_of, point| {
        (box_of.0.min(point.x), box_of.1.min(point.y), box_of.2.max(point.x), box_of.3.max(point.y))
    });
    let middle = about.spot(Point { x: f64::midpoint(left, right), y: f64::midpoint(top, bottom) });
    let wide = f64::from(near::WIDTH) * 0.6 / (right - left).max(1e-3);
    let high = f64::from(near::HEIGHT) * 0.68 / (bottom - top).max(1e-3);
    let view = View { middle, scale: wide.min(high) * 1000.0 };
    if view.degrees() < 4.0 { View::of(middle, 4.0) } else { view }
}

/// How far the islands of a country are from the largest one, in radians.
fn spread(area: &Area) -> f64 {
    let Some(first) = area.rings.first() else { return 0.0 };
    area.rings.iter().map(|ring| angle(ring.middle, first.middle)).fold(0.0, f64::max)
}

/// Whether a mark is within the map.
pub(super) fn is_seen(x: i32, y: i32) -> bool {
    WINDOW.has((x, y))
}
