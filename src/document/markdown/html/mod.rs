//! Prose as HTML, with every link resolved.
//!
//! The parser's events pass once through a writer, which puts links where mentions are, writes tables and footnotes
//! without inline styles, and drops addresses that could run a script. The rest is pulldown-cmark's own renderer.

mod words;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html as cmark,
};

use super::{Body, LinkStyle, options, sanitize, url};
use crate::source::{SourceFile, Span};

/// A stretch of prose that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The stretch, in bytes of the file.
    pub span: Span,
    /// Where the link goes.
    pub href: String,
    /// Its class: the kind of the entity.
    pub class: &'static str,
}

/// Words of the prose that a claim quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words, in bytes of the file.
    pub span: Span,
    /// The id that their first piece takes.
    pub id: String,
    /// HTML that follows the block in which they end, and is safe to show as it is.
    pub note: String,
}

/// The value of a figure, as it stands in prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureText {
    /// The value: `up to 200`.
    pub text: String,
    /// The page of its series.
    pub href: String,
}

/// Where a link that a writer made goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To an address, as it stands.
    Address(String),
    /// To a page of the site.
    Page {
        /// The relative link.
        href: String,
        /// The kind of the page.
        class: &'static str,
        /// The text, where the writer gave none.
        text: Option<String>,
    },
    /// Nowhere: its text stays as plain text.
    Nowhere,
}

/// What [`to_html`] has to know beside the text.
pub struct Rendering<'a> {
    /// Links for mentions, sorted, none overlapping.
    pub marks: &'a [Mark],
    /// Words that claims quote, sorted, none overlapping.
    pub quotations: &'a [Quotation],
    /// The value of the figure with this id; nothing leaves the call as it was written.
    pub figure: &'a dyn Fn(&str) -> Option<FigureText>,
    /// Resolves the writer's own links and pictures.
    pub resolve: &'a dyn Fn(&str, LinkStyle) -> Destination,
    /// What the five kinds of alerts are called: `note`, `tip`, `important`, `warning`, `caution`.
    pub alert: &'a dyn Fn(&'static str) -> String,
    /// The level that the highest heading of the body gets: 2 below a page's title, 1 on its own.
    pub top_heading: u8,
    /// Whether to leave out the heading that gave the document its title.
    pub skip_title: bool,
}

/// The HTML of a body.
#[must_use]
pub fn to_html(file: &SourceFile, body: &Body, rendering: &Rendering<'_>) -> String {
    let text = &file.text[body.start..];
    let mut writer = Writer::new(file, body, rendering);
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        writer.event(event, range.start + body.start..range.end + body.start);
    }
    writer.finish(text.len())
}

/// The events of the page so far, and what is open.
struct Writer<'a> {
    file: &'a SourceFile,
    rendering: &'a Rendering<'a>,
    anchors: std::vec::IntoIter<&'a str>,
    ids: HashSet<String>,
    has_html: bool,
    heading_shift: i8,
    out: Vec<Event<'a>>,
    /// Footnotes: label to number and count of references, in order of first reference.
    notes: HashMap<String, (usize, usize)>,
    /// Texts of footnotes, by label, in order of definition.
    definitions: Vec<(String, Vec<Event<'a>>)>,
    /// Where the events of the note that is open begin in `out`, and its label.
    open_note: Option<(usize, String)>,
    /// Links that are open: whether their tags were written, and their text where it replaces the writer's.
    links: Vec<OpenLink>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    skipping: bool,
    seen_block: bool,
    code_block: bool,
    image: usize,
    next_mark: usize,
    next_quotation: usize,
    /// Whether the words that are written now are marked as quoted.
    in_quotation: bool,
    /// Notes on quotations that have ended in the block that is open.
    notes_on_quotations: Vec<&'a str>,
    /// How many tags are open.
    depth: usize,
}

struct OpenLink {
    written: bool,
    replaced: bool,
}

