//! Finding who and what a document's prose is about.
//!
//! `find` is a pure function of one document and the gazetteer. It works in three steps: every name that stands on
//! word boundaries is a *hit*; the hits that can mean only one thing *introduce* their entities to the document; then,
//! longest first, each hit is decided with what the document has introduced. What is refused is kept with its reason.

mod acronyms;
mod judge;
mod run;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use self::acronyms::Acronyms;
use self::run::{Run, Taken, in_address, runs};
use super::context::{self, Surname};
use super::entity::{Entity, EntityIx, EntityKind};
use super::gazetteer::{Gazetteer, Hit, How, Sense, words};
use super::sentence;
use crate::document::Document;
use crate::document::markdown::{Body, Role, exact};
use crate::source::Span;

/// Sets and maps with a hash that is quick for small keys, and random in each process.
type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// A place in prose that names an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it names.
    pub entity: EntityIx,
    /// Where, in bytes of the file.
    pub span: Span,
    /// As what the words stand for it.
    pub how: How,
    /// Whether they become a link.
    pub linked: bool,
    /// Index of the run in [`Body::runs`].
    pub run: u32,
    /// The sentence around them, in bytes of the run.
    pub sentence: Range<u32>,
    /// The words, in bytes of the run.
    pub place: Range<u32>,
}

/// A name that was seen and not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where, in bytes of the file.
    pub span: Span,
    /// The words.
    pub surface: Box<str>,
    /// Why not.
    pub reason: &'static str,
    /// What they could have meant; more than one where that is the reason.
    pub candidates: Vec<EntityIx>,
}

/// What was found in one document.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Mentions in the order of the text.
    pub mentions: Vec<Mention>,
    /// Names that were not taken, in the order of the text.
    pub refusals: Vec<Refusal>,
}

/// What the linker has to know of a document beside its prose.
#[derive(Debug, Default)]
pub(super) struct Brief {
    /// Entities that the front matter names.
    pub named: HashSet<EntityIx>,
    /// Folded names that are plain text here.
    pub off: HashSet<String>,
    /// Folded names with what they mean here.
    pub map: HashMap<String, EntityIx>,
    /// What the explicit links mean, by index in [`Body::links`].
    pub explicit: BTreeMap<u32, EntityIx>,
    /// The entity that the document itself is about: it is not linked to itself.
    pub own: Option<EntityIx>,
    /// Whether every mention becomes a link, or only the first in each section.
    pub link_all: bool,
    /// Whether demonyms are mentions of their country.
    pub demonyms: bool,
    /// The language of the text (BCP 47).
    pub language: String,
    /// Whether nothing is looked for: explicit links only.
    pub disabled: bool,
    /// Whether the hashes of all words are wanted.
    pub keeps_words: bool,
}

/// Finds the mentions in `document`. Gives the hashes of its words, too, where they are wanted.
pub(super) fn find(
    document: &Document,
    entities: &[Arc<Entity>],
    gazetteer: &Gazetteer,
    brief: &Brief,
) -> (Found, Vec<u64>) {
    let mut linker = Linker { entities, gazetteer, brief, state: State::default(), found: Found::default() };
    let title = Run::new(&document.title.value, Vec::new(), None, (gazetteer, &brief.language));
    let texts: Vec<Cow<'_, str>> = document.body.runs.iter().map(|run| run.read(&document.file.text)).collect();
    let runs: Vec<Run> = runs(document, &texts, (gazetteer, &brief.language));
    if !brief.disabled {
        linker.state.introduced.extend(&brief.named);
        for &named in &brief.named {
            linker.note_first_name(named);
        }
        linker.state.ordinary = ordinary_words(&runs, gazetteer);
        linker.state.acronyms = Acronyms::new(&runs, gazetteer, entities);
        for run in std::iter::once(&title).chain(&runs) {
            linker.introduce(run);
        }
        linker.state.named_before.clone_from(&linker.state.named_in_title);
    }
    for run in &runs {
        linker.explicit(run, &document.body, &document.file.text);
        if !brief.disabled {
            linker.decide(run);
        }
    }
    let mut found = linker.found;
    found.mentions.sort_by_key(|mention| (mention.span, mention.entity));
    found.refusals.sort_by_key(|refusal| refusal.span);
    link_first(&mut found.mentions, &document.body, entities, brief);
    let found = Found { mentions: exact(found.mentions), refusals: exact(found.refusals) };
    let words = std::iter::once(&title).chain(&runs).flat_map(|run| words::hashes(&run.folded.text, &run.words));
    let hashes = if brief.keeps_words { words.collect() } else { Vec::new() };
    (found, hashes)
}

/// One-word names in the runs that the runs also have in lower case, as ordinary words: "turkey", "rice".
fn ordinary_words(runs: &[Run<'_>], gazetteer: &Gazetteer) -> HashSet<String> {
    let lexicon = &super::lexicon::LEXICON;
    let hits = runs.iter().flat_map(|run| run.hits.iter());
    let names: HashSet<Cow<'_, str>> = hits
        .map(|hit| gazetteer.text(*hit))
        .filter(|name| !name.contains(' ') && lexicon.is_common(name))
        .map(context::titled)
        .collect();
    let in_lower = |name: &Cow<'_, str>| {
        let word = name.to_lowercase();
        runs.iter().any(|run| {
            let text = &run.folded.text;
            text.match_indices(word.as_str()).any(|(at, _)| {
                let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                apart(text[..at].chars().next_back()) && apart(text[at + word.len()..].chars().next())
            })
        })
    };
    names.into_iter().filter(in_lower).map(Cow::into_owned).collect()
}

