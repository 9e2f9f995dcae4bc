//! Ctrl-C and `SIGTERM` while a site is written: what was begun is tidied up, and the site is as it was.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::build::Sink;
use crate::route::OutputPath;

/// Whether somebody asked the program to end.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    /// Number of the signal.
    asked: Arc<AtomicU8>,
    /// There is something to tidy up; where there is nothing, a signal ends the program at once.
    working: Arc<AtomicBool>,
}

/// The error of a build that was asked to end: the number of the signal.
#[derive(Debug)]
pub(super) struct Stopped(pub(super) u8);

/// A sink that takes nothing more once the program was asked to end.
pub(super) struct Stoppable<'a> {
    pub(super) inner: &'a dyn Sink,
    pub(super) stop: &'a Stop,
}

impl Stop {
    /// Listens from now on, as far as the system lets it.
    pub(super) fn listen() -> Self {
        let stop = Self::default();
        let own = stop.clone();
        // Without the thread a signal ends the program as it always does, and the next build tidies up.
        let _ = std::thread::Builder::new().name("situs-signals".into()).spawn(move || own.wait());
        stop
    }

    fn wait(&self) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        while let Ok(number) = runtime.block_on(signal()) {
            let again = self.asked.swap(number, Ordering::SeqCst) != 0;
            if again || !self.working.load(Ordering::SeqCst) {
                std::process::exit(128 + i32::from(number));
            }
        }
    }

    /// Nothing is left to tidy up.
    pub(super) fn done(&self) {
        self.working.store(false, Ordering::SeqCst);
    }

    fn go_on(&self) -> io::Result<()> {
        match self.asked.load(Ordering::SeqCst) {
            0 => Ok(()),
            number => Err(io::Error::other(Stopped(number))),
        }
    }
}

#[cfg(unix)]
async fn signal() -> io::Result<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let first = futures_util::future::select(Box::pin(interrupt.recv()), Box::pin(terminate.recv())).await;
    Ok(if matches!(first, futures_util::future::Either::Left(_)) { 2 } else { 15 })
}

#[cfg(not(unix))]
async fn signal() -> io::Result<u8> {
    tokio::signal::ctrl_c().await.map(|()| 2)
}

impl Sink for Stoppable<'_> {
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()> {
        self.stop.working.store(true, Ordering::SeqCst);
        self.stop.go_on().and_then(|()| self.inner.begin(files))
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        self.stop.go_on().and_then(|()| self.inner.put(number, parts))
    }

    fn finish(&self) -> io::Result<()> {
        self.stop.go_on().and_then(|()| self.inner.finish())
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped; the site is as it was")
    }
}

impl std::error::Error for Stopped {}
