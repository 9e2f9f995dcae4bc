//! Demonyms: people, or a language, or a thing.

use super::namesake::is_in_persons_name;
use super::{
    Capitals, LONGER, ORDINARY, PERSON, PLACE, Reason, Site, Word, follows_person_word, is_titled, word_after,
    word_before,
};
use crate::knowledge::lexicon::LEXICON;

/// Why a demonym does not mean the country's people here.
pub(in crate::knowledge) fn not_a_demonym(site: Site<'_>) -> Reason {
    let (before, after) = (site.before(), site.after());
    let words = &LEXICON.context;
    let surface = site.surface();
    if after.adjacent && words.after_place.contains(after.text) && site.capitals != Capitals::Title {
        return PLACE;
    }
    if (after.adjacent || after.gap == "-")
        && words.demonym_things.contains(after.text.split('-').next().unwrap_or_default())
    {
        return Some("a word for a thing here");
    }
    if before.adjacent && words.surnames.words.contains(surface) && follows_person_word(before) {
        return PERSON;
    }
    if after.adjacent && after.text == "Orthodox" {
        return LONGER;
    }
    if is_in_persons_name(site, before, after) {
        return PERSON;
    }
    if matches!(surface, "Finn" | "Dane" | "Pole" | "Turk" | "Lao" | "Thai")
        && after.adjacent
        && is_titled(after.text)
        && !LEXICON.is_common(after.text)
    {
        return PERSON;
    }
    if surface == "Polish"
        && site.opens_sentence()
        && matches!(
            &*after.text.to_lowercase(),
            "the" | "your" | "it" | "them" | "up" | "off" | "my" | "his" | "her" | "our" | "their"
        )
    {
        return ORDINARY;
    }
    if !words.languages.names.contains(surface) {
        return None;
    }
    language(site, before, after)
}

/// "speaks French", "in Russian.", "French-speaking".
fn language(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let words = &LEXICON.context;
    let reason = Some("a language here");
    let near = after.adjacent || after.gap == "-";
    if near && words.languages.after.contains(after.text) {
        return reason;
    }
    // "French- and Arabic-speaking", "Arabic and French interpreters", "spoke Georgian, Russian and Turkish"
    let mut head = before;
    for _ in 0..6 {
        let listed = matches!(head.gap, " " | ", ")
            && (matches!(
                head.text,
                "and"
                    | "or"
                    | "both"
                    | "some"
                    | "only"
                    | "good"
                    | "fluent"
                    | "little"
                    | "no"
                    | "any"
                    | "Modern"
                    | "either"
            ) || words.languages.names.contains(head.text)
                || head.text == "English");
        if !listed {
            break;
        }
        head = word_before(site.text, head.start);
    }
    if words.languages.before.contains(head.text) && matches!(head.gap, " " | "-") {
        return reason;
    }
    let alone = !after.adjacent || words.function_words.contains(after.text);
    let medium = matches!(head.text, "in" | "In" | "into" | "from") && head.gap == " ";
    if medium && alone && !after.gap.starts_with(['\'', '-']) && !matches!(after.text, "and" | "or") {
        return reason;
    }
    if medium && matches!(after.text, "and" | "or") {
        let next = word_after(site.text, after.end);
        let then = word_after(site.text, next.end);
        let language = words.languages.names.contains(next.text) || matches!(next.text, "English" | "in");
        if language
            && (!then.adjacent
                || next.text == "in"
                || words.function_words.contains(then.text)
                || words.languages.after.contains(then.text))
        {
            return reason;
        }
    }
    let joined = matches!(after.text, "and" | "or") || after.gap == ", " || after.gap == "- ";
    if joined {
        let next = word_after(site.text, if matches!(after.text, "and" | "or") { after.end } else { site.end });
        let then = word_after(site.text, next.end);
        let language = words.languages.names.contains(next.text) || next.text == "English";
        if language && (then.adjacent || then.gap == "-") && words.languages.after.contains(then.text) {
            return reason;
        }
    }
    (after.adjacent && after.text == "for" && site.text[after.end..].trim_start().starts_with(['"', '*']))
        .then_some("a language here")
}
