//! What grows with the archive does so in parts: no page or list ships it whole, and no file is made in one piece.

use std::sync::Arc;

use situs::route::{DataFile, Route};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site(settings: &str, files: impl Iterator<Item = (String, String)>) -> Site {
    let content = files.map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), text))).collect();
    let config = Some(Arc::new(SourceFile::new("situs.toml", settings)));
    let site = Site::new(&Sources { content, config, ..Sources::default() }, &Options::default());
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn text(site: &Site, route: &Route) -> String {
    String::from_utf8(site.page(route).expect("a page").bytes).expect("text")
}

/// Reports that all name Kenya, twice each, and the Harbour Committee; a series without numbers.
fn hub(count: usize) -> impl Iterator<Item = (String, String)> {
    let committee = ("actors/hc.md".to_owned(), "---\nname: Harbour Committee\n---\n".to_owned());
    let report = |n: usize| {
        let day = n % 28 + 1;
        let body = "The Harbour Committee left Kenya. It returned to Kenya.";
        let text = format!("---\ntitle: Day {n}\ndate: 2025-10-{day:02}\nseries: Days\nnumber: {n}\n---\n\n{body}\n");
        (format!("reports/day-{n:05}.md"), text)
    };
    std::iter::once(committee).chain((1..=count).map(report))
}

#[test]
fn data_files_in_parts_are_whole() {
    // Two whole parts of 500 and one report more.
    let site = site("", hub(1001));
    assert_eq!(site.parts(&Route::Data(DataFile::Mentions)), 3);
    let reports: Vec<serde_json::Value> =
        serde_json::from_str(&text(&site, &Route::Data(DataFile::Reports))).expect("a JSON array");
    assert_eq!(reports.len(), 1001);
    let mentions = text(&site, &Route::Data(DataFile::Mentions));
    let ids: Vec<String> = mentions
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an object a line"))
        .map(|line| line["report"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), 3 * 1001, "three mentions in each report");
    assert!(ids.is_sorted(), "by the ids of the reports, over the borders of the parts");
    let one: Vec<serde_json::Value> =
        serde_json::from_str(&text(&site, &Route::Data(DataFile::Actors))).expect("a JSON array");
    assert_eq!(one.len(), 1);
    let none: Vec<serde_json::Value> =
        serde_json::from_str(&text(&site, &Route::Data(DataFile::Events))).expect("a JSON array");
    assert!(none.is_empty());
}

#[test]
fn a_country_in_every_report_has_pages() {
    let site = site("mentions_per_page = 50", hub(1001));
    let pages: Vec<Route> = site
        .routes()
        .into_iter()
        .filter(|route| matches!(route, Route::Country(id, _) if id.as_str() == "ken"))
        .collect();
    assert_eq!(pages.len(), 21, "1001 reports, 50 on a page");
    let mut seen = 0;
    for page in &pages {
        let view = serde_json::to_value(site.view(page).expect("a view")).expect("data");
        let mentions = &view["country"]["mentions"];
        assert_eq!((&mentions["count"], &mentions["reports"]), (&2002.into(), &1001.into()));
        let groups = mentions["groups"].as_array().expect("a list");
        assert!(groups.len() <= 50);
        seen += groups.len();
    }
    assert_eq!(seen, 1001, "each report is on one of them");
}

#[test]
fn a_report_of_a_long_series_has_its_neighbours() {
    let site = site("", hub(300));
    let route = site.at("reports/day-00150/").expect("a route");
    let view = serde_json::to_value(site.view(&route).expect("a view")).expect("data");
    let series = &view["report"]["series"];
    assert_eq!(series["previous"]["title"], "Day 149");
    assert_eq!(series["next"]["title"], "Day 151");
}

#[test]
fn a_sitemap_of_more_than_fifty_thousand_pages_has_parts() {
    let source = |n: usize| (format!("sources/s{n:05}.md"), format!("---\nname: Source {n}\n---\n"));
    let site = site("", (0..50_000).map(source));
    let parts: Vec<Route> = site.routes().into_iter().filter(|route| matches!(route, Route::SitemapPart(_))).collect();
    assert_eq!(parts.len(), 2);
    let index = text(&site, &Route::Sitemap);
    assert!(index.contains("<sitemapindex") && index.contains("<loc>http://localhost/sitemap-2.xml</loc>"), "{index}");
    let addresses: Vec<usize> = parts.iter().map(|part| text(&site, part).matches("<url>").count()).collect();
    assert_eq!(addresses[0], 50_000);
    // The sources, 500 pages that list them, the home page, the eight other lists, the calendar, the map, the network, the
    // search.
    assert_eq!(addresses.iter().sum::<usize>(), 50_000 + 500 + 13);
    for part in &parts {
        assert_eq!(site.at(&part.path()).as_ref(), Some(part), "the preview finds it");
    }
}

#[test]
fn feeds_of_entities_can_be_left_out() {
    let site = site("entity_feeds = false", hub(3));
    let feeds: Vec<String> =
        site.routes().iter().filter(|route| matches!(route, Route::Feed(..))).map(Route::path).collect();
    assert_eq!(feeds, ["feed.xml", "feed.json"]);
    let page = text(&site, &site.at("actors/hc/").expect("a route"));
    assert!(page.contains("../../feed.xml") && !page.contains("href=\"feed.xml\""), "{page}");
    let missing = Route::parse("actors/hc/feed.xml").expect("an address");
    assert!(site.page(&missing).is_err());
}

#[test]
fn a_situation_of_many_parts_shows_the_newest() {
    let part = |n: usize| {
        let text =
            format!("---\nname: Part {n}\nwhen: 2025-{:02}-{:02}\npart_of: flood\n---\n", n / 28 + 1, n % 28 + 1);
        (format!("events/part-{n:03}.md"), text)
    };
    let member = |n: usize| (format!("actors/m{n:03}.md"), format!("---\nname: Member {n}\nparent: league\n---\n"));
    let wholes = [
        ("events/flood.md".to_owned(), "---\nname: Great flood\nwhen: 2025\nkind: situation\n---\n".to_owned()),
        ("actors/league.md".to_owned(), "---\nname: Harbour League\n---\n".to_owned()),
    ];
    let site = site("", wholes.into_iter().chain((0..150).map(part)).chain((0..250).map(member)));
    let page = text(&site, &site.at("events/flood/").expect("a route"));
    assert!(page.contains("The newest 100 of 150."), "{page}");
    assert!(page.contains("Part 149") && !page.contains("Part 49<"), "{page}");
    let page = text(&site, &site.at("actors/league/").expect("a route"));
    assert!(page.contains(" and 50 more"), "{page}");
}
