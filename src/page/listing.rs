//! `reports.html`, `actors.html`, `countries.html`, `events.html`, `sources.html`, `timeline.html`: the paginated lists.

use std::borrow::Cow;

use serde::Serialize;

use super::event::{self, EventRow};
use super::lists::region;
use super::source::{self, SourceLink};
use super::{Content, EntityLink, PageView, Pagination, Scope, WhenView, page_of, record, words};
use crate::document::Document;
use crate::document::when::DateWords;
use crate::knowledge::{EntityIx, EntityKind, Entry, sentences};
use crate::route::{Href, Listing, Route};

/// One page of a list. Only the rows of its own kind are filled.
#[derive(Debug, Default, Serialize)]
pub struct ListingView {
    /// `reports`, `actors`, `countries`, `events`, `sources`, `timeline`.
    pub kind: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How many rows the whole list has.
    pub count: usize,
    /// Reports, newest first.
    pub reports: Vec<ReportRow>,
    /// Actors and countries by name.
    pub entities: Vec<EntityRow>,
    /// Events, newest first; the timeline in groups of one month.
    pub events: Vec<EventGroup>,
    /// Sources by name.
    pub sources: Vec<SourceRow>,
    /// Where this page stands.
    pub pagination: Option<Pagination>,
}

/// A report in a list.
#[derive(Debug, Serialize)]
pub struct ReportRow {
    /// The id.
    pub id: String,
    /// The headline.
    pub title: String,
    /// The language of headline and summary, where it is not that of the page.
    pub lang: Option<String>,
    /// Its page.
    pub href: Href,
    /// The date.
    pub date: Option<WhenView>,
    /// situation report, flash update, …
    pub kind: String,
    /// The summary, or the beginning of the prose.
    pub summary: Option<String>,
    /// Countries.
    pub countries: Vec<EntityLink>,
    /// The series and number.
    pub series: Option<String>,
    /// The marking, where it is not TLP:CLEAR.
    pub tlp: Option<&'static str>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// An actor or a country in a list.
#[derive(Debug, Serialize)]
pub struct EntityRow {
    /// Who or what.
    pub entity: EntityLink,
    /// person, armed group, …; for a country its sub-region.
    pub kind: Option<String>,
    /// Home country of an actor.
    pub country: Option<EntityLink>,
    /// How many reports have it.
    pub reports: usize,
    /// For a country its region, by which the list is grouped.
    pub group: String,
}

/// Events of one month, or of the whole page.
#[derive(Debug, Serialize)]
pub struct EventGroup {
    /// `October 2025`; empty where the list is not grouped.
    pub label: String,
    /// The events.
    pub events: Vec<EventRow>,
}

/// A source in a list.
#[derive(Debug, Serialize)]
pub struct SourceRow {
    /// The id.
    pub id: String,
    /// Title or description.
    pub name: String,
    /// Its page.
    pub href: Href,
    /// news, wire, …
    pub kind: Option<String>,
    /// Who published it.
    pub publisher: Option<EntityLink>,
    /// A–F.
    pub reliability: Option<String>,
    /// The reliability in words.
    pub reliability_label: Option<&'static str>,
    /// Address of an archived copy.
    pub archived_url: Option<String>,
    /// Sources that it depends on.
    pub derives_from: Vec<SourceLink>,
    /// How many reports use it.
    pub uses: usize,
}

/// Rows on a page of actors, countries, events or sources.
pub(super) const PER_PAGE: usize = 100;

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How many pages a list has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>, listing: Listing) -> usize {
    let (count, per_page) = match listing {
        Listing::Reports => (scope.base.reports.len(), scope.config.reports_per_page),
        Listing::Actors => (scope.count(EntityKind::Actor), PER_PAGE),
        Listing::Countries => (scope.count(EntityKind::Country), 300),
        Listing::Events | Listing::Timeline => (scope.count(EntityKind::Event), PER_PAGE),
        Listing::Sources => (scope.base.sources.len(), PER_PAGE),
        Listing::Figures => return super::figure::pages(scope),
        Listing::Claims => return super::claim::pages(scope),
        Listing::Corrections => return super::correction::pages(scope),
    };
    count.div_ceil(per_page.max(1)).max(1)
}

