//! Lines on the page: made simpler, cut to the picture, written as the `d` of a path.

use std::fmt::Write as _;

/// A place on the page in whole units: right and down.
pub(super) type Dot = (i32, i32);

/// The part of the page that is drawn: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Window {
    pub(super) fn wider(self, by: i32) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub(super) fn has(&self, dot: Dot) -> bool {
        (self.left..=self.right).contains(&dot.0) && (self.top..=self.bottom).contains(&dot.1)
    }

    /// Whether the box around a line meets the window.
    pub(super) fn meets(&self, dots: &[Dot]) -> bool {
        let Some((low, high)) = extent(dots) else { return false };
        low.0 <= self.right && high.0 >= self.left && low.1 <= self.bottom && high.1 >= self.top
    }
}

/// The least and the largest of the places on a line, right and down.
pub(super) fn extent(dots: &[Dot]) -> Option<(Dot, Dot)> {
    let first = *dots.first()?;
    Some(dots.iter().fold((first, first), |(low, high), dot| {
        ((low.0.min(dot.0), low.1.min(dot.1)), (high.0.max(dot.0), high.1.max(dot.1)))
    }))
}

/// The line without the points that are nearer than `tolerance` to a straight one (Douglas and Peucker).
pub(super) fn simplified(dots: &[(f64, f64)], tolerance: f64) -> Vec<Dot> {
    let mut kept = vec![false; dots.len()];
    let (Some(first), Some(last)) = (kept.first().map(|_| 0), dots.len().checked_sub(1)) else { return Vec::new() };
    kept[first] = true;
    kept[last] = true;
    let mut parts = vec![(first, last)];
    while let Some((from, to)) = parts.pop() {
        let far = (from + 1..to).map(|at| (distance(dots[at], dots[from], dots[to]), at));
        let farthest = far.fold((0.0, from), |most, one| if one.0 > most.0 { one } else { most });
        if farthest.0 > tolerance {
            kept[farthest.1] = true;
            parts.push((from, farthest.1));
            parts.push((farthest.1, to));
        }
    }
    let mut line: Vec<Dot> = Vec::new();
    for (dot, _) in dots.iter().zip(kept).filter(|(_, kept)| *kept) {
        let dot = (whole(dot.0), whole(dot.1));
        if line.last() != Some(&dot) {
            line.push(dot);
        }
    }
    line
}

/// How far a point is from the line between two others.
fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (p.0 - a.0 - part * dx, p.1 - a.1 - part * dy);
    (ex * ex + ey * ey).sqrt()
}

/// To the nearest whole unit; what is far outside every picture comes out at its edge.
#[expect(clippy::cast_possible_truncation, reason = "it is clamped before")]
pub(super) fn whole(length: f64) -> i32 {
    length.clamp(-1e6, 1e6).round() as i32
}

/// A closed line cut to the window (Sutherland and Hodgman). Along the edge of the window it may run to and fro.
pub(super) fn cut(ring: &[Dot], window: Window) -> Vec<Dot> {
    let inside: [&dyn Fn(Dot) -> bool; 4] =
        [&|dot| dot.0 >= window.left, &|dot| dot.0 <= window.right, &|dot| dot.1 >= window.top, &|dot| {
            dot.1 <= window.bottom
        }];
    let edges = [(true, window.left), (true, window.right), (false, window.top), (false, window.bottom)];
    let mut ring = ring.to_vec();
    for (inside, (upright, edge)) in inside.into_iter().zip(edges) {
        let mut next: Vec<Dot> = Vec::with_capacity(ring.len() + 8);
        let Some(mut before) = ring.last().copied() else { return ring };
        for dot in ring {
            if inside(before) != inside(dot) {
                next.push(crossing(before, dot, upright, edge));
            }
            if inside(dot) {
                next.push(dot);
            }
            before = dot;
        }
        next.dedup();
        ring = next;
    }
    ring
}

