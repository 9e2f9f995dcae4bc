//! The names of all entities, ready to be found in text.
//!
//! A name can have several senses: two actors with one alias, a person's surname that is also a country. Which of them
//! holds is for the linker to say, in its context. A gazetteer is a large layer that is made once and a small one of the
//! names that have changed since, so that an edited alias costs no more than the alias.

mod boundary;
mod names;
mod table;
pub(super) mod words;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use self::table::Table;
use self::words::Word;
use super::entity::{Entity, EntityIx};
use super::fold::fold;

/// Names, and what each may mean.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    bulk: Layer,
    /// Names that mean something else now than in `bulk`; a name that means nothing any more is here with no sense.
    changed: Layer,
    /// Names of `bulk` that are in `changed`.
    hidden: Arc<HashSet<u32>>,
}

/// Names with their senses.
#[derive(Debug, Clone, Default)]
struct Layer {
    names: Arc<Table>,
    senses: Arc<[Sense]>,
    /// Where the senses of each name begin in `senses`, and where the last ones end.
    offsets: Arc<[u32]>,
}

/// One thing that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    /// The entity; none for a phrase that names nothing.
    pub target: Option<EntityIx>,
    /// As what the name stands for it.
    pub how: How,
    /// The name is written in capitals here, or begins with one, though its owner writes it otherwise.
    pub altered: bool,
    /// Without its diacritics the name is an ordinary word ("Réunion"): they have to be there.
    pub needs_marks: bool,
    /// The only language (BCP 47 primary subtag) in whose texts the name means it.
    pub language: Option<&'static str>,
}

impl Sense {
    /// Whether the name means it in a text of this language (BCP 47).
    pub(super) fn speaks(&self, language: &str) -> bool {
        let primary = language.split('-').next().unwrap_or_default();
        self.language.is_none_or(|own| own.eq_ignore_ascii_case(primary))
    }

    fn new(target: Option<EntityIx>, how: How) -> Self {
        Self { target, how, altered: false, needs_marks: false, language: None }
    }
}

/// As what a surface form stands for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Its name.
    Name,
    /// Another name that is as good.
    Alias,
    /// A name that means it only where it has been named before.
    Weak,
    /// The adjective or noun of a country's people.
    Demonym,
    /// The last name of a person.
    Surname,
    /// A link that the writer made.
    Explicit,
}

impl How {
    /// The word in `mentions.ndjson`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Weak => "weak",
            Self::Demonym => "demonym",
            Self::Surname => "surname",
            Self::Explicit => "explicit",
        }
    }
}

/// A place where a name stands in a folded text, on word boundaries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    name: u32,
    /// Its place among the hits of its text, once these are in order.
    pub at: u32,
    pub start: usize,
    pub end: usize,
}

/// Set in [`Hit::name`] for names of the small layer.
const CHANGED: u32 = 1 << 31;

/// Above this many changed names all of them are put into one layer again.
pub(super) const MOST_CHANGED: usize = 4096;

impl Layer {
    fn new(names: BTreeMap<String, Vec<Sense>>) -> Self {
        let mut offsets = Vec::with_capacity(names.len() + 1);
        let mut senses = Vec::with_capacity(names.len());
        let mut texts = Vec::with_capacity(names.len());
        offsets.push(0);
        for (text, of_text) in names {
            texts.push(text.into_boxed_str());
            senses.extend(of_text);
            offsets.push(u32::try_from(senses.len()).unwrap_or(u32::MAX));
        }
        Self { names: Arc::new(Table::new(texts)), senses: senses.into(), offsets: offsets.into() }
    }

