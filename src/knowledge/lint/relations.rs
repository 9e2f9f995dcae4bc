//! Who holds what, and from when until when.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::document::Kind;
use crate::document::record::Relation;
use crate::document::when::When;
use crate::knowledge::fold::fold;
use crate::knowledge::{EntityIx, KnowledgeBase};
use crate::source::SourceFile;

/// Relations that end before they start.
pub(super) fn dates<'a>(file: &'a Arc<SourceFile>, relations: &'a [Relation]) -> impl Iterator<Item = Diagnostic> + 'a {
    relations.iter().filter_map(|relation| {
        let (start, end) = (relation.start.as_ref()?, relation.end.as_ref()?);
        let reversed = match (start.instant(), end.instant()) {
            (Some(start), Some(end)) => end < start,
            _ => end.last_day()? < start.first_day()?,
        };
        let message = format!("the relation ends on `{}`, before it starts on `{}`", end.as_str(), start.as_str());
        let warning = Diagnostic::warning("relation-dates", message).at(file, relation.span);
        reversed.then(|| warning.help("correct `start` or `end`; they may be the wrong way round"))
    })
}

/// Somebody in a post.
#[derive(Clone, Copy)]
struct Holding<'a> {
    actor: EntityIx,
    file: &'a Arc<SourceFile>,
    relation: &'a Relation,
    /// The days on which they certainly held it: from the first on, and up to the second without it.
    from: Date,
    until: Date,
}

impl<'a> Holding<'a> {
    /// What has no dates at all is said of today, and what has only an end, of no day for certain.
    fn new(actor: EntityIx, file: &'a Arc<SourceFile>, relation: &'a Relation, today: Date) -> Option<Self> {
        let certain = |when: &When| !when.is_uncertain() && !when.is_approximate();
        let from = match &relation.start {
            None if relation.end.is_none() => today,
            None => return None,
            Some(start) => start.last_day().filter(|_| certain(start))?,
        };
        let until = match &relation.end {
            None => Date::MAX,
            Some(end) => end.first_day().filter(|_| certain(end))?,
        };
        (from < until).then_some(Self { actor, file, relation, from, until })
    }
}

/// How roles begin that several have at once.
const SHARED: [&str; 6] = ["co-", "co ", "joint", "member", "one of", "a "];

/// Posts that two actors certainly hold at once. A role makes the post; to lead something is one without a role.
pub(super) fn held_twice(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut posts: BTreeMap<(EntityIx, String), Vec<Holding<'_>>> = BTreeMap::new();
    let today = base.settings.now.to_zoned(base.settings.zone.clone()).date();
    for entry in base.documents.iter().filter(|entry| entry.document.kind == Kind::Actor) {
        let (Some(actor), file) = (entry.records().own, &entry.document.file) else { continue };
        let Some(front) = base.entities[actor.at()].actor() else { continue };
        for &(target, index) in &entry.records().relations {
            let Some(relation) = front.relations.get(index) else { continue };
            let role = relation.role.as_deref().map(|role| fold(role).to_lowercase()).unwrap_or_default();
            let is_post = relation.kind.value == "leads" || relation.kind.value == "holds-post" && !role.is_empty();
            let is_post = is_post && !SHARED.iter().any(|shared| role.starts_with(shared));
            if let Some(holding) = Holding::new(actor, file, relation, today).filter(|_| is_post) {
                posts.entry((target, role)).or_default().push(holding);
            }
        }
    }
    let mut found = Vec::new();
    for ((target, _), mut holdings) in posts.into_iter().filter(|(_, holdings)| holdings.len() > 1) {
        holdings.sort_by_key(|holding| (holding.from, holding.actor, holding.relation.span));
        // Of the holdings so far the one that lasts longest, and the longest of anybody else.
        let mut longest: [Option<Holding<'_>>; 2] = [None, None];
        for holding in holdings {
            let other = longest.iter().flatten().find(|other| other.actor != holding.actor);
            if let Some(other) = other.filter(|other| holding.from < other.until) {
                found.push(twice(base, target, other, &holding));
            }
            longest = match longest {
                [Some(first), _] if first.until >= holding.until && first.actor == holding.actor => longest,
                [Some(first), second] if first.until >= holding.until => {
                    let keeps = second.is_some_and(|second| second.until >= holding.until);
                    [Some(first), if keeps { second } else { Some(holding) }]
                }
                [Some(first), second] if first.actor == holding.actor => [Some(holding), second],
                [first, _] => [Some(holding), first],
            };
        }
    }
    found
}

fn twice(base: &KnowledgeBase, target: EntityIx, first: &Holding<'_>, second: &Holding<'_>) -> Diagnostic {
    let name = |ix: EntityIx| &base.entities[ix.at()].name;
    let both = format!("`{}` and `{}`", name(first.actor), name(second.actor));
    let message = match &second.relation.role {
        Some(role) => format!("{both} hold one post at once: `{role}` at `{}`", name(target)),
        None => format!("{both} lead `{}` at once", name(target)),
    };
    Diagnostic::warning("post-held-twice", message)
        .at(second.file, second.relation.to.span)
        .label(first.file, first.relation.to.span, format!("held by `{}` here", name(first.actor)))
        .help("add `end` to the earlier one or `start` to the later one, or give the two posts different roles")
}
