//! Names of countries: what people, rivers, streets, states and kitchens make of them.

use super::namesake::namesake;
use super::{
    Capitals, LONGER, ORDINARY, PERSON, PLACE, Reason, Site, Word, follows_person_word, is_titled, titled, word_after,
    word_before,
};
use crate::knowledge::lexicon::LEXICON;

/// Why a country's name does not name the country here.
pub(in crate::knowledge) fn not_a_country(site: Site<'_>) -> Reason {
    let (before, after) = (site.before(), site.after());
    let words = &LEXICON.context;
    let surface = site.surface();
    if after.gap.starts_with('$') || site.text[site.end..].starts_with('$') {
        return Some("a currency here");
    }
    if let reason @ Some(_) = pronoun(site, before, after) {
        return reason;
    }
    if site.capitals == Capitals::All && surface != "US" && LEXICON.is_common(surface) && surface.chars().count() <= 4 {
        return ORDINARY;
    }
    if site.has_lower
        && words.common_nouns.contains_key(&*titled(surface))
        && (site.opens_sentence() || site.capitals != Capitals::Sentence)
    {
        return ORDINARY;
    }
    if is_party(site, after) {
        return Some("a party or a firm here");
    }
    place_name(site, before, after)
        .or_else(|| united_states(site, before, after))
        .or_else(|| {
            let nouns = words.common_nouns.get(&*titled(surface))?;
            let word = after.text.to_lowercase();
            let near = after.adjacent || after.gap == "-";
            let first = word.split('-').next().unwrap_or_default();
            let food =
                near && (nouns.contains(&word) || nouns.contains(word.trim_end_matches('s')) || nouns.contains(first));
            let and = matches!(after.text, "and" | "or" | "with") && {
                let next = word_after(site.text, after.end);
                nouns.contains(&*next.text.to_lowercase()) && site.opens_sentence()
            };
            (food || and).then_some("a word for a thing here").map(Some)?
        })
        .or_else(|| {
            let river = before.adjacent && matches!(before.text, "the" | "The") && words.rivers.contains(surface);
            let alone = !after.adjacent || words.function_words.contains(after.text);
            (river && alone && !after.gap.starts_with(['\'', '-'])).then_some("a river here")
        })
        .or_else(|| namesake(site, before, after))
        .or_else(|| person_name(site, before, after))
}

/// "CONTACT US": in capitals the pronoun looks like the country.
fn pronoun(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    if site.surface() != "US" {
        return None;
    }
    let reason = Some("may be the pronoun here");
    if before.adjacent && matches!(before.text, "was" | "is" | "be" | "it's") && !after.adjacent {
        return reason;
    }
    if site.capitals != Capitals::All && !is_in_capitals(before, after) {
        return None;
    }
    let attributive = after.gap == "-" || site.text[site.end..].starts_with("'s") || {
        let word = after.text.to_lowercase();
        after.adjacent && LEXICON.is_common(&word) && !LEXICON.context.function_words.contains(&word)
    };
    let opens =
        before.text.is_empty() || before.gap.contains(['"', ':', '.', '!', '?', '-']) || before.gap.contains(", ");
    let adjective =
        before.adjacent && matches!(before.text, "THE" | "BY" | "OF" | "NEW" | "FORMER" | "SENIOR" | "AND" | "FROM");
    if attributive && (opens || adjective) { None } else { reason }
}

/// "LET US PRAY, the sign said", "HELP US, it said": words in capitals in a sentence that is not.
fn is_in_capitals(before: Word<'_>, after: Word<'_>) -> bool {
    let upper = |word: Word<'_>| {
        word.adjacent
            && word.text.len() >= 2
            && word.text.bytes().all(|byte| byte.is_ascii_uppercase())
            && (word.text.len() == 2 || LEXICON.is_common(word.text))
    };
    let small = LEXICON.context.function_words.contains(&*before.text.to_lowercase()) || before.text == "THE";
    upper(before) && (upper(after) || !small && !after.adjacent)
}

/// "Jordan v. Orr", "France & Sons".
fn is_party(site: Site<'_>, after: Word<'_>) -> bool {
    let rest = &site.text[site.end..];
    let firm = [" & Sons", " & Co", " & Son", " & Partners", " Bros", " and Sons", " & Daughters"];
    if firm.iter().any(|ending| rest.starts_with(ending)) {
        return true;
    }
    let versus = after.adjacent && matches!(after.text, "v" | "vs");
    let other = word_after(site.text, after.end);
    versus && is_titled(other.text) && !site.name_begins(other.start) && other.text != "The"
}

