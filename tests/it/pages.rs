//! Pages that the golden path does not show: redirects, tombstones, suggestions, feeds of a withdrawn report.

use std::sync::Arc;

use situs::knowledge::suggest;
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site(files: &[(&str, &str)]) -> Site {
    let content =
        files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text))).collect();
    Site::new(&Sources { content, ..Sources::default() }, &Options::default())
}

fn text(site: &Site, path: &str) -> Option<String> {
    let route: Route = site.routes().into_iter().find(|route| route.path() == path)?;
    site.page(&route).ok().map(|page| String::from_utf8(page.bytes).expect("text"))
}

#[test]
fn a_former_id_leads_to_the_page() {
    let site = site(&[("actors/new-name.md", "---\nname: Harbour Committee\nformer_ids: [old-name]\n---\n")]);
    let page = text(&site, "actors/old-name/").expect("a redirect");
    assert!(page.contains("../new-name/index.html"), "{page}");
    assert!(!text(&site, "sitemap.xml").expect("a sitemap").contains("old-name"));
}

#[test]
fn a_withdrawn_report_says_nothing_any_more() {
    let site = site(&[
        ("actors/hc.md", "---\nname: Harbour Committee\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-10-20\nstatus: withdrawn\nsummary: Secretly.\nclaims:\n  - {id: c, text: Wrongly., by: hc}\n---\n\nThe Harbour Committee lied in Kenya.\n",
        ),
    ]);
    assert!(text(&site, "reports/a/").is_some_and(|page| page.contains("withdrawn")), "a tombstone");
    for route in site.routes().iter().filter(|route| !matches!(route, Route::Asset(_))) {
        let page = String::from_utf8(site.page(route).expect("a page").bytes).expect("text");
        for word in ["Secretly", "Wrongly", "lied in"] {
            assert!(!page.contains(word), "{} still says {word}", route.path());
        }
    }
    assert!(text(&site, "countries/ken/").is_none(), "nothing names Kenya");
}

#[test]
fn names_without_a_page_are_suggested() {
    let site = site(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-10-20\n---\n\nThe Grain Relief Board met Mira Tolven. Later Mira Tolven left the Grain Relief Board.\n",
    )]);
    let names: Vec<_> = suggest::suggestions(&site.base, 2).into_iter().map(|row| (row.name, row.count)).collect();
    assert_eq!(names, [("Grain Relief Board".to_owned(), 2), ("Mira Tolven".to_owned(), 2)]);
}

#[test]
fn every_mention_is_on_the_page_of_its_entity_with_its_sentence() {
    let site = site(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-10-20\n---\n\nRain fell in Kenya. Nobody came.\n\n## North\n\nKenyan crews left.\n",
    )]);
    let page = text(&site, "countries/ken/").expect("a page");
    assert!(
        page.contains("Rain fell in ") && page.contains("<mark>Kenya</mark>") && !page.contains("Nobody came"),
        "{page}"
    );
    assert!(page.contains("../../reports/a/index.html#north"), "the sentence leads to its section");
}
