//! Callgrind: runs a program under it, and reads what its report says.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// A step of the program: the function that is all of it.
pub(crate) enum Step {
    /// Everything.
    Total,
    /// The function with this path and all that it calls.
    Function(&'static str),
    /// The same, where only a build calls it.
    OfBuild(&'static str),
}

/// What is counted, in the order in which it is done; `render` has no part of `view`. A function that the compiler has
/// put into its caller is not told. What Rayon takes to another thread is no part of the function that gave it away, so
/// steps are functions that stay on one thread.
pub(crate) const STEPS: [(&str, Step); 9] = [
    ("all", Step::Total),
    ("parse", Step::Function("situs::document::parse")),
    ("gazetteer", Step::Function("situs::knowledge::gazetteer::Gazetteer::new")),
    ("link a text", Step::Function("situs::knowledge::entry::Entry::new")),
    ("view", Step::Function("situs::page::view")),
    ("render", Step::Function("situs::template::Templates::render")),
    ("feeds", Step::Function("situs::page::feed::feed")),
    ("data", Step::Function("situs::page::export::data")),
    ("write", Step::OfBuild("<situs::build::FolderSink as situs::build::Sink>::put")),
];

impl Step {
    /// Whether a command has this step.
    pub(crate) fn is_in(&self, command: &str) -> bool {
        !matches!(self, Self::OfBuild(_)) || command == "build"
    }
}

/// The report on one run.
pub(crate) struct Counted(String);

/// Whether there is a Valgrind.
pub(crate) fn is_there() -> bool {
    let said = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    said.is_ok_and(|status| status.success())
}

/// Runs a program and counts.
///
/// # Errors
/// The program fails, or Callgrind does.
pub(crate) fn count(program: &str, arguments: &[&OsStr], profile: &Path) -> io::Result<Counted> {
    let mut option = OsStr::new("--callgrind-out-file=").to_owned();
    option.push(profile);
    let mut run = Command::new("valgrind");
    run.arg("--tool=callgrind").arg(option).arg(program).args(arguments).env("RAYON_NUM_THREADS", "1");
    said(&mut run)?;
    let mut annotate = Command::new("callgrind_annotate");
    annotate.args(["--inclusive=yes", "--threshold=100", "--auto=no"]).arg(profile);
    Ok(Counted(said(&mut annotate)?))
}

fn said(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{command:?}: {}", error.lines().last().unwrap_or("failed"))))
}

impl Counted {
    /// Instructions of a step.
    pub(crate) fn of(&self, step: &Step) -> Option<u64> {
        let wanted = match step {
            Step::Total => "PROGRAM TOTALS",
            Step::Function(path) | Step::OfBuild(path) => path,
        };
        // ` 32,876,114 ( 3.04%)  FILE:FUNCTION [OBJECT]`
        self.0.lines().find_map(|line| {
            let (count, rest) = line.split_once('(')?;
            let (_, name) = rest.split_once(')')?;
            let name = name.trim_start();
            let name = name.rsplit_once(" [").map_or(name, |(name, _)| name);
            let is_it = name == wanted || name.split_once(':').is_some_and(|(_, function)| function == wanted);
            is_it.then(|| count.trim().replace(',', "").parse().ok()).flatten()
        })
    }
}
