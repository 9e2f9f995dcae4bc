//! Programs of this machine that do a part of the work: `git`, `rsync`.

use std::io::{self, Write as _};
use std::process::{Command, Output, Stdio};

/// Runs a program to its end, with these bytes as its input.
///
/// # Errors
/// There is no such program, or it cannot be started.
pub(super) fn run(command: &mut Command, input: Option<&[u8]>) -> io::Result<Output> {
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| {
        let name = command.get_program().display();
        match error.kind() {
            io::ErrorKind::NotFound => {
                io::Error::other(format!("there is no program `{name}`; install it, or choose another target"))
            }
            _ => error,
        }
    })?;
    let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) else { return child.wait_with_output() };
    std::thread::scope(|scope| {
        // It answers while it reads. Where it ends before it has read all, its own message says why.
        scope.spawn(move || pipe.write_all(input));
        child.wait_with_output()
    })
}

/// What a program said of its failure, on one line.
pub(super) fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}
