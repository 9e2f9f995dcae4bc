//! All routes to bytes, in parallel, and the bytes to where they go.
//!
//! A folder is whole at every instant: the new site is made beside the old one, files whose bytes did not change are
//! linked over so that they keep their times, and the two folders are exchanged in one step.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::route::{OutputPath, Route};
use crate::site::{PageError, Site};
use crate::source::with_path;

/// Where a site is written.
pub trait Sink: Sync {
    /// Takes one file. It is called from several threads, once for each path.
    ///
    /// # Errors
    /// The file cannot be taken.
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()>;

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
    /// Faults in templates. Where there are any, nothing was made visible.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes every route of a site.
///
/// # Errors
/// A file cannot be written. The output is as it was before.
pub fn build(site: &Site, sink: &dyn Sink) -> io::Result<BuildSummary> {
    let routes = site.routes();
    let bytes = AtomicUsize::new(0);
    let faults: Mutex<Vec<Diagnostic>> = Mutex::new(Vec::new());
    routes.par_iter().try_for_each(|route| -> io::Result<()> {
        match site.page(route) {
            Ok(page) => {
                bytes.fetch_add(page.bytes.len(), Ordering::Relaxed);
                sink.put(&route.output(), &page.bytes)
            }
            Err(PageError::Template(diagnostic)) => {
                if let Ok(mut faults) = faults.lock() {
                    faults.push(*diagnostic);
                }
                Ok(())
            }
            Err(PageError::NotFound) => Err(io::Error::other(format!("`{}` is listed and has no page", route.path()))),
        }
    })?;
    let mut diagnostics = faults.into_inner().unwrap_or_default();
    crate::diagnostic::sort(&mut diagnostics);
    if diagnostics.is_empty() {
        sink.finish()?;
    }
    let is_page = |route: &&Route| {
        !matches!(route, Route::Feed(..) | Route::Data(_) | Route::Sitemap | Route::Robots | Route::Asset(_))
    };
    Ok(BuildSummary {
        pages: routes.iter().filter(is_page).count(),
        files: routes.len(),
        bytes: bytes.into_inner(),
        diagnostics,
    })
}

/// Keeps the files in memory.
#[derive(Debug, Default)]
pub struct MemorySink(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemorySink {
    /// The files by path.
    #[must_use]
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap_or_default()
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.0.lock().map_err(|_| io::Error::other("a thread failed"))?;
        match files.insert(path.as_str().to_owned(), bytes.to_vec()) {
            None => Ok(()),
            Some(_) => Err(io::Error::other(format!("`{}` is written twice", path.as_str()))),
        }
    }

    fn finish(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Name of the file in an output folder that says which files Situs wrote, with their hashes.
pub const MANIFEST: &str = ".situs-manifest";

/// Writes into a folder.
pub struct FolderSink {
    target: PathBuf,
    staging: PathBuf,
    edition: String,
    /// Files of the last build with their hashes.
    old: BTreeMap<String, String>,
    new: Mutex<BTreeMap<String, String>>,
    /// Folders that were made below `staging`.
    folders: Mutex<HashSet<String>>,
    written: AtomicUsize,
    /// Held until the sink is dropped: one build at a time.
    _lock: File,
}

impl FolderSink {
    /// A sink for the folder at `target`, made where it is missing.
    ///
    /// # Errors
    /// The folder holds another edition, or files and no manifest of an earlier build (kind `PermissionDenied`), or it cannot be read or
    /// made.
    pub fn open(target: &Path, edition: &str) -> io::Result<Self> {
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        with_path(std::fs::create_dir_all(parent), parent)?;
        let parent = with_path(parent.canonicalize(), parent)?;
        let name = target.file_name().ok_or_else(|| refused(target, "it has no name of its own"))?;
        let target = parent.join(name);
        if target.is_symlink() {
            return Err(refused(&target, "it is a symbolic link"));
        }
        let lock = lock(&parent.join(format!(".{}.situs-lock", name.to_string_lossy())))?;
        let old = match std::fs::read_to_string(target.join(MANIFEST)) {
            Ok(text) => {
                // One forgotten flag must not put a restricted edition where the public one is served from.
                if let Some(other) = edition_of(&text).filter(|other| *other != edition) {
                    return Err(refused(&target, &format!("it holds the edition `{other}`")));
                }
                read_manifest(&text)
            }
            Err(_) if is_empty(&target)? => BTreeMap::new(),
            Err(_) => return Err(refused(&target, "it holds files that Situs did not write")),
        };
        let staging = parent.join(format!(".{}.situs-new", name.to_string_lossy()));
        if staging.exists() {
            // What a build that was cut short left behind.
            with_path(std::fs::remove_dir_all(&staging), &staging)?;
        }
        with_path(std::fs::create_dir(&staging), &staging)?;
        Ok(Self {
            target,
            staging,
            edition: edition.to_owned(),
            old,
            new: Mutex::new(BTreeMap::new()),
            folders: Mutex::default(),
            written: AtomicUsize::new(0),
            _lock: lock,
        })
    }

    /// Makes the folder that a file stands in, once.
    fn make_folder(&self, path: &OutputPath) -> io::Result<()> {
        let Some((folder, _)) = path.as_str().rsplit_once('/') else { return Ok(()) };
        let mut folders = self.folders.lock().map_err(|_| io::Error::other("a thread failed"))?;
        if folders.contains(folder) {
            return Ok(());
        }
        let full = self.staging.join(folder);
        match std::fs::create_dir(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => with_path(std::fs::create_dir_all(&full), &full)?,
            made => with_path(made, &full).or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })?,
        }
        folders.insert(folder.to_owned());
        Ok(())
    }

    /// How many files were written because their bytes are new.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }
}

/// Takes the lock of an output folder.
///
/// # Errors
/// Another build holds it, or the file cannot be made.
fn lock(path: &Path) -> io::Result<File> {
    let file = with_path(File::options().create(true).append(true).open(path), path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(io::Error::new(io::ErrorKind::WouldBlock, "another build writes to this folder; wait until it is done"))
        }
        Err(TryLockError::Error(error)) => with_path(Err(error), path),
    }
}

