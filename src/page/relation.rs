//! Ties between actors: their words in both directions, and the roles that somebody had on a day.

use jiff::civil::Date;
use serde::Serialize;

use super::source::{self, SourceLink};
use super::{EntityLink, Scope, WhenView};
use crate::document::Kind;
use crate::document::record::{Relation, Tlp};
use crate::document::when::When;
use crate::knowledge::EntityIx;
use crate::route::Route;

/// A tie as seen from this page.
#[derive(Debug, Clone, Serialize)]
pub struct RelationView {
    /// The tie in words: `leads`, `led by`.
    pub label: &'static str,
    /// The other.
    pub other: EntityLink,
    /// The role in words.
    pub role: Option<String>,
    /// First day.
    pub start: Option<WhenView>,
    /// Last day.
    pub end: Option<WhenView>,
    /// Whether it had ended by the time of the build.
    pub ended: bool,
    /// The source that has it.
    pub source: Option<SourceLink>,
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
}

/// A role that an actor had on the day of a report.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    /// The role in words: `defence secretary`.
    pub role: String,
    /// Where.
    pub of: EntityLink,
    /// Whether it has ended since: "then defence secretary".
    pub then: bool,
}

/// Relation types with their label and their inverse label.
const LABELS: [(&str, &str, &str); 19] = [
    ("member-of", "member of", "has as a member"),
    ("leads", "leads", "led by"),
    ("holds-post", "holds a post in", "post held by"),
    ("part-of", "part of", "includes"),
    ("commands", "commands", "commanded by"),
    ("allied-with", "allied with", "allied with"),
    ("opposes", "opposes", "opposed by"),
    ("party-to", "party to", "has as a party"),
    ("mediates", "mediates", "mediated by"),
    ("supports", "supports", "supported by"),
    ("funds", "funds", "funded by"),
    ("supplies", "supplies", "supplied by"),
    ("sanctions", "sanctions", "sanctioned by"),
    ("deploys-to", "deploys to", "receives a deployment of"),
    ("hosts", "hosts", "hosted by"),
    ("represents", "represents", "represented by"),
    ("speaks-for", "speaks for", "has as a spokesperson"),
    ("owns", "owns", "owned by"),
    ("related-to", "related to", "related to"),
];

/// A relation type in words, or the other way round.
#[must_use]
pub fn label(kind: &str, inverse: bool) -> &'static str {
    let labels = LABELS.iter().find(|(known, ..)| *known == kind);
    labels.map_or("related to", |&(_, label, inverse_label)| if inverse { inverse_label } else { label })
}

/// Ties of others on one page.
const MOST: usize = 200;

/// The relations of an entity: its own, then those that others have to it under their inverse label; those that have
/// ended come last.
#[must_use]
pub fn views(scope: &Scope<'_>, route: &Route, ix: EntityIx) -> Vec<RelationView> {
    let entities = &scope.base.entities;
    let own = entities[ix.at()].actor().into_iter().flat_map(|actor| &actor.relations);
    let mut views: Vec<RelationView> = own
        .map(|relation| {
            let other = scope.reference_link(route, &relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]);
            view(scope, route, relation, other, false)
        })
        .collect();
    let others = scope.base.ledger.relations_to.get(&ix).into_iter().flatten();
    // A private actor has no page, and its ties are nobody's business.
    let others = others.filter(|(other, _)| scope.base.has_page(*other));
    for &(other, index) in others.take(MOST) {
        if let Some(relation) = entities[other.at()].actor().and_then(|actor| actor.relations.get(index)) {
            views.push(view(scope, route, relation, scope.entity_link(route, other), true));
        }
    }
    views.sort_by_key(|view| view.ended);
    views
}

fn view(scope: &Scope<'_>, route: &Route, relation: &Relation, other: EntityLink, inverse: bool) -> RelationView {
    RelationView {
        label: label(&relation.kind.value, inverse),
        other,
        role: relation.role.clone(),
        start: relation.start.as_ref().map(|when| scope.when(when)),
        end: relation.end.as_ref().map(|when| scope.when(when)),
        ended: has_ended(scope, relation),
        source: relation.source.as_ref().map(|source| source::link(scope, route, &source.value, None)),
        tlp: relation.tlp.and_then(Tlp::mark),
    }
}

/// Whether a relation had ended by the time of the build.
#[must_use]
pub fn has_ended(scope: &Scope<'_>, relation: &Relation) -> bool {
    relation.end.as_ref().and_then(|end| end.end(scope.tz)).is_some_and(|end| end <= scope.now)
}

/// The roles that an actor had on a day. A role without dates is no statement about any day, and is left out.
#[must_use]
pub fn roles_on(scope: &Scope<'_>, route: &Route, ix: EntityIx, day: Date) -> Vec<RoleView> {
    let relations = scope.base.entities[ix.at()].actor().map_or(&[][..], |actor| &actor.relations[..]);
    let holds = |relation: &&Relation| {
        let dated = relation.start.is_some() || relation.end.is_some();
        let begun = relation.start.as_ref().and_then(When::first_day).is_none_or(|start| start <= day);
        let open = relation.end.as_ref().and_then(When::last_day).is_none_or(|end| day <= end);
        dated && begun && open
    };
    let roles = relations.iter().filter(holds).filter_map(|relation| {
        Some(RoleView {
            role: relation.role.clone()?,
            of: scope.reference_link(route, &relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]),
            then: has_ended(scope, relation),
        })
    });
    roles.collect()
}
