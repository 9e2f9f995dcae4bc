//! Who bears a last name, and whether a form of address can be theirs.

use super::{Site, is_initial};
use crate::knowledge::fold::fold;
use crate::knowledge::lexicon::LEXICON;

/// A person, as a last name is held against them.
#[derive(Debug, Clone, Copy)]
pub(in crate::knowledge) struct Bearer<'a> {
    /// The full name.
    pub name: &'a str,
    /// The forms of address that stand before the full name in the document, without full stops.
    pub titles: &'a [String],
    /// The language of the text (BCP 47).
    pub language: &'a str,
}

/// The form of address right before a name, without its full stop.
pub(in crate::knowledge) fn title_before(site: Site<'_>) -> Option<String> {
    let before = site.before();
    let is_title = before.adjacent && LEXICON.is_honorific(before.text);
    is_title.then(|| before.text.trim_end_matches('.').to_owned())
}

impl Bearer<'_> {
    /// The words of the name before the last.
    pub(super) fn given(&self) -> Vec<String> {
        let mut words: Vec<String> = self.name.split_whitespace().map(fold).collect();
        words.pop();
        words
    }

    /// Whether a word is one of the given names, or an initial of one.
    pub(super) fn has_given(&self, word: &str) -> bool {
        let initial = word.trim_end_matches('.');
        self.given().iter().any(|name| name == word || is_initial(word) && name.starts_with(initial))
    }

    /// Whether the name has this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.name.split_whitespace().any(|part| part.trim_end_matches('.').eq_ignore_ascii_case(word))
    }

    /// Whether prose of this language is English, where "de" and "van" are no words of their own.
    pub(super) fn is_in_english(&self) -> bool {
        self.language.is_empty() || self.language.split('-').next() == Some("en")
    }

    /// Whether this form of address can mean them: after Tom Orrell, "Mrs Orrell" is somebody else.
    pub(super) fn takes(&self, title: &str) -> bool {
        let title = title.trim_end_matches('.');
        if self.titles.iter().any(|known| known == title) || self.has(title) {
            return true;
        }
        let addresses = &LEXICON.context.addresses;
        if addresses.own.contains(title) {
            return false;
        }
        let first = self.name.split_whitespace().next().unwrap_or_default();
        match title {
            _ if addresses.women.contains(title) => LEXICON.is_womans_name(first),
            "Ms" => !LEXICON.is_mans_name(first),
            "Mr" => !LEXICON.is_surely_a_womans_name(first),
            _ => true,
        }
    }
}
