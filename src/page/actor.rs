//! `actor.html`: a person, body or force, with everything that is said of it.

use serde::Serialize;

use super::event::{self, EventRow};
use super::mentions::{self, Companion, MentionsView};
use super::record::{self, ClaimView, ImageView, SourceLink};
use super::{Content, EntityLink, PageView, Scope, WhenView, json_ld, prose, words};
use crate::document::Kind;
use crate::document::record::Relation;
use crate::knowledge::{EntityIx, Target};
use crate::route::{Route, Section, Slug};

/// A person, body or force.
#[derive(Debug, Serialize)]
pub struct ActorView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// person, armed group, …
    pub kind: Option<String>,
    /// Whether it is a person.
    pub is_person: bool,
    /// Other names.
    pub aliases: Vec<String>,
    /// Language and name.
    pub names: Vec<(String, String)>,
    /// Home country.
    pub country: Option<EntityLink>,
    /// The body that it is part of.
    pub parent: Option<EntityLink>,
    /// Its own parts, at most two hundred.
    pub members: Vec<EntityLink>,
    /// How many parts it has.
    pub members_count: usize,
    /// Ties to others: its own, and those that others have to it, at most two hundred.
    pub relations: Vec<RelationView>,
    /// A–F, as a source.
    pub reliability: Option<String>,
    /// The reliability in words.
    pub reliability_label: Option<&'static str>,
    /// Register and identifier.
    pub ids: Vec<(String, String)>,
    /// Label and address.
    pub links: Vec<(String, String)>,
    /// Picture.
    pub image: Option<ImageView>,
    /// Events that it took part in, newest first, at most a hundred; on the first page only.
    pub events: Vec<EventRow>,
    /// How many there are.
    pub events_count: usize,
    /// Claims that it made, newest first, at most fifty.
    pub claims_made: Vec<ClaimView>,
    /// How many it made.
    pub claims_made_count: usize,
    /// Claims about it, newest first, at most fifty.
    pub claims_about: Vec<ClaimView>,
    /// How many there are about it.
    pub claims_about_count: usize,
    /// Every mention.
    pub mentions: MentionsView,
    /// What is seen together with it.
    pub companions: Vec<Companion>,
}

/// A tie as seen from this page.
#[derive(Debug, Serialize)]
pub struct RelationView {
    /// The tie in words: `leads`, `is led by`.
    pub label: &'static str,
    /// The other.
    pub other: EntityLink,
    /// The role in words.
    pub role: Option<String>,
    /// First day.
    pub start: Option<WhenView>,
    /// Last day.
    pub end: Option<WhenView>,
    /// The source that has it.
    pub source: Option<SourceLink>,
}

/// Relation types with their label and their inverse label.
const RELATIONS: [(&str, &str, &str); 19] = [
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

/// The label of a relation type and its inverse label.
#[must_use]
pub fn relation_labels(kind: &str) -> (&'static str, &'static str) {
    let labels = RELATIONS.iter().find(|(name, ..)| *name == kind);
    labels.map_or(("related to", "related to"), |&(_, label, inverse_label)| (label, inverse_label))
}

/// The page of the actor with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug, number: usize) -> Option<PageView> {
    let Some(Target::Entity(ix)) = scope.base.with_id(Kind::Actor, id.as_str()) else { return None };
    let entity = &scope.base.entities[ix.at()];
    let (document, actor) = (entity.document.as_ref()?, entity.actor()?);
    if entity.is_private() {
        return None;
    }
    let ledger = &scope.base.ledger;
    let mut frame = scope.document_frame(route, document, "actor", "actors");
    scope.add_feeds(&mut frame, route, Section::Actors, id);
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let view = ActorView {
        id: id.to_string(),
        name: entity.name.clone(),
        kind: actor.kind.as_deref().map(words),
        is_person: entity.is_person(),
        aliases: actor.aliases.iter().map(|alias| alias.value.clone()).collect(),
        names: actor.names.iter().map(|(lang, name)| (lang.clone(), name.value.clone())).collect(),
        country: actor.country.as_ref().map(|country| scope.reference_link(route, &country.value, &[Kind::Country])),
        parent: actor.parent.as_ref().map(|parent| scope.reference_link(route, &parent.value, &[Kind::Actor])),
        members: record::entities(scope, route, first(ledger.members.get(&ix), MOST)),
        members_count: ledger.members.get(&ix).map_or(0, Vec::len),
        relations: relations(scope, route, ix),
        reliability: actor.reliability.clone(),
        reliability_label: actor.reliability.as_deref().and_then(record::reliability_label),
        ids: actor.ids.iter().map(|(register, id)| (register.clone(), id.clone())).collect(),
        links: actor
            .links
            .iter()
            .filter(|(_, address)| crate::document::markdown::url::harmless(address).is_some())
            .cloned()
            .collect(),
        image: actor.image.as_ref().and_then(|image| record::image(scope, route, image)),
        events: if number == 1 { event::newest(scope, route, ledger.events.get(&ix)) } else { Vec::new() },
        events_count: ledger.events.get(&ix).map_or(0, Vec::len),
        claims_made: record::claims_of(scope, route, ledger.claims_by.get(&ix), 50),
        claims_made_count: ledger.claims_by.get(&ix).map_or(0, Vec::len),
        claims_about_count: ledger.claims_about.get(&ix).map_or(0, Vec::len),
        claims_about: record::claims_of(scope, route, ledger.claims_about.get(&ix), 50),
        mentions: mentions::view(scope, route, ix, number)?,
        companions: if number == 1 { mentions::companions(scope, route, ix) } else { Vec::new() },
    };
    let json_ld = json_ld::actor(scope, &view, &frame);
    Some(PageView { page: frame, content: Content::Actor(Box::new(view)), body, json_ld: Some(json_ld) })
}

/// Members, or ties of others, on one page.
const MOST: usize = 200;

/// The first of a list, so that no page grows with the archive.
fn first<T>(list: Option<&Vec<T>>, most: usize) -> &[T] {
    list.map(|list| &list[..list.len().min(most)]).unwrap_or_default()
}

/// The relations of an entity: its own, then those that others have to it under their inverse label.
#[must_use]
pub fn relations(scope: &Scope<'_>, route: &Route, ix: EntityIx) -> Vec<RelationView> {
    let entities = &scope.base.entities;
    let own = entities[ix.at()].actor().into_iter().flat_map(|actor| &actor.relations);
    let mut views: Vec<RelationView> = own
        .map(|relation| {
            let other = scope.reference_link(route, &relation.to.value, &[Kind::Actor, Kind::Country, Kind::Event]);
            relation_view(scope, route, relation, other, false)
        })
        .collect();
    for &(other, index) in first(scope.base.ledger.relations_to.get(&ix), MOST) {
        if let Some(relation) = entities[other.at()].actor().and_then(|actor| actor.relations.get(index)) {
            views.push(relation_view(scope, route, relation, scope.entity_link(route, other), true));
        }
    }
    views
}

fn relation_view(
    scope: &Scope<'_>,
    route: &Route,
    relation: &Relation,
    other: EntityLink,
    inverse: bool,
) -> RelationView {
    let (label, inverse_label) = relation_labels(&relation.kind.value);
    RelationView {
        label: if inverse { inverse_label } else { label },
        other,
        role: relation.role.clone(),
        start: relation.start.as_ref().map(WhenView::new),
        end: relation.end.as_ref().map(WhenView::new),
        source: relation.source.as_ref().map(|source| record::source_link(scope, route, &source.value, None)),
    }
}
