//! `situs publish`: build, look, say what would happen, and then do it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::build::{self, Built, Wanted};
use super::danger::{holds_sources, is_of_output};
use super::{Cli, Outcome, Selection};
use crate::build::beside;
use crate::config::{Config, PublishConfig};
use crate::diagnostic::suggest::nearest;
use crate::publish::{Address, Change, Local, Lock, Plan, There, open};
use crate::site::Options;
use crate::source;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(super) struct Publish {
    /// The target: a name of `[publish.NAME]` in `situs.toml`.
    target: String,
    #[command(flatten)]
    selection: Selection,
    /// Say what would happen, and change nothing there.
    #[arg(long)]
    dry_run: bool,
    /// Take away more than a tenth of what is there without asking again.
    #[arg(long)]
    yes: bool,
    /// Folder to build in; `public` below the root, or `public-EDITION`, where nothing is said.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write what the build can show that it did not give away to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
}

/// Changes that are listed one by one.
const SHOWN: usize = 12;

pub(super) fn run(cli: &Cli, arguments: &Publish) -> io::Result<Outcome> {
    cli.need_root()?;
    let Some(config) = source::config(&cli.root)?.map(|file| Config::parse(&file).0) else {
        return unknown(&arguments.target, &Config::default());
    };
    let Some(target) = config.publish.get(&arguments.target) else { return unknown(&arguments.target, &config) };
    let Some(address) = Address::parse(&target.url, &cli.root) else {
        return Err(io::Error::other(format!("`{}` is no address that Situs publishes to", target.url)));
    };
    let edition = arguments.selection.edition.clone().or_else(|| target.edition.clone());
    if let (Some(asked), Some(set)) = (&arguments.selection.edition, &target.edition)
        && asked != set
    {
        let message = format!(
            "`{}` is not touched: the target `{}` is for the edition `{set}`; publish `{asked}` to a target of its own",
            target.url, arguments.target
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    let options = Options { edition: edition.clone(), ..arguments.selection.options() };
    let folder =
        edition.as_deref().filter(|name| *name != "public").map_or("public".into(), |name| format!("public-{name}"));
    let out = arguments.out.clone().unwrap_or_else(|| cli.root.join(folder));
    if let Some(reason) = never(cli, arguments, &address, &out) {
        let message = format!("`{}` is not touched: {reason}", target.url);
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    build::refuse_danger(cli, &out)?;
    // Before the build: another publication sends what the last one wrote.
    let mut waits = || {
        let _ = writeln!(anstream::stderr(), "waiting for another publication of this site to end");
    };
    let lock = Lock::take(&beside(&out, "publish"), &mut waits)?;
    let wanted = Wanted { out: &out, proof: arguments.proof.as_deref(), strict: false };
    let Some(built) = build::make(cli, &options, &wanted)? else { return Ok(Outcome::ContentErrors) };
    let ended = send(cli, arguments, target, &address, lock, &out, &built);
    std::mem::forget(built);
    ended
}

/// What no target is for.
fn never(cli: &Cli, arguments: &Publish, address: &Address, out: &Path) -> Option<String> {
    if arguments.selection.drafts {
        // The edition would keep its name, and nobody could tell the two apart.
        let way_out =
            "give them an edition with `drafts = true` in `situs.toml`, and publish that with `--edition NAME`";
        return Some(format!("`--drafts` is for a look at them here; {way_out}"));
    }
    let Address::Folder(folder) = address else { return None };
    if is_of_output(folder, out) {
        return Some("it is in the output folder or beside it as Situs's own; choose another folder as `url`".into());
    }
    let reason = holds_sources(&cli.root, folder)?;
    Some(format!("it is {reason}; choose another folder as `url`"))
}

fn send(
    cli: &Cli,
    arguments: &Publish,
    target: &PublishConfig,
    address: &Address,
    lock: Lock,
    out: &Path,
    built: &Built,
) -> io::Result<Outcome> {
    let started = Instant::now();
    let mut local = Local::open(out, address.compress(target.compress))?;
    let place = open(address, target, lock)?;
    place.complete(&mut local);
    let there = place.there()?;
    let withheld = |path: &str| built.site.is_of_withheld(path);
    let plan = Plan::new(local.files(), &local.edition, &there, &withheld);
    refuse(&plan, &arguments.target, target)?;
    if built.site.config.base_url == Config::default().base_url {
        let told =
            "warning: `base_url` in `situs.toml` is not that of a public site; feeds, the sitemap and canonical links";
        writeln!(anstream::stderr(), "{told} name {}", built.site.config.base_url)?;
    }
    if !cli.quiet {
        say(&plan, &there, &local, built, started)?;
    }
    if arguments.dry_run {
        return Ok(Outcome::Done);
    }
    if plan.is_drastic(&there.known) && !arguments.yes {
        let (gone, all) = (plan.deletions.len() + plan.takedowns.len(), there.known.len());
        let message = format!(
            "`{}` is not touched: {gone} of {all} files would be taken away, which is more than a tenth; look with `--dry-run`, and say `--yes` if that is what you want",
            target.url
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    let mut err = io::stderr();
    let shows = err.is_terminal() && !cli.quiet;
    let mut progress = |done: usize, all: usize| {
        if shows {
            let _ = write!(err, "\r{done} of {all}");
            let _ = err.flush();
        }
    };
    let done = place.apply(&local, &plan, there, &mut progress)?;
    if shows {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    if !cli.quiet {
        let mut out = anstream::stdout();
        writeln!(
            out,
            "published: {} sent ({}), {} taken away, {} as they were, in {:.1} s: {}",
            files(done.uploads),
            size(done.bytes),
            done.deletions,
            plan.unchanged,
            started.elapsed().as_secs_f64(),
            built.site.config.base_url,
        )?;
    }
    Ok(Outcome::Done)
}

fn unknown(name: &str, config: &Config) -> io::Result<Outcome> {
    let known: Vec<String> = config.publish.keys().map(|name| format!("`{name}`")).collect();
    let help = match (nearest(name, config.publish.keys().map(String::as_str)), known.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("add `[publish.{name}]` with `url = \"s3://bucket/folder\"` to `situs.toml`"),
        (None, known) => format!("the targets are {}", known.join(", ")),
    };
    writeln!(anstream::stderr(), "error: `situs.toml` has no target `{name}`; {help}")?;
    Ok(Outcome::WrongUsage)
}

/// What would harm somebody else's work, or show one edition in place of another.
fn refuse(plan: &Plan, name: &str, target: &PublishConfig) -> io::Result<()> {
    let refused = |why: String| {
        let message = format!("`{}` is not touched: {why}", target.url);
        Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
    };
    if let Some(other) = &plan.other_edition {
        return refused(format!(
            "it holds the edition `{other}`; publish to another place, with a target beside `[publish.{name}]`"
        ));
    }
    match &plan.foreign[..] {
        [] => Ok(()),
        [one] => refused(format!(
            "`{one}` is there already, and Situs did not put it there; move it away, or publish to another folder"
        )),
        [first, rest @ ..] => refused(format!(
            "`{first}` and {} more are there already, and Situs did not put them there; move them away, or publish to another folder",
            rest.len()
        )),
    }
}

/// What is about to happen.
fn say(plan: &Plan, there: &There, local: &Local, built: &Built, started: Instant) -> io::Result<()> {
    let mut out = anstream::stdout();
    let searched = &built.proof.searched;
    if !built.site.withheld.is_none() {
        writeln!(out, "of what is withheld nothing was found in {}", files(searched.files))?;
    }
    if built.warnings > 0 {
        let (count, s, stand) = if built.warnings == 1 { (1, "", "stands") } else { (built.warnings, "s", "stand") };
        writeln!(out, "{count} warning{s} {stand} above")?;
    }
    let is = |change: Change| move |upload: &&crate::publish::Upload| upload.change == change;
    let (new, changed) = (plan.uploads.iter().filter(is(Change::New)), plan.uploads.iter().filter(is(Change::Changed)));
    let bytes = plan.uploads.iter().filter_map(|upload| local.size(&upload.path)).sum();
    let gone = plan.deletions.len() + plan.takedowns.len();
    writeln!(
        out,
        "plan: {} new, {} changed ({}), {gone} to take away, {} as they are; of {} there, in {:.0} ms",
        new.count(),
        changed.count(),
        size(bytes),
        plan.unchanged,
        files(there.known.len()),
        started.elapsed().as_secs_f64() * 1000.0,
    )?;
    let page = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "html");
    let sent = plan.uploads.iter().filter(|upload| page(&upload.path)).map(|upload| match upload.change {
        Change::New => ("+", &upload.path),
        Change::Changed => ("~", &upload.path),
    });
    let taken = plan.takedowns.iter().chain(&plan.deletions).filter(|path| page(path)).map(|path| ("-", path));
    let pages: Vec<(&str, &String)> = sent.chain(taken).collect();
    for (sign, path) in pages.iter().take(SHOWN) {
        writeln!(out, "  {sign} /{}", path.strip_suffix("index.html").unwrap_or(path))?;
    }
    if pages.len() > SHOWN {
        writeln!(out, "  and {} more pages", pages.len() - SHOWN)?;
    }
    Ok(())
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// `1.2 MB`
#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
