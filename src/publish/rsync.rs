//! Servers that are reached with `rsync`, over SSH or not: the program that is installed does the work.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::process::{Command, Output};
use std::rc::Rc;

use super::{File, Listing, Lock, Target, program, scratch};
use crate::route::OutputPath;
use crate::source::with_path;

/// A folder on a server, as `USER@HOST:PATH`, `rsync://HOST/MODULE/PATH` or a path of this machine.
#[derive(Debug)]
pub struct RsyncTarget {
    address: String,
    /// The port of SSH, where it is another than the usual.
    port: Option<u16>,
    lock: Rc<Lock>,
}

impl RsyncTarget {
    /// The folder at this address, in the form of `rsync`.
    #[must_use]
    pub fn new(address: &str, port: Option<u16>, lock: Rc<Lock>) -> Self {
        Self { address: format!("{}/", address.trim_end_matches('/')), port, lock }
    }

    fn run(&self, arguments: &[&str], names: Option<&[&str]>) -> io::Result<Output> {
        let mut command = Command::new("rsync");
        command.args(["--protect-args", "--timeout=60"]).args(arguments);
        // No question can be answered here.
        let mut shell = std::env::var("RSYNC_RSH").unwrap_or_else(|_| "ssh -oBatchMode=yes".to_owned());
        if let Some(port) = self.port {
            let _ = write!(shell, " -p {port}");
        }
        // The reasons of failures are read.
        command.env("RSYNC_RSH", shell).env("LC_ALL", "C.UTF-8");
        let names = names.map(|names| names.iter().flat_map(|name| name.bytes().chain([0])).collect::<Vec<u8>>());
        self.lock.run(&mut command, names.as_deref())
    }

    fn need(&self, arguments: &[&str], names: Option<&[&str]>) -> io::Result<Output> {
        let output = self.run(arguments, names)?;
        if output.status.success() { Ok(output) } else { Err(self.failed(&output)) }
    }

    fn failed(&self, output: &Output) -> io::Error {
        let (address, said) = (&self.address, program::said(output));
        let help = "look at the address in `[publish]`, at the keys of `ssh`, and at the rights of what it names; nothing is lost, and the next run goes on from there";
        io::Error::other(format!("`{address}`: rsync says: {said}; {help}"))
    }
}

impl Target for RsyncTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let folder = scratch()?;
        let into = folder.path().join("file");
        let output = self.run(&["-q", &format!("{}{path}", self.address), &into.to_string_lossy()], None)?;
        match std::fs::read(&into) {
            Ok(bytes) if output.status.success() => Ok(Some(bytes)),
            _ if is_missing(&output) => Ok(None),
            _ => Err(self.failed(&output)),
        }
    }

    fn list(&self, _: &[&str]) -> io::Result<Listing> {
        let output = self.run(&["-r", "--list-only", "--no-h", "--8-bit-output", &self.address], None)?;
        // An empty target is one that is not there. What could be listed in part only would count as missing.
        if is_missing(&output) && output.stdout.is_empty() {
            return Ok(Listing::Whole(BTreeMap::new()));
        }
        if !output.status.success() {
            return Err(self.failed(&output));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let file = |line: &str| {
            // `-rw-r--r--          1,234 2025/10/21 12:00:00 path`
            let mut parts = line.split_whitespace();
            let (mode, length) = (parts.next()?, parts.next()?);
            let (day, time) = (parts.next()?, parts.next()?);
            let start = line.find(&format!("{day} {time}"))? + day.len() + time.len() + 2;
            let length = length.replace([',', '.'], "").parse().ok()?;
            // `name -> where it leads`
            let name = if mode.starts_with('l') { line[start..].split(" -> ").next()? } else { &line[start..] };
            (!mode.starts_with('d')).then(|| (name.to_owned(), length))
        };
        Ok(Listing::Whole(text.lines().filter_map(file).collect()))
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        let folder = scratch()?;
        for file in files {
            let place = folder.path().join(&file.path);
            if let Some(parent) = place.parent() {
                with_path(std::fs::create_dir_all(parent), parent)?;
            }
            with_path(std::fs::write(&place, &file.bytes), &place)?;
        }
        // A name that begins with `#` or `;` is a comment in a list.
        let names: Vec<String> = files.iter().map(|file| format!("./{}", file.path)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let from = format!("{}/", folder.path().display());
        // Each file is written beside its place and renamed.
        let arguments =
            ["-q", "-z", "--checksum", "--chmod=D755,F644", "--from0", "--files-from=-", &from, &self.address];
        self.need(&arguments, Some(&names)).map(drop)
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        // From an empty folder: what a pattern names goes, with folders that nothing is left in, and all else is kept out.
        let folder = scratch()?;
        let mut names = BTreeSet::new();
        for path in paths.iter().filter(|path| OutputPath::new(path).is_some()) {
            let ends = path.match_indices('/').map(|(at, _)| &path[..=at]);
            names.extend(ends.chain([*path]).map(|path| format!("/{}", literal(path))));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let from = format!("{}/", folder.path().display());
        let arguments = ["-q", "-r", "--delete", "--from0", "--include-from=-", "--exclude=*", &from, &self.address];
        self.need(&arguments, Some(&names)).map(drop)
    }
}

/// Whether a file or folder is not there, and nothing else is wrong: 23 is the code of each transfer that is not whole, and
/// each line that tells why ends with the number of the system's error.
fn is_missing(output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    // One end of the pipe hears of it after the other has gone.
    let is_reason = |line: &&str| line.starts_with("rsync: ") && !line.ends_with("write error: Broken pipe (32)");
    let mut reasons = said.lines().map(str::trim).filter(is_reason).peekable();
    output.status.code() == Some(23)
        && reasons.peek().is_some()
        && reasons.all(|line| line.ends_with("failed: No such file or directory (2)"))
}

/// A pattern that means this path alone: a backslash escapes only in one that has a wildcard.
fn literal(path: &str) -> Cow<'_, str> {
    if !path.contains(['*', '?', '[']) {
        return path.into();
    }
    let mut pattern = String::with_capacity(path.len() + 2);
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_what_is_not_there_is_missing() {
        use std::os::unix::process::ExitStatusExt as _;

        let said = |code: i32, stderr: &str| {
            let status = std::process::ExitStatus::from_raw(code << 8);
            is_missing(&Output { status, stdout: Vec::new(), stderr: stderr.into() })
        };
        let gone = "rsync: [sender] link_stat \"/srv/a\" failed: No such file or directory (2)\n";
        let end =
            "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1874)\n";
        let pipe = "rsync: [Receiver] write error: Broken pipe (32)\n";
        let denied = "rsync: [sender] opendir \"/srv/lost+found\" failed: Permission denied (13)\n";
        assert!(said(23, &format!("{gone}{end}")) && said(23, &format!("{gone}{end}{pipe}")));
        for (code, text) in [
            (23, format!("{denied}{end}")),
            (23, format!("{gone}{denied}{end}")),
            (23, format!("{end}{pipe}")),
            (255, format!("{gone}{end}")),
            (23, String::new()),
        ] {
            assert!(!said(code, &text), "{code}: {text}");
        }
    }

    #[test]
    fn a_pattern_means_one_path() {
        assert_eq!(literal("a/b c.html"), "a/b c.html");
        assert_eq!(literal("a\\b"), "a\\b");
        assert_eq!(literal("a[1]*\\?"), "a\\[1]\\*\\\\\\?");
    }
}
