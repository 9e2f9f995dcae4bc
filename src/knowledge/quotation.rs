//! Where the words that a claim quotes stand in a body.

use super::fold::{Folded, fold};
use crate::document::Document;
use crate::document::markdown::{OBJECT, Piece, Run};
use crate::source::Span;

/// The first place in the prose of a document that says these words, in bytes of its file. Emphasis, links and line
/// breaks within them, notes, and kinds of quotation marks and spaces, make no difference.
#[must_use]
pub fn find(document: &Document, quote: &str) -> Option<Span> {
    let wanted = fold(quote);
    if wanted.is_empty() {
        return None;
    }
    document.body.runs.iter().find_map(|run| {
        let file = &document.file.text;
        let text: String = run.pieces.iter().map(|piece| shown(piece, file)).collect();
        let folded = Folded::new(&text);
        let start = folded.text.find(&wanted)?;
        let place = folded.origin(start)..folded.origin_end(start + wanted.len(), &text);
        span(run, file, place.start, place.end)
    })
}

/// The bytes of the file from which a part of a run was read.
fn span(run: &Run, file: &str, start: usize, end: usize) -> Option<Span> {
    let (mut from, mut to) = (None, None);
    let mut at = 0;
    for piece in run.pieces.iter() {
        let next = at + shown(piece, file).len();
        let (first, last) = (piece.span.start as usize, piece.span.end as usize);
        if from.is_none() && start < next {
            from = Some(if piece.text.is_none() { first + (start - at) } else { first });
        }
        if end <= next {
            to = Some(if piece.text.is_none() { first + (end - at) } else { last });
            break;
        }
        at = next;
    }
    Some(Span::new(from?, to?))
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
