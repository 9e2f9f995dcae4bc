//! What the records of all documents add up to: who took part in what, who said what, which figures are one series.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entity::{EntityIx, EntityKind};
use super::entry::Entry;
use super::{KnowledgeBase, Target};
use crate::document::record::{Claim, Figure, Reference, SourceEntry};
use crate::document::when::{SortKey, When};
use crate::document::{Actor, Document, Event, Kind, Matter, Report};

/// A document that holds claims or figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The report with this index in [`KnowledgeBase::reports`].
    Report(u32),
    /// An event.
    Event(EntityIx),
}

/// Where a claim or a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub holder: Holder,
    /// Its index among the claims or figures of that document.
    pub index: usize,
}

/// The records of all documents, by what they are about. Lists are in the order of the reports (newest first), with
/// those of events behind them by id; lists of events are by id.
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
    /// Every claim.
    pub claims: Vec<Place>,
    /// Id to the claims that bear it: one id may stand in several documents.
    pub claims_with_id: BTreeMap<String, Vec<Place>>,
    /// Entity to the claims that it made.
    pub claims_by: BTreeMap<EntityIx, Vec<Place>>,
    /// Entity to the claims about it.
    pub claims_about: BTreeMap<EntityIx, Vec<Place>>,
    /// Figure id to its values, by the moment that they hold for, newest first.
    pub figures: BTreeMap<String, Vec<Place>>,
    /// Entity to the figures about it.
    pub figures_about: BTreeMap<EntityIx, Vec<Place>>,
    /// Series to its reports, by number and date, first to last.
    pub series: BTreeMap<String, Vec<u32>>,
    /// Series to the newest of its reports that was not withdrawn.
    pub newest_in_series: BTreeMap<String, u32>,
    /// Situation to the reports that belong to it.
    pub situations: BTreeMap<EntityIx, Vec<u32>>,
    /// Report to the later one that replaces it.
    pub superseded_by: BTreeMap<u32, u32>,
    /// Event to the one that replaces it.
    pub event_superseded_by: BTreeMap<EntityIx, EntityIx>,
    /// Translation to what it says it translates.
    pub translates: BTreeMap<u32, u32>,
    /// Original to its translations, in the order of reports.
    pub translations: BTreeMap<u32, Vec<u32>>,
    /// Source to the reports that use it.
    pub used_by: BTreeMap<u32, Vec<u32>>,
    /// Source to the events that use it.
    pub used_by_events: BTreeMap<u32, Vec<EntityIx>>,
    /// Countries that a record names.
    pub countries: BTreeSet<EntityIx>,
}

