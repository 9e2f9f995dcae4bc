//! Entities after a change: their numbers, names and homes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::document::Document;
use crate::knowledge::entity::{self, Entity, EntityIx, EntityKind};
use crate::knowledge::gazetteer::{Gazetteer, MOST_CHANGED};
use crate::knowledge::{KnowledgeBase, Target};

/// Entities before and after, and what that does to their numbers.
pub(super) struct Renumbering {
    /// For each entity before its number now.
    pub new: Vec<Option<EntityIx>>,
    /// Whether all have the number that they had.
    pub is_identity: bool,
    /// Numbers before of those of which something is said that links depend on beside their names.
    pub altered: BTreeSet<EntityIx>,
}

/// The entities of these documents, those that did not change as they were.
pub(super) fn entities<'a>(
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
            if let Some(Target::Entity(ix)) = before.ids.with_id(document.kind, document.id.as_str()) {
                now.insert(ix, document);
            }
        }
        for (ix, document) in now {
            entities[ix.at()] = Arc::new(entity::of_document(document, before.entities[ix.at()].built_in));
        }
        let new = (0..entities.len()).map(|at| Some(EntityIx::new(at))).collect();
        return (entities, Renumbering { new, is_identity: true, altered: BTreeSet::new() });
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
    (entities, Renumbering { new, is_identity, altered: BTreeSet::new() })
}

impl KnowledgeBase {
    /// Sets gazetteer and homes for the entities of `self`, which are new. Adds every name that means something else now,
    /// or whose entity is another, to `phrases`. Gives whether all main names are as they were.
    pub(super) fn take_names(
        &mut self,
        before: &Self,
        numbers: &mut Renumbering,
        phrases: &mut BTreeSet<String>,
    ) -> bool {
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
            numbers.altered.extend(back[ix.at()]);
            phrases.extend(Gazetteer::names_of(ix, &self.entities[ix.at()]));
        }
        same_names
    }
}
