//! All documents in, the linked base out.
//!
//! [`link`] is pure: it reads no file and no clock, and its result does not depend on the order of its input. It knows
//! ids, never addresses and never HTML; `page` turns ids into links. [`relink`] gives what `link` gives, and takes from
//! an earlier base what has not changed.

mod change;
mod check;
mod context;
pub mod countries;
pub mod entity;
mod entry;
mod fold;
pub mod gazetteer;
pub mod ledger;
mod lexicon;
pub mod linker;
mod lint;
mod overdue;
pub mod quotation;
pub mod reference;
mod sentence;
mod series;
pub mod suggest;
pub mod withheld;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

pub use self::change::relink;
pub use self::entity::{Entity, EntityIx, EntityKind};
pub use self::entry::{Entry, Prose};
pub use self::gazetteer::{Gazetteer, How};
pub use self::ledger::{Holder, Ledger, Place};
pub use self::linker::{Found, Mention, Refusal};
use self::reference::{Ids, Lists, Neighbours};
pub use self::reference::{Target, Unresolved};
pub(crate) use self::sentence::sentences;
pub use self::withheld::Withheld;
use crate::config::Yardstick;
use crate::diagnostic::{self, Diagnostic};
use crate::document::markdown::{LinkStyle, url};
use crate::document::{Document, Kind, Matter};

/// Everything that the documents say, linked. Its parts are shared with the bases before and after it.
#[derive(Clone)]
pub struct KnowledgeBase {
    /// Actors, countries (all of ISO 3166-1) and events, sorted by kind and id.
    pub entities: Arc<Vec<Arc<Entity>>>,
    /// Reports, newest first.
    pub reports: Arc<Vec<Arc<Entry>>>,
    /// Files below `content/sources/`, by id.
    pub sources: Arc<Vec<Arc<Document>>>,
    /// Plain pages, by id.
    pub pages: Arc<Vec<Arc<Document>>>,
    /// What the records add up to.
    pub ledger: Arc<Ledger>,
    /// All documents, by path.
    documents: Arc<Vec<Arc<Entry>>>,
    /// For each entity the reports that are about it or mention it, newest first: the index of the report, and that of
    /// the entity in [`Entry::present`].
    appearances: Vec<Arc<[(u32, u32)]>>,
    /// Countries that the prose of documents other than reports names.
    named_elsewhere: Arc<BTreeSet<EntityIx>>,
    /// Ids of claims and figures.
    record_ids: Arc<RecordIds>,
    gazetteer: Gazetteer,
    ids: Ids,
    neighbours: Arc<OnceLock<Neighbours>>,
    /// What is wrong with ids.
    id_faults: Arc<Vec<Diagnostic>>,
    settings: Arc<Settings>,
}

/// An entity in a report.
#[derive(Clone, Copy)]
pub struct Appearance<'a> {
    /// Index in [`KnowledgeBase::reports`].
    pub report: u32,
    /// The report.
    pub entry: &'a Entry,
    /// Indices of its mentions in the report's [`Found::mentions`]; none where only the front matter names it.
    pub mentions: &'a [u32],
}

/// What [`link`] is told beside the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Every mention becomes a link, not only the first in each section.
    pub link_all: bool,
    /// Demonyms are mentions of their country.
    pub demonyms: bool,
    /// The language of a text that names none (BCP 47).
    pub language: String,
    /// Unknown references are warnings.
    pub allow_broken: bool,
    /// Folded ids and names of documents that this edition withholds: a reference to one is a warning.
    pub withheld: Withheld,
    /// Whether the base keeps what [`relink`] needs.
    pub keeps_words: bool,
    /// The time of the build.
    pub now: Timestamp,
    /// The zone of the site: in it days begin, where an event names no other.
    pub zone: TimeZone,
    /// The scale that judgements use.
    pub yardstick: Yardstick,
    /// After how many days without a new value a figure is stale.
    pub figure_stale_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            link_all: false,
            demonyms: false,
            language: "en".to_owned(),
            allow_broken: false,
            withheld: Withheld::default(),
            keeps_words: false,
            now: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            yardstick: Yardstick::default(),
            figure_stale_days: 30,
        }
    }
}

