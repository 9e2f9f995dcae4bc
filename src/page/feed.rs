//! Atom (RFC 4287) and JSON Feed 1.1, of the site and of every entity: the thirty newest reports.
//!
//! The feeds of the site hold the reports whole; those of entities hold their summaries, since one report would
//! otherwise stand in a dozen feeds.

use atom_syndication as atom;
use jiff::Timestamp;
use serde_json::json;

use super::{Scope, listing, prose};
use crate::document::Kind;
use crate::knowledge::{Entry, Target};
use crate::route::{FeedFormat, FeedOf, Route, Section};

/// Reports in a feed.
const MOST: usize = 30;

/// The bytes of a feed; nothing where the entity has no page.
#[must_use]
pub fn feed(scope: &Scope<'_>, of: &FeedOf, format: FeedFormat) -> Option<String> {
    let (title, page, reports) = subject(scope, of)?;
    Some(match format {
        FeedFormat::Atom => atom_feed(scope, of, &title, &page, &reports),
        FeedFormat::Json => json_feed(scope, of, &title, &page, &reports),
    })
}

/// The feeds of the site and of every entity with a page.
#[must_use]
pub fn routes(scope: &Scope<'_>) -> Vec<Route> {
    let base = scope.base;
    let entities =
        (0..base.entities.len()).map(crate::knowledge::EntityIx::new).filter(|&ix| base.has_page(ix)).map(|ix| {
            let entity = &base.entities[ix.at()];
            let section = super::section_of(crate::knowledge::reference::document_kind(entity.kind));
            FeedOf::Entity(section, entity.id.clone())
        });
    std::iter::once(FeedOf::Site)
        .chain(entities)
        .flat_map(|of| [Route::Feed(of.clone(), FeedFormat::Atom), Route::Feed(of, FeedFormat::Json)])
        .collect()
}

fn subject<'a>(scope: &'a Scope<'_>, of: &FeedOf) -> Option<(String, Route, Vec<&'a Entry>)> {
    let base = scope.base;
    match of {
        FeedOf::Site => {
            Some((scope.config.title.clone(), Route::Home, base.reports.iter().take(MOST).map(AsRef::as_ref).collect()))
        }
        FeedOf::Entity(section, id) => {
            let kind = match section {
                Section::Actors => Kind::Actor,
                Section::Countries => Kind::Country,
                Section::Events => Kind::Event,
                Section::Reports | Section::Sources | Section::Pages => return None,
            };
            let Some(Target::Entity(ix)) = base.with_id(kind, id.as_str()) else { return None };
            let page = scope.route_of(ix)?;
            let reports = base.appearances(ix).take(MOST).map(|appearance| appearance.entry);
            let title = format!("{} – {}", base.entities[ix.at()].name, scope.config.title);
            Some((title, page, reports.collect()))
        }
    }
}

