//! `situs init` and `situs new`: files that were not there before.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use jiff::Zoned;
use rust_embed::RustEmbed;

use super::workflow::{self, Host};
use super::{Outcome, now, unread};
use crate::document::Kind;
use crate::knowledge::countries;
use crate::route::Slug;
use crate::source::with_path;

/// The sample of the project, of which `init` takes a part.
#[derive(RustEmbed)]
#[folder = "content/"]
struct Sample;

/// Reports and pages of the sample that a new site gets; actors, events, countries and sources all come along.
const SHORT: [&str; 5] = [
    "reports/2025-10-21-plan-mediators-centre.md",
    "reports/2025-10-21-uk-officers-join-cmcc.md",
    "reports/2025-10-21-evening-handover-of-two-bodies.md",
    "pages/about.md",
    "pages/method.md",
];

const SETTINGS: &str = "\
# The settings of this site. Every one has a default; the README lists them all.
title = \"Situation reports\"
description = \"A sample made with Situs: plain prose, linked by itself\"
# The address that the site will have; it is used in feeds and the sitemap only.
base_url = \"http://localhost/\"
language = \"en\"
tz = \"UTC\"

[lints]
# The sample is of October 2025, and nobody follows what it says was planned. Goes with the sample.
off = [\"due-no-update\"]
";

/// Makes a new site, a workflow for one, or both.
pub(super) fn init(dir: &Path, ci: Option<Host>, quiet: bool) -> io::Result<Outcome> {
    let occupied = dir.join("situs.toml").exists() || dir.join("content").exists();
    match ci {
        Some(host) if occupied => workflow::add(dir, host, quiet),
        Some(host) => match site(dir, quiet)? {
            Outcome::Done => workflow::add(dir, host, quiet),
            outcome => Ok(outcome),
        },
        None => site(dir, quiet),
    }
}

fn site(dir: &Path, quiet: bool) -> io::Result<Outcome> {
    let occupied = dir.join("situs.toml").exists() || dir.join("content").exists();
    if occupied {
        writeln!(anstream::stderr(), "error: `{}` has a site already; nothing was written", dir.display())?;
        return Ok(Outcome::Refused);
    }
    write_new(&dir.join("situs.toml"), SETTINGS)?;
    write_new(&dir.join(".gitignore"), "/public\n/.*.situs-*\n").or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Ok(()),
        _ => Err(error),
    })?;
    let mut count = 0;
    for path in Sample::iter().filter(|path| belongs(path)) {
        if let Some(file) = Sample::get(&path) {
            write_new(&dir.join("content").join(&*path), &String::from_utf8_lossy(&file.data))?;
            count += 1;
        }
    }
    if !quiet {
        let shown = dir.display();
        unread(writeln!(
            anstream::stdout(),
            "made `{shown}` with {count} sample files; now `situs build --root {shown}`"
        ))?;
    }
    Ok(Outcome::Done)
}

fn belongs(path: &str) -> bool {
    let whole = !path.starts_with("reports/") && !path.starts_with("pages/");
    whole || SHORT.contains(&path)
}

/// Makes a stub.
pub(super) fn new(root: &Path, kind: Kind, name: &str, quiet: bool) -> io::Result<Outcome> {
    let name = name.trim();
    let Some(slug) = Slug::of(name) else {
        writeln!(anstream::stderr(), "error: `{name}` has no letter or digit to make a file name of")?;
        return Ok(Outcome::WrongUsage);
    };
    let today = Zoned::new(now(), jiff::tz::TimeZone::UTC).date();
    let quoted = serde_json::Value::from(name).to_string();
    let (stem, text) = match kind {
        Kind::Report => {
            let text = format!(
                "---\ntitle: {quoted}\ndate: {today}\ndraft: true\n---\n\nWrite plain prose here: names are linked by themselves.\n"
            );
            (format!("{today}-{slug}"), text)
        }
        Kind::Event => (slug.to_string(), format!("---\nname: {quoted}\nwhen: {today}\nstatus: reported\n---\n")),
        Kind::Country => country(name, &slug, &quoted),
        Kind::Actor | Kind::Source | Kind::Page => {
            (slug.to_string(), format!("---\nname: {quoted}\nkind: organisation\n---\n"))
        }
    };
    let path = Path::new("content").join(kind.folder()).join(format!("{stem}.md"));
    match write_new(&root.join(&path), &text) {
        Ok(()) => {
            if !quiet {
                unread(writeln!(anstream::stdout(), "made `{}`", path.display()))?;
            }
            Ok(Outcome::Done)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            writeln!(anstream::stderr(), "error: `{}` is there already; nothing was written", path.display())?;
            Ok(Outcome::Refused)
        }
        Err(error) => Err(error),
    }
}

/// A country is known by its code or its name; another name is a country of one's own.
fn country(name: &str, slug: &Slug, quoted: &str) -> (String, String) {
    let known = countries::by_code(name).or_else(|| {
        countries::COUNTRIES
            .iter()
            .find(|country| country.name == name || country.other_names().any(|other| other == name))
    });
    match known {
        Some(country) => {
            let name = serde_json::Value::from(country.name.as_str());
            (country.alpha3.clone(), format!("---\nname: {name}\n---\n"))
        }
        None => (slug.to_string(), format!("---\nname: {quoted}\n---\n")),
    }
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let made = std::fs::create_dir_all(folder).map_err(|error| match error.kind() {
            // Not to be taken for the file itself.
            io::ErrorKind::AlreadyExists => io::Error::other("a file stands where a folder has to be"),
            _ => error,
        });
        with_path(made, folder)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    with_path(file.and_then(|mut file| file.write_all(text.as_bytes())), path)
}
