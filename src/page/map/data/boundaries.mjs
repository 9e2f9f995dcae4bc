// Makes un.txt and natural-earth.txt: the shapes of countries and areas, reduced for small maps. Development tool: the
// program itself never runs this, it embeds the results, which are kept beside this script.
//
//   mkdir scratch && cd scratch && npm init -y
//   npm install topojson-client@3.1.0 topojson-server@3.0.1 topojson-simplify@3.0.3 d3-geo@3.1.1 world-atlas@2.0.2
//   mkdir node_modules/plotly.js
//   tar xzf "$(npm pack plotly.js@3.1.0)" -C node_modules/plotly.js --strip-components=1
//   cp /path/to/boundaries.mjs . && node boundaries.mjs /path/to/countries.json /path/to/data
//
// No network, Node 20 or later. The same packages always give the same bytes; other versions are refused.
//
// What is done to the shapes:
//   - features are joined by code (alpha-3 in the UN set, ISO numeric in Natural Earth), never by name; those without a
//     code are told apart by a point inside them;
//   - entries with the same code become one feature, and rings are cut at the antimeridian;
//   - Visvalingam simplification at two levels, `world` and `near`; what belongs to a small state keeps more points;
//   - coordinates are rounded, and a ring that is smaller than a grid cell is left out unless nothing else is left;
//   - Kosovo, which the UN set does not have, is taken from Natural Earth: its line towards Serbia, and its area.
//
// A file is text, one thing a line:
//   level NAME CELLS          what follows is this level; a degree has CELLS grid cells
//   arc CODES                 the next arc, numbered from 0 in its level: longitude and latitude in cells, then the
//                             steps from each point to the next, as base64 VLQ (as in source maps)
//   area ID KIND LON LAT RINGS   ID is alpha-3, or a code of the list below; KIND is `state`, `disputed`, or `over`
//                             (drawn over the state that holds it); LON LAT a point inside, in degrees; rings are
//                             joined by `/`, arcs in them by `,`, an arc that is run backwards is `-N-1`
//   line ARCS                 lines that are disputed though no area of another kind ends there
//   point ID LON LAT          a state without an area

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { geoArea, geoCentroid, geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, sphericalTriangleArea } from 'topojson-simplify';

const VERSIONS = { 'plotly.js': '3.1.0', 'world-atlas': '2.0.2', 'topojson-simplify': '3.0.3', 'topojson-server': '3.0.1' };

// Codes of areas that are no ISO entry. The first six are the UN's own (XIT is not in the file as such: it is the
// smaller of two entries of SSD); the others are ours, for shapes of Natural Earth that have no number.
const DISPUTED = new Set(['XJK', 'XAC', 'XAP', 'XHT', 'XBT', 'XIT', 'XSL', 'XNC', 'XSG', 'XKX', 'ESH']);
const BY_POINT = [
  ['XKX', [20.9, 42.6]],
  ['XSL', [44.07, 9.56]],
  ['XNC', [33.5, 35.3]],
  ['XSG', [77, 35.4]],
];
const ILEMI = [35.1, 4.8];

// Levels: cells in a degree, and the least area of a triangle that a point makes with its neighbours, in km².
// States smaller than SMALL km² keep points a hundred times finer.
const LEVELS = [
  { name: 'world', cells: 20, least: 500, island: 300 },
  { name: 'near', cells: 200, least: 19, island: 4 },
];
const SMALL = 12000;
const EARTH = 6371.0088 ** 2;

const [countriesFile, out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node boundaries.mjs COUNTRIES.JSON DIR');
  process.exit(2);
}
const modules = join(process.cwd(), 'node_modules');
for (const [name, wanted] of Object.entries(VERSIONS)) {
  const { version } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  if (version !== wanted) throw new Error(`${name} is ${version}, this script was written for ${wanted}`);
}
const countries = JSON.parse(readFileSync(countriesFile, 'utf8'));
const codes = new Set(countries.map((country) => country.alpha3));
const byNumber = new Map(countries.filter((country) => country.numeric).map((country) => [country.numeric, country.alpha3]));

function shapes(path) {
  const file = JSON.parse(readFileSync(join(modules, path), 'utf8'));
  return feature(file, file.objects.countries).features;
}

/** Code to polygons. */
function gathered(features, codeOf) {
  const areas = new Map();
  for (const one of features) {
    const code = codeOf(one);
    if (!code) continue;
    if (!codes.has(code) && !DISPUTED.has(code)) throw new Error(`unknown code ${code}`);
    const polygons = one.geometry.type === 'Polygon' ? [one.geometry.coordinates] : one.geometry.coordinates;
    areas.set(code, [...(areas.get(code) ?? []), ...polygons.flatMap(cutPolygon)]);
  }
  return areas;
}

