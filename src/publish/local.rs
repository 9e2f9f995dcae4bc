//! The output folder that is published, and a folder elsewhere as a target.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::headers::gzip;
use super::{File, Headers, Listing, Target, Upload, incoming};
use crate::build::{MANIFEST, Manifest, refused};
use crate::source::with_path;

/// The output of a build, file by file as its list has it.
#[derive(Debug)]
pub struct Local {
    root: PathBuf,
    /// The edition that it holds.
    pub edition: String,
    /// Hashes by path; that of a compressed copy is the hash of what it is a copy of.
    files: BTreeMap<String, String>,
    /// Files that a target needs and no build makes.
    more: BTreeMap<String, Vec<u8>>,
    compress: Compress,
}

/// What is done for browsers that take less bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compress {
    /// Nothing: the host compresses, or nobody does.
    #[default]
    Off,
    /// Texts are sent compressed, and the host says so.
    Encoded,
    /// A compressed copy stands beside each text, as `.gz`.
    Beside,
}

/// Whether a file of this length in bytes is worth compressing: a short one is no shorter over the wire.
fn is_packed(length: u64, headers: &Headers) -> bool {
    length >= 1024 && headers.is_compressible()
}

impl Local {
    /// The site in this output folder.
    ///
    /// # Errors
    /// There is none, or its list cannot be read.
    pub fn open(root: &Path, compress: Compress) -> io::Result<Self> {
        let Some(manifest) = Manifest::read(root) else {
            let shown = root.display();
            let message =
                format!("`{shown}` is not touched: it holds no site that Situs built; run `situs build` first");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        };
        let files = manifest.paths().filter_map(|path| Some((path.to_owned(), manifest.hash(path)?.to_owned())));
        let mut files: BTreeMap<String, String> = files.collect();
        let mut local = Self {
            root: root.to_owned(),
            edition: manifest.edition().to_owned(),
            files: BTreeMap::new(),
            more: BTreeMap::new(),
            compress,
        };
        if compress == Compress::Beside {
            let packs = |path: &str| local.size(path).is_some_and(|size| is_packed(size, &Headers::of(path)));
            let copies = files.iter().filter(|(path, _)| packs(path));
            let copies: Vec<(String, String)> =
                copies.map(|(path, hash)| (format!("{path}.gz"), hash.clone())).collect();
            for (path, hash) in copies {
                files.entry(path).or_insert(hash);
            }
        }
        local.files = files;
        Ok(local)
    }

    /// Adds a file that a target needs, where the site has none of this path.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        if !self.files.contains_key(path) {
            self.files.insert(path.to_owned(), blake3::hash(&bytes).to_hex().to_string());
            self.more.insert(path.to_owned(), bytes);
        }
    }

    /// What a compressed copy at this path is a copy of.
    fn original<'a>(&self, path: &'a str) -> Option<&'a str> {
        let original = path.strip_suffix(".gz").filter(|_| self.compress == Compress::Beside)?;
        (self.files.get(original) == self.files.get(path) && !self.root.join(path).exists()).then_some(original)
    }

    /// Paths and hashes of all files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, hash)| (path.as_str(), hash.as_str()))
    }

    /// Bytes of a file on the disk.
    ///
    /// # Errors
    /// It cannot be read, or is not what the build wrote.
    pub fn bytes(&self, path: &str, hash: &str) -> io::Result<Vec<u8>> {
        let place = self.root.join(path);
        let bytes = with_path(std::fs::read(&place), &place)?;
        if *blake3::hash(&bytes).to_hex() != *hash {
            let message = format!("`{}` is not what the build wrote; build again", place.display());
            return Err(io::Error::other(message));
        }
        Ok(bytes)
    }

    /// The file as it is sent.
    ///
    /// # Errors
    /// It cannot be read, or is not what the build wrote.
    pub fn file(&self, upload: &Upload) -> io::Result<File> {
        let path = upload.path.clone();
        if let Some(bytes) = self.more.get(&path) {
            return Ok(File { headers: Headers::of(&path), path, bytes: bytes.clone() });
        }
        if let Some(original) = self.original(&path) {
            let bytes = gzip(&self.bytes(original, &upload.hash)?)?;
            return Ok(File { headers: Headers::of(&path), path, bytes });
        }
        let bytes = self.bytes(&path, &upload.hash)?;
        let headers = Headers::of(&path);
        if self.compress == Compress::Encoded && is_packed(bytes.len() as u64, &headers) {
            return Ok(File { path, bytes: gzip(&bytes)?, headers: Headers { gzip: true, ..headers } });
        }
        Ok(File { path, bytes, headers })
    }

    /// The length of a file on the disk.
    #[must_use]
    pub fn size(&self, path: &str) -> Option<u64> {
        std::fs::symlink_metadata(self.root.join(path)).ok().map(|meta| meta.len())
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// A folder on this machine, such as what a web server reads.
#[derive(Debug)]
pub struct FolderTarget {
    root: PathBuf,
    /// The name of what is being written.
    incoming: String,
}

impl FolderTarget {
    /// The folder at `root`; it is made with the first file, where it is missing.
    ///
    /// # Errors
    /// It is the output folder of a build.
    pub fn new(root: PathBuf) -> io::Result<Self> {
        if root.join(MANIFEST).symlink_metadata().is_ok() {
            let shown = root.display();
            let message = format!("`{shown}` is not touched: a build writes to it; name another folder in `[publish]`");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        Ok(Self { root, incoming: incoming() })
    }

    /// The place of a file, if no folder on the way there is a link to elsewhere.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let ends = path.match_indices('/').map(|(at, _)| &path[..at]);
        for folder in ends {
            if self.root.join(folder).is_symlink() {
                let message = format!("`{folder}` is not touched: it is a symbolic link; remove it from the target");
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
            }
        }
        Ok(self.root.join(path))
    }
}

impl Target for FolderTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.place(path)?;
        // Others can write here, and a pipe would never end.
        if place.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
            return Err(refused(&place, "it is not a file that Situs made", "move it away"));
        }
        match std::fs::read(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => with_path(read, self.root.join(path)).map(Some),
        }
    }

    fn list(&self, _: &[&str]) -> io::Result<Listing> {
        let mut files = BTreeMap::new();
        if self.root.symlink_metadata().is_ok() {
            below(&self.root, "", &mut files)?;
        }
        Ok(Listing::Whole(files))
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        let incoming = self.root.join(&self.incoming);
        for file in files {
            let place = self.place(&file.path)?;
            if let Some(folder) = place.parent() {
                with_path(std::fs::create_dir_all(folder), folder)?;
            }
            with_path(std::fs::write(&incoming, &file.bytes), &incoming)?;
            with_path(std::fs::rename(&incoming, &place), &place)?;
        }
        Ok(())
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        for path in paths {
            let place = self.place(path)?;
            match std::fs::remove_file(&place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return with_path(Err(error), &place),
                _ => {}
            }
            // Folders that nothing is left in.
            for folder in place.ancestors().skip(1).take_while(|folder| *folder != self.root) {
                if std::fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Adds the files below a folder, with their lengths; links are not followed.
fn below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, u64>) -> io::Result<()> {
    for entry in with_path(std::fs::read_dir(folder), folder)? {
        let entry = with_path(entry, folder)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let meta = with_path(entry.metadata(), entry.path())?;
        let path = format!("{prefix}{name}");
        if meta.is_dir() {
            below(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, meta.len());
        }
    }
    Ok(())
}
