//! Finding who and what a document's prose is about.
//!
//! [`find`] is a pure function of one document and the gazetteer. It works in three steps: every name that stands on
//! word boundaries is a *hit*; the hits that can mean only one thing *introduce* their entities to the document; then,
//! longest first, each hit is decided with what the document has introduced. What is refused is kept with its reason.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::context::{self, Site, Surname};
use super::entity::{Entity, EntityIx, EntityKind};
use super::fold::{Folded, fold};
use super::gazetteer::{Gazetteer, Hit, How, Sense};
use super::sentence;
use crate::document::Document;
use crate::document::markdown::{Body, Role};
use crate::source::Span;

/// A place in prose that names an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it names.
    pub entity: EntityIx,
    /// Where, in bytes of the file.
    pub span: Span,
    /// The words, as a reader reads them.
    pub surface: Box<str>,
    /// As what they stand for it.
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
    /// Whether nothing is looked for: explicit links only.
    pub disabled: bool,
}

/// Finds the mentions in `document`.
pub(super) fn find(document: &Document, entities: &[Entity], gazetteer: &Gazetteer, brief: &Brief) -> Found {
    let mut linker = Linker { entities, gazetteer, brief, state: State::default(), found: Found::default() };
    let title = Run::new(&document.title.value, Vec::new(), None, gazetteer);
    let runs: Vec<Run> = runs(document, gazetteer);
    if !brief.disabled {
        linker.state.introduced.extend(&brief.named);
        linker.state.ordinary = ordinary_words(&runs, gazetteer);
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
    link_first(&mut found.mentions, &document.body, brief);
    found
}

/// Names of countries in the runs that the runs also have as words in lower case.
fn ordinary_words(runs: &[Run<'_>], gazetteer: &Gazetteer) -> HashSet<String> {
    let nouns = &super::lexicon::LEXICON.context.common_nouns;
    let hits = runs.iter().flat_map(|run| run.hits.iter());
    let names: HashSet<String> = hits
        .map(|hit| context::titled(&gazetteer.pattern(*hit).text))
        .filter(|name| nouns.contains_key(name))
        .collect();
    let in_lower = |name: &String| {
        let word = name.to_lowercase();
        runs.iter().any(|run| {
            run.folded.text.match_indices(word.as_str()).any(|(at, _)| {
                let before = run.folded.text[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric())
            })
        })
    };
    names.into_iter().filter(in_lower).collect()
}

/// Marks the mentions that become links: the first of each entity in each section, or all.
fn link_first(mentions: &mut [Mention], body: &Body, brief: &Brief) {
    let mut seen = HashSet::new();
    for mention in mentions {
        let run = &body.runs[mention.run as usize];
        if mention.how == How::Explicit {
            seen.insert((run.section, mention.entity));
            continue;
        }
        let may = mention.linked && !run.is_heading && brief.own != Some(mention.entity);
        mention.linked = may && (seen.insert((run.section, mention.entity)) || brief.link_all);
    }
}

/// A run of prose, folded, with every hit in it.
struct Run<'a> {
    text: String,
    folded: Folded,
    /// For each piece: where it begins in `text`, and the piece.
    pieces: Vec<(usize, &'a crate::document::markdown::Piece)>,
    index: Option<u32>,
    hits: Vec<Hit>,
    starts: HashSet<usize>,
    ends: HashSet<usize>,
    capitals: context::Capitals,
    sentences: Vec<Range<usize>>,
}

fn runs<'a>(document: &'a Document, gazetteer: &Gazetteer) -> Vec<Run<'a>> {
    let source = &document.file.text;
    let mut runs = Vec::with_capacity(document.body.runs.len());
    for (index, run) in document.body.runs.iter().enumerate() {
        let mut text = String::new();
        let mut pieces = Vec::with_capacity(run.pieces.len());
        for piece in &run.pieces {
            pieces.push((text.len(), piece));
            text.push_str(piece.read(source));
        }
        runs.push(Run::new(&text, pieces, u32::try_from(index).ok(), gazetteer));
    }
    runs
}

