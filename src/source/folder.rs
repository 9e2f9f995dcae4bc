//! A site's folder on the disk, read once and then again where it changed.

use std::collections::{HashMap, HashSet};
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Asset, ChangeSet, MAX_FILE, Skipped, SourceFile, Sources, with_path};

/// A site's folder with what was read from it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// What was read last.
    pub sources: Sources,
    stamps: HashMap<String, Stamp>,
    /// Some file was read so shortly after it was written that it may be half of one.
    fresh: bool,
}

/// What tells without reading that a file is as it was when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, inode and time of the last change of either, where the system has them.
    identity: [i64; 4],
}

/// A file that was written this shortly before it was read may be written again without another time (racy-git, in
/// Git's technical documentation).
const RACY: Duration = Duration::from_millis(100);

/// The parts of a site's folder that are read.
pub(crate) const PARTS: [&str; 3] = ["content", "templates", "static"];

/// The settings.
pub(super) const CONFIG: &str = "situs.toml";

/// What a listing of a folder gave.
#[derive(Default)]
struct Found {
    files: Vec<(String, Stamp)>,
    skipped: Vec<Skipped>,
}

/// A file that was read.
enum Read {
    Text(Arc<SourceFile>),
    Bytes(Arc<Asset>),
}

impl Folder {
    /// The folder at `root`, of which nothing is read yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), sources: Sources::default(), stamps: HashMap::new(), fresh: false }
    }

    /// Reads what may have changed. Gives whether any byte did; files with the bytes that they had stay as they were.
    ///
    /// # Errors
    /// The first file or folder that cannot be read, with its path in the message. [`Self::sources`] is as it was.
    pub fn refresh(&mut self, changes: &ChangeSet) -> io::Result<bool> {
        let mut found = Found::default();
        // Many paths are dearer to look for than all files.
        let many = matches!(changes, ChangeSet::Paths(paths) if paths.len() > 64);
        let changes = if many { &ChangeSet::Everything } else { changes };
        let places: Vec<String> = match changes {
            ChangeSet::Everything => PARTS.iter().copied().chain([CONFIG]).map(str::to_owned).collect(),
            ChangeSet::Paths(paths) => paths.iter().filter(|path| is_read(path)).cloned().collect(),
        };
        for place in &places {
            self.list(place, &mut found)?;
        }
        let no_content = !self.root.join("content").is_dir();
        let now = now();
        let is_stale = |(path, stamp): &&(String, Stamp)| {
            self.stamps.get(path) != Some(stamp) || !matches!(changes, ChangeSet::Everything)
        };
        let stale: Vec<&(String, Stamp)> = found.files.iter().filter(is_stale).collect();
        let read = stale.into_par_iter().filter_map(|(path, stamp)| match self.read(path) {
            // It went between the listing and the reading; whoever watches the folder will say so.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            result => Some(result.map(|read| (path, *stamp, read))),
        });
        let read = read.collect::<io::Result<Vec<_>>>()?;

        let listed: HashSet<&str> = found.files.iter().map(|(path, _)| path.as_str()).collect();
        let mut changed = false;
        for place in &places {
            changed |= self.remove_gone(place, &listed);
        }
        self.fresh = false;
        for (path, stamp, read) in read {
            changed |= self.put(path, read);
            let racy = stamp.modified.is_none_or(|modified| modified + RACY > now);
            self.fresh |= stamp.modified.is_some_and(|modified| apart(modified, now) < stamp.quiet());
            if racy {
                self.stamps.remove(path)
            } else {
                self.stamps.insert(path.clone(), stamp)
            };
        }
        let within = |path: &str| {
            let below = |place: &String| path.strip_prefix(place.as_str());
            places.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut skipped: Vec<Skipped> =
            self.sources.skipped.iter().filter(|skipped| !within(&skipped.path)).cloned().collect();
        skipped.append(&mut found.skipped);
        skipped.sort();
        skipped.dedup();
        changed |= skipped != self.sources.skipped || no_content != self.sources.no_content;
        self.sources.no_content = no_content;
        self.sources.skipped = skipped;
        Ok(changed)
    }

    /// Reads until nothing changes any more: what somebody saves meanwhile is read whole, or not at all.
    ///
    /// # Errors
    /// A file or folder cannot be read, or somebody goes on writing.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        const PAUSES: [u64; 6] = [20, 40, 80, 160, 320, 640];
        self.refresh(&ChangeSet::Everything)?;
        if self.is_settled() {
            return Ok(());
        }
        for pause in PAUSES {
            std::thread::sleep(Duration::from_millis(pause));
            if !self.refresh(&ChangeSet::Everything)? && !self.fresh {
                return Ok(());
            }
        }
        Err(io::Error::other(format!("`{}`: somebody keeps writing there while it is read", self.root.display())))
    }

    /// Whether every file is still as it was when it was read.
    fn is_settled(&self) -> bool {
        let is_same = |(path, stamp): (&String, &Stamp)| {
            self.root.join(path).symlink_metadata().is_ok_and(|meta| Stamp::new(&meta) == *stamp)
        };
        !self.fresh && self.stamps.par_iter().all(is_same)
    }

    /// Lists the files at `place` and below, sorted.
    fn list(&self, place: &str, found: &mut Found) -> io::Result<()> {
        let start = self.root.join(place);
        let part = place.split('/').next().unwrap_or_default();
        if self.is_behind_link(place) {
            return Ok(());
        }
        match start.symlink_metadata() {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return with_path(Err(error), place),
            Ok(meta) if place == CONFIG => {
                // Without its settings a site could show what it must not, so this is no file to pass over.
                if !meta.is_file() {
                    let what = if meta.is_symlink() { "a symbolic link" } else { "not a regular file" };
                    return Err(io::Error::other(format!("`situs.toml` is {what}: put the file itself there")));
                }
                found.files.push((place.to_owned(), Stamp::new(&meta)));
                return Ok(());
            }
            Ok(meta) if meta.is_symlink() && place != part => {
                found.skipped.push(Skipped { path: place.to_owned(), reason: "it is a symbolic link" });
                return Ok(());
            }
            Ok(_) => {}
        }
        for entry in WalkDir::new(&start).follow_links(false) {
            let entry = match entry {
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                entry => entry?,
            };
            let Some(path) = relative(&self.root, entry.path()) else {
                let lossy =
                    entry.path().strip_prefix(&self.root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                found.skipped.push(Skipped { path: lossy, reason: "its name is not UTF-8" });
                continue;
            };
            if path.contains('\\') {
                found.skipped.push(Skipped { path, reason: "its name has a backslash" });
                continue;
            }
            if path.contains(char::is_control) {
                let shown = path.escape_default().to_string();
                found.skipped.push(Skipped { path: shown, reason: "its name has a control character" });
                continue;
            }
            let kind = entry.file_type();
            let leads_on = kind.is_symlink() && entry.path().is_dir();
            let wanted = part != "content" || is_markdown(&path) || leads_on;
            if kind.is_dir() || is_hidden(&path) || !wanted || path == part {
                continue;
            }
            if kind.is_symlink() {
                found.skipped.push(Skipped { path, reason: "it is a symbolic link" });
            } else if !kind.is_file() {
                found.skipped.push(Skipped { path, reason: "it is not a regular file" });
            } else {
                let meta = match entry.metadata() {
                    Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {
                        continue;
                    }
                    meta => meta?,
                };
                if meta.len() > MAX_FILE && part != "static" {
                    found.skipped.push(Skipped { path, reason: "it is larger than 64 MiB" });
                } else {
                    found.files.push((path, Stamp::new(&meta)));
                }
            }
        }
        Ok(())
    }

    /// Whether a folder on the way to `place` is a symbolic link: what is behind it is not part of the site.
    fn is_behind_link(&self, place: &str) -> bool {
        let ends = place.match_indices('/').map(|(at, _)| at).skip(1);
        ends.map(|at| &place[..at]).any(|folder| self.root.join(folder).is_symlink())
    }

    fn read(&self, path: &str) -> io::Result<Read> {
        let bytes = with_path(read_whole(&self.root.join(path)), path)?;
        Ok(match path.strip_prefix("static/") {
            Some(below) => Read::Bytes(Arc::new(Asset { path: below.to_owned(), bytes })),
            None => Read::Text(Arc::new(SourceFile::new(path, bytes))),
        })
    }

    /// Puts a file into its list. Gives whether its bytes are others than before.
    fn put(&mut self, path: &str, read: Read) -> bool {
        match read {
            Read::Text(file) if path == CONFIG => {
                let same = self.sources.config.as_ref().is_some_and(|known| known.hash == file.hash);
                if !same {
                    self.sources.config = Some(file);
                }
                !same
            }
            Read::Text(file) => {
                let list =
                    if path.starts_with("content/") { &mut self.sources.content } else { &mut self.sources.templates };
                match list.binary_search_by(|known| known.path.as_str().cmp(path)) {
                    Ok(at) if list[at].hash == file.hash => return false,
                    Ok(at) => list[at] = file,
                    Err(at) if at == list.len() => list.push(file),
                    Err(at) => list.insert(at, file),
                }
                true
            }
            Read::Bytes(asset) => {
                let list = &mut self.sources.assets;
                match list.binary_search_by(|known| known.path.cmp(&asset.path)) {
                    Ok(at) if list[at].bytes == asset.bytes => return false,
                    Ok(at) => list[at] = asset,
                    Err(at) => list.insert(at, asset),
                }
                true
            }
        }
    }

    /// Takes out the files at `place` and below it that were not listed. Gives whether there were any.
    fn remove_gone(&mut self, place: &str, listed: &HashSet<&str>) -> bool {
        let Self { sources, stamps, .. } = self;
        let mut keeps = |path: &str| {
            let kept = listed.contains(path);
            if !kept {
                stamps.remove(path);
            }
            kept
        };
        let mut removed = retain_at(&mut sources.content, place, |file| &file.path, &mut keeps)
            || retain_at(&mut sources.templates, place, |file| &file.path, &mut keeps);
        if let Some(below) = place.strip_prefix("static") {
            let mut keeps = |path: &str| keeps(&format!("static/{path}"));
            removed |= retain_at(&mut sources.assets, below.trim_start_matches('/'), |asset| &asset.path, &mut keeps);
        }
        if place == CONFIG && !keeps(CONFIG) {
            removed |= sources.config.take().is_some();
        }
        removed
    }
}

