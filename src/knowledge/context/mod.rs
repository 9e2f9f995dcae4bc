//! What the words around a name say about it.
//!
//! Each function looks at one place in a folded text and gives the reason why the name does not stand for what it
//! seems to, or nothing. The reasons are shown by `situs links`.

mod actor;
mod bearer;
mod body;
mod country;
mod demonym;
mod kind;
mod namesake;
mod recent;
mod surname;

pub(in crate::knowledge) use actor::{not_an_actor, not_weak};
pub(in crate::knowledge) use bearer::{Bearer, title_before};
pub(in crate::knowledge) use body::year_beside;
pub(in crate::knowledge) use country::{is_among_countries, is_locative, is_of_a_state, not_a_country};
pub(in crate::knowledge) use demonym::not_a_demonym;
pub(in crate::knowledge) use recent::names_another;
pub(in crate::knowledge) use surname::{Surname, surname};

use std::borrow::Cow;

use crate::knowledge::lexicon::LEXICON;

/// A place in a folded run of prose.
#[derive(Clone, Copy)]
pub(in crate::knowledge) struct Site<'a> {
    /// The folded text of the run.
    pub text: &'a str,
    /// First byte of the name.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// How the run uses capitals.
    pub capitals: Capitals,
    /// Where names of the gazetteer begin in the run, sorted.
    pub starts: &'a [usize],
    /// Where names of the gazetteer end in the run, sorted.
    pub ends: &'a [usize],
    /// Whether the document also has the name in lower case, as an ordinary word.
    pub has_lower: bool,
}

/// What capitals mean in a run of prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::knowledge) enum Capitals {
    /// They mark names and beginnings.
    Sentence,
    /// Most words have them: a headline.
    Title,
    /// All letters are capitals.
    All,
}

/// A word beside a name.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::knowledge) struct Word<'a> {
    /// The word without punctuation at its edges, but with the full stop of an abbreviation.
    pub text: &'a str,
    /// Whether nothing but one space stands between it and the name.
    pub adjacent: bool,
    /// What stands between.
    pub gap: &'a str,
    /// Its first byte in the run.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

type Reason = Option<&'static str>;

const PERSON: Reason = Some("part of a person's name");
const PLACE: Reason = Some("part of the name of a river, a street or another place");
const LONGER: Reason = Some("part of a longer name");
const ORDINARY: Reason = Some("may be an ordinary word here");

impl<'a> Site<'a> {
    /// The name.
    pub(in crate::knowledge) fn surface(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// The word before.
    pub(in crate::knowledge) fn before(&self) -> Word<'a> {
        word_before(self.text, self.start)
    }

    /// The word after.
    pub(in crate::knowledge) fn after(&self) -> Word<'a> {
        word_after(self.text, self.end)
    }

    /// Whether a sentence, a quotation or a list entry begins here, so that a capital shows nothing.
    pub(in crate::knowledge) fn opens_sentence(&self) -> bool {
        opens_sentence(self.text, self.start)
    }

    /// Whether a name of the gazetteer begins at `at`.
    fn name_begins(&self, at: usize) -> bool {
        self.starts.binary_search(&at).is_ok()
    }

    /// Whether a name of the gazetteer ends at `at`.
    fn name_ends(&self, at: usize) -> bool {
        self.ends.binary_search(&at).is_ok()
    }
}

/// How the sentence or the quotation around a name uses capitals.
pub(in crate::knowledge) fn capitals_around(text: &str, start: usize, end: usize) -> Capitals {
    const REACH: usize = 300;
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '"' | ';');
    let low = crate::source::floor_char_boundary(text, start.saturating_sub(REACH));
    let high = crate::source::floor_char_boundary(text, end.saturating_add(REACH));
    let from = text[low..start].rfind(ends).map_or(low, |at| low + at + 1);
    let to = text[end..high.max(end)].find(ends).map_or(high.max(end), |at| end + at);
    let quoted = text[..from].ends_with('"') && text[to..].trim_start_matches(['.', '!', '?', ',']).starts_with('"');
    let segment = &text[from..to];
    if !quoted {
        // Only a title in quotation marks is a title within a sentence.
        return if has_lower(segment) || capitals(segment) != Capitals::All {
            Capitals::Sentence
        } else {
            Capitals::All
        };
    }
    match capitals(segment) {
        Capitals::Sentence if segment.split(' ').filter(|word| word.len() >= 4).count() == 2 => {
            let titled =
                segment.split(' ').filter(|word| word.len() >= 4).all(|word| word.starts_with(char::is_uppercase));
            if titled && segment.contains(' ') { Capitals::Title } else { Capitals::Sentence }
        }
        capitals => capitals,
    }
}

/// Whether a text has a small letter.
fn has_lower(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_lowercase() || !c.is_ascii() && c.is_alphabetic() && c.is_lowercase())
}

