//! `report.html`: one situation report.

use std::cmp::Reverse;

use serde::Serialize;

use super::record::{self, ClaimView, CorrectionView, FigureView, ImageView, JudgementView, SourceDetail};
use super::{Content, EntityLink, PageLink, PageView, Scope, WhenView, json_ld, prose, words};
use crate::document::{Kind, Report};
use crate::knowledge::{Entry, Target};
use crate::route::{Route, Slug};

/// One situation report.
#[derive(Debug, Serialize)]
pub struct ReportView {
    /// The id.
    pub id: String,
    /// The headline.
    pub title: String,
    /// The date of the report.
    pub date: Option<WhenView>,
    /// Information cut-off.
    pub as_of: Option<WhenView>,
    /// Period covered.
    pub period: Option<WhenView>,
    /// When the next report is due.
    pub next: Option<WhenView>,
    /// Last change of substance.
    pub updated: Option<WhenView>,
    /// situation report, flash update, …
    pub kind: String,
    /// The series and its neighbours.
    pub series: Option<SeriesView>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Two to five sentences.
    pub highlights: Vec<String>,
    /// Bylines.
    pub authors: Vec<String>,
    /// The marking, such as `TLP:CLEAR`.
    pub tlp: &'static str,
    /// Free keywords.
    pub tags: Vec<String>,
    /// Countries; the first is the primary one.
    pub countries: Vec<EntityLink>,
    /// Actors in the report.
    pub actors: Vec<EntityLink>,
    /// Events in the report.
    pub events: Vec<EntityLink>,
    /// The situation that it belongs to.
    pub situation: Option<EntityLink>,
    /// Its numbers.
    pub figures: Vec<FigureView>,
    /// Who said what.
    pub claims: Vec<ClaimView>,
    /// Judgements.
    pub judgements: Vec<JudgementView>,
    /// What it rests on.
    pub sources: Vec<SourceDetail>,
    /// What was wrong before.
    pub corrections: Vec<CorrectionView>,
    /// Whether it was withdrawn: its text is not shown.
    pub withdrawn: bool,
    /// The earlier report that it replaces.
    pub supersedes: Option<PageLink>,
    /// The later report that replaces it.
    pub superseded_by: Option<PageLink>,
    /// The picture at its top.
    pub image: Option<ImageView>,
    /// Headings of the body, for a table of contents.
    pub headings: Vec<HeadingView>,
    /// The report before it in time.
    pub older: Option<PageLink>,
    /// The report after it in time.
    pub newer: Option<PageLink>,
}

/// A report's place in its series.
#[derive(Debug, Serialize)]
pub struct SeriesView {
    /// The name of the series.
    pub name: String,
    /// The number in it.
    pub number: Option<u32>,
    /// The report before.
    pub previous: Option<PageLink>,
    /// The report after.
    pub next: Option<PageLink>,
}

/// A heading of the body.
#[derive(Debug, Serialize)]
pub struct HeadingView {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its id in the page.
    pub anchor: String,
}

/// The page of the report with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug) -> Option<PageView> {
    let Some(Target::Report(at)) = scope.base.with_id(Kind::Report, id.as_str()) else { return None };
    let entry = &scope.base.reports[at as usize];
    let report = entry.report()?;
    let document = &entry.document;
    let mut frame = scope.document_frame(route, document, "report", "reports");
    frame.description = if report.withdrawn {
        Some("This report has been withdrawn.".to_owned())
    } else {
        report.summary.clone().or_else(|| report.highlights.first().map(|text| text.value.clone()))
    };
    if embargoed(scope, report) {
        frame.banner = Some(
            [frame.banner.as_deref(), Some("Under embargo")].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        );
    }
    let body = if report.withdrawn { String::new() } else { prose::html(scope, route, document, Some(&entry.prose)) };
    let tombstone = Report {
        date: report.date.clone(),
        kind: report.kind.clone(),
        series: report.series.clone(),
        number: report.number,
        corrections: report.corrections.clone(),
        withdrawn: true,
        ..Report::default()
    };
    let report = if report.withdrawn { &tombstone } else { report };
    let view = report_view(scope, route, at, entry, report);
    let json_ld = json_ld::report(scope, &view, &frame);
    Some(PageView { page: frame, content: Content::Report(Box::new(view)), body, json_ld: Some(json_ld) })
}

