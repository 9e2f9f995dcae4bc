//! What the records of all documents add up to: who took part in what, who said what, which figures are one series.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entity::{EntityIx, EntityKind};
use super::entry::Entry;
use super::{KnowledgeBase, Target};
use crate::document::record::{Reference, SourceEntry};
use crate::document::{Actor, Document, Event, Kind, Matter, Report};

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
    /// Countries that a record names.
    pub countries: BTreeSet<EntityIx>,
}

/// What the records of one document say, with their references resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// The entity that the document is about.
    own: Option<EntityIx>,
    home: Option<EntityIx>,
    /// Countries that have a page because of it.
    countries: BTreeSet<EntityIx>,
    /// Where an event happened and who took part.
    involved: BTreeSet<EntityIx>,
    part_of: Option<EntityIx>,
    follows: Vec<EntityIx>,
    relations: Vec<(EntityIx, usize)>,
    parent: Option<EntityIx>,
    series: Option<(String, Option<u32>)>,
    claims_by: Vec<(EntityIx, usize)>,
    claims_about: Vec<(EntityIx, usize)>,
    figures: Vec<(String, usize)>,
    /// Index of a report.
    supersedes: Option<u32>,
    /// Indices of sources.
    used: BTreeSet<u32>,
}

impl Records {
    /// The records of a document; `base` has all entities, names and ids.
    pub(super) fn new(base: &KnowledgeBase, document: &Document) -> Self {
        let own = base.own(document);
        let mut records = Self { own, home: own.and_then(|ix| base.entities[ix.at()].home), ..Self::default() };
        records.countries.extend(records.home);
        match &document.matter {
            Matter::Event(event) => records.event(base, event),
            Matter::Actor(actor) => records.actor(base, actor),
            Matter::Report(report) => records.report(base, report),
            Matter::Country(_) | Matter::Source(_) | Matter::Page => {}
        }
        records
    }

    fn event(&mut self, base: &KnowledgeBase, event: &Event) {
        let one = |reference: &Reference, kinds: &[Kind]| base.entity(&reference.value, kinds);
        self.countries.extend(event.countries.iter().filter_map(|country| one(country, &[Kind::Country])));
        let actors = event.participants.iter().filter_map(|part| one(&part.actor, &[Kind::Actor, Kind::Country]));
        self.involved = actors.chain(self.countries.iter().copied()).collect();
        self.part_of = event.part_of.as_ref().and_then(|whole| one(whole, &[Kind::Event]));
        self.follows = event.follows.iter().filter_map(|earlier| one(earlier, &[Kind::Event])).collect();
    }

