//! What a careful analyst or editor would query: content that can be read, and breaks a convention of the craft.
//!
//! All findings are warnings. Those about one document are kept with its entry; those that rest on several are found anew
//! for each base, in one pass over the records.

mod claims;
mod confidence;
mod date_words;
mod events;
mod figures;
mod graph;
mod look_alikes;
mod prose;
mod quotation;
mod relations;
mod relative;
mod series;
mod sources;
mod yardstick;

use super::entry::Entry;
use super::{KnowledgeBase, Settings};
use crate::diagnostic::Diagnostic;
use crate::document::Matter;

/// What there is to query in one document.
pub(super) fn document(entry: &Entry, settings: &Settings) -> Vec<Diagnostic> {
    let document = &entry.document;
    let file = &document.file;
    let mut found = Vec::new();
    match &document.matter {
        // A tombstone's words are no longer said.
        Matter::Report(report) if report.withdrawn => {}
        Matter::Report(report) => {
            prose::lint(entry, settings, &mut found);
            for judgement in &report.judgements {
                prose::judgement(file, judgement, settings, &mut found);
            }
            found.extend(figures::uncited(file, &report.figures));
            found.extend(sources::circular_inline(file, &report.sources));
        }
        Matter::Event(event) => {
            prose::lint(entry, settings, &mut found);
            found.extend(figures::uncited(file, &event.figures));
            found.extend(sources::circular_inline(file, &event.sources));
        }
        Matter::Actor(actor) => found.extend(relations::dates(file, &actor.relations)),
        Matter::Country(_) | Matter::Source(_) | Matter::Page => {}
    }
    found
}

/// What there is to query in all documents together, in no order.
pub(super) fn base(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut found = claims::single_source(base);
    found.extend(events::due(base));
    found.extend(events::circular(base));
    found.extend(figures::conflicts(base));
    found.extend(figures::stale(base));
    found.extend(figures::not_yet(base));
    found.extend(look_alikes::names(base));
    found.extend(relations::held_twice(base));
    found.extend(series::no_next(base));
    found.extend(sources::circular(base));
    found
}
