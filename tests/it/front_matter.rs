//! Front matter: what is accepted, and the whole message for what is not.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use situs::diagnostic::{self, draw};
use situs::document::record::Tlp;
use situs::document::{self, Document, Matter};
use situs::source::SourceFile;

/// The one door to the code under test.
fn read(path: &str, bytes: impl Into<Vec<u8>>) -> (Document, Vec<diagnostic::Diagnostic>) {
    let file = Arc::new(SourceFile::new(path, bytes));
    let (document, mut diagnostics) = document::parse(&file);
    diagnostic::sort(&mut diagnostics);
    (document.expect("a folder that is known"), diagnostics)
}

/// All messages about a file, as a writer sees them.
fn told(path: &str, text: &str) -> String {
    draw(&read(path, text).1, false)
}

/// One line for each finding: line, column, code, message, help, and whether the document may be published.
fn brief(path: &str, bytes: impl Into<Vec<u8>>) -> String {
    let (document, diagnostics) = read(path, bytes);
    let mut out = String::new();
    for finding in &diagnostics {
        let ((line, column), _) = finding.place.as_ref().expect("a place").lines_columns();
        let help = finding.help.as_deref().expect("every finding says what to write");
        let _ = writeln!(out, "{line}:{column} {}: {}; {help}", finding.code, finding.message);
    }
    out.push_str(if document.unreadable { "unreadable" } else { "readable" });
    out
}

#[test]
fn the_smallest_documents_are_right() {
    let right = |path, text: &str| {
        let (document, diagnostics) = read(path, text);
        assert_eq!(draw(&diagnostics, false), "", "{path}");
        document
    };
    let report = right("content/reports/2025-10-21-gaza.md", "# Gaza\n\nText.\n");
    assert_eq!((report.id.as_str(), &*report.title.value), ("2025-10-21-gaza", "Gaza"));
    let Matter::Report(matter) = &report.matter else { panic!("a report") };
    assert_eq!(matter.date.as_ref().map(|date| date.as_str()), Some("2025-10-21"));
    assert_eq!(right("content/actors/UK officers.md", "---\nname: UK officers\n---\n").id.as_str(), "uk-officers");
    right("content/events/a.md", "---\nname: A\nwhen: 2025-10-21/..\n---\n");
    right("content/countries/JOR.md", "");
    right("content/countries/atlantis.md", "---\nname: Atlantis\n---\n");
    right("content/sources/a.md", "---\nname: A\n---\n");
    right("content/pages/about.md", "# About\n");
}

