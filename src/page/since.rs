//! What is new in a report of a series since the number before it.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::claim::{self, ClaimLink};
use super::event::{self, EventRow};
use super::figure::{self, Change, FigureView};
use super::{EntityLink, PageLink, Scope};
use crate::document::record::Claim;
use crate::knowledge::{EntityIx, Entry, Holder, Place};
use crate::route::Route;

/// What is new since the last number. Lists hold at most twenty rows; those that a report can fill say how many there are.
#[derive(Debug, Serialize)]
pub struct ChangesView {
    /// The report that it is compared with: the last number that stands.
    pub since: PageLink,
    /// Its number.
    pub number: Option<u32>,
    /// Numbers between the two that were withdrawn, newest first.
    pub withdrawn_between: Vec<PageLink>,
    /// Events that it did not have.
    pub events: Vec<EventRow>,
    /// How many there are.
    pub events_count: usize,
    /// Events that replace one that it had: what was planned has become something else.
    pub replaced: Vec<Replaced>,
    /// Figures with another value than in the last number that had them, and new ones.
    pub figures: Vec<FigureChange>,
    /// Claims that now have another status.
    pub statuses: Vec<StatusChange>,
    /// Claims that it did not have.
    pub claims: Vec<ClaimLink>,
    /// How many there are.
    pub claims_count: usize,
    /// Claims that no longer stand: retracted by whoever made them, or found false.
    pub withdrawn: Vec<StatusChange>,
}

/// An event that replaces another.
#[derive(Debug, Serialize)]
pub struct Replaced {
    /// The event now.
    pub event: EventRow,
    /// The event before.
    pub was: EntityLink,
    /// The status of the event before.
    pub was_status: Option<String>,
}

/// A figure with another value than before, or a new one.
#[derive(Debug, Serialize)]
pub struct FigureChange {
    /// The figure now.
    pub figure: FigureView,
    /// The value in the last number that had it, and the change since; nothing where none of the last fifty had it.
    pub was: Option<Change>,
}

/// A claim with another status than before.
#[derive(Debug, Serialize)]
pub struct StatusChange {
    /// The claim now.
    pub claim: ClaimLink,
    /// Its status now; nothing where none is given.
    pub now: Option<String>,
    /// Its status before; nothing where none was given.
    pub was: Option<String>,
}

/// Rows of one list.
const MOST: usize = 20;

/// What is new in the report with index `at` since the last number of its series that stands.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, at: u32, earlier: &[u32]) -> Option<ChangesView> {
    let base = scope.base;
    let stands = |at: u32| base.reports[at as usize].report().is_some_and(|report| !report.withdrawn);
    let place = earlier.iter().rposition(|&number| stands(number))?;
    let (before, between) = (earlier[place], &earlier[place + 1..]);
    let (entry, last) = (&base.reports[at as usize], &base.reports[before as usize]);
    let report = entry.report()?;

    let known: BTreeSet<EntityIx> = last.events.iter().copied().collect();
    let new: Vec<EntityIx> = entry.events.iter().copied().filter(|ix| !known.contains(ix)).collect();
    let replaced = known.iter().filter_map(|was| Some((*was, *base.ledger.event_superseded_by.get(was)?)));
    let replaced = replaced.filter(|(_, now)| entry.events.contains(now));

    let said = SaidBefore::new(scope, &earlier[..=place]);
    let figures = figure::own(scope, route, Holder::Report(at), report.figures.len()).into_iter();
    let changes = report.figures.iter().zip(figures).filter_map(|(own, figure)| {
        let was = match said.figures.get(own.id.as_ref()?.value.as_str()) {
            Some(before) => Some(figure::change(scope, route, own, *before)?),
            None => None,
        };
        was.as_ref().is_none_or(|was| was.direction != "same").then_some(FigureChange { figure, was })
    });

    let (mut statuses, mut claims, mut withdrawn, mut claims_count) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (index, claim) in report.claims.iter().enumerate() {
        let here = Place { holder: Holder::Report(at), index };
        let view = || claim::link(scope, route, here);
        match claim.id.as_ref().and_then(|id| said.claims.get(id.value.as_str())) {
            None => {
                claims_count += 1;
                claims.extend((claims.len() < MOST).then(view).flatten());
            }
            Some(was) if was.status != claim.status => {
                let list = if is_withdrawn(claim) { &mut withdrawn } else { &mut statuses };
                let (now, was) = (claim.status.clone(), was.status.clone());
                list.extend((list.len() < MOST).then(view).flatten().map(|claim| StatusChange { claim, now, was }));
            }
            Some(_) => {}
        }
    }
    let view = ChangesView {
        since: scope.report_link(route, before),
        number: last.report().and_then(|report| report.number),
        withdrawn_between: between.iter().rev().take(MOST).map(|&at| scope.report_link(route, at)).collect(),
        events_count: new.len(),
        events: new.into_iter().take(MOST).filter_map(|ix| event::row(scope, route, ix)).collect(),
        replaced: replaced.take(MOST).filter_map(|(was, now)| replaced_row(scope, route, was, now)).collect(),
        figures: changes.take(MOST).collect(),
        statuses,
        claims,
        claims_count,
        withdrawn,
    };
    Some(view)
}

