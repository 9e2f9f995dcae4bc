//! The record behind the prose: claims, figures, events, relations, what changed, corrections.

use std::sync::Arc;

use serde_json::Value;
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site_at(now: &str, files: &[(&str, &str)]) -> Site {
    let content =
        files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text))).collect();
    let now = now.parse().expect("a time");
    Site::new(&Sources { content, ..Sources::default() }, &Options { now, ..Options::default() })
}

fn site(files: &[(&str, &str)]) -> Site {
    let site = site_at("2025-06-01T00:00:00Z", files);
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    site
}

fn route(site: &Site, path: &str) -> Route {
    site.routes().into_iter().find(|route| route.path() == path).unwrap_or_else(|| panic!("no page `{path}`"))
}

/// The view of a page, as `situs view` prints it.
fn view(site: &Site, path: &str) -> Value {
    serde_json::to_value(site.view(&route(site, path)).expect("a view")).expect("JSON")
}

fn html(site: &Site, path: &str) -> String {
    String::from_utf8(site.page(&route(site, path)).expect("a page").bytes).expect("text")
}

/// A text at each place of a list.
fn texts(list: &Value, pointer: &str) -> Vec<String> {
    let one = |item: &Value| item.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
    list.as_array().expect("a list").iter().map(one).collect()
}

const ACTORS: [(&str, &str); 3] = [
    ("actors/hc.md", "---\nname: Harbour Committee\naliases: [HC]\n---\n"),
    ("actors/uf.md", "---\nname: Unity Front\n---\n"),
    ("actors/gazette.md", "---\nname: Saltmarsh Gazette\nkind: media\nreliability: B\n---\n"),
];

fn with(files: &[(&'static str, &'static str)]) -> Site {
    site(&[&ACTORS[..], files].concat())
}

