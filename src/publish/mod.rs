//! From the output folder to where visitors read it: what to send, in what order, and what to take away.
//!
//! A [`Plan`] compares two lists of files with their hashes: the one that the last build wrote and the one that the last
//! publication left at the target. [`apply`] carries it out so that a visitor never follows a link to nothing: what
//! nobody links to yet comes first, then pages that changed, then the way in (home, lists, feeds), and last of all what
//! is gone goes. A publication that dies is finished by the next one, which knows from its notes what had arrived.

mod git;
mod headers;
mod local;
mod plan;
mod profile;
mod program;
mod rsync;
mod sftp;
mod store;
mod target;

use std::collections::BTreeMap;
use std::io;

pub use self::git::GitBranch;
pub use self::headers::Headers;
pub use self::local::{Compress, FolderTarget, Local};
pub use self::plan::{Change, Entries, Phase, Plan, Upload};
pub use self::program::Lock;
pub use self::rsync::RsyncTarget;
pub use self::sftp::{SftpServer, SftpTarget};
pub use self::store::{StoreOptions, StoreTarget};
pub use self::target::{Address, Place, open};

/// The list that a publication leaves at its target: edition, hashes and paths, in the form of the output folder's own.
pub const PUBLISHED: &str = ".situs-published";

/// The list of what a publication is about to send and to take away; gone when it is done.
pub const PUBLISHING: &str = ".situs-publishing";

/// Files that are sent before the list at the target is brought up to date: as many are sent twice at most, where a
/// publication dies.
pub const BATCH: usize = 64;

/// A place that files can be put at one by one.
pub trait Target {
    /// The bytes of a file; nothing where there is none.
    ///
    /// # Errors
    /// The target cannot be reached, or refuses.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;

    /// The files that are there. `doubtful` are those of which nobody knows whether they are: a target that cannot tell
    /// all it has in good time looks for them alone.
    ///
    /// # Errors
    /// The target cannot be reached, or refuses.
    fn list(&self, doubtful: &[&str]) -> io::Result<Listing>;

    /// Whether it knows no folders, so that `a` and `a/b` can both be files.
    fn is_flat(&self) -> bool {
        false
    }

    /// Puts files, each whole or not at all, in any order.
    ///
    /// # Errors
    /// One of them could not be put; others may have been.
    fn put(&self, files: &[File]) -> io::Result<()>;

    /// Takes files away; one that is not there is no fault.
    ///
    /// # Errors
    /// One of them could not be taken away.
    fn delete(&self, paths: &[&str]) -> io::Result<()>;
}

/// Files that are at a target, by path, with their lengths in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// All that are there.
    Whole(BTreeMap<String, u64>),
    /// Those that were asked for, and others as it happens.
    Asked(BTreeMap<String, u64>),
}

/// A file on its way.
#[derive(Debug, Clone)]
pub struct File {
    /// The path below the target.
    pub path: String,
    /// The bytes, compressed where the headers say so.
    pub bytes: Vec<u8>,
    /// What a host has to say of it.
    pub headers: Headers,
}

/// What a publication did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Files sent.
    pub uploads: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files taken away.
    pub deletions: usize,
}

/// What stands at a target.
#[derive(Debug, Clone, Default)]
pub struct There {
    /// What Situs put there.
    pub known: Entries,
    /// Files with their lengths in bytes, as far as the target tells.
    pub listed: BTreeMap<String, u64>,
    /// Whether the list of a publication that was cut short is still there.
    pub was_cut_short: bool,
    /// Whether the target knows no folders, so that `a` and `a/b` can both be files.
    pub is_flat: bool,
}

impl There {
    /// What is `known`, as far as the listing has it.
    fn new(mut known: Entries, listing: Listing) -> Self {
        known.keep_listed(&listing);
        let (Listing::Whole(listed) | Listing::Asked(listed)) = listing;
        // What was half written when a publication died is ours, and goes with the next one.
        for path in listed.keys().filter(|path| path.starts_with(INCOMING)) {
            known.insert_doubtful(path);
        }
        Self { known, listed, ..Self::default() }
    }
}

