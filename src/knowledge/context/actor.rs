//! Names of actors and events: ordinary words, parts of longer names.

use super::body::longer_name;
use super::kind::{is_generation, is_in_a_state};
use super::recent::is_set_phrase;
use super::{Capitals, LONGER, ORDINARY, PERSON, PLACE, Reason, Site, Word, is_titled, word_after, word_before};
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
    if site.capitals == Capitals::All && one_word && LITTLE_WORDS.contains(&surface) {
        return ORDINARY;
    }
    if one_word && !acronym {
        if is_date(site, before, after) {
            return Some("may be a date here");
        }
        if is_in_a_state(site, after) {
            return PLACE;
        }
    }
    if is_person {
        return person_alias(site, before, after, one_word, known);
    }
    let core = surface.strip_prefix("the ").unwrap_or(surface);
    let capital = core.starts_with(char::is_uppercase);
    if core.len() < surface.len() || surface.starts_with("The ") {
        // "The Post-war years"
        let joined = after.gap == "-" && after.text.starts_with(char::is_lowercase);
        if joined
            && LEXICON.is_common(core.trim_start_matches("The "))
            && !LEXICON.context.kinds.joined.contains(after.text)
        {
            return ORDINARY;
        }
    }
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
    longer_name(site, before, after, acronym)
}

/// Words of two letters, which a headline in capitals holds as words: "GIVE IT TO US".
const LITTLE_WORDS: [&str; 22] = [
    "AM", "AN", "AS", "AT", "BE", "BY", "DO", "GO", "HE", "IF", "IN", "IS", "IT", "ME", "MY", "NO", "OF", "ON", "OR",
    "SO", "TO", "WE",
];

/// "In March the ships left", "14 March", "before Dawn": a name that is also a month or a time of day. Only what it says
/// or owns shows that it is the name.
fn is_date(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> bool {
    let surface = site.surface();
    let kinds = &LEXICON.context.kinds;
    let number = |word: Word<'_>| word.adjacent && word.text.starts_with(|c: char| c.is_ascii_digit());
    let auxiliary = matches!(
        after.text,
        "was"
            | "were"
            | "had"
            | "has"
            | "will"
            | "would"
            | "could"
            | "should"
            | "must"
            | "also"
            | "later"
            | "then"
            | "again"
    );
    let speaks = after.adjacent && LEXICON.is_strong_saying(after.text) && !auxiliary;
    if LEXICON.is_calendar(surface) {
        return number(before) || number(after) || !speaks && !site.text[site.end..].starts_with("'s");
    }
    before.adjacent
        && kinds.times.contains(surface)
        && kinds.before_times.contains(&*before.text.to_lowercase())
        && !speaks
}

/// A one-word name that is also an ordinary word. `known` says whether the document names its bearer beyond doubt.
fn ordinary_word(site: Site<'_>, before: Word<'_>, after: Word<'_>, known: bool) -> Reason {
    if before.adjacent && LEXICON.is_given_name(before.text) && !site.name_ends(before.end) {
        return PERSON;
    }
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
    if one_word {
        return if LEXICON.is_common(site.surface()) { ordinary_word(site, before, after, known) } else { None };
    }
    other_person(site, before, after)
}

/// "Tom Orrell Smithers", "Tom Orrell Jr", "Mary Tom Orrell": a full name with more of a name beside it.
fn other_person(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    if site.capitals != Capitals::Sentence {
        return None;
    }
    let surname = after.adjacent
        && is_titled(after.text)
        && !site.name_begins(after.start)
        && !LEXICON.is_common(after.text)
        && !LEXICON.is_role(after.text)
        && !LEXICON.is_honorific(after.text)
        && !LEXICON.is_calendar(after.text);
    let given = before.adjacent
        && LEXICON.is_given_name(before.text)
        && !LEXICON.is_honorific(before.text)
        && !LEXICON.is_role(before.text)
        && !site.name_ends(before.end)
        && !LEXICON.context.prepositions.contains(&*word_before(site.text, before.start).text.to_lowercase());
    if is_generation(after) || surname || given { PERSON } else { None }
}

/// Why a weak alias is an ordinary description here: "the centre of town", "the front line".
pub(in crate::knowledge) fn not_weak(site: Site<'_>) -> Reason {
    let after = site.after();
    let plain = Some("a plain description here");
    if after.gap == "-" || is_set_phrase(site) {
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