/// Drops the items at `place` and below that are not to be kept, from a list that is sorted by path. An empty place is
/// the whole list. Gives whether there were any.
fn retain_at<T>(
    list: &mut Vec<T>,
    place: &str,
    path: impl Fn(&T) -> &str,
    keeps: &mut impl FnMut(&str) -> bool,
) -> bool {
    let before = list.len();
    if place.is_empty() {
        list.retain(|item| keeps(path(item)));
        return list.len() != before;
    }
    let below = format!("{place}/");
    let start = list.partition_point(|item| path(item) < below.as_str());
    let count = list[start..].partition_point(|item| path(item).starts_with(&below));
    let kept: Vec<T> = list.drain(start..start + count).filter(|item| keeps(path(item))).collect();
    list.splice(start..start, kept);
    if let Ok(at) = list.binary_search_by(|item| path(item).cmp(place))
        && !keeps(place)
    {
        list.remove(at);
    }
    list.len() != before
}

impl Stamp {
    fn new(meta: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            [meta.dev().cast_signed(), meta.ino().cast_signed(), meta.ctime(), meta.ctime_nsec()]
        };
        #[cfg(not(unix))]
        let identity = [0; 4];
        Self { length: meta.len(), modified: meta.modified().ok(), identity }
    }

    /// How long nobody must have written a file before it is taken as done. An empty one is more likely emptied by an
    /// editor that is about to fill it than meant to be so.
    fn quiet(&self) -> Duration {
        Duration::from_millis(if self.length == 0 { 250 } else { 20 })
    }
}

