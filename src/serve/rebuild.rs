//! From changes to the next snapshot, on a thread of its own that nothing in a site can end.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use super::snapshot::Snapshot;
use super::{Applied, Preview, Settings};
use crate::diagnostic::Diagnostic;
use crate::site::{Project, Site};
use crate::source::{ChangeSet, Sources};
use crate::watch::{Signal, Watch};

/// As much as the main thread has: documents nest.
const STACK: usize = 8 << 20;

/// Opens the site for the first time. Where that fails, the first snapshot is an empty site with the reason.
pub(super) fn open(settings: &Settings) -> (Project, Snapshot) {
    let mut project = Project::new(&settings.root, settings.options.clone());
    let (site, fault) = match apply(&mut project, settings, &ChangeSet::Everything) {
        Ok(site) => (site, None),
        Err(fault) => (Arc::new(Site::new(&Sources::default(), None, &settings.options)), Some(*fault)),
    };
    (project, Snapshot::first(site, fault))
}

/// Follows the changes until the watch is stopped.
pub(super) fn spawn(watch: Watch, project: Project, settings: Settings, preview: Arc<Preview>) -> io::Result<()> {
    let builder = thread::Builder::new().name("situs-rebuild".into()).stack_size(STACK);
    builder.spawn(move || follow(watch, project, &settings, &preview))?;
    Ok(())
}

fn follow(mut watch: Watch, mut project: Project, settings: &Settings, preview: &Preview) {
    while let Some(signal) = watch.wait() {
        match signal {
            Signal::Polling(reason) => {
                preview.observer.notice(&format!("changes are looked for every half second: {reason}"));
            }
            Signal::Changed(changes) => rebuild(&mut project, settings, preview, changes),
        }
    }
}

/// Makes the next snapshot, where there is anything new to show.
fn rebuild(project: &mut Project, settings: &Settings, preview: &Preview, changes: ChangeSet) {
    let started = Instant::now();
    let before = preview.snapshot();
    // What a failed attempt has read is unknown.
    let changes = if before.fault.is_some() { ChangeSet::Everything } else { changes };
    let result = apply(project, settings, &changes);
    let next = match result {
        Ok(site) if Arc::ptr_eq(&site, &before.site) && before.fault.is_none() => None,
        Ok(site) => Some(catch_unwind(AssertUnwindSafe(|| Snapshot::after(&before, site, None, &changes)))),
        Err(fault) if before.fault.as_ref().is_some_and(|old| old.message == fault.message) => None,
        Err(fault) => {
            let site = Arc::clone(&before.site);
            Some(Ok(Snapshot::after(&before, site, Some(*fault), &ChangeSet::Paths([].into()))))
        }
    };
    let is_new = next.is_some();
    let mut revision = before.revision;
    if let Some(next) = next {
        let next = next.unwrap_or_else(|panic| {
            let site = Arc::clone(&before.site);
            Snapshot::after(&before, site, Some(crash(&*panic)), &ChangeSet::Paths([].into()))
        });
        revision = next.revision;
        let next = Arc::new(next);
        preview.current.send_replace(Arc::clone(&next));
        preview.tell_errors(&next);
    }
    preview.observer.applied(&Applied { changes: &changes, revision, is_new, time: started.elapsed() });
}

/// Applies changes; a fault of the machine or of the program comes back as a finding.
fn apply(project: &mut Project, settings: &Settings, changes: &ChangeSet) -> Result<Arc<Site>, Box<Diagnostic>> {
    match catch_unwind(AssertUnwindSafe(|| project.apply(changes))) {
        Ok(Ok(site)) => Ok(site),
        Ok(Err(error)) => {
            let fault = Diagnostic::error("cannot-read", error.to_string());
            Err(Box::new(fault.help("the preview shows what it read last, and tries again at the next change")))
        }
        Err(panic) => {
            *project = Project::new(&settings.root, settings.options.clone());
            Err(Box::new(crash(&*panic)))
        }
    }
}

/// A fault of the program, as a finding.
pub(super) fn crash(panic: &(dyn Any + Send)) -> Diagnostic {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    let message = format!("Situs failed: {}", text.unwrap_or("unknown reason"));
    let help = "this is a fault of Situs; the preview shows what it had, and tries again at the next change";
    Diagnostic::error("crash", message).help(help)
}
