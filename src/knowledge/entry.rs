//! One document, linked: what its prose names, what its references stand for, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::entity::{EntityIx, EntityKind};
use super::fold::{Folded, fold};
use super::gazetteer::How;
use super::gazetteer::words::{self, Phrase, WordSet};
use super::ledger::Records;
use super::linker::{self, Brief, Found};
use super::reference::Target;
use super::{KnowledgeBase, Settings, check, lint};
use crate::diagnostic::Diagnostic;
use crate::document::markdown::{exact, url};
use crate::document::record::Reference;
use crate::document::{Document, Kind, Matter, Report};

/// A document with what was found in it. The lists of countries, actors and events are those of a report.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The document.
    pub document: Arc<Document>,
    /// What its prose names and links to.
    pub prose: Prose,
    /// Countries: those of the front matter, else those that are named, most often named first.
    pub countries: Vec<EntityIx>,
    /// Actors of the front matter, then those that are mentioned, in order.
    pub actors: Vec<EntityIx>,
    /// Events of the front matter, then those that are mentioned, in order.
    pub events: Vec<EntityIx>,
    /// What its records say, resolved; nothing where they say nothing, as in most reports.
    records: Option<Box<Records>>,
    /// What is wrong between it and other documents.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Its entities in order.
    pub(super) present: Present,
    /// What its links depend on.
    pub(super) rests_on: RestsOn,
}

/// The entities of a document in order, each with the indices of its mentions.
#[derive(Debug, Clone, Default)]
pub(super) struct Present {
    /// Each entity with the place in `mentions` where its own end.
    entities: Box<[(EntityIx, u32)]>,
    mentions: Box<[u32]>,
}

impl Present {
    /// `all` holds each entity with the index of each of its mentions, and once with `u32::MAX` where the front matter
    /// names it.
    fn new(mut all: Vec<(EntityIx, u32)>) -> Self {
        all.sort_unstable();
        let mut mentions = Vec::with_capacity(all.len());
        let mut entities: Vec<(EntityIx, u32)> = Vec::with_capacity(all.len());
        for group in all.chunk_by(|(a, _), (b, _)| a == b) {
            mentions.extend(group.iter().map(|(_, index)| *index).filter(|index| *index != u32::MAX));
            entities.push((group[0].0, u32::try_from(mentions.len()).unwrap_or(u32::MAX)));
        }
        Self { entities: exact(entities).into(), mentions: exact(mentions).into() }
    }

    /// The entities.
    pub(super) fn entities(&self) -> impl ExactSizeIterator<Item = EntityIx> + Clone {
        self.entities.iter().map(|(ix, _)| *ix)
    }

    /// The place of an entity among them.
    pub(super) fn slot(&self, ix: EntityIx) -> Option<u32> {
        let slot = self.entities.binary_search_by_key(&ix, |(ix, _)| *ix).ok()?;
        u32::try_from(slot).ok()
    }

    /// The indices of the mentions of the entity at a place.
    pub(super) fn mentions(&self, slot: u32) -> &[u32] {
        let at = slot as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.entities[before].1);
        &self.mentions[start as usize..self.entities[at].1 as usize]
    }
}

/// What the prose of one document names and links to.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// Mentions and refusals.
    pub found: Found,
    /// What the writer's own links stand for, by index in [`Body::links`](crate::document::markdown::Body::links).
    pub links: BTreeMap<u32, Target>,
}

/// What the links of a document depend on beside its own file. Where none of it changes, the document need not be
/// linked again.
#[derive(Debug, Clone, Default)]
pub(super) struct RestsOn {
    /// The words of its title and prose: a name that has others does not stand there.
    pub prose: WordSet,
    /// The words of its references: a name that has others is not referred to.
    pub references: WordSet,
    /// It has references to nothing, and for these every name is looked at ("did you mean").
    pub every_name: bool,
    /// It has references to claims or figures of other documents.
    pub records: bool,
    /// It holds indices of reports, sources or pages.
    pub order: bool,
}

