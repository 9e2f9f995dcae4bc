//! `situs import`: other people's files as drafts below `content/reports/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use url::Url;

use super::scaffold::write_new;
use super::{Cli, Outcome, now};
use crate::audit;
use crate::document::record::Tlp;
use crate::document::{self, Kind};
use crate::import::draft::{self, Draft};
use crate::import::{self, Imported, Item, Notes};
use crate::knowledge::{Entry, suggest};
use crate::site::{Options, Site};
use crate::source::{self, MAX_FILE};

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// Plain text, Markdown, HTML, an RSS, Atom or JSON feed, or a WordPress export.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder below `content/reports/` that the drafts go to.
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// The date of texts that have none: a day, or RFC 3339 with an offset.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<String>,
    /// Where a file comes from that does not say so; relative links are made whole with it.
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    url: Option<Url>,
    /// Character set of files that do not say theirs, such as `windows-1252`.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

fn parse_date(text: &str) -> Result<String, String> {
    import::read_date(text).ok_or_else(|| "write a day such as `2025-10-21`, or a time with its offset".to_owned())
}

fn parse_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "write an address such as `https://example.org/report`".to_owned())
}

/// What stands in the folder already, and what is written to it.
struct Desk<'a> {
    root: &'a Path,
    /// Below the root.
    folder: PathBuf,
    /// Ids of reports, those that they had before among them.
    ids: BTreeSet<String>,
    /// For each name that was asked for, the number that may be free.
    next: HashMap<String, u32>,
    /// What was imported before, by key or address, with its file.
    keys: HashMap<String, String>,
    made: Vec<Made>,
    failed: bool,
}

/// A draft that was written.
struct Made {
    /// Below the root.
    path: String,
    notes: Notes,
    marking: Option<Tlp>,
}

/// Imports files.
pub(super) fn run(cli: &Cli, arguments: &Import) -> io::Result<Outcome> {
    cli.need_root()?;
    let mut folder = Path::new("content").join(Kind::Report.folder());
    if let Some(into) = &arguments.into {
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(name) if name.to_str().is_some_and(|name| !name.starts_with('.')));
        if !into.components().all(is_plain) {
            let shown = into.display();
            writeln!(anstream::stderr(), "error: `--into {shown}` is no folder below `{}`", folder.display())?;
            return Ok(Outcome::WrongUsage);
        }
        folder.push(into);
    }
    let mut desk = Desk::open(&cli.root, folder)?;
    for path in &arguments.files {
        match read(path, arguments) {
            Ok(imported) => desk.take(path, imported, arguments, cli.quiet)?,
            Err(message) => {
                desk.failed = true;
                writeln!(anstream::stderr(), "error: `{}`: {message}", path.display())?;
            }
        }
    }
    if !desk.made.is_empty() && !cli.quiet {
        desk.tell(cli)?;
    }
    Ok(if desk.failed { Outcome::ContentErrors } else { Outcome::Done })
}

