//! A folder as the place of a site.
//!
//! It is whole at every instant: the new site is made beside the old one, in the *staging* folder, and the two are
//! exchanged in one step. What comes back from the exchange is kept, less all that is not part of the new site (see
//! `spare`), so that the next build makes and removes only what changed. A file whose bytes did not change stays the same
//! file, with the time at which its bytes were new.

use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::exchange::{Disk, beside, exchange, recover, sync_names};
use super::manifest::{MANIFEST, Manifest};
use super::spare::{self, MAKING, Tree, changed};
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
    /// The staging folder is this build's.
    making: AtomicBool,
    /// The new site stands at the target.
    shown: AtomicBool,
    /// What the last build left word of.
    stamp: Option<Stamp>,
    /// When this build began, by the clock that the file system itself goes by.
    now: i128,
    /// Held until the sink is dropped: one build at a time. It keeps the [`Stamp`] of the last one.
    lock: File,
}

/// The files of the new site.
struct Plan {
    files: Vec<OutputPath>,
    /// Their numbers, sorted by path.
    order: Vec<usize>,
    /// Hashes of the files that were put.
    hashes: Vec<OnceLock<blake3::Hash>>,
    /// Which of them stand in the staging folder as files of the live site under a second name.
    held: Vec<AtomicBool>,
    /// When the last build began, if the target is what it left.
    last: Option<i128>,
    disk: Disk,
}

/// What the lock says of the last build: the fingerprint of its manifest, and when it began.
struct Stamp {
    fingerprint: String,
    began: i128,
}

impl FolderSink {
    /// A sink for the folder at `target`, made where it is missing.
    ///
    /// # Errors
    /// The folder is none, is a link, or holds another edition or files and no manifest of an earlier build (kind
    /// `PermissionDenied`); another build holds its lock (kind `WouldBlock`); or it cannot be read or made.
    pub fn open(target: &Path, edition: &str) -> io::Result<Self> {
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        with_path(std::fs::create_dir_all(parent), parent)?;
        let parent = with_path(parent.canonicalize(), parent)?;
        let name = target.file_name().ok_or_else(|| refused(target, "it has no name of its own", ELSEWHERE))?;
        let target = parent.join(name);
        let lock = lock(&beside(&target, "lock"))?;
        let staging = beside(&target, "spare");
        recover(&target, &staging)?;
        match target.symlink_metadata() {
            Ok(meta) if meta.is_symlink() => return Err(refused(&target, "it is a symbolic link", ELSEWHERE)),
            Ok(meta) if !meta.is_dir() => return Err(refused(&target, "it is not a folder", ELSEWHERE)),
            _ => {}
        }
        let live = match Manifest::read(&target) {
            // One forgotten flag must not put a restricted edition where the public one is served from.
            Some(live) if live.edition() != edition => {
                return Err(refused(&target, &format!("it holds the edition `{}`", live.edition()), ELSEWHERE));
            }
            Some(live) => live,
            None if is_empty(&target)? => Manifest::default(),
            None if target.join(MANIFEST).symlink_metadata().is_ok() => {
                let why = format!("its list of files, `{MANIFEST}`, is not one that Situs writes");
                return Err(refused(&target, &why, "delete the folder, or choose another one with `--out`"));
            }
            None => return Err(refused(&target, "it holds files that Situs did not write", ELSEWHERE)),
        };
        let stamp = Stamp::read(&lock);
        // Until this build is done nothing is known of the folder.
        with_path(Stamp::claim(&lock), beside(&target, "lock"))?;
        Ok(Self {
            edition: edition.to_owned(),
            plan: OnceLock::new(),
            written: AtomicUsize::new(0),
            making: AtomicBool::new(false),
            shown: AtomicBool::new(false),
            stamp,
            now: lock.metadata().as_ref().map_or(i128::MIN, changed),
            target,
            staging,
            live,
            lock,
        })
    }

