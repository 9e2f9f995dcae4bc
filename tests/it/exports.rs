//! What other programs read of a site: tables, places, ties between entities, calendars. Each file is read by a program
//! that others wrote for its format.

use std::collections::BTreeSet;
use std::sync::Arc;

use icalendar::{Calendar, Component, EventLike, EventStatus};
use jiff::Timestamp;
use situs::route::{DataFile, Route};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

const SETTINGS: &str = "title = \"Harbour, watched\"\nbase_url = \"https://harbour.example/\"\n";

/// The one door to the code under test: a site of these files at this time.
fn site_at(now: &str, settings: &str, files: &[(&str, &str)]) -> Site {
    let content =
        files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text))).collect();
    let config = Some(Arc::new(SourceFile::new("situs.toml", settings)));
    let now: Timestamp = now.parse().expect("a time");
    let site = Site::new(&Sources { content, config, ..Sources::default() }, &Options { now, ..Options::default() });
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn site(files: &[(&str, &str)]) -> Site {
    site_at("2031-01-01T00:00:00Z", SETTINGS, files)
}

fn text(site: &Site, route: &Route) -> String {
    String::from_utf8(site.page(route).expect("a file").bytes).expect("text")
}

fn data(site: &Site, file: DataFile) -> String {
    text(site, &Route::Data(file))
}

/// The rows below the two rows of headers, each cell with its header.
fn rows(site: &Site, file: DataFile) -> Vec<Vec<(String, String)>> {
    let text = data(site, file);
    // A reader that is not flexible refuses rows of different widths.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().expect("headers").clone();
    let mut rows: Vec<Vec<(String, String)>> = reader
        .records()
        .map(|row| row.expect("a row as wide as the headers"))
        .map(|row| headers.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect())
        .collect();
    let tags = rows.remove(0);
    assert!(tags.iter().all(|(_, tag)| tag.starts_with('#')), "the second row has hashtags: {tags:?}");
    rows
}

fn get<'r>(row: &'r [(String, String)], header: &str) -> &'r str {
    &row.iter().find(|(name, _)| name == header).unwrap_or_else(|| panic!("a column `{header}`")).1
}

fn column(rows: &[Vec<(String, String)>], header: &str) -> Vec<String> {
    rows.iter().map(|row| get(row, header).to_owned()).collect()
}

