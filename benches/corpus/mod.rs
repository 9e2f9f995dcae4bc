//! A corpus of invented situation reports: the same bytes on every machine, for any number of reports.
//!
//! Shape of a corpus of N reports:
//!
//! - reports: 350 to 600 words with two headings, a list and a quote, one in five with a table; 2 to 6 actors, 1 to 3
//!   countries and up to two events in the front matter;
//! - actors: a fifth of N (at least 20) with aliases, among them surnames and acronyms, a home country and a body;
//! - events: a third of N (at least 3) with a time, countries, participants and a body;
//! - 60 countries, by ISO 3166-1 alpha-3.
//!
//! Who is named how often follows Zipf's law, and each entity is in one report at least. Names stand unmarked in the
//! prose; one mention in eight is of an entity that the front matter does not list. Only the names of countries are
//! real. Each report is made of its number alone, so that a million of them need not be in memory at once.

mod entities;
pub(crate) mod layout;
mod names;
mod prose;
mod report;
mod rng;
mod words;

pub(crate) use self::entities::{Actor, Event};
use self::names::Names;
pub(crate) use self::report::Report;
use self::rng::{Rng, Zipf};
use self::words::COUNTRIES;

/// What a corpus is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Number of reports.
    pub(crate) reports: usize,
    /// Names that actors and events have together, at least; more actors are added whom no report names.
    pub(crate) names: usize,
    /// Whether one country is in every report.
    pub(crate) hub: bool,
}

/// The entities of a corpus, and what its reports are made from.
pub(crate) struct Corpus {
    shape: Shape,
    pub(crate) actors: Vec<Actor>,
    pub(crate) events: Vec<Event>,
    /// Actors whom reports name: the first so many.
    named: usize,
    draw_actor: Zipf,
    draw_country: Zipf,
    draw_event: Zipf,
}

impl Corpus {
    /// The corpus of this shape.
    pub(crate) fn new(shape: Shape) -> Self {
        let named = (shape.reports / 5).max(20);
        let events = (shape.reports / 3).max(3);
        let mut corpus = Self {
            shape,
            actors: Vec::new(),
            events: Vec::new(),
            named,
            draw_actor: Zipf::new(named),
            draw_country: Zipf::new(COUNTRIES.len()),
            draw_event: Zipf::new(events),
        };
        let mut names = Names::default();
        let mut number = 0..;
        corpus.actors = number.by_ref().take(named).map(|index| corpus.actor(index, &mut names)).collect();
        corpus.events = (0..events).map(|index| corpus.event(index, &mut names)).collect();
        for index in number {
            if names.count() >= shape.names {
                break;
            }
            let actor = corpus.actor(index, &mut names);
            corpus.actors.push(actor);
        }
        corpus
    }

    /// Number of reports.
    pub(crate) fn reports(&self) -> usize {
        self.shape.reports
    }

    /// The names of actors and events, aliases among them.
    pub(crate) fn names(&self) -> usize {
        self.events.len() + self.actors.iter().map(|actor| 1 + actor.aliases.len()).sum::<usize>()
    }

    /// Different entities in the order of drawing, after those in `first`.
    fn distinct(first: Option<usize>, count: usize, zipf: &Zipf, rng: &mut Rng) -> Vec<usize> {
        let mut got: Vec<usize> = first.into_iter().collect();
        for _ in 0..50 {
            if got.len() >= count {
                break;
            }
            let next = zipf.draw(rng);
            if !got.contains(&next) {
                got.push(next);
            }
        }
        got
    }
}