impl RestsOn {
    /// Whether a change of any of these names can concern the document.
    pub(super) fn any(&self, phrases: &[Phrase], document: &Document) -> bool {
        if phrases.iter().any(|phrase| self.references.may_hold(phrase)) {
            return true;
        }
        let maybe: Vec<&Phrase> =
            phrases.iter().filter(|phrase| phrase.is_inner || self.prose.may_hold(phrase)).collect();
        // Its words stand there; to see whether the name does is dearer, and far less so than to link.
        let stands_in = |text: &str| {
            let folded = Folded::new(text).text;
            maybe.iter().any(|phrase| folded.contains(&phrase.text))
        };
        !maybe.is_empty()
            && (stands_in(&document.title.value)
                || document.body.runs.iter().any(|run| stands_in(&run.read(&document.file.text))))
    }
}

impl Entry {
    /// Links a document: `base` has all entities, names and ids.
    pub(super) fn new(base: &KnowledgeBase, document: Arc<Document>, settings: &Settings) -> Self {
        let tombstone = matches!(&document.matter, Matter::Report(report) if report.withdrawn);
        // A tombstone's words are no longer said, so nothing is found in them.
        let (prose, hashes) = if tombstone { Default::default() } else { base.read(&document, settings) };
        let records = Records::new(base, &document);
        let mut entry = Self {
            prose,
            records: (records != Records::default()).then(|| Box::new(records)),
            countries: Vec::new(),
            actors: Vec::new(),
            events: Vec::new(),
            diagnostics: Vec::new(),
            present: Present::default(),
            rests_on: RestsOn::default(),
            document,
        };
        if entry.document.kind == Kind::Report && !tombstone {
            entry.set_lists(base);
        }
        entry.set_present();
        let faults = check::references(base, &entry.document, settings);
        entry.diagnostics = faults.diagnostics;
        if entry.document.kind == Kind::Report {
            entry.diagnostics.extend(check::ambiguities(base, &entry));
        }
        entry.diagnostics.extend(lint::document(&entry, settings));
        if settings.keeps_words {
            entry.rests_on = RestsOn {
                prose: WordSet::new(&hashes),
                references: words_of_references(&entry.document, &faults.references),
                every_name: faults.unresolved,
                records: faults.foreign_records,
                order: entry.records().holds_order()
                    || entry.prose.links.values().any(|target| !matches!(target, Target::Entity(_))),
            };
        }
        entry
    }

    /// What its records say, resolved.
    pub(super) fn records(&self) -> &Records {
        static NONE: LazyLock<Records> = LazyLock::new(Records::default);
        self.records.as_deref().unwrap_or(&NONE)
    }

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

    fn set_lists(&mut self, base: &KnowledgeBase) {
        let Some(report) = self.report() else { return };
        let all = |references: &mut dyn Iterator<Item = &Reference>, kind: Kind| -> Vec<EntityIx> {
            references.filter_map(|reference| base.entity(&reference.value, &[kind])).collect()
        };
        let mut actors = all(&mut report.actors.iter(), Kind::Actor);
        let mut events = all(&mut report.situation.iter().chain(&report.events), Kind::Event);
        let listed = report.countries.as_ref().map(|list| all(&mut list.iter(), Kind::Country));
        let mut counts: BTreeMap<EntityIx, usize> = BTreeMap::new();
        let mut named = Vec::new();
        for mention in &self.prose.found.mentions {
            match base.entities[mention.entity.at()].kind {
                EntityKind::Actor => actors.push(mention.entity),
                EntityKind::Event => events.push(mention.entity),
                EntityKind::Country if mention.how != How::Demonym => {
                    *counts.entry(mention.entity).or_default() += 1;
                    named.push(mention.entity);
                }
                EntityKind::Country => {}
            }
        }
        let mut countries = listed.unwrap_or_else(|| {
            keep_first(&mut named);
            named.sort_by_key(|ix| std::cmp::Reverse(counts[ix]));
            named
        });
        for list in [&mut actors, &mut events, &mut countries] {
            keep_first(list);
            *list = exact(std::mem::take(list));
        }
        (self.actors, self.events, self.countries) = (actors, events, countries);
    }

