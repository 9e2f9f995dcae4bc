//! Linking again after a change.
//!
//! What a document's links rest on is its own file, the names and ids that stand in it, and the places of the reports in
//! their order. [`relink`] compares all of that by value, links again those documents that any of it concerns, and takes
//! the others as they are. There are no declared dependencies that could be forgotten: what cannot be told apart cheaply
//! is linked again.

mod entities;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use self::entities::{Renumbering, entities};
use super::entity::EntityIx;
use super::entry::Entry;
use super::fold::fold;
use super::gazetteer::words::Phrase;
use super::reference::{Ids, Lists};
use super::{KnowledgeBase, Ledger, RecordIds, Settings, Target, link, newest_first};
use crate::document::{Document, Kind};

/// What [`link`] gives for these documents. `before` is a base of an earlier state of the site.
#[must_use]
pub fn relink(before: &KnowledgeBase, documents: &[Arc<Document>], settings: &Settings) -> KnowledgeBase {
    if *before.settings != *settings || !settings.keeps_words {
        return link(documents, settings);
    }
    let changes = Changes::new(before, documents);
    if !changes.are_in_order(documents) {
        return link(documents, settings);
    }
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

/// What is as it was.
#[derive(Default)]
struct Same {
    /// Which documents there are: kinds, ids and paths.
    ids: bool,
    /// The places of reports, sources and pages in their lists.
    order: bool,
    /// The numbers of the entities.
    numbers: bool,
    /// Titles of reports, sources and pages.
    titles: bool,
    /// Names of the entities, other names aside.
    names: bool,
    /// The ids of claims and figures.
    records: bool,
}

impl Same {
    /// Whether every index that something holds means what it meant.
    fn places(&self) -> bool {
        self.ids && self.order && self.numbers
    }

    /// Whether a document has to be linked again, whatever its words are.
    fn is_stale(&self, entry: &Entry) -> bool {
        let on = &entry.rests_on;
        !self.order && on.order || !self.names && on.every_name || !self.records && on.records
    }
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

    /// Whether all documents are sorted by path; those that are as they were are sorted among themselves.
    fn are_in_order(&self, documents: &[Arc<Document>]) -> bool {
        let sorted = |list: &[Arc<Document>]| list.is_sorted_by(|a, b| a.file.path < b.file.path);
        self.new.iter().all(|&at| sorted(&documents[at.saturating_sub(1)..documents.len().min(at + 2)]))
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
        // Names, ids and titles that stand for something else now.
        let mut phrases: BTreeSet<String> = BTreeSet::new();

        // The lists, and the order of the reports.
        let identity = |document: &Arc<Document>| (key(document).0, document.id.clone(), document.file.path.clone());
        let same_reports = self.keep_reports(before, documents);
        let mut same =
            Same { ids: old().map(identity).eq(new().map(identity)), order: same_reports, ..Same::default() };
        for (kind, list) in [(Kind::Source, &mut base.sources), (Kind::Page, &mut base.pages)] {
            if has(kind) {
                let mut all: Vec<_> = documents.iter().filter(|document| document.kind == kind).cloned().collect();
                all.sort_by(|a, b| a.id.cmp(&b.id));
                same.order &= all.iter().map(|document| &document.id).eq(list.iter().map(|document| &document.id));
                *list = Arc::new(all);
            }
        }

        // Entities, then ids, then names, which need the ids.
        let mut renumbering = None;
        if has(Kind::Actor) || has(Kind::Country) || has(Kind::Event) {
            let (entities, numbers) = entities(before, documents, old().chain(new()), same.ids);
            base.entities = Arc::new(entities);
            renumbering = Some(numbers);
        }
        same.numbers = renumbering.as_ref().is_none_or(|numbers| numbers.is_identity);
        let (old_titles, new_titles) = (titles(old()), titles(new()));
        same.titles = old_titles == new_titles;
        same.records = RecordIds::new(old()) == RecordIds::new(new());
        let order = if same.places() && same.titles && same.records {
            Vec::new()
        } else {
            self.reports(before, documents, same_reports)
        };
        let lists = Lists { entities: &base.entities, reports: &order, sources: &base.sources, pages: &base.pages };
        if !same.places() {
            base.ids = Ids::new(&lists);
        } else if !same.titles {
            base.ids = base.ids.with_titles(&lists);
        }
        if !same.ids {
            phrases.extend(old().chain(new()).flat_map(|document| [document.id.to_string(), stem(document)]));
        }
        if !(same.ids && same.titles) {
            phrases.extend(old_titles.into_iter().chain(new_titles));
        }
        same.names = same.ids;
        if let Some(numbers) = &mut renumbering {
            same.names &= base.take_names(before, numbers, &mut phrases);
        }
        if !same.names {
            base.neighbours = Arc::default();
        }
        if !same.records {
            base.record_ids = Arc::new(RecordIds::new(order.iter().chain(base.described())));
        }

        // Documents that any of it concerns are linked again.
        phrases.remove("");
        let phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::new(phrase)).collect();
        let kept = self.keep(before, documents.len(), &same, &phrases, renumbering.as_ref());
        let fresh = base.fill(kept, documents, settings, phrases.is_empty() && self.new.len() < 4);
        if same.places() {
            base.replace_reports(&fresh);
        } else {
            base.set_reports(&order);
        }
        base.take_lists(before, same.places().then_some(&fresh[..]));
        if !same.ids || old().chain(new()).any(|document| !document.common.former_ids.is_empty()) {
            let all = base.documents.iter().map(|entry| &entry.document);
            base.id_faults = Arc::new(super::check::former_ids(&base, all));
        }
        base
    }

    /// For each document now its entry as it was, where nothing of what it rests on changed.
    fn keep(
        &self,
        before: &KnowledgeBase,
        count: usize,
        same: &Same,
        phrases: &[Phrase],
        renumbering: Option<&Renumbering>,
    ) -> Vec<Option<Arc<Entry>>> {
        let altered = renumbering.map(|numbers| &numbers.altered).filter(|altered| !altered.is_empty());
        if same.places() && same.names && same.records && phrases.is_empty() && altered.is_none() {
            // Nothing but their own files concerns these documents.
            let mut entries: Vec<_> = before.documents.iter().cloned().map(Some).collect();
            for &at in &self.new {
                entries[at] = None;
            }
            return entries;
        }
        let again = |entry: &Arc<Entry>| match renumbering.filter(|numbers| !numbers.is_identity) {
            _ if same.is_stale(entry) || entry.rests_on.any(phrases, &entry.document) => None,
            _ if altered.is_some_and(|altered| entry.present.entities().any(|ix| altered.contains(&ix))) => None,
            Some(numbers) if entry.holds_gone(&numbers.new) => None,
            Some(numbers) => Some(Arc::new(entry.renumbered(&numbers.new))),
            None => Some(Arc::clone(entry)),
        };
        let kept = self.kept(before, count).into_par_iter().with_min_len(256);
        kept.map(|place| place.and_then(|at| again(&before.documents[at]))).collect()
    }

    /// Whether each report has the index that it had.
    fn keep_reports(&self, before: &KnowledgeBase, documents: &[Arc<Document>]) -> bool {
        let is_report = |document: &&Arc<Document>| document.kind == Kind::Report;
        let old = self.old.iter().map(|&at| &before.documents[at].document).filter(is_report);
        let new = self.new.iter().map(|&at| &documents[at]).filter(is_report);
        // One with the place in time and the id of the one that it replaces stands where that one stood.
        let place = |a: &Document, b: &Document| a.file.path == b.file.path && newest_first(a, b).is_eq();
        let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
        old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| place(old, new))
    }

    /// The reports in their order.
    fn reports(&self, before: &KnowledgeBase, documents: &[Arc<Document>], same_order: bool) -> Vec<Arc<Document>> {
        let new = self.new.iter().map(|&at| &documents[at]).filter(|document| document.kind == Kind::Report);
        let mut new: HashMap<&str, &Arc<Document>> =
            new.map(|document| (document.file.path.as_str(), document)).collect();
        let old: HashSet<&str> = self.old.iter().map(|&at| before.documents[at].document.file.path.as_str()).collect();
        let mut reports = Vec::with_capacity(before.reports.len() + new.len());
        for entry in before.reports.iter() {
            let path = entry.document.file.path.as_str();
            match new.remove(path) {
                Some(document) => reports.push(Arc::clone(document)),
                None if old.contains(path) => {}
                None => reports.push(Arc::clone(&entry.document)),
            }
        }
        reports.extend(new.into_values().cloned());
        if !same_order {
            reports.sort_by(|a, b| newest_first(a, b));
        }
        reports
    }

    /// For each document now its place before; nothing for those that are new or changed.
    fn kept(&self, before: &KnowledgeBase, count: usize) -> Vec<Option<usize>> {
        let mut old = self.old.iter().copied().peekable();
        let mut kept = (0..before.documents.len()).filter(move |at| old.next_if_eq(at).is_none());
        let mut new = self.new.iter().copied().peekable();
        (0..count).map(|at| if new.next_if_eq(&at).is_some() { None } else { kept.next() }).collect()
    }
}

