//! Source files and places in them: the only module that reads content from the disk.
//!
//! Everything after this module works on [`SourceFile`] values, so the rest of the program is a pure function of
//! them. A path is always relative to the root of the site, with `/` between its parts, on every platform.

mod folder;
pub mod hidden;
mod lines;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub use self::folder::Folder;
pub(crate) use self::folder::{PARTS, is_read, relative};
use self::lines::Lines;

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

impl Asset {
    /// The text, where the file is of a kind that can name other files.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        const KINDS: [&str; 9] = ["css", "js", "mjs", "html", "htm", "svg", "json", "webmanifest", "xml"];
        let kind = Path::new(&self.path).extension()?.to_str()?.to_ascii_lowercase();
        KINDS.contains(&&*kind).then(|| std::str::from_utf8(&self.bytes).ok()).flatten()
    }
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
    /// What nobody sees in a file of `content/`. What of it must not be on a page
    /// has something to be seen in its place in `text`.
    pub hidden: Vec<hidden::Hidden>,
    /// The hash of the bytes.
    pub hash: ContentHash,
    /// The text before anything was put in place of what is hidden, where something was; of the same length.
    original: Option<Box<str>>,
    /// Made when a place in it is told first.
    lines: OnceLock<Lines>,
    /// Where this is a file of which parts were left out: what it was, and what is missing.
    cut: Option<Cut>,
}

/// What a file was before parts of it were left out.
struct Cut {
    whole: Arc<SourceFile>,
    /// Ranges of the whole file, in order, none touching another.
    missing: Vec<Range<usize>>,
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
/// The first file or folder that cannot be read, with its path in the message; or somebody writes there without end.
pub fn read(root: &Path) -> io::Result<Sources> {
    let mut folder = Folder::new(root);
    folder.settle()?;
    Ok(folder.sources)
}

/// The settings of the site at `root`, where it has any.
///
/// # Errors
/// The file cannot be read.
pub fn config(root: &Path) -> io::Result<Option<Arc<SourceFile>>> {
    let mut folder = Folder::new(root);
    folder.refresh(&ChangeSet::Paths(BTreeSet::from([folder::CONFIG.to_owned()])))?;
    Ok(folder.sources.config)
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
        Self { invalid_utf8, ..Self::of(path.into(), text, hash) }
    }

    fn of(path: String, text: String, hash: ContentHash) -> Self {
        let hidden = if path.starts_with("content/") { hidden::find(&text) } else { Vec::new() };
        let replaced = hidden.iter().any(|hidden| hidden.harm != hidden::Harm::Unseen);
        let neutral = replaced.then(|| hidden::neutral(&text).into_owned());
        let (text, original) = match neutral {
            Some(neutral) => (neutral, Some(text.into())),
            None => (text, None),
        };
        Self { path, text, invalid_utf8: None, hidden, hash, original, lines: OnceLock::new(), cut: None }
    }

    /// The file as if these ranges, which are in order, had never been written. Its places are still told as those of
    /// the whole file.
    #[must_use]
    pub fn without(self: &Arc<Self>, missing: Vec<Range<usize>>) -> Self {
        // What is hidden depends on what stands around it.
        let whole = self.original.as_deref().unwrap_or(&self.text);
        let mut text = String::with_capacity(whole.len());
        let mut at = 0;
        for range in &missing {
            text.push_str(whole.get(at..range.start).unwrap_or_default());
            at = range.end;
        }
        text.push_str(whole.get(at..).unwrap_or_default());
        let hash = ContentHash(*blake3::hash(text.as_bytes()).as_bytes());
        let cut = Some(Cut { whole: Arc::clone(self), missing });
        Self { invalid_utf8: self.invalid_utf8, cut, ..Self::of(self.path.clone(), text, hash) }
    }

    /// The file on the disk, and where in it this span stands.
    #[must_use]
    pub fn on_disk(self: &Arc<Self>, span: Span) -> (Arc<Self>, Span) {
        let Some(cut) = &self.cut else { return (Arc::clone(self), span) };
        let start = cut.offset(span.start as usize);
        let end = if span.end > span.start { cut.offset(span.end as usize - 1) + 1 } else { start };
        (Arc::clone(&cut.whole), Span::new(start, end))
    }

    /// The text at `span`, or an empty text where the span is not on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        if let Some(cut) = &self.cut {
            return cut.whole.line_column(cut.offset(offset));
        }
        let offset = floor_char_boundary(&self.text, offset);
        let lines = self.lines();
        let (line, start) = lines.at(offset);
        let start = self.without_mark(start).min(offset);
        (line + 1, lines.characters(&self.text, offset) - lines.characters(&self.text, start) + 1)
    }

    /// The first byte of the line that holds a byte, without a byte order mark, and the end of it, without its break.
    #[must_use]
    pub fn line_bounds(&self, offset: usize) -> (usize, usize) {
        let lines = self.lines();
        let offset = floor_char_boundary(&self.text, offset);
        let start = self.without_mark(lines.at(offset).1);
        let end = lines.next(offset).map_or(self.text.len(), |next| next - 1);
        let end = if self.text[..end].ends_with('\r') { end - 1 } else { end };
        (start.min(end), end.max(start))
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }

    /// The start of a line, behind a byte order mark.
    fn without_mark(&self, start: usize) -> usize {
        if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
    }
}

impl Cut {
    /// A byte of the file that is left, as a byte of the whole file.
    fn offset(&self, offset: usize) -> usize {
        self.missing.iter().fold(offset, |at, range| if range.start <= at { at + range.len() } else { at })
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
        assert_eq!((file.line_bounds(6), file.line_bounds(99)), ((3, 7), (8, 11)));
        assert_eq!(file.line_column(0), (1, 1), "the mark itself");
        let long = SourceFile::new("a.md", format!("{}\n{}x", "é".repeat(1000), "ñ".repeat(700)));
        assert_eq!(long.line_column(2 * 999), (1, 1000));
        assert_eq!(long.line_column(2001 + 2 * 700), (2, 701));
    }

    #[test]
    fn places_in_a_file_with_parts_left_out_are_those_of_the_whole_file() {
        let whole = Arc::new(SourceFile::new("a.md", "one\ntwo\nthree\nfour\n"));
        let left = Arc::new(whole.without(vec![0..4, 8..14]));
        assert_eq!(left.text, "two\nfour\n");
        assert_eq!(left.hash, SourceFile::new("a.md", "two\nfour\n").hash);
        assert_eq!(left.line_column(5), (4, 2));
        // What closed an isolate is gone, and so is its having been closed.
        let whole = Arc::new(SourceFile::new("content/a.md", "a \u{2066}b\u{2066}c\u{2069} d\n"));
        assert_eq!(whole.text, "a \u{fffd}b\u{2066}c\u{2069} d\n");
        assert_eq!(whole.without(vec![6..9, 13..14]).text, "a \u{2066}bc\u{2069}d\n");
        let whole = Arc::new(SourceFile::new("a.md", "one\ntwo\nthree\nfour\n"));
        let left = Arc::new(whole.without(vec![0..4, 8..14]));
        let (file, span) = left.on_disk(Span::new(4, 8));
        assert!(Arc::ptr_eq(&file, &whole));
        assert_eq!(file.slice(span), "four");
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
