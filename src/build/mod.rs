//! All routes to bytes, in parallel, and the bytes to where they go.

mod collisions;
mod exchange;
mod folder;
mod manifest;
mod measure;
mod proof;
mod spare;

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub(crate) use self::exchange::beside;
pub use self::folder::FolderSink;
pub(crate) use self::folder::refused;
pub use self::manifest::{MANIFEST, Manifest};
pub use self::measure::MeasureSink;
pub use self::proof::{Leak, Proof, ProofSink, Searched, Without};
use crate::diagnostic::Diagnostic;
use crate::route::{OutputPath, Route};
use crate::site::{PageError, Site};

/// Where a site is written.
pub trait Sink: Sync {
    /// Makes ready for these files, each of which is then put once.
    ///
    /// # Errors
    /// Two files have one path, or the place cannot be made ready.
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()>;

    /// Takes the file with this number in the list of [`Sink::begin`], as parts that follow each other. It is called from
    /// several threads.
    ///
    /// # Errors
    /// The file cannot be taken.
    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()>;

    /// Makes what was put visible, all at once.
    ///
    /// # Errors
    /// It cannot be made visible; what was there before stays.
    fn finish(&self) -> io::Result<()>;
}

/// What a build did.
#[derive(Debug, Clone, Default)]
pub struct BuildSummary {
    /// HTML pages.
    pub pages: usize,
    /// All files, pages among them.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: usize,
    /// Faults in templates, and files that are one on some disks. Where there are any, nothing was made visible.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes every route of a site.
///
/// # Errors
/// A file cannot be written. The output is as it was before.
pub fn build(site: &Site, sink: &dyn Sink) -> io::Result<BuildSummary> {
    let routes = site.all_routes();
    let outputs: Vec<OutputPath> = routes.iter().map(Route::output).collect();
    let mut diagnostics = collisions::find(&routes, &outputs);
    if !diagnostics.is_empty() {
        crate::diagnostic::sort(&mut diagnostics);
        return Ok(BuildSummary { pages: 0, files: 0, bytes: 0, diagnostics });
    }
    sink.begin(outputs)?;
    let bytes = AtomicUsize::new(0);
    let faults: Mutex<Vec<Diagnostic>> = Mutex::new(Vec::new());
    let write = |number: usize| -> io::Result<()> {
        let route = &routes[number];
        let mut parts = (0..site.parts(route)).map(|part| site.part(route, part));
        match parts.next().unwrap_or(Err(PageError::NotFound)) {
            Ok(first) => {
                // Only a page of one part can fail.
                let parts = std::iter::once(first).chain(parts.filter_map(Result::ok));
                let mut counted = parts.inspect(|part| _ = bytes.fetch_add(part.len(), Ordering::Relaxed));
                sink.put(number, &mut counted)
            }
            Err(PageError::Template(diagnostic)) => {
                if let Ok(mut faults) = faults.lock() {
                    faults.push(*diagnostic);
                }
                Ok(())
            }
            Err(PageError::NotFound) => Err(io::Error::other(format!("`{}` is listed and has no page", route.path()))),
        }
    };
    // A long file is written by one thread from beginning to end: begun last, it would leave the others idle.
    let (long, short): (Vec<usize>, Vec<usize>) = (0..routes.len()).partition(|&at| site.parts(&routes[at]) > 1);
    let (long, short) = rayon::join(
        || long.into_par_iter().with_max_len(1).try_for_each(write),
        || short.into_par_iter().with_max_len(32).try_for_each(write),
    );
    long.and(short)?;
    diagnostics = faults.into_inner().unwrap_or_default();
    crate::diagnostic::sort(&mut diagnostics);
    if diagnostics.is_empty() {
        sink.finish()?;
    }
    Ok(BuildSummary {
        pages: routes.iter().filter(|route| route.is_page()).count(),
        files: routes.len(),
        bytes: bytes.into_inner(),
        diagnostics,
    })
}

/// Keeps the files in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    paths: Mutex<Vec<OutputPath>>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemorySink {
    /// The files by path.
    #[must_use]
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_default()
    }
}

impl Sink for MemorySink {
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()> {
        *self.paths.lock().map_err(|_| poisoned())? = files;
        Ok(())
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let bytes: Vec<u8> = parts.flatten().collect();
        let path = self.paths.lock().map_err(|_| poisoned())?[number].as_str().to_owned();
        match self.files.lock().map_err(|_| poisoned())?.insert(path, bytes) {
            None => Ok(()),
            Some(_) => Err(twice(&self.paths.lock().map_err(|_| poisoned())?[number])),
        }
    }

    fn finish(&self) -> io::Result<()> {
        Ok(())
    }
}

fn poisoned() -> io::Error {
    io::Error::other("a thread failed")
}

fn twice(path: &OutputPath) -> io::Error {
    io::Error::other(format!("`{}` is written twice", path.as_str()))
}
