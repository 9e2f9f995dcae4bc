//! A site after changes is the site that a fresh start gives: every route, every byte, every message.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use situs::site::{Options, PageError, Project, Site};
use situs::source::ChangeSet;

/// What somebody does to a file or folder below the root of a site.
#[derive(Debug, Clone)]
enum Change {
    Write(String, String),
    Delete(String),
    Rename(String, String),
}

const PEOPLE: [&str; 4] = ["Anna Orrell", "Bashir al-Hadar", "Zoë Ferreyra", "Nadia Jordan"];
const BODIES: [&str; 4] = ["Harbour Committee", "Unity Front", "Grain Board", "Saltmarsh Mission"];
const EVENTS: [&str; 3] = ["Saltmarsh Accord", "Kesh Offensive", "Pier Talks"];
const PLACES: [&str; 5] = ["Kenya", "Peru", "Jordan", "South Sudan", "Congo"];
const WORDS: [&str; 8] = ["HC", "the Front", "Orrell", "Hadar", "Mission", "Grain Board", "Kenyan", "港湾委員会"];

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        proptest::sample::select(&PEOPLE[..]),
        proptest::sample::select(&BODIES[..]),
        proptest::sample::select(&EVENTS[..]),
        proptest::sample::select(&PLACES[..]),
        proptest::sample::select(&WORDS[..]),
    ]
}

fn id() -> impl Strategy<Value = String> {
    let names = [&PEOPLE[..], &BODIES[..], &EVENTS[..]].concat();
    proptest::sample::select(names).prop_map(|name| situs::route::Slug::of(name).expect("a slug").to_string())
}

fn marking() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        8 => Just(""),
        1 => Just("tlp: amber\n"),
        1 => Just("draft: true\n"),
        1 => Just("tlp: purple\n"),
        1 => Just("lang: [\n"),
    ]
}

/// Lines of front matter, each there or not.
fn some(lines: Vec<BoxedStrategy<String>>) -> impl Strategy<Value = String> {
    let lines: Vec<_> = lines.into_iter().map(|line| prop_oneof![2 => Just(String::new()), 1 => line]).collect();
    lines.prop_map(|lines| lines.concat())
}

fn line<S: Strategy<Value = T> + 'static, T: std::fmt::Debug + 'static>(
    value: S,
    text: fn(T) -> String,
) -> BoxedStrategy<String> {
    value.prop_map(text).boxed()
}

fn report() -> impl Strategy<Value = (String, String)> {
    let front = some(vec![
        line(id(), |id| format!("actors: [{id}]\n")),
        line(name(), |name| format!("events: [\"{name}\"]\n")),
        line(name(), |name| format!("countries: [\"{name}\"]\n")),
        line((name(), name(), 0..4_u32, 0..3_u32, any::<bool>()), |(by, about, n, wire, disputed)| {
            let status = if disputed { "disputed" } else { "uncontested" };
            format!(
                "claims:\n  - {{id: c{n}, text: It holds., by: \"{by}\", about: [\"{about}\"], disputes: [c{}], \
                 source: wire-{wire}, status: {status}}}\n",
                n / 2
            )
        }),
        line((0..2_u32, 0..3_u32, 1..4_u32), |(n, value, day)| {
            format!("figures:\n  - {{id: f{n}, value: {value}, as_of: 2025-09-2{day}}}\n")
        }),
        line(proptest::sample::select(&["realistic possibility", "remote", "likely"][..]), |word| {
            format!("judgements:\n  - {{text: Talks go on., likelihood: {word}}}\n")
        }),
        line(id(), |id| format!("situation: {id}\n")),
        line(Just(()), |()| "next: 2025-10-08\n".to_owned()),
        line(Just(()), |()| "status: withdrawn\n".to_owned()),
        line(0..6_u32, |n| format!("supersedes: report-{n}\n")),
        line(0..6_u32, |n| format!("translation_of: report-{n}\n")),
        line(proptest::sample::select(&["fr", "ar", "es-MX", "de"][..]), |lang| format!("lang: {lang}\n")),
        line(0..3_u32, |n| format!("sources: [wire-{n}]\n")),
        line(0..3_u32, |n| format!("series: Harbour\nnumber: {n}\n")),
        line(name(), |name| format!("autolink: {{off: [\"{name}\"]}}\n")),
        line(0..3_u32, |n| format!("former_ids: [older-{n}]\n")),
    ]);
    let parts = (0..6_u32, 1..4_u32, marking(), front, proptest::collection::vec(name(), 4), 0..6_u32, id());
    parts.prop_map(|(n, day, marking, front, names, other, id)| {
        let [one, two, three, four] = names[..] else { unreachable!("four names") };
        let text = format!(
            "---\ntitle: Report {n} on {one}\ndate: 2025-10-0{day}\n{marking}{front}---\n\n{one} met {two} in {three}. \
             See [another](report-{other}.md), [[{id}]] and [[Report {other} on {two}]].\n\n## {four}\n\n{two} left {four} today, \
             which is likely with low confidence.\n"
        );
        (format!("content/reports/report-{n}.md"), text)
    })
}

