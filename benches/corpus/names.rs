//! Names that nobody bears, each only once.

use std::collections::HashSet;

use super::rng::Rng;
use super::words::{AGENCIES, CHARITIES, COMPANIES, GIVEN, GROUPS, PLACES, SURNAMES};

/// A name with its aliases and the kind of actor that bears it.
pub(super) struct Named {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
}

/// The names that are taken, by their slugs.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Takes a name where it is free.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(slug(name))
    }

    /// A new actor of the country with this name.
    pub(super) fn actor(&mut self, country: &str, rng: &mut Rng) -> Named {
        loop {
            let mut named = proposal(country, rng);
            if !self.take(&named.name) {
                // There are only so many words: what is not free gets a place, and a person another name.
                if named.kind == "person" {
                    continue;
                }
                named.name = format!("{} of {}", named.name, place(rng));
                if !self.take(&named.name) {
                    continue;
                }
            }
            named.aliases.retain(|alias| self.take(alias));
            return named;
        }
    }
}

fn proposal(country: &str, rng: &mut Rng) -> Named {
    match rng.below(100) {
        0..40 => person(rng),
        40..65 => body("armed-group", GROUPS, rng),
        65..80 => {
            let (head, subject) = (rng.pick(AGENCIES[0]), rng.pick(AGENCIES[1]));
            let aliases = vec![format!("{country} {subject} {head}")];
            Named { kind: "agency", name: format!("{head} of {subject} of {country}"), aliases }
        }
        80..90 => body("ngo", CHARITIES, rng),
        _ => body("company", COMPANIES, rng),
    }
}

fn person(rng: &mut Rng) -> Named {
    let given = format!("{}{}", rng.pick(&GIVEN.0), rng.pick(&GIVEN.1));
    let surname = format!("{}{}{}", rng.pick(&SURNAMES.0), rng.pick(&SURNAMES.1), rng.pick(&SURNAMES.2));
    let mut aliases = vec![format!("{}. {surname}", &given[..1])];
    if rng.chance(70) {
        aliases.push(surname.clone());
    }
    Named { kind: "person", name: format!("{given} {surname}"), aliases }
}

fn body(kind: &'static str, [first, second, third]: [&[&str]; 3], rng: &mut Rng) -> Named {
    let (first, second, third) = (rng.pick(first), rng.pick(second), rng.pick(third));
    let mut aliases = Vec::new();
    if rng.chance(60) {
        aliases.push(format!("{first} {second}"));
    }
    if rng.chance(60) {
        // With a letter of a place, or all acronyms would be taken soon.
        aliases.push(format!("{}{}{}{}", &first[..1], &second[..1], &third[..1], &place(rng)[..1]));
    }
    Named { kind, name: format!("{first} {second} {third}"), aliases }
}

/// A place.
pub(super) fn place(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(&PLACES.0), rng.pick(&PLACES.1))
}

/// The slug of an ASCII text.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c != '\'') {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
