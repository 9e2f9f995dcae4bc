//! HTML as a tree of bounded depth, in one pass over its bytes.
//!
//! A browser's parser moves text that stands in the wrong place, compares each attribute of a tag with all others, and
//! looks through everything that is open at each tag: an export of 60 MB can keep it busy for hours. Here text stays where
//! it was written, and each byte is looked at a bounded number of times.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// Deepest nesting: what is deeper is the text of the innermost element.
const MAX_DEPTH: usize = 48;

/// What stands in an element.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Text with its character references resolved.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with all that is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// Its name in lower case, without a namespace prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// What is in it, in order.
    pub(super) children: Vec<Node>,
}

/// HTML that has been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    /// What stands at the top.
    pub(super) root: Element,
    /// How many comments were passed over, other than those of the WordPress editor.
    pub(super) comments: usize,
    /// Whether the WordPress block editor wrote it.
    pub(super) has_blocks: bool,
}

impl Element {
    /// The value of an attribute, where it has one that is not empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// Whether it has an attribute, with a value or without one.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(key, _)| key == name)
    }

    /// Whether no reader saw it.
    pub(super) fn is_unseen(&self) -> bool {
        let style = self.attribute("style").unwrap_or_default().replace(char::is_whitespace, "").to_ascii_lowercase();
        self.has("hidden") || style.split(';').any(|rule| rule.starts_with("display:none"))
    }

    /// All its text, one space for each stretch of white space.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(own) => text.push_str(own),
                Node::Element(element) if is_dropped(&element.name) => {}
                Node::Element(element) => {
                    let gap = if is_block(&element.name) || element.name == "br" { " " } else { "" };
                    text.push_str(gap);
                    element.gather(text);
                    text.push_str(gap);
                }
            }
        }
    }

    /// The first element below it for which `wanted` holds.
    pub(super) fn find(&self, wanted: &dyn Fn(&Element) -> bool) -> Option<&Element> {
        self.elements().find_map(|element| if wanted(element) { Some(element) } else { element.find(wanted) })
    }

    /// The elements directly in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }
}

/// Elements of which a reader sees nothing.
pub(super) fn is_dropped(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "head" | "title" | "noembed" | "noframes")
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: &str = " address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt \
        fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup \
        option p pre search section summary table tbody td tfoot th thead tr ul ";
    name.len() <= "figcaption".len() && BLOCKS.split(' ').any(|block| block == name && !name.is_empty())
}

