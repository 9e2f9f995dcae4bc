//! Events: planned ones that were forgotten, and orders that come back to where they began.

use std::collections::BTreeMap;

use super::graph;
use crate::diagnostic::Diagnostic;
use crate::document::record::Reference;
use crate::document::{Event, Kind};
use crate::knowledge::entry::Entry;
use crate::knowledge::{EntityIx, EntityKind, KnowledgeBase};

/// Planned events whose time has passed.
pub(super) fn due(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let events =
        (0_u32..).map(EntityIx).zip(base.entities.iter()).filter(|(_, entity)| entity.kind == EntityKind::Event);
    let due = events.filter(|(ix, _)| base.is_overdue(*ix)).filter_map(|(_, entity)| {
        let (document, status) = (entity.document.as_ref()?, entity.event()?.status.as_ref()?);
        let message = format!("`{}` was planned for a time that has passed", entity.name);
        let warning = Diagnostic::warning("due-no-update", message).at(&document.file, status.span);
        Some(warning.help("set `status` to `confirmed`, `postponed` or `cancelled`, or correct `when`"))
    });
    due.collect()
}

/// A way from an event to others.
struct Order {
    /// What an event does to itself where the way comes back.
    says: &'static str,
    next: fn(&Entry) -> Vec<EntityIx>,
    references: fn(&Event) -> Vec<&Reference>,
}

const ORDERS: [Order; 3] = [
    Order {
        says: "is part of itself",
        next: |entry| entry.records().part_of.into_iter().collect(),
        references: |event| event.part_of.iter().collect(),
    },
    Order {
        says: "follows itself",
        next: |entry| entry.records().follows.clone(),
        references: |event| event.follows.iter().collect(),
    },
    Order {
        says: "supersedes itself",
        next: |entry| entry.records().supersedes_event.into_iter().collect(),
        references: |event| event.supersedes.iter().collect(),
    },
];

/// Events that are part of, follow or supersede themselves, by way of others or not.
pub(super) fn circular(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let is_event = |entry: &&std::sync::Arc<Entry>| entry.document.kind == Kind::Event;
    // By path, so that a circle begins in its first file.
    let events: Vec<(EntityIx, &Entry)> =
        base.documents.iter().filter(is_event).filter_map(|entry| Some((entry.records().own?, &**entry))).collect();
    let nodes: BTreeMap<EntityIx, u32> = events.iter().map(|(ix, _)| *ix).zip(0_u32..).collect();
    let mut found = Vec::new();
    for order in &ORDERS {
        let node = |ix: EntityIx| nodes.get(&ix).copied();
        let next: Vec<Vec<u32>> =
            events.iter().map(|(_, entry)| (order.next)(entry).into_iter().filter_map(node).collect()).collect();
        for circle in graph::walk(&next).circles {
            let [first, others @ ..] = &circle[..] else { continue };
            let (ix, entry) = events[*first as usize];
            let (target, _) = events[*others.first().unwrap_or(first) as usize];
            let Some(event) = base.entities[ix.at()].event() else { continue };
            let stands_for = |reference: &&&Reference| base.entity(&reference.value, &[Kind::Event]) == Some(target);
            let references = (order.references)(event);
            let Some(reference) = references.iter().find(stands_for) else { continue };
            let id = |at: &u32| base.entities[events[*at as usize].0.at()].id.as_str();
            let message = format!("`{}` {}{}", id(first), order.says, graph::by_way_of(others.iter().map(id)));
            let warning = Diagnostic::warning("circular-event", message).at(&entry.document.file, reference.span);
            found
                .push(warning.help("remove the reference that is wrong: one of them has to be the first or the whole"));
        }
    }
    found
}
