//! Who is tied to whom, as entities of FollowTheMoney (schema of version 4), one a line.
//!
//! First actors with the relations that their files hold, then states and posts that others refer to, events, sources,
//! reports. Private actors and relations to them are left out, so that each id that a line names has a line of its own.
//! Prose is left out, too: it may name whom the site shows no page of.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use serde::Serialize;

use crate::document::record::{Reference, Relation, SourceEntry};
use crate::document::when::{Precision, When};
use crate::document::{Document, Event, Kind, Matter};
use crate::knowledge::{EntityIx, EntityKind, Entry, KnowledgeBase, Target};
use crate::page::{Scope, lists, words};
use crate::route::{Route, Slug};

const PARTIES: [Kind; 3] = [Kind::Actor, Kind::Country, Kind::Event];

/// Of the ties between entities what is not in one document alone.
#[derive(Debug, Default)]
pub struct Ties {
    /// Countries that took part in an event or that an actor is tied to: states, which are legal persons.
    states: Vec<EntityIx>,
    /// Posts with their ids, by id.
    posts: Vec<(String, Post)>,
}

#[derive(Debug)]
struct Post {
    name: String,
    /// The body or country that has it.
    of: EntityIx,
}

impl Ties {
    /// The ties of all that has a page.
    #[must_use]
    pub fn new(base: &KnowledgeBase) -> Self {
        let mut states = BTreeSet::new();
        let mut posts = BTreeMap::new();
        for ix in lists::entities(base, EntityKind::Actor) {
            for relation in base.entities[ix.at()].actor().into_iter().flat_map(|actor| &actor.relations) {
                let Some(to) = base.entity(&relation.to.value, &PARTIES) else { continue };
                states.insert(to);
                if let Some(id) = post_id(base, ix, relation, to) {
                    let name = relation.role.clone().unwrap_or_default();
                    posts.entry(id).or_insert(Post { name, of: to });
                }
            }
        }
        for ix in lists::entities(base, EntityKind::Event) {
            let event = base.entities[ix.at()].event();
            states.extend(event.into_iter().flat_map(|event| involved(base, event)));
        }
        states.retain(|ix| base.entities[ix.at()].kind == EntityKind::Country);
        Self { states: states.into_iter().collect(), posts: posts.into_iter().collect() }
    }
}

/// Actors and countries that took part, but for private ones.
fn involved<'a>(base: &'a KnowledgeBase, event: &'a Event) -> impl Iterator<Item = EntityIx> + 'a {
    let known = event.participants.iter().filter_map(|part| base.entity(&part.actor.value, &PARTIES[..2]));
    known.filter(|ix| !base.entities[ix.at()].is_private())
}

/// The id of the post that a person holds: its words and whose it is. Nothing where the relation names none.
fn post_id(base: &KnowledgeBase, holder: EntityIx, relation: &Relation, of: EntityIx) -> Option<String> {
    let is_held = relation.kind.value == "holds-post" && schema(base, holder) == "Person";
    let has_posts = schema(base, of) != "Event" && !base.entities[of.at()].is_private();
    let name = Slug::of(relation.role.as_deref()?)?;
    (is_held && has_posts).then(|| format!("position-{}.{name}", id(base, of)))
}

/// The parts of the file, in order, with how many lines or groups of lines each has.
fn groups(scope: &Scope<'_>) -> [usize; 6] {
    let ties = scope.lists.ties(scope.base);
    [
        scope.count(EntityKind::Actor),
        ties.states.len(),
        ties.posts.len(),
        scope.count(EntityKind::Event),
        scope.base.sources.len(),
        scope.base.reports.len(),
    ]
}

/// How many documents and the like the file tells of.
#[must_use]
pub(super) fn count(scope: &Scope<'_>) -> usize {
    groups(scope).iter().sum()
}

/// The lines of some of them.
#[must_use]
pub fn lines(scope: &Scope<'_>, shown: Range<usize>) -> String {
    let mut out = Vec::with_capacity(shown.len() * 512);
    let mut start = 0;
    for (group, count) in groups(scope).into_iter().enumerate() {
        for at in shown.start.max(start)..shown.end.min(start + count) {
            write(scope, group, at - start, &mut out);
        }
        start += count;
    }
    String::from_utf8(out).unwrap_or_default()
}

fn write(scope: &Scope<'_>, group: usize, at: usize, out: &mut Vec<u8>) {
    let base = scope.base;
    let ties = scope.lists.ties(base);
    match group {
        0 => actor(scope, scope.lists.by_id(base, EntityKind::Actor)[at], out),
        1 => state(scope, ties.states[at], out),
        2 => position(base, &ties.posts[at].0, &ties.posts[at].1, out),
        3 => event(scope, scope.lists.by_id(base, EntityKind::Event)[at], out),
        4 => source(scope, &base.sources[at], out),
        _ => report(scope, &base.reports[scope.lists.reports_by_id(base)[at] as usize], out),
    }
}