/// What stands at a target.
///
/// # Errors
/// The target cannot be read, or holds a list that Situs did not write.
pub fn there(target: &dyn Target) -> io::Result<There> {
    let read = |name: &str| -> io::Result<Option<Entries>> {
        let Some(bytes) = target.read(name)? else { return Ok(None) };
        Entries::parse(&bytes).map(Some).ok_or_else(|| {
            let message =
                format!("`{name}` at the target is not touched: it is not one that Situs writes; move it away");
            io::Error::new(io::ErrorKind::PermissionDenied, message)
        })
    };
    let (mut known, intended) = (read(PUBLISHED)?.unwrap_or_default(), read(PUBLISHING)?);
    let was_cut_short = intended.is_some();
    // What was on its way may have arrived or gone: it is ours, and what it is nobody knows. Whether it is there has to be
    // known: what is not goes up before the pages that lead to it.
    known.intend(intended.unwrap_or_default());
    let listing = target.list(&known.doubtful())?;
    Ok(There { was_cut_short, is_flat: target.is_flat(), ..There::new(known, listing) })
}

/// Carries out a plan. `progress` is told how many of all steps are done.
///
/// # Errors
/// A file cannot be sent or taken away: nothing is deleted after that, and the next publication goes on from there.
pub fn apply(
    local: &Local,
    target: &dyn Target,
    plan: &Plan,
    there: There,
    progress: &mut dyn FnMut(usize, usize),
) -> io::Result<Published> {
    let mut done = Published::default();
    let There { mut known, was_cut_short, .. } = there;
    if plan.is_empty() {
        // It had done all but this.
        if was_cut_short {
            target.delete(&[PUBLISHING])?;
        }
        return Ok(done);
    }
    let note = |path: &str, entries: &Entries| {
        let file = File { path: path.to_owned(), bytes: entries.to_bytes(&local.edition), headers: Headers::private() };
        target.put(&[file])
    };
    // The plan takes the place of one that was cut short, and with it goes what that had put in doubt. What is known by now
    // has to be written down before, or a file that it had changed or taken away, and that this one puts back, would count
    // as one that it never touched.
    if was_cut_short {
        note(PUBLISHED, &known)?;
    }
    let intended = plan.intended();
    note(PUBLISHING, &intended)?;
    let intended = intended.to_bytes(&local.edition);
    // The list of what is there is written by one publication at a time: from another machine nothing holds a lock here.
    let note_published = |entries: &Entries| {
        if target.read(PUBLISHING)?.as_ref() != Some(&intended) {
            let message = "somebody else publishes to this target at the same time; run it again when that has ended";
            return Err(io::Error::new(io::ErrorKind::WouldBlock, message));
        }
        note(PUBLISHED, entries)
    };
    let all = plan.uploads.len() + plan.takedowns.len() + plan.deletions.len();
    let mut step = 0;
    // What may not be read any more goes before anything else, at the price of a dead link for a moment.
    let take_away = |paths: &[String], known: &mut Entries, done: &mut Published, step: &mut usize| {
        for batch in paths.chunks(BATCH) {
            target.delete(&batch.iter().map(String::as_str).collect::<Vec<_>>())?;
            for path in batch {
                known.remove(path);
            }
            done.deletions += batch.len();
            *step += batch.len();
            note_published(known)?;
        }
        io::Result::Ok(())
    };
    take_away(&plan.takedowns, &mut known, &mut done, &mut step)?;
    for phase in Phase::ALL {
        let uploads: Vec<&Upload> = plan.uploads.iter().filter(|upload| upload.phase == phase).collect();
        for batch in uploads.chunks(BATCH) {
            let mut files = Vec::with_capacity(batch.len());
            for upload in batch {
                files.push(local.file(upload)?);
            }
            target.put(&files)?;
            for (upload, file) in batch.iter().zip(&files) {
                let length = file.bytes.len() as u64;
                known.insert(&upload.path, &upload.hash, Some(length));
                done.bytes += length;
            }
            done.uploads += batch.len();
            step += batch.len();
            progress(step, all);
            note_published(&known)?;
        }
    }
    take_away(&plan.deletions, &mut known, &mut done, &mut step)?;
    progress(step, all);
    note_published(&known)?;
    target.delete(&[PUBLISHING])?;
    Ok(done)
}

/// How the name of what is being written begins.
const INCOMING: &str = ".situs-incoming-";

/// A name for what is being written at a target, of this publication alone; it is renamed when it is whole.
fn incoming() -> String {
    format!("{INCOMING}{:016x}", std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id()))
}

/// A folder for files on their way; it goes when it is dropped.
fn scratch() -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("situs-publish-").tempdir()
}
