//! The parts of an event at all depths, and what a situation gathers from them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::event::{self, EventRow};
use super::listing::{self, ReportRow};
use super::mentions::Companion;
use super::{Scope, event::sort_by_time};
use crate::document::Kind;
use crate::knowledge::{EntityIx, Place};
use crate::route::Route;

/// A part of an event, or a part of a part.
#[derive(Debug, Serialize)]
pub struct PartRow {
    /// The event.
    pub event: EventRow,
    /// 1 for a part, 2 for a part of it, …; at most 4.
    pub depth: usize,
}

/// What a situation gathers: its reports, and who takes part in it or in its parts.
#[derive(Debug, Serialize)]
pub struct DossierView {
    /// Reports that belong to it, newest first, at most fifty.
    pub reports: Vec<ReportRow>,
    /// How many there are.
    pub reports_count: usize,
    /// Who takes part in it or in its parts, with the number of events; at most fifty.
    pub actors: Vec<Companion>,
}

/// Parts that are looked at.
const MOST: usize = 1000;

/// Parts of parts: a chain of them must not stand whole on the page of each of its links.
const DEEPEST: usize = 8;

/// Parts that are shown.
const SHOWN: usize = 100;

/// The parts of an event to a depth of eight with that depth, at most a thousand, each part followed by its own, in time.
/// Circles end where they begin.
#[must_use]
pub fn parts(scope: &Scope<'_>, ix: EntityIx) -> Vec<(EntityIx, usize)> {
    let mut seen = BTreeSet::from([ix]);
    let mut parts = Vec::new();
    let mut open: Vec<(EntityIx, usize)> = children(scope, ix, 1);
    while let Some((part, depth)) = open.pop() {
        if !seen.insert(part) {
            continue;
        }
        parts.push((part, depth));
        if parts.len() == MOST {
            break;
        }
        if depth < DEEPEST {
            open.extend(children(scope, part, depth + 1));
        }
    }
    parts
}

/// The parts of an event, newest first: the oldest is taken from the end.
fn children(scope: &Scope<'_>, ix: EntityIx, depth: usize) -> Vec<(EntityIx, usize)> {
    let mut parts = scope.base.ledger.parts.get(&ix).cloned().unwrap_or_default();
    sort_by_time(scope.base, &mut parts);
    parts.into_iter().map(|part| (part, depth)).collect()
}

/// The newest hundred of these parts in their order, and where there are more only they.
#[must_use]
pub fn rows(scope: &Scope<'_>, route: &Route, parts: &[(EntityIx, usize)]) -> Vec<PartRow> {
    let shown = &parts[parts.len().saturating_sub(SHOWN)..];
    let row =
        |&(ix, depth): &(EntityIx, usize)| Some(PartRow { event: event::row(scope, route, ix)?, depth: depth.min(4) });
    shown.iter().filter_map(row).collect()
}

/// What a situation gathers; `all` is itself and its parts.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, ix: EntityIx, all: &[EntityIx]) -> DossierView {
    let reports = scope.base.ledger.situations.get(&ix);
    let mut counts: BTreeMap<EntityIx, usize> = BTreeMap::new();
    for event in all.iter().filter_map(|ix| scope.base.entities[ix.at()].event()) {
        let actors = event
            .participants
            .iter()
            .filter_map(|part| scope.base.entity(&part.actor.value, &[Kind::Actor, Kind::Country]));
        for actor in actors.collect::<BTreeSet<_>>() {
            *counts.entry(actor).or_default() += 1;
        }
    }
    let mut counts: Vec<(EntityIx, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(ix, count)| (std::cmp::Reverse(*count), *ix));
    let companion = |(ix, count)| Companion { entity: scope.entity_link(route, ix), count };
    DossierView {
        reports: reports.into_iter().flatten().take(50).map(|&at| listing::report_row(scope, route, at)).collect(),
        reports_count: reports.map_or(0, Vec::len),
        actors: counts.into_iter().take(50).map(companion).collect(),
    }
}

/// The claims about any of these events, in the order of the ledger, each once.
#[must_use]
pub fn claims(scope: &Scope<'_>, all: &[EntityIx]) -> Vec<Place> {
    let about = all.iter().filter_map(|ix| scope.base.ledger.claims_about.get(ix)).flatten();
    let places: BTreeSet<Place> = about.copied().collect();
    places.into_iter().collect()
}
