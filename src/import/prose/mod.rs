//! HTML as Markdown that reads back as the same text.
//!
//! What Markdown has no form for stays as its words, and is counted: an editor is told what was left behind.

mod address;
pub(super) mod escape;
mod inline;
mod table;

use url::Url;

pub(super) use self::address::web;
use self::inline::{Form, Mark, Tokens};
use super::Notes;
use super::html::{Element, Node, Tree, is_block, is_dropped};

/// How the HTML is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading<'a> {
    /// What relative addresses are relative to.
    pub(super) base: Option<&'a Url>,
    /// Blank lines part paragraphs, and line breaks are kept: the way of old WordPress posts.
    pub(super) lines_count: bool,
}

/// The Markdown, without a line break at its end.
pub(super) fn write(tree: &Tree, reading: Reading<'_>, notes: &mut Notes) -> String {
    notes.add("comment left out", tree.comments);
    let mut writer = Writer { reading, notes, around: Vec::new(), blocks: Vec::new() };
    writer.flow(&tree.root.children, reading.lines_count);
    writer.blocks.join("\n\n")
}

/// Text without any markup as Markdown: paragraphs stand between blank lines, and a line that may be one of a list or an
/// address stays a line.
pub(super) fn write_text(text: &str) -> String {
    /// Longest line that is taken to have ended on purpose.
    const SHORT: usize = 45;
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        match (line.trim().is_empty(), blocks.last_mut()) {
            (false, Some(last)) => last.push(line),
            _ => blocks.push(Vec::new()),
        }
    }
    let is_item =
        |line: &str| line.starts_with(|c: char| c.is_whitespace() || !(c.is_alphanumeric() || "\"'(“‘".contains(c)));
    let mut out: Vec<String> = Vec::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        let mut tokens = Tokens::default();
        for (at, line) in block.iter().enumerate() {
            tokens.text(line.trim());
            match block.get(at + 1) {
                Some(next) if is_item(next) || line.chars().count() < SHORT => tokens.line_break(),
                Some(_) => tokens.text(" "),
                None => {}
            }
        }
        out.extend(tokens.paragraphs().iter().map(|tokens| inline::write(tokens, Form::Paragraph)));
    }
    out.join("\n\n")
}

const UNSEEN: &str = "text that was not shown left out";

struct Writer<'a, 'n> {
    reading: Reading<'a>,
    notes: &'n mut Notes,
    /// What the inline elements around the block that is written make of their words.
    around: Vec<Option<Mark>>,
    blocks: Vec<String>,
}

