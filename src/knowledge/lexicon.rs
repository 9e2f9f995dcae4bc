//! Word lists that tell a name from a word: given names, titles, months, ordinary English words.
//!
//! The lists stand in `data/*.toml` and `data/common_words.txt` beside this file; where they come from is said there.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

type Hasher = foldhash::fast::RandomState;

type Words = HashSet<String, Hasher>;

/// The word lists.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub names: Names,
    pub context: Context,
    common: HashSet<&'static str, Hasher>,
}

/// `data/lexicon.toml`
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the fields are named as the lists in the file are")]
pub(super) struct Names {
    pub given_names: Words,
    pub country_given_names: Words,
    pub family_first: Words,
    pub honorifics: Words,
    pub roles: Words,
    pub months: Words,
    pub weekdays: Words,
    pub name_particles: Words,
}

/// `data/context.toml`
#[derive(Debug, Deserialize)]
pub(super) struct Context {
    pub before_place: Words,
    pub before_place_of: Words,
    pub after_place: Words,
    pub after_river: Words,
    pub rivers: Words,
    pub function_words: Words,
    pub locative: Words,
    pub prepositions: Words,
    pub weak_followers: Words,
    pub demonym_things: Words,
    occupations: Words,
    pub common_nouns: HashMap<String, Words, Hasher>,
    institutions: List,
    tails: List,
    heads: List,
    saying: Saying,
    pub languages: Languages,
    pub surnames: Surnames,
    pub united_states: UnitedStates,
    pub kinds: Kinds,
    pub addresses: Addresses,
}

/// What the words around a name say of its kind.
#[derive(Debug, Deserialize)]
pub(super) struct Kinds {
    pub before: Words,
    pub vessels: Words,
    pub ship_verbs: Words,
    pub settlements: Words,
    pub of_places: Words,
    pub small_settlements: Words,
    pub trusting: Words,
    pub families: Words,
    pub kin: Words,
    pub persons: Words,
    pub eating: Words,
    pub given_demonyms: Words,
    pub of_states: Words,
    pub determiners: Words,
    pub bodies: Words,
    pub handling: Words,
    pub set_phrases: Words,
    pub times: Words,
    pub before_times: Words,
    pub many: Words,
    pub attributed: Words,
    pub acts: Words,
    pub joins: Words,
    pub openers: Words,
    pub joined: Words,
}

/// Whom a form of address can mean.
#[derive(Debug, Deserialize)]
pub(super) struct Addresses {
    pub women: Words,
    pub own: Words,
    given_women: Words,
    given_men: Words,
    given_men_in_a: Words,
}

#[derive(Debug, Deserialize)]
struct List {
    words: Words,
}

#[derive(Debug, Deserialize)]
struct Saying {
    words: Words,
    strong: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct Languages {
    pub names: Words,
    pub before: Words,
    pub after: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct Surnames {
    pub words: Words,
    pub ordinary: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct UnitedStates {
    pub states: Words,
    pub georgia_cities: Words,
}

/// The one lexicon of the program.
#[expect(clippy::expect_used, reason = "the lists are part of the program, and a test reads them")]
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
    names: toml::from_str(include_str!("data/lexicon.toml")).expect("lexicon.toml is well formed"),
    context: toml::from_str(include_str!("data/context.toml")).expect("context.toml is well formed"),
    common: include_str!("data/common_words.txt").lines().collect(),
});

impl Lexicon {
    /// Whether `word` in lower case is an ordinary English word.
    pub(super) fn is_common(&self, word: &str) -> bool {
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return self.common.contains(word);
        }
        let mut lower = [0; 32];
        match lower.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            Some(lower) => {
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                std::str::from_utf8(lower).is_ok_and(|word| self.common.contains(word))
            }
            None => self.common.contains(&*word.to_lowercase()),
        }
    }

    pub(super) fn is_given_name(&self, word: &str) -> bool {
        self.names.given_names.contains(word)
    }

    /// Whether a given name is a woman's, as far as its form or the lists tell.
    pub(super) fn is_womans_name(&self, word: &str) -> bool {
        let lists = &self.context.addresses;
        lists.given_women.contains(word) || word.ends_with('a') && !lists.given_men_in_a.contains(word)
    }

    /// The same of a name that is known, so that its form does not deceive.
    pub(super) fn is_surely_a_womans_name(&self, word: &str) -> bool {
        self.context.addresses.given_women.contains(word) || self.is_given_name(word) && self.is_womans_name(word)
    }

    /// Whether a given name is a man's and no woman's.
    pub(super) fn is_mans_name(&self, word: &str) -> bool {
        let lists = &self.context.addresses;
        lists.given_men.contains(word) || word != "Andrea" && word != "Sasha" && lists.given_men_in_a.contains(word)
    }

    /// Mr, Dr, Sheikh, …, with or without a full stop.
    pub(super) fn is_honorific(&self, word: &str) -> bool {
        self.names.honorifics.contains(word) || self.names.honorifics.contains(word.trim_end_matches('.'))
    }

    /// President, General, Secretary, …
    pub(super) fn is_role(&self, word: &str) -> bool {
        self.names.roles.contains(word) || self.names.roles.contains(word.trim_end_matches('.'))
    }

    /// Driver, Coach, Pastor: what stands before a person's name and before no country's.
    pub(super) fn is_occupation(&self, word: &str) -> bool {
        self.context.occupations.contains(word)
    }

    pub(super) fn is_calendar(&self, word: &str) -> bool {
        self.names.months.contains(word) || self.names.weekdays.contains(word)
    }

    pub(super) fn is_institution(&self, word: &str) -> bool {
        self.context.institutions.words.contains(word)
    }

    pub(super) fn is_tail(&self, word: &str) -> bool {
        self.context.tails.words.contains(word)
    }

    pub(super) fn is_head(&self, word: &str) -> bool {
        self.context.heads.words.contains(word)
    }

    /// Whether a word right after a capitalised one shows that it names somebody who speaks or acts.
    pub(super) fn is_saying(&self, word: &str) -> bool {
        self.context.saying.words.contains(word)
    }

    /// The same, only words that no ordinary noun takes at the start of a sentence.
    pub(super) fn is_strong_saying(&self, word: &str) -> bool {
        self.context.saying.strong.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        assert!(LEXICON.is_common("Dawn"));
        assert!(LEXICON.is_honorific("Mr."));
        assert!(LEXICON.is_role("President"));
        assert!(LEXICON.is_calendar("Tuesday"));
    }
}
