//! The one moment at which a new site takes the place of the old one.

use std::io;
use std::path::{Path, PathBuf};

use crate::source::with_path;

/// Exchanges two folders in one step where the system can, in two renames where it cannot. Where it fails, everything is
/// as it was.
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            // The kernel or the file system knows no exchange; any other error would meet the renames, too.
            Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
            done => return with_path(done.map_err(Into::into), old),
        }
    }
    let aside = aside(old);
    with_path(std::fs::rename(old, &aside), old)?;
    if let Err(error) = std::fs::rename(new, old) {
        let _ = std::fs::rename(&aside, old);
        return with_path(Err(error), new);
    }
    with_path(std::fs::rename(&aside, new), new)
}

/// Puts right what an exchange by two renames left that was cut short between them. `lock` of the folder is held.
pub(super) fn recover(target: &Path) -> io::Result<()> {
    let aside = aside(target);
    if aside.symlink_metadata().is_err() {
        return Ok(());
    }
    if target.symlink_metadata().is_err() {
        return with_path(std::fs::rename(&aside, target), target);
    }
    with_path(std::fs::remove_dir_all(&aside), &aside)
}

/// Where the old site stands between the two renames.
fn aside(target: &Path) -> PathBuf {
    beside(target, "old")
}

/// A hidden neighbour of an output folder: `.NAME.situs-WHAT`.
pub(super) fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.situs-{what}"))
}
