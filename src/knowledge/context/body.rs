//! Names of bodies and events within longer ones: "European Reserve Bank", "Unity Front for Democracy".

use super::surname::follows_opening_phrase;
use super::{Capitals, LONGER, Reason, Site, Word, is_titled, word_after, word_before};
use crate::knowledge::lexicon::LEXICON;

/// "National Unity Front", "Unity Front Council": other bodies than the Unity Front.
pub(super) fn longer_name(site: Site<'_>, before: Word<'_>, after: Word<'_>, acronym: bool) -> Reason {
    if site.capitals != Capitals::Sentence {
        return None;
    }
    let name = Name::of(site.surface());
    let one_word = name.one_word && !acronym;
    if before.adjacent && is_titled(before.text) && LEXICON.is_head(before.text) && !is_plain_opener(site, before) {
        return LONGER;
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let plain = is_plain(after.text);
        let word = !acronym && LEXICON.is_common(after.text) && !plain;
        if LEXICON.is_tail(after.text) || word || (one_word && name.generic && !plain) || name.saint {
            return LONGER;
        }
    }
    if after.adjacent && matches!(after.text, "II" | "III" | "IV" | "VI" | "VII" | "VIII" | "IX") {
        return LONGER;
    }
    if !acronym && after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) {
        return LONGER;
    }
    if name.saint && is_saints(site, before, after) {
        return LONGER;
    }
    // What follows tells more of a name that is made of words than of one that is nobody else's.
    let made_of_words = name.generic && (!name.one_word || name.has_article);
    let longer = is_another(site, before) || goes_on(site, after) || before.gap == "-" && before.text == "anti";
    if made_of_words && longer { LONGER } else { None }
}

/// What a name is made of.
struct Name {
    has_article: bool,
    one_word: bool,
    /// Whether all its words are ordinary ones, so that other bodies can have it in their names.
    generic: bool,
    /// Whether it is a saint's: "St Alban".
    saint: bool,
}

impl Name {
    fn of(surface: &str) -> Self {
        let core = surface.strip_prefix("The ").or_else(|| surface.strip_prefix("the "));
        let has_article = core.is_some();
        let core = core.unwrap_or(surface);
        Self {
            has_article,
            one_word: !core.contains([' ', '-']),
            generic: core.split([' ', '-']).all(|word| word.len() <= 2 || LEXICON.is_common(word)),
            saint: ["St ", "St. ", "Saint "].iter().any(|title| core.starts_with(title)),
        }
    }
}

/// Words with a capital that may stand beside a name without being part of it.
fn is_plain(word: &str) -> bool {
    LEXICON.is_calendar(word) || LEXICON.is_role(word) || LEXICON.is_honorific(word) || LEXICON.is_occupation(word)
}

/// "European Reserve Bank", "Lagos Harbour Board".
fn is_another(site: Site<'_>, before: Word<'_>) -> bool {
    // "Lagos-based"
    let compound = before.text.rsplit_once('-').is_some_and(|(_, last)| last.starts_with(char::is_lowercase));
    let opens = site.opens_sentence_at(before.start) && (LEXICON.is_common(before.text) || before.text.len() <= 2);
    before.adjacent
        && is_titled(before.text)
        && !site.name_ends(before.end)
        && !before.text.ends_with("'s")
        && !before.text.ends_with('\'')
        && !is_plain(before.text)
        && !compound
        && !opens
        && !follows_opening_phrase(site, before)
}

/// "Harbour Board of Lagos", "Unity Front for Democracy". Countries are compared with the actor's own elsewhere.
fn goes_on(site: Site<'_>, after: Word<'_>) -> bool {
    if !after.adjacent || !matches!(after.text, "of" | "for") {
        return false;
    }
    let mut next = word_after(site.text, after.end);
    if after.text == "of" && next.adjacent && next.text == "the" {
        next = word_after(site.text, next.end);
    }
    // "of Governor Smithers", and not "of Trade"
    let then = word_after(site.text, next.end);
    let of_somebody = is_plain(next.text) && then.adjacent && is_titled(then.text);
    next.adjacent
        && is_titled(next.text)
        && !site.name_begins(next.start)
        && !of_somebody
        && !LEXICON.is_calendar(next.text)
        && !LEXICON.is_given_name(next.text)
}

/// "St Alban the Martyr", "St Alban's Gate", "the Gospel of St Alban": the saint, and what is called after one.
fn is_saints(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> bool {
    let epithet = after.adjacent && after.text == "the" && {
        let next = word_after(site.text, after.end);
        next.adjacent && is_titled(next.text)
    };
    let gate = after.gap == "'s " && is_titled(after.text) && !is_plain(after.text);
    let of = before.adjacent && before.text == "of" && {
        let head = word_before(site.text, before.start);
        head.adjacent && is_titled(head.text)
    };
    epithet || gate || of
}

/// "Former", "First" and the like at the beginning of a sentence.
fn is_plain_opener(site: Site<'_>, word: Word<'_>) -> bool {
    matches!(word.text, "Former" | "First" | "Old" | "Second" | "Third" | "Joint" | "Allied")
        && site.opens_sentence_at(word.start)
}

/// The year that is part of a name here: "the Pier Talks of 2019", "the 2019 Pier Talks".
pub(in crate::knowledge) fn year_beside(site: Site<'_>) -> Option<i16> {
    let year = |word: &str| (word.len() == 4).then(|| word.parse::<i16>().ok()).flatten().filter(|year| *year >= 1000);
    let before = site.before();
    if let Some(year) = Some(before.text).filter(|_| before.adjacent).and_then(year) {
        return Some(year);
    }
    let after = site.after();
    match after.text {
        "of" if after.adjacent => {
            let next = word_after(site.text, after.end);
            Some(next.text).filter(|_| next.adjacent).and_then(year)
        }
        word => Some(word).filter(|_| matches!(after.gap, " " | " (")).and_then(year),
    }
}
