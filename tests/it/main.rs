//! The tests of behaviour, in one binary: each file is named for what it is about.

#![expect(clippy::expect_used, clippy::too_many_lines, reason = "a test may stop, and tells its story in one piece")]

mod attacks;
mod builds;
mod calendar;
mod changes;
mod commonmark;
mod editions;
mod exports;
mod faults;
mod forty;
mod front_matter;
mod fuzzed;
mod growth;
mod hostile;
mod import;
mod import_files;
mod import_markings;
mod languages;
mod layers;
mod linking;
mod linking_guards;
mod linking_rules;
mod lints;
mod map;
mod mistakes;
mod mistakes_elsewhere;
mod network;
mod output;
mod pages;
mod publish;
mod records;
mod search;
mod serve;
mod stops;
mod supply;
mod traced;
mod watch;
mod withheld;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::ProptestConfig;
use situs::diagnostic::{self, draw};
use situs::document::{self, Document};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

/// As many generated cases as this, or as the variable `PROPTEST_CASES` says for a long run.
fn cases(usual: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { usual };
    ProptestConfig { cases, ..asked }
}

/// A site with these actors and events, each an id and its front matter, and a report.
fn site_with(actors: &[(&str, &str)], events: &[(&str, &str)], report: String) -> Site {
    let mut sources = Sources::default();
    let mut add = |path: String, text: String| sources.content.push(Arc::new(SourceFile::new(path, text)));
    for (section, list) in [("actors", actors), ("events", events)] {
        for (id, matter) in list {
            add(format!("content/{section}/{id}.md"), format!("---\n{matter}\n---\n"));
        }
    }
    add("content/reports/r.md".into(), report);
    Site::new(&sources, &Options::default())
}

/// The files of the site that a page links to.
fn links_of(page: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let html = String::from_utf8_lossy(bytes);
    let links =
        html.match_indices("href=\"").map(|(at, _)| html[at + 6..].split(['"', '#']).next().unwrap_or_default());
    let inside = links.filter(|link| !link.is_empty() && !link.contains(':'));
    inside
        .map(|link| {
            let mut target = page.parent().expect("a folder").to_owned();
            for part in link.split('?').next().unwrap_or_default().split('/') {
                match part {
                    ".." => _ = target.pop(),
                    "." | "" => {}
                    name => target.push(name),
                }
            }
            target
        })
        .collect()
}

/// The one door to the code under test.
fn read(path: &str, bytes: impl Into<Vec<u8>>) -> (Document, Vec<diagnostic::Diagnostic>) {
    let file = Arc::new(SourceFile::new(path, bytes));
    let (document, mut diagnostics) = document::parse(&file);
    diagnostic::sort(&mut diagnostics);
    (document.expect("a folder that is known"), diagnostics)
}

/// All messages about a file, as a writer sees them.
fn told(path: &str, text: &str) -> String {
    draw(&read(path, text).1, false)
}

/// One line for each finding: line, column, code, message, help, and whether the document may be published.
fn brief(path: &str, bytes: impl Into<Vec<u8>>) -> String {
    let (document, diagnostics) = read(path, bytes);
    let mut out = String::new();
    for finding in &diagnostics {
        let ((line, column), _) = finding.place.as_ref().expect("a place").lines_columns();
        let help = finding.help.as_deref().expect("every finding says what to write");
        let _ = writeln!(out, "{line}:{column} {}: {}; {help}", finding.code, finding.message);
    }
    out.push_str(if document.unreadable { "unreadable" } else { "readable" });
    out
}