fn report_view(scope: &Scope<'_>, route: &Route, at: u32, entry: &Entry, report: &Report) -> ReportView {
    let base = scope.base;
    let document = &entry.document;
    let neighbour =
        |at: Option<u32>| at.filter(|&at| (at as usize) < base.reports.len()).map(|at| scope.report_link(route, at));
    let supersedes = report.supersedes.as_ref().and_then(|earlier| base.resolve(&earlier.value, &[Kind::Report]).ok());
    let figures = report.figures.iter().map(|figure| record::figure(scope, route, figure, Some(at), false)).collect();
    let claims = report.claims.iter().map(|claim| record::claim(scope, route, claim, Some(report), None)).collect();
    let title = document.body.title.as_ref().map(|title| title.span);
    ReportView {
        id: document.id.to_string(),
        title: document.title.value.clone(),
        date: report.date.as_ref().map(WhenView::new),
        as_of: report.as_of.as_ref().map(WhenView::new),
        period: report.period.as_ref().map(WhenView::new),
        next: report.next.as_ref().map(WhenView::new),
        updated: report.updated.as_ref().map(WhenView::new),
        kind: words(report.kind.as_deref().unwrap_or("situation-report")),
        series: series(scope, route, at, report),
        summary: report.summary.clone(),
        highlights: report.highlights.iter().map(|text| text.value.clone()).collect(),
        authors: if report.authors.is_empty() && !report.withdrawn {
            scope.config.authors.clone()
        } else {
            report.authors.clone()
        },
        tlp: document.common.tlp.unwrap_or(scope.edition.default_tlp).label(),
        tags: report.tags.clone(),
        countries: record::entities(scope, route, &entry.countries),
        actors: record::entities(scope, route, &entry.actors),
        events: record::entities(scope, route, &entry.events),
        situation: report.situation.as_ref().map(|event| scope.reference_link(route, &event.value, &[Kind::Event])),
        figures,
        claims,
        judgements: report.judgements.iter().map(record::judgement).collect(),
        sources: record::sources(scope, route, &report.sources),
        corrections: report.corrections.iter().map(|correction| record::correction(correction, None)).collect(),
        withdrawn: report.withdrawn,
        supersedes: match supersedes {
            Some(Target::Report(earlier)) => Some(scope.report_link(route, earlier)),
            _ => None,
        },
        superseded_by: base.ledger.superseded_by.get(&at).map(|&later| scope.report_link(route, later)),
        image: report.image.as_ref().and_then(|image| record::image(scope, route, image)),
        headings: document
            .body
            .headings
            .iter()
            .filter(|heading| Some(heading.span) != title && !report.withdrawn)
            .map(|heading| HeadingView {
                level: heading.level,
                text: heading.text.clone(),
                anchor: heading.anchor.clone(),
            })
            .collect(),
        older: neighbour(at.checked_add(1)),
        newer: neighbour(at.checked_sub(1)),
    }
}

fn series(scope: &Scope<'_>, route: &Route, at: u32, report: &Report) -> Option<SeriesView> {
    let name = &report.series.as_ref()?.value;
    let list = scope.base.ledger.series.get(name)?;
    // The order of the list: a series of years is long, and every report of it looks for its neighbours.
    let key = |at: u32| {
        let report = scope.base.reports[at as usize].report();
        (report.and_then(|report| report.number), Reverse(at))
    };
    let place = list.binary_search_by_key(&key(at), |&other| key(other)).ok()?;
    let link = |at: Option<&u32>| at.map(|&at| scope.report_link(route, at));
    Some(SeriesView {
        name: name.clone(),
        number: report.number,
        previous: link(place.checked_sub(1).and_then(|at| list.get(at))),
        next: link(list.get(place + 1)),
    })
}

/// Whether the report would not be in a public edition yet.
fn embargoed(scope: &Scope<'_>, report: &Report) -> bool {
    report.embargo.as_ref().is_some_and(|embargo| {
        let own = report.tz.as_deref().and_then(crate::document::when::zone);
        embargo.value.start(own.as_ref().unwrap_or(scope.tz)).is_none_or(|start| start > scope.now)
    })
}
