//! The files below `/data/`, the sitemap and `robots.txt`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Scope, home};
use crate::document::Matter;
use crate::knowledge::{EntityKind, Mention};
use crate::route::{DataFile, Route};

/// The bytes of a data file.
#[must_use]
pub fn data(scope: &Scope<'_>, file: DataFile) -> String {
    match file {
        DataFile::Reports => list(scope.base.reports.iter().map(|entry| report(scope, entry))),
        DataFile::Actors => list(home::entities(scope, EntityKind::Actor).map(|ix| actor(scope, ix))),
        DataFile::Countries => list(home::entities(scope, EntityKind::Country).map(|ix| country(scope, ix))),
        DataFile::Events => list(home::entities(scope, EntityKind::Event).map(|ix| event(scope, ix))),
        DataFile::Mentions => mentions(scope),
    }
}

/// A JSON array with one object a line.
fn list(rows: impl Iterator<Item = Value>) -> String {
    let mut out = String::from("[");
    for (at, row) in rows.enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&row.to_string());
    }
    out.push_str("\n]\n");
    out
}

fn codes(scope: &Scope<'_>, list: &[crate::knowledge::EntityIx]) -> Vec<String> {
    list.iter().map(|ix| scope.base.entities[ix.at()].code()).collect()
}

fn report(scope: &Scope<'_>, entry: &crate::knowledge::Entry) -> Value {
    let document = &entry.document;
    let report = entry.report();
    json!({
        "id": document.id,
        "title": document.title.value,
        "date": report.and_then(|report| report.date.as_ref()).map(crate::document::when::When::as_str),
        "kind": report.and_then(|report| report.kind.as_deref()).unwrap_or("situation-report"),
        "series": report.and_then(|report| report.series.as_ref()).map(|series| &series.value),
        "number": report.and_then(|report| report.number),
        "summary": report.filter(|report| !report.withdrawn).and_then(|report| report.summary.as_deref()),
        "lang": document.common.lang.as_deref().unwrap_or(&scope.config.language),
        "tags": report.map(|report| &report.tags),
        "countries": codes(scope, &entry.countries),
        "actors": codes(scope, &entry.actors),
        "events": codes(scope, &entry.events),
        "status": if report.is_some_and(|report| report.withdrawn) { "withdrawn" } else { "published" },
        "url": Route::Report(document.id.clone()).path(),
    })
}

fn actor(scope: &Scope<'_>, ix: crate::knowledge::EntityIx) -> Value {
    let entity = &scope.base.entities[ix.at()];
    let actor = entity.actor();
    json!({
        "id": entity.id,
        "name": entity.name,
        "kind": actor.and_then(|actor| actor.kind.as_deref()),
        "aliases": actor.map(|actor| actor.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>()),
        "country": entity.home.map(|home| scope.base.entities[home.at()].code()),
        "reports": scope.base.appearances(ix).len(),
        "url": Route::Actor(entity.id.clone(), 1).path(),
    })
}

fn country(scope: &Scope<'_>, ix: crate::knowledge::EntityIx) -> Value {
    let entity = &scope.base.entities[ix.at()];
    json!({
        "id": entity.code(),
        "alpha2": entity.built_in.map(|country| country.alpha2.as_str()),
        "name": entity.name,
        "region": entity.built_in.map(|country| country.region.as_str()),
        "subregion": entity.built_in.map(|country| country.subregion.as_str()),
        "reports": scope.base.appearances(ix).len(),
        "url": Route::Country(entity.id.clone(), 1).path(),
    })
}

fn event(scope: &Scope<'_>, ix: crate::knowledge::EntityIx) -> Value {
    let entity = &scope.base.entities[ix.at()];
    let event = entity.event();
    let codes = event.into_iter().flat_map(|event| &event.countries).filter_map(|country| {
        let ix = scope.base.entity(&country.value, &[crate::document::Kind::Country])?;
        Some(scope.base.entities[ix.at()].code())
    });
    let place = event.and_then(|event| event.place.as_ref());
    json!({
        "id": entity.id,
        "name": entity.name,
        "when": event.and_then(|event| event.when.as_ref()).map(|when| when.value.as_str().to_owned()),
        "status": event.and_then(|event| event.status.as_ref()).map(|status| &status.value),
        "kind": event.and_then(|event| event.kind.as_deref()),
        "place": place.and_then(|place| place.name.as_deref()),
        "position": place.and_then(|place| place.position).map(|(latitude, longitude)| json!({"lat": latitude, "lon": longitude})),
        "countries": codes.collect::<Vec<_>>(),
        "reports": scope.base.appearances(ix).len(),
        "url": Route::Event(entity.id.clone(), 1).path(),
    })
}

/// One mention a line, by report id and place.
fn mentions(scope: &Scope<'_>) -> String {
    let mut entries: Vec<_> = scope.base.reports.iter().collect();
    entries.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let mut out = String::new();
    for entry in entries {
        if matches!(&entry.document.matter, Matter::Report(report) if report.withdrawn) {
            continue;
        }
        for mention in &entry.prose.found.mentions {
            out.push_str(&mention_line(scope, entry.document.id.as_str(), mention));
            out.push('\n');
        }
    }
    out
}

fn mention_line(scope: &Scope<'_>, report: &str, mention: &Mention) -> String {
    let entity = &scope.base.entities[mention.entity.at()];
    let text = |text: &str| Value::from(text).to_string();
    format!(
        "{{\"report\":{},\"kind\":\"{}\",\"id\":{},\"surface\":{},\"start\":{},\"end\":{},\"how\":\"{}\",\"linked\":{}}}",
        text(report),
        entity.kind.word(),
        text(&entity.code()),
        text(&mention.surface),
        mention.span.start,
        mention.span.end,
        mention.how.word(),
        mention.linked,
    )
}

/// `sitemap.xml` (sitemaps.org 0.9) of these pages. Redirects and the 404 page are not in it.
#[must_use]
pub fn sitemap(scope: &Scope<'_>, pages: &[Route]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for route in pages.iter().filter(|route| !matches!(route, Route::NotFound | Route::Redirect(..))).take(50_000) {
        let address = scope.absolute(route);
        let _ = writeln!(out, "<url><loc>{}</loc></url>", quick_xml::escape::escape(&address));
    }
    out.push_str("</urlset>\n");
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
