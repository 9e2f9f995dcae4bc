//! The shapes of countries and disputed areas, as the files in `data/` hold them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::projection::{Spot, angle, direction};
use crate::config::BoundarySet;

/// A set of boundaries.
#[derive(Debug, Default)]
pub struct Boundaries {
    /// For a map of the world.
    pub world: Level,
    /// For a map of a country.
    pub near: Level,
    /// States without an area: alpha-3 to the place.
    pub points: BTreeMap<String, Spot>,
}

/// Shapes that are as fine as one kind of map needs. Areas that meet share their arcs.
#[derive(Debug, Default)]
pub struct Level {
    /// Lines between points where areas meet, or around an island.
    pub arcs: Vec<Vec<Spot>>,
    /// What each arc is.
    pub lines: Vec<Line>,
    /// The areas, by code; those that are drawn over others come last.
    pub areas: Vec<Area>,
}

/// What a line of the map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Line {
    /// Where land meets the sea.
    #[default]
    Coast,
    /// Where two areas meet.
    Border,
    /// Where an area meets one that is disputed, or a line that is.
    Disputed,
}

/// A country or another area.
#[derive(Debug)]
pub struct Area {
    /// Alpha-3, or a code that begins with `X` for what is no entry of ISO 3166-1.
    pub id: String,
    /// What it is.
    pub kind: AreaKind,
    /// A place well inside it.
    pub inside: Spot,
    /// Its rings, the largest first; holes are rings, too.
    pub rings: Vec<Ring>,
}

/// What an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaKind {
    /// A country or territory.
    State,
    /// An area whose status is disputed.
    Disputed,
    /// An area that another one holds, with a disputed line between them.
    Over,
}

/// A closed line.
#[derive(Debug)]
pub struct Ring {
    /// Its arcs: the index, and whether the arc is run backwards.
    pub arcs: Vec<(usize, bool)>,
    /// The middle of its points.
    pub middle: [f64; 3],
    /// How far its points are from the middle at most, in radians.
    pub reach: f64,
}

static UN: LazyLock<Boundaries> = LazyLock::new(|| read(include_str!("data/un.txt")));
static NATURAL_EARTH: LazyLock<Boundaries> = LazyLock::new(|| read(include_str!("data/natural-earth.txt")));

/// The shapes of a set; nothing where no maps are drawn.
#[must_use]
pub fn boundaries(set: BoundarySet) -> Option<&'static Boundaries> {
    match set {
        BoundarySet::Un => Some(&UN),
        BoundarySet::NaturalEarth => Some(&NATURAL_EARTH),
        BoundarySet::None => None,
    }
}

impl Boundaries {
    /// A place in a country, by alpha-3.
    #[must_use]
    pub fn centre(&self, id: &str) -> Option<Spot> {
        self.near.area(id).map(|area| area.inside).or_else(|| self.points.get(id).copied())
    }
}

impl Level {
    /// The area with this code.
    #[must_use]
    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == id)
    }

    /// The codes of the areas that hold a place.
    #[must_use]
    pub fn at(&self, spot: &Spot) -> Vec<&str> {
        self.areas.iter().filter(|area| self.holds(area, spot)).map(|area| area.id.as_str()).collect()
    }

    /// Whether the place is inside: a line from it eastwards crosses the rings an odd number of times.
    fn holds(&self, area: &Area, spot: &Spot) -> bool {
        let near = |ring: &&Ring| angle(ring.middle, spot.unit) <= ring.reach + 1e-6;
        let crossings = |ring: &Ring| {
            let points: Vec<&Spot> = self.points(ring).collect();
            let edges = points.iter().zip(points.iter().cycle().skip(1));
            edges.filter(|(a, b)| crosses(a, b, spot)).count()
        };
        area.rings.iter().filter(near).map(crossings).sum::<usize>() % 2 == 1
    }

    /// The points of a ring in their order; where two arcs meet, the point comes twice.
    pub fn points<'a>(&'a self, ring: &'a Ring) -> impl Iterator<Item = &'a Spot> {
        ring.arcs.iter().flat_map(|&(index, reversed)| {
            let arc = self.arcs.get(index).map_or(&[][..], Vec::as_slice);
            (0..arc.len()).map(move |at| if reversed { &arc[arc.len() - 1 - at] } else { &arc[at] })
        })
    }
}

