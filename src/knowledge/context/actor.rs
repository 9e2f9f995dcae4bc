//! Names of actors and events: ordinary words, parts of longer names.

use super::{Capitals, LONGER, ORDINARY, PERSON, Reason, Site, Word, is_titled, word_after};
use crate::knowledge::lexicon::LEXICON;

/// Why a name or an alias of an actor or an event does not name it here.
pub(in crate::knowledge) fn not_an_actor(site: Site<'_>, is_person: bool, known: bool) -> Reason {
    let (before, after) = (site.before(), site.after());
    let surface = site.surface();
    let one_word = !surface.contains([' ', '-']);
    let acronym = surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if site.capitals == Capitals::All && LEXICON.is_common(surface) && one_word {
        return ORDINARY;
    }
    let amount = site.text[site.end..]
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
        .collect::<String>();
    if acronym && surface.len() == 3 && amount.contains(',') && amount.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("a currency here");
    }
    if is_person {
        return person_alias(site, before, after, one_word, known);
    }
    let capital = surface.starts_with(char::is_uppercase);
    if one_word
        && !acronym
        && LEXICON.is_common(surface)
        && capital
        && let reason @ Some(_) = ordinary_word(site, before, after, known)
    {
        return reason;
    }
    if !capital {
        return None;
    }
    longer_name(site, before, after, one_word && !acronym)
}

/// A one-word name that is also an ordinary word. `known` says whether the document names its bearer beyond doubt.
fn ordinary_word(site: Site<'_>, before: Word<'_>, after: Word<'_>, known: bool) -> Reason {
    let rest = &site.text[site.end..];
    let possessive = rest.starts_with("'s");
    let alone = site.text.trim().len() == site.surface().len();
    let held = after.gap == "-"
        && ["held", "run", "led", "backed", "controlled", "aligned", "linked", "affiliated"]
            .iter()
            .any(|word| after.text.starts_with(word));
    let together = after.adjacent && after.text == "and" && site.name_begins(word_after(site.text, after.end).start);
    let acts = after.adjacent && LEXICON.is_strong_saying(after.text) || held || together || (alone && known);
    if site.capitals == Capitals::Title || (site.opens_sentence() && !acts && !possessive) {
        return if acts { None } else { ORDINARY };
    }
    let joined =
        before.adjacent && is_titled(before.text) && !LEXICON.is_calendar(before.text) && !LEXICON.is_role(before.text);
    if joined && !site.opens_sentence_at(before.start) && !site.name_ends(before.end) {
        return LONGER;
    }
    None
}

/// "National Unity Front", "Unity Front Council": other bodies than the Unity Front.
fn longer_name(site: Site<'_>, before: Word<'_>, after: Word<'_>, one_word: bool) -> Reason {
    if site.capitals != Capitals::Sentence {
        return None;
    }
    if before.adjacent && is_titled(before.text) && LEXICON.is_head(before.text) && !is_plain_opener(site, before) {
        return LONGER;
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let calendar = LEXICON.is_calendar(after.text);
        if LEXICON.is_tail(after.text)
            || (one_word && LEXICON.is_common(site.surface()) && !calendar && !LEXICON.is_role(after.text))
        {
            return LONGER;
        }
    }
    None
}

/// "Former", "First" and the like at the beginning of a sentence.
fn is_plain_opener(site: Site<'_>, word: Word<'_>) -> bool {
    matches!(word.text, "Former" | "First" | "Old" | "Second" | "Third" | "Joint" | "Allied")
        && site.opens_sentence_at(word.start)
}

/// The name or an alias of a person: "Healey Street", "John Healey-Orr", an alias that is a word.
fn person_alias(site: Site<'_>, before: Word<'_>, after: Word<'_>, one_word: bool, known: bool) -> Reason {
    if after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) && !LEXICON.is_common(after.text) {
        return PERSON;
    }
    if before.gap == "-" && is_titled(before.text) && !site.name_ends(before.end) && !LEXICON.is_common(before.text) {
        return PERSON;
    }
    if site.capitals != Capitals::Title
        && after.adjacent
        && is_titled(after.text)
        && LEXICON.is_tail(after.text)
        && !site.name_begins(after.start)
    {
        return LONGER;
    }
    if one_word && LEXICON.is_common(site.surface()) {
        return ordinary_word(site, before, after, known);
    }
    None
}

/// Why a weak alias is an ordinary description here: "the centre of town", "the front line".
pub(in crate::knowledge) fn not_weak(site: Site<'_>) -> Reason {
    let after = site.after();
    let plain = Some("a plain description here");
    if after.gap == "-" {
        return plain;
    }
    if !after.adjacent {
        return None;
    }
    let word = after.text;
    if matches!(
        word,
        "of" | "line" | "lines" | "page" | "door" | "doors" | "row" | "seat" | "stage" | "ground" | "panel"
    ) {
        return plain;
    }
    let verb = LEXICON.is_saying(word)
        || word.ends_with("ed")
        || word.ends_with('s')
        || word.ends_with("ly")
        || is_titled(word);
    let fits = verb
        || LEXICON.context.function_words.contains(word)
        || !LEXICON.is_common(word)
        || LEXICON.context.weak_followers.contains(word);
    if fits { None } else { plain }
}
