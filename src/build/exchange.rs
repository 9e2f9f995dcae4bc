//! The one moment at which a new site takes the place of the old one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{is_empty, refused};
use super::manifest::Manifest;
use crate::source::with_path;

/// Exchanges two folders in one step where the system can, in three renames where it cannot. Where it fails, everything
/// is as it was.
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
    in_renames(new, old)
}

/// Between the first rename and the second there is no site; [`recover`] puts the old one back if it comes to that.
fn in_renames(new: &Path, old: &Path) -> io::Result<()> {
    let aside = aside(old);
    with_path(std::fs::rename(old, &aside), old)?;
    if let Err(error) = std::fs::rename(new, old) {
        let _ = std::fs::rename(&aside, old);
        return with_path(Err(error), new);
    }
    with_path(std::fs::rename(&aside, new), new)
}

/// Puts right what an exchange by renames left that was cut short between them. The lock of the folder is held.
///
/// # Errors
/// What stands aside is none of ours (kind `PermissionDenied`), or cannot be moved.
pub(super) fn recover(target: &Path, staging: &Path) -> io::Result<()> {
    let aside = aside(target);
    let Ok(meta) = aside.symlink_metadata() else { return Ok(()) };
    let ours = meta.is_dir() && (Manifest::read(&aside).is_some() || is_empty(&aside)?);
    let place = [target, staging].into_iter().find(|place| place.symlink_metadata().is_err());
    match place {
        // Before the second rename the old site goes back; after it the old one becomes the spare, which is swept.
        Some(place) if ours => with_path(std::fs::rename(&aside, place), &aside),
        _ => Err(refused(&aside, "Situs did not leave it there", "move it away, or delete it")),
    }
}

/// Where the old site stands between the renames.
fn aside(target: &Path) -> PathBuf {
    beside(target, "old")
}

/// A hidden neighbour of an output folder: `.NAME.situs-WHAT`.
pub(crate) fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.situs-{what}"))
}

/// The file system of a folder, held open from before the first file is written, so that it also tells of writes that
/// failed after they were taken.
pub(super) struct Disk(File);

impl Disk {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        with_path(File::open(folder), folder).map(Self)
    }

    /// Waits until all that was written is on the disk: one call, where a call for each of ten thousand files would take
    /// longer than the build.
    #[cfg(target_os = "linux")]
    pub(super) fn sync(&self) -> io::Result<()> {
        rustix::fs::syncfs(&self.0).map_err(Into::into)
    }

    #[cfg(all(unix, not(target_os = "linux")))]
    pub(super) fn sync(&self) -> io::Result<()> {
        rustix::fs::sync();
        self.0.sync_all()
    }

    #[cfg(not(unix))]
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { with_path(File::open(folder).and_then(|file| file.sync_all()), folder) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site that is whole, as far as can be told from here.
    fn site(place: &Path, name: &str) {
        std::fs::create_dir(place).expect("made");
        std::fs::write(place.join(super::super::MANIFEST), "edition public\n").expect("written");
        std::fs::write(place.join("name"), name).expect("written");
    }

    fn name(place: &Path) -> String {
        std::fs::read_to_string(place.join("name")).unwrap_or_default()
    }

    #[test]
    fn an_exchange_by_renames_that_is_cut_short_anywhere_is_put_right() {
        let desk = tempfile::tempdir().expect("a folder");
        for done in 0..=3 {
            let place = desk.path().join(format!("{done}"));
            std::fs::create_dir(&place).expect("made");
            let (target, staging) = (place.join("public"), place.join(".public.situs-spare"));
            site(&target, "old");
            site(&staging, "new");
            let aside = aside(&target);
            for (from, to) in [(&target, &aside), (&staging, &target), (&aside, &staging)].into_iter().take(done) {
                std::fs::rename(from, to).expect("renamed");
            }
            recover(&target, &staging).expect("put right");
            let wanted = if done < 2 { ["old", "new"] } else { ["new", "old"] };
            assert_eq!([name(&target), name(&staging)], wanted, "after {done} renames");
            assert!(!aside.exists());
        }
    }

    #[test]
    fn renames_do_what_an_exchange_does() {
        let desk = tempfile::tempdir().expect("a folder");
        let (target, staging) = (desk.path().join("public"), desk.path().join("spare"));
        site(&target, "old");
        site(&staging, "new");
        in_renames(&staging, &target).expect("exchanged");
        assert_eq!([name(&target), name(&staging)], ["new", "old"]);
        exchange(&staging, &target).expect("exchanged");
        assert_eq!([name(&target), name(&staging)], ["old", "new"]);
        // The second rename fails: the first is undone.
        assert!(in_renames(&desk.path().join("none"), &target).is_err());
        assert_eq!(name(&target), "old");
        assert!(!aside(&target).exists());
    }

    #[test]
    fn what_stands_aside_and_is_not_ours_is_not_touched() {
        let desk = tempfile::tempdir().expect("a folder");
        let (target, staging) = (desk.path().join("public"), desk.path().join("spare"));
        std::fs::create_dir(aside(&target)).expect("made");
        std::fs::write(aside(&target).join("mine"), "mine").expect("written");
        let refusal = recover(&target, &staging).expect_err("refused");
        assert_eq!(refusal.kind(), io::ErrorKind::PermissionDenied);
        assert!(refusal.to_string().contains("move it away"), "{refusal}");
        assert!(aside(&target).join("mine").exists() && !target.exists());
    }
}
