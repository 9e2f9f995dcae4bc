//! Events of the file system as they come in, and when a batch of them is complete.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{ErrorKind, Event, EventKind};

use crate::source::{ChangeSet, PARTS, is_read, relative};

/// Quiet after which a batch is complete, where every file that was written has been closed, renamed or removed.
const QUIET: Duration = Duration::from_millis(2);
/// The same while a file has been written to and not closed: half a file should not be read.
const QUIET_WHILE_OPEN: Duration = Duration::from_millis(40);
/// A batch is complete after this even where changes never cease.
const LONGEST: Duration = Duration::from_millis(100);
/// More events in one batch than this are a storm: some may have been lost.
const STORM: usize = 500;
/// More paths in one batch than this are everything.
const MOST_PATHS: usize = 4096;

/// What was heard and not yet handed on.
#[derive(Default)]
pub(super) struct Inbox {
    pending: Mutex<Pending>,
    woken: Condvar,
}

#[derive(Default)]
struct Pending {
    paths: BTreeSet<String>,
    /// Written to, and not closed since.
    open: BTreeSet<String>,
    everything: bool,
    rearm: bool,
    new_folders: bool,
    events: usize,
    failed: Option<String>,
    first_last: Option<(Instant, Instant)>,
    stopped: bool,
}

/// A batch of changes.
pub(super) struct Batch {
    /// What changed; nothing where the time was up without an event.
    pub(super) changes: Option<ChangeSet>,
    /// A folder that is watched came or went.
    pub(super) rearm: bool,
    /// There are new folders: what was written in them at once may have been missed.
    pub(super) new_folders: bool,
    /// There were so many events that some may have been lost.
    pub(super) storm: bool,
    /// Why there will be no more events.
    pub(super) failed: Option<String>,
}

impl Inbox {
    /// Takes an event of the file system.
    pub(super) fn note(&self, root: &Path, event: notify::Result<Event>) {
        let mut pending = self.lock();
        match event {
            Ok(event) => pending.note(root, &event),
            Err(error) if is_watch_limit(&error) => pending.fail(&error),
            Err(_) => pending.look_at_everything(),
        }
        drop(pending);
        self.woken.notify_all();
    }

    /// There will be no more events.
    pub(super) fn fail(&self, error: &notify::Error) {
        self.lock().fail(error);
        self.woken.notify_all();
    }

    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.woken.notify_all();
    }

    /// Sleeps; `false` where it was stopped meanwhile.
    pub(super) fn sleep(&self, time: Duration) -> bool {
        let pending = self.lock();
        let slept = self.woken.wait_timeout_while(pending, time, |pending| !pending.stopped);
        let (pending, _) = slept.unwrap_or_else(PoisonError::into_inner);
        !pending.stopped
    }

    /// Whether anything was heard, now or within `patience`.
    pub(super) fn has_news(&self, patience: Duration) -> bool {
        let is_quiet = |pending: &mut Pending| pending.first_last.is_none() && !pending.stopped;
        let waited = self.woken.wait_timeout_while(self.lock(), patience, is_quiet);
        waited.unwrap_or_else(PoisonError::into_inner).0.first_last.is_some()
    }

    /// Waits for a complete batch, or for `until`; nothing where it was stopped.
    pub(super) fn wait(&self, until: Instant) -> Option<Batch> {
        let mut pending = self.lock();
        loop {
            if pending.stopped {
                return None;
            }
            let now = Instant::now();
            let due = pending.due().unwrap_or(until);
            if now >= due || pending.failed.is_some() {
                return Some(pending.take());
            }
            let woken = self.woken.wait_timeout(pending, due - now);
            pending = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn note(&mut self, root: &Path, event: &Event) {
        if event.need_rescan() {
            self.look_at_everything();
        }
        let is_closed = match event.kind {
            EventKind::Create(CreateKind::Folder)
            | EventKind::Modify(ModifyKind::Name(_) | ModifyKind::Metadata(_)) => true,
            EventKind::Create(_) | EventKind::Modify(_) => false,
            // Reading raises events too: a site that reads its own files would never come to rest.
            EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write) => return,
            _ => true,
        };
        let comes_or_goes = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any
        );
        for path in &event.paths {
            let Some(relative) = relative(root, path) else { continue };
            if comes_or_goes && (relative.is_empty() || PARTS.contains(&&*relative)) {
                self.rearm = true;
                self.touch();
            }
            if !is_read(&relative) {
                continue;
            }
            if comes_or_goes && path.is_dir() {
                self.new_folders = true;
            }
            if is_closed {
                self.open.remove(&relative);
            } else {
                self.open.insert(relative.clone());
            }
            self.paths.insert(relative);
            self.touch();
        }
    }

    fn look_at_everything(&mut self) {
        self.everything = true;
        self.touch();
    }

    fn fail(&mut self, error: &notify::Error) {
        self.failed = Some(if is_watch_limit(error) {
            "the limit of watched folders is reached (fs.inotify.max_user_watches)".to_owned()
        } else {
            error.to_string()
        });
    }

    fn touch(&mut self) {
        let now = Instant::now();
        self.first_last = Some((self.first_last.map_or(now, |(first, _)| first), now));
        self.events += 1;
        if self.paths.len() > MOST_PATHS {
            self.everything = true;
            self.paths.clear();
            self.open.clear();
        }
    }

    fn due(&self) -> Option<Instant> {
        let (first, last) = self.first_last?;
        let quiet = if self.open.is_empty() { QUIET } else { QUIET_WHILE_OPEN };
        Some((last + quiet).min(first + LONGEST))
    }

    fn take(&mut self) -> Batch {
        let taken = std::mem::take(self);
        let changes = taken
            .first_last
            .map(|_| if taken.everything { ChangeSet::Everything } else { ChangeSet::Paths(taken.paths) });
        let storm = taken.events > STORM || taken.everything;
        Batch { changes, rearm: taken.rearm, new_folders: taken.new_folders, storm, failed: taken.failed }
    }
}