#[test]
fn a_claim_stands_beside_the_words_that_it_quotes() {
    let site = with(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {id: quay, quote: the **eastern**  quay, by: HC, via: Saltmarsh Gazette, stance: announces, grade: B2, status: disputed}\n  - {quote: never said, by: HC}\n---\n\nThe Harbour Committee opened the *eastern* quay.\n\nNothing more.\n",
    )]);
    let codes: Vec<_> = site.diagnostics.iter().map(|found| found.code).collect();
    assert!(codes.contains(&"quote-not-found"), "{codes:?}");
    let site = with(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {id: quay, quote: the eastern  quay, by: HC, via: Saltmarsh Gazette, stance: announces, grade: B2, status: disputed}\n  - {quote: never said, by: HC}\n---\n\nThe Harbour Committee opened the *eastern* quay.\n\nNothing more.\n",
    )]);
    let view = view(&site, "reports/a/");
    let body = view["body"].as_str().expect("a body");
    let (words, note) = body.split_once("</p>").expect("a paragraph");
    assert!(words.contains(r#"<span class="claimed" id="quote--quay">the </span>"#), "{words}");
    assert!(
        words.contains(r#"<em><span class="claimed">eastern</span></em><span class="claimed"> quay</span>."#),
        "{words}"
    );
    let (note, rest) = note.split_once("<p>Nothing more.").expect("the note comes after its block");
    assert!(note.contains("href=\"#claim--quay\">Harbour Committee announces, via Saltmarsh Gazette</a>"), "{note}");
    assert!(note.contains("disputed") && note.contains("grade B2: usually reliable; probably true"), "{note}");
    assert!(!rest.contains("claim-note"), "words that do not stand there have no note");
    let claims = &view["report"]["claims"];
    assert_eq!(texts(claims, "/anchor"), ["claim--quay", "claim---2"]);
    assert_eq!(texts(claims, "/quote_href"), ["index.html#quote--quay", "-"]);
    assert!(html(&site, "reports/a/").contains(r#"id="claim---2""#));
}

#[test]
fn a_note_on_a_claim_is_text_and_nothing_else() {
    let site = site(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {quote: It rained, by: \"<script>alert(1)</script>\", via: '\"><b>'}\n---\n\nIt rained. <b>Raw</b>\n",
    )]);
    let page = html(&site, "reports/a/");
    assert!(!page.contains("<script>alert") && !page.contains("\"><b>"), "{page}");
    assert!(page.contains("claim-note") && page.contains(r#"class="claimed""#), "both outlive the sanitiser");
    // Without raw HTML in its body nothing is sanitised.
    let plain = with(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {quote: It rained, by: \"<script>alert(1)</script>\", via: '\"><b>'}\n---\n\nIt rained.\n",
    )]);
    let page = html(&plain, "reports/a/");
    assert!(page.contains("claim-note") && !page.contains("<script>alert") && !page.contains("\"><b>"), "{page}");
}

const DISPUTE: [(&str, &str); 3] = [
    (
        "events/lull.md",
        "---\nname: Lull of March\nwhen: 2025-03\nkind: situation\nparticipants:\n  - {actor: hc, side: Harbour side}\n  - {actor: uf, side: Front side}\nclaims:\n  - {id: own, text: The lull holds., by: uf}\n---\n",
    ),
    (
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {id: first-shot, text: The Front fired first., by: HC, stance: accuses, about: [uf, lull]}\n  - {id: calm, text: It is calm., by: HC, about: [lull]}\n---\n\nNothing.\n",
    ),
    (
        "reports/b.md",
        "---\ntitle: B\ndate: 2025-03-02\nclaims:\n  - {id: no-shot, text: Nobody fired., by: uf, stance: denies, about: [lull], disputes: [first-shot]}\n---\n\nNothing.\n",
    ),
];

#[test]
fn claims_in_dispute_face_each_other_and_come_first() {
    let site = with(&DISPUTE);
    let register = view(&site, "claims/");
    assert_eq!(
        (register["claims"]["count"].as_u64(), register["claims"]["disputes_count"].as_u64()),
        (Some(4), Some(1))
    );
    let facing = &register["claims"]["disputes"][0]["claims"];
    assert_eq!(texts(facing, "/id"), ["no-shot", "first-shot"], "newest report first");
    assert_eq!(texts(&register["claims"]["claims"], "/id"), ["calm", "own"], "those of events come last");
    // The dispute is known on both sides, over two reports.
    let there = view(&site, "reports/a/");
    let told = &there["report"]["claims"][0]["disputes"][0];
    assert_eq!(told["href"], "../b/index.html#claim--no-shot");
    assert_eq!(told["by"], "Unity Front");
    let event = view(&site, "events/lull/");
    assert_eq!(texts(&event["event"]["disputes"][0]["claims"], "/id"), ["no-shot", "first-shot"]);
    assert_eq!(texts(&event["event"]["sides"], "/name"), ["Front side", "Harbour side"]);
    assert_eq!(event["event"]["claims_count"], 4);
    assert!(html(&site, "events/lull/").contains(r#"id="claim--own""#), "its own claim has its place here");
    let made = view(&site, "actors/uf/");
    assert_eq!(texts(&made["actor"]["claims_made"], "/id"), ["no-shot", "own"], "those in events, too");
    assert_eq!(made["actor"]["claims_made"][1]["href"], "../../events/lull/index.html#claim--own");
    assert_eq!(texts(&made["actor"]["claims_about"], "/id"), ["first-shot"]);
}

#[test]
fn a_figure_tells_its_change_since_the_last_and_the_first_value() {
    let site = with(&[
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nfigures: [{id: ships, label: Ships in port, value: 9}]\n---\n\nOf {figure:ships} ships.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\nfigures: [{id: ships, value: 15, unit: ships}]\n---\n\nNothing.\n",
        ),
        // Reported last, and about an earlier day: it takes its place by the day.
        (
            "reports/c.md",
            "---\ntitle: C\ndate: 2025-03-04\nfigures: [{id: ships, value: 12, as_of: 2025-02-27}]\n---\n\nNothing.\n",
        ),
        (
            "reports/d.md",
            "---\ntitle: D\ndate: 2025-03-03\nfigures: [{id: ships, value: 13, qualifier: about, as_of: 2025-03-03}]\n---\n\nNothing.\n",
        ),
    ]);
    let page = view(&site, "figures/ships/");
    let figure = &page["figure"];
    assert_eq!(figure["label"], "Ships in port", "named by another value of the series");
    assert_eq!(texts(&figure["values"], "/value"), ["about 13", "15", "9", "12"]);
    assert_eq!(texts(&figure["values"], "/previous/change"), ["−2", "+6", "−3", "-"]);
    assert_eq!(figure["latest"]["first"]["change"], "+1");
    assert_eq!(figure["latest"]["sparkline"]["label"], "12, 9, 15, about 13");
    assert_eq!(figure["latest"]["sparkline"]["points"].as_str().map(|points| points.split(' ').count()), Some(4));
    let report = html(&site, "reports/d/");
    assert!(report.contains("−2, down from 15"), "the strip of the report");
    let list = view(&site, "figures/");
    assert_eq!(texts(&list["figures"]["figures"], "/value"), ["about 13"]);
    assert!(html(&site, "").contains("about 13"));
}

#[test]
fn a_figure_in_prose_has_the_value_of_its_time() {
    let files = [
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nfigures: [{id: ships, label: Ships, value: 9, qualifier: up-to}]\n---\n\nThe Harbour Committee counts {figure:ships} ships, `{figure:ships}` and \\{figure:ships}.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\n---\n\nThere were {figure: ships } ships, says [a list](https://example.org/{figure:ships}).\n",
        ),
        (
            "reports/c.md",
            "---\ntitle: C\ndate: 2025-03-03\nfigures: [{id: ships, value: 1250.50}]\n---\n\n**{figure:ships}** ships.\n",
        ),
        ("pages/about.md", "---\ntitle: About\n---\n\nNow {figure:ships}.\n"),
    ];
    let site = with(&files);
    let body = |path: &str| view(&site, path)["body"].as_str().expect("a body").to_owned();
    let link = |value: &str| format!(r#"<a class="figure" href="../../figures/ships/index.html">{value}</a>"#);
    assert!(body("reports/a/").contains(&format!("{} ships", link("up to 9"))), "{}", body("reports/a/"));
    assert!(body("reports/a/").contains("<code>{figure:ships}</code> and {figure:ships}."));
    assert!(body("reports/b/").contains(&link("up to 9")), "not yet that of a later report");
    assert!(body("reports/c/").contains(&format!("<strong>{}</strong>", link("1,250.5"))));
    assert!(body("about/").contains(">1,250.5</a>"), "elsewhere the newest");
    let sentence = view(&site, "actors/hc/");
    let after = &sentence["actor"]["mentions"]["groups"][0]["sentences"][0]["after"];
    assert_eq!(after.as_str().map(|after| after.starts_with(" counts up to 9 ships")), Some(true), "{after}");
    let feed = html(&site, "feed.xml");
    assert!(feed.contains("http://localhost/figures/ships/"), "absolute in feeds");
    assert!(feed.contains("There were up to 9 ships"), "and read in summaries");
}

#[test]
fn a_figure_that_nothing_counts_is_told_with_the_nearest() {
    let files = [(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nfigures: [{id: ships, label: Ships, value: 9}]\n---\n\nOf {figure:ship} there are.\n",
    )];
    let site = site_at("2025-06-01T00:00:00Z", &files);
    let found = site.diagnostics.iter().find(|found| found.code == "unknown-figure").expect("it is told");
    let ((line, column), _) = found.place.as_ref().expect("a place").lines_columns();
    assert_eq!((line, column), (7, 4));
    assert_eq!(found.help.as_deref(), Some("did you mean `{figure:ships}`?"));
    assert!(site.has_errors());
}

#[test]
fn two_values_for_one_moment_and_an_old_value_are_shown() {
    let site = with(&[
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nseries: Port\nnumber: 1\nfigures: [{id: ships, value: 9, as_of: 2025-03-01}]\n---\n\nNothing.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\nseries: Port\nnumber: 2\nfigures: [{id: ships, value: 8, as_of: 2025-03-01}]\n---\n\nNothing.\n",
        ),
        ("reports/c.md", "---\ntitle: C\ndate: 2025-04-02\nseries: Port\nnumber: 3\n---\n\nNothing.\n"),
    ]);
    let page = view(&site, "figures/ships/");
    assert_eq!(texts(&page["figure"]["values"], "/conflicts/0/value"), ["9", "8"]);
    assert_eq!(texts(&page["figure"]["values"], "/previous/value"), ["-", "-"], "no change within a moment");
    assert_eq!(page["figure"]["conflicts_count"], 1);
    assert_eq!(page["figure"]["latest"]["stale"], true, "32 days without a newer value");
    let shown = html(&site, "figures/ships/");
    assert!(shown.contains("Conflict: 9 for the same moment") && shown.contains("Stale:"), "{shown}");
}

#[test]
fn a_change_is_a_number_only_where_one_number_tells_it() {
    let change = |first: &str, second: &str| {
        let report = |day: u8, figure: &str| {
            format!(
                "---\ntitle: R\ndate: 2025-03-0{day}\nfigures: [{{id: ships, label: Ships, {figure}}}]\n---\n\nNothing.\n"
            )
        };
        let (a, b) = (report(1, first), report(2, second));
        let site = site(&[("reports/a.md", &a), ("reports/b.md", &b)]);
        let change = view(&site, "figures/ships/")["figure"]["latest"]["previous"].clone();
        format!("{} {}", change["direction"].as_str().unwrap_or("-"), change["change"].as_str().unwrap_or("-"))
    };
    assert_eq!(change("value: 5", "value: 5"), "same ±0");
    assert_eq!(change("value: 5", "value: 7.5, qualifier: about"), "up +2.5");
    assert_eq!(change("value: 5, qualifier: up-to", "value: 5"), "other -");
    assert_eq!(change("value: 31, qualifier: at-least", "value: 9"), "other -");
    assert_eq!(change("value: 3, max: 4, qualifier: between", "value: 3, max: 9, qualifier: between"), "other -");
    assert_eq!(change("value: 3, max: 4, qualifier: between", "value: 3, max: 4, qualifier: between"), "same ±0");
    assert_eq!(change("value: 1900, unit: people", "value: 400, unit: families"), "other -");
}

#[test]
fn values_that_can_both_be_so_are_no_conflict() {
    let conflicts = |first: &str, second: &str| {
        let report = |figure: &str| {
            format!(
                "---\ntitle: R\ndate: 2025-03-01\nfigures: [{{id: ships, label: Ships, {figure}}}]\n---\n\nNothing.\n"
            )
        };
        let (a, b) = (report(first), report(second));
        let site = site(&[("reports/a.md", &a), ("reports/b.md", &b)]);
        view(&site, "figures/ships/")["figure"]["conflicts_count"].as_u64()
    };
    assert_eq!(conflicts("value: 20, qualifier: at-least", "value: 28"), Some(0));
    assert_eq!(conflicts("value: 20, qualifier: at-least", "value: 19"), Some(1));
    assert_eq!(conflicts("value: 20, qualifier: about", "value: 21"), Some(0));
    assert_eq!(conflicts("value: 20, max: 30, qualifier: between", "value: 31, qualifier: up-to"), Some(0));
    assert_eq!(conflicts("value: 20, unit: men", "value: 30, unit: boats"), Some(0));
    assert_eq!(conflicts("value: 20", "value: 21"), Some(1));
}

#[test]
fn a_figure_of_a_later_report_is_not_put_into_an_earlier_one() {
    let site = with(&[
        ("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\n\nOf {figure:ships} there are.\n"),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\nfigures: [{id: ships, label: Ships, value: 9}]\n---\n\nNothing.\n",
        ),
    ]);
    assert!(view(&site, "reports/a/")["body"].as_str().is_some_and(|body| body.contains("Of {figure:ships} there")));
    let found = site.diagnostics.iter().find(|found| found.code == "figure-not-yet").expect("it is told");
    let ((line, column), _) = found.place.as_ref().expect("a place").lines_columns();
    assert_eq!((line, column), (6, 4));
}

#[test]
fn officials_assert_and_one_asserts() {
    let site = with(&[
        ("actors/officials.md", "---\nname: Port officials\nkind: unnamed\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {text: A., by: Port officials, stance: asserts}\n  - {text: B., by: [hc, uf], stance: denies}\n  - {text: C., by: hc, stance: denies}\n---\n\nNothing.\n",
        ),
    ]);
    assert_eq!(texts(&view(&site, "reports/a/")["report"]["claims"], "/verb"), ["assert", "deny", "denies"]);
}

#[test]
fn a_replaced_report_contradicts_nothing() {
    let site = with(&[
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nfigures: [{id: ships, value: 9, as_of: 2025-03-01}]\n---\n\nNothing.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\nsupersedes: a\nfigures: [{id: ships, value: 8, as_of: 2025-03-01}]\n---\n\nNothing.\n",
        ),
    ]);
    assert_eq!(view(&site, "figures/ships/")["figure"]["conflicts_count"], 0);
}

#[test]
fn a_situation_gathers_what_belongs_to_it() {
    let site = with(&[
        ("events/strait.md", "---\nname: Strait crisis\nwhen: 2025-03\nkind: situation\n---\n"),
        ("events/talks.md", "---\nname: Pier talks\nwhen: 2025-03-05\npart_of: strait\nparticipants: [hc, uf]\n---\n"),
        (
            "events/session.md",
            "---\nname: Second session\nwhen: 2025-03-06T18:30:00Z\ntz: Africa/Nairobi\npart_of: talks\nfollows: talks\nparticipants: [hc]\nfigures: [{id: seats, label: Seats, value: 12, about: [hc]}]\n---\n",
        ),
        ("events/strike.md", "---\nname: Dock strike\nwhen: 2025-03-02\npart_of: strait\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-06\nsituation: strait\nfigures: [{id: ships, label: Ships, value: 3, about: [talks]}]\nclaims: [{id: c, text: Calm., by: hc, about: [session]}]\n---\n\nNothing.\n",
        ),
    ]);
    let page = view(&site, "events/strait/");
    let event = &page["event"];
    assert_eq!(texts(&event["parts"], "/event/event/id"), ["strike", "talks", "session"], "each part before its own");
    assert_eq!(
        event["parts"].as_array().expect("parts").iter().map(|part| &part["depth"]).collect::<Vec<_>>(),
        [1, 1, 2]
    );
    assert_eq!(texts(&event["dossier"]["reports"], "/id"), ["a"]);
    assert_eq!(texts(&event["dossier"]["actors"], "/entity/id"), ["hc", "uf"], "two events and one");
    assert_eq!(texts(&event["figures"], "/id"), ["ships"], "those about its parts");
    assert_eq!(texts(&event["sides"][0]["claims"], "/id"), ["c"]);
    let session = view(&site, "events/session/");
    assert_eq!(session["event"]["when"]["label"], "6 March 2025, 21:30 (UTC+3)");
    assert_eq!(session["event"]["when"]["utc"], "18:30 UTC");
    assert_eq!(session["event"]["when"]["zone"], "Africa/Nairobi");
    assert_eq!(texts(&session["event"]["follows"], "/event/id"), ["talks"]);
    assert!(session["event"]["dossier"].is_null(), "only situations have one");
}

#[test]
fn a_plan_that_is_due_is_told_on_the_home_page_until_another_event_replaces_it() {
    let plan = ("events/visit.md", "---\nname: Envoy visit\nwhen: 2025-03-04\nstatus: planned\n---\n");
    let off =
        ("events/off.md", "---\nname: Visit called off\nwhen: 2025-03-04\nstatus: cancelled\nsupersedes: visit\n---\n");
    let before = html(&site_at("2025-03-01T00:00:00Z", &[plan]), "");
    assert!(before.contains(">Coming up<") && !before.contains("due, no update"), "{before}");
    let after = html(&site_at("2025-03-06T00:00:00Z", &[plan]), "");
    assert!(after.contains(">Due and coming up<") && after.contains("due, no update"), "{after}");
    for now in ["2025-03-01T00:00:00Z", "2025-03-06T00:00:00Z"] {
        let site = site_at(now, &[plan, off]);
        assert!(!html(&site, "").contains("Envoy visit"), "{now}: what replaces it says how things stand");
        let agenda = view(&site, "calendar/")["calendar"]["agenda"].clone();
        assert_eq!((&agenda["coming_count"], &agenda["overdue_count"]), (&0.into(), &0.into()), "{now}");
    }
}

#[test]
fn events_in_a_circle_end() {
    let site = with(&[
        ("events/a.md", "---\nname: First\nwhen: 2025-03-01\nkind: situation\npart_of: b\n---\n"),
        ("events/b.md", "---\nname: Second\nwhen: 2025-03-02\nkind: situation\npart_of: a\n---\n"),
    ]);
    assert_eq!(texts(&view(&site, "events/a/")["event"]["parts"], "/event/event/id"), ["b"]);
}

#[test]
fn what_changed_since_the_last_number() {
    let site = with(&[
        ("events/visit.md", "---\nname: Envoy visit\nwhen: 2025-03-04\nstatus: planned\n---\n"),
        (
            "events/no-visit.md",
            "---\nname: Envoy visit called off\nwhen: 2025-03-04\nstatus: cancelled\nsupersedes: visit\n---\n",
        ),
        ("events/fire.md", "---\nname: Depot fire\nwhen: 2025-03-02\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nseries: Port\nnumber: 1\nnext: 2025-03-02\nevents: [visit]\nfigures: [{id: ships, label: Ships, value: 9}, {id: crew, label: Crew, value: 4}]\nclaims:\n  - {id: calm, text: It is calm., by: hc}\n  - {id: safe, text: It is safe., by: hc, status: uncontested}\n  - {id: open, text: It is open., by: hc}\n---\n\nNothing.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\nseries: Port\nnumber: 2\nstatus: withdrawn\n---\n\nNothing.\n",
        ),
        (
            "reports/c.md",
            "---\ntitle: C\ndate: 2025-03-03\nseries: Port\nnumber: 3\nevents: [no-visit, fire]\nfigures: [{id: ships, value: 7}, {id: crew, value: 4}, {id: tugs, label: Tugs, value: 2}]\nclaims:\n  - {id: calm, text: It is calm., by: hc, status: disputed}\n  - {id: safe, text: It is safe., by: hc, status: retracted}\n  - {id: open, text: It is open., by: hc}\n  - {id: new, text: It burns., by: uf}\n---\n\nNothing.\n",
        ),
    ]);
    let page = view(&site, "reports/c/");
    let changes = &page["report"]["changes"];
    assert_eq!(changes["since"]["id"], "a", "the number between was withdrawn");
    assert_eq!(texts(&changes["withdrawn_between"], "/id"), ["b"]);
    assert_eq!(texts(&changes["events"], "/event/id"), ["no-visit", "fire"]);
    assert_eq!(changes["replaced"][0]["was"]["id"], "visit");
    assert_eq!(changes["replaced"][0]["was_status"], "planned");
    assert_eq!(texts(&changes["figures"], "/figure/id"), ["ships", "tugs"], "what is the same is no news");
    assert_eq!(texts(&changes["statuses"], "/claim/text"), ["It is calm."]);
    assert_eq!(texts(&changes["withdrawn"], "/claim/text"), ["It is safe."]);
    assert_eq!(changes["withdrawn"][0]["was"], "uncontested");
    assert_eq!(texts(&changes["claims"], "/text"), ["It burns."]);
    let shown = html(&site, "reports/c/");
    assert!(shown.contains("What changed since no. 1") && shown.contains("−2, down from 9"), "{shown}");
    assert!(shown.contains("Unity Front: It burns.</a>"), "a paraphrase is no quotation: {shown}");
    let first = view(&site, "reports/a/");
    assert!(first["report"]["changes"].is_null(), "the first has nothing to compare");
    let later = &first["report"]["claims"];
    assert_eq!(texts(later, "/later/status"), ["disputed", "retracted", "-"], "an old report does not let them stand");
    assert_eq!(later[1]["later"]["found_in"]["id"], "c");
}

#[test]
fn a_series_is_compared_with_its_own_last_number() {
    let site = with(&[
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\nseries: Port\nnumber: 1\nfigures: [{id: ships, label: Ships, value: 5}, {id: tugs, value: 5, as_of: 2025-02-01}]\n---\n\nNothing.\n",
        ),
        ("reports/o.md", "---\ntitle: O\ndate: 2025-03-02\nfigures: [{id: ships, value: 7}]\n---\n\nNothing.\n"),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-03\nseries: Port\nnumber: 2\nfigures: [{id: ships, value: 5}, {id: tugs, value: 7, as_of: 2025-02-01}]\n---\n\nNothing.\n",
        ),
    ]);
    let changes = view(&site, "reports/b/")["report"]["changes"].clone();
    assert_eq!(
        texts(&changes["figures"], "/figure/id"),
        ["tugs"],
        "a revised value is news, one of another series is not"
    );
    assert_eq!(changes["figures"][0]["was"]["change"], "+2");
}

#[test]
fn quoted_words_are_whole_and_share_their_mark() {
    let site = with(&[(
        "reports/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nclaims:\n  - {id: war, quote: war, by: hc}\n  - {id: half, quote: said that 5, by: hc}\n  - {id: late, quote: will close on Monday, by: uf}\n  - {id: port, quote: the port will close, by: hc}\n  - {id: code, quote: secret, by: hc}\n---\n\nA warning said that 50 left, and the port will close on Monday, `secret`.\n",
    )]);
    let missing = site.diagnostics.iter().filter(|found| found.code == "quote-not-found").count();
    assert_eq!(missing, 2, "a part of a word or number is not it");
    let page = view(&site, "reports/a/");
    let claims = &page["report"]["claims"];
    assert_eq!(texts(claims, "/quote_href"), ["-", "-", "index.html#quote--port", "index.html#quote--port", "-"]);
    let body = page["body"].as_str().expect("a body");
    assert_eq!(body.matches("claim-note").count(), 2, "each has its note: {body}");
    assert_eq!(body.matches(r#"class="claimed""#).count(), 1, "{body}");
}

#[test]
fn a_claim_of_an_event_keeps_its_place_among_many_that_dispute_it() {
    let reports: Vec<(String, String)> = (10..30)
        .map(|n| {
            let claim = "{text: Not so., by: uf, disputes: [own]}";
            (
                format!("reports/r{n}.md"),
                format!("---\ntitle: R\ndate: 2025-03-{n}\nclaims: [{claim}]\n---\n\nNothing.\n"),
            )
        })
        .collect();
    let mut files = vec![(
        "events/lull.md",
        "---\nname: Lull of March\nwhen: 2025-03\nclaims: [{id: own, text: The lull holds., by: hc}]\n---\n",
    )];
    files.extend(ACTORS);
    files.extend(reports.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let site = site(&files);
    assert!(html(&site, "events/lull/").contains(r#"id="claim--own""#));
    assert_eq!(
        view(&site, "reports/r10/")["report"]["claims"][0]["disputes"][0]["href"],
        "../../events/lull/index.html#claim--own"
    );
}

#[test]
fn a_chain_of_parts_stands_to_a_depth_of_eight() {
    let events: Vec<(String, String)> = (0..40)
        .map(|n: u32| {
            let part_of = if n == 0 { String::new() } else { format!("part_of: e{}\n", n - 1) };
            (
                format!("events/e{n}.md"),
                format!("---\nname: Stage {n} of it\nwhen: 2025-03\nkind: situation\n{part_of}---\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = events.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = site(&files);
    assert_eq!(view(&site, "events/e0/")["event"]["parts_count"], 8);
    assert_eq!(html(&site, "events/e0/calendar.ics").matches("BEGIN:VEVENT").count(), 8);
}

#[test]
fn a_role_is_told_as_of_the_day_of_the_report() {
    let files = [
        (
            "actors/nadia-orr.md",
            "---\nname: Nadia Orr\nkind: person\nrelations:\n  - {type: holds-post, to: hc, role: harbour master, start: 2024-01, end: 2025-03-31}\n  - {type: leads, to: uf, start: 2025-05-01, role: chair}\n  - {type: related-to, to: uf, role: cousin}\n---\n",
        ),
        ("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\n\nNadia Orr spoke.\n"),
        ("reports/b.md", "---\ntitle: B\ndate: 2025-04-15\n---\n\nNadia Orr spoke.\n"),
        ("reports/c.md", "---\ntitle: C\ndate: 2025-05-20\n---\n\nNadia Orr spoke.\n"),
    ];
    let site = with(&files);
    let roles = |path: &str| view(&site, path)["report"]["actors"][0]["roles"].clone();
    assert_eq!(texts(&roles("reports/a/"), "/role"), ["harbour master"]);
    assert_eq!(roles("reports/a/")[0]["then"], true, "it has ended since");
    assert!(html(&site, "reports/a/").contains("then harbour master"));
    assert_eq!(texts(&roles("reports/b/"), "/role"), Vec::<String>::new(), "a role without dates tells of no day");
    assert_eq!(roles("reports/c/")[0]["then"], false);
    let body = view(&site, "actors/hc/");
    let relation = &body["actor"]["relations"][0];
    assert_eq!((relation["label"].as_str(), relation["role"].as_str()), (Some("post held by"), Some("harbour master")));
    assert_eq!((relation["start"]["label"].as_str(), relation["ended"].as_bool()), (Some("January 2024"), Some(true)));
}

#[test]
fn the_ties_of_a_private_actor_are_on_no_page() {
    let site = with(&[(
        "actors/dana-orr.md",
        "---\nname: Dana Orr\nkind: person\nprivacy: private\nrelations: [{type: leads, to: hc}]\n---\n",
    )]);
    assert!(!html(&site, "actors/hc/").contains("Dana"));
}

#[test]
fn corrections_are_on_their_report_and_in_one_list() {
    let site = with(&[
        (
            "reports/a.md",
            "---\ntitle: A\ndate: 2025-03-01\ncorrections:\n  - {date: 2025-03-05, note: Seven ships and not nine., was: nine, now: seven}\n---\n\nSeven.\n",
        ),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\ncorrections:\n  - {date: 2025-03-03, kind: clarification, note: The eastern quay.}\n---\n\nThe quay.\n",
        ),
    ]);
    let list = view(&site, "corrections/");
    assert_eq!(texts(&list["corrections"]["corrections"], "/report/id"), ["a", "b"], "newest first");
    let page = html(&site, "reports/a/");
    let (top, _) = page.split_once("<div class=\"prose\"").expect("a body");
    assert!(top.contains("Seven ships and not nine."), "said at its top");
    let data: Value = serde_json::from_str(view(&site, "reports/a/")["json_ld"].as_str().expect("data")).expect("JSON");
    assert_eq!(data["correction"][0]["@type"], "CorrectionComment");
    assert_eq!(data["correction"][0]["datePublished"], "2025-03-05");
}

#[test]
fn what_an_edition_withholds_is_in_no_register() {
    let files = [
        ("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\n\nOf {figure:ships} there are.\n"),
        (
            "reports/b.md",
            "---\ntitle: B\ndate: 2025-03-02\ntlp: red\nfigures: [{id: ships, label: Ships, value: 9134}]\nclaims: [{id: calm, text: Utterly calm., by: Sadiq Orr}]\ncorrections: [{date: 2025-03-03, note: Secretly.}]\n---\n\nNothing.\n",
        ),
    ];
    let all = site_at("2025-06-01T00:00:00Z", &files);
    let public = site_at("2025-06-01T00:00:00Z", &files[..1]);
    let found = all.diagnostics.iter().find(|found| found.code == "unknown-figure").expect("it is told");
    assert_eq!(found.severity, situs::diagnostic::Severity::Warning, "as any reference to what is withheld");
    assert!(!found.help.as_deref().unwrap_or_default().contains("did you mean"), "{found:?}");
    assert_eq!(all.all_routes(), public.all_routes());
    for route in all.all_routes().iter().filter(|route| !matches!(route, Route::Asset(_))) {
        let (with, without) = (all.page(route).expect("a page"), public.page(route).expect("a page"));
        assert_eq!(with, without, "{}", route.path());
    }
}