// The rings of the sources run across the antimeridian; on a flat map that would be a line across the world.
function cutPolygon([outer, ...holes]) {
  const [first, ...rest] = cutRing(outer);
  return [[first, ...holes.flatMap(cutRing)], ...rest.map((ring) => [ring])];
}

function cutRing(ring) {
  const turned = [];
  for (const [lon, lat] of ring) {
    const before = turned.at(-1)?.[0] ?? lon;
    turned.push([lon + 360 * Math.round((before - lon) / 360), lat]);
  }
  const around = turned.at(-1)[0] - turned[0][0];
  if (Math.abs(around) > 1) {
    // Around the south pole: opened at the antimeridian and closed along the pole.
    const points = ring.slice(1);
    const at = points.findIndex(([lon], index) => index > 0 && Math.abs(lon - points[index - 1][0]) > 180);
    const open = at < 0 ? points : [...points.slice(at), ...points.slice(0, at)];
    if (open[0][0] > open.at(-1)[0]) open.reverse();
    const lat = (open[0][1] + open.at(-1)[1]) / 2;
    const closed = [[-180, lat], ...open, [180, lat], [180, -90], [-180, -90], [-180, lat]];
    return [closed];
  }
  const lons = turned.map(([lon]) => lon);
  if (Math.min(...lons) >= -180 && Math.max(...lons) <= 180) return [closedAtPole(turned)];
  const parts = [-1, 0, 1].map((turn) => {
    const left = clipped(turned, (lon) => lon >= 360 * turn - 180, 360 * turn - 180);
    const part = clipped(left, (lon) => lon <= 360 * turn + 180, 360 * turn + 180);
    return part.map(([lon, lat]) => [lon - 360 * turn, lat]);
  });
  return parts.filter((part) => part.length > 3);
}

function clipped(ring, inside, edge) {
  const next = [];
  for (let at = 1; at < ring.length; at += 1) {
    const [[ax, ay], [bx, by]] = [ring[at - 1], ring[at]];
    if (inside(ax) !== inside(bx)) next.push([edge, ay + ((by - ay) * (edge - ax)) / (bx - ax)]);
    if (inside(bx)) next.push(ring[at]);
  }
  if (next.length > 0) next.push(next[0]);
  return next;
}

// Where the shape of Antarctica ends short of the pole, a map about the pole would have a hole.
function closedAtPole(ring) {
  return ring.map(([lon, lat]) => [lon, lat < -85.55 || (lat < -85 && Math.abs(lon) > 179.99) ? -90 : lat]);
}

const un = gathered(shapes('plotly.js/dist/topojson/world_50m.json'), (one) =>
  one.id === 'SSD' && geoContains(one, ILEMI) ? 'XIT' : one.id,
);
const naturalEarth = gathered(shapes('world-atlas/countries-50m.json'), (one) =>
  one.id ? byNumber.get(one.id) : BY_POINT.find(([, point]) => geoContains(one, point))?.[0],
);

write('un', un, naturalEarth, new Map([['XKX', naturalEarth.get('XKX')]]));
write('natural-earth', naturalEarth, un, new Map());

function write(name, areas, other, over) {
  const lines = [`# ${name}: made by boundaries.mjs, see LICENSE.txt`];
  for (const level of LEVELS) {
    lines.push(`level ${level.name} ${level.cells}`, ...drawn(areas, over, level));
  }
  for (const code of [...codes].sort()) {
    if (areas.has(code) || over.has(code)) continue;
    const polygons = other.get(code);
    if (!polygons) continue;
    const [lon, lat] = geoCentroid(geometry(polygons));
    lines.push(`point ${code} ${lon.toFixed(3)} ${lat.toFixed(3)}`);
  }
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(out, `${name}.txt`), text);
  console.log(`${name}.txt: ${text.length} bytes, ${areas.size} areas`);
}