impl<'a> Writer<'a> {
    fn new(file: &'a SourceFile, body: &'a Body, rendering: &'a Rendering<'a>) -> Self {
        let highest = body
            .headings
            .iter()
            .skip(usize::from(rendering.skip_title && body.title.is_some()))
            .map(|heading| heading.level)
            .min()
            .unwrap_or(1);
        let shift = i8::try_from(rendering.top_heading).unwrap_or(1) - i8::try_from(highest).unwrap_or(1);
        let anchors: Vec<&str> = body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
        Self {
            file,
            rendering,
            ids: anchors.iter().map(|&anchor| anchor.to_owned()).collect(),
            anchors: anchors.into_iter(),
            has_html: body.has_html,
            heading_shift: if rendering.top_heading == 1 { 0 } else { shift },
            out: Vec::new(),
            notes: HashMap::new(),
            definitions: Vec::new(),
            open_note: None,
            links: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_head: false,
            skipping: false,
            seen_block: false,
            code_block: false,
            image: 0,
            next_mark: 0,
            next_quotation: 0,
            in_quotation: false,
            notes_on_quotations: Vec::new(),
            depth: 0,
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.skipping {
            if matches!(event, Event::End(TagEnd::Heading(_))) {
                self.skipping = false;
            }
            return;
        }
        let first = !std::mem::replace(&mut self.seen_block, true);
        if !matches!(event, Event::Text(_) | Event::SoftBreak) {
            self.close_quotation();
        }
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.write(event, range, first);
        if self.depth == 0 {
            for note in std::mem::take(&mut self.notes_on_quotations) {
                self.out.push(Event::Html(CowStr::Borrowed(note)));
            }
        }
    }

    fn write(&mut self, event: Event<'a>, range: Range<usize>, first: bool) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if first && self.rendering.skip_title => {
                self.anchors.next();
                self.skipping = true;
                self.depth = 0;
            }
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(_) | Event::Code(_) if self.links.iter().any(|link| link.replaced) => {}
            Event::Text(text) if self.image == 0 && !self.code_block => self.prose(text, range),
            Event::FootnoteReference(label) => self.reference(&label),
            Event::TaskListMarker(done) => {
                let mark = if done { "<span class=\"task\">☑</span> " } else { "<span class=\"task\">☐</span> " };
                self.html(mark);
            }
            Event::InlineHtml(tag) if self.links.iter().any(|link| link.written) && tag.starts_with("<a") => {}
            event => self.out.push(event),
        }
    }

    fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                let level = self.shifted(level);
                let id = self.anchors.next().map(CowStr::Borrowed);
                self.out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
            }
            Tag::BlockQuote(Some(kind)) => {
                let kind = match kind {
                    BlockQuoteKind::Note => "note",
                    BlockQuoteKind::Tip => "tip",
                    BlockQuoteKind::Important => "important",
                    BlockQuoteKind::Warning => "warning",
                    BlockQuoteKind::Caution => "caution",
                };
                self.out.push(Event::Start(tag));
                let mut title = "<p class=\"alert-title\">".to_owned();
                let _ = pulldown_cmark_escape::escape_html(&mut title, &(self.rendering.alert)(kind));
                title.push_str("</p>\n");
                self.html(title);
            }
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title),
            Tag::Image { link_type, dest_url, title, id } => {
                self.image += 1;
                let dest_url = match (self.rendering.resolve)(&dest_url, LinkStyle::Image) {
                    Destination::Address(address) => address.into(),
                    Destination::Page { href, .. } => href.into(),
                    Destination::Nowhere => CowStr::Borrowed(""),
                };
                let link_type =
                    if matches!(link_type, LinkType::WikiLink { .. }) { LinkType::Inline } else { link_type };
                self.out.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Tag::Table(columns) => {
                self.columns = columns;
                self.html("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.html("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.html("<tr>");
            }
            Tag::TableCell => {
                let class = match self.columns.get(self.column) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                self.column += 1;
                let name = if self.in_head { "th" } else { "td" };
                self.html(format!("<{name}{class}>"));
            }
            Tag::FootnoteDefinition(label) => {
                self.close_note();
                self.open_note = Some((self.out.len(), label.into_string()));
            }
            Tag::CodeBlock(_) => {
                self.code_block = true;
                self.out.push(Event::Start(tag));
            }
            tag => {
                let _ = range;
                self.out.push(Event::Start(tag));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let level = self.shifted(level);
                self.out.push(Event::End(TagEnd::Heading(level)));
            }
            TagEnd::Link => {
                if let Some(link) = self.links.pop()
                    && link.written
                {
                    self.html("</a>");
                }
            }
            TagEnd::Image => {
                self.image = self.image.saturating_sub(1);
                self.out.push(Event::End(tag));
            }
            TagEnd::Table => self.html("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.html("</tr>\n"),
            TagEnd::TableCell => self.html(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::FootnoteDefinition => self.close_note(),
            TagEnd::CodeBlock => {
                self.code_block = false;
                self.out.push(Event::End(tag));
            }
            tag => self.out.push(Event::End(tag)),
        }
    }

    fn shifted(&self, level: HeadingLevel) -> HeadingLevel {
        let level = (level as i8 + self.heading_shift).clamp(1, 6);
        HeadingLevel::try_from(usize::try_from(level).unwrap_or(6)).unwrap_or(HeadingLevel::H6)
    }

    fn open_link(&mut self, link_type: LinkType, address: &str, title: &str) {
        if self.image > 0 {
            // The description of a picture is plain text.
            self.links.push(OpenLink { written: false, replaced: false });
            return;
        }
        let style = match link_type {
            LinkType::WikiLink { has_pothole: true } => LinkStyle::WikiWithText,
            LinkType::WikiLink { has_pothole: false } => LinkStyle::Wiki,
            _ => LinkStyle::Markdown,
        };
        let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        let (href, class, text) = match (self.rendering.resolve)(&address, style) {
            Destination::Nowhere => {
                self.links.push(OpenLink { written: false, replaced: false });
                return;
            }
            Destination::Address(address) => (address, "", None),
            Destination::Page { href, class, text } => (href, class, text),
        };
        let mut tag = String::from("<a href=\"");
        let _ = pulldown_cmark_escape::escape_href(&mut tag, &href);
        tag.push('"');
        if !class.is_empty() {
            tag.push_str(" class=\"");
            tag.push_str(class);
            tag.push('"');
        }
        if !title.is_empty() {
            tag.push_str(" title=\"");
            let _ = pulldown_cmark_escape::escape_html(&mut tag, title);
            tag.push('"');
        }
        tag.push('>');
        self.html(tag);
        let replaced = text.is_some();
        if let Some(text) = text {
            self.out.push(Event::Text(text.into()));
        }
        self.links.push(OpenLink { written: true, replaced });
    }

    fn reference(&mut self, label: &str) {
        let next = self.notes.len() + 1;
        let (number, count) = self.notes.entry(label.to_owned()).or_insert((next, 0));
        *count += 1;
        let (number, count) = (*number, *count);
        let id = format!("fnref--{number}-{count}");
        self.html(format!("<sup class=\"footnote-ref\"><a href=\"#fn--{number}\" id=\"{id}\">{number}</a></sup>"));
        self.ids.insert(id);
    }

    fn close_note(&mut self) {
        if let Some((start, label)) = self.open_note.take() {
            let events = self.out.split_off(start);
            self.definitions.push((label, events));
        }
    }

    /// Notes in the order of their first reference; those that nothing refers to come last, so that nothing is lost.
    fn write_notes(&mut self) {
        self.close_note();
        if self.definitions.is_empty() {
            return;
        }
        let mut definitions: Vec<(usize, usize, Vec<Event<'a>>)> = Vec::new();
        for (label, events) in std::mem::take(&mut self.definitions) {
            let next = self.notes.len() + 1;
            let (number, count) = *self.notes.entry(label).or_insert((next, 0));
            definitions.push((number, count, events));
        }
        definitions.sort_by_key(|(number, ..)| *number);
        definitions.dedup_by_key(|(number, ..)| *number);
        self.out.push(Event::Html("<section class=\"footnotes\" aria-label=\"Notes\"><ol>\n".into()));
        for (number, count, mut events) in definitions {
            let id = format!("fn--{number}");
            self.out.push(Event::Html(format!("<li id=\"{id}\">").into()));
            self.ids.insert(id);
            let mut back = String::new();
            for n in 1..=count {
                let _ = write!(
                    back,
                    " <a href=\"#fnref--{number}-{n}\" class=\"footnote-back\" aria-label=\"Back to the text\">↩</a>"
                );
            }
            let last = events.iter().rposition(|event| matches!(event, Event::End(TagEnd::Paragraph)));
            events.insert(last.unwrap_or(events.len()), Event::InlineHtml(back.into()));
            self.out.append(&mut events);
            self.out.push(Event::Html("</li>\n".into()));
        }
        self.out.push(Event::Html("</ol></section>\n".into()));
    }

    fn finish(mut self, len: usize) -> String {
        self.write_notes();
        let mut html = String::with_capacity(len + len / 2);
        cmark::push_html(&mut html, self.out.into_iter());
        if self.has_html { sanitize::sanitize(&html, &self.ids) } else { html }
    }
}

/// How an address that a writer gave may be used; local paths and content files are resolved by `page`.
#[must_use]
pub fn address(address: &str) -> Destination {
    match url::harmless(address) {
        Some(address) => Destination::Address(address.to_owned()),
        None => Destination::Nowhere,
    }
}
