//! What all parts share: the folder, the programs, and the reports that they work on.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::corpus::layout::{self, Layout};
use crate::corpus::{Corpus, Shape};
use crate::hugo::Hugo;
use crate::machine;
use crate::measure::{Measured, measure};
use crate::options::{Options, Part};
use crate::scratch::Scratch;
use crate::table::{Table, thousands};

/// The program that is measured.
pub(crate) const SITUS: &str = env!("CARGO_BIN_EXE_situs");

/// The time of all builds, after the last report.
pub(crate) const NOW: &str = "2026-01-01";

/// A run.
pub(crate) struct Bench {
    pub(crate) options: Options,
    pub(crate) scratch: Scratch,
    pub(crate) hugo: Option<Hugo>,
    markdown: String,
}

/// Reports that are built.
pub(crate) struct Subject {
    /// What it is, for titles.
    pub(crate) label: String,
    /// The site.
    pub(crate) root: PathBuf,
    /// Its shape, where it is made up.
    pub(crate) shape: Option<Shape>,
    /// The folder of a build of the site as it is at first.
    built: Option<PathBuf>,
}

impl Bench {
    pub(crate) fn new(options: Options) -> io::Result<Self> {
        let mut scratch = Scratch::new(&options)?;
        let wanted = !options.no_hugo && options.corpus.is_none();
        let mut bench = Self { hugo: None, markdown: String::new(), scratch, options };
        if wanted && bench.does(Part::Build) {
            scratch = bench.scratch;
            match Hugo::find(&mut scratch) {
                Ok(hugo) => bench.hugo = Some(hugo),
                Err(error) => println!("There is no Hugo, so there is nothing beside Situs: {error}"),
            }
            bench.scratch = scratch;
        }
        Ok(bench)
    }

    /// Whether a part is asked for.
    pub(crate) fn does(&self, part: Part) -> bool {
        self.options.only.is_empty() || self.options.only.contains(&part)
    }

    /// Shows what is measured, and on what.
    pub(crate) fn head(&mut self) -> io::Result<()> {
        let situs = machine::first_line(SITUS, "--version").ok_or_else(|| io::Error::other("`situs` does not run"))?;
        let mut table = Table::words("Situs, measured", ["what", ""]);
        for (name, value) in machine::machine() {
            table.row([name, &value]);
        }
        table.row(["files on", &self.scratch.place]);
        table.row(["situs", &situs]);
        table.row(["hugo", self.hugo.as_ref().map_or("left out", |hugo| &hugo.version)]);
        self.show(&table);
        Ok(())
    }

    /// Prints a table.
    pub(crate) fn show(&mut self, table: &Table) {
        print!("{}", table.plain());
        self.markdown.push_str(&table.markdown());
    }

    /// The sites that are measured: made up, or a copy of the one that was named.
    pub(crate) fn subjects(&mut self) -> io::Result<Vec<Subject>> {
        let needs_none = |part: &Part| matches!(part, Part::Giants | Part::Linking);
        if !self.options.only.is_empty() && self.options.only.iter().all(needs_none) {
            return Ok(Vec::new());
        }
        let Some(own) = self.options.corpus.clone() else {
            let shapes = self.options.sizes().into_iter().map(|reports| Shape { reports, ..Shape::default() });
            return shapes.map(|shape| self.generated(shape)).collect();
        };
        let root = self.scratch.fresh("corpus");
        for part in ["content", "templates", "static"] {
            copy_folder(&own.join(part), &root.join(part))?;
        }
        let settings = own.join("situs.toml");
        if settings.is_file() {
            fs::copy(settings, root.join("situs.toml"))?;
        }
        Ok(vec![Subject { label: format!("the site {}", own.display()), root, shape: None, built: None }])
    }

    /// A made-up site.
    pub(crate) fn generated(&mut self, shape: Shape) -> io::Result<Subject> {
        let root = self.scratch.fresh("corpus");
        let corpus = Corpus::new(shape);
        layout::write(&corpus, Layout::Situs, &root)?;
        fs::write(root.join("situs.toml"), "title = \"Situation reports\"\nbase_url = \"https://example.org/\"\n")?;
        let hub = if shape.hub { ", one country in each" } else { "" };
        let label = format!("{} reports{hub}", thousands(shape.reports));
        Ok(Subject { label, root, shape: Some(shape), built: None })
    }

    /// Ends the run.
    pub(crate) fn finish(self) -> io::Result<()> {
        if let Some(file) = &self.options.markdown {
            fs::write(file, self.markdown.trim_start())?;
        }
        if self.options.keep {
            println!("\nThe files are in {}", self.scratch.keep().display());
            return Ok(());
        }
        self.scratch.remove()
    }
}

impl Subject {
    /// Whether its reports are made up.
    pub(crate) fn is_generated(&self) -> bool {
        self.shape.is_some()
    }

    /// Keeps the folder of a build of it.
    pub(crate) fn set_built(&mut self, out: PathBuf) {
        self.built = Some(out);
    }

    /// The folder of its site; it is built where no part before has done so.
    pub(crate) fn built(&mut self, bench: &mut Bench) -> io::Result<PathBuf> {
        if let Some(out) = &self.built {
            return Ok(out.clone());
        }
        let out = bench.scratch.fresh("situs");
        situs_build(&self.root, &out)?;
        self.set_built(out.clone());
        Ok(out)
    }

    /// Its reports, by path.
    pub(crate) fn report_files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(self.root.join("content/reports")).sort_by_file_name() {
            let path = entry?.into_path();
            if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
        if files.is_empty() { Err(io::Error::other("there are no reports")) } else { Ok(files) }
    }
}

/// Builds a site with the program.
pub(crate) fn situs_build(root: &Path, out: &Path) -> io::Result<Measured> {
    let arguments =
        ["build", "--root"].map(OsString::from).into_iter().chain([root.into(), "--out".into(), out.into()]);
    measure(Path::new(SITUS), arguments.chain(["--now", NOW, "--allow-broken"].map(OsString::from)))
}

/// Pages, and files that changed, from the line that a build closes with.
pub(crate) fn said(stdout: &str) -> io::Result<(usize, usize)> {
    let before = |word: &str| {
        let (number, _) = stdout.lines().find(|line| line.starts_with("edition"))?.split_once(word)?;
        number.rsplit(' ').next()?.parse().ok()
    };
    before(" pages").zip(before(" changed")).ok_or_else(|| io::Error::other(format!("no summary in `{stdout}`")))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