    /// How many files were written because their bytes are new.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// Whether the new site is in its place, even if something failed after that.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.shown.load(Ordering::Relaxed)
    }

    /// Refuses a target, whose files and folders are `tree`, that holds a file of somebody else.
    fn refuse_foreign(&self, tree: &Tree) -> io::Result<()> {
        let Some(foreign) = tree.foreign(&self.live) else { return Ok(()) };
        let why = format!("it holds `{foreign}`, which Situs did not write");
        let way_out =
            "move it away, into `static/` if it is to be part of the site, or choose another folder with `--out`";
        Err(refused(&self.target, &why, way_out))
    }

    fn plan(&self) -> io::Result<&Plan> {
        self.plan.get().ok_or_else(poisoned)
    }

    /// Makes the staging folder ready for a site with these files, which are sorted by `order`. Gives which of them stand
    /// in it already, as files of the live site.
    fn take_spare(&self, files: &[OutputPath], order: &[usize]) -> io::Result<Vec<AtomicBool>> {
        let held: Vec<AtomicBool> = files.iter().map(|_| AtomicBool::new(false)).collect();
        match self.staging.symlink_metadata() {
            Ok(meta) if !meta.is_dir() => {
                return Err(refused(&self.staging, "Situs did not make it", "move it away, or delete it"));
            }
            Ok(_) => {}
            Err(_) => with_path(std::fs::create_dir(&self.staging), &self.staging)?,
        }
        let needed = spare::folders_of(order.iter().map(|number| files[*number].as_str()));
        if let Some(left) = Manifest::read(&self.staging) {
            let tree = Tree::of(&self.staging)?;
            if let Some(foreign) = tree.foreign(&left) {
                let way_out = "move it away, or delete the folder that it is in";
                return Err(refused(&self.staging.join(foreign), "Situs did not write it", way_out));
            }
            self.making.store(true, Ordering::Relaxed);
            with_path(File::create(self.staging.join(MAKING)), &self.staging)?;
            spare::remove_file(&self.staging.join(MANIFEST))?;
            let stays = |path: &str| {
                let Ok(at) = order.binary_search_by(|number| files[*number].as_str().cmp(path)) else { return false };
                let same = spare::is_one_file(&self.staging.join(path), &self.target.join(path));
                held[order[at]].store(same, Ordering::Relaxed);
                same
            };
            spare::sweep(&self.staging, &tree, stays, &needed)?;
        } else if is_empty(&self.staging)? || self.staging.join(MAKING).symlink_metadata().is_ok() {
            // What a build that was cut short left behind.
            self.making.store(true, Ordering::Relaxed);
            spare::clear(&self.staging)?;
        } else {
            return Err(refused(&self.staging, "Situs did not make it", "move it away, or delete it"));
        }
        with_path(File::create(self.staging.join(MAKING)), &self.staging)?;
        spare::make_folders(&self.staging, &needed)?;
        Ok(held)
    }

    /// Gives the file of the live site with this number a second name in the staging folder, if its bytes have this hash;
    /// where it does not come to that, nothing stands there.
    fn keep(&self, number: usize, hash: blake3::Hash, length: u64) -> io::Result<Kept> {
        let plan = self.plan()?;
        let path = plan.files[number].as_str();
        let (place, live) = (self.staging.join(path), self.target.join(path));
        let held = plan.held[number].load(Ordering::Relaxed);
        let listed = self.live.hash(path) == Some(hash.to_hex().as_str());
        let meta = listed.then(|| plan.unchanged(&live, held, hash, length)).flatten();
        match (held, meta) {
            (true, Some(_)) => return Ok(Kept::Same),
            // A file with two names must not be opened for writing.
            (true, None) => spare::remove_file(&place)?,
            (false, Some(meta)) => {
                return Ok(if std::fs::hard_link(&live, &place).is_ok() { Kept::Same } else { Kept::Bytes(meta) });
            }
            (false, None) => {}
        }
        plan.held[number].store(false, Ordering::Relaxed);
        Ok(Kept::Not)
    }

    /// Notes how the file with this number came to stand in the staging folder.
    fn note(&self, number: usize, hash: blake3::Hash, kept: &Kept) -> io::Result<()> {
        let plan = self.plan()?;
        plan.held[number].store(matches!(kept, Kept::Same), Ordering::Relaxed);
        if let Kept::Bytes(meta) = kept {
            // No second names here, so it was written again: at least its time stays.
            let file = File::options().write(true).open(self.staging.join(plan.files[number].as_str()))?;
            meta.modified().and_then(|time| file.set_modified(time))?;
        }
        self.written.fetch_add(usize::from(matches!(kept, Kept::Not)), Ordering::Relaxed);
        plan.hashes[number].set(hash).map_err(|_| twice(&plan.files[number]))
    }
}

