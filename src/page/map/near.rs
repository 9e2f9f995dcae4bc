//! The surroundings of a place: what a locator and the enlarged map lie on.

use serde::Serialize;

use super::boundaries::{Area, AreaKind, Boundaries, Level, Line};
use super::labels::{Cells, LabelView};
use super::path::{self, Window};
use super::projection::{Azimuthal, Point, Spot, angle};
use super::shapes::{Canvas, is_plain};

/// Width of such a map in its own units; half as many pixels on a screen.
pub const WIDTH: i32 = 640;
/// Height.
pub const HEIGHT: i32 = 480;
/// The window.
pub(super) const WINDOW: Window = Window { left: 0, top: 0, right: WIDTH, bottom: HEIGHT };

/// Mean radius of the Earth in kilometres.
const EARTH: f64 = 6371.0088;

/// Where a map looks, and how far.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) middle: Spot,
    /// Units for a radian.
    pub(super) scale: f64,
}

/// The surroundings of a place, as paths. Lengths are in units: 640 to the right, 480 down.
#[derive(Debug, Serialize)]
pub struct NearMap {
    /// Land.
    pub land: String,
    /// The country that the map is about.
    pub here: String,
    /// Areas whose status is disputed.
    pub disputed: String,
    /// Borders.
    pub borders: String,
    /// Borders of disputed areas, and lines that are disputed.
    pub dashed: String,
    /// A ring around a country that is too small to be seen.
    pub ring: Option<RingView>,
    /// Names within the land.
    pub labels: Vec<LabelView>,
    /// Countries other than the one that the map is about, by the size of what is seen of them; at most twelve.
    pub around: Vec<String>,
    /// What a bar of this length stands for, in kilometres.
    pub scale_km: u32,
    /// Length of the bar.
    pub scale_bar: i32,
}

/// A circle.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RingView {
    /// Its middle.
    pub x: i32,
    /// Its middle.
    pub y: i32,
    /// Its radius.
    pub r: i32,
}

impl View {
    /// A view that is so many degrees wide.
    pub(super) fn of(middle: Spot, degrees: f64) -> Self {
        Self { middle, scale: f64::from(WIDTH) / degrees.to_radians() }
    }

    pub(super) fn degrees(&self) -> f64 {
        (f64::from(WIDTH) / self.scale).to_degrees()
    }

    pub(super) fn projection(&self) -> Azimuthal {
        let middle = Point { x: f64::from(WIDTH) / 2.0, y: f64::from(HEIGHT) / 2.0 };
        Azimuthal::new(&self.middle, self.scale, middle)
    }

    /// From the middle to a corner, in radians.
    fn reach(&self) -> f64 {
        400.0 / self.scale
    }

    pub(super) fn level<'a>(&self, set: &'a Boundaries) -> &'a Level {
        if self.degrees() > 45.0 { &set.world } else { &set.near }
    }

    /// How many areas other than `here` are in sight.
    pub(super) fn neighbours(&self, set: &Boundaries, here: &str) -> usize {
        let level = self.level(set);
        let projection = self.projection();
        let seen = |area: &&Area| {
            let near =
                area.rings.iter().filter(|ring| angle(ring.middle, self.middle.unit) < ring.reach + self.reach());
            let mut points = near.flat_map(|ring| level.points(ring)).map(|spot| projection.place(spot));
            points.any(|point| WINDOW.has((path::whole(point.x), path::whole(point.y))))
        };
        level.areas.iter().filter(|area| area.id != here).filter(seen).count()
    }
}

/// The map of a view. `here` is the code of the country that it is about, `name` gives names to codes. The paths take
/// about `room` bytes at most.
pub(super) fn near_map(
    set: &Boundaries,
    view: &View,
    here: Option<&str>,
    name: &dyn Fn(&str) -> Option<String>,
    room: usize,
) -> NearMap {
    let projection = view.projection();
    let level = view.level(set);
    let place = |spot: &Spot| projection.place(spot);
    let mut canvas = Canvas { level, place: &place, window: WINDOW, tolerance: 1.2, island: 14, rings: Vec::new() };
    for (at, area) in level.areas.iter().enumerate() {
        let reach = view.reach();
        let near = area.rings.iter().filter(|ring| angle(ring.middle, view.middle.unit) < ring.reach + reach);
        canvas.rings.extend(near.map(|ring| (at, ring)));
    }
    let own: &[&str] = here.as_slice();
    let is_here = |area: &Area| own.contains(&area.id.as_str());
    // What a Kosovo that is drawn over its holder covers is land in either case.
    let mut map = loop {
        let drawn = canvas.drawn();
        let map = NearMap {
            land: drawn.union(&|area| is_plain(area, own)),
            here: drawn.areas(&is_here, 0) + &drawn.specks(&is_here),
            disputed: drawn.areas(&|area| area.kind == AreaKind::Disputed && !is_here(area), canvas.island),
            borders: drawn.lines(Line::Border),
            dashed: drawn.lines(Line::Disputed),
            ring: None,
            labels: Vec::new(),
            around: Vec::new(),
            scale_km: 0,
            scale_bar: 0,
        };
        let bytes = map.land.len() + map.here.len() + map.disputed.len() + map.borders.len() + map.dashed.len();
        if bytes <= room || canvas.tolerance > 8.0 {
            break map;
        }
        // Small islands go before coasts become rough.
        canvas.island = (canvas.island * 3).min(250);
        canvas.tolerance *= 1.25;
    };
    map.ring = ring(set, &canvas, own, &projection);
    names(&mut map, &canvas, own, name);
    (map.scale_km, map.scale_bar) = bar(view.scale);
    map
}

