//! A whole site from one text: each file is a line `-- PATH --` and what follows it. It is linked, written to memory, and
//! read again as the site after a change.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use situs::build::{self, MemorySink};
use situs::diagnostic;
use situs::site::{Options, Site};
use situs::source::{Asset, SourceFile, Sources};

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    let mut file: Option<(&str, String)> = None;
    let mut put = |(path, text): (&str, String)| {
        if let Some(below) = path.strip_prefix("static/") {
            sources.assets.push(Arc::new(Asset { path: below.to_owned(), bytes: text.into_bytes() }));
        } else if path == "situs.toml" {
            sources.config = Some(Arc::new(SourceFile::new(path, text)));
        } else if path.starts_with("content/") && path.ends_with(".md") {
            sources.content.push(Arc::new(SourceFile::new(path, text)));
        }
    };
    for line in text.split_inclusive('\n').take(2000) {
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")).filter(|path| plain(path)) {
            Some(path) => {
                if let Some(file) = file.replace((path, String::new())) {
                    put(file);
                }
            }
            None => {
                if let Some((_, text)) = &mut file {
                    text.push_str(line);
                }
            }
        }
    }
    if let Some(file) = file {
        put(file);
    }
    // What a disk gives: sorted, each path once.
    sources.content.sort_by(|a, b| a.path.cmp(&b.path));
    sources.content.dedup_by(|a, b| a.path == b.path);
    sources.assets.sort_by(|a, b| a.path.cmp(&b.path));
    sources.assets.dedup_by(|a, b| a.path == b.path || a.path.starts_with(&format!("{}/", b.path)));
    sources
}

/// A path that a disk can give and that is read.
fn plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.len() < 200)
        && !path.contains(|c: char| c.is_control() || c == '\\')
}

fuzz_target!(|text: &str| {
    let sources = sources(text);
    let options = Options { allow_broken: true, live: true, ..Options::default() };
    let site = Site::new(&sources, &options);
    let _ = (diagnostic::draw(&site.diagnostics, false), diagnostic::json(&site.diagnostics));
    if site.has_errors() {
        return;
    }
    let sink = MemorySink::default();
    let summary = build::build(&site, &sink).expect("memory does not fail");
    assert!(summary.diagnostics.is_empty(), "{}", diagnostic::draw(&summary.diagnostics, false));
    let own: Vec<&str> = sources.assets.iter().map(|asset| asset.path.as_str()).collect();
    for (path, bytes) in sink.into_files() {
        if own.contains(&path.as_str()) {
            continue;
        }
        let text = String::from_utf8(bytes).expect("text");
        if path.ends_with(".ndjson") || path.ends_with(".ftm.json") {
            for line in text.lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{path}: {error}"));
            }
        } else if path.ends_with(".json") || path.ends_with(".geojson") {
            serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        if path.ends_with(".html") {
            for tag in text.match_indices("<script").map(|(at, _)| &text[at..]) {
                let head = tag.split('>').next().unwrap_or_default();
                assert!(head.contains(" src=\"") || head.contains("application/ld+json"), "{path}: {head}");
            }
        }
    }
    // Without its last file, and with it again: what is taken over from the site before must not show.
    let mut fewer = sources.clone();
    fewer.content.pop();
    let after = Site::new(&fewer, &options).after(&sources);
    assert_eq!(format!("{:?}", after.routes()), format!("{:?}", site.routes()));
    assert_eq!(after.diagnostics.len(), site.diagnostics.len());
});
