//! What HTML allows in what: raw HTML that was made harmless is made correct.
//!
//! A parser of HTML takes everything, and builds trees that no page may hold: headings in headings, links in links, text
//! between the items of a list. What an element may not be in goes, and its content stays; so do the ids that others
//! link to. The rules are those of the content models of the HTML standard, for the elements that are allowed at all.

use std::collections::HashSet;
use std::fmt::Write as _;

use url::Url;

use super::url as address;

/// HTML, as the cleaner writes it: quoted attributes, and every element closed.
pub(super) fn correct(html: &str) -> String {
    let tree = parse(html);
    let mut writer = Writer { out: String::with_capacity(html.len()), ids: HashSet::new() };
    writer.nodes(&tree, Place::default());
    writer.out
}

/// The value of an attribute that is a URL, as URLs are written; nothing where it is none.
pub(super) fn url(value: &str) -> Option<String> {
    let mut url = String::with_capacity(value.len());
    let bytes = value.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    let mut in_fragment = false;
    for (at, c) in bytes.char_indices() {
        let is_code =
            || bytes.get(at + 1..at + 3).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let stays = match c {
            '\t' | '\n' | '\r' => continue,
            '%' => is_code(),
            '#' => !std::mem::replace(&mut in_fragment, true),
            c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(c),
            c => !c.is_whitespace() && !c.is_control(),
        };
        if stays {
            url.push(c);
        } else {
            let mut bytes = [0; 4];
            url.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    // Any address of a page that it may stand on.
    let base = Url::parse("https://example.org/a/").ok()?;
    base.join(&url).ok()?;
    address::harmless(&url).map(str::to_owned)
}

enum Node<'a> {
    Text(&'a str),
    Element(Element<'a>),
}

struct Element<'a> {
    name: &'a str,
    /// As they are written, each with a space before it.
    attributes: &'a str,
    children: Vec<Node<'a>>,
}

impl Element<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.attributes.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value)
    }
}

/// Elements without content.
const VOID: [&str; 5] = ["br", "hr", "img", "wbr", "col"];

fn parse(html: &str) -> Vec<Node<'_>> {
    let mut open: Vec<Element<'_>> = vec![Element { name: "", attributes: "", children: Vec::new() }];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push(&mut open, Node::Text(text));
        let end = end_of(tag);
        let inner = tag.get(1..end).unwrap_or_default();
        rest = tag.get(end + 1..).unwrap_or_default();
        if let Some(name) = inner.strip_prefix('/') {
            let Some(depth) = open.iter().rposition(|element| element.name == name).filter(|depth| *depth > 0) else {
                continue;
            };
            close(&mut open, depth);
            continue;
        }
        let name = &inner[..inner.find([' ', '/']).unwrap_or(inner.len())];
        let element = Element { name, attributes: &inner[name.len()..], children: Vec::new() };
        if VOID.contains(&name) { push(&mut open, Node::Element(element)) } else { open.push(element) }
    }
    push(&mut open, Node::Text(rest));
    close(&mut open, 1);
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// The `>` of a tag.
fn end_of(tag: &str) -> usize {
    let mut quoted = false;
    let is_end = |byte: u8| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    };
    tag.bytes().position(is_end).unwrap_or(tag.len())
}

fn push<'a>(open: &mut [Element<'a>], node: Node<'a>) {
    if let (Some(last), true) = (open.last_mut(), !matches!(node, Node::Text(""))) {
        last.children.push(node);
    }
}

/// Closes elements until so many are open.
fn close(open: &mut Vec<Element<'_>>, depth: usize) {
    while open.len() > depth
        && let Some(element) = open.pop()
    {
        push(open, Node::Element(element));
    }
}

/// Where something stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Only words, and what stands among words.
    phrasing: bool,
    in_link: bool,
    /// In a heading of a table, where no heading may be.
    in_heading: bool,
}

impl Place {
    fn words(self) -> Self {
        Self { phrasing: true, ..self }
    }
}

