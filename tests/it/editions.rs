//! What may not be public is not: the public edition equals the build of the same site with the rest deleted.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use situs::build::{self, MemorySink};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn sources(files: &[(String, String)]) -> Sources {
    let mut content: Vec<_> = files.iter().map(|(path, text)| Arc::new(SourceFile::new(path, text.as_str()))).collect();
    content.sort_by(|a, b| a.path.cmp(&b.path));
    Sources { content, ..Sources::default() }
}

fn options(now: &str) -> Options {
    Options { now: now.parse().expect("a time"), allow_broken: true, ..Options::default() }
}

fn output(files: &[(String, String)], options: &Options) -> BTreeMap<String, Vec<u8>> {
    let site = Site::new(&sources(files), options);
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    let sink = MemorySink::default();
    let summary = build::build(&site, &sink).expect("builds");
    assert!(summary.diagnostics.is_empty(), "{:#?}", summary.diagnostics);
    sink.into_files()
}

/// A file, and whether the public edition holds it.
#[derive(Debug, Clone)]
struct Generated {
    path: String,
    text: String,
    public: bool,
}

const NOW: &str = "2025-10-21T12:00:00Z";

/// A marking with the front matter line for it, and whether it is public at `NOW`.
fn marking() -> impl Strategy<Value = (&'static str, bool)> {
    prop_oneof![
        4 => Just(("", true)),
        1 => Just(("tlp: clear\n", true)),
        1 => Just(("tlp: TLP:GREEN\n", false)),
        1 => Just(("tlp: amber+strict\n", false)),
        1 => Just(("tlp: Red\n", false)),
        1 => Just(("draft: true\n", false)),
        1 => Just(("draft: false\n", true)),
    ]
}

fn embargo() -> impl Strategy<Value = (&'static str, bool)> {
    prop_oneof![
        4 => Just(("", true)),
        1 => Just(("embargo: 2025-10-21T11:59:59Z\n", true)),
        1 => Just(("embargo: 2025-10-21T14:00:01+02:00\n", false)),
        1 => Just(("embargo: 2025-10-22\n", false)),
    ]
}

const NAMES: [&str; 6] =
    ["Harbour Committee", "Anna Orrell", "Bashir al-Hadar", "Unity Front", "Zoë Ferreyra", "Grain Board"];
const EVENTS: [&str; 4] = ["Saltmarsh Accord", "Kesh Offensive", "Pier Talks", "Ferry Blast"];
const COUNTRIES: [&str; 5] = ["Kenya", "Peru", "the United Kingdom", "Congo", "South Sudan"];

fn slug(name: &str) -> String {
    situs::route::Slug::of(name).expect("a slug").to_string()
}

fn site() -> impl Strategy<Value = Vec<Generated>> {
    let actors = proptest::collection::vec((marking(), 0..5_usize, 0..6_usize), NAMES.len());
    let events = proptest::collection::vec((marking(), 0..5_usize, 0..6_usize, 0..4_usize), EVENTS.len());
    let report = (marking(), embargo(), 0..6_usize, 0..6_usize, 0..4_usize, 0..5_usize, 0..8_u32, any::<bool>());
    let reports = proptest::collection::vec(report, 1..8);
    (actors, events, reports).prop_map(|(actors, events, reports)| {
        let mut files = Vec::new();
        for (name, ((mark, public), country, parent)) in NAMES.iter().zip(actors) {
            let (country, parent) = (COUNTRIES[country].trim_start_matches("the "), NAMES[parent]);
            let country = if country == "Congo" { "COD" } else { country };
            let text = format!("---\nname: {name}\n{mark}country: {country}\nparent: {parent}\naliases: [{} Group]\nrelations:\n  - {{type: supports, to: {}}}\n---\n\nWorks with {parent} in {country}.\n", slug(name).to_uppercase(), slug(parent));
            files.push(Generated { path: format!("content/actors/{}.md", slug(name)), text, public });
        }
        for (name, ((mark, public), country, actor, whole)) in EVENTS.iter().zip(events) {
            let country = ["KEN", "PER", "GBR", "COD", "SSD"][country];
            let text = format!("---\nname: {name}\nwhen: 2025-10\n{mark}countries: [{country}]\nparticipants: [{}]\npart_of: {}\n---\n\nAfter the {}.\n", NAMES[actor], slug(EVENTS[whole]), EVENTS[whole]);
            files.push(Generated { path: format!("content/events/{}.md", slug(name)), text, public });
        }
        for (number, ((mark, a), (embargo, b), first, second, event, country, day, series)) in reports.into_iter().enumerate() {
            let series = if series { format!("series: Harbour\nnumber: {number}\n") } else { String::new() };
            let (one, two, event, country) = (NAMES[first], NAMES[second], EVENTS[event], COUNTRIES[country]);
            let text = format!(
                "---\ntitle: Report {number} on {event}\ndate: 2025-10-{:02}\n{mark}{embargo}{series}actors: [{}]\nclaims:\n  - {{id: c{number}, text: It holds., by: {two}, about: [{}]}}\nfigures:\n  - {{id: tons, label: Tons, value: {number}}}\ntags: [t{number}]\n---\n\n{one} met {two} in {country}. The {event} was discussed; Orrell and [[{}|the group]] were there. See [report](report-0.md).\n\n## {country}\n\n{two} left {country}.\n",
                day + 10, slug(one), slug(event), slug(two)
            );
            files.push(Generated { path: format!("content/reports/report-{number}.md"), text, public: a && b });
        }
        files
    })
}

