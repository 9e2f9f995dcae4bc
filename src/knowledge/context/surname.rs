//! Last names of people.

use super::{Capitals, Site, Word, is_initial, is_titled, word_before};
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

/// Whether a last name may stand for a person whose given names are `given`, which are seldom asked for.
pub(in crate::knowledge) fn surname(site: Site<'_>, given: impl FnOnce() -> Vec<String>) -> Surname {
    let (before, after) = (site.before(), site.after());
    let surface = site.surface();
    let titled = before.adjacent && (LEXICON.is_honorific(before.text) || LEXICON.is_role(before.text));
    let capital_shows = site.capitals == Capitals::Sentence;
    if after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) && !LEXICON.is_common(after.text)
        || before.gap == "-" && is_titled(before.text) && !site.name_ends(before.end) && !LEXICON.is_common(before.text)
    {
        return Surname::Other("part of a double name");
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let plain = LEXICON.is_calendar(after.text) || LEXICON.is_role(after.text);
        if LEXICON.is_tail(after.text) && (capital_shows || !LEXICON.is_common(after.text)) {
            return Surname::Other("part of a longer name");
        }
        if capital_shows
            && !plain
            && (!LEXICON.is_common(after.text) || LEXICON.context.surnames.ordinary.contains(after.text))
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
    if titled {
        return Surname::Titled;
    }
    if before.adjacent && (is_titled(before.text) || is_initial(before.text)) && !site.name_ends(before.end) {
        let same = given().iter().any(|name| {
            name == before.text || is_initial(before.text) && name.starts_with(before.text.trim_end_matches('.'))
        });
        let article = site.opens_sentence_at(before.start)
            && (LEXICON.is_common(before.text) || before.text.len() <= 3)
            && !LEXICON.is_given_name(before.text);
        let ordinary = before.text.ends_with("'s")
            || before.text.ends_with('\'')
            || follows_opening_phrase(site, before)
            || (before.text.ends_with("ly") && site.opens_sentence_at(before.start))
            || article
            || LEXICON.is_calendar(before.text)
            || (!capital_shows && LEXICON.is_common(before.text));
        if !same && !ordinary {
            // Only a known given name makes another person of it; any other capitalised word puts this place in doubt.
            let relative = LEXICON.is_given_name(before.text) || is_initial(before.text);
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

/// Whether the capitalised words before are the end of a phrase that opens the sentence: "In Moscow Orrell said".
fn follows_opening_phrase(site: Site<'_>, before: Word<'_>) -> bool {
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
