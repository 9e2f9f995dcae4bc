//! The list of what Situs wrote into a folder, with hashes: what it may replace and remove, and nothing else.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::time::SystemTime;

use crate::source::with_path;

/// Name of the file in an output folder that says which files Situs wrote, with their hashes.
///
/// The first line is `edition NAME`; each line after it is the BLAKE3 hash of a file in 64 hexadecimal digits, a space
/// and the path, sorted by path.
pub const MANIFEST: &str = ".situs-manifest";

/// A manifest that was read. One text and the places of its lines: a site has millions of files.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    text: String,
    lines: Vec<usize>,
    /// When it was written: after every file that it names.
    pub(super) written: Option<SystemTime>,
}

/// Digits of a hash, and the space behind it.
const HASH: usize = 65;

impl Manifest {
    /// The manifest in a folder; nothing where there is none that can be read.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path).ok()?;
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            if line.is_char_boundary(HASH) && line.as_bytes().get(HASH - 1) == Some(&b' ') {
                lines.push(at);
            }
        }
        let mut manifest =
            Self { text, lines, written: std::fs::metadata(&path).and_then(|meta| meta.modified()).ok() };
        // An older version wrote them in another order.
        let text = &manifest.text;
        manifest.lines.sort_by(|a, b| line(text, *a).1.cmp(line(text, *b).1));
        Some(manifest)
    }

    /// The edition that the folder holds.
    pub(super) fn edition(&self) -> Option<&str> {
        self.text.lines().next()?.strip_prefix("edition ")
    }

    /// The hash of a file, in hexadecimal digits; nothing where it is not listed.
    pub(super) fn hash(&self, path: &str) -> Option<&str> {
        let at = self.lines.binary_search_by(|at| line(&self.text, *at).1.cmp(path)).ok()?;
        Some(line(&self.text, self.lines[at]).0)
    }

    /// The paths of all files, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|at| line(&self.text, *at).1)
    }

    /// Writes the manifest of these files, which are sorted, each with its hash.
    pub(super) fn write<'a>(
        folder: &Path,
        edition: &str,
        files: impl Iterator<Item = (blake3::Hash, &'a str)>,
    ) -> io::Result<()> {
        let path = folder.join(MANIFEST);
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(File::create_new(&path)?);
            writeln!(out, "edition {edition}")?;
            for (hash, path) in files {
                out.write_all(hash.to_hex().as_bytes())?;
                writeln!(out, " {path}")?;
            }
            out.flush()
        };
        with_path(write(), &path)
    }
}

/// Hash and path of the line that begins at `at`.
fn line(text: &str, at: usize) -> (&str, &str) {
    let rest = &text[at..];
    let end = rest.find('\n').unwrap_or(rest.len());
    (&rest[..HASH - 1], &rest[HASH..end])
}
