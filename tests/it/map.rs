//! Maps: what is happening where, as a picture and as a list, and the small maps of countries and events.

use std::sync::Arc;

use serde_json::Value;
use situs::config::BoundarySet;
use situs::page::map::boundaries::{Boundaries, Line, boundaries};
use situs::page::map::projection::Spot;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn configured<'a>(settings: &str, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Site {
    let content =
        files.into_iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), text))).collect();
    let now = "2025-10-22T00:00:00Z".parse().expect("a time");
    let config = (!settings.is_empty()).then(|| Arc::new(SourceFile::new("situs.toml", settings)));
    let site = Site::new(
        &Sources { content, config, ..Sources::default() },
        &Options { now, allow_broken: true, ..Options::default() },
    );
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Site {
    configured("", files)
}

fn view(site: &Site, address: &str) -> Value {
    let view = site.view(&site.at(address).expect("an address")).expect("a view");
    serde_json::to_value(view).expect("data")
}

fn html(site: &Site, address: &str) -> String {
    let page = site.page(&site.at(address).expect("an address")).expect("a page");
    String::from_utf8(page.bytes).expect("text")
}

/// The site of one event, and the map on its page.
fn locator(front_matter: &str) -> (Site, Value) {
    let text = format!("---\nname: Meeting of Harbour Boards\nwhen: 2025-10-20\n{front_matter}\n---\n");
    let site = site([("events/a.md", text.as_str())]);
    let locator = view(&site, "events/a/")["event"]["locator"].take();
    (site, locator)
}

fn figure(html: &str) -> &str {
    let (_, rest) = html.split_once("<figure class=\"map locator\">").expect("a locator");
    rest.split_once("</figure>").expect("its end").0
}

fn set(set: BoundarySet) -> &'static Boundaries {
    boundaries(set).expect("shapes")
}

#[test]
fn places_fall_where_each_set_has_them() {
    // Longitude, latitude, codes of the UN set, codes of Natural Earth. Where the two differ, that is the point.
    let places = [
        ("Simferopol", 34.1, 44.95, "UKR", "RUS"),
        ("Golan", 35.8, 33.0, "SYR", "ISR"),
        ("Laayoune", -13.1, 27.1, "ESH", "MAR"),
        ("Srinagar", 74.8, 34.1, "XJK", "IND"),
        ("Gilgit", 74.3, 35.9, "XJK", "PAK"),
        ("Aksai Chin", 79.2, 35.2, "XAC", "CHN"),
        ("Arunachal", 93.6, 27.9, "XAP", "IND"),
        ("Halaib", 36.2, 22.3, "XHT", "EGY"),
        ("Hargeisa", 44.07, 9.56, "SOM", "XSL"),
        ("Pristina", 21.17, 42.66, "SRB,XKX", "XKX"),
        ("Abyei", 28.44, 9.6, "SSD", "SDN"),
        ("Ilemi", 35.1, 4.8, "XIT", "KEN"),
        ("Northern Cyprus", 33.4, 35.3, "CYP", "XNC"),
        ("Gaza", 34.45, 31.5, "PSE", "PSE"),
        ("Ramallah", 35.2, 31.9, "PSE", "PSE"),
        ("Taipei", 121.5, 25.0, "TWN", "TWN"),
        ("Doha", 51.4, 25.3, "QAT", "QAT"),
        ("Malta", 14.43, 35.88, "MLT", "MLT"),
        ("Moscow", 37.6, 55.75, "RUS", "RUS"),
        ("Chukotka beyond the antimeridian", -175.0, 66.5, "RUS", "RUS"),
        ("South pole", 10.0, -89.0, "ATA", "ATA"),
        ("Open sea", -30.0, 40.0, "", ""),
    ];
    for (name, longitude, latitude, un, natural_earth) in places {
        let spot = Spot::new(longitude, latitude);
        assert_eq!(set(BoundarySet::Un).near.at(&spot).join(","), un, "{name}, UN");
        assert_eq!(set(BoundarySet::NaturalEarth).near.at(&spot).join(","), natural_earth, "{name}, Natural Earth");
    }
}

#[test]
fn every_country_has_a_place_and_no_line_runs_across_the_world() {
    for set in [set(BoundarySet::Un), set(BoundarySet::NaturalEarth)] {
        for code in ["VAT", "SMR", "MCO", "NRU", "TUV", "KIR", "XKX", "ESH", "PSE", "GIB", "WLF", "ATA"] {
            assert!(set.centre(code).is_some(), "{code}");
        }
        for level in [&set.world, &set.near] {
            let steps = level.arcs.iter().flat_map(|arc| arc.windows(2));
            let long = steps.filter(|step| (step[0].longitude - step[1].longitude).abs() > 100.0);
            assert!(long.into_iter().all(|step| step[0].latitude < -89.9), "only along the pole");
            let disputed = level.lines.iter().filter(|line| **line == Line::Disputed).count();
            assert!(disputed >= 5, "{disputed} disputed lines");
            for area in &level.areas {
                for ring in &area.rings {
                    let (first, last) = (level.points(ring).next(), level.points(ring).last());
                    assert_eq!(first, last, "a ring of {} is closed", area.id);
                }
            }
        }
    }
}