/// What became of a file of the live site.
enum Kept {
    /// It is part of the new site.
    Same,
    /// Its bytes are part of the new site, but it could not be given a second name.
    Bytes(Metadata),
    /// The new site has other bytes there.
    Not,
}

impl Plan {
    /// A file of the live site, if it holds the bytes with this hash as Situs wrote them.
    fn unchanged(&self, live: &Path, held: bool, hash: blake3::Hash, length: u64) -> Option<Metadata> {
        let meta = std::fs::symlink_metadata(live).ok().filter(|meta| meta.is_file() && meta.len() == length)?;
        // It stands where it stood, as the spare shows, and nothing was done to it since before the last build. What is in
        // any doubt is read.
        let untouched = held && self.last.is_some_and(|last| changed(&meta) < last);
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
        let stamp = self.stamp.as_ref();
        let last = stamp.filter(|stamp| stamp.fingerprint == self.live.fingerprint().to_hex().as_str());
        self.refuse_foreign(&Tree::of(&self.target)?)?;
        let held = self.take_spare(&files, &order)?;
        let hashes = files.iter().map(|_| OnceLock::new()).collect();
        let disk = Disk::of(&self.staging)?;
        let plan = Plan { files, order, hashes, held, last: last.map(|stamp| stamp.began), disk };
        self.plan.set(plan).map_err(|_| io::Error::other("a sink takes one site"))
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let place = self.staging.join(self.plan()?.files[number].as_str());
        let first = parts.next().unwrap_or_default();
        let Some(second) = parts.next() else {
            let hash = blake3::hash(&first);
            let kept = self.keep(number, hash, first.len() as u64)?;
            if !matches!(kept, Kept::Same) {
                with_path(File::create_new(&place).and_then(|mut file| file.write_all(&first)), &place)?;
            }
            return self.note(number, hash, &kept);
        };
        // Too long to be held: it is written first and looked at then. No file of a site has a hidden name.
        let aside = self.staging.join(format!(".situs-part-{number}"));
        let (hash, length) = write(&aside, &mut [first, second].into_iter().chain(parts))?;
        let kept = self.keep(number, hash, length)?;
        let same = matches!(kept, Kept::Same);
        let done = if same { std::fs::remove_file(&aside) } else { std::fs::rename(&aside, &place) };
        with_path(done, &aside)?;
        self.note(number, hash, &kept)
    }

    fn finish(&self) -> io::Result<()> {
        let plan = self.plan()?;
        let hashed = |number: &usize| Some((*plan.hashes[*number].get()?, plan.files[*number].as_str()));
        let fingerprint = Manifest::write(&self.staging, &self.edition, plan.order.iter().filter_map(hashed))?;
        spare::remove_file(&self.staging.join(MAKING))?;
        // What takes the old site's place must not be lost to a power failure that the old one would have outlived.
        with_path(plan.disk.sync(), &self.staging)?;
        let Ok(meta) = self.target.symlink_metadata() else {
            with_path(std::fs::rename(&self.staging, &self.target), &self.target)?;
            self.making.store(false, Ordering::Relaxed);
            self.shown.store(true, Ordering::Relaxed);
            return self.sync_place().and_then(|()| Stamp::write(&self.lock, fingerprint, self.now));
        };
        if !meta.is_dir() {
            return Err(refused(&self.target, "it is not a folder any more", ELSEWHERE));
        }
        with_path(std::fs::set_permissions(&self.staging, meta.permissions()), &self.staging)?;
        exchange(&self.staging, &self.target)?;
        // From here on the old site stands there, with whatever came into it during the build: that is not ours to lose.
        self.making.store(false, Ordering::Relaxed);
        let tree = match Tree::of(&self.staging).and_then(|tree| self.refuse_foreign(&tree).map(|()| tree)) {
            Ok(tree) => tree,
            Err(refusal) => {
                exchange(&self.staging, &self.target)?;
                self.making.store(true, Ordering::Relaxed);
                return Err(refusal);
            }
        };
        self.shown.store(true, Ordering::Relaxed);
        self.sync_place()?;
        Stamp::write(&self.lock, fingerprint, self.now)?;
        self.sweep(plan, &tree)
    }
}