fn key(document: &Document) -> (Kind, &str) {
    (document.kind, document.id.as_str())
}

/// The name of a document's file.
fn stem(document: &Document) -> String {
    let name = document.file.path.rsplit('/').next().unwrap_or_default();
    fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// The titles by which reports, sources and pages can be referred to.
fn titles<'a>(documents: impl Iterator<Item = &'a Arc<Document>>) -> Vec<String> {
    let titled = documents.filter(|document| matches!(document.kind, Kind::Report | Kind::Source | Kind::Page));
    titled.map(|document| fold(&document.title.value)).collect()
}

impl KnowledgeBase {
    /// Takes these entries as those of the documents, and links the documents that have none. Gives their places.
    fn fill(
        &mut self,
        mut entries: Vec<Option<Arc<Entry>>>,
        documents: &[Arc<Document>],
        settings: &Settings,
        few: bool,
    ) -> Vec<usize> {
        let link = |(at, entry): (usize, &mut Option<Arc<Entry>>)| {
            entry.is_none().then(|| {
                *entry = Some(Arc::new(Entry::new(self, Arc::clone(&documents[at]), settings)));
                at
            })
        };
        let fresh = if few {
            entries.iter_mut().enumerate().filter_map(link).collect()
        } else {
            entries.par_iter_mut().enumerate().filter_map(link).collect()
        };
        self.documents = Arc::new(entries.into_iter().flatten().collect());
        fresh
    }

