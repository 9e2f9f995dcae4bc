//! `situs serve`: what is printed while the preview runs.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Cli, Outcome, Selection, unread};
use crate::diagnostic::{self, Diagnostic};
use crate::serve::{self, Applied, Limits, Observer, Settings};
use crate::site::Options;
use crate::source::ChangeSet;

#[derive(Debug, Clone, clap::Args)]
pub(super) struct Serve {
    /// Port on 127.0.0.1; where it is taken, the next free one. 0 is any.
    #[arg(long, default_value_t = 4420, value_name = "N")]
    port: u16,
    /// Open the browser.
    #[arg(long)]
    open: bool,
    /// Look for changes every MS milliseconds (500) rather than by events of the file system: for network folders.
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500",
          value_parser = clap::value_parser!(u64).range(10..=3_600_000))]
    poll: Option<u64>,
    #[command(flatten)]
    selection: Selection,
}

/// Writes what the preview has to tell to the terminal.
struct Terminal {
    color: bool,
    quiet: bool,
    verbose: bool,
}

pub(super) fn serve(cli: &Cli, arguments: &Serve) -> io::Result<Outcome> {
    let started = Instant::now();
    cli.need_root()?;
    let selection = &arguments.selection;
    let settings = Settings {
        root: cli.root.clone(),
        // Who writes wants to see drafts too; who asks for an edition sees that edition.
        options: Options { everything: selection.edition.is_none(), live: true, ..selection.options() },
        port: arguments.port,
        poll: arguments.poll.map(Duration::from_millis),
        limits: Limits::default(),
    };
    let terminal = Terminal { color: cli.color_on(&io::stderr()), quiet: cli.quiet, verbose: cli.verbose };
    let server = serve::start(&settings, Arc::new(terminal))?;
    server.warm_up();
    if !cli.quiet {
        let site = server.site();
        let reports = site.base.reports.len();
        let said = format!(
            "{}\nedition `{}`, {reports} report{}, first page after {:.0} ms; Ctrl-C ends the preview\n",
            server.url(),
            site.edition.name,
            if reports == 1 { "" } else { "s" },
            started.elapsed().as_secs_f64() * 1000.0,
        );
        let mut out = anstream::stdout();
        unread(out.write_all(said.as_bytes()).and_then(|()| out.flush()))?;
    }
    if arguments.open
        && let Err(error) = open::that_detached(server.url())
    {
        writeln!(anstream::stderr(), "warning: no browser could be opened: {error}")?;
    }
    server.wait_for_signal()?;
    Ok(Outcome::Done)
}

impl Observer for Terminal {
    fn errors(&self, errors: &[Diagnostic]) {
        let mut err = io::stderr().lock();
        // Nobody is there to be told where the terminal has gone.
        let _ = if errors.is_empty() {
            if self.quiet { Ok(()) } else { writeln!(err, "fixed: no errors any more") }
        } else {
            writeln!(err, "{}", diagnostic::draw(errors, self.color).trim_end())
        };
    }

    fn applied(&self, applied: &Applied<'_>) {
        if !self.verbose || (!applied.is_new && applied.changes == &ChangeSet::Everything) {
            return;
        }
        let what = match applied.changes {
            ChangeSet::Everything => "everything looked at".to_owned(),
            ChangeSet::Paths(paths) => {
                let first: Vec<&str> = paths.iter().take(3).map(String::as_str).collect();
                let more = if paths.len() > 3 { format!(" and {} more", paths.len() - 3) } else { String::new() };
                format!("{}{more}", printable(&first.join(", ")))
            }
        };
        let news = if applied.is_new { format!("revision {}", applied.revision) } else { "no change".to_owned() };
        let took = applied.time.as_secs_f64() * 1000.0;
        let _ = writeln!(io::stderr().lock(), "{news} in {took:.1} ms: {what}");
    }

    fn notice(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr().lock(), "note: {text}");
        }
    }
}

/// The text without anything that a terminal would obey: names of files are anybody's.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
