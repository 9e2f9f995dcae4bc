//! What may not be public is not, down to the record, the block of prose and the static file; and a second wall behind
//! the filter looks at every byte.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use situs::build::{self, Leak, MANIFEST, MemorySink, ProofSink, Sink};
use situs::route::OutputPath;
use situs::site::{Options, Site};
use situs::source::{Asset, SourceFile, Sources};
use snapbox::cmd::{Command, cargo_bin};

const NOW: &str = "2025-10-21T12:00:00Z";

fn options() -> Options {
    Options { now: NOW.parse().expect("a time"), allow_broken: true, ..Options::default() }
}

fn sources(files: &BTreeMap<String, String>) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        match path.strip_prefix("static/") {
            Some(path) => {
                sources.assets.push(Arc::new(Asset { path: path.to_owned(), bytes: text.clone().into_bytes() }));
            }
            None => sources.content.push(Arc::new(SourceFile::new(path, text.as_str()))),
        }
    }
    sources
}

fn output(files: &BTreeMap<String, String>) -> BTreeMap<String, Vec<u8>> {
    let sources = sources(files);
    let site = Site::new(&sources, &options());
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    let (needles, _) = site.needles(&sources).unzip();
    let sink = MemorySink::default();
    let without = |paths: &BTreeSet<&str>| site.without_withheld(&sources, paths);
    build::build(&site, &ProofSink::new(&sink, needles.as_ref(), &without)).expect("no leak is found");
    sink.into_files()
}

/// A site written twice: with what is withheld, and as if that had never been written.
struct Twin {
    random: u64,
    whole: BTreeMap<String, String>,
    left: BTreeMap<String, String>,
}

/// A text written twice.
#[derive(Default)]
struct Text {
    whole: String,
    left: String,
    /// How many things around this one are withheld.
    hidden: usize,
}

impl Text {
    fn say(&mut self, text: &str) {
        self.whole.push_str(text);
        if self.hidden == 0 {
            self.left.push_str(text);
        }
    }
}

const NAMES: [&str; 6] =
    ["Harbour Committee", "Anna Orrell", "Bashir al-Hadar", "Unity Front", "Zoë Ferreyra", "Grain Board"];
const EVENTS: [&str; 3] = ["Saltmarsh Accord", "Kesh Offensive", "Pier Talks"];
const MARKS: [&str; 4] = ["green", "TLP:AMBER", "amber+strict", "Red"];

impl Twin {
    fn new(seed: u64) -> Self {
        let mut twin = Self { random: seed, whole: BTreeMap::new(), left: BTreeMap::new() };
        for name in NAMES {
            twin.actor(name);
        }
        for name in EVENTS {
            twin.event(name);
        }
        for number in 0..2 + twin.pick(5) {
            twin.report(number);
        }
        for number in 0..4 {
            twin.asset(number);
        }
        twin
    }