/// "River Jordan", "Gulf of Oman", "Jordan Street".
fn place_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let words = &LEXICON.context;
    if before.adjacent
        && (words.before_place.contains(before.text) || words.before_place.contains(&*titled(before.text)))
    {
        let ordinary = site.opens_sentence_at(before.start)
            && matches!(before.text, "New" | "Little" | "Team" | "Air" | "Radio" | "Camp");
        if !ordinary || before.text == "New" {
            return PLACE;
        }
    }
    if before.adjacent && before.text == "of" {
        let head = word_before(site.text, before.start);
        if head.adjacent && words.before_place_of.contains(head.text) {
            return PLACE;
        }
    }
    if after.adjacent
        && words.after_place.contains(after.text)
        && !(site.capitals == Capitals::Title && is_ambiguous_tail(after.text))
    {
        return PLACE;
    }
    if after.adjacent && matches!(after.text, "Queen" | "Princess" | "Lady" | "Maru") {
        let next = word_after(site.text, after.end);
        if !(next.adjacent && is_titled(next.text)) {
            return LONGER;
        }
    }
    (after.adjacent && words.after_river.contains(after.text)).then_some(())?;
    // "the Egyptian desert" is Egypt's; "the Jordan valley" is the river's.
    PLACE
}

/// Tails that in a headline are as often words of the sentence.
fn is_ambiguous_tail(word: &str) -> bool {
    matches!(
        word,
        "Today"
            | "Daily"
            | "Way"
            | "Air"
            | "Place"
            | "Row"
            | "Station"
            | "Park"
            | "House"
            | "Current"
            | "Bridge"
            | "Arms"
            | "Express"
    )
}

/// "Atlanta, Georgia"; "Lebanon, Pennsylvania".
fn united_states(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let lists = &LEXICON.context.united_states;
    let reason = Some("a place in the United States here");
    let two = word_after(site.text, after.end);
    let state = |word: &str| lists.states.contains(word);
    let follows_state = after.gap.starts_with(", ")
        && (state(after.text) || (two.adjacent && state(&format!("{} {}", after.text, two.text))));
    if follows_state && !state_is_list_member(site, after) {
        return reason;
    }
    if site.surface() != "Georgia" {
        return None;
    }
    let city = before.gap.starts_with(',')
        && (lists.georgia_cities.contains(&*titled(before.text)) || {
            let head = word_before(site.text, before.start);
            head.adjacent && lists.georgia_cities.contains(&format!("{} {}", titled(head.text), titled(before.text)))
        });
    let state_of = before.adjacent && before.text == "of" && word_before(site.text, before.start).text == "state";
    let usa = after.gap.starts_with(", ") && matches!(after.text, "USA" | "US" | "U.S" | "U.S.A" | "United");
    let sentence = sentence_of(site);
    let neighbours = lists.states.iter().any(|name| name != "Georgia" && sentence.contains(name.as_str()));
    let cities = ["Atlanta", "Savannah", "Macon"].iter().any(|city| sentence.contains(city));
    if city || state_of || usa || neighbours || cities { reason } else { None }
}

/// Never: kept apart so that "Lebanon, Virginia" reads as a place; lists of states and countries do not mix.
fn state_is_list_member(site: Site<'_>, after: Word<'_>) -> bool {
    site.text[after.end..].starts_with(" and ") && site.before().gap.starts_with(',')
}

fn sentence_of(site: Site<'_>) -> &str {
    const REACH: usize = 400;
    let ends = ['.', '!', '?', '。'];
    let low = crate::source::floor_char_boundary(site.text, site.start.saturating_sub(REACH));
    let high = crate::source::floor_char_boundary(site.text, site.end + REACH).max(site.end);
    let start = site.text[low..site.start].rfind(ends).map_or(low, |at| low + at);
    let end = site.text[site.end..high].find(ends).map_or(high, |at| site.end + at);
    &site.text[start..end]
}

