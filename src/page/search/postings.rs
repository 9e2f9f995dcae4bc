//! Lists of document numbers as text: steps between the numbers, or a bit for each document, whichever is shorter.
//!
//! The characters are those of base 64. A step is written as in source maps, five bits a character, the lowest first, with
//! the sixth bit where more follow. A list that begins with `!` is bits: six documents a character, the lowest first. So
//! no list is longer than a sixth of the number of documents, however common a word is.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A list in the making: numbers come in rising order.
#[derive(Debug, Default, Clone)]
pub struct Postings {
    text: Vec<u8>,
    /// One more than the last number.
    next: u32,
    count: u32,
}

impl Postings {
    /// Adds a number above all before it; one that is there already changes nothing.
    pub fn push(&mut self, number: u32) {
        if number < self.next {
            return;
        }
        write_number(&mut self.text, number - self.next);
        self.next = number + 1;
        self.count += 1;
    }

    /// How many numbers there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Appends the list to `out`, of `documents` in all.
    pub fn write(&self, documents: usize, out: &mut String) {
        let end = self.next as usize;
        if end.div_ceil(6).min(documents.div_ceil(6)) + 1 < self.text.len() {
            let mut bits = vec![0_u8; end.div_ceil(6)];
            for number in self.numbers() {
                bits[number as usize / 6] |= 1 << (number % 6);
            }
            out.push('!');
            out.extend(bits.iter().map(|bits| char::from(DIGITS[usize::from(*bits)])));
        } else {
            out.extend(self.text.iter().map(|byte| char::from(*byte)));
        }
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        let mut bytes = self.text.iter();
        let mut next = 0;
        std::iter::from_fn(move || {
            let (mut step, mut shift) = (0, 0);
            loop {
                let digit = value_of(*bytes.next()?);
                step |= u32::from(digit & 31) << shift;
                shift += 5;
                if digit < 32 {
                    break;
                }
            }
            let number = next + step;
            next = number + 1;
            Some(number)
        })
    }
}

/// Appends one number.
pub fn write_number(out: &mut Vec<u8>, number: u32) {
    let mut rest = number;
    loop {
        let low = (rest & 31) as usize;
        rest >>= 5;
        out.push(DIGITS[if rest > 0 { low | 32 } else { low }]);
        if rest == 0 {
            return;
        }
    }
}

fn value_of(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        _ => 63,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were() {
        for numbers in [vec![], vec![0], vec![5, 6, 40, 2000, 100_000], (0..500).collect::<Vec<u32>>()] {
            let mut list = Postings::default();
            for number in numbers.iter().chain(&numbers) {
                list.push(*number);
            }
            assert_eq!(list.numbers().collect::<Vec<_>>(), numbers);
            assert_eq!(list.count() as usize, numbers.len());
        }
    }

    #[test]
    fn a_common_word_takes_a_bit_for_each_document() {
        let mut list = Postings::default();
        for number in (0..60_000).filter(|number| number % 3 > 0) {
            list.push(number);
        }
        let mut text = String::new();
        list.write(60_000, &mut text);
        assert!(text.starts_with('!') && text.len() == 10_001, "{}", text.len());
        let mut rare = String::new();
        let mut list = Postings::default();
        for number in [3, 50_000] {
            list.push(number);
        }
        list.write(60_000, &mut rare);
        assert_eq!(rare, "Ds6wB");
    }
}