/// The country's name in a phrase that is a person's name: "Michael Jordan".
fn person_of_phrase(phrase: &str) -> Option<String> {
    let (first, last) = phrase.split_once(' ')?;
    let names = &super::lexicon::LEXICON.names;
    if names.given_names.contains(first) && names.country_given_names.contains(last) {
        return Some(last.to_owned());
    }
    None
}

/// Marks the mentions that become links: the first of each entity in each section, or all.
fn link_first(mentions: &mut [Mention], body: &Body, entities: &[Arc<Entity>], brief: &Brief) {
    let mut seen = HashSet::default();
    for mention in mentions {
        let run = &body.runs[mention.run as usize];
        if entities[mention.entity.at()].is_private() {
            mention.linked = false;
            continue;
        }
        if mention.how == How::Explicit {
            seen.insert((run.section, mention.entity));
            continue;
        }
        let may = mention.linked && !run.is_heading && brief.own != Some(mention.entity);
        mention.linked = may && (seen.insert((run.section, mention.entity)) || brief.link_all);
    }
}

/// What the document has shown so far.
#[derive(Default)]
struct State {
    /// Entities that a name beyond doubt, or the front matter, has introduced anywhere in the document.
    introduced: HashSet<EntityIx>,
    /// Entities named in the title, and then those named before the place that is looked at.
    named_in_title: HashSet<EntityIx>,
    named_before: HashSet<EntityIx>,
    /// Folded names that stood in the name of a person: "Michael Jordan".
    persons: HashSet<String>,
    /// Names that are also ordinary words, where the document has the word in lower case: "turkey".
    ordinary: HashSet<String>,
    /// Acronyms that are spelt out for something else: "University of Flores (UF)".
    acronyms: Acronyms,
    /// The forms of address that stand before full names of people: "Sister Anna Orrell".
    titles: HashMap<EntityIx, Vec<String>>,
    /// Folded surnames that others bear in this document: "Sarah Healey".
    contested: HashMap<String, (Option<u32>, usize)>,
}

