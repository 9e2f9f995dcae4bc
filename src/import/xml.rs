//! XML as a tree of bounded depth. Declarations of entities are passed over, so that nothing expands.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deepest nesting that is kept apart.
const MAX_DEPTH: usize = 24;
/// Most namespaces of a file.
const MAX_NAMESPACES: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name; those of namespaces that are known begin with the usual prefix, as `dc:creator`.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Its own text, and for `type="xhtml"` all that is in it, as written.
    pub(super) text: String,
    /// The elements in it.
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of this name, where there is any.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.first(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Namespaces by how their address begins, with the prefix that stands for them.
const KNOWN: [(&str, &str); 7] = [
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://purl.org/dc/", "dc"),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
    ("http://wordpress.org/export", "wp"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// Reads a file: its root element.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut namespaces: HashMap<String, &'static str> = HashMap::new();
    let mut open = vec![Element::default()];
    let mut too_deep = 0_usize;
    loop {
        let before = reader.buffer_position();
        let event = reader.read_event().map_err(|error| wrong(text, reader.error_position(), &error.to_string()))?;
        match event {
            Event::Start(_) if open.len() > MAX_DEPTH => too_deep += 1,
            Event::Empty(_) if open.len() > MAX_DEPTH => {}
            Event::Start(start) => {
                let mut element = element(&start, &mut namespaces);
                if element.attribute("type") == Some("xhtml") {
                    let inner = reader.read_text(start.name());
                    let inner = inner.map_err(|error| wrong(text, before, &error.to_string()))?;
                    element.text = inner.to_string();
                    push(&mut open, element);
                } else {
                    open.push(element);
                }
            }
            Event::Empty(start) => {
                let element = element(&start, &mut namespaces);
                push(&mut open, element);
            }
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::End(_) => {
                if open.len() > 1
                    && let Some(element) = open.pop()
                {
                    push(&mut open, element);
                }
            }
            Event::Text(words) => add(&mut open, &words),
            Event::CData(words) => add(&mut open, &words),
            Event::GeneralRef(reference) => add(&mut open, &resolved(&reference)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if open.len() > 1 {
        return Err("the XML ends before all its elements do: the file is not whole".into());
    }
    let root = open.pop().and_then(|all| all.children.into_iter().next());
    root.ok_or_else(|| "there is no element in this XML".to_owned())
}

fn push(open: &mut [Element], element: Element) {
    if let Some(last) = open.last_mut() {
        last.children.push(element);
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

/// What a reference stands for. Entities of the file's own are not looked up and stay as they are written.
fn resolved(reference: &BytesRef<'_>) -> String {
    let name: &str = reference;
    let written = format!("&{name};");
    super::html::decoded(&written).into_owned()
}

fn element(start: &BytesStart<'_>, namespaces: &mut HashMap<String, &'static str>) -> Element {
    /// Most attributes of an element that are kept.
    const MOST: usize = 64;
    let mut attributes = Vec::new();
    // Without the check for duplicates, which compares each with all others.
    for attribute in start.attributes().with_checks(false).flatten().take(MOST) {
        let key = attribute.key.as_ref().to_owned();
        let value = super::html::decoded(&attribute.value).into_owned();
        if let Some(prefix) = key.strip_prefix("xmlns").filter(|rest| rest.is_empty() || rest.starts_with(':')) {
            let known = KNOWN.iter().find(|(address, _)| value.starts_with(address));
            let usual = match known {
                Some((_, "wp")) if value.contains("/excerpt") => Some("excerpt"),
                Some((_, usual)) => Some(*usual),
                None if prefix.is_empty() => Some(""),
                None => None,
            };
            if let Some(usual) = usual.filter(|_| namespaces.len() < MAX_NAMESPACES) {
                namespaces.insert(prefix.trim_start_matches(':').to_owned(), usual);
            }
        }
        attributes.push((key, value));
    }
    let name = start.name().as_ref().to_owned();
    let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
    let usual = namespaces.get(prefix).copied().unwrap_or(prefix);
    let name = if usual.is_empty() { local.to_owned() } else { format!("{usual}:{local}") };
    Element { name, attributes, ..Element::default() }
}

fn position(text: &str, at: u64) -> usize {
    crate::source::floor_char_boundary(text, usize::try_from(at).unwrap_or(usize::MAX))
}

fn wrong(text: &str, at: u64, message: &str) -> String {
    let line = text[..position(text, at)].bytes().filter(|byte| *byte == b'\n').count() + 1;
    format!("line {line} is not well-formed XML: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_usual_prefix_and_entities_do_not_expand() {
        let root = read(
            "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><r xmlns:x='http://purl.org/dc/elements/1.1/'>\
             <x:creator>A &amp; B&nbsp;&b;</x:creator><y:z/><c><![CDATA[<p>&amp;]]></c></r>",
        )
        .expect("read");
        assert_eq!(root.text_of("dc:creator"), Some("A & B\u{a0}&b;"));
        assert_eq!(root.text_of("c"), Some("<p>&amp;"));
        assert!(root.first("y:z").is_some());
    }

    #[test]
    fn what_is_not_well_formed_is_told_with_its_line() {
        assert!(read("<a>\n<b></a>").expect_err("wrong").starts_with("line 2"), "{:?}", read("<a>\n<b></a>"));
        assert!(read("<a><b>").is_err() && read("").is_err());
        let deep = format!("{}x<e/>{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
        assert!(read(&deep).is_ok());
    }
}
