//! Linking alone: prose a second, with more and more names to look for.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;
use situs::config::Config;
use situs::document::{self, Document, Kind};
use situs::knowledge::{self, Settings};
use situs::source::SourceFile;

use crate::bench::Bench;
use crate::corpus::layout::{situs_report, situs_rest};
use crate::corpus::{Corpus, Shape};
use crate::table::{Table, median, megabytes, thousands};

/// The budget is for two processors.
const THREADS: usize = 2;
const RUNS: usize = 5;

/// Links the same reports with 1,000, 20,000 and 100,000 names.
pub(crate) fn linking(bench: &mut Bench) -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build().map_err(io::Error::other)?;
    let reports = if bench.options.short { 1000 } else { 2000 };
    let title = format!("Linking alone, {} reports, {THREADS} threads", thousands(reports));
    let mut table = Table::new(title, ["names", "prose MB", "ms", "MB/s", "ms without reports", "MB/s without these"]);
    for names in [1000, 20_000, 100_000] {
        table.row(pool.install(|| row(reports, names)));
    }
    table.note("Names: of actors and events; those of all countries come on top. Without reports: what is made of the");
    table.note("names before the first report is linked, and the few texts of actors and events.");
    bench.show(&table);
    Ok(())
}

fn row(reports: usize, names: usize) -> [String; 6] {
    // The entities of 1,000 reports have about 1,000 names; there may be more reports about them.
    let corpus = Corpus::new(Shape { reports: 1000, names, hub: false });
    let reports: Vec<_> = (0..reports).into_par_iter().map(|index| corpus.report(index)).collect();
    let prose: usize = reports.iter().map(|report| report.body.len()).sum();
    let files: Vec<(String, String)> =
        reports.par_iter().map(|report| situs_report(&corpus, report)).chain(situs_rest(&corpus)).collect();
    let parsed = files.into_par_iter().filter_map(|(path, text)| {
        let (document, _) = document::parse(&Arc::new(SourceFile::new(path, text)));
        document.map(Arc::new)
    });
    let all: Vec<Arc<Document>> = parsed.collect();
    let others: Vec<Arc<Document>> = all.iter().filter(|document| document.kind != Kind::Report).cloned().collect();
    let settings = Settings { demonyms: Config::default().autolink.demonyms, ..Settings::default() };
    let (whole, before) = (time(&all, &settings), time(&others, &settings));
    let prose = megabytes(prose as u64);
    [
        thousands(corpus.names()),
        format!("{prose:.1}"),
        format!("{:.0}", whole * 1000.0),
        format!("{:.0}", prose / whole),
        format!("{:.0}", before * 1000.0),
        format!("{:.0}", prose / (whole - before)),
    ]
}

/// Median seconds of linking; what was linked is let go outside the clock.
fn time(documents: &[Arc<Document>], settings: &Settings) -> f64 {
    median((0..RUNS).map(|_| {
        let started = Instant::now();
        let base = knowledge::link(documents, settings);
        let took = started.elapsed().as_secs_f64();
        drop(base);
        took
    }))
}
