//! References: an id, a name, an alias or an ISO code, resolved the same way everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::countries::by_code;
use super::entity::{Entity, EntityIx, EntityKind};
use super::fold::fold;
use super::gazetteer::{Gazetteer, How};
use crate::document::{Document, Kind};

/// What a reference can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An actor, a country or an event.
    Entity(EntityIx),
    /// The report with this index in [`KnowledgeBase::reports`](super::KnowledgeBase::reports).
    Report(u32),
    /// The source with this index in [`KnowledgeBase::sources`](super::KnowledgeBase::sources).
    Source(u32),
    /// The plain page with this index in [`KnowledgeBase::pages`](super::KnowledgeBase::pages).
    Page(u32),
}

/// Why a reference stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// Nothing has this id or name; the nearest that something has.
    Unknown(Option<String>),
    /// Several have it; their ids.
    Ambiguous(Vec<String>),
}

/// Documents of one kind, and what a reference to one of them stands for.
type List<'a> = (&'a [Arc<Document>], fn(u32) -> Target);

/// Ids of every kind.
#[derive(Debug, Default)]
pub(super) struct Ids {
    id: BTreeMap<(Kind, String), Target>,
    path: BTreeMap<String, Target>,
    /// Titles of reports, sources and pages, folded; several may have one.
    title: BTreeMap<(Kind, String), BTreeSet<Target>>,
}

impl Ids {
    pub(super) fn new(
        entities: &[Entity],
        reports: &[Arc<Document>],
        sources: &[Arc<Document>],
        pages: &[Arc<Document>],
    ) -> Self {
        let mut ids = Self::default();
        for (at, entity) in entities.iter().enumerate() {
            let target = Target::Entity(EntityIx::new(at));
            ids.id.insert((document_kind(entity.kind), entity.id.to_string()), target);
            if let Some(document) = &entity.document {
                ids.path.insert(document.file.path.clone(), target);
            }
        }
        let lists: [List<'_>; 3] = [(reports, Target::Report), (sources, Target::Source), (pages, Target::Page)];
        for (documents, target) in lists {
            for (at, document) in (0_u32..).zip(documents) {
                ids.id.insert((document.kind, document.id.to_string()), target(at));
                ids.path.insert(document.file.path.clone(), target(at));
                let title = (document.kind, fold(&document.title.value));
                ids.title.entry(title).or_default().insert(target(at));
            }
        }
        ids
    }

    /// The document in the content file at `path`.
    pub(super) fn at_path(&self, path: &str) -> Option<Target> {
        self.path.get(path).copied()
    }

    /// The document of this kind with this id.
    pub(super) fn with_id(&self, kind: Kind, id: &str) -> Option<Target> {
        self.id.get(&(kind, id.to_owned())).copied()
    }
}

/// The kind of the documents that describe entities of this kind.
#[must_use]
pub fn document_kind(kind: EntityKind) -> Kind {
    match kind {
        EntityKind::Actor => Kind::Actor,
        EntityKind::Country => Kind::Country,
        EntityKind::Event => Kind::Event,
    }
}

/// What `text` stands for among documents of these kinds.
pub(super) fn resolve(
    text: &str,
    kinds: &[Kind],
    entities: &[Entity],
    gazetteer: &Gazetteer,
    ids: &Ids,
) -> Result<Target, Unresolved> {
    let text = text.trim();
    let (kinds, text) = prefixed(text, kinds);
    let id = text.to_lowercase();
    let by_id: BTreeSet<Target> = kinds.iter().filter_map(|&kind| ids.with_id(kind, &id)).collect();
    if let Some(found) = only(&by_id) {
        return found;
    }
    let named = |weak: bool| -> BTreeSet<Target> {
        let wanted = |how: How| matches!(how, How::Name | How::Alias) || weak && how == How::Weak;
        let senses = gazetteer.senses(text).iter().filter(|sense| wanted(sense.how));
        let targets = senses.filter_map(|sense| sense.target);
        targets.filter(|ix| kinds.contains(&document_kind(entities[ix.at()].kind))).map(Target::Entity).collect()
    };
    for weak in [false, true] {
        if let Some(found) = only(&named(weak)) {
            return match found {
                Err(_) => Err(Unresolved::Ambiguous(ids_of(&named(weak), entities))),
                found => found,
            };
        }
    }
    let title = fold(text);
    let titled = kinds.iter().filter_map(|&kind| ids.title.get(&(kind, title.clone()))).flatten().copied().collect();
    if let Some(found) = only(&titled) {
        return found;
    }
    if kinds.contains(&Kind::Country)
        && let Some(country) = by_code(text)
        && let Some(target) = ids.with_id(Kind::Country, &country.alpha3.to_lowercase())
    {
        return Ok(target);
    }
    Err(Unresolved::Unknown(nearest(text, kinds, entities, ids)))
}

/// `actor/cmcc` and `actors/cmcc` name the kind.
fn prefixed<'a>(text: &'a str, kinds: &'a [Kind]) -> (&'a [Kind], &'a str) {
    if let Some((prefix, rest)) = text.split_once('/') {
        for (at, kind) in kinds.iter().enumerate() {
            if prefix.eq_ignore_ascii_case(kind.word()) || prefix.eq_ignore_ascii_case(kind.folder()) {
                return (&kinds[at..=at], rest.trim_end_matches('/'));
            }
        }
    }
    (kinds, text)
}

fn only(targets: &BTreeSet<Target>) -> Option<Result<Target, Unresolved>> {
    match targets.len() {
        0 => None,
        1 => targets.first().copied().map(Ok),
        _ => Some(Err(Unresolved::Ambiguous(Vec::new()))),
    }
}

fn ids_of(targets: &BTreeSet<Target>, entities: &[Entity]) -> Vec<String> {
    targets
        .iter()
        .filter_map(|target| match target {
            Target::Entity(ix) => Some(format!("{}/{}", entities[ix.at()].kind.word(), entities[ix.at()].id)),
            _ => None,
        })
        .collect()
}

/// The id or name that looks most like `text`.
fn nearest(text: &str, kinds: &[Kind], entities: &[Entity], ids: &Ids) -> Option<String> {
    let folded = fold(text).to_lowercase();
    let names = entities
        .iter()
        .filter(|entity| kinds.contains(&document_kind(entity.kind)))
        .filter(|entity| entity.document.is_some() || text.chars().count() > 3)
        .map(|entity| (fold(&entity.name).to_lowercase(), entity.name.clone()));
    let ids = ids
        .id
        .keys()
        .filter(|(kind, id)| kinds.contains(kind) && (*kind != Kind::Country || id.len() != 3))
        .map(|(_, id)| (id.clone(), id.clone()));
    let mut best: Option<(f64, String)> = None;
    for (key, shown) in ids.chain(names) {
        let score = strsim::jaro_winkler(&folded, &key);
        if score > 0.86 && best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, shown));
        }
    }
    best.map(|(_, shown)| shown)
}
