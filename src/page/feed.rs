//! Atom (RFC 4287) and JSON Feed 1.1, of the site and of every entity: the thirty newest reports.
//!
//! The feeds of the site hold the reports whole; those of entities hold their summaries, since one report would
//! otherwise stand in a dozen feeds. Two files in five of a large site are feeds, so each is put together in one pass,
//! without a tree of it in between.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::{Scope, calendar_file, listing, prose};
use crate::document::Kind;
use crate::document::when::When;
use crate::knowledge::{Entry, Target};
use crate::route::{FeedFormat, FeedOf, Route, Section};

/// Reports in a feed.
const MOST: usize = 30;

/// The bytes of a feed or calendar; nothing where the entity has no page, or no events for a calendar.
#[must_use]
pub fn feed(scope: &Scope<'_>, of: &FeedOf, format: FeedFormat) -> Option<String> {
    if format == FeedFormat::Calendar {
        return calendar_file::calendar(scope, of);
    }
    let (title, page, reports) = subject(scope, of)?;
    let feed = Feed {
        title,
        page: scope.absolute(&page),
        own: scope.absolute(&Route::Feed(of.clone(), format)),
        items: reports.into_iter().map(|entry| Item::new(scope, of, entry)).collect(),
    };
    match format {
        FeedFormat::Atom => Some(atom(scope, &feed)),
        // What is written into memory does not fail, and is text.
        FeedFormat::Json => json(scope, &feed).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
        FeedFormat::Calendar => None,
    }
}

/// The feeds of the site and of every entity with a page, and their calendars where there are events.
#[must_use]
pub fn routes(scope: &Scope<'_>) -> Vec<Route> {
    let base = scope.base;
    let count = if scope.config.entity_feeds { base.entities.len() } else { 0 };
    let entities = (0..count).map(crate::knowledge::EntityIx::new).filter(|&ix| base.has_page(ix)).map(|ix| {
        let entity = &base.entities[ix.at()];
        let section = super::section_of(crate::knowledge::reference::document_kind(entity.kind));
        FeedOf::Entity(section, entity.id.clone())
    });
    std::iter::once(FeedOf::Site)
        .chain(entities)
        .flat_map(|of| {
            let there = |format| format != FeedFormat::Calendar || calendar_file::exists(scope, &of);
            let formats: Vec<FeedFormat> = FeedFormat::ALL.into_iter().filter(|format| there(*format)).collect();
            formats.into_iter().map(move |format| Route::Feed(of.clone(), format))
        })
        .collect()
}

fn subject<'a>(scope: &'a Scope<'_>, of: &FeedOf) -> Option<(String, Route, Vec<&'a Entry>)> {
    let base = scope.base;
    match of {
        FeedOf::Site => {
            Some((scope.config.title.clone(), Route::Home, base.reports.iter().take(MOST).map(AsRef::as_ref).collect()))
        }
        FeedOf::Entity(section, id) => {
            let kind = match section {
                _ if !scope.config.entity_feeds => return None,
                Section::Actors => Kind::Actor,
                Section::Countries => Kind::Country,
                Section::Events => Kind::Event,
                Section::Reports | Section::Sources | Section::Pages => return None,
            };
            let Some(Target::Entity(ix)) = base.with_id(kind, id.as_str()) else { return None };
            let page = scope.route_of(ix)?;
            let reports = base.appearances(ix).take(MOST).map(|appearance| appearance.entry);
            let title = format!("{} – {}", base.entities[ix.at()].name, scope.config.title);
            Some((title, page, reports.collect()))
        }
    }
}

/// What a feed says, in either format.
struct Feed<'a> {
    title: String,
    /// Address of the page that it is the feed of.
    page: String,
    /// Its own address.
    own: String,
    items: Vec<Item<'a>>,
}

/// A report in a feed.
struct Item<'a> {
    address: String,
    title: &'a str,
    /// The time of the last change, as far as its front matter says.
    updated: Timestamp,
    published: Timestamp,
    authors: &'a [String],
    tags: &'a [String],
    lang: Option<&'a str>,
    summary: Option<Cow<'a, str>>,
    /// The whole report, in the feeds of the site only.
    html: Option<String>,
}

impl<'a> Item<'a> {
    fn new(scope: &Scope<'_>, of: &FeedOf, entry: &'a Entry) -> Self {
        let report = entry.report();
        let date = report.and_then(|report| report.date.as_ref());
        let changed = report.and_then(|report| report.updated.as_ref()).or(date);
        let start = |when: Option<&When>| when.and_then(|when| when.start(scope.tz)).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            address: scope.absolute(&Route::Report(entry.document.id.clone())),
            title: &entry.document.title.value,
            updated: start(changed),
            published: start(date),
            authors: report.map(|report| &report.authors[..]).unwrap_or_default(),
            tags: report.map(|report| &report.tags[..]).unwrap_or_default(),
            lang: entry.document.common.lang.as_deref(),
            summary: listing::summary(scope, entry),
            html: (*of == FeedOf::Site).then(|| html(scope, entry)),
        }
    }
}

