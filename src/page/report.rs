//! `report.html`: one situation report.

use serde::Serialize;

use super::claim::{self, ClaimView};
use super::correction::{self, CorrectionView};
use super::figure::{self, FigureView};
use super::record::{self, ImageView, JudgementView};
use super::relation::{self, RoleView};
use super::since::{self, ChangesView};
use super::source::{self, SourceDetail};
use super::{Content, EntityLink, PageLink, PageView, Scope, WhenView, json_ld, prose, words};
use crate::document::when::When;
use crate::document::{Kind, Report};
use crate::knowledge::{EntityIx, Entry, Holder, Target};
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
    /// What is new since the last number of the series; nothing where nothing is.
    pub changes: Option<ChangesView>,
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
    /// Actors in the report, with their roles on its day.
    pub actors: Vec<ActorView>,
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

/// An actor in a report.
#[derive(Debug, Serialize)]
pub struct ActorView {
    /// The actor.
    #[serde(flatten)]
    pub link: EntityLink,
    /// Dated roles that it had on the day of the report.
    pub roles: Vec<RoleView>,
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
        Some(scope.words.say("report.withdrawn-description").into_owned())
    } else {
        report.summary.clone().or_else(|| report.highlights.first().map(|text| text.value.clone()))
    };
    if embargoed(scope, report) {
        frame.banner = Some(
            [frame.banner.as_deref(), Some(&*scope.words.say("site.embargo"))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
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
    let here = Holder::Report(at);
    let neighbours = since::neighbours(scope, at, entry);
    let changes =
        neighbours.filter(|_| !report.withdrawn).and_then(|(before, _)| since::view(scope, route, at, before));
    let local = |when: &When| scope.when_local(when, report.tz.as_deref());
    let title = document.body.title.as_ref().map(|title| title.span);
    ReportView {
        id: document.id.to_string(),
        title: document.title.value.clone(),
        date: report.date.as_ref().map(local),
        as_of: report.as_of.as_ref().map(local),
        period: report.period.as_ref().map(|when| scope.when(when)),
        next: report.next.as_ref().map(|when| scope.when(when)),
        updated: report.updated.as_ref().map(local),
        kind: words(report.kind.as_deref().unwrap_or("situation-report")),
        series: neighbours.and_then(|neighbours| series(scope, route, report, neighbours)),
        changes: changes.filter(|changes| !changes.is_empty()),
        summary: report.summary.clone(),
        highlights: report.highlights.iter().map(|text| text.value.clone()).collect(),
        authors: if report.authors.is_empty() && !report.withdrawn {
            scope.config.authors.clone()
        } else {
            report.authors.clone()
        },
        tlp: document.strictest(scope.edition.default_tlp).label(),
        tags: report.tags.clone(),
        countries: record::entities(scope, route, &entry.countries),
        actors: actors(scope, route, entry, report),
        events: record::entities(scope, route, &entry.events),
        situation: report.situation.as_ref().map(|event| scope.reference_link(route, &event.value, &[Kind::Event])),
        figures: figure::own(scope, route, here, report.figures.len()),
        claims: claim::own(scope, route, here, &report.claims),
        judgements: report.judgements.iter().map(record::judgement).collect(),
        sources: source::details(scope, route, &report.sources),
        corrections: report.corrections.iter().map(|correction| correction::view(scope, correction, None)).collect(),
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

fn series(scope: &Scope<'_>, route: &Route, report: &Report, (before, after): (&[u32], &[u32])) -> Option<SeriesView> {
    let link = |at: Option<&u32>| at.map(|&at| scope.report_link(route, at));
    Some(SeriesView {
        name: report.series.as_ref()?.value.clone(),
        number: report.number,
        previous: link(before.last()),
        next: link(after.first()),
    })
}

/// The actors of a report with the roles that they had on its day.
fn actors(scope: &Scope<'_>, route: &Route, entry: &Entry, report: &Report) -> Vec<ActorView> {
    let day = report.as_of.as_ref().and_then(When::last_day).or_else(|| report.date.as_ref()?.first_day());
    let view = |&ix: &EntityIx| ActorView {
        link: scope.entity_link(route, ix),
        roles: day.map(|day| relation::roles_on(scope, route, ix, day)).unwrap_or_default(),
    };
    entry.actors.iter().map(view).collect()
}

/// Whether the report would not be in a public edition yet.
fn embargoed(scope: &Scope<'_>, report: &Report) -> bool {
    report.embargo.as_ref().is_some_and(|embargo| {
        let own = report.tz.as_deref().and_then(crate::document::when::zone);
        embargo.value.start(own.as_ref().unwrap_or(scope.tz)).is_none_or(|start| start > scope.now)
    })
}
