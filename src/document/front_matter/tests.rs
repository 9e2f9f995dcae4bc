//! The tables and the code that takes them apart agree.

use super::fields::{COMMON, table};
use super::shape::Shape;
use super::*;

/// A document with every key of its kind, each with the example of its shape.
fn full(kind: Kind) -> String {
    let mut text = "---\n".to_owned();
    for field in table(kind).fields.iter().chain(COMMON.fields) {
        text.extend([field.key, ": ", &field.shape.example(), "\n"]);
    }
    text + "---\n"
}

#[test]
fn every_example_is_right_and_every_key_is_taken() {
    for kind in Kind::ALL {
        let text = full(kind);
        let file = Arc::new(SourceFile::new(format!("content/{}/jor.md", kind.folder()), text));
        let mut diagnostics = Vec::new();
        let mut check = Check { file: &file, diagnostics: &mut diagnostics, unreadable: false, markings: Vec::new() };
        let Fence::Found { opening, yaml_end, .. } = fence::find(&file, check.diagnostics) else { panic!("a fence") };
        let mut record = read(&mut check, kind, opening, yaml_end).expect("a mapping");
        let wrong: Vec<&str> = check.diagnostics.iter().map(|diagnostic| &*diagnostic.message).collect();
        assert!(wrong.is_empty(), "{kind:?}: {wrong:?}");
        decode::common(&mut record);
        record.spanned("id");
        record.spanned(if matches!(kind, Kind::Report | Kind::Page) { "title" } else { "name" });
        decode::matter(&mut check, &mut record, kind, None);
        assert!(record.left().is_empty(), "{kind:?}: {:?}", record.left());
    }
}

#[test]
fn a_file_has_a_bounded_number_of_findings() {
    let keys: String = (0..20_000).map(|at| ["key", &at.to_string(), ": 1\n"].concat()).collect();
    let file = Arc::new(SourceFile::new("content/pages/a.md", ["---\n", &keys, "---\n"].concat()));
    let mut diagnostics = Vec::new();
    document(&file, Kind::Page, &mut diagnostics);
    assert_eq!(diagnostics.len(), MOST_FINDINGS + 1);
    assert_eq!(diagnostics.last().map(|last| last.code), Some("too-many-findings"));
}

#[test]
fn keys_that_guard_a_document_are_these() {
    let guards: Vec<&str> = Kind::ALL
        .into_iter()
        .flat_map(|kind| table(kind).fields)
        .chain(COMMON.fields)
        .filter(|field| field.need == shape::Need::Guard)
        .map(|field| field.key)
        .collect();
    assert_eq!(guards, ["embargo", "status", "privacy", "tlp", "draft"]);
}

#[test]
fn every_list_takes_one_value_too() {
    for kind in Kind::ALL {
        for field in table(kind).fields {
            let Shape::Many(inner) = field.shape else { continue };
            let text = format!("---\n{}: {}\n---\n", field.key, inner.example());
            let file = Arc::new(SourceFile::new(format!("content/{}/jor.md", kind.folder()), text));
            let mut diagnostics = Vec::new();
            document(&file, kind, &mut diagnostics);
            let wrong = diagnostics.iter().find(|diagnostic| {
                diagnostic.code == "wrong-type"
                    || diagnostic.code.starts_with("bad-")
                    || diagnostic.code.starts_with("unknown-")
            });
            assert!(wrong.is_none_or(|wrong| wrong.code == "bad-figure"), "{}: {wrong:?}", field.key);
        }
    }
}