#[test]
fn a_place_is_a_point_a_ring_or_a_wide_area_by_how_well_it_is_known() {
    let shape = |precision: &str| {
        let (site, locator) =
            locator(&format!("place: {{name: Old Quay, lat: 31.5, lon: 34.45{precision}}}\ncountries: [PSE]"));
        let page = html(&site, "events/a/");
        let figure = figure(&page).to_owned();
        let drawn =
            ["point", "area", "wide"].into_iter().filter(|class| figure.contains(&format!("class=\"{class}\"")));
        let drawn = drawn.collect::<Vec<_>>().join(" ");
        (locator["mark"]["precision"].as_str().expect("a word").to_owned(), drawn, figure)
    };
    for (written, precision, class) in [
        ("", "exact", "point"),
        (", precision: 1", "exact", "point"),
        (", precision: 2", "area", "area"),
        (", precision: 3", "region", "wide"),
    ] {
        let (word, drawn, figure) = shape(written);
        assert_eq!((word.as_str(), drawn.as_str()), (precision, class), "{written}");
        assert!(
            figure.contains(">Old Quay</text>") && figure.contains("<title id=\"map--title\">Map: Old Quay</title>")
        );
    }
}

#[test]
fn an_event_without_a_position_has_the_map_of_its_country() {
    let (site, locator) = locator("countries: [QAT, KEN]");
    assert_eq!((&locator["mark"], &locator["country"]), (&Value::Null, &"Qatar".into()));
    assert!(!figure(&html(&site, "events/a/")).contains("class=\"point\""));
    let (_, nowhere) = self::locator("kind: talks");
    assert_eq!(nowhere, Value::Null);
}

#[test]
fn small_countries_are_legible() {
    for (code, name) in [("MLT", "Malta"), ("VAT", "Vatican City"), ("NRU", "Nauru"), ("MCO", "Monaco")] {
        for boundaries in ["un", "natural-earth"] {
            let path = format!("countries/{code}.md");
            let site = configured(&format!("[map]\nboundaries = \"{boundaries}\"\n"), [(path.as_str(), "---\n---\n")]);
            let locator = &view(&site, &format!("countries/{}/", code.to_lowercase()))["country"]["locator"];
            let ring = &locator["map"]["ring"];
            assert!(ring["r"].as_i64().is_some_and(|r| r >= 28), "{name}, {boundaries}: {ring}");
            let labels = locator["labels"].as_array().expect("labels");
            assert!(labels.iter().any(|label| label["text"] == name && label["own"] == true), "{name}: {labels:?}");
        }
    }
    // Atolls that are smaller than anything that can be drawn are specks.
    for code in ["mdv", "kir", "tuv", "mhl"] {
        let path = format!("countries/{code}.md");
        let site = site([(path.as_str(), "---\n---\n")]);
        let locator = &view(&site, &format!("countries/{code}/"))["country"]["locator"];
        let here = locator["map"]["here"].as_str().unwrap_or_default();
        assert!(here.matches('M').count() >= 2 || locator["map"]["ring"].is_object(), "{code}: {here}");
    }
    let site = site([("countries/QAT.md", "---\n---\n")]);
    let locator = &view(&site, "countries/qat/")["country"]["locator"];
    assert!(locator["map"]["here"].as_str().is_some_and(|path| path.len() > 60), "Qatar is a shape: {locator}");
    assert!(locator["map"]["around"].as_array().is_some_and(|around| around.contains(&"Bahrain".into())));
}

#[test]
fn countries_across_the_antimeridian_and_at_the_poles_are_whole() {
    for code in ["fji", "kir", "rus", "nzl", "usa", "ata", "grl", "cri", "xkx", "esh"] {
        let path = format!("countries/{}.md", code.to_uppercase());
        let site = site([(path.as_str(), "---\n---\n")]);
        let locator = &view(&site, &format!("countries/{code}/"))["country"]["locator"];
        let here = locator["map"]["here"].as_str().expect("a path");
        assert!(!here.is_empty(), "{code} is seen");
        let around = locator["map"]["around"].as_array().expect("a list").len();
        let land = locator["map"]["land"].as_str().expect("a path");
        assert!(around < 4 || land.len() > 150, "{code}: what is around it is drawn, not only named: {land}");
        let starts = here.split('M').skip(1).map(|part| {
            let (x, rest) = part.split_once(' ').expect("two numbers");
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
            (x.parse::<i32>().expect("a number"), rest[..end].parse::<i32>().expect("a number"))
        });
        for (x, y) in starts {
            assert!((-6..=646).contains(&x) && (-6..=486).contains(&y), "{code}: {x} {y}");
        }
    }
}

