//! `home.html`: what is new, how the figures stand, what is coming up, where, and what was corrected.

use std::collections::BTreeMap;

use serde::Serialize;

use super::correction::{self, CorrectionView};
use super::event::{self, EventRow};
use super::figure::{self, FigureView};
use super::listing::{self, ReportRow};
use super::mentions::Companion;
use super::{Content, PageView, Scope, json_ld};
use crate::knowledge::{EntityIx, EntityKind};
use crate::route::Route;

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The newest reports.
    pub reports: Vec<ReportRow>,
    /// The latest value of each figure.
    pub figures: Vec<FigureView>,
    /// Events that are planned or under way, soonest first.
    pub upcoming: Vec<EventRow>,
    /// Whether the time of one of them has passed, and no new status was given.
    pub any_overdue: bool,
    /// Countries in the newest hundred reports, with how many reports have them.
    pub countries: Vec<Companion>,
    /// Actors in the newest hundred reports, with how many reports have them.
    pub actors: Vec<Companion>,
    /// The newest corrections.
    pub corrections: Vec<CorrectionView>,
    /// How much the site holds.
    pub counts: Counts,
}

/// How much the site holds.
#[derive(Debug, Serialize)]
pub struct Counts {
    /// Reports.
    pub reports: usize,
    /// Actors with a page.
    pub actors: usize,
    /// Countries with a page.
    pub countries: usize,
    /// Events.
    pub events: usize,
    /// Series of figures.
    pub figures: usize,
    /// Claims.
    pub claims: usize,
    /// Corrections.
    pub corrections: usize,
}

/// How many of the newest reports the lists of countries and actors look at.
const RECENT: usize = 100;

/// `/`
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route) -> PageView {
    let base = scope.base;
    let newest = (0_u32..).take(base.reports.len().min(8));
    // Soonest first, and of events at one time the later id first.
    let upcoming = scope.lists.events(base).iter().rev().filter(|ix| is_coming(scope, **ix));
    let upcoming: Vec<EventRow> = upcoming.take(6).filter_map(|ix| event::row(scope, route, *ix)).collect();
    let view = HomeView {
        reports: newest.map(|at| listing::report_row(scope, route, at)).collect(),
        figures: figure::latest(scope, route, 6),
        any_overdue: upcoming.iter().any(|row| row.overdue),
        upcoming,
        countries: frequent(scope, route, EntityKind::Country),
        actors: frequent(scope, route, EntityKind::Actor),
        corrections: correction::newest(scope, route, 3),
        counts: Counts {
            reports: base.reports.len(),
            actors: scope.count(EntityKind::Actor),
            countries: scope.count(EntityKind::Country),
            events: scope.count(EntityKind::Event),
            figures: base.ledger.figures.len(),
            claims: base.ledger.claims.len(),
            corrections: scope.lists.corrections(base).len(),
        },
    };
    let mut page = scope.frame(route, scope.config.title.clone(), "home", "");
    page.description.clone_from(&scope.config.description);
    let json_ld = json_ld::site(scope, &page);
    PageView { page, content: Content::Home(Box::new(view)), body: String::new(), json_ld: Some(json_ld) }
}

/// Whether an event is planned, postponed or under way, and not a situation that goes on for months.
fn is_coming(scope: &Scope<'_>, ix: EntityIx) -> bool {
    let Some(event) = scope.base.entities[ix.at()].event() else { return false };
    if scope.base.ledger.event_superseded_by.contains_key(&ix) {
        return false;
    }
    let status = event.status.as_ref().map(|status| status.value.as_str());
    let planned = matches!(status, Some("planned" | "postponed"));
    let ahead = event.when.as_ref().and_then(|when| when.value.start(scope.tz)).is_some_and(|start| start > scope.now);
    (planned || ahead) && !matches!(status, Some("cancelled" | "denied"))
}

fn frequent(scope: &Scope<'_>, route: &Route, kind: EntityKind) -> Vec<Companion> {
    let base = scope.base;
    let mut counts: BTreeMap<EntityIx, usize> = BTreeMap::new();
    for entry in base.reports.iter().take(RECENT) {
        for ix in entry.all().filter(|ix| base.entities[ix.at()].kind == kind && base.has_page(*ix)) {
            *counts.entry(ix).or_default() += 1;
        }
    }
    let mut list: Vec<(EntityIx, usize)> = counts.into_iter().collect();
    list.sort_by_key(|(ix, count)| (std::cmp::Reverse(*count), *ix));
    list.into_iter().take(10).map(|(ix, count)| Companion { entity: scope.entity_link(route, ix), count }).collect()
}
