//! A folder as the place of a site.
//!
//! It is whole at every instant: the new site is made beside the old one, in a folder that is then exchanged with it in
//! one step. The folder that comes back from the exchange is kept as the *spare*: the next build brings it up to date
//! and exchanges again. What did not change since is in both, as one file under two names, so that a build touches only
//! what changed, and nothing keeps a file from having the time at which its bytes were new.

use std::collections::BTreeSet;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::manifest::{MANIFEST, Manifest};
use super::{Sink, poisoned, twice};
use crate::route::OutputPath;
use crate::source::with_path;

/// Writes into a folder.
pub struct FolderSink {
    target: PathBuf,
    /// Where the new site is made.
    staging: PathBuf,
    edition: String,
    /// What the target holds.
    live: Manifest,
    plan: OnceLock<Plan>,
    written: AtomicUsize,
    /// The new site is in its place.
    done: AtomicBool,
    /// Held until the sink is dropped: one build at a time.
    _lock: File,
}

/// The files of the new site, and what of the site before the last one stands in their places.
struct Plan {
    files: Vec<OutputPath>,
    /// Hashes of the files that were put.
    hashes: Vec<OnceLock<blake3::Hash>>,
    /// The numbers of the files, sorted by path.
    order: Vec<usize>,
    /// What the spare holds, where there is one.
    spare: Manifest,
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
        let live = match Manifest::read(&target) {
            Some(live) => {
                // One forgotten flag must not put a restricted edition where the public one is served from.
                if let Some(other) = live.edition().filter(|other| *other != edition) {
                    return Err(refused(&target, &format!("it holds the edition `{other}`")));
                }
                live
            }
            None if is_empty(&target)? => Manifest::default(),
            None => return Err(refused(&target, "it holds files that Situs did not write")),
        };
        let staging = parent.join(format!(".{}.situs-spare", name.to_string_lossy()));
        let edition = edition.to_owned();
        let (plan, written, done) = (OnceLock::new(), AtomicUsize::new(0), AtomicBool::new(false));
        Ok(Self { target, staging, edition, live, plan, written, done, _lock: lock })
    }

    /// How many files were written because their bytes are new.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// Takes over what the last exchange gave back: a whole site of this edition with nothing else in it. Anything else
    /// is what a build that was cut short left behind, and goes.
    fn take_spare(&self) -> io::Result<Manifest> {
        if self.staging.symlink_metadata().is_ok() {
            let spare = Manifest::read(&self.staging).filter(|spare| spare.edition() == Some(&self.edition));
            if let Some(spare) = spare.filter(|spare| foreign(&self.staging, spare).is_ok_and(|found| found.is_none()))
            {
                // Without it the folder is nobody's site until this build is done.
                let manifest = self.staging.join(MANIFEST);
                with_path(std::fs::remove_file(&manifest), &manifest)?;
                return Ok(spare);
            }
            remove(&self.staging)?;
        }
        with_path(std::fs::create_dir(&self.staging), &self.staging)?;
        Ok(Manifest::default())
    }

    fn plan(&self) -> io::Result<&Plan> {
        self.plan.get().ok_or_else(poisoned)
    }

    /// Removes from the staging folder what the new site has no more.
    fn remove_gone(&self, spare: &Manifest, files: &[OutputPath], order: &[usize]) -> io::Result<()> {
        let stays = |path: &&str| order.binary_search_by(|number| files[*number].as_str().cmp(path)).is_ok();
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in spare.paths().filter(|path| !stays(path)) {
            let file = self.staging.join(path);
            with_path(std::fs::remove_file(&file), &file)?;
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        // A folder goes with its last file; the others say that they are not empty.
        for folder in folders.into_iter().rev() {
            let _ = std::fs::remove_dir(self.staging.join(folder));
        }
        Ok(())
    }

    /// Puts the file of the live site at `path` in its place, where it holds the bytes with this hash. Gives whether it
    /// does; if not, nothing stands there that must not be written over.
    fn keep(&self, plan: &Plan, path: &str, hash: blake3::Hash, length: u64) -> bool {
        let place = self.staging.join(path);
        let live = self.target.join(path);
        let known = self.live.hash(path) == Some(hash.to_hex().as_str());
        let meta = known.then(|| self.untouched(&live, hash, length)).flatten();
        if let Some(meta) = &meta
            && plan.spare.hash(path).is_some()
            && std::fs::symlink_metadata(&place).is_ok_and(|spare| same_file(&spare, meta))
        {
            return true;
        }
        // One file can have two names: it must not be opened for writing.
        let free = plan.spare.hash(path).is_none() || std::fs::remove_file(&place).is_ok();
        free && meta.is_some() && std::fs::hard_link(&live, &place).is_ok()
    }

    /// A file of the live site, if it holds these bytes as Situs wrote them.
    fn untouched(&self, live: &Path, hash: blake3::Hash, length: u64) -> Option<Metadata> {
        let meta = std::fs::symlink_metadata(live).ok().filter(|meta| meta.is_file() && meta.len() == length)?;
        // Whatever was done to it after the manifest was written set this time. What is in doubt is read.
        let untouched = changed(&meta).zip(self.live.written).is_some_and(|(changed, written)| changed < written);
        (untouched || hash_of(live).is_ok_and(|found| found == hash)).then_some(meta)
    }
}

