//! Servers that are reached with `sftp` alone: the program that is installed does the work, a batch of commands at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use super::{File, PUBLISHED, Target, program, scratch};
use crate::source::with_path;

/// A folder on a server, as `sftp://[USER@]HOST[:PORT]/PATH`; a path that begins with `~/` is below the home folder.
#[derive(Debug)]
pub struct SftpTarget {
    host: String,
    port: Option<u16>,
    /// Without a slash at its end; empty for the home folder.
    root: String,
}

/// Most folders that are looked through before the first publication.
const MOST_FOLDERS: usize = 2000;

/// What is being written; it is renamed when it is whole.
const INCOMING: &str = ".situs-incoming";

impl SftpTarget {
    /// The folder at this address, which begins behind `sftp://`.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let (host, path) = address.split_once('/').unwrap_or((address, "~/"));
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (host, None),
        };
        // What begins with a hyphen is an option.
        if host.is_empty() || host.starts_with('-') || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let path = path.trim_end_matches('/');
        let root = match path.strip_prefix('~') {
            Some(below) => below.trim_start_matches('/').to_owned(),
            None => format!("/{path}"),
        };
        (!root.chars().any(char::is_control)).then(|| Self { host: host.to_owned(), port, root })
    }

    /// The words that `sftp` reads for a path below the folder.
    fn place(&self, path: &str) -> String {
        let whole = match (self.root.as_str(), path) {
            ("" | "/", path) => format!("{}{path}", self.root),
            (root, "") => root.to_owned(),
            (root, path) => format!("{root}/{path}"),
        };
        quoted(&whole)
    }

    fn run(&self, batch: &str) -> io::Result<Output> {
        let mut command = Command::new("sftp");
        // No question can be answered here.
        command.args(["-q", "-oBatchMode=yes", "-oConnectTimeout=30", "-oServerAliveInterval=15"]);
        if let Some(port) = self.port {
            command.arg(format!("-P{port}"));
        }
        command.args(["-b", "-", "--"]).arg(&self.host).env("LC_ALL", "C");
        program::run(&mut command, Some(batch.as_bytes()))
    }

    fn need(&self, batch: &str) -> io::Result<Output> {
        let output = self.run(batch)?;
        if output.status.success() { Ok(output) } else { Err(self.failed(&output)) }
    }

    fn failed(&self, output: &Output) -> io::Error {
        let (host, said) = (&self.host, program::said(output));
        io::Error::other(format!(
            "`sftp://{host}`: sftp says: {said}; look at the address in `[publish]` and at the keys of `ssh`; nothing is lost, and the next run goes on from there"
        ))
    }

    /// The names in these folders: of each, whether it is a folder, its length in bytes, and its path below the root.
    fn names(&self, folders: &[String]) -> io::Result<Vec<(bool, u64, String)>> {
        let mut batch = String::new();
        if !self.root.is_empty() {
            let _ = writeln!(batch, "cd {}", quoted(&self.root));
        }
        for folder in folders {
            let _ = if folder.is_empty() {
                writeln!(batch, "ls -lan")
            } else {
                writeln!(batch, "ls -lan {}", quoted(folder))
            };
        }
        let output = self.need(&batch)?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(entry).collect())
    }
}

/// A path in quotes, in which nothing is a pattern.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What a line such as `-rw-r--r--    1 1000     1000         1234 Nov 26 22:01 reports/a.html` says.
fn entry(line: &str) -> Option<(bool, u64, String)> {
    let mut rest = line;
    let mut fields = [""; 8];
    for field in &mut fields {
        (*field, rest) = rest.trim_start().split_once(' ')?;
    }
    let is_folder = match fields[0].as_bytes().first()? {
        b'd' => true,
        b'-' | b'l' => false,
        _ => return None,
    };
    let length = fields[4].parse().ok()?;
    let name = rest.rsplit('/').next()?;
    (!matches!(name, "" | "." | "..")).then(|| (is_folder, length, rest.to_owned()))
}