fn html(scope: &Scope<'_>, entry: &Entry) -> String {
    if entry.report().is_some_and(|report| report.withdrawn) {
        return "<p>This report has been withdrawn.</p>".to_owned();
    }
    let scope = &scope.speaking_of(&Route::Report(entry.document.id.clone()));
    prose::absolute_html(scope, &entry.document, Some(&entry.prose))
}

/// RFC 4287.
fn atom(scope: &Scope<'_>, feed: &Feed<'_>) -> String {
    let mut out = Xml(String::with_capacity(512 + feed.items.len() * 768));
    out.0.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &scope.config.language)], ">");
    out.element("title", &feed.title);
    out.element("id", &feed.own);
    let newest = feed.items.iter().map(|item| item.updated).max();
    out.element("updated", &newest.unwrap_or(Timestamp::UNIX_EPOCH).to_string());
    out.person(&scope.config.title);
    out.element("generator", "Situs");
    out.link("self", &feed.own, "application/atom+xml");
    out.link("alternate", &feed.page, "text/html");
    for item in &feed.items {
        out.0.push_str("\n<entry>");
        out.element("title", item.title);
        out.element("id", &item.address);
        out.element("updated", &item.updated.to_string());
        for author in item.authors {
            out.person(author);
        }
        out.link("alternate", &item.address, "text/html");
        out.element("published", &item.published.to_string());
        if let Some(summary) = &item.summary {
            out.element("summary", summary);
        }
        if let Some(html) = &item.html {
            let lang = item.lang.map(|lang| ("xml:lang", lang));
            let attributes = [Some(("type", "html")), Some(("xml:base", item.address.as_str())), lang];
            out.open("content", &attributes.into_iter().flatten().collect::<Vec<_>>(), ">");
            out.text(html);
            out.0.push_str("</content>");
        }
        out.0.push_str("</entry>");
    }
    out.0.push_str("\n</feed>\n");
    out.0
}

/// Elements one after the other.
struct Xml(String);

impl Xml {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(&quick_xml::escape::escape(xml_text(text)));
    }

    fn element(&mut self, name: &str, text: &str) {
        self.open(name, &[], ">");
        self.text(text);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn person(&mut self, name: &str) {
        self.0.push_str("<author>");
        self.element("name", name);
        self.0.push_str("</author>");
    }

    fn link(&mut self, rel: &str, href: &str, media_type: &str) {
        self.open("link", &[("href", href), ("rel", rel), ("type", media_type)], "/>");
    }
}

/// Without control characters, most of which XML 1.0 forbids.
fn xml_text(text: &str) -> Cow<'_, str> {
    let allowed =
        |c: char| (!c.is_control() || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    // In UTF-8 only these bytes can begin one of them.
    let doubtful = |byte: u8| byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xef);
    if !text.bytes().any(doubtful) || text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| allowed(c)).collect())
}

/// JSON Feed 1.1, with an item a line.
fn json(scope: &Scope<'_>, feed: &Feed<'_>) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Head<'a> {
        version: &'static str,
        title: &'a str,
        home_page_url: &'a str,
        feed_url: &'a str,
        language: &'a str,
    }
    #[derive(Serialize)]
    struct Row<'a> {
        id: &'a str,
        url: &'a str,
        title: &'a str,
        date_published: String,
        date_modified: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        summary: Option<&'a str>,
        // JSON Feed wants one of the two.
        #[serde(skip_serializing_if = "Option::is_none")]
        content_html: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        content_text: Option<&'a str>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        tags: &'a [String],
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'a str>,
    }
    let mut out = Vec::with_capacity(512 + feed.items.len() * 768);
    serde_json::to_writer(
        &mut out,
        &Head {
            version: "https://jsonfeed.org/version/1.1",
            title: &feed.title,
            home_page_url: &feed.page,
            feed_url: &feed.own,
            language: &scope.config.language,
        },
    )?;
    // The items go on where the head ends.
    out.pop();
    out.extend_from_slice(b",\"items\":[");
    for (at, item) in feed.items.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        let summary = item.summary.as_deref();
        let text = item.html.is_none().then(|| summary.unwrap_or(item.title));
        let row = Row {
            id: &item.address,
            url: &item.address,
            title: item.title,
            date_published: item.published.to_string(),
            date_modified: item.updated.to_string(),
            summary,
            content_html: item.html.as_deref(),
            content_text: text,
            tags: item.tags,
            language: item.lang,
        };
        serde_json::to_writer(&mut out, &row)?;
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(out)
}
