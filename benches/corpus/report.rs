//! One report, made of its number alone.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::Corpus;
use super::entities::moment;
use super::names::{place, slug};
use super::prose::{Filler, ITEMS, QUOTES, SENTENCES, TITLES};
use super::rng::{Rng, Stream};
use super::words::{COUNTRIES, HEADINGS};

/// A report without regard to any layout.
pub(crate) struct Report {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) date: Timestamp,
    pub(crate) summary: String,
    /// Indices, as the next two.
    pub(crate) actors: Vec<usize>,
    pub(crate) countries: Vec<usize>,
    pub(crate) events: Vec<usize>,
    pub(crate) body: String,
}

impl Corpus {
    /// The report with this number, from 0.
    pub(crate) fn report(&self, index: usize) -> Report {
        let mut rng = Rng::new(Stream::Report, index);
        let date = moment(&mut rng);
        // Each entity is in one report at least.
        let turn =
            |every: usize, of: usize| (index.is_multiple_of(every) && index / every < of).then_some(index / every);
        let count = rng.between(2, 6);
        let actors = Self::distinct(turn(5, self.named), count, &self.draw_actor, &mut rng);
        let country = turn((self.shape.reports / COUNTRIES.len()).max(1), COUNTRIES.len());
        let count = rng.between(1, 3);
        let mut countries = Self::distinct(country, count, &self.draw_country, &mut rng);
        if self.shape.hub && !countries.contains(&0) {
            countries.insert(0, 0);
            countries.truncate(3);
        }
        let event = turn(3, self.events.len());
        let count = rng.between(usize::from(event.is_some()), 2);
        let events = Self::distinct(event, count, &self.draw_event, &mut rng);

        let filler = Filler::new(self, &actors, &countries, &mut rng);
        let title = filler.fill(TITLES[rng.below(TITLES.len())], &mut rng);
        let summary = filler.fill(SENTENCES[rng.below(SENTENCES.len())], &mut rng);
        let body = body(&filler, &mut rng);
        let mut short = slug(&title);
        short.truncate(60);
        let slug = format!("{}-{index:07}", short.trim_end_matches('-'));
        Report { slug, title, date, summary, actors, countries, events, body }
    }
}

fn body(filler: &Filler<'_>, rng: &mut Rng) -> String {
    let count = rng.between(5, 8);
    let words = rng.between(285, 415) / count;
    // A walk over the sentences that repeats none: their number is a power of two, the step is odd.
    let mut turn = rng.below(SENTENCES.len());
    let step = 1 + 2 * rng.below(SENTENCES.len() / 2);
    let mut blocks: Vec<String> = Vec::with_capacity(count + 5);
    for _ in 0..count {
        let mut paragraph = String::new();
        while paragraph.split(' ').count() < words {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&filler.fill(SENTENCES[turn], rng));
            turn = (turn + step) % SENTENCES.len();
        }
        blocks.push(paragraph);
    }
    if rng.chance(40) {
        let number = rng.between(100, 9999);
        let _ = write!(blocks[0], " The [full table](https://example.org/tables/{number}) is public.");
    }
    if rng.chance(50) {
        let last = &mut blocks[count - 1];
        *last = last.replacen(". ", ".** ", 1);
        last.insert_str(0, "**");
        if !last.contains(".** ") {
            last.push_str("**");
        }
    }
    let heading = rng.below(HEADINGS.len());
    let other = (heading + 1 + rng.below(HEADINGS.len() - 1)) % HEADINGS.len();
    let items: Vec<String> =
        (0..rng.between(3, 5)).map(|_| format!("- {}", filler.fill(ITEMS[rng.below(ITEMS.len())], rng))).collect();
    blocks.insert(1, format!("## {}", HEADINGS[heading]));
    blocks.insert(3, items.join("\n"));
    blocks.insert(5, format!("## {}", HEADINGS[other]));
    blocks.insert(7, format!("> {}", filler.fill(QUOTES[rng.below(QUOTES.len())], rng)));
    if rng.chance(20) {
        blocks.push(table(rng));
    }
    blocks.join("\n\n")
}

fn table(rng: &mut Rng) -> String {
    let mut table = "| Place | People | Shelters |\n|---|---:|---:|".to_owned();
    for _ in 0..rng.between(3, 6) {
        let _ = write!(table, "\n| {} | {} | {} |", place(rng), rng.between(4, 900) * 50, rng.between(1, 90));
    }
    table
}