    fn senses(&self, at: u32) -> &[Sense] {
        let at = at as usize;
        &self.senses[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    fn renumbered(&self, new: &[Option<EntityIx>]) -> Self {
        let target = |sense: &Sense| sense.target.and_then(|ix| new[ix.at()]);
        Self {
            senses: self.senses.iter().map(|sense| Sense { target: target(sense), ..*sense }).collect(),
            ..self.clone()
        }
    }
}

impl Gazetteer {
    /// The gazetteer of these entities, the built-in names of countries and the built-in traps.
    #[must_use]
    pub fn new(entities: &[Arc<Entity>]) -> Self {
        let of_entities =
            entities.par_iter().enumerate().flat_map_iter(|(at, entity)| names::of_entity(EntityIx::new(at), entity));
        let mut all: Vec<(String, Sense)> = names::of_phrases();
        all.par_extend(of_entities);
        // Phrases first, then entities in their order: the sort is stable.
        all.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut offsets = Vec::with_capacity(all.len() + 1);
        let mut senses = Vec::with_capacity(all.len());
        let mut texts: Vec<Box<str>> = Vec::with_capacity(all.len());
        for (text, sense) in all {
            if texts.last().is_none_or(|last| **last != *text) {
                texts.push(text.into_boxed_str());
                offsets.push(u32::try_from(senses.len()).unwrap_or(u32::MAX));
            }
            senses.push(sense);
        }
        offsets.push(u32::try_from(senses.len()).unwrap_or(u32::MAX));
        let bulk = Layer { names: Arc::new(Table::new(texts)), senses: senses.into(), offsets: offsets.into() };
        Self { bulk, changed: Layer::new(BTreeMap::new()), hidden: Arc::default() }
    }

    /// The same with other names for some entities: those `before` and those `after` a change, by the same numbers.
    /// Gives the names that mean something else now, too.
    pub(super) fn replaced(
        &self,
        before: &[(EntityIx, &Entity)],
        after: &[(EntityIx, &Entity)],
    ) -> (Self, BTreeSet<String>) {
        let mut added: BTreeMap<String, Vec<Sense>> = BTreeMap::new();
        for (ix, entity) in before {
            for (text, _) in names::of_entity(*ix, entity) {
                added.entry(text).or_default();
            }
        }
        for (ix, entity) in after {
            for (text, sense) in names::of_entity(*ix, entity) {
                added.entry(text).or_default().push(sense);
            }
        }
        let gone: HashSet<EntityIx> = before.iter().map(|(ix, _)| *ix).collect();
        let mut changed: BTreeMap<String, Vec<Sense>> = (0..self.changed.names.len())
            .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
            .map(|at| (self.changed.names.text(at).to_owned(), self.changed.senses(at).to_vec()))
            .collect();
        let mut touched = BTreeSet::new();
        for (text, new) in added {
            let old = self.senses_of(&text);
            let kept = old.iter().filter(|sense| sense.target.is_none_or(|target| !gone.contains(&target)));
            let mut senses: Vec<Sense> = kept.copied().chain(new).collect();
            // As in a gazetteer made at once: phrases, then entities in order.
            senses.sort_by_key(|sense| sense.target);
            if senses != old {
                touched.insert(text.clone());
                changed.insert(text, senses);
            }
        }
        if touched.is_empty() {
            return (self.clone(), touched);
        }
        let hidden = changed.keys().filter_map(|text| self.bulk.names.find(text)).collect();
        (Self { bulk: self.bulk.clone(), changed: Layer::new(changed), hidden: Arc::new(hidden) }, touched)
    }

    /// The names of an entity, folded.
    pub(super) fn names_of(ix: EntityIx, entity: &Entity) -> impl Iterator<Item = String> {
        names::of_entity(ix, entity).into_iter().map(|(text, _)| text)
    }

    /// The same with other numbers for the entities. Those that go must have lost their names before.
    pub(super) fn renumbered(&self, new: &[Option<EntityIx>]) -> Self {
        Self {
            bulk: self.bulk.renumbered(new),
            changed: self.changed.renumbered(new),
            hidden: Arc::clone(&self.hidden),
        }
    }

    /// How many names have changed since all of them were put into one layer.
    pub(super) fn changed(&self) -> usize {
        self.changed.names.len()
    }

    /// Every place in a folded text with these words where a name stands between word boundaries.
    pub(super) fn hits(&self, folded: &str, words: &[Word]) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.bulk.names.find_all(folded, words, |name, start, end| {
            if self.hidden.is_empty() || !self.hidden.contains(&name) {
                hits.push(Hit { name, at: 0, start, end });
            }
        });
        if self.changed.names.len() > 0 {
            self.changed.names.find_all(folded, words, |name, start, end| {
                if !self.changed.senses(name).is_empty() {
                    hits.push(Hit { name: name | CHANGED, at: 0, start, end });
                }
            });
        }
        hits
    }

    /// The name that was hit, folded.
    pub(super) fn text(&self, hit: Hit) -> &str {
        if hit.name & CHANGED == 0 {
            self.bulk.names.text(hit.name)
        } else {
            self.changed.names.text(hit.name & !CHANGED)
        }
    }

    /// What the name that was hit may mean.
    pub(super) fn meanings(&self, hit: Hit) -> &[Sense] {
        if hit.name & CHANGED == 0 { self.bulk.senses(hit.name) } else { self.changed.senses(hit.name & !CHANGED) }
    }

    /// What a whole text, such as a reference in front matter, may mean.
    pub(super) fn senses(&self, text: &str) -> &[Sense] {
        self.senses_of(&fold(text))
    }

    fn senses_of(&self, folded: &str) -> &[Sense] {
        if self.changed.names.len() > 0
            && let Some(at) = self.changed.names.find(folded)
        {
            return self.changed.senses(at);
        }
        self.bulk.names.find(folded).map_or(&[], |at| self.bulk.senses(at))
    }
}
