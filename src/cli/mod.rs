//! The command line: the only module that prints, and the only one that asks for the time.

mod audit;
mod build;
mod danger;
mod import;
mod publish;
mod scaffold;
mod serve;
mod stop;
mod workflow;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::build::{Leak, MeasureSink};
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
        /// The folder; it is made where it is missing. With `--ci`, a site that is there already is left as it is.
        #[arg(required_unless_present = "ci")]
        dir: Option<PathBuf>,
        /// Write a workflow, too, that checks every proposed change and publishes the main branch.
        #[arg(long, value_enum, value_name = "HOST")]
        ci: Option<workflow::Host>,
    },
    /// Make a stub with the right name, place and front matter. Nothing is overwritten.
    New {
        /// What it is about.
        #[arg(value_enum)]
        kind: NewKind,
        /// Its title or name.
        name: String,
    },
    /// Make drafts of reports of other people's texts, feeds and exports. Nothing is overwritten.
    Import(import::Import),
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
        /// Write what the build can show that it did not give away to this file, as JSON.
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
        /// Warnings stop the build, too.
        #[arg(long)]
        strict: bool,
    },
    /// Build the site and bring it to where visitors read it, as `[publish.TARGET]` in `situs.toml` says.
    Publish(publish::Publish),
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
    Gitlab,
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
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            if let Some(stopped) = error.get_ref().and_then(|inner| inner.downcast_ref::<stop::Stopped>()) {
                return ExitCode::from(128 + stopped.0);
            }
            let leaks = error.get_ref().and_then(|inner| inner.downcast_ref::<Leak>()).is_some();
            let refused = leaks
                || (error.kind() == io::ErrorKind::PermissionDenied
                    && error.raw_os_error().is_none()
                    && error.to_string().contains("is not touched"));
            ExitCode::from(if refused { Outcome::Refused } else { Outcome::MachineFailed } as u8)
        }
    }
}

fn dispatch(cli: &Cli) -> io::Result<Outcome> {
    match &cli.command {
        Command::Init { dir, ci } => scaffold::init(dir.as_ref().unwrap_or(&cli.root), *ci, cli.quiet),
        Command::New { kind, name } => {
            cli.need_root()?;
            scaffold::new(&cli.root, (*kind).into(), name, cli.quiet)
        }
        Command::Import(arguments) => import::run(cli, arguments),
        Command::Build { selection, out, base_url, proof, strict } => {
            let options = Options { base_url: base_url.clone(), ..selection.options() };
            let out = out.clone().unwrap_or_else(|| cli.root.join("public"));
            build::run(cli, &options, &build::Wanted { out: &out, proof: proof.as_deref(), strict: *strict })
        }
        Command::Publish(arguments) => publish::run(cli, arguments),
        Command::Serve(arguments) => serve::serve(cli, arguments),
        Command::Check { selection, format, strict } => {
            let site = cli.open(&selection.options())?;
            check(cli, &site, *format, *strict)
        }
        Command::Links { report, selection } => {
            let site = cli.open(&selection.options())?;
            or_unread(audit::links(&site, report.as_deref(), cli.color_on(&io::stdout())))
        }
        Command::Suggest { least, selection } => or_unread(audit::suggest(&*cli.open(&selection.options())?, *least)),
        Command::View { route, selection } => or_unread(audit::view(&*cli.open(&selection.options())?, route)),
        Command::Schema { kind } => or_unread(print_schema(*kind)),
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

fn check(cli: &Cli, site: &Site, format: Format, strict: bool) -> io::Result<Outcome> {
    let mut faults = site.diagnostics.clone();
    if !site.has_errors() {
        // Every page is made once and thrown away: templates can be wrong on a single one.
        let sink = MeasureSink::default();
        let summary = crate::build::build(site, &sink)?;
        let is_shown = |fault: &Diagnostic| !site.config.lints_off.iter().any(|code| code == fault.code);
        let limits: Vec<Diagnostic> = sink.hosting_limits(&summary).into_iter().filter(is_shown).collect();
        faults.extend(summary.diagnostics.into_iter().chain(limits));
    }
    let text = match format {
        Format::Human => diagnostic::draw(&faults, cli.color_on(&io::stdout())),
        Format::Json => diagnostic::json(&faults),
        Format::Sarif => diagnostic::sarif(&faults),
        Format::Github => diagnostic::github(&faults),
        Format::Gitlab => diagnostic::gitlab(&faults),
    };
    let print = || -> io::Result<()> {
        let mut out = anstream::AutoStream::new(io::stdout(), anstream::ColorChoice::Always).lock();
        out.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        if format == Format::Human && !cli.quiet {
            writeln!(out, "{}", count_of(&faults))?;
        }
        out.flush()
    };
    unread(print())?;
    let errors = faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok(if errors || (strict && !faults.is_empty()) { Outcome::ContentErrors } else { Outcome::Done })
}

/// Whoever reads no further, such as `head`, is no fault, and changes nothing of what is done.
fn unread(printed: io::Result<()>) -> io::Result<()> {
    printed.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// The same for commands that do nothing but print.
fn or_unread(outcome: io::Result<Outcome>) -> io::Result<Outcome> {
    outcome.or_else(|error| unread(Err(error)).map(|()| Outcome::Done))
}

/// Says what is wrong, to whoever listens: where nobody does, the exit code says it still.
fn print_diagnostics(cli: &Cli, diagnostics: &[Diagnostic]) {
    let shown: Vec<Diagnostic> =
        diagnostics.iter().filter(|diagnostic| !cli.quiet || diagnostic.severity == Severity::Error).cloned().collect();
    if shown.is_empty() {
        return;
    }
    let color = cli.color_on(&io::stderr());
    let _ = writeln!(io::stderr().lock(), "{}", diagnostic::draw(&shown, color).trim_end());
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
