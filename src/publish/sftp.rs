//! Servers that are reached with `sftp` alone: the program that is installed does the work, a batch of commands at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::{Command, Output};
use std::rc::Rc;

use super::{File, Listing, Lock, PUBLISHED, Target, incoming, program, scratch};
use crate::source::with_path;

/// A folder on a server, as `sftp://[USER@]HOST[:PORT]/PATH`; a path that begins with `~/` is below the home folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpServer {
    host: String,
    port: Option<u16>,
    /// Without a slash at its end; empty for the home folder.
    root: String,
}

/// A folder on a server, reached with `sftp`.
#[derive(Debug)]
pub struct SftpTarget {
    server: SftpServer,
    /// The name of what is being written.
    incoming: String,
    lock: Rc<Lock>,
}

/// Most folders that are looked through before the first publication.
const MOST_FOLDERS: usize = 2000;

impl SftpServer {
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
}

impl SftpTarget {
    /// The folder on this server.
    #[must_use]
    pub fn new(server: SftpServer, lock: Rc<Lock>) -> Self {
        Self { server, incoming: incoming(), lock }
    }

    fn run(&self, batch: &str) -> io::Result<Output> {
        let mut command = Command::new("sftp");
        // No question can be answered here.
        command.args(["-q", "-oBatchMode=yes", "-oConnectTimeout=30", "-oServerAliveInterval=15"]);
        if let Some(port) = self.server.port {
            command.arg(format!("-P{port}"));
        }
        command.args(["-b", "-", "--"]).arg(&self.server.host).env("LC_ALL", "C");
        self.lock.run(&mut command, Some(batch.as_bytes()))
    }

    fn need(&self, batch: &str) -> io::Result<Output> {
        let output = self.run(batch)?;
        if output.status.success() { Ok(output) } else { Err(self.failed(&output)) }
    }

    fn failed(&self, output: &Output) -> io::Error {
        let (host, said) = (&self.server.host, program::said(output));
        io::Error::other(format!(
            "`sftp://{host}`: sftp says: {said}; look at the address in `[publish]` and at the keys of `ssh`; nothing is lost, and the next run goes on from there"
        ))
    }

    /// Fails where a command that may fail did so for another reason than that a file is not there.
    fn nothing_but_gone(&self, output: &Output, became: &str) -> io::Result<()> {
        let said = String::from_utf8_lossy(&output.stderr);
        let Some(line) = said.lines().map(str::trim).find(|line| !line.is_empty() && !is_gone(line)) else {
            return Ok(());
        };
        let host = &self.server.host;
        let message =
            format!("`sftp://{host}`: sftp says: {line}; {became}: look at the rights there, and run it again");
        Err(io::Error::other(message))
    }

    /// The names in these folders, as far as they are there: of each, whether it is a folder, its length in bytes, and its
    /// path below the root.
    fn names(&self, folders: &BTreeSet<String>) -> io::Result<Vec<(bool, u64, String)>> {
        let mut batch = String::new();
        if !self.server.root.is_empty() {
            let _ = writeln!(batch, "cd {}", quoted(&self.server.root));
        }
        for folder in folders {
            let _ = if folder.is_empty() {
                writeln!(batch, "-ls -lan")
            } else {
                writeln!(batch, "-ls -lan {}", quoted(folder))
            };
        }
        let output = self.need(&batch)?;
        self.nothing_but_gone(&output, "nothing is touched")?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(entry).collect())
    }
}

/// A path in quotes, in which nothing is a pattern.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a line of `sftp` says that a file is not there. The reason stands at its end; before it stands the path, which
/// can have any words.
fn is_gone(line: &str) -> bool {
    let said = line.trim();
    let of_pattern = (said.starts_with("File \"") || said.starts_with("Can't ls: \""))
        && ["\" not found", "\" not found."].iter().any(|end| said.ends_with(end));
    of_pattern || said.ends_with(": No such file or directory")
}

/// Whether the last thing that `sftp` says is that a file is not there.
fn says_gone(output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().map(str::trim).rfind(|line| !line.is_empty()).is_some_and(is_gone)
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
    let path = decoded(rest);
    let name = path.rsplit('/').next()?;
    (!matches!(name, "" | "." | "..")).then_some((is_folder, length, path))
}

