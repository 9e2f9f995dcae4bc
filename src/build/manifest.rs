//! The list of what Situs wrote into a folder, with hashes: what it may replace and remove, and nothing else.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use crate::route::OutputPath;
use crate::source::with_path;

/// Name of the file in an output folder that says which files Situs wrote, with their hashes.
///
/// The first line is `edition NAME`; each line after it is the BLAKE3 hash of a file in 64 hexadecimal digits, a space
/// and the path, sorted by path.
pub const MANIFEST: &str = ".situs-manifest";

/// A manifest that was read. One text and the places of its lines: a site has millions of files.
#[derive(Debug, Default)]
pub struct Manifest {
    text: String,
    lines: Vec<usize>,
}

/// Digits of a hash, and the space behind it.
const HASH: usize = 65;

impl Manifest {
    /// The manifest in a folder; nothing where there is none, or where it is not one that Situs writes.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let path = folder.join(MANIFEST);
        path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        Self::parse(std::fs::read_to_string(&path).ok()?)
    }

    fn parse(text: String) -> Option<Self> {
        text.strip_prefix("edition ")?;
        let start = text.find('\n')? + 1;
        let mut manifest = Self { text, lines: Vec::new() };
        let mut at = start;
        for entry in manifest.text[start..].split_inclusive('\n') {
            let (hash, path) = entry.strip_suffix('\n')?.split_once(' ')?;
            let is_hash = hash.len() == HASH - 1 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            // Whoever can write here must not make Situs remove what stands elsewhere.
            if !is_hash || OutputPath::new(path).is_none() {
                return None;
            }
            manifest.lines.push(at);
            at += entry.len();
        }
        let sorted = manifest.lines.is_sorted_by(|a, b| line(&manifest.text, *a).1 < line(&manifest.text, *b).1);
        let folders = manifest.paths().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at]));
        let is_tree = folders.into_iter().all(|folder| manifest.hash(folder).is_none());
        (sorted && is_tree).then_some(manifest)
    }

    /// The edition that the folder holds; empty where nothing was written yet.
    #[must_use]
    pub fn edition(&self) -> &str {
        self.text.lines().next().and_then(|line| line.strip_prefix("edition ")).unwrap_or_default()
    }

    /// What tells this manifest from any other.
    pub(super) fn fingerprint(&self) -> blake3::Hash {
        blake3::hash(self.text.as_bytes())
    }

    /// The hash of a file, in hexadecimal digits; nothing where it is not listed.
    #[must_use]
    pub fn hash(&self, path: &str) -> Option<&str> {
        let at = self.lines.binary_search_by(|at| line(&self.text, *at).1.cmp(path)).ok()?;
        Some(line(&self.text, self.lines[at]).0)
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|at| line(&self.text, *at).1)
    }

    /// Writes the manifest of these files, which are sorted, each with its hash. Gives its fingerprint.
    pub(super) fn write<'a>(
        folder: &Path,
        edition: &str,
        files: impl Iterator<Item = (blake3::Hash, &'a str)>,
    ) -> io::Result<blake3::Hash> {
        let path = folder.join(MANIFEST);
        let write = || -> io::Result<blake3::Hash> {
            let mut out = BufWriter::with_capacity(1 << 16, File::create_new(&path)?);
            let mut lines = Lines::new(edition);
            out.write_all(lines.line.as_bytes())?;
            for (hash, path) in files {
                lines.add(hash, path);
                out.write_all(lines.line.as_bytes())?;
            }
            out.flush()?;
            Ok(lines.finish())
        };
        with_path(write(), &path)
    }
}

/// The lines of a manifest in the making, and their hash.
pub(super) struct Lines {
    /// The last line.
    line: String,
    hasher: blake3::Hasher,
}

impl Lines {
    /// The first line.
    pub(super) fn new(edition: &str) -> Self {
        let line = format!("edition {edition}\n");
        let mut hasher = blake3::Hasher::new();
        hasher.update(line.as_bytes());
        Self { line, hasher }
    }

    /// The line of a file; files come sorted by path.
    pub(super) fn add(&mut self, hash: blake3::Hash, path: &str) {
        self.line = format!("{} {path}\n", hash.to_hex());
        self.hasher.update(self.line.as_bytes());
    }

    /// The hash of all lines.
    pub(super) fn finish(self) -> blake3::Hash {
        self.hasher.finalize()
    }
}

/// Hash and path of the line that begins at `at`.
fn line(text: &str, at: usize) -> (&str, &str) {
    let rest = &text[at..];
    let end = rest.find('\n').unwrap_or(rest.len());
    (&rest[..HASH - 1], &rest[HASH..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(lines: &[&str]) -> bool {
        let hash = "0".repeat(64);
        let lines: Vec<String> = lines.iter().map(|path| format!("{hash} {path}\n")).collect();
        Manifest::parse(format!("edition public\n{}", lines.concat())).is_some()
    }

    #[test]
    fn a_manifest_that_situs_does_not_write_is_none() {
        assert!(reads(&["a", "a-b", "b/c"]));
        for forged in
            [&["../a"][..], &["/etc/a"], &["a/../../b"], &["a//b"], &["b", "a"], &["a", "a"], &["a", "a-b", "a/x"]]
        {
            assert!(!reads(forged), "{forged:?}");
        }
        assert!(Manifest::parse(format!("{} a\n", "0".repeat(64))).is_none(), "no edition");
        assert!(Manifest::parse(format!("edition public\n{} a\n", "x".repeat(64))).is_none(), "no hash");
        assert!(Manifest::parse(format!("edition public\n{} a", "0".repeat(64))).is_none(), "cut short");
    }
}
