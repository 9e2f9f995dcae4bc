//! Which body of a kind was named last: "The school board met. The board agreed."

use super::{Site, is_titled, word_before};
use crate::knowledge::lexicon::LEXICON;

/// How far back another body is looked for, in bytes: a text must not be read again for every name.
const REACH: usize = 400;

/// Whether a name such as "the board" comes after another board than the one with these folded names, which are not
/// named since.
pub(in crate::knowledge) fn names_another(site: Site<'_>, own: &[String]) -> bool {
    let surface = site.surface();
    let Some(core) = surface.strip_prefix("the ").or_else(|| surface.strip_prefix("The ")) else { return false };
    if core.contains(' ') {
        return false;
    }
    let low = crate::source::floor_char_boundary(site.text, site.start.saturating_sub(REACH));
    let mut end = site.start;
    while let Some(start) = last_word(&site.text[low..end], core).map(|at| low + at) {
        let after = start + core.len();
        if own.iter().any(|name| {
            site.text[..after].ends_with(name.as_str()) || site.text[after..site.start].contains(name.as_str())
        }) {
            return false;
        }
        if is_qualified(site, start, &core.to_lowercase()) {
            return true;
        }
        end = start;
    }
    false
}

/// Where a word stands last in a text, with a capital or without.
fn last_word(text: &str, word: &str) -> Option<usize> {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_it = |at: usize| {
        let end = at + word.len();
        text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(word))
            && apart(text[..at].chars().next_back())
            && apart(text[end..].chars().next())
    };
    (0..text.len().saturating_sub(word.len() - 1)).rev().find(|&at| is_it(at))
}

/// Whether the word before makes a body of its own: "Coast Guard", "the school board", but not "the armed group".
fn is_qualified(site: Site<'_>, start: usize, core: &str) -> bool {
    let before = word_before(site.text, start);
    if !before.adjacent {
        return false;
    }
    let lists = &LEXICON.context;
    let word = before.text.to_lowercase();
    if lists.function_words.contains(&*word) || lists.kinds.determiners.contains(&*word) {
        return false;
    }
    if is_titled(before.text) {
        return !(site.opens_sentence_at(before.start) && LEXICON.is_common(before.text));
    }
    let adjective =
        ["ed", "al", "ing", "ive", "ous", "ary", "ful", "ern", "ic", "an"].iter().any(|end| word.ends_with(end));
    let first = word_before(site.text, before.start);
    let definite = first.adjacent && matches!(first.text, "the" | "The" | "another" | "Another");
    definite && !adjective && LEXICON.is_common(&word) && lists.kinds.bodies.contains(core)
}

/// "across the board": set phrases, and what is done to things.
pub(super) fn is_set_phrase(site: Site<'_>) -> bool {
    let before = site.before();
    let kinds = &LEXICON.context.kinds;
    let word = before.text.to_lowercase();
    before.adjacent
        && (kinds.handling.contains(&word)
            || kinds.set_phrases.contains(&format!("{word} {}", site.surface().to_lowercase())))
}
