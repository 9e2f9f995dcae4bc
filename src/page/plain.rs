//! `page.html`, `404.html` and `redirect.html`.

use std::sync::Arc;

use serde::Serialize;

use super::{Content, PageView, Scope, prose, section_of};
use crate::document::{Document, Kind};
use crate::knowledge::Target;
use crate::route::{Href, Route, Section, Slug};

/// A plain page.
#[derive(Debug, Serialize)]
pub struct PlainView {
    /// The title.
    pub title: String,
}

/// A page that sends readers on.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The title of the page that it leads to.
    pub title: String,
    /// Where that is.
    pub href: Href,
    /// Its absolute address.
    pub canonical: String,
}

/// The plain page with this id.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, id: &Slug) -> Option<PageView> {
    let Some(Target::Page(at)) = scope.base.with_id(Kind::Page, id.as_str()) else { return None };
    let document = &scope.base.pages[at as usize];
    let title = document.title.value.clone();
    let body = prose::html(scope, route, document, scope.base.entry_of(document).map(|entry| &entry.prose));
    let page = scope.document_frame(route, document, "page", "");
    Some(PageView { page, content: Content::Plain(PlainView { title }), body, json_ld: None })
}

/// `/404.html`
#[must_use]
pub fn not_found(scope: &Scope<'_>, route: &Route) -> PageView {
    let title = scope.words.say("not-found.title").into_owned();
    let page = scope.frame(route, title.clone(), "not-found", "");
    PageView { page, content: Content::NotFound(PlainView { title }), body: String::new(), json_ld: None }
}

/// The page at a former address.
#[must_use]
pub fn redirect(scope: &Scope<'_>, route: &Route, section: Section, former: &Slug) -> Option<PageView> {
    let (target, to) = moved_to(scope, section, former)?;
    let title = target.title.value.clone();
    let page = scope.frame(route, title.clone(), "redirect", "");
    let view = RedirectView { title, href: route.href(&to), canonical: scope.absolute(&to) };
    Some(PageView { page, content: Content::Redirect(view), body: String::new(), json_ld: None })
}

/// What a former id stands for now, and where it is.
pub(super) fn moved_to<'a>(scope: &Scope<'a>, section: Section, former: &Slug) -> Option<(&'a Document, Route)> {
    let is_here = |document: &Document| {
        section_of(document.kind) == section && document.common.former_ids.iter().any(|id| id.value == former.as_str())
    };
    let base = scope.base;
    let all: Box<dyn Iterator<Item = &Arc<Document>>> = match section {
        Section::Reports => Box::new(base.reports.iter().map(|entry| &entry.document)),
        Section::Sources => Box::new(base.sources.iter()),
        Section::Pages => Box::new(base.pages.iter()),
        Section::Actors | Section::Countries | Section::Events => {
            Box::new(base.entities.iter().filter_map(|entity| entity.document.as_ref()))
        }
    };
    let page_of = |document: &Document| scope.route_of_target(base.with_id(document.kind, document.id.as_str())?);
    let mut former = all.filter(|document| is_here(document));
    former.find_map(|document| Some((&**document, page_of(document)?)))
}