/// Page `number` of a list; nothing past the last.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, listing: Listing, number: usize) -> Option<PageView> {
    let (kind, title) = match listing {
        Listing::Reports => ("reports", "Reports"),
        Listing::Actors => ("actors", "Actors"),
        Listing::Countries => ("countries", "Countries"),
        Listing::Events => ("events", "Events"),
        Listing::Sources => ("sources", "Sources"),
        Listing::Timeline => ("timeline", "Timeline"),
        // Registers, which have views of their own.
        Listing::Figures | Listing::Claims | Listing::Corrections => return None,
    };
    let mut view = ListingView { kind, title, ..ListingView::default() };
    let total = match listing {
        Listing::Reports => {
            view.count = scope.base.reports.len();
            let (shown, total) = page_of(view.count, number, scope.config.reports_per_page)?;
            view.reports = shown.map(|at| report_row(scope, route, index(at))).collect();
            total
        }
        Listing::Actors => entity_rows(scope, route, scope.lists.actors(scope.base), number, PER_PAGE, &mut view)?,
        Listing::Countries => entity_rows(scope, route, scope.lists.countries(scope.base), number, 300, &mut view)?,
        Listing::Events | Listing::Timeline => {
            event_rows(scope, route, number, listing == Listing::Timeline, &mut view)?
        }
        Listing::Sources => {
            view.count = scope.base.sources.len();
            let (shown, total) = page_of(view.count, number, PER_PAGE)?;
            view.sources = shown.map(|at| source_row(scope, route, index(at))).collect();
            total
        }
        Listing::Figures | Listing::Claims | Listing::Corrections => return None,
    };
    view.pagination = Some(Pagination::new(route, number, total, |number| Route::Listing(listing, number)));
    let title = scope.titled(&scope.words.word("nav", kind), number);
    let page = scope.frame(route, title, "listing", kind);
    Some(PageView { page, content: Content::Listing(Box::new(view)), body: String::new(), json_ld: None })
}

/// A report in a list.
#[must_use]
pub fn report_row(scope: &Scope<'_>, route: &Route, at: u32) -> ReportRow {
    let entry = &scope.base.reports[at as usize];
    let document = &entry.document;
    let link = scope.report_link(route, at);
    let report = entry.report();
    let withdrawn = report.is_some_and(|report| report.withdrawn);
    let tlp = document.strictest(scope.edition.default_tlp);
    ReportRow {
        id: link.id,
        title: link.title,
        lang: link.lang,
        href: link.href,
        date: link.date,
        kind: words(report.and_then(|report| report.kind.as_deref()).unwrap_or("situation-report")),
        summary: summary(scope, entry).map(Cow::into_owned),
        countries: record::entities(scope, route, &entry.countries[..entry.countries.len().min(4)]),
        series: report.and_then(|report| {
            report.series.as_ref().map(|series| match report.number {
                Some(number) => scope
                    .words
                    .fill("listing.series-number", &[("name", &series.value), ("number", &number.to_string())]),
                None => series.value.clone(),
            })
        }),
        tlp: (tlp != crate::document::record::Tlp::Clear).then(|| tlp.label()),
        withdrawn,
    }
}

/// The summary of a report, or the beginning of its prose; nothing where it was withdrawn.
#[must_use]
pub fn summary<'a>(scope: &Scope<'_>, entry: &'a Entry) -> Option<Cow<'a, str>> {
    let report = entry.report();
    if report.is_some_and(|report| report.withdrawn) {
        return None;
    }
    match report.and_then(|report| report.summary.as_deref()) {
        Some(summary) => Some(Cow::Borrowed(summary)),
        None => opening(scope, &entry.document).map(Cow::Owned),
    }
}