/// What the records of one document say, with their references resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// The entity that the document is about.
    pub(super) own: Option<EntityIx>,
    home: Option<EntityIx>,
    /// Countries that have a page because of it.
    countries: BTreeSet<EntityIx>,
    /// Where an event happened and who took part.
    involved: BTreeSet<EntityIx>,
    pub(super) part_of: Option<EntityIx>,
    pub(super) follows: Vec<EntityIx>,
    pub(super) relations: Vec<(EntityIx, usize)>,
    parent: Option<EntityIx>,
    series: Option<(String, Option<u32>)>,
    pub(super) situation: Option<EntityIx>,
    /// Ids of the claims, in order.
    claims: Vec<Option<String>>,
    claims_by: Vec<(EntityIx, usize)>,
    claims_about: Vec<(EntityIx, usize)>,
    /// Series, index, and the moment that the figure holds for: its own, else the cut-off or the date of the report, else
    /// the time of the event.
    figures: Vec<(String, usize, Option<SortKey>)>,
    figures_about: Vec<(EntityIx, usize)>,
    /// Index of a report.
    supersedes: Option<u32>,
    translates: Option<u32>,
    pub(super) supersedes_event: Option<EntityIx>,
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
        let earlier = event.supersedes.as_ref().and_then(|earlier| one(earlier, &[Kind::Event]));
        self.supersedes_event = earlier.filter(|earlier| Some(*earlier) != self.own);
        let moment = event.when.as_ref().map(|when| when.value.sort_key());
        self.said(base, &event.sources, &event.claims, (&event.figures, moment));
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
        let situation = report.situation.as_ref().map(|event| base.entity(&event.value, &[Kind::Event]));
        self.situation = situation.flatten();
        let earlier = report.supersedes.as_ref().map(|earlier| base.resolve(&earlier.value, &[Kind::Report]));
        if let Some(Ok(Target::Report(earlier))) = earlier {
            self.supersedes = Some(earlier);
        }
        let original = report.translation_of.as_ref().map(|original| base.resolve(&original.value, &[Kind::Report]));
        if let Some(Ok(Target::Report(original))) = original {
            self.translates = Some(original);
        }
        let moment = report.as_of.as_ref().or(report.date.as_ref()).map(When::sort_key);
        self.said(base, &report.sources, &report.claims, (&report.figures, moment));
    }

    /// Claims and figures, and the sources that they and the document rest on; figures without a moment hold for that of
    /// the document.
    fn said(
        &mut self,
        base: &KnowledgeBase,
        sources: &[SourceEntry],
        claims: &[Claim],
        (figures, moment): (&[Figure], Option<SortKey>),
    ) {
        let all = |references: &[Reference], kinds: &[Kind]| -> BTreeSet<EntityIx> {
            references.iter().filter_map(|reference| base.entity(&reference.value, kinds)).collect()
        };
        for (index, claim) in claims.iter().enumerate() {
            self.claims.push(claim.id.as_ref().map(|id| id.value.clone()));
            let by = all(&claim.by, &[Kind::Actor, Kind::Country]);
            self.claims_by.extend(by.into_iter().map(|by| (by, index)));
            let about = all(&claim.about, &[Kind::Actor, Kind::Country, Kind::Event]);
            let countries = about.iter().filter(|about| base.entities[about.at()].kind == EntityKind::Country);
            self.countries.extend(countries);
            self.claims_about.extend(about.into_iter().map(|about| (about, index)));
        }
        for (index, figure) in figures.iter().enumerate() {
            let moment = figure.as_of.as_ref().map(When::sort_key).or(moment);
            self.figures.extend(figure.id.as_ref().map(|id| (id.value.clone(), index, moment)));
            let about = all(&figure.about, &[Kind::Actor, Kind::Country, Kind::Event]);
            let countries = about.iter().filter(|about| base.entities[about.at()].kind == EntityKind::Country);
            self.countries.extend(countries);
            self.figures_about.extend(about.into_iter().map(|about| (about, index)));
        }
        let listed = sources.iter().filter_map(|source| match source {
            SourceEntry::Known(reference) => Some(reference),
            SourceEntry::Inline(_) => None,
        });
        let cited = claims.iter().filter_map(|claim| claim.source.as_ref());
        let counted = figures.iter().filter_map(|figure| figure.source.as_ref());
        for reference in listed.chain(cited).chain(counted) {
            if let Ok(Target::Source(source)) = base.resolve(&reference.value, &[Kind::Source]) {
                self.used.insert(source);
            }
        }
    }

    /// Whether indices of reports or sources are among them.
    pub(super) fn holds_order(&self) -> bool {
        self.supersedes.is_some() || self.translates.is_some() || !self.used.is_empty()
    }

    /// Every entity that they name.
    pub(super) fn entities(&self) -> impl Iterator<Item = EntityIx> {
        let one = [self.own, self.home, self.part_of, self.parent, self.situation, self.supersedes_event];
        let one = one.into_iter().flatten();
        let indexed = self.relations.iter().chain(&self.claims_by).chain(&self.claims_about).chain(&self.figures_about);
        let indexed = indexed.map(|(ix, _)| *ix);
        one.chain(self.countries.iter().chain(&self.involved).chain(&self.follows).copied()).chain(indexed)
    }

    /// Gives the entities other numbers, in the same order.
    pub(super) fn renumber(&mut self, number: &impl Fn(EntityIx) -> EntityIx) {
        let (own, home, part_of) = (&mut self.own, &mut self.home, &mut self.part_of);
        let others = [&mut self.parent, &mut self.situation, &mut self.supersedes_event];
        for ix in [own, home, part_of].into_iter().chain(others).flatten() {
            *ix = number(*ix);
        }
        for set in [&mut self.countries, &mut self.involved] {
            *set = set.iter().map(|ix| number(*ix)).collect();
        }
        self.follows.iter_mut().for_each(|ix| *ix = number(*ix));
        for list in [&mut self.relations, &mut self.claims_by, &mut self.claims_about, &mut self.figures_about] {
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
        for (at, entry) in (0_u32..).zip(reports) {
            ledger.report(at, entry.records());
            let standing = entry.report().filter(|report| !report.withdrawn);
            if let Some(series) = standing.and_then(|report| report.series.as_ref())
                && !ledger.newest_in_series.contains_key(&series.value)
            {
                ledger.newest_in_series.insert(series.value.clone(), at);
            }
        }
        let mut originals = Vec::new();
        for &at in ledger.translates.keys() {
            let original = ledger.original_of(at);
            if original != at {
                originals.push((original, at));
            }
        }
        for (original, at) in originals {
            ledger.translations.entry(original).or_default().push(at);
        }
        let of_entities = documents.iter().filter_map(|entry| Some((entry.records().own?, entry)));
        let mut of_entities: Vec<(EntityIx, &Arc<Entry>)> = of_entities.collect();
        of_entities.sort_by_key(|(ix, _)| *ix);
        for (ix, entry) in &of_entities {
            ledger.entity(*ix, entry.records());
        }
        let number = |at: u32| reports[at as usize].records().series.as_ref().and_then(|(_, number)| *number);
        for list in ledger.series.values_mut() {
            list.sort_by_key(|&at| (number(at), std::cmp::Reverse(at)));
        }
        let moment = |place: &Place| {
            let entry = match place.holder {
                Holder::Report(at) => &reports[at as usize],
                Holder::Event(ix) => of_entities[of_entities.binary_search_by_key(&ix, |(ix, _)| *ix).ok()?].1,
            };
            let (.., moment) = entry.records().figures.iter().find(|(_, index, _)| *index == place.index)?;
            *moment
        };
        for list in ledger.figures.values_mut().filter(|list| list.len() > 1) {
            // The newest moment first; of values for one moment that of the newest report.
            list.sort_by_cached_key(|place| (std::cmp::Reverse(moment(place)), *place));
        }
        ledger
    }

    /// What a report is, or a translation of a translation goes back to.
    #[must_use]
    pub fn original_of(&self, at: u32) -> u32 {
        let mut original = at;
        // Reports that say they translate each other have none: a bound instead of a search for the ring.
        for _ in 0..16 {
            match self.translates.get(&original) {
                Some(&earlier) if earlier != at => original = earlier,
                _ => break,
            }
        }
        original
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
        if let Some(earlier) = records.supersedes_event {
            self.event_superseded_by.entry(earlier).or_insert(ix);
        }
        for source in &records.used {
            self.used_by_events.entry(*source).or_default().push(ix);
        }
        self.said(Holder::Event(ix), records);
    }

    fn said(&mut self, holder: Holder, records: &Records) {
        let place = |index: usize| Place { holder, index };
        for (index, id) in records.claims.iter().enumerate() {
            self.claims.push(place(index));
            push(&mut self.claims_with_id, id.as_ref(), place(index));
        }
        for (by, index) in &records.claims_by {
            self.claims_by.entry(*by).or_default().push(place(*index));
        }
        for (about, index) in &records.claims_about {
            self.claims_about.entry(*about).or_default().push(place(*index));
        }
        for (id, index, _) in &records.figures {
            push(&mut self.figures, Some(id), place(*index));
        }
        for (about, index) in &records.figures_about {
            self.figures_about.entry(*about).or_default().push(place(*index));
        }
    }

    fn report(&mut self, at: u32, records: &Records) {
        self.countries.extend(&records.countries);
        push(&mut self.series, records.series.as_ref().map(|(series, _)| series), at);
        if let Some(situation) = records.situation {
            self.situations.entry(situation).or_default().push(at);
        }
        if let Some(earlier) = records.supersedes {
            self.superseded_by.entry(earlier).or_insert(at);
        }
        if let Some(original) = records.translates.filter(|original| *original != at) {
            self.translates.insert(at, original);
        }
        for source in &records.used {
            self.used_by.entry(*source).or_default().push(at);
        }
        self.said(Holder::Report(at), records);
    }
}

