//! `search.html`, and the index that it reads: static files, so that a host needs no program and a disk is enough.
//!
//! ```text
//! search/index.js      how many documents, where each kind begins, the first key of each file
//! search/words-N.js    word -> lists of documents that have it: in a name, in the summary, often in the text, in the text
//! search/long-N.js    the list of a common word, which its entry names by number
//! search/facets-N.js   actor:ID, country:ID -> list of documents
//! search/days.js       days of events and reports, which stand in order of time
//! search/docs-N.js     sixteen documents: address, title, date, what they say
//! ```
//!
//! A file calls one function with one object, so that it works from a disk as well, where a page may not fetch. A query reads
//! the files whose words begin as it does; [`postings`] says how lists are written, [`tokens`] how words are made equal.

mod index;
pub mod postings;
pub mod tokens;

use serde::Serialize;
use serde_json::json;

pub use self::index::Index;
use self::index::{DOCUMENTS, Found};
use super::{Content, EntityLink, PageView, Scope, listing};
use crate::knowledge::EntityKind;
use crate::route::{Route, SearchFile};

/// The search page.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// Countries with a page, by name: what can be chosen.
    pub countries: Vec<EntityLink>,
    /// Kinds of pages that there are: `report`, `event`, `actor`, `country`, `source`, `page`.
    pub kinds: Vec<&'static str>,
}

/// `/search/`
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route) -> Option<PageView> {
    if !scope.config.search {
        return None;
    }
    let base = scope.base;
    let mut countries: Vec<EntityLink> =
        scope.lists.countries(base).iter().map(|ix| scope.entity_link(route, *ix)).collect();
    countries.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let kinds = [
        ("report", base.reports.len()),
        ("event", scope.count(EntityKind::Event)),
        ("actor", scope.count(EntityKind::Actor)),
        ("country", scope.count(EntityKind::Country)),
        ("source", base.sources.len()),
        ("page", base.pages.len()),
    ];
    let kinds = kinds.into_iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind).collect();
    let page = scope.frame(route, scope.words.word("nav", "search"), "search", "search");
    let content = Content::Search(Box::new(SearchView { countries, kinds }));
    Some(PageView { page, content, body: String::new(), json_ld: None })
}

/// The files of the index. The first to ask waits until it is made.
#[must_use]
pub fn routes(scope: &Scope<'_>) -> Vec<Route> {
    if !scope.config.search {
        return Vec::new();
    }
    let index = scope.lists.search(scope);
    let mut files = vec![SearchFile::Index, SearchFile::Days];
    files.extend((0..index.words.len()).map(SearchFile::Words));
    files.extend((0..index.long.len()).map(SearchFile::Long));
    files.extend((0..index.facets.len()).map(SearchFile::Facets));
    files.extend((0..index.documents.len().div_ceil(DOCUMENTS)).map(SearchFile::Documents));
    files.into_iter().map(Route::Search).collect()
}

/// A file of the index; nothing past the last.
#[must_use]
pub fn file(scope: &Scope<'_>, file: SearchFile) -> Option<String> {
    if !scope.config.search {
        return None;
    }
    let index = scope.lists.search(scope);
    let content = match file {
        SearchFile::Page => return None,
        SearchFile::Index => {
            let first = |files: &[(String, String)]| files.iter().map(|(first, _)| first.clone()).collect::<Vec<_>>();
            let kinds = index.kinds.iter().map(|(kind, range)| json!([kind, range.start, range.end]));
            json!({
                "documents": index.documents.len(),
                "each": DOCUMENTS,
                "kinds": kinds.collect::<Vec<_>>(),
                "words": first(&index.words),
                "facets": first(&index.facets),
            })
            .to_string()
        }
        SearchFile::Days => json!({ "event": index.days[0], "report": index.days[1] }).to_string(),
        SearchFile::Words(number) => index.words.get(number)?.1.clone(),
        SearchFile::Long(number) => format!("\"{}\"", index.long.get(number)?),
        SearchFile::Facets(number) => index.facets.get(number)?.1.clone(),
        SearchFile::Documents(number) => {
            let rows = index.documents.chunks(DOCUMENTS).nth(number)?;
            let rows = rows.iter().map(|found| row(scope, *found));
            serde_json::to_string(&rows.collect::<Vec<_>>()).unwrap_or_default()
        }
    };
    Some(format!("situsSearch({},{content});\n", serde_json::to_string(&file.name()).unwrap_or_default()))
}

/// A document as a result shows it.
#[derive(Debug, Default, Serialize)]
struct Row {
    /// Where it is, from the search page.
    h: String,
    /// Its title.
    t: String,
    /// Language of title and text, where it is not that of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<String>,
    /// Its date for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    /// What it says or is.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<String>,
}

fn row(scope: &Scope<'_>, found: Found) -> Row {
    let base = scope.base;
    let from = Route::Search(SearchFile::Page);
    let h = index::route(scope, found).map(|route| from.href(&route).to_string()).unwrap_or_default();
    match found {
        Found::Page(at) => {
            let document = &base.pages[at as usize];
            Row { h, t: document.title.value.clone(), l: scope.foreign(document), ..Row::default() }
        }
        Found::Source(at) => {
            let document = &base.sources[at as usize];
            Row { h, t: document.title.value.clone(), l: scope.foreign(document), ..Row::default() }
        }
        Found::Entity(ix) => {
            let entity = &base.entities[ix.at()];
            let when = entity.event().and_then(|event| event.when.as_ref());
            let s = match entity.kind {
                EntityKind::Actor => entity.actor().and_then(|actor| actor.kind.as_deref()).map(|kind| {
                    let home = entity.home.map(|home| format!(", {}", scope.name(home))).unwrap_or_default();
                    format!("{}{home}", scope.words.word("actor-kind", kind))
                }),
                EntityKind::Country => entity.built_in.map(|country| scope.words.word("region", &country.subregion)),
                EntityKind::Event => {
                    let event = entity.event();
                    let place = event.and_then(|event| event.place.as_ref()?.name.clone());
                    let status = event.and_then(|event| event.status.as_ref());
                    let status = status.map(|status| scope.words.word("status", &status.value));
                    let parts: Vec<String> = place.into_iter().chain(status).collect();
                    (!parts.is_empty()).then(|| parts.join(", "))
                }
            };
            Row { h, t: scope.name(ix).to_owned(), l: None, d: when.map(|when| scope.when(&when.value).label), s }
        }
        Found::Report(at) => {
            let entry = &base.reports[at as usize];
            let date = entry.report().and_then(|report| report.date.as_ref());
            Row {
                h,
                t: entry.document.title.value.clone(),
                l: scope.foreign(&entry.document),
                d: date.map(|date| scope.when(date).label),
                s: listing::summary(scope, entry).map(std::borrow::Cow::into_owned),
            }
        }
    }
}
