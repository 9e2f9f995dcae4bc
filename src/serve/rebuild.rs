//! From changes to the next snapshot, on a thread of its own that nothing in a site can end.

use std::any::Any;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::snapshot::{Snapshot, touches};
use super::{Applied, Preview, Settings};
use crate::diagnostic::Diagnostic;
use crate::site::{Project, Site};
use crate::source::{ChangeSet, Sources};
use crate::watch::{Signal, Watch};

/// As much as the main thread has: documents nest.
const STACK: usize = 8 << 20;
/// How long errors are held back while more is being saved, and how long more is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
const NEWS: Duration = Duration::from_millis(5);

/// Opens the site for the first time. Where that fails, the first snapshot is an empty site with the reason.
pub(super) fn open(settings: &Settings) -> (Project, Snapshot) {
    let mut project = Project::new(&settings.root, settings.options.clone());
    let (site, fault) = match apply(&mut project, settings, &ChangeSet::Everything) {
        Ok(site) => (site, None),
        Err(fault) => (Arc::new(Site::new(&Sources::default(), &settings.options)), Some(*fault)),
    };
    (project, Snapshot::first(site, fault))
}

/// Follows the changes until the watch is stopped.
pub(super) fn spawn(watch: Watch, project: Project, settings: Settings, preview: Arc<Preview>) -> io::Result<()> {
    let builder = thread::Builder::new().name("situs-rebuild".into()).stack_size(STACK);
    builder.spawn(move || follow(watch, project, &settings, &preview))?;
    Ok(())
}

/// Follows the changes of a project and publishes what comes of them.
struct Rebuilding<'a> {
    project: Project,
    settings: &'a Settings,
    preview: &'a Preview,
    /// Changes that were applied and are not published yet, and since when.
    unpublished: Option<(ChangeSet, Instant)>,
    /// Whether the last attempt failed, so that nobody knows what it has read.
    has_failed: bool,
}

fn follow(mut watch: Watch, project: Project, settings: &Settings, preview: &Preview) {
    let has_failed = preview.snapshot().fault.is_some();
    let mut rebuilding = Rebuilding { project, settings, preview, unpublished: None, has_failed };
    rebuilding.look_at_templates();
    while let Some(signal) = watch.wait() {
        match signal {
            Signal::Polling(reason) => {
                preview.observer.notice(&format!("changes are looked for every half second: {reason}"));
            }
            Signal::Changed(changes) => rebuilding.rebuild(changes, &watch),
        }
    }
}

impl Rebuilding<'_> {
    /// Makes the next snapshot, where there is anything new to show.
    fn rebuild(&mut self, changes: ChangeSet, watch: &Watch) {
        let started = Instant::now();
        let before = self.preview.snapshot();
        let changes = if self.has_failed { ChangeSet::Everything } else { changes };
        let result = apply(&mut self.project, self.settings, &changes);
        self.has_failed = result.is_err();
        let (changes, since) = match self.unpublished.take() {
            Some((earlier, since)) => (both(earlier, changes), since),
            None => (changes, started),
        };
        if is_half_written(&before, &result) && since.elapsed() < PATIENCE && watch.has_news(NEWS) {
            self.unpublished = Some((changes, since));
            return;
        }
        let next = next(&before, result, &changes).map(Arc::new);
        let revision = next.as_ref().unwrap_or(&before).revision;
        let applied = Applied { changes: &changes, revision, is_new: next.is_some(), time: started.elapsed() };
        if let Some(next) = next {
            self.preview.publish(&next);
            self.preview.observer.applied(&applied);
            if touches(&changes, "templates") {
                self.look_at_templates();
            }
        } else {
            self.preview.observer.applied(&applied);
        }
    }

    /// Looks for faults of templates in the snapshot that is shown, and shows the next one where there are any.
    fn look_at_templates(&self) {
        let shown = self.preview.snapshot();
        if shown.finds_template_faults() {
            let none = ChangeSet::Paths(BTreeSet::new());
            let next = Snapshot::after(&shown, Arc::clone(&shown.site), shown.fault.clone(), &none);
            self.preview.publish(&Arc::new(next));
        }
    }
}

/// The snapshot after `before`; nothing where it would be the same.
fn next(before: &Snapshot, result: Result<Arc<Site>, Box<Diagnostic>>, changes: &ChangeSet) -> Option<Snapshot> {
    let with_fault = |fault: Diagnostic| {
        let is_known = before.fault.as_ref().is_some_and(|old| old.message == fault.message);
        let no_changes = ChangeSet::Paths(BTreeSet::new());
        (!is_known).then(|| Snapshot::after(before, Arc::clone(&before.site), Some(fault), &no_changes))
    };
    match result {
        Ok(site) if Arc::ptr_eq(&site, &before.site) && before.fault.is_none() => None,
        Ok(site) => match catch_unwind(AssertUnwindSafe(|| Snapshot::after(before, site, None, changes))) {
            Ok(next) => Some(next),
            Err(panic) => with_fault(crash(&*panic)),
        },
        Err(fault) => with_fault(*fault),
    }
}

/// Whether there are errors where there were none: while files are being written, that may be half of one.
fn is_half_written(before: &Snapshot, result: &Result<Arc<Site>, Box<Diagnostic>>) -> bool {
    before.problems.is_empty() && result.as_ref().map_or(true, |site| site.has_errors())
}

/// What either of two sets of changes may have touched.
fn both(a: ChangeSet, b: ChangeSet) -> ChangeSet {
    match (a, b) {
        (ChangeSet::Paths(mut a), ChangeSet::Paths(b)) => {
            a.extend(b);
            ChangeSet::Paths(a)
        }
        _ => ChangeSet::Everything,
    }
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
