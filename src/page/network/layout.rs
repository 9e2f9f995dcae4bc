//! Where things stand in the picture: pure geometry, the same for the same input.
//!
//! Names stand around a circle like the spokes of a wheel, so that two of them never overlap, however long they are:
//! the circle is as large as that takes. Groups of them are set apart by a gap. Ties are curves inside of the circle that
//! leave through the middle of their group, so that those from one group to another run together.

use std::f64::consts::{PI, TAU};

use unicode_normalization::char::is_combining_mark;

/// Size of type where there are many names, in pixels.
pub const SMALL: f64 = 11.5;

/// Size of type where there are few names, in pixels.
pub const LARGE: f64 = 13.0;

/// Height of a line of names, as a part of the size of type: room for accents and descenders.
pub const LINE: f64 = 1.16;

/// Names that can be set in large type.
const FEW: usize = 90;

/// Longest name, as a part of the size of type.
const LONGEST: f64 = 14.0;

/// The gap between two groups, as a part of the step from one place to the next.
const GAP: f64 = 0.7;

/// From the dots to the names, in pixels.
const MARGIN: f64 = 14.0;

/// Distance of the gates of groups from the middle, as a part of the radius of the dots.
const GATE: f64 = 0.55;

/// Radius of the smallest circle of dots, in pixels.
const SMALLEST: f64 = 150.0;

/// A point of the picture, in pixels from the middle, right and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// Where names and dots stand.
#[derive(Debug)]
pub struct Layout {
    /// Size of type in pixels.
    pub type_size: f64,
    /// Radius of the circle of dots.
    pub radius: f64,
    /// Radius at which names begin.
    pub reach: f64,
    /// From the middle to each edge of the picture.
    pub half: f64,
    /// The angle of each place, in the order of the groups: clockwise from the top, in radians.
    pub angles: Vec<f64>,
    /// The group of each place.
    pub groups: Vec<usize>,
    /// The first and the last angle of each group.
    pub spans: Vec<(f64, f64)>,
    /// The angle between neighbours.
    pub step: f64,
}

/// A tie as it is drawn.
#[derive(Debug)]
pub struct Curve {
    /// The path of the line.
    pub line: String,
    /// The path of the head of an arrow at its end.
    pub head: String,
}

/// Places for groups of these sizes, clockwise from the top, with a gap behind each group.
#[must_use]
pub fn layout(sizes: &[usize]) -> Layout {
    let places: usize = sizes.iter().sum();
    let type_size = if places <= FEW { LARGE } else { SMALL };
    let step = TAU / (number(places) + number(sizes.len()) * GAP).max(1.0);
    // The corners of two neighbours that are nearest to the middle just do not touch.
    let needed = type_size * LINE / 2.0 / (step / 2.0).tan().max(f64::EPSILON);
    let reach = if step < PI { needed } else { 0.0 }.max(SMALLEST + MARGIN);
    let (mut angles, mut groups, mut spans) = (Vec::with_capacity(places), Vec::with_capacity(places), Vec::new());
    let mut next = step * GAP;
    for (group, &size) in sizes.iter().enumerate() {
        let first = next;
        for _ in 0..size {
            angles.push(next);
            groups.push(group);
            next += step;
        }
        spans.push((first, (next - step).max(first)));
        next += step * GAP;
    }
    let half = (reach + LONGEST * type_size + 16.0).ceil();
    Layout { type_size, radius: reach - MARGIN, reach, half, angles, groups, spans, step }
}

impl Layout {
    /// A point at an angle and a distance from the middle.
    #[must_use]
    pub fn at(angle: f64, distance: f64) -> Point {
        // The platform's own functions differ in the last digit, and the bytes of a page must not.
        Point { x: distance * libm::sin(angle), y: -distance * libm::cos(angle) }
    }

    /// Whether a name at an angle stands on the left, and so is turned round to be read.
    #[must_use]
    pub fn is_left(angle: f64) -> bool {
        angle > PI && angle < TAU
    }

    /// Whether a group stands on the left, where its places run upwards.
    #[must_use]
    pub fn runs_up(&self, group: usize) -> bool {
        let (first, last) = self.spans[group];
        last - first < PI && Self::is_left(f64::midpoint(first, last))
    }

    /// How the name at a place is turned and moved, and which end of it is at the circle.
    #[must_use]
    pub fn turn(&self, place: usize) -> (String, &'static str) {
        let angle = self.angles[place];
        let degrees = angle.to_degrees() - 90.0;
        if Self::is_left(angle) {
            (format!("rotate({}) translate({} 0)", short(degrees - 180.0), short(-self.reach)), "end")
        } else {
            (format!("rotate({}) translate({} 0)", short(degrees), short(self.reach)), "start")
        }
    }