/// An entity: FollowTheMoney has a list of texts for each property.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, Vec<Cow<'a, str>>>,
}

impl<'a> Line<'a> {
    fn new(schema: &'static str, id: String) -> Self {
        Self { id, schema, properties: BTreeMap::new() }
    }

    /// Adds a value, unless it is empty.
    fn put(&mut self, key: &'static str, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        let values = self.properties.entry(key).or_default();
        if !value.trim().is_empty() {
            values.push(value);
        }
    }

    fn maybe(&mut self, key: &'static str, value: Option<impl Into<Cow<'a, str>>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    fn write(mut self, out: &mut Vec<u8>) {
        self.properties.retain(|_, values| {
            // Each once; an actor may have any number of names.
            let mut seen = HashSet::with_capacity(values.len());
            values.retain(|value| seen.insert(value.clone()));
            !values.is_empty()
        });
        // Plain data, and memory takes all of it.
        let _ = serde_json::to_writer(&mut *out, &self);
        out.push(b'\n');
    }
}

fn id(base: &KnowledgeBase, ix: EntityIx) -> String {
    let entity = &base.entities[ix.at()];
    format!("{}-{}", entity.kind.word(), entity.id)
}

/// The schema of an entity. Actors and states are all legal entities.
fn schema(base: &KnowledgeBase, ix: EntityIx) -> &'static str {
    let entity = &base.entities[ix.at()];
    match entity.kind {
        EntityKind::Event => "Event",
        EntityKind::Country => "LegalEntity",
        EntityKind::Actor if entity.is_person() => "Person",
        EntityKind::Actor => match entity.actor().and_then(|actor| actor.kind.as_deref()) {
            Some("government" | "ministry" | "agency" | "military") => "PublicBody",
            Some("company") => "Company",
            None | Some("community" | "unnamed") => "LegalEntity",
            Some(_) => "Organization",
        },
    }
}

fn is_organisation(schema: &str) -> bool {
    matches!(schema, "Organization" | "PublicBody" | "Company")
}

/// What the kind of an actor says by itself, and no more.
fn topic(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "government" | "ministry" | "agency" => "gov",
        "military" => "mil",
        "political-party" => "pol.party",
        "international-organisation" => "gov.igo",
        _ => return None,
    })
}

/// Alpha-2 in lower case.
fn alpha2(base: &KnowledgeBase, country: EntityIx) -> Option<String> {
    base.entities[country.at()].built_in.map(|country| country.alpha2.to_ascii_lowercase())
}