/// A path as it is: `sftp` prints each byte that is no ASCII as three octal digits, `\303`.
fn decoded(printed: &str) -> String {
    let mut bytes = Vec::with_capacity(printed.len());
    let mut rest = printed.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits =
            after.get(..3).filter(|digits| byte == b'\\' && digits.iter().all(|digit| matches!(digit, b'0'..=b'7')));
        let value = digits.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 8).ok());
        bytes.push(value.unwrap_or(byte));
        rest = if value.is_some() { &after[3..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Target for SftpTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let folder = scratch()?;
        let into = folder.path().join("file");
        let output = self.run(&format!("get {} {}\n", self.server.place(path), quoted(&into.to_string_lossy())))?;
        match std::fs::read(&into) {
            Ok(bytes) if output.status.success() => Ok(Some(bytes)),
            _ if says_gone(&output) => Ok(None),
            _ => Err(self.failed(&output)),
        }
    }

    /// Everything before the first publication; after that, looking into each folder would take longer than to send it,
    /// but for those in which a file is doubtful: that is sent again in any case.
    fn list(&self, doubtful: &[&str]) -> io::Result<Listing> {
        if self.read(PUBLISHED)?.is_some() {
            let folder_of = |path: &&str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
            // In the first, what was half written when a publication died may be left.
            let folders: BTreeSet<String> = doubtful.iter().map(folder_of).chain([String::new()]).collect();
            let files = self.names(&folders)?.into_iter().filter(|(is_folder, ..)| !is_folder);
            return Ok(Listing::Asked(files.map(|(_, length, path)| (path, length)).collect()));
        }
        let made = self.run(&format!("ls -1 {}\n", self.server.place("")))?;
        if !made.status.success() {
            return if says_gone(&made) { Ok(Listing::Whole(BTreeMap::new())) } else { Err(self.failed(&made)) };
        }
        let (mut files, mut folders, mut count) = (BTreeMap::new(), BTreeSet::from([String::new()]), 0);
        while !folders.is_empty() {
            count += folders.len();
            if count > MOST_FOLDERS {
                let message = format!(
                    "`sftp://{}` is not touched: it holds more than {MOST_FOLDERS} folders of somebody else; choose an empty one",
                    self.server.host
                );
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
            }
            let names = self.names(&folders)?;
            folders.clear();
            for (is_folder, length, path) in names {
                if is_folder {
                    folders.insert(path);
                } else {
                    files.insert(path, length);
                }
            }
        }
        Ok(Listing::Whole(files))
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        let folder = scratch()?;
        let mut folders: BTreeSet<&Path> = BTreeSet::new();
        let mut sends = String::new();
        for (number, file) in files.iter().enumerate() {
            let local = folder.path().join(number.to_string());
            with_path(std::fs::write(&local, &file.bytes), &local)?;
            // A server that reads the site is another user than the one who sends it, whatever is usual here.
            #[cfg(unix)]
            with_path(std::fs::set_permissions(&local, std::os::unix::fs::PermissionsExt::from_mode(0o644)), &local)?;
            folders.extend(Path::new(&file.path).ancestors().skip(1).filter(|folder| *folder != Path::new("")));
            let (local, incoming) = (quoted(&local.to_string_lossy()), self.server.place(&self.incoming));
            let _ = writeln!(sends, "put {local} {incoming}\nrename {incoming} {}", self.server.place(&file.path));
        }
        let mut batch = String::new();
        // A folder that is there is no fault; where one cannot be made, the file that goes into it says so.
        for folder in Path::new(&self.server.root).ancestors().collect::<Vec<_>>().into_iter().rev() {
            let folder = folder.to_string_lossy();
            if !matches!(&*folder, "" | "/") {
                let _ = writeln!(batch, "-mkdir {}", quoted(&folder));
            }
        }
        for folder in folders {
            let _ = writeln!(batch, "-mkdir {}", self.server.place(&folder.to_string_lossy()));
        }
        batch.push_str(&sends);
        self.need(&batch).map(drop)
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        let mut batch = String::new();
        let mut folders: BTreeSet<&Path> = BTreeSet::new();
        for path in paths {
            let _ = writeln!(batch, "-rm {}", self.server.place(path));
            folders.extend(Path::new(path).ancestors().skip(1).filter(|folder| *folder != Path::new("")));
        }
        let output = self.need(&batch)?;
        // Folders that nothing is left in, the inner ones first; also where something else could not be taken away.
        let mut batch = String::new();
        for folder in folders.iter().rev() {
            let _ = writeln!(batch, "-rmdir {}", self.server.place(&folder.to_string_lossy()));
        }
        if !batch.is_empty() {
            self.need(&batch)?;
        }
        // A file that is gone is no fault; one that cannot be taken away is.
        self.nothing_but_gone(&output, "what it names was not taken away")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_folder() {
        let read = |address| {
            SftpServer::parse(address).map(|target| (target.host.clone(), target.port, target.place("a b.html")))
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
    fn a_path_that_says_that_it_is_gone_is_not() {
        for gone in [
            "File \"/srv/a.html\" not found.",
            "Can't ls: \"/srv/www\" not found",
            "remote delete \"/srv/a\": No such file or directory",
            "Couldn't delete file: No such file or directory",
        ] {
            assert!(is_gone(gone), "{gone}");
        }
        for there in [
            "remote delete \"/srv/not found.txt\": Permission denied",
            "remote delete \"/srv/: No such file or directory\": Failure",
            "Couldn't delete file: Permission denied",
            "Warning: Identity file a not accessible: No such file or directory.",
        ] {
            assert!(!is_gone(there), "{there}");
        }
    }

    #[test]
    fn a_line_of_a_list_is_read() {
        let file = "-rw-r--r--    1 1000     1000         1234 Nov 26 22:01 a  b.html";
        assert_eq!(entry(file), Some((false, 1234, "a  b.html".into())));
        assert_eq!(
            entry("drwxr-xr-x    2 0        0            4096 Nov 26  2025 www/reports"),
            Some((true, 4096, "www/reports".into()))
        );
        let other = r"-rw-r--r--    1 1000     1000         1234 Nov 26 22:01 caf\303\251\9\777.html";
        assert_eq!(entry(other), Some((false, 1234, "café\\9\\777.html".into())));
        for other in ["sftp> ls -lan \"www\"", "drwxr-xr-x    2 0  0  4096 Nov 26  2025 www/..", "", "total 3"] {
            assert_eq!(entry(other), None, "{other}");
        }
    }
}
