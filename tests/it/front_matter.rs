//! Front matter: what is accepted, where it begins and ends, and that no marking is ever lost.

use proptest::prelude::*;
use situs::diagnostic::draw;
use situs::document::record::Tlp;
use situs::document::{self, Matter};

use crate::{brief, read, told};

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
    assert_eq!(matter.date.as_ref().map(situs::document::when::When::as_str), Some("2025-10-21"));
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
    assert_eq!(
        serde_json::to_value(&document.common.extra).expect("json").to_string(),
        r#"{"a":"NO","b":"no","c":1,"d":[true,null]}"#
    );
}

#[test]
fn a_marking_that_is_wrong_or_lost_keeps_the_document_back() {
    let check = |text: &str| brief("content/pages/a.md", format!("{text}# A\n"));
    insta::assert_snapshot!(check("---\ntlp: rde\n---\n"), @r#"
    2:6 bad-tlp: `rde` is not a marking of the Traffic Light Protocol; write `red`; the markings are `clear`, `green`, `amber`, `amber+strict` and `red`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntlp:\n---\n"), @r#"
    2:1 empty-value: `tlp` has no value; write `tlp: green`, or remove the key
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntlр: red\n---\n"), @r#"
    2:1 unknown-key: `tlр` is not a key of a page; write `tlp`; U+0440 is not the letter that it looks like
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntIp: red\n---\n"), @r#"
    2:1 unknown-key: `tIp` is not a key of a page; write `tlp`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\nclassification: red\n---\n"), @r#"
    2:1 unknown-key: `classification` is not a key of a page; write `tlp`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntlp: red\ntlp: clear\n---\n"), @r#"
    3:1 duplicate-key: `tlp` is set twice; keep one of the two
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntlp: [red]\n---\n"), @r#"
    2:6 wrong-type: `tlp` must be a marking of the Traffic Light Protocol, not a list; write `tlp: green`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\nextra: {tlp: red}\n---\n"), @r#"
    2:9 lost-tlp: `tlp` stands inside `extra`, where it marks nothing; move it out, to the start of a line
    unreadable
    "#);
    insta::assert_snapshot!(check("---\nextra:\n  a: 1\n  tlp: red\n---\n"), @r#"
    4:3 lost-tlp: `tlp` stands inside `extra`, where it marks nothing; move it out, to the start of a line
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: |\n  A\n  tlp: red\n---\n"), @r#"
    4:3 lost-tlp: `tlp: red` stands outside the keys of the front matter, which have no `tlp`; add `tlp: red` to the front matter; where the line is only an example, add `tlp: clear`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: A\n---\n**TLP:AMBER**\n"), @r#"
    4:3 lost-tlp: `TLP:AMBER` stands outside the keys of the front matter, which have no `tlp`; add `tlp: amber` to the front matter; where the line is only an example, add `tlp: clear`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ndraft: no\n---\n"), @r#"
    2:8 wrong-type: `draft` must be `true` or `false`, and `no` is a text; write `draft: false`
    unreadable
    "#);
    assert_eq!(check("---\ntlp: TLP:Amber+Strict\n---\n"), "readable");
    assert_eq!(check("---\ntlp: clear\n---\n# A\n`tlp: red` is for named readers.\n\n    tlp: red\n"), "readable");
    assert_eq!(check("# A\n\nThe tlp: a protocol.\n"), "readable");
}

#[test]
fn fences() {
    let check = |text: &str| brief("content/pages/a.md", text);
    for right in [
        "---\ntitle: A\n---\n",
        "\u{feff}---\r\ntitle: A\r\n---\r\nText\r\n",
        "---\t \ntitle: A\n...\n",
        "---\n---\n# A\n",
        "---\n# note\n---\n# A\n",
        "---\ntitle: A\n---",
    ] {
        assert_eq!(check(right), "readable", "{right:?}");
    }
    insta::assert_snapshot!(check(""), @r#"
    1:1 missing-title: the page has no `title`; add `title: some text`, or begin the text with `# Title`
    readable
    "#);
    insta::assert_snapshot!(check("---\ntitle: A\n"), @r#"
    1:1 front-matter-unclosed: the front matter is opened and never closed; add a line `---` after the last key, at the start of the line
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: A\n----\nText\n"), @r#"
    1:1 front-matter-unclosed: the front matter is opened and never closed; add a line `---` after the last key, at the start of the line
    unreadable
    "#);
    insta::assert_snapshot!(check(" ---\ntitle: A\n---\n"), @r#"
    1:2 front-matter-fence: the opening `---` does not stand at the very start of the file; write `---` alone on the first line, without blanks before it; for a rule in prose write `***`
    unreadable
    "#);
    insta::assert_snapshot!(check("----\ntitle: A\n----\n"), @r#"
    1:1 front-matter-fence: the first line looks like `---` but is not; write `---` alone on the first line, without blanks before it; for a rule in prose write `***`
    unreadable
    "#);
    insta::assert_snapshot!(check("\n---\ntitle: A\n---\n"), @r#"
    2:1 front-matter-fence: the opening `---` does not stand at the very start of the file; write `---` alone on the first line, without blanks before it; for a rule in prose write `***`
    unreadable
    "#);
    insta::assert_snapshot!(check("--- yaml\ntitle: A\n---\n"), @r#"
    1:1 front-matter-fence: something follows the opening `---` on its line; write `---` alone on the first line
    unreadable
    "#);
    insta::assert_snapshot!(check("+++\ntitle = \"A\"\n+++\n"), @r#"
    1:1 front-matter-fence: front matter is YAML between `---` lines, not TOML; write `---`, then `key: value` lines, then `---`
    unreadable
    "#);
    insta::assert_snapshot!(check("title: A\ntlp: red\n---\n"), @r#"
    1:1 front-matter-fence: the file begins with a key of front matter, but with no `---` line; put a line `---` before the first key and after the last
    unreadable
    "#);
    insta::assert_snapshot!(check("---\njust words\n---\n"), @r#"
    2:1 wrong-type: the front matter must be `key: value` lines, not a text; write one `key: value` on each line
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: a: b\n---\n"), @r#"
    2:9 yaml-syntax: a text with `: ` in it needs quotes; write `title: 'a: b'`
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: *a*\n---\n"), @r#"
    2:8 yaml-feature: `*a*` at the start of a value means an alias, and aliases are not read; put the text into quotes
    unreadable
    "#);
    insta::assert_snapshot!(check("---\ntitle: \"a\n---\n"), @r#"
    2:8 yaml-syntax: a quote is opened and never closed; add the closing quote
    unreadable
    "#);
    insta::assert_snapshot!(brief("content/pages/a.md", b"---\ntitle: caf\xe9\n---\n".to_vec()), @r#"
    2:11 not-utf8: byte 14 of the file is not UTF-8; save the file as UTF-8
    unreadable
    "#);
    insta::assert_snapshot!(brief("content/pages/a.md", b"\xff\xfet\0l\0p\0".to_vec()), @r#"
    1:1 not-utf8: byte 0 of the file is not UTF-8; save the file as UTF-8
    unreadable
    "#);
}

#[test]
fn places_hold_with_a_byte_order_mark_and_crlf() {
    insta::assert_snapshot!(told("content/pages/a.md", "\u{feff}---\r\ntitle: A\r\n\tx: é\r\n---\r\n"), @r#"
    error[yaml-syntax]: a tab stands where YAML wants blanks
     --> content/pages/a.md:2:8
      |
    2 | title: A
      |        ^
      |
      = help: indent with blanks
    "#);
    insta::assert_snapshot!(told("content/pages/a.md", "\u{feff}---\r\ntitle: É\r\nextra: {é: 1}\r\ntlp: rot\r\n---\r\n"), @r#"
    error[bad-tlp]: `rot` is not a marking of the Traffic Light Protocol
     --> content/pages/a.md:4:6
      |
    4 | tlp: rot
      |      ^^^
      |
      = help: write `clear`, `green`, `amber`, `amber+strict` or `red`
    "#);
}

proptest! {
    #![proptest_config(crate::cases(1500))]

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
