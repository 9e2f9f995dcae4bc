//! Markings within a document: of its records and of blocks of its prose, which can only be stricter than its own.

use super::record::{SourceEntry, Tlp};
use super::{Document, Matter};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Words by which writers used to other programs mark what is not for everybody.
pub(crate) const WORDS: [&str; 13] = [
    "classification",
    "classified",
    "confidential",
    "draft",
    "embargo",
    "handling",
    "hidden",
    "internal",
    "marking",
    "private",
    "restricted",
    "secret",
    "sensitivity",
];

impl Document {
    /// The markings of its records, each with the place of the record.
    #[must_use]
    pub fn record_markings(&self) -> Vec<(Tlp, Span)> {
        let mut markings = Vec::new();
        let mut add = |tlp: Option<Tlp>, span: Span| markings.extend(tlp.map(|tlp| (tlp, span)));
        let (claims, figures, sources) = match &self.matter {
            Matter::Report(report) => {
                for judgement in &report.judgements {
                    add(judgement.tlp, judgement.span);
                }
                for correction in &report.corrections {
                    add(correction.tlp, correction.span);
                }
                (&report.claims[..], &report.figures[..], &report.sources[..])
            }
            Matter::Event(event) => (&event.claims[..], &event.figures[..], &event.sources[..]),
            Matter::Actor(actor) => {
                for relation in &actor.relations {
                    add(relation.tlp, relation.span);
                }
                (&[][..], &[][..], &[][..])
            }
            Matter::Country(_) | Matter::Source(_) | Matter::Page => (&[][..], &[][..], &[][..]),
        };
        for claim in claims {
            add(claim.tlp, claim.span);
        }
        for figure in figures {
            add(figure.tlp, figure.span);
        }
        for source in sources {
            if let SourceEntry::Inline(source) = source {
                add(source.tlp, source.span);
            }
        }
        markings
    }

    /// The strictest marking of the document or of anything in it; `default` is that of documents that have none.
    #[must_use]
    pub fn strictest(&self, default: Tlp) -> Tlp {
        let blocks = self.body.blocks.iter().map(|block| block.tlp);
        let records = self.record_markings().into_iter().map(|(tlp, _)| tlp);
        blocks.chain(records).fold(self.common.tlp.unwrap_or(default), Tlp::max)
    }

    /// Warnings for markings that are milder than that of the document, which holds all the same.
    pub(super) fn milder_markings(&self) -> Vec<Diagnostic> {
        let Some(own) = self.common.tlp else { return Vec::new() };
        let blocks = self.body.blocks.iter().map(|block| (block.tlp, block.opening));
        let milder = self.record_markings().into_iter().chain(blocks).filter(|(tlp, _)| *tlp < own);
        let warning = |(tlp, span): (Tlp, Span)| {
            let message = format!("{} does not lower the {} of the whole document", tlp.label(), own.label());
            let help = "remove it, or lower the document and raise the rest of what it holds";
            Diagnostic::warning("milder-tlp", message).at(&self.file, span).help(help)
        };
        milder.map(warning).collect()
    }
}