fn actor() -> impl Strategy<Value = (String, String)> {
    let names = [&PEOPLE[..], &BODIES[..]].concat();
    let front = some(vec![
        line(name(), |name| format!("aliases: [\"{name}\"]\n")),
        line(name(), |name| format!("weak_aliases: [\"{name}\"]\n")),
        line(name(), |name| format!("names: {{fr: \"{name}\", ar: لجنة الميناء}}\n")),
        line(name(), |name| format!("country: \"{name}\"\n")),
        line(id(), |id| format!("parent: {id}\n")),
        line((id(), proptest::sample::select(&BODIES[..]), 1..4_u32), |(id, body, month)| {
            let post = format!("type: holds-post, to: {body}, role: Chair, start: 2025-0{month}, end: 2025-03");
            format!("relations:\n  - {{type: supports, to: {id}}}\n  - {{{post}}}\n")
        }),
        line(Just(()), |()| "kind: person\n".to_owned()),
        line(Just(()), |()| "privacy: private\n".to_owned()),
        line(id(), |id| format!("former_ids: [{id}]\n")),
    ]);
    let parts = (proptest::sample::select(names), proptest::option::of(name()), marking(), front, name());
    parts.prop_map(|(name, other, marking, front, word)| {
        let id = situs::route::Slug::of(name).expect("a slug");
        let shown = other.unwrap_or(name);
        (format!("content/actors/{id}.md"), format!("---\nname: {shown}\n{marking}{front}---\n\nWorks with {word}.\n"))
    })
}

fn event() -> impl Strategy<Value = (String, String)> {
    let front = some(vec![
        line(name(), |name| format!("countries: [\"{name}\"]\n")),
        line(name(), |name| format!("participants: [\"{name}\"]\n")),
        line(id(), |id| format!("part_of: {id}\n")),
        line(id(), |id| format!("follows: [{id}]\n")),
        line(id(), |id| format!("supersedes: {id}\n")),
        line(Just(()), |()| "status: planned\n".to_owned()),
        line(Just(()), |()| "tz: Pacific/Auckland\n".to_owned()),
        line(0..3_u32, |value| format!("figures:\n  - {{id: f0, value: {value}}}\n")),
    ]);
    let days = proptest::sample::select(&["2025-10", "2025-10-20", "2025-10-21"][..]);
    let parts = (proptest::sample::select(&EVENTS[..]), days, marking(), front, name());
    parts.prop_map(|(name, when, marking, front, word)| {
        let id = situs::route::Slug::of(name).expect("a slug");
        (
            format!("content/events/{id}.md"),
            format!("---\nname: {name}\nwhen: {when}\n{marking}{front}---\n\nAfter {word}.\n"),
        )
    })
}

fn other_file() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (0..3_u32, name(), 0..4_u32).prop_map(|(n, name, of)| (
            format!("content/sources/wire-{n}.md"),
            format!("---\nname: Wire {n}\npublisher: {name}\nderives_from: [wire-{of}]\n---\n")
        )),
        (0..3_u32, name()).prop_map(|(n, name)| (
            format!("content/pages/page-{n}.md"),
            format!("---\ntitle: {name}\n---\n\nAbout {name}.\n")
        )),
        name().prop_map(|name| (
            "content/countries/KEN.md".to_owned(),
            format!("---\naliases: [\"{name}\"]\n---\n\nNear {name}.\n")
        )),
        name().prop_map(|name| ("content/countries/JOR.md".to_owned(), format!("---\nname: \"{name}\"\n---\n"))),
        (0..4_u32).prop_map(|n| (
            "templates/page.html".to_owned(),
            format!("{{% extends \"base.html\" %}}{{% block main %}}{n} {{{{ body }}}}{{% endblock main %}}")
        )),
        (0..4_u32).prop_map(|n| ("templates/report.html".to_owned(), format!("{n} {{% if broken %}}"))),
        (0..4_u32).prop_map(|n| ("static/own.css".to_owned(), format!("p {{ order: {n} }}"))),
        (0..4_u32).prop_map(|n| ("static/reports/report-1/index.html".to_owned(), format!("{n}"))),
        (0..2_u32).prop_map(|n| (
            "situs.toml".to_owned(),
            format!(
                "title = \"Site {n}\"\nbase_url = \"https://example.org/\"\n{}\n\n[autolink]\nlinks = \"{}\"\n",
                ["", "yardstick = \"phia\"\nfigure_stale_days = 8\ntz = \"America/Lima\""][n as usize],
                ["first", "all"][n as usize]
            )
        )),
        name().prop_map(|name| ("content/reports/.hidden.md".to_owned(), name.to_owned())),
    ]
}

