//! Where the files of a run stand, all removed at its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::options::Options;

/// The folder of a run.
pub(crate) struct Scratch {
    folder: TempDir,
    /// What it is on, in words.
    pub(crate) place: String,
    made: usize,
}

impl Scratch {
    /// A fresh folder where the options say, else in memory where there is room, else where temporary files go.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn new(options: &Options) -> io::Result<Self> {
        let (need, memory, disk) = (needed(options), Path::new("/dev/shm"), std::env::temp_dir());
        let parent = match &options.scratch {
            Some(chosen) => {
                fs::create_dir_all(chosen)?;
                chosen.clone()
            }
            // Half of the memory stays for the programs that are measured.
            None if free(memory).min(available_memory() / 2) > need => memory.to_owned(),
            None => disk,
        };
        let folder = TempDir::with_prefix_in("situs-bench-", &parent)?;
        let mut place = format!("{} ({})", parent.display(), file_system(&parent));
        if free(&parent) < need {
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            place = format!(
                "{place}, {:.0} GB free where {:.0} GB may be needed",
                gigabytes(free(&parent)),
                gigabytes(need)
            );
        }
        Ok(Self { folder, place, made: 0 })
    }

    /// A path at which nothing is.
    pub(crate) fn fresh(&mut self, name: &str) -> PathBuf {
        self.made += 1;
        self.folder.path().join(format!("{name}-{}", self.made))
    }

    /// Removes everything.
    ///
    /// # Errors
    /// It cannot be removed.
    pub(crate) fn remove(self) -> io::Result<()> {
        self.folder.close()
    }

    /// Leaves everything; gives the folder.
    pub(crate) fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

/// Bytes that a run may need: no file of it is removed before the end.
fn needed(options: &Options) -> u64 {
    let reports: usize = options.sizes().into_iter().sum();
    let pairs = options.pairs();
    // A report with its share of everything else comes to 8 KB of sources, 45 KB of a site by Situs and 25 KB by Hugo.
    let kilobytes = 3 * 8 + 45 * (pairs + 7 * pairs.min(3) + 1) + if options.no_hugo { 0 } else { 25 * pairs };
    (reports * kilobytes * 1000) as u64
}

#[cfg(unix)]
fn free(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(0, |room| room.f_bavail * room.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> u64 {
    u64::MAX
}

/// Bytes of memory that programs could have.
fn available_memory() -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The kind of file system that a folder is on.
fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let mounted = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let nearest = mounted.filter(|(point, _)| folder.starts_with(point)).max_by_key(|(point, _)| point.len());
    nearest.map_or("file system unknown", |(_, kind)| kind).to_owned()
}
