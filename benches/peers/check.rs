//! The files of a build against a build that is slow and plainly right: one thread, one route after the other.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use situs::build::MANIFEST;
use situs::document::when::When;
use situs::route::Route;
use situs::site::{Options, Site};

use crate::bench::{Bench, NOW, Subject};
use crate::table::thousands;

/// Compares byte for byte and says how it went; false where something differs.
pub(crate) fn check(bench: &mut Bench, subject: &mut Subject) -> io::Result<bool> {
    let out = subject.built(bench)?;
    let mut found = BTreeSet::new();
    for entry in walkdir::WalkDir::new(&out) {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(&out).unwrap_or(entry.path());
            found.insert(path.to_string_lossy().replace('\\', "/"));
        }
    }
    if !found.remove(MANIFEST) {
        return Err(io::Error::other(format!("the build left no `{MANIFEST}`")));
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(io::Error::other)?;
    let (mut files, mut wrong) = (0, Vec::new());
    one.install(|| -> io::Result<()> {
        let site = plain_site(subject)?;
        for route in site.all_routes() {
            let path = route.output().as_str().to_owned();
            let right = found.remove(&path) && fs::read(out.join(&path))? == bytes_at(&site, &route)?;
            if !right {
                wrong.push(path);
            }
            files += 1;
        }
        Ok(())
    })?;
    wrong.extend(found.into_iter().map(|path| format!("{path} (not in the plain build)")));
    println!("\nCheck, {}, against a plain build on one thread", subject.label);
    if wrong.is_empty() {
        println!("  {} files: the same bytes", thousands(files));
        return Ok(true);
    }
    println!("  {} of {} files differ, the first of them:", thousands(wrong.len()), thousands(files));
    for path in wrong.iter().take(10) {
        println!("    {path}");
    }
    Ok(false)
}

fn plain_site(subject: &Subject) -> io::Result<Site> {
    let when = When::parse(NOW).ok().and_then(|when| when.start(&jiff::tz::TimeZone::UTC));
    let now = when.ok_or_else(|| io::Error::other(format!("`{NOW}` is no day")))?;
    let options = Options { now, allow_broken: true, ..Options::default() };
    Ok(Site::new(&situs::source::read(&subject.root)?, &options))
}

/// The one place that knows how a site gives a file.
fn bytes_at(site: &Site, route: &Route) -> io::Result<Vec<u8>> {
    let page = site.page(route).map_err(|error| io::Error::other(format!("`{}`: {error:?}", route.path())))?;
    Ok(page.bytes)
}
