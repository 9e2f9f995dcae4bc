//! Which ties are shown: the relations of front matter first, then those who are often named together.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::document::Kind;
use crate::document::record::Relation;
use crate::knowledge::{EntityIx, EntityKind, KnowledgeBase};
use crate::page::Scope;

/// The ties that are shown, and how many there are.
pub(super) struct Ties<'a> {
    /// Relations by name, then those who are named together, most often first.
    pub(super) chosen: Vec<Tie<'a>>,
    /// How many relations there are.
    pub(super) relations: usize,
    /// How many pairs without a relation are named together.
    pub(super) together: usize,
}

/// A tie between two that have pages.
pub(super) struct Tie<'a> {
    pub(super) who: EntityIx,
    pub(super) whom: EntityIx,
    pub(super) what: What<'a>,
    pub(super) ended: bool,
    /// How many reports have both.
    pub(super) reports: usize,
}

#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Relation(&'a Relation),
    Parent,
    Together,
}

/// Most ties in all.
const MOST: usize = 500;

/// Most ties by common mention.
const MOST_TOGETHER: usize = 400;

/// Reports that make a common mention a tie.
const FEWEST_REPORTS: usize = 2;

/// Actors of one report that are looked at. Who is named in a list of hundreds is not tied to the rest of the list, and
/// pairs grow with the square.
const OF_ONE_REPORT: usize = 100;

type Pairs<V> = HashMap<(EntityIx, EntityIx), V, foldhash::fast::RandomState>;

impl<'a> Tie<'a> {
    /// Whether it was written down, and is not only a common mention.
    pub(super) fn is_relation(&self) -> bool {
        !matches!(self.what, What::Together)
    }

    pub(super) fn relation(&self) -> Option<&'a Relation> {
        match self.what {
            What::Relation(relation) => Some(relation),
            What::Parent | What::Together => None,
        }
    }
}

pub(super) fn ties<'a>(scope: &Scope<'a>) -> Ties<'a> {
    let base = scope.base;
    // By the names of those who have them, since the list is.
    let mut chosen: Vec<Tie<'a>> = scope.lists.actors(base).iter().flat_map(|&ix| relations_of(scope, ix)).collect();
    let relations = chosen.len();
    let related: HashSet<(EntityIx, EntityIx)> = chosen.iter().map(|tie| pair(tie.who, tie.whom)).collect();
    if chosen.len() > MOST {
        // Those that hold, of those who are most in the reports.
        let mut order: Vec<usize> = (0..chosen.len()).collect();
        order.sort_by_key(|&at| (chosen[at].ended, Reverse(base.appearances(chosen[at].who).len()), at));
        let kept: HashSet<usize> = order.into_iter().take(MOST).collect();
        let mut at = 0..;
        chosen.retain(|_| at.next().is_some_and(|at| kept.contains(&at)));
    }
    for tie in &mut chosen {
        tie.reports = reports_of_both(base, tie.who, tie.whom);
    }
    let mut pairs = named_together(scope, &related);
    let together = pairs.len();
    pairs.truncate(MOST_TOGETHER.min(MOST - chosen.len()));
    chosen.extend(pairs.into_iter().map(|(who, whom)| Tie {
        who,
        whom,
        what: What::Together,
        ended: false,
        reports: reports_of_both(base, who, whom),
    }));
    Ties { chosen, relations, together }
}

/// What the front matter of an actor ties it to, as far as that has a page.
fn relations_of<'a>(scope: &Scope<'a>, who: EntityIx) -> Vec<Tie<'a>> {
    let base = scope.base;
    let Some(actor) = base.entities[who.at()].actor() else { return Vec::new() };
    let shown = |reference: &str, kinds: &[Kind]| {
        base.entity(reference, kinds).filter(|&whom| whom != who && base.has_page(whom))
    };
    let mut ties: Vec<Tie<'a>> = Vec::with_capacity(actor.relations.len() + 1);
    for relation in &actor.relations {
        let Some(whom) = shown(&relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]) else { continue };
        let end = relation.end.as_ref().and_then(|end| end.end(scope.tz));
        let ended = end.is_some_and(|end| end <= scope.now);
        ties.push(Tie { who, whom, what: What::Relation(relation), ended, reports: 0 });
    }
    if let Some(whom) = actor.parent.as_ref().and_then(|parent| shown(&parent.value, &[Kind::Actor])) {
        let said =
            |tie: &Tie<'_>| tie.whom == whom && tie.relation().is_some_and(|relation| relation.kind.value == "part-of");
        if !ties.iter().any(said) {
            ties.push(Tie { who, whom, what: What::Parent, ended: false, reports: 0 });
        }
    }
    ties
}

/// Actors without a relation that reports name together, most often first, each pair by name.
fn named_together(scope: &Scope<'_>, related: &HashSet<(EntityIx, EntityIx)>) -> Vec<(EntityIx, EntityIx)> {
    let base = scope.base;
    let mut counts: Pairs<usize> = Pairs::default();
    let mut actors = Vec::new();
    for entry in base.reports.iter() {
        actors.clear();
        let is_shown = |ix: &&EntityIx| base.entities[ix.at()].kind == EntityKind::Actor && base.has_page(**ix);
        actors.extend(entry.actors.iter().filter(is_shown).take(OF_ONE_REPORT));
        for (at, &one) in actors.iter().enumerate() {
            for &other in &actors[at + 1..] {
                *counts.entry(pair(one, other)).or_default() += 1;
            }
        }
    }
    counts.retain(|both, count| *count >= FEWEST_REPORTS && !related.contains(both));
    let mut pairs: Vec<((EntityIx, EntityIx), usize)> = counts.into_iter().collect();
    pairs.sort_unstable_by_key(|(both, count)| (Reverse(*count), *both));
    pairs.into_iter().map(|(both, _)| both).collect()
}

fn pair(one: EntityIx, other: EntityIx) -> (EntityIx, EntityIx) {
    (one.min(other), one.max(other))
}

/// How many reports have both.
fn reports_of_both(base: &KnowledgeBase, one: EntityIx, other: EntityIx) -> usize {
    let (mut ones, mut others) = (base.appearances(one).peekable(), base.appearances(other).peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (ones.peek(), others.peek()) {
        let (a, b) = (a.report, b.report);
        count += usize::from(a == b);
        if a <= b {
            ones.next();
        }
        if b <= a {
            others.next();
        }
    }
    count
}
