//! What else bears the name of a country: people, ships, villages, books.

use super::kind::THING;
use super::{Capitals, LONGER, PERSON, PLACE, Reason, Site, Word, is_titled, titled, word_after, word_before};
use crate::knowledge::lexicon::LEXICON;

/// Why a country's name is that of something else here.
pub(super) fn namesake(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let kinds = &LEXICON.context.kinds;
    let surface = site.surface();
    let acronym = surface.chars().all(|c| c.is_uppercase() || c == '.');
    if acronym {
        return None;
    }
    // "the tanker Angola", "The Angola sank"
    let article = before.adjacent && matches!(before.text, "the" | "The");
    let vessel = matches!(before.gap, " " | " \"") && kinds.vessels.contains(before.text);
    if vessel || article && after.adjacent && kinds.ship_verbs.contains(after.text) {
        return THING;
    }
    if before.adjacent && before.text == "of" {
        let head = word_before(site.text, before.start);
        // "the village of Poland in Ohio"
        if head.adjacent && kinds.small_settlements.contains(head.text) {
            return PLACE;
        }
        // "Bank of Ghana", and not "Central Bank of Ghana", which says whose central bank it is
        let qualified = {
            let first = word_before(site.text, head.start);
            first.adjacent && is_titled(first.text) && first.text != "The"
        };
        if head.text == "Bank" && !qualified {
            return LONGER;
        }
    }
    if site.capitals != Capitals::Sentence {
        return None;
    }
    if is_work(site, after) {
        return LONGER;
    }
    let food = before.adjacent
        && kinds.eating.contains(before.text)
        && LEXICON.context.common_nouns.contains_key(&*titled(surface));
    if food {
        return Some("a word for a thing here");
    }
    if surface.contains([' ', '-']) {
        return None;
    }
    // "President Jordan spoke"; "Attorney General Kenya" is no such thing.
    let person = before.adjacent && kinds.persons.contains(before.text) && {
        let first = word_before(site.text, before.start);
        !(first.adjacent && is_titled(first.text)) || matches!(first.text, "The" | "Former" | "Vice")
    };
    if person && after.gap != "-" || is_full_name(site, before, after) { PERSON } else { None }
}

/// "Ghana Must Go": small words with capitals within a sentence are those of a title.
fn is_work(site: Site<'_>, after: Word<'_>) -> bool {
    let next = word_after(site.text, after.end);
    after.adjacent
        && is_titled(after.text)
        && LEXICON.context.function_words.contains(&*after.text.to_lowercase())
        && next.adjacent
        && is_titled(next.text)
        && !site.name_begins(next.start)
}

/// "Jamaica Kincaid read": an unknown name follows, and then what a person does.
fn is_full_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> bool {
    let place = before.adjacent && {
        let word = before.text.to_lowercase();
        LEXICON.context.prepositions.contains(&*word)
            || LEXICON.context.locative.contains(&*word)
            || matches!(&*word, "the" | "a" | "of")
    };
    if place || !after.adjacent || !is_titled(after.text) || site.name_begins(after.start) {
        return false;
    }
    let plain = LEXICON.is_common(after.text)
        || LEXICON.is_institution(after.text)
        || LEXICON.is_calendar(after.text)
        || LEXICON.is_role(after.text)
        || LEXICON.is_tail(after.text);
    !plain && acts(site, after)
}

/// Whether a verb, or an age, comes after a word.
fn acts(site: Site<'_>, word: Word<'_>) -> bool {
    let next = word_after(site.text, word.end);
    let aged = next.gap == ", " && next.text.len() == 2 && next.text.bytes().all(|byte| byte.is_ascii_digit());
    let kinds = &LEXICON.context.kinds;
    aged || next.adjacent && (kinds.acts.contains(next.text) || LEXICON.is_saying(next.text) || next.text == "read")
}

/// "Danish Siddiqui took", "Roman Polish spoke": a demonym that is part of a person's name.
pub(super) fn is_in_persons_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> bool {
    if site.capitals != Capitals::Sentence {
        return false;
    }
    let kinds = &LEXICON.context.kinds;
    let given = before.adjacent && (LEXICON.is_given_name(before.text) || kinds.given_demonyms.contains(before.text));
    if given && !site.name_ends(before.end) && acts(site, Word { end: site.end, ..after }) {
        return true;
    }
    kinds.given_demonyms.contains(site.surface()) && site.opens_sentence() && is_full_name(site, before, after)
}
