//! `reports.html`, `actors.html`, `countries.html`, `events.html`, `sources.html`, `timeline.html`: the paginated lists.

use serde::Serialize;

use super::event::{self, EventRow};
use super::home::entities;
use super::{Content, EntityLink, PageView, Pagination, Scope, WhenView, page_of, record, words};
use crate::knowledge::{EntityIx, EntityKind};
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
    /// A–F.
    pub reliability: Option<String>,
    /// How many reports use it.
    pub uses: usize,
}

/// Rows on a page of actors, countries, events or sources.
const PER_PAGE: usize = 100;

/// How many pages a list has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>, listing: Listing) -> usize {
    let (count, per_page) = match listing {
        Listing::Reports => (scope.base.reports.len(), scope.config.reports_per_page),
        Listing::Actors => (entities(scope, EntityKind::Actor).count(), PER_PAGE),
        Listing::Countries => (entities(scope, EntityKind::Country).count(), 300),
        Listing::Events | Listing::Timeline => (entities(scope, EntityKind::Event).count(), PER_PAGE),
        Listing::Sources => (scope.base.sources.len(), PER_PAGE),
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
    };
    let mut view = ListingView { kind, title, ..ListingView::default() };
    let total = match listing {
        Listing::Reports => {
            let all: Vec<u32> = (0..u32::try_from(scope.base.reports.len()).unwrap_or(u32::MAX)).collect();
            let (shown, total) = page_of(&all, number, scope.config.reports_per_page)?;
            view.count = all.len();
            view.reports = shown.iter().map(|&at| report_row(scope, route, at)).collect();
            total
        }
        Listing::Actors => entity_rows(scope, route, EntityKind::Actor, number, PER_PAGE, &mut view)?,
        Listing::Countries => entity_rows(scope, route, EntityKind::Country, number, 300, &mut view)?,
        Listing::Events | Listing::Timeline => {
            event_rows(scope, route, number, listing == Listing::Timeline, &mut view)?
        }
        Listing::Sources => {
            let all: Vec<u32> = (0..u32::try_from(scope.base.sources.len()).unwrap_or(u32::MAX)).collect();
            let (shown, total) = page_of(&all, number, PER_PAGE)?;
            view.count = all.len();
            view.sources = shown.iter().map(|&at| source_row(scope, route, at)).collect();
            total
        }
    };
    view.pagination = Some(Pagination::new(route, number, total, |number| Route::Listing(listing, number)));
    let title = if number > 1 { format!("{title}, page {number}") } else { title.to_owned() };
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
    let tlp = document.common.tlp.unwrap_or(scope.edition.default_tlp);
    let summary = report.and_then(|report| report.summary.clone()).or_else(|| opening(document));
    ReportRow {
        id: link.id,
        title: link.title,
        href: link.href,
        date: link.date,
        kind: words(report.and_then(|report| report.kind.as_deref()).unwrap_or("situation-report")),
        summary: summary.filter(|_| !withdrawn),
        countries: record::entities(scope, route, &entry.countries[..entry.countries.len().min(4)]),
        series: report.and_then(|report| {
            report.series.as_ref().map(|series| match report.number {
                Some(number) => format!("{} no. {number}", series.value),
                None => series.value.clone(),
            })
        }),
        tlp: (tlp != crate::document::record::Tlp::Clear).then(|| tlp.label()),
        withdrawn,
    }
}

/// The first 200 characters or so of the prose.
fn opening(document: &crate::document::Document) -> Option<String> {
    let run = document.body.runs.iter().find(|run| !run.is_heading)?;
    let text = run.read(&document.file.text).replace(crate::document::markdown::OBJECT, "");
    if text.chars().count() <= 220 {
        return Some(text);
    }
    let cut: String = text.chars().take(200).collect();
    Some(format!("{}…", cut.rsplit_once(' ').map_or(&*cut, |(rest, _)| rest)))
}

fn entity_rows(
    scope: &Scope<'_>,
    route: &Route,
    kind: EntityKind,
    number: usize,
    per_page: usize,
    view: &mut ListingView,
) -> Option<usize> {
    let base = scope.base;
    let mut all: Vec<EntityIx> = entities(scope, kind).collect();
    let region = |ix: &EntityIx| base.entities[ix.at()].built_in.map_or("", |country| country.region.as_str());
    all.sort_by_key(|ix| (region(ix), deunicode::deunicode(&base.entities[ix.at()].name).to_lowercase(), *ix));
    let (shown, total) = page_of(&all, number, per_page)?;
    view.count = all.len();
    view.entities = shown
        .iter()
        .map(|&ix| {
            let entity = &base.entities[ix.at()];
            let own = entity.actor().and_then(|actor| actor.kind.as_deref()).map(words);
            EntityRow {
                entity: scope.entity_link(route, ix),
                kind: own.or_else(|| entity.built_in.map(|country| country.subregion.clone())),
                country: entity.home.map(|home| scope.entity_link(route, home)),
                reports: base.appearances(ix).len(),
                group: region(&ix).to_owned(),
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
    let mut all: Vec<EntityIx> = entities(scope, EntityKind::Event).collect();
    event::sort_by_time(scope, &mut all);
    let (shown, total) = page_of(&all, number, PER_PAGE)?;
    view.count = all.len();
    let mut groups: Vec<EventGroup> = Vec::new();
    for &ix in shown {
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
        Some(day) => day.strftime("%B %Y").to_string(),
        None => "Without a date".to_owned(),
    }
}

fn source_row(scope: &Scope<'_>, route: &Route, at: u32) -> SourceRow {
    let document = &scope.base.sources[at as usize];
    let source = match &document.matter {
        crate::document::Matter::Source(source) => Some(source),
        _ => None,
    };
    SourceRow {
        id: document.id.to_string(),
        name: document.title.value.clone(),
        href: route.href(&Route::Source(document.id.clone())),
        kind: source.and_then(|source| source.kind.as_deref()).map(words),
        reliability: source.and_then(|source| source.reliability.clone()),
        uses: scope.base.ledger.used_by.get(&at).map_or(0, Vec::len),
    }
}
