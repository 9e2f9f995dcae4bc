//! Names that recur in prose and have no page.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::fold::fold;
use super::lexicon::LEXICON;
use super::{Entry, KnowledgeBase};
use crate::document::markdown::Role;

/// A name that deserves a page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// The name as it is written first.
    pub name: String,
    /// How often it stands in prose.
    pub count: usize,
    /// Ids of the reports that have it, at most five, newest first.
    pub reports: Vec<String>,
    /// Whether it looks like a person's name.
    pub person: bool,
}

/// Names of two words or more, and acronyms, that stand at least `least` times in the reports, most frequent first.
#[must_use]
pub fn suggestions(base: &KnowledgeBase, least: usize) -> Vec<Suggestion> {
    let lists: Vec<Vec<(String, String)>> = base.reports.par_iter().map(|entry| names(entry)).collect();
    let mut table: BTreeMap<String, Suggestion> = BTreeMap::new();
    for (entry, names) in base.reports.iter().zip(lists) {
        let id = entry.document.id.to_string();
        for (key, name) in names {
            let person = name.split(' ').next().is_some_and(|word| LEXICON.is_given_name(word));
            let row = table.entry(key).or_insert_with(|| Suggestion { name, count: 0, reports: Vec::new(), person });
            row.count += 1;
            if row.reports.len() < 5 && row.reports.last() != Some(&id) {
                row.reports.push(id.clone());
            }
        }
    }
    let mut rows: Vec<Suggestion> = table.into_values().filter(|row| row.count >= least).collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    rows
}

/// Names of one report that have no page, in the order of its text, each as often as it stands there.
#[must_use]
pub fn names_without_page(entry: &Entry) -> Vec<String> {
    names(entry).into_iter().map(|(_, name)| name).collect()
}

/// Names in one report that nothing known covers: key and form.
fn names(entry: &Entry) -> Vec<(String, String)> {
    let source = &entry.document.file.text;
    let mut covered: BTreeSet<(u32, u32)> = BTreeSet::new();
    for mention in &entry.prose.found.mentions {
        covered.insert((mention.span.start, mention.span.end));
    }
    let mut names = Vec::new();
    for run in entry.document.body.runs.iter().filter(|run| !run.is_heading) {
        for piece in run.pieces.iter().filter(|piece| piece.text.is_none() && piece.role == Role::Prose) {
            let text = piece.read(source);
            let offset = piece.span.start;
            for (start, end) in sequences(text) {
                let place = |at: usize| offset + u32::try_from(at).unwrap_or(0);
                let known = covered.range(..(place(end), 0)).next_back().is_some_and(|(_, last)| *last > place(start));
                if !known {
                    let name = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
                    names.push((fold(&name), name));
                }
            }
        }
    }
    names
}

/// Sequences of capitalised words in a text: from first to last byte.
fn sequences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut words: Vec<(usize, usize, bool)> = Vec::new();
    let mut at = 0;
    let mut opens = true;
    for token in text.split_inclusive(char::is_whitespace) {
        let start = at + (token.len() - token.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        let end = start + bare.len();
        at += token.len();
        let capital = bare.starts_with(char::is_uppercase);
        let connects =
            !words.is_empty() && matches!(bare, "of" | "the" | "for" | "and" | "de" | "van" | "von" | "bin" | "al");
        let breaks_before = start > at - token.len();
        if breaks_before {
            close(text, &mut words, &mut found);
        }
        if capital && !(LEXICON.is_honorific(bare) || LEXICON.is_calendar(bare)) {
            words.push((start, end, opens));
        } else if connects {
            words.push((start, end, false));
        } else {
            close(text, &mut words, &mut found);
        }
        let after = &token[(end + token.len()).saturating_sub(at)..];
        opens = after.contains(['.', '!', '?', ':', ';']);
        if after.chars().any(|c| !c.is_whitespace()) {
            close(text, &mut words, &mut found);
        }
    }
    close(text, &mut words, &mut found);
    found
}

/// Ends a sequence: connecting words at its end go, an ordinary word that only begins a sentence goes, and what is left
/// counts where it has two words or is an acronym.
fn close(text: &str, words: &mut Vec<(usize, usize, bool)>, found: &mut Vec<(usize, usize)>) {
    while words.last().is_some_and(|(start, ..)| text[*start..].starts_with(char::is_lowercase)) {
        words.pop();
    }
    let skip =
        usize::from(words.first().is_some_and(|(start, end, opens)| *opens && LEXICON.is_common(&text[*start..*end])));
    let rest = words.get(skip..).unwrap_or_default();
    if let (Some((start, ..)), Some((_, end, _))) = (rest.first(), rest.last()) {
        let name = &text[*start..*end];
        let acronym = name.len() >= 3 && name.chars().all(|c| c.is_ascii_uppercase());
        let names = rest.len() >= 2 && !rest.iter().all(|(start, end, _)| LEXICON.is_role(&text[*start..*end]));
        if acronym || names {
            found.push((*start, *end));
        }
    }
    words.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitalised_sequences_are_names() {
        let text = "The Harbour Relief Committee met Anna Orr on Tuesday. Yesterday Anna Orr called the HRC’s board.";
        let names: Vec<_> = sequences(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(names, ["Harbour Relief Committee", "Anna Orr", "Anna Orr", "HRC"]);
    }
}
