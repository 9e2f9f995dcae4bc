//! The live preview: a site in memory, answered over HTTP on the loopback address, that follows what is saved.
//!
//! One thread waits for changes and applies them; each change makes a new snapshot behind one pointer, so that no
//! reader sees half of it. Requests look routes up in the snapshot: no address is ever joined to a path of the disk.
//! Open pages hear of new snapshots by server-sent events and fetch themselves again.

mod address;
mod admission;
mod answer;
mod connection;
mod events;
mod rebuild;
mod shown;
mod snapshot;
mod state;

use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::watch;

use self::admission::Admission;
use self::snapshot::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::site::{Options, Site};
use crate::source::ChangeSet;
use crate::watch::{Stop, Watch};

/// Ports that are tried after the one that was asked for.
const MORE_PORTS: u16 = 20;

/// What a preview is asked for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the site.
    pub root: PathBuf,
    /// What is shown.
    pub options: Options,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Look at everything this often, where events of the file system are not wanted.
    pub poll: Option<Duration>,
    /// What clients may use.
    pub limits: Limits,
}

/// What clients may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Time for the head of a request, and between requests.
    pub head: Duration,
    /// Time in which a client must take some of its response.
    pub write: Duration,
}

/// Hears what a preview has to tell the person at the terminal.
pub trait Observer: Send + Sync {
    /// The errors are now these, and were others before; empty when the last is gone.
    fn errors(&self, errors: &[Diagnostic]);
    /// Changes have been applied.
    fn applied(&self, applied: &Applied<'_>);
    /// Something that is good to know.
    fn notice(&self, text: &str);
}

/// Changes that have been applied.
#[derive(Debug)]
pub struct Applied<'a> {
    /// What was looked at.
    pub changes: &'a ChangeSet,
    /// The number of the snapshot that open pages see now.
    pub revision: u64,
    /// Whether it is a new one.
    pub is_new: bool,
    /// How long it took.
    pub time: Duration,
}

/// A preview that runs. It ends when this is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    preview: Arc<Preview>,
    runtime: Option<Runtime>,
    stop: Stop,
}

/// What all connections of a preview share.
struct Preview {
    /// Tells this run of the program from the ones before.
    run: String,
    admission: Admission,
    current: watch::Sender<Arc<Snapshot>>,
    observer: Arc<dyn Observer>,
    /// The errors that were told last, as their hash.
    told: Mutex<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 512, head: Duration::from_secs(30), write: Duration::from_secs(30) }
    }
}

/// Opens the site and begins to serve it.
///
/// # Errors
/// No port is free, or the system gives no thread. What is wrong with the site is shown, and is no error here.
pub fn start(settings: &Settings, observer: Arc<dyn Observer>) -> io::Result<Server> {
    let listener = listen(settings.port)?;
    let address = listener.local_addr()?;
    if settings.port != 0 && address.port() != settings.port {
        observer.notice(&format!("port {} is taken; this is port {}", settings.port, address.port()));
    }
    // Watched first and read then: what is saved in between is heard.
    let watch = Watch::start(&settings.root, settings.poll);
    let stop = watch.stop();
    let (project, snapshot) = rebuild::open(settings);
    let preview = Arc::new(Preview {
        run: run_token(),
        admission: Admission::new(address.port()),
        current: watch::Sender::new(Arc::new(snapshot)),
        observer,
        told: Mutex::default(),
    });
    preview.tell_errors(&preview.snapshot());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Pages are made on these; more than the processors would only wait for each other.
        .max_blocking_threads(4)
        .thread_name("situs-serve")
        .enable_all()
        .build()?;
    connection::accept(&runtime, listener, &preview, &settings.limits)?;
    rebuild::spawn(watch, project, settings.clone(), Arc::clone(&preview))?;
    Ok(Server { address, preview, runtime: Some(runtime), stop })
}

/// A listener on the first free port from `port` on.
fn listen(port: u16) -> io::Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(MORE_PORTS) };
    let mut taken = None;
    for port in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
            other => return other,
        }
    }
    let kind = taken.map_or(io::ErrorKind::AddrInUse, |error| error.kind());
    Err(io::Error::new(kind, format!("the ports {port} to {last} are all taken; choose another with `--port`")))
}

/// Sixteen hexadecimal digits that no other run has.
fn run_token() -> String {
    // The keys of a hash map are random in each process, which is all that is needed here.
    let random = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    format!("{:016x}", random())
}

impl Preview {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.borrow())
    }

    /// Shows a snapshot to everybody.
    fn publish(&self, next: &Arc<Snapshot>) {
        self.current.send_replace(Arc::clone(next));
        self.tell_errors(next);
    }

    /// Tells the observer of the errors of `snapshot`, unless it knows them.
    fn tell_errors(&self, snapshot: &Snapshot) {
        let errors = snapshot.all_errors();
        let hash = state::hash_of(&errors);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != hash {
            self.observer.errors(&errors);
            *told = hash;
        }
    }
}

impl Server {
    /// The address of the home page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The site as it is now.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.preview.snapshot().site)
    }

    /// The number of the snapshot that is served; each change makes it larger.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.preview.snapshot().revision
    }

    /// Makes the home page, so that the first request need not wait for it.
    pub fn warm_up(&self) {
        let _ = self.preview.snapshot().find("", &self.preview.run);
    }

    /// Waits until the process is asked to end (`SIGINT` or `SIGTERM`).
    ///
    /// # Errors
    /// The system lets nobody listen for signals.
    pub fn wait_for_signal(&self) -> io::Result<()> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(asked_to_end()),
            None => Ok(()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    futures_util::future::select(Box::pin(interrupt.recv()), Box::pin(terminate.recv())).await;
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
