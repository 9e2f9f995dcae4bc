//! Markdown: what a body holds ([`Body`]) and, once the links are known, its HTML ([`html::to_html`]).
//!
//! Both walk the same parser events, so a place in a [`Run`] is a place in the HTML.

pub mod block;
mod correct;
mod figure;
pub mod html;
mod nesting;
mod open_elements;
mod run;
mod sanitize;
pub mod url;

use std::ops::Range;
use std::sync::Arc;

use block::{Block, Blocks};
use open_elements::OpenElements;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

pub use self::run::{OBJECT, Piece, Pieces, Role, Run};
use crate::diagnostic::Diagnostic;
use crate::route::Slug;
use crate::source::{SourceFile, Span, Spanned, hidden};

/// The prose of a document, as far as it can be understood without any other document.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Byte offset of the first byte of the body in the file.
    pub start: usize,
    /// The `#` heading that the body opens with.
    pub title: Option<Spanned<String>>,
    /// Headings in order. Section `n` of a [`Run`] is the text below `headings[n - 1]`; section 0 stands before all.
    pub headings: Vec<Heading>,
    /// Runs of prose in order: a paragraph, a heading, a table cell.
    pub runs: Vec<Run>,
    /// Links in order, as written.
    pub links: Vec<Link>,
    /// Figures whose values the prose asks for with `{figure:ID}`, in order: the id, and the whole call.
    pub figures: Vec<Spanned<String>>,
    /// Whether there is raw HTML, which has to be sanitised.
    pub has_html: bool,
    /// Where Markdown nests more than a hundred deep: from there on the inner marks are left out.
    pub too_deep: Option<Span>,
    /// Where raw HTML nests too deep to be cleaned: all of the document's is shown as text.
    pub raw_too_deep: Option<Span>,
    /// Blocks with a marking of their own, by where they begin.
    pub blocks: Vec<Block>,
    /// Whether the marking of a block may have been lost.
    pub broken_blocks: bool,
    /// The text of the file as Markdown reads it, where that is not the text itself.
    pub(crate) markup: Option<Box<str>>,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its id in the page, unique in the document.
    pub anchor: String,
    /// The whole heading.
    pub span: Span,
}

/// A link or picture in the body.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address as written, after Markdown's unescaping.
    pub destination: String,
    /// What kind of link.
    pub style: LinkStyle,
    /// The whole link.
    pub span: Span,
    /// The part that a reader sees.
    pub text: Span,
}

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// `[text](address)` and its relatives
    Markdown,
    /// `[[id]]`
    Wiki,
    /// `[[id|text]]`
    WikiWithText,
    /// `![text](address)`
    Image,
}

/// The Markdown that Situs reads: CommonMark with tables, footnotes, strikethrough, task lists, alerts and `[[links]]`.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// Collects what the body that starts at byte `start` of `file` holds, and what is wrong with its marked blocks.
#[must_use]
pub(super) fn read(file: &Arc<SourceFile>, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let Blocks { list: blocks, markup, broken } = block::find(file, start, diagnostics);
    let markup_or_text = markup.as_deref().unwrap_or(&file.text);
    let body = scan(&file.text, markup_or_text, start, &blocks);
    Body { blocks, broken_blocks: broken, markup, ..body }
}

fn scan(text: &str, markup: &str, start: usize, blocks: &[Block]) -> Body {
    let mut scan = Scan { text, start, body: Body { start, ..Body::default() }, ..Scan::new() };
    let fences = block::fences(blocks);
    let mut first = true;
    for (event, range) in Parser::new_ext(&markup[start..], options()).into_offset_iter() {
        let range = range.start + start..range.end + start;
        if block::fence_at(&fences, range.start).is_some() {
            scan.flush();
            continue;
        }
        // A title that only some may read is none.
        first &= !blocks.iter().any(|block| block.span.range().contains(&range.start));
        if first && let Event::Start(Tag::Heading { level: pulldown_cmark::HeadingLevel::H1, .. }) = event {
            scan.title_heading = true;
        }
        first = false;
        scan.measure(&event, &range);
        scan.event(event, range);
    }
    scan.flush();
    let Body { headings, runs, links, figures, .. } = scan.body;
    Body { headings: exact(headings), runs: exact(runs), links: exact(links), figures: exact(figures), ..scan.body }
}

/// The same list in a place of its size. A site holds the lists of all documents at once, and what an allocator leaves of
/// a list that it is asked to shrink can be twice as long.
pub(crate) fn exact<T>(mut list: Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(list.len());
    exact.append(&mut list);
    exact
}

