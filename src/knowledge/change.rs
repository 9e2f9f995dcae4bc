//! Linking again after a change.
//!
//! What a document's links rest on is its own file, the names and ids that stand in it, and the places of the reports in
//! their order. [`relink`] compares all of that by value, links again those documents that any of it concerns, and takes
//! the others as they are. There are no declared dependencies that could be forgotten: what cannot be told apart cheaply
//! is linked again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::entity::{self, Entity, EntityIx, EntityKind};
use super::entry::Entry;
use super::fold::fold;
use super::gazetteer::words::Phrase;
use super::gazetteer::{Gazetteer, MOST_CHANGED};
use super::reference::{Ids, Lists};
use super::{KnowledgeBase, Ledger, Settings, claim_ids, link, newest_first};
use crate::document::{Document, Kind, Matter};

/// What [`link`] gives for these documents. `before` is a base of an earlier state of the site.
#[must_use]
pub fn relink(before: &KnowledgeBase, documents: &[Arc<Document>], settings: &Settings) -> KnowledgeBase {
    let in_order = documents.is_sorted_by(|a, b| a.file.path < b.file.path);
    if *before.settings != *settings || !settings.keeps_words || !in_order {
        return link(documents, settings);
    }
    let changes = Changes::new(before, documents);
    if changes.is_empty() && before.documents.len() == documents.len() {
        return before.clone();
    }
    if changes.has_duplicates(before, documents) {
        return link(documents, settings);
    }
    changes.apply(before, documents, settings)
}

/// The documents that are not as they were.
struct Changes {
    /// Documents that are gone or were replaced, by their place before.
    old: Vec<usize>,
    /// Documents that are new or replace others, by their place now.
    new: Vec<usize>,
}

/// Entities before and after, and what that does to their numbers.
struct Renumbering {
    /// For each entity before its number now.
    new: Vec<Option<EntityIx>>,
    /// Whether all have the number that they had.
    is_identity: bool,
}

impl Changes {
    fn new(before: &KnowledgeBase, documents: &[Arc<Document>]) -> Self {
        let mut changes = Self { old: Vec::new(), new: Vec::new() };
        let (mut i, mut j) = (0, 0);
        while i < before.documents.len() || j < documents.len() {
            match (before.documents.get(i).map(|entry| &entry.document), documents.get(j)) {
                (Some(old), Some(new)) if Arc::ptr_eq(old, new) => (i, j) = (i + 1, j + 1),
                (Some(old), Some(new)) => {
                    let order = old.file.path.cmp(&new.file.path);
                    if order.is_le() {
                        changes.old.push(i);
                        i += 1;
                    }
                    if order.is_ge() {
                        changes.new.push(j);
                        j += 1;
                    }
                }
                (Some(_), None) => {
                    changes.old.push(i);
                    i += 1;
                }
                (None, _) => {
                    changes.new.push(j);
                    j += 1;
                }
            }
        }
        changes
    }

    fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }

    /// Whether two documents have one id, before or now. What that means is left to [`link`].
    fn has_duplicates(&self, before: &KnowledgeBase, documents: &[Arc<Document>]) -> bool {
        if !before.id_faults.is_empty() {
            return true;
        }
        let old: BTreeSet<_> = self.old.iter().map(|&at| key(&before.documents[at].document)).collect();
        let mut seen = BTreeSet::new();
        self.new.iter().map(|&at| key(&documents[at])).any(|key| {
            let taken = before.ids.document(key.0, key.1, before) && !old.contains(&key);
            taken || !seen.insert(key)
        })
    }

    fn apply(&self, before: &KnowledgeBase, documents: &[Arc<Document>], settings: &Settings) -> KnowledgeBase {
        let old = || self.old.iter().map(|&at| &before.documents[at].document);
        let new = || self.new.iter().map(|&at| &documents[at]);
        let has = |kind: Kind| old().chain(new()).any(|document| document.kind == kind);
        let mut base = before.clone();
        let mut phrases: BTreeSet<String> = BTreeSet::new();
        let same_ids = old()
            .map(|document| (key(document), &document.file.path))
            .eq(new().map(|document| (key(document), &document.file.path)));
        if !same_ids {
            for document in old().chain(new()) {
                let stem = document.file.path.rsplit('/').next().unwrap_or_default();
                phrases.insert(document.id.to_string());
                phrases.insert(fold(stem.strip_suffix(".md").unwrap_or_default()));
            }
        }

        // The lists, and the order of the reports.
        let mut same_order = true;
        let reports = self.reports(before, documents, &mut same_order);
        for (kind, list) in [(Kind::Source, &mut base.sources), (Kind::Page, &mut base.pages)] {
            if has(kind) {
                let mut all: Vec<_> = documents.iter().filter(|document| document.kind == kind).cloned().collect();
                all.sort_by(|a, b| a.id.cmp(&b.id));
                same_order &= all.iter().map(|document| &document.id).eq(list.iter().map(|document| &document.id));
                *list = Arc::new(all);
            }
        }

        // Entities, their names, ids and homes.
        let mut renumbering = None;
        if has(Kind::Actor) || has(Kind::Country) || has(Kind::Event) {
            let (entities, numbers) = entities(before, documents, old().chain(new()), same_ids);
            base.entities = Arc::new(entities);
            renumbering = Some(numbers);
        }
        let same_titles = old().map(|document| &document.title.value).eq(new().map(|document| &document.title.value));
        let same_numbers = renumbering.as_ref().is_none_or(|numbers| numbers.is_identity);
        let lists = Lists { entities: &base.entities, reports: &reports, sources: &base.sources, pages: &base.pages };
        if !(same_ids && same_order && same_numbers) {
            base.ids = Ids::new(&lists);
        } else if !same_titles {
            base.ids = base.ids.with_titles(&lists);
        }
        if !(same_ids && same_titles) {
            phrases.extend(old().chain(new()).map(|document| fold(&document.title.value)));
        }
        let mut same_names = same_ids;
        if let Some(numbers) = &renumbering {
            same_names &= base.take_names(before, numbers, &mut phrases);
        }
        if !same_names {
            base.neighbours = Arc::default();
        }
        let claims =
            |document: &Document| matches!(&document.matter, Matter::Report(report) if !report.claims.is_empty());
        let new_claims = old().chain(new()).any(|document| claims(document));
        if new_claims {
            base.claims = Arc::new(claim_ids(&reports));
        }

        // Documents that any of it concerns are linked again.
        phrases.remove("");
        let phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::new(phrase)).collect();
        let changed: BTreeSet<usize> = self.new.iter().copied().collect();
        let kept = Kept { before, old: &self.old };
        let stale = |entry: &Entry| {
            let on = &entry.rests_on;
            (!same_order && on.order) || (!same_names && on.every_name) || (new_claims && on.claims) || on.any(&phrases)
        };
        let again = |entry: &Arc<Entry>| match renumbering.as_ref().filter(|numbers| !numbers.is_identity) {
            _ if stale(entry) => None,
            Some(numbers) if entry.holds_gone(&numbers.new) => None,
            Some(numbers) => Some(Arc::new(entry.renumbered(&numbers.new))),
            None => Some(Arc::clone(entry)),
        };
        let places = kept.places(documents.len(), &changed);
        let entries: Vec<Arc<Entry>> = documents
            .par_iter()
            .zip(&places)
            .with_min_len(256)
            .map(|(document, place)| {
                let known = place.and_then(|at| again(&before.documents[at]));
                known.map_or_else(|| Err(document), Ok)
            })
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|entry| entry.unwrap_or_else(|document| Arc::new(Entry::new(&base, Arc::clone(document), settings))))
            .collect();
        base.documents = Arc::new(entries);
        base.take_lists(before, &reports, same_order && same_numbers && same_ids);
        let faults = |document: &Document| !document.common.former_ids.is_empty();
        if !same_ids || old().chain(new()).any(|document| faults(document)) {
            let all = base.documents.iter().map(|entry| &entry.document);
            base.id_faults = Arc::new(super::check::former_ids(&base, all));
        }
        base
    }

    /// The reports in their order, and whether each has the index that it had.
    fn reports(
        &self,
        before: &KnowledgeBase,
        documents: &[Arc<Document>],
        same_order: &mut bool,
    ) -> Vec<Arc<Document>> {
        let is_report = |document: &Arc<Document>| document.kind == Kind::Report;
        let mut new: HashMap<&str, &Arc<Document>> = self
            .new
            .iter()
            .map(|&at| &documents[at])
            .filter(|document| is_report(document))
            .map(|document| (document.file.path.as_str(), document))
            .collect();
        let old: BTreeSet<&str> = self.old.iter().map(|&at| before.documents[at].document.file.path.as_str()).collect();
        let mut reports = Vec::with_capacity(before.reports.len() + new.len());
        for entry in before.reports.iter() {
            let path = entry.document.file.path.as_str();
            if !old.contains(path) {
                reports.push(Arc::clone(&entry.document));
            } else if let Some(document) = new.remove(path) {
                reports.push(Arc::clone(document));
            } else {
                *same_order = false;
            }
        }
        *same_order &= new.is_empty();
        reports.extend(new.into_values().cloned());
        if !reports.is_sorted_by(|a, b| newest_first(a, b).is_le()) {
            *same_order = false;
            reports.sort_by(|a, b| newest_first(a, b));
        }
        reports
    }
}