proptest! {
    #![proptest_config(crate::cases(64))]

    #[test]
    fn the_public_edition_equals_the_site_with_the_rest_deleted(files in site()) {
        let all: Vec<_> = files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
        let public: Vec<_> = files.iter().filter(|file| file.public).map(|file| (file.path.clone(), file.text.clone())).collect();
        let (with, without) = (output(&all, &options(NOW)), output(&public, &options(NOW)));
        prop_assert_eq!(with.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
        for (path, bytes) in &with {
            prop_assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&without[path]), "{}", path);
        }
    }

    #[test]
    fn the_order_of_files_and_the_number_of_threads_change_nothing(files in site(), seed in any::<u64>()) {
        let mut all: Vec<_> = files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
        let options = options(NOW);
        let plain = output(&all, &options);
        let mut order = seed | 1;
        for at in (1..all.len()).rev() {
            order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            all.swap(at, usize::try_from(order >> 33).expect("fits") % (at + 1));
        }
        let shuffled = all.iter().map(|(path, text)| Arc::new(SourceFile::new(path, text.as_str()))).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let other = pool.install(|| {
            let site = Site::new(&Sources { content: shuffled, ..Sources::default() }, &options);
            let sink = MemorySink::default();
            build::build(&site, &sink).expect("builds");
            sink.into_files()
        });
        prop_assert!(plain == other);
    }
}

#[test]
fn an_embargo_is_an_instant_in_the_zone_that_is_declared() {
    let report = |embargo: &str| {
        vec![("content/reports/a.md".to_owned(), format!("---\ntitle: A\ndate: 2025-10-20\n{embargo}---\n\nText.\n"))]
    };
    let shown = |embargo: &str, now: &str| output(&report(embargo), &options(now)).contains_key("reports/a/index.html");
    assert!(!shown("embargo: 2025-10-22\n", "2025-10-21T23:59:59Z"));
    assert!(shown("embargo: 2025-10-22\n", "2025-10-22T00:00:00Z"));
    assert!(!shown("embargo: 2025-10-22\ntz: America/New_York\n", "2025-10-22T03:59:59Z"));
    assert!(shown("embargo: 2025-10-22\ntz: America/New_York\n", "2025-10-22T04:00:00Z"));
    assert!(!shown("embargo: 2025-10-22T09:00:00+03:00\n", "2025-10-22T05:59:59Z"));
    assert!(shown("embargo: 2025-10-22T09:00:00+03:00\n", "2025-10-22T06:00:00Z"));
}

#[test]
fn a_marking_that_cannot_be_read_stops_the_run() {
    for marking in [
        "tlp: ambr",
        "tlp: [amber]",
        "TLP: amber",
        "tlp:",
        "tlp: amber\ntlp: clear",
        "tIp: amber",
        "draft: \"yes\"",
        "classification: secret",
    ] {
        let text = format!("---\ntitle: A\ndate: 2025-10-20\n{marking}\n---\n\nText.\n");
        let site = Site::new(&sources(&[("content/reports/a.md".into(), text)]), &options(NOW));
        assert!(site.has_errors(), "{marking}");
        assert!(site.base.reports.is_empty(), "{marking}");
    }
}

#[test]
fn prose_that_names_what_is_withheld_is_a_warning_with_its_place() {
    let files = [
        ("content/actors/grey.md".to_owned(), "---\nname: Grey Council\ntlp: red\n---\n".to_owned()),
        (
            "content/reports/a.md".to_owned(),
            "---\ntitle: A\ndate: 2025-10-20\n---\n\nThey met the Grey Council.\n".to_owned(),
        ),
    ];
    let site = Site::new(&sources(&files), &options(NOW));
    let found: Vec<_> = site
        .diagnostics
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref().expect("a place");
            (finding.code, place.file.line_column(place.span.start as usize))
        })
        .collect();
    assert_eq!(found, [("withheld-name", (6, 14))]);
}
