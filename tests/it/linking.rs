//! How well automatic linking does on the annotated set of `tests/linking`: see the README there.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

/// What an annotator said of a stretch of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    /// It is a mention of this entity: kind and id.
    Mention(&'static str, String),
    /// It must not be a mention.
    Trap,
    /// It is ambiguous: no mention, and a warning.
    Ambiguous,
}

struct Annotation {
    mark: Mark,
    start: usize,
    end: usize,
}

/// The source without its marks, and what they said.
fn strip(marked: &str) -> (String, Vec<Annotation>) {
    let mut text = String::new();
    let mut annotations = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('⟦') {
        text.push_str(&rest[..open]);
        let inner = &rest[open + '⟦'.len_utf8()..];
        let close = inner.find('⟧').expect("a mark is closed");
        let (label, surface) = inner[..close].split_once('|').expect("a mark has a label");
        let start = text.len();
        text.push_str(surface);
        let mark = match label {
            "-" => Mark::Trap,
            "?" => Mark::Ambiguous,
            label => {
                let mut parts = label.split(':');
                let kind = match parts.next() {
                    Some("c") => "country",
                    Some("a") => "actor",
                    _ => "event",
                };
                Mark::Mention(kind, parts.next().expect("an id").to_owned())
            }
        };
        annotations.push(Annotation { mark, start, end: text.len() });
        rest = &inner[close + '⟧'.len_utf8()..];
    }
    text.push_str(rest);
    (text, annotations)
}

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/linking").join(folder);
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("a file of the set"))
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .map(|entry| {
            let name = entry.path().to_str().expect("a plain name").to_owned();
            (name.clone(), std::fs::read(&name).expect("the file is there"))
        })
        .collect();
    files.sort();
    files
}

#[test]
#[expect(clippy::print_stdout, reason = "the measure is what the test is for")]
fn precision_and_recall_on_the_annotated_set() {
    let mut sources = Sources::default();
    for (path, bytes) in files("content") {
        let inner = path.split("tests/linking/").nth(1).expect("below the set").to_owned();
        sources.content.push(Arc::new(SourceFile::new(inner, bytes)));
    }
    let mut gold = Vec::new();
    for (path, bytes) in files("marked") {
        let stem = Path::new(&path).file_stem().and_then(|stem| stem.to_str()).expect("a stem").to_owned();
        let (text, annotations) = strip(std::str::from_utf8(&bytes).expect("UTF-8"));
        sources.content.push(Arc::new(SourceFile::new(format!("content/reports/{stem}.md"), text)));
        gold.push((stem, annotations));
    }
    let site = Site::new(&sources, &Options::default());
    let errors: Vec<_> = site.diagnostics.iter().filter(|d| d.severity == situs::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");

    let (mut right, mut wrong, mut missed, mut sprung, mut silent) = (0, 0, 0, 0, 0);
    let mut mentions = 0;
    let mut traps = 0;
    let mut report = String::new();
    for (stem, annotations) in &gold {
        let entry = site.base.reports.iter().find(|entry| entry.document.id.as_str() == stem).expect("the report");
        let text = &entry.document.file.text;
        let found: Vec<_> = entry
            .prose
            .found
            .mentions
            .iter()
            .map(|mention| {
                let entity = &site.base.entities[mention.entity.at()];
                (mention.span.start as usize, mention.span.end as usize, entity.kind.word(), entity.code())
            })
            .collect();
        let mut used = BTreeSet::new();
        for annotation in annotations {
            let overlapping: Vec<usize> =
                (0..found.len()).filter(|&at| found[at].0 < annotation.end && annotation.start < found[at].1).collect();
            let line = text[..annotation.start].matches('\n').count() + 1;
            let surface = &text[annotation.start..annotation.end];
            match &annotation.mark {
                Mark::Mention(kind, id) => {
                    mentions += 1;
                    let hit = overlapping.iter().find(|&&at| found[at].2 == *kind && found[at].3 == *id);
                    if let Some(&at) = hit {
                        used.insert(at);
                        right += 1;
                    } else {
                        missed += 1;
                        let _ = writeln!(report, "{stem}:{line} missed {kind}/{id} `{surface}`");
                    }
                }
                Mark::Trap => {
                    traps += 1;
                    sprung += usize::from(!overlapping.is_empty());
                }
                Mark::Ambiguous => {
                    traps += 1;
                    sprung += usize::from(!overlapping.is_empty());
                    let warned = entry.prose.found.refusals.iter().any(|refusal| {
                        refusal.is_ambiguous()
                            && (refusal.span.start as usize) < annotation.end
                            && annotation.start < refusal.span.end as usize
                    });
                    if !warned {
                        silent += 1;
                        let _ = writeln!(report, "{stem}:{line} no warning for `{surface}`");
                    }
                }
            }
        }
        for (at, (start, end, kind, id)) in found.iter().enumerate() {
            if !used.contains(&at) {
                wrong += 1;
                let line = text[..*start].matches('\n').count() + 1;
                let _ = writeln!(report, "{stem}:{line} wrong {kind}/{id} `{}`", &text[*start..*end]);
            }
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(mentions);
    println!("{report}");
    println!(
        "{mentions} mentions, {traps} traps: precision {precision:.4}, recall {recall:.4}, {sprung} traps sprung, {missed} missed, {silent} without a warning"
    );
    assert!(mentions >= 300 && traps >= 100, "the set is large enough");
    assert!(precision >= 0.99, "precision {precision:.4}\n{report}");
    assert!(recall >= 0.97, "recall {recall:.4}\n{report}");
    assert_eq!(silent, 0, "ambiguous names without a warning\n{report}");
}
