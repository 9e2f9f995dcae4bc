//! Claims: who said what, through whom, and who says otherwise; with `claims.html`, the register of all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::record::grade_label;
use super::source::{self, SourceLink};
use super::{Content, EntityLink, PageLink, PageView, Pagination, Scope, WhenView, page_of, prose};
use crate::document::record::{Claim, Reference, Tlp};
use crate::document::{Document, Event, Kind, Matter};
use crate::knowledge::{EntityIx, Holder, KnowledgeBase, Place, Target};
use crate::route::{Href, Listing, Route};

const WHO: [Kind; 2] = [Kind::Actor, Kind::Country];
const WHAT: [Kind; 3] = [Kind::Actor, Kind::Country, Kind::Event];

/// Who said what, through whom.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimView {
    /// The id that the writer gave it, unique in its document.
    pub id: Option<String>,
    /// Its anchor on the page of its document: `claim--ID`.
    pub anchor: String,
    /// The claim in the writer's words, or the words quoted.
    pub text: String,
    /// Whether `text` is a quotation.
    pub quoted: bool,
    /// The words in the body that it quotes, where they stand there.
    pub quote_href: Option<Href>,
    /// Who asserts it.
    pub by: Vec<EntityLink>,
    /// Who carries it.
    pub via: Vec<EntityLink>,
    /// asserts, denies, …; with `denies` the text is what is denied.
    pub stance: Option<String>,
    /// The stance as a verb that agrees with `by`: "asserts", "assert".
    pub verb: Option<String>,
    /// What it is about.
    pub about: Vec<EntityLink>,
    /// When it was made.
    pub date: Option<WhenView>,
    /// The source that has it.
    pub source: Option<SourceLink>,
    /// Admiralty grade: A to F for the source, 1 to 6 for the item.
    pub grade: Option<String>,
    /// The grade in words.
    pub grade_label: Option<String>,
    /// uncontested, corroborated, confirmed, disputed, retracted, false.
    pub status: Option<String>,
    /// What a later report of the series, or the event, says of the same claim, where that is another status.
    pub later: Option<LaterStatus>,
    /// The claims that it disputes, and those that dispute it.
    pub disputes: Vec<ClaimLink>,
    /// The report or event that has the claim, where it is shown elsewhere.
    pub found_in: Option<PageLink>,
    /// Where it stands on the page of its document.
    pub href: Href,
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
}

/// The status that a claim was given later.
#[derive(Debug, Clone, Serialize)]
pub struct LaterStatus {
    /// uncontested, disputed, retracted, …
    pub status: String,
    /// The report that says so.
    pub found_in: PageLink,
}

/// A claim that another names.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimLink {
    /// Who asserts it; empty where nobody is named.
    pub by: String,
    /// Its words, at most eighty characters of them.
    pub text: String,
    /// Whether they are a quotation, and belong between quotation marks.
    pub quoted: bool,
    /// Where it stands.
    pub href: Href,
}

/// Claims that dispute each other, to be shown face to face.
#[derive(Debug, Clone, Serialize)]
pub struct DisputeView {
    /// The claims, at most twelve or those of the page itself; those of one side follow each other.
    pub claims: Vec<ClaimView>,
    /// How many there are.
    pub count: usize,
}

/// What one side says.
#[derive(Debug, Clone, Serialize)]
pub struct SideView {
    /// The side, or who says it where there are no sides; empty where nobody is named.
    pub name: String,
    /// The actor or country of that name, where there is one.
    pub entity: Option<EntityLink>,
    /// Its claims.
    pub claims: Vec<ClaimView>,
}

