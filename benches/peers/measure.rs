//! Time, processor time and memory of one child.
//!
//! The system tells the peak memory of children as a maximum over all that ended, and a child begins with the peak of
//! the process that started it. So this program starts itself again, small, and that runs the command.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde::{Deserialize, Serialize};

/// First argument of the process in between.
pub(crate) const SUBCOMMAND: &str = "measure";

/// What a command took and said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// Seconds.
    pub(crate) wall: f64,
    /// Seconds on all processors, the system's work for it among them.
    pub(crate) cpu: f64,
    /// Peak of the resident set, in KiB.
    pub(crate) peak_kib: i64,
    /// Its exit code; nothing where a signal ended it.
    pub(crate) code: Option<i32>,
    ok: bool,
    /// What it printed.
    pub(crate) stdout: String,
    stderr: String,
}

/// Runs a command and measures it.
///
/// # Errors
/// It cannot be run, or it fails.
pub(crate) fn measure(program: &Path, arguments: impl IntoIterator<Item = OsString>) -> io::Result<Measured> {
    let measured = measure_any(program, arguments)?;
    if measured.ok {
        return Ok(measured);
    }
    let said = format!("{}{}", measured.stdout, measured.stderr);
    let last: Vec<&str> = said.lines().rev().take(20).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    Err(io::Error::other(format!("`{}` failed:\n{}", program.display(), last.join("\n"))))
}

/// The same for a command that may fail.
///
/// # Errors
/// It cannot be run.
pub(crate) fn measure_any(program: &Path, arguments: impl IntoIterator<Item = OsString>) -> io::Result<Measured> {
    let output = Command::new(std::env::current_exe()?).arg(SUBCOMMAND).arg(program).args(arguments).output()?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| io::Error::other(format!("{error}: {}", String::from_utf8_lossy(&output.stdout))))
}

/// The process in between: runs the command of its arguments and prints [`Measured`] as JSON.
///
/// # Errors
/// The command cannot be run.
pub(crate) fn child(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let program = arguments.next().ok_or_else(|| io::Error::other("there is no command to measure"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    let started = Instant::now();
    let output = command.output()?;
    let wall = started.elapsed().as_secs_f64();
    let (cpu, peak_kib) = usage()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (ok, code) = (output.status.success(), output.status.code());
    let measured = Measured { wall, cpu, peak_kib, code, ok, stdout: text(output.stdout), stderr: text(output.stderr) };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

/// Processor seconds and peak memory in KiB of the child that ended.
#[cfg(unix)]
fn usage() -> io::Result<(f64, i64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts bytes.
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    Ok((cpu as f64 / 1e6, usage.max_rss() / unit))
}

/// Not told on this system.
#[cfg(not(unix))]
fn usage() -> io::Result<(f64, i64)> {
    Ok((f64::NAN, 0))
}
