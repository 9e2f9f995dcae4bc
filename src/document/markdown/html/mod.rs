//! Prose as HTML, with every link resolved.
//!
//! The parser's events pass once through a writer, which puts links where mentions are, writes tables and footnotes
//! without inline styles, and drops addresses that could run a script. The rest is pulldown-cmark's own renderer.

mod raw;
mod words;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html as cmark,
};

use super::block::{self, Fence};
use super::{Body, LinkStyle, nesting, options, sanitize, url};
use crate::source::{SourceFile, Span, hidden};

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
    /// Whether raw HTML is HTML, sanitised; where it is not, it is text.
    pub raw_html: bool,
}

/// The HTML of a body.
#[must_use]
pub fn to_html(file: &SourceFile, body: &Body, rendering: &Rendering<'_>) -> String {
    let text = &body.markup.as_deref().unwrap_or(&file.text)[body.start..];
    let fences = block::fences(&body.blocks);
    let is_raw = rendering.raw_html && body.raw_too_deep.is_none();
    let mut writer = Writer::new(file, body, rendering, is_raw);
    let mut as_text = raw::AsText::default();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let range = range.start + body.start..range.end + body.start;
        match block::fence_at(&fences, range.start) {
            Some(fence) if matches!(event, Event::Html(_)) => writer.fence(fence),
            Some(_) => {}
            None if is_raw => writer.event(event, range),
            None => as_text.read(event).for_each(|event| writer.event(event, range.clone())),
        }
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
    /// How many of them are not written: those within others, and those that lead nowhere.
    unwritten_images: usize,
    next_mark: usize,
    next_quotation: usize,
    /// Whether the words that are written now are marked as quoted.
    in_quotation: bool,
    /// Notes on quotations that have ended in the block that is open.
    notes_on_quotations: Vec<&'a str>,
    /// How many tags are open.
    depth: usize,
    nesting: nesting::Nesting,
}

struct OpenLink {
    written: bool,
    replaced: bool,
}

impl<'a> Writer<'a> {
    fn new(file: &'a SourceFile, body: &'a Body, rendering: &'a Rendering<'a>, is_raw: bool) -> Self {
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
            has_html: body.has_html && is_raw,
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
            unwritten_images: 0,
            next_mark: 0,
            next_quotation: 0,
            in_quotation: false,
            notes_on_quotations: Vec::new(),
            depth: 0,
            nesting: nesting::Nesting::default(),
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let is_shown = match &event {
            Event::Start(tag) => self.nesting.start(tag),
            Event::End(_) => self.nesting.end(),
            _ => true,
        };
        if !is_shown {
            return;
        }
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
        // A sentence may go on in a block of quoted words.
        if self.depth == 0 && !matches!(event, Event::Start(Tag::BlockQuote(None))) {
            self.note_quotations();
        }
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.write(event, range, first);
    }

    fn write(&mut self, event: Event<'a>, range: Range<usize>, first: bool) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if first && self.rendering.skip_title => {
                self.anchors.next();
                self.skipping = true;
                self.depth = 0;
            }
            Event::Start(tag) => self.start(tag),
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

    /// A marked block says its marking, as a portion of a paper does.
    fn fence(&mut self, fence: Fence) {
        self.close_quotation();
        self.note_quotations();
        let html = match fence {
            Fence::Opens(tlp) => {
                let label = tlp.label();
                format!(
                    "<div class=\"tlp-block\" role=\"group\" aria-label=\"{label}\">\
                     <div class=\"tlp-mark\"><span class=\"tlp\" data-tlp=\"{label}\">{label}</span></div>\n"
                )
            }
            Fence::Closes => "</div>\n".to_owned(),
        };
        self.out.push(Event::Html(html.into()));
    }

    fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn start(&mut self, tag: Tag<'a>) {
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
                if self.image > 1
                    || matches!((self.rendering.resolve)(&dest_url, LinkStyle::Image), Destination::Nowhere)
                {
                    // What it shows is said in its place.
                    self.unwritten_images += 1;
                    return;
                }
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
            tag => self.out.push(Event::Start(tag)),
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
                if self.unwritten_images > 0 {
                    self.unwritten_images -= 1;
                    return;
                }
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
        self.note_quotations();
        self.write_notes();
        let mut html = String::with_capacity(len + len / 2);
        cmark::push_html(&mut html, self.out.into_iter());
        let html = if self.has_html { sanitize::sanitize(&html, &self.ids) } else { html };
        // An entity was no character when the file was read.
        match hidden::neutral(&html) {
            Cow::Owned(neutral) => neutral,
            Cow::Borrowed(_) => html,
        }
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
