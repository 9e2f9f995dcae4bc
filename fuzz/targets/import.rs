//! Other people's files: whatever is read becomes a draft that Situs reads, and its text is no markup of Situs.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use situs::diagnostic::Severity;
use situs::import::{self, Options, draft};
use situs::source::SourceFile;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let kinds = ["a.txt", "a.md", "a.html", "a.xml", "a.json"];
    let Ok(imported) = import::read(kinds[usize::from(*first) % kinds.len()], bytes, &Options::default()) else {
        return;
    };
    for item in imported.items {
        let draft = draft::write(&item, "2025-03-14").expect("a draft of anything that was read");
        let file = Arc::new(SourceFile::new("content/reports/a.md", draft.text));
        let (document, findings) = situs::document::parse(&file);
        assert!(findings.iter().all(|found| found.severity != Severity::Error), "{findings:?}");
        let document = document.expect("a report");
        assert!(document.common.draft, "a draft");
        assert!(document.body.links.iter().all(|link| {
            !matches!(
                link.style,
                situs::document::markdown::LinkStyle::Wiki | situs::document::markdown::LinkStyle::WikiWithText
            )
        }));
        assert!(document.body.blocks.is_empty() && document.body.figures.is_empty());
    }
});