    /// A number below `end` (`SplitMix64`).
    fn pick(&mut self, end: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("a small number")
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.pick(NAMES.len())]
    }

    fn mark(&mut self) -> &'static str {
        MARKS[self.pick(MARKS.len())]
    }

    fn keep(&mut self, path: String, text: Text, hidden: bool) {
        if !hidden {
            self.left.insert(path.clone(), text.left);
        }
        self.whole.insert(path, text.whole);
    }

    /// The front matter line of a marking, and whether it hides the document.
    fn marking(&mut self) -> (String, bool) {
        match self.pick(5) {
            0 => (format!("tlp: {}\n", self.mark()), true),
            1 => ("draft: true\n".into(), true),
            _ => (String::new(), false),
        }
    }

    /// A record of a list, which may be withheld; `record` takes what is to stand in it beside its marking. It is written
    /// `{…}` or with a key on each line.
    fn record(&mut self, text: &mut Text, record: &str) {
        let hides = self.pick(2) == 0;
        let mark = if hides { format!(", tlp: {}", self.mark()) } else { String::new() };
        let record = format!("{record}{mark}");
        let opening = ["  - ", "  -\n    ", "  - # A remark\n    "][self.pick(3)];
        let written = match self.pick(2) {
            0 => format!("  - {{{record}}}\n"),
            _ => format!("{opening}{}\n", record.replace(", ", "\n    ")),
        };
        text.hidden += usize::from(hides);
        text.say(&written);
        text.hidden -= usize::from(hides);
    }

    fn actor(&mut self, name: &str) {
        let (marking, hidden) = self.marking();
        let mut text = Text::default();
        text.say(&format!("---\nname: {name}\n{marking}relations:\n"));
        for _ in 0..=self.pick(3) {
            let (other, role) = (slug(self.name()), self.pick(100));
            self.record(&mut text, &format!("type: supports, to: {other}, role: role number {role}"));
        }
        text.say("---\n\n");
        self.prose(&mut text, 1);
        self.keep(format!("content/actors/{}.md", slug(name)), text, hidden);
    }

    fn event(&mut self, name: &str) {
        let (marking, hidden) = self.marking();
        let mut text = Text::default();
        text.say(&format!("---\nname: {name}\nwhen: 2025-10\n{marking}countries: [KEN]\n"));
        self.records(&mut text, &slug(name));
        text.say("---\n\n");
        self.prose(&mut text, 1);
        self.keep(format!("content/events/{}.md", slug(name)), text, hidden);
    }

    fn report(&mut self, number: usize) {
        let (mut marking, mut hidden) = self.marking();
        if self.pick(6) == 0 {
            marking.push_str("embargo: 2025-10-21T14:00:01+02:00\n");
            hidden = true;
        }
        let mut text = Text::default();
        text.say(&format!(
            "---\ntitle: Report {number}\ndate: 2025-10-1{number}\n{marking}series: Harbour\nnumber: {number}\n"
        ));
        self.records(&mut text, &format!("r{number}"));
        text.say("judgements:\n");
        for _ in 0..=self.pick(2) {
            let (name, basis) = (self.name(), self.pick(3));
            self.record(&mut text, &format!("text: {name} will stay, likelihood: likely, basis: [c{basis}]"));
        }
        text.say("corrections:\n");
        let name = self.name();
        self.record(&mut text, &format!("date: 2025-10-20, note: The name of {name} was wrong."));
        text.say("---\n\n");
        self.prose(&mut text, 2);
        self.keep(format!("content/reports/report-{number}.md"), text, hidden);
    }

    fn records(&mut self, text: &mut Text, of: &str) {
        text.say("claims:\n");
        for number in 0..=self.pick(3) {
            let (by, about, other) = (slug(self.name()), slug(self.name()), self.pick(3));
            self.record(
                text,
                &format!(
                    "id: c{number}, text: Claim {number} of {of}., by: {by}, about: [{about}], disputes: [c{other}]"
                ),
            );
        }
        text.say("figures:\n");
        for _ in 0..=self.pick(3) {
            let (id, value) = (self.pick(3), self.pick(50));
            self.record(text, &format!("id: f{id}, label: Tons, value: {value}, as_of: 2025-10-0{}", 1 + id));
        }
        text.say("sources:\n");
        for number in 0..=self.pick(2) {
            let (publisher, path) = (slug(self.name()), self.pick(9));
            self.record(text, &format!("id: s{number}, name: Paper {path} of {of}, publisher: {publisher}, url: \"https://example.org/{path}\""));
        }
    }

    /// Paragraphs, headings, lists and tables, some of them in marked blocks, at most `deep` blocks in one another.
    fn prose(&mut self, text: &mut Text, deep: usize) {
        for _ in 0..=self.pick(4) {
            if deep > 0 && self.pick(3) == 0 {
                let mark = self.mark();
                text.hidden += 1;
                text.say(&format!(":::tlp{{{mark}}}\n"));
                self.prose(text, deep - 1);
                text.say(":::\n");
                text.hidden -= 1;
                if self.pick(2) == 0 {
                    text.say("\n");
                }
            }
            let (one, two, event) = (self.name(), self.name(), EVENTS[self.pick(EVENTS.len())]);
            let (figure, asset) = (self.pick(3), self.pick(4));
            let part = match self.pick(9) {
                0 => format!("## {one} and {event}\n\n"),
                1 => format!("- {one}\n- {two} in Kenya\n"),
                2 => format!("| {one} | {two} |\n|--|--|\n| {event} | {{figure:f{figure}}} |\n"),
                3 => format!("{one} said so.[^1]\n\n[^1]: To {two}.\n"),
                4 => format!("![A map of {event}](/img/{asset}.png)\n\n"),
                5 => format!("See [[{}]] and [this][ref].\n\n[ref]: ../actors/{}.md\n", slug(event), slug(two)),
                6 => format!("> {one} left.\n\n"),
                7 => format!("    code of {one}\n\n"),
                _ => format!("{one} met {two} in Peru after the {event}; {{figure:f{figure}}} tons.\n"),
            };
            text.say(&part);
        }
    }

    /// A picture: withheld where only withheld text has it.
    fn asset(&mut self, number: usize) {
        let name = format!("/img/{number}.png");
        let is_in = |files: &BTreeMap<String, String>| files.values().any(|text| text.contains(&name));
        let used = (is_in(&self.whole), is_in(&self.left));
        let path = format!("static{name}");
        self.whole.insert(path.clone(), "x".into());
        if used != (true, false) {
            self.left.insert(path, "x".into());
        }
    }
}