/// "Michael Jordan", "Chad Orr", "Melissa French".
fn person_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let names = &LEXICON.names;
    let surface = titled(site.surface());
    let one_word = !surface.contains(' ');
    if !one_word || surface.chars().all(|c| c.is_uppercase() || c == '.') {
        return None;
    }
    let name_like = names.country_given_names.contains(&*surface) || LEXICON.context.surnames.words.contains(&*surface);
    let hyphenated = [before.gap == "-" && is_titled(before.text), after.gap == "-" && is_titled(after.text)];
    if name_like && hyphenated[0] && !site.name_ends(before.end) && !LEXICON.is_common(before.text) {
        return PERSON;
    }
    if name_like && hyphenated[1] && !site.name_begins(after.start) && !LEXICON.is_common(after.text) {
        return PERSON;
    }
    let capital_shows = site.capitals == Capitals::Sentence;
    if follows_person_word(before) && !site.name_ends(before.end) {
        return PERSON;
    }
    if name_like && before.adjacent && LEXICON.is_occupation(before.text) {
        return PERSON;
    }
    if name_like && after.adjacent && after.text == "and" {
        // "Chad and Georgia Orr"
        let partner = word_after(site.text, after.end);
        let family = word_after(site.text, partner.end);
        let given = names.country_given_names.contains(partner.text) || LEXICON.is_given_name(partner.text);
        if given
            && family.adjacent
            && is_titled(family.text)
            && !LEXICON.is_common(family.text)
            && !site.name_begins(family.start)
        {
            return PERSON;
        }
    }
    if name_like
        && capital_shows
        && before.adjacent
        && is_titled(before.text)
        && !is_ordinary_before(site, before)
        && !site.name_ends(before.end)
    {
        return PERSON;
    }
    let given =
        names.country_given_names.contains(&*surface) || matches!(&*surface, "Finn" | "Dane" | "Roman" | "Norman");
    if given && after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let word = after.text;
        let ordinary_surname =
            LEXICON.context.surnames.ordinary.contains(word) && (capital_shows || !LEXICON.is_common(word));
        let plain = LEXICON.is_common(word)
            || LEXICON.is_institution(word)
            || LEXICON.is_calendar(word)
            || LEXICON.is_role(word);
        if (ordinary_surname && !LEXICON.is_institution(word)) || !plain {
            return PERSON;
        }
    }
    None
}

/// Whether a capitalised word before a name is no given name: it begins a sentence and is an ordinary word, or it is a
/// title, a month, a compass point.
fn is_ordinary_before(site: Site<'_>, word: Word<'_>) -> bool {
    LEXICON.is_common(word.text)
        || LEXICON.is_role(word.text)
        || LEXICON.is_calendar(word.text)
        || LEXICON.is_institution(word.text)
        || (site.opens_sentence_at(word.start) && word.text.len() <= 3)
}

/// Whether a word right before shows that a place is meant: "in Jordan".
pub(in crate::knowledge) fn is_locative(site: Site<'_>) -> bool {
    let before = site.before();
    // "Amman, Jordan"; "AMMAN, Jordan —"
    let capitals = before.text.len() > 2 && before.text.bytes().all(|byte| byte.is_ascii_uppercase());
    let address = before.gap == ", "
        && (is_titled(before.text) || capitals && site.opens_sentence_at(before.start))
        && !LEXICON.is_common(before.text)
        && !LEXICON.is_given_name(before.text);
    address || before.adjacent && LEXICON.context.locative.contains(before.text)
}

/// Whether what a name owns is what states own: "Chad's army".
pub(in crate::knowledge) fn is_of_a_state(site: Site<'_>) -> bool {
    let after = site.after();
    after.gap == "'s " && LEXICON.context.kinds.of_states.contains(after.text)
}

/// Whether the place is one of several names in a row, or comes after "from" or "of": "from Kenya and Fiji".
pub(in crate::knowledge) fn is_among_countries(site: Site<'_>) -> bool {
    let before = site.before();
    if before.adjacent && matches!(before.text, "from" | "of" | "From" | "between" | "to") {
        return true;
    }
    let head = &site.text[..site.start];
    let listed_before = [", ", " and ", ", and ", " or "]
        .iter()
        .any(|gap| head.strip_suffix(gap).is_some_and(|head| site.name_ends(head.len())));
    let tail = &site.text[site.end..];
    let listed_after = [", ", " and ", ", and ", " or "]
        .iter()
        .any(|gap| tail.starts_with(gap) && site.name_begins(site.end + gap.len()));
    listed_before || listed_after
}