    fn actor(&mut self, base: &KnowledgeBase, actor: &Actor) {
        for (index, relation) in actor.relations.iter().enumerate() {
            if let Some(other) = base.entity(&relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]) {
                self.relations.push((other, index));
                if base.entities[other.at()].kind == EntityKind::Country {
                    self.countries.insert(other);
                }
            }
        }
        self.parent = actor.parent.as_ref().and_then(|parent| base.entity(&parent.value, &[Kind::Actor]));
    }

    fn report(&mut self, base: &KnowledgeBase, report: &Report) {
        self.series = report.series.as_ref().map(|series| (series.value.clone(), report.number));
        if report.withdrawn {
            return;
        }
        let all = |references: &[Reference], kinds: &[Kind]| -> BTreeSet<EntityIx> {
            references.iter().filter_map(|reference| base.entity(&reference.value, kinds)).collect()
        };
        for (index, claim) in report.claims.iter().enumerate() {
            let by = all(&claim.by, &[Kind::Actor, Kind::Country]);
            self.claims_by.extend(by.into_iter().map(|by| (by, index)));
            let about = all(&claim.about, &[Kind::Actor, Kind::Country, Kind::Event]);
            let countries = about.iter().filter(|about| base.entities[about.at()].kind == EntityKind::Country);
            self.countries.extend(countries);
            self.claims_about.extend(about.into_iter().map(|about| (about, index)));
        }
        let figures = report.figures.iter().enumerate();
        self.figures = figures.filter_map(|(index, figure)| Some((figure.id.as_ref()?.value.clone(), index))).collect();
        let earlier = report.supersedes.as_ref().map(|earlier| base.resolve(&earlier.value, &[Kind::Report]));
        if let Some(Ok(Target::Report(earlier))) = earlier {
            self.supersedes = Some(earlier);
        }
        let listed = report.sources.iter().filter_map(|source| match source {
            SourceEntry::Known(reference) => Some(reference),
            SourceEntry::Inline(_) => None,
        });
        let cited = report.claims.iter().filter_map(|claim| claim.source.as_ref());
        let counted = report.figures.iter().filter_map(|figure| figure.source.as_ref());
        for reference in listed.chain(cited).chain(counted) {
            if let Ok(Target::Source(source)) = base.resolve(&reference.value, &[Kind::Source]) {
                self.used.insert(source);
            }
        }
    }

    /// Whether indices of reports or sources are among them.
    pub(super) fn holds_order(&self) -> bool {
        self.supersedes.is_some() || !self.used.is_empty()
    }

    /// Every entity that they name.
    pub(super) fn entities(&self) -> impl Iterator<Item = EntityIx> {
        let one = [self.own, self.home, self.part_of, self.parent].into_iter().flatten();
        let indexed = self.relations.iter().chain(&self.claims_by).chain(&self.claims_about).map(|(ix, _)| *ix);
        one.chain(self.countries.iter().chain(&self.involved).chain(&self.follows).copied()).chain(indexed)
    }

    /// Gives the entities other numbers, in the same order.
    pub(super) fn renumber(&mut self, number: &impl Fn(EntityIx) -> EntityIx) {
        for ix in [&mut self.own, &mut self.home, &mut self.part_of, &mut self.parent].into_iter().flatten() {
            *ix = number(*ix);
        }
        for set in [&mut self.countries, &mut self.involved] {
            *set = set.iter().map(|ix| number(*ix)).collect();
        }
        self.follows.iter_mut().for_each(|ix| *ix = number(*ix));
        for list in [&mut self.relations, &mut self.claims_by, &mut self.claims_about] {
            for (ix, _) in list.iter_mut() {
                *ix = number(*ix);
            }
        }
    }
}

impl Ledger {
    /// The ledger of these documents: reports newest first.
    pub(super) fn new(documents: &[Arc<Entry>], reports: &[Arc<Entry>]) -> Self {
        let mut ledger = Self::default();
        let of_entities = documents.iter().filter_map(|entry| Some((entry.records().own?, entry.records())));
        let mut of_entities: Vec<(EntityIx, &Records)> = of_entities.collect();
        of_entities.sort_by_key(|(ix, _)| *ix);
        for (ix, records) in of_entities {
            ledger.entity(ix, records);
        }
        for (at, entry) in (0_u32..).zip(reports) {
            ledger.report(at, entry.records());
        }
        let number = |at: u32| reports[at as usize].records().series.as_ref().and_then(|(_, number)| *number);
        for list in ledger.series.values_mut() {
            list.sort_by_key(|&at| (number(at), std::cmp::Reverse(at)));
        }
        ledger
    }

    fn entity(&mut self, ix: EntityIx, records: &Records) {
        self.countries.extend(&records.countries);
        if let Some(home) = records.home {
            self.homes.entry(home).or_default().push(ix);
        }
        for entity in &records.involved {
            self.events.entry(*entity).or_default().push(ix);
        }
        if let Some(whole) = records.part_of {
            self.parts.entry(whole).or_default().push(ix);
        }
        for earlier in &records.follows {
            self.followed_by.entry(*earlier).or_default().push(ix);
        }
        for (other, index) in &records.relations {
            self.relations_to.entry(*other).or_default().push((ix, *index));
        }
        if let Some(parent) = records.parent {
            self.members.entry(parent).or_default().push(ix);
        }
    }

    fn report(&mut self, at: u32, records: &Records) {
        self.countries.extend(&records.countries);
        if let Some((series, _)) = &records.series {
            match self.series.get_mut(series) {
                Some(list) => list.push(at),
                None => _ = self.series.insert(series.clone(), vec![at]),
            }
        }
        for (by, index) in &records.claims_by {
            self.claims_by.entry(*by).or_default().push((at, *index));
        }
        for (about, index) in &records.claims_about {
            self.claims_about.entry(*about).or_default().push((at, *index));
        }
        for (id, index) in &records.figures {
            self.figures.entry(id.clone()).or_default().push((at, *index));
        }
        if let Some(earlier) = records.supersedes {
            self.superseded_by.entry(earlier).or_insert(at);
        }
        for source in &records.used {
            self.used_by.entry(*source).or_default().push(at);
        }
    }
}
