//! What an imported text says of itself: that it is not for everybody, what is done, what nobody was to see.

use crate::import::drafted;

#[test]
fn markings_of_other_programs_come_along() {
    for (front, line) in [
        ("tlp: amber", "tlp: amber"),
        ("tlp: ambre", "tlp: red"),
        ("claims:\n  - text: A\n    tlp: green", "tlp: green"),
        ("classification: SECRET", "tlp: red"),
        ("private: true", "tlp: red"),
        ("embargo: 2030-01-01", "embargo: 2030-01-01"),
    ] {
        let draft = drafted("a.md", &format!("---\ntitle: T\n{front}\n---\n\nWords.\n"));
        assert!(draft.contains(&format!("\n{line}\n")), "{draft}");
    }
    for text in ["---\ntitle: T\nclassification: public\nprivate: false\n---\n\nWords.\n", "# T\n\nTLP:CLEAR words.\n"]
    {
        assert!(!drafted("a.md", text).contains("\ntlp:"), "{text}");
    }
    for (name, text) in [
        ("a.md", "# [TLP:AMBER] Weekly note\n\nWords.\n"),
        ("a.txt", "Weekly note\n\nClassification: TLP AMBER\n\nWords.\n"),
        ("a.txt", ":::tlp{amber} in a title\n\nWords.\n"),
        ("a.html", "<title>T</title><p>TLP:AMBER<br>Words.</p>"),
        ("a.md", "# T\n\n:::tlp{amber}\nWords.\n:::\n"),
    ] {
        assert!(drafted(name, text).contains("\ntlp: amber\n"), "{text}");
    }
}

#[test]
fn what_no_reader_saw_is_left_out() {
    let unseen =
        "<p hidden>one</p><div style='Display: none'>two</div><p>a <span style='display:none'>three</span>b</p>";
    let draft = drafted("a.html", &format!("<title>T</title>{unseen}"));
    assert!(draft.ends_with("a b\n") && !draft.contains("one") && !draft.contains("two"), "{draft}");
}

#[test]
fn points_keep_their_ticks() {
    let draft = drafted("a.md", "# T\n\n<b>x</b>\n\n- [x] Done\n- [ ] Open\n");
    assert!(draft.contains("☑ Done") && draft.contains("☐ Open"), "{draft}");
}

#[test]
fn a_text_that_bears_a_marking_is_marked() {
    for (line, expected) in
        [("TLP:AMBER+STRICT", Some("tlp: amber+strict")), ("TLP: SECRET", Some("tlp: red")), ("TLP:CLEAR", None)]
    {
        let draft = drafted("note.txt", &format!("A note\n\n{line}\n\nThe quay is shut.\n"));
        assert_eq!(draft.lines().find(|line| line.starts_with("tlp:")), expected, "{draft}");
    }
}
