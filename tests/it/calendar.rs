//! The calendar: what stands on which day, what is coming up, and which months there are.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

const SETTINGS: &str = "tz = \"Africa/Nairobi\"\n";

/// Events as `(id, front matter)`.
fn site(now: &str, events: &[(&str, &str)]) -> Site {
    let file = |(id, matter): &(&str, &str)| {
        let text = format!("---\nname: Event {id}\n{matter}\n---\n");
        Arc::new(SourceFile::new(format!("content/events/{id}.md"), text))
    };
    let config = Some(Arc::new(SourceFile::new("situs.toml", SETTINGS)));
    let sources = Sources { content: events.iter().map(file).collect(), config, ..Sources::default() };
    let site = Site::new(&sources, &Options { now: now.parse().expect("a time"), ..Options::default() });
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn view(site: &Site, path: &str) -> Value {
    let view = site.view(&site.at(path).expect("an address")).expect("a view");
    serde_json::to_value(view).expect("data")["calendar"].take()
}

fn html(site: &Site, path: &str) -> String {
    let page = site.page(&site.at(path).expect("an address")).expect("a page");
    String::from_utf8(page.bytes).expect("text")
}

fn names(rows: &Value) -> Vec<&str> {
    rows.as_array().expect("rows").iter().map(|row| row["event"]["id"].as_str().expect("an id")).collect()
}

/// A line for each day that has events, then one for each list below the grid.
fn month(site: &Site, path: &str) -> String {
    let view = view(site, path);
    let month = &view["month"];
    let mut out = String::new();
    for day in month["weeks"].as_array().expect("weeks").iter().flat_map(|week| week.as_array().expect("days")) {
        let events = day["events"].as_array().map(Vec::as_slice).unwrap_or_default();
        for event in events {
            let _ = write!(
                out,
                "{} {}",
                day["machine"].as_str().expect("a day"),
                event["event"]["id"].as_str().expect("an id")
            );
            let time = &event["time"];
            if let (Some(local), Some(zone)) = (time["local"].as_str(), time["zone"].as_str()) {
                let _ = write!(out, " at {local} {zone}");
            }
            if let Some(utc) = time["utc"].as_str() {
                let _ = write!(out, " ({utc} UTC)");
            }
            for key in ["doubt", "part", "status"] {
                if let Some(said) = event[key].as_str() {
                    let _ = write!(out, ", {said}");
                }
            }
            if event["struck"] == true {
                out.push_str(", struck");
            }
            out.push('\n');
        }
    }
    for group in month["below"].as_array().expect("groups") {
        let _ = writeln!(out, "{}: {}", group["label"].as_str().expect("a label"), names(&group["events"]).join(", "));
    }
    out
}

fn addresses(site: &Site) -> Vec<String> {
    site.routes().iter().filter(|route| matches!(route, Route::Calendar(_))).map(Route::path).collect()
}

#[test]
fn each_event_stands_on_its_days() {
    let site = site(
        "2025-10-22T00:00:00Z",
        &[
            ("day", "when: 2025-10-21\nstatus: reported"),
            ("doubtful", "when: 2025-10-22~"),
            ("span", "when: 2025-10-30/2025-11-01\nstatus: planned"),
            ("evening", "when: 2025-10-21T21:00:00+03:00\ntz: Asia/Gaza"),
            // Half past midnight in Nairobi, the zone of the site, where no other is given.
            ("night", "when: 2025-10-20T21:30:00Z"),
            ("far", "when: 2025-10-20T21:30:00Z\ntz: America/New_York"),
            ("off", "when: 2025-10-23\nstatus: cancelled"),
            ("not-so", "when: 2025-10-23\nstatus: denied"),
            ("put-off", "when: 2025-10-24\nstatus: postponed"),
            ("some-day", "when: 2025-10"),
            ("some-year", "when: 2025"),
            ("season", "when: 2025-23"),
            ("decade", "when: 202X"),
            ("siege", "when: 2025-10-05/.."),
            ("drought", "when: 2025-06-01/2025-10-31"),
            ("thirty-one", "when: 2025-12-01/2025-12-31"),
            ("thirty-two", "when: 2025-12-01/2026-01-01"),
            ("undated", "status: reported\nwhen: ../2024-03-02"),
        ],
    );
    insta::assert_snapshot!(month(&site, "calendar/2025-10/"), @r"
    2025-10-20 far at 17:30 America/New York (21:30 UTC)
    2025-10-21 night at 00:30 Africa/Nairobi (21:30 on 20 October UTC)
    2025-10-21 day, reported
    2025-10-21 evening at 21:00 Asia/Gaza (18:00 UTC)
    2025-10-22 doubtful, around
    2025-10-23 not-so, denied, struck
    2025-10-23 off, cancelled, struck
    2025-10-24 put-off, postponed
    2025-10-30 span, first of 3 days, planned
    2025-10-31 span, day 2 of 3, planned
    Without a day: some-day, some-year, season
    Begins here and goes on: siege
    Ends here after going on: drought
    ");
    insta::assert_snapshot!(month(&site, "calendar/2025-11/"), @r"
    2025-11-01 span, last of 3 days, planned
    Without a day: some-year, season
    ");
    let december = month(&site, "calendar/2025-12/");
    assert_eq!(december.matches(" thirty-one, ").count(), 31, "{december}");
    assert!(december.ends_with("Without a day: some-year\nBegins here and goes on: thirty-two\n"), "{december}");
    insta::assert_snapshot!(month(&site, "calendar/2026-01/"), @"Ends here after going on: thirty-two");
    assert_eq!(
        addresses(&site),
        [
            "calendar/",
            "calendar/2024-03/",
            "calendar/2025-06/",
            "calendar/2025-10/",
            "calendar/2025-11/",
            "calendar/2025-12/",
            "calendar/2026-01/"
        ]
    );
    let page = html(&site, "calendar/2025-10/");
    assert!(page.contains(r#"<td aria-current="date"><p class="day"><time datetime="2025-10-22">"#), "{page}");
    assert!(page.contains("<b>today</b>") && page.contains(r#"<th scope="col">Monday</th>"#), "{page}");
    assert!(page.contains(r#"<s><a href="../../events/off/index.html">Event off</a></s>"#), "{page}");
    assert!(page.contains("2025-11/index.html\" rel=\"next\"") && page.contains("2025-06/index.html\" rel=\"prev\""));
}

#[test]
fn a_month_begins_on_its_weekday() {
    let site = site("2025-10-22T00:00:00Z", &[("a", "when: 2024-02-29"), ("b", "when: 2026-02-01")]);
    let shape = |path: &str| -> Vec<String> {
        let view = view(&site, path);
        let weeks = view["month"]["weeks"].as_array().expect("weeks").clone();
        let cell = |day: &Value| day["number"].as_i64().map_or("-".to_owned(), |number| number.to_string());
        weeks.iter().map(|week| week.as_array().expect("days").iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(
        shape("calendar/2024-02/"),
        ["- - - 1 2 3 4", "5 6 7 8 9 10 11", "12 13 14 15 16 17 18", "19 20 21 22 23 24 25", "26 27 28 29 - - -"]
    );
    assert_eq!(shape("calendar/2026-02/")[0], "- - - - - - 1");
    assert_eq!(shape("calendar/2026-02/").len(), 5);
}

const PLANS: [(&str, &str); 8] = [
    ("talks", "when: 2025-11-03\nstatus: planned"),
    ("summit", "when: 2025-12-10T09:00:00Z\nstatus: planned"),
    ("vote", "when: 2025-11\nstatus: planned"),
    ("visit", "when: 2025-11-20/2025-11-22\nwhen_text: later in the month\nstatus: postponed"),
    ("opening", "when: 2025-11-05"),
    ("march", "when: 2025-11-06\nstatus: cancelled"),
    ("rumour", "when: 2025-11-06\nstatus: denied"),
    ("past", "when: 2025-09-01\nstatus: reported"),
];

#[test]
fn what_is_coming_up_depends_on_the_time_of_the_build() {
    let agenda = |now: &str| {
        let view = view(&site(now, &PLANS), "calendar/");
        let list = |name: &str| names(&view["agenda"][name]).join(" ");
        format!("{} | {} | {}", list("overdue"), list("coming"), list("put_off"))
    };
    assert_eq!(agenda("2025-10-22T00:00:00Z"), " | vote talks opening visit summit | ");
    // The vote may still come in November, the opening was not planned but announced.
    assert_eq!(agenda("2025-11-08T00:00:00Z"), "talks | vote visit summit | ");
    assert_eq!(agenda("2026-01-01T00:00:00Z"), "summit vote talks |  | visit");
}

#[test]
fn what_is_coming_up_says_when_and_how_it_stands() {
    let now = "2025-11-08T00:00:00Z";
    let page = html(&site(now, &PLANS), "calendar/");
    let (overdue, coming) = page.split_once("Coming up").expect("two parts");
    assert!(overdue.contains("Due, no update") && overdue.contains("Event talks"), "{page}");
    assert!(overdue.contains(r#"<strong class="overdue">due, no update</strong>"#), "{page}");
    assert!(coming.contains("later in the month") && coming.contains("20 to 22 November 2025"), "{page}");
    assert!(coming.contains(r#"data-status="postponed""#), "{page}");
    assert!(page.contains(r#"href="../calendar.ics""#), "{page}");
}

#[test]
fn the_month_of_the_build_is_shown_or_the_nearest() {
    let shown = |now: &str| view(&site(now, &PLANS), "calendar/")["month"]["id"].clone();
    assert_eq!(shown("2025-11-08T00:00:00Z"), "2025-11");
    assert_eq!(shown("2025-10-08T00:00:00Z"), "2025-11", "of two months that are as near the later");
    assert_eq!(shown("2020-01-01T00:00:00Z"), "2025-09");
    assert_eq!(shown("2027-01-01T00:00:00Z"), "2025-12");
    // It is 1 December in Nairobi.
    assert_eq!(shown("2025-11-30T22:00:00Z"), "2025-12");
}

#[test]
fn a_month_without_events_has_no_page() {
    let site = site("2025-11-08T00:00:00Z", &PLANS);
    assert_eq!(addresses(&site), ["calendar/", "calendar/2025-09/", "calendar/2025-11/", "calendar/2025-12/"]);
    for missing in ["calendar/2025-10/", "calendar/2026-01/"] {
        assert!(site.page(&site.at(missing).expect("an address")).is_err(), "{missing}");
    }
    assert_eq!(site.at("calendar/2025-13/"), None);
}

#[test]
fn a_site_without_events_has_a_calendar_that_says_so() {
    let site = site("2025-11-08T00:00:00Z", &[]);
    assert_eq!(addresses(&site), ["calendar/"]);
    let page = html(&site, "calendar/");
    assert!(page.contains("Nothing is planned or announced.") && !page.contains("calendar.ics"), "{page}");
}

#[test]
fn a_crowded_day_says_how_many_more_there_are() {
    let days: Vec<(String, String)> = (0..11).map(|n| (format!("e{n:02}"), "when: 2025-11-03".to_owned())).collect();
    let planned = (0..130).map(|n| (format!("p{n:03}"), format!("when: 2026-{:02}\nstatus: planned", n % 12 + 1)));
    let vague = (0..60).map(|n| (format!("v{n:03}"), "when: 2025-11".to_owned()));
    let events: Vec<(String, String)> = days.into_iter().chain(planned).chain(vague).collect();
    let events: Vec<(&str, &str)> = events.iter().map(|(id, matter)| (id.as_str(), matter.as_str())).collect();
    let site = site("2025-12-08T00:00:00Z", &events);
    let page = html(&site, "calendar/2025-11/");
    assert!(page.contains("Event e07<") && !page.contains("Event e08<"), "{page}");
    assert!(page.contains("3 more in the timeline") && page.contains("50 of 60"), "{page}");
    let view = view(&site, "calendar/");
    assert_eq!(names(&view["agenda"]["coming"]).len(), 100);
    assert_eq!(view["agenda"]["coming_count"], 130);
}

#[test]
fn forty_years_do_not_stand_on_one_page() {
    let events: Vec<(String, String)> =
        (1980..2020).map(|year| (format!("e{year}"), format!("when: {year}-05-01"))).collect();
    let events: Vec<(&str, &str)> = events.iter().map(|(id, matter)| (id.as_str(), matter.as_str())).collect();
    let site = site("2025-11-08T00:00:00Z", &events);
    let all = view(&site, "calendar/");
    let years: Vec<i64> =
        all["years"].as_array().expect("years").iter().map(|year| year["year"].as_i64().expect("a year")).collect();
    assert_eq!(years, (2000..2020).rev().collect::<Vec<i64>>());
    assert_eq!(all["earlier"]["label"], "May 1999");
    assert_eq!(all["later"], Value::Null);
    let month = view(&site, "calendar/1999-05/");
    assert_eq!((&month["earlier"]["label"], &month["later"]["label"]), (&"May 1998".into(), &"May 2000".into()));
}

#[test]
fn what_is_withheld_stands_in_no_month() {
    let events = [("open", "when: 2025-11-03"), ("secret", "when: 2025-12-03\ntlp: red")];
    let site = site("2025-10-08T00:00:00Z", &events);
    assert_eq!(addresses(&site), ["calendar/", "calendar/2025-11/"]);
    assert!(!html(&site, "calendar/").contains("secret"));
}
