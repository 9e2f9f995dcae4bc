//! What was saved in a site's folder: the only module that knows the watching crate.
//!
//! Events of the file system are hints. They are gathered until the writing has paused, and name paths to look at
//! again; whenever they may be incomplete, everything is looked at.

mod inbox;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};

use self::inbox::Inbox;
use crate::source::{ChangeSet, PARTS};

/// How long nothing is heard before everything is looked at all the same.
const IDLE: Duration = Duration::from_secs(30);
/// How long it must be quiet after a storm, or after new folders, before everything is looked at once more.
const SECOND_LOOK: Duration = Duration::from_millis(150);
/// How often a folder that has gone is looked for.
const RETURN: Duration = Duration::from_millis(500);
/// How often everything is looked at where nothing else is said and events are not to be had.
pub const POLL: Duration = Duration::from_millis(500);

/// A watch over a site's folder.
pub struct Watch {
    root: PathBuf,
    inbox: Arc<Inbox>,
    method: Method,
    look_at: Instant,
    rearm_at_look: bool,
}

/// What a watch has to say.
#[derive(Debug, PartialEq, Eq)]
pub enum Signal {
    /// This may have changed.
    Changed(ChangeSet),
    /// Events are not to be had, for this reason: from now on everything is looked at again and again.
    Polling(String),
}

/// Ends a watch from another thread.
#[derive(Clone)]
pub struct Stop(Arc<Inbox>);

enum Method {
    /// Nothing is watched yet, or the root has gone.
    Lost,
    /// By events, until this is dropped.
    Events { _watcher: RecommendedWatcher },
    /// Everything, at this interval.
    Poll(Duration),
}

impl Watch {
    /// Watches the site at `root`: by events, or every `poll`. What is saved after this is not missed.
    #[must_use]
    pub fn start(root: &Path, poll: Option<Duration>) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let method = poll.map_or(Method::Lost, Method::Poll);
        let mut watch =
            Self { root, inbox: Arc::default(), method, look_at: Instant::now() + IDLE, rearm_at_look: false };
        if poll.is_none() {
            watch.arm();
        }
        watch
    }

    /// Ends this watch from another thread.
    #[must_use]
    pub fn stop(&self) -> Stop {
        Stop(Arc::clone(&self.inbox))
    }

    /// Waits for the next signal; nothing once the watch was stopped.
    pub fn wait(&mut self) -> Option<Signal> {
        loop {
            if let Method::Poll(interval) = self.method {
                return self.inbox.sleep(interval).then_some(Signal::Changed(ChangeSet::Everything));
            }
            let batch = self.inbox.wait(self.look_at)?;
            if let Some(reason) = batch.failed {
                self.method = Method::Poll(POLL);
                return Some(Signal::Polling(reason));
            }
            let look = batch.changes.is_none();
            let lost = matches!(self.method, Method::Lost);
            if batch.rearm || lost || (look && self.rearm_at_look) {
                self.arm();
            }
            self.rearm_at_look = batch.storm;
            let soon = if batch.storm || batch.new_folders { SECOND_LOOK } else { IDLE };
            self.look_at = Instant::now() + if matches!(self.method, Method::Lost) { RETURN } else { soon };
            if look && lost && matches!(self.method, Method::Lost) {
                continue;
            }
            let whole = look || batch.rearm || lost;
            let changes = if whole { ChangeSet::Everything } else { batch.changes? };
            return Some(Signal::Changed(changes));
        }
    }

    /// Whether there is news already, or within `patience`.
    #[must_use]
    pub fn has_news(&self, patience: Duration) -> bool {
        self.inbox.has_news(patience)
    }

    /// Watches everything anew. A watch ends with the folder that it is on, so this is done whenever one may have been
    /// exchanged.
    fn arm(&mut self) {
        self.method = match self.watcher() {
            Ok(watcher) => Method::Events { _watcher: watcher },
            Err(error) if is_missing(&error) => Method::Lost,
            Err(error) => {
                self.inbox.fail(&error);
                Method::Lost
            }
        };
    }

    fn watcher(&self) -> notify::Result<RecommendedWatcher> {
        let (inbox, root) = (Arc::clone(&self.inbox), self.root.clone());
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| inbox.note(&root, event), config)?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in PARTS {
            let path = self.root.join(folder);
            if path.is_dir() {
                watcher.watch(&path, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    }
}

impl Stop {
    /// Ends the watch: [`Watch::wait`] gives nothing any more.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// Whether a folder went away while it was being watched.
fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_no_more_folders_can_be_watched_everything_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut watch = Watch::start(folder.path(), None);
        watch.inbox.fail(&notify::Error::new(notify::ErrorKind::MaxFilesWatch));
        assert!(matches!(watch.wait(), Some(Signal::Polling(_))));
        assert_eq!(watch.wait(), Some(Signal::Changed(ChangeSet::Everything)));
        watch.stop().stop();
        assert_eq!(watch.wait(), None);
    }
}
