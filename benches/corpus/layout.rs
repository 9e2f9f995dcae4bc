//! The same prose in the folders of two programs.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::words::COUNTRIES;
use super::{Corpus, Event, Report};

/// Whose folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `content/{reports,actors,events}/`
    Situs,
    /// Terms are ids; what is written about a term is in `content/TAXONOMY/ID/_index.md`.
    Hugo,
}

/// A file: its path below the root, and its text.
type Text = (String, String);

/// Writes `content/` below `root`, as many reports at a time as there are processors.
///
/// # Errors
/// A file cannot be written.
pub(crate) fn write(corpus: &Corpus, layout: Layout, root: &Path) -> io::Result<()> {
    for year in 2023..=2025 {
        fs::create_dir_all(root.join(format!("content/reports/{year}")))?;
    }
    for folder in ["actors", "events", "countries"] {
        fs::create_dir_all(root.join("content").join(folder))?;
    }
    let put = |(path, text): Text| -> io::Result<()> {
        let file = root.join(path);
        if layout == Layout::Hugo && file.ends_with("_index.md") {
            fs::create_dir_all(file.parent().unwrap_or(root))?;
        }
        fs::write(file, text)
    };
    (0..corpus.reports()).into_par_iter().with_min_len(16).try_for_each(|index| {
        let report = corpus.report(index);
        put(if layout == Layout::Situs { situs_report(corpus, &report) } else { hugo_report(corpus, &report) })
    })?;
    match layout {
        Layout::Situs => situs_rest(corpus).try_for_each(put),
        Layout::Hugo => hugo_rest(corpus).try_for_each(put),
    }
}

/// The file of a report in the layout of Situs.
pub(crate) fn situs_report(corpus: &Corpus, report: &Report) -> Text {
    let countries = format!("[{}]", codes(&report.countries).join(", "));
    report_file(corpus, report, &countries)
}

fn hugo_report(corpus: &Corpus, report: &Report) -> Text {
    // Quoted: a bare `no` would be no word in the YAML of Hugo.
    report_file(corpus, report, &quoted_list(codes(&report.countries)))
}

fn report_file(corpus: &Corpus, report: &Report, countries: &str) -> Text {
    let front = [
        ("title", quoted(&report.title)),
        ("date", report.date.to_string()),
        ("summary", quoted(&report.summary)),
        ("actors", actor_ids(corpus, &report.actors)),
        ("countries", countries.to_owned()),
        ("events", quoted_list(report.events.iter().map(|index| &corpus.events[*index].id))),
    ];
    let year = report.date.strftime("%Y");
    (format!("content/reports/{year}/{}.md", report.slug), page(&front, &report.body))
}

/// Actors and events in the layout of Situs.
pub(crate) fn situs_rest(corpus: &Corpus) -> impl ParallelIterator<Item = Text> {
    let actors = corpus.actors.par_iter().enumerate().map(|(index, actor)| {
        let front = [
            ("name", quoted(&actor.name)),
            ("aliases", quoted_list(&actor.aliases)),
            ("kind", actor.kind.to_owned()),
            ("country", COUNTRIES[actor.home].0.to_ascii_lowercase()),
        ];
        (format!("content/actors/{}.md", actor.id), page(&front, &corpus.actor_body(index)))
    });
    let events = corpus.events.par_iter().enumerate().map(|(index, event)| {
        let (when, countries, who) = of_event(corpus, event);
        let front = [("name", quoted(&event.name)), ("when", when), ("countries", countries), ("participants", who)];
        (format!("content/events/{}.md", event.id), page(&front, &corpus.event_body(index)))
    });
    actors.chain(events)
}

/// Terms and lists in the layout of Hugo.
fn hugo_rest(corpus: &Corpus) -> impl ParallelIterator<Item = Text> {
    let actors = corpus.actors.par_iter().enumerate().map(|(index, actor)| {
        let front = [
            ("title", quoted(&actor.name)),
            ("also", quoted_list(&actor.aliases)),
            ("sort", quoted(actor.kind)),
            ("home", quoted(&COUNTRIES[actor.home].0.to_ascii_lowercase())),
        ];
        (format!("content/actors/{}/_index.md", actor.id), page(&front, &corpus.actor_body(index)))
    });
    let events = corpus.events.par_iter().enumerate().map(|(index, event)| {
        let (when, countries, who) = of_event(corpus, event);
        let front = [("title", quoted(&event.name)), ("date", when), ("where", countries), ("who", who)];
        (format!("content/events/{}/_index.md", event.id), page(&front, &corpus.event_body(index)))
    });
    let countries = COUNTRIES.par_iter().map(|(code, name)| {
        let path = format!("content/countries/{}/_index.md", code.to_ascii_lowercase());
        (path, page(&[("title", quoted(name))], ""))
    });
    let lists = ["Reports", "Actors", "Countries", "Events"]
        .into_par_iter()
        .map(|name| (format!("content/{}/_index.md", name.to_ascii_lowercase()), page(&[("title", quoted(name))], "")));
    actors.chain(events).chain(countries).chain(lists)
}

fn of_event(corpus: &Corpus, event: &Event) -> (String, String, String) {
    (event.when.to_string(), quoted_list(codes(&event.countries)), actor_ids(corpus, &event.actors))
}

fn actor_ids(corpus: &Corpus, actors: &[usize]) -> String {
    quoted_list(actors.iter().map(|index| &corpus.actors[*index].id))
}

fn codes(countries: &[usize]) -> Vec<String> {
    countries.iter().map(|index| COUNTRIES[*index].0.to_ascii_lowercase()).collect()
}

fn page(front: &[(&str, String)], body: &str) -> String {
    let mut text = "---\n".to_owned();
    for (key, value) in front {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(value);
        text.push('\n');
    }
    text.push_str("---\n\n");
    text.push_str(body);
    if !body.is_empty() {
        text.push('\n');
    }
    text
}

/// A string of YAML: the vocabulary has neither quotation marks nor backslashes.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn quoted_list<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> String {
    let list: Vec<String> = list.into_iter().map(|item| quoted(item.as_ref())).collect();
    format!("[{}]", list.join(", "))
}
