//! The second wall: every byte on its way to the output is looked at for what the edition withholds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use serde::Serialize;

use super::manifest::Lines;
use super::{Sink, poisoned};
use crate::edition::{Needle, Needles, OVERLAP, What, WithheldCount};
use crate::route::OutputPath;

/// What a build without the withheld files has at these paths.
pub type Without<'a> = dyn Fn(&BTreeSet<&str>) -> BTreeMap<String, Vec<u8>> + Sync + 'a;

/// Passes a site on to another sink, and makes nothing visible if it would give away what is withheld.
pub struct ProofSink<'a> {
    inner: &'a dyn Sink,
    needles: Option<&'a Needles>,
    without: &'a Without<'a>,
    files: OnceLock<Vec<OutputPath>>,
    hashes: OnceLock<Vec<OnceLock<blake3::Hash>>>,
    /// Number of the file, and of the needle in it.
    found: Mutex<BTreeSet<(usize, usize)>>,
    bytes: AtomicUsize,
    /// Hits that a build without what is withheld has as well.
    chance: AtomicUsize,
}

/// What a build can show that it did not give away.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// Always `situs-proof`, with the number of this format.
    pub format: &'static str,
    /// The program and its version.
    pub generator: String,
    /// The edition.
    pub edition: String,
    /// The time of the build: embargoes that end later hold.
    pub now: String,
    /// How much is withheld.
    pub withheld: WithheldCount,
    /// What was looked for, and where.
    pub searched: Searched,
    /// How many were found: a build that finds any writes no proof.
    pub leaks: usize,
    /// The output: BLAKE3 of the list of its files with their hashes, which is its `.situs-manifest`.
    pub output: String,
}

/// What was looked for, and where.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Searched {
    /// Ids and paths.
    pub ids: usize,
    /// Titles, names and aliases.
    pub names: usize,
    /// Single words of names.
    pub words: usize,
    /// Sentences.
    pub sentences: usize,
    /// What public texts say anyway, and was not looked for.
    pub public: usize,
    /// Hits that the build has without the withheld files, too.
    pub chance: usize,
    /// Files, all of them.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// The output would have given something away.
#[derive(Debug)]
pub struct Leak {
    /// File of the output, the words, what they are, and the content file that has them.
    pub found: Vec<(String, Needle)>,
}

impl std::error::Error for Leak {}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        write!(f, "the output would give away what this edition withholds; nothing was written")?;
        for (path, needle) in self.found.iter().take(SHOWN) {
            let part = if needle.part { "a withheld part of " } else { "" };
            write!(f, "\n  `{path}` has `{}`, the {} of {part}`{}`", needle.text, needle.what.word(), needle.file)?;
        }
        if self.found.len() > SHOWN {
            write!(f, "\n  and {} more", self.found.len() - SHOWN)?;
        }
        write!(
            f,
            "\nkeep the words out of templates and static files; where they stand in neither, this is a fault of Situs"
        )
    }
}

impl<'a> ProofSink<'a> {
    /// Looks at everything for `inner`; where there are no needles only the hash is taken. A hit that `without` has at the
    /// same path, byte for byte, gives nothing away.
    #[must_use]
    pub fn new(inner: &'a dyn Sink, needles: Option<&'a Needles>, without: &'a Without<'a>) -> Self {
        Self {
            inner,
            needles,
            without,
            files: OnceLock::new(),
            hashes: OnceLock::new(),
            found: Mutex::default(),
            bytes: AtomicUsize::new(0),
            chance: AtomicUsize::new(0),
        }
    }

    /// What a finished build shows.
    #[must_use]
    pub fn proof(&self, edition: &str, now: jiff::Timestamp, withheld: WithheldCount) -> Proof {
        let counts = self.needles.map(Needles::counts).unwrap_or_default();
        let count = |what: What| counts.get(&what).copied().unwrap_or_default();
        let searched = Searched {
            ids: count(What::Id),
            names: count(What::Name),
            words: count(What::Word),
            sentences: count(What::Sentence),
            public: self.needles.map_or(0, |needles| needles.public),
            chance: self.chance.load(Ordering::Relaxed),
            files: self.files.get().map_or(0, Vec::len),
            bytes: self.bytes.load(Ordering::Relaxed),
        };
        Proof {
            format: "situs-proof 1",
            generator: format!("situs {}", env!("CARGO_PKG_VERSION")),
            edition: edition.to_owned(),
            now: now.to_string(),
            withheld,
            searched,
            leaks: 0,
            output: self.output(edition).to_hex().to_string(),
        }
    }

