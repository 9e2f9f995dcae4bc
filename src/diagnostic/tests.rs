//! What the forms of output look like, and that no text can break them.

use super::*;

fn finding(text: &str, from: usize, to: usize) -> Diagnostic {
    let file = Arc::new(SourceFile::new("content/a, b.md", text));
    Diagnostic::error("some-code", "100% wrong").at(&file, Span::new(from, to)).help("write `x`")
}

#[test]
fn a_drawing_shows_the_line_a_caret_and_the_way_out() {
    insta::assert_snapshot!(draw(&[finding("---\ntitle: a\n---\n", 11, 12)], false), @r#"
    error[some-code]: 100% wrong
     --> content/a, b.md:2:8
      |
    2 | title: a
      |        ^
      |
      = help: write `x`
    "#);
}

#[test]
fn a_byte_order_mark_and_tabs_do_not_shift_the_caret() {
    insta::assert_snapshot!(draw(&[finding("\u{feff}a\tb: c\r\n", 8, 9)], false), @r#"
    error[some-code]: 100% wrong
     --> content/a, b.md:1:6
      |
    1 | a    b: c
      |         ^
      |
      = help: write `x`
    "#);
}

#[test]
fn a_label_close_by_is_in_the_same_picture() {
    let file = Arc::new(SourceFile::new("a.md", "a: 1\nb: 2\nc: 3\nd: 4\na: 5\n"));
    let finding = Diagnostic::error("duplicate-key", "`a` is set twice").at(&file, Span::new(20, 21)).label(
        &file,
        Span::new(0, 1),
        "first here",
    );
    insta::assert_snapshot!(draw(&[finding], false), @r#"
    error[duplicate-key]: `a` is set twice
     --> a.md:5:1
      |
    1 | a: 1
      | - first here
    ...
    5 | a: 5
      | ^
    "#);
}

#[test]
fn a_label_in_another_file_has_its_own_picture() {
    let (one, two) = (Arc::new(SourceFile::new("a.md", "x")), Arc::new(SourceFile::new("b.md", "y\nz")));
    let finding =
        Diagnostic::warning("w", "two of them").at(&one, Span::new(0, 1)).label(&two, Span::new(2, 3), "the other");
    insta::assert_snapshot!(draw(&[finding], false), @r#"
    warning[w]: two of them
     --> a.md:1:1
      |
    1 | x
      | ^
      |
     ::: b.md:2:1
      |
    2 | z
      | ^ the other
    "#);
}

#[test]
fn a_very_long_line_is_cut_and_keeps_its_column() {
    let text = format!("{}here{}", "x".repeat(100_000), "y".repeat(100_000));
    insta::assert_snapshot!(draw(&[finding(&text, 100_000, 100_004)], false), @r#"
    error[some-code]: 100% wrong
     --> content/a, b.md:1:100001
      |
    1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxhereyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
      |                                                                   ^^^^
      |
      = help: write `x`
    "#);
    let text = "x".repeat(2 << 20);
    insta::assert_snapshot!(draw(&[finding(&text, 1 << 20, 2 << 20)], false), @r#"
    error[some-code]: 100% wrong
    --> content/a, b.md:1:1048577
     = help: write `x`
    "#);
}

#[test]
fn nothing_in_a_drawing_can_steer_a_terminal() {
    let mut evil = finding("a: \u{1b}[31m\u{202e}\u{7}x\n", 3, 4);
    evil.message = "`\u{1b}]0;x\u{7}\u{202e}\n`".to_owned();
    let drawn = draw(&[evil], false);
    assert!(
        drawn.chars().all(|c| c == '\n' || (!c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}'))),
        "{drawn:?}"
    );
}

#[test]
fn any_span_can_be_drawn() {
    for text in ["", "é", "\u{feff}", "\u{feff}\n", "a\r\n\r\n", "a\u{85}b"] {
        for from in 0..=text.len() + 1 {
            for to in 0..=text.len() + 2 {
                let finding = finding(text, from, to);
                assert!(draw(std::slice::from_ref(&finding), true).contains("100% wrong"));
                let _ = (json(std::slice::from_ref(&finding)), sarif(&[finding]));
            }
        }
    }
}

#[test]
fn json_has_every_part() {
    insta::assert_snapshot!(json(&[finding("---\ntitle: é\n---\n", 11, 13)]), @r#"
    [
      {
        "code": "some-code",
        "column": 8,
        "end_column": 9,
        "end_line": 2,
        "file": "content/a, b.md",
        "help": "write `x`",
        "labels": [],
        "line": 2,
        "message": "100% wrong",
        "severity": "error"
      }
    ]
    "#);
}

#[test]
fn a_report_for_gitlab_has_a_fingerprint_that_no_line_above_changes() {
    let text = "---\ntitle: a\n---\n";
    let report = |findings: &[Diagnostic]| -> Vec<serde_json::Value> {
        serde_json::from_str(&gitlab(findings)).expect("a JSON array")
    };
    let [one, two]: [_; 2] = report(&[finding(text, 11, 12), finding(text, 11, 12)]).try_into().expect("two");
    assert_eq!(one["location"], serde_json::json!({"path": "content/a, b.md", "lines": {"begin": 2}}));
    assert_eq!((&one["check_name"], &one["severity"]), (&"some-code".into(), &"major".into()));
    assert_eq!(one["description"], "100% wrong; write `x`");
    assert_ne!(one["fingerprint"], two["fingerprint"], "each finding has its own");
    let moved = report(&[finding("---\n\n\ntitle: a\n---\n", 13, 14)]);
    assert_eq!((&moved[0]["location"]["lines"]["begin"], &moved[0]["fingerprint"]), (&4.into(), &one["fingerprint"]));
    assert_eq!(gitlab(&[]), "[]");
}

#[test]
fn sarif_names_rules_and_places() {
    insta::assert_snapshot!(sarif(&[finding("---\ntitle: a\n---\n", 11, 12)]).replace(env!("CARGO_PKG_VERSION"), "VERSION"), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "level": "error",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "content/a%2C%20b.md",
                      "uriBaseId": "SRCROOT"
                    },
                    "region": {
                      "endColumn": 9,
                      "endLine": 2,
                      "startColumn": 8,
                      "startLine": 2
                    }
                  }
                }
              ],
              "message": {
                "text": "100% wrong; write `x`"
              },
              "ruleId": "some-code",
              "ruleIndex": 0
            }
          ],
          "tool": {
            "driver": {
              "name": "situs",
              "rules": [
                {
                  "id": "some-code"
                }
              ],
              "version": "VERSION"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn github_escapes_what_its_commands_use() {
    insta::assert_snapshot!(github(&[finding("---\ntitle: a\n---\n", 11, 12)]), @r#"::error file=content/a%2C b.md,line=2,col=8,endLine=2,endColumn=9,title=some-code::100%25 wrong%0Ahelp: write `x`"#);
}
