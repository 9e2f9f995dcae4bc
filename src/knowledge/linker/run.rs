//! A run of prose made ready for linking: folded, with its hits and the way back to the file.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::Document;
use crate::document::markdown::{Piece, Role};
use crate::knowledge::context::{self, Site};
use crate::knowledge::countries::is_refused_in;
use crate::knowledge::fold::Folded;
use crate::knowledge::gazetteer::words::{Word, words};
use crate::knowledge::gazetteer::{Gazetteer, Hit};
use crate::knowledge::sentence;
use crate::source::Span;

/// A run of prose, folded, with every hit in it.
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    pub(super) folded: Folded<'a>,
    /// For each piece: where it begins in `text`, and the piece.
    pub(super) pieces: Vec<(usize, &'a Piece)>,
    pub(super) index: Option<u32>,
    pub(super) hits: Vec<Hit>,
    /// Where hits begin and end, sorted.
    pub(super) starts: Vec<usize>,
    pub(super) ends: Vec<usize>,
    pub(super) capitals: context::Capitals,
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) words: Vec<Word>,
    /// What was asked for each hit, which is looked at twice: to introduce its entity, and to be decided.
    known: Vec<Known>,
}

/// What the words around a hit say, as far as it was asked for.
#[derive(Clone, Default)]
struct Known {
    /// How its sentence uses capitals.
    capitals: Cell<Option<context::Capitals>>,
    /// Why it is no country, by whether the document also has the name in lower case.
    no_country: Cell<Option<(bool, Option<&'static str>)>>,
}

/// The runs of a document, which read as `texts`.
pub(super) fn runs<'a>(document: &'a Document, texts: &'a [Cow<'a, str>], names: (&Gazetteer, &str)) -> Vec<Run<'a>> {
    let source = &document.file.text;
    let runs = document.body.runs.iter().zip(texts).zip(0_u32..).map(|((run, text), index)| {
        let mut at = 0;
        let place = |piece: &'a Piece| {
            let start = at;
            at += piece.read(source).len();
            (start, piece)
        };
        Run::new(text, run.pieces.iter().map(place).collect(), Some(index), names)
    });
    runs.collect()
}

impl<'a> Run<'a> {
    pub(super) fn new(
        text: &'a str,
        pieces: Vec<(usize, &'a Piece)>,
        index: Option<u32>,
        (gazetteer, language): (&Gazetteer, &str),
    ) -> Self {
        let folded = Folded::new(text);
        let words = words(&folded.text);
        let mut hits = gazetteer.hits(&folded.text, &words);
        // A name of another language is none here; a name that means nothing any more has no sense.
        hits.retain(|hit| {
            let senses = gazetteer.meanings(*hit);
            (senses.is_empty() || senses.iter().any(|sense| sense.speaks(language)))
                && !is_refused_in(language, gazetteer.text(*hit))
        });
        let needs_context = !hits.is_empty() || pieces.iter().any(|(_, piece)| matches!(piece.role, Role::Explicit(_)));
        hits.sort_by_key(order);
        for (at, hit) in (0_u32..).zip(&mut hits) {
            hit.at = at;
        }
        Self {
            starts: sorted(hits.iter().map(|hit| hit.start)),
            ends: sorted(hits.iter().map(|hit| hit.end)),
            capitals: if needs_context { context::capitals(&folded.text) } else { context::Capitals::Sentence },
            sentences: if needs_context { sentence::sentences(text) } else { Vec::new() },
            text,
            folded,
            pieces,
            index,
            known: vec![Known::default(); hits.len()],
            hits,
            words,
        }
    }

    pub(super) fn site(&self, hit: Hit) -> Site<'_> {
        Site {
            text: &self.folded.text,
            start: hit.start,
            end: hit.end,
            capitals: match self.capitals {
                context::Capitals::Sentence => self.capitals_around(hit),
                capitals => capitals,
            },
            starts: &self.starts,
            ends: &self.ends,
            has_lower: false,
        }
    }

    fn capitals_around(&self, hit: Hit) -> context::Capitals {
        let known = &self.known[hit.at as usize].capitals;
        known.get().unwrap_or_else(|| {
            let capitals = context::capitals_around(&self.folded.text, hit.start, hit.end);
            known.set(Some(capitals));
            capitals
        })
    }