/// The entities of FollowTheMoney, one a line.
fn entities(site: &Site) -> Vec<serde_json::Value> {
    data(site, DataFile::Entities).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

fn calendar(site: &Site, path: &str) -> Calendar {
    let route = site.at(path).expect("an address");
    assert!(site.routes().contains(&route), "{path} is built");
    text(site, &route).parse().expect("a calendar")
}

fn event(calendar: &Calendar, uid: &str) -> icalendar::Event {
    calendar.events().find(|event| event.get_uid() == Some(uid)).expect("an event with this UID").clone()
}

fn has_calendar(site: &Site, path: &str) -> bool {
    let route = site.at(path).expect("an address");
    let is_built = site.routes().contains(&route);
    assert_eq!(site.page(&route).is_ok(), is_built, "{path} is in the build where it is in the preview");
    is_built
}

const HARBOUR: [(&str, &str); 10] = [
    ("actors/harbour-board.md", "---\nname: Harbour Board\nkind: agency\ncountry: KEN\naliases: [the Board]\n---\n"),
    ("actors/tide-news.md", "---\nname: Tide News\nkind: media\n---\n"),
    ("actors/lonely.md", "---\nname: Lonely Lighthouse\n---\n"),
    ("sources/minutes.md", "---\nname: Minutes of the Board\npublished: 2030-03-02\npublisher: Harbour Board\n---\n"),
    (
        "events/flood.md",
        "---\nname: Great flood\nwhen: 2030-03\nkind: situation\nstatus: ongoing\ncountries: [KEN]\nclaims:\n  - {id: dry, text: The quay is dry, by: Harbour Board, source: minutes, grade: B2, status: disputed}\nfigures:\n  - {id: level, label: Level of the tide, value: -5, unit: cm}\n---\n",
    ),
    (
        "events/inspection.md",
        "---\nname: Inspection of the quay\nwhen: 2030-03-05\nstatus: confirmed\nkind: visit\npart_of: flood\nplace: {name: North Quay, lat: -4.05, lon: 39.67, precision: 1}\ncountries: [KEN]\nparticipants: [Harbour Board, Somebody Else]\n---\n",
    ),
    (
        "events/hearing.md",
        "---\nname: Hearing\nwhen: 2030-04-01T09:00:00+03:00\nstatus: planned\nplace: {name: Coast, lat: -3, lon: 40, precision: 3}\n---\n",
    ),
    (
        "reports/one.md",
        "---\ntitle: Day one\ndate: 2030-03-03\nsources:\n  - {id: call, name: A call}\nclaims:\n  - {id: wet, text: The quay is wet, by: [Tide News, An Onlooker], via: Tide News, about: Great flood, date: 2030-03-02, source: call, disputes: dry}\n  - {quote: nobody was hurt, by: Harbour Board}\nfigures:\n  - {id: hurt, label: People hurt, value: 3, qualifier: between, max: 4, unit: people, hxl: '#affected+injured', about: KEN}\n  - {id: boats, label: Boats, value: 12.5}\n---\n\nThe Harbour Board said that nobody was hurt.\n",
    ),
    (
        "reports/two.md",
        "---\ntitle: Day two\ndate: 2030-03-04\nstatus: withdrawn\nclaims:\n  - {text: Withdrawn words}\nfigures:\n  - {label: Withdrawn boats, value: 99}\n---\n",
    ),
    ("events/later.md", "---\nname: Later talks\nwhen: 2030-05-01/..\nkind: talks\npart_of: inspection\n---\n"),
];

#[test]
fn claims_have_a_row_each_wherever_they_stand() {
    let rows = rows(&site(&HARBOUR), DataFile::Claims);
    // Two of the report, one of the event; the withdrawn report has one that does not count.
    assert_eq!(rows.len(), 3);
    let wet = &rows[0];
    for (header, cell) in [
        ("report", "one"),
        ("event", ""),
        ("reported", "2030-03-03"),
        ("id", "wet"),
        ("text", "The quay is wet"),
        ("by", "Tide News; An Onlooker"),
        ("by_id", "tide-news"),
        ("via", "Tide News"),
        ("about", "Great flood"),
        ("date", "2030-03-02"),
        ("source", "call"),
        ("source_name", "A call"),
        ("disputes", "dry"),
        ("url", "https://harbour.example/reports/one/#claim--wet"),
    ] {
        assert_eq!(get(wet, header), cell, "{header}");
    }
    assert_eq!(get(&rows[1], "quote"), "nobody was hurt");
    let dry = &rows[2];
    let of_event = [("report", ""), ("event", "flood"), ("source", "minutes"), ("grade", "B2"), ("status", "disputed")];
    for (header, cell) in of_event {
        assert_eq!(get(dry, header), cell, "{header}");
    }
    assert_eq!(get(dry, "source_name"), "Minutes of the Board");
}

#[test]
fn figures_have_a_row_each_and_stay_numbers() {
    let rows = rows(&site(&HARBOUR), DataFile::Figures);
    // Two of the report, one of the event, none of the withdrawn report.
    assert_eq!(column(&rows, "value"), ["3", "12.5", "-5"]);
    assert_eq!(column(&rows, "max"), ["4", "", ""]);
    assert_eq!(column(&rows, "hxl"), ["#affected+injured", "", ""]);
    assert_eq!(column(&rows, "about"), ["Kenya", "", ""]);
    // Without a moment of their own, that of the document.
    assert_eq!(column(&rows, "as_of"), ["2030-03-03", "2030-03-03", "2030-03"]);
    assert_eq!(column(&rows, "event"), ["", "", "flood"]);
}

#[test]
fn events_have_a_row_each_with_first_and_last_day() {
    let rows = rows(&site(&HARBOUR), DataFile::EventRows);
    // One for each of the four files.
    assert_eq!(column(&rows, "id"), ["flood", "hearing", "inspection", "later"]);
    assert_eq!(column(&rows, "start"), ["2030-03-01", "2030-04-01T06:00:00Z", "2030-03-05", "2030-05-01"]);
    assert_eq!(column(&rows, "end"), ["2030-03-31", "2030-04-01T06:00:00Z", "2030-03-05", ""]);
    let inspection = &rows[2];
    for (header, cell) in [
        ("lat", "-4.05"),
        ("lon", "39.67"),
        ("precision", "exact"),
        ("countries", "KEN"),
        ("participants", "Harbour Board; Somebody Else"),
        ("part_of", "flood"),
    ] {
        assert_eq!(get(inspection, header), cell, "{header}");
    }
}

#[test]
fn places_are_points_with_the_longitude_first() {
    let text = data(&site(&HARBOUR), DataFile::EventPlaces);
    let collection: geojson::FeatureCollection = text.parse().expect("a FeatureCollection");
    // Of four events two have a position.
    assert_eq!(collection.features.len(), 2);
    let inspection = &collection.features[1];
    assert_eq!(inspection.id, Some(geojson::feature::Id::String("inspection".into())));
    assert_eq!(inspection.geometry, Some(geojson::Geometry::new_point([39.67, -4.05])));
    assert_eq!(inspection.property("precision"), Some(&"exact".into()));
    assert_eq!(collection.features[0].property("precision"), Some(&"region".into()));
    let none: geojson::FeatureCollection =
        data(&site(&[]), DataFile::EventPlaces).parse().expect("a FeatureCollection of nothing");
    assert!(none.features.is_empty());
}

#[test]
fn no_cell_is_a_formula() {
    let site = site(&[
        ("actors/a.md", "---\nname: '=HYPERLINK(\"https://harbour.example\")'\n---\n"),
        (
            "events/e.md",
            "---\nname: '@SUM(A1)'\nwhen: 2030-03-05\nwhen_text: '-1+2'\nparticipants: [a]\nplace: {name: '+1', lat: -1, lon: -2}\n---\n",
        ),
        (
            "reports/r.md",
            "---\ntitle: R\ndate: 2030-03-03\nclaims:\n  - {text: \"\\t=1\", by: a}\n  - {text: '-2'}\nfigures:\n  - {label: '+x', value: -2, unit: '=cmd'}\n---\n",
        ),
    ]);
    let mut guarded = 0;
    for file in [DataFile::Claims, DataFile::Figures, DataFile::EventRows] {
        for (header, cell) in rows(&site, file).into_iter().flatten() {
            let is_number = cell.parse::<f64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{header}: {cell:?}");
            guarded += usize::from(cell.starts_with('\''));
        }
    }
    // `by` and the text of the first claim; label and unit; name, words of the time, place and participants.
    assert_eq!(guarded, 8);
    assert_eq!(column(&rows(&site, DataFile::Claims), "text")[1], "-2", "a number stays one");
}

#[test]
fn what_an_edition_withholds_is_in_no_file() {
    let secret = |kind: &str, marking: &str| {
        format!(
            "---\n{kind}{marking}claims:\n  - {{text: Quince said so, by: Quince}}\nfigures:\n  - {{label: Quince boats, value: 7}}\n---\n\nQuince.\n"
        )
    };
    let red = secret("title: Quince report\ndate: 2030-03-03\n", "tlp: red\n");
    let embargoed = secret("title: Quince tomorrow\ndate: 2030-03-03\n", "embargo: 2040-01-01\n");
    let event = secret("name: Quince meeting\nwhen: 2030-03-03\n", "tlp: red\nplace: {lat: 1, lon: 2}\n");
    let mut files = HARBOUR.to_vec();
    files.extend([
        ("reports/red.md", red.as_str()),
        ("reports/embargoed.md", &embargoed),
        ("events/red.md", &event),
        ("actors/quince.md", "---\nname: Quince\ntlp: red\nrelations:\n  - {type: leads, to: harbour-board}\n---\n"),
    ]);
    let site = site(&files);
    let exports = |route: &Route| matches!(route, Route::Data(_) | Route::Feed(..));
    for route in site.routes().iter().filter(|route| exports(route)) {
        assert!(!text(&site, route).to_lowercase().contains("quince"), "{}", route.path());
    }
}

#[test]
fn a_private_actor_is_a_name_in_tables_and_nothing_to_link() {
    let site = site(&[
        ("actors/neighbour.md", "---\nname: Wanda Weir\nprivacy: private\n---\n"),
        (
            "actors/board.md",
            "---\nname: Harbour Board\nkind: agency\nparent: neighbour\nrelations:\n  - {type: represents, to: Wanda Weir}\n---\n",
        ),
        ("sources/letter.md", "---\nname: A letter\npublisher: Wanda Weir\n---\n"),
        ("events/visit.md", "---\nname: A visit\nwhen: 2030-03-05\nparticipants: [Wanda Weir, board]\n---\n"),
        (
            "reports/r.md",
            "---\ntitle: R\ndate: 2030-03-03\nactors: [Wanda Weir]\nclaims:\n  - {text: It was wet, by: Wanda Weir}\n---\n\nWanda Weir met the Harbour Board.\n",
        ),
    ]);
    let ftm = data(&site, DataFile::Entities);
    assert!(ftm.contains("Harbour Board") && !ftm.contains("neighbour") && !ftm.contains("Weir"), "{ftm}");
    let claims = rows(&site, DataFile::Claims);
    assert_eq!((get(&claims[0], "by"), get(&claims[0], "by_id")), ("Wanda Weir", ""), "as on the page");
    assert!(has_calendar(&site, "actors/board/calendar.ics") && !has_calendar(&site, "actors/neighbour/calendar.ics"));
}

#[test]
fn ties_are_of_the_schema_that_can_hold_both_ends() {
    let site = site(&[
        (
            "actors/ada-brook.md",
            "---\nname: Ada Brook\nkind: person\nids: {wikidata: Q42}\nrelations:\n  - {type: member-of, to: board, start: 2028-01, end: 2029}\n  - {type: holds-post, to: board, role: Chair, start: 2029-02-03}\n  - {type: holds-post, to: KEN}\n  - {type: owns, to: pier}\n  - {type: owns, to: board}\n  - {type: speaks-for, to: KEN}\n  - {type: leads, to: board}\n  - {type: leads, to: board}\n  - {type: party-to, to: flood}\n---\n",
        ),
        ("actors/board.md", "---\nname: Harbour Board\nkind: agency\ncountry: KEN\nweak_aliases: [the Board]\n---\n"),
        ("actors/pier.md", "---\nname: Pier Limited\nkind: company\nparent: board\n---\n"),
        (
            "events/flood.md",
            "---\nname: Great flood\nwhen: 2030-03\nstatus: disputed\nparticipants: [board, Uganda]\n---\n",
        ),
        ("reports/r.md", "---\ntitle: R\ndate: 2030-03-03\nevents: [flood]\n---\n\nAda Brook met the Harbour Board.\n"),
    ]);
    let entities = entities(&site);
    let find = |id: &str| {
        entities.iter().find(|entity| entity["id"] == id).unwrap_or_else(|| panic!("`{id}` in {entities:#?}"))
    };
    for (id, schema) in [
        ("actor-ada-brook", "Person"),
        ("actor-board", "PublicBody"),
        ("actor-pier", "Company"),
        ("country-ken", "LegalEntity"),
        ("country-uga", "LegalEntity"),
        ("position-actor-board.chair", "Position"),
        ("relation-ada-brook.member-of.actor-board", "Membership"),
        ("relation-ada-brook.holds-post.actor-board", "Occupancy"),
        // No post is named, and a body that is no company is no asset.
        ("relation-ada-brook.holds-post.country-ken", "UnknownLink"),
        ("relation-ada-brook.owns.actor-pier", "Ownership"),
        ("relation-ada-brook.owns.actor-board", "UnknownLink"),
        ("relation-ada-brook.speaks-for.country-ken", "Representation"),
        ("relation-ada-brook.leads.actor-board", "Directorship"),
        ("relation-ada-brook.leads.actor-board.2", "Directorship"),
        ("relation-ada-brook.party-to.event-flood", "UnknownLink"),
        ("event-flood", "Event"),
        ("report-r", "Article"),
        ("about-r.event-flood", "Documentation"),
        ("mention-r.actor-ada-brook", "Mention"),
    ] {
        assert_eq!(find(id)["schema"], schema, "{id}");
    }
    let member = &find("relation-ada-brook.member-of.actor-board")["properties"];
    assert_eq!((&member["startDate"][0], &member["endDate"][0]), (&"2028-01".into(), &"2029".into()));
    let board = &find("actor-board")["properties"];
    assert_eq!((&board["country"][0], &board["weakAlias"][0]), (&"ke".into(), &"the Board".into()));
    assert_eq!(find("actor-ada-brook")["properties"]["wikidataId"][0], "Q42");
    assert_eq!(find("actor-pier")["properties"]["parent"][0], "actor-board");
    let flood = &find("event-flood")["properties"];
    assert_eq!(flood["involved"], serde_json::json!(["actor-board", "country-uga"]));
    assert_eq!(flood["keywords"][0], "disputed", "nobody takes it for what happened");
}

/// Whether every id stands once, and what a line refers to has a line.
fn check_references(entities: &[serde_json::Value]) {
    let ids: BTreeSet<&str> = entities.iter().map(|entity| entity["id"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), entities.len(), "no id twice");
    let ends = [
        "member",
        "organization",
        "holder",
        "post",
        "agent",
        "client",
        "owner",
        "asset",
        "director",
        "subject",
        "object",
        "involved",
        "proof",
        "parent",
        "document",
        "entity",
        "resolved",
    ];
    let mut seen = 0;
    for entity in entities {
        for end in ends {
            for id in entity["properties"][end].as_array().into_iter().flatten() {
                assert!(ids.contains(id.as_str().expect("an id")), "{id} of {entity}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "there is something to look at");
}

#[test]
fn what_ties_refer_to_is_in_the_file() {
    check_references(&entities(&site(&HARBOUR)));
}

#[test]
fn files_in_parts_are_whole() {
    // 501 events, of which every second has a position; each with a claim and two figures.
    let texts: Vec<(String, String)> = (0..501)
        .map(|n| {
            let place = if n % 2 == 0 { format!("place: {{lat: 1, lon: {}}}\n", n % 180) } else { String::new() };
            let records = "claims:\n  - {text: Wet}\nfigures:\n  - {label: A, value: 1}\n  - {label: B, value: 2}\n";
            (format!("events/e{n:04}.md"), format!("---\nname: Event {n}\nwhen: 2030\n{place}{records}---\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = site(&files);
    let parts = |file| site.parts(&Route::Data(file));
    let all = [DataFile::Claims, DataFile::Figures, DataFile::EventRows, DataFile::EventPlaces, DataFile::Entities];
    assert_eq!(all.map(parts), [2, 3, 2, 1, 2]);
    for (file, count) in [(DataFile::Claims, 501), (DataFile::Figures, 1002), (DataFile::EventRows, 501)] {
        let rows = rows(&site, file);
        assert_eq!(rows.len(), count, "one for each, and the headers once");
        let ids = column(&rows, if file == DataFile::EventRows { "id" } else { "event" });
        assert!(ids.is_sorted() && ids.iter().collect::<BTreeSet<_>>().len() == 501);
    }
    let places: geojson::FeatureCollection = data(&site, DataFile::EventPlaces).parse().expect("a FeatureCollection");
    assert_eq!(places.features.len(), 251, "every second of 501, from the first");
    let ids: BTreeSet<String> = entities(&site).iter().map(|entity| entity["id"].to_string()).collect();
    assert_eq!(ids.len(), 501);
}

#[test]
fn there_is_a_calendar_where_there_are_events() {
    let site = site(&HARBOUR);
    let uids = |path| -> BTreeSet<String> {
        calendar(&site, path).events().map(|event| event.get_uid().expect("a UID").to_owned()).collect()
    };
    let set = |ids: &[&str]| ids.iter().map(|id| format!("event-{id}@harbour.example")).collect::<BTreeSet<_>>();
    assert_eq!(uids("calendar.ics"), set(&["flood", "hearing", "inspection", "later"]));
    assert_eq!(uids("actors/harbour-board/calendar.ics"), set(&["inspection"]));
    assert_eq!(uids("countries/ken/calendar.ics"), set(&["flood", "inspection"]));
    // The part of a part belongs to the situation, too; a plain event has no calendar.
    assert_eq!(uids("events/flood/calendar.ics"), set(&["inspection", "later"]));
    assert!(!has_calendar(&site, "events/inspection/calendar.ics"));
    assert!(!has_calendar(&site, "actors/lonely/calendar.ics"));
    let name = calendar(&site, "actors/harbour-board/calendar.ics").get_name().map(str::to_owned);
    assert!(name.expect("a name").starts_with("Harbour Board – Harbour"));
    let page = text(&site, &site.at("actors/harbour-board/").expect("a page"));
    assert!(page.contains("type=\"text/calendar\" title=\"Harbour Board\" href=\"calendar.ics\""), "{page}");
    assert!(page.contains(">Calendar: Harbour Board</a>") && page.contains(">Calendar</a>"), "{page}");
    let lonely = text(&site, &site.at("actors/lonely/").expect("a page"));
    assert!(lonely.contains("../../calendar.ics") && !lonely.contains("href=\"calendar.ics\""), "{lonely}");
    assert!(!has_calendar(&self::site(&[]), "calendar.ics"));
}

#[test]
fn calendars_of_entities_can_be_left_out() {
    let site = site_at("2031-01-01T00:00:00Z", &format!("entity_feeds = false\n{SETTINGS}"), &HARBOUR);
    assert!(has_calendar(&site, "calendar.ics"));
    assert!(!has_calendar(&site, "actors/harbour-board/calendar.ics"));
    assert!(!has_calendar(&site, "events/flood/calendar.ics"));
}

#[test]
fn situations_that_are_parts_of_each_other_have_finite_calendars() {
    let site = site(&[
        ("events/a.md", "---\nname: Situation A\nwhen: 2030\nkind: situation\npart_of: b\n---\n"),
        ("events/b.md", "---\nname: Situation B\nwhen: 2030\nkind: situation\npart_of: a\n---\n"),
    ]);
    assert_eq!(calendar(&site, "events/a/calendar.ics").events().count(), 1, "the other one");
}

/// The one event of a site with this front matter beside its name.
fn only(front_matter: &str, more: &[(&str, &str)], now: &str) -> icalendar::Event {
    let text = format!("---\nname: Talks\n{front_matter}---\n");
    let mut files = vec![("events/talks.md", text.as_str())];
    files.extend(more);
    event(&calendar(&site_at(now, SETTINGS, &files), "calendar.ics"), "event-talks@harbour.example")
}

fn property(event: &icalendar::Event, key: &str) -> String {
    event.property_value(key).unwrap_or("none").to_owned()
}

#[test]
fn times_are_days_with_an_end_after_them_or_instants() {
    let check = |when: &str, start: &str, end: &str, transparency: &str| {
        let event = only(&format!("when: {when}\n"), &[], "2031-01-01T00:00:00Z");
        let found = ["DTSTART", "DTEND", "TRANSP"].map(|key| property(&event, key));
        assert_eq!(found, [start, end, transparency], "{when}");
        let is_day = !start.contains('T');
        assert_eq!(event.properties()["DTSTART"].params().contains_key("VALUE"), is_day, "{when}");
    };
    check("2030-03-05", "20300305", "20300306", "none");
    check("2030-12-31", "20301231", "20310101", "none");
    check("2030-03-05T23:30:00-05:00", "20300306T043000Z", "none", "none");
    check("2030-03-05/2030-03-07", "20300305", "20300308", "none");
    check("2030-02", "20300201", "20300301", "TRANSPARENT");
    check("2030-24", "20301201", "20310301", "TRANSPARENT");
    check("2030", "20300101", "20310101", "TRANSPARENT");
    // Of what is open, the day that is known.
    check("2030-03-05/..", "20300305", "20300306", "TRANSPARENT");
    check("../2030-03-05", "20300305", "20300306", "TRANSPARENT");
}

#[test]
fn a_cancelled_event_keeps_its_uid_and_grows_its_sequence() {
    let report = |updated: &str| format!("---\ntitle: R\ndate: 2030-03-01\n{updated}events: [talks]\n---\n");
    let stages = [
        ("status: planned\n", "", Some(EventStatus::Tentative)),
        ("status: postponed\n", "", Some(EventStatus::Tentative)),
        ("status: confirmed\n", "updated: 2030-03-02\n", Some(EventStatus::Confirmed)),
        ("status: disputed\n", "updated: 2030-03-02\n", Some(EventStatus::Tentative)),
        ("status: cancelled\nupdated: 2030-03-03\n", "updated: 2030-03-02\n", Some(EventStatus::Cancelled)),
    ];
    let mut sequence = None;
    for (status, updated, expected) in stages {
        let report = report(updated);
        // `only` finds it by its UID.
        let event = only(&format!("when: 2030-03-05\n{status}"), &[("reports/r.md", &report)], "2030-03-04T00:00:00Z");
        assert_eq!(event.get_status(), expected, "{status}");
        assert!(event.get_sequence() > sequence, "{status}: {:?} after {sequence:?}", event.get_sequence());
        sequence = event.get_sequence();
    }
}

#[test]
fn a_first_report_is_news_of_an_event_of_the_future() {
    let before = only("when: 2040-03-05\nstatus: planned\n", &[], "2030-03-04T00:00:00Z");
    let report = ("reports/r.md", "---\ntitle: R\ndate: 2030-03-01\nevents: [talks]\n---\n");
    let after = only("when: 2040-03-05\nstatus: planned\n", &[report], "2030-03-04T00:00:00Z");
    assert!(after.get_sequence() > before.get_sequence());
    assert_eq!(property(&after, "DTSTAMP"), "20300301T000000Z");
}

#[test]
fn an_event_that_another_replaces_is_cancelled() {
    let other = ("events/new-talks.md", "---\nname: New talks\nwhen: 2030-04-05\nsupersedes: talks\n---\n");
    let event = only("when: 2030-03-05\nstatus: confirmed\n", &[other], "2030-03-04T00:00:00Z");
    assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
}

#[test]
fn the_clock_is_in_the_words_and_never_in_the_stamp() {
    let source = ("sources/s.md", "---\nname: S\npublished: 2030-03-02T08:00:00Z\n---\n");
    let [early, late] = ["2030-03-04T00:00:00Z", "2030-03-09T00:00:00Z"]
        .map(|now| only("when: 2030-03-05\nstatus: planned\nsources: [s]\n", &[source], now));
    for key in ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"] {
        assert_eq!(property(&early, key), property(&late, key), "{key}");
    }
    assert_eq!(property(&early, "DTSTAMP"), "20300302T080000Z", "the source is the newest that is known of it");
    assert_eq!(early.get_description(), Some("5 March 2030\nplanned"));
    assert_eq!(late.get_description(), Some("5 March 2030\nplanned; due, no update"));
}

#[test]
fn a_pin_is_where_a_place_is_known() {
    let check = |place: &str, location: &str, geo: &str| {
        let event = only(
            &format!("when: 2030\nkind: violence-against-civilians\ncountries: [KEN]\n{place}"),
            &[],
            "2031-01-01T00:00:00Z",
        );
        assert_eq!(
            (property(&event, "LOCATION").as_str(), property(&event, "GEO").as_str()),
            (location, geo),
            "{place}"
        );
        assert_eq!(event.get_categories(), Some(vec!["violence against civilians".to_owned()]));
    };
    check(
        "place: {name: 'Quay, north; old', lat: -4.05, lon: 39.67, precision: 2}\n",
        "Quay, north; old",
        "-4.05;39.67",
    );
    check("place: {name: Coast, lat: -4.05, lon: 39.67, precision: 3}\n", "Coast", "none");
    check("", "Kenya", "none");
}

#[test]
fn lines_are_short_and_lose_nothing() {
    // Names of two octets a letter, so that some line breaks in the middle of one, and of all lengths up to three lines.
    let name = |length: usize| format!("Ü, {} \\ ☃; end", "ж".repeat(length));
    let texts: Vec<(String, String)> = (1..110)
        .map(|length| {
            (format!("events/e{length}.md"), format!("---\nname: '{}'\nwhen: 2030-03-05\n---\n", name(length)))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = site(&files);
    let file = text(&site, &site.at("calendar.ics").expect("an address"));
    assert!(file.ends_with("END:VCALENDAR\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let calendar = calendar(&site, "calendar.ics");
    for length in 1..110 {
        let event = event(&calendar, &format!("event-e{length}@harbour.example"));
        assert_eq!(event.get_summary(), Some(&*name(length)));
    }
}

#[test]
fn a_calendar_holds_the_newest_thousand() {
    let texts: Vec<(String, String)> = (0..1003)
        .map(|n| {
            let (month, day) = (n / 28 % 12 + 1, n % 28 + 1);
            let text = format!("---\nname: Event {n}\nwhen: {}-{month:02}-{day:02}\n---\n", 2000 + n / 336);
            (format!("events/e{n:04}.md"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let calendar = calendar(&site(&files), "calendar.ics");
    let names: BTreeSet<&str> = calendar.events().filter_map(|event| event.get_summary()).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.contains("Event 3") && !names.contains("Event 2"), "the three oldest are left out");
}
