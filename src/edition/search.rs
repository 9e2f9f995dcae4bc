//! Very many words looked for at once, wherever one stands.
//!
//! An automaton walks from state to state with each byte, and of ten thousand words it has more states than a cache holds.
//! Here most places of a text are passed by with one look at a small table: each word has an anchor, the place in it where
//! a word begins and that the fewest others have, and only where a text goes on as some word does from its anchor on is
//! the sorted list of all of them asked.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use hashbrown::HashTable;

/// Words, ready to be looked for without regard to the case of ASCII letters.
pub(super) struct Search {
    /// By what follows their anchors.
    words: Vec<Word>,
    /// The places of those that are the same for [`LONG`] bytes from their anchors on.
    groups: HashTable<Range<usize>>,
    classes: [u8; 256],
    long: Filter<LONG>,
    middling: Filter<MIDDLING>,
}

struct Word {
    /// In lower case.
    text: Box<[u8]>,
    anchor: usize,
    number: usize,
    /// The place of the word before this one whose end, from its anchor on, is the longest that this one's begins with.
    shorter: Option<usize>,
}

/// Bytes that tell a word by its anchor, and what will do for a shorter one.
const LONG: usize = 12;
const MIDDLING: usize = 4;

/// Letters and digits of ASCII: a word does not begin between two of them.
const JOINS: u8 = 1;
/// The byte at an anchor.
const FIRST: u8 = 2;
/// The byte at the anchor of a word that is too short for a filter.
const SHORT: u8 = 4;

impl Search {
    /// `words` in the order of their numbers.
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let lower: Vec<Box<[u8]>> = words.map(|word| word.to_ascii_lowercase().into_bytes().into()).collect();
        let mut shared: HashMap<&[u8], usize> = HashMap::new();
        for window in lower.iter().flat_map(|word| anchors(word).filter_map(|at| word.get(at..at + LONG))) {
            *shared.entry(window).or_default() += 1;
        }
        let rarest = |word: &[u8]| {
            let long = anchors(word).filter_map(|at| word.get(at..at + LONG).map(|window| (shared[window], at)));
            long.min().map_or(0, |(_, at)| at)
        };
        let anchored: Vec<usize> = lower.iter().map(|word| rarest(word)).collect();
        let words = lower.into_iter().zip(anchored).enumerate().filter(|(_, (text, _))| !text.is_empty());
        let mut words: Vec<Word> =
            words.map(|(number, (text, anchor))| Word { text, anchor, number, shorter: None }).collect();
        words.sort_unstable_by(|a, b| (a.end(), a.number).cmp(&(b.end(), b.number)));
        link(&mut words);

        let mut search = Self {
            classes: [0; 256],
            groups: HashTable::new(),
            long: Filter::of(words.len()),
            middling: Filter::of(words.len()),
            words,
        };
        search.fill();
        search
    }

    fn fill(&mut self) {
        for byte in 0..=u8::MAX {
            self.classes[usize::from(byte)] = if byte.is_ascii_alphanumeric() { JOINS } else { 0 };
        }
        for word in &self.words {
            let end = word.end();
            let class = if self.long.add(end) || self.middling.add(end) { FIRST } else { FIRST | SHORT };
            for byte in [end[0], end[0].to_ascii_uppercase()] {
                self.classes[usize::from(byte)] |= class;
            }
        }
        let mut start = 0;
        for group in self.words.chunk_by(|a, b| a.window().is_some() && a.window() == b.window()) {
            let places = start..start + group.len();
            start = places.end;
            if let Some(window) = group[0].window() {
                let rehash = |places: &Range<usize>| self.words[places.start].window().map_or(0, hash);
                self.groups.insert_unique(hash(window), places, rehash);
            }
        }
    }

    /// Calls `found` with the number, the start and the end of each word that stands in `bytes`, within one another as
    /// well, where no word of ASCII letters and digits goes on at its start.
    pub(super) fn each(&self, bytes: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        let mut before = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let class = self.classes[usize::from(byte)];
            let may_be = class & FIRST != 0 && before & class & JOINS == 0;
            before = class;
            if may_be {
                let rest = &bytes[at..];
                let long = rest.first_chunk().filter(|window| self.long.may_have(window));
                let group = long.and_then(|window| self.group(window));
                let middling = rest.first_chunk().is_some_and(|window| self.middling.may_have(window));
                if group.is_some() || middling || class & SHORT != 0 {
                    self.look_up(bytes, at, group.unwrap_or(0..self.words.len()), &mut found);
                }
            }
        }
    }

    fn group(&self, window: &[u8; LONG]) -> Option<Range<usize>> {
        let is_same = |places: &Range<usize>| {
            self.words[places.start].window().is_some_and(|other| other.eq_ignore_ascii_case(window))
        };
        self.groups.find(hash(window), is_same).cloned()
    }

    /// The words whose anchor is at this place. What follows it begins with the end of each of them: of the ends that do
    /// not come after it in the order each is the last, or the last begins with it, too. `within` has the last, or comes
    /// right after it.
    fn look_up(&self, bytes: &[u8], at: usize, within: Range<usize>, found: &mut impl FnMut(usize, usize, usize)) {
        let rest = &bytes[at..];
        let start = within.start;
        let after = self.words[within].partition_point(|word| compare(word.end(), rest) != Ordering::Greater);
        let mut next = (start + after).checked_sub(1);
        while let Some(place) = next {
            let word = &self.words[place];
            if let Some(start) = at.checked_sub(word.anchor) {
                let end = start + word.text.len();
                let is_same = bytes.get(start..end).is_some_and(|text| text.eq_ignore_ascii_case(&word.text));
                if is_same && may_begin(bytes, start) {
                    found(word.number, start, end);
                }
            }
            next = word.shorter;
        }
    }
}