/// The bytes of a file as they were at one moment: where it was written while it was read, it is read again.
fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    const ATTEMPTS: usize = 5;
    for _ in 0..ATTEMPTS {
        let mut file = File::open(path)?;
        let before = Stamp::new(&file.metadata()?);
        let mut bytes = Vec::with_capacity(usize::try_from(before.length).unwrap_or_default().saturating_add(1));
        file.read_to_end(&mut bytes)?;
        if Stamp::new(&file.metadata()?) == before && bytes.len() as u64 == before.length {
            return Ok(bytes);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(io::Error::other("somebody keeps writing it while it is read; try again when that is done"))
}

/// The time between two instants, whichever is first: a file of the future was not written just now.
fn apart(modified: SystemTime, now: SystemTime) -> Duration {
    now.duration_since(modified).unwrap_or_else(|early| early.duration())
}

#[expect(clippy::disallowed_methods, reason = "only compared with the times of files; no page depends on it")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// Whether a path is, or may hold, something that is read.
pub(crate) fn is_read(path: &str) -> bool {
    let part = path.split('/').next().unwrap_or_default();
    path == CONFIG
        || (PARTS.contains(&part) && !is_hidden(path) && !path.split('/').any(|part| part.is_empty() || part == ".."))
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// Whether a file is Markdown, by its ending in any case.
fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// `path` relative to `root`, with `/` between its parts; nothing where it is not UTF-8.
pub(crate) fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}
