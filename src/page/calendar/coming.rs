//! What is to come, what should have come, and what was put off.

use std::cmp::Reverse;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::months::zone_of;
use crate::document::Event;
use crate::knowledge::EntityIx;
use crate::page::Scope;
use crate::page::event::{self, EventRow};
use crate::route::Route;

/// Events that are not over.
#[derive(Debug, Serialize)]
pub struct Agenda {
    /// Planned for a time that has passed, with no word since; the latest first, at most fifty.
    pub overdue: Vec<EventRow>,
    /// How many there are.
    pub overdue_count: usize,
    /// Planned, postponed, or beginning after the build; soonest first, those without a date last, at most a hundred.
    pub coming: Vec<EventRow>,
    /// How many there are.
    pub coming_count: usize,
    /// Postponed from a time that has passed; the latest first, at most fifty.
    pub put_off: Vec<EventRow>,
    /// How many there are.
    pub put_off_count: usize,
}

/// Most events that are coming up.
const COMING: usize = 100;

/// Most events whose time has passed, of either kind.
const PASSED: usize = 50;

enum Stand {
    Overdue,
    Coming,
    PutOff,
}

pub(super) fn agenda(scope: &Scope<'_>, route: &Route) -> Agenda {
    let base = scope.base;
    let (mut overdue, mut coming, mut put_off) = (Vec::new(), Vec::new(), Vec::new());
    for &ix in scope.lists.events(base) {
        match base.entities[ix.at()].event().and_then(|event| stand(scope, ix, event)) {
            Some(Stand::Overdue) => overdue.push(ix),
            Some(Stand::Coming) => coming.push(ix),
            Some(Stand::PutOff) => put_off.push(ix),
            None => {}
        }
    }
    let when = |ix: &EntityIx| base.entities[ix.at()].event().and_then(|event| event.when.as_ref());
    coming.sort_by_cached_key(|ix| (when(ix).is_none(), when(ix).map(|when| when.value.sort_key()), *ix));
    for list in [&mut overdue, &mut put_off] {
        list.sort_by_cached_key(|ix| (Reverse(when(ix).and_then(|when| when.value.end(&TimeZone::UTC))), *ix));
    }
    let rows = |list: &[EntityIx], most: usize| -> Vec<EventRow> {
        list.iter().take(most).filter_map(|ix| event::row(scope, route, *ix)).collect()
    };
    Agenda {
        overdue: rows(&overdue, PASSED),
        overdue_count: overdue.len(),
        coming: rows(&coming, COMING),
        coming_count: coming.len(),
        put_off: rows(&put_off, PASSED),
        put_off_count: put_off.len(),
    }
}

fn stand(scope: &Scope<'_>, ix: EntityIx, event: &Event) -> Option<Stand> {
    // What replaces it says how things stand.
    if scope.base.ledger.event_superseded_by.contains_key(&ix) {
        return None;
    }
    let when = event.when.as_ref().map(|when| &when.value);
    let zone = zone_of(event, scope.tz);
    let ahead = when.and_then(|when| when.start(&zone)).is_some_and(|start| start > scope.now);
    let passed = when.and_then(|when| when.end(&zone)).is_some_and(|end| end <= scope.now);
    match event.status.as_ref().map(|status| status.value.as_str()) {
        Some("cancelled" | "denied") => None,
        _ if event::is_overdue(scope, ix) => Some(Stand::Overdue),
        Some("postponed") if passed => Some(Stand::PutOff),
        Some("planned" | "postponed") => Some(Stand::Coming),
        _ => ahead.then_some(Stand::Coming),
    }
}
