//! The words of a text, and the set of them that a document keeps.

use std::hash::BuildHasher;
use std::sync::LazyLock;

use super::boundary::{has_own_boundaries, is_word};

/// A word in a folded text.
#[derive(Debug, Clone, Copy)]
pub(in crate::knowledge) struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Word {
    /// The word in its text.
    pub(in crate::knowledge) fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

/// Seeded anew in each process, so that nobody can write names that collide.
static SEED: LazyLock<foldhash::fast::RandomState> = LazyLock::new(foldhash::fast::RandomState::default);

/// The hash of a word or a name. It holds for this process only.
pub(in crate::knowledge) fn hash(text: &str) -> u64 {
    SEED.hash_one(text.as_bytes())
}

/// The words of a folded text, in order.
pub(in crate::knowledge) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while let Some(len) = letter(text, at) {
            at += len;
        }
        if at > start {
            words.push(word(start, at));
        } else {
            at += if bytes[at] < 0x80 { 1 } else { text[at..].chars().next().map_or(1, char::len_utf8) };
        }
    }
    words
}

/// The length of the character at `at`, if it belongs to a word.
fn letter(text: &str, at: usize) -> Option<usize> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 {
        return IN_WORD[byte as usize].then_some(1);
    }
    let c = text[at..].chars().next()?;
    is_word(c).then_some(c.len_utf8())
}

/// Which ASCII characters make words, as [`is_word`] says.
const IN_WORD: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

fn word(start: usize, end: usize) -> Word {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Word { start: narrow(start), end: narrow(end) }
}

/// The hashes of the words of a folded text.
pub(in crate::knowledge) fn hashes<'a>(text: &'a str, words: &'a [Word]) -> impl Iterator<Item = u64> + 'a {
    words.iter().map(|word| hash(word.of(text)))
}

/// Which words stand in a document: a Bloom filter, which may say yes for a word that does not, and never no for one
/// that does (Bloom, 1970; three bits a word, about one error in two hundred).
#[derive(Debug, Clone, Default)]
pub(in crate::knowledge) struct WordSet {
    bits: Box<[u64]>,
}

impl WordSet {
    /// The set of the words with these hashes.
    pub(in crate::knowledge) fn new(hashes: &[u64]) -> Self {
        let size = (hashes.len().next_power_of_two() * 4).max(512) / 64;
        let mut set = Self { bits: vec![0; size].into() };
        for &hash in hashes {
            for bit in set.places(hash) {
                set.bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        set
    }

    fn places(&self, hash: u64) -> [usize; 3] {
        let mask = self.bits.len() * 64 - 1;
        #[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
        let part = |shift: u32| (hash >> shift) as usize & mask;
        [part(0), part(20), part(40)]
    }

    /// Whether all words of the name may be among these.
    pub(in crate::knowledge) fn may_hold(&self, name: &Phrase) -> bool {
        let bit = |bit: usize| self.bits[bit / 64] & (1 << (bit % 64)) != 0;
        name.words.iter().all(|&hash| self.places(hash).into_iter().all(bit))
    }
}

/// A name to be looked for in documents: by its words in a [`WordSet`], then by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::knowledge) struct Phrase {
    /// The folded name.
    pub text: String,
    /// Whether it can stand inside a longer word: in scripts without spaces, after prefixed particles.
    pub is_inner: bool,
    words: Vec<u64>,
}

impl Phrase {
    /// A folded name.
    pub(in crate::knowledge) fn new(folded: &str) -> Self {
        let mut hashes: Vec<u64> = hashes(folded, &words(folded)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self { text: folded.to_owned(), is_inner: !has_own_boundaries(folded), words: hashes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_digits_and_marks() {
        let text = "The J.D. Orr-Vance, Żółć_1 и так";
        let found: Vec<&str> = words(text).iter().map(|word| word.of(text)).collect();
        assert_eq!(found, ["The", "J", "D", "Orr", "Vance", "Żółć_1", "и", "так"]);
    }

    #[test]
    fn a_set_holds_its_words() {
        let text = "one two three four";
        let hashes: Vec<u64> = hashes(text, &words(text)).collect();
        let set = WordSet::new(&hashes);
        assert!(set.may_hold(&Phrase::new("two three")));
        assert!(!set.may_hold(&Phrase::new("two seven")));
        assert!(Phrase::new("中国").is_inner && !Phrase::new("two three").is_inner);
    }
}