/// How a run uses capitals.
pub(in crate::knowledge) fn capitals(text: &str) -> Capitals {
    let is_headline = !text.trim_end().ends_with('.');
    if !is_headline && has_lower(text) {
        return Capitals::Sentence;
    }
    let mut words = 0;
    let mut capital = 0;
    let mut upper = 0;
    let mut with_lower = 0;
    let mut count = |is_upper: bool, is_lower: bool, rest_lower: bool, is_long: bool| {
        with_lower += usize::from(rest_lower || is_lower);
        upper += usize::from(!rest_lower && is_upper);
        words += usize::from(is_long);
        capital += usize::from(is_long && is_upper);
    };
    if text.is_ascii() {
        for word in text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'\'') {
            let Some(at) = word.iter().position(u8::is_ascii_alphabetic) else { continue };
            let rest_lower = word[at + 1..].iter().any(u8::is_ascii_lowercase);
            count(word[at].is_ascii_uppercase(), word[at].is_ascii_lowercase(), rest_lower, word.len() >= 4);
        }
    } else {
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
            let mut chars = word.chars().filter(|c| c.is_alphabetic());
            let Some(first) = chars.next() else { continue };
            let rest_lower = chars.any(char::is_lowercase);
            count(first.is_uppercase(), first.is_lowercase(), rest_lower, word.chars().nth(3).is_some());
        }
    }
    if with_lower == 0 && upper >= 3 {
        Capitals::All
    } else if words >= 3 && capital * 10 >= words * 7 && is_headline {
        Capitals::Title
    } else {
        Capitals::Sentence
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '-' | '.' | '&') || unicode_normalization::char::is_combining_mark(c)
}

/// How far a neighbouring word is looked for, in bytes: a text without spaces must not be read again for every name.
const REACH: usize = 160;

fn word_before(text: &str, start: usize) -> Word<'_> {
    let low = crate::source::floor_char_boundary(text, start.saturating_sub(REACH));
    let head = &text[low..start];
    let cut = head.trim_end_matches(|c: char| !is_word_char(c) || matches!(c, '\'' | '-'));
    let begin = cut.rfind(|c| !is_word_char(c)).map_or(0, |at| at + cut[at..].chars().next().map_or(1, char::len_utf8));
    let word = cut[begin..].trim_start_matches(['\'', '-', '.']);
    let begin = low + cut.len() - word.len();
    let bare = word.trim_end_matches('.');
    let keeps_stop = bare.len() < word.len()
        && (LEXICON.is_honorific(word) || LEXICON.is_role(word) || bare.chars().count() == 1 || bare.contains('.'));
    let word = if keeps_stop { word } else { bare };
    let end = begin + word.len();
    let gap = &text[end..start];
    Word { text: word, adjacent: gap == " ", gap, start: begin, end }
}

fn word_after(text: &str, end: usize) -> Word<'_> {
    let high = crate::source::floor_char_boundary(text, end + REACH).max(end);
    let tail = &text[end..high];
    let possessive = ["'s ", "' "].iter().find(|mark| tail.starts_with(**mark)).map_or(0, |mark| mark.len());
    let skipped = tail.find(|c| is_word_char(c) && !matches!(c, '\'' | '-' | '.')).unwrap_or(tail.len());
    let begin = skipped.max(possessive);
    let rest = &tail[begin..];
    let len = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
    let word = rest[..len].trim_end_matches(['\'', '-', '.']);
    let word = word.strip_suffix("'s").unwrap_or(word);
    let gap = &tail[..begin];
    Word { text: word, adjacent: gap == " ", gap, start: end + begin, end: end + begin + word.len() }
}

fn opens_sentence(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | '[' | '*' | '\''));
    let quoted = text[head.len()..start].contains('"');
    match head.chars().next_back() {
        None | Some('!' | '?' | ':' | ';' | '…' | '。' | '-' | '—' | '|' | '•') => true,
        Some('.') => {
            let word = word_before(text, head.len());
            let with_stop = text[word.start..].split(' ').next().unwrap_or_default();
            !(LEXICON.is_honorific(with_stop) || LEXICON.is_role(with_stop) || word.text.chars().count() == 1)
        }
        _ => quoted,
    }
}

/// Capital first, small letters after.
fn is_titled(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase)
}

/// `J.` or `J`
fn is_initial(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    bare.chars().count() == 1 && bare.chars().all(char::is_uppercase)
}

/// Whether the word before makes the name a person's: a given name, an initial, Mr or Dr.
fn follows_person_word(word: Word<'_>) -> bool {
    word.adjacent
        && (LEXICON.is_given_name(word.text)
            || LEXICON.is_honorific(word.text)
            || (is_initial(word.text) && word.text != "A" && word.text != "I"))
}

impl Site<'_> {
    fn opens_sentence_at(&self, at: usize) -> bool {
        opens_sentence(self.text, at)
    }
}

/// A name in capitals as it is written otherwise: `TURKEY` is `Turkey`.
pub(in crate::knowledge) fn titled(surface: &str) -> Cow<'_, str> {
    if surface.len() > 3 && surface.chars().all(|c| !c.is_lowercase()) {
        let mut chars = surface.chars();
        chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
    } else {
        surface.into()
    }
}
