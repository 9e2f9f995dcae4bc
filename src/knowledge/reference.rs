//! References: an id, a name, an alias or an ISO code, resolved the same way everywhere.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::KnowledgeBase;
use super::countries::by_code;
use super::entity::{Entity, EntityIx, EntityKind};
use super::fold::fold;
use super::gazetteer::{Gazetteer, How};
use crate::document::{Document, Kind};
use crate::route::Slug;
use crate::source::SourceFile;

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
    /// Nothing has this id or name.
    Unknown,
    /// Several have it; their ids.
    Ambiguous(Vec<String>),
}

/// Ids of every kind. Nothing that a document says is held a second time: there are as many of them as documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    /// One table for each kind.
    id: Arc<[Table<Slug>; Kind::ALL.len()]>,
    path: Arc<Table<ByPath>>,
    /// Titles of reports, sources and pages, sorted; several may have one.
    title: Arc<Vec<(TitleHash, Target)>>,
}

type Table<K> = HashMap<K, Target, foldhash::fast::RandomState>;

/// A file that is looked up by its path.
#[derive(Debug)]
struct ByPath(Arc<SourceFile>);

impl PartialEq for ByPath {
    fn eq(&self, other: &Self) -> bool {
        self.0.path == other.0.path
    }
}

impl Eq for ByPath {}

impl std::hash::Hash for ByPath {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.path.hash(state);
    }
}

impl std::borrow::Borrow<str> for ByPath {
    fn borrow(&self) -> &str {
        &self.0.path
    }
}

/// BLAKE3 hash of a folded title, cut to 128 bits: no two titles are known to share one.
type TitleHash = [u8; 16];

fn title_hash(folded: &str) -> TitleHash {
    let mut hash = [0; 16];
    blake3::Hasher::new().update(folded.as_bytes()).finalize_xof().fill(&mut hash);
    hash
}

/// The ids of all documents of some kinds, in the order of their indices.
pub(super) struct Lists<'a> {
    pub entities: &'a [Arc<Entity>],
    pub reports: &'a [Arc<Document>],
    pub sources: &'a [Arc<Document>],
    pub pages: &'a [Arc<Document>],
}

impl<'a> Lists<'a> {
    fn titled(&self) -> impl Iterator<Item = (&'a Arc<Document>, Target)> {
        let reports = (0_u32..).zip(self.reports).map(|(at, document)| (document, Target::Report(at)));
        let sources = (0_u32..).zip(self.sources).map(|(at, document)| (document, Target::Source(at)));
        let pages = (0_u32..).zip(self.pages).map(|(at, document)| (document, Target::Page(at)));
        reports.chain(sources).chain(pages)
    }
}

impl Ids {
    #[expect(clippy::mutable_key_type, reason = "the key is the path alone, which never changes")]
    pub(super) fn new(lists: &Lists<'_>) -> Self {
        let mut id: [Table<Slug>; Kind::ALL.len()] = Default::default();
        let mut path = Table::default();
        for (at, entity) in lists.entities.iter().enumerate() {
            let target = Target::Entity(EntityIx::new(at));
            id[document_kind(entity.kind) as usize].insert(entity.id.clone(), target);
            if let Some(document) = &entity.document {
                path.insert(ByPath(Arc::clone(&document.file)), target);
            }
        }
        for (document, target) in lists.titled() {
            id[document.kind as usize].insert(document.id.clone(), target);
            path.insert(ByPath(Arc::clone(&document.file)), target);
        }
        Self { id: Arc::new(id), path: Arc::new(path), title: Arc::default() }.with_titles(lists)
    }

    /// The same ids with the titles that the documents have now.
    pub(super) fn with_titles(&self, lists: &Lists<'_>) -> Self {
        let titled: Vec<_> = lists.titled().collect();
        let hash = |(document, target): (&Arc<Document>, Target)| (title_hash(&fold(&document.title.value)), target);
        let mut title: Vec<(TitleHash, Target)> = titled.into_par_iter().with_min_len(256).map(hash).collect();
        title.par_sort_unstable();
        Self { title: Arc::new(title), ..self.clone() }
    }

    /// The document in the content file at `path`.
    pub(super) fn at_path(&self, path: &str) -> Option<Target> {
        self.path.get(path).copied()
    }

    /// The document of this kind with this id.
    pub(super) fn with_id(&self, kind: Kind, id: &str) -> Option<Target> {
        self.id[kind as usize].get(id).copied()
    }

    /// Whether a document, not only a built-in country, has this id.
    pub(super) fn document(&self, kind: Kind, id: &str, base: &KnowledgeBase) -> bool {
        self.with_id(kind, id).is_some_and(|target| match target {
            Target::Entity(ix) => base.entities[ix.at()].document.is_some(),
            _ => true,
        })
    }