#[test]
fn a_locator_is_small_wherever_it_is() {
    for (latitude, longitude) in [(31.5, 34.45), (61.0, 5.0), (-17.8, 179.9), (12.0, 123.0), (70.0, 95.0), (-74.0, 0.0)]
    {
        for precision in 1..=3 {
            let (site, _) =
                locator(&format!("place: {{name: Quay, lat: {latitude}, lon: {longitude}, precision: {precision}}}"));
            let page = html(&site, "events/a/");
            assert!(figure(&page).len() <= 6144, "{latitude} {longitude}: {} bytes", figure(&page).len());
        }
    }
}

const FILES: [(&str, &str); 7] = [
    (
        "events/quay.md",
        "---\nname: Fire at the Old Quay\nwhen: 2025-10-20\nstatus: confirmed\nplace: {name: Old Quay, lat: -4.05, lon: 39.67, precision: 1}\ncountries: [KEN]\n---\n",
    ),
    (
        "events/talks.md",
        "---\nname: Grain talks\nwhen: 2025-10-01/..\nstatus: ongoing\nplace: {name: Grain Hall, lat: -1.29, lon: 36.82, precision: 2}\ncountries: [KEN]\n---\n",
    ),
    ("events/visit.md", "---\nname: Visit of envoys\nwhen: 2025-11-20\nstatus: planned\ncountries: [PER]\n---\n"),
    (
        "events/sea.md",
        "---\nname: Drifting barge\nwhen: 2025-10-19\nstatus: disputed\nplace: {lat: -40.0, lon: -30.0}\n---\n",
    ),
    (
        "events/secret.md",
        "---\nname: Hidden meeting\nwhen: 2025-10-21\ntlp: red\nplace: {name: Hidden Hall, lat: 10.0, lon: 10.0}\ncountries: [NGA]\n---\n",
    ),
    ("reports/a.md", "---\ntitle: A\ndate: 2025-10-20\n---\n\nKenya and Norway met.\n"),
    ("reports/b.md", "---\ntitle: B\ndate: 2025-10-21\n---\n\nKenya waits.\n"),
];

#[test]
fn the_list_has_everything_that_the_map_has() {
    let site = site(FILES);
    let map = view(&site, "map/")["map"].take();
    let array = |value: &Value| value.as_array().expect("a list").clone();
    let mut marked: Vec<String> = array(&map["world"]["markers"])
        .iter()
        .flat_map(|marker| array(&marker["events"]))
        .map(|event| event["name"].as_str().expect("a name").to_owned())
        .collect();
    let listed = array(&map["countries"]).into_iter().flat_map(|row| array(&row["events"]));
    let mut listed: Vec<String> = listed
        .chain(array(&map["elsewhere"]))
        .map(|row| row["event"]["name"].as_str().expect("a name").to_owned())
        .collect();
    marked.sort();
    listed.sort();
    assert_eq!(marked, ["Drifting barge", "Fire at the Old Quay", "Grain talks", "Visit of envoys"]);
    assert_eq!(marked, listed);
    let rows: Vec<String> = array(&map["countries"])
        .iter()
        .map(|row| format!("{} {}", row["country"]["id"].as_str().expect("a code"), row["reports"]))
        .collect();
    assert_eq!(rows, ["KEN 2", "NOR 1", "PER 0"]);
    let shades: Vec<String> = array(&map["world"]["countries"])
        .iter()
        .map(|shade| format!("{} {}", shade["name"].as_str().expect("a name"), shade["class"]))
        .collect();
    assert_eq!(shades, ["Kenya 2", "Norway 1"]);
}

#[test]
fn a_status_has_a_shape_of_its_own() {
    let site = site(FILES);
    let map = view(&site, "map/")["map"].take();
    assert_eq!(map["shapes"], serde_json::json!(["disc", "ring", "broken", "diamond"]));
    let page = html(&site, "map/");
    assert!(page.contains("class=\"hollow broken\"") && page.contains("planned or postponed"), "{page}");
}

#[test]
fn what_is_withheld_is_on_no_map() {
    let site = site(FILES);
    let (page, map) = (html(&site, "map/"), view(&site, "map/").to_string());
    assert!(!page.contains("Hidden") && !map.contains("Hidden") && !map.contains("Nigeria"), "{map}");
}

