//! Where the lines of a file begin, and how many characters stand before a byte: places are told for any number of
//! findings in any length of line, so neither may cost a walk over the file.

/// Bytes between two counts of characters.
const STEP: usize = 512;

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines {
    /// Byte offset of the first byte of each line.
    starts: Vec<usize>,
    /// Characters before byte `n * STEP`; a character that the place cuts counts as before it.
    characters: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        let mut characters = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for step in text.as_bytes().chunks(STEP) {
            characters.push(count);
            count += first_bytes(step);
        }
        characters.push(count);
        Self { starts, characters }
    }

    /// The number of the line that holds a byte, from 0, and the line's first byte.
    pub(super) fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.starts.get(line).copied().unwrap_or_default())
    }

    /// Where the line after that of a byte begins; nothing in the last one.
    pub(super) fn next(&self, offset: usize) -> Option<usize> {
        self.starts.get(self.at(offset).0 + 1).copied()
    }

    /// How many characters begin before a byte.
    pub(super) fn characters(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let step = offset / STEP;
        self.characters.get(step).copied().unwrap_or_default() + first_bytes(&text.as_bytes()[step * STEP..offset])
    }
}

/// How many characters have their first byte here.
fn first_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}
