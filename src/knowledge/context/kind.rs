//! What the words around a last name make of it when it is no person's: a place, a ship, a storm, a family, a firm.

use super::bearer::Bearer;
use super::{Capitals, LONGER, PLACE, Reason, Site, Word, is_titled, word_after, word_before};
use crate::knowledge::lexicon::LEXICON;

const FAMILY: Reason = Some("a family or a relative here");
pub(super) const THING: Reason = Some("a ship, a storm or another thing here");

/// Why a last name is no person's here.
pub(super) fn not_a_person(site: Site<'_>, bearer: &Bearer<'_>) -> Reason {
    let (before, after) = (site.before(), site.after());
    place(site, before, after)
        .or_else(|| thing(site, before))
        .or_else(|| family(site, before, after, bearer))
        .or_else(|| firm(site))
        .or_else(|| particle(before, bearer))
        .or_else(|| possessed(site, after))
}

/// "Mount Orrell", "the village of Orrell", "In Orrell, near Wigan", "Orrell, a town of 4,000".
fn place(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let kinds = &LEXICON.context.kinds;
    let possessive = is_possessive(site);
    if before.adjacent && matches!(before.text, "of" | "Of") {
        let head = word_before(site.text, before.start);
        let word = head.text.to_lowercase();
        if head.adjacent && (kinds.settlements.contains(&word) || kinds.of_places.contains(&word)) {
            return PLACE;
        }
    }
    if before.adjacent && !possessive && after.gap != "-" {
        let opens = matches!(before.text, "In" | "Near" | "Outside" | "Around" | "Inside" | "Throughout" | "Across")
            && site.opens_sentence_at(before.start);
        let within = before.text == "in" && {
            let head = word_before(site.text, before.start);
            !kinds.trusting.contains(&*head.text.to_lowercase())
        };
        if opens || within {
            return PLACE;
        }
    }
    (after.gap == ", " && (is_town(site, after) || is_in_a_state(site, after))).then_some(())?;
    PLACE
}

/// Whether what follows a comma says that a town is meant.
fn is_town(site: Site<'_>, first: Word<'_>) -> bool {
    if first.text == "near" {
        let next = word_after(site.text, first.end);
        return next.adjacent && is_titled(next.text);
    }
    if !matches!(first.text, "a" | "an" | "the") {
        return false;
    }
    let words = &LEXICON.context;
    let mut word = first;
    for _ in 0..4 {
        word = word_after(site.text, word.end);
        if !word.adjacent || words.function_words.contains(word.text) {
            return false;
        }
        if words.kinds.settlements.contains(word.text) {
            let next = word_after(site.text, word.end);
            return !next.adjacent
                || words.function_words.contains(next.text)
                || matches!(next.text, "outside" | "north" | "south" | "east" | "west" | "close" | "just" | "some");
        }
    }
    false
}

/// "Orrell, Nebraska".
pub(super) fn is_in_a_state(site: Site<'_>, after: Word<'_>) -> bool {
    let states = &LEXICON.context.united_states.states;
    let two = word_after(site.text, after.end);
    let both = two.adjacent && states.contains(&format!("{} {}", after.text, two.text));
    // "Orrell, Virginia Smithers and Lee"
    after.gap == ", " && (both || states.contains(after.text) && !(two.adjacent && is_titled(two.text)))
}

/// "Hurricane Orrell", "USS Orrell", "the tanker Orrell".
fn thing(site: Site<'_>, before: Word<'_>) -> Reason {
    let kinds = &LEXICON.context.kinds;
    let named = before.adjacent && kinds.before.contains(before.text);
    let vessel = matches!(before.gap, " " | " \"") && kinds.vessels.contains(before.text);
    if named || vessel {
        return THING;
    }
    let article = before.adjacent && matches!(before.text, "the" | "The");
    (article && kinds.ship_verbs.contains(site.after().text)).then_some(())?;
    THING
}

/// "the Orrell family", "Uncle Orrell", "Orrell Jr".
fn family(site: Site<'_>, before: Word<'_>, after: Word<'_>, bearer: &Bearer<'_>) -> Reason {
    let kinds = &LEXICON.context.kinds;
    if before.adjacent && kinds.kin.contains(before.text) && !bearer.has(before.text) {
        return FAMILY;
    }
    if after.adjacent && kinds.families.contains(after.text) {
        // "Orrell senior adviser" is no name; "Orrell senior spoke" is the father's.
        let next = word_after(site.text, after.end);
        let acts = !next.adjacent || kinds.acts.contains(next.text) || LEXICON.is_strong_saying(next.text);
        if acts || !matches!(after.text, "junior" | "senior") {
            return FAMILY;
        }
    }
    (is_generation(after) && !bearer.has(after.text)).then_some(())?;
    FAMILY
}

/// "Jr", "Sr" and numerals after a name.
pub(super) fn is_generation(after: Word<'_>) -> bool {
    matches!(after.gap, " " | ", ") && matches!(after.text, "Jr" | "Sr" | "Junior" | "Senior" | "II" | "III" | "IV")
}

/// "Orrell & Sons", "Orrell & Lee", "Lee & Orrell".
fn firm(site: Site<'_>) -> Reason {
    let reason = Some("a party or a firm here");
    let rest = &site.text[site.end..];
    if [" and Sons", " and Son", " and Daughters", " Bros"].iter().any(|ending| rest.starts_with(ending)) {
        return reason;
    }
    if rest.starts_with(" & ") {
        let other = word_after(site.text, site.end + " &".len());
        if is_titled(other.text) && !site.name_begins(other.start) {
            return reason;
        }
    }
    let head = site.text[..site.start].strip_suffix(" & ")?;
    let other = word_before(site.text, head.len());
    (is_titled(other.text) && !site.name_ends(head.len())).then_some(())?;
    reason
}

/// "van Orrell", "al-Orrell": another name than one without the particle.
fn particle(before: Word<'_>, bearer: &Bearer<'_>) -> Reason {
    let lower = before.text.to_lowercase();
    let apart = before.adjacent && bearer.is_in_english() && LEXICON.names.name_particles.contains(&lower);
    let joined = before.gap == "-" && LEXICON.names.name_particles.contains(&format!("{lower}-"));
    ((apart || joined) && !bearer.name.to_lowercase().contains(&lower)).then_some(())?;
    LONGER
}

/// "Orrell's Bakery": what is called after somebody, as the Green Party in "Orrell's Green Party" is not.
fn possessed(site: Site<'_>, after: Word<'_>) -> Reason {
    let mut word = after;
    let called = site.capitals == Capitals::Sentence && word.gap == "'s " && LEXICON.is_common(word.text);
    if !called || !is_titled(word.text) || site.name_begins(word.start) {
        return None;
    }
    for _ in 0..4 {
        let other = LEXICON.is_institution(word.text) || LEXICON.is_role(word.text) || LEXICON.is_calendar(word.text);
        if other || site.name_begins(word.start) {
            return None;
        }
        word = word_after(site.text, word.end);
        if !word.adjacent || !is_titled(word.text) {
            break;
        }
    }
    // "Orrell's Twitter account": what is capitalised only describes it.
    let words = &LEXICON.context;
    let ends = !word.adjacent
        || word.text.ends_with("ed")
        || words.kinds.acts.contains(word.text)
        || words.function_words.contains(word.text);
    ends.then_some(())?;
    LONGER
}

/// Whether a name has `'s` after it.
pub(super) fn is_possessive(site: Site<'_>) -> bool {
    let rest = &site.text[site.end..];
    rest.starts_with("'s") || rest.starts_with("' ")
}