#[test]
fn one_value_is_a_list_of_one_and_no_is_norway() {
    let (document, diagnostics) = read(
        "content/reports/a.md",
        "---\ntitle: 2025\ndate: 2025-10-21\ncountries: NO\nactors: [a, 'b: c']\nauthors: A. N. Other\ntags:\nextra: {a: NO, b: no, c: 1, d: [true, ~]}\n---\n",
    );
    assert_eq!(draw(&diagnostics, false), "");
    assert_eq!(document.title.value, "2025");
    let Matter::Report(report) = &document.matter else { panic!("a report") };
    let names = |list: &[document::record::Reference]| list.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
    assert_eq!(names(report.countries.as_deref().unwrap_or_default()), ["NO"]);
    assert_eq!(names(&report.actors), ["a", "b: c"]);
    assert_eq!(report.authors, ["A. N. Other"]);
    assert_eq!(serde_json::to_value(&document.common.extra).expect("json").to_string(), r#"{"a":"NO","b":"no","c":1,"d":[true,null]}"#);
}

#[test]
fn mistakes_in_a_report() {
    insta::assert_snapshot!(told("content/reports/a.md", "\
---
titel: Gaza
date: 21/10/2025
kind: sitrep
summary: [a, b]
TLP: amber
draft: \"false\"
number: twelve
tz: Europe/Kiew
lang: en_GB
when: 2025
tags: [aid, food, aid]
highlights:
  - Only one
countries:
  - JOR
  -
image: {src: ../secret.png, alt: x}
---
"), @"");
}

#[test]
fn mistakes_in_records() {
    insta::assert_snapshot!(told("content/reports/a.md", "\
---
title: A
date: 2025-02-30
claims:
  - id: Claim One
    text: It happened
    stance: says
    grade: b2
  - by: un
sources:
  - id: s1
    name: One
    url: javascript:alert(1)
    sha256: abc
  - id: s1
    name: Two
    published: 2025-10-21 14:00
figures:
  - label: Killed
    value: 1,200
  - label: Aid
    value: 12
    qualifier: between
    hxl: #affected
  - value: 3
    qualifer: about
judgements:
  - text: It will hold
    likelihood: quite likely
    confidence: medium
corrections:
  - note: Wrong number
autolink: {of: [Jordan]}
---
"), @"");
}

#[test]
fn mistakes_in_an_actor() {
    insta::assert_snapshot!(told("content/actors/a.md", "\
---
kind: goverment
aliases: [A, A]
names: {english: A}
relations:
  - {type: leeds, to: b}
  - {type: leads}
  - {type: leads, to: b, since: 2025}
reliability: G
privacy: secret
links: [www.un.org]
id: UK_officers
former_ids: [old, Old Name]
---
"), @"");
}

#[test]
fn mistakes_in_an_event() {
    insta::assert_snapshot!(told("content/events/page.md", "\
---
name: Talks
when: 2025-10-23/2025-10-21
status: planed
kind: meeting
place: {name: Rafah, lat: 131.28, lon: 34.25, precision: 4}
participants: [{role: host}]
glide: eq-2023-000015-tur
title: Talks
---
"), @"");
}

#[test]
fn mistakes_in_other_kinds() {
    insta::assert_snapshot!(brief("content/countries/jod.md", "---\ndemonym: Jordanian\n---\n"), @"");
    insta::assert_snapshot!(brief("content/countries/jordan.md", ""), @"");
    insta::assert_snapshot!(brief("content/sources/a.md", "---\nurl: un.org\n---\n"), @"");
    insta::assert_snapshot!(brief("content/sources/b.md", "Prose only.\n"), @"");
    insta::assert_snapshot!(brief("content/pages/reports.md", "---\ntags: [a]\n---\n# R\n"), @"");
    insta::assert_snapshot!(brief("content/pages/….md", "# R\n"), @"");
    insta::assert_snapshot!(brief("content/reports/a.md", "Text.\n"), @"");
    insta::assert_snapshot!(brief("content/reports/2025-02-30-a.md", "# A\n"), @"");
}

#[test]
fn a_marking_that_is_wrong_or_lost_keeps_the_document_back() {
    let check = |text: &str| brief("content/pages/a.md", format!("{text}# A\n"));
    insta::assert_snapshot!(check("---\ntlp: rde\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntlp:\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntlр: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntIp: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\nclassification: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntlp: red\ntlp: clear\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntlp: [red]\n---\n"), @"");
    insta::assert_snapshot!(check("---\nextra: {tlp: red}\n---\n"), @"");
    insta::assert_snapshot!(check("---\nextra:\n  a: 1\n  tlp: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: |\n  A\n  tlp: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: A\n---\n**TLP:AMBER**\n"), @"");
    insta::assert_snapshot!(check("---\ndraft: no\n---\n"), @"");
    assert_eq!(check("---\ntlp: TLP:Amber+Strict\n---\n"), "readable");
    assert_eq!(check("---\ntlp: clear\n---\n`tlp: red` is for named readers.\n\n    tlp: red\n"), "readable");
    assert_eq!(check("The tlp: a protocol.\n"), "readable");
}

#[test]
fn fences() {
    let check = |text: &str| brief("content/pages/a.md", text);
    for right in ["---\ntitle: A\n---\n", "\u{feff}---\r\ntitle: A\r\n---\r\nText\r\n", "---\t \ntitle: A\n...\n", "---\n---\n# A\n", "---\n# note\n---\n# A\n", "---\ntitle: A\n---"] {
        assert_eq!(check(right), "readable", "{right:?}");
    }
    insta::assert_snapshot!(check(""), @"");
    insta::assert_snapshot!(check("---\ntitle: A\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: A\n----\nText\n"), @"");
    insta::assert_snapshot!(check(" ---\ntitle: A\n---\n"), @"");
    insta::assert_snapshot!(check("----\ntitle: A\n----\n"), @"");
    insta::assert_snapshot!(check("\n---\ntitle: A\n---\n"), @"");
    insta::assert_snapshot!(check("--- yaml\ntitle: A\n---\n"), @"");
    insta::assert_snapshot!(check("+++\ntitle = \"A\"\n+++\n"), @"");
    insta::assert_snapshot!(check("title: A\ntlp: red\n---\n"), @"");
    insta::assert_snapshot!(check("---\njust words\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: a: b\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: *a*\n---\n"), @"");
    insta::assert_snapshot!(check("---\ntitle: \"a\n---\n"), @"");
    insta::assert_snapshot!(brief("content/pages/a.md", b"---\ntitle: caf\xe9\n---\n".to_vec()), @"");
    insta::assert_snapshot!(brief("content/pages/a.md", b"\xff\xfet\0l\0p\0".to_vec()), @"");
}

#[test]
fn places_hold_with_a_byte_order_mark_and_crlf() {
    insta::assert_snapshot!(told("content/pages/a.md", "\u{feff}---\r\ntitle: A\r\n\tx: é\r\n---\r\n"), @"");
    insta::assert_snapshot!(told("content/pages/a.md", "\u{feff}---\r\ntitle: É\r\nextra: {é: 1}\r\ntlp: rot\r\n---\r\n"), @"");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_bytes_give_a_document(bytes in prop::collection::vec(any::<u8>(), 0..300), kind in 0usize..6) {
        let (document, diagnostics) = read(&format!("content/{}/a.md", document::Kind::ALL[kind].folder()), bytes);
        prop_assert!(document.body.start <= document.file.text.len());
        let _ = draw(&diagnostics, true);
    }

    #[test]
    fn a_marking_on_its_own_line_is_never_lost(
        before in prop::collection::vec(line(), 0..5),
        marking in prop::sample::select(vec!["tlp: red", "tlp: RED", "TLP: red", "tlp: TLP:RED", "tlp:  \"red\"", "  tlp: red", "\ttlp: red"]),
        after in prop::collection::vec(line(), 0..5),
        ending in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        start in prop::sample::select(vec!["", "\u{feff}", "---\n", "\u{feff}---\n"]),
    ) {
        let lines: Vec<&str> = before.iter().map(|line| &**line).chain([marking]).chain(after.iter().map(|line| &**line)).collect();
        let text = format!("{}{}", start.replace('\n', ending), lines.join(ending));
        let (document, _) = read("content/reports/2025-10-21-a.md", text.clone());
        prop_assert!(document.unreadable || document.common.tlp == Some(Tlp::Red), "{text:?}");
    }
}

/// Lines of files that went wrong in one way or another.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("---".to_owned()),
        Just("----".to_owned()),
        Just(" ---".to_owned()),
        Just("...".to_owned()),
        Just("+++".to_owned()),
        Just(String::new()),
        Just("# Title".to_owned()),
        Just("title: A".to_owned()),
        Just("title: |".to_owned()),
        Just("title: \"".to_owned()),
        Just("title: 'a".to_owned()),
        Just("extra:".to_owned()),
        Just("extra: {".to_owned()),
        Just("  a: 1".to_owned()),
        Just("}".to_owned()),
        Just("- x".to_owned()),
        Just("? x".to_owned()),
        Just("summary: >-".to_owned()),
        Just("```".to_owned()),
        Just("<!--".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ]
}