fn crosses(a: &Spot, b: &Spot, spot: &Spot) -> bool {
    if (a.latitude > spot.latitude) == (b.latitude > spot.latitude) {
        return false;
    }
    let part = (spot.latitude - a.latitude) / (b.latitude - a.latitude);
    spot.longitude < a.longitude + part * (b.longitude - a.longitude)
}

/// Reads a file that `data/boundaries.mjs` has made. Its first lines describe the form.
fn read(text: &str) -> Boundaries {
    let mut set = Boundaries::default();
    let mut level = Level::default();
    let mut cells = 1.0;
    let mut is_near = false;
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
        match words[..] {
            ["level", name, _] => {
                is_near = name == "near";
                if is_near {
                    set.world = finished(std::mem::take(&mut level));
                }
                cells = number(2);
            }
            ["arc", codes] => level.arcs.push(points(codes, cells)),
            ["area", id, kind, _, _, rings] => {
                let kind = match kind {
                    "disputed" => AreaKind::Disputed,
                    "over" => AreaKind::Over,
                    _ => AreaKind::State,
                };
                let rings = rings.split('/').map(|ring| read_ring(&level, ring)).collect();
                level.areas.push(Area { id: id.to_owned(), kind, inside: Spot::new(number(3), number(4)), rings });
            }
            ["line", arcs] => {
                level.lines.resize(level.arcs.len(), Line::Coast);
                for (index, _) in arcs.split(',').filter_map(arc) {
                    if let Some(line) = level.lines.get_mut(index) {
                        *line = Line::Disputed;
                    }
                }
            }
            ["point", id, _, _] => _ = set.points.insert(id.to_owned(), Spot::new(number(2), number(3))),
            _ => {}
        }
    }
    if is_near {
        set.near = finished(level);
    }
    set
}

/// The level with the kind of each line: what two areas share is a border.
fn finished(mut level: Level) -> Level {
    level.areas.sort_by(|a, b| (a.kind == AreaKind::Over, &a.id).cmp(&(b.kind == AreaKind::Over, &b.id)));
    level.lines.resize(level.arcs.len(), Line::Coast);
    let mut owners = vec![(0_u8, false); level.arcs.len()];
    for area in level.areas.iter().filter(|area| area.kind != AreaKind::Over) {
        for &(index, _) in area.rings.iter().flat_map(|ring| &ring.arcs) {
            if let Some((count, disputed)) = owners.get_mut(index) {
                *count += 1;
                *disputed |= area.kind == AreaKind::Disputed;
            }
        }
    }
    for (line, (count, disputed)) in level.lines.iter_mut().zip(owners) {
        if count > 1 {
            *line = if disputed { Line::Disputed } else { Line::Border };
        }
    }
    level
}

/// `3` is arc 3, `-4` is arc 3 backwards.
fn arc(text: &str) -> Option<(usize, bool)> {
    let number: i64 = text.parse().ok()?;
    let index = if number < 0 { -1 - number } else { number };
    Some((usize::try_from(index).ok()?, number < 0))
}

fn read_ring(level: &Level, text: &str) -> Ring {
    let mut ring = Ring { arcs: text.split(',').filter_map(arc).collect(), middle: [0.0; 3], reach: 0.0 };
    let mut sum = [0.0; 3];
    for spot in level.points(&ring) {
        sum = [sum[0] + spot.unit[0], sum[1] + spot.unit[1], sum[2] + spot.unit[2]];
    }
    let middle = direction(sum);
    let reach = level.points(&ring).map(|spot| angle(middle, spot.unit)).fold(0.0, f64::max);
    (ring.middle, ring.reach) = (middle, reach);
    ring
}

/// Base64 VLQ as in source maps: longitude and latitude in cells, then the steps to each further point.
fn points(codes: &str, cells: f64) -> Vec<Spot> {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_i32, 0_u32);
    for byte in codes.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        value |= i32::from(digit & 31) << shift.min(25);
        shift += 5;
        if digit & 32 == 0 {
            numbers.push(if value & 1 == 1 { -(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        }
    }
    let mut at = (0, 0);
    let steps = numbers.chunks_exact(2).map(|step| {
        at = (at.0 + step[0], at.1 + step[1]);
        Spot::new(f64::from(at.0) / cells, f64::from(at.1) / cells)
    });
    steps.collect()
}
