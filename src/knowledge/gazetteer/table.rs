//! An index of names: which of them stand in a text, and where.
//!
//! A text is cut into words once. Most words begin no name, which one look-up by the word's hash tells; for the others
//! the next words are taken in as far as a name with this beginning is long. The few names that can stand inside a
//! word, in scripts without spaces, are left to an automaton.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use hashbrown::HashTable;
use rayon::prelude::*;

use super::boundary::{has_own_boundaries, is_word, on_boundaries};
use super::words::{self, Word};

/// Names in order, ready to be found.
#[derive(Debug, Default)]
pub(super) struct Table {
    texts: Vec<Box<str>>,
    /// Hash of a name without the punctuation at its end, and the name.
    names: HashTable<(u64, u32)>,
    /// Hash of the first word of names, and how many words they have: bit `n` for `n` words.
    heads: HashTable<(u64, u64)>,
    /// How first words begin.
    beginnings: Beginnings,
    /// The names without word boundaries of their own.
    inner: Option<AhoCorasick>,
    inner_names: Vec<u32>,
    /// Whether one of them begins with an ASCII character, so that an ASCII text can hold it.
    inner_ascii: bool,
}

/// The first three bytes of words, as a set that may say yes for one that is not in it: most words of prose begin no
/// name, and this tells without a look-up in tables that are larger than the processor's cache.
#[derive(Debug)]
struct Beginnings(Box<[u64; 1024]>);

impl Default for Beginnings {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Beginnings {
    fn place(word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or_default());
        // Multiplicative hashing (Knuth, volume 3, section 6.4): the upper bits are the mixed ones.
        let mixed = (byte(0) | byte(1) << 8 | byte(2) << 16).wrapping_mul(0x9e37_79b1) >> 16;
        (mixed as usize / 64, 1 << (mixed % 64))
    }

    fn add(&mut self, word: &str) {
        let (at, bit) = Self::place(word);
        self.0[at] |= bit;
    }

    fn may_have(&self, word: &str) -> bool {
        let (at, bit) = Self::place(word);
        self.0[at] & bit != 0
    }
}

/// Names of more words than this are looked for with the automaton.
const MOST_WORDS: usize = 63;

/// What the table holds of a name.
struct Shape {
    /// Hash of the name without the punctuation at its end.
    name: u64,
    /// Hash of its first word.
    head: u64,
    /// How many words it has: bit `n` for `n` words.
    length: u64,
    first: Word,
}

impl Shape {
    /// Nothing for a name that is left to the automaton.
    fn of(text: &str) -> Option<Self> {
        let words = words::words(text);
        let plain = has_own_boundaries(text) && (1..=MOST_WORDS).contains(&words.len());
        let first = *words.first().filter(|_| plain)?;
        let (name, head) = (words::hash(key(text)), words::hash(first.of(text)));
        Some(Self { name, head, length: 1 << words.len(), first })
    }
}

impl Table {
    /// The index of these folded names, which are sorted and different from each other.
    pub(super) fn new(texts: Vec<Box<str>>) -> Self {
        let mut table = Self { names: HashTable::with_capacity(texts.len()), ..Self::default() };
        let looked_at: Vec<Option<Shape>> = texts.par_iter().with_min_len(256).map(|text| Shape::of(text)).collect();
        for ((at, text), shape) in (0_u32..).zip(&texts).zip(looked_at) {
            let Some(Shape { name, head, length, first }) = shape else {
                table.inner_names.push(at);
                table.inner_ascii |= text.starts_with(|c: char| c.is_ascii());
                continue;
            };
            table.names.insert_unique(name, (name, at), |(hash, _)| *hash);
            table.beginnings.add(first.of(text));
            let entry = table.heads.entry(head, |(known, _)| *known == head, |(hash, _)| *hash);
            entry.and_modify(|(_, lengths)| *lengths |= length).or_insert((head, length));
        }
        if !table.inner_names.is_empty() {
            let mut automaton = AhoCorasick::builder();
            automaton.kind(Some(AhoCorasickKind::ContiguousNFA));
            let patterns = table.inner_names.iter().map(|&at| texts[at as usize].as_bytes());
            // It only fails above two billion states.
            table.inner = automaton.match_kind(MatchKind::Standard).build(patterns).ok();
        }
        table.texts = texts;
        table
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The name with this number.
    pub(super) fn text(&self, at: u32) -> &str {
        &self.texts[at as usize]
    }

    /// The number of a name.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        if !has_own_boundaries(text) || text.is_empty() {
            return self.texts.binary_search_by(|name| (**name).cmp(text)).ok().and_then(|at| u32::try_from(at).ok());
        }
        let hash = words::hash(key(text));
        self.names.iter_hash(hash).find(|(_, at)| self.text(*at) == text).map(|(_, at)| *at)
    }

    /// Calls `found` with name, start and end for each place in a folded text where a name stands between boundaries.
    pub(super) fn find_all(&self, text: &str, words: &[Word], mut found: impl FnMut(u32, usize, usize)) {
        for (at, first) in words.iter().enumerate() {
            let word = first.of(text);
            if !self.beginnings.may_have(word) {
                continue;
            }
            let head = words::hash(word);
            let Some((_, lengths)) = self.heads.find(head, |(hash, _)| *hash == head) else { continue };
            let start = first.start as usize;
            let mut lengths = *lengths;
            while lengths != 0 {
                let count = lengths.trailing_zeros() as usize;
                lengths &= lengths - 1;
                let Some(last) = words.get(at + count - 1) else { break };
                let hash = if count == 1 { head } else { words::hash(&text[start..last.end as usize]) };
                for (_, name) in self.names.iter_hash(hash).filter(|(known, _)| *known == hash) {
                    let end = start + self.text(*name).len();
                    if text[start..].starts_with(self.text(*name)) && on_boundaries(text, start, end) {
                        found(*name, start, end);
                    }
                }
            }
        }
        if let Some(inner) = self.inner.as_ref().filter(|_| self.inner_ascii || !text.is_ascii()) {
            for hit in inner.find_overlapping_iter(text.as_bytes()) {
                if on_boundaries(text, hit.start(), hit.end()) {
                    found(self.inner_names[hit.pattern().as_usize()], hit.start(), hit.end());
                }
            }
        }
    }
}

/// A name without the punctuation at its end, so that it ends where a word of the text ends.
fn key(text: &str) -> &str {
    text.trim_end_matches(|c| !is_word(c))
}
