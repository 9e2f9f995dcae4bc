//! Text and files that mean harm: each ends with a page or a message, in little time.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use situs::site::{Options, Site};
use situs::source::{self, SourceFile, Sources};

use crate::{brief, told};

fn site(settings: &str, files: &[(&str, &str)]) -> Site {
    let content = files.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text)));
    let config = Some(Arc::new(SourceFile::new("situs.toml", settings)));
    let sources = Sources { content: content.collect(), config, ..Sources::default() };
    Site::new(&sources, &Options { allow_broken: true, ..Options::default() })
}

/// The page of a report with this body, and the codes of what was found.
fn page(settings: &str, body: &str) -> (String, Vec<&'static str>) {
    let report = format!("---\ntitle: A\ndate: 2025-10-21\n---\n\n{body}\n");
    let site = site(settings, &[("reports/a.md", &report)]);
    let codes = site.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let page = site.page(&site.at("reports/a/").expect("a route")).expect("a page");
    (String::from_utf8(page.bytes).expect("text"), codes)
}

#[test]
fn characters_that_turn_text_around_are_told_and_shown() {
    let told = told(
        "content/reports/a.md",
        "\
---
title: Safe\u{202e}gpj.exe
date: 2025-10-21
---

Pay\u{200b}ment, ad\u{200b}min, \u{2067}left open.
",
    );
    insta::assert_snapshot!(told.replace('\u{200b}', ""), @"
    warning[reordering-character]: U+202E, which turns the order of text around, stands here
     --> content/reports/a.md:2:12
      |
    2 | title: Safe�gpj.exe
      |            ^
      |
      = help: remove it (it is shown as `�`); text of another direction may stand between U+2068 and U+2069 on one line

    warning[hidden-character]: U+200B, a character that nobody sees, stands here, and 1 more in this file
     --> content/reports/a.md:6:4
      |
    6 | Payment, admin, �left open.
      |    ^
      |
      = help: remove it

    warning[reordering-character]: U+2067, which turns the order of text around, stands here
     --> content/reports/a.md:6:19
      |
    6 | Payment, admin, �left open.
      |                 ^
      |
      = help: remove it (it is shown as `�`); text of another direction may stand between U+2068 and U+2069 on one line
    ");
    let (page, codes) = page("", "One\u{202e}two &#x202e; <b>three</b>\n\n<div>&#x202e;</div>");
    assert!(page.contains("One\u{fffd}two \u{fffd}") && page.contains("<div>\u{fffd}</div>"), "{page}");
    assert!(!page.contains('\u{202e}'));
    assert_eq!(codes, ["reordering-character"]);
}

#[test]
fn escapes_in_front_matter_hide_nothing() {
    assert_eq!(brief("content/reports/a.md", "---\ntitle: \"a\\u202Eb\"\ndate: 2025-10-21\n---\n"), "\
2:8 reordering-character: U+202E, which turns the order of text around, stands here; remove it (it is shown as `\u{fffd}`); text of another direction may stand between U+2068 and U+2069 on one line
readable");
}

#[test]
fn arabic_and_hebrew_keep_their_marks() {
    let text =
        "---\ntitle: تقرير\u{200f}!\ndate: 2025-10-21\n---\n\nשלום\u{200f}, \u{2068}ABC\u{2069}؛ می\u{200c}خواهم.\n";
    assert_eq!(brief("content/reports/a.md", text), "readable");
}

#[test]
fn raw_html_can_be_text() {
    let (on, _) = page("", "a <b>c</b>\n\n<div>d</div>");
    assert!(on.contains("a <b>c</b>") && on.contains("<div>d</div>"), "{on}");
    let (off, _) = page("raw_html = false", "a <b>c</b>\n\n<div>d</div>");
    assert!(off.contains("a &lt;b&gt;c&lt;/b&gt;") && off.contains("<p>&lt;div&gt;d&lt;/div&gt;"), "{off}");
}

#[test]
fn comments_are_shown_to_nobody() {
    let body = "a <!-- hush --> b <!--> c\n\n<!-- hush\n\nhush\nhush --> d\n\n<div>\ne <!-- hush -->f<!-- hush\n-->\n</div>\n\n<!-- hush -->\n\ng";
    for settings in ["", "raw_html = false"] {
        let (page, _) = page(settings, body);
        assert!(!page.contains("hush") && !page.contains("<p></p>"), "{settings}: {page}");
        assert!(["a ", " b ", " d", "e f", "<p>g</p>"].iter().all(|left| page.contains(left)), "{settings}: {page}");
    }
}

#[test]
fn addresses_that_run_are_nowhere() {
    for body in [
        "[x](javascript:pwn)",
        "[x](<java\tscript:pwn>)",
        "[x](javascript&colon;pwn)",
        "![x](data:text/html,pwn)",
        "[x][r]\n\n[r]: vbscript:pwn",
        "<javascript:pwn>",
        "<a href=\"javascript:pwn\">x</a>",
        "<q cite=\"javascript:pwn\">x</q>",
        "<a href=\"&#1;javascript:pwn\">x</a>",
        "<img src=\"data:text/html,pwn\">",
    ] {
        let (page, _) = page("", body);
        for attribute in ["href=\"", "src=\"", "cite=\""] {
            let runs = page
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .any(|value| value.contains("pwn"));
            assert!(!runs, "{body}: {page}");
        }
    }
}

#[test]
fn ids_are_no_names_of_devices() {
    for name in ["con", "aux", "NUL", "com1", "lpt9"] {
        let told = brief(&format!("content/actors/{name}.md"), "---\nname: A\n---\n");
        assert!(told.contains("reserved-id: Windows takes"), "{told}");
    }
    assert_eq!(brief("content/actors/console.md", "---\nname: A\n---\n"), "readable");
}

#[test]
fn what_nests_too_deep_loses_its_marks_and_keeps_its_text() {
    for open in ["> ", "- ", "1. "] {
        let (page, codes) = page("", &format!("{}inmost", open.repeat(3000)));
        assert!(page.contains("inmost"), "{open}");
        assert_eq!(codes, ["deep-nesting"], "{open}");
        assert!(["<blockquote", "<ul", "<ol"].iter().all(|tag| page.matches(tag).count() <= 120), "{open}");
    }
    let (page, codes) = page("", &format!("a\n\n{}inmost <b>b</b>", "<div>".repeat(3000)));
    assert!(page.contains("&lt;div&gt;&lt;div&gt;") && page.contains("inmost"), "raw HTML is text then");
    assert_eq!(codes, ["deep-nesting"]);
}

/// Much of one thing: twice as much takes no more than a few times as long.
#[test]
fn much_of_one_thing_takes_little() {
    let aliases = |n: usize| {
        (0..n).fold(String::new(), |mut text, at| {
            let _ = writeln!(text, "  - Alias {at}");
            text
        })
    };
    let cases: [(&str, String); 8] = [
        ("divs", "<div>".repeat(20_000)),
        ("divs in blocks", "<div>\n\n".repeat(20_000)),
        ("attributes", format!("x <a {}>y</a>", "b ".repeat(50_000))),
        ("comments", "x <!-- <!".repeat(20_000)),
        ("figures in a line", "{figure:x} ".repeat(10_000)),
        ("links in a line", "[[nothing]] ".repeat(10_000)),
        ("links on lines", "[[nothing]]\n\n".repeat(10_000)),
        ("controls", "\u{202e}\u{2066}".repeat(50_000)),
    ];
    for (name, body) in cases {
        let started = Instant::now();
        let (page, _) = page("", &body);
        assert!(page.contains("</html>"), "{name}");
        assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
    }
    let started = Instant::now();
    let actor = format!("---\nname: Ann Example\naliases:\n{}---\n", aliases(20_000));
    let same: Vec<(String, String)> =
        (0..500).map(|at| (format!("actors/s{at}.md"), "---\nname: Same Name\n---\n".to_owned())).collect();
    let report = format!("---\ntitle: A\ndate: 2025-10-21\n---\n\n{}", "Same Name met Alias 7. ".repeat(2000));
    let mut files: Vec<(&str, &str)> = vec![("actors/a.md", &actor), ("reports/a.md", &report)];
    files.extend(same.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let site = site("", &files);
    assert!(site.diagnostics.iter().any(|diagnostic| diagnostic.code == "ambiguous-name"));
    assert!(started.elapsed() < Duration::from_secs(20), "names took {:?}", started.elapsed());
}

/// Chains and circles of documents that name each other are walked without recursion.
#[test]
fn long_chains_and_circles_end() {
    for (kind, key, front) in [
        ("events", "part_of", "name: N\nwhen: 2025"),
        ("events", "supersedes", "name: N\nwhen: 2025"),
        ("events", "follows", "name: N\nwhen: 2025"),
        ("actors", "parent", "name: N"),
        ("sources", "derives_from", "name: N"),
    ] {
        for circle in [false, true] {
            const LENGTH: usize = 2000;
            let files: Vec<(String, String)> = (0..LENGTH)
                .map(|at| {
                    let next = (at + 1) % LENGTH;
                    let key = if circle || next > 0 { format!("{key}: e{next}\n") } else { String::new() };
                    (format!("{kind}/e{at}.md"), format!("---\n{front} {at}\n{key}---\n"))
                })
                .map(|(path, text)| (path, text.replace("when: 2025 ", "when: 2025 # ")))
                .collect();
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            let site = site("", &files);
            assert!(!site.has_errors(), "{key}: {:?}", site.diagnostics.first());
            let first = site.at(&format!("{kind}/e0/")).expect("a route");
            assert!(site.page(&first).is_ok(), "{key}");
        }
    }
}

#[test]
fn files_that_are_no_text_are_told() {
    for (bytes, code) in [
        (b"---\ntitle: a\0b\n---\n".to_vec(), "nul-character"),
        ("\u{feff}---\ntitle: A\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), "not-utf8"),
        (b"---\ntitle: caf\xc3".to_vec(), "not-utf8"),
    ] {
        let told = brief("content/reports/a.md", bytes);
        assert!(told.contains(code) && told.ends_with("unreadable"), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_passed_over_or_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    for part in ["content/reports", "static", "templates"] {
        std::fs::create_dir_all(root.join(part)).expect("a folder");
        std::os::unix::fs::symlink(root.join(part), root.join(part).join("loop.md")).expect("a link");
        std::os::unix::fs::symlink("nothing", root.join(part).join("dangling.md")).expect("a link");
        std::os::unix::net::UnixListener::bind(root.join(part).join("socket.md")).expect("a socket");
        let fifo = std::process::Command::new("mkfifo").arg(root.join(part).join("fifo.md")).status().expect("runs");
        assert!(fifo.success());
    }
    let started = Instant::now();
    let sources = source::read(root).expect("reads");
    assert!(started.elapsed() < Duration::from_secs(5), "nothing waits for a pipe");
    let skipped: Vec<&str> = sources.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    assert_eq!(skipped.len(), 12, "{skipped:?}");
    assert!(sources.content.is_empty() && sources.assets.is_empty() && sources.templates.is_empty());
}

#[test]
fn names_that_look_like_others_are_told() {
    let actor = |name: &str| format!("---\nname: {name}\n---\n");
    let files = [
        ("actors/anna.md", actor("Anna Orrell")),
        // Two of its letters are Cyrillic.
        ("actors/copy.md", actor("\u{410}nna Orr\u{435}ll")),
        ("actors/zone.md", actor("Zoë Ōkubo")),
        ("actors/tokyo.md", actor("東京B計画")),
        ("actors/vera.md", actor("Вера Павловна")),
        // All of another alphabet.
        ("actors/sope.md", actor("Sope")),
        ("actors/other.md", actor("\u{405}\u{43e}\u{440}\u{435}")),
        ("actors/country.md", "---\nname: Pier\naliases: [\u{13e2}, \"\u{3a1}eru\"]\n---\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let site = site("", &files);
    let told: Vec<String> = site
        .diagnostics
        .iter()
        .filter(|found| found.code == "look-alike-name")
        .map(|found| {
            let (place, label) = (found.place.as_ref().expect("a place"), found.labels.first());
            let like = label.map_or(String::new(), |label| format!(", as in {}", label.place.file.path));
            format!("{}: {}{like}", place.file.path, found.message)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    content/actors/copy.md: `Аnna Orrеll` is written in other letters than `Anna Orrell`, and looks the same, as in content/actors/anna.md
    content/actors/copy.md: the word `Аnna` has Cyrillic and Latin letters, `А` (U+0410) among them
    content/actors/country.md: `Ρeru` is written in other letters than `Peru`, and looks the same
    content/actors/country.md: the word `Ρeru` has Greek and Latin letters, `Ρ` (U+03A1) among them
    content/actors/other.md: `Ѕоре` is written in other letters than `Sope`, and looks the same, as in content/actors/sope.md
    ");
}

#[test]
fn files_that_are_one_file_elsewhere_are_refused() {
    let built = |paths: &[&str]| {
        let assets = paths
            .iter()
            .map(|path| Arc::new(source::Asset { path: (*path).to_owned(), bytes: b"x".to_vec() }))
            .collect();
        let report = Arc::new(SourceFile::new("content/reports/a.md", "---\ntitle: A\ndate: 2025-10-21\n---\nText.\n"));
        let sources = Sources { content: vec![report], assets, ..Sources::default() };
        let site = Site::new(&sources, &Options::default());
        let summary = situs::build::build(&site, &situs::build::MemorySink::default()).expect("built");
        summary.diagnostics.iter().map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(built(&["a.png", "b/A.png", "feed.xml", "Ärger.txt"]), [] as [String; 0], "one may stand for a page");
    let one = |a: &str, b: &str| format!("`{a}` and `{b}` are one file on disks of Windows and macOS");
    assert_eq!(built(&["A.png", "a.png"]), [one("static/A.png", "static/a.png")]);
    assert_eq!(built(&["Ä.txt", "a\u{308}.txt"]), [one("static/a\u{308}.txt", "static/Ä.txt")]);
    assert_eq!(built(&["Reports/A/Index.html"]), [one("/reports/a/index.html", "static/Reports/A/Index.html")]);
    assert_eq!(built(&["Feed.xml"]), [one("/feed.xml", "static/Feed.xml")]);
    assert_eq!(built(&["REPORTS"]), ["`static/REPORTS` is a file where `/reports/index.html` needs a folder"]);
}
