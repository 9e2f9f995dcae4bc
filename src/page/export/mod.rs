//! The files below `/data/`, the sitemap and `robots.txt`.
//!
//! Data files grow with the archive, so they are made in parts that follow each other: none is ever held whole. The JSON
//! files are here, the tables in [`hxl`], places in [`places`], who is tied to whom in [`entities`].

pub mod entities;
pub mod hxl;
pub mod places;

use std::fmt::Write as _;
use std::ops::Range;

use serde::Serialize;

use super::{Scope, json_ld, page_of};
use crate::document::record::Place;
use crate::document::{Event, Kind, Matter};
use crate::knowledge::linker::run_text;
use crate::knowledge::{EntityIx, EntityKind, Entry, Mention};
use crate::route::{DataFile, Route};

/// Rows of a list, or reports with their mentions, in one part of a data file.
const ROWS: usize = 500;

/// Addresses in one sitemap file (sitemaps.org 0.9 allows 50,000).
const ADDRESSES: usize = 50_000;

/// How many parts a data file has: one at least.
#[must_use]
pub fn parts(scope: &Scope<'_>, file: DataFile) -> usize {
    rows(scope, file).div_ceil(ROWS).max(1)
}

fn rows(scope: &Scope<'_>, file: DataFile) -> usize {
    match file {
        DataFile::Reports | DataFile::Mentions => scope.base.reports.len(),
        DataFile::Actors => scope.count(EntityKind::Actor),
        DataFile::Countries => scope.count(EntityKind::Country),
        DataFile::Events | DataFile::EventRows => scope.count(EntityKind::Event),
        DataFile::EventPlaces => scope.lists.positioned(scope.base).len(),
        DataFile::Claims => scope.base.ledger.claims.len(),
        DataFile::Figures => scope.lists.figures(scope.base).len(),
        DataFile::Entities => entities::count(scope),
    }
}

/// A part of a data file; nothing past the last.
#[must_use]
pub fn part(scope: &Scope<'_>, file: DataFile, part: usize) -> Option<String> {
    let (shown, total) = page_of(rows(scope, file), part + 1, ROWS)?;
    let frame = (part == 0, part + 1 == total);
    let of_kind = |kind| &scope.lists.by_id(scope.base, kind)[shown.clone()];
    Some(match file {
        DataFile::Reports => list(frame, scope.base.reports[shown].iter().map(|entry| report(scope, entry))),
        DataFile::Actors => list(frame, of_kind(EntityKind::Actor).iter().map(|ix| actor(scope, *ix))),
        DataFile::Countries => list(frame, of_kind(EntityKind::Country).iter().map(|ix| country(scope, *ix))),
        DataFile::Events => list(frame, of_kind(EntityKind::Event).iter().map(|ix| event(scope, *ix))),
        DataFile::Mentions => mentions(scope, shown),
        DataFile::Claims => hxl::claims(scope, part == 0, &scope.base.ledger.claims[shown]),
        DataFile::Figures => hxl::figures(scope, part == 0, &scope.lists.figures(scope.base)[shown]),
        DataFile::EventRows => hxl::events(scope, part == 0, of_kind(EntityKind::Event)),
        DataFile::EventPlaces => places::features(scope, frame, &scope.lists.positioned(scope.base)[shown]),
        DataFile::Entities => entities::lines(scope, shown),
    })
}

/// A JSON array with one object a line, or a part of one: the first opens it, the last closes it.
fn list<T: Serialize>((first, last): (bool, bool), rows: impl Iterator<Item = T>) -> String {
    let mut out = Vec::with_capacity(ROWS * 512);
    if first {
        out.push(b'[');
    }
    for (at, row) in rows.enumerate() {
        out.extend_from_slice(if first && at == 0 { b"\n" } else { b",\n" });
        // Plain data, and memory takes all of it.
        let _ = serde_json::to_writer(&mut out, &row);
    }
    if last {
        out.extend_from_slice(b"\n]\n");
    }
    String::from_utf8(out).unwrap_or_default()
}

fn codes(scope: &Scope<'_>, list: &[EntityIx]) -> Vec<String> {
    list.iter().map(|ix| scope.base.entities[ix.at()].code()).collect()
}

