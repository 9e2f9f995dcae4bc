//! A site that is made and thrown away: how much it would be, and what a host would say to it.

use std::cmp::Reverse;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use super::{BuildSummary, Sink, poisoned};
use crate::diagnostic::Diagnostic;
use crate::route::OutputPath;

/// Takes a site and keeps nothing but its measures.
#[derive(Debug, Default)]
pub struct MeasureSink {
    files: OnceLock<Vec<OutputPath>>,
    /// Files that Cloudflare Pages does not take.
    oversized: AtomicUsize,
    /// Length of the longest file in bytes, and its number; of several the first.
    longest: Mutex<(u64, Reverse<usize>)>,
}

/// The code of the warnings.
const CODE: &str = "hosting-limit";

/// Cloudflare Pages: files of a site.
const MOST_FILES: usize = 20_000;

/// Cloudflare Pages: bytes of a file (25 MiB).
const LONGEST_FILE: u64 = 25 << 20;

/// GitHub Pages: bytes of a site (1 GB).
const MOST_BYTES: usize = 1_000_000_000;

impl Sink for MeasureSink {
    fn begin(&self, files: Vec<OutputPath>) -> io::Result<()> {
        self.files.set(files).map_err(|_| io::Error::other("a sink takes one site"))
    }

    fn put(&self, number: usize, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let length: u64 = parts.map(|part| part.len() as u64).sum();
        if length > LONGEST_FILE {
            self.oversized.fetch_add(1, Ordering::Relaxed);
        }
        let mut longest = self.longest.lock().map_err(|_| poisoned())?;
        *longest = (*longest).max((length, Reverse(number)));
        Ok(())
    }

    fn finish(&self) -> io::Result<()> {
        Ok(())
    }
}

impl MeasureSink {
    /// Warnings where the site is more than GitHub Pages or Cloudflare Pages take, with what to do.
    #[must_use]
    pub fn hosting_limits(&self, summary: &BuildSummary) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        let (files, oversized) = (summary.files, self.oversized.load(Ordering::Relaxed));
        if files > MOST_FILES {
            let message = format!("the site has {files} files, and Cloudflare Pages takes {MOST_FILES}");
            warnings.push(Diagnostic::warning(CODE, message).help(
                "publish to a plain server or object storage, or leave out the feeds of actors, countries and events with `entity_feeds = false` in `situs.toml`",
            ));
        }
        if oversized > 0 {
            let (length, Reverse(number)) = self.longest.lock().map(|longest| *longest).unwrap_or_default();
            let path = self.files.get().and_then(|files| files.get(number)).map_or("", OutputPath::as_str);
            let size = length.div_ceil(1 << 20);
            let message = match oversized {
                1 => format!("`{path}` has {size} MiB, and Cloudflare Pages takes 25 MiB in a file"),
                more => format!(
                    "{more} files have more than the 25 MiB that Cloudflare Pages takes, up to {size} MiB (`{path}`)"
                ),
            };
            warnings.push(Diagnostic::warning(CODE, message).help(
                "publish to a plain server or object storage, or keep these files elsewhere: no page of the built-in theme needs a file below `/data/`",
            ));
        }
        if summary.bytes > MOST_BYTES {
            let size = summary.bytes / 1_000_000;
            let message = format!("the site has {size} MB, and GitHub Pages takes 1000 MB");
            warnings.push(
                Diagnostic::warning(CODE, message)
                    .help("publish to a plain server or object storage, or keep older years in a site of their own"),
            );
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::draw;

    fn warnings(files: usize, lengths: &[usize]) -> String {
        let sink = MeasureSink::default();
        let path = |number: usize| OutputPath::new(&format!("data/{number}.json")).expect("a path");
        sink.begin((0..lengths.len()).map(path).collect()).expect("begins");
        for (number, length) in lengths.iter().enumerate() {
            sink.put(number, &mut std::iter::once(vec![0; *length])).expect("is put");
        }
        let summary = BuildSummary { files, bytes: lengths.iter().sum(), ..BuildSummary::default() };
        draw(&sink.hosting_limits(&summary), false)
    }

    #[test]
    fn a_site_that_any_host_takes_is_no_warning() {
        assert_eq!(warnings(20_000, &[25 << 20, 1]), "");
    }

    #[test]
    fn each_limit_has_its_warning() {
        let drawn = warnings(20_001, &[1, (25 << 20) + 1]);
        assert!(drawn.contains("the site has 20001 files, and Cloudflare Pages takes 20000"), "{drawn}");
        assert!(drawn.contains("`data/1.json` has 26 MiB, and Cloudflare Pages takes 25 MiB in a file"), "{drawn}");
        let drawn = warnings(1, &[(25 << 20) + 1, 27 << 20]);
        assert!(drawn.contains("2 files have more than the 25 MiB"), "{drawn}");
        assert!(drawn.contains("up to 27 MiB (`data/1.json`)"), "{drawn}");
        let sink = MeasureSink::default();
        let summary = BuildSummary { bytes: 1_234_567_890, ..BuildSummary::default() };
        let drawn = draw(&sink.hosting_limits(&summary), false);
        assert!(drawn.contains("the site has 1234 MB, and GitHub Pages takes 1000 MB"), "{drawn}");
    }
}
