//! The picture: actors around a circle by their home country, ties as curves between them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::layout::{self, Layout, short};
use super::{Tie, sentence};
use crate::knowledge::{EntityIx, EntityKind};
use crate::page::{EntityLink, Scope};
use crate::route::Route;

/// What is drawn. Lengths are in pixels from the middle, right and down.
#[derive(Debug, Serialize)]
pub struct Drawing {
    /// Width and height.
    pub size: f64,
    /// The `viewBox` of the picture.
    pub view_box: String,
    /// Size of type.
    pub type_size: f64,
    /// How many actors are drawn, at most two hundred: those with ties first, then those of most reports.
    pub actors: usize,
    /// How many ties are drawn: of the rows of the table those whose both ends are.
    pub ties: usize,
    /// Common mentions, then relations, which lie above them.
    pub lines: Vec<LineView>,
    /// Home countries with their actors.
    pub groups: Vec<GroupView>,
}

/// One or more ties between two.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// `relation`, `ended` where all of them have, `together` for common mentions.
    pub kind: &'static str,
    /// For common mentions how strong: 1 from two reports, 2 from five, 3 from ten.
    pub strength: u8,
    /// The path of the line.
    pub line: String,
    /// The path of the arrow's head, where the tie has a direction.
    pub head: Option<String>,
    /// The ties in sentences.
    pub title: String,
}

/// The actors of a home country.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// The country, or the words for none: it stands at the head of its actors.
    pub heading: NodeView,
    /// The arc beside its actors; nothing where the country has none and is here for a tie to it.
    pub arc: Option<String>,
    /// The actors in the order in which they are read, from above.
    pub actors: Vec<NodeView>,
}

/// A name on the circle.
#[derive(Debug, Serialize)]
pub struct NodeView {
    /// Who or what.
    pub who: EntityLink,
    /// The name, shortened where it is long.
    pub label: String,
    /// The whole name and what is known in short.
    pub title: String,
    /// How the name is turned and moved.
    pub transform: String,
    /// Which end of it is at the circle: `start` or `end`.
    pub anchor: &'static str,
    /// The dot.
    pub x: String,
    /// The dot.
    pub y: String,
    /// Radius of the dot: it grows with the number of reports.
    pub radius: String,
}

/// Most actors.
const ACTORS: usize = 200;

/// Most countries that are there for a tie to them only.
const COUNTRIES: usize = 40;

/// One who stands on the circle: an actor, or the heading of a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seat {
    Heading(Option<EntityIx>),
    Actor(EntityIx),
}

/// A home country with its actors; nothing for those without one, who come last.
type Group = (Option<EntityIx>, Vec<EntityIx>);

/// The picture of these ties; nothing where none can be drawn.
pub(super) fn drawing(scope: &Scope<'_>, route: &Route, ties: &[Tie<'_>]) -> Option<Drawing> {
    let groups = groups(scope, ties);
    let sizes: Vec<usize> = groups.iter().map(|(_, actors)| actors.len() + 1).collect();
    let layout = layout::layout(&sizes);
    let seats: Vec<Seat> = groups.iter().enumerate().flat_map(|(at, group)| seats(&layout, at, group)).collect();
    let places: HashMap<EntityIx, usize> = (0..)
        .zip(&seats)
        .filter_map(|(place, seat)| match seat {
            Seat::Actor(ix) | Seat::Heading(Some(ix)) => Some((*ix, place)),
            Seat::Heading(None) => None,
        })
        .collect();
    let drawn: Vec<&Tie<'_>> =
        ties.iter().filter(|tie| places.contains_key(&tie.who) && places.contains_key(&tie.whom)).collect();
    if drawn.is_empty() {
        return None;
    }
    let node = |place: usize| node(scope, route, &layout, place, seats[place]);
    let mut views = Vec::with_capacity(groups.len());
    let mut next = 0;
    for (group, size) in sizes.iter().enumerate() {
        let mut places: Vec<usize> = (next..next + size).collect();
        next += size;
        if layout.runs_up(group) {
            places.reverse();
        }
        let mut nodes = places.into_iter().map(node);
        let Some(heading) = nodes.next() else { continue };
        views.push(GroupView { heading, arc: (*size > 1).then(|| layout.arc(group)), actors: nodes.collect() });
    }
    Some(Drawing {
        size: layout.half * 2.0,
        view_box: [-layout.half, -layout.half, layout.half * 2.0, layout.half * 2.0].map(short).join(" "),
        type_size: layout.type_size,
        actors: groups.iter().map(|(_, actors)| actors.len()).sum(),
        ties: drawn.len(),
        lines: lines(scope, &layout, &places, &drawn),
        groups: views,
    })
}

/// Who is drawn, by home country, all by name.
fn groups(scope: &Scope<'_>, ties: &[Tie<'_>]) -> Vec<Group> {
    let base = scope.base;
    let all = scope.lists.actors(base);
    let chosen = if all.len() > ACTORS { chosen(scope, ties, all) } else { all.iter().copied().collect() };
    let mut by_home: BTreeMap<Option<EntityIx>, Vec<EntityIx>> = BTreeMap::new();
    for &ix in all.iter().filter(|ix| chosen.contains(ix)) {
        let home = base.entities[ix.at()].home.filter(|home| base.has_page(*home));
        by_home.entry(home).or_default().push(ix);
    }
    let of_chosen = ties.iter().filter(|tie| chosen.contains(&tie.who)).map(|tie| tie.whom);
    let countries = of_chosen.filter(|ix| base.entities[ix.at()].kind == EntityKind::Country);
    let missing: BTreeSet<EntityIx> = countries.filter(|ix| !by_home.contains_key(&Some(*ix))).collect();
    by_home.extend(missing.into_iter().take(COUNTRIES).map(|ix| (Some(ix), Vec::new())));
    let mut groups: Vec<Group> = by_home.into_iter().collect();
    groups.sort_by_cached_key(|(home, _)| {
        (home.is_none(), home.map(|home| deunicode::deunicode(&base.entities[home.at()].name).to_lowercase()), *home)
    });
    groups
}

