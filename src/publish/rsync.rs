//! Servers that are reached with `rsync`, over SSH or not: the program that is installed does the work.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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
    lock: Rc<Lock>,
}

impl RsyncTarget {
    /// The folder at this address, in the form of `rsync`.
    #[must_use]
    pub fn new(address: &str, lock: Rc<Lock>) -> Self {
        Self { address: format!("{}/", address.trim_end_matches('/')), lock }
    }

    fn run(&self, arguments: &[&str], names: Option<&[&str]>) -> io::Result<Output> {
        let mut command = Command::new("rsync");
        command.args(["--protect-args", "--timeout=60"]).args(arguments);
        // No question can be answered here.
        command.env("RSYNC_RSH", std::env::var("RSYNC_RSH").unwrap_or_else(|_| "ssh -oBatchMode=yes".to_owned()));
        let names = names.map(|names| names.iter().flat_map(|name| name.bytes().chain([0])).collect::<Vec<u8>>());
        self.lock.run(&mut command, names.as_deref())
    }

    fn need(&self, arguments: &[&str], names: Option<&[&str]>) -> io::Result<Output> {
        let output = self.run(arguments, names)?;
        if output.status.success() {
            return Ok(output);
        }
        let (address, said) = (&self.address, program::said(&output));
        let help = "nothing is lost, and the next run goes on from there";
        Err(io::Error::other(format!("`{address}`: rsync says: {said}; {help}")))
    }
}

impl Target for RsyncTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let folder = scratch()?;
        let into = folder.path().join("file");
        let output = self.run(&["-q", &format!("{}{path}", self.address), &into.to_string_lossy()], None)?;
        match std::fs::read(&into) {
            Ok(bytes) if output.status.success() => Ok(Some(bytes)),
            // 23: some files could not be read, which is what a file that is not there is.
            _ if output.status.code() == Some(23) => Ok(None),
            _ => {
                let (address, said) = (&self.address, program::said(&output));
                let help = "look at the address in `[publish]` and at the keys of `ssh`";
                Err(io::Error::other(format!("`{address}`: rsync says: {said}; {help}")))
            }
        }
    }

    fn list(&self, _: &[&str]) -> io::Result<Listing> {
        let output = self.run(&["-r", "--list-only", "--no-h", "--8-bit-output", &self.address], None)?;
        if output.status.code() == Some(23) {
            return Ok(Listing::Whole(BTreeMap::new()));
        }
        if !output.status.success() {
            self.need(&["-r", "--list-only", &self.address], None)?;
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let file = |line: &str| {
            // `-rw-r--r--          1,234 2025/10/21 12:00:00 path`
            let mut parts = line.split_whitespace();
            let (mode, length) = (parts.next()?, parts.next()?);
            let (day, time) = (parts.next()?, parts.next()?);
            let start = line.find(&format!("{day} {time}"))? + day.len() + time.len() + 2;
            let length = length.replace([',', '.'], "").parse().ok()?;
            (!mode.starts_with('d')).then(|| (line[start..].to_owned(), length))
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
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
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

    #[test]
    fn a_pattern_means_one_path() {
        assert_eq!(literal("a/b c.html"), "a/b c.html");
        assert_eq!(literal("a\\b"), "a\\b");
        assert_eq!(literal("a[1]*\\?"), "a\\[1]\\*\\\\\\?");
    }
}