impl Word {
    fn end(&self) -> &[u8] {
        &self.text[self.anchor..]
    }

    fn window(&self) -> Option<&[u8; LONG]> {
        self.end().first_chunk()
    }
}

/// Whether no word of letters and digits goes on here.
fn may_begin(bytes: &[u8], at: usize) -> bool {
    let joins = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    at == 0 || !joins(at - 1) || !joins(at)
}

/// Where in a word one begins; what is no letter is a good anchor nowhere else than at its start.
fn anchors(word: &[u8]) -> impl Iterator<Item = usize> {
    (0..word.len()).filter(|at| *at == 0 || (word[*at].is_ascii_alphanumeric() && may_begin(word, *at)))
}

/// How a word in lower case stands to a text in any.
fn compare(word: &[u8], text: &[u8]) -> Ordering {
    let different = word.iter().zip(text).map(|(a, b)| a.cmp(&b.to_ascii_lowercase())).find(|order| order.is_ne());
    different.unwrap_or_else(|| word.len().cmp(&text.len()))
}

fn link(words: &mut [Word]) {
    let mut open: Vec<usize> = Vec::new();
    for place in 0..words.len() {
        while open.last().is_some_and(|last| !words[place].end().starts_with(words[*last].end())) {
            open.pop();
        }
        words[place].shorter = open.last().copied();
        open.push(place);
    }
}

/// What the first `WIDTH` bytes of words can be: a bit for each of their hashes.
struct Filter<const WIDTH: usize> {
    bits: Box<[u64]>,
    shift: u32,
}

impl<const WIDTH: usize> Filter<WIDTH> {
    /// Room for so many words that about one of sixteen other texts passes.
    fn of(words: usize) -> Self {
        let bits = (words * 16).next_power_of_two().clamp(64, 1 << 24);
        Self { bits: vec![0; bits / 64].into(), shift: 64 - bits.trailing_zeros() }
    }

    /// Whether the word is long enough to be told by its first bytes.
    fn add(&mut self, word: &[u8]) -> bool {
        let Some(window) = word.first_chunk() else { return false };
        let at = self.place(window);
        self.bits[at / 64] |= 1 << (at % 64);
        true
    }

    fn may_have(&self, window: &[u8; WIDTH]) -> bool {
        let at = self.place(window);
        self.bits[at / 64] >> (at % 64) & 1 != 0
    }

    #[expect(clippy::cast_possible_truncation, reason = "as many bits as there are")]
    fn place(&self, window: &[u8; WIDTH]) -> usize {
        (hash(window) >> self.shift) as usize
    }
}

/// The same for letters of both cases, and for some other pairs as well.
#[expect(clippy::cast_possible_truncation, reason = "the two halves")]
fn hash<const WIDTH: usize>(window: &[u8; WIDTH]) -> u64 {
    let mut wide = [b' '; 16];
    wide[..WIDTH].copy_from_slice(window);
    let wide = u128::from_le_bytes(wide) | u128::from_ne_bytes([b' '; 16]);
    let both =
        (wide as u64 ^ ((wide >> 64) as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (both ^ both >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_an_automaton_finds(
            words in prop::collection::btree_set("[abé /-]{1,4}|[abé -]{9,30}", 1..30),
            text in prop::collection::vec((any::<prop::sample::Index>(), "[abABéز /.-]{0,3}"), 0..20),
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let text: String = text.iter().flat_map(|(word, between)| [&**word.get(&words), &**between]).collect();
            let mut found = Vec::new();
            Search::of(words.iter().map(String::as_str))
                .each(text.as_bytes(), |number, start, end| found.push((start, end, number)));
            found.sort_unstable();
            let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&words).expect("few words");
            let mut all: Vec<_> = automaton
                .find_overlapping_iter(&text)
                .map(|hit| (hit.start(), hit.end(), hit.pattern().as_usize()))
                .filter(|(start, ..)| may_begin(text.as_bytes(), *start))
                .collect();
            all.sort_unstable();
            prop_assert_eq!(found, all);
        }
    }

    #[test]
    fn words_that_begin_alike_are_told_apart() {
        let words: Vec<String> = (0..2000).map(|number| format!("/reports/report-{number}/")).collect();
        let search = Search::of(words.iter().map(String::as_str));
        let mut found = Vec::new();
        let text = b"<a href=\"/Reports/report-17/\"> /reports/report-1 /reports/report-1999/ x/reports/report-2/";
        search.each(text, |number, _, _| found.push(number));
        assert_eq!(found, [17, 1999, 2]);
    }
}
