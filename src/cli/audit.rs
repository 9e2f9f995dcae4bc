//! What `build`, `links`, `suggest` and `view` print.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use super::Outcome;
use crate::audit;
use crate::build::BuildSummary;
use crate::edition::WithheldCount;
use crate::knowledge::{EntityIx, Entry, suggest};
use crate::site::Site;

/// How long a build took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    /// All of it.
    pub all: Duration,
    /// The search index.
    pub indexing: Duration,
}

/// The short account of a build.
pub(super) fn summary(
    site: &Site,
    summary: &BuildSummary,
    written: usize,
    out: &Path,
    took: Took,
    verbose: bool,
) -> io::Result<()> {
    let base = &site.base;
    let mentions = || base.reports.iter().flat_map(|entry| &entry.prose.found.mentions);
    let entities = (0..base.entities.len()).filter(|&at| base.has_page(EntityIx::new(at))).count();
    let links = mentions().filter(|mention| mention.linked).count();
    let warnings = site.diagnostics.len();
    let mut out_stream = anstream::stdout();
    writeln!(
        out_stream,
        "{} report{}, {entities} entities, {} mentions, {links} links, {warnings} warning{}",
        base.reports.len(),
        if base.reports.len() == 1 { "" } else { "s" },
        mentions().count(),
        if warnings == 1 { "" } else { "s" },
    )?;
    let withheld = withheld(site.withheld);
    writeln!(
        out_stream,
        "edition `{}`{withheld}: {} pages, {} files, {written} changed, in {:.0} ms: {}",
        site.edition.name,
        summary.pages,
        summary.files,
        took.all.as_secs_f64() * 1000.0,
        out.display(),
    )?;
    if let Some(index) = site.search_index() {
        let (milliseconds, words) = (took.indexing.as_secs_f64() * 1000.0, index.words_count);
        writeln!(
            out_stream,
            "of that, the search index: {words} words, {} kB, {milliseconds:.0} ms",
            index.bytes / 1000
        )?;
    }
    if verbose {
        writeln!(
            out_stream,
            "{} bytes; documents without a marking count as {}",
            summary.bytes,
            site.edition.default_tlp.label()
        )?;
    }
    Ok(())
}

/// `, withheld: 3 documents, 1 block`; nothing where nothing is.
fn withheld(count: WithheldCount) -> String {
    let parts = [
        (count.documents, "document"),
        (count.records, "record"),
        (count.blocks, "block"),
        (count.files, "static file"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { String::new() } else { format!(", withheld: {}", parts.join(", ")) }
}

/// The audit of automatic links.
pub(super) fn links(site: &Site, report: Option<&str>, color: bool) -> io::Result<Outcome> {
    let wanted = |entry: &&Entry| report.is_none_or(|id| entry.document.id.as_str() == id);
    let entries: Vec<&Entry> = site.base.reports.iter().map(AsRef::as_ref).filter(wanted).collect();
    if entries.is_empty() && report.is_some() {
        writeln!(anstream::stderr(), "error: no report of this edition has the id `{}`", report.unwrap_or_default())?;
        return Ok(Outcome::ContentErrors);
    }
    let mut text = String::new();
    for entry in entries {
        let _ = writeln!(text, "{}", heading(&entry.document.file.path, color));
        for decision in audit::decisions(&site.base, &entry.document, &entry.prose) {
            let _ = writeln!(text, "  {decision}");
        }
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}

pub(super) fn heading(path: &str, color: bool) -> String {
    if color { format!("\u{1b}[1m{path}\u{1b}[0m") } else { path.to_owned() }
}

/// Names that deserve a page.
pub(super) fn suggest(site: &Site, least: usize) -> io::Result<Outcome> {
    let mut out = io::stdout().lock();
    let rows = suggest::suggestions(&site.base, least);
    if rows.is_empty() {
        writeln!(out, "no name without a page stands {least} times or more in the reports")?;
    }
    for row in rows {
        let name = row.name.replace('"', "\\\"");
        writeln!(out, "{:>4}  {}  ({})", row.count, row.name, row.reports.join(", "))?;
        writeln!(out, "      situs new actor \"{name}\"")?;
    }
    Ok(Outcome::Done)
}

/// A page's view as JSON.
pub(super) fn view(site: &Site, path: &str) -> io::Result<Outcome> {
    let wanted = path.trim_start_matches('/').trim_end_matches("index.html");
    let with_slash = format!("{}/", wanted.trim_end_matches('/'));
    let routes = site.routes();
    let route =
        routes.iter().find(|route| route.path() == wanted || (!wanted.is_empty() && route.path() == with_slash));
    if let Some(view) = route.and_then(|route| site.view(route)) {
        let text = serde_json::to_string_pretty(&view)?;
        writeln!(io::stdout().lock(), "{text}")?;
        Ok(Outcome::Done)
    } else {
        writeln!(anstream::stderr(), "error: the site has no page `{path}`")?;
        Ok(Outcome::WrongUsage)
    }
}
