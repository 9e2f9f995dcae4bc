//! Where the words that claims quote stand in a body.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::fold::{Folded, fold};
use crate::document::Document;
use crate::document::markdown::{OBJECT, Piece, Role, Run};
use crate::source::Span;

/// The first place in the prose of a document that says each of these words, in bytes of its file. Emphasis, links,
/// notes and line breaks within them, and kinds of quotation marks and spaces, make no difference; a part of a word or
/// of a number is not it. The prose is read once for all of them.
#[must_use]
pub fn find(document: &Document, quotes: &[&str]) -> Vec<Option<Place>> {
    let mut places: Vec<Option<Place>> = vec![None; quotes.len()];
    let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, quote) in quotes.iter().enumerate() {
        let folded = fold(quote);
        if !folded.is_empty() {
            wanted.entry(folded).or_default().push(at);
        }
    }
    let mut words: Vec<(&String, &Vec<usize>)> = wanted.iter().collect();
    words.sort_unstable();
    let Ok(automaton) = AhoCorasick::new(words.iter().map(|(word, _)| word.as_bytes())) else { return places };
    let mut missing = words.len();
    for run in &document.body.runs {
        if missing == 0 {
            break;
        }
        let file = &document.file.text;
        let text: String = run.pieces.iter().map(|piece| shown(piece, file)).collect();
        let folded = Folded::new(&text);
        for hit in automaton.find_overlapping_iter(&*folded.text) {
            let of = words[hit.pattern().as_usize()].1;
            if places[of[0]].is_some() || !is_whole(&folded.text, hit.start(), hit.end()) {
                continue;
            }
            let (start, end) = (folded.origin(hit.start()), folded.origin_end(hit.end(), &text));
            if let Some(place) = place(run, file, start, end) {
                missing -= 1;
                for &at in of {
                    places[at] = Some(place);
                }
            }
        }
    }
    places
}

/// Where quoted words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The bytes of the file.
    pub span: Span,
    /// Whether any of it is prose that can be marked, and not only code.
    pub is_prose: bool,
}

/// Whether neither end of a match cuts a word or a number.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let joins =
        |a: Option<char>, b: Option<char>| a.zip(b).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric());
    let (before, matched, after) = (&text[..start], &text[start..end], &text[end..]);
    !joins(before.chars().next_back(), matched.chars().next())
        && !joins(matched.chars().next_back(), after.chars().next())
}

/// The bytes of the file from which a part of a run was read.
fn place(run: &Run, file: &str, start: usize, end: usize) -> Option<Place> {
    let (mut from, mut to, mut is_prose) = (None, None, false);
    let mut at = 0;
    for piece in run.pieces.iter() {
        let next = at + shown(piece, file).len();
        let (first, last) = (piece.span.start as usize, piece.span.end as usize);
        is_prose |= start < next && at < end && piece.role != Role::Silent;
        if from.is_none() && start < next {
            from = Some(if piece.text.is_none() { first + (start - at) } else { first });
        }
        if end <= next {
            to = Some(if piece.text.is_none() { first + (end - at) } else { last });
            break;
        }
        at = next;
    }
    Some(Place { span: Span::new(from?, to?), is_prose })
}

/// A piece as a reader sees it: code with its words, a note or a picture as nothing.
fn shown<'a>(piece: &'a Piece, text: &'a str) -> &'a str {
    let read = piece.read(text);
    if !read.contains(OBJECT) {
        return read;
    }
    let written = text.get(piece.span.range()).unwrap_or_default();
    if written.starts_with('`') { written.trim_matches('`').trim() } else { "" }
}
