//! `event.html`: one event: when, where, who, what came before and after.

use serde::Serialize;

use super::claim::{self, DisputeView, SideView};
use super::dossier::{self, DossierView, PartRow};
use super::figure::{self, FigureView};
use super::map::{self, LocatorView};
use super::mentions::{self, Companion, MentionsView};
use super::source::{self, SourceDetail};
use super::{Content, EntityLink, PageView, Scope, WhenView, json_ld, prose, words};
use crate::document::{Event, Kind};
use crate::knowledge::{EntityIx, Holder, KnowledgeBase, Place, Target};
use crate::route::{Route, Section, Slug};

/// One event.
#[derive(Debug, Serialize)]
pub struct EventView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// When, for readers and machines.
    pub when: Option<WhenView>,
    /// When in the writer's words, where they say more.
    pub when_text: Option<String>,
    /// planned, reported, …
    pub status: Option<String>,
    /// Whether it was planned for a time that has passed, and no new status was given.
    pub overdue: bool,
    /// visit, talks, …
    pub kind: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Where.
    pub place: Option<PlaceView>,
    /// Where on a map; on the first page only.
    pub locator: Option<LocatorView>,
    /// Countries.
    pub countries: Vec<EntityLink>,
    /// Who took part.
    pub participants: Vec<ParticipantView>,
    /// The larger event.
    pub part_of: Option<EntityLink>,
    /// The event that replaces it.
    pub superseded_by: Option<EntityLink>,
    /// Its parts at all depths, in time: the newest hundred.
    pub parts: Vec<PartRow>,
    /// How many parts it has at all depths; counted to a thousand.
    pub parts_count: usize,
    /// What came before.
    pub follows: Vec<EventRow>,
    /// What came after: the newest hundred.
    pub followed_by: Vec<EventRow>,
    /// How many events came after.
    pub followed_by_count: usize,
    /// The event that it replaces.
    pub supersedes: Option<EntityLink>,
    /// What a situation gathers; nothing for other events.
    pub dossier: Option<DossierView>,
    /// Claims about it that dispute each other, face to face; of a situation also those about its parts.
    pub disputes: Vec<DisputeView>,
    /// All other claims about it by side: its own, and the newest fifty of others.
    pub sides: Vec<SideView>,
    /// How many claims there are.
    pub claims_count: usize,
    /// How many of them are shown.
    pub claims_shown: usize,
    /// Its numbers, and those about it; of a situation also those about its parts. At most fifty.
    pub figures: Vec<FigureView>,
    /// What it rests on.
    pub sources: Vec<SourceDetail>,
    /// GLIDE number.
    pub glide: Option<String>,
    /// Every mention.
    pub mentions: MentionsView,
    /// What is seen together with it.
    pub companions: Vec<Companion>,
}

/// A place.
#[derive(Debug, Serialize)]
pub struct PlaceView {
    /// The name.
    pub name: Option<String>,
    /// Latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// `exact`, `area`, `region`.
    pub precision: Option<&'static str>,
}

/// Who took part, and how.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// Who.
    pub who: EntityLink,
    /// As what.
    pub role: Option<String>,
    /// On which side.
    pub side: Option<String>,
}

/// An event in a list.
#[derive(Debug, Clone, Serialize)]
pub struct EventRow {
    /// The event.
    pub event: EntityLink,
    /// When.
    pub when: Option<WhenView>,
    /// When in the writer's words.
    pub when_text: Option<String>,
    /// planned, reported, …
    pub status: Option<String>,
    /// Whether it was planned for a time that has passed, and no new status was given.
    pub overdue: bool,
    /// visit, talks, …
    pub kind: Option<String>,
    /// Countries.
    pub countries: Vec<EntityLink>,
}