/// One page of the register: disputes first, then all other claims, newest report first.
#[derive(Debug, Serialize)]
pub struct ClaimsView {
    /// How many claims there are.
    pub count: usize,
    /// How many groups of claims dispute each other.
    pub disputes_count: usize,
    /// The disputes on this page.
    pub disputes: Vec<DisputeView>,
    /// The other claims on this page; those marked as disputed come first.
    pub claims: Vec<ClaimView>,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// Which claims dispute each other, over the whole site.
#[derive(Debug, Default)]
pub struct Disputes {
    /// Each group has two claims at least; groups are in the order of their first claim.
    pub groups: Vec<Vec<Place>>,
    /// Claim to those that it disputes or that dispute it.
    pub beside: BTreeMap<Place, Vec<Place>>,
    /// Claim to its group.
    pub group_of: BTreeMap<Place, usize>,
    /// The claims of no group: first those marked as disputed.
    pub others: Vec<Place>,
}

impl Disputes {
    /// The disputes among all claims.
    pub(super) fn new(base: &KnowledgeBase) -> Self {
        let mut disputes = Self::default();
        for &place in &base.ledger.claims {
            for other in base.disputed_by(place) {
                for (one, another) in [(place, other), (other, place)] {
                    let list = disputes.beside.entry(one).or_default();
                    if !list.contains(&another) {
                        list.push(another);
                    }
                }
            }
        }
        for &place in disputes.beside.keys() {
            if disputes.group_of.contains_key(&place) {
                continue;
            }
            let (number, mut group, mut open) = (disputes.groups.len(), Vec::new(), vec![place]);
            disputes.group_of.insert(place, number);
            while let Some(next) = open.pop() {
                group.push(next);
                for &other in disputes.beside.get(&next).into_iter().flatten() {
                    if disputes.group_of.insert(other, number).is_none() {
                        open.push(other);
                    }
                }
            }
            group.sort_unstable();
            disputes.groups.push(group);
        }
        let of_none = |place: &&Place| !disputes.group_of.contains_key(place);
        let mut others: Vec<Place> = base.ledger.claims.iter().filter(of_none).copied().collect();
        others.sort_by_key(|place| base.claim(*place).is_none_or(|claim| !is_disputed(claim)));
        disputes.others = others;
        disputes
    }
}

fn is_disputed(claim: &Claim) -> bool {
    claim.status.as_deref() == Some("disputed")
}

/// Claims, or groups of them, on a page of the register.
const PER_PAGE: usize = 50;

/// Claims of one dispute that are shown.
const MOST: usize = 12;

/// How many pages the register has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>) -> usize {
    let disputes = scope.lists.disputes(scope.base);
    (disputes.groups.len() + disputes.others.len()).div_ceil(PER_PAGE).max(1)
}

/// Page `number` of `/claims/`; nothing past the last.
#[must_use]
pub fn register(scope: &Scope<'_>, route: &Route, number: usize) -> Option<PageView> {
    let all = scope.lists.disputes(scope.base);
    let groups = all.groups.len();
    let (shown, total) = page_of(groups + all.others.len(), number, PER_PAGE)?;
    let others = shown.start.max(groups) - groups..shown.end.max(groups) - groups;
    let view = ClaimsView {
        count: scope.base.ledger.claims.len(),
        disputes_count: groups,
        disputes: all.groups[shown.start.min(groups)..shown.end.min(groups)]
            .iter()
            .map(|group| dispute(scope, route, group, None))
            .collect(),
        claims: all.others[others].iter().filter_map(|place| view(scope, route, *place, None)).collect(),
        pagination: Pagination::new(route, number, total, |number| Route::Listing(Listing::Claims, number)),
    };
    let title = scope.titled(&scope.words.word("nav", "claims"), number);
    let page = scope.frame(route, title, "register", "claims");
    Some(PageView { page, content: Content::Claims(Box::new(view)), body: String::new(), json_ld: None })
}

/// A claim as seen from the page at `from`; `here` is the document whose page that is.
#[must_use]
pub fn view(scope: &Scope<'_>, from: &Route, place: Place, here: Option<Holder>) -> Option<ClaimView> {
    let claim = scope.base.claim(place)?;
    let document = scope.base.held_by(place.holder)?;
    let links = |references: &[Reference], kinds: &[Kind]| -> Vec<EntityLink> {
        references.iter().map(|reference| scope.reference_link(from, &reference.value, kinds)).collect()
    };
    let is_here = here == Some(place.holder);
    let beside = scope.lists.disputes(scope.base).beside.get(&place);
    let anchor = anchor(claim, place);
    Some(ClaimView {
        id: claim.id.as_ref().map(|id| id.value.clone()),
        text: words_of(claim),
        quoted: is_quoted(claim),
        quote_href: None,
        by: links(&claim.by, &WHO),
        via: links(&claim.via, &WHO),
        stance: claim.stance.clone(),
        verb: claim.stance.as_deref().map(|stance| verb(scope, claim, stance)),
        later: later(scope, from, claim, place),
        about: links(&claim.about, &WHAT),
        date: claim.date.as_ref().map(|when| scope.when(when)),
        source: claim.source.as_ref().map(|source| source::link(scope, from, &source.value, Some(document))),
        grade: claim.grade.clone(),
        grade_label: claim.grade.as_deref().and_then(|grade| grade_label(scope.words, grade)),
        status: claim.status.clone(),
        disputes: beside.into_iter().flatten().take(MOST).filter_map(|&other| link(scope, from, other)).collect(),
        found_in: if is_here { None } else { scope.holder_link(from, place.holder) },
        href: own_page(scope, from, place.holder).anchor(&anchor),
        anchor,
        tlp: claim.tlp.and_then(Tlp::mark),
    })
}