/// Elements that hold nothing.
fn is_void(name: &str) -> bool {
    const VOID: [&str; 15] = [
        "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Elements whose content is text and no markup, and whether character references count in it.
fn raw_text(name: &str) -> Option<bool> {
    match name {
        "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(false),
        "textarea" | "title" => Some(true),
        _ => None,
    }
}

/// Reads HTML. It cannot fail: what is no markup is text.
pub(super) fn read(html: &str) -> Tree {
    let mut reader = Reader {
        text: html,
        at: 0,
        open: vec![Element::default()],
        too_deep: 0,
        overdue: Vec::new(),
        tree: Tree::default(),
    };
    while reader.at < html.len() {
        reader.step();
    }
    while reader.open.len() > 1 {
        reader.close_one();
    }
    let mut tree = reader.tree;
    tree.root = reader.open.pop().unwrap_or_default();
    tree
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Element>,
    /// Elements that were not opened, because they would be too deep.
    too_deep: usize,
    /// Inline elements whose end tag came while a block in them was open: they end with the block.
    overdue: Vec<String>,
    tree: Tree,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let rest = self.rest();
        let next = rest.find('<').unwrap_or(rest.len());
        if next > 0 {
            self.push_text(&decoded(&rest[..next]));
            self.at += next;
            return;
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or_default();
        match second {
            b'!' | b'?' => self.comment(),
            b'/' if rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => self.tag(true),
            // An end tag without a name is a comment to a browser.
            b'/' if rest.len() > 2 => self.bogus_comment(),
            second if second.is_ascii_alphabetic() => self.tag(false),
            _ => {
                self.push_text("<");
                self.at += 1;
            }
        }
    }

    fn comment(&mut self) {
        let rest = self.rest();
        if let Some(body) = rest.strip_prefix("<![CDATA[") {
            // In a feed's XHTML; to a browser it is a comment.
            let end = body.find("]]>");
            self.push_text(&body[..end.unwrap_or(body.len())]);
            self.at += end.map_or(rest.len(), |end| "<![CDATA[".len() + end + 3);
            return;
        }
        let Some(body) = rest.strip_prefix("<!--") else { return self.bogus_comment() };
        let (inner, length) = match [">", "->"].iter().find(|end| body.starts_with(**end)) {
            Some(end) => ("", end.len()),
            None => end_of_comment(body),
        };
        let inner = inner.trim();
        if inner.starts_with("wp:") || inner.starts_with("/wp:") {
            self.tree.has_blocks = true;
        } else if !matches!(inner, "" | "more" | "nextpage") {
            self.tree.comments += 1;
        }
        self.at += "<!--".len() + length;
    }

    fn bogus_comment(&mut self) {
        let rest = self.rest();
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
    }

    fn tag(&mut self, closing: bool) {
        let start = self.at + if closing { 2 } else { 1 };
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < bytes.len() && !matches!(bytes[at], b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>') {
            at += 1;
        }
        let name = self.text[start..at].to_ascii_lowercase();
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        let mut attributes = Vec::new();
        let Some((end, closes_itself)) = self.attributes(at, &mut attributes) else {
            // A tag that never ends is dropped by a browser with all behind it; here it is text.
            let rest = self.rest();
            self.push_text(rest);
            self.at = self.text.len();
            return;
        };
        self.at = end;
        if closing {
            self.close(&name);
            return;
        }
        self.close_implied(&name);
        let element = Element { name, attributes, children: Vec::new() };
        self.start(element, closes_itself);
    }

    /// Reads attributes from byte `at` on: the byte after the tag, and whether it ends in `/>`. Nothing where it has no end.
    fn attributes(&self, mut at: usize, found: &mut Vec<(String, String)>) -> Option<(usize, bool)> {
        /// Attributes that are kept of one tag; those behind are passed over.
        const MOST: usize = 64;
        let bytes = self.text.as_bytes();
        let is_space = |byte: u8| byte.is_ascii_whitespace();
        loop {
            while at < bytes.len() && (is_space(bytes[at]) || (bytes[at] == b'/' && bytes.get(at + 1) != Some(&b'>'))) {
                at += 1;
            }
            match bytes.get(at)? {
                b'>' => return Some((at + 1, false)),
                b'/' => return Some((at + 2, true)),
                _ => {}
            }
            let name = at;
            at += 1;
            while at < bytes.len() && !is_space(bytes[at]) && !matches!(bytes[at], b'=' | b'/' | b'>') {
                at += 1;
            }
            // A name of several bytes may have been cut at its first.
            let key = self.text.get(name..at).unwrap_or_default();
            let mut next = at;
            while next < bytes.len() && is_space(bytes[next]) {
                next += 1;
            }
            let mut value = "";
            if bytes.get(next) == Some(&b'=') {
                next += 1;
                while next < bytes.len() && is_space(bytes[next]) {
                    next += 1;
                }
                if let quote @ (b'"' | b'\'') = bytes.get(next)? {
                    let from = next + 1;
                    let length = self.text.get(from..)?.find(char::from(*quote))?;
                    value = &self.text[from..from + length];
                    at = from + length + 1;
                } else {
                    at = next;
                    while at < bytes.len() && !is_space(bytes[at]) && bytes[at] != b'>' {
                        at += 1;
                    }
                    value = self.text.get(next..at).unwrap_or_default();
                }
            }
            if found.len() < MOST {
                found.push((key.to_ascii_lowercase(), decoded(value).into_owned()));
            }
        }
    }

    fn start(&mut self, element: Element, closes_itself: bool) {
        if is_void(&element.name) || (closes_itself && !is_block(&element.name) && raw_text(&element.name).is_none()) {
            self.append(Node::Element(element));
            return;
        }
        if let Some(references) = raw_text(&element.name) {
            let rest = self.rest();
            let end = end_of_raw(rest, &element.name);
            let mut element = element;
            let text = &rest[..end];
            let text = if references { decoded(text) } else { Cow::Borrowed(text) };
            element.children.push(Node::Text(text.into_owned()));
            self.append(Node::Element(element));
            self.at += end;
            if self.at < self.text.len() {
                self.bogus_comment();
            }
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            // Its text is kept apart from what stands before it.
            if is_block(&element.name) {
                self.push_text(" ");
            }
            return;
        }
        self.open.push(element);
    }

    fn append(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.children.push(node);
        }
    }

    fn push_text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match open.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => open.children.push(Node::Text(text.to_owned())),
        }
    }

    fn close_one(&mut self) {
        loop {
            if self.open.len() < 2 {
                return;
            }
            let Some(element) = self.open.pop() else { return };
            let was_block = is_block(&element.name);
            self.append(Node::Element(element));
            if !was_block {
                return;
            }
            let Some(last) = self.open.last() else { return };
            let Some(at) = self.overdue.iter().rposition(|name| *name == last.name) else { return };
            self.overdue.remove(at);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "br" => return self.append(Node::Element(Element { name: "br".into(), ..Element::default() })),
            "p" if !self.open.iter().any(|open| open.name == "p") => return,
            _ => {}
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            if is_block(name) {
                self.push_text(" ");
            }
            return;
        }
        // An end tag does not reach out of the table cell, list or quotation that it stands in, unless it is theirs.
        let reach = self.open.iter().rposition(|open| open.name == name || is_wall(&open.name));
        let Some(at) = reach.filter(|&at| at > 0) else { return };
        let holds_block = self.open[at + 1..].iter().any(|open| is_block(&open.name));
        if self.open[at].name == name && holds_block && !is_block(name) {
            if self.overdue.len() < MAX_DEPTH {
                self.overdue.push(name.to_owned());
            }
        } else if self.open[at].name == name || is_wall(name) {
            let at = self.open.iter().rposition(|open| open.name == name);
            while at.is_some_and(|at| at > 0 && self.open.len() > at) {
                self.close_one();
            }
        }
    }

    /// Ends the elements whose end tag may be left out before this one.
    fn close_implied(&mut self, name: &str) {
        const OF_HEAD: [&str; 9] =
            ["base", "link", "meta", "noscript", "script", "style", "template", "title", "bgsound"];
        if self.too_deep > 0 {
            return;
        }
        if self.open.last().is_some_and(|open| open.name == "head") && !OF_HEAD.contains(&name) {
            self.close_one();
        }
        let ends: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["tr", "td", "th"],
            "td" | "th" => &["td", "th"],
            "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot", "tr", "td", "th"],
            "option" | "optgroup" => &["option"],
            _ if is_block(name) && name != "caption" => &["p"],
            _ => return,
        };
        // Only as far as the list or table that holds both.
        let walls: &[&str] = match name {
            "li" => &["ul", "ol", "menu", "dir"],
            "dt" | "dd" => &["dl"],
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => &["table"],
            _ => &["td", "th", "li", "button", "caption", "dd", "blockquote", "div"],
        };
        let from = self.open.iter().rposition(|open| walls.contains(&&*open.name)).map_or(1, |at| at + 1);
        if let Some(first) = self.open[from.max(1)..].iter().position(|open| ends.contains(&&*open.name)) {
            let first = from.max(1) + first;
            while self.open.len() > first {
                self.close_one();
            }
        }
    }
}