/// Links all documents of an edition.
#[must_use]
pub fn link(documents: &[Arc<Document>], settings: &Settings) -> KnowledgeBase {
    let mut id_faults = check::duplicates(documents);
    let documents = first_of_each_id(documents);
    let entities: Vec<Arc<Entity>> = entity::entities(&documents).into_iter().map(Arc::new).collect();
    let of = |kind: Kind| -> Vec<Arc<Document>> {
        let mut list: Vec<_> = documents.iter().filter(|document| document.kind == kind).cloned().collect();
        list.sort_by(|a, b| a.id.cmp(&b.id));
        list
    };
    let (mut reports, sources, pages) = (of(Kind::Report), of(Kind::Source), of(Kind::Page));
    reports.sort_by(|a, b| newest_first(a, b));
    let lists = Lists { entities: &entities, reports: &reports, sources: &sources, pages: &pages };
    let ids = Ids::new(&lists);
    let gazetteer = Gazetteer::new(&entities);
    let mut base = KnowledgeBase {
        appearances: Vec::new(),
        entities: Arc::new(entities),
        reports: Arc::default(),
        sources: Arc::new(sources),
        pages: Arc::new(pages),
        documents: Arc::default(),
        ledger: Arc::default(),
        named_elsewhere: Arc::default(),
        record_ids: Arc::default(),
        gazetteer,
        ids,
        neighbours: Arc::default(),
        id_faults: Arc::default(),
        settings: Arc::new(settings.clone()),
    };
    base.set_homes();
    base.record_ids = Arc::new(RecordIds::new(reports.iter().chain(base.described())));
    let entries: Vec<Arc<Entry>> =
        documents.into_par_iter().map(|document| Arc::new(Entry::new(&base, document, settings))).collect();
    base.documents = Arc::new(entries);
    base.set_reports(&reports);
    base.appearances = base.all_appearances();
    base.named_elsewhere = Arc::new(base.all_named_elsewhere());
    base.ledger = Arc::new(Ledger::new(&base.documents, &base.reports));
    id_faults.extend(check::former_ids(&base, base.documents.iter().map(|entry| &entry.document)));
    base.id_faults = Arc::new(id_faults);
    base
}

/// The order of reports: newest first, then by id, so that it never depends on the disk.
fn newest_first(a: &Document, b: &Document) -> std::cmp::Ordering {
    let key = |document: &Document| match &document.matter {
        Matter::Report(report) => report.date.as_ref().map(super::document::when::When::sort_key),
        _ => None,
    };
    key(b).cmp(&key(a)).then_with(|| number(b).cmp(&number(a))).then_with(|| a.id.cmp(&b.id))
}

fn number(document: &Document) -> Option<u32> {
    match &document.matter {
        Matter::Report(report) => report.number,
        _ => None,
    }
}

/// Of documents with one id the first by path; the others are reported as duplicates.
fn first_of_each_id(documents: &[Arc<Document>]) -> Vec<Arc<Document>> {
    let mut sorted = documents.to_vec();
    sorted.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    let mut seen = HashSet::new();
    sorted.retain(|document| seen.insert((document.kind, document.id.clone())));
    sorted
}

/// Kinds that `[[…]]` can name.
pub const LINKABLE: [Kind; 6] = [Kind::Actor, Kind::Event, Kind::Country, Kind::Report, Kind::Source, Kind::Page];

impl KnowledgeBase {
    /// What a reference stands for among documents of these kinds.
    ///
    /// # Errors
    /// Nothing has this id or name, or several have.
    pub fn resolve(&self, reference: &str, kinds: &[Kind]) -> Result<Target, Unresolved> {
        let names = (&self.gazetteer, self.settings.language.as_str());
        reference::resolve(reference, kinds, &self.entities, names, &self.ids)
    }

    /// The entity that a reference stands for among these kinds.
    #[must_use]
    pub fn entity(&self, reference: &str, kinds: &[Kind]) -> Option<EntityIx> {
        match self.resolve(reference, kinds) {
            Ok(Target::Entity(ix)) => Some(ix),
            _ => None,
        }
    }

