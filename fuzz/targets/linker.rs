//! Names and prose: a line for each actor up to the first `---`, and a report after it.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use situs::document::{self, Document};
use situs::knowledge::linker::run_text;
use situs::knowledge::{Settings, link};
use situs::source::SourceFile;

fn read(path: &str, text: String) -> Option<Arc<Document>> {
    document::parse(&Arc::new(SourceFile::new(path, text))).0.map(Arc::new)
}

fuzz_target!(|text: &str| {
    let (names, prose) = text.split_once("\n---\n").unwrap_or((text, text));
    let mut documents: Vec<Arc<Document>> = Vec::new();
    for (number, line) in names.lines().take(16).enumerate() {
        let (name, aliases) = line.split_once('|').unwrap_or((line, line));
        let aliases: Vec<&str> = aliases.split('|').collect();
        let kind = ["person", "armed-group", "organisation"][number % 3];
        let aliases_key = if number % 4 == 3 { "weak_aliases" } else { "aliases" };
        // JSON is YAML.
        let (name, aliases) = (serde_json::json!(name), serde_json::json!(aliases));
        let matter = format!("---\nname: {name}\nkind: {kind}\n{aliases_key}: {aliases}\n---\n");
        documents.extend(read(&format!("content/actors/a{number}.md"), matter));
    }
    let report = format!("---\ntitle: R\ndate: 2025-10-21\n---\n\n{prose}");
    documents.extend(read("content/reports/r.md", report));
    for (link_all, demonyms) in [(false, false), (true, true)] {
        let settings = Settings { link_all, demonyms, keeps_words: link_all, ..Settings::default() };
        let base = link(&documents, &settings);
        let entry = &base.reports[0];
        let source = &entry.document.file.text;
        let mut end = 0;
        for mention in &entry.prose.found.mentions {
            assert!(source.get(mention.span.range()).is_some_and(|words| !words.is_empty()), "{:?}", mention.span);
            assert!(end <= mention.span.start, "mentions overlap or are out of order: {:?}", mention.span);
            end = mention.span.end;
            let run = run_text(&entry.document, mention.run);
            let part = |range: &std::ops::Range<u32>| run.get(range.start as usize..range.end as usize);
            assert!(part(&mention.sentence).is_some() && part(&mention.place).is_some(), "{mention:?}");
        }
        for refusal in &entry.prose.found.refusals {
            assert!(source.get(refusal.span.range()).is_some(), "{:?}", refusal.span);
        }
    }
});