/// Elements that an end tag of something else does not close.
fn is_wall(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "ul" | "ol" | "li" | "blockquote")
}

/// What stands in a comment, and its length with its end.
fn end_of_comment(body: &str) -> (&str, usize) {
    let ends = body.match_indices("--").find_map(|(at, _)| {
        let after = &body[at + 2..];
        let end = ["!>", ">", "->"].iter().find(|end| after.starts_with(**end))?;
        Some((&body[..at], at + 2 + end.len()))
    });
    ends.unwrap_or((body, body.len()))
}

/// Where the text of `name` ends: at its end tag.
fn end_of_raw(text: &str, name: &str) -> usize {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text[from..].find("</") {
        let start = from + found;
        let after = start + 2 + name.len();
        let named = bytes.get(start + 2..after).is_some_and(|bytes| bytes.eq_ignore_ascii_case(name.as_bytes()));
        if named && bytes.get(after).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')) {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

/// The text with its character references resolved; what is none stays as it is.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    /// The longest name of HTML has 31 letters.
    const LONGEST: usize = 40;
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
        let name = &rest[..end.unwrap_or(0)];
        let resolved = match name.strip_prefix('#') {
            Some(number) => numeric(number).map(|c| Cow::Owned(c.to_string())),
            None => resolve_html5_entity(name).map(Cow::Borrowed),
        };
        match (resolved, end.and_then(|end| rest.as_bytes().get(end))) {
            (Some(resolved), Some(b';')) => {
                out.push_str(&resolved);
                rest = &rest[name.len() + 1..];
            }
            _ => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of a number; those that windows-1252 has where Unicode has controls are meant as such (HTML standard).
fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0 => Some('\u{fffd}'),
        0x80..=0x9f => {
            let byte = [u8::try_from(code).ok()?];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next()
        }
        code => Some(char::from_u32(code).unwrap_or('\u{fffd}')),
    }
}

#[cfg(test)]
mod tests;