/// A date as FollowTheMoney takes it: as fine as it is known, an instant in UTC; nothing for years that have no four
/// digits.
fn date(when: &When, day: impl FnOnce(&When) -> Option<jiff::civil::Date>) -> Option<String> {
    if let Some(at) = when.instant() {
        return Some(at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    }
    let one = |of: fn(jiff::civil::Date) -> i16| when.first_day().map(of) == when.last_day().map(of);
    let day = day(when).filter(|day| day.year() >= 1000)?;
    Some(match when.precision() {
        Precision::Year => day.strftime("%Y").to_string(),
        Precision::Month if one(|day| i16::from(day.month())) => day.strftime("%Y-%m").to_string(),
        _ => day.to_string(),
    })
}

fn start(when: &When) -> Option<String> {
    date(when, When::first_day)
}

fn end(when: &When) -> Option<String> {
    date(when, When::last_day)
}

/// The id of a source that has a file.
fn source_id(base: &KnowledgeBase, reference: &Reference) -> Option<String> {
    match base.resolve(&reference.value, &[Kind::Source]) {
        Ok(Target::Source(at)) => Some(format!("source-{}", base.sources[at as usize].id)),
        _ => None,
    }
}

fn proofs(base: &KnowledgeBase, line: &mut Line<'_>, sources: &[SourceEntry]) {
    for source in sources {
        if let SourceEntry::Known(reference) = source {
            line.maybe("proof", source_id(base, reference));
        }
    }
}

fn actor(scope: &Scope<'_>, ix: EntityIx, out: &mut Vec<u8>) {
    let base = scope.base;
    let entity = &base.entities[ix.at()];
    let Some(actor) = entity.actor() else { return };
    let schema = schema(base, ix);
    let mut line = Line::new(schema, id(base, ix));
    line.put("name", &entity.name);
    for alias in actor.aliases.iter().chain(actor.names.values()).filter(|alias| alias.value != entity.name) {
        line.put("alias", &alias.value);
    }
    for alias in &actor.weak_aliases {
        line.put("weakAlias", &alias.value);
    }
    line.maybe("country", entity.home.and_then(|home| alpha2(base, home)));
    line.maybe("topics", actor.kind.as_deref().and_then(topic));
    let register = actor.ids.iter().find(|(register, _)| register.eq_ignore_ascii_case("wikidata"));
    line.maybe("wikidataId", register.map(|(_, id)| id));
    line.put("sourceUrl", scope.absolute(&Route::Actor(entity.id.clone(), 1)));
    let parent = actor.parent.as_ref().and_then(|parent| base.entity(&parent.value, &[Kind::Actor]));
    let parent = parent.filter(|&parent| base.has_page(parent) && parent != ix);
    let mut tie = None;
    if let Some(parent) = parent {
        if schema == "Person" {
            let own = format!("parent-{}", entity.id);
            let mut member = between(base, own, "member-of", ix, parent);
            member.put("role", "part of");
            tie = Some(member);
        } else {
            line.put("parent", id(base, parent));
        }
    }
    line.write(out);
    if let Some(tie) = tie {
        tie.write(out);
    }
    relations(base, ix, &actor.relations, out);
}

fn relations(base: &KnowledgeBase, from: EntityIx, list: &[Relation], out: &mut Vec<u8>) {
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for relation in list {
        let Some(to) = base.entity(&relation.to.value, &PARTIES) else { continue };
        if base.entities[to.at()].is_private() {
            continue;
        }
        // Named for what it ties, not for its place in the list: it keeps its id where others come and go.
        let own = format!("relation-{}.{}.{}", base.entities[from.at()].id, relation.kind.value, id(base, to));
        let count = ids.entry(own.clone()).or_default();
        *count += 1;
        let own = if *count == 1 { own } else { format!("{own}.{count}") };
        let kind = relation.kind.value.as_str();
        let mut line = if let Some(post) = post_id(base, from, relation, to) {
            let mut line = Line::new("Occupancy", own);
            line.put("holder", id(base, from));
            line.put("post", post);
            line
        } else {
            let mut line = between(base, own, kind, from, to);
            line.put("role", relation.role.clone().unwrap_or_else(|| words(kind)));
            line
        };
        line.maybe("startDate", relation.start.as_ref().and_then(start));
        line.maybe("endDate", relation.end.as_ref().and_then(end));
        line.maybe("proof", relation.source.as_ref().and_then(|source| source_id(base, source)));
        line.write(out);
    }
}

/// A tie of this kind, as the schema that can hold both its ends.
fn between<'a>(base: &KnowledgeBase, own: String, kind: &str, from: EntityIx, to: EntityIx) -> Line<'a> {
    let target = schema(base, to);
    let (schema, source_end, target_end) = match kind {
        "member-of" | "part-of" if is_organisation(target) => ("Membership", "member", "organization"),
        "leads" | "commands" if is_organisation(target) => ("Directorship", "director", "organization"),
        "represents" | "speaks-for" if target != "Event" => ("Representation", "agent", "client"),
        "owns" if target == "Company" => ("Ownership", "owner", "asset"),
        _ => ("UnknownLink", "subject", "object"),
    };
    let mut line = Line::new(schema, own);
    line.put(source_end, id(base, from));
    line.put(target_end, id(base, to));
    line
}

fn state(scope: &Scope<'_>, ix: EntityIx, out: &mut Vec<u8>) {
    let base = scope.base;
    let mut line = Line::new("LegalEntity", id(base, ix));
    line.put("name", &base.entities[ix.at()].name);
    line.maybe("country", alpha2(base, ix));
    line.maybe("sourceUrl", scope.route_of(ix).map(|route| scope.absolute(&route)));
    line.write(out);
}

fn position(base: &KnowledgeBase, own: &str, post: &Post, out: &mut Vec<u8>) {
    let mut line = Line::new("Position", own.to_owned());
    line.put("name", &post.name);
    if is_organisation(schema(base, post.of)) {
        line.put("organization", id(base, post.of));
    }
    let of = &base.entities[post.of.at()];
    let country = if of.kind == EntityKind::Country { Some(post.of) } else { of.home };
    line.maybe("country", country.and_then(|country| alpha2(base, country)));
    line.write(out);
}

fn event(scope: &Scope<'_>, ix: EntityIx, out: &mut Vec<u8>) {
    let base = scope.base;
    let entity = &base.entities[ix.at()];
    let Some(event) = entity.event() else { return };
    let mut line = Line::new("Event", id(base, ix));
    line.put("name", &entity.name);
    for alias in &event.aliases {
        line.put("alias", &alias.value);
    }
    let when = event.when.as_ref().map(|when| &when.value);
    line.maybe("startDate", when.and_then(start));
    line.maybe("endDate", when.and_then(end));
    line.maybe("location", event.place.as_ref().and_then(|place| place.name.as_deref()));
    let countries = event.countries.iter().filter_map(|country| base.entity(&country.value, &[Kind::Country]));
    for country in countries {
        line.maybe("country", alpha2(base, country));
    }
    for party in involved(base, event) {
        line.put("involved", id(base, party));
    }
    // The schema has no status: one that is planned or denied must not look like one that happened.
    line.maybe("keywords", event.kind.as_deref().map(words));
    line.maybe("keywords", event.status.as_ref().map(|status| status.value.as_str()));
    line.maybe("modifiedAt", event.updated.as_ref().and_then(start));
    line.put("sourceUrl", scope.absolute(&Route::Event(entity.id.clone(), 1)));
    proofs(base, &mut line, &event.sources);
    line.write(out);
    let whole = event.part_of.as_ref().and_then(|whole| base.entity(&whole.value, &[Kind::Event]));
    if let Some(whole) = whole.filter(|&whole| whole != ix) {
        let mut line = between(base, format!("part-{}", entity.id), "related-to", ix, whole);
        line.put("role", "part of");
        line.write(out);
    }
}

fn source(scope: &Scope<'_>, document: &Document, out: &mut Vec<u8>) {
    let Matter::Source(source) = &document.matter else { return };
    let base = scope.base;
    let schema = match source.kind.as_deref() {
        Some("news" | "wire" | "broadcast") => "Article",
        _ => "Document",
    };
    let mut line = Line::new(schema, format!("source-{}", document.id));
    line.put("fileName", document.id.as_str());
    line.put("title", &document.title.value);
    line.maybe("author", source.author.as_deref());
    line.maybe("publisher", source.publisher.as_ref().and_then(|publisher| public_name(base, publisher)));
    line.maybe("publishedAt", source.published.as_ref().and_then(start));
    line.maybe("retrievedAt", source.accessed.as_ref().and_then(start));
    let is_web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    line.maybe("sourceUrl", source.url.as_deref().filter(is_web));
    line.write(out);
}

/// The name of what a reference stands for, else its text; nothing where that is a private actor.
fn public_name<'a>(base: &'a KnowledgeBase, reference: &'a Reference) -> Option<&'a str> {
    match base.entity(&reference.value, &[Kind::Actor]).map(|ix| &base.entities[ix.at()]) {
        Some(entity) if entity.is_private() => None,
        Some(entity) => Some(&entity.name),
        None => Some(&reference.value),
    }
}

/// A report with what it is about and whom it mentions; nothing of one that is withdrawn.
fn report(scope: &Scope<'_>, entry: &Entry, out: &mut Vec<u8>) {
    let base = scope.base;
    let document = &entry.document;
    let Some(report) = entry.report().filter(|report| !report.withdrawn) else { return };
    let own = format!("report-{}", document.id);
    let mut line = Line::new("Article", own.clone());
    line.put("fileName", document.id.as_str());
    line.put("title", &document.title.value);
    for author in &report.authors {
        line.put("author", author);
    }
    line.put("publisher", &scope.config.title);
    line.maybe("publishedAt", report.date.as_ref().and_then(start));
    line.maybe("modifiedAt", report.updated.as_ref().and_then(start));
    for country in &entry.countries {
        line.maybe("country", alpha2(base, *country));
    }
    for tag in &report.tags {
        line.put("keywords", tag);
    }
    line.put("sourceUrl", scope.absolute(&Route::Report(document.id.clone())));
    proofs(base, &mut line, &report.sources);
    line.write(out);
    let named = report.actors.iter().chain(&report.events).chain(&report.situation);
    let about: BTreeSet<EntityIx> =
        named.filter_map(|reference| base.entity(&reference.value, &[Kind::Actor, Kind::Event])).collect();
    for ix in about.into_iter().filter(|ix| base.has_page(*ix)) {
        let mut line = Line::new("Documentation", format!("about-{}.{}", document.id, id(base, ix)));
        line.put("document", own.as_str());
        line.put("entity", id(base, ix));
        line.put("role", "about");
        line.write(out);
    }
    let mentions = entry.prose.found.mentions.iter().map(|mention| mention.entity);
    let mentioned: BTreeSet<EntityIx> =
        mentions.filter(|ix| base.entities[ix.at()].kind == EntityKind::Actor && base.has_page(*ix)).collect();
    for ix in mentioned {
        let mut line = Line::new("Mention", format!("mention-{}.{}", document.id, id(base, ix)));
        line.put("document", own.as_str());
        line.put("resolved", id(base, ix));
        line.put("name", &base.entities[ix.at()].name);
        line.put("detectedSchema", schema(base, ix));
        line.write(out);
    }
}