    /// The tie from one place to another.
    #[must_use]
    pub fn curve(&self, from: usize, to: usize) -> Curve {
        let (a, b) = (self.angles[from], self.angles[to]);
        let (start, end) = (Self::at(a, self.radius), Self::at(b, self.radius));
        let between = if self.groups[from] == self.groups[to] {
            // Within a group: the farther apart, the deeper.
            vec![Self::at(f64::midpoint(a, b), self.radius * (0.74 - 0.7 * apart(a, b) / PI))]
        } else {
            vec![Self::at(self.gate(from), self.radius * GATE), Self::at(self.gate(to), self.radius * GATE)]
        };
        // The line ends where it comes from its last point of direction.
        let last = between.last().copied().unwrap_or(start);
        let along = Point { x: end.x - last.x, y: end.y - last.y };
        let length = along.x.hypot(along.y).max(f64::EPSILON);
        let along = Point { x: along.x / length, y: along.y / length };
        let back = |distance: f64, aside: f64| Point {
            x: end.x - along.x * distance - along.y * aside,
            y: end.y - along.y * distance + along.x * aside,
        };
        let [tip, left, right] = [back(5.0, 0.0), back(13.0, 4.0), back(13.0, -4.0)].map(written);
        Curve { line: spline(start, &between, end), head: format!("M{tip}L{left}L{right}Z") }
    }

    /// The arc that holds a group together, beside its dots.
    #[must_use]
    pub fn arc(&self, group: usize) -> String {
        let (first, last) = self.spans[group];
        let (first, last) = (first - self.step * 0.3, last + self.step * 0.3);
        let radius = self.radius + MARGIN * 0.55;
        let large = u8::from(last - first > PI);
        let (start, end) = (written(Self::at(first, radius)), written(Self::at(last, radius)));
        let radius = short(radius);
        format!("M{start}A{radius} {radius} 0 {large} 1 {end}")
    }

    /// Where the ties of a place leave its group: its middle, where that is not far.
    fn gate(&self, place: usize) -> f64 {
        let (first, last) = self.spans[self.groups[place]];
        let angle = self.angles[place];
        angle + (f64::midpoint(first, last) - angle).clamp(-0.6, 0.6)
    }
}

/// A name that is no longer than there is room for.
#[must_use]
pub fn shortened(name: &str) -> String {
    if width(name) <= LONGEST {
        return name.to_owned();
    }
    let (mut taken, mut room) = (String::new(), LONGEST - width_of('…'));
    for c in name.chars() {
        room -= width_of(c);
        if room < 0.0 {
            break;
        }
        taken.push(c);
    }
    format!("{}…", taken.trim_end())
}

/// How wide a text is at most, as a part of the size of type.
#[must_use]
pub fn width(text: &str) -> f64 {
    text.chars().map(width_of).sum()
}

/// How wide a character is in any of the faces that the theme asks for, rounded up.
fn width_of(c: char) -> f64 {
    match c {
        _ if is_combining_mark(c) => 0.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 1.0,
        'A'..='Z' => 0.78,
        '\0'..='\u{7f}' => 0.62,
        '\u{80}'..='\u{10ff}' => 0.74,
        _ => 1.1,
    }
}

/// A smooth line from one point to another that is drawn towards those between: a uniform cubic B-spline whose ends are
/// held, as a path of Bézier curves.
fn spline(start: Point, between: &[Point], end: Point) -> String {
    // The point that is so much of the way from one to another.
    let part = |a: Point, b: Point, of: f64| Point { x: a.x + (b.x - a.x) * of, y: a.y + (b.y - a.y) * of };
    let mut points = vec![start];
    points.extend_from_slice(between);
    points.extend([end, end]);
    let mut path = format!("M{}L{}", written(start), written(part(start, points[1], 1.0 / 6.0)));
    for three in points.windows(3) {
        let (first, second) = (part(three[0], three[1], 1.0 / 3.0), part(three[0], three[1], 2.0 / 3.0));
        let joint = part(second, part(three[1], three[2], 1.0 / 3.0), 0.5);
        let [first, second, joint] = [first, second, joint].map(written);
        path.extend(["C", &first, " ", &second, " ", &joint]);
    }
    path.extend(["L", &written(end)]);
    path
}

/// The angle between two directions, at most half a turn.
fn apart(a: f64, b: f64) -> f64 {
    let angle = (a - b).abs() % TAU;
    angle.min(TAU - angle)
}