/// The claims at these places, at most `most`.
#[must_use]
pub fn views(
    scope: &Scope<'_>,
    from: &Route,
    places: Option<&Vec<Place>>,
    here: Option<Holder>,
    most: usize,
) -> Vec<ClaimView> {
    places.into_iter().flatten().take(most).filter_map(|&place| view(scope, from, place, here)).collect()
}

/// The claims that a document itself holds, each with the way to the words that it quotes.
#[must_use]
pub fn own(scope: &Scope<'_>, from: &Route, holder: Holder, claims: &[Claim]) -> Vec<ClaimView> {
    let Some(document) = scope.base.held_by(holder) else { return Vec::new() };
    let marks: HashMap<usize, usize> =
        prose::quoted(document, claims).into_iter().map(|(at, (_, mark))| (at, mark)).collect();
    let one = |index: usize| {
        let mut claim = view(scope, from, Place { holder, index }, Some(holder))?;
        claim.quote_href = marks.get(&index).map(|&mark| {
            own_page(scope, from, holder).anchor(&quote_anchor(&claims[mark], Place { holder, index: mark }))
        });
        Some(claim)
    };
    (0..claims.len()).filter_map(one).collect()
}

/// The claims of a document, and as what it holds them.
#[must_use]
pub fn held<'a>(scope: &Scope<'_>, document: &'a Document) -> Option<(&'a [Claim], Holder)> {
    match (&document.matter, scope.base.with_id(document.kind, document.id.as_str())?) {
        (Matter::Report(report), Target::Report(at)) => Some((&report.claims, Holder::Report(at))),
        (Matter::Event(event), Target::Entity(ix)) => Some((&event.claims, Holder::Event(ix))),
        _ => None,
    }
}

/// A dispute as seen from the page at `from`.
#[must_use]
pub fn dispute(scope: &Scope<'_>, from: &Route, group: &[Place], here: Option<Holder>) -> DisputeView {
    // The document's own have their place on its page, however many others there are.
    let (own, others): (Vec<Place>, Vec<Place>) = group.iter().partition(|place| Some(place.holder) == here);
    let room = MOST.saturating_sub(own.len());
    let shown = own.into_iter().chain(others.into_iter().take(room));
    let mut claims: Vec<ClaimView> = shown.filter_map(|place| view(scope, from, place, here)).collect();
    // Those of one side stand together, in the order in which the sides first speak.
    let sides: Vec<String> = claims.iter().map(speaker).collect();
    let order = |name: &str| sides.iter().position(|side| side == name);
    claims.sort_by_key(|claim| order(&speaker(claim)));
    DisputeView { claims, count: group.len() }
}

/// Claims about an event by side, and those among them that dispute each other, face to face.
#[must_use]
pub fn sides(
    scope: &Scope<'_>,
    from: &Route,
    (ix, event): (EntityIx, &Event),
    places: &[Place],
) -> (Vec<DisputeView>, Vec<SideView>) {
    let all = scope.lists.disputes(scope.base);
    let here = Some(Holder::Event(ix));
    let mut seen = BTreeSet::new();
    let (mut disputes, mut sides): (Vec<DisputeView>, Vec<SideView>) = (Vec::new(), Vec::new());
    for &place in places {
        if let Some(&group) = all.group_of.get(&place) {
            if seen.insert(group) {
                disputes.push(dispute(scope, from, &all.groups[group], here));
            }
            continue;
        }
        let Some(claim) = view(scope, from, place, here) else { continue };
        let (name, entity) = side_of(scope, from, event, &claim);
        match sides.iter_mut().find(|side| side.name == name) {
            Some(side) => side.claims.push(claim),
            None => sides.push(SideView { name, entity, claims: vec![claim] }),
        }
    }
    (disputes, sides)
}

