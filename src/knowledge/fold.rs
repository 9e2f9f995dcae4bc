//! Text made comparable: a name and its occurrence fold to the same letters.
//!
//! Diacritics, kinds of apostrophe, hyphen and space, invisible characters and NFC or NFD make no difference; case
//! does. Folding keeps a map back, so that a match has its place in the original.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A text and its folded form.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    /// The folded text.
    pub text: Cow<'a, str>,
    /// For each byte of the folded text the byte of the original it came from, and the original's length at the end.
    /// Empty where both are the same.
    origin: Vec<u32>,
}

/// A folded text in the making.
struct Folding {
    text: String,
    origin: Vec<u32>,
}

impl<'a> Folded<'a> {
    /// Folds `original`.
    pub(super) fn new(original: &'a str) -> Self {
        if original.is_ascii() && !needs_work(original) {
            return Self { text: original.into(), origin: Vec::new() };
        }
        let mut folded =
            Folding { text: String::with_capacity(original.len()), origin: Vec::with_capacity(original.len()) };
        let mut strips_marks = false;
        for (at, c) in original.char_indices() {
            if c.is_ascii() && !c.is_ascii_whitespace() {
                strips_marks = c.is_ascii_alphabetic();
                folded.push(c, at);
                continue;
            }
            decompose_canonical(c, |c| folded.push_folded(c, at, &mut strips_marks));
        }
        folded.origin.push(u32::try_from(original.len()).unwrap_or(u32::MAX));
        Self { text: folded.text.into(), origin: folded.origin }
    }
}

impl Folding {
    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.origin.extend(std::iter::repeat_n(at, c.len_utf8()));
    }

    fn push_folded(&mut self, c: char, at: usize, strips_marks: &mut bool) {
        match c {
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{640}'
            | '\u{fe00}'..='\u{fe0f}' => {}
            '’' | '‘' | 'ʼ' | '′' | '＇' | 'ʻ' => self.push('\'', at),
            '‐' | '‑' | '‒' | '–' | '−' | '﹣' | '－' => self.push('-', at),
            '“' | '”' | '„' | '«' | '»' => self.push('"', at),
            c if c.is_whitespace() => {
                if !self.text.ends_with(' ') {
                    self.push(' ', at);
                }
            }
            c if is_combining_mark(c) => {
                if !*strips_marks {
                    self.push(c, at);
                }
            }
            c => {
                *strips_marks = strips(c);
                match plain(c) {
                    Some(plain) => plain.chars().for_each(|c| self.push(c, at)),
                    None => self.push(c, at),
                }
            }
        }
    }
}

impl Folded<'_> {
    /// Where byte `at` of the folded text stands in the original.
    pub(super) fn origin(&self, at: usize) -> usize {
        if self.origin.is_empty() { at } else { self.origin[at.min(self.origin.len() - 1)] as usize }
    }

    /// Where a match that ends at byte `at` of the folded text ends in the original `text`.
    pub(super) fn origin_end(&self, at: usize, text: &str) -> usize {
        if self.origin.is_empty() || at == 0 {
            return at;
        }
        let last = self.origin[at - 1] as usize;
        let mut end = last + text[last..].chars().next().map_or(0, char::len_utf8);
        // Marks that were dropped belong to the letter before them.
        while let Some(c) = text[end..].chars().next().filter(|&c| is_combining_mark(c)) {
            end += c.len_utf8();
        }
        end
    }
}

/// The folded form of a name.
pub(super) fn fold(text: &str) -> String {
    Folded::new(text).text.trim().to_owned()
}

/// Whether an ASCII text has white space that folds.
fn needs_work(text: &str) -> bool {
    // Counted to the end: without a way out the loops work on many bytes at once.
    let bytes = text.as_bytes();
    let breaks = bytes.iter().filter(|byte| matches!(byte, b'\t'..=b'\r')).count();
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    breaks + pairs.filter(|(a, b)| (**a, **b) == (b' ', b' ')).count() > 0
}

/// Whether marks on letters of this script are diacritics that writers leave out.
fn strips(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{590}'..='\u{77f}' | '\u{1e00}'..='\u{1fff}')
}

/// Latin letters that have no canonical decomposition, as writers without the letter spell them.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "Ae",
        'œ' => "oe",
        'Œ' => "Oe",
        'þ' => "th",
        'Þ' => "Th",
        'ə' => "e",
        'Ə' => "E",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        assert_eq!(fold("Erdoğan"), fold("Erdogan"));
        assert_eq!(fold("Co\u{302}te d’Ivoire"), fold("Côte d'Ivoire"));
        assert_eq!(fold("United\u{a0}States"), fold("United \n States"));
        assert_ne!(fold("US"), fold("us"));
        assert_eq!(fold("أحمد"), fold("احمد"));
    }

    #[test]
    fn places_map_back_to_the_original() {
        let original = "e\u{301}x Zoë said";
        let folded = Folded::new(original);
        let at = folded.text.find("Zoe").expect("is there");
        let range = folded.origin(at)..folded.origin_end(at + 3, original);
        assert_eq!(&original[range], "Zoë");
    }
}