/// The page of the event with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug, number: usize) -> Option<PageView> {
    let Some(Target::Entity(ix)) = scope.base.with_id(Kind::Event, id.as_str()) else { return None };
    let entity = &scope.base.entities[ix.at()];
    let (document, event) = (entity.document.as_ref()?, entity.event()?);
    let mut frame = scope.document_frame(route, document, "event", "events");
    scope.name(ix).clone_into(&mut frame.title);
    scope.add_feeds(&mut frame, route, Section::Events, id);
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let is_situation = event.kind.as_deref() == Some("situation");
    let parts = if number == 1 { dossier::parts(scope, ix) } else { Vec::new() };
    let all: Vec<EntityIx> =
        std::iter::once(ix).chain(parts.iter().filter(|_| is_situation).map(|(part, _)| *part)).collect();
    let claims = if number == 1 { claims(scope, ix, event, &all) } else { Vec::new() };
    let shown = &claims[..claims.len().min(event.claims.len() + MOST)];
    let (disputes, sides) = claim::sides(scope, route, (ix, event), shown);
    let view = EventView {
        id: id.to_string(),
        name: scope.name(ix).to_owned(),
        when: event.when.as_ref().map(|when| scope.when_local(&when.value, event.tz.as_deref())),
        when_text: event.when_text.clone(),
        status: event.status.as_ref().map(|status| status.value.clone()),
        overdue: is_overdue(scope, ix),
        kind: event.kind.as_deref().map(words),
        aliases: event.aliases.iter().map(|alias| alias.value.clone()).collect(),
        place: event.place.as_ref().map(|place| PlaceView {
            name: place.name.clone(),
            position: place.position,
            precision: place
                .precision
                .map(|precision| ["exact", "area", "region"][usize::from(precision.clamp(1, 3)) - 1]),
        }),
        locator: if number == 1 { map::locator::of_event(scope, ix, event) } else { None },
        countries: countries(scope, route, event),
        participants: event
            .participants
            .iter()
            .map(|part| ParticipantView {
                who: scope.reference_link(route, &part.actor.value, &[Kind::Actor, Kind::Country]),
                role: part.role.clone(),
                side: part.side.clone(),
            })
            .collect(),
        part_of: event.part_of.as_ref().map(|whole| scope.reference_link(route, &whole.value, &[Kind::Event])),
        superseded_by: scope.base.ledger.event_superseded_by.get(&ix).map(|later| scope.entity_link(route, *later)),
        parts: dossier::rows(scope, route, &parts),
        parts_count: parts.len(),
        follows: event
            .follows
            .iter()
            .filter_map(|earlier| scope.base.entity(&earlier.value, &[Kind::Event]))
            .filter_map(|earlier| row(scope, route, earlier))
            .collect(),
        followed_by: in_time(scope, route, scope.base.ledger.followed_by.get(&ix)),
        followed_by_count: scope.base.ledger.followed_by.get(&ix).map_or(0, Vec::len),
        supersedes: event
            .supersedes
            .as_ref()
            .map(|earlier| scope.reference_link(route, &earlier.value, &[Kind::Event])),
        dossier: is_situation.then(|| dossier::view(scope, route, ix, &all)),
        disputes,
        sides,
        claims_count: claims.len(),
        claims_shown: shown.len(),
        figures: figures(scope, route, ix, event, &all),
        sources: source::details(scope, route, &event.sources),
        glide: event.glide.clone(),
        mentions: mentions::view(scope, route, ix, number)?,
        companions: if number == 1 { mentions::companions(scope, route, ix) } else { Vec::new() },
    };
    let json_ld = json_ld::event(scope, &view, &frame);
    Some(PageView { page: frame, content: Content::Event(Box::new(view)), body, json_ld: Some(json_ld) })
}

/// Claims of others that are shown.
const MOST: usize = 50;

/// The event's own claims, then those of others about it or, for a situation, its parts.
fn claims(scope: &Scope<'_>, ix: EntityIx, event: &Event, all: &[EntityIx]) -> Vec<Place> {
    let holder = Holder::Event(ix);
    let own = (0..event.claims.len()).map(|index| Place { holder, index });
    own.chain(dossier::claims(scope, all).into_iter().filter(|place| place.holder != holder)).collect()
}

/// The event's own figures, then the newest of those about it or, for a situation, its parts.
fn figures(scope: &Scope<'_>, route: &Route, ix: EntityIx, event: &Event, all: &[EntityIx]) -> Vec<FigureView> {
    let holder = Holder::Event(ix);
    let mut views = figure::own(scope, route, holder, event.figures.len());
    for other in figure::about(scope, route, all, Some(holder), MOST) {
        // One series is one figure.
        if other.id.is_none() || views.iter().all(|view| view.id != other.id) {
            views.push(other);
        }
    }
    views.truncate(MOST);
    views
}

fn countries(scope: &Scope<'_>, route: &Route, event: &Event) -> Vec<EntityLink> {
    event.countries.iter().map(|country| scope.reference_link(route, &country.value, &[Kind::Country])).collect()
}

/// Whether an event was planned for a time that has passed, and no new status was given.
#[must_use]
pub fn is_overdue(scope: &Scope<'_>, ix: EntityIx) -> bool {
    scope.base.is_overdue(ix)
}

/// An event in a list.
#[must_use]
pub fn row(scope: &Scope<'_>, route: &Route, ix: EntityIx) -> Option<EventRow> {
    let event = scope.base.entities[ix.at()].event()?;
    Some(EventRow {
        event: scope.entity_link(route, ix),
        when: event.when.as_ref().map(|when| scope.when_local(&when.value, event.tz.as_deref())),
        when_text: event.when_text.clone(),
        status: event.status.as_ref().map(|status| status.value.clone()),
        overdue: is_overdue(scope, ix),
        kind: event.kind.as_deref().map(words),
        countries: countries(scope, route, event),
    })
}

/// The newest hundred events, oldest first.
fn in_time(scope: &Scope<'_>, route: &Route, events: Option<&Vec<EntityIx>>) -> Vec<EventRow> {
    let mut rows = newest(scope, route, events);
    rows.reverse();
    rows
}

/// The newest hundred events.
#[must_use]
pub fn newest(scope: &Scope<'_>, route: &Route, events: Option<&Vec<EntityIx>>) -> Vec<EventRow> {
    let mut events: Vec<EntityIx> = events.into_iter().flatten().copied().collect();
    sort_by_time(scope.base, &mut events);
    events.into_iter().take(100).filter_map(|ix| row(scope, route, ix)).collect()
}

/// Sorts events newest first; those without a date come last.
pub fn sort_by_time(base: &KnowledgeBase, events: &mut [EntityIx]) {
    events.sort_by_cached_key(|ix| time_key(base, *ix));
}

/// What sorts events newest first; those without a date come last.
pub(super) fn time_key(base: &KnowledgeBase, ix: EntityIx) -> impl Ord + use<> {
    let when = base.entities[ix.at()].event().and_then(|event| event.when.as_ref());
    (std::cmp::Reverse(when.map(|when| when.value.sort_key())), ix)
}