#[derive(Serialize)]
struct ReportData<'a> {
    id: &'a str,
    title: &'a str,
    date: Option<&'a str>,
    kind: &'a str,
    series: Option<&'a str>,
    number: Option<u32>,
    summary: Option<&'a str>,
    lang: &'a str,
    tags: &'a [String],
    countries: Vec<String>,
    actors: Vec<String>,
    events: Vec<String>,
    status: &'static str,
    url: String,
}

fn report<'a>(scope: &'a Scope<'_>, entry: &'a Entry) -> ReportData<'a> {
    let document = &entry.document;
    let report = entry.report();
    let withdrawn = report.is_some_and(|report| report.withdrawn);
    ReportData {
        id: document.id.as_str(),
        title: &document.title.value,
        date: report.and_then(|report| report.date.as_ref()).map(crate::document::when::When::as_str),
        kind: report.and_then(|report| report.kind.as_deref()).unwrap_or("situation-report"),
        series: report.and_then(|report| report.series.as_ref()).map(|series| series.value.as_str()),
        number: report.and_then(|report| report.number),
        summary: report.filter(|_| !withdrawn).and_then(|report| report.summary.as_deref()),
        lang: document.common.lang.as_deref().unwrap_or(&scope.config.language),
        tags: report.map(|report| &report.tags[..]).unwrap_or_default(),
        countries: codes(scope, &entry.countries),
        actors: codes(scope, &entry.actors),
        events: codes(scope, &entry.events),
        status: if withdrawn { "withdrawn" } else { "published" },
        url: Route::Report(document.id.clone()).path(),
    }
}

#[derive(Serialize)]
struct ActorData<'a> {
    id: &'a str,
    name: &'a str,
    kind: Option<&'a str>,
    aliases: Vec<&'a str>,
    country: Option<String>,
    reports: usize,
    url: String,
}

fn actor<'a>(scope: &'a Scope<'_>, ix: EntityIx) -> ActorData<'a> {
    let entity = &scope.base.entities[ix.at()];
    let actor = entity.actor();
    ActorData {
        id: entity.id.as_str(),
        name: &entity.name,
        kind: actor.and_then(|actor| actor.kind.as_deref()),
        aliases: actor.into_iter().flat_map(|actor| &actor.aliases).map(|alias| alias.value.as_str()).collect(),
        country: entity.home.map(|home| scope.base.entities[home.at()].code()),
        reports: scope.base.appearances(ix).len(),
        url: Route::Actor(entity.id.clone(), 1).path(),
    }
}

#[derive(Serialize)]
struct CountryData<'a> {
    id: String,
    alpha2: Option<&'a str>,
    name: &'a str,
    region: Option<&'a str>,
    subregion: Option<&'a str>,
    reports: usize,
    url: String,
}

fn country<'a>(scope: &'a Scope<'_>, ix: EntityIx) -> CountryData<'a> {
    let entity = &scope.base.entities[ix.at()];
    CountryData {
        id: entity.code(),
        alpha2: entity.built_in.map(|country| country.alpha2.as_str()),
        name: &entity.name,
        region: entity.built_in.map(|country| country.region.as_str()),
        subregion: entity.built_in.map(|country| country.subregion.as_str()),
        reports: scope.base.appearances(ix).len(),
        url: Route::Country(entity.id.clone(), 1).path(),
    }
}

#[derive(Serialize)]
struct EventData<'a> {
    id: &'a str,
    name: &'a str,
    when: Option<&'a str>,
    status: Option<&'a str>,
    kind: Option<&'a str>,
    place: Option<&'a str>,
    position: Option<Position>,
    countries: Vec<String>,
    reports: usize,
    url: String,
}

/// Degrees, WGS 84.
#[derive(Serialize)]
struct Position {
    lat: f64,
    lon: f64,
}

fn event<'a>(scope: &'a Scope<'_>, ix: EntityIx) -> EventData<'a> {
    let entity = &scope.base.entities[ix.at()];
    let event = entity.event();
    let place = event.and_then(|event| event.place.as_ref());
    EventData {
        id: entity.id.as_str(),
        name: &entity.name,
        when: event.and_then(|event| event.when.as_ref()).map(|when| when.value.as_str()),
        status: event.and_then(|event| event.status.as_ref()).map(|status| status.value.as_str()),
        kind: event.and_then(|event| event.kind.as_deref()),
        place: place.and_then(|place| place.name.as_deref()),
        position: place.and_then(|place| place.position).map(|(lat, lon)| Position { lat, lon }),
        countries: event.map(|event| country_codes(scope, event)).unwrap_or_default(),
        reports: scope.base.appearances(ix).len(),
        url: Route::Event(entity.id.clone(), 1).path(),
    }
}

