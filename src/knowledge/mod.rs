//! All documents in, the linked base out.
//!
//! [`link`] is pure: it reads no file and no clock, and its result does not depend on the order of its input. It knows
//! ids, never addresses and never HTML; `page` turns ids into links.

mod check;
mod context;
pub mod countries;
pub mod entity;
mod fold;
pub mod gazetteer;
pub mod ledger;
mod lexicon;
pub mod linker;
pub mod reference;
mod sentence;
pub mod suggest;
pub mod withheld;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

pub use self::entity::{Entity, EntityIx, EntityKind};
use self::fold::fold;
pub use self::gazetteer::{Gazetteer, How};
pub use self::ledger::Ledger;
use self::linker::Brief;
pub use self::linker::{Found, Mention, Refusal};
use self::reference::Ids;
pub use self::reference::{Target, Unresolved};
pub use self::withheld::Withheld;
use crate::diagnostic::{self, Diagnostic};
use crate::document::markdown::{LinkStyle, url};
use crate::document::record::Reference;
use crate::document::{Document, Kind, Matter, Report};

/// Everything that the documents say, linked.
pub struct KnowledgeBase {
    /// Actors, countries (all of ISO 3166-1) and events, sorted by kind and id.
    pub entities: Vec<Entity>,
    /// Reports, newest first.
    pub reports: Vec<Entry>,
    /// Files below `content/sources/`, by id.
    pub sources: Vec<Arc<Document>>,
    /// Plain pages, by id.
    pub pages: Vec<Arc<Document>>,
    /// What the prose of a document that is no report names and links to, by kind and id.
    pub prose: BTreeMap<(Kind, String), Prose>,
    /// For each entity: the reports that are about it or mention it, newest first.
    pub appearances: Vec<Vec<Appearance>>,
    /// What the records add up to.
    pub ledger: Ledger,
    gazetteer: Gazetteer,
    ids: Ids,
}

/// A report with what was found in it.
pub struct Entry {
    /// The report.
    pub document: Arc<Document>,
    /// What its prose names and links to.
    pub prose: Prose,
    /// Countries: those of the front matter, else those that are named, most often named first.
    pub countries: Vec<EntityIx>,
    /// Actors of the front matter, then those that are mentioned, in order.
    pub actors: Vec<EntityIx>,
    /// Events of the front matter, then those that are mentioned, in order.
    pub events: Vec<EntityIx>,
}

/// What the prose of one document names and links to.
#[derive(Debug, Default)]
pub struct Prose {
    /// Mentions and refusals.
    pub found: Found,
    /// What the writer's own links stand for, by index in [`Body::links`](crate::document::markdown::Body::links).
    pub links: BTreeMap<u32, Target>,
}

/// An entity in a report.
#[derive(Debug, Clone)]
pub struct Appearance {
    /// Index in [`KnowledgeBase::reports`].
    pub report: u32,
    /// Indices of its mentions in the report's [`Found::mentions`].
    pub mentions: Vec<u32>,
    /// Whether the front matter names it.
    pub named: bool,
}

/// What [`link`] is told beside the documents.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Every mention becomes a link, not only the first in each section.
    pub link_all: bool,
    /// Demonyms are mentions of their country.
    pub demonyms: bool,
    /// Unknown references are warnings.
    pub allow_broken: bool,
    /// Folded ids and names of documents that this edition withholds: a reference to one is a warning.
    pub withheld: Withheld,
    /// The time of the build.
    pub now: Timestamp,
}

