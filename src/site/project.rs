//! The folder that a site comes from, and how it changes.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Options, Site};
use crate::source::{ChangeSet, Folder};

/// A folder on the disk with a site in it.
pub struct Project {
    folder: Folder,
    options: Options,
    site: Option<Arc<Site>>,
}

impl Project {
    /// The site in the folder at `root`, of which nothing is read yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, options: Options) -> Self {
        Self { folder: Folder::new(root), options, site: None }
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
        let changed = self.folder.refresh(changes)?;
        let site = match &self.site {
            Some(site) if !changed => Arc::clone(site),
            Some(site) => Arc::new(site.after(&self.folder.sources)),
            None => Arc::new(Site::new(&self.folder.sources, &self.options)),
        };
        self.site = Some(Arc::clone(&site));
        Ok(site)
    }
}
