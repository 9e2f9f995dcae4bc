//! A document's prose as HTML: mentions become links, the writer's own links find their pages, figures get their values,
//! and claims stand beside the words that they quote.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::record::grade_label;
use super::{Scope, claim, figure};
use crate::document::markdown::html::{self, Destination, FigureText, Mark, Quotation, Rendering};
use crate::document::markdown::{LinkStyle, OBJECT, Run, url};
use crate::document::record::{Claim, Reference};
use crate::document::{Document, Kind};
use crate::knowledge::{Place, Prose, Target, quotation};
use crate::route::{Route, Slug};
use crate::source::Span;

/// The HTML of a document's body on the page at `route`, with relative links.
#[must_use]
pub fn html(scope: &Scope<'_>, route: &Route, document: &Document, prose: Option<&Prose>) -> String {
    let quotations = quotations(scope, document);
    html_with(scope, document, prose, &quotations, &|target| route.href(target).to_string())
}

/// The same with absolute links, for feeds.
#[must_use]
pub fn absolute_html(scope: &Scope<'_>, document: &Document, prose: Option<&Prose>) -> String {
    html_with(scope, document, prose, &[], &|target| scope.absolute(target))
}

/// A part of a run as a reader reads it: figures have their values. Bytes are those of [`Run::read`].
#[must_use]
pub fn spoken<'a>(
    scope: &Scope<'_>,
    document: &Document,
    run: &Run,
    text: &'a str,
    part: Range<usize>,
) -> Cow<'a, str> {
    if document.body.figures.is_empty() || !text[part.clone()].contains(OBJECT) {
        return Cow::Borrowed(&text[part]);
    }
    let mut out = String::with_capacity(part.len() + 16);
    let mut at = 0;
    for piece in run.pieces.iter() {
        let read = piece.read(&document.file.text);
        let (start, end) = (at.max(part.start), (at + read.len()).min(part.end));
        if start < end {
            let calls = &document.body.figures;
            let call = calls.binary_search_by_key(&piece.span, |call| call.span).ok();
            let place = call.and_then(|call| scope.base.figure_in(document, &calls[call].value));
            match place.and_then(|place| scope.base.figure(place)) {
                Some(figure) => out.push_str(&figure::value(scope.words, figure)),
                None => out.push_str(&read[start - at..end - at]),
            }
        }
        at += read.len();
    }
    Cow::Owned(out)
}

/// The words that the claims of a document quote, with notes. Where quotations overlap, the first and longest is marked and
/// has the notes of all.
fn quotations(scope: &Scope<'_>, document: &Document) -> Vec<Quotation> {
    let Some((claims, holder)) = claim::held(scope, document) else { return Vec::new() };
    let mut quotations: Vec<Quotation> = Vec::new();
    let mut marked: Option<usize> = None;
    for (index, (span, mark)) in quoted(document, claims) {
        let note = note(scope, &claims[index], Place { holder, index });
        // In the order of the text, those with one mark follow each other.
        if let Some(last) = quotations.last_mut().filter(|_| marked == Some(mark)) {
            last.note.push_str(&note);
        } else {
            let id = claim::quote_anchor(&claims[mark], Place { holder, index: mark });
            marked = Some(mark);
            quotations.push(Quotation { span, id, note });
        }
    }
    quotations
}

/// For each claim that quotes words which can be marked, in the order of the text: its index, where the words stand, and
/// the index of the claim whose words are marked there.
#[must_use]
pub fn quoted(document: &Document, claims: &[Claim]) -> Vec<(usize, (Span, usize))> {
    let with_quote: Vec<(usize, &str)> =
        claims.iter().enumerate().filter_map(|(at, claim)| Some((at, claim.quote.as_ref()?.value.as_str()))).collect();
    if with_quote.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = with_quote.iter().map(|(_, words)| *words).collect();
    // The heading that gives the title may not be shown again.
    let title = document.body.title.as_ref().map(|title| title.span);
    let shown = |span: Span| title.is_none_or(|title| span.end <= title.start || title.end <= span.start);
    let places = quotation::find(document, &words).into_iter();
    let mut places: Vec<(Span, usize)> = with_quote
        .iter()
        .zip(places)
        .filter_map(|((at, _), place)| Some((place.filter(|place| place.is_prose && shown(place.span))?.span, *at)))
        .collect();
    places.sort_by_key(|(span, at)| (span.start, std::cmp::Reverse(span.end), *at));
    let mut last: Option<(Span, usize)> = None;
    let mut found = Vec::with_capacity(places.len());
    for (span, at) in places {
        let mark = match last {
            Some((known, mark)) if span.start < known.end => mark,
            _ => {
                last = Some((span, at));
                at
            }
        };
        found.push((at, (span, mark)));
    }
    found
}

/// What stands beside the words that a claim quotes: who says it, through whom, and how it stands.
fn note(scope: &Scope<'_>, claim: &Claim, place: Place) -> String {
    let names = |list: &[Reference]| {
        let name = |reference: &Reference| match scope.base.entity(&reference.value, &[Kind::Actor, Kind::Country]) {
            Some(ix) => scope.name(ix).to_owned(),
            None => reference.value.clone(),
        };
        list.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let mut says = if claim.by.is_empty() { scope.words.say("claim.claim").into_owned() } else { names(&claim.by) };
    if let Some(stance) = claim.stance.as_deref().filter(|_| !claim.by.is_empty()) {
        says.push(' ');
        says.push_str(&scope.words.word("verb", &claim::verb(scope, claim, stance)));
    }
    if !claim.via.is_empty() {
        says.push_str(", ");
        says.push_str(&scope.words.say("claim.via"));
        says.push(' ');
        says.push_str(&names(&claim.via));
    }
    let mut html = String::from("<div class=\"claim-note\" role=\"note\"><a href=\"#");
    html.push_str(&claim::anchor(claim, place));
    html.push_str("\">");
    html.push_str(&quick_xml::escape::escape(&says));
    html.push_str("</a>");
    if let Some(status) = &claim.status {
        let shown = scope.words.word("status", status);
        let (status, shown) = (quick_xml::escape::escape(status), quick_xml::escape::escape(&shown));
        let _ = write!(html, " <span class=\"status\" data-status=\"{status}\">{shown}</span>");
    }
    if let Some(grade) = &claim.grade {
        let label = grade_label(scope.words, grade).map(|label| format!(": {label}")).unwrap_or_default();
        let grade = scope.words.fill("claim.grade-note", &[("grade", grade)]);
        let _ = write!(html, " <span>{}</span>", quick_xml::escape::escape(format!("{grade}{label}")));
    }
    html.push_str("</div>\n");
    html
}

fn html_with(
    scope: &Scope<'_>,
    document: &Document,
    prose: Option<&Prose>,
    quotations: &[Quotation],
    link: &dyn Fn(&Route) -> String,
) -> String {
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
    let figure = |id: &str| {
        let place = scope.base.figure_in(document, id)?;
        let text = figure::value(scope.words, scope.base.figure(place)?);
        Some(FigureText { text, href: link(&Route::Figure(Slug::exact(id)?, 1)) })
    };
    let alert = |kind: &'static str| scope.words.word("alert", kind);
    let rendering = Rendering {
        marks: &marks,
        quotations,
        figure: &figure,
        resolve: &resolve,
        alert: &alert,
        top_heading: 2,
        skip_title,
        raw_html: scope.config.raw_html,
    };
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
    match target {
        Target::Entity(ix) => scope.name(ix).to_owned(),
        other => scope.base.title(other).to_owned(),
    }
}

fn anchored(href: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{href}#{fragment}"),
        None => href,
    }
}
