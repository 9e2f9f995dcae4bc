//! Atom (RFC 4287) and JSON Feed 1.1, of the site and of every entity: the thirty newest reports.
//!
//! The feeds of the site hold the reports whole; those of entities hold their summaries, since one report would
//! otherwise stand in a dozen feeds. Two files in five are feeds, so they are written as they are made.

use std::borrow::Cow;
use std::io;

use jiff::Timestamp;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::Serialize;

use super::{Scope, listing, prose};
use crate::document::Kind;
use crate::document::when::When;
use crate::knowledge::{Entry, Target};
use crate::route::{FeedFormat, FeedOf, Route, Section};

/// Reports in a feed.
const MOST: usize = 30;

/// The bytes of a feed; nothing where the entity has no page.
#[must_use]
pub fn feed(scope: &Scope<'_>, of: &FeedOf, format: FeedFormat) -> Option<String> {
    let (title, page, reports) = subject(scope, of)?;
    let feed = Feed {
        title,
        page: scope.absolute(&page),
        own: scope.absolute(&Route::Feed(of.clone(), format)),
        items: reports.into_iter().map(|entry| Item::new(scope, of, entry)).collect(),
    };
    let bytes = match format {
        FeedFormat::Atom => atom(scope, &feed).ok(),
        FeedFormat::Json => json(scope, &feed).ok(),
    };
    // What is written into memory does not fail, and is text.
    bytes.and_then(|bytes| String::from_utf8(bytes).ok())
}

/// The feeds of the site and of every entity with a page.
#[must_use]
pub fn routes(scope: &Scope<'_>) -> Vec<Route> {
    let base = scope.base;
    let entities =
        (0..base.entities.len()).map(crate::knowledge::EntityIx::new).filter(|&ix| base.has_page(ix)).map(|ix| {
            let entity = &base.entities[ix.at()];
            let section = super::section_of(crate::knowledge::reference::document_kind(entity.kind));
            FeedOf::Entity(section, entity.id.clone())
        });
    std::iter::once(FeedOf::Site)
        .chain(entities)
        .flat_map(|of| [Route::Feed(of.clone(), FeedFormat::Atom), Route::Feed(of, FeedFormat::Json)])
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
            summary: listing::summary(entry),
            html: (*of == FeedOf::Site).then(|| html(scope, entry)),
        }
    }
}

fn html(scope: &Scope<'_>, entry: &Entry) -> String {
    if entry.report().is_some_and(|report| report.withdrawn) {
        return "<p>This report has been withdrawn.</p>".to_owned();
    }
    prose::absolute_html(scope, &entry.document, Some(&entry.prose))
}

/// RFC 4287.
fn atom(scope: &Scope<'_>, feed: &Feed<'_>) -> io::Result<Vec<u8>> {
    let mut out = Xml(quick_xml::Writer::new(Vec::with_capacity(512 + feed.items.len() * 768)));
    out.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    out.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &scope.config.language)])?;
    out.text("title", &feed.title)?;
    out.text("id", &feed.own)?;
    let newest = feed.items.iter().map(|item| item.updated).max();
    out.text("updated", &newest.unwrap_or(Timestamp::UNIX_EPOCH).to_string())?;
    out.person(&scope.config.title)?;
    out.text("generator", "Situs")?;
    out.link("self", &feed.own, "application/atom+xml")?;
    out.link("alternate", &feed.page, "text/html")?;
    for item in &feed.items {
        out.event(Event::Text(BytesText::from_escaped("\n")))?;
        out.open("entry", &[])?;
        out.text("title", item.title)?;
        out.text("id", &item.address)?;
        out.text("updated", &item.updated.to_string())?;
        for author in item.authors {
            out.person(author)?;
        }
        out.link("alternate", &item.address, "text/html")?;
        out.text("published", &item.published.to_string())?;
        if let Some(summary) = &item.summary {
            out.text("summary", summary)?;
        }
        if let Some(html) = &item.html {
            let lang = item.lang.map(|lang| ("xml:lang", lang));
            let attributes = [Some(("type", "html")), Some(("xml:base", item.address.as_str())), lang];
            let attributes: Vec<_> = attributes.into_iter().flatten().collect();
            out.open("content", &attributes)?;
            out.event(Event::Text(BytesText::new(&xml_text(html))))?;
            out.close("content")?;
        }
        out.close("entry")?;
    }
    out.event(Event::Text(BytesText::from_escaped("\n")))?;
    out.close("feed")?;
    let mut bytes = out.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Elements one after the other. Nothing fails but the writer below, which is memory here.
struct Xml(quick_xml::Writer<Vec<u8>>);

impl Xml {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.write_event(event)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.open(name, &[])?;
        self.event(Event::Text(BytesText::new(&xml_text(text))))?;
        self.close(name)
    }

    fn person(&mut self, name: &str) -> io::Result<()> {
        self.open("author", &[])?;
        self.text("name", name)?;
        self.close("author")
    }

    fn link(&mut self, rel: &str, href: &str, media_type: &str) -> io::Result<()> {
        let attributes = [("href", href), ("rel", rel), ("type", media_type)];
        self.event(Event::Empty(BytesStart::new("link").with_attributes(attributes)))
    }
}

/// XML 1.0 allows no control characters.
fn xml_text(text: &str) -> Cow<'_, str> {
    let allowed =
        |c: char| (!c.is_control() || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.chars().all(allowed) {
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
