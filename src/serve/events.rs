//! The stream of server-sent events that tells open pages of new snapshots.
//!
//! A stream holds no queue: when its client is ready for more, it is given the snapshot of that moment. So a slow
//! client skips some and never misses the last.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{Stream, unfold};
use hyper::body::{Bytes, Frame};
use serde_json::json;
use tokio::sync::watch;

use super::Preview;
use super::snapshot::Snapshot;

/// How often something is sent over a quiet stream, so that both sides see whether the other is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it connects again, in milliseconds.
const RETRY: u64 = 500;

/// Most streams at once: fewer than connections, so that pages can still be asked for.
pub(super) const MOST: usize = 384;

struct Follower {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    run: String,
    /// The last revision that the client knows.
    since: u64,
    is_first: bool,
}

/// The events for one client: the current snapshot at once, then each new one.
pub(super) fn stream(preview: &Preview, since: u64) -> impl Stream<Item = Frame<Bytes>> + Send + use<> {
    let snapshots = preview.current.subscribe();
    let follower = Follower { snapshots, run: preview.run.clone(), since, is_first: true };
    unfold(follower, |mut follower| async move {
        if !follower.is_first {
            match tokio::time::timeout(KEEP_ALIVE, follower.snapshots.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some((Frame::data(Bytes::from_static(b": still here\n\n")), follower)),
            }
        }
        let text = follower.next();
        Some((Frame::data(text.into()), follower))
    })
}

impl Follower {
    fn next(&mut self) -> String {
        let snapshot = Arc::clone(&self.snapshots.borrow_and_update());
        let retry = if self.is_first { format!("retry: {RETRY}\n") } else { String::new() };
        let revision = snapshot.revision;
        let data = json!({
            "run": self.run,
            "revision": revision,
            "assets": snapshot.assets_since(self.since),
            "problems": snapshot.problems,
            "warnings": snapshot.warnings,
        });
        self.is_first = false;
        self.since = revision;
        format!("{retry}id: {revision}\ndata: {data}\n\n")
    }
}