/// Reads one file.
fn read(path: &Path, arguments: &Import) -> Result<Imported, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !size.is_file() {
        return Err("this is no file".into());
    }
    if size.len() > MAX_FILE {
        return Err(format!("the file has more than {} MiB; split it", MAX_FILE >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let options = import::Options { url: arguments.url.clone(), encoding: arguments.encoding.clone() };
    import::read(&name, &bytes, &options)
}

impl<'a> Desk<'a> {
    fn open(root: &'a Path, folder: PathBuf) -> io::Result<Self> {
        let mut desk = Self {
            root,
            folder,
            ids: BTreeSet::new(),
            next: HashMap::new(),
            keys: HashMap::new(),
            made: Vec::new(),
            failed: false,
        };
        for file in &source::read(root)?.content {
            if Kind::of_path(&file.path) != Some(Kind::Report) {
                continue;
            }
            if let (Some(report), _) = document::parse(file) {
                desk.ids.insert(report.id.to_string());
                desk.ids.extend(report.common.former_ids.iter().map(|id| id.value.clone()));
                desk.keys.extend(draft::keys(&report).into_iter().map(|key| (key, file.path.clone())));
            }
        }
        Ok(desk)
    }

    /// Writes the drafts of one file, and says so.
    fn take(&mut self, path: &Path, imported: Imported, arguments: &Import, quiet: bool) -> io::Result<()> {
        let (before, count) = (self.made.len(), imported.items.len());
        let mut skipped = 0;
        for item in imported.items {
            let address = item.url.as_ref().map(ToString::to_string);
            let known = [Some(&item.key), address.as_ref()].into_iter().flatten().find_map(|key| self.keys.get(key));
            if let Some(known) = known {
                skipped += 1;
                if !quiet {
                    writeln!(anstream::stdout(), "skipped `{}`: it was imported before, as `{known}`", item.title)?;
                }
                continue;
            }
            let Some(date) = item.date.clone().or_else(|| arguments.date.clone()) else {
                self.fail(&item, "it has no date; say `--date 2025-10-21`")?;
                continue;
            };
            match draft::write(&item, &date) {
                Ok(draft) => self.write(item, &draft, &date, quiet)?,
                Err(message) => self.fail(&item, &format!("Situs could not read its draft: {message}"))?,
            }
        }
        if !quiet {
            let (made, shown) = (self.made.len() - before, path.display());
            let again = if skipped > 0 { format!(", {skipped} imported before") } else { String::new() };
            let mut out = anstream::stdout().lock();
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            let (items, drafts) = (plural(count), plural(made));
            writeln!(out, "`{shown}`: {}, {count} text{items}, {made} draft{drafts}{again}", imported.format)?;
            for (what, count) in imported.passed_over.iter() {
                writeln!(out, "  passed over: {count} × {what}")?;
            }
        }
        Ok(())
    }

    /// Writes a draft under the next name that is free.
    fn write(&mut self, item: Item, draft: &Draft, date: &str, quiet: bool) -> io::Result<()> {
        let stem = draft::stem(&item, date);
        let next = self.next.entry(stem.clone()).or_insert(1);
        let first = *next;
        let path = (first..)
            .inspect(|number| *next = number + 1)
            .map(|number| if number == 1 { stem.clone() } else { format!("{stem}-{number}") })
            .filter(|stem| !self.ids.contains(stem))
            .find_map(|stem| {
                let path = self.folder.join(format!("{stem}.md"));
                match write_new(&self.root.join(&path), &draft.text) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                    written => Some(written.map(|()| (stem, path))),
                }
            });
        let Some((stem, path)) = path.transpose()? else { return Ok(()) };
        let path = path.to_string_lossy().replace('\\', "/");
        if !quiet {
            writeln!(anstream::stdout(), "made `{path}`")?;
        }
        self.ids.insert(stem);
        self.keys.insert(item.key.clone(), path.clone());
        self.keys.extend(item.url.iter().map(|url| (url.to_string(), path.clone())));
        self.made.push(Made { path, notes: item.notes, marking: draft.marking });
        Ok(())
    }

    fn fail(&mut self, item: &Item, message: &str) -> io::Result<()> {
        self.failed = true;
        writeln!(anstream::stderr(), "error: `{}` was not imported: {message}", item.title)
    }
}

impl Desk<'_> {
    /// Says of each draft whom and what its prose names, and what could not be kept.
    fn tell(&self, cli: &Cli) -> io::Result<()> {
        let options = Options { drafts: true, everything: true, allow_broken: true, now: now(), ..Options::default() };
        let site = Site::new(&source::read(self.root)?, &options);
        let entries: HashMap<&str, &Entry> =
            site.base.reports.iter().map(|entry| (&*entry.document.file.path, &**entry)).collect();
        let mut text = String::new();
        for made in &self.made {
            let _ = writeln!(text, "\n{}", super::audit::heading(&made.path, cli.color_on(&io::stdout())));
            if let Some(marking) = made.marking {
                let _ = writeln!(text, "  marked {}, which its source or its text speaks of", marking.label());
            }
            if let Some(entry) = entries.get(&*made.path) {
                let mut names: BTreeMap<String, usize> = BTreeMap::new();
                for mention in &entry.prose.found.mentions {
                    *names.entry(audit::reference(&site.base, mention.entity)).or_default() += 1;
                }
                line(&mut text, "names", names);
                let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
                for name in suggest::names_without_page(entry) {
                    *unknown.entry(name).or_default() += 1;
                }
                line(&mut text, "has no page for", unknown);
            }
            for (what, count) in made.notes.iter() {
                let _ = writeln!(text, "  {count} × {what}");
            }
        }
        text.push_str("\nThese are drafts in other people's words: quote what you need, name the source, and do not republish the rest.\n");
        io::stdout().lock().write_all(text.as_bytes())
    }
}

/// The most frequent of these, on one line.
fn line(text: &mut String, label: &str, counts: BTreeMap<String, usize>) {
    /// Most names on a line.
    const MOST: usize = 12;
    if counts.is_empty() {
        return;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let rest = counts.len().saturating_sub(MOST);
    let shown = counts.iter().take(MOST).map(|(name, count)| match count {
        1 => name.clone(),
        count => format!("{name} ({count})"),
    });
    let _ = write!(text, "  {label}: {}", shown.collect::<Vec<_>>().join(", "));
    let _ = if rest > 0 { writeln!(text, " and {rest} more") } else { writeln!(text) };
}
