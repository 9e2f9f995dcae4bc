//! The floor: reading, Markdown to HTML and writing alone, with as many threads as a build has.
//!
//! What is written are the very files that Situs wrote, in memory before the clock starts.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;

use crate::bench::{Bench, Subject, situs_build};
use crate::machine::processors;
use crate::table::{Table, median, thousands};

/// Measures the floor and says how far above it Situs is.
pub(crate) fn floor(bench: &mut Bench, subject: &mut Subject) -> io::Result<()> {
    let files = load(&subject.built(bench)?)?;
    let (mut runs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..bench.options.pairs().min(3) {
        ours.push(situs_build(&subject.root, &bench.scratch.fresh("situs"))?.wall);
        let started = Instant::now();
        let texts = read(&subject.root.join("content"))?;
        let reading = started.elapsed().as_secs_f64();
        let started = Instant::now();
        let made: usize = texts.par_iter().map(|text| html_of(text).len()).sum();
        let parsing = started.elapsed().as_secs_f64();
        std::hint::black_box(made);
        let out = bench.scratch.fresh("floor");
        let started = Instant::now();
        write(&out, &files)?;
        runs.push([reading, parsing, started.elapsed().as_secs_f64()]);
    }
    let middle = |column: usize| median(runs.iter().map(|run| run[column]));
    let wholes = || runs.iter().map(|run| run.iter().sum::<f64>());
    let (whole, situs) = (median(wholes()), median(ours.iter().copied()));
    let ratio = median(ours.iter().zip(wholes()).map(|(ours, floor)| ours / floor));
    let title = format!("The floor, {}, {} threads", subject.label, processors());
    let mut table = Table::new(title, ["step", "s"]);
    for (step, seconds) in [
        ("read", middle(0)),
        ("Markdown to HTML", middle(1)),
        ("make and write", middle(2)),
        ("all three", whole),
        ("situs", situs),
    ] {
        table.row([step.to_owned(), format!("{seconds:.3}")]);
    }
    table.note(format!(
        "{} files; Situs takes {ratio:.2} times the floor; in turn, {} runs each.",
        thousands(files.len()),
        runs.len()
    ));
    bench.show(&table);
    Ok(())
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn read(content: &Path) -> io::Result<Vec<String>> {
    files_below(content)?.into_par_iter().map(fs::read_to_string).collect()
}

fn html_of(text: &str) -> String {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body);
    let mut page = String::with_capacity(body.len() * 2);
    html::push_html(&mut page, Parser::new_ext(body, Options::ENABLE_TABLES));
    page
}

/// All files below a folder, by their paths in it.
fn load(folder: &Path) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let files = files_below(folder)?;
    let load = |file: PathBuf| {
        let bytes = fs::read(&file)?;
        Ok((file.strip_prefix(folder).unwrap_or(&file).to_owned(), bytes))
    };
    files.into_par_iter().map(load).collect()
}

fn write(out: &Path, files: &[(PathBuf, Vec<u8>)]) -> io::Result<()> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    let folders: Vec<&Path> = folders.into_iter().collect();
    folders.par_iter().try_for_each(|folder| fs::create_dir_all(out.join(folder)))?;
    files.par_iter().try_for_each(|(path, bytes)| fs::write(out.join(path), bytes))
}
