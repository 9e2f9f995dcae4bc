//! Where sources come from: reprints, their originals, and ways that come back to where they began.

use std::sync::Arc;

use super::graph::{self, Walk};
use crate::diagnostic::Diagnostic;
use crate::document::record::{Reference, Source, SourceEntry};
use crate::document::{Document, Kind, Matter};
use crate::knowledge::{KnowledgeBase, Target};
use crate::source::SourceFile;

const HELP: &str = "remove the reference that is wrong: one of them had it first";

fn circle(first: &str, others: &[&str]) -> Diagnostic {
    let message = format!("`{first}` derives from itself{}", graph::by_way_of(others.iter().copied()));
    Diagnostic::warning("circular-source", message).help(HELP)
}

/// Sources of one document's list that come from themselves.
pub(super) fn circular_inline(file: &Arc<SourceFile>, entries: &[SourceEntry]) -> Vec<Diagnostic> {
    let sources: Vec<&Source> = inline(entries).filter(|source| source.id.is_some()).collect();
    let id = |source: &Source| source.id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
    let ids: Vec<String> = sources.iter().map(|source| id(source)).collect();
    let node = |reference: &Reference| ids.iter().position(|id| *id == reference.value);
    let next = sources.iter().map(|source| {
        let nodes = source.derives_from.iter().filter_map(node);
        nodes.filter_map(|node| u32::try_from(node).ok()).collect()
    });
    let circles = graph::walk(&next.collect::<Vec<_>>()).circles;
    let told = circles.iter().filter_map(|nodes| {
        let names: Vec<&str> = nodes.iter().map(|&node| ids[node as usize].as_str()).collect();
        let (first, others) = names.split_first()?;
        let target = others.first().unwrap_or(first);
        let mut references = sources[*nodes.first()? as usize].derives_from.iter();
        let reference = references.find(|reference| reference.value == **target)?;
        Some(circle(first, others).at(file, reference.span))
    });
    told.collect()
}

/// The sources that a list describes on the spot.
pub(super) fn inline(entries: &[SourceEntry]) -> impl Iterator<Item = &Source> {
    entries.iter().filter_map(|entry| match entry {
        SourceEntry::Inline(source) => Some(&**source),
        SourceEntry::Known(_) => None,
    })
}

/// The source of a file.
pub(super) fn of_file(document: &Document) -> Option<&Source> {
    match &document.matter {
        Matter::Source(source) => Some(source),
        _ => None,
    }
}

/// Files of sources as a graph, in the order of their paths.
pub(super) struct Files<'b> {
    base: &'b KnowledgeBase,
    /// Nodes as indices in [`KnowledgeBase::sources`], and the other way round.
    order: Vec<u32>,
    node: Vec<u32>,
    /// What a walk through them finds.
    pub(super) walk: Walk,
    next: Vec<Vec<u32>>,
}

impl<'b> Files<'b> {
    pub(super) fn new(base: &'b KnowledgeBase) -> Self {
        let mut order: Vec<u32> = (0_u32..).take(base.sources.len()).collect();
        order.sort_by_key(|&at| &base.sources[at as usize].file.path);
        let mut node = vec![0; order.len()];
        for (at, source) in (0_u32..).zip(&order) {
            node[*source as usize] = at;
        }
        let next: Vec<Vec<u32>> = order
            .iter()
            .map(|&at| {
                let source = of_file(&base.sources[at as usize]);
                let targets = source.into_iter().flat_map(|source| &source.derives_from);
                targets.filter_map(|reference| source_of(base, reference)).map(|at| node[at as usize]).collect()
            })
            .collect();
        Self { base, order, node, walk: graph::walk(&next), next }
    }

    fn document(&self, node: u32) -> &'b Arc<Document> {
        &self.base.sources[self.order[node as usize] as usize]
    }

    /// For each source, by its index in [`KnowledgeBase::sources`], what stands at the end of the ways from it: two at
    /// most, as nobody asks for more. A circle ends in its first.
    pub(super) fn ends(&self) -> Vec<Vec<u32>> {
        let mut ends: Vec<Vec<u32>> = vec![Vec::new(); self.order.len()];
        // A component stands behind all that it leads to.
        for component in &self.walk.components {
            let mut of_all: Vec<u32> = Vec::new();
            for other in component.iter().flat_map(|&node| &self.next[node as usize]) {
                of_all.extend(&ends[*other as usize]);
            }
            of_all.sort_unstable();
            of_all.dedup();
            of_all.truncate(2);
            if of_all.is_empty() {
                of_all.extend(component.iter().min());
            }
            for &node in component {
                ends[node as usize].clone_from(&of_all);
            }
        }
        let index = |node: &u32| self.order[*node as usize];
        self.node.iter().map(|&node| ends[node as usize].iter().map(index).collect()).collect()
    }
}

/// The file that a reference to a source stands for, by its index in [`KnowledgeBase::sources`].
pub(super) fn source_of(base: &KnowledgeBase, reference: &Reference) -> Option<u32> {
    match base.resolve(&reference.value, &[Kind::Source]) {
        Ok(Target::Source(at)) => Some(at),
        _ => None,
    }
}

/// Files of sources that come from themselves.
pub(super) fn circular(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let files = Files::new(base);
    let told = files.walk.circles.iter().filter_map(|nodes| {
        let documents: Vec<&Arc<Document>> = nodes.iter().map(|&node| files.document(node)).collect();
        let names: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
        let (first, others) = names.split_first()?;
        let document = documents.first()?;
        let target = files.order[*nodes.get(1).or(nodes.first())? as usize];
        let mut references = of_file(document)?.derives_from.iter();
        let reference = references.find(|reference| source_of(base, reference) == Some(target))?;
        Some(circle(first, others).at(&document.file, reference.span))
    });
    told.collect()
}