/// The state of a scan.
struct Scan<'a> {
    text: &'a str,
    start: usize,
    body: Body,
    pieces: Vec<Piece>,
    heading: Option<(u8, Range<usize>)>,
    title_heading: bool,
    /// Indices into `body.links` of the links that are open, innermost last.
    open_links: Vec<(usize, bool)>,
    images: usize,
    silent: usize,
    raw_links: usize,
    code_block: bool,
    nesting: nesting::Nesting,
    raw: OpenElements,
    /// The block of raw HTML that is open.
    raw_block: Option<String>,
    anchors: std::collections::HashMap<String, u32>,
}

impl<'a> Scan<'a> {
    fn new() -> Self {
        Self {
            text: "",
            start: 0,
            body: Body::default(),
            pieces: Vec::new(),
            heading: None,
            title_heading: false,
            open_links: Vec::new(),
            images: 0,
            silent: 0,
            raw_links: 0,
            code_block: false,
            nesting: nesting::Nesting::default(),
            raw: OpenElements::default(),
            raw_block: None,
            anchors: std::collections::HashMap::new(),
        }
    }

    /// Notes where the text nests deeper than is shown.
    fn measure(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.raw_block = Some(String::new()),
            Event::Html(html) => match &mut self.raw_block {
                Some(block) => block.push_str(html),
                None => self.raw.read(html),
            },
            Event::End(TagEnd::HtmlBlock) => self.raw.read(&self.raw_block.take().unwrap_or_default()),
            Event::InlineHtml(html) => self.raw.read(html),
            Event::Start(Tag::FootnoteDefinition(_)) => self.raw.enter(),
            Event::End(TagEnd::FootnoteDefinition) => self.raw.leave(),
            _ => {}
        }
        if self.raw.exceeded && self.body.raw_too_deep.is_none() {
            self.body.raw_too_deep = Some(span(range));
        }
        let left_out = match event {
            Event::Start(tag) => !self.nesting.start(tag),
            Event::End(_) => !self.nesting.end(),
            _ => false,
        };
        if left_out && self.body.too_deep.is_none() {
            self.body.too_deep = Some(Span::new(range.start, range.start + 1));
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Text(text) if !self.code_block && self.images == 0 => self.text_piece(&text, range),
            Event::SoftBreak | Event::HardBreak => self.piece(range, Some(" ".into())),
            Event::Code(code) => {
                let role = self.role();
                let role = if matches!(role, Role::Explicit(_)) { role } else { Role::Silent };
                let shown = if matches!(role, Role::Silent) { format!("{OBJECT}") } else { code.into_string() };
                self.pieces.push(Piece { span: span(&range), text: Some(Box::new(shown.into())), role });
            }
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            Event::Html(_) => {
                self.body.has_html = true;
                self.flush();
            }
            Event::FootnoteReference(_) => self.piece(range, Some(OBJECT.to_string().into())),
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => self.end_tag(tag, &range),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn start_tag(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { link_type, dest_url, .. } => {
                let style = match link_type {
                    LinkType::WikiLink { has_pothole: true } => LinkStyle::WikiWithText,
                    LinkType::WikiLink { has_pothole: false } => LinkStyle::Wiki,
                    _ => LinkStyle::Markdown,
                };
                let destination = dest_url.trim_end_matches('\\').to_owned();
                let explicit = style != LinkStyle::Markdown || url::is_content_path(&destination);
                let at = Span::new(range.end, range.start);
                self.open_links.push((self.body.links.len(), explicit));
                self.body.links.push(Link { destination, style, span: span(&range), text: at });
            }
            Tag::Image { dest_url, .. } => {
                self.images += 1;
                let span = span(&range);
                let destination = dest_url.into_string();
                self.body.links.push(Link { destination, style: LinkStyle::Image, span, text: span });
                self.piece(range, Some(OBJECT.to_string().into()));
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code_block = true;
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some((level as u8, range));
            }
            Tag::HtmlBlock => {
                self.body.has_html = true;
                self.flush();
            }
            _ => self.flush(),
        }
    }

