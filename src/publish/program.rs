//! Programs of this machine that do a part of the work: `git`, `rsync`, `sftp`.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::build::refused;
use crate::source::with_path;

/// What only one publication from a folder holds at a time.
///
/// A program that was started goes on where Situs is killed, and so does what it sends and takes away. The next
/// publication has to wait for it: what programs say of their mistakes goes to the file that is locked, which each of them
/// holds open, and so locked, to its end.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// How long another publication is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

impl Lock {
    /// Takes the lock, a file that is made where it is missing, with its folder. `waits` is told when it has to be waited for.
    ///
    /// # Errors
    /// Another publication holds it for more than half a minute (kind `WouldBlock`), or the file cannot be made.
    pub fn take(path: &Path, waits: &mut dyn FnMut()) -> io::Result<Self> {
        if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
            return Err(refused(path, "it is not a file that Situs made", "move it away"));
        }
        if let Some(folder) = path.parent() {
            with_path(std::fs::create_dir_all(folder), folder)?;
        }
        let file = with_path(File::options().create(true).read(true).append(true).open(path), path)?;
        let started = Instant::now();
        let mut is_told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { file }),
                Err(TryLockError::Error(error)) => return with_path(Err(error), path),
                Err(TryLockError::WouldBlock) if started.elapsed() > PATIENCE => {
                    let message = "another publication of this site, or a program that it started, goes on; run it again when that has ended";
                    return Err(io::Error::new(io::ErrorKind::WouldBlock, message));
                }
                Err(TryLockError::WouldBlock) => {
                    if !std::mem::replace(&mut is_told, true) {
                        waits();
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }

    /// Runs a program to its end, with these bytes as its input.
    ///
    /// # Errors
    /// There is no such program, or it cannot be started.
    pub(super) fn run(&self, command: &mut Command, input: Option<&[u8]>) -> io::Result<Output> {
        self.file.set_len(0)?;
        // Elsewhere a lock keeps everybody from writing, and nobody needs one file open twice.
        let errors = if cfg!(unix) { Stdio::from(self.file.try_clone()?) } else { Stdio::piped() };
        command
            .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::piped())
            .stderr(errors);
        let mut child = command.spawn().map_err(|error| {
            let name = command.get_program().display();
            match error.kind() {
                io::ErrorKind::NotFound => {
                    io::Error::other(format!("there is no program `{name}`; install it, or choose another target"))
                }
                _ => error,
            }
        })?;
        let mut output = match (input, child.stdin.take()) {
            (Some(input), Some(mut pipe)) => std::thread::scope(|scope| {
                // It answers while it reads. Where it ends before it has read all, its own message says why.
                scope.spawn(move || pipe.write_all(input));
                child.wait_with_output()
            })?,
            _ => child.wait_with_output()?,
        };
        if cfg!(unix) {
            use std::io::Seek as _;
            (&self.file).rewind()?;
            (&self.file).read_to_end(&mut output.stderr)?;
            self.file.set_len(0)?;
        }
        Ok(output)
    }
}

/// What a program said of its failure, on one line.
pub(super) fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}
