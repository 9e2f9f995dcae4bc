//! The map of the world, and the enlarged one of where most is happening.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::boundaries::{AreaKind, Boundaries, Line};
use super::labels::{self, LabelView};
use super::locator::{is_seen, name_of};
use super::marks::{self, Mark, MarkerView};
use super::near::{self, NearMap, View, WINDOW};
use super::path::{self, Window};
use super::projection::{Azimuthal, Point, Spot, equal_earth};
use super::shapes::{Canvas, is_plain};
use crate::page::Scope;
use crate::route::{Href, Route};

/// The map of the world. Lengths are in units of the page from the middle of the world.
#[derive(Debug, Serialize)]
pub struct WorldMap {
    /// The `viewBox` of the picture.
    pub view_box: String,
    /// The outline of the globe.
    pub globe: String,
    /// Land of countries that no report names.
    pub land: String,
    /// Countries that reports name.
    pub countries: Vec<ShadeView>,
    /// Areas whose status is disputed.
    pub disputed: String,
    /// Borders.
    pub borders: String,
    /// Borders of disputed areas, and lines that are disputed.
    pub dashed: String,
    /// Events.
    pub markers: Vec<MarkerView>,
    /// What the enlarged map shows: left, top, width, height.
    pub frame: Option<[i32; 4]>,
}

/// A country that reports name.
#[derive(Debug, Serialize)]
pub struct ShadeView {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: Option<Href>,
    /// How many reports name it.
    pub reports: usize,
    /// The class of this number: 1 for one report, 2 from two, 3 from ten, 4 from a hundred.
    pub class: u8,
    /// Its shape; empty where it is too small.
    pub shape: String,
    /// Where a country that is too small to be seen is.
    pub dot: Option<[i32; 2]>,
}

/// An enlarged part of the map: where most is happening.
#[derive(Debug, Serialize)]
pub struct FocusView {
    /// The map.
    pub map: Arc<NearMap>,
    /// The names of countries that the markers leave room for.
    pub labels: Vec<LabelView>,
    /// Names of places.
    pub places: Vec<LabelView>,
    /// Events.
    pub markers: Vec<MarkerView>,
    /// How many events are in it.
    pub events: usize,
}

/// Width of the world.
const WIDTH: i32 = 960;

/// The class of a number of reports.
pub(super) fn class(reports: usize) -> u8 {
    match reports {
        0..=1 => 1,
        2..=9 => 2,
        10..=99 => 3,
        _ => 4,
    }
}

/// The map of the world with these events; `reports` is code to name, page and number of reports.
pub(super) fn world(
    scope: &Scope<'_>,
    route: &Route,
    set: &Boundaries,
    marks: &[Mark],
    reports: &BTreeMap<&str, (String, Option<Href>, usize)>,
) -> WorldMap {
    let place = |spot: &Spot| equal_earth(spot, f64::from(WIDTH));
    let is_south = |latitude: f64| latitude < -57.0;
    let whole = marks.iter().any(|mark| is_south(mark.spot.latitude)) || reports.contains_key("ATA");
    let window = Window { left: -480, top: -234, right: 480, bottom: if whole { 234 } else { 190 } };
    let level = &set.world;
    let rings = level.areas.iter().enumerate().flat_map(|(at, area)| area.rings.iter().map(move |ring| (at, ring)));
    let canvas = Canvas { level, place: &place, window, tolerance: 0.6, island: 2, rings: rings.collect() };
    let drawn = canvas.drawn();
    let named: Vec<&str> = reports.keys().copied().collect();
    let shade = |(code, (name, href, count)): (&&str, &(String, Option<Href>, usize))| {
        let mut shape = drawn.areas(&|area| area.id == **code, 1);
        let index = level.areas.iter().position(|area| area.id == **code);
        let size: i64 = index.map(|at| drawn.seen(at)).unwrap_or_default().iter().map(|ring| path::size(ring)).sum();
        let mut dot = None;
        if size < 60 {
            shape.clear();
            let point = place(&set.centre(code)?);
            dot = Some([path::whole(point.x), path::whole(point.y)]);
        }
        Some(ShadeView { name: name.clone(), href: href.clone(), reports: *count, class: class(*count), shape, dot })
    };
    WorldMap {
        view_box: format!("-480 -234 960 {}", window.bottom + 234),
        globe: globe(),
        land: drawn.union(&|area| is_plain(area, &named)),
        countries: reports.iter().filter_map(shade).collect(),
        disputed: drawn.areas(&|area| area.kind == AreaKind::Disputed && !named.contains(&area.id.as_str()), 0),
        borders: drawn.lines(Line::Border),
        dashed: drawn.lines(Line::Disputed),
        markers: marks::markers(scope, route, marks, &place, 15),
        frame: None,
    }
}