impl<'a> Writer<'a, '_> {
    /// Writes these nodes, whatever they are, as blocks.
    fn flow(&mut self, nodes: &'a [Node], lines_count: bool) {
        let mut tokens = self.begin();
        self.run(nodes, lines_count, &mut tokens);
        self.end(tokens);
    }

    /// Writes the blocks among these nodes, and adds what stands beside them to what stands before. An inline element goes
    /// on behind the blocks that it holds, and what follows it stands on the same line.
    fn run(&mut self, nodes: &'a [Node], lines_count: bool, tokens: &mut Tokens) {
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Element(element) if is_dropped(&element.name) || element.is_unseen() => {
                    self.words(&nodes[at..=at], tokens, self.inside(lines_count));
                }
                Node::Element(element) if is_block(&element.name) => {
                    let before = std::mem::take(tokens);
                    self.end(before);
                    self.block(element, lines_count);
                    *tokens = self.begin();
                }
                Node::Element(element) if has_block(element) => {
                    let mark = self.mark(element);
                    if let Some(mark) = &mark {
                        tokens.open(mark.clone());
                    }
                    self.around.push(mark);
                    self.run(&element.children, lines_count, tokens);
                    if let Some(mark) = self.around.pop().flatten() {
                        tokens.close(mark);
                    }
                }
                _ => self.words(&nodes[at..=at], tokens, self.inside(lines_count)),
            }
        }
    }

    fn inside(&self, lines_count: bool) -> Inside {
        let link = self.around.iter().flatten().any(|mark| matches!(mark, Mark::Link(_)));
        Inside { link, lines_count }
    }

    /// What begins within the inline elements around it.
    fn begin(&self) -> Tokens {
        let mut tokens = Tokens::default();
        for mark in self.around.iter().flatten() {
            tokens.open(mark.clone());
        }
        tokens
    }

    fn end(&mut self, mut tokens: Tokens) {
        for mark in self.around.iter().flatten().rev() {
            tokens.close(mark.clone());
        }
        self.blocks.extend(tokens.paragraphs().iter().map(|tokens| inline::write(tokens, Form::Paragraph)));
    }

    /// The blocks of these nodes alone.
    fn inner(&mut self, nodes: &'a [Node]) -> Vec<String> {
        let outer = std::mem::take(&mut self.blocks);
        self.flow(nodes, false);
        std::mem::replace(&mut self.blocks, outer)
    }

    fn block(&mut self, element: &'a Element, lines_count: bool) {
        match &*element.name {
            _ if element.is_unseen() => self.notes.add(UNSEEN, 1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element),
            "ul" | "menu" | "dir" => self.list(element, None),
            "ol" => {
                let start = element
                    .attribute("start")
                    .and_then(|start| start.parse().ok())
                    .filter(|&start| start < 100_000_000);
                self.list(element, Some(start.unwrap_or(1)));
            }
            "blockquote" => {
                let outer = std::mem::take(&mut self.blocks);
                self.flow(&element.children, lines_count);
                let inner = std::mem::replace(&mut self.blocks, outer);
                if !inner.is_empty() {
                    self.blocks.push(prefixed(&inner.join("\n\n"), "> ", "> "));
                }
            }
            "pre" => self.code_block(element),
            "hr" => self.blocks.push("___".into()),
            "table" => self.table(element),
            "div" | "section" | "article" | "main" | "body" | "html" => self.flow(&element.children, lines_count),
            _ => self.flow(&element.children, false),
        }
    }

    fn heading(&mut self, element: &'a Element) {
        let written = self.one_line(&element.children, Form::Heading);
        if !written.is_empty() {
            // The title of the report is the one heading of the first level.
            let level = element.name.as_bytes().get(1).map_or(2, |digit| usize::from(digit - b'0').max(2));
            self.blocks.push(format!("{} {written}", "#".repeat(level)));
        }
    }

    /// All of these nodes on one line; blocks among them are parted by line breaks.
    fn one_line(&mut self, nodes: &'a [Node], form: Form) -> String {
        let mut tokens = Tokens::default();
        self.words(nodes, &mut tokens, Inside { link: false, lines_count: false });
        let paragraphs = tokens.paragraphs();
        let written: Vec<String> = paragraphs.iter().map(|tokens| inline::write(tokens, form)).collect();
        written.join(if form == Form::Cell { "<br>" } else { " " })
    }

    fn list(&mut self, element: &'a Element, start: Option<u64>) {
        let mut items: Vec<Vec<String>> = Vec::new();
        for (at, child) in element.children.iter().enumerate() {
            match child {
                Node::Element(item) if item.name == "li" => {
                    let inner = self.inner(&item.children);
                    items.push(inner);
                }
                // A list directly in a list belongs to the item before it.
                child => {
                    let inner = self.inner(&element.children[at..=at]);
                    match items.last_mut() {
                        Some(last) if matches!(child, Node::Element(_)) => last.extend(inner),
                        _ if inner.is_empty() => {}
                        _ => items.push(inner),
                    }
                }
            }
        }
        if items.is_empty() {
            return;
        }
        let last = self.blocks.last().map_or("", String::as_str);
        let digits = last.bytes().take_while(u8::is_ascii_digit).count();
        let other = last.starts_with("- ") || (digits > 0 && last[digits..].starts_with(". "));
        let is_short = |item: &Vec<String>| item.len() < 2 || (item.len() == 2 && item[1].starts_with("- "));
        let tight = items.iter().all(is_short);
        let mut lines = Vec::new();
        for (number, item) in (start.unwrap_or(1)..).zip(&items) {
            let marker = match (start, other) {
                (None, false) => "-".to_owned(),
                (None, true) => "*".to_owned(),
                (Some(_), false) => format!("{number}."),
                (Some(_), true) => format!("{number})"),
            };
            let text = item.join(if tight { "\n" } else { "\n\n" });
            let indent = " ".repeat(marker.len() + 1);
            lines.push(prefixed(&text, &format!("{marker} "), &indent));
        }
        self.blocks.push(lines.join(if tight { "\n" } else { "\n\n" }));
    }

    fn code_block(&mut self, element: &Element) {
        let mut code = String::new();
        as_written(element, &mut code);
        let code = code.strip_prefix('\n').unwrap_or(&code).trim_end().replace("\r\n", "\n").replace('\r', "\n");
        if code.trim().is_empty() {
            return;
        }
        if escape::may_be_mark(&code) {
            self.blocks.push(format!("<pre><code>{}</code></pre>", escape::as_html(&code)));
            return;
        }
        let ticks = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(ticks.max(2) + 1);
        let class =
            element.attribute("class").or_else(|| element.elements().find_map(|inner| inner.attribute("class")));
        let language = class.and_then(|class| class.split_whitespace().find_map(|word| word.strip_prefix("language-")));
        let language = language.filter(|word| word.chars().all(|c| c.is_alphanumeric() || "+#-_".contains(c)));
        self.blocks.push(format!("{fence}{}\n{code}\n{fence}", language.unwrap_or_default()));
    }

    /// Adds what stands within one block.
    fn words(&mut self, nodes: &'a [Node], tokens: &mut Tokens, inside: Inside) {
        for node in nodes {
            match node {
                Node::Text(text) if inside.lines_count => lines(text, tokens),
                Node::Text(text) => tokens.text(text),
                Node::Element(element) => self.element(element, tokens, inside),
            }
        }
    }

    fn element(&mut self, element: &'a Element, tokens: &mut Tokens, inside: Inside) {
        match &*element.name {
            "script" | "style" => self.notes.add("script or style left out", 1),
            name if is_dropped(name) => {}
            _ if element.is_unseen() => self.notes.add(UNSEEN, 1),
            "br" => tokens.line_break(),
            "img" => self.picture(element, tokens, inside),
            "iframe" | "embed" | "object" | "video" | "audio" | "source" | "track" => {
                self.embedded(element, tokens, inside);
            }
            // Points of a list that are ticked, or not.
            "input" if element.attribute("type") == Some("checkbox") => {
                tokens.text(if element.has("checked") { "☑ " } else { "☐ " });
            }
            "input" => self.notes.add("form field left out", 1),
            "code" | "tt" | "samp" if element.children.iter().all(|child| matches!(child, Node::Text(_))) => {
                let mut written = String::new();
                as_written(element, &mut written);
                let code = element.text();
                // Blanks at its edges are those between words.
                if written.starts_with(char::is_whitespace) {
                    tokens.text(" ");
                }
                if !code.is_empty() {
                    tokens.code(code);
                    if written.ends_with(char::is_whitespace) {
                        tokens.text(" ");
                    }
                }
            }
            name if is_block(name) => {
                tokens.line_break();
                self.words(&element.children, tokens, Inside { lines_count: false, ..inside });
                tokens.line_break();
            }
            name => {
                let mark = if name == "a" && inside.link { None } else { self.mark(element) };
                let link = inside.link || matches!(mark, Some(Mark::Link(_)));
                if let Some(mark) = &mark {
                    tokens.open(mark.clone());
                }
                self.words(&element.children, tokens, Inside { link, ..inside });
                if let Some(mark) = mark {
                    tokens.close(mark);
                }
            }
        }
    }

    /// What an inline element makes of its words.
    fn mark(&mut self, element: &Element) -> Option<Mark> {
        Some(match &*element.name {
            "b" | "strong" => Mark::Emphasis("**", "strong"),
            "i" | "em" | "cite" | "dfn" | "var" => Mark::Emphasis("*", "em"),
            "del" | "s" | "strike" => Mark::Emphasis("~~", "del"),
            "sup" => Mark::Tag("sup"),
            "sub" => Mark::Tag("sub"),
            "q" => Mark::Tag("q"),
            "ins" => Mark::Tag("ins"),
            "mark" => Mark::Tag("mark"),
            "kbd" => Mark::Tag("kbd"),
            "code" | "tt" | "samp" => Mark::Tag("code"),
            "a" => Mark::Link(self.link(element.attribute("href")?)?),
            _ => return None,
        })
    }

    /// The address as it may stand in a link.
    fn link(&mut self, address: &str) -> Option<String> {
        match address::resolve(address, self.reading.base) {
            Ok(address) => Some(address),
            Err(reason) => {
                self.notes.add(reason, 1);
                None
            }
        }
    }

    /// A picture is a link to it: pages of Situs show none of another host.
    fn picture(&mut self, element: &Element, tokens: &mut Tokens, inside: Inside) {
        let source = ["data-src", "src"]
            .iter()
            .find_map(|name| element.attribute(name).filter(|address| !address.starts_with("data:")));
        let name = source
            .map(|source| source.rsplit('/').next().unwrap_or(source).split(['?', '#']).next().unwrap_or_default());
        let words = element.attribute("alt").or(name).unwrap_or("picture").to_owned();
        self.linked(source, &words, tokens, inside);
    }

    /// A film, a frame or the like is a link to it, before what it has to say itself.
    fn embedded(&mut self, element: &'a Element, tokens: &mut Tokens, inside: Inside) {
        let source = element.attribute("src").or_else(|| element.attribute("data"));
        if let Some(source) = source {
            self.notes.add("embedded film, sound or frame made a link", 1);
            let words = element.attribute("title").unwrap_or(source).to_owned();
            self.linked(Some(source), &words, tokens, inside);
        }
        if element.name != "iframe" {
            self.words(&element.children, tokens, inside);
        }
    }

    fn linked(&mut self, source: Option<&str>, words: &str, tokens: &mut Tokens, inside: Inside) {
        let mark = match source {
            Some(_) if inside.link => {
                self.notes.add("picture inside a link made its text", 1);
                None
            }
            Some(source) => self.link(source).map(Mark::Link),
            None => {
                self.notes.add("picture without an address made its text", 1);
                None
            }
        };
        if let Some(mark) = &mark {
            tokens.open(mark.clone());
        }
        tokens.text(words);
        if let Some(mark) = mark {
            tokens.close(mark);
        }
    }
}

