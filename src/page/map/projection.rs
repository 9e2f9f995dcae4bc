//! From the globe to the page: Equal Earth for the world, Lambert's azimuthal equal-area projection for what is near.
//!
//! Sines and roots come from `libm`, so that a map has the same bytes on every machine.

use std::f64::consts::PI;

/// A place on the globe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Longitude in degrees, east of Greenwich positive.
    pub longitude: f64,
    /// Latitude in degrees, north positive.
    pub latitude: f64,
    /// The same as a vector of length 1: towards 0° E on the equator, 90° E on the equator, the north pole.
    pub unit: [f64; 3],
}

/// A place on the page: right and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// The part of the globe around a place, without distortion in its middle.
#[derive(Debug, Clone, Copy)]
pub struct Azimuthal {
    east: [f64; 3],
    north: [f64; 3],
    up: [f64; 3],
    /// Units on the page for a radian on the globe.
    scale: f64,
    /// Where the middle of the projection is on the page.
    middle: Point,
}

impl Spot {
    /// The place at longitude and latitude, in degrees.
    #[must_use]
    pub fn new(longitude: f64, latitude: f64) -> Self {
        let (lambda, phi) = (longitude.to_radians(), latitude.to_radians());
        let unit = [libm::cos(phi) * libm::cos(lambda), libm::cos(phi) * libm::sin(lambda), libm::sin(phi)];
        Self { longitude, latitude, unit }
    }

    /// The place in the direction of a vector.
    #[must_use]
    pub fn of(vector: [f64; 3]) -> Self {
        let unit = direction(vector);
        let latitude = libm::asin(unit[2].clamp(-1.0, 1.0)).to_degrees();
        Self { longitude: libm::atan2(unit[1], unit[0]).to_degrees(), latitude, unit }
    }

    /// How far apart two places are, as an angle in radians.
    #[must_use]
    pub fn angle_to(&self, other: &Self) -> f64 {
        angle(self.unit, other.unit)
    }
}

pub(super) fn angle(a: [f64; 3], b: [f64; 3]) -> f64 {
    libm::acos(dot(a, b).clamp(-1.0, 1.0))
}

pub(super) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The vector of length 1 in the direction of `v`; the north pole where it has none.
pub(super) fn direction(v: [f64; 3]) -> [f64; 3] {
    let length = dot(v, v).sqrt();
    if length < 1e-12 { [0.0, 0.0, 1.0] } else { v.map(|part| part / length) }
}

impl Azimuthal {
    /// The surroundings of `spot`, which comes to lie at `middle`; `scale` units for a radian.
    #[must_use]
    pub fn new(spot: &Spot, scale: f64, middle: Point) -> Self {
        let lambda = spot.longitude.to_radians();
        let up = spot.unit;
        let east = [-libm::sin(lambda), libm::cos(lambda), 0.0];
        let north =
            [up[1] * east[2] - up[2] * east[1], up[2] * east[0] - up[0] * east[2], up[0] * east[1] - up[1] * east[0]];
        Self { east, north, up, scale, middle }
    }

    /// Where a place is on the page. The far side of the globe comes out far away.
    #[must_use]
    pub fn place(&self, spot: &Spot) -> Point {
        let factor = self.scale * (2.0 / (1.0 + dot(spot.unit, self.up)).max(0.02)).sqrt();
        Point {
            x: self.middle.x + factor * dot(spot.unit, self.east),
            y: self.middle.y - factor * dot(spot.unit, self.north),
        }
    }
}

impl Azimuthal {
    /// The place on the globe that is drawn at a place on the page.
    #[must_use]
    pub fn spot(&self, point: Point) -> Spot {
        let (x, y) = ((point.x - self.middle.x) / self.scale, (self.middle.y - point.y) / self.scale);
        let far = (x * x + y * y).sqrt().min(2.0);
        if far < 1e-12 {
            return Spot::of(self.up);
        }
        let angle = 2.0 * libm::asin(far / 2.0);
        let (along, up) = (libm::sin(angle) / far, libm::cos(angle));
        let part = |at: usize| up * self.up[at] + along * (x * self.east[at] + y * self.north[at]);
        Spot::of([part(0), part(1), part(2)])
    }
}

/// Half the width of the world where the radius of the globe is 1.
const HALF_WORLD: f64 = 2.706_629_9;

/// Where a place is on a map of the whole world of this width, whose middle is at 0, 0.
///
/// Equal Earth: Šavrič, Patterson and Jenny, International Journal of Geographical Information Science, 2019.
#[must_use]
pub fn equal_earth(spot: &Spot, width: f64) -> Point {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let m = 3.0_f64.sqrt() / 2.0;
    let theta = libm::asin(m * spot.unit[2]);
    let (t2, t6) = (theta * theta, theta * theta * theta * theta * theta * theta);
    let lambda = spot.longitude / 180.0 * PI;
    let x = lambda * libm::cos(theta) / (m * (A[0] + 3.0 * A[1] * t2 + t6 * (7.0 * A[2] + 9.0 * A[3] * t2)));
    let y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
    let scale = width / 2.0 / HALF_WORLD;
    Point { x: x * scale, y: -y * scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_is_as_wide_as_told_and_half_as_high() {
        let right = equal_earth(&Spot::new(180.0, 0.0), 960.0);
        assert!((right.x - 480.0).abs() < 0.01 && right.y.abs() < 1e-9, "{right:?}");
        let top = equal_earth(&Spot::new(0.0, 90.0), 960.0);
        assert!((top.y + 233.6).abs() < 0.5, "{top:?}");
    }

    #[test]
    fn what_is_near_is_near_across_the_antimeridian_and_at_a_pole() {
        let map = Azimuthal::new(&Spot::new(179.5, -17.0), 1000.0, Point { x: 100.0, y: 50.0 });
        assert_eq!(map.place(&Spot::new(179.5, -17.0)), Point { x: 100.0, y: 50.0 });
        let across = map.place(&Spot::new(-179.5, -17.0));
        assert!((across.x - 116.7).abs() < 0.1 && (across.y - 50.0).abs() < 0.2, "{across:?}");
        let back = map.spot(across);
        assert!((back.longitude + 179.5).abs() < 1e-6 && (back.latitude + 17.0).abs() < 1e-6, "{back:?}");
        let pole = Azimuthal::new(&Spot::new(0.0, 90.0), 1000.0, Point { x: 0.0, y: 0.0 });
        let (a, b) = (pole.place(&Spot::new(0.0, 89.0)), pole.place(&Spot::new(180.0, 89.0)));
        assert!((a.y - 17.45).abs() < 0.1 && (b.y + 17.45).abs() < 0.1, "{a:?} {b:?}");
    }
}
