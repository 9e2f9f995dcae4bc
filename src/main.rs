//! The `situs` command.

use std::process::ExitCode;

// The system's allocator took a quarter of a build, and kept what earlier steps had freed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    situs::cli::run()
}