    /// Why a hit does not name the country whose name it is; `site` is that of the hit.
    pub(super) fn not_a_country(&self, hit: Hit, site: Site<'_>) -> Option<&'static str> {
        let known = &self.known[hit.at as usize].no_country;
        match known.get() {
            Some((has_lower, reason)) if has_lower == site.has_lower => reason,
            _ => {
                let reason = context::not_a_country(site);
                known.set(Some((site.has_lower, reason)));
                reason
            }
        }
    }

    /// The range of a hit in `text`.
    pub(super) fn place(&self, hit: Hit) -> Range<usize> {
        self.folded.origin(hit.start)..self.folded.origin_end(hit.end, self.text)
    }

    /// The piece that holds byte `at` of `text`, and where it begins.
    pub(super) fn piece(&self, at: usize) -> Option<(usize, &'a Piece)> {
        let index = self.pieces.partition_point(|(start, _)| *start <= at);
        self.pieces.get(index.checked_sub(1)?).copied()
    }

    /// The span in the file of a range of `text`.
    pub(super) fn span(&self, place: &Range<usize>) -> Option<Span> {
        let (first, start) = self.piece(place.start)?;
        let (last, end) = self.piece(place.end.checked_sub(1)?)?;
        let from = if start.text.is_none() {
            start.span.start as usize + place.start - first
        } else {
            start.span.start as usize
        };
        let to = if end.text.is_none() { end.span.start as usize + place.end - last } else { end.span.end as usize };
        Some(Span::new(from, to))
    }

    /// The roles of the pieces that a range of `text` touches.
    pub(super) fn roles(&self, place: &Range<usize>) -> impl Iterator<Item = Role> {
        let from = self.pieces.partition_point(|(start, _)| *start <= place.start).saturating_sub(1);
        self.pieces[from..]
            .iter()
            .take_while({
                let end = place.end;
                move |(start, _)| *start < end
            })
            .map(|(_, piece)| piece.role)
    }
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places
}

/// Longest first. No two hits of a text are alike.
fn order(hit: &Hit) -> (Reverse<usize>, usize) {
    (Reverse(hit.end - hit.start), hit.start)
}

/// Whether a place is inside an address, a file name or a handle that stands in prose.
pub(super) fn in_address(text: &str, place: &Range<usize>) -> bool {
    const REACH: usize = 300;
    let low = crate::source::floor_char_boundary(text, place.start.saturating_sub(REACH));
    let high = crate::source::floor_char_boundary(text, place.end + REACH).max(place.end);
    let start = text[low..place.start].rfind(char::is_whitespace).map_or(low, |at| low + at);
    let end = text[place.end..high].find(char::is_whitespace).map_or(high, |at| place.end + at);
    let token = text.get(start..end).unwrap_or_default().trim_start();
    let token = token.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '”']);
    token.contains("://")
        || token.starts_with("www.")
        || token.find('@').is_some_and(|at| at > 0)
        || token.contains('_') && token.contains('.')
        || has_file_ending(token)
}

fn has_file_ending(token: &str) -> bool {
    let Some((stem, ending)) = token.rsplit_once('.') else { return false };
    !stem.is_empty()
        && matches!(
            ending,
            "pdf"
                | "doc"
                | "docx"
                | "xls"
                | "xlsx"
                | "csv"
                | "txt"
                | "md"
                | "html"
                | "htm"
                | "png"
                | "jpg"
                | "jpeg"
                | "json"
                | "zip"
                | "com"
                | "org"
                | "net"
                | "int"
                | "gov"
                | "info"
                | "mp4"
                | "kml"
                | "shp"
                | "geojson"
                | "example"
        )
}

/// Parts of a folded run that are decided.
#[derive(Default)]
pub(super) struct Taken {
    spans: Spans,
    phrases: Spans,
}

/// Ranges that do not overlap, by their start.
#[derive(Default)]
struct Spans(BTreeMap<usize, usize>);

impl Spans {
    pub(super) fn overlaps(&self, hit: Hit) -> bool {
        self.0.range(..hit.end).next_back().is_some_and(|(_, &end)| end > hit.start)
    }

    pub(super) fn add(&mut self, hit: Hit) {
        if !self.overlaps(hit) {
            self.0.insert(hit.start, hit.end);
        }
    }
}

impl Taken {
    pub(super) fn overlaps(&self, hit: Hit) -> bool {
        self.spans.overlaps(hit)
    }

    pub(super) fn in_phrase(&self, hit: Hit) -> bool {
        self.phrases.overlaps(hit)
    }

    pub(super) fn add(&mut self, hit: Hit) {
        self.spans.add(hit);
    }

    pub(super) fn add_phrase(&mut self, hit: Hit) {
        self.phrases.add(hit);
    }
}
