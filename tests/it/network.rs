//! The network: who is tied to whom, as a picture and as a table.

use std::sync::Arc;

use serde_json::Value;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Site {
    let content =
        files.into_iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), text))).collect();
    let now = "2025-10-22T00:00:00Z".parse().expect("a time");
    let site = Site::new(
        &Sources { content, ..Sources::default() },
        &Options { now, allow_broken: true, ..Options::default() },
    );
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn view(site: &Site) -> Value {
    let view = site.view(&site.at("network/").expect("an address")).expect("a view");
    serde_json::to_value(view).expect("data")["network"].take()
}

fn html(site: &Site) -> String {
    let page = site.page(&site.at("network/").expect("an address")).expect("a page");
    String::from_utf8(page.bytes).expect("text")
}

/// A line for each row of the table.
fn rows(view: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |tie: &Value| {
        let when = format!("{}..{}", text(&tie["start"]["label"]), text(&tie["end"]["label"]));
        let (who, what, whom) = (text(&tie["who"]["name"]), text(&tie["tie"]), text(&tie["whom"]["name"]));
        let ended = if tie["ended"] == true { " ended" } else { "" };
        format!("{who} {what} {whom} [{}] {when}{ended} ({})", text(&tie["role"]), tie["reports"])
    };
    view["ties"].as_array().expect("rows").iter().map(row).collect()
}

fn titles(view: &Value) -> Vec<String> {
    let lines = view["drawing"]["lines"].as_array().expect("lines");
    lines
        .iter()
        .map(|line| format!("{}: {}", line["kind"].as_str().expect("a kind"), line["title"].as_str().expect("a title")))
        .collect()
}

/// Everyone on the circle, the headings with a star.
fn seats(view: &Value) -> Vec<String> {
    let name = |node: &Value| node["who"]["name"].as_str().expect("a name").to_owned();
    let groups = view["drawing"]["groups"].as_array().expect("groups");
    let all = groups.iter().flat_map(|group| {
        let actors = group["actors"].as_array().expect("actors").iter().map(name);
        std::iter::once(format!("*{}", name(&group["heading"]))).chain(actors).collect::<Vec<_>>()
    });
    all.collect()
}

const PEOPLE: [(&str, &str); 8] = [
    ("actors/board.md", "---\nname: Harbour Board\nkind: organisation\ncountry: KEN\nparent: league\n---\n"),
    ("actors/league.md", "---\nname: Grain League\nkind: organisation\n---\n"),
    (
        "actors/doe.md",
        "---\nname: Jonna Doe\nkind: person\ncountry: KEN\nrelations:\n  - {type: leads, to: board, role: chair, start: 2024-02}\n  - {type: member-of, to: league, start: 2019, end: 2021}\n  - {type: holds-post, to: Peru, role: envoy, end: 2027}\n  - {type: allied-with, to: ferreyra}\n---\n",
    ),
    (
        "actors/ferreyra.md",
        "---\nname: Zoë Ferreyra\nkind: person\nrelations:\n  - {type: related-to, to: hidden}\n  - {type: related-to, to: secret}\n---\n",
    ),
    ("actors/hidden.md", "---\nname: Hidden Hand\nprivacy: private\nrelations:\n  - {type: leads, to: league}\n---\n"),
    ("actors/secret.md", "---\nname: Secret Cell\ntlp: red\n---\n"),
    (
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-10-20\n---\n\nJonna Doe and Hidden Hand met the Harbour Board and the Grain League. Zoë Ferreyra watched.\n",
    ),
    (
        "reports/b.md",
        "---\ntitle: B\ndate: 2025-10-21\n---\n\nHidden Hand met the Harbour Board. Zoë Ferreyra watched, and so did Jonna Doe.\n",
    ),
];

#[test]
fn every_tie_is_a_row_with_words() {
    let view = view(&site(PEOPLE));
    assert_eq!(
        rows(&view),
        [
            "Harbour Board is part of Grain League [] .. (1)",
            "Jonna Doe leads Harbour Board [chair] February 2024.. (2)",
            "Jonna Doe is a member of Grain League [] 2019..2021 ended (1)",
            "Jonna Doe holds a post in Peru [envoy] ..2027 (0)",
            "Jonna Doe is allied with Zoë Ferreyra [] .. (2)",
            "Harbour Board is named together with Zoë Ferreyra [] .. (2)",
        ]
    );
    assert_eq!((&view["relations_count"], &view["together_count"]), (&5.into(), &1.into()));
}

