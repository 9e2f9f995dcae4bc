//! The `situs` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    situs::cli::run()
}