/// The ring around a country that is too small to be seen, or has no area at all.
fn ring(set: &Boundaries, canvas: &Canvas<'_>, own: &[&str], projection: &Azimuthal) -> Option<RingView> {
    let id = own.first()?;
    let drawn = canvas.drawn();
    let index = canvas.level.areas.iter().position(|area| area.id == **id);
    let seen: Vec<path::Dot> = index.map(|at| drawn.seen(at)).unwrap_or_default().concat();
    if let Some((low, high)) = path::extent(&seen) {
        let (wide, high, x, y) =
            (high.0 - low.0, high.1 - low.1, i32::midpoint(low.0, high.0), i32::midpoint(low.1, high.1));
        return (wide.max(high) < 56).then_some(RingView { x, y, r: 40 });
    }
    let spot = set.centre(id)?;
    let point = projection.place(&spot);
    let dot = (path::whole(point.x), path::whole(point.y));
    WINDOW.has(dot).then_some(RingView { x: dot.0, y: dot.1, r: 28 })
}

/// Writes the names: that of the country that the map is about first, then those of which most is seen.
fn names(map: &mut NearMap, canvas: &Canvas<'_>, own: &[&str], name: &dyn Fn(&str) -> Option<String>) {
    let drawn = canvas.drawn();
    let mut cells = Cells::new(WIDTH, HEIGHT);
    let mut areas: Vec<usize> = canvas.rings.iter().map(|(at, _)| *at).collect();
    areas.dedup();
    let mut sizes: Vec<(i64, usize)> = Vec::new();
    for at in areas {
        let seen = drawn.seen(at);
        let is_own = own.contains(&canvas.area(at).id.as_str());
        if canvas.area(at).kind != AreaKind::Over || is_own {
            cells.fill(&seen, u16::try_from(at + 1).unwrap_or_default());
        }
        let size: i64 = seen.iter().map(|ring| path::size(ring)).sum();
        if size > 0 || (is_own && !seen.is_empty()) {
            sizes.push((if is_own { i64::MAX } else { size }, at));
        }
    }
    // The bar is there.
    cells.take(Window { left: 0, top: HEIGHT - 48, right: 200, bottom: HEIGHT });
    if let Some(ring) = map.ring {
        let text = own.first().and_then(|id| name(id));
        map.labels.extend(text.map(|text| beside((ring.x, ring.y), ring.r + 8, text)));
        cells.take(Window { left: ring.x, top: ring.y, right: ring.x, bottom: ring.y }.wider(ring.r));
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    for (_, at) in sizes {
        let id = canvas.area(at).id.as_str();
        let is_own = own.contains(&id);
        let Some(text) = name(id) else { continue };
        if !is_own && map.around.len() < 12 {
            map.around.push(text.clone());
        }
        if is_own && map.ring.is_some() {
            continue;
        }
        let mut labels = cells.name(u16::try_from(at + 1).unwrap_or_default(), &text, is_own);
        if is_own && labels.is_empty() {
            let seen = drawn.seen(at);
            let largest = seen.iter().max_by_key(|ring| path::size(ring)).and_then(|ring| path::extent(ring));
            let Some((low, high)) = largest else { continue };
            let inside = (canvas.place)(&canvas.area(at).inside);
            let inside = (path::whole(inside.x), path::whole(inside.y));
            let is_long = (high.0 - low.0).max(high.1 - low.1) > 120;
            if is_long && WINDOW.wider(-60).has(inside) {
                labels.push(LabelView { x: inside.0, y: inside.1 + 8, anchor: "middle", text, own: true });
            } else {
                let middle = (i32::midpoint(low.0, high.0), i32::midpoint(low.1, high.1));
                labels.push(beside(middle, (high.0 - low.0) / 2 + 8, text));
            }
        }
        for label in &labels {
            cells.take(label.extent());
        }
        map.labels.append(&mut labels);
    }
}

/// A name to the right of a place, or to the left where there is no room.
pub(super) fn beside((x, y): path::Dot, gap: i32, text: String) -> LabelView {
    let fits = x + gap + super::labels::width(&text) < WIDTH - 8;
    let (x, anchor) = if fits || x < WIDTH / 3 { (x + gap, "start") } else { (x - gap, "end") };
    LabelView { x, y: y + 8, anchor, text, own: true }
}

/// A round number of kilometres, and how long it is.
fn bar(scale: f64) -> (u32, i32) {
    let length = |km: u32| f64::from(km) / EARTH * scale;
    let fit = [5000, 2000, 1000, 500, 200, 100, 50, 20, 10].into_iter().find(|km| length(*km) <= 150.0).unwrap_or(5);
    (fit, path::whole(length(fit)))
}
