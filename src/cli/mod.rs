//! The command line: the only module that prints, and the only one that asks for the time.

mod audit;
mod scaffold;
mod serve;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::build::{self, FolderSink, MeasureSink};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::{Kind, schema, when};
use crate::site::{Options, Site};
use crate::source;

/// A static site generator for situation reports: plain prose becomes a cross-linked knowledge base.
#[derive(Debug, Parser)]
#[command(name = "situs", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Folder of the site.
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    color: ColorWhen,
    /// Say nothing but what is wrong.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new site with a small sample, ready to build.
    Init {
        /// The folder; it is made where it is missing.
        dir: PathBuf,
    },
    /// Make a stub with the right name, place and front matter. Nothing is overwritten.
    New {
        /// What it is about.
        #[arg(value_enum)]
        kind: NewKind,
        /// Its title or name.
        name: String,
    },
    /// Write the site.
    Build {
        #[command(flatten)]
        selection: Selection,
        /// Folder to write to, `public` below the root where nothing is said.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// The address that the site will have.
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// Warnings stop the build, too.
        #[arg(long)]
        strict: bool,
    },
    /// Show the site in a browser while it is being written: pages follow each save. Ctrl-C ends it.
    Serve(serve::Serve),
    /// Say everything that is wrong, and write nothing.
    Check {
        #[command(flatten)]
        selection: Selection,
        /// How to say it.
        #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
        format: Format,
        /// Warnings count as errors.
        #[arg(long)]
        strict: bool,
    },
    /// Say what each automatic link rests on, and what was not linked, and why.
    Links {
        /// Id of a report; all of them where nothing is said.
        report: Option<String>,
        #[command(flatten)]
        selection: Selection,
    },
    /// List names that recur in prose and have no page.
    Suggest {
        /// How often a name has to stand in prose.
        #[arg(long, default_value_t = 2, value_name = "N")]
        least: usize,
        #[command(flatten)]
        selection: Selection,
    },
    /// Print a page's view as JSON: what its template may show.
    View {
        /// The address below the root of the site, such as `/reports/ID/`.
        route: String,
        #[command(flatten)]
        selection: Selection,
    },
    /// Print the JSON Schema of front matter, for editors.
    Schema {
        /// One kind; all of them where nothing is said.
        #[arg(value_enum)]
        kind: Option<SchemaKind>,
    },
}

/// What part of the site is looked at, and when.
#[derive(Debug, Clone, clap::Args)]
struct Selection {
    /// The edition of `situs.toml`.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Drafts too.
    #[arg(long)]
    drafts: bool,
    /// The time of the build, as RFC 3339 or a day; now where nothing is said.
    #[arg(long, value_name = "TIME", value_parser = parse_now)]
    now: Option<Timestamp>,
    /// References to nothing are warnings, and their text is plain.
    #[arg(long)]
    allow_broken: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NewKind {
    Report,
    Actor,
    Event,
    Country,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaKind {
    Report,
    Actor,
    Event,
    Country,
    Source,
    Page,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

/// How a command ended; the numbers are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    ContentErrors = 1,
    WrongUsage = 2,
    MachineFailed = 3,
    Refused = 4,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(&cli) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            let refused = error.kind() == io::ErrorKind::PermissionDenied
                && error.raw_os_error().is_none()
                && error.to_string().contains("is not touched");
            ExitCode::from(if refused { Outcome::Refused } else { Outcome::MachineFailed } as u8)
        }
    }
}

fn dispatch(cli: &Cli) -> io::Result<Outcome> {
    match &cli.command {
        Command::Init { dir } => scaffold::init(dir, cli.quiet),
        Command::New { kind, name } => scaffold::new(&cli.root, (*kind).into(), name, cli.quiet),
        Command::Build { selection, out, base_url, strict } => {
            let options = Options { base_url: base_url.clone(), ..selection.options() };
            let out = out.clone().unwrap_or_else(|| cli.root.join("public"));
            build_site(cli, &options, &out, *strict)
        }
        Command::Serve(arguments) => serve::serve(cli, arguments),
        Command::Check { selection, format, strict } => {
            let site = cli.open(&selection.options())?;
            check(cli, &site, *format, *strict)
        }
        Command::Links { report, selection } => {
            let site = cli.open(&selection.options())?;
            audit::links(&site, report.as_deref(), cli.color_on(&io::stdout()))
        }
        Command::Suggest { least, selection } => audit::suggest(&*cli.open(&selection.options())?, *least),
        Command::View { route, selection } => audit::view(&*cli.open(&selection.options())?, route),
        Command::Schema { kind } => print_schema(*kind),
    }
}

impl Cli {
    fn open(&self, options: &Options) -> io::Result<Arc<Site>> {
        self.need_root()?;
        // Read once and not watched: what a later look at the folder would compare is not kept.
        Ok(Arc::new(Site::new(&source::read(&self.root)?, options)))
    }