function drawn(areas, over, level) {
  const objects = {};
  for (const [code, polygons] of [...areas].sort()) objects[code] = geometry(polygons);
  for (const [code, polygons] of over) objects[`over ${code}`] = geometry(polygons);
  if (over.has('XKX')) objects['neighbour'] = geometry(naturalEarth.get('SRB'));
  const whole = presimplify(topology(objects), sphericalTriangleArea);
  const sizes = new Map(Object.entries(objects).map(([key, shape]) => [key, geoArea(shape) * EARTH]));

  // The finest threshold of those that have the arc.
  const least = whole.arcs.map(() => level.least);
  for (const [key, object] of Object.entries(whole.objects)) {
    const size = sizes.get(key);
    const own = size < SMALL ? Math.max(level.least / 60, (size / SMALL) ** 2 * level.least) : level.least;
    for (const at of object.arcs.flat(2)) {
      const index = at < 0 ? ~at : at;
      least[index] = Math.min(least[index], own);
    }
  }
  const arcs = whole.arcs.map((arc, index) => {
    // The corners at the edge of the world are no area on a globe, and are needed on a flat map.
    const isEdge = ([lon, lat]) => Math.abs(lon) === 180 || lat === -90;
    const isKept = (point, at) => at === 0 || at === arc.length - 1 || isEdge(point) || point[2] * EARTH >= least[index];
    const kept = arc.filter(isKept);
    const points = kept.map(([lon, lat]) => [Math.round(lon * level.cells), Math.round(lat * level.cells)]);
    return points.filter((point, at) => at === 0 || point[0] !== points[at - 1][0] || point[1] !== points[at - 1][1]);
  });

  const used = new Map();
  const number = (at) => {
    const index = at < 0 ? ~at : at;
    if (!used.has(index)) used.set(index, used.size);
    return at < 0 ? ~used.get(index) : used.get(index);
  };
  const rows = [];
  const keys = Object.keys(objects).filter((key) => key !== 'neighbour');
  for (const key of keys) {
    const code = key.replace('over ', '');
    const rings = whole.objects[key].arcs.flat();
    const shapes = objects[key].coordinates.flat();
    const sized = rings.map((ring, at) => ({
      ring,
      size: geoArea({ type: 'Polygon', coordinates: [wound(shapes[at])] }) * EARTH,
      points: ring.reduce((sum, at) => sum + arcs[at < 0 ? ~at : at].length - 1, 0),
    }));
    sized.sort((a, b) => b.size - a.size);
    const total = sizes.get(key);
    const kept = sized.filter(({ size, points }, at) => at === 0 || (points >= 3 && (size >= level.island || size > total / 20)));
    const kind = key !== code ? 'over' : DISPUTED.has(code) ? 'disputed' : 'state';
    const [lon, lat] = inside(objects[key].coordinates);
    rows.push(`area ${code} ${kind} ${lon.toFixed(2)} ${lat.toFixed(2)} ${kept.map(({ ring }) => ring.map(number).join(',')).join('/')}`);
  }
  if (over.has('XKX')) {
    const serbia = new Set(whole.objects.neighbour.arcs.flat(2).map((at) => (at < 0 ? ~at : at)));
    const line = whole.objects['over XKX'].arcs.flat(2).filter((at) => serbia.has(at < 0 ? ~at : at));
    if (line.length === 0) throw new Error('no line between Serbia and Kosovo');
    rows.push(`line ${line.map(number).join(',')}`);
  }
  const texts = [];
  for (const [index, at] of used) texts[at] = `arc ${vlq(arcs[index])}`;
  return [...texts, ...rows];
}

function geometry(polygons) {
  return { type: 'MultiPolygon', coordinates: polygons };
}

/** A ring that runs the way d3-geo takes for the smaller side. */
function wound(ring) {
  return geoArea({ type: 'Polygon', coordinates: [ring] }) > 2 * Math.PI ? [...ring].reverse() : ring;
}

/** A point well inside the largest polygon: of a grid, the one that is farthest from every edge. */
function inside(polygons) {
  const size = (polygon) => geoArea({ type: 'Polygon', coordinates: [wound(polygon[0])] });
  const [ring] = [...polygons].sort((a, b) => size(b) - size(a))[0];
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const squeeze = Math.cos(((box[1] + box[3]) / 2) * (Math.PI / 180));
  let best = { far: -1, point: ring[0] };
  const STEPS = 24;
  for (let row = 1; row < STEPS; row += 1) {
    for (let column = 1; column < STEPS; column += 1) {
      const point = [box[0] + ((box[2] - box[0]) * column) / STEPS, box[1] + ((box[3] - box[1]) * row) / STEPS];
      if (!contains(ring, point)) continue;
      let far = Infinity;
      for (const [lon, lat] of ring) far = Math.min(far, ((lon - point[0]) * squeeze) ** 2 + (lat - point[1]) ** 2);
      if (far > best.far) best = { far, point };
    }
  }
  return best.point;
}

function contains(ring, [x, y]) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [[ax, ay], [bx, by]] = [ring[at], ring[before]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function vlq(points) {
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let text = '';
  let before = [0, 0];
  for (const point of points) {
    for (const axis of [0, 1]) {
      const step = point[axis] - before[axis];
      let rest = step < 0 ? (-step << 1) | 1 : step << 1;
      do {
        const digit = rest & 31;
        rest >>>= 5;
        text += DIGITS[rest > 0 ? digit | 32 : digit];
      } while (rest > 0);
    }
    before = point;
  }
  return text;
}
