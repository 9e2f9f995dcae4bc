//! What each automatic link of a document rests on, and why other names were refused: for `situs links` and the preview.

use std::fmt;

use crate::document::Document;
use crate::knowledge::linker::run_text;
use crate::knowledge::{EntityIx, How, KnowledgeBase, Mention, Prose, Refusal, Target};

/// What the linker decided about some words of a document's prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Line of the source file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The words, in one line.
    pub surface: String,
    /// What became of them.
    pub verdict: Verdict,
}

/// What became of words that could name an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// They name an entity.
    Mention {
        /// The entity.
        entity: EntityIx,
        /// Its kind and code, as `kind/code`.
        reference: String,
        /// As what the words stand for it, as half a sentence.
        reason: &'static str,
        /// Why they are no link, as half a sentence; nothing where they are one.
        unlinked: Option<&'static str>,
    },
    /// They are left as they are.
    Refusal {
        /// Why, as half a sentence.
        reason: &'static str,
        /// What they could have meant, each as `kind/code`.
        candidates: Vec<String>,
    },
}

/// Every decision about a document's prose, in the order of the text.
#[must_use]
pub fn decisions(base: &KnowledgeBase, document: &Document, prose: &Prose) -> Vec<Decision> {
    let mentions = prose.found.mentions.iter().map(|found| (found.span.start, mention(base, document, found)));
    let refusals = prose.found.refusals.iter().map(|found| (found.span.start, refusal(base, document, found)));
    let mut decisions: Vec<(u32, Decision)> = mentions.chain(refusals).collect();
    decisions.sort_by_cached_key(|(start, decision)| (*start, decision.to_string()));
    decisions.into_iter().map(|(_, decision)| decision).collect()
}

/// The document that a target stands for, with what its prose names. An entity without a content file has none.
#[must_use]
pub fn document_of(base: &KnowledgeBase, target: Target) -> Option<(&Document, &Prose)> {
    let document = match target {
        Target::Report(at) => {
            let entry = base.reports.get(at as usize)?;
            return Some((&entry.document, &entry.prose));
        }
        Target::Entity(ix) => base.entities.get(ix.at())?.document.as_ref()?,
        Target::Source(at) => base.sources.get(at as usize)?,
        Target::Page(at) => base.pages.get(at as usize)?,
    };
    Some((document, &base.entry_of(document)?.prose))
}

fn mention(base: &KnowledgeBase, document: &Document, mention: &Mention) -> Decision {
    let reason = match mention.how {
        How::Name => "its name",
        How::Alias => "another name of it",
        How::Weak => "a weak alias, and it has been named before",
        How::Demonym => "the country's people or adjective",
        How::Surname => "a surname, and the report names the person",
        How::Explicit => "a link that the writer made",
    };
    let unlinked = match () {
        () if mention.linked => None,
        () if document.body.runs[mention.run as usize].is_heading => Some("in a heading"),
        () => Some("not the first in its section, or inside a link"),
    };
    let reference = reference(base, mention.entity);
    let verdict = Verdict::Mention { entity: mention.entity, reference, reason, unlinked };
    let run = run_text(document, mention.run);
    decision(document, mention.span.start, mention.surface(&run), verdict)
}

fn refusal(base: &KnowledgeBase, document: &Document, refusal: &Refusal) -> Decision {
    let candidates = refusal.candidates.iter().map(|ix| reference(base, *ix)).collect();
    let verdict = Verdict::Refusal { reason: refusal.reason, candidates };
    decision(document, refusal.span.start, &refusal.surface, verdict)
}

fn decision(document: &Document, start: u32, surface: &str, verdict: Verdict) -> Decision {
    let (line, column) = document.file.line_column(start as usize);
    let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
    Decision { line, column, surface, verdict }
}

/// An entity as `kind/code`.
#[must_use]
pub fn reference(base: &KnowledgeBase, ix: EntityIx) -> String {
    let entity = &base.entities[ix.at()];
    format!("{}/{}", entity.kind.word(), entity.code())
}

impl fmt::Display for Decision {
    /// The decision as one line: place, words, what they are and why.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, surface, verdict } = self;
        match verdict {
            Verdict::Mention { reference, reason, unlinked: None, .. } => {
                write!(f, "{line}:{column} `{surface}` is {reference} ({reason}; linked)")
            }
            Verdict::Mention { reference, reason, unlinked: Some(why), .. } => {
                write!(f, "{line}:{column} `{surface}` is {reference} ({reason}; not linked: {why})")
            }
            Verdict::Refusal { reason, candidates } => {
                write!(f, "{line}:{column} `{surface}` is refused: {reason}")?;
                if !candidates.is_empty() {
                    write!(f, " (not {})", candidates.join(" or "))?;
                }
                Ok(())
            }
        }
    }
}