impl ChangesView {
    /// Whether there is nothing new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.replaced.is_empty()
            && self.figures.is_empty()
            && self.statuses.is_empty()
            && self.claims.is_empty()
            && self.withdrawn.is_empty()
            && self.withdrawn_between.is_empty()
    }
}

fn is_withdrawn(claim: &Claim) -> bool {
    matches!(claim.status.as_deref(), Some("retracted" | "false"))
}

/// Numbers that are looked back at: a series of years is long.
const BACK: usize = 50;

/// What the last numbers of a series said, by id; of several the newest.
struct SaidBefore<'a> {
    claims: HashMap<&'a str, &'a Claim>,
    figures: HashMap<&'a str, Place>,
}

impl<'a> SaidBefore<'a> {
    fn new(scope: &'a Scope<'_>, earlier: &[u32]) -> Self {
        let mut said = Self { claims: HashMap::new(), figures: HashMap::new() };
        for &at in earlier.iter().rev().take(BACK) {
            let Some(report) = scope.base.reports[at as usize].report().filter(|report| !report.withdrawn) else {
                continue;
            };
            for claim in &report.claims {
                if let Some(id) = &claim.id {
                    said.claims.entry(&id.value).or_insert(claim);
                }
            }
            for (index, figure) in report.figures.iter().enumerate() {
                if let Some(id) = &figure.id {
                    said.figures.entry(&id.value).or_insert(Place { holder: Holder::Report(at), index });
                }
            }
        }
        said
    }
}

fn replaced_row(scope: &Scope<'_>, route: &Route, was: EntityIx, now: EntityIx) -> Option<Replaced> {
    let status = scope.base.entities[was.at()].event()?.status.as_ref().map(|status| status.value.clone());
    Some(Replaced { event: event::row(scope, route, now)?, was: scope.entity_link(route, was), was_status: status })
}

/// The reports of a series before the report with index `at`, first to last, and those after it.
#[must_use]
pub fn neighbours<'a>(scope: &'a Scope<'_>, at: u32, entry: &Entry) -> Option<(&'a [u32], &'a [u32])> {
    let report = entry.report()?;
    let list = scope.base.ledger.series.get(&report.series.as_ref()?.value)?;
    // The order of the list: a series of years is long, and every report of it looks for its neighbours.
    let key = |at: u32| {
        let report = scope.base.reports[at as usize].report();
        (report.and_then(|report| report.number), std::cmp::Reverse(at))
    };
    let place = list.binary_search_by_key(&key(at), |&other| key(other)).ok()?;
    Some((&list[..place], &list[place + 1..]))
}