/// Of many actors those with the strongest ties, as far as both ends of a tie have room, then those of most reports.
fn chosen(scope: &Scope<'_>, ties: &[Tie<'_>], all: &[EntityIx]) -> BTreeSet<EntityIx> {
    let base = scope.base;
    let reports = |ix: EntityIx| base.appearances(ix).len();
    let is_actor = |ix: EntityIx| base.entities[ix.at()].kind == EntityKind::Actor;
    let mut by_strength: Vec<&Tie<'_>> =
        ties.iter().filter(|tie| base.entities[tie.whom.at()].kind != EntityKind::Event).collect();
    by_strength.sort_by_cached_key(|tie| {
        (!tie.is_relation(), tie.ended, Reverse(tie.reports), Reverse(reports(tie.who) + reports(tie.whom)))
    });
    let mut chosen = BTreeSet::new();
    for tie in by_strength {
        let ends = [tie.who, tie.whom].into_iter().filter(|&ix| is_actor(ix) && !chosen.contains(&ix));
        let ends: Vec<EntityIx> = ends.collect();
        if chosen.len() + ends.len() <= ACTORS {
            chosen.extend(ends);
        }
    }
    let mut others = all.to_vec();
    others.sort_by_cached_key(|ix| Reverse(reports(*ix)));
    for ix in others {
        if chosen.len() == ACTORS {
            break;
        }
        chosen.insert(ix);
    }
    chosen
}

/// The seats of a group clockwise: on the left, where they run upwards, the last is read first.
fn seats(layout: &Layout, at: usize, (home, actors): &Group) -> Vec<Seat> {
    let heading = std::iter::once(Seat::Heading(*home));
    let mut seats: Vec<Seat> = heading.chain(actors.iter().map(|ix| Seat::Actor(*ix))).collect();
    if layout.runs_up(at) {
        seats.reverse();
    }
    seats
}

fn node(scope: &Scope<'_>, route: &Route, layout: &Layout, place: usize, seat: Seat) -> NodeView {
    let point = Layout::at(layout.angles[place], layout.radius);
    let (transform, anchor) = layout.turn(place);
    let (who, reports, kind) = match seat {
        Seat::Actor(ix) => {
            let kind = scope.base.entities[ix.at()]
                .actor()
                .and_then(|actor| actor.kind.as_deref())
                .map(|kind| scope.words.word("actor-kind", kind));
            (scope.entity_link(route, ix), scope.base.appearances(ix).len(), kind)
        }
        Seat::Heading(Some(ix)) => (scope.entity_link(route, ix), scope.base.appearances(ix).len(), None),
        Seat::Heading(None) => {
            let name = scope.words.say("network.no-country").into_owned();
            (EntityLink { kind: "", id: String::new(), name, href: None, entity: None }, 0, None)
        }
    };
    let kind = kind.map(|kind| format!(", {kind}")).unwrap_or_default();
    let count = scope.words.count("network.in-reports", reports, &[]);
    NodeView {
        label: layout::shortened(&who.name),
        title: if who.kind.is_empty() { who.name.clone() } else { format!("{}{kind}: {count}", who.name) },
        who,
        transform,
        anchor,
        x: short(point.x),
        y: short(point.y),
        radius: match reports {
            0..=1 => "2.5",
            2..=9 => "3",
            10..=99 => "4",
            _ => "5",
        }
        .to_owned(),
    }
}

/// The ties, those of one direction between the same two as one line.
fn lines(scope: &Scope<'_>, layout: &Layout, places: &HashMap<EntityIx, usize>, drawn: &[&Tie<'_>]) -> Vec<LineView> {
    let mut bundles: BTreeMap<(bool, usize, usize), Vec<&Tie<'_>>> = BTreeMap::new();
    for tie in drawn {
        bundles.entry((tie.is_relation(), places[&tie.who], places[&tie.whom])).or_default().push(tie);
    }
    let line = |((is_relation, from, to), ties): ((bool, usize, usize), Vec<&Tie<'_>>)| {
        let curve = layout.curve(from, to);
        let most = ties.iter().map(|tie| tie.reports).max().unwrap_or_default();
        let mut title = ties.iter().map(|tie| sentence(scope, tie)).collect::<Vec<_>>().join("; ");
        if is_relation && most > 1 {
            title.push_str("; named together in ");
            title.push_str(&most.to_string());
            title.push_str(" reports");
        }
        LineView {
            kind: match (is_relation, ties.iter().all(|tie| tie.ended)) {
                (false, _) => "together",
                (true, false) => "relation",
                (true, true) => "ended",
            },
            strength: match most {
                0..=4 => 1,
                5..=9 => 2,
                _ => 3,
            },
            line: curve.line,
            head: ties.iter().any(|tie| has_direction(tie)).then_some(curve.head),
            title,
        }
    };
    bundles.into_iter().map(line).collect()
}

fn has_direction(tie: &Tie<'_>) -> bool {
    let both_ways = |kind: &str| matches!(kind, "allied-with" | "related-to");
    tie.is_relation() && tie.relation().is_none_or(|relation| !both_ways(&relation.kind.value))
}
