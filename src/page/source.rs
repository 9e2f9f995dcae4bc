//! `source.html`: a source, how good it is, what it depends on and what uses it.

use serde::Serialize;

use super::event::{self, EventRow};
use super::record::reliability_label;
use super::{Content, EntityLink, PageLink, PageView, Scope, WhenView, prose, words};
use crate::document::record::{Source, SourceEntry, Tlp};
use crate::document::{Document, Kind, Matter};
use crate::knowledge::Target;
use crate::route::{Href, Route, Slug};

/// A source and what uses it.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// The id.
    pub id: String,
    /// What is known of it.
    pub source: SourceDetail,
    /// How many reports use it.
    pub uses: usize,
    /// The newest hundred of them.
    pub used_by: Vec<PageLink>,
    /// Events that use it, newest first, at most a hundred.
    pub events: Vec<EventRow>,
    /// How many there are.
    pub events_count: usize,
    /// Sources that depend on it, at most a hundred.
    pub basis_of: Vec<SourceLink>,
}

/// A source by name, with its page where it has one.
#[derive(Debug, Clone, Serialize)]
pub struct SourceLink {
    /// Title or description.
    pub name: String,
    /// Its page.
    pub href: Option<Href>,
    /// A–F.
    pub reliability: Option<String>,
}

/// A source with what is known of it.
#[derive(Debug, Serialize)]
pub struct SourceDetail {
    /// Title or description.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<Href>,
    /// Its address, where it is harmless.
    pub url: Option<String>,
    /// Address of an archived copy.
    pub archived_url: Option<String>,
    /// Who published it.
    pub publisher: Option<EntityLink>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<WhenView>,
    /// When it was read.
    pub accessed: Option<WhenView>,
    /// news, wire, …
    pub kind: Option<String>,
    /// A–F.
    pub reliability: Option<String>,
    /// The reliability in words.
    pub reliability_label: Option<&'static str>,
    /// Sources that it depends on.
    pub derives_from: Vec<SourceLink>,
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
}

/// The page of the source with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug) -> Option<PageView> {
    let Some(Target::Source(at)) = scope.base.with_id(Kind::Source, id.as_str()) else { return None };
    let document = &scope.base.sources[at as usize];
    let Matter::Source(source) = &document.matter else { return None };
    let ledger = &scope.base.ledger;
    let used_by = ledger.used_by.get(&at);
    let basis_of = scope.lists.derived_sources(scope.base).get(&at);
    let view = SourceView {
        id: id.to_string(),
        source: detail(scope, route, source, Some(&document.title.value), None),
        uses: used_by.map_or(0, Vec::len),
        used_by: used_by.into_iter().flatten().take(100).map(|&report| scope.report_link(route, report)).collect(),
        events: event::newest(scope, route, ledger.used_by_events.get(&at)),
        events_count: ledger.used_by_events.get(&at).map_or(0, Vec::len),
        basis_of: basis_of.into_iter().flatten().take(100).map(|&other| numbered(scope, route, other)).collect(),
    };
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let page = scope.document_frame(route, document, "source", "sources");
    Some(PageView { page, content: Content::Source(Box::new(view)), body, json_ld: None })
}

/// A source by its index.
#[must_use]
pub fn numbered(scope: &Scope<'_>, from: &Route, at: u32) -> SourceLink {
    let document = &scope.base.sources[at as usize];
    let reliability = match &document.matter {
        Matter::Source(source) => source.reliability.clone(),
        _ => None,
    };
    SourceLink {
        name: document.title.value.clone(),
        href: Some(from.href(&Route::Source(document.id.clone()))),
        reliability,
    }
}

/// A source by its reference: a file, or a source that the document itself describes.
#[must_use]
pub fn link(scope: &Scope<'_>, from: &Route, reference: &str, owner: Option<&Document>) -> SourceLink {
    if let Ok(Target::Source(at)) = scope.base.resolve(reference, &[Kind::Source]) {
        return numbered(scope, from, at);
    }
    let listed = match owner.map(|document| &document.matter) {
        Some(Matter::Report(report)) => &report.sources[..],
        Some(Matter::Event(event)) => &event.sources[..],
        _ => &[],
    };
    let own = listed.iter().find_map(|entry| match entry {
        SourceEntry::Inline(source) if source.id.as_ref().is_some_and(|id| id.value == reference) => Some(source),
        _ => None,
    });
    SourceLink {
        name: own.and_then(|source| source.name.clone()).unwrap_or_else(|| reference.to_owned()),
        href: None,
        reliability: own.and_then(|source| source.reliability.clone()),
    }
}

/// A source with what is known of it; `name` where it is a file's.
#[must_use]
pub fn detail(
    scope: &Scope<'_>,
    from: &Route,
    source: &Source,
    name: Option<&str>,
    href: Option<Href>,
) -> SourceDetail {
    let harmless = |address: &Option<String>| {
        address.as_deref().and_then(crate::document::markdown::url::harmless).map(str::to_owned)
    };
    SourceDetail {
        name: name
            .map(str::to_owned)
            .or_else(|| source.name.clone())
            .or_else(|| source.url.clone())
            .unwrap_or_default(),
        href,
        url: harmless(&source.url),
        archived_url: harmless(&source.archived_url),
        publisher: source
            .publisher
            .as_ref()
            .map(|publisher| scope.reference_link(from, &publisher.value, &[Kind::Actor])),
        author: source.author.clone(),
        published: source.published.as_ref().map(|when| scope.when(when)),
        accessed: source.accessed.as_ref().map(|when| scope.when(when)),
        kind: source.kind.as_deref().map(words),
        reliability: source.reliability.clone(),
        reliability_label: source.reliability.as_deref().and_then(reliability_label),
        derives_from: source.derives_from.iter().map(|other| link(scope, from, &other.value, None)).collect(),
        tlp: source.tlp.and_then(Tlp::mark),
    }
}

/// The sources of a document, as listed.
#[must_use]
pub fn details(scope: &Scope<'_>, from: &Route, entries: &[SourceEntry]) -> Vec<SourceDetail> {
    entries
        .iter()
        .map(|entry| match entry {
            SourceEntry::Inline(source) => detail(scope, from, source, None, None),
            SourceEntry::Known(reference) => match scope.base.resolve(&reference.value, &[Kind::Source]) {
                Ok(Target::Source(at)) => {
                    let document = &scope.base.sources[at as usize];
                    let href = from.href(&Route::Source(document.id.clone()));
                    match &document.matter {
                        Matter::Source(source) => detail(scope, from, source, Some(&document.title.value), Some(href)),
                        _ => detail(scope, from, &Source::default(), Some(&document.title.value), Some(href)),
                    }
                }
                _ => detail(scope, from, &Source::default(), Some(&reference.value), None),
            },
        })
        .collect()
}
