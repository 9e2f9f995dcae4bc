//! Disputed claims that rest on one source: what looks like two voices may be one and its echo.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::sources::{Files, inline, of_file, source_of};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Claim, Reference, Source, SourceEntry};
use crate::document::{Document, Matter};
use crate::knowledge::Holder;
use crate::knowledge::fold::fold;
use crate::knowledge::{KnowledgeBase, Place};

/// Disputed claims whose sources, followed to the ends of the ways, are fewer than two. Claims of one id are one claim.
pub(super) fn single_source(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let all: Vec<(Place, &Claim)> =
        base.ledger.claims.iter().filter_map(|place| Some((*place, base.claim(*place)?))).collect();
    let is_given_up = |claim: &Claim| matches!(claim.status.as_deref(), Some("retracted" | "false"));
    let disputed: HashSet<&str> = all
        .iter()
        .filter(|(_, claim)| !is_given_up(claim))
        .flat_map(|(_, claim)| {
            let own = claim.id.as_ref().map(|id| &id.value);
            claim.disputes.iter().map(|id| &id.value).filter(move |id| Some(*id) != own).map(String::as_str)
        })
        .collect();
    let mut ends: Option<Vec<Vec<u32>>> = None;
    let mut found = Vec::new();
    let mut judge = |group: &[(Place, &Claim)], is_disputed: bool| {
        // What the newest says of it holds.
        let status = group.iter().find_map(|(_, claim)| claim.status.as_deref());
        let open =
            status == Some("disputed") || is_disputed && !matches!(status, Some("confirmed" | "retracted" | "false"));
        if open {
            let ends = ends.get_or_insert_with(|| Files::new(base).ends());
            found.extend(fault(base, group, ends));
        }
    };
    for (id, places) in &base.ledger.claims_with_id {
        let is_disputed = disputed.contains(id.as_str());
        // Ids are unique in a document. In the reports of one series they go on meaning the same claim, and so they may
        // among all that stand in none.
        let series = |place: &Place| match place.holder {
            Holder::Report(at) => base.reports[at as usize].report()?.series.as_ref().map(|series| &*series.value),
            Holder::Event(_) => None,
        };
        let mut groups: BTreeMap<Option<&str>, Vec<(Place, &Claim)>> = BTreeMap::new();
        for place in places {
            if let Some(claim) = base.claim(*place) {
                groups.entry(series(place)).or_default().push((*place, claim));
            }
        }
        for group in groups.values() {
            if is_disputed || group.iter().any(|(_, claim)| claim.status.is_some()) {
                judge(group, is_disputed);
            }
        }
    }
    for claim in all.iter().filter(|(_, claim)| claim.id.is_none()) {
        judge(std::slice::from_ref(claim), false);
    }
    found
}

fn fault(base: &KnowledgeBase, group: &[(Place, &Claim)], ends: &[Vec<u32>]) -> Option<Diagnostic> {
    let &(place, claim) = group.first()?;
    // Each end by what tells it from others, with the name to show.
    let mut origins: BTreeMap<String, String> = BTreeMap::new();
    for (place, claim) in group {
        let (Some(document), Some(reference)) = (base.held_by(place.holder), &claim.source) else { continue };
        Origins { base, document, ends, found: &mut origins }.follow(reference);
        if origins.len() > 1 {
            return None;
        }
    }
    let named = claim.id.as_ref().map_or_else(String::new, |id| format!(" `{}`", id.value));
    let (message, help) = match origins.values().next() {
        Some(name) => (
            format!("the disputed claim{named} rests on one source, `{name}`"),
            "add a claim with the same `id` from a source that does not derive from it",
        ),
        None => (
            format!("the disputed claim{named} names no source"),
            "add `source:`, and a claim with the same `id` from another source",
        ),
    };
    let span = claim.id.as_ref().map_or(claim.span, |id| id.span);
    Some(Diagnostic::warning("single-source", message).at(&base.held_by(place.holder)?.file, span).help(help))
}

/// The ends of the ways from the sources of one document.
struct Origins<'a> {
    base: &'a KnowledgeBase,
    document: &'a Document,
    ends: &'a [Vec<u32>],
    found: &'a mut BTreeMap<String, String>,
}

impl Origins<'_> {
    /// Follows a reference: to a source described in the document first, as everywhere.
    fn follow(&mut self, reference: &Reference) {
        let own: Vec<&Source> = inline(match &self.document.matter {
            Matter::Report(report) => &report.sources[..],
            Matter::Event(event) => &event.sources[..],
            _ => &[] as &[SourceEntry],
        })
        .collect();
        let described = |id: &str| own.iter().position(|source| source.id.as_ref().is_some_and(|own| own.value == id));
        let mut open = vec![reference];
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut came_to_an_end = false;
        while let Some(reference) = open.pop() {
            let Some(at) = described(&reference.value) else {
                for &end in source_of(self.base, reference).iter().flat_map(|&at| &self.ends[at as usize]) {
                    came_to_an_end = true;
                    self.add_file(end);
                }
                continue;
            };
            if !seen.insert(at) {
                continue;
            }
            let known = |reference: &&Reference| {
                described(&reference.value).is_some() || source_of(self.base, reference).is_some()
            };
            let before = open.len();
            open.extend(own[at].derives_from.iter().filter(known));
            if open.len() == before {
                came_to_an_end = true;
                self.add(own[at], None);
            }
        }
        // Sources that derive from one another have no end: the first stands for them.
        if let Some(&first) = seen.first().filter(|_| !came_to_an_end) {
            self.add(own[first], None);
        }
    }

    fn add_file(&mut self, at: u32) {
        let document = &self.base.sources[at as usize];
        if let Some(source) = of_file(document) {
            self.add(source, Some(document.id.as_str()));
        }
    }

    /// One address is one source, whoever describes it; without an address it is the name.
    fn add(&mut self, source: &Source, file: Option<&str>) {
        let id = file.or(source.id.as_ref().map(|id| id.value.as_str()));
        let shown = id.or(source.name.as_deref()).or(source.url.as_deref()).unwrap_or("?").to_owned();
        let key = match (&source.url, file, &source.name) {
            (Some(url), ..) => format!("url {}", url.trim_end_matches('/')),
            (None, Some(id), _) => format!("file {id}"),
            (None, None, Some(name)) => format!("name {}", fold(name).to_lowercase()),
            (None, None, None) => format!("id {} {shown}", self.document.file.path),
        };
        self.found.insert(key, shown);
    }
}