#[test]
fn every_line_says_its_tie_and_an_ended_one_is_another_line() {
    let site = site(PEOPLE);
    let view = view(&site);
    let mut titles = titles(&view);
    titles.sort();
    assert_eq!(
        titles,
        [
            "ended: Jonna Doe is a member of Grain League, 2019 to 2021, ended",
            "relation: Harbour Board is part of Grain League",
            "relation: Jonna Doe holds a post in Peru, envoy, until 2027",
            "relation: Jonna Doe is allied with Zoë Ferreyra; named together in 2 reports",
            "relation: Jonna Doe leads Harbour Board, chair, since February 2024; named together in 2 reports",
            "together: Harbour Board and Zoë Ferreyra are named together in 2 reports",
        ]
    );
    let lines = view["drawing"]["lines"].as_array().expect("lines").iter();
    let headless: Vec<&str> =
        lines.filter(|line| line["head"].is_null()).map(|line| line["title"].as_str().expect("a title")).collect();
    assert_eq!(headless.len(), 2, "an alliance and a common mention have no direction: {headless:?}");
    let page = html(&site);
    assert!(page.contains("<strong>ended</strong>") && page.contains(r#"<path class="ended""#), "{page}");
}

#[test]
fn actors_stand_by_home_country() {
    // A country without actors is there for the tie to it; those without a home come last.
    assert_eq!(
        seats(&view(&site(PEOPLE))),
        ["*Kenya", "Harbour Board", "Jonna Doe", "*Peru", "*No home country", "Grain League", "Zoë Ferreyra"]
    );
}

#[test]
fn who_is_private_or_withheld_is_not_there() {
    let site = site(PEOPLE);
    let (page, view) = (html(&site), view(&site).to_string());
    for word in ["Hidden", "hidden", "Secret", "secret"] {
        assert!(!page.contains(&format!("{word} ")) && !view.contains(word), "{word}: {view}");
    }
    assert!(!page.contains("Hidden Hand") && !page.contains("Secret Cell"), "{page}");
}

#[test]
fn a_site_without_ties_says_so() {
    let site = site([("actors/a.md", "---\nname: Harbour Board\n---\n")]);
    assert_eq!(view(&site)["drawing"], Value::Null);
    assert!(html(&site).contains("No ties yet"));
}

/// Actors of seven countries with long names, each with a relation to the next, and reports that name six at a time.
fn crowd(actors: usize, reports: usize) -> Vec<(String, String)> {
    let name = |n: usize| format!("Municipal Workers' Movement of Harbour District {n:04}");
    let actor = |n: usize| {
        let country = ["KEN", "PER", "NOR", "VNM", "GHA", "FJI", "COD"][n % 7];
        let next = (n + 1) % actors;
        let text = format!(
            "---\nname: \"{}\"\nkind: organisation\ncountry: {country}\nrelations:\n  - {{type: supports, to: a{next:04}}}\n---\n",
            name(n)
        );
        (format!("actors/a{n:04}.md"), text)
    };
    let report = |n: usize| {
        let ids: Vec<String> = (0..6).map(|k| format!("a{:04}", (n / 2 * 13 + k * 37) % actors)).collect();
        let text = format!("---\ntitle: Day {n}\ndate: 2025-10-{:02}\nactors: [{}]\n---\n", n % 28 + 1, ids.join(", "));
        (format!("reports/r{n:05}.md"), text)
    };
    (0..actors).map(actor).chain((0..reports).map(report)).collect()
}

fn crowded(files: &[(String, String)]) -> Site {
    site(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

#[test]
fn a_large_network_is_cut_and_says_so() {
    let files = crowd(620, 400);
    let site = crowded(&files);
    let view = view(&site);
    assert_eq!(view["actors"], 620);
    assert_eq!(view["drawing"]["actors"], 200);
    assert!(view["drawing"]["ties"].as_u64().is_some_and(|ties| ties > 150), "those who are drawn have ties");
    assert_eq!(rows(&view).len(), 500);
    assert_eq!((&view["relations_shown"], &view["relations_count"]), (&500.into(), &620.into()));
    assert!(view["together_count"].as_u64().is_some_and(|count| count > 400), "{}", view["together_count"]);
    let page = html(&site);
    assert!(page.contains("200 of 620 actors") && page.contains("500 of 620 relations"), "{page}");
    assert!(
        page.contains("<title>Municipal Workers&#39; Movement of Harbour District 0000, organisation: in"),
        "{page}"
    );
    assert!(page.contains(">Municipal Workers&#39;") && page.contains("…</text>"), "names are shortened");
}

#[test]
fn common_mentions_fill_what_relations_leave() {
    let files = crowd(60, 400);
    let view = view(&crowded(&files));
    assert_eq!(view["relations_shown"], 60);
    let (shown, count) = (rows(&view).len() - 60, view["together_count"].as_u64().expect("a count"));
    assert_eq!(shown as u64, count.min(400));
    let reports: Vec<u64> = view["ties"].as_array().expect("rows")[60..]
        .iter()
        .map(|tie| tie["reports"].as_u64().expect("a count"))
        .collect();
    assert!(reports.is_sorted_by(|a, b| a >= b) && reports.last() >= Some(&2), "{reports:?}");
}

#[test]
fn the_picture_does_not_depend_on_the_order_of_files() {
    let files = crowd(200, 100);
    let reversed: Vec<_> = files.iter().rev().cloned().collect();
    assert_eq!(html(&crowded(&files)), html(&crowded(&reversed)));
}