#[test]
fn nothing_is_asked_of_another_host_and_no_style_is_inline() {
    let page = html(&site(FILES), "map/");
    for word in ["style=", "onclick", "<image", "url(", "<script>"] {
        assert!(!page.contains(word), "{word}");
    }
}

/// Events that are strewn over a small region, and some far from it.
fn many(count: usize) -> Vec<(String, String)> {
    let event = |n: usize| {
        let (lat, lon) = if n.is_multiple_of(3) {
            (format!("{}.{}", n % 50, n % 10), format!("{}.{}", n % 170, n % 7))
        } else {
            (format!("31.{}", 30 + n % 20), format!("34.{}", 30 + n % 23))
        };
        let day = n % 28 + 1;
        let text = format!(
            "---\nname: Event {n:04}\nwhen: 2025-09-{day:02}\nplace: {{name: Quay {n}, lat: {lat}, lon: {lon}}}\ncountries: [PSE]\n---\n"
        );
        (format!("events/e{n:04}.md"), text)
    };
    (0..count).map(event).collect()
}

fn pairs(files: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
}

#[test]
fn the_page_does_not_grow_with_the_archive_and_says_what_it_leaves_out() {
    let (small, large) = (many(300), many(1200));
    let (small, large) = (site(pairs(&small)), site(pairs(&large)));
    let map = view(&large, "map/")["map"].take();
    assert_eq!((&map["events_shown"], &map["events_count"]), (&200.into(), &1200.into()));
    let (before, after) = (html(&small, "map/").len(), html(&large, "map/").len());
    assert!(after < before + before / 10, "{before} bytes, then {after}");
    assert!(html(&large, "map/").contains("200 of 1200 events"));
}

#[test]
fn markers_do_not_overlap_and_a_crowd_has_a_map_of_its_own() {
    let files = many(300);
    let map = view(&site(pairs(&files)), "map/")["map"].take();
    for (markers, gap) in [(&map["world"]["markers"], 15), (&map["focus"]["markers"], 34)] {
        let number = |marker: &Value, key: &str| marker[key].as_i64().expect("a number");
        let markers = markers.as_array().expect("markers");
        for (at, one) in markers.iter().enumerate() {
            for other in &markers[..at] {
                let (dx, dy) = (number(one, "x") - number(other, "x"), number(one, "y") - number(other, "y"));
                assert!(dx * dx + dy * dy >= gap * gap, "{one} {other}");
            }
        }
    }
    let counted = map["world"]["markers"].as_array().expect("markers").iter();
    let sum: u64 = counted.map(|marker| marker["count"].as_u64().expect("a count")).sum();
    assert_eq!(sum, 200, "every event is in one marker");
    assert!(map["focus"]["events"].as_u64().is_some_and(|events| events > 100), "{}", map["focus"]["events"]);
    assert!(map["focus"]["markers"].as_array().is_some_and(|markers| markers.len() > 5));
}

#[test]
fn maps_do_not_depend_on_the_order_of_files() {
    let files = many(120);
    let reversed: Vec<_> = files.iter().rev().cloned().collect();
    let (one, other) = (site(pairs(&files)), site(pairs(&reversed)));
    for address in ["map/", "events/e0001/", "countries/pse/"] {
        assert_eq!(html(&one, address), html(&other, address), "{address}");
    }
}

#[test]
fn the_site_chooses_whose_boundaries_and_what_is_said_of_them() {
    let settings =
        |boundaries: &str| format!("[map]\nboundaries = \"{boundaries}\"\ndisclaimer = \"Lines are rough.\"\n");
    let un = html(&configured(&settings("un"), FILES), "map/");
    let natural_earth = html(&configured(&settings("natural-earth"), FILES), "map/");
    assert!(un.contains("Lines are rough. Boundaries: United Nations."), "{un}");
    assert!(natural_earth.contains("Lines are rough. Boundaries: Natural Earth."), "{natural_earth}");
    let none = configured(&settings("none"), FILES);
    let map = view(&none, "map/")["map"].take();
    assert_eq!((&map["world"], &map["focus"]), (&Value::Null, &Value::Null));
    assert_eq!(map["events_shown"], 4, "the list stays");
    assert_eq!(view(&none, "events/quay/")["event"]["locator"], Value::Null);
    assert!(!html(&none, "map/").contains("Boundaries:"));
}

#[test]
fn a_site_without_places_says_so() {
    let site = site([("actors/a.md", "---\nname: Harbour Board\n---\n")]);
    assert_eq!(view(&site, "map/")["map"]["world"], Value::Null);
    assert!(html(&site, "map/").contains("Nothing has a place yet"));
}
