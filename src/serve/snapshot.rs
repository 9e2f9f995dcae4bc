//! A site with what was said of it, as all requests of one moment see it.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::StatusCode;

use super::shown::{Cache, Shown};
use super::{address, rebuild, state};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::route::Route;
use crate::site::{PageError, Site};
use crate::source::ChangeSet;

/// A site at one moment, with its pages as far as they were asked for. Nothing but that memory changes.
pub(super) struct Snapshot {
    /// Counts from 1.
    pub(super) revision: u64,
    /// The site as it was read last.
    pub(super) site: Arc<Site>,
    /// Why the site is older than the folder.
    pub(super) fault: Option<Diagnostic>,
    /// The hash of the errors; empty where there are none.
    pub(super) problems: String,
    /// How many warnings there are.
    pub(super) warnings: usize,
    /// The last site without errors, and the one before it.
    last_good: Option<Arc<Site>>,
    before_last_good: Option<Arc<Site>>,
    /// What is wrong with templates, by the pages that cannot be made.
    template_faults: Mutex<BTreeMap<Route, Diagnostic>>,
    /// Static files that have changed since the start, with the revision of their last change.
    assets: BTreeMap<String, u64>,
    cache: Cache,
}

/// What is at an address.
pub(super) enum Found {
    /// These bytes.
    Page(Shown),
    /// A page at this address, which has a slash at its end.
    Moved(String),
}

enum Made {
    Page(Vec<u8>, Route),
    Fault(Route, Box<Diagnostic>),
    Nothing,
}

impl Snapshot {
    /// The first snapshot.
    pub(super) fn first(site: Arc<Site>, fault: Option<Diagnostic>) -> Self {
        Self::new(1, site, fault, BTreeMap::new(), [None, None], BTreeMap::new())
    }

    /// The one after `before`, with a new site or a new fault.
    pub(super) fn after(before: &Self, site: Arc<Site>, fault: Option<Diagnostic>, changes: &ChangeSet) -> Self {
        let revision = before.revision + 1;
        let mut assets = before.assets.clone();
        let routes: Vec<Route> = before.faults().into_keys().collect();
        if !Arc::ptr_eq(&site, &before.site) {
            assets.extend(changed_assets(&before.site, &site, changes).into_iter().map(|path| (path, revision)));
        }
        let faults = faults_among(&site, &routes);
        // A fault of a template may have been found after its site was taken for good.
        let taken = before.last_good.as_ref().is_some_and(|good| Arc::ptr_eq(good, &before.site));
        let good = if taken && !before.faults().is_empty() {
            [before.before_last_good.clone(), None]
        } else {
            [before.last_good.clone(), before.before_last_good.clone()]
        };
        Self::new(revision, site, fault, faults, good, assets)
    }

    fn new(
        revision: u64,
        site: Arc<Site>,
        fault: Option<Diagnostic>,
        faults: BTreeMap<Route, Diagnostic>,
        [good, before_good]: [Option<Arc<Site>>; 2],
        assets: BTreeMap<String, u64>,
    ) -> Self {
        let is_same = good.as_ref().is_some_and(|good| Arc::ptr_eq(good, &site));
        let (last_good, before_last_good) = if site.has_errors() || !faults.is_empty() || is_same {
            (good, before_good)
        } else {
            (Some(Arc::clone(&site)), good)
        };
        let is_told = |fault: &Diagnostic| site.diagnostics.iter().any(|known| known.sort_key() == fault.sort_key());
        let template_faults = Mutex::new(faults.into_iter().filter(|(_, fault)| !is_told(fault)).collect());
        let is_warning = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Warning;
        let warnings = site.diagnostics.iter().filter(is_warning).count();
        let (problems, cache) = (String::new(), Cache::default());
        let mut snapshot = Self {
            revision,
            site,
            fault,
            problems,
            warnings,
            last_good,
            before_last_good,
            template_faults,
            assets,
            cache,
        };
        snapshot.problems = state::hash_of(&snapshot.errors());
        snapshot
    }

    /// Makes one page of each kind, so that a fault of a template is known before its page is asked for. Gives whether
    /// there are any. This takes a while: the snapshot is shown before.
    pub(super) fn finds_template_faults(&self) -> bool {
        let found = faults_among(&self.site, &one_of_each_kind(&self.site));
        let mut faults = self.template_faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.extend(found.into_iter().filter(|(_, fault)| !self.is_told(fault)));
        !faults.is_empty()
    }

    /// Whether a fault is one of the site's own: where templates cannot be read at all, no page can be made.
    fn is_told(&self, fault: &Diagnostic) -> bool {
        self.site.diagnostics.iter().any(|known| known.sort_key() == fault.sort_key())
    }

    /// What stops a build, whatever page is asked for.
    pub(super) fn errors(&self) -> Vec<Diagnostic> {
        let errors = self.site.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        self.fault.iter().chain(errors).cloned().collect()
    }

    /// The same, with what is known to be wrong with templates.
    pub(super) fn all_errors(&self) -> Vec<Diagnostic> {
        let mut faults: Vec<Diagnostic> = self.faults().into_values().collect();
        diagnostic::sort(&mut faults);
        let mut errors = self.errors();
        errors.extend(faults);
        errors
    }

    /// What is wrong with the template of the page with this key.
    pub(super) fn template_fault(&self, key: &str) -> Option<Diagnostic> {
        self.faults().remove(&self.site.at(key)?)
    }