fn slug(name: &str) -> String {
    situs::route::Slug::of(name).expect("a slug").to_string()
}

proptest! {
    #![proptest_config(crate::cases(64))]

    #[test]
    fn the_public_edition_equals_the_site_in_which_nothing_withheld_was_ever_written(seed in any::<u64>()) {
        let twin = Twin::new(seed);
        let (with, without) = (output(&twin.whole), output(&twin.left));
        prop_assert_eq!(with.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
        for (path, bytes) in &with {
            prop_assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&without[path]), "{}", path);
        }
    }
}

fn secret_site() -> BTreeMap<String, String> {
    let files = [
        (
            "content/actors/anna-orrell.md",
            "---\nname: Anna Orrell\ntlp: red\n---\n\nShe is the informant of the ministry.\n",
        ),
        (
            "content/reports/a.md",
            "---\ntitle: Talks\ndate: 2025-10-20\nclaims:\n  - {id: c1, text: The board pays them in secret., tlp: amber}\n---\n\nThe board met.\n\n:::tlp{amber}\nBehind closed doors it agreed to pay twice.\n:::\n",
        ),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// What comes of a build in which this file of the output had these bytes.
fn doctored(path: &str, parts: &[&[u8]]) -> std::io::Result<()> {
    let sources = sources(&secret_site());
    let site = Site::new(&sources, &options());
    let (needles, _) = site.needles(&sources).expect("something is withheld");
    let inner = MemorySink::default();
    let without = |paths: &BTreeSet<&str>| site.without_withheld(&sources, paths);
    let sink = ProofSink::new(&inner, Some(&needles), &without);
    sink.begin(vec![OutputPath::new(path).expect("a path")])?;
    sink.put(0, &mut parts.iter().map(|part| part.to_vec()))?;
    sink.finish()
}

#[test]
fn a_leak_in_any_file_is_found_and_nothing_is_written() {
    for (path, parts) in [
        ("index.html", &[&b"<p>by Anna\nOrrell</p>"[..]][..]),
        ("index.html", &[b"<a href=\"actors/anna-orrell/\">x</a>"]),
        ("actors/anna-orrell/index.html", &[b"x"]),
        ("search/words-3.js", &[b"words({\"orrell\":\"AB\"})"]),
        ("entities.json", &[b"[{\"name\":\"An", b"na Orrell\"}]"]),
        ("feed.xml", &[b"<summary>She is the informant of</summary>"]),
        ("claims.csv", &[b"a,\"The board pays them in secret.\""]),
        ("reports/a/index.html", &[b"Behind <b>closed</b> doors it agreed to pay twice"]),
        ("calendar.ics", &[b"SUMMARY:She is the informant of the minis\r\n try"]),
    ] {
        let error = doctored(path, parts).expect_err(path);
        let leak = error.get_ref().and_then(|inner| inner.downcast_ref::<Leak>()).expect("a leak");
        assert!(leak.found.iter().all(|(place, _)| place == path), "{leak}");
        assert!(error.to_string().contains("nothing was written"), "{error}");
    }
    doctored("index.html", &[b"<p>The board met an orrery.</p>"]).expect("nothing is in it");
}

#[test]
fn what_the_build_has_anyway_is_no_leak() {
    // A withheld event is called as a month is, and months stand on every page of dates.
    let mut files = secret_site();
    files.insert("content/events/october.md".into(), "---\nname: October\nwhen: 2025\ntlp: red\n---\n".into());
    let with = output(&files);
    files.remove("content/events/october.md");
    assert!(with == output(&files));
    let page = String::from_utf8_lossy(&with["reports/a/index.html"]);
    assert!(page.contains("October"), "{page}");
}

fn situs(root: &std::path::Path, arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("situs")).current_dir(root).args(arguments).args(["--now", NOW])
}

fn write(root: &std::path::Path, files: &BTreeMap<String, String>) {
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

#[test]
fn the_proof_says_what_was_withheld_and_names_the_output() {
    let site = tempfile::tempdir().expect("a temporary folder");
    write(site.path(), &secret_site());
    let build = || situs(site.path(), &["build", "--proof", "proof.json"]).assert();
    build().success();
    let read = || std::fs::read(site.path().join("proof.json")).expect("a proof");
    let proof: serde_json::Value = serde_json::from_slice(&read()).expect("JSON");
    assert_eq!(proof["withheld"], serde_json::json!({"documents": 1, "records": 1, "blocks": 1, "files": 0}));
    assert_eq!((proof["leaks"].as_u64(), proof["edition"].as_str()), (Some(0), Some("public")));
    assert!(proof["searched"]["sentences"].as_u64() >= Some(3), "{proof}");
    let manifest = std::fs::read(site.path().join("public").join(MANIFEST)).expect("a list");
    assert_eq!(proof["output"].as_str(), Some(&*blake3::hash(&manifest).to_hex()));
    let first = read();
    build().success();
    assert!(first == read(), "the same proof for the same site");
    // A build that fails leaves no proof of the one before it.
    std::fs::write(site.path().join("templates"), "no folder").expect("written");
    std::fs::write(site.path().join("content/reports/b.md"), "---\ntitle: B\ndate: never\n---\n").expect("written");
    build().code(1);
    // A file that is somebody's is none.
    std::fs::write(site.path().join("proof.json"), "{\"mine\": true}").expect("written");
    std::fs::remove_file(site.path().join("content/reports/b.md")).expect("removed");
    build().code(4);
    assert_eq!(read(), b"{\"mine\": true}");
}

#[test]
fn an_edition_marks_its_parts_and_has_an_address_of_its_own() {
    let site = tempfile::tempdir().expect("a temporary folder");
    write(site.path(), &secret_site());
    let config = "[editions.partners]\ntlp = \"amber\"\nbase_url = \"https://partners.example.org\"\n";
    std::fs::write(site.path().join("situs.toml"), config).expect("written");
    situs(site.path(), &["build", "--edition", "partners", "--out", "partners"]).assert().success();
    let page = std::fs::read_to_string(site.path().join("partners/reports/a/index.html")).expect("a page");
    assert!(page.contains("<div class=\"tlp-block\" role=\"group\" aria-label=\"TLP:AMBER\">"), "{page}");
    assert!(page.contains("<span class=\"tlp\" data-tlp=\"TLP:AMBER\">TLP:AMBER</span>"));
    assert!(page.contains("https://partners.example.org/reports/a/"), "the canonical address");
    let feed = std::fs::read_to_string(site.path().join("partners/feed.xml")).expect("a feed");
    assert!(feed.contains("https://partners.example.org/"), "{feed}");
    assert!(!page.contains("Orrell"));
}

#[test]
fn a_marking_of_a_part_that_is_wrong_stops_the_run() {
    for (front, body, code) in [
        ("claims:\n  - {text: X., tlp: ambre}\n", "", "bad-tlp"),
        ("claims:\n  - {text: X., tpl: amber}\n", "", "unknown-key"),
        ("figures:\n  - {label: X, value: 1, tlp: }\n", "", "empty-value"),
        ("", ":::tlp{ambre}\nx\n:::\n", "bad-tlp-block"),
        ("", ":::tlp{amber}\nx\n", "bad-tlp-block"),
        ("", "> :::tlp{amber}\n> x\n> :::\n", "bad-tlp-block"),
    ] {
        let text = format!("---\ntitle: A\ndate: 2025-10-20\n{front}---\n\nText.\n\n{body}");
        let files = BTreeMap::from([("content/reports/a.md".to_owned(), text)]);
        let site = Site::new(&sources(&files), &options());
        assert!(site.has_errors(), "{front}{body}");
        assert!(
            site.diagnostics.iter().any(|found| found.code == code && found.place.is_some()),
            "{:#?}",
            site.diagnostics
        );
        assert!(site.base.reports.is_empty(), "such a document is in no edition");
    }
}

#[test]
fn a_record_may_be_written_a_key_a_line() {
    let claims = "claims:\n  - id: c1\n    text: Hidden words of a claim.\n    tlp: \"amber\" # so\n  - id: c2\n    text: Public.\n";
    let files = BTreeMap::from([(
        "content/reports/a.md".to_owned(),
        format!("---\ntitle: A\ndate: 2025-10-20\n{claims}---\n\nText.\n"),
    )]);
    let public = output(&files);
    assert!(public.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Hidden words")));
    assert!(String::from_utf8_lossy(&public["reports/a/index.html"]).contains("Public."));
}

#[test]
fn what_a_page_says_with_a_name_in_place_of_an_id_is_public() {
    let said = "of the coast was late.\n";
    let body =
        format!("Grain for the [[harbour-board]] {said}\n:::tlp{{amber}}\nGrain for the Harbour Board {said}:::\n");
    let files = BTreeMap::from([
        ("content/reports/a.md".to_owned(), format!("---\ntitle: A\ndate: 2025-10-20\n---\n\n{body}")),
        ("content/actors/harbour-board.md".to_owned(), "---\nname: Harbour Board\n---\n".to_owned()),
    ]);
    assert!(String::from_utf8_lossy(&output(&files)["reports/a/index.html"]).contains("of the coast was late"));
}

#[test]
fn a_marking_that_marks_nothing_is_an_error() {
    let told = |front: &str, body: &str| {
        let text = format!("---\ntitle: A\ndate: 2025-10-20\n{front}---\n\n{body}\n");
        let files = BTreeMap::from([("content/reports/a.md".to_owned(), text)]);
        let site = Site::new(&sources(&files), &options());
        let codes: Vec<&str> = site.diagnostics.iter().map(|said| said.code).collect();
        (site.has_errors(), codes.join(" "))
    };
    for (front, body, code) in [
        ("summary: |\n  Public.\n  :::tlp{amber}\n  Hidden.\n  :::\n", "", "bad-tlp-block"),
        ("claims:\n  - text: |\n      A.\n      :::tlp{red}\n      B.\n      :::\n", "", "bad-tlp-block"),
        ("summary: \"TLP:AMBER Hidden.\"\n", "", "lost-tlp"),
        ("summary: |\n  Words.\n  TLP:AMBER more words\n", "", "lost-tlp"),
        ("highlights:\n  - Words.\n  - More.\n  - TLP:RED for some only\n", "", "lost-tlp"),
        ("", "::: {.tlp-amber}\nHidden.\n:::", "bad-tlp-block"),
        ("", "TLP: AMBER - do not share", "lost-tlp"),
        ("", "> [!TLP:AMBER]\n> Hidden.", "lost-tlp"),
        ("", "```tlp{amber}\nHidden.\n```", "lost-tlp"),
    ] {
        assert_eq!(told(front, body), (true, code.to_owned()), "{front}{body}");
    }
    for (front, body) in [
        ("tlp: clear\nsummary: \"TLP:AMBER is a marking.\"\n", "TLP:AMBER - so it is written."),
        ("summary: What TLP:AMBER means\n", "TLP:AMBER reports are not here.\n\n:::tip\nA.\n:::"),
    ] {
        assert!(!told(front, body).0, "{front}{body}");
    }
}

#[test]
fn a_milder_marking_within_a_document_lowers_nothing() {
    let text = "---\ntitle: A\ndate: 2025-10-20\ntlp: amber\nclaims:\n  - {text: X., tlp: clear}\n---\n\n:::tlp{green}\nx\n:::\n";
    let files = BTreeMap::from([("content/reports/a.md".to_owned(), text.to_owned())]);
    let site = Site::new(&sources(&files), &options());
    assert_eq!(site.withheld.documents, 1);
    let milder = site.diagnostics.iter().filter(|found| found.code == "milder-tlp").count();
    assert_eq!(milder, 2, "{:#?}", site.diagnostics);
}

#[test]
fn places_in_what_is_left_of_a_document_are_those_of_its_file() {
    let text =
        "---\ntitle: A\ndate: 2025-10-20\n---\n\nOne.\n\n:::tlp{red}\na\n\nb\n:::\n\nSee [[nobody-of-that-name]].\n";
    let files = BTreeMap::from([("content/reports/a.md".to_owned(), text.to_owned())]);
    let site = Site::new(&sources(&files), &options());
    let found = site.diagnostics.iter().find(|found| found.code == "unknown-reference").expect("a finding");
    let place = found.place.as_ref().expect("a place");
    assert_eq!(place.lines_columns().0, (14, 5));
    assert_eq!(place.file.slice(place.span), "[[nobody-of-that-name]]");
}

#[test]
fn a_template_or_a_static_file_that_names_something_withheld_is_told() {
    let mut files = secret_site();
    files.insert("static/data.json".into(), "{\"contact\": \"Anna Orrell\"}".into());
    let sources = sources(&files);
    let site = Site::new(&sources, &options());
    let (_, said) = site.needles(&sources).expect("something is withheld");
    assert!(
        said.iter().any(|said| said.code == "withheld-name" && said.message.contains("static/data.json")),
        "{said:#?}"
    );
}
