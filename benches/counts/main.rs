//! Instructions of two small runs, counted by Callgrind: what a change costs, told where clocks are too coarse.
//!
//! ```sh
//! cargo bench --bench counts              # counts now beside those that were kept
//! cargo bench --bench counts -- --keep    # keeps the counts of now
//! ```
//!
//! It prints and fails at nothing. Counts depend on the compiler and the C library, so those that are kept are those
//! of one machine: compare before and after on your own, and keep what you measured with the change.
#![expect(clippy::print_stdout, reason = "a benchmark is a program that prints")]
#![expect(clippy::cast_precision_loss, reason = "numbers for people, and weights for drawing")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "random numbers are cut to their range")]

mod callgrind;
#[path = "../corpus/mod.rs"]
#[expect(dead_code, reason = "the other benchmark uses the rest of it")]
mod corpus;
mod kept;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use callgrind::Counted;
use clap::Parser;
use corpus::layout::{self, Layout};
use corpus::{Corpus, Shape};
use kept::Kept;

const REPORTS: usize = 150;

/// Counts instructions of `situs check` and `situs build` on 150 made-up reports.
#[derive(Debug, Parser)]
#[command(name = "counts")]
struct Arguments {
    /// Keep the counts in `benches/counts/counts.txt`.
    #[arg(long)]
    keep: bool,
    /// What `cargo bench` passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--bench") {
        // `cargo test --all-targets` and nextest start benchmarks as well, without this word: there is no test here.
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    if !callgrind::is_there() {
        println!("There is no `valgrind`, which counts: on Debian, `apt-get install valgrind`");
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let folder = tempfile::Builder::new().prefix("situs-counts-").tempdir()?;
    let root = folder.path().join("site");
    layout::write(&Corpus::new(Shape { reports: REPORTS, ..Shape::default() }), Layout::Situs, &root)?;
    let mut now = Kept::default();
    for command in ["check", "build"] {
        let counted = [1, 2].map(|run| count(command, &root, &folder.path().join(format!("{command}-{run}"))));
        let [first, second] = counted;
        let (first, second) = (first?, second?);
        for (name, step) in callgrind::STEPS.iter().filter(|(_, step)| step.is_in(command)) {
            now.put(&format!("{command}: {name}"), first.of(step), second.of(step));
        }
    }
    let before = Kept::read()?;
    print!("{}", now.table(&before));
    println!("  {REPORTS} reports, one thread, two runs; `moves` is how far the two lie apart");
    if arguments.keep {
        now.write()?;
        println!("  kept in {}", kept::file().display());
    }
    Ok(())
}

fn count(command: &str, root: &Path, folder: &Path) -> io::Result<Counted> {
    fs::create_dir_all(folder)?;
    // A path of the same length in each run: the program copies it many times.
    let out = folder.join("public");
    let mut arguments: Vec<&OsStr> = vec![command.as_ref(), "--root".as_ref(), root.as_ref()];
    if command == "build" {
        arguments.extend([OsStr::new("--out"), out.as_ref()]);
    }
    arguments.extend(["--now", "2026-01-01", "--quiet"].map(OsStr::new));
    callgrind::count(env!("CARGO_BIN_EXE_situs"), &arguments, &folder.join("callgrind.out"))
}
