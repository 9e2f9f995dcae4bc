//! A document's prose as HTML: mentions become links, the writer's own links find their pages.

use super::Scope;
use crate::document::Document;
use crate::document::markdown::html::{self, Destination, Mark, Rendering};
use crate::document::markdown::{LinkStyle, url};
use crate::knowledge::{Prose, Target};
use crate::route::Route;

/// The HTML of a document's body on the page at `route`, with relative links.
#[must_use]
pub fn html(scope: &Scope<'_>, route: &Route, document: &Document, prose: Option<&Prose>) -> String {
    html_with(scope, document, prose, &|target| route.href(target).to_string())
}

/// The same with absolute links, for feeds.
#[must_use]
pub fn absolute_html(scope: &Scope<'_>, document: &Document, prose: Option<&Prose>) -> String {
    html_with(scope, document, prose, &|target| scope.absolute(target))
}

fn html_with(scope: &Scope<'_>, document: &Document, prose: Option<&Prose>, link: &dyn Fn(&Route) -> String) -> String {
    let mut marks: Vec<Mark> = Vec::new();
    for mention in prose.iter().flat_map(|prose| &prose.found.mentions) {
        let explicit = mention.how == crate::knowledge::How::Explicit;
        if let (true, false, Some(target)) = (mention.linked, explicit, scope.route_of(mention.entity)) {
            let class = scope.base.entities[mention.entity.at()].kind.word();
            marks.push(Mark { span: mention.span, href: link(&target), class });
        }
    }
    let resolve = |destination: &str, style: LinkStyle| resolve(scope, link, document, destination, style);
    // A heading that says the title again is not shown twice; one that says something else stays.
    let skip_title = document.body.title.as_ref().is_some_and(|heading| heading.value == document.title.value);
    let rendering = Rendering { marks: &marks, resolve: &resolve, top_heading: 2, skip_title };
    html::to_html(&document.file, &document.body, &rendering)
}

fn resolve(
    scope: &Scope<'_>,
    link: &dyn Fn(&Route) -> String,
    document: &Document,
    destination: &str,
    style: LinkStyle,
) -> Destination {
    let base = scope.base;
    let to = |target: Target, fragment: Option<&str>, text: Option<String>| match scope.route_of_target(target) {
        Some(page) => {
            let href = anchored(link(&page), fragment);
            Destination::Page { href, class: class_of(scope, target), text }
        }
        None => Destination::Nowhere,
    };
    let (path, fragment) = url::split_fragment(destination);
    match style {
        LinkStyle::Wiki | LinkStyle::WikiWithText => match base.resolve(path, &crate::knowledge::LINKABLE) {
            Ok(target) => to(target, fragment, (style == LinkStyle::Wiki).then(|| title_of(scope, target))),
            Err(_) => Destination::Nowhere,
        },
        LinkStyle::Markdown if url::is_content_path(destination) => {
            let path = url::join(&document.file.path, &url::percent_decoded(path));
            path.and_then(|path| base.at_path(&path)).map_or(Destination::Nowhere, |target| to(target, fragment, None))
        }
        LinkStyle::Markdown | LinkStyle::Image if url::is_local(destination) && !path.is_empty() => {
            asset(scope, link, document, destination)
        }
        LinkStyle::Markdown | LinkStyle::Image => html::address(destination),
    }
}

/// A link to a static file: by its path below `static/`, or as an editor sees it (`../../static/a.png`).
fn asset(scope: &Scope<'_>, link: &dyn Fn(&Route) -> String, document: &Document, destination: &str) -> Destination {
    let (path, fragment) = url::split_fragment(destination);
    let path = url::percent_decoded(path);
    let candidates = [
        url::join("", path.trim_start_matches('/')),
        url::join(&document.file.path, &path).and_then(|path| path.strip_prefix("static/").map(str::to_owned)),
    ];
    for path in candidates.into_iter().flatten() {
        if (scope.has_asset)(&path) {
            return Destination::Address(anchored(link(&Route::Asset(path.into())), fragment));
        }
    }
    html::address(destination)
}

fn class_of(scope: &Scope<'_>, target: Target) -> &'static str {
    match target {
        Target::Entity(ix) => scope.base.entities[ix.at()].kind.word(),
        Target::Report(_) => "report",
        Target::Source(_) => "source",
        Target::Page(_) => "page",
    }
}

fn title_of(scope: &Scope<'_>, target: Target) -> String {
    let base = scope.base;
    match target {
        Target::Entity(ix) => base.entities[ix.at()].name.clone(),
        Target::Report(at) => base.reports[at as usize].document.title.value.clone(),
        Target::Source(at) => base.sources[at as usize].title.value.clone(),
        Target::Page(at) => base.pages[at as usize].title.value.clone(),
    }
}

fn anchored(href: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{href}#{fragment}"),
        None => href,
    }
}