    fn output(&self, edition: &str) -> blake3::Hash {
        let (Some(files), Some(hashes)) = (self.files.get(), self.hashes.get()) else {
            return Lines::new(edition).finish();
        };
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_unstable_by(|a, b| files[*a].as_str().cmp(files[*b].as_str()));
        let mut lines = Lines::new(edition);
        for number in order {
            if let Some(hash) = hashes[number].get() {
                lines.add(*hash, files[number].as_str());
            }
        }
        lines.finish()
    }

    fn look(&self, number: usize, bytes: &[u8]) -> io::Result<()> {
        let Some(needles) = self.needles else { return Ok(()) };
        let hits = needles.find(bytes);
        if !hits.is_empty() {
            let mut found = self.found.lock().map_err(|_| poisoned())?;
            found.extend(hits.into_iter().map(|needle| (number, needle)));
        }
        Ok(())
    }

    /// What was found and is not the same without the withheld files.
    fn leaks(&self) -> io::Result<Vec<(String, Needle)>> {
        let (Some(needles), Some(files), Some(hashes)) = (self.needles, self.files.get(), self.hashes.get()) else {
            return Ok(Vec::new());
        };
        let found = self.found.lock().map_err(|_| poisoned())?;
        // A part of a document stands in that build as well, so its words are never put down to chance.
        let may_be_chance = |needle: usize| !needles.list()[needle].part;
        let paths: BTreeSet<&str> = found
            .iter()
            .filter(|(_, needle)| may_be_chance(*needle))
            .map(|(number, _)| files[*number].as_str())
            .collect();
        let without = if paths.is_empty() { BTreeMap::new() } else { (self.without)(&paths) };
        let is_same = |number: usize| {
            let bytes = without.get(files[number].as_str());
            bytes.is_some_and(|bytes| hashes[number].get() == Some(&blake3::hash(bytes)))
        };
        let mut same: BTreeMap<usize, bool> = BTreeMap::new();
        let mut leaks = Vec::new();
        for &(number, needle) in &*found {
            if may_be_chance(needle) && *same.entry(number).or_insert_with(|| is_same(number)) {
                self.chance.fetch_add(1, Ordering::Relaxed);
            } else {
                leaks.push((files[number].as_str().to_owned(), needles.list()[needle].clone()));
            }
        }
        Ok(leaks)
    }
}

impl Sink for ProofSink<'_> {
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()> {
        for (number, path) in files.iter().enumerate() {
            self.look(number, path.as_str().as_bytes())?;
        }
        let taken = || io::Error::other("a sink takes one site");
        self.hashes.set(files.iter().map(|_| OnceLock::new()).collect()).map_err(|_| taken())?;
        self.files.set(files.clone()).map_err(|_| taken())?;
        self.inner.begin(files)
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let mut hasher = blake3::Hasher::new();
        let mut failed = Ok(());
        // The end of the part before: words can stand across the two.
        let mut tail: Vec<u8> = Vec::new();
        let mut looked = parts.inspect(|part| {
            hasher.update(part);
            self.bytes.fetch_add(part.len(), Ordering::Relaxed);
            if self.needles.is_none() || failed.is_err() {
                return;
            }
            failed = self.look(number, part);
            if !tail.is_empty() && failed.is_ok() {
                tail.extend(part.iter().take(OVERLAP));
                failed = self.look(number, &tail);
            }
            let start = part.len().saturating_sub(OVERLAP);
            tail.clear();
            tail.extend_from_slice(&part[start..]);
        });
        let put = self.inner.put(number, &mut looked);
        // A sink that wants no more than it knows must not keep the rest from being looked at.
        looked.for_each(drop);
        failed?;
        put?;
        let hashes = self.hashes.get().ok_or_else(poisoned)?;
        hashes[number].set(hasher.finalize()).map_err(|_| io::Error::other("a file was written twice"))
    }

    fn finish(&self) -> io::Result<()> {
        let found = self.leaks()?;
        if found.is_empty() { self.inner.finish() } else { Err(io::Error::other(Leak { found })) }
    }
}

impl fmt::Debug for ProofSink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProofSink").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}