    fn end_tag(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link => {
                if let Some((index, _)) = self.open_links.pop() {
                    let link = &mut self.body.links[index];
                    if link.text.start > link.text.end {
                        link.text = Span::new(range.start, range.start);
                    }
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::CodeBlock => self.code_block = false,
            TagEnd::Heading(_) => self.end_heading(),
            _ => self.flush(),
        }
    }

    fn end_heading(&mut self) {
        let Some((level, range)) = self.heading.take() else { return };
        let text: String = self.pieces.iter().map(|piece| piece.read(self.text)).collect();
        let text = text.replace(OBJECT, "").trim().to_owned();
        if std::mem::take(&mut self.title_heading) && !text.is_empty() {
            self.body.title = Some(Spanned::new(text.clone(), span(&range)));
        }
        let anchor = self.anchor(&text);
        self.body.headings.push(Heading { level, text, anchor, span: span(&range) });
        self.flush_as(true);
    }

    /// An id for a heading: its slug, numbered where the document has it already.
    fn anchor(&mut self, text: &str) -> String {
        let base = Slug::of(text).map_or_else(|| "section".to_owned(), |slug| slug.to_string());
        loop {
            let count = self.anchors.entry(base.clone()).or_insert(0);
            *count += 1;
            let anchor = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
            if anchor == base || !self.anchors.contains_key(&anchor) {
                self.anchors.entry(anchor.clone()).or_insert(1);
                return anchor;
            }
        }
    }

    /// Raw HTML in a line has no width, but a line break is a space, and what it shows as code is not prose.
    fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        self.body.has_html = true;
        let (closing, name) = tag_name(tag);
        let depth = match &*name {
            "a" => &mut self.raw_links,
            "code" | "pre" | "kbd" | "samp" | "script" | "style" | "svg" | "math" | "textarea" | "title" => {
                &mut self.silent
            }
            "br" | "wbr" | "hr" | "img" => {
                let shown = if name == "img" { OBJECT } else { ' ' };
                return self.piece(range, Some(shown.to_string().into()));
            }
            _ => return,
        };
        *depth = if closing { depth.saturating_sub(1) } else { *depth + 1 };
    }

    fn role(&self) -> Role {
        if self.silent > 0 {
            return Role::Silent;
        }
        match self.open_links.last() {
            Some(&(index, true)) => Role::Explicit(u32::try_from(index).unwrap_or(u32::MAX)),
            Some(_) => Role::Linked,
            None if self.raw_links > 0 => Role::Linked,
            None => Role::Prose,
        }
    }

    fn text_piece(&mut self, text: &str, range: Range<usize>) {
        let same = self.text.get(range.clone()) == Some(text);
        for &(index, _) in &self.open_links {
            let shown = &mut self.body.links[index].text;
            *shown = Span::new(range.start.min(shown.start as usize), range.end.max(shown.end as usize));
        }
        let calls = if same && self.silent == 0 { figure::calls(text) } else { Vec::new() };
        let mut at = 0;
        for call in calls {
            if self.is_escaped(range.start + call.range.start) {
                continue;
            }
            if at < call.range.start {
                self.piece(range.start + at..range.start + call.range.start, None);
            }
            at = call.range.end;
            let whole = Span::new(range.start + call.range.start, range.start + at);
            self.body.figures.push(Spanned::new(call.id.to_owned(), whole));
            let shown = Some(Box::new(OBJECT.to_string().into()));
            self.pieces.push(Piece { span: whole, text: shown, role: Role::Silent });
        }
        if at < text.len() {
            // What an entity means was no character when the file was read.
            self.piece(range.start + at..range.end, (!same).then(|| hidden::neutral(text).into()));
        }
    }

    /// Whether a backslash before byte `at` of the file takes its meaning from it.
    fn is_escaped(&self, at: usize) -> bool {
        self.text[..at].ends_with('\\')
    }

    fn piece(&mut self, range: Range<usize>, text: Option<Box<str>>) {
        if self.images > 0 && text.as_deref() != Some("\u{fffc}") {
            return;
        }
        let role = self.role();
        if let Some(last) = self.pieces.last_mut()
            && last.role == role
            && last.text.is_none()
            && text.is_none()
            && last.span.end as usize == range.start
        {
            last.span.end = span(&range).end;
            return;
        }
        self.pieces.push(Piece { span: span(&range), text: text.map(Box::new), role });
    }

    fn flush(&mut self) {
        self.flush_as(false);
    }

    fn flush_as(&mut self, is_heading: bool) {
        if self.heading.is_some() {
            return;
        }
        if !self.pieces.is_empty() {
            let section = u32::try_from(self.body.headings.len()).unwrap_or(u32::MAX);
            self.body.runs.push(Run { section, is_heading, pieces: self.pieces.drain(..).collect() });
        }
        debug_assert!(self.start <= self.text.len());
    }
}

/// The name of a raw HTML tag in lower case, and whether it closes.
fn tag_name(tag: &str) -> (bool, String) {
    let inner = tag.trim_start_matches('<');
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (closing, name[..end].to_ascii_lowercase())
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// Scans a text that is in no file, such as a note in the front matter.
#[must_use]
pub fn scan_text(text: &str) -> (Arc<SourceFile>, Body) {
    let file = Arc::new(SourceFile::new("", text));
    let body = scan(&file.text, &file.text, 0, &[]);
    (file, body)
}

#[cfg(test)]
mod tests;
