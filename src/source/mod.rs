//! Source files and places in them: the only module that reads content from the disk.
//!
//! Everything after this module works on [`SourceFile`] values, so the rest of the program is a pure function of
//! them. A path is always relative to the root of the site, with `/` between its parts, on every platform.

mod folder;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use self::folder::Folder;
pub(crate) use self::folder::{PARTS, is_read, relative};

/// All that a build reads from a site's folder: content, templates, static files and settings.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Markdown files below `content/`, sorted by path.
    pub content: Vec<Arc<SourceFile>>,
    /// Templates of the site (not the built-in ones), sorted by path relative to `templates/`.
    pub templates: Vec<Arc<SourceFile>>,
    /// Static files of the site, sorted by path relative to `static/`.
    pub assets: Vec<Arc<Asset>>,
    /// `situs.toml`, where there is one.
    pub config: Option<Arc<SourceFile>>,
    /// There is no folder `content/`.
    pub no_content: bool,
    /// Paths that were passed over, with the reason: symbolic links, devices, unreadable names.
    pub skipped: Vec<Skipped>,
}

/// A file of the site's `static/` folder, read as it is.
#[derive(Debug)]
pub struct Asset {
    /// The path below `static/`.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What may have changed in a site's folder since it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeSet {
    /// Anything: every file is looked at again, and those whose size or times changed are read.
    Everything,
    /// These files and folders with all that is in them, relative to the root of the site with `/` between the parts.
    /// They may be gone.
    Paths(BTreeSet<String>),
}

/// Something in the content folder that is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path relative to the root of the site.
    pub path: String,
    /// Why it is not read, as half a sentence.
    pub reason: &'static str,
}

/// One text file, read whole.
pub struct SourceFile {
    /// The path relative to the root of the site, such as `content/reports/a.md`.
    pub path: String,
    /// The text. Where the file is not UTF-8, bad bytes are replaced and [`SourceFile::invalid_utf8`] is set.
    pub text: String,
    /// Byte offset of the first byte that is not UTF-8.
    pub invalid_utf8: Option<usize>,
    /// The hash of the bytes.
    pub hash: ContentHash,
}

/// BLAKE3 hash of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 32]);

/// A range of bytes in a [`SourceFile`], counted from the start of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// The largest content file that is read, in bytes (64 MiB); `Span` counts in `u32`.
pub const MAX_FILE: u64 = 64 << 20;

/// Reads everything below `content/`, `templates/` and `static/` of the site at `root`, and its settings.
///
/// A folder that is missing is an empty one. Symbolic links and anything that is not a regular file are passed over
/// and listed in [`Sources::skipped`].
///
/// # Errors
/// The first file or folder that cannot be read, with its path in the message.
pub fn read(root: &Path) -> io::Result<Sources> {
    let mut folder = Folder::new(root);
    folder.refresh(&ChangeSet::Everything)?;
    Ok(folder.sources)
}

/// Puts the path into the message of an error of the machine.
pub(crate) fn with_path<T>(result: io::Result<T>, path: impl AsRef<Path>) -> io::Result<T> {
    result.map_err(|error| {
        let path: PathBuf = path.as_ref().into();
        io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
    })
}

impl SourceFile {
    /// A file at `path` (relative to the root of the site) with these bytes.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let hash = ContentHash(*blake3::hash(&bytes).as_bytes());
        let (text, invalid_utf8) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
            }
        };
        Self { path: path.into(), text, invalid_utf8, hash }
    }

    /// The text at `span`, or an empty text where the span is not on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = floor_char_boundary(&self.text, offset);
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let start = if line_start == 0 && before.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { line_start };
        (line, before[start..].chars().count() + 1)
    }
}

/// The largest character boundary of `text` that is at most `offset`.
pub(crate) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceFile({}, {} bytes)", self.path, self.text.len())
    }
}

impl Span {
    /// The span of these bytes. Offsets past 4 GiB do not occur: see [`MAX_FILE`].
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The same as a range of `usize`.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<T> Spanned<T> {
    /// `value` as written at `span`.
    #[must_use]
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_is_none() {
        let file = SourceFile::new("a.md", "\u{feff}añb\nxyz");
        assert_eq!(file.line_column(6), (1, 3), "the b stands third");
        assert_eq!(file.line_column(8), (2, 1));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_located() {
        let file = SourceFile::new("a.md", vec![b'a', 0xff, b'b']);
        assert_eq!(file.invalid_utf8, Some(1));
        assert_eq!(file.text, "a\u{fffd}b");
    }

    #[test]
    fn a_missing_folder_is_an_empty_one() {
        let site = tempfile::tempdir().expect("a temporary folder");
        assert!(read(site.path()).expect("reads").content.is_empty());
    }
}