fn written(point: Point) -> String {
    format!("{} {}", short(point.x), short(point.y))
}

/// A length with a tenth of a pixel: more is not seen, and would differ between machines.
#[must_use]
pub fn short(length: f64) -> String {
    // No zero with a sign.
    format!("{}", (length * 10.0).round() / 10.0 + 0.0)
}

#[expect(clippy::cast_precision_loss, reason = "there are some hundreds of places")]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corners of a name's box.
    fn corners(layout: &Layout, place: usize, name: &str) -> [Point; 4] {
        let (angle, line) = (layout.angles[place], layout.type_size * LINE / 2.0);
        let end = layout.reach + width(name) * layout.type_size;
        let along = Layout::at(angle, 1.0);
        let corner =
            |out: f64, aside: f64| Point { x: along.x * out - along.y * aside, y: along.y * out + along.x * aside };
        [corner(layout.reach, line), corner(end, line), corner(end, -line), corner(layout.reach, -line)]
    }

    /// Whether two boxes share a point: some side of one of them separates them, or not.
    fn overlap(a: &[Point; 4], b: &[Point; 4]) -> bool {
        let separated = |axis: Point| {
            let reach = |corners: &[Point; 4]| {
                let far = corners.map(|corner| corner.x * axis.x + corner.y * axis.y);
                (far.into_iter().fold(f64::INFINITY, f64::min), far.into_iter().fold(f64::NEG_INFINITY, f64::max))
            };
            let ((a_low, a_high), (b_low, b_high)) = (reach(a), reach(b));
            a_high < b_low + 1e-6 || b_high < a_low + 1e-6
        };
        let sides = |corners: &[Point; 4]| {
            [(0, 1), (1, 2)]
                .map(|(from, to)| Point { x: corners[to].y - corners[from].y, y: corners[from].x - corners[to].x })
        };
        !sides(a).into_iter().chain(sides(b)).any(separated)
    }

    fn boxes(sizes: &[usize]) -> (Layout, Vec<[Point; 4]>) {
        let layout = layout(sizes);
        let name = shortened(&"Wide Moss Memorial Municipal Workers' Movement ".repeat(3));
        let boxes = (0..layout.angles.len()).map(|place| corners(&layout, place, &name)).collect();
        (layout, boxes)
    }

    #[test]
    fn two_hundred_long_names_do_not_overlap() {
        for sizes in
            [vec![200], vec![10; 20], vec![150, 30, 9, 5, 3, 2, 1], vec![2; 100], vec![1; 400], vec![3, 2], vec![1]]
        {
            let (layout, boxes) = boxes(&sizes);
            for (at, one) in boxes.iter().enumerate() {
                for (other, two) in boxes.iter().enumerate().skip(at + 1) {
                    assert!(!overlap(one, two), "{sizes:?}: places {at} and {other}");
                }
                for corner in one {
                    assert!(corner.x.abs() < layout.half && corner.y.abs() < layout.half, "{sizes:?}: {at} is cut off");
                }
            }
            assert!(layout.type_size >= 11.0);
        }
        let (_, boxes) = boxes(&[200]);
        let moved = boxes[0].map(|corner| Point { x: corner.x, y: corner.y + 3.0 });
        assert!(overlap(&moved, &boxes[0]), "the test sees what overlaps");
    }

    #[test]
    fn two_hundred_names_fit_a_wide_screen() {
        // Actors of twenty countries, with a heading each.
        assert!(layout(&[11; 20]).half * 2.0 <= 1360.0, "{}", layout(&[11; 20]).half * 2.0);
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(shortened("Harbour Board"), "Harbour Board");
        assert_eq!(shortened("International Harbour Development Board"), "International Harbour D…");
        let accents = shortened(&"e\u{301}".repeat(60));
        assert!(accents.ends_with("\u{301}…"), "an accent stays with its letter: {accents}");
        assert!(width(&shortened(&"漢".repeat(60))) <= LONGEST);
    }

    #[test]
    fn groups_stand_apart_and_arrows_tell_the_direction() {
        let layout = layout(&[3, 2]);
        let gaps = layout.angles.windows(2).map(|pair| short((pair[1] - pair[0]) / layout.step));
        assert_eq!(gaps.collect::<Vec<_>>(), ["1", "1", "1.7", "1"]);
        assert_eq!(layout.groups, [0, 0, 0, 1, 1]);
        assert_ne!(layout.curve(0, 4).head, layout.curve(4, 0).head, "the arrow tells the direction");
    }
}
