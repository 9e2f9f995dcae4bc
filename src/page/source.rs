//! `source.html`: a source and the reports that use it.

use serde::Serialize;

use super::record::{self, SourceDetail};
use super::{Content, PageLink, PageView, Scope, prose};
use crate::document::{Kind, Matter};
use crate::knowledge::Target;
use crate::route::{Route, Slug};

/// A source and the reports that use it.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// The id.
    pub id: String,
    /// What is known of it.
    pub source: SourceDetail,
    /// How many reports use it.
    pub uses: usize,
    /// The newest hundred of them.
    pub used_by: Vec<PageLink>,
}

/// The page of the source with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug) -> Option<PageView> {
    let Some(Target::Source(at)) = scope.base.with_id(Kind::Source, id.as_str()) else { return None };
    let document = &scope.base.sources[at as usize];
    let Matter::Source(source) = &document.matter else { return None };
    let used_by = scope.base.ledger.used_by.get(&at);
    let view = SourceView {
        id: id.to_string(),
        source: record::source_detail(scope, route, source, Some(&document.title.value), None),
        uses: used_by.map_or(0, Vec::len),
        used_by: used_by.into_iter().flatten().take(100).map(|&report| scope.report_link(route, report)).collect(),
    };
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let page = scope.document_frame(route, document, "source", "sources");
    Some(PageView { page, content: Content::Source(Box::new(view)), body, json_ld: None })
}