/// Links all documents of an edition.
#[must_use]
pub fn link(documents: &[Arc<Document>], settings: &Settings) -> (KnowledgeBase, Vec<Diagnostic>) {
    let mut diagnostics = check::duplicates(documents);
    let documents = first_of_each_id(documents);
    let mut entities = entity::entities(&documents);
    let of = |kind: Kind| -> Vec<Arc<Document>> {
        let mut list: Vec<_> = documents.iter().filter(|document| document.kind == kind).cloned().collect();
        list.sort_by(|a, b| a.id.cmp(&b.id));
        list
    };
    let (mut reports, sources, pages) = (of(Kind::Report), of(Kind::Source), of(Kind::Page));
    reports.sort_by(|a, b| newest_first(a, b));
    let ids = Ids::new(&entities, &reports, &sources, &pages);
    let gazetteer = Gazetteer::new(&entities);
    set_homes(&mut entities, &gazetteer, &ids);

    let mut base = KnowledgeBase {
        appearances: vec![Vec::new(); entities.len()],
        entities,
        reports: Vec::new(),
        sources,
        pages,
        prose: BTreeMap::new(),
        ledger: Ledger::default(),
        gazetteer,
        ids,
    };
    base.reports = reports.into_par_iter().map(|document| base.entry(document, settings)).collect();
    let others: Vec<&Arc<Document>> = documents.iter().filter(|document| document.kind != Kind::Report).collect();
    base.prose = others
        .into_par_iter()
        .map(|document| ((document.kind, document.id.to_string()), base.read(document, settings)))
        .collect();
    base.set_appearances();
    base.ledger = Ledger::new(&base);
    diagnostics.par_extend(documents.par_iter().flat_map_iter(|document| check::references(&base, document, settings)));
    diagnostics.par_extend(base.reports.par_iter().flat_map_iter(|entry| check::ambiguities(&base, entry)));
    diagnostics.extend(check::former_ids(&base, &documents));
    diagnostic::sort(&mut diagnostics);
    (base, diagnostics)
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

fn set_homes(entities: &mut [Entity], gazetteer: &Gazetteer, ids: &Ids) {
    let homes: Vec<Option<EntityIx>> = entities
        .iter()
        .map(|entity| {
            let country = entity.actor()?.country.as_ref()?;
            match reference::resolve(&country.value, &[Kind::Country], entities, gazetteer, ids) {
                Ok(Target::Entity(ix)) => Some(ix),
                _ => None,
            }
        })
        .collect();
    for (entity, home) in entities.iter_mut().zip(homes) {
        entity.home = home;
    }
}

/// Kinds that `[[…]]` can name.
pub const LINKABLE: [Kind; 6] = [Kind::Actor, Kind::Event, Kind::Country, Kind::Report, Kind::Source, Kind::Page];

impl KnowledgeBase {
    /// What a reference stands for among documents of these kinds.
    ///
    /// # Errors
    /// Nothing has this id or name, or several have.
    pub fn resolve(&self, reference: &str, kinds: &[Kind]) -> Result<Target, Unresolved> {
        reference::resolve(reference, kinds, &self.entities, &self.gazetteer, &self.ids)
    }

    /// The entity that a reference stands for among these kinds.
    #[must_use]
    pub fn entity(&self, reference: &str, kinds: &[Kind]) -> Option<EntityIx> {
        match self.resolve(reference, kinds) {
            Ok(Target::Entity(ix)) => Some(ix),
            _ => None,
        }
    }

    /// The document in the content file at `path`, relative to the root of the site.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<Target> {
        self.ids.at_path(path)
    }

    /// The document of this kind with exactly this id.
    #[must_use]
    pub fn with_id(&self, kind: Kind, id: &str) -> Option<Target> {
        self.ids.with_id(kind, id)
    }

    /// What the prose of a document names and links to.
    #[must_use]
    pub fn prose_of(&self, document: &Document) -> Option<&Prose> {
        self.prose.get(&(document.kind, document.id.to_string()))
    }

    /// Whether an entity has a page: all do but private actors and countries that nothing names.
    #[must_use]
    pub fn has_page(&self, ix: EntityIx) -> bool {
        let entity = &self.entities[ix.at()];
        match entity.kind {
            EntityKind::Country => entity.document.is_some() || self.ledger.countries.contains(&ix),
            EntityKind::Actor => !entity.is_private(),
            EntityKind::Event => true,
        }
    }

    /// Who and what is most often in the same reports as an entity: with the count of reports, most first.
    #[must_use]
    pub fn companions(&self, ix: EntityIx, most: usize) -> Vec<(EntityIx, usize)> {
        let mut counts: HashMap<EntityIx, usize> = HashMap::new();
        for appearance in &self.appearances[ix.at()] {
            let entry = &self.reports[appearance.report as usize];
            let others: BTreeSet<EntityIx> = entry.all().filter(|other| *other != ix).collect();
            for other in others {
                *counts.entry(other).or_default() += 1;
            }
        }
        let mut companions: Vec<(EntityIx, usize)> = counts.into_iter().collect();
        companions.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
        companions.truncate(most);
        companions
    }

    /// Reads the prose of a document.
    fn read(&self, document: &Document, settings: &Settings) -> Prose {
        let mut links = BTreeMap::new();
        for (at, link) in (0_u32..).zip(&document.body.links) {
            if let Some(Ok(target)) = self.link_target(document, link.style, &link.destination) {
                links.insert(at, target);
            }
        }
        let explicit = links
            .iter()
            .filter_map(|(at, target)| match target {
                Target::Entity(ix) => Some((*at, *ix)),
                _ => None,
            })
            .collect();
        let mut brief = Brief {
            explicit,
            link_all: settings.link_all,
            demonyms: settings.demonyms,
            own: self.own(document),
            ..Brief::default()
        };
        if let Matter::Report(report) = &document.matter {
            self.brief_of_report(report, &mut brief);
        }
        Prose { found: linker::find(document, &self.entities, &self.gazetteer, &brief), links }
    }

    fn own(&self, document: &Document) -> Option<EntityIx> {
        match self.ids.with_id(document.kind, document.id.as_str()) {
            Some(Target::Entity(ix)) => Some(ix),
            _ => None,
        }
    }

    fn brief_of_report(&self, report: &Report, brief: &mut Brief) {
        let claims = report.claims.iter().flat_map(|claim| claim.by.iter().chain(&claim.via).chain(&claim.about));
        let named = report.actors.iter().chain(&report.events).chain(&report.situation).chain(claims);
        brief.named.extend(named.filter_map(|reference| self.entity(&reference.value, &[Kind::Actor, Kind::Event])));
        let countries = report.countries.iter().flatten();
        brief.named.extend(countries.filter_map(|reference| self.entity(&reference.value, &[Kind::Country])));
        brief.disabled = report.autolink.disabled;
        brief.off = report.autolink.off.iter().map(|name| fold(&name.value)).collect();
        for (name, reference) in &report.autolink.map {
            if let Some(ix) = self.entity(&reference.value, &[Kind::Actor, Kind::Event, Kind::Country]) {
                brief.map.insert(fold(name), ix);
            }
        }
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
                Some(path.and_then(|path| self.at_path(&path)).ok_or(Unresolved::Unknown(None)))
            }
            LinkStyle::Markdown | LinkStyle::Image => None,
        }
    }

    fn entry(&self, document: Arc<Document>, settings: &Settings) -> Entry {
        if matches!(&document.matter, Matter::Report(report) if report.withdrawn) {
            // A tombstone: its words are no longer said, so nothing is found in them.
            let (countries, actors, events) = Default::default();
            return Entry { document, prose: Prose::default(), countries, actors, events };
        }
        let prose = self.read(&document, settings);
        let (mut actors, mut events, mut countries) = (Vec::new(), Vec::new(), Vec::new());
        let mut inferred = true;
        if let Matter::Report(report) = &document.matter {
            let all = |references: &mut dyn Iterator<Item = &Reference>, kind: Kind| -> Vec<EntityIx> {
                references.filter_map(|reference| self.entity(&reference.value, &[kind])).collect()
            };
            actors = all(&mut report.actors.iter(), Kind::Actor);
            events = all(&mut report.situation.iter().chain(&report.events), Kind::Event);
            if let Some(list) = &report.countries {
                countries = all(&mut list.iter(), Kind::Country);
                inferred = false;
            }
        }
        let mut counts: BTreeMap<EntityIx, usize> = BTreeMap::new();
        let mut order = Vec::new();
        for mention in &prose.found.mentions {
            match self.entities[mention.entity.at()].kind {
                EntityKind::Actor => actors.push(mention.entity),
                EntityKind::Event => events.push(mention.entity),
                EntityKind::Country if mention.how != How::Demonym => {
                    *counts.entry(mention.entity).or_default() += 1;
                    order.push(mention.entity);
                }
                EntityKind::Country => {}
            }
        }
        keep_first(&mut order);
        if inferred {
            order.sort_by_key(|ix| std::cmp::Reverse(counts[ix]));
            countries = order;
        }
        for list in [&mut actors, &mut events, &mut countries] {
            keep_first(list);
        }
        Entry { document, prose, countries, actors, events }
    }

    fn set_appearances(&mut self) {
        for (at, entry) in (0_u32..).zip(&self.reports) {
            let mut mentions: BTreeMap<EntityIx, Vec<u32>> = BTreeMap::new();
            for (index, mention) in (0_u32..).zip(&entry.prose.found.mentions) {
                mentions.entry(mention.entity).or_default().push(index);
            }
            let named: BTreeSet<EntityIx> =
                entry.countries.iter().chain(&entry.actors).chain(&entry.events).copied().collect();
            for ix in &named {
                mentions.entry(*ix).or_default();
            }
            for (ix, mentions) in mentions {
                let named = mentions.is_empty();
                self.appearances[ix.at()].push(Appearance { report: at, mentions, named });
            }
        }
    }
}

impl Entry {
    /// The report's front matter.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match &self.document.matter {
            Matter::Report(report) => Some(report),
            _ => None,
        }
    }

    /// Every entity of the report, each once in each list.
    pub fn all(&self) -> impl Iterator<Item = EntityIx> {
        self.countries.iter().chain(&self.actors).chain(&self.events).copied()
    }
}

/// Drops what stands in the list before.
fn keep_first(list: &mut Vec<EntityIx>) {
    let mut seen = HashSet::new();
    list.retain(|ix| seen.insert(*ix));
}
