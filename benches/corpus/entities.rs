//! Actors and events.

use jiff::Timestamp;

use super::Corpus;
use super::names::{Names, place, slug};
use super::prose::{COURSE, DEEDS, Filler, SENTENCES};
use super::rng::{Rng, Stream};
use super::words::{COUNTRIES, HAPPENINGS};

/// A person or body.
pub(crate) struct Actor {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) kind: &'static str,
    /// Index of its country.
    pub(crate) home: usize,
}

/// Something that happens.
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) when: Timestamp,
    /// Indices.
    pub(crate) countries: Vec<usize>,
    /// Indices.
    pub(crate) actors: Vec<usize>,
}

/// 1 January 2023, and the minutes of the three years from there.
const START: i64 = 1_672_531_200;
const MINUTES: usize = 1096 * 24 * 60;

/// A minute of the years that the corpus is about.
pub(super) fn moment(rng: &mut Rng) -> Timestamp {
    let minute = i64::try_from(rng.below(MINUTES)).unwrap_or_default();
    Timestamp::from_second(START + 60 * minute).unwrap_or_default()
}

impl Corpus {
    pub(super) fn actor(&self, index: usize, names: &mut Names) -> Actor {
        let mut rng = Rng::new(Stream::Actor, index);
        let home = self.draw_country.draw(&mut rng);
        let named = names.actor(COUNTRIES[home].1, &mut rng);
        Actor { id: slug(&named.name), name: named.name, aliases: named.aliases, kind: named.kind, home }
    }

    pub(super) fn event(&self, index: usize, names: &mut Names) -> Event {
        let mut rng = Rng::new(Stream::Event, index);
        let when = moment(&mut rng);
        let month = when.strftime("%B %Y");
        let first = format!("{} {}, {month}", place(&mut rng), rng.pick(HAPPENINGS));
        let mut name = first.clone();
        let mut number = 2;
        while !names.take(&name) {
            name = format!("{first} ({number})");
            number += 1;
        }
        let count = rng.between(1, 2);
        let countries = Self::distinct(None, count, &self.draw_country, &mut rng);
        let count = rng.between(1, 3);
        let actors = Self::distinct(None, count, &self.draw_actor, &mut rng);
        Event { id: slug(&name), name, when, countries, actors }
    }

    /// What is written about an actor; nothing of those whom no report names.
    pub(crate) fn actor_body(&self, index: usize) -> String {
        if index >= self.named {
            return String::new();
        }
        let mut rng = Rng::new(Stream::ActorBody, index);
        let actor = &self.actors[index];
        let filler = Filler::new(self, &[index], &[actor.home], &mut rng);
        let mut sentences: Vec<String> =
            DEEDS.iter().map(|deed| filler.fill(&format!("{} {deed}", actor.name), &mut rng)).collect();
        let more = rng.below(4);
        sentences.extend((0..more).map(|_| filler.fill(SENTENCES[rng.below(SENTENCES.len())], &mut rng)));
        let second = sentences.split_off(3);
        format!("{}\n\n{}", sentences.join(" "), second.join(" "))
    }

    /// What is written about an event.
    pub(crate) fn event_body(&self, index: usize) -> String {
        let mut rng = Rng::new(Stream::EventBody, index);
        let event = &self.events[index];
        let filler = Filler::new(self, &event.actors, &event.countries, &mut rng);
        let mut sentences: Vec<String> = COURSE.iter().map(|part| filler.fill(part, &mut rng)).collect();
        let more = rng.between(2, 5);
        sentences.extend((0..more).map(|_| filler.fill(SENTENCES[rng.below(SENTENCES.len())], &mut rng)));
        let second = sentences.split_off(3);
        format!("{}\n\n{}", sentences.join(" "), second.join(" "))
    }
}
