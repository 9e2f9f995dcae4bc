//! `actor.html`: a person, body or force, with everything that is said of it.

use serde::Serialize;

use super::claim::{self, ClaimView};
use super::event::{self, EventRow};
use super::figure::{self, FigureView};
use super::mentions::{self, Companion, MentionsView};
use super::record::{self, ImageView};
use super::relation::{self, RelationView};
use super::{Content, EntityLink, PageView, Scope, json_ld, prose, words};
use crate::document::Kind;
use crate::knowledge::Target;
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
    /// The newest figures about it, at most twenty.
    pub figures: Vec<FigureView>,
    /// Every mention.
    pub mentions: MentionsView,
    /// What is seen together with it.
    pub companions: Vec<Companion>,
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
    scope.name(ix).clone_into(&mut frame.title);
    scope.add_feeds(&mut frame, route, Section::Actors, id);
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let view = ActorView {
        id: id.to_string(),
        name: scope.name(ix).to_owned(),
        kind: actor.kind.as_deref().map(words),
        is_person: entity.is_person(),
        aliases: actor.aliases.iter().map(|alias| alias.value.clone()).collect(),
        names: actor.names.iter().map(|(lang, name)| (lang.clone(), name.value.clone())).collect(),
        country: actor.country.as_ref().map(|country| scope.reference_link(route, &country.value, &[Kind::Country])),
        parent: actor.parent.as_ref().map(|parent| scope.reference_link(route, &parent.value, &[Kind::Actor])),
        members: record::entities(scope, route, first(ledger.members.get(&ix), MOST)),
        members_count: ledger.members.get(&ix).map_or(0, Vec::len),
        relations: relation::views(scope, route, ix),
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
        claims_made: if number == 1 {
            claim::views(scope, route, ledger.claims_by.get(&ix), None, 50)
        } else {
            Vec::new()
        },
        claims_made_count: ledger.claims_by.get(&ix).map_or(0, Vec::len),
        claims_about_count: ledger.claims_about.get(&ix).map_or(0, Vec::len),
        claims_about: if number == 1 {
            claim::views(scope, route, ledger.claims_about.get(&ix), None, 50)
        } else {
            Vec::new()
        },
        figures: if number == 1 { figure::about(scope, route, &[ix], None, 20) } else { Vec::new() },
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