    /// The site, then older ones that had no errors.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Arc<Site>> {
        let older = self.last_good.iter().chain(&self.before_last_good);
        std::iter::once(&self.site).chain(older.filter(|older| !Arc::ptr_eq(older, &self.site)))
    }

    /// Static files that have changed after `since`, with the revision of their last change.
    pub(super) fn assets_since(&self, since: u64) -> BTreeMap<&str, u64> {
        let since = if since > self.revision { 0 } else { since };
        let newer = self.assets.iter().filter(|(_, revision)| **revision > since);
        newer.map(|(path, revision)| (path.as_str(), *revision)).collect()
    }

    /// What is at `key`, without making a page; nothing where it has to be made first.
    pub(super) fn known(&self, key: &str) -> Option<Shown> {
        self.cache.get(key)
    }

    /// What is at `key`. `run` goes into the line that makes pages follow.
    pub(super) fn find(&self, key: &str, run: &str) -> Found {
        if let Some(shown) = self.shown(key, run) {
            return Found::Page(shown);
        }
        if !key.is_empty() && !key.ends_with('/') {
            let with_slash = format!("{key}/");
            if self.shown(&with_slash, run).is_some() {
                return Found::Moved(address::of(&with_slash));
            }
        }
        Found::Page(Shown { status: StatusCode::NOT_FOUND, ..self.missing(key, run) })
    }

    /// What is shown where there is nothing. While there are errors, nobody knows whether there would be something.
    fn missing(&self, key: &str, run: &str) -> Shown {
        let made = catch_unwind(AssertUnwindSafe(|| self.site.missing(key)));
        match made {
            Ok(Ok(page)) if self.problems.is_empty() => Shown::page(page.bytes, &Route::NotFound, run, self.revision),
            _ => Shown::placeholder(run, self.revision),
        }
    }

    fn shown(&self, key: &str, run: &str) -> Option<Shown> {
        self.cache.get_or_make(key, || {
            let mut sites = self.sites();
            let made = make(sites.next()?, key);
            match made {
                Made::Page(bytes, route) => return Some(Shown::page(bytes, &route, run, self.revision)),
                Made::Nothing if self.errors().is_empty() => return None,
                Made::Nothing => {}
                Made::Fault(route, fault) => {
                    if !self.is_told(&fault) {
                        self.template_faults.lock().unwrap_or_else(PoisonError::into_inner).insert(route, *fault);
                    }
                    let older = self.older(sites, key, run);
                    return Some(Shown {
                        has_fault: true,
                        ..older.unwrap_or_else(|| Shown::placeholder(run, self.revision))
                    });
                }
            }
            self.older(sites, key, run)
        })
    }

    fn older<'s>(&self, sites: impl Iterator<Item = &'s Arc<Site>>, key: &str, run: &str) -> Option<Shown> {
        sites.into_iter().find_map(|site| match make(site, key) {
            Made::Page(bytes, route) => {
                Some(Shown { is_last_good: true, ..Shown::page(bytes, &route, run, self.revision) })
            }
            _ => None,
        })
    }

    fn faults(&self) -> BTreeMap<Route, Diagnostic> {
        self.template_faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn make(site: &Site, key: &str) -> Made {
    let Some(route) = site.at(key) else { return Made::Nothing };
    make_route(site, route)
}

fn make_route(site: &Site, route: Route) -> Made {
    match catch_unwind(AssertUnwindSafe(|| site.page(&route))) {
        Ok(Ok(page)) => Made::Page(page.bytes, route),
        Ok(Err(PageError::NotFound)) => Made::Nothing,
        Ok(Err(PageError::Template(fault))) => Made::Fault(route, fault),
        Err(panic) => Made::Fault(route, Box::new(rebuild::crash(&*panic))),
    }
}

fn faults_among(site: &Site, routes: &[Route]) -> BTreeMap<Route, Diagnostic> {
    let faults = routes.iter().filter_map(|route| match make_route(site, route.clone()) {
        Made::Fault(route, fault) => Some((route, *fault)),
        _ => None,
    });
    faults.collect()
}

/// A page of each kind: together they use every template.
fn one_of_each_kind(site: &Site) -> Vec<Route> {
    let mut chosen: Vec<Route> = Vec::new();
    for route in site.routes() {
        let is_alike = |other: &Route| match (other, &route) {
            (Route::Listing(a, _), Route::Listing(b, _)) => a == b,
            (a, b) => discriminant(a) == discriminant(b),
        };
        if route.is_page() && !chosen.iter().any(is_alike) {
            chosen.push(route);
        }
    }
    chosen
}

pub(super) fn touches(changes: &ChangeSet, folder: &str) -> bool {
    match changes {
        ChangeSet::Everything => true,
        ChangeSet::Paths(paths) => paths.iter().any(|path| path.split('/').next() == Some(folder)),
    }
}

/// The static files that differ between two sites, as far as these changes can tell.
fn changed_assets(before: &Site, after: &Site, changes: &ChangeSet) -> Vec<String> {
    if !touches(changes, "static") {
        return Vec::new();
    }
    let bytes = |site: &Site, path: &str| site.page(&Route::Asset(path.into())).ok().map(|page| page.bytes);
    let differs = |path: &String| bytes(before, path) != bytes(after, path);
    let is_there = |path: &str| [before, after].iter().any(|site| bytes(site, path).is_some());
    let files: Option<Vec<String>> = match changes {
        ChangeSet::Everything => None,
        ChangeSet::Paths(paths) => {
            let below = paths.iter().filter(|path| touches(&ChangeSet::Paths([(*path).clone()].into()), "static"));
            // A path that is no file is a folder, with any files in it.
            below.map(|path| path.strip_prefix("static/").filter(|path| is_there(path)).map(str::to_owned)).collect()
        }
    };
    let mut files = files.unwrap_or_else(|| {
        let all = [before, after].into_iter().flat_map(Site::routes);
        all.filter_map(|route| if let Route::Asset(path) = route { Some(path.to_string()) } else { None }).collect()
    });
    files.sort();
    files.dedup();
    files.retain(differs);
    files
}
