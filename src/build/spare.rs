//! The folder in which the next site is made, and what of the site before may stay in it.
//!
//! After an exchange it holds the site before, less every file that the new site does not have: what is left are second
//! names of files of the new site, each in its folder. Between builds, therefore, nothing in it is content that is not
//! public any more, and all of it can be removed without losing a file.

use std::fs::Metadata;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::manifest::{MANIFEST, Manifest};
use crate::source::with_path;

/// Files and folders below a folder, as paths with `/` between their parts. Links are not followed.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Everything that is no folder, the manifest and the mark at the top aside.
    pub(super) files: Vec<String>,
    pub(super) folders: Vec<String>,
}

impl Tree {
    /// All that is below a folder; empty where there is no folder.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        match folder.symlink_metadata() {
            Ok(meta) if meta.is_dir() => Self::below(folder, ""),
            _ => Ok(Self::default()),
        }
    }

    fn below(folder: &Path, prefix: &str) -> io::Result<Self> {
        let mut tree = Self::default();
        for entry in with_path(std::fs::read_dir(folder), folder)? {
            let entry = with_path(entry, folder)?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if with_path(entry.file_type(), folder)?.is_dir() {
                tree.folders.push(path);
            } else if path != MANIFEST && path != MAKING {
                tree.files.push(path);
            }
        }
        let deeper = tree.folders.par_iter().with_min_len(16).map(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            Self::below(&folder.join(name), &format!("{path}/"))
        });
        let deeper = deeper.collect::<io::Result<Vec<Self>>>()?;
        for mut other in deeper {
            tree.files.append(&mut other.files);
            tree.folders.append(&mut other.folders);
        }
        Ok(tree)
    }

    /// The first file that no manifest names: somebody else put it there.
    pub(super) fn foreign(&self, known: &Manifest) -> Option<&str> {
        let foreign = self.files.par_iter().map(String::as_str).filter(|path| known.hash(path).is_none());
        foreign.min()
    }
}

/// Takes out of the staging folder, which holds `tree`, what does not stay; then the folders that nothing needs.
pub(super) fn sweep(
    staging: &Path,
    tree: &Tree,
    stays: impl Fn(&str) -> bool + Sync,
    needed: &[&str],
) -> io::Result<()> {
    tree.files.par_iter().filter(|path| !stays(path)).try_for_each(|path| remove_file(&staging.join(path)))?;
    let mut folders: Vec<&String> =
        tree.folders.iter().filter(|path| needed.binary_search(&path.as_str()).is_err()).collect();
    folders.sort_unstable_by(|a, b| b.cmp(a));
    for folder in folders {
        // One with something in it stays, and whatever needs its place says so.
        let _ = std::fs::remove_dir(staging.join(folder));
    }
    Ok(())
}

/// The folders that files with these paths stand in, at any depth, sorted.
pub(super) fn folders_of<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut folders: Vec<&str> = paths.flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    folders.par_sort_unstable();
    folders.dedup();
    folders
}

/// Makes these folders, which are sorted, below `root`; those that are there stay.
pub(super) fn make_folders(root: &Path, folders: &[&str]) -> io::Result<()> {
    folders.par_iter().with_min_len(64).try_for_each(|folder| {
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

/// Removes a file; one that is gone is no fault.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => with_path(removed, path),
    }
}

/// Stands in the staging folder while a site is made in it: the folder is Situs's own, and no site.
pub(super) const MAKING: &str = ".situs-making";

/// Removes all that is in a folder of ours, under the mark, which goes last: it stays ours wherever this is cut short.
/// Links are not followed.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    with_path(std::fs::File::create(folder.join(MAKING)), folder)?;
    for entry in with_path(std::fs::read_dir(folder), folder)? {
        let entry = with_path(entry, folder)?;
        let path = entry.path();
        if entry.file_name() == MAKING {
            continue;
        }
        if with_path(entry.file_type(), &path)?.is_dir() {
            with_path(std::fs::remove_dir_all(&path), &path)?;
        } else {
            remove_file(&path)?;
        }
    }
    remove_file(&folder.join(MAKING))
}

/// Whether two names are of one regular file.
pub(super) fn is_one_file(one: &Path, other: &Path) -> bool {
    match (one.symlink_metadata(), other.symlink_metadata()) {
        (Ok(one), Ok(other)) => same_file(&one, &other),
        _ => false,
    }
}

#[cfg(unix)]
fn same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// When a file, or what is known of it, was last changed, in nanoseconds since 1970: a time that nobody can set. The end
/// of time where the system has none.
#[cfg(unix)]
pub(super) fn changed(meta: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt as _;
    i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec())
}

#[cfg(not(unix))]
pub(super) fn changed(_: &Metadata) -> i128 {
    i128::MAX
}
