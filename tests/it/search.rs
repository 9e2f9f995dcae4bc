//! The search index: its words, its files, what is in them and what never is.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use situs::page::search::tokens;
use situs::route::{Route, SearchFile};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site_with(config: &str, files: &[(&str, &str)]) -> Site {
    let content = files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text)));
    let sources = Sources {
        content: content.collect(),
        config: Some(Arc::new(SourceFile::new("situs.toml", config))),
        ..Sources::default()
    };
    let now = "2025-06-01T00:00:00Z".parse().expect("a time");
    let site = Site::new(&sources, &Options { now, ..Options::default() });
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn site(files: &[(&str, &str)]) -> Site {
    site_with("", files)
}

fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    tokens::terms(text, &mut |term| terms.push(term.to_owned()));
    terms
}

/// The files of the index by name, as JSON.
fn files(site: &Site) -> BTreeMap<String, Value> {
    let routes = site.all_routes().into_iter().filter(|route| route.path().starts_with("search/"));
    let scripts = routes.filter(|route| matches!(route, Route::Search(file) if *file != SearchFile::Page));
    scripts
        .map(|route| {
            let text = String::from_utf8(site.page(&route).expect("a file").bytes).expect("text");
            let inside = text.strip_prefix("situsSearch(").and_then(|text| text.strip_suffix(");\n")).expect("a call");
            let (name, content) = inside.split_once(',').expect("two values");
            let name: String = serde_json::from_str(name).expect("a name");
            assert_eq!(route.path(), format!("search/{name}.js"));
            (name, serde_json::from_str(content).expect("JSON"))
        })
        .collect()
}

const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The numbers in a list, as the script reads them.
fn numbers(list: &str) -> Vec<usize> {
    let value = |c: char| DIGITS.find(c).expect("a digit");
    if let Some(bits) = list.strip_prefix('!') {
        let set =
            bits.chars().enumerate().flat_map(|(at, c)| (0..6).map(move |bit| (at * 6 + bit, value(c) >> bit & 1)));
        return set.filter(|(_, set)| *set == 1).map(|(number, _)| number).collect();
    }
    let (mut numbers, mut next, mut step, mut shift) = (Vec::new(), 0, 0, 0);
    for c in list.chars() {
        step |= (value(c) & 31) << shift;
        shift += 5;
        if value(c) < 32 {
            numbers.push(next + step);
            next += step + 1;
            (step, shift) = (0, 0);
        }
    }
    numbers
}

/// The titles of the documents that a table has for a key, by field.
fn titles(files: &BTreeMap<String, Value>, table: &str, key: &str) -> Vec<Vec<String>> {
    let each = usize::try_from(files["index"]["each"].as_u64().expect("a number")).expect("small");
    let title = |number: usize| {
        files[&format!("docs-{}", number / each)][number % each]["t"].as_str().expect("a title").to_owned()
    };
    let tables = files.iter().filter(|(name, _)| name.starts_with(table));
    let lists = tables.filter_map(|(_, words)| words.get(key)).find_map(Value::as_str).unwrap_or_default();
    lists.split(' ').map(|list| numbers(list).into_iter().map(title).collect()).collect()
}

#[test]
fn terms_are_those_of_the_table_that_the_script_is_tested_against() {
    let table = include_str!("../site/terms.json");
    let table: Vec<(String, Vec<String>)> = serde_json::from_str(table).expect("a table");
    assert!(table.len() > 12);
    for (text, expected) in table {
        assert_eq!(terms(&text), expected, "{text}");
    }
}