/// Where a line meets an edge.
fn crossing(a: Dot, b: Dot, upright: bool, edge: i32) -> Dot {
    let turn = |dot: Dot| if upright { dot } else { (dot.1, dot.0) };
    let (a, b) = (turn(a), turn(b));
    let part = f64::from(edge - a.0) / f64::from(b.0 - a.0);
    turn((edge, whole(f64::from(a.1) + part * f64::from(b.1 - a.1))))
}

/// The pieces of an open line that may be seen in the window.
pub(super) fn pieces(line: &[Dot], window: Window) -> Vec<Vec<Dot>> {
    let mut pieces: Vec<Vec<Dot>> = Vec::new();
    let mut runs = false;
    for step in line.windows(2) {
        let seen = window.meets(step);
        if seen && !runs {
            pieces.push(vec![step[0]]);
        }
        if let (true, Some(piece)) = (seen, pieces.last_mut()) {
            piece.push(step[1]);
        }
        runs = seen;
    }
    pieces
}

/// Twice the area within a closed line.
pub(super) fn size(ring: &[Dot]) -> i64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1)).sum::<i64>().abs()
}

/// Appends a line to the `d` of a path.
pub(super) fn write(out: &mut String, line: &[Dot], closed: bool) {
    let Some(first) = line.first() else { return };
    let _ = write!(out, "M{} {}", first.0, first.1);
    let mut before = *first;
    let (mut dx, mut dy) = (0, 0);
    let mut letter = 'l';
    let mut flush = |out: &mut String, dx: i32, dy: i32| {
        let gap = if letter == 'l' {
            letter = ' ';
            "l"
        } else if dx < 0 {
            ""
        } else {
            " "
        };
        let _ = if dy < 0 { write!(out, "{gap}{dx}{dy}") } else { write!(out, "{gap}{dx} {dy}") };
    };
    for dot in line.iter().skip(1) {
        let step = (dot.0 - before.0, dot.1 - before.1);
        before = *dot;
        // What goes straight on is one step.
        if i64::from(step.0) * i64::from(dy) == i64::from(step.1) * i64::from(dx)
            && step.0 * dx >= 0
            && step.1 * dy >= 0
        {
            (dx, dy) = (dx + step.0, dy + step.1);
            continue;
        }
        flush(out, dx, dy);
        (dx, dy) = step;
    }
    if (dx, dy) != (0, 0) {
        flush(out, dx, dy);
    }
    if closed {
        out.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { left: 0, top: 0, right: 10, bottom: 10 };

    #[test]
    fn a_ring_is_cut_to_the_window() {
        assert_eq!(size(&cut(&[(-5, -5), (5, -5), (5, 5), (-5, 5)], WINDOW)), 50);
        assert_eq!(size(&cut(&[(-5, -5), (50, -5), (50, 50), (-5, 50)], WINDOW)), 200, "what is all around");
        assert_eq!(cut(&[(20, 20), (30, 20), (30, 30)], WINDOW), []);
    }

    #[test]
    fn a_line_is_seen_in_pieces() {
        let line = [(-9, 5), (5, 5), (20, 5), (20, 20), (5, 20), (5, 5)];
        assert_eq!(pieces(&line, WINDOW), [vec![(-9, 5), (5, 5), (20, 5)], vec![(5, 20), (5, 5)]]);
    }

    #[test]
    fn a_path_is_short() {
        let mut path = String::new();
        write(&mut path, &[(1, 2), (3, 4), (5, 6), (5, -6), (4, 0)], true);
        assert_eq!(path, "M1 2l4 4 0-12-1 6z");
        let mut bent = String::new();
        write(&mut bent, &simplified(&[(0.0, 0.0), (5.0, 0.4), (10.0, 0.0), (10.0, 10.0)], 1.0), false);
        assert_eq!(bent, "M0 0l10 0 0 10");
    }
}