/// Puts a thing into the list of a name, and holds the name only once.
fn push<T>(lists: &mut BTreeMap<String, Vec<T>>, name: Option<&String>, thing: T) {
    let Some(name) = name else { return };
    match lists.get_mut(name) {
        Some(list) => list.push(thing),
        None => _ = lists.insert(name.clone(), vec![thing]),
    }
}

impl KnowledgeBase {
    /// The document that holds claims or figures.
    #[must_use]
    pub fn held_by(&self, holder: Holder) -> Option<&Arc<Document>> {
        match holder {
            Holder::Report(at) => self.reports.get(at as usize).map(|entry| &entry.document),
            Holder::Event(ix) => self.entities.get(ix.at())?.document.as_ref(),
        }
    }

    /// The claim at a place.
    #[must_use]
    pub fn claim(&self, place: Place) -> Option<&Claim> {
        match &self.held_by(place.holder)?.matter {
            Matter::Report(report) => report.claims.get(place.index),
            Matter::Event(event) => event.claims.get(place.index),
            _ => None,
        }
    }

    /// The figure at a place.
    #[must_use]
    pub fn figure(&self, place: Place) -> Option<&Figure> {
        match &self.held_by(place.holder)?.matter {
            Matter::Report(report) => report.figures.get(place.index),
            Matter::Event(event) => event.figures.get(place.index),
            _ => None,
        }
    }

    /// The claims that a claim disputes: those of its own document, else of others, each id the newest.
    #[must_use]
    pub fn disputed_by(&self, place: Place) -> Vec<Place> {
        let ids = self.claim(place).map(|claim| &claim.disputes[..]).unwrap_or_default();
        let found = ids.iter().filter_map(|id| {
            let all = self.ledger.claims_with_id.get(&id.value)?;
            all.iter().find(|other| other.holder == place.holder).or_else(|| all.first()).copied()
        });
        found.filter(|other| *other != place).collect()
    }
}
