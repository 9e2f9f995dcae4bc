//! Any bytes as a file of any kind: the first byte chooses the folder, the rest is the file.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use situs::diagnostic;
use situs::document::{self, Kind};
use situs::source::SourceFile;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let kind = Kind::ALL[usize::from(*first) % Kind::ALL.len()];
    let file = Arc::new(SourceFile::new(format!("content/{}/a.md", kind.folder()), bytes));
    let (document, findings) = document::parse(&file);
    let document = document.expect("the folder is known");
    assert_eq!(document.kind, kind);
    for finding in &findings {
        let Some(place) = &finding.place else { continue };
        let text = &place.file.text;
        assert!(text.get(place.span.range()).is_some(), "{}: no part of the text: {:?}", finding.code, place.span);
    }
    let _ = (diagnostic::draw(&findings, true), diagnostic::sarif(&findings));
    serde_json::from_str::<serde_json::Value>(&diagnostic::json(&findings)).expect("JSON");
    for line in diagnostic::github(&findings).lines() {
        assert!(line.starts_with("::error ") || line.starts_with("::warning "), "a command of a file's own: {line}");
    }
});