    fn need_root(&self) -> io::Result<()> {
        if self.root.is_dir() {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder `{}`", self.root.display())))
    }

    fn color_on(&self, stream: &impl IsTerminal) -> bool {
        match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}

impl Selection {
    fn options(&self) -> Options {
        Options {
            edition: self.edition.clone(),
            drafts: self.drafts,
            everything: false,
            live: false,
            allow_broken: self.allow_broken,
            base_url: None,
            now: self.now.unwrap_or_else(now),
        }
    }
}

/// The time of the build: `SOURCE_DATE_EPOCH` (reproducible-builds.org) or the clock.
fn now() -> Timestamp {
    let pinned = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    pinned.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(clock)
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
fn clock() -> Timestamp {
    Timestamp::now()
}

fn parse_now(text: &str) -> Result<Timestamp, String> {
    let wanted = "write a time such as `2025-10-21T12:00:00Z`, or a day such as `2025-10-21`";
    let when = when::When::parse(text).map_err(|error| format!("{}; {wanted}", error.message))?;
    when.instant().or_else(|| when.start(&jiff::tz::TimeZone::UTC)).ok_or_else(|| wanted.to_owned())
}

fn build_site(cli: &Cli, options: &Options, out: &std::path::Path, strict: bool) -> io::Result<Outcome> {
    let started = Instant::now();
    let site = cli.open(options)?;
    print_diagnostics(cli, &site.diagnostics)?;
    if site.has_errors() || (strict && !site.diagnostics.is_empty()) {
        let mut err = anstream::stderr();
        writeln!(err, "error: {}; nothing was written", count_of(&site.diagnostics))?;
        return Ok(Outcome::ContentErrors);
    }
    if let Some(reason) = dangerous(&cli.root, out) {
        let message = format!("`{}` is not touched: it is {reason}; choose another folder with `--out`", out.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    let sink = FolderSink::open(out, &site.edition.name)?;
    let indexing = Instant::now();
    let _made_for_the_build = site.search_index();
    let indexing = indexing.elapsed();
    let summary = build::build(&site, &sink)?;
    if !summary.diagnostics.is_empty() {
        print_diagnostics(cli, &summary.diagnostics)?;
        writeln!(anstream::stderr(), "error: {}; nothing was written", count_of(&summary.diagnostics))?;
        return Ok(Outcome::ContentErrors);
    }
    if !cli.quiet {
        let took = audit::Took { all: started.elapsed(), indexing };
        audit::summary(&site, &summary, sink.written(), out, took, cli.verbose)?;
    }
    // The process ends here, and its memory goes with it as a whole, which is quicker than document by document.
    std::mem::forget(site);
    Ok(Outcome::Done)
}

/// Why a folder must not be an output folder.
fn dangerous(root: &std::path::Path, out: &std::path::Path) -> Option<&'static str> {
    let root = root.canonicalize().ok()?;
    let out = match out.canonicalize() {
        Ok(out) => out,
        Err(_) => {
            out.parent().filter(|parent| !parent.as_os_str().is_empty())?.canonicalize().ok()?.join(out.file_name()?)
        }
    };
    if root.starts_with(&out) {
        return Some("the folder of the site or one above it");
    }
    let sources = ["content", "templates", "static", ".git"];
    sources.iter().any(|folder| out.starts_with(root.join(folder))).then_some("a folder of the site's sources")
}

fn check(cli: &Cli, site: &Site, format: Format, strict: bool) -> io::Result<Outcome> {
    let mut faults = site.diagnostics.clone();
    if !site.has_errors() {
        // Every page is made once and thrown away: templates can be wrong on a single one.
        let sink = MeasureSink::default();
        let summary = build::build(site, &sink)?;
        let is_shown = |fault: &Diagnostic| !site.config.lints_off.iter().any(|code| code == fault.code);
        let limits: Vec<Diagnostic> = sink.hosting_limits(&summary).into_iter().filter(is_shown).collect();
        faults.extend(summary.diagnostics.into_iter().chain(limits));
    }
    let text = match format {
        Format::Human => diagnostic::draw(&faults, cli.color_on(&io::stdout())),
        Format::Json => diagnostic::json(&faults),
        Format::Sarif => diagnostic::sarif(&faults),
        Format::Github => diagnostic::github(&faults),
    };
    let mut out = anstream::AutoStream::new(io::stdout(), anstream::ColorChoice::Always).lock();
    out.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    if format == Format::Human && !cli.quiet {
        writeln!(out, "{}", count_of(&faults))?;
    }
    let errors = faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok(if errors || (strict && !faults.is_empty()) { Outcome::ContentErrors } else { Outcome::Done })
}

fn print_diagnostics(cli: &Cli, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let shown: Vec<Diagnostic> =
        diagnostics.iter().filter(|diagnostic| !cli.quiet || diagnostic.severity == Severity::Error).cloned().collect();
    if shown.is_empty() {
        return Ok(());
    }
    let color = cli.color_on(&io::stderr());
    let mut err = io::stderr().lock();
    writeln!(err, "{}", diagnostic::draw(&shown, color).trim_end())
}

/// `2 errors and 1 warning`
fn count_of(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let words = |count: usize, word: &str| match count {
        0 => format!("no {word}s"),
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    format!("{} and {}", words(errors, "error"), words(warnings, "warning"))
}

fn print_schema(kind: Option<SchemaKind>) -> io::Result<Outcome> {
    let value = match kind {
        Some(kind) => schema::schema(kind.into()),
        None => Kind::ALL.into_iter().map(|kind| (kind.word().to_owned(), schema::schema(kind))).collect(),
    };
    writeln!(anstream::stdout(), "{value:#}")?;
    Ok(Outcome::Done)
}

impl From<NewKind> for Kind {
    fn from(kind: NewKind) -> Self {
        match kind {
            NewKind::Report => Self::Report,
            NewKind::Actor => Self::Actor,
            NewKind::Event => Self::Event,
            NewKind::Country => Self::Country,
        }
    }
}

impl From<SchemaKind> for Kind {
    fn from(kind: SchemaKind) -> Self {
        match kind {
            SchemaKind::Report => Self::Report,
            SchemaKind::Actor => Self::Actor,
            SchemaKind::Event => Self::Event,
            SchemaKind::Country => Self::Country,
            SchemaKind::Source => Self::Source,
            SchemaKind::Page => Self::Page,
        }
    }
}