    /// Puts the entries of these documents, which were linked again, where they stand among the reports.
    fn replace_reports(&mut self, fresh: &[usize]) {
        let mut reports = (*self.reports).clone();
        for entry in fresh.iter().map(|&at| &self.documents[at]) {
            if let Some(Target::Report(at)) = self.with_id(entry.document.kind, entry.document.id.as_str()) {
                reports[at as usize] = Arc::clone(entry);
            }
        }
        self.reports = Arc::new(reports);
    }

    /// Sets what is listed of the entries: appearances, records, countries that prose names. Where all documents stand
    /// in the places that they had before, `fresh` are those that were linked again.
    fn take_lists(&mut self, before: &Self, fresh: Option<&[usize]>) {
        let Some(fresh) = fresh else {
            self.appearances = self.all_appearances();
            self.ledger = Arc::new(Ledger::new(&self.documents, &self.reports));
            self.named_elsewhere = Arc::new(self.all_named_elsewhere());
            return;
        };
        let documents = Arc::clone(&self.documents);
        let pairs = || fresh.iter().map(|&at| (&before.documents[at], &documents[at]));
        if pairs().any(|(old, new)| old.records() != new.records()) {
            self.ledger = Arc::new(Ledger::new(&self.documents, &self.reports));
        }
        if pairs().any(|(_, new)| new.document.kind != Kind::Report) {
            self.named_elsewhere = Arc::new(self.all_named_elsewhere());
        }
        let mut stale: BTreeSet<EntityIx> = BTreeSet::new();
        let mut changed: BTreeSet<u32> = BTreeSet::new();
        for (old, new) in pairs() {
            let entities = |entry: &Entry| entry.present.entities().collect::<Vec<_>>();
            if let Some(Target::Report(at)) = self.with_id(new.document.kind, new.document.id.as_str())
                && entities(old) != entities(new)
            {
                stale.extend(entities(old).into_iter().chain(entities(new)));
                changed.insert(at);
            }
        }
        for ix in stale {
            let others = self.appearances[ix.at()].iter().filter(|(report, _)| !changed.contains(report));
            let mut list: Vec<(u32, u32)> = others.copied().collect();
            for &report in &changed {
                list.extend(self.reports[report as usize].present.slot(ix).map(|slot| (report, slot)));
            }
            list.sort_unstable();
            self.appearances[ix.at()] = list.into();
        }
    }
}