impl Sink for FolderSink {
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()> {
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.par_sort_unstable_by(|a, b| files[*a].as_str().cmp(files[*b].as_str()));
        if let Some(pair) = order.windows(2).find(|pair| files[pair[0]] == files[pair[1]]) {
            return Err(twice(&files[pair[0]]));
        }
        let spare = self.take_spare()?;
        self.remove_gone(&spare, &files, &order)?;
        let new = order.iter().map(|number| files[*number].as_str()).filter(|path| spare.hash(path).is_none());
        make_folders(&self.staging, new)?;
        let hashes = files.iter().map(|_| OnceLock::new()).collect();
        self.plan.set(Plan { files, hashes, order, spare }).map_err(|_| io::Error::other("a sink takes one site"))
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let plan = self.plan()?;
        let path = plan.files[number].as_str();
        let place = self.staging.join(path);
        let first = parts.next().unwrap_or_default();
        let (hash, kept) = if let Some(second) = parts.next() {
            // Too long to be held: it is written first and looked at then.
            let aside = place.with_extension("situs-part");
            let (hash, length) = write(&aside, &mut [first, second].into_iter().chain(parts))?;
            let kept = self.keep(plan, path, hash, length);
            let done = if kept { std::fs::remove_file(&aside) } else { std::fs::rename(&aside, &place) };
            with_path(done, &aside)?;
            (hash, kept)
        } else {
            let hash = blake3::hash(&first);
            let kept = self.keep(plan, path, hash, first.len() as u64);
            if !kept {
                with_path(File::create_new(&place).and_then(|mut file| file.write_all(&first)), &place)?;
            }
            (hash, kept)
        };
        self.written.fetch_add(usize::from(!kept), Ordering::Relaxed);
        plan.hashes[number].set(hash).map_err(|_| twice(&plan.files[number]))
    }

    fn finish(&self) -> io::Result<()> {
        let plan = self.plan()?;
        let hashed = |number: &usize| Some((*plan.hashes[*number].get()?, plan.files[*number].as_str()));
        Manifest::write(&self.staging, &self.edition, plan.order.iter().filter_map(hashed))?;
        if !self.target.exists() {
            with_path(std::fs::rename(&self.staging, &self.target), &self.target)?;
            self.done.store(true, Ordering::Relaxed);
            return Ok(());
        }
        if let Some(foreign) = foreign(&self.target, &self.live)? {
            return Err(refused(&self.target, &format!("it holds `{foreign}`, which Situs did not write")));
        }
        exchange(&self.staging, &self.target)?;
        self.done.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        // A build that failed leaves nothing behind; one that is cut short is tidied up by the next.
        if self.plan.get().is_some() && !self.done.load(Ordering::Relaxed) {
            let _ = remove(&self.staging);
        }
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

/// Removes a folder with all that is in it, or a file in its place; links are not followed.
fn remove(path: &Path) -> io::Result<()> {
    let is_folder = path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    let removed = if is_folder { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => with_path(removed, path),
    }
}

/// Makes the folders that these files, which are sorted, stand in.
fn make_folders<'a>(root: &Path, files: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let mut folders: Vec<&str> = files.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_par_iter().with_min_len(64).try_for_each(|folder| {
        let folder = root.join(folder);
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                with_path(std::fs::create_dir_all(&folder), &folder)
            }
            made => with_path(made, &folder),
        }
    })
}

/// Writes a new file. Gives its hash and its length in bytes.
fn write(path: &Path, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<(blake3::Hash, u64)> {
    let mut file = with_path(File::create_new(path), path)?;
    let (mut hasher, mut length) = (blake3::Hasher::new(), 0);
    for part in parts {
        hasher.update(&part);
        length += part.len() as u64;
        with_path(file.write_all(&part), path)?;
    }
    Ok((hasher.finalize(), length))
}

fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize()),
            count => _ = hasher.update(&buffer[..count]),
        }
    }
}

/// The first file below `folder` that no manifest names: somebody else put it there.
fn foreign(folder: &Path, known: &Manifest) -> io::Result<Option<String>> {
    fn below(folder: &Path, prefix: &str, known: &Manifest) -> io::Result<Option<String>> {
        let mut folders: Vec<(PathBuf, String)> = Vec::new();
        let mut first: Option<String> = None;
        for entry in with_path(std::fs::read_dir(folder), folder)? {
            let entry = with_path(entry, folder)?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if with_path(entry.file_type(), folder)?.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else if path != MANIFEST
                && known.hash(&path).is_none()
                && first.as_ref().is_none_or(|first| path < *first)
            {
                first = Some(path);
            }
        }
        let deeper = folders.par_iter().with_min_len(16).map(|(folder, prefix)| below(folder, prefix, known));
        let smaller = |a: Option<String>, b: Option<String>| Ok([a, b].into_iter().flatten().min());
        smaller(first, deeper.try_reduce(|| None, smaller)?)
    }
    if !folder.exists() {
        return Ok(None);
    }
    below(folder, "", known)
}

/// When a file, or what is known of it, was last changed: a time that nobody can set.
#[cfg(unix)]
fn changed(meta: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = u64::try_from(meta.ctime()).ok()?;
    let nanoseconds = u32::try_from(meta.ctime_nsec()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::new(seconds, nanoseconds))
}

#[cfg(not(unix))]
fn changed(meta: &Metadata) -> Option<SystemTime> {
    meta.modified().ok()
}

/// Whether two names are of one file.
#[cfg(unix)]
fn same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, _: &Metadata) -> bool {
    false
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
