//! What a body holds.

use super::*;

fn runs(text: &str) -> Vec<String> {
    scan_text(text).1.runs.iter().map(|run| run.read(text).replace(OBJECT, "·")).collect()
}

#[test]
fn a_run_is_read_without_its_markup() {
    assert_eq!(
        runs("The **Civil**-Military\nCentre said &amp; `code`.\n\n- one\n- two"),
        ["The Civil-Military Centre said & ·.", "one", "two"]
    );
    assert_eq!(runs("|a|b|\n|-|-|\n|c|d|"), ["a", "b", "c", "d"]);
    assert_eq!(runs("```\ncode\n```\n<div>\nhtml\n</div>\n"), Vec::<String>::new());
}

#[test]
fn headings_open_sections_and_get_unique_anchors() {
    let (_, body) = scan_text("# T\n\na\n\n## B\n\n## B\n\n## B 2\n\nb");
    let anchors: Vec<_> = body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
    assert_eq!(anchors, ["t", "b", "b-2", "b-2-2"]);
    assert_eq!(body.title.map(|title| title.value).as_deref(), Some("T"));
    assert_eq!(body.runs.last().map(|run| run.section), Some(4));
}

#[test]
fn links_know_what_a_reader_sees() {
    let text = "See [[cmcc|the centre]], [[-|Jordan]] and [*the* page](../actors/a.md).";
    let (file, body) = scan_text(text);
    let seen: Vec<_> = body.links.iter().map(|link| (&*link.destination, file.slice(link.text))).collect();
    assert_eq!(seen, [("cmcc", "the centre"), ("-", "Jordan"), ("../actors/a.md", "the* page")]);
}
