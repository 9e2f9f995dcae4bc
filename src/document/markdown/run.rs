//! Runs of prose: what names are looked for in.

use std::borrow::Cow;
use std::ops::Deref;

use crate::source::Span;

/// A piece of prose that is read without a break: names are looked for within one run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The section it is in.
    pub section: u32,
    /// Whether it is a heading: names in headings are mentions, never links.
    pub is_heading: bool,
    /// What it is made of, in order.
    pub pieces: Pieces,
}

/// The pieces of a run: nearly always one, which then stands in the run itself.
#[derive(Debug, Clone)]
pub enum Pieces {
    /// Just one.
    One(Piece),
    /// Several, or none.
    Many(Box<[Piece]>),
}

impl Deref for Pieces {
    type Target = [Piece];

    fn deref(&self) -> &[Piece] {
        match self {
            Self::One(piece) => std::slice::from_ref(piece),
            Self::Many(pieces) => pieces,
        }
    }
}

impl FromIterator<Piece> for Pieces {
    fn from_iter<I: IntoIterator<Item = Piece>>(pieces: I) -> Self {
        let mut pieces = pieces.into_iter();
        match (pieces.next(), pieces.next()) {
            (Some(one), None) => Self::One(one),
            (first, second) => Self::Many(first.into_iter().chain(second).chain(pieces).collect()),
        }
    }
}

/// A stretch of text with one origin.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it stands in the file.
    pub span: Span,
    /// The text, where it is not what the file says at `span` (entities, line breaks, code): seldom, so that a thin
    /// pointer is worth the detour.
    pub text: Option<Box<Box<str>>>,
    /// What automatic linking may do with it.
    pub role: Role,
}

/// What automatic linking may do with a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Look for names, make links.
    Prose,
    /// Look for names, make no links: inside a link.
    Linked,
    /// The text of the explicit link with this index in [`Body::links`](super::Body::links).
    Explicit(u32),
    /// Do not look: code, raw HTML that shows code.
    Silent,
}

/// Stands for a thing without text (code, a picture) so that no name reaches across it.
pub const OBJECT: char = '\u{fffc}';

impl Piece {
    /// The text of the piece; `source` is the text of the whole file.
    #[must_use]
    pub fn read<'a>(&'a self, source: &'a str) -> &'a str {
        match &self.text {
            Some(text) => text,
            None => source.get(self.span.range()).unwrap_or_default(),
        }
    }
}

impl Run {
    /// The run as a reader reads it; borrowed where it stands in the file as it is read.
    #[must_use]
    pub fn read<'a>(&'a self, source: &'a str) -> Cow<'a, str> {
        match &*self.pieces {
            [piece] => Cow::Borrowed(piece.read(source)),
            pieces => {
                let width = |piece: &Piece| piece.span.range().len();
                let mut text = String::with_capacity(pieces.iter().map(width).sum());
                for piece in pieces {
                    text.push_str(piece.read(source));
                }
                Cow::Owned(text)
            }
        }
    }
}
