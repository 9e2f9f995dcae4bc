//! Addresses of targets, and what is behind them.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::store::StoreOptions;
use super::{
    Compress, FolderTarget, GitBranch, Local, Lock, Plan, Published, RsyncTarget, SftpServer, SftpTarget, StoreTarget,
    Target, There, apply, there,
};
use crate::config::PublishConfig;

/// Where a site is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An object store: `s3://`, `gs://` or `az://`, with bucket and folder.
    Store(String),
    /// A folder of this machine.
    Folder(PathBuf),
    /// A branch of a repository: the address as `git` takes it.
    Git(String),
    /// A server that `rsync` reaches: the address in its form, and the port of SSH.
    Rsync(String, Option<u16>),
    /// A folder on a server that `sftp` reaches.
    Sftp(SftpServer),
}

/// A target that is open.
pub enum Place {
    /// Files are put there one by one.
    Files(Box<dyn Target>),
    /// One commit takes them all.
    Branch(GitBranch),
}

impl Address {
    /// Reads the `url` of a target; a path is relative to `root`.
    #[must_use]
    pub fn parse(url: &str, root: &Path) -> Option<Self> {
        if let Some(remote) = url.strip_prefix("git+") {
            // `HOST:PATH` is a server, too. `git` is run in a folder of its own, so that a path has to be a whole one.
            return if remote.split('/').next()?.contains(':') {
                Some(Self::Git(remote.to_owned()))
            } else if remote.is_empty() {
                None
            } else {
                Some(Self::Git(std::path::absolute(root.join(remote)).ok()?.to_string_lossy().into_owned()))
            };
        }
        let Some((scheme, rest)) = url.split_once("://") else {
            return (!url.is_empty()).then(|| Self::Folder(root.join(url)));
        };
        let host = rest.split('/').next().unwrap_or_default();
        match scheme {
            "s3" | "gs" | "az" if !host.is_empty() => Some(Self::Store(url.trim_end_matches('/').to_owned())),
            "file" if rest.starts_with('/') => Some(Self::Folder(PathBuf::from(rest))),
            "sftp" => SftpServer::parse(rest).map(Self::Sftp),
            // What begins with a hyphen is an option.
            "rsync" if !host.is_empty() && !host.starts_with('-') => Some(Self::Rsync(url.to_owned(), None)),
            "ssh" if !host.is_empty() && !host.starts_with('-') => {
                let path = &rest[host.len()..];
                let (host, port) = match host.rsplit_once(':') {
                    Some((host, port)) => (host, Some(port.parse().ok()?)),
                    None => (host, None),
                };
                // A path that does not begin with a slash is below the home folder.
                let path = path.strip_prefix("/~").map_or(path, |below| below.trim_start_matches('/'));
                Some(Self::Rsync(format!("{host}:{}", if path.is_empty() { "." } else { path }), port))
            }
            _ => None,
        }
    }

    /// What compressing means there.
    #[must_use]
    pub fn compress(&self, wanted: bool) -> Compress {
        match self {
            Self::Store(_) if wanted => Compress::Encoded,
            Self::Folder(_) | Self::Rsync(..) | Self::Sftp(_) if wanted => Compress::Beside,
            _ => Compress::Off,
        }
    }
}

/// Opens a target. Programs that it starts hold the lock to their end.
///
/// # Errors
/// It cannot be reached, or there are no credentials for it.
pub fn open(address: &Address, config: &PublishConfig, lock: Lock) -> io::Result<Place> {
    let lock = Rc::new(lock);
    Ok(match address {
        Address::Store(url) => {
            let options = StoreOptions {
                endpoint: config.endpoint.clone(),
                path_style: config.path_style,
                region: config.region.clone(),
            };
            Place::Files(Box::new(StoreTarget::new(url, &options)?))
        }
        Address::Folder(path) => Place::Files(Box::new(FolderTarget::new(path.clone())?)),
        Address::Rsync(address, port) => Place::Files(Box::new(RsyncTarget::new(address, *port, lock))),
        Address::Sftp(server) => Place::Files(Box::new(SftpTarget::new(server.clone(), lock))),
        Address::Git(remote) => {
            let branch = config.branch.as_deref().unwrap_or("gh-pages");
            Place::Branch(GitBranch::new(remote, branch, config.domain.clone(), lock)?)
        }
    })
}

impl Place {
    /// Adds what the place needs and no build makes.
    pub fn complete(&self, local: &mut Local) {
        if let Self::Branch(branch) = self {
            branch.needs().into_iter().for_each(|(path, bytes)| local.add(path, bytes));
        }
    }

    /// What stands there.
    ///
    /// # Errors
    /// It cannot be read, or holds a list that Situs did not write.
    pub fn there(&self) -> io::Result<There> {
        match self {
            Self::Files(target) => there(&**target),
            Self::Branch(branch) => branch.there(),
        }
    }

    /// Carries out a plan.
    ///
    /// # Errors
    /// A file cannot be sent or taken away; the next publication goes on from there.
    pub fn apply(
        &self,
        local: &Local,
        plan: &Plan,
        there: There,
        progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<Published> {
        match self {
            Self::Files(target) => apply(local, &**target, plan, there, progress),
            Self::Branch(branch) => branch.apply(local, plan, &there, "Publish the site"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_is() {
        let read = |url| Address::parse(url, Path::new("/site"));
        assert_eq!(read("s3://bucket/a/"), Some(Address::Store("s3://bucket/a".into())));
        assert_eq!(read("../www"), Some(Address::Folder("/site/../www".into())));
        assert_eq!(read("file:///srv/www"), Some(Address::Folder("/srv/www".into())));
        assert_eq!(read("git+https://example.org/a.git"), Some(Address::Git("https://example.org/a.git".into())));
        assert_eq!(read("ssh://me@example.org/srv/www"), Some(Address::Rsync("me@example.org:/srv/www".into(), None)));
        assert_eq!(read("ssh://example.org:22/~/www"), Some(Address::Rsync("example.org:www".into(), Some(22))));
        assert_eq!(read("git+../a.git"), Some(Address::Git("/site/../a.git".into())));
        assert_eq!(read("git+me@example.org:a.git"), Some(Address::Git("me@example.org:a.git".into())));
        assert_eq!(read("sftp://example.org:22/srv"), SftpServer::parse("example.org:22/srv").map(Address::Sftp));
        for wrong in [
            "",
            "s3://",
            "sftp://-x/",
            "ftp://example.org/",
            "https://example.org/",
            "file://www",
            "git+",
            "ssh://--rsh=x/a",
            "ssh://a:b/c",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
