//! What the fuzz targets found, a case each.

use situs::import::{self, draft};
use situs::route::Slug;

#[test]
fn a_slug_that_is_cut_is_a_slug_still() {
    // The last letter that fits comes out as two.
    let long = format!("{}ش", "8".repeat(119));
    let slug = Slug::of(&long).expect("a slug");
    assert_eq!(slug.as_str().len(), 120);
    assert_eq!(Slug::of(slug.as_str()), Some(slug), "the slug of a slug is itself");
}

#[test]
fn code_that_is_nearly_a_mark_is_imported_as_code() {
    for name in ["a.html", "a.md"] {
        let imported = import::read(name, b"<article><pre>:\t::tlv{red}</pre></article>", &import::Options::default());
        let item = &imported.expect("read").items[0];
        let draft = draft::write(item, "2025-03-14").expect("a draft");
        assert!(draft.text.contains("tlv{red}"), "{}", draft.text);
    }
}

#[test]
fn text_that_is_a_mark_without_its_controls_is_imported_as_text() {
    let imported = import::read("a.txt", b"Title.\n\n:\x1a::\x01\x7ftlp{red}\n", &import::Options::default());
    let item = &imported.expect("read").items[0];
    let draft = draft::write(item, "2025-03-14").expect("a draft");
    assert!(draft.text.contains("tlp\\{red}"), "{}", draft.text);
}