    /// What a target is called, in the language of the site.
    #[must_use]
    pub fn title(&self, target: Target) -> &str {
        match target {
            Target::Entity(ix) => &self.entities[ix.at()].name,
            Target::Report(at) => &self.reports[at as usize].document.title.value,
            Target::Source(at) => &self.sources[at as usize].title.value,
            Target::Page(at) => &self.pages[at as usize].title.value,
        }
    }

    /// The document in the content file at `path`, relative to the root of the site.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<Target> {
        self.ids.at_path(path)
    }

    /// The document of this kind with exactly this id.
    #[must_use]
    pub fn document(&self, kind: Kind, id: &str) -> Option<&Arc<Document>> {
        match self.with_id(kind, id)? {
            Target::Entity(ix) => self.entities[ix.at()].document.as_ref(),
            Target::Report(at) => self.reports.get(at as usize).map(|entry| &entry.document),
            Target::Source(at) => self.sources.get(at as usize),
            Target::Page(at) => self.pages.get(at as usize),
        }
    }

    /// What has exactly this id among the documents of a kind.
    #[must_use]
    pub fn with_id(&self, kind: Kind, id: &str) -> Option<Target> {
        self.ids.with_id(kind, id)
    }

    /// What was found in a document of this base.
    #[must_use]
    pub fn entry_of(&self, document: &Document) -> Option<&Arc<Entry>> {
        let path = &document.file.path;
        let at = self.documents.binary_search_by(|entry| entry.document.file.path.cmp(path)).ok()?;
        Some(&self.documents[at])
    }

    /// The reports that are about an entity or mention it, newest first.
    #[must_use]
    pub fn appearances(&self, ix: EntityIx) -> impl ExactSizeIterator<Item = Appearance<'_>> + Clone {
        self.appearances_in(ix, 0..self.appearances[ix.at()].len())
    }

    /// Those of them in a range, which must be within their number.
    #[must_use]
    pub fn appearances_in(
        &self,
        ix: EntityIx,
        range: Range<usize>,
    ) -> impl ExactSizeIterator<Item = Appearance<'_>> + Clone {
        self.appearances[ix.at()][range].iter().map(|&(report, slot)| {
            let entry = &*self.reports[report as usize];
            Appearance { report, entry, mentions: entry.present.mentions(slot) }
        })
    }

    /// Everything that is wrong between documents, sorted.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let entries = self.documents.iter().flat_map(|entry| &entry.diagnostics);
        let mut diagnostics: Vec<Diagnostic> = self.id_faults.iter().chain(entries).cloned().collect();
        diagnostics.extend(lint::base(self));
        diagnostic::sort(&mut diagnostics);
        diagnostics
    }

    /// The id or name among these kinds that looks most like a reference to nothing.
    fn nearest(&self, text: &str, kinds: &[Kind]) -> Option<&str> {
        self.neighbours.get_or_init(|| Neighbours::new(&self.entities, &self.ids)).nearest(text, kinds)
    }

    /// Whether an entity has a page: all do but private actors and countries that nothing names.
    #[must_use]
    pub fn has_page(&self, ix: EntityIx) -> bool {
        let entity = &self.entities[ix.at()];
        match entity.kind {
            EntityKind::Country => {
                entity.document.is_some()
                    || !self.appearances[ix.at()].is_empty()
                    || self.ledger.countries.contains(&ix)
                    || self.named_elsewhere.contains(&ix)
            }
            EntityKind::Actor => !entity.is_private(),
            EntityKind::Event => true,
        }
    }

    /// Who and what is most often in the same reports as an entity: with the count of reports, most first.
    #[must_use]
    pub fn companions(&self, ix: EntityIx, most: usize) -> Vec<(EntityIx, usize)> {
        let mut counts: HashMap<EntityIx, usize, foldhash::fast::RandomState> = HashMap::default();
        for appearance in self.appearances(ix) {
            for other in appearance.entry.all().filter(|other| *other != ix) {
                *counts.entry(other).or_default() += 1;
            }
        }
        let mut companions: Vec<(EntityIx, usize)> = counts.into_iter().collect();
        companions.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
        companions.truncate(most);
        companions
    }

    /// What a writer's own link stands for; nothing where it is an ordinary address.
    fn link_target(
        &self,
        document: &Document,
        style: LinkStyle,
        destination: &str,
    ) -> Option<Result<Target, Unresolved>> {
        match style {
            LinkStyle::Wiki | LinkStyle::WikiWithText if destination == "-" => None,
            LinkStyle::Wiki | LinkStyle::WikiWithText => {
                let (name, _) = url::split_fragment(destination);
                Some(self.resolve(name, &LINKABLE))
            }
            LinkStyle::Markdown if url::is_content_path(destination) => {
                let (path, _) = url::split_fragment(destination);
                let path = url::join(&document.file.path, &url::percent_decoded(path));
                Some(path.and_then(|path| self.at_path(&path)).ok_or(Unresolved::Unknown))
            }
            LinkStyle::Markdown | LinkStyle::Image => None,
        }
    }

    /// The countries that actors belong to.
    fn set_homes(&mut self) {
        let homes: Vec<Option<EntityIx>> = self.entities.par_iter().map(|entity| self.home(entity)).collect();
        for (entity, home) in Arc::make_mut(&mut self.entities).iter_mut().zip(homes) {
            if entity.home != home {
                Arc::make_mut(entity).home = home;
            }
        }
    }

    /// The documents of actors, countries and events.
    fn described(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.entities.iter().filter_map(|entity| entity.document.as_ref())
    }

    fn home(&self, entity: &Entity) -> Option<EntityIx> {
        self.entity(&entity.actor()?.country.as_ref()?.value, &[Kind::Country])
    }

    /// Puts the entries of the reports, which are in this order, into [`Self::reports`].
    fn set_reports(&mut self, order: &[Arc<Document>]) {
        let is_report = |entry: &&Arc<Entry>| entry.document.kind == Kind::Report;
        let entries = self.documents.iter().filter(is_report);
        let by_document: HashMap<*const Document, &Arc<Entry>, foldhash::fast::RandomState> =
            entries.map(|entry| (Arc::as_ptr(&entry.document), entry)).collect();
        let entry = |document: &Arc<Document>| by_document.get(&Arc::as_ptr(document)).map(|entry| Arc::clone(entry));
        self.reports = Arc::new(order.iter().filter_map(entry).collect());
    }

    fn all_appearances(&self) -> Vec<Arc<[(u32, u32)]>> {
        let mut lists: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.entities.len()];
        for (report, entry) in (0_u32..).zip(self.reports.iter()) {
            for (slot, ix) in (0_u32..).zip(entry.present.entities()) {
                lists[ix.at()].push((report, slot));
            }
        }
        lists.into_iter().map(Arc::from).collect()
    }

    fn all_named_elsewhere(&self) -> BTreeSet<EntityIx> {
        let others = self.documents.iter().filter(|entry| entry.document.kind != Kind::Report);
        let named = others.flat_map(|entry| entry.present.entities());
        named.filter(|ix| self.entities[ix.at()].kind == EntityKind::Country).collect()
    }
}

/// Ids of the records of all documents: what a reference to a claim or a figure is looked up in.
#[derive(Debug, Default, PartialEq, Eq)]
struct RecordIds {
    claims: BTreeSet<String>,
    figures: BTreeSet<String>,
}

impl RecordIds {
    fn new<'a>(documents: impl Iterator<Item = &'a Arc<Document>>) -> Self {
        let mut ids = Self::default();
        for document in documents {
            let (claims, figures) = match &document.matter {
                Matter::Report(report) => (&report.claims, &report.figures),
                Matter::Event(event) => (&event.claims, &event.figures),
                _ => continue,
            };
            ids.claims.extend(claims.iter().filter_map(|claim| claim.id.as_ref()).map(|id| id.value.clone()));
            ids.figures.extend(figures.iter().filter_map(|figure| figure.id.as_ref()).map(|id| id.value.clone()));
        }
        ids
    }
}