#[test]
fn words_stand_in_the_field_that_tells_most() {
    let site = site(&[
        (
            "actors/hc.md",
            "---\nname: Harbour Committee\naliases: [Quay Board]\ncountry: Kenya\n---\n\nIt runs the ferry.\n",
        ),
        (
            "events/flood.md",
            "---\nname: Flood of the quay\nwhen: 2025-03-01\nplace: {name: Old Town}\nparticipants: [hc]\n---\n",
        ),
        (
            "reports/a.md",
            "---\ntitle: Ferry stopped\ndate: 2025-03-01\nsummary: Tides rose.\n---\n\nThe Harbour Committee saw water, water and water. A ferry sank in Peru.\n",
        ),
        ("reports/b.md", "---\ntitle: Calm\ndate: 2025-02-01\n---\n\nNothing of the ferry or of water.\n"),
    ]);
    let files = files(&site);
    assert_eq!(
        titles(&files, "words", "ferry"),
        [vec!["Ferry stopped"], vec![], vec![], vec!["Harbour Committee", "Calm"]]
    );
    assert_eq!(titles(&files, "words", "tides"), [vec![], vec!["Ferry stopped"]]);
    assert_eq!(titles(&files, "words", "water"), [vec![], vec![], vec!["Ferry stopped"], vec!["Calm"]]);
    assert_eq!(titles(&files, "words", "board"), [vec!["Harbour Committee"]]);
    // What a text is about is found by the name, too, and an event by where it was.
    assert_eq!(titles(&files, "words", "old"), [vec![], vec!["Flood of the quay"]]);
    let about = titles(&files, "facets", "actor:hc");
    assert_eq!(about, [["Harbour Committee", "Flood of the quay", "Ferry stopped"]]);
    assert_eq!(titles(&files, "facets", "country:per"), [["Peru", "Ferry stopped"]]);
    assert_eq!(titles(&files, "facets", "country:ken"), [["Kenya", "Harbour Committee"]]);
}

#[test]
fn documents_stand_by_kind_and_in_order_of_time() {
    let site = site(&[
        ("reports/late.md", "---\ntitle: Late\ndate: 2025-03-03\n---\n\nText.\n"),
        ("reports/early.md", "---\ntitle: Early\ndate: 2025-03-01\n---\n\nText.\n"),
        ("events/e.md", "---\nname: Meeting\nwhen: 2025-03-02\n---\n"),
        ("events/undated.md", "---\nname: Undated\nstatus: reported\nwhen: ../2025-03-02\n---\n"),
        ("pages/about.md", "---\ntitle: About\n---\n\nText.\n"),
    ]);
    let files = files(&site);
    let kinds: Vec<String> = files["index"]["kinds"].as_array().expect("kinds").iter().map(Value::to_string).collect();
    assert_eq!(
        kinds,
        [
            r#"["page",0,1]"#,
            r#"["source",1,1]"#,
            r#"["country",1,1]"#,
            r#"["actor",1,1]"#,
            r#"["event",1,3]"#,
            r#"["report",3,5]"#
        ]
    );
    let titles: Vec<&str> =
        files["docs-0"].as_array().expect("rows").iter().map(|row| row["t"].as_str().expect("a title")).collect();
    assert_eq!(titles, ["About", "Undated", "Meeting", "Early", "Late"]);
    // 2025-03-01 is day 739,311 of the years; then one report each, two days apart.
    let days = files["days"]["report"].as_str().expect("days");
    let mut values = Vec::new();
    let (mut step, mut shift) = (0, 0);
    for c in days.chars() {
        let digit = DIGITS.find(c).expect("a digit");
        step |= (digit & 31) << shift;
        shift += 5;
        if digit < 32 {
            values.push(step);
            (step, shift) = (0, 0);
        }
    }
    assert_eq!(values, [739_311, 1, 2, 1]);
}