impl<'a> Run<'a> {
    fn new(
        text: &str,
        pieces: Vec<(usize, &'a crate::document::markdown::Piece)>,
        index: Option<u32>,
        gazetteer: &Gazetteer,
    ) -> Self {
        let folded = Folded::new(text);
        let mut hits = gazetteer.hits(&folded.text);
        let needs_context = !hits.is_empty() || pieces.iter().any(|(_, piece)| matches!(piece.role, Role::Explicit(_)));
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.end - hit.start), hit.start));
        Self {
            starts: hits.iter().map(|hit| hit.start).collect(),
            ends: hits.iter().map(|hit| hit.end).collect(),
            capitals: if needs_context { context::capitals(&folded.text) } else { context::Capitals::Sentence },
            sentences: if needs_context { sentence::sentences(text) } else { Vec::new() },
            text: text.to_owned(),
            folded,
            pieces,
            index,
            hits,
        }
    }

    fn site(&self, hit: Hit) -> Site<'_> {
        Site {
            text: &self.folded.text,
            start: hit.start,
            end: hit.end,
            capitals: match self.capitals {
                context::Capitals::Sentence => context::capitals_around(&self.folded.text, hit.start, hit.end),
                capitals => capitals,
            },
            starts: &self.starts,
            ends: &self.ends,
            has_lower: false,
        }
    }

    /// The range of a hit in `text`.
    fn place(&self, hit: Hit) -> Range<usize> {
        self.folded.origin(hit.start)..self.folded.origin_end(hit.end, &self.text)
    }

    /// The piece that holds byte `at` of `text`, and where it begins.
    fn piece(&self, at: usize) -> Option<(usize, &'a crate::document::markdown::Piece)> {
        let index = self.pieces.partition_point(|(start, _)| *start <= at);
        self.pieces.get(index.checked_sub(1)?).copied()
    }

    /// The span in the file of a range of `text`.
    fn span(&self, place: &Range<usize>) -> Option<Span> {
        let (first, start) = self.piece(place.start)?;
        let (last, end) = self.piece(place.end.checked_sub(1)?)?;
        let from = if start.text.is_none() {
            start.span.start as usize + place.start - first
        } else {
            start.span.start as usize
        };
        let to = if end.text.is_none() { end.span.start as usize + place.end - last } else { end.span.end as usize };
        Some(Span::new(from, to))
    }

    /// The roles of the pieces that a range of `text` touches.
    fn roles(&self, place: &Range<usize>) -> impl Iterator<Item = Role> {
        let from = self.pieces.partition_point(|(start, _)| *start <= place.start).saturating_sub(1);
        self.pieces[from..]
            .iter()
            .take_while({
                let end = place.end;
                move |(start, _)| *start < end
            })
            .map(|(_, piece)| piece.role)
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
    /// Folded surnames that others bear in this document: "Sarah Healey".
    contested: HashSet<String>,
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
    entities: &'a [Entity],
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
            let senses = &self.gazetteer.pattern(hit).senses;
            for sense in senses.iter().filter(|sense| sense.how == How::Surname) {
                if let Some(target) = sense.target
                    && context::surname(site, &given_names(&self.entities[target.at()].name)) == Surname::Relative
                {
                    self.state.contested.insert(site.surface().to_owned());
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
                Verdict::Phrase => taken.add_phrase(hit),
                Verdict::Absent(_) => {}
            }
        }
    }

    /// The explicit links of a run.
    fn explicit(&mut self, run: &Run<'_>, body: &Body, source: &str) {
        let mut seen = BTreeSet::new();
        for (at, piece) in &run.pieces {
            let Role::Explicit(link) = piece.role else { continue };
            let Some(&entity) = self.brief.explicit.get(&link) else { continue };
            if !seen.insert(link) {
                continue;
            }
            self.state.named_before.insert(entity);
            let span = body.links[link as usize].text;
            let surface: String = run
                .pieces
                .iter()
                .filter(|(_, piece)| piece.role == Role::Explicit(link))
                .map(|(_, piece)| piece.read(source))
                .collect();
            let place = *at..at + surface.len();
            self.push(run, entity, How::Explicit, span, &place, true);
        }
    }

    /// Decides every hit of a run, longest first.
    fn decide(&mut self, run: &Run<'_>) {
        let mut taken = Taken::default();
        let mut decided: Vec<(Hit, EntityIx, How)> = Vec::new();
        let only_weak = |hit: &Hit| self.gazetteer.pattern(*hit).senses.iter().all(|sense| sense.how == How::Weak);
        // Weak aliases come last: they need to know what the names before them are.
        let (weak, sure): (Vec<Hit>, Vec<Hit>) = run.hits.iter().partition(|hit| only_weak(hit));
        for &hit in sure.iter().chain(&weak) {
            if taken.overlaps(hit) {
                continue;
            }
            let place = run.place(hit);
            let barred = run.roles(&place).any(|role| matches!(role, Role::Explicit(_) | Role::Silent));
            if barred || in_address(&run.text, &place) {
                continue;
            }
            let senses = self.gazetteer.pattern(hit).senses.clone();
            let weak = senses.iter().any(|sense| sense.how == How::Weak);
            if weak {
                // "Already named": only what stands before this place counts.
                let before = decided.iter().filter(|(other, ..)| other.start < hit.start).map(|(_, entity, _)| *entity);
                let before: Vec<EntityIx> = before.collect();
                self.state.named_before.extend(before);
            }
            match self.judge(run, hit, &senses, taken.in_phrase(hit)) {
                Verdict::Is(entity, how) => {
                    taken.add(hit);
                    decided.push((hit, entity, how));
                }
                Verdict::Not(reason, candidates) => {
                    taken.add(hit);
                    self.refuse(run, &place, reason, candidates);
                }
                Verdict::Phrase => taken.add_phrase(hit),
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
            surface: run.text.get(place.clone()).unwrap_or_default().into(),
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

    /// What a hit means, given these of its senses.
    fn judge(&self, run: &Run<'_>, hit: Hit, senses: &[Sense], in_phrase: bool) -> Verdict {
        let mut site = run.site(hit);
        let surface = site.surface();
        site.has_lower = self.state.ordinary.contains(&context::titled(surface));
        if self.brief.off.contains(surface) {
            return Verdict::Not("switched off by `autolink`", Vec::new());
        }
        if let Some(&entity) = self.brief.map.get(surface) {
            let how = senses.iter().find(|sense| sense.target == Some(entity)).map_or(How::Alias, |sense| sense.how);
            return Verdict::Is(entity, how);
        }
        let mut strong: Vec<(EntityIx, How)> = Vec::new();
        let mut milder: Vec<(EntityIx, How)> = Vec::new();
        let mut titled: Vec<EntityIx> = Vec::new();
        let mut absent = None;
        let mut refused = None;
        let mut phrase = false;
        let marked = || run.text.get(run.place(hit)).is_some_and(|text| !text.is_ascii());
        for sense in senses {
            let Some(target) = sense.target else {
                phrase = true;
                continue;
            };
            if sense.needs_marks && !marked() {
                continue;
            }
            let entity = &self.entities[target.at()];
            match (entity.kind, sense.how) {
                (EntityKind::Country, _) if in_phrase => {}
                (EntityKind::Country, How::Demonym) if !self.brief.demonyms => {}
                (EntityKind::Country, How::Demonym) => match context::not_a_demonym(site) {
                    None => milder.push((target, How::Demonym)),
                    reason => refused = refused.or(reason.map(|reason| (reason, target))),
                },
                (EntityKind::Country, _) => match self.not_a_country(site) {
                    None => strong.push((target, sense.how)),
                    reason => refused = refused.or(reason.map(|reason| (reason, target))),
                },
                (_, How::Weak) => {
                    if let Some(reason) = context::not_weak(site) {
                        absent = Some((reason, target));
                    } else if self.state.named_before.contains(&target) {
                        milder.push((target, How::Weak));
                    } else {
                        absent = Some(("a weak alias, and the actor has not been named before", target));
                    }
                }
                (_, How::Surname) => match context::surname(site, &given_names(&entity.name)) {
                    _ if !self.state.introduced.contains(&target) => {
                        absent = Some(("a surname, and the full name does not stand in the report", target));
                    }
                    Surname::Titled => titled.push(target),
                    Surname::Fits if self.state.contested.contains(surface) => {
                        refused = refused.or(Some(("a surname that somebody else bears in this report", target)));
                    }
                    Surname::Fits => milder.push((target, How::Surname)),
                    Surname::Relative => refused = refused.or(Some(("somebody else of that surname", target))),
                    Surname::Other(reason) => refused = refused.or(Some((reason, target))),
                },
                (_, how) => match self.not_an_actor(run, site, target) {
                    None => strong.push((target, how)),
                    reason => refused = refused.or(reason.map(|reason| (reason, target))),
                },
            }
        }
        if !titled.is_empty() {
            return decide_among(titled.into_iter().map(|target| (target, How::Surname)).collect());
        }
        self.choose(site, strong, milder, refused, absent, phrase)
    }

    /// One meaning among those that the context allows.
    fn choose(
        &self,
        site: Site<'_>,
        mut strong: Vec<(EntityIx, How)>,
        milder: Vec<(EntityIx, How)>,
        refused: Option<(&'static str, EntityIx)>,
        absent: Option<(&'static str, EntityIx)>,
        phrase: bool,
    ) -> Verdict {
        let actors =
            |list: &[(EntityIx, How)]| list.iter().any(|(target, _)| self.kind(*target) != EntityKind::Country);
        if phrase && !actors(&strong) && !actors(&milder) {
            return Verdict::Phrase;
        }
        if let [(country, How::Name | How::Alias)] = strong[..]
            && self.kind(country) == EntityKind::Country
        {
            // "Jordan" where Nadia Jordan is on the scene: only a place word decides.
            let mut rivals: Vec<EntityIx> = milder
                .iter()
                .filter(|(target, how)| *how == How::Surname && *target != country)
                .map(|(target, _)| *target)
                .collect();
            rivals.extend(refused.map(|(_, target)| target).filter(|target| self.kind(*target) == EntityKind::Actor));
            let person = self.state.persons.contains(site.surface());
            let place = context::is_locative(site) || (rivals.is_empty() && context::is_among_countries(site));
            if (person || !rivals.is_empty()) && !place {
                let reason = if rivals.is_empty() { "a person of that name is in the report" } else { AMBIGUOUS };
                rivals.insert(0, country);
                return Verdict::Not(reason, rivals);
            }
        }
        self.prefer(site, &mut strong);
        if !strong.is_empty() {
            return decide_among(strong);
        }
        if let Some((reason, candidate)) = refused {
            return Verdict::Not(reason, vec![candidate]);
        }
        let mut milder = milder;
        self.prefer(site, &mut milder);
        if !milder.is_empty() {
            return decide_among(milder);
        }
        Verdict::Absent(absent)
    }

    /// Where several things bear a name, those that the context or the front matter points to.
    fn prefer(&self, site: Site<'_>, candidates: &mut Vec<(EntityIx, How)>) {
        let distinct = |list: &[(EntityIx, How)]| list.iter().map(|(target, _)| *target).collect::<BTreeSet<_>>().len();
        if distinct(candidates) < 2 {
            return;
        }
        if let Some(country) = self.country_beside(site) {
            let near: Vec<_> = candidates
                .iter()
                .filter(|(target, _)| self.entities[target.at()].home == Some(country))
                .copied()
                .collect();
            if distinct(&near) == 1 {
                *candidates = near;
                return;
            }
        }
        // A country and an actor of one name are equal candidates whatever else the report names.
        let kinds: HashSet<EntityKind> = candidates.iter().map(|(target, _)| self.kind(*target)).collect();
        if kinds.len() > 1 {
            return;
        }
        // "Congo" stays open where the report names one of the two in full: nothing says that it is the same.
        let countries = kinds.contains(&EntityKind::Country);
        let sources: &[&HashSet<EntityIx>] =
            if countries { &[&self.brief.named] } else { &[&self.brief.named, &self.state.introduced] };
        for known in sources {
            let named: Vec<_> = candidates.iter().filter(|(target, _)| known.contains(target)).copied().collect();
            if distinct(&named) == 1 {
                *candidates = named;
                return;
            }
        }
    }

    fn not_a_country(&self, site: Site<'_>) -> Option<&'static str> {
        let reason = context::not_a_country(site)?;
        Some(reason)
    }

    /// Why a name of an actor or event is not its name here, its country included: "the Kenyan Red Cross" is not the
    /// Red Cross, and "the Israeli Ministry of Defence" is not the British one.
    fn not_an_actor(&self, run: &Run<'_>, site: Site<'_>, target: EntityIx) -> Option<&'static str> {
        let entity = &self.entities[target.at()];
        let person = entity.is_person();
        if let Some(reason) = context::not_an_actor(site, person, self.state.introduced.contains(&target)) {
            return Some(reason);
        }
        if person || entity.kind != EntityKind::Actor || run.capitals != context::Capitals::Sentence {
            return None;
        }
        let country = self.country_beside(site)?;
        let other = match entity.home {
            Some(home) => home != country,
            None => site.surface().split([' ', '-']).all(|word| super::lexicon::LEXICON.is_common(word)),
        };
        other.then_some("a body of another country")
    }

    /// The country whose name or demonym stands right before a name ("Kenyan", "Kenya's"), or right after "of".
    fn country_beside(&self, site: Site<'_>) -> Option<EntityIx> {
        let head = &site.text[..site.start];
        let head = head.strip_suffix("'s ").or_else(|| head.strip_suffix("s' ")).or_else(|| head.strip_suffix(' '))?;
        let before = head.rsplit(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
        let start = head.len() - before.len();
        let two =
            head[..start].trim_end().rsplit(' ').next().map_or(start, |word| start.saturating_sub(word.len() + 1));
        for from in [two, start] {
            if let Some(country) = head.get(from..).and_then(|name| self.country_named(name)) {
                return Some(country);
            }
        }
        let tail = site.text[site.end..].strip_prefix(" of ")?;
        let end = tail.find(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-').unwrap_or(tail.len());
        let words: Vec<&str> = tail[..end].split(' ').take(3).collect();
        (1..=words.len()).rev().find_map(|count| self.country_named(&words[..count].join(" ")))
    }

    fn country_named(&self, name: &str) -> Option<EntityIx> {
        let mut countries = self.gazetteer.senses(name).iter().filter_map(|sense| sense.target);
        let first = countries.next().filter(|ix| self.kind(*ix) == EntityKind::Country)?;
        countries.all(|other| other == first).then_some(first)
    }
}

const AMBIGUOUS: &str = "more than one could be meant";

fn decide_among(candidates: Vec<(EntityIx, How)>) -> Verdict {
    let targets: BTreeSet<EntityIx> = candidates.iter().map(|(target, _)| *target).collect();
    match candidates.iter().min_by_key(|(_, how)| *how) {
        Some(&(target, how)) if targets.len() == 1 => Verdict::Is(target, how),
        _ => Verdict::Not(AMBIGUOUS, targets.into_iter().collect()),
    }
}

impl Refusal {
    /// Whether the writer has to say which one is meant.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.reason == AMBIGUOUS && self.candidates.len() > 1
    }
}

/// The words of a person's name before the last.
fn given_names(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name.split_whitespace().map(fold).collect();
    words.pop();
    words
}

/// Whether a place is inside an address, a file name or a handle that stands in prose.
fn in_address(text: &str, place: &Range<usize>) -> bool {
    let start = text[..place.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = text[place.end..].find(char::is_whitespace).map_or(text.len(), |at| place.end + at);
    let token = text.get(start..end).unwrap_or_default();
    let token = token.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '”']);
    token.contains("://")
        || token.starts_with("www.")
        || token.find('@').is_some_and(|at| at > 0)
        || token.contains('_') && token.contains('.')
        || has_file_ending(token)
}

fn has_file_ending(token: &str) -> bool {
    let Some((stem, ending)) = token.rsplit_once('.') else { return false };
    !stem.is_empty()
        && matches!(
            ending,
            "pdf"
                | "doc"
                | "docx"
                | "xls"
                | "xlsx"
                | "csv"
                | "txt"
                | "md"
                | "html"
                | "htm"
                | "png"
                | "jpg"
                | "jpeg"
                | "json"
                | "zip"
                | "com"
                | "org"
                | "net"
                | "int"
                | "gov"
                | "info"
                | "mp4"
                | "kml"
                | "shp"
                | "geojson"
                | "example"
        )
}

/// Parts of a folded run that are decided.
#[derive(Default)]
struct Taken {
    spans: Spans,
    phrases: Spans,
}

/// Ranges that do not overlap, by their start.
#[derive(Default)]
struct Spans(BTreeMap<usize, usize>);

impl Spans {
    fn overlaps(&self, hit: Hit) -> bool {
        self.0.range(..hit.end).next_back().is_some_and(|(_, &end)| end > hit.start)
    }

    fn add(&mut self, hit: Hit) {
        if !self.overlaps(hit) {
            self.0.insert(hit.start, hit.end);
        }
    }
}

impl Taken {
    fn overlaps(&self, hit: Hit) -> bool {
        self.spans.overlaps(hit)
    }

    fn in_phrase(&self, hit: Hit) -> bool {
        self.phrases.overlaps(hit)
    }

    fn add(&mut self, hit: Hit) {
        self.spans.add(hit);
    }

    fn add_phrase(&mut self, hit: Hit) {
        self.phrases.add(hit);
    }
}

/// The text of a run, for sentences on pages.
#[must_use]
pub fn run_text(document: &Arc<Document>, run: u32) -> String {
    document.body.runs.get(run as usize).map_or_else(String::new, |run| run.read(&document.file.text))
}