fn globe() -> String {
    let side = |longitude: f64| {
        (-18_i32..=18).map(move |step| {
            let point = equal_earth(&Spot::new(longitude, f64::from(step) * 5.0), f64::from(WIDTH));
            (path::whole(point.x), path::whole(point.y))
        })
    };
    let outline: Vec<path::Dot> = side(180.0).chain(side(-180.0).rev()).collect();
    let mut out = String::new();
    path::write(&mut out, &outline, true);
    out
}

/// Where at least three events are within some degrees of each other, and a fourth of all: the view of most of them.
pub(super) fn crowd(marks: &[Mark]) -> Option<View> {
    let near = |one: &Mark| marks.iter().filter(|other| one.spot.angle_to(&other.spot) < 0.07).count();
    // Of equals the first.
    let (count, middle) = marks.iter().map(|mark| (near(mark), mark)).rev().max_by_key(|(count, _)| *count)?;
    if count < 3 || count * 4 < marks.len() {
        return None;
    }
    let about = Azimuthal::new(&middle.spot, 1000.0, Point { x: 0.0, y: 0.0 });
    let members = marks.iter().filter(|mark| middle.spot.angle_to(&mark.spot) < 0.07);
    let points: Vec<Point> = members.map(|mark| about.place(&mark.spot)).collect();
    let low = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
    let high = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, right, top, bottom) = (low(|p| p.x), high(|p| p.x), low(|p| p.y), high(|p| p.y));
    let middle = about.spot(Point { x: f64::midpoint(left, right), y: f64::midpoint(top, bottom) });
    let wide = ((right - left) / 0.7).max((bottom - top) / 0.7 * 4.0 / 3.0) / 1000.0;
    Some(View::of(middle, wide.to_degrees().clamp(1.2, 14.0)))
}

/// The enlarged map of a view.
pub(super) fn focus(scope: &Scope<'_>, route: &Route, set: &Boundaries, marks: &[Mark], view: &View) -> FocusView {
    let projection = view.projection();
    let place = |spot: &Spot| projection.place(spot);
    let is_near = |mark: &&Mark| {
        let point = place(&mark.spot);
        mark.spot.angle_to(&view.middle) < 0.5 && is_seen(path::whole(point.x), path::whole(point.y))
    };
    let marks: Vec<Mark> = marks.iter().filter(is_near).cloned().collect();
    let map = near::near_map(set, view, None, &|code| name_of(scope, code), 9000);
    let markers = marks::markers(scope, route, &marks, &place, 34);
    let mut taken: Vec<Window> = markers
        .iter()
        .map(|marker| Window { left: marker.x, top: marker.y, right: marker.x, bottom: marker.y }.wider(20))
        .collect();
    let mut places: Vec<LabelView> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.precision != "country") {
        let event = scope.base.entities[mark.event.at()].event();
        let name = event.and_then(|event| event.place.as_ref()?.name.clone());
        let is_new = |name: &String| !places.iter().chain(&map.labels).any(|label| label.text == *name);
        let Some(name) = name.filter(is_new) else { continue };
        let point = place(&mark.spot);
        let mut label = near::beside((path::whole(point.x), path::whole(point.y)), 22, name);
        label.own = false;
        let extent = label.extent();
        if places.len() < 12 && extent.left > 0 && !taken.iter().any(|taken| labels::overlap(*taken, extent)) {
            taken.push(extent);
            places.push(label);
        }
    }
    let free = |label: &&LabelView| !taken.iter().any(|taken| labels::overlap(*taken, label.extent()));
    let labels = map.labels.iter().filter(free).cloned().collect();
    FocusView { labels, places, events: marks.len(), markers, map: Arc::new(map) }
}

/// The part of the world that a view shows: left, top, width, height.
pub(super) fn frame(view: &View) -> [i32; 4] {
    let projection = view.projection();
    let corner = |(x, y): (i32, i32)| {
        let spot = projection.spot(Point { x: f64::from(x), y: f64::from(y) });
        let point = equal_earth(&spot, f64::from(WIDTH));
        (path::whole(point.x), path::whole(point.y))
    };
    let corners = [(0, 0), (WINDOW.right, 0), (0, WINDOW.bottom), (WINDOW.right, WINDOW.bottom)].map(corner);
    let (low, high) = path::extent(&corners).unwrap_or_default();
    let (wide, tall) = ((high.0 - low.0).max(14), (high.1 - low.1).max(11));
    [i32::midpoint(low.0, high.0) - wide / 2, i32::midpoint(low.1, high.1) - tall / 2, wide, tall]
}