/// Whether the system watches no more folders.
fn is_watch_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RemoveKind, RenameMode};

    use super::*;

    fn note(pending: &mut Pending, kind: EventKind, path: &str) {
        let root = Path::new("/site");
        pending.note(root, &Event::new(kind).add_path(root.join(path)));
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn a_file_that_is_still_open_is_waited_for() {
        let mut pending = Pending::default();
        note(&mut pending, WRITTEN, "content/reports/a.md");
        let (_, last) = pending.first_last.expect("an event");
        assert_eq!(pending.due(), Some(last + QUIET_WHILE_OPEN));
        note(&mut pending, CLOSED, "content/reports/a.md");
        let (_, last) = pending.first_last.expect("an event");
        assert_eq!(pending.due(), Some(last + QUIET));
        let expected = ChangeSet::Paths(["content/reports/a.md".to_owned()].into());
        assert_eq!(pending.take().changes, Some(expected));
    }

    #[test]
    fn reading_the_output_and_files_of_editors_are_no_changes() {
        let mut pending = Pending::default();
        note(&mut pending, EventKind::Access(AccessKind::Open(AccessMode::Any)), "content/reports/a.md");
        for path in ["public/index.html", "content/reports/.a.md.swp", "static/.git/x", ".git/index", "content.md"] {
            note(&mut pending, CLOSED, path);
        }
        assert_eq!(pending.due(), None);
    }

    #[test]
    fn both_ends_of_a_rename_are_looked_at() {
        let mut pending = Pending::default();
        let both = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let root = Path::new("/site");
        pending.note(root, &Event::new(both).add_path(root.join("content/a")).add_path(root.join("content/b")));
        let expected = ChangeSet::Paths(["content/a".to_owned(), "content/b".to_owned()].into());
        assert_eq!(pending.take().changes, Some(expected));
    }

    #[test]
    fn a_folder_of_the_site_that_goes_is_watched_anew_when_it_returns() {
        let mut pending = Pending::default();
        note(&mut pending, EventKind::Remove(RemoveKind::Folder), "content");
        assert!(pending.take().rearm);
        note(&mut pending, EventKind::Create(CreateKind::Folder), "content/reports/new");
        assert!(!pending.take().rearm);
    }

    #[test]
    fn lost_events_and_storms_are_followed_by_a_look_at_everything() {
        let mut pending = Pending::default();
        let rescan = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        pending.note(Path::new("/site"), &rescan);
        let batch = pending.take();
        assert_eq!(batch.changes, Some(ChangeSet::Everything));
        for _ in 0..=STORM {
            note(&mut pending, WRITTEN, "content/reports/a.md");
        }
        assert!(pending.take().storm);
    }
}
