//! What the records of all documents add up to: who took part in what, who said what, which figures are one series.

use std::collections::{BTreeMap, BTreeSet};

use super::entity::{EntityIx, EntityKind};
use super::{KnowledgeBase, Target};
use crate::document::Kind;
use crate::document::record::{Reference, SourceEntry};

/// The records of all documents, by what they are about. Lists are in the order of the reports (newest first) or, for
/// events, of their ids.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Entity to the events that it took part in, or that happened there.
    pub events: BTreeMap<EntityIx, Vec<EntityIx>>,
    /// Event to its parts.
    pub parts: BTreeMap<EntityIx, Vec<EntityIx>>,
    /// Event to the events that follow it.
    pub followed_by: BTreeMap<EntityIx, Vec<EntityIx>>,
    /// Actor or country to the relations that others have to it: whose, and its index.
    pub relations_to: BTreeMap<EntityIx, Vec<(EntityIx, usize)>>,
    /// Body to the actors that name it as their parent.
    pub members: BTreeMap<EntityIx, Vec<EntityIx>>,
    /// Country to the actors whose home it is.
    pub homes: BTreeMap<EntityIx, Vec<EntityIx>>,
    /// Entity to the claims that it made: report and index.
    pub claims_by: BTreeMap<EntityIx, Vec<(u32, usize)>>,
    /// Entity to the claims about it.
    pub claims_about: BTreeMap<EntityIx, Vec<(u32, usize)>>,
    /// Figure id to its values, newest first: report and index.
    pub figures: BTreeMap<String, Vec<(u32, usize)>>,
    /// Series to its reports, by number and date, first to last.
    pub series: BTreeMap<String, Vec<u32>>,
    /// Report to the later one that replaces it.
    pub superseded_by: BTreeMap<u32, u32>,
    /// Source to the reports that use it.
    pub used_by: BTreeMap<u32, Vec<u32>>,
    /// Countries that have a page because something names them.
    pub countries: BTreeSet<EntityIx>,
}

impl Ledger {
    /// The ledger of a base whose documents are linked.
    pub(super) fn new(base: &KnowledgeBase) -> Self {
        let mut ledger = Self::default();
        for (at, entity) in base.entities.iter().enumerate() {
            let ix = EntityIx::new(at);
            if let Some(home) = entity.home {
                ledger.countries.insert(home);
                ledger.homes.entry(home).or_default().push(ix);
            }
            ledger.event(base, ix);
            ledger.actor(base, ix);
        }
        for at in 0..base.reports.len() {
            ledger.report(base, at);
        }
        for prose in base.prose.values() {
            let named = prose.found.mentions.iter().map(|mention| mention.entity);
            ledger.countries.extend(named.filter(|ix| base.entities[ix.at()].kind == EntityKind::Country));
        }
        for (at, list) in base.appearances.iter().enumerate() {
            if !list.is_empty() && base.entities[at].kind == EntityKind::Country {
                ledger.countries.insert(EntityIx::new(at));
            }
        }
        let number = |at: u32| base.reports[at as usize].report().and_then(|report| report.number);
        for list in ledger.series.values_mut() {
            list.sort_by_key(|&at| (number(at), std::cmp::Reverse(at)));
        }
        ledger
    }

    fn event(&mut self, base: &KnowledgeBase, ix: EntityIx) {
        let Some(event) = base.entities[ix.at()].event() else { return };
        let one = |reference: &Reference, kinds: &[Kind]| base.entity(&reference.value, kinds);
        let countries: BTreeSet<EntityIx> =
            event.countries.iter().filter_map(|country| one(country, &[Kind::Country])).collect();
        self.countries.extend(&countries);
        let actors = event.participants.iter().filter_map(|part| one(&part.actor, &[Kind::Actor, Kind::Country]));
        for entity in countries.into_iter().chain(actors).collect::<BTreeSet<_>>() {
            self.events.entry(entity).or_default().push(ix);
        }
        if let Some(whole) = event.part_of.as_ref().and_then(|whole| one(whole, &[Kind::Event])) {
            self.parts.entry(whole).or_default().push(ix);
        }
        for earlier in event.follows.iter().filter_map(|earlier| one(earlier, &[Kind::Event])) {
            self.followed_by.entry(earlier).or_default().push(ix);
        }
    }

    fn actor(&mut self, base: &KnowledgeBase, ix: EntityIx) {
        let Some(actor) = base.entities[ix.at()].actor() else { return };
        for (index, relation) in actor.relations.iter().enumerate() {
            if let Some(other) = base.entity(&relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]) {
                self.relations_to.entry(other).or_default().push((ix, index));
                if base.entities[other.at()].kind == EntityKind::Country {
                    self.countries.insert(other);
                }
            }
        }
        if let Some(parent) = actor.parent.as_ref().and_then(|parent| base.entity(&parent.value, &[Kind::Actor])) {
            self.members.entry(parent).or_default().push(ix);
        }
    }

    fn report(&mut self, base: &KnowledgeBase, at: usize) {
        let entry = &base.reports[at];
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let Some(report) = entry.report() else { return };
        if let Some(series) = &report.series {
            self.series.entry(series.value.clone()).or_default().push(number);
        }
        if report.withdrawn {
            return;
        }
        for (index, claim) in report.claims.iter().enumerate() {
            let kinds = [Kind::Actor, Kind::Country];
            for by in claim.by.iter().filter_map(|by| base.entity(&by.value, &kinds)).collect::<BTreeSet<_>>() {
                self.claims_by.entry(by).or_default().push((number, index));
            }
            let kinds = [Kind::Actor, Kind::Country, Kind::Event];
            for about in
                claim.about.iter().filter_map(|about| base.entity(&about.value, &kinds)).collect::<BTreeSet<_>>()
            {
                self.claims_about.entry(about).or_default().push((number, index));
                if base.entities[about.at()].kind == EntityKind::Country {
                    self.countries.insert(about);
                }
            }
        }
        for (index, figure) in report.figures.iter().enumerate() {
            if let Some(id) = &figure.id {
                self.figures.entry(id.value.clone()).or_default().push((number, index));
            }
        }
        if let Some(Ok(Target::Report(earlier))) =
            report.supersedes.as_ref().map(|earlier| base.resolve(&earlier.value, &[Kind::Report]))
        {
            self.superseded_by.entry(earlier).or_insert(number);
        }
        let mut used = BTreeSet::new();
        let listed = report.sources.iter().filter_map(|source| match source {
            SourceEntry::Known(reference) => Some(reference),
            SourceEntry::Inline(_) => None,
        });
        let cited = report.claims.iter().filter_map(|claim| claim.source.as_ref());
        let counted = report.figures.iter().filter_map(|figure| figure.source.as_ref());
        for reference in listed.chain(cited).chain(counted) {
            if let Ok(Target::Source(source)) = base.resolve(&reference.value, &[Kind::Source]) {
                used.insert(source);
            }
        }
        for source in used {
            self.used_by.entry(source).or_default().push(number);
        }
    }
}
