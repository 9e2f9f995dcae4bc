//! Last names of people.

use super::bearer::Bearer;
use super::kind::{self, is_possessive};
use super::{Capitals, Site, Word, is_initial, is_titled, word_after, word_before};
use crate::knowledge::lexicon::LEXICON;

/// What a surname's neighbourhood says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::knowledge) enum Surname {
    /// It may be the person's.
    Fits,
    /// A title stands before it: it is a person's beyond doubt.
    Titled,
    /// It belongs to somebody else, or to something else; the reason.
    Other(&'static str),
    /// Another person of that name stands here ("Sarah Healey").
    Relative,
}

/// Whether a last name may stand for this person.
pub(in crate::knowledge) fn surname(site: Site<'_>, bearer: &Bearer<'_>) -> Surname {
    let (before, after) = (site.before(), site.after());
    let surface = site.surface();
    let titled = before.adjacent && (LEXICON.is_honorific(before.text) || LEXICON.is_role(before.text));
    let capital_shows = site.capitals == Capitals::Sentence;
    if after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) && !LEXICON.is_common(after.text)
        || before.gap == "-"
            && is_titled(before.text)
            && !site.name_ends(before.end)
            && !LEXICON.is_common(before.text)
            && !matches!(before.text, "Anti" | "Pro" | "Ex")
    {
        return Surname::Other("part of a double name");
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let plain = LEXICON.is_calendar(after.text) || LEXICON.is_role(after.text);
        if LEXICON.is_tail(after.text) && (capital_shows || !LEXICON.is_common(after.text)) {
            return Surname::Other("part of a longer name");
        }
        if capital_shows && !plain && !LEXICON.is_institution(after.text)
            || capital_shows && LEXICON.context.surnames.ordinary.contains(after.text)
        {
            return Surname::Other("part of a longer name");
        }
    }
    if before.adjacent
        && before.text == "of"
        && LEXICON.context.before_place_of.contains(word_before(site.text, before.start).text)
    {
        return Surname::Other("part of a longer name");
    }
    if let Some(reason) = kind::not_a_person(site, bearer) {
        return Surname::Other(reason);
    }
    if titled {
        return if bearer.takes(before.text) { Surname::Titled } else { Surname::Other(ADDRESS) };
    }
    if let Some(reason) = article(site, before, after).or_else(|| word(site, before, after)) {
        return Surname::Other(reason);
    }
    if before.adjacent && (is_titled(before.text) || is_initial(before.text)) && !site.name_ends(before.end) {
        let same = bearer.has_given(before.text);
        let opener = site.opens_sentence_at(before.start)
            && (LEXICON.is_common(before.text) || before.text.len() <= 2)
            && !LEXICON.is_given_name(before.text);
        let ordinary = before.text.ends_with("'s")
            || before.text.ends_with('\'')
            || follows_opening_phrase(site, before)
            || (before.text.ends_with("ly") && site.opens_sentence_at(before.start))
            || opener
            || LEXICON.is_calendar(before.text)
            || (!capital_shows && LEXICON.is_common(before.text));
        if !same && !ordinary {
            // Only a known given name makes another person of it; any other capitalised word puts this place in doubt.
            let relative = LEXICON.is_given_name(before.text)
                || is_initial(before.text)
                || follows_given_name(site, before, bearer);
            return if relative { Surname::Relative } else { Surname::Other("part of a longer name") };
        }
    }
    let speaks = after.adjacent && LEXICON.is_strong_saying(after.text) || site.text[site.end..].starts_with("'s");
    let strong = after.adjacent && LEXICON.is_strong_saying(after.text);
    if LEXICON.is_calendar(surface) && !strong {
        return Surname::Other("may be a date here");
    }
    let doubtful = !capital_shows || (site.opens_sentence() && site.has_lower);
    if LEXICON.is_common(surface) && doubtful && !speaks {
        return Surname::Other("may be an ordinary word here");
    }
    Surname::Fits
}

const ADDRESS: &str = "a form of address that is not known of the person";

