//! What a careful analyst or editor would query: for each lint what it finds, and what it leaves alone.

use std::fmt::Write as _;
use std::sync::Arc;

use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site(settings: &str, files: &[(&str, &str)]) -> Site {
    let mut content: Vec<_> =
        files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text))).collect();
    content.sort_by(|a, b| a.path.cmp(&b.path));
    let config = Some(Arc::new(SourceFile::new("situs.toml", settings)));
    let now = "2025-10-22T00:30:00Z".parse().expect("a time");
    let site = Site::new(&Sources { content, config, ..Sources::default() }, &Options { now, ..Options::default() });
    assert!(!site.has_errors(), "{}", situs::diagnostic::draw(&site.diagnostics, false));
    site
}

/// The findings with this code: place, message, labels and help, one a line.
fn found_with(settings: &str, code: &str, files: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for finding in site(settings, files).diagnostics.iter().filter(|finding| finding.code == code) {
        let place = finding.place.as_ref().expect("a place");
        let ((line, column), _) = place.lines_columns();
        let path = place.file.path.trim_start_matches("content/");
        let help = finding.help.as_deref().expect("every finding says what to write");
        let _ = write!(out, "{path}:{line}:{column} {}", finding.message);
        for label in &finding.labels {
            let ((line, column), _) = label.place.lines_columns();
            let path = label.place.file.path.trim_start_matches("content/");
            let _ = write!(out, "; {path}:{line}:{column} {}", label.message);
        }
        let _ = writeln!(out, "; {help}");
    }
    if !out.is_empty() {
        let off = format!("{settings}\n[lints]\noff = [\"{code}\"]\n");
        let all = site(&off, files).diagnostics;
        assert!(all.iter().all(|finding| finding.code != code), "`{code}` is told although it is off");
    }
    out
}

fn found(code: &str, files: &[(&str, &str)]) -> String {
    found_with("", code, files)
}

fn report(front: &str, body: &str) -> String {
    format!("---\ntitle: Harbour\ndate: 2025-10-21\n{front}---\n\n{body}\n")
}

/// The findings in a report with this front matter and body.
fn in_report(code: &str, front: &str, body: &str) -> String {
    found(code, &[("reports/a.md", &report(front, body))])
}