    /// What has this folded title among documents of these kinds.
    fn titled(&self, folded: &str, kinds: &[Kind]) -> BTreeSet<Target> {
        let kind = |target: &Target| match target {
            Target::Entity(_) => None,
            Target::Report(_) => Some(Kind::Report),
            Target::Source(_) => Some(Kind::Source),
            Target::Page(_) => Some(Kind::Page),
        };
        let hash = title_hash(folded);
        let from = self.title.partition_point(|(title, _)| *title < hash);
        let all = self.title[from..].iter().take_while(|(title, _)| *title == hash).map(|(_, target)| target);
        all.filter(|target| kind(target).is_some_and(|kind| kinds.contains(&kind))).copied().collect()
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

/// What `text` stands for among documents of these kinds on a site in this language.
pub(super) fn resolve(
    text: &str,
    kinds: &[Kind],
    entities: &[Arc<Entity>],
    (gazetteer, language): (&Gazetteer, &str),
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
        let senses = gazetteer.senses(text).iter().filter(|sense| wanted(sense.how) && sense.speaks(language));
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
    if let Some(found) = only(&ids.titled(&fold(text), kinds)) {
        return found;
    }
    if kinds.contains(&Kind::Country)
        && let Some(country) = by_code(text)
        && let Some(target) = ids.with_id(Kind::Country, &country.alpha3.to_lowercase())
    {
        return Ok(target);
    }
    Err(Unresolved::Unknown)
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

fn ids_of(targets: &BTreeSet<Target>, entities: &[Arc<Entity>]) -> Vec<String> {
    targets
        .iter()
        .filter_map(|target| match target {
            Target::Entity(ix) => Some(format!("{}/{}", entities[ix.at()].kind.word(), entities[ix.at()].id)),
            _ => None,
        })
        .collect()
}

/// What a reference that stands for nothing may have meant: ids and names, with what a comparison needs.
#[derive(Debug, Default)]
pub(super) struct Neighbours(Vec<Neighbour>);

#[derive(Debug)]
struct Neighbour {
    kind: Kind,
    /// In lower case and folded.
    key: String,
    shown: String,
    letters: Letters,
    /// Too short a name for a short reference: "Mal" is not Mali.
    only_long: bool,
}

impl Neighbours {
    /// All ids and names: ids first, in the order of kinds and ids, then names in the order of entities.
    pub(super) fn new(entities: &[Arc<Entity>], ids: &Ids) -> Self {
        let mut known: Vec<(Kind, &Slug)> =
            Kind::ALL.into_iter().flat_map(|kind| ids.id[kind as usize].keys().map(move |id| (kind, id))).collect();
        known.retain(|(kind, id)| *kind != Kind::Country || id.as_str().len() != 3);
        known.sort_unstable();
        let ids = known.into_iter().map(|(kind, id)| (kind, id.to_string(), id.to_string(), false));
        let names = entities.iter().map(|entity| {
            let key = fold(&entity.name).to_lowercase();
            (document_kind(entity.kind), key, entity.name.clone(), entity.document.is_none())
        });
        let neighbour = |(kind, key, shown, only_long): (Kind, String, String, bool)| {
            let letters = Letters::new(&key);
            Neighbour { kind, key, shown, letters, only_long }
        };
        Self(ids.chain(names).map(neighbour).collect())
    }

    /// The id or name of these kinds that looks most like `text`.
    pub(super) fn nearest(&self, text: &str, kinds: &[Kind]) -> Option<&str> {
        const LEAST: f64 = 0.86;
        let (kinds, text) = prefixed(text.trim(), kinds);
        let folded = fold(text).to_lowercase();
        let letters = Letters::new(&folded);
        let short = text.chars().count() <= 3;
        let mut best: Option<(f64, &str)> = None;
        for other in self.0.iter().filter(|other| kinds.contains(&other.kind) && !(short && other.only_long)) {
            let least = best.map_or(LEAST, |(score, _)| score);
            if letters.most_alike(&other.letters) <= least {
                continue;
            }
            let score = strsim::jaro_winkler(&folded, &other.key);
            if score > least {
                best = Some((score, &other.shown));
            }
        }
        best.map(|(_, shown)| shown)
    }
}

/// How often each letter stands in a word: all other characters count as one letter each.
#[derive(Debug)]
struct Letters {
    counts: [u8; 32],
    length: u32,
}

impl Letters {
    fn new(text: &str) -> Self {
        let mut letters = Self { counts: [0; 32], length: 0 };
        for c in text.chars() {
            let at = (u32::from(c) & 31) as usize;
            letters.counts[at] = letters.counts[at].saturating_add(1);
            letters.length += 1;
        }
        letters
    }

    /// An upper bound of the Jaro-Winkler similarity: as if all shared letters were in place, with the longest prefix.
    fn most_alike(&self, other: &Self) -> f64 {
        if self.length.max(other.length) > 255 {
            return 1.0;
        }
        let shared: u32 = self.counts.iter().zip(&other.counts).map(|(a, b)| u32::from(*a.min(b))).sum();
        if shared == 0 {
            return 0.0;
        }
        let shared = f64::from(shared);
        let jaro = (shared / f64::from(self.length) + shared / f64::from(other.length) + 1.0) / 3.0;
        // A prefix of at most four letters, a tenth of the rest for each (Winkler, 1990); a margin for rounding.
        jaro + 0.4 * (1.0 - jaro) + 1e-9
    }
}
