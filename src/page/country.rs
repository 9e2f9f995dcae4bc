//! `country.html`: a country, with everything that is said of it.

use serde::Serialize;

use super::claim::{self, ClaimView};
use super::event::{self, EventRow};
use super::figure::{self, FigureView};
use super::map::{self, LocatorView};
use super::mentions::{self, Companion, MentionsView};
use super::relation::{self, RelationView};
use super::{Content, EntityLink, PageView, Scope, json_ld, prose};
use crate::document::{Kind, Matter};
use crate::knowledge::{EntityIx, Target};
use crate::route::{Route, Section, Slug};

/// A country.
#[derive(Debug, Serialize)]
pub struct CountryView {
    /// alpha-3 in upper case, or the id of a country of one's own.
    pub id: String,
    /// The name in house style.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub alpha2: Option<&'static str>,
    /// UN M49 region.
    pub region: Option<&'static str>,
    /// UN M49 sub-region.
    pub subregion: Option<&'static str>,
    /// Where it is; on the first page only.
    pub locator: Option<LocatorView>,
    /// Naming or boundary disclaimer.
    pub note: Option<String>,
    /// Groups it belongs to.
    pub groups: Vec<String>,
    /// Events there, newest first, at most a hundred; on the first page only.
    pub events: Vec<EventRow>,
    /// How many there are.
    pub events_count: usize,
    /// Actors of the country, at most two hundred; on the first page only.
    pub actors: Vec<EntityLink>,
    /// How many there are.
    pub actors_count: usize,
    /// Ties that actors have to it.
    pub relations: Vec<RelationView>,
    /// Claims about it, newest first, at most fifty.
    pub claims_about: Vec<ClaimView>,
    /// How many there are about it.
    pub claims_about_count: usize,
    /// Claims that it made, newest first, at most fifty.
    pub claims_made: Vec<ClaimView>,
    /// How many it made.
    pub claims_made_count: usize,
    /// The newest figures about it, at most twenty.
    pub figures: Vec<FigureView>,
    /// Every mention; those of its people alone stand apart in each group.
    pub mentions: MentionsView,
    /// What is seen together with it.
    pub companions: Vec<Companion>,
}

/// The page of the country with this id (alpha-3 in lower case).
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug, number: usize) -> Option<PageView> {
    let Some(Target::Entity(ix)) = scope.base.with_id(Kind::Country, id.as_str()) else { return None };
    if !scope.base.has_page(ix) {
        return None;
    }
    let entity = &scope.base.entities[ix.at()];
    let ledger = &scope.base.ledger;
    let mut frame = match &entity.document {
        Some(document) => scope.document_frame(route, document, "country", "countries"),
        None => scope.frame(route, entity.name.clone(), "country", "countries"),
    };
    scope.name(ix).clone_into(&mut frame.title);
    scope.add_feeds(&mut frame, route, Section::Countries, id);
    let body = entity.document.as_ref().map_or_else(String::new, |document| {
        prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose))
    });
    let country = match entity.document.as_deref().map(|document| &document.matter) {
        Some(Matter::Country(country)) => Some(country),
        _ => None,
    };
    let view = CountryView {
        id: entity.code(),
        name: scope.name(ix).to_owned(),
        alpha2: entity.built_in.map(|country| country.alpha2.as_str()),
        region: entity.built_in.map(|country| country.region.as_str()),
        subregion: entity.built_in.map(|country| country.subregion.as_str()),
        locator: if number == 1 { map::locator::of_country(scope, ix) } else { None },
        note: country.and_then(|country| country.note.clone()),
        groups: country.map(|country| country.groups.clone()).unwrap_or_default(),
        events: if number == 1 { event::newest(scope, route, ledger.events.get(&ix)) } else { Vec::new() },
        events_count: ledger.events.get(&ix).map_or(0, Vec::len),
        actors: if number == 1 { actors(scope, route, ix) } else { Vec::new() },
        actors_count: ledger.homes.get(&ix).map_or(0, Vec::len),
        relations: relation::views(scope, route, ix),
        claims_about: if number == 1 {
            claim::views(scope, route, ledger.claims_about.get(&ix), None, 50)
        } else {
            Vec::new()
        },
        claims_made: if number == 1 {
            claim::views(scope, route, ledger.claims_by.get(&ix), None, 50)
        } else {
            Vec::new()
        },
        claims_made_count: ledger.claims_by.get(&ix).map_or(0, Vec::len),
        claims_about_count: ledger.claims_about.get(&ix).map_or(0, Vec::len),
        figures: if number == 1 { figure::about(scope, route, &[ix], None, 20) } else { Vec::new() },
        mentions: mentions::view(scope, route, ix, number)?,
        companions: if number == 1 { mentions::companions(scope, route, ix) } else { Vec::new() },
    };
    let json_ld = json_ld::country(&view, &frame);
    Some(PageView { page: frame, content: Content::Country(Box::new(view)), body, json_ld: Some(json_ld) })
}

fn actors(scope: &Scope<'_>, route: &Route, country: EntityIx) -> Vec<EntityLink> {
    let homes = scope.base.ledger.homes.get(&country);
    homes.into_iter().flatten().take(200).map(|ix| scope.entity_link(route, *ix)).collect()
}