/// The side on which a claim is made: that of the participant who makes it, else whoever makes it.
fn side_of(scope: &Scope<'_>, from: &Route, event: &Event, claim: &ClaimView) -> (String, Option<EntityLink>) {
    let Some(first) = claim.by.first() else { return (String::new(), None) };
    let same = |reference: &Reference| match first.entity {
        Some(ix) => scope.base.entity(&reference.value, &WHO) == Some(ix),
        None => reference.value == first.name,
    };
    let side = event.participants.iter().find(|part| same(&part.actor)).and_then(|part| part.side.as_deref());
    match side {
        Some(side) => {
            let link = scope.reference_link(from, side, &WHO);
            (side.to_owned(), link.entity.is_some().then_some(link))
        }
        None => (first.name.clone(), Some(first.clone())),
    }
}

fn speaker(claim: &ClaimView) -> String {
    claim.by.first().map(|by| by.name.clone()).unwrap_or_default()
}

/// A claim by its words, as seen from the page at `from`.
#[must_use]
pub fn link(scope: &Scope<'_>, from: &Route, place: Place) -> Option<ClaimLink> {
    let claim = scope.base.claim(place)?;
    let words = words_of(claim);
    let text = match words.char_indices().nth(80) {
        Some((cut, _)) => format!("{}…", words[..cut].rsplit_once(' ').map_or(&words[..cut], |(rest, _)| rest)),
        None => words,
    };
    let names = claim.by.iter().map(|by| scope.reference_link(from, &by.value, &WHO).name);
    let by = names.collect::<Vec<_>>().join(", ");
    let quoted = is_quoted(claim);
    Some(ClaimLink { by, text, quoted, href: own_page(scope, from, place.holder).anchor(&anchor(claim, place)) })
}

fn own_page(scope: &Scope<'_>, from: &Route, holder: Holder) -> Href {
    let route = scope.route_of_holder(holder);
    from.href(route.as_ref().unwrap_or(from))
}

fn is_quoted(claim: &Claim) -> bool {
    claim.text.is_none() && claim.quote.is_some()
}

/// The stance as a verb that agrees with who takes it: several, or people without names such as "officials", take the
/// plural.
#[must_use]
pub fn verb(scope: &Scope<'_>, claim: &Claim, stance: &str) -> String {
    let plural = match &claim.by[..] {
        [] => false,
        [one] => scope.base.entity(&one.value, &WHO).is_some_and(|ix| {
            let entity = &scope.base.entities[ix.at()];
            let kind = entity.actor().and_then(|actor| actor.kind.as_deref());
            matches!(kind, Some("unnamed" | "community")) && entity.name.ends_with('s')
        }),
        _ => true,
    };
    match (plural, stance) {
        (false, stance) => stance.to_owned(),
        (true, "denies") => "deny".to_owned(),
        (true, stance) => stance.strip_suffix('s').unwrap_or(stance).to_owned(),
    }
}

/// The status of the same claim, by its id, in the newest report of the series, where it is another.
fn later(scope: &Scope<'_>, from: &Route, claim: &Claim, place: Place) -> Option<LaterStatus> {
    let Holder::Report(at) = place.holder else { return None };
    let series = &scope.base.reports[at as usize].report()?.series.as_ref()?.value;
    let same = scope.base.ledger.claims_with_id.get(&claim.id.as_ref()?.value)?;
    // An id such as `c1` may stand in every report of an archive.
    let newest = same.iter().take(1000).find_map(|other| match other.holder {
        Holder::Report(other_at) if other_at < at => {
            let report = scope.base.reports[other_at as usize].report()?;
            (report.series.as_ref().map(|series| &series.value) == Some(series)).then_some((other_at, *other))
        }
        _ => None,
    });
    let (newest_at, newest) = newest?;
    let status = scope.base.claim(newest)?.status.clone().filter(|status| claim.status.as_ref() != Some(status))?;
    Some(LaterStatus { status, found_in: scope.report_link(from, newest_at) })
}

fn words_of(claim: &Claim) -> String {
    let quote = claim.quote.as_ref().map(|quote| &quote.value);
    claim.text.as_ref().or(quote).cloned().unwrap_or_default()
}

/// The anchor of a claim on the page of its document. Ids begin with a letter or digit, so no id is taken for a number.
#[must_use]
pub fn anchor(claim: &Claim, place: Place) -> String {
    match &claim.id {
        Some(id) => format!("claim--{}", id.value),
        None => format!("claim---{}", place.index + 1),
    }
}

/// The anchor of the words in the body that a claim quotes.
#[must_use]
pub fn quote_anchor(claim: &Claim, place: Place) -> String {
    anchor(claim, place).replacen("claim", "quote", 1)
}
