//! `situs build`: the site, and what it can show that it did not give away.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use super::danger::dangerous;
use super::stop::{Stop, Stoppable, Stopped};
use super::{Cli, Outcome, audit, count_of, print_diagnostics, unread};
use crate::build::{self, FolderSink, Leak, Proof, ProofSink, refused};
use crate::diagnostic::Diagnostic;
use crate::site::{Options, Site};
use crate::source;

/// What the command line asks for.
pub(super) struct Wanted<'a> {
    /// Folder to write to.
    pub(super) out: &'a Path,
    /// File for the proof.
    pub(super) proof: Option<&'a Path>,
    /// Warnings stop the build, too.
    pub(super) strict: bool,
}

/// What a build made.
pub(super) struct Built {
    pub(super) site: Site,
    pub(super) proof: Proof,
    pub(super) warnings: usize,
}

pub(super) fn run(cli: &Cli, options: &Options, wanted: &Wanted<'_>) -> io::Result<Outcome> {
    let Some(built) = make(cli, options, wanted)? else { return Ok(Outcome::ContentErrors) };
    // The process ends here, and its memory goes with it as a whole, which is quicker than document by document.
    std::mem::forget(built);
    Ok(Outcome::Done)
}

/// Builds, and says so; nothing where the content has errors, which are told then.
pub(super) fn make(cli: &Cli, options: &Options, wanted: &Wanted<'_>) -> io::Result<Option<Built>> {
    let started = Instant::now();
    let stop = Stop::listen();
    cli.need_root()?;
    refuse_danger(cli, wanted.out)?;
    // Read once and not watched: what a later look at the folder would compare is not kept.
    let sources = source::read(&cli.root).map_err(|error| with_way_out(error, false))?;
    let site = Site::new(&sources, options);
    let (needles, said) = site.needles(&sources).unzip();
    let mut diagnostics = site.diagnostics.clone();
    let is_shown = |said: &Diagnostic| !site.config.lints_off.iter().any(|code| code == said.code);
    diagnostics.extend(said.into_iter().flatten().filter(is_shown));
    print_diagnostics(cli, &diagnostics);
    if site.has_errors() || (wanted.strict && !diagnostics.is_empty()) {
        return Ok(nothing_written(&diagnostics));
    }
    if let Some(file) = wanted.proof {
        forget_proof(file)?;
    }
    let folder = FolderSink::open(wanted.out, &site.edition.name).map_err(|error| with_way_out(error, false))?;
    let indexing = Instant::now();
    let _made_for_the_build = site.search_index();
    let indexing = indexing.elapsed();
    let without = |paths: &BTreeSet<&str>| site.without_withheld(&sources, paths);
    let stoppable = Stoppable { inner: &folder, stop: &stop };
    let sink = ProofSink::new(&stoppable, needles.as_ref(), &without);
    let is_looked_at = needles.is_some() || wanted.proof.is_some();
    let summary = build::build(&site, if is_looked_at { &sink } else { &stoppable })
        .map_err(|error| with_way_out(error, folder.is_shown()))?;
    stop.done();
    if !summary.diagnostics.is_empty() {
        print_diagnostics(cli, &summary.diagnostics);
        return Ok(nothing_written(&summary.diagnostics));
    }
    let proof = sink.proof(&site.edition.name, options.now, site.withheld);
    if let Some(file) = wanted.proof {
        write_proof(file, &proof)?;
    }
    if !cli.quiet {
        let took = audit::Took { all: started.elapsed(), indexing };
        unread(audit::summary(&site, &summary, folder.written(), wanted.out, took, cli.verbose))?;
    }
    Ok(Some(Built { site, proof, warnings: diagnostics.len() }))
}

/// Fails where a folder is none to write a site to.
pub(super) fn refuse_danger(cli: &Cli, out: &Path) -> io::Result<()> {
    let Some(reason) = dangerous(&cli.root, out) else { return Ok(()) };
    Err(refused(out, &format!("it is {reason}"), "choose another folder with `--out`"))
}

fn nothing_written(diagnostics: &[Diagnostic]) -> Option<Built> {
    // As with the findings themselves: the exit code says it, too.
    let _ = writeln!(anstream::stderr(), "error: {}; nothing was written", count_of(diagnostics));
    None
}

/// A failure of the machine with what became of the output, and what to do.
fn with_way_out(error: io::Error, is_shown: bool) -> io::Error {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull, WouldBlock};
    let text = error.to_string();
    let says_all = error.get_ref().is_some_and(|inner| inner.is::<Leak>() || inner.is::<Stopped>());
    if says_all || text.contains("is not touched") || error.kind() == WouldBlock {
        return error;
    }
    let became = if is_shown {
        "the new site is in its place, and what is left of the one before was not tidied up"
    } else {
        "the output is as it was"
    };
    let way_out = match error.kind() {
        StorageFull | QuotaExceeded => "make room on the disk, and build again",
        PermissionDenied | ReadOnlyFilesystem => "see who may read and write there, and build again",
        _ if text.contains("(os error 24)") => "allow more open files (`ulimit -n`), and build again",
        _ => "build again when that is mended",
    };
    io::Error::new(error.kind(), format!("{text}; {became}: {way_out}"))
}

/// Removes the proof of an earlier build: it must not stand for one that failed.
fn forget_proof(file: &Path) -> io::Result<()> {
    let bytes = match std::fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => source::with_path(read, file)?,
    };
    let proof: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let format = proof.as_ref().and_then(|proof| proof.get("format")).and_then(serde_json::Value::as_str);
    if !bytes.is_empty() && format.is_none_or(|format| !format.starts_with("situs-proof")) {
        let shown = file.display();
        let message =
            format!("`{shown}` is not touched: it is no proof that Situs wrote; name another file with `--proof`");
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    source::with_path(std::fs::remove_file(file), file)
}

fn write_proof(file: &Path, proof: &Proof) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(proof)?;
    text.push('\n');
    source::with_path(std::fs::write(file, text), file)
}