/// Where words stand.
#[derive(Debug, Clone, Copy)]
struct Inside {
    link: bool,
    lines_count: bool,
}

/// Adds text in which line breaks count.
fn lines(text: &str, tokens: &mut Tokens) {
    let mut blank = false;
    for (at, line) in text.split('\n').enumerate() {
        // A second break where the line between was blank; breaks in a row beyond that add nothing.
        if at > 0 && !blank {
            tokens.line_break();
        }
        if at > 0 && line.trim().is_empty() {
            if !blank {
                tokens.line_break();
            }
            blank = true;
        } else {
            blank = false;
        }
        tokens.text(line);
    }
}

/// Whether there is a block somewhere below.
fn has_block(element: &Element) -> bool {
    element.elements().any(|inner| !is_dropped(&inner.name) && (is_block(&inner.name) || has_block(inner)))
}

/// The text of preformatted HTML as it is.
fn as_written(element: &Element, out: &mut String) {
    for child in &element.children {
        match child {
            Node::Text(text) => out.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'))),
            Node::Element(inner) if inner.name == "br" => out.push('\n'),
            Node::Element(inner) if is_dropped(&inner.name) => {}
            Node::Element(inner) => {
                if is_block(&inner.name) && !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                as_written(inner, out);
                if is_block(&inner.name) && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
}

/// The text with this before its first line and that before all others that are not blank.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let prefix = if at == 0 { first } else { others };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}
