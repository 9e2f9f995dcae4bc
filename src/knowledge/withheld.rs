//! What an edition withholds, as far as what it shows gives it away.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::entity::{self, Entity};
use super::fold::{Folded, fold};
use super::gazetteer::words::words;
use super::gazetteer::{Gazetteer, How};
use crate::diagnostic::Diagnostic;
use crate::document::markdown::url;
use crate::document::{Document, Matter};
use crate::source::Span;

/// Ids and names of documents that an edition withholds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld(HashSet<String>);

impl Withheld {
    /// Those of these documents, and of these records.
    #[must_use]
    pub fn new<'a>(
        documents: impl IntoIterator<Item = &'a Document>,
        records: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let mut names: HashSet<String> = records.into_iter().map(|id| fold(id)).collect();
        for document in documents {
            names.insert(document.id.to_string());
            names.insert(document.file.path.clone());
            names.insert(fold(&document.title.value));
            let aliases = match &document.matter {
                Matter::Actor(actor) => [&actor.aliases[..], &actor.weak_aliases[..]].concat(),
                Matter::Event(event) => event.aliases.clone(),
                Matter::Country(country) => country.aliases.clone(),
                _ => Vec::new(),
            };
            names.extend(aliases.iter().map(|alias| fold(&alias.value)));
            let (claims, figures) = match &document.matter {
                Matter::Report(report) => (&report.claims[..], &report.figures[..]),
                Matter::Event(event) => (&event.claims[..], &event.figures[..]),
                _ => (&[][..], &[][..]),
            };
            let ids = claims.iter().filter_map(|claim| claim.id.as_ref());
            let ids = ids.chain(figures.iter().filter_map(|figure| figure.id.as_ref()));
            names.extend(ids.map(|id| fold(&id.value)));
        }
        Self(names)
    }

    /// Whether a reference, or a link of the file at `from`, would stand for one of them.
    pub(super) fn has(&self, reference: &str, from: &str) -> bool {
        let (name, _) = url::split_fragment(reference);
        let bare = name.split_once('/').map_or(name, |(_, rest)| rest);
        let path = url::join(from, &url::percent_decoded(name));
        [name, bare].iter().any(|name| self.0.contains(&fold(name)) || self.0.contains(&name.to_lowercase()))
            || path.is_some_and(|path| self.0.contains(&path))
    }
}

/// Warnings for prose of the edition that names an actor or an event that it withholds: documents with such prose.
#[must_use]
pub fn named_in_prose(shown: &[Arc<Document>], withheld: &[Arc<Document>]) -> Vec<(Arc<Document>, Vec<Diagnostic>)> {
    if withheld.is_empty() {
        return Vec::new();
    }
    let entities: Vec<Arc<Entity>> = entity::entities(withheld).into_iter().map(Arc::new).collect();
    let gazetteer = Gazetteer::new(&entities);
    let in_document = |document: &Arc<Document>| {
        let mut seen = BTreeSet::new();
        let mut diagnostics = Vec::new();
        for run in &document.body.runs {
            for piece in run.pieces.iter().filter(|piece| piece.text.is_none()) {
                let text = piece.read(&document.file.text);
                let folded = Folded::new(text);
                for hit in gazetteer.hits(&folded.text, &words(&folded.text)) {
                    let senses = gazetteer.meanings(hit);
                    let strong = senses.iter().filter(|sense| matches!(sense.how, How::Name | How::Alias));
                    let hidden =
                        strong.filter_map(|sense| sense.target).find(|ix| entities[ix.at()].document.is_some());
                    let Some(hidden) = hidden.filter(|ix| seen.insert(*ix)) else { continue };
                    let start = piece.span.start as usize;
                    let place = folded.origin(hit.start)..folded.origin_end(hit.end, text);
                    let span = Span::new(start + place.start, start + place.end);
                    let message = format!(
                        "`{}` is withheld from this edition, and this sentence names it",
                        entities[hidden.at()].name
                    );
                    let diagnostic = Diagnostic::warning("withheld-name", message).at(&document.file, span);
                    diagnostics
                        .push(diagnostic.help("say it without the name, or mark this document as that one is marked"));
                }
            }
        }
        (!diagnostics.is_empty()).then(|| (Arc::clone(document), diagnostics))
    };
    shown.par_iter().filter_map(in_document).collect()
}