impl Target for SftpTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let folder = scratch()?;
        let into = folder.path().join("file");
        let output = self.run(&format!("get {} {}\n", self.place(path), quoted(&into.to_string_lossy())))?;
        let said = program::said(&output);
        match std::fs::read(&into) {
            Ok(bytes) if output.status.success() => Ok(Some(bytes)),
            _ if said.contains("not found") || said.contains("No such file") => Ok(None),
            _ => Err(self.failed(&output)),
        }
    }

    /// Everything before the first publication; after that, looking into each folder would take longer than to send it.
    fn list(&self) -> io::Result<Option<BTreeMap<String, u64>>> {
        if self.read(PUBLISHED)?.is_some() {
            return Ok(None);
        }
        let made = self.run(&format!("ls -1 {}\n", self.place("")))?;
        if !made.status.success() {
            let said = program::said(&made);
            let is_missing = said.contains("not found") || said.contains("No such file");
            return if is_missing { Ok(Some(BTreeMap::new())) } else { Err(self.failed(&made)) };
        }
        let (mut files, mut folders, mut count) = (BTreeMap::new(), vec![String::new()], 0);
        while !folders.is_empty() {
            count += folders.len();
            if count > MOST_FOLDERS {
                let message = format!(
                    "`sftp://{}` is not touched: it holds more than {MOST_FOLDERS} folders of somebody else; choose an empty one",
                    self.host
                );
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
            }
            let names = self.names(&folders)?;
            folders.clear();
            for (is_folder, length, path) in names {
                if is_folder {
                    folders.push(path);
                } else {
                    files.insert(path, length);
                }
            }
        }
        Ok(Some(files))
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        let folder = scratch()?;
        let mut folders: BTreeSet<&Path> = BTreeSet::new();
        let mut sends = String::new();
        for (number, file) in files.iter().enumerate() {
            let local = folder.path().join(number.to_string());
            with_path(std::fs::write(&local, &file.bytes), &local)?;
            folders.extend(Path::new(&file.path).ancestors().skip(1).filter(|folder| *folder != Path::new("")));
            let (local, incoming) = (quoted(&local.to_string_lossy()), self.place(INCOMING));
            let _ = writeln!(sends, "put {local} {incoming}\nrename {incoming} {}", self.place(&file.path));
        }
        let mut batch = String::new();
        // A folder that is there is no fault; where one cannot be made, the file that goes into it says so.
        for folder in Path::new(&self.root).ancestors().collect::<Vec<_>>().into_iter().rev() {
            let folder = folder.to_string_lossy();
            if !matches!(&*folder, "" | "/") {
                let _ = writeln!(batch, "-mkdir {}", quoted(&folder));
            }
        }
        for folder in folders {
            let _ = writeln!(batch, "-mkdir {}", self.place(&folder.to_string_lossy()));
        }
        batch.push_str(&sends);
        self.need(&batch).map(drop)
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        let mut batch = String::new();
        let mut folders: BTreeSet<&Path> = BTreeSet::new();
        for path in paths {
            let _ = writeln!(batch, "-rm {}", self.place(path));
            folders.extend(Path::new(path).ancestors().skip(1).filter(|folder| *folder != Path::new("")));
        }
        let output = self.need(&batch)?;
        // A file that is gone is no fault; one that cannot be taken away is.
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_gone = |line: &str| line.contains("No such file") || line.contains("not found");
        if let Some(line) = said.lines().map(str::trim).find(|line| !line.is_empty() && !is_gone(line)) {
            return Err(io::Error::other(format!(
                "`sftp://{}`: sftp says: {line}; the rest was not taken away",
                self.host
            )));
        }
        // Folders that nothing is left in, the inner ones first.
        let mut batch = String::new();
        for folder in folders.iter().rev() {
            let _ = writeln!(batch, "-rmdir {}", self.place(&folder.to_string_lossy()));
        }
        if batch.is_empty() { Ok(()) } else { self.need(&batch).map(drop) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_folder() {
        let read = |address| {
            SftpTarget::parse(address).map(|target| (target.host.clone(), target.port, target.place("a b.html")))
        };
        let wanted = |host: &str, port, place: &str| Some((host.to_owned(), port, place.to_owned()));
        assert_eq!(read("me@example.org/srv/www/"), wanted("me@example.org", None, "\"/srv/www/a b.html\""));
        assert_eq!(read("example.org:2222/~/www"), wanted("example.org", Some(2222), "\"www/a b.html\""));
        assert_eq!(read("example.org"), wanted("example.org", None, "\"a b.html\""));
        assert_eq!(read("example.org/"), wanted("example.org", None, "\"/a b.html\""));
        for wrong in ["", "/srv", "-oProxyCommand=x/srv", "host:port/srv", "a b/srv"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }

    #[test]
    fn a_line_of_a_list_is_read() {
        let file = "-rw-r--r--    1 1000     1000         1234 Nov 26 22:01 a  b.html";
        assert_eq!(entry(file), Some((false, 1234, "a  b.html".into())));
        assert_eq!(
            entry("drwxr-xr-x    2 0        0            4096 Nov 26  2025 www/reports"),
            Some((true, 4096, "www/reports".into()))
        );
        for other in ["sftp> ls -lan \"www\"", "drwxr-xr-x    2 0  0  4096 Nov 26  2025 www/..", "", "total 3"] {
            assert_eq!(entry(other), None, "{other}");
        }
    }
}