#[test]
fn nothing_that_is_withheld_is_in_any_file_of_the_index() {
    let public = [
        ("actors/hc.md", "---\nname: Harbour Committee\n---\n"),
        ("reports/a.md", "---\ntitle: Open\ndate: 2025-03-01\n---\n\nThe Harbour Committee met.\n"),
    ];
    let restricted = [
        ("actors/secret.md", "---\nname: Zanzilla Front\ntlp: red\n---\n\nHidden words.\n"),
        ("actors/person.md", "---\nname: Quillon Vexley\nprivacy: private\n---\n\nHidden words.\n"),
        (
            "reports/b.md",
            "---\ntitle: Xerxine plans\ndate: 2025-03-02\ntlp: amber\n---\n\nHidden words of the Harbour Committee.\n",
        ),
        ("reports/c.md", "---\ntitle: Yttrine plans\ndate: 2025-03-02\ndraft: true\n---\n\nHidden words.\n"),
        (
            "reports/d.md",
            "---\ntitle: Wolframe plans\ndate: 2025-03-02\nembargo: 2030-01-01T00:00:00Z\n---\n\nHidden words.\n",
        ),
    ];
    let with = site(&[&public[..], &restricted[..]].concat());
    let all = files(&with);
    let text = all.values().map(Value::to_string).collect::<String>();
    for word in ["zanzilla", "xerxine", "yttrine", "wolframe", "quillon", "vexley", "hidden", "Zanzilla", "Xerxine"] {
        assert!(!text.contains(word), "{word}");
    }
    // A private actor is in no file, and what else is withheld leaves no trace at all.
    let private = [&public[..], &restricted[1..2]].concat();
    assert_eq!(all, files(&site(&private)));
}

#[test]
fn a_report_that_was_withdrawn_is_found_by_its_title_alone() {
    let site = site(&[(
        "reports/a.md",
        "---\ntitle: Harbour closed\ndate: 2025-03-01\nstatus: withdrawn\nsummary: A tsunami.\n---\n\nThe tsunami in Kenya.\n",
    )]);
    let files = files(&site);
    assert_eq!(titles(&files, "words", "harbour"), [["Harbour closed"]]);
    assert!(!files.values().any(|file| file.to_string().contains("tsunami")));
}

#[test]
fn hostile_text_stays_text() {
    let site = site(&[(
        "reports/a.md",
        "---\ntitle: \"</script><script>alert(1)</script> \\u2028 \\\" ); alert(2); (\"\ndate: 2025-03-01\nid: a\n---\n\n`__proto__` and constructor.\n",
    )]);
    let files = files(&site);
    let row = &files["docs-0"].as_array().expect("rows").last().expect("the report")["t"];
    assert_eq!(row, "</script><script>alert(1)</script> \u{2028} \" ); alert(2); (");
}

#[test]
fn the_files_are_the_same_on_any_number_of_threads_and_a_new_report_moves_no_other() {
    let report = |number: usize| {
        let words: Vec<String> = (0..40).map(|word| format!("word{}", number * 17 + word * word % 97)).collect();
        let words = words.join(" ");
        (format!("reports/r{number}.md"), format!("---\ntitle: Report {number}\ndate: 2025-01-01\n---\n\n{words}\n"))
    };
    let many: Vec<(String, String)> = (0..300).map(report).collect();
    let borrowed = |files: &[(String, String)]| -> Site {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        site(&files)
    };
    let one = borrowed(&many);
    let alone = situs_on_one_thread(|| files(&borrowed(&many)));
    let before = files(&one);
    assert_eq!(before, alone);
    let mut more = many.clone();
    more.push(("reports/new.md".into(), "---\ntitle: New\ndate: 2025-02-01\n---\n\nword5 uniquely\n".into()));
    let after = files(&borrowed(&more));
    let changed: Vec<&String> =
        after.iter().filter(|(name, file)| before.get(*name) != Some(*file)).map(|(name, _)| name).collect();
    assert!(changed.len() <= 6, "{changed:?} of {}", after.len());
}

fn situs_on_one_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool").install(work)
}

#[test]
fn a_site_without_search_has_neither_page_nor_index() {
    let site = site_with("search = false", &[("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\n\nText.\n")]);
    assert!(site.all_routes().iter().all(|route| !route.path().starts_with("search/")));
    let home = String::from_utf8(site.page(&Route::Home).expect("a page").bytes).expect("text");
    assert!(!home.contains("search/index.html"));
}
