//! What a run was made on.

use std::fs;
use std::process::Command;

/// Lines of name and value: date, processor, system.
pub(crate) fn machine() -> Vec<(&'static str, String)> {
    #[expect(clippy::disallowed_methods, reason = "a report of measurements says when they were made")]
    let now = jiff::Timestamp::now();
    let first = |file: &str| fs::read_to_string(file).unwrap_or_default().lines().next().unwrap_or_default().to_owned();
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model);
    let kernel = first("/proc/sys/kernel/osrelease");
    let load = first("/proc/loadavg");
    vec![
        ("date", now.strftime("%Y-%m-%d").to_string()),
        ("processor", format!("{model}, {} cores", processors())),
        ("system", format!("{} {kernel}", std::env::consts::OS).trim_end().to_owned()),
        ("load before", load.split(' ').next().unwrap_or_default().to_owned()),
    ]
}

/// Processors that a program may use.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The first line that a program says with these arguments.
pub(crate) fn first_line(program: impl AsRef<std::ffi::OsStr>, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(str::to_owned)
}