/// Which documents of a base are still there.
struct Kept<'a> {
    before: &'a KnowledgeBase,
    old: &'a [usize],
}

impl Kept<'_> {
    /// For each document now its place before; nothing for those that are new or changed.
    fn places(&self, count: usize, changed: &BTreeSet<usize>) -> Vec<Option<usize>> {
        let mut old = self.old.iter().copied().peekable();
        let mut kept = (0..self.before.documents.len()).filter(move |at| old.next_if_eq(at).is_none());
        (0..count).map(|at| if changed.contains(&at) { None } else { kept.next() }).collect()
    }
}

fn key(document: &Document) -> (Kind, &str) {
    (document.kind, document.id.as_str())
}

/// The entities of these documents, those that did not change as they were.
fn entities<'a>(
    before: &KnowledgeBase,
    documents: &[Arc<Document>],
    changed: impl Iterator<Item = &'a Arc<Document>>,
    same_ids: bool,
) -> (Vec<Arc<Entity>>, Renumbering) {
    if same_ids {
        // Only what is said of them changed, so each has its number.
        let mut entities = (*before.entities).clone();
        let mut now: HashMap<EntityIx, &Arc<Document>> = HashMap::new();
        for document in changed {
            if let Some(super::Target::Entity(ix)) = before.ids.with_id(document.kind, document.id.as_str()) {
                now.insert(ix, document);
            }
        }
        for (ix, document) in now {
            entities[ix.at()] = Arc::new(entity::of_document(document, before.entities[ix.at()].built_in));
        }
        let new = (0..entities.len()).map(|at| Some(EntityIx::new(at))).collect();
        return (entities, Renumbering { new, is_identity: true });
    }
    let fresh = entity::entities(documents);
    let mut new = vec![None; before.entities.len()];
    let mut entities: Vec<Arc<Entity>> = Vec::with_capacity(fresh.len());
    let mut old = before.entities.iter().enumerate().peekable();
    for (at, entity) in fresh.into_iter().enumerate() {
        let key = (entity.kind, &entity.id);
        while old.next_if(|(_, old)| (old.kind, &old.id) < key).is_some() {}
        match old.next_if(|(_, old)| (old.kind, &old.id) == key) {
            Some((place, same)) => {
                new[place] = Some(EntityIx::new(at));
                let unchanged = match (&same.document, &entity.document) {
                    (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                    (None, None) => true,
                    _ => false,
                };
                entities.push(if unchanged { Arc::clone(same) } else { Arc::new(entity) });
            }
            None => entities.push(Arc::new(entity)),
        }
    }
    let is_identity = entities.len() == before.entities.len() && new.iter().all(Option::is_some);
    (entities, Renumbering { new, is_identity })
}

impl KnowledgeBase {
    /// Sets gazetteer and homes for the entities of `self`, which are new. Adds every name that means something else now,
    /// or whose entity is another, to `phrases`. Gives whether all main names are as they were.
    fn take_names(&mut self, before: &Self, numbers: &Renumbering, phrases: &mut BTreeSet<String>) -> bool {
        let mut back = vec![None; self.entities.len()];
        for (at, new) in numbers.new.iter().enumerate() {
            if let Some(new) = new {
                back[new.at()] = Some(EntityIx::new(at));
            }
        }
        let changed: Vec<(Option<EntityIx>, EntityIx)> = (0..self.entities.len())
            .map(|at| (back[at], EntityIx::new(at)))
            .filter(|(old, new)| {
                old.is_none_or(|old| !Arc::ptr_eq(&before.entities[old.at()], &self.entities[new.at()]))
            })
            .collect();
        let gone = (0..numbers.new.len()).filter(|&at| numbers.new[at].is_none()).map(EntityIx::new);
        let removed: Vec<(EntityIx, &Entity)> =
            changed.iter().filter_map(|(old, _)| *old).chain(gone).map(|ix| (ix, &*before.entities[ix.at()])).collect();
        let added: Vec<(EntityIx, &Entity)> = changed.iter().map(|(_, ix)| (*ix, &*self.entities[ix.at()])).collect();
        let touched = |list: &[(EntityIx, &Entity)]| list.iter().any(|(_, entity)| entity.kind == EntityKind::Country);
        let countries = touched(&removed) || touched(&added);
        let same_names = changed.len() == removed.len()
            && changed.iter().all(|(old, new)| {
                old.is_some_and(|old| before.entities[old.at()].name == self.entities[new.at()].name)
            });

        let mut gazetteer = before.gazetteer.clone();
        if numbers.is_identity {
            let (next, names) = gazetteer.replaced(&removed, &added);
            gazetteer = next;
            phrases.extend(names);
        } else {
            let (next, names) = gazetteer.replaced(&removed, &[]);
            phrases.extend(names);
            let (next, names) = next.renumbered(&numbers.new).replaced(&[], &added);
            phrases.extend(names);
            gazetteer = next;
        }
        if gazetteer.changed() > MOST_CHANGED {
            gazetteer = Gazetteer::new(&self.entities);
        }
        self.gazetteer = gazetteer;

        // Homes: all of them where a country changed, else those of the entities that did.
        let number = |ix: EntityIx| numbers.new[ix.at()];
        let is_new: BTreeSet<EntityIx> = changed.iter().map(|(_, ix)| *ix).collect();
        let mut moved = Vec::new();
        let homes: Vec<Option<EntityIx>> = self
            .entities
            .par_iter()
            .enumerate()
            .map(|(at, entity)| {
                let settled = !countries && !is_new.contains(&EntityIx::new(at));
                if settled { entity.home.and_then(number) } else { self.home(entity) }
            })
            .collect();
        let entities = Arc::make_mut(&mut self.entities);
        for (at, home) in homes.into_iter().enumerate() {
            let earlier = back[at].and_then(|old| before.entities[old.at()].home).and_then(number);
            if entities[at].home != home {
                Arc::make_mut(&mut entities[at]).home = home;
            }
            if back[at].is_some() && earlier != home {
                moved.push(EntityIx::new(at));
            }
        }
        let same = |old: &Entity, new: &Entity| {
            (&old.name, old.is_person(), old.is_private()) == (&new.name, new.is_person(), new.is_private())
        };
        let others = changed.iter().filter_map(|(old, new)| Some((&before.entities[old.as_ref()?.at()], *new)));
        moved.extend(others.filter(|(old, new)| !same(old, &self.entities[new.at()])).map(|(_, new)| new));
        for ix in moved {
            phrases.extend(Gazetteer::names_of(ix, &self.entities[ix.at()]));
        }
        same_names
    }

    /// Sets what is listed of the entries: appearances, records, countries that prose names.
    fn take_lists(&mut self, before: &Self, reports: &[Arc<Document>], same_order: bool) {
        self.set_reports(reports);
        let same_reports = same_order && self.reports.len() == before.reports.len();
        if same_reports {
            let mut stale: BTreeSet<EntityIx> = BTreeSet::new();
            let mut changed: Vec<u32> = Vec::new();
            for (at, (old, new)) in (0_u32..).zip(before.reports.iter().zip(self.reports.iter())) {
                if !Arc::ptr_eq(old, new)
                    && !old.present.iter().map(|(ix, _)| ix).eq(new.present.iter().map(|(ix, _)| ix))
                {
                    stale.extend(old.present.iter().chain(&new.present).map(|(ix, _)| *ix));
                    changed.push(at);
                }
            }
            let changed: BTreeSet<u32> = changed.into_iter().collect();
            for ix in stale {
                let others = self.appearances[ix.at()].iter().filter(|(report, _)| !changed.contains(report));
                let mut list: Vec<(u32, u32)> = others.copied().collect();
                for &report in &changed {
                    let present = &self.reports[report as usize].present;
                    if let Ok(slot) = present.binary_search_by_key(&ix, |(ix, _)| *ix) {
                        list.push((report, u32::try_from(slot).unwrap_or(u32::MAX)));
                    }
                }
                list.sort_unstable();
                self.appearances[ix.at()] = list.into();
            }
        } else {
            self.appearances = self.all_appearances();
        }
        let same_documents = same_order && self.documents.len() == before.documents.len();
        let pairs = || before.documents.iter().zip(self.documents.iter()).filter(|(old, new)| !Arc::ptr_eq(old, new));
        if !same_documents || pairs().any(|(old, new)| old.records != new.records) {
            self.ledger = Arc::new(Ledger::new(&self.documents, &self.reports));
        }
        if !same_documents || pairs().any(|(_, new)| new.document.kind != Kind::Report) {
            self.named_elsewhere = Arc::new(self.all_named_elsewhere());
        }
    }
}