fn file() -> impl Strategy<Value = (String, String)> {
    prop_oneof![4 => report(), 4 => actor(), 2 => event(), 2 => other_file()]
}

fn change() -> impl Strategy<Value = Change> {
    let folder = proptest::sample::select(vec!["content/actors", "content/reports", "content", "static", "templates"]);
    prop_oneof![
        10 => file().prop_map(|(path, text)| Change::Write(path, text)),
        4 => file().prop_map(|(path, _)| Change::Delete(path)),
        2 => (file(), file()).prop_map(|((from, _), (to, _))| Change::Rename(from, to)),
        1 => folder.clone().prop_map(|folder| Change::Delete(folder.to_owned())),
        1 => folder.prop_map(|folder| Change::Rename(folder.to_owned(), format!("{folder}-aside"))),
    ]
}

/// Does it, and says which paths a watcher of the folder would name.
fn perform(root: &Path, change: &Change) -> Vec<String> {
    let remove = |path: &str| {
        let _ = std::fs::remove_file(root.join(path)).or_else(|_| std::fs::remove_dir_all(root.join(path)));
    };
    match change {
        Change::Write(path, text) => {
            std::fs::create_dir_all(root.join(path).parent().expect("a parent")).expect("a folder");
            std::fs::write(root.join(path), text).expect("writes");
            vec![path.clone()]
        }
        Change::Delete(path) => {
            remove(path);
            vec![path.clone()]
        }
        Change::Rename(from, to) => {
            std::fs::create_dir_all(root.join(to).parent().expect("a parent")).expect("a folder");
            if from != to && root.join(from).exists() {
                remove(to);
            }
            let _ = std::fs::rename(root.join(from), root.join(to));
            vec![from.clone(), to.clone()]
        }
    }
}

/// Everything that a site says.
fn said(site: &Site) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for route in site.all_routes() {
        let text = match site.page(&route) {
            Ok(page) => String::from_utf8_lossy(&page.bytes).into_owned(),
            Err(PageError::Template(diagnostic)) => diagnostic.message,
            Err(PageError::NotFound) => panic!("{route:?} is listed and has no page"),
        };
        said.insert(route.output().as_str().to_owned(), text);
        assert_eq!(site.at(route.output().as_str()).as_ref(), Some(&route));
    }
    said.insert("messages".to_owned(), situs::diagnostic::draw(&site.diagnostics, false));
    said
}

fn check(start: &[(String, String)], changes: &[Vec<Change>], options: &Options) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in start {
        perform(folder.path(), &Change::Write(path.clone(), text.clone()));
    }
    let mut project = Project::new(folder.path(), Options { live: true, ..options.clone() });
    project.open().expect("opens");
    for batch in changes {
        let paths: BTreeSet<String> = batch.iter().flat_map(|change| perform(folder.path(), change)).collect();
        let site = project.apply(&ChangeSet::Paths(paths)).expect("applies");
        let fresh = Project::new(folder.path(), options.clone()).open().expect("opens");
        let (after, afresh) = (said(&site), said(&fresh));
        prop_assert_eq!(after.keys().collect::<Vec<_>>(), afresh.keys().collect::<Vec<_>>());
        for (path, text) in &after {
            prop_assert_eq!(text, &afresh[path], "{} after {:?}", path, batch);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..crate::cases(48) })]

    #[test]
    fn a_site_after_changes_equals_one_opened_afresh(
        start in proptest::collection::vec(file(), 8..16),
        changes in proptest::collection::vec(proptest::collection::vec(change(), 1..3), 6),
        everything in any::<bool>(),
        allow_broken in any::<bool>(),
    ) {
        let now = "2025-10-21T12:00:00Z".parse().expect("a time");
        check(&start, &changes, &Options { everything, allow_broken, now, ..Options::default() })?;
    }
}
