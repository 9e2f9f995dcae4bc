//! Situs beside Hugo, beside the floor of the machine, and beside itself after a change: times, memory and bytes.
//!
//! ```sh
//! cargo bench --bench peers -- --short      # 1,000 reports, about a minute
//! cargo bench --bench peers                 # 1,000 and 10,000 reports
//! cargo bench --bench peers -- --help
//! ```
//!
//! What is compared is run in turn, in one run, and told as ratios: other work on the machine then concerns both sides.
//! Nothing is deleted before the end, and each build writes to a fresh folder: on some file systems files are made up
//! to ten times slower for minutes after a tree was deleted.
#![expect(clippy::print_stdout, reason = "a benchmark is a program that prints")]
#![expect(clippy::cast_precision_loss, reason = "numbers for people, and weights for drawing")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "random numbers are cut to their range")]

mod bench;
mod build;
mod change;
mod check;
#[path = "../corpus/mod.rs"]
mod corpus;
mod floor;
mod giants;
mod hugo;
mod linking;
mod machine;
mod measure;
mod options;
mod preview;
mod publish;
mod scratch;
mod search;
mod table;
mod withheld;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use bench::Bench;
use options::{Options, Part};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let ended = if arguments.next().is_some_and(|first| first == measure::SUBCOMMAND) {
        measure::child(arguments).map(|()| true)
    } else if !std::env::args().any(|argument| argument == "--bench") {
        // `cargo test --all-targets` and nextest start benchmarks as well, without this word: there is no test here.
        Ok(true)
    } else {
        run(Options::parse())
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the parts that are asked for; false where the check found a difference.
fn run(options: Options) -> io::Result<bool> {
    let mut bench = Bench::new(options)?;
    bench.head()?;
    let mut same = true;
    let mut subjects = bench.subjects()?;
    // First what only adds files, at all sizes; then what makes Situs itself delete a folder.
    for subject in &mut subjects {
        if bench.does(Part::Build) {
            build::compare(&mut bench, subject)?;
        }
        if bench.does(Part::Hub) && subject.is_generated() {
            build::hub(&mut bench, subject)?;
        }
        if bench.does(Part::Withheld) && subject.is_generated() {
            withheld::withheld(&mut bench, subject)?;
        }
        if bench.does(Part::Search) {
            search::search(&mut bench, subject)?;
        }
        if bench.does(Part::Floor) {
            floor::floor(&mut bench, subject)?;
        }
        if bench.does(Part::Check) {
            same &= check::check(&mut bench, subject)?;
        }
    }
    if bench.does(Part::Giants) {
        giants::giants(&mut bench)?;
    }
    if bench.does(Part::Linking) {
        linking::linking(&mut bench)?;
    }
    for subject in &mut subjects {
        if bench.does(Part::Preview) {
            preview::preview(&mut bench, subject)?;
        }
        if bench.does(Part::Change) {
            change::change(&mut bench, subject)?;
        }
        if bench.does(Part::Publish) {
            publish::publish(&mut bench, subject)?;
        }
    }
    bench.finish()?;
    Ok(same)
}