/// "The Orrell sank", "The Grant was refused": an article before a last name, unless it belongs to what comes after, as
/// in "the Orrell plan".
fn article(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Option<&'static str> {
    let kinds = &LEXICON.context.kinds;
    if !before.adjacent || !matches!(before.text, "the" | "The" | "a" | "A" | "an" | "An") {
        return None;
    }
    let held = after.gap == "-" && kinds.joined.contains(after.text);
    let noun = after.adjacent
        && !is_possessive(site)
        && !LEXICON.context.function_words.contains(after.text)
        && !kinds.acts.contains(after.text);
    let belongs = if LEXICON.is_common(site.surface()) {
        noun && kinds.attributed.contains(after.text)
    } else {
        noun && (kinds.attributed.contains(after.text) || !after.text.ends_with("ed"))
    };
    (!held && !belongs && before.gap == " ").then_some("an article stands before it")
}

/// "Grant money was paid", "Fields of wheat", "Grant-funded", "Magnetic Fields": a last name that is also an ordinary
/// word, and reads as one.
fn word(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Option<&'static str> {
    let kinds = &LEXICON.context.kinds;
    let surface = site.surface();
    let reason = Some("may be an ordinary word here");
    let small = after.text.starts_with(char::is_lowercase);
    let opens = site.opens_sentence();
    if after.adjacent && after.text == "of" && opens {
        // "Vale of tears": people are of bodies and places, which have capitals.
        let next = word_after(site.text, after.end);
        let thing = next.text.starts_with(char::is_lowercase) && !matches!(next.text, "the" | "course" | "his" | "her");
        if thing || LEXICON.is_common(surface) {
            return reason;
        }
    }
    if !LEXICON.is_common(surface) || site.capitals == Capitals::All {
        return None;
    }
    if after.gap == "-" && small && !kinds.joined.contains(after.text) {
        return reason;
    }
    if before.adjacent && is_titled(before.text) && site.opens_sentence_at(before.start) {
        let lower = before.text.to_lowercase();
        let opener = kinds.openers.contains(&lower)
            || LEXICON.context.prepositions.contains(&lower)
            || matches!(&*lower, "the" | "an")
            || lower.len() <= 2
            || ["ly", "ing", "ed", "'s"].iter().any(|ending| lower.ends_with(ending));
        if LEXICON.is_common(before.text) && !opener && !LEXICON.is_given_name(before.text) {
            return Some("part of a longer name");
        }
    }
    if !opens || !after.adjacent || !small {
        return None;
    }
    if surface.ends_with('s') && !matches!(after.text, "was" | "is" | "has") && !LEXICON.is_saying(after.text) {
        // "Rivers rose", "Banks closed": only a singular shows a person.
        return reason;
    }
    let next = word_after(site.text, after.end);
    let aside = match after.text {
        "on" => LEXICON.is_calendar(next.text),
        "in" => next.text == "turn",
        "for" => matches!(next.text, "his" | "her" | "their"),
        _ => false,
    };
    // "Young men were held"
    let acts = aside
        || kinds.acts.contains(after.text)
        || LEXICON.is_strong_saying(after.text)
        || LEXICON.is_saying(after.text)
        || kinds.joins.contains(after.text)
        || after.text.ends_with("ed")
        || after.text.ends_with("ly");
    if acts && !kinds.many.contains(after.text) { None } else { reason }
}

/// Whether a capitalised word before a last name comes after another's given name: "Lea Smithers Orrell".
fn follows_given_name(site: Site<'_>, before: Word<'_>, bearer: &Bearer<'_>) -> bool {
    let first = word_before(site.text, before.start);
    first.adjacent && LEXICON.is_given_name(first.text) && !bearer.has_given(first.text)
}

/// Whether the capitalised words before are the end of a phrase that opens the sentence: "In Moscow Orrell said".
pub(super) fn follows_opening_phrase(site: Site<'_>, before: Word<'_>) -> bool {
    if LEXICON.is_given_name(before.text) {
        return false;
    }
    let mut word = before;
    for _ in 0..4 {
        word = word_before(site.text, word.start);
        if word.gap != " " {
            return false;
        }
        if !is_titled(word.text) || site.opens_sentence_at(word.start) {
            break;
        }
    }
    LEXICON.context.prepositions.contains(&*word.text.to_lowercase()) && site.opens_sentence_at(word.start)
        || word.text == "the" && {
            let head = word_before(site.text, word.start);
            LEXICON.context.prepositions.contains(&*head.text.to_lowercase()) && site.opens_sentence_at(head.start)
        }
}
