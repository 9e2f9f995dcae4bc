//! What one hit means, given what the document has introduced.

use std::collections::BTreeSet;

use super::run::Run;
use super::{AMBIGUOUS, HashSet, Linker, Verdict};
use crate::knowledge::context::{self, Bearer, Site, Surname};
use crate::knowledge::entity::{EntityIx, EntityKind};
use crate::knowledge::fold::fold;
use crate::knowledge::gazetteer::{Hit, How, Sense};
use crate::knowledge::lexicon::LEXICON;

impl Linker<'_> {
    /// What a hit means, given these of its senses.
    pub(super) fn judge(&self, run: &Run<'_>, hit: Hit, senses: &[Sense], in_phrase: bool) -> Verdict {
        let mut site = run.site(hit);
        let surface = site.surface();
        site.has_lower = !self.state.ordinary.is_empty() && self.state.ordinary.contains(&*context::titled(surface));
        if self.brief.off.contains(surface) {
            return Verdict::Not("switched off by `autolink`", Vec::new());
        }
        if let Some(&entity) = self.brief.map.get(surface) {
            let how = senses.iter().find(|sense| sense.target == Some(entity)).map_or(How::Alias, |sense| sense.how);
            return Verdict::Is(entity, how);
        }
        if let Some(first) = borne_by_many(senses) {
            return Verdict::Not(AMBIGUOUS, first);
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
            if !sense.speaks(&self.brief.language) || (sense.needs_marks && !marked()) {
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
                (EntityKind::Country, _) => match run.not_a_country(hit, site) {
                    None => strong.push((target, sense.how)),
                    reason => refused = refused.or(reason.map(|reason| (reason, target))),
                },
                (_, How::Weak) => {
                    if let Some(reason) = context::not_weak(site) {
                        absent = Some((reason, target));
                    } else if self.is_of_another_body(site, target) {
                        absent = Some((ANOTHER_BODY, target));
                    } else if self.state.named_before.contains(&target) {
                        milder.push((target, How::Weak));
                    } else {
                        absent = Some(("a weak alias, and the actor has not been named before", target));
                    }
                }
                (_, How::Surname) if !self.state.introduced.contains(&target) => {
                    absent = Some(("a surname, and the full name does not stand in the report", target));
                }
                (_, How::Surname) => match context::surname(site, &self.bearer(target)) {
                    Surname::Titled => titled.push(target),
                    Surname::Fits
                        if self.state.contested.get(surface).is_some_and(|place| *place < (run.index, hit.start)) =>
                    {
                        refused = refused.or(Some(("a surname that somebody else bears in this report", target)));
                    }
                    Surname::Fits => milder.push((target, How::Surname)),
                    Surname::Relative => refused = refused.or(Some(("somebody else of that surname", target))),
                    Surname::Other(reason) => refused = refused.or(Some((reason, target))),
                },
                (_, How::Alias) if self.is_of_another_body(site, target) => {
                    refused = refused.or(Some((ANOTHER_BODY, target)));
                }
                (_, how) => match self.not_an_actor(run, site, target) {
                    None => strong.push((target, how)),
                    reason => refused = refused.or(reason.map(|reason| (reason, target))),
                },
            }
        }
        if !titled.is_empty() {
            let titled: Vec<_> = titled.into_iter().map(|target| (target, How::Surname)).collect();
            return decide_among(&titled);
        }
        self.choose(site, strong, milder, refused, absent, phrase)
    }

    /// Whether "the board" comes after another board than this one.
    fn is_of_another_body(&self, site: Site<'_>, target: EntityIx) -> bool {
        // Nobody is called by more than a few names, and each costs a look at the words before.
        const FEW: usize = 16;
        if !site.surface().starts_with("the ") && !site.surface().starts_with("The ") {
            return false;
        }
        let entity = &self.entities[target.at()];
        let aliases = entity.actor().into_iter().flat_map(|actor| &actor.aliases).map(|alias| alias.value.as_str());
        // The names by which it is told from others of its kind.
        let own: Vec<String> = std::iter::once(entity.name.as_str())
            .chain(aliases)
            .take(FEW)
            .map(fold)
            .filter(|name| !name.starts_with("the ") && !name.starts_with("The "))
            .collect();
        context::names_another(site, &own)
    }

    /// A person, as a last name is held against them.
    pub(super) fn bearer(&self, target: EntityIx) -> Bearer<'_> {
        Bearer {
            name: &self.entities[target.at()].name,
            titles: self.state.titles.get(&target).map_or(&[], Vec::as_slice),
            language: &self.brief.language,
        }
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
            let place = context::is_locative(site)
                || context::is_of_a_state(site)
                || (rivals.is_empty() && context::is_among_countries(site));
            if (person || !rivals.is_empty()) && !place {
                let reason = if rivals.is_empty() { "a person of that name is in the report" } else { AMBIGUOUS };
                rivals.insert(0, country);
                return Verdict::Not(reason, rivals);
            }
        }
        self.prefer(site, &mut strong);
        if !strong.is_empty() {
            return decide_among(&strong);
        }
        if let Some((reason, candidate)) = refused {
            return Verdict::Not(reason, vec![candidate]);
        }
        let mut milder = milder;
        self.prefer(site, &mut milder);
        if !milder.is_empty() {
            return decide_among(&milder);
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
        // A country and an actor of one name are equal candidates whatever else the report names; an acronym is the
        // actor's where the report spells the actor out and not the country.
        let kinds: HashSet<EntityKind> = candidates.iter().map(|(target, _)| self.kind(*target)).collect();
        if kinds.len() > 1 {
            let acronym = site.surface().chars().all(|c| !c.is_lowercase());
            let spelt_out: Vec<_> =
                candidates.iter().filter(|(target, _)| self.state.introduced.contains(target)).copied().collect();
            if acronym && distinct(&spelt_out) == 1 {
                *candidates = spelt_out;
            }
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

    /// Why a name of an actor or event is not its name here, its country included: "the Kenyan Red Cross" is not the
    /// Red Cross, and "the Israeli Ministry of Defence" is not the British one.
    fn not_an_actor(&self, run: &Run<'_>, site: Site<'_>, target: EntityIx) -> Option<&'static str> {
        let entity = &self.entities[target.at()];
        let person = entity.is_person();
        if self.state.acronyms.is_anothers(site.surface(), (run.index, site.start)) {
            return Some("an acronym of something else here");
        }
        if let Some(reason) = context::not_an_actor(site, person, self.state.introduced.contains(&target)) {
            return Some(reason);
        }
        if !person && LEXICON.is_common(site.surface()) && self.state.persons.contains(site.surface()) {
            return Some("a person of that name is in the report");
        }
        if self.is_of_another_year(site, target) {
            return Some("an event of another year");
        }
        if person || entity.kind != EntityKind::Actor || run.capitals != context::Capitals::Sentence {
            return None;
        }
        let country = self.country_beside(site)?;
        let other = match entity.home {
            Some(home) => home != country,
            None => site.surface().split([' ', '-']).all(|word| LEXICON.is_common(word)),
        };
        other.then_some("a body of another country")
    }

    /// Whether a year beside the name of an event is not one of its own: "the Pier Talks of 2019".
    fn is_of_another_year(&self, site: Site<'_>, target: EntityIx) -> bool {
        let Some(when) = self.entities[target.at()].event().and_then(|event| event.when.as_ref()) else { return false };
        context::year_beside(site).is_some_and(|year| {
            let when = &when.value;
            when.first_day().is_some_and(|day| year < day.year())
                || when.last_day().is_some_and(|day| year > day.year())
        })
    }

    /// The country whose name or demonym stands right before a name ("Kenyan", "Kenya's"), or right after "of".
    fn country_beside(&self, site: Site<'_>) -> Option<EntityIx> {
        self.country_before(site).or_else(|| {
            let high = crate::source::floor_char_boundary(site.text, site.end + 120).max(site.end);
            let tail = site.text[site.end..high].strip_prefix(" of ")?;
            let end = tail.find(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-').unwrap_or(tail.len());
            let words: Vec<&str> = tail[..end].split(' ').take(3).collect();
            (1..=words.len()).rev().find_map(|count| self.country_named(&words[..count].join(" ")))
        })
    }

    fn country_before(&self, site: Site<'_>) -> Option<EntityIx> {
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
        None
    }

    fn country_named(&self, name: &str) -> Option<EntityIx> {
        let mut countries = self.gazetteer.senses(name).iter().filter_map(|sense| sense.target);
        let first = countries.next().filter(|ix| self.kind(*ix) == EntityKind::Country)?;
        countries.all(|other| other == first).then_some(first)
    }
}

/// The first of those that bear a full name which no context could settle, as there are too many: each place where it
/// stands would otherwise cost a look at all of them.
fn borne_by_many(senses: &[Sense]) -> Option<Vec<EntityIx>> {
    const MANY: usize = 64;
    if senses.len() <= MANY {
        return None;
    }
    let full = senses.iter().filter(|sense| matches!(sense.how, How::Name | How::Alias));
    let mut targets: Vec<EntityIx> = full.filter_map(|sense| sense.target).collect();
    targets.sort_unstable();
    targets.dedup();
    if targets.len() <= MANY {
        return None;
    }
    targets.truncate(SHOWN_BEARERS);
    Some(targets)
}

/// As many of them are told.
const SHOWN_BEARERS: usize = 8;

const ANOTHER_BODY: &str = "another body of that kind was named last";

fn decide_among(candidates: &[(EntityIx, How)]) -> Verdict {
    let targets: BTreeSet<EntityIx> = candidates.iter().map(|(target, _)| *target).collect();
    match candidates.iter().min_by_key(|(_, how)| *how) {
        Some(&(target, how)) if targets.len() == 1 => Verdict::Is(target, how),
        _ => Verdict::Not(AMBIGUOUS, targets.into_iter().collect()),
    }
}
