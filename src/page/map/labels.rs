//! Names on a map: each within its own land, or not at all.

use serde::Serialize;

use super::path::{self, Dot, Window};

/// A name on a map.
#[derive(Debug, Clone, Serialize)]
pub struct LabelView {
    /// Where its middle is, or its start or end where `anchor` says so; its base line is at `y`.
    pub x: i32,
    /// Its base line.
    pub y: i32,
    /// Which part of it is at `x`: `start`, `middle`, `end`.
    pub anchor: &'static str,
    /// The name, or a line of it.
    pub text: String,
    /// Whether it is the name of what the map is about.
    pub own: bool,
}

/// Size of a cell, in units of the page.
const CELL: i32 = 16;

/// The window in cells, each with the area that it belongs to.
pub(super) struct Cells {
    columns: i32,
    rows: i32,
    owners: Vec<u16>,
}

/// No name may stand here.
const TAKEN: u16 = u16::MAX;

impl LabelView {
    /// Left, top, right and bottom of the name.
    pub(super) fn extent(&self) -> Window {
        let width = width(&self.text);
        let left = match self.anchor {
            "start" => self.x,
            "end" => self.x - width,
            _ => self.x - width / 2,
        };
        Window { left, top: self.y - 20, right: left + width, bottom: self.y + 6 }
    }
}

/// About how wide a name is: letters of 22 units.
pub(super) fn width(text: &str) -> i32 {
    let letters = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '\'' => 7,
        'm' | 'w' | 'M' | 'W' | '—' => 19,
        c if c.is_uppercase() => 15,
        c if u32::from(c) > 0x2e80 => 22,
        _ => 12,
    });
    letters.sum()
}

pub(super) fn overlap(a: Window, b: Window) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

impl Cells {
    /// A window whose upper left corner is at 0, 0.
    pub(super) fn new(width: i32, height: i32) -> Self {
        let (columns, rows) = (width / CELL, height / CELL);
        let count = usize::try_from(columns * rows).unwrap_or_default();
        Self { columns, rows, owners: vec![0; count] }
    }

    fn at(&self, column: i32, row: i32) -> usize {
        usize::try_from(row * self.columns + column).unwrap_or_default()
    }

    /// Gives the cells whose middle is within these rings to `owner`.
    pub(super) fn fill(&mut self, rings: &[Vec<Dot>], owner: u16) {
        for row in 0..self.rows {
            let y = row * CELL + CELL / 2;
            let mut crossings: Vec<i32> = Vec::new();
            for ring in rings {
                for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    if (a.1 > y) != (b.1 > y) {
                        let part = f64::from(y - a.1) / f64::from(b.1 - a.1);
                        crossings.push(path::whole(f64::from(a.0) + part * f64::from(b.0 - a.0)));
                    }
                }
            }
            crossings.sort_unstable();
            for pair in crossings.chunks_exact(2) {
                let first = (pair[0] + CELL / 2).div_euclid(CELL).max(0);
                let last = (pair[1] - CELL / 2).div_euclid(CELL).min(self.columns - 1);
                for column in first..=last {
                    let at = self.at(column, row);
                    self.owners[at] = owner;
                }
            }
        }
    }

    /// Leaves no room for a name here.
    pub(super) fn take(&mut self, place: Window) {
        let columns = place.left.div_euclid(CELL).max(0)..=place.right.div_euclid(CELL).min(self.columns - 1);
        for column in columns {
            for row in place.top.div_euclid(CELL).max(0)..=place.bottom.div_euclid(CELL).min(self.rows - 1) {
                let at = self.at(column, row);
                self.owners[at] = TAKEN;
            }
        }
    }

    /// A name within the land of its owner, as near to the middle of it as may be; on two lines where one is too long.
    /// Nothing where there is no room.
    pub(super) fn name(&mut self, owner: u16, name: &str, own: bool) -> Vec<LabelView> {
        let Some(middle) = self.middle(owner) else { return Vec::new() };
        for lines in [vec![name], halves(name)] {
            let Some(longest) = lines.iter().map(|line| width(line)).max() else { continue };
            let (wide, high) = (longest.div_euclid(CELL) + 2, if lines.len() == 1 { 2 } else { 4 });
            if let Some((column, row)) = self.room(owner, (wide, high), middle) {
                let (left, top) = (column * CELL, row * CELL);
                let label = |(y, text): (i32, &str)| LabelView {
                    x: left + wide * CELL / 2,
                    y,
                    anchor: "middle",
                    text: text.to_owned(),
                    own,
                };
                let labels: Vec<LabelView> = (0..).map(|line| top + 23 + line * 26).zip(lines).map(label).collect();
                self.take(Window { left, top, right: left + wide * CELL - 1, bottom: top + high * CELL - 1 });
                return labels;
            }
        }
        Vec::new()
    }

    /// The middle of what belongs to an owner, in cells.
    fn middle(&self, owner: u16) -> Option<(i32, i32)> {
        let (mut columns, mut rows, mut count) = (0, 0, 0);
        for row in 0..self.rows {
            for column in (0..self.columns).filter(|column| self.owners[self.at(*column, row)] == owner) {
                columns += column;
                rows += row;
                count += 1;
            }
        }
        (count > 0).then(|| (columns / count, rows / count))
    }

    /// The upper left cell of a free place of this size in the land of an owner, the nearest to `middle`.
    fn room(&self, owner: u16, (wide, high): (i32, i32), middle: (i32, i32)) -> Option<(i32, i32)> {
        let mut best: Option<(i32, (i32, i32))> = None;
        for row in 0..=self.rows - high {
            let mut run = 0;
            for column in 0..self.columns {
                let free = (row..row + high).all(|row| self.owners[self.at(column, row)] == owner);
                run = if free { run + 1 } else { 0 };
                if run >= wide {
                    let left = column + 1 - wide;
                    let (dx, dy) = (left + wide / 2 - middle.0, row + high / 2 - middle.1);
                    let far = dx * dx + dy * dy * 2;
                    if best.is_none_or(|(least, _)| far < least) {
                        best = Some((far, (left, row)));
                    }
                }
            }
        }
        best.map(|(_, place)| place)
    }
}

/// A name on two lines, as even as may be; nothing for one word.
fn halves(name: &str) -> Vec<&str> {
    let spaces = name.match_indices(' ').map(|(at, _)| at);
    let best = spaces.min_by_key(|at| (width(&name[..*at]) - width(&name[*at..])).abs());
    best.map_or_else(Vec::new, |at| vec![&name[..at], &name[at + 1..]])
}