#[test]
fn likelihood_and_confidence_stand_in_sentences_of_their_own() {
    let code = "likelihood-with-confidence";
    insta::assert_snapshot!(in_report(code, "", "It rained. We judge with\n**high** confidence that a pause is *very\nlikely*."), @r#"
    reports/a.md:7:3 `very likely` and `high confidence` stand in one sentence; reports/a.md:7:38 how likely; say how likely it is in one sentence, and how good the basis is in another
    "#);
    insta::assert_snapshot!(in_report(code, "judgements:\n  - text: It is unlikely, though confidence is low.\n", ""), @r#"
    reports/a.md:5:34 `unlikely` and `confidence is low` stand in one sentence; reports/a.md:5:17 how likely; say how likely it is in one sentence, and how good the basis is in another
    "#);
    insta::assert_snapshot!(found(code, &[("events/talks.md", "---\nname: Talks\nwhen: 2025-10\n---\n\nLikely, with low confidence.\n")]), @r#"
    events/talks.md:6:14 `Likely` and `low confidence` stand in one sentence; events/talks.md:6:1 how likely; say how likely it is in one sentence, and how good the basis is in another
    "#);
    for body in [
        "A pause is very likely. We have high confidence in this.",
        "Public confidence is low, so unrest is likely.",
        "“We are likely to go,” he said with high confidence in his staff.",
        "> It is likely, with high confidence.",
        "A vote of confidence is likely.",
    ] {
        assert_eq!(in_report(code, "", body), "", "{body}");
    }
    let apart = "judgements:\n  - {text: Talks go on., likelihood: likely, confidence: high}\n";
    assert_eq!(in_report(code, apart, ""), "");
}

#[test]
fn the_two_yardsticks_are_never_mixed() {
    let code = "mixed-yardstick";
    let judgements = "judgements:\n  - text: There is a remote chance of talks.\n    likelihood: realistic possibility\n  - {text: No., likelihood: unlikely}\n";
    let files = |front: &str, body: &str| report(front, body);
    let text = files(judgements, "A realistic\npossibility remains.");
    insta::assert_snapshot!(found(code, &[("reports/a.md", &text)]), @r#"
    reports/a.md:5:22 `remote chance` is no phrase of ICD 203, the yardstick of this site; write `almost no chance`, the nearest, or set `yardstick = "phia"` in `situs.toml`
    reports/a.md:6:17 `realistic possibility` is no phrase of ICD 203, the yardstick of this site; write `roughly even chance`, the nearest, or set `yardstick = "phia"` in `situs.toml`
    reports/a.md:10:3 `realistic possibility` is no phrase of ICD 203, the yardstick of this site; write `roughly even chance`, the nearest, or set `yardstick = "phia"` in `situs.toml`
    "#);
    assert_eq!(found_with("yardstick = \"phia\"\n", code, &[("reports/a.md", &text)]), "");
    let text = files("judgements:\n  - {text: No., likelihood: very likely}\n", "Talks have a roughly even chance.");
    insta::assert_snapshot!(found_with("yardstick = \"phia\"\n", code, &[("reports/a.md", &text)]), @r#"
    reports/a.md:5:29 `very likely` is no phrase of PHIA, the yardstick of this site; write `highly likely`, the nearest, or set `yardstick = "icd203"` in `situs.toml`
    reports/a.md:8:14 `roughly even chance` is no phrase of PHIA, the yardstick of this site; write `realistic possibility`, the nearest, or set `yardstick = "icd203"` in `situs.toml`
    "#);
    assert_eq!(found(code, &[("reports/a.md", &text)]), "");
    for body in ["It is highly likely.", "“A remote chance,” she said.", "The remote village is probable."] {
        assert_eq!(in_report(code, "", body), "", "{body}");
    }
}

#[test]
fn a_day_that_hangs_on_the_day_of_writing_is_told() {
    let code = "relative-date";
    insta::assert_snapshot!(in_report(code, "", "\
Today the pier opened, and tonight it closed. Talks are due\nlater **this week**. It rained yesterday.

- On Tuesday, tomorrow’s visit was off.
- Next month the fair opens.

| when |
| --- |
| next Monday |
"), @r#"
    reports/a.md:6:1 `Today` means another day to whoever reads it later; write the date, here `21 October`
    reports/a.md:7:1 `later this week` means another day to whoever reads it later; write the day that is meant, as in `21 October`, or add it in the same sentence
    reports/a.md:7:32 `yesterday` means another day to whoever reads it later; write the date, here `20 October`
    reports/a.md:9:15 `tomorrow` means another day to whoever reads it later; write the date, here `22 October`
    reports/a.md:10:3 `Next month` means another day to whoever reads it later; write the month and its year, such as `November 2025`
    reports/a.md:14:3 `next Monday` means another day to whoever reads it later; write the day that is meant, as in `21 October`, or add it in the same sentence
    "#);
    for body in [
        "Today, 21 October, the pier opened.",
        "It opened yesterday (2025-10-20).",
        "Talks are due next month, in November 2025.",
        "Later that week it closed; on Tuesday it rained.",
        "“We open today. Tomorrow we close,” Orrell said.",
        "She said it was 'open today'.",
        "He wrote \"see you next week\".",
        "> We open today.",
        "Run `today` and see [the rest](https://example.org/today).",
        "Harbour Today reported it.",
        "It was the last week of September, and the next month it rained.",
        "It is no port of today's world.",
        "The present-today ratio, todays and a yesteryear.",
    ] {
        assert_eq!(in_report(code, "", body), "", "{body}");
    }
}

#[test]
fn a_relative_day_within_a_name_is_none() {
    let code = "relative-date";
    let actor = ("actors/today.md", "---\nname: Today\nkind: media\n---\n");
    let text = report("actors: [today]\n", "Today reported it. The pier opens today.");
    insta::assert_snapshot!(found(code, &[actor, ("reports/a.md", &text)]), @r#"
    reports/a.md:7:35 `today` means another day to whoever reads it later; write the date, here `21 October`
    "#);
    let event = ("events/talks.md", "---\nname: Talks\nwhen: 2025-10-21\n---\n\nThey begin today.\n");
    assert_eq!(found(code, &[event]), "", "an event has a date of its own");
    let withdrawn = report("status: withdrawn\n", "The pier opened today.");
    assert_eq!(found(code, &[("reports/a.md", &withdrawn)]), "");
}

#[test]
fn a_figure_names_its_source() {
    let code = "uncited-figure";
    let front = "sources: [{id: wire, name: Wire}]\nfigures:\n  - {id: dead, value: 3, source: wire}\n  - {label: Ships, value: 4}\n  - id: hurt\n    value: 5\n";
    insta::assert_snapshot!(in_report(code, front, ""), @r#"
    reports/a.md:7:5 the figure `Ships` names no source; add `source:` with the id of the source that has it
    reports/a.md:8:9 the figure `hurt` names no source; add `source:` with the id of the source that has it
    "#);
    let event = "---\nname: Talks\nwhen: 2025-10\nfigures: [{id: dead, value: 3}]\n---\n";
    insta::assert_snapshot!(found(code, &[("events/talks.md", event)]), @r#"
    events/talks.md:4:16 the figure `dead` names no source; add `source:` with the id of the source that has it
    "#);
}

#[test]
fn a_relation_does_not_end_before_it_starts() {
    let code = "relation-dates";
    let actor =
        |dates: &str| format!("---\nname: Anna Orrell\nrelations:\n  - {{type: leads, to: board, {dates}}}\n---\n");
    let board = ("actors/board.md", "---\nname: Grain Board\n---\n");
    let told = |dates: &str| found(code, &[("actors/anna.md", &actor(dates)), board]);
    insta::assert_snapshot!(told("start: 2025-10-21, end: 2025-10-20"), @r#"
    actors/anna.md:4:5 the relation ends on `2025-10-20`, before it starts on `2025-10-21`; correct `start` or `end`; they may be the wrong way round
    "#);
    insta::assert_snapshot!(told("start: \"2025-10-21T09:00:00Z\", end: \"2025-10-21T11:00:00+03:00\""), @r#"
    actors/anna.md:4:5 the relation ends on `2025-10-21T11:00:00+03:00`, before it starts on `2025-10-21T09:00:00Z`; correct `start` or `end`; they may be the wrong way round
    "#);
    for dates in [
        "start: 2025-10-21, end: 2025-10-21",
        "start: 2025-10-21, end: 2025-10",
        "start: 2025, end: 2025-01",
        "start: 2025-10-21/.., end: 2025-11",
        "end: 2020",
    ] {
        assert_eq!(told(dates), "", "{dates}");
    }
}

#[test]
fn a_quotation_is_found_through_markup_and_kinds_of_marks() {
    let code = "quote-not-found";
    let quote = |quote: &str| format!("claims:\n  - quote: {quote}\n");
    let body = "She said “we’ll **never** [leave](https://example.org/) the\npier”[^1] and ran `ls -l` there. See [[board|the Board]] now.\n\n[^1]: A note.";
    let board = ("actors/board.md", "---\nname: Grain Board\n---\n");
    let told = |text: &str| found(code, &[board, ("reports/a.md", &report(&quote(text), body))]);
    for text in [
        "\"we'll never leave the pier\"",
        "'\"we''ll never leave the pier\" and ran ls -l there'",
        "ran ls -l there. See the Board now",
    ] {
        assert_eq!(told(text), "", "{text}");
    }
    insta::assert_snapshot!(told("we will never leave"), @r#"
    reports/a.md:5:12 these words do not stand in the body; quote the exact words, or use `text` for a paraphrase
    "#);
    let event =
        |body: &str| format!("---\nname: Talks\nwhen: 2025-10\nclaims:\n  - quote: they went on\n---\n\n{body}\n");
    assert_eq!(found(code, &[("events/talks.md", &event("On and on *they* went\non."))]), "");
    insta::assert_snapshot!(found(code, &[("events/talks.md", &event("They stopped."))]), @r#"
    events/talks.md:5:12 these words do not stand in the body; quote the exact words, or use `text` for a paraphrase
    "#);
}

const SOURCES: [(&str, &str); 3] = [
    ("sources/wire.md", "---\nname: Wire\nurl: https://wire.example/1\n---\n"),
    ("sources/reprint.md", "---\nname: Reprint\nderives_from: [wire]\n---\n"),
    ("sources/radio.md", "---\nname: Radio\n---\n"),
];

/// What is found in reports with these claims, the newest first.
fn single_source(claims: &[&str]) -> String {
    let texts: Vec<(String, String)> = (1..)
        .zip(claims.iter().rev())
        .map(|(day, claims)| {
            let path = format!("reports/day-{day}.md");
            (path, format!("---\ntitle: Day {day}\ndate: 2025-10-0{day}\n{claims}---\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        SOURCES.into_iter().chain(texts.iter().map(|(path, text)| (&**path, &**text))).collect();
    found("single-source", &files)
}

#[test]
fn a_disputed_claim_rests_on_two_sources() {
    let disputed = "claims:\n  - {id: c1, text: It sank., source: reprint, status: disputed}\n";
    let by_another = "claims: [{id: c2, text: It did not., source: radio, disputes: [c1]}]\n";
    let plain = "claims: [{id: c1, text: It sank., source: reprint}]\n";
    let of_wire = "claims: [{id: c1, text: It sank., source: wire}]\n";
    let of_radio = "claims: [{id: c1, text: It sank., source: radio}]\n";
    insta::assert_snapshot!(single_source(&[disputed]), @r#"
    reports/day-1.md:5:10 the disputed claim `c1` rests on one source, `wire`; add a claim with the same `id` from a source that does not derive from it
    "#);
    insta::assert_snapshot!(single_source(&[by_another, plain, of_wire]), @r#"
    reports/day-2.md:4:15 the disputed claim `c1` rests on one source, `wire`; add a claim with the same `id` from a source that does not derive from it
    "#);
    insta::assert_snapshot!(single_source(&["claims: [{text: It sank., status: disputed}]\n"]), @r#"
    reports/day-1.md:4:10 the disputed claim names no source; add `source:`, and a claim with the same `id` from another source
    "#);
    assert_eq!(single_source(&[by_another, plain, of_radio]), "", "two sources");
    assert_eq!(single_source(&[plain, of_wire]), "", "nobody disputes it");
    let confirmed = "claims: [{id: c1, text: It sank., source: wire, status: confirmed}]\n";
    assert_eq!(single_source(&[confirmed, by_another, plain]), "", "it is settled");
    let given_up = "claims: [{id: c2, text: It did not., source: radio, disputes: [c1], status: retracted}]\n";
    assert_eq!(single_source(&[given_up, plain]), "", "nobody disputes it any more");
}

#[test]
fn sources_described_on_the_spot_are_followed_to_their_ends() {
    let claim = "claims: [{id: c1, text: It sank., source: own, status: disputed}]\n";
    let same = format!("sources: [{{id: own, name: Copy, url: \"https://wire.example/1/\"}}]\n{claim}");
    let of_wire = "claims: [{id: c1, text: It sank., source: wire}]\n";
    insta::assert_snapshot!(single_source(&[&same, of_wire]), @r#"
    reports/day-2.md:5:15 the disputed claim `c1` rests on one source, `wire`; add a claim with the same `id` from a source that does not derive from it
    "#);
    let both = format!("sources: [{{id: own, name: Copy, derives_from: [radio, wire]}}]\n{claim}");
    assert_eq!(single_source(&[&both]), "");
    let circle = format!(
        "sources:\n  - {{id: own, name: A, derives_from: [b]}}\n  - {{id: b, name: B, derives_from: [own]}}\n{claim}"
    );
    insta::assert_snapshot!(single_source(&[&circle]), @r#"
    reports/day-1.md:7:15 the disputed claim `c1` rests on one source, `own`; add a claim with the same `id` from a source that does not derive from it
    "#);
}

#[test]
fn the_newest_of_a_series_says_when_the_next_is_due() {
    let code = "no-next";
    let of_day =
        |day: u32, front: &str| format!("---\ntitle: Day {day}\ndate: 2025-10-0{day}\nseries: Days\n{front}---\n");
    let told = |first: &str, second: &str| {
        found(code, &[("reports/a.md", &of_day(1, first)), ("reports/b.md", &of_day(2, second))])
    };
    insta::assert_snapshot!(told("next: 2025-10-02\n", ""), @r#"
    reports/b.md:4:9 the newest report of `Days` does not say when the next is due; add `next:` with the day, such as `next: 2025-10-03`
    "#);
    insta::assert_snapshot!(told("", "status: withdrawn\n"), @r#"
    reports/a.md:4:9 the newest report of `Days` does not say when the next is due; add `next:` with the day, such as `next: 2025-10-02`
    "#);
    assert_eq!(told("", "next: 2025-10-03\n"), "");
    for kind in ["flash-update", "statement", "background", "other"] {
        assert_eq!(told("", &format!("kind: {kind}\n")), "");
    }
    assert_eq!(in_report(code, "", ""), "", "it is in no series");
}

#[test]
fn sources_that_derive_from_themselves_are_told_once() {
    let code = "circular-source";
    let source = |name: &str, of: &str| format!("---\nname: {name}\nderives_from: [{of}]\n---\n");
    let (a, b, c, d) = (source("A", "Radio, c"), source("B", "a, b"), source("C", "b"), source("D", "a"));
    let circle =
        [("sources/a.md", &*a), ("sources/b.md", &*b), ("sources/c.md", &*c), ("sources/d.md", &*d), SOURCES[2]];
    insta::assert_snapshot!(found(code, &circle), @r#"
    sources/a.md:3:23 `a` derives from itself by way of `c` and `b`; remove the reference that is wrong: one of them had it first
    sources/b.md:3:19 `b` derives from itself; remove the reference that is wrong: one of them had it first
    "#);
    assert_eq!(found(code, &SOURCES), "");
    let inline = "sources:\n  - {id: x, name: X, derives_from: [y]}\n  - {id: y, name: Y, derives_from: [x]}\n";
    insta::assert_snapshot!(in_report(code, inline, ""), @r#"
    reports/a.md:5:37 `x` derives from itself by way of `y`; remove the reference that is wrong: one of them had it first
    "#);
}

#[test]
fn events_do_not_come_back_to_themselves() {
    let code = "circular-event";
    let event = |name: &str, front: &str| format!("---\nname: {name}\nwhen: 2025-10\n{front}---\n");
    let texts = [
        event("A", "part_of: b\nfollows: [c, a]\n"),
        event("B", "part_of: a\nsupersedes: c\n"),
        event("C", "follows: [a]\nsupersedes: b\n"),
    ];
    let [a, b, c] = &texts;
    insta::assert_snapshot!(found(code, &[("events/a.md", a), ("events/b.md", b), ("events/c.md", c)]), @r#"
    events/a.md:4:10 `a` is part of itself by way of `b`; remove the reference that is wrong: one of them has to be the first or the whole
    events/a.md:5:11 `a` follows itself by way of `c`; remove the reference that is wrong: one of them has to be the first or the whole
    events/a.md:5:14 `a` follows itself; remove the reference that is wrong: one of them has to be the first or the whole
    events/b.md:5:13 `b` supersedes itself by way of `c`; remove the reference that is wrong: one of them has to be the first or the whole
    "#);
    let texts = [event("A", ""), event("B", "part_of: a\nfollows: [a]\n"), event("C", "part_of: b\nfollows: [a, b]\n")];
    let [a, b, c] = &texts;
    assert_eq!(found(code, &[("events/a.md", a), ("events/b.md", b), ("events/c.md", c)]), "");
}

#[test]
fn one_post_has_one_holder() {
    let code = "post-held-twice";
    let actor = |name: &str, relation: &str| format!("---\nname: {name}\nrelations:\n  - {{{relation}}}\n---\n");
    let board = ("actors/board.md", "---\nname: Grain Board\n---\n");
    let told = |one: &str, other: &str| {
        let (one, other) = (actor("Anna Orrell", one), actor("Zoë Ferreyra", other));
        found(code, &[("actors/anna.md", &one), board, ("actors/zoe.md", &other)])
    };
    let chair = "type: holds-post, to: board, role";
    insta::assert_snapshot!(
        told(&format!("{chair}: Chair, start: 2024-03"), &format!("{chair}: chair, start: 2025, end: 2026-02")), @r#"
    actors/zoe.md:4:28 `Anna Orrell` and `Zoë Ferreyra` hold one post at once: `chair` at `Grain Board`; actors/anna.md:4:28 held by `Anna Orrell` here; add `end` to the earlier one or `start` to the later one, or give the two posts different roles
    "#);
    insta::assert_snapshot!(told("type: leads, to: board", "type: leads, to: Grain Board"), @r#"
    actors/zoe.md:4:23 `Anna Orrell` and `Zoë Ferreyra` lead `Grain Board` at once; actors/anna.md:4:23 held by `Anna Orrell` here; add `end` to the earlier one or `start` to the later one, or give the two posts different roles
    "#);
    for (one, other) in [
        ("start: 2024, end: 2025-01-20", "start: 2025-01-20"),
        ("end: 2025-01", "start: 2025-01"),
        ("end: 2025", "start: 2025"),
        ("start: 2025-03-01", "start: 2020, end: 2025-02"),
        ("end: 2025~", "start: 2024"),
        ("end: 2025-06", "start: 2024?"),
    ] {
        assert_eq!(told(&format!("{chair}: Chair, {one}"), &format!("{chair}: Chair, {other}")), "", "{one} {other}");
    }
    assert_eq!(told(&format!("{chair}: Chair"), &format!("{chair}: Clerk")), "", "two posts");
    assert_eq!(told("type: holds-post, to: board", "type: holds-post, to: board"), "", "no post is named");
    assert_eq!(told("type: member-of, to: board", "type: member-of, to: board"), "");
}

#[test]
fn of_many_holders_each_is_seen_beside_whoever_lasts_longest() {
    let holder = |name: &str, terms: &[(&str, &str)]| {
        let term =
            |(start, end): &(&str, &str)| format!("  - {{type: leads, to: board, start: {start}, end: {end}}}\n");
        let terms = terms.iter().map(term).collect::<Vec<_>>().concat();
        format!("---\nname: {name}\nrelations:\n{terms}---\n")
    };
    let board = ("actors/board.md", "---\nname: Grain Board\n---\n");
    let anna = holder("Anna Orrell", &[("2000", "2010"), ("2004", "2020")]);
    let zoe = holder("Zoë Ferreyra", &[("2001", "2003"), ("2015", "2016"), ("2021", "2022")]);
    let told = found("post-held-twice", &[("actors/anna.md", &anna), board, ("actors/zoe.md", &zoe)]);
    insta::assert_snapshot!(told, @r#"
    actors/zoe.md:4:23 `Anna Orrell` and `Zoë Ferreyra` lead `Grain Board` at once; actors/anna.md:4:23 held by `Anna Orrell` here; add `end` to the earlier one or `start` to the later one, or give the two posts different roles
    actors/zoe.md:5:23 `Anna Orrell` and `Zoë Ferreyra` lead `Grain Board` at once; actors/anna.md:5:23 held by `Anna Orrell` here; add `end` to the earlier one or `start` to the later one, or give the two posts different roles
    "#);
}

#[test]
fn one_moment_has_one_value() {
    let code = "figure-conflict";
    let day = |front: &str, figure: &str| {
        format!("---\ntitle: Day\ndate: 2025-10-20\n{front}figures:\n  - {{id: dead, {figure}}}\n---\n")
    };
    let told = |one: &str, other: &str| {
        found(code, &[("reports/a.md", &day("", one)), ("reports/b.md", &day("number: 2\n", other))])
    };
    insta::assert_snapshot!(told("value: 12", "value: 15, qualifier: at-least, unit: people"), @r#"
    reports/b.md:6:10 `dead` is `at least 15 people` here and `12` in `content/reports/a.md` on `2025-10-20`; reports/a.md:5:10 `12` here; correct one of the two, or say in `as_of` which moment each holds for
    "#);
    let between = "value: 10, max: 14, qualifier: between";
    assert_eq!(told("value: 12", between), "", "both can be so");
    assert_ne!(told("value: 15", between), "");
    assert_eq!(told("value: 12", "value: 12"), "");
    assert_eq!(told("value: 12", "value: 15, as_of: 2025-10-19"), "");
    let replaced = day("supersedes: a\nnumber: 2\n", "value: 15");
    assert_eq!(found(code, &[("reports/a.md", &day("", "value: 12")), ("reports/b.md", &replaced)]), "");
}

#[test]
fn a_figure_that_reports_went_on_without_is_stale() {
    let code = "stale-figure";
    let of = |date: &str, front: &str| format!("---\ntitle: T\ndate: {date}\nseries: Days\n{front}---\n");
    let figure = "figures: [{id: dead, value: 12}]\n";
    let told = |settings: &str, last: &str, front: &str| {
        found_with(settings, code, &[("reports/a.md", &of("2025-09-01", figure)), ("reports/b.md", &of(last, front))])
    };
    insta::assert_snapshot!(told("", "2025-10-03", ""), @r#"
    reports/a.md:5:16 the newest value of `dead` is of `2025-09-01`, more than 30 days before `content/reports/b.md`; add a newer value with `id: dead`; `figure_stale_days` in `situs.toml` sets the limit
    "#);
    assert_eq!(told("", "2025-10-02", ""), "", "thirty days after the end of that day");
    insta::assert_snapshot!(told("figure_stale_days = 7\n", "2025-09-10", ""), @r#"
    reports/a.md:5:16 the newest value of `dead` is of `2025-09-01`, more than 7 days before `content/reports/b.md`; add a newer value with `id: dead`; `figure_stale_days` in `situs.toml` sets the limit
    "#);
    assert_eq!(told("", "2025-10-03", figure), "", "it has a new value");
    assert_eq!(told("", "2025-10-03", "status: withdrawn\n"), "", "the later report was withdrawn");
    assert_eq!(told("", "2025-10-03", "supersedes: a\n"), "", "the report with the figure was replaced");
    let gone = of("2025-09-01", &format!("status: withdrawn\n{figure}"));
    assert_eq!(found(code, &[("reports/a.md", &gone), ("reports/b.md", &of("2025-10-03", ""))]), "");
}

#[test]
fn a_planned_event_is_due_when_its_day_ends_where_it_happens() {
    let code = "due-no-update";
    let event = |front: &str| format!("---\nname: Talks\nwhen: 2025-10-21\nstatus: planned\n{front}---\n");
    let told = |settings: &str, front: &str| found_with(settings, code, &[("events/talks.md", &event(front))]);
    insta::assert_snapshot!(told("", ""), @r#"
    events/talks.md:4:9 `Talks` was planned for a time that has passed; set `status` to `confirmed`, `postponed` or `cancelled`, or correct `when`
    "#);
    assert_eq!(told("", "tz: America/Lima\n"), "", "there it is still the twenty-first");
    assert_eq!(told("tz = \"America/Lima\"\n", ""), "");
    assert_ne!(told("tz = \"America/Lima\"\n", "tz: Asia/Gaza\n"), "");
    let later = ("events/talks-2.md", "---\nname: Later Talks\nwhen: 2025-11\nsupersedes: talks\n---\n");
    assert_eq!(found(code, &[("events/talks.md", &event("")), later]), "");
}

#[test]
fn pages_call_an_event_due_where_the_lint_does() {
    let event = |front: &str| format!("---\nname: Talks\nwhen: 2025-10-21\nstatus: planned\n{front}---\n");
    let later = ("events/talks-2.md", "---\nname: Later Talks\nwhen: 2025-11\nsupersedes: talks\n---\n");
    for (front, files, is_due) in [("", &[][..], true), ("tz: America/Lima\n", &[], false), ("", &[later], false)] {
        let text = event(front);
        let files: Vec<_> = files.iter().copied().chain([("events/talks.md", &*text)]).collect();
        let site = site("", &files);
        let route = site.at("events/talks/").expect("an address");
        let page = String::from_utf8(site.page(&route).expect("a page").bytes).expect("text");
        assert_eq!(page.contains("due, no update"), is_due, "{front} {files:?}");
        assert_eq!(site.diagnostics.iter().any(|finding| finding.code == "due-no-update"), is_due);
    }
}

#[test]
fn a_code_that_silences_nothing_is_told() {
    let told = |off: &str| {
        let config = Arc::new(SourceFile::new("situs.toml", format!("[lints]\noff = {off}\n")));
        situs::diagnostic::draw(&situs::config::Config::parse(&config).1, false)
    };
    insta::assert_snapshot!(told("[\"no-next\", \"realtive-date\"]"), @r#"
    warning[unknown-lint]: no warning has the code `realtive-date`
     --> situs.toml:2:19
      |
    2 | off = ["no-next", "realtive-date"]
      |                   ^^^^^^^^^^^^^^^
      |
      = help: write `relative-date`
    "#);
    insta::assert_snapshot!(told("\"everything\""), @r#"
    warning[unknown-lint]: no warning has the code `everything`
     --> situs.toml:2:7
      |
    2 | off = "everything"
      |       ^^^^^^^^^^^^
      |
      = help: write the code of a warning, as it stands in brackets in the message
    "#);
    assert_eq!(told("[\"unknown-lint\", \"unlisted\"]").matches("warning[unknown-lint]").count(), 1);
}

#[test]
fn every_code_of_a_warning_is_listed_and_in_the_readme() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let codes = situs::diagnostic::codes::WARNINGS;
    assert!(codes.is_sorted());
    for code in codes {
        assert!(readme.contains(&format!("`{code}`")), "`{code}` is not in the README");
    }
    let sources = walkdir::WalkDir::new(root.join("src")).into_iter().map(|entry| entry.expect("a file").into_path());
    for path in sources.filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let text = std::fs::read_to_string(&path).expect("readable");
        for after in text.split("Diagnostic::warning(").skip(1) {
            let Some(code) = after.trim_start().strip_prefix('"').and_then(|code| code.split('"').next()) else {
                continue;
            };
            assert!(codes.contains(&code) || code == "w", "`{code}` in {path:?} is in no list");
        }
    }
}