fn refused(target: &Path, why: &str) -> io::Error {
    let message = format!("`{}` is not touched: {why}; choose another folder with `--out`", target.display());
    io::Error::new(io::ErrorKind::PermissionDenied, message)
}

/// Whether a folder is missing or holds nothing.
fn is_empty(folder: &Path) -> io::Result<bool> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => with_path(Err(error), folder),
    }
}

/// The edition that a manifest is of: its first line.
fn edition_of(text: &str) -> Option<&str> {
    text.lines().next()?.strip_prefix("edition ")
}

/// One line a file after the first: hash, space, path.
fn read_manifest(text: &str) -> BTreeMap<String, String> {
    let files = text.lines().filter(|line| !line.starts_with("edition "));
    let lines = files.filter_map(|line| line.split_once(' '));
    lines.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect()
}

impl Sink for FolderSink {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        let hash = blake3::hash(bytes).to_hex().to_string();
        let file = self.staging.join(path.as_str());
        self.make_folder(path)?;
        let before = self.target.join(path.as_str());
        let same = self.old.get(path.as_str()) == Some(&hash)
            && std::fs::symlink_metadata(&before).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
            && std::fs::read(&before).is_ok_and(|old| old == bytes)
            && std::fs::hard_link(&before, &file).is_ok();
        if !same {
            with_path(std::fs::write(&file, bytes), &file)?;
            self.written.fetch_add(1, Ordering::Relaxed);
        }
        let mut new = self.new.lock().map_err(|_| io::Error::other("a thread failed"))?;
        match new.insert(path.as_str().to_owned(), hash) {
            None => Ok(()),
            Some(_) => Err(io::Error::other(format!("`{}` is written twice", path.as_str()))),
        }
    }

    fn finish(&self) -> io::Result<()> {
        let new = self.new.lock().map_err(|_| io::Error::other("a thread failed"))?;
        let mut manifest = format!("edition {}\n", self.edition);
        for (path, hash) in new.iter() {
            let _ = writeln!(manifest, "{hash} {path}");
        }
        let file = self.staging.join(MANIFEST);
        with_path(std::fs::write(&file, manifest), &file)?;
        let foreign = foreign_files(&self.target, &self.old)?;
        if let Some(first) = foreign.first() {
            return Err(refused(&self.target, &format!("it holds `{first}`, which Situs did not write")));
        }
        if self.target.exists() {
            exchange(&self.staging, &self.target)?;
            with_path(std::fs::remove_dir_all(&self.staging), &self.staging)
        } else {
            with_path(std::fs::rename(&self.staging, &self.target), &self.target)
        }
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        // A build that failed leaves nothing behind; one that is cut short is tidied up by the next.
        if self.staging.exists() {
            let _ = std::fs::remove_dir_all(&self.staging);
        }
    }
}

/// Files below `target` that no manifest names: somebody else put them there.
fn foreign_files(target: &Path, known: &BTreeMap<String, String>) -> io::Result<Vec<String>> {
    let mut foreign = Vec::new();
    if !target.exists() {
        return Ok(foreign);
    }
    for entry in walkdir::WalkDir::new(target).follow_links(false).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(target).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        if path != MANIFEST && !known.contains_key(&path) {
            foreign.push(path);
        }
    }
    Ok(foreign)
}

/// Exchanges two folders in one step where the system can, in two renames where it cannot.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = new.with_extension("old");
    with_path(std::fs::rename(old, &aside), old)?;
    with_path(std::fs::rename(new, old), new)?;
    with_path(std::fs::rename(&aside, new), new)
}