/// The time of a report's last change, as far as its front matter says.
fn updated(scope: &Scope<'_>, entry: &Entry) -> Timestamp {
    let report = entry.report();
    let when = report.and_then(|report| report.updated.as_ref().or(report.date.as_ref()));
    when.and_then(|when| when.start(scope.tz)).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn published(scope: &Scope<'_>, entry: &Entry) -> Timestamp {
    let date = entry.report().and_then(|report| report.date.as_ref());
    date.and_then(|when| when.start(scope.tz)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// XML 1.0 allows no control characters.
fn xml_text(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

fn atom_time(time: Timestamp) -> atom::FixedDateTime {
    time.to_string().parse().unwrap_or_default()
}

/// The whole report, in the feeds of the site only.
fn html_of(scope: &Scope<'_>, of: &FeedOf, entry: &Entry) -> Option<String> {
    if *of != FeedOf::Site {
        return None;
    }
    if entry.report().is_some_and(|report| report.withdrawn) {
        return Some("<p>This report has been withdrawn.</p>".to_owned());
    }
    Some(prose::absolute_html(scope, &entry.document, Some(&entry.prose)))
}

fn atom_feed(scope: &Scope<'_>, of: &FeedOf, title: &str, page: &Route, reports: &[&Entry]) -> String {
    let link = |rel: &str, href: String, mime: Option<&str>| atom::Link {
        href,
        rel: rel.into(),
        mime_type: mime.map(str::to_owned),
        ..atom::Link::default()
    };
    let own = scope.absolute(&Route::Feed(of.clone(), FeedFormat::Atom));
    let entries = reports
        .iter()
        .map(|entry| {
            let route = Route::Report(entry.document.id.clone());
            let report = entry.report();
            let authors: Vec<atom::Person> = report
                .into_iter()
                .flat_map(|report| &report.authors)
                .map(|name| atom::Person { name: xml_text(name), ..atom::Person::default() })
                .collect();
            atom::Entry {
                title: xml_text(&entry.document.title.value).into(),
                id: scope.absolute(&route),
                updated: atom_time(updated(scope, entry)),
                published: Some(atom_time(published(scope, entry))),
                links: vec![link("alternate", scope.absolute(&route), Some("text/html"))],
                authors,
                summary: listing::report_row(scope, &route, index(scope, entry))
                    .summary
                    .map(|text| xml_text(&text).into()),
                content: html_of(scope, of, entry).map(|html| atom::Content {
                    base: Some(scope.absolute(&route)),
                    lang: entry.document.common.lang.clone(),
                    value: Some(xml_text(&html)),
                    content_type: Some("html".into()),
                    ..atom::Content::default()
                }),
                ..atom::Entry::default()
            }
        })
        .collect();
    let newest = reports.iter().map(|entry| updated(scope, entry)).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = atom::Feed {
        title: xml_text(title).into(),
        id: own.clone(),
        updated: atom_time(newest),
        authors: vec![atom::Person { name: xml_text(&scope.config.title), ..atom::Person::default() }],
        links: vec![
            link("self", own, Some("application/atom+xml")),
            link("alternate", scope.absolute(page), Some("text/html")),
        ],
        generator: Some(atom::Generator { value: "Situs".into(), ..atom::Generator::default() }),
        lang: Some(scope.config.language.clone()),
        entries,
        ..atom::Feed::default()
    };
    let mut text = feed.to_string();
    text.push('\n');
    text
}

fn index(scope: &Scope<'_>, entry: &Entry) -> u32 {
    match scope.base.with_id(Kind::Report, entry.document.id.as_str()) {
        Some(Target::Report(at)) => at,
        _ => 0,
    }
}

fn json_feed(scope: &Scope<'_>, of: &FeedOf, title: &str, page: &Route, reports: &[&Entry]) -> String {
    let items: Vec<_> = reports
        .iter()
        .map(|entry| {
            let route = Route::Report(entry.document.id.clone());
            let report = entry.report();
            let address = scope.absolute(&route);
            let mut item = json!({
                "id": address,
                "url": address,
                "title": entry.document.title.value,
                "date_published": published(scope, entry).to_string(),
                "date_modified": updated(scope, entry).to_string(),
            });
            if let Some(summary) = listing::report_row(scope, &route, index(scope, entry)).summary {
                item["summary"] = summary.into();
            }
            match html_of(scope, of, entry) {
                Some(html) => item["content_html"] = html.into(),
                // JSON Feed wants one of the two.
                None => item["content_text"] = item["summary"].as_str().unwrap_or(&entry.document.title.value).into(),
            }
            if let Some(tags) = report.map(|report| &report.tags).filter(|tags| !tags.is_empty()) {
                item["tags"] = json!(tags);
            }
            if let Some(lang) = &entry.document.common.lang {
                item["language"] = json!(lang);
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": scope.absolute(page),
        "feed_url": scope.absolute(&Route::Feed(of.clone(), FeedFormat::Json)),
        "language": scope.config.language,
        "items": items,
    });
    format!("{feed:#}\n")
}