/// The codes of the countries of an event that are known.
fn country_codes(scope: &Scope<'_>, event: &Event) -> Vec<String> {
    let known = event.countries.iter().filter_map(|country| scope.base.entity(&country.value, &[Kind::Country]));
    known.map(|ix| scope.base.entities[ix.at()].code()).collect()
}

/// How exactly a place is known: `exact`, `area`, `region`.
fn precision(place: &Place) -> Option<&'static str> {
    place.precision.map(|precision| ["exact", "area", "region"][usize::from(precision.clamp(1, 3)) - 1])
}

/// One mention a line, by report id and place: those of these reports, in the order of their ids.
fn mentions(scope: &Scope<'_>, shown: Range<usize>) -> String {
    let mut out = String::with_capacity(shown.len() * 4096);
    for &report in &scope.lists.reports_by_id(scope.base)[shown] {
        let entry = &scope.base.reports[report as usize];
        if matches!(&entry.document.matter, Matter::Report(report) if report.withdrawn) {
            continue;
        }
        // Mentions stand in the order of the text, so those of one run follow each other.
        for mentions in entry.prose.found.mentions.chunk_by(|a, b| a.run == b.run) {
            let run = run_text(&entry.document, mentions[0].run);
            for mention in mentions {
                mention_line(scope, entry.document.id.as_str(), mention, &run, &mut out);
            }
        }
    }
    out
}

/// Appends a line. There are more of them than of anything else, so they are put together piece by piece.
fn mention_line(scope: &Scope<'_>, report: &str, mention: &Mention, run: &str, out: &mut String) {
    let entity = &scope.base.entities[mention.entity.at()];
    // Ids are letters, digits and hyphens: they need no escape.
    let id = entity.built_in.map_or(entity.id.as_str(), |country| &country.alpha3);
    for part in [r#"{"report":""#, report, r#"","kind":""#, entity.kind.word(), r#"","id":""#, id, r#"","surface":"#] {
        out.push_str(part);
    }
    json_ld::push_text(out, mention.surface(run));
    let mut number = itoa::Buffer::new();
    out.push_str(r#","start":"#);
    out.push_str(number.format(mention.span.start));
    out.push_str(r#","end":"#);
    out.push_str(number.format(mention.span.end));
    out.push_str(r#","how":""#);
    out.push_str(mention.how.word());
    out.push_str(if mention.linked { "\",\"linked\":true}\n" } else { "\",\"linked\":false}\n" });
}

/// How many parts the sitemap has: one where it is a single file.
#[must_use]
pub fn sitemap_parts(scope: &Scope<'_>) -> usize {
    scope.lists.mapped(scope).len().div_ceil(ADDRESSES).max(1)
}

/// `sitemap.xml` (sitemaps.org 0.9): all pages, or where they are too many for one file the list of its parts.
/// Redirects and the 404 page are not in it.
#[must_use]
pub fn sitemap(scope: &Scope<'_>) -> String {
    match sitemap_parts(scope) {
        1 => sitemap_part(scope, 1).unwrap_or_default(),
        parts => addresses(scope, "sitemapindex", "sitemap", (1..=parts).map(Route::SitemapPart)),
    }
}

/// A part of the sitemap, from 1; nothing past the last.
#[must_use]
pub fn sitemap_part(scope: &Scope<'_>, number: usize) -> Option<String> {
    let mapped = scope.lists.mapped(scope);
    let (shown, _) = page_of(mapped.len(), number, ADDRESSES)?;
    Some(addresses(scope, "urlset", "url", mapped[shown].iter().cloned()))
}

fn addresses(scope: &Scope<'_>, list: &str, one: &str, routes: impl Iterator<Item = Route>) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{list} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for route in routes {
        let address = scope.absolute(&route);
        let _ = writeln!(out, "<{one}><loc>{}</loc></{one}>", quick_xml::escape::escape(&address));
    }
    let _ = writeln!(out, "</{list}>");
    out
}

/// `robots.txt`: a public edition may be indexed, any other may not.
#[must_use]
pub fn robots(scope: &Scope<'_>) -> String {
    if scope.edition.is_public() {
        format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", scope.absolute(&Route::Sitemap))
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    }
}