/// What to do with a hit.
enum Verdict {
    /// It names this.
    Is(EntityIx, How),
    /// It names nothing, and nothing within it does.
    Not(&'static str, Vec<EntityIx>),
    /// A phrase that holds a country's name: no country within it, but actors and events may be.
    Phrase,
    /// It is as if the name were not known; shorter names within it may hold.
    Absent(Option<(&'static str, EntityIx)>),
}

struct Linker<'a> {
    entities: &'a [Arc<Entity>],
    gazetteer: &'a Gazetteer,
    brief: &'a Brief,
    state: State,
    found: Found,
}

impl Linker<'_> {
    fn kind(&self, ix: EntityIx) -> EntityKind {
        self.entities[ix.at()].kind
    }

    /// Collects what the run introduces beyond doubt, and what makes later names doubtful.
    fn introduce(&mut self, run: &Run<'_>) {
        let mut taken = Taken::default();
        for &hit in &run.hits {
            if taken.overlaps(hit) {
                continue;
            }
            let site = run.site(hit);
            let senses = self.gazetteer.meanings(hit);
            for sense in senses.iter().filter(|sense| sense.how == How::Surname) {
                if let Some(target) = sense.target
                    && context::surname(site, &self.bearer(target)) == Surname::Relative
                {
                    self.state.contested.entry(site.surface().to_owned()).or_insert((run.index, hit.start));
                }
            }
            let strong: Vec<Sense> =
                senses.iter().filter(|sense| matches!(sense.how, How::Name | How::Alias)).copied().collect();
            if strong.is_empty() {
                continue;
            }
            match self.judge(run, hit, &strong, taken.in_phrase(hit)) {
                Verdict::Is(entity, _) => {
                    taken.add(hit);
                    self.state.introduced.insert(entity);
                    self.note_first_name(entity);
                    if let Some(title) = context::title_before(site).filter(|_| self.entities[entity.at()].is_person())
                    {
                        let known = self.state.titles.entry(entity).or_default();
                        if !known.contains(&title) {
                            known.push(title);
                        }
                    }
                    if run.index.is_none() {
                        self.state.named_in_title.insert(entity);
                    }
                }
                Verdict::Not(reason, _) => {
                    taken.add(hit);
                    if reason == "part of a person's name" {
                        self.state.persons.insert(site.surface().to_owned());
                    }
                }
                Verdict::Phrase => {
                    taken.add_phrase(hit);
                    self.state.persons.extend(person_of_phrase(site.surface()));
                }
                Verdict::Absent(_) => {}
            }
        }
    }

    /// Where the first name of a person is a country's, it is the person's in the whole document: "Chad said".
    fn note_first_name(&mut self, ix: EntityIx) {
        let entity = &self.entities[ix.at()];
        let Some((first, _)) = entity.name.split_once(' ').filter(|_| entity.is_person()) else { return };
        if super::lexicon::LEXICON.names.country_given_names.contains(first) {
            self.state.persons.insert(first.to_owned());
        }
    }

    /// The explicit links of a run.
    fn explicit(&mut self, run: &Run<'_>, body: &Body, source: &str) {
        let mut last = None;
        for (index, (at, piece)) in run.pieces.iter().enumerate() {
            let Role::Explicit(link) = piece.role else { continue };
            let Some(&entity) = self.brief.explicit.get(&link) else { continue };
            if last.replace(link) == Some(link) {
                continue;
            }
            self.state.named_before.insert(entity);
            let span = body.links[link as usize].text;
            let pieces = run.pieces[index..].iter().take_while(|(_, piece)| piece.role == Role::Explicit(link));
            let surface: String = pieces.map(|(_, piece)| piece.read(source)).collect();
            let place = *at..at + surface.len();
            self.push(run, entity, How::Explicit, span, &place, true);
        }
    }

    /// Decides every hit of a run, longest first.
    fn decide(&mut self, run: &Run<'_>) {
        let mut taken = Taken::default();
        let mut decided: Vec<(Hit, EntityIx, How)> = Vec::new();
        let only_weak = |hit: &Hit| self.gazetteer.meanings(*hit).iter().all(|sense| sense.how == How::Weak);
        // Weak aliases come last: they need to know what the names before them are.
        let (mut weak, sure): (Vec<Hit>, Vec<Hit>) = run.hits.iter().partition(|hit| only_weak(hit));
        weak.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        // Where each entity is first named in this run.
        let mut first: HashMap<EntityIx, usize> = HashMap::default();
        for &hit in sure.iter().chain(&weak) {
            if taken.overlaps(hit) {
                continue;
            }
            let place = run.place(hit);
            let barred = run.roles(&place).any(|role| matches!(role, Role::Explicit(_) | Role::Silent));
            if barred || in_address(run.text, &place) {
                continue;
            }
            let senses = self.gazetteer.meanings(hit);
            if only_weak(&hit) {
                // "Already named": only what stands before this place counts.
                let named = senses.iter().filter_map(|sense| sense.target);
                let named = named.filter(|target| first.get(target).is_some_and(|start| *start < hit.start));
                self.state.named_before.extend(named);
            }
            match self.judge(run, hit, senses, taken.in_phrase(hit)) {
                Verdict::Is(entity, how) => {
                    taken.add(hit);
                    let start = first.entry(entity).or_insert(hit.start);
                    *start = hit.start.min(*start);
                    decided.push((hit, entity, how));
                }
                Verdict::Not(reason, candidates) => {
                    taken.add(hit);
                    self.refuse(run, &place, reason, candidates);
                }
                Verdict::Phrase => {
                    taken.add_phrase(hit);
                    self.refuse(run, &place, "a fixed phrase that names no country", Vec::new());
                }
                Verdict::Absent(Some((reason, candidate))) => self.refuse(run, &place, reason, vec![candidate]),
                Verdict::Absent(None) => {}
            }
        }
        decided.sort_by_key(|(hit, ..)| hit.start);
        for (hit, entity, how) in decided {
            self.state.named_before.insert(entity);
            let place = run.place(hit);
            let Some(span) = run.span(&place) else { continue };
            let linkable = run.roles(&place).all(|role| role == Role::Prose);
            self.push(run, entity, how, span, &place, linkable);
        }
    }

    fn push(&mut self, run: &Run<'_>, entity: EntityIx, how: How, span: Span, place: &Range<usize>, linked: bool) {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let sentence = sentence::around(&run.sentences, place.start);
        self.found.mentions.push(Mention {
            entity,
            span,
            how,
            linked,
            run: run.index.unwrap_or_default(),
            sentence: narrow(sentence.start)..narrow(sentence.end.max(place.end)),
            place: narrow(place.start)..narrow(place.end),
        });
    }

    fn refuse(&mut self, run: &Run<'_>, place: &Range<usize>, reason: &'static str, candidates: Vec<EntityIx>) {
        let Some(span) = run.span(place) else { return };
        let surface = run.text.get(place.clone()).unwrap_or_default().into();
        self.found.refusals.push(Refusal { span, surface, reason, candidates });
    }
}

const AMBIGUOUS: &str = "more than one could be meant";

impl Refusal {
    /// Whether the writer has to say which one is meant.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.reason == AMBIGUOUS && self.candidates.len() > 1
    }
}

impl Mention {
    /// The words, as a reader reads them, in the text of its run.
    #[must_use]
    pub fn surface<'a>(&self, run: &'a str) -> &'a str {
        run.get(self.place.start as usize..self.place.end as usize).unwrap_or_default()
    }
}

/// The text of a run, for sentences on pages.
#[must_use]
pub fn run_text(document: &Document, run: u32) -> Cow<'_, str> {
    document.body.runs.get(run as usize).map(|run| run.read(&document.file.text)).unwrap_or_default()
}