    fn set_present(&mut self) {
        let mut all: Vec<(EntityIx, u32)> =
            (0_u32..).zip(&self.prose.found.mentions).map(|(index, mention)| (mention.entity, index)).collect();
        // An entity without a mention stands there once, behind all indices.
        all.extend(self.all().map(|ix| (ix, u32::MAX)));
        self.present = Present::new(all);
    }

    /// The same with other numbers for the entities. All that it holds must have a new number.
    pub(super) fn renumbered(&self, new: &[Option<EntityIx>]) -> Self {
        let number = |ix: EntityIx| new[ix.at()].unwrap_or(ix);
        let mut entry = self.clone();
        for mention in &mut entry.prose.found.mentions {
            mention.entity = number(mention.entity);
        }
        for refusal in &mut entry.prose.found.refusals {
            refusal.candidates.iter_mut().for_each(|ix| *ix = number(*ix));
        }
        for target in entry.prose.links.values_mut() {
            if let Target::Entity(ix) = target {
                *ix = number(*ix);
            }
        }
        for list in [&mut entry.countries, &mut entry.actors, &mut entry.events] {
            for ix in list.iter_mut() {
                *ix = number(*ix);
            }
        }
        entry.present.entities.iter_mut().for_each(|(ix, _)| *ix = number(*ix));
        if let Some(records) = &mut entry.records {
            records.renumber(&number);
        }
        entry
    }

    /// Whether it holds an entity that is gone.
    pub(super) fn holds_gone(&self, new: &[Option<EntityIx>]) -> bool {
        let gone = |ix: &EntityIx| new[ix.at()].is_none();
        let targets = self.prose.links.values().filter_map(|target| match target {
            Target::Entity(ix) => Some(ix),
            _ => None,
        });
        self.present.entities.iter().map(|(ix, _)| ix).chain(targets).any(gone)
            || self.prose.found.refusals.iter().flat_map(|refusal| &refusal.candidates).any(gone)
            || self.records().entities().any(|ix| gone(&ix))
    }
}

/// The words of a document's links and references as they are looked up: by name and by id.
fn words_of_references(document: &Document, references: &[&str]) -> WordSet {
    let mut hashes = Vec::new();
    let mut add = |text: &str| hashes.extend(words::hashes(text, &words::words(text)));
    for link in &document.body.links {
        let destination = url::percent_decoded(&link.destination);
        add(&fold(&destination));
        add(&destination.to_lowercase());
    }
    for reference in references {
        add(&fold(reference));
        add(&reference.to_lowercase());
    }
    WordSet::new(&hashes)
}

/// Drops what stands in the list before.
fn keep_first(list: &mut Vec<EntityIx>) {
    let mut seen = BTreeSet::new();
    list.retain(|ix| seen.insert(*ix));
}

impl KnowledgeBase {
    /// Reads the prose of a document. Gives the hashes of its words, too, where they are kept.
    fn read(&self, document: &Document, settings: &Settings) -> (Prose, Vec<u64>) {
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
            keeps_words: settings.keeps_words,
            language: document.common.lang.clone().unwrap_or_else(|| settings.language.clone()),
            own: self.own(document),
            ..Brief::default()
        };
        if let Matter::Report(report) = &document.matter {
            self.brief_of_report(report, &mut brief);
        }
        let (found, hashes) = linker::find(document, &self.entities, &self.gazetteer, &brief);
        (Prose { found, links }, hashes)
    }

    /// The entity that a document is about.
    pub(super) fn own(&self, document: &Document) -> Option<EntityIx> {
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
}
