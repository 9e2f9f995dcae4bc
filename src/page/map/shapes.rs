//! The land, borders and disputed areas of one map, as paths.

use std::collections::HashMap;

use super::boundaries::{Area, AreaKind, Level, Line, Ring};
use super::path::{self, Dot, Window};
use super::projection::{Point, Spot};

/// What a map is drawn from.
pub(super) struct Canvas<'a> {
    pub(super) level: &'a Level,
    pub(super) place: &'a dyn Fn(&Spot) -> Point,
    pub(super) window: Window,
    /// How far a line may be from the true one, in units.
    pub(super) tolerance: f64,
    /// The least area that is drawn of an island, in square units.
    pub(super) island: i64,
    /// Rings that may be seen, with the index of their area.
    pub(super) rings: Vec<(usize, &'a Ring)>,
}

/// The arcs of a canvas as lines on the page.
pub(super) struct Drawn<'a> {
    canvas: &'a Canvas<'a>,
    arcs: HashMap<usize, Vec<Dot>>,
}

impl<'a> Canvas<'a> {
    pub(super) fn area(&self, at: usize) -> &'a Area {
        &self.level.areas[at]
    }

    pub(super) fn drawn(&'a self) -> Drawn<'a> {
        let mut arcs = HashMap::new();
        for &(index, _) in self.rings.iter().flat_map(|(_, ring)| &ring.arcs) {
            arcs.entry(index).or_insert_with(|| self.line(index));
        }
        Drawn { canvas: self, arcs }
    }

    fn line(&self, index: usize) -> Vec<Dot> {
        let Some(arc) = self.level.arcs.get(index) else { return Vec::new() };
        let points: Vec<(f64, f64)> = arc.iter().map(self.place).map(|point| (point.x, point.y)).collect();
        let rough: Vec<Dot> = points.iter().map(|point| (path::whole(point.0), path::whole(point.1))).collect();
        // What is far outside closes the shapes and is not seen itself.
        let tolerance = if self.window.wider(80).meets(&rough) { self.tolerance } else { 60.0 };
        path::simplified(&points, tolerance)
    }
}

impl Drawn<'_> {
    fn outline(&self, ring: &[(usize, bool)]) -> Vec<Dot> {
        let mut outline: Vec<Dot> = Vec::new();
        for (index, reversed) in ring {
            let Some(arc) = self.arcs.get(index) else { continue };
            if *reversed {
                outline.extend(arc.iter().rev());
            } else {
                outline.extend(arc);
            }
            outline.dedup();
        }
        outline
    }

    fn fill(&self, out: &mut String, ring: &[(usize, bool)], least: i64) {
        let cut = path::cut(&self.outline(ring), self.canvas.window.wider(6));
        if path::size(&cut) > least * 2 {
            path::write(out, &cut, true);
        }
    }

    /// The areas that `wanted` picks, each on its own.
    pub(super) fn areas(&self, wanted: &dyn Fn(&Area) -> bool, least: i64) -> String {
        let mut out = String::new();
        for (at, ring) in &self.canvas.rings {
            if wanted(self.canvas.area(*at)) {
                self.fill(&mut out, &ring.arcs, least);
            }
        }
        out
    }

    /// A speck for each ring that is too small to be seen.
    pub(super) fn specks(&self, wanted: &dyn Fn(&Area) -> bool) -> String {
        let mut out = String::new();
        for (_, ring) in self.canvas.rings.iter().filter(|(at, _)| wanted(self.canvas.area(*at))) {
            let Some((low, high)) = path::extent(&self.outline(&ring.arcs)) else { continue };
            let (x, y) = (i32::midpoint(low.0, high.0), i32::midpoint(low.1, high.1));
            if (high.0 - low.0).max(high.1 - low.1) < 7 && self.canvas.window.has((x, y)) {
                path::write(&mut out, &[(x - 4, y), (x, y - 4), (x + 4, y), (x, y + 4)], true);
            }
        }
        out
    }

    /// The parts of one area that are seen.
    pub(super) fn seen(&self, area: usize) -> Vec<Vec<Dot>> {
        let own = self.canvas.rings.iter().filter(|(at, _)| *at == area);
        let cut = own.map(|(_, ring)| path::cut(&self.outline(&ring.arcs), self.canvas.window));
        cut.filter(|ring| !ring.is_empty()).collect()
    }

    /// The areas that `wanted` picks as one shape without the borders between them.
    pub(super) fn union(&self, wanted: &dyn Fn(&Area) -> bool) -> String {
        let rings = self.canvas.rings.iter().filter(|(at, _)| wanted(self.canvas.area(*at)));
        let all: Vec<(usize, bool)> = rings.flat_map(|(_, ring)| ring.arcs.iter().copied()).collect();
        let mut uses: HashMap<usize, u8> = HashMap::new();
        for (index, _) in &all {
            *uses.entry(*index).or_default() += 1;
        }
        let outer: Vec<(usize, bool)> = all.into_iter().filter(|(index, _)| uses[index] == 1).collect();
        let mut meeting: HashMap<[u64; 2], Vec<usize>> = HashMap::new();
        for (at, arc) in outer.iter().enumerate() {
            for last in [false, true] {
                meeting.entry(self.end(*arc, last)).or_default().push(at);
            }
        }
        let mut used = vec![false; outer.len()];
        let mut out = String::new();
        for start in 0..outer.len() {
            let mut ring = Vec::new();
            let mut next = Some((start, outer[start]));
            while let Some((at, arc)) = next.filter(|(at, _)| !used[*at]) {
                used[at] = true;
                ring.push(arc);
                let end = self.end(arc, true);
                let way = meeting.get(&end).and_then(|ways| ways.iter().copied().find(|way| !used[*way]));
                next = way.map(|way| {
                    let (index, reversed) = outer[way];
                    (way, (index, if self.end(outer[way], false) == end { reversed } else { !reversed }))
                });
            }
            self.fill(&mut out, &ring, self.canvas.island);
        }
        out
    }

    /// The first or last point of an arc as it is run.
    fn end(&self, (index, reversed): (usize, bool), last: bool) -> [u64; 2] {
        let arc = &self.canvas.level.arcs[index];
        let spot = if last == reversed { arc.first() } else { arc.last() };
        spot.map_or([0; 2], |spot| [spot.longitude.to_bits(), spot.latitude.to_bits()])
    }

    /// The lines of a kind.
    pub(super) fn lines(&self, kind: Line) -> String {
        let mut indices: Vec<usize> = self.arcs.keys().copied().collect();
        indices.sort_unstable();
        let mut out = String::new();
        for index in indices.into_iter().filter(|index| self.canvas.level.lines[*index] == kind) {
            for piece in path::pieces(&self.arcs[&index], self.canvas.window.wider(6)) {
                path::write(&mut out, &piece, false);
            }
        }
        out
    }
}

/// Whether an area is plain land that is not drawn in a way of its own.
pub(super) fn is_plain(area: &Area, special: &[&str]) -> bool {
    area.kind == AreaKind::State && !special.contains(&area.id.as_str())
}