struct Writer {
    out: String,
    ids: HashSet<String>,
}

/// What becomes of an element whose name HTML has no longer, or that means something for a page as a whole.
fn plain(name: &str) -> &str {
    match name {
        "center" | "article" | "aside" | "footer" | "header" | "hgroup" | "nav" => "div",
        "strike" => "s",
        "tt" => "code",
        "acronym" => "abbr",
        "data" | "time" => "span",
        other => other,
    }
}

impl Writer {
    fn nodes(&mut self, nodes: &[Node<'_>], place: Place) {
        for node in nodes {
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Element(element) => self.element(element, place),
            }
        }
    }

    fn element(&mut self, element: &Element<'_>, place: Place) {
        let name = plain(element.name);
        match name {
            "img" => self.picture(element),
            "br" | "wbr" => self.open(name, element, place),
            "hr" if !place.phrasing => self.open(name, element, place),
            "a" if place.in_link || element.attribute("href").is_none() => self.unwrap(element, place),
            "a" => self.whole(name, element, place, Place { in_link: true, ..place }),
            "ins" | "del" => self.whole(name, element, place, place),
            "ruby" => self.ruby(element, place),
            "abbr" | "b" | "bdi" | "cite" | "code" | "dfn" | "em" | "i" | "kbd" | "mark" | "q" | "s" | "samp"
            | "small" | "span" | "strong" | "sub" | "sup" | "u" | "var" => {
                self.whole(name, element, place, place.words());
            }
            "bdo" if element.attribute("dir").is_some() => self.whole(name, element, place, place.words()),
            _ if place.phrasing => self.unwrap(element, place),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.whole(if place.in_heading { "p" } else { name }, element, place, place.words());
            }
            "p" | "pre" => self.whole(name, element, place, place.words()),
            "div" | "section" | "blockquote" => self.whole(name, element, place, place),
            "figure" => self.figure(element, place),
            "ul" | "ol" => self.list(name, element, place),
            "details" => self.details(element, place),
            "dl" => self.terms(element, place),
            "table" => self.table(element, place),
            "li" | "dt" | "dd" | "summary" | "figcaption" => self.whole("div", element, place, place),
            _ => self.unwrap(element, place),
        }
    }

    /// The content of an element that may not be here.
    fn unwrap(&mut self, element: &Element<'_>, place: Place) {
        let id = element.attribute("id").filter(|id| self.ids.insert((*id).to_owned()));
        if let Some(id) = id {
            let _ = write!(self.out, "<span id=\"{id}\">");
            self.nodes(&element.children, place.words());
            self.out.push_str("</span>");
        } else {
            self.nodes(&element.children, place);
        }
        if !self.out.ends_with(char::is_whitespace) && element.name != "a" {
            self.out.push(' ');
        }
    }

    fn open(&mut self, name: &str, element: &Element<'_>, place: Place) {
        self.out.push('<');
        self.out.push_str(name);
        let mut rest = element.attributes;
        // ` name="value"`, again and again.
        while let Some((key, after)) = rest.trim_start().split_once("=\"") {
            let Some((value, after)) = after.split_once('"') else { break };
            rest = after;
            let stays = match key {
                "id" => self.ids.insert(value.to_owned()),
                "tabindex" => !place.in_link,
                _ => true,
            };
            if stays {
                let _ = write!(self.out, " {key}=\"{value}\"");
            }
        }
        self.out.push('>');
    }

    fn whole(&mut self, name: &str, element: &Element<'_>, place: Place, inner: Place) {
        self.open(name, element, place);
        self.nodes(&element.children, inner);
        self.close(name);
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// A picture without an address is its words.
    fn picture(&mut self, element: &Element<'_>) {
        let alt = element.attribute("alt");
        if element.attribute("src").is_none_or(|src| src.trim().is_empty()) {
            self.out.push_str(alt.unwrap_or_default());
            return;
        }
        self.open("img", element, Place::default());
        if alt.is_none() {
            self.out.pop();
            self.out.push_str(" alt=\"\">");
        }
    }

    /// Items, and what stands between them as items.
    fn list(&mut self, name: &str, element: &Element<'_>, place: Place) {
        self.open(name, element, place);
        self.parts(&element.children, place, "li", |name| name == "li");
        self.close(name);
    }

    /// Children of these names, and all else in elements of the name `other`.
    fn parts(&mut self, children: &[Node<'_>], place: Place, other: &str, is_part: fn(&str) -> bool) {
        let mut wrapped = false;
        for node in children {
            match node {
                Node::Text(text) if text.trim().is_empty() => self.out.push_str(text),
                Node::Element(element) if is_part(element.name) => {
                    if std::mem::take(&mut wrapped) {
                        self.close(other);
                    }
                    // No heading stands in a term.
                    let in_heading = place.in_heading || element.name == "dt";
                    self.whole(element.name, element, place, Place { in_heading, ..place });
                }
                node => {
                    if !std::mem::replace(&mut wrapped, true) {
                        let _ = write!(self.out, "<{other}>");
                    }
                    self.nodes(std::slice::from_ref(node), place);
                }
            }
        }
        if wrapped {
            self.close(other);
        }
    }

    /// Terms and what they mean, in this order; else it is text.
    fn terms(&mut self, element: &Element<'_>, place: Place) {
        let names = element.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element.name),
            Node::Text(text) => (!text.trim().is_empty()).then_some(""),
        });
        let names: Vec<&str> = names.collect();
        let is_list = names.first() == Some(&"dt")
            && names.last() == Some(&"dd")
            && names.iter().all(|name| matches!(*name, "dt" | "dd"));
        if is_list {
            self.open("dl", element, place);
            self.parts(&element.children, place, "dd", |name| matches!(name, "dt" | "dd"));
            self.close("dl");
        } else {
            self.whole("div", element, place, place);
        }
    }

    /// What can be unfolded, if it says what that is.
    fn details(&mut self, element: &Element<'_>, place: Place) {
        let first =
            element.children.iter().position(|node| !matches!(node, Node::Text(text) if text.trim().is_empty()));
        match first.map(|at| element.children.split_at(at + 1)) {
            Some(([.., Node::Element(summary)], rest)) if summary.name == "summary" && !place.in_link => {
                self.open("details", element, place);
                self.whole("summary", summary, place, place.words());
                self.nodes(rest, place);
                self.close("details");
            }
            _ => {
                // `open` means nothing for what cannot be closed.
                self.out.push_str("<div>");
                self.nodes(&element.children, place);
                self.close("div");
            }
        }
    }

    /// A caption is the first or the last thing of a figure.
    fn figure(&mut self, element: &Element<'_>, place: Place) {
        let is_caption = |node: &&Node<'_>| matches!(node, Node::Element(element) if element.name == "figcaption");
        self.open("figure", element, place);
        let last = element.children.iter().rev().find(is_caption);
        for node in &element.children {
            match node {
                Node::Element(caption) if last.is_some_and(|last| std::ptr::eq(last, node)) => {
                    let rest = element.children.iter().skip_while(|other| !std::ptr::eq(*other, node)).skip(1);
                    let is_end =
                        rest.into_iter().all(|node| matches!(node, Node::Text(text) if text.trim().is_empty()));
                    self.whole(if is_end { "figcaption" } else { "div" }, caption, place, place);
                }
                node => self.nodes(std::slice::from_ref(node), place),
            }
        }
        self.close("figure");
    }

    /// Readings stand in their ruby alone.
    fn ruby(&mut self, element: &Element<'_>, place: Place) {
        if !element.children.iter().any(|node| matches!(node, Node::Element(element) if element.name == "rt")) {
            return self.unwrap(element, place);
        }
        self.open("ruby", element, place);
        for node in &element.children {
            match node {
                Node::Element(part) if matches!(part.name, "rt" | "rp") => {
                    self.whole(part.name, part, place, place.words());
                }
                node => self.nodes(std::slice::from_ref(node), place.words()),
            }
        }
        self.close("ruby");
    }

    /// The parser has put the parts of a table in order.
    fn table(&mut self, element: &Element<'_>, place: Place) {
        self.open(element.name, element, place);
        for node in &element.children {
            match node {
                Node::Element(part) => match part.name {
                    "thead" | "tbody" | "tfoot" | "tr" | "colgroup" => self.table(part, place),
                    "col" => self.open("col", part, place),
                    "td" => self.whole("td", part, place, place),
                    "th" | "caption" => self.whole(part.name, part, place, Place { in_heading: true, ..place }),
                    _ => {}
                },
                Node::Text(text) if text.trim().is_empty() => self.out.push_str(text),
                Node::Text(_) => {}
            }
        }
        self.close(element.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_correct_stays() {
        for html in [
            "<p>a <b>b</b> <a href=\"x\">c<br>d</a></p>\n<ul>\n<li>e<ul><li>f</li></ul></li>\n</ul>",
            "<h2 id=\"a\">b</h2><blockquote><p>c &lt;d&gt;</p></blockquote><hr><pre><code class=\"language-x\">y</code></pre>",
            "<table><caption>t</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>",
            "<details open=\"\"><summary>a</summary><p>b</p></details><dl><dt>a</dt><dd>b</dd></dl>",
            "<figure><img src=\"a.png\" alt=\"a > b\"><figcaption>c</figcaption></figure><ruby>a<rt>b</rt></ruby>",
            "<a href=\"x\"><div>a</div></a>",
        ] {
            assert_eq!(correct(html), html);
        }
    }

    #[test]
    fn what_may_not_be_there_goes_and_its_words_stay() {
        for (html, expected) in [
            ("<h2 id=\"a\">b<div>c</div></h2>", "<h2 id=\"a\">bc </h2>"),
            ("<h2>a<h3 id=\"b\">c</h3></h2>", "<h2>a<span id=\"b\">c</span> </h2>"),
            ("<a href=\"x\">a<a href=\"y\">b</a></a>", "<a href=\"x\">ab</a>"),
            ("<a>a<div tabindex=\"0\">b</div></a>", "a<div tabindex=\"0\">b</div>"),
            ("<a href=\"x\"><div tabindex=\"0\">b</div></a>", "<a href=\"x\"><div>b</div></a>"),
            ("<ul>a<b>b</b><li>c</li> <p>d</p></ul>", "<ul><li>a<b>b</b></li><li>c</li> <li><p>d</p></li></ul>"),
            ("<li>a</li>", "<div>a</div>"),
            ("<details><p>a</p></details>", "<div><p>a</p></div>"),
            ("<th><h3>a</h3></th>", "<h3>a</h3> "),
            (
                "<table><tr><th><h3 id=\"a\">b</h3></th></tr></table>",
                "<table><tr><th><p id=\"a\">b</p></th></tr></table>",
            ),
            ("<img><img alt=\"a\"><img src=\"\"><img src=\"b\">", "a<img src=\"b\" alt=\"\">"),
            ("<dl><dd>a</dd></dl><center>b</center><strike>c</strike>", "<div><div>a</div></div><div>b</div><s>c</s>"),
            ("<p id=\"a\">b</p><p id=\"a\">c</p>", "<p id=\"a\">b</p><p>c</p>"),
            ("<b><p>a</p></b>", "<b>a </b>"),
        ] {
            assert_eq!(correct(html), expected, "{html}");
        }
    }

    #[test]
    fn addresses_are_written_as_addresses_are() {
        for (value, expected) in [
            ("a b\\c.png", Some("a%20b%5Cc.png")),
            ("100%", Some("100%25")),
            ("%41?a=[1]#b#c", Some("%41?a=%5B1%5D#b%23c")),
            (" https://example.org/é ", Some("https://example.org/é")),
            ("java\nscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("http://a b/", None),
            ("#x", Some("#x")),
        ] {
            assert_eq!(url(value).as_deref(), expected, "{value:?}");
        }
    }
}