impl FolderSink {
    /// Waits until the exchange is on the disk.
    fn sync_place(&self) -> io::Result<()> {
        self.target.parent().map_or(Ok(()), sync_names)
    }

    /// Makes a spare of the old site, which stands in the staging folder and holds `tree`.
    fn sweep(&self, plan: &Plan, tree: &Tree) -> io::Result<()> {
        let stays = |path: &str| {
            let at = plan.order.binary_search_by(|number| plan.files[*number].as_str().cmp(path));
            at.is_ok_and(|at| plan.held[plan.order[at]].load(Ordering::Relaxed))
        };
        let needed = spare::folders_of(plan.order.iter().map(|number| plan.files[*number].as_str()));
        spare::sweep(&self.staging, tree, stays, &needed)?;
        // The list of what is left, so that the next build knows the folder and no list of what is gone stays.
        let (marker, manifest) = (self.staging.join(MANIFEST), self.target.join(MANIFEST));
        with_path(File::create(self.staging.join(MAKING)), &self.staging)?;
        spare::remove_file(&marker)?;
        with_path(
            std::fs::hard_link(&manifest, &marker).or_else(|_| std::fs::copy(&manifest, &marker).map(drop)),
            &marker,
        )?;
        spare::remove_file(&self.staging.join(MAKING))
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        // A build that failed leaves nothing behind; one that is cut short is tidied up by the next.
        if self.making.load(Ordering::Relaxed) {
            let _ = spare::clear(&self.staging).and_then(|()| std::fs::remove_dir(&self.staging));
        }
    }
}

impl Stamp {
    fn read(mut lock: &File) -> Option<Self> {
        let mut text = String::new();
        lock.rewind().ok()?;
        lock.take(1024).read_to_string(&mut text).ok()?;
        let (fingerprint, began) = text.trim_end().split_once(' ')?;
        Some(Self { fingerprint: fingerprint.to_owned(), began: began.parse().ok()? })
    }

    /// Leaves word of who builds, and of nothing else.
    fn claim(mut lock: &File) -> io::Result<()> {
        lock.set_len(0)?;
        lock.rewind()?;
        writeln!(lock, "{HOLDER}{}", std::process::id())
    }

    fn write(mut lock: &File, fingerprint: blake3::Hash, began: i128) -> io::Result<()> {
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(format!("{} {began}\n", fingerprint.to_hex()).as_bytes())
    }
}

/// What the lock says while a build runs, before the number of its process.
const HOLDER: &str = "process ";

/// Takes the lock of an output folder.
///
/// # Errors
/// Another build holds it, or the file cannot be made.
fn lock(path: &Path) -> io::Result<File> {
    if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
        return Err(refused(path, "it is not a file that Situs made", "move it away"));
    }
    let options = File::options().create(true).read(true).write(true).truncate(false).open(path);
    let file = with_path(options, path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let said = std::fs::read_to_string(path).unwrap_or_default();
            let number = said.trim_end().strip_prefix(HOLDER).and_then(|number| number.parse::<u32>().ok());
            let holder = number.map_or_else(String::new, |number| format!(" (process {number})"));
            let message = format!("another build{holder} writes to this folder; wait until it is done");
            Err(io::Error::new(io::ErrorKind::WouldBlock, message))
        }
        Err(TryLockError::Error(error)) => with_path(Err(error), path),
    }
}

/// What to do where nothing but another folder helps.
const ELSEWHERE: &str = "choose another folder with `--out`";

/// What is said where something is in the way that Situs did not make, or where no site belongs.
pub(crate) fn refused(path: &Path, why: &str, way_out: &str) -> io::Error {
    let message = format!("`{}` is not touched: {why}; {way_out}", path.display());
    io::Error::new(io::ErrorKind::PermissionDenied, message)
}

/// Whether a folder is missing or holds nothing.
pub(super) fn is_empty(folder: &Path) -> io::Result<bool> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => with_path(Err(error), folder),
    }
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
