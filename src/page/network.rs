//! `network.html`: who is tied to whom, as a picture and as a table.

pub mod layout;
mod picture;
mod ties;

use serde::Serialize;

pub use self::picture::{Drawing, GroupView, LineView, NodeView};
use self::ties::{Tie, What};
use super::{Content, EntityLink, PageView, Scope, WhenView};
use crate::document::record::Relation;
use crate::route::Route;

/// Who is tied to whom.
#[derive(Debug, Serialize)]
pub struct NetworkView {
    /// How many actors have a page.
    pub actors: usize,
    /// The picture; nothing where no tie can be drawn.
    pub drawing: Option<Drawing>,
    /// The ties, at most five hundred: relations by name, then those who are named together, most often first.
    pub ties: Vec<TieRow>,
    /// How many of the rows are relations.
    pub relations_shown: usize,
    /// How many relations there are.
    pub relations_count: usize,
    /// How many pairs are named together in two reports or more, and have no relation.
    pub together_count: usize,
}

/// A tie.
#[derive(Debug, Serialize)]
pub struct TieRow {
    /// Who.
    pub who: EntityLink,
    /// The tie in words: `leads`, `is part of`, `is named together with`.
    pub tie: String,
    /// With whom.
    pub whom: EntityLink,
    /// The role in words.
    pub role: Option<String>,
    /// First day.
    pub start: Option<WhenView>,
    /// Last day.
    pub end: Option<WhenView>,
    /// Whether the last day has passed.
    pub ended: bool,
    /// How many reports have both.
    pub reports: usize,
    /// Whether it is a relation that was written down, and not only a common mention.
    pub relation: bool,
}

/// `/network/`
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route) -> PageView {
    let ties = ties::ties(scope);
    let drawing = picture::drawing(scope, route, &ties.chosen);
    let view = NetworkView {
        actors: scope.lists.actors(scope.base).len(),
        drawing,
        relations_shown: ties.chosen.iter().filter(|tie| tie.is_relation()).count(),
        ties: ties.chosen.iter().map(|tie| row(scope, route, tie)).collect(),
        relations_count: ties.relations,
        together_count: ties.together,
    };
    let page = scope.frame(route, scope.words.word("nav", "network"), "network", "network");
    PageView { page, content: Content::Network(Box::new(view)), body: String::new(), json_ld: None }
}

fn row(scope: &Scope<'_>, route: &Route, tie: &Tie<'_>) -> TieRow {
    let relation = tie.relation();
    TieRow {
        who: scope.entity_link(route, tie.who),
        tie: middle(tie).to_owned(),
        whom: scope.entity_link(route, tie.whom),
        role: relation.and_then(|relation| relation.role.clone()),
        start: relation.and_then(|relation| relation.start.as_ref()).map(|when| scope.when(when)),
        end: relation.and_then(|relation| relation.end.as_ref()).map(|when| scope.when(when)),
        ended: tie.ended,
        reports: tie.reports,
        relation: tie.is_relation(),
    }
}

/// The tie as the middle of a sentence.
fn middle(tie: &Tie<'_>) -> &'static str {
    let label = match tie.what {
        What::Relation(relation) => super::relation::label(&relation.kind.value, false),
        What::Parent => "part of",
        What::Together => return "is named together with",
    };
    match label {
        "member of" => "is a member of",
        "part of" => "is part of",
        "allied with" => "is allied with",
        "party to" => "is party to",
        "related to" => "is related to",
        verb => verb,
    }
}

/// The tie in a sentence: `John Doe leads Harbour Board, chair, since 2024`.
fn sentence(scope: &Scope<'_>, tie: &Tie<'_>) -> String {
    let name = |ix: crate::knowledge::EntityIx| scope.name(ix);
    let (who, whom) = (name(tie.who), name(tie.whom));
    let Some(relation) = tie.relation() else {
        if tie.is_relation() {
            return format!("{who} {} {whom}", scope.words.word("relation", middle(tie)));
        }
        return scope.words.count("network.together-in", tie.reports, &[("who", who), ("whom", whom)]);
    };
    let role = relation.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
    let ended = if tie.ended { format!(", {}", scope.words.say("relation.ended")) } else { String::new() };
    let tie = scope.words.word("relation", middle(tie));
    format!("{who} {tie} {whom}{role}{}{ended}", dates(scope, relation))
}

fn dates(scope: &Scope<'_>, relation: &Relation) -> String {
    let words = scope.words;
    match (&relation.start, &relation.end) {
        (Some(start), Some(end)) => {
            let (start, end) = (start.label(words), end.label(words));
            format!(", {}", words.fill("relation.from-to", &[("start", &start), ("end", &end)]))
        }
        (Some(start), None) => format!(", {}", words.fill("relation.since", &[("date", &start.label(words))])),
        (None, Some(end)) => format!(", {}", words.fill("relation.until", &[("date", &end.label(words))])),
        (None, None) => String::new(),
    }
}