/// The first sentences of the prose, or its first 200 characters or so where a sentence is longer than that.
fn opening(scope: &Scope<'_>, document: &Document) -> Option<String> {
    let run = document.body.runs.iter().find(|run| !run.is_heading)?;
    let read = run.read(&document.file.text);
    let text = super::prose::spoken(scope, document, run, &read, 0..read.len());
    let text = text.replace(crate::document::markdown::OBJECT, "");
    if text.chars().count() <= 220 {
        return Some(text);
    }
    let length = |end: usize| text[..end].chars().count();
    let ends = sentences(&text).into_iter().map(|sentence| sentence.end);
    if let Some(end) = ends.take_while(|end| length(*end) <= 220).last().filter(|end| length(*end) >= 80) {
        return Some(text[..end].to_owned());
    }
    let cut: String = text.chars().take(200).collect();
    Some(format!("{}…", cut.rsplit_once(' ').map_or(&*cut, |(rest, _)| rest)))
}

fn entity_rows(
    scope: &Scope<'_>,
    route: &Route,
    all: &[EntityIx],
    number: usize,
    per_page: usize,
    view: &mut ListingView,
) -> Option<usize> {
    let base = scope.base;
    let (shown, total) = page_of(all.len(), number, per_page)?;
    view.count = all.len();
    view.entities = all[shown]
        .iter()
        .map(|&ix| {
            let entity = &base.entities[ix.at()];
            let own = entity.actor().and_then(|actor| actor.kind.as_deref()).map(words);
            EntityRow {
                entity: scope.entity_link(route, ix),
                kind: own.or_else(|| entity.built_in.map(|country| country.subregion.clone())),
                country: entity.home.map(|home| scope.entity_link(route, home)),
                reports: base.appearances(ix).len(),
                group: region(base, ix).to_owned(),
            }
        })
        .collect();
    Some(total)
}

fn event_rows(
    scope: &Scope<'_>,
    route: &Route,
    number: usize,
    by_month: bool,
    view: &mut ListingView,
) -> Option<usize> {
    let all = scope.lists.events(scope.base);
    let (shown, total) = page_of(all.len(), number, PER_PAGE)?;
    view.count = all.len();
    let mut groups: Vec<EventGroup> = Vec::new();
    for &ix in &all[shown] {
        let label = if by_month { month(scope, ix) } else { String::new() };
        let Some(row) = event::row(scope, route, ix) else { continue };
        match groups.last_mut().filter(|group| group.label == label) {
            Some(group) => group.events.push(row),
            None => groups.push(EventGroup { label, events: vec![row] }),
        }
    }
    view.events = groups;
    Some(total)
}

/// `October 2025`: the month in which an event begins.
fn month(scope: &Scope<'_>, ix: EntityIx) -> String {
    let when = scope.base.entities[ix.at()].event().and_then(|event| event.when.as_ref());
    match when.and_then(|when| when.value.first_day()) {
        Some(day) => scope.words.month(day.year(), day.month().unsigned_abs()),
        None => scope.words.say("listing.no-date").into_owned(),
    }
}

fn source_row(scope: &Scope<'_>, route: &Route, at: u32) -> SourceRow {
    let document = &scope.base.sources[at as usize];
    let detail = match &document.matter {
        crate::document::Matter::Source(source) => Some(source::detail(scope, route, source, None, None)),
        _ => None,
    };
    let of = detail.as_ref();
    SourceRow {
        id: document.id.to_string(),
        name: document.title.value.clone(),
        href: route.href(&Route::Source(document.id.clone())),
        kind: of.and_then(|source| source.kind.clone()),
        publisher: of.and_then(|source| source.publisher.clone()),
        reliability: of.and_then(|source| source.reliability.clone()),
        reliability_label: of.and_then(|source| source.reliability_label),
        archived_url: of.and_then(|source| source.archived_url.clone()),
        derives_from: of.map(|source| source.derives_from.clone()).unwrap_or_default(),
        uses: scope.base.ledger.used_by.get(&at).map_or(0, Vec::len),
    }
}
