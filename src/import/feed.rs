//! RSS and Atom feeds; a WordPress export is an RSS feed with more in it.

use url::Url;

use super::prose::{self, Reading};
use super::xml::{self, Element};
use super::{Imported, Item, Notes, READS, add_new, beginning, date, html, language, one_line, wordpress};

/// Reads a feed in XML.
pub(super) fn read(text: &str) -> Result<Imported, String> {
    let root = xml::read(text)?;
    match &*root.name {
        "rss" | "rdf:RDF" => {
            let Some(channel) = root.first("channel") else {
                return Err("there is no `<channel>` in this feed".into());
            };
            if channel.text_of("wp:wxr_version").is_some() {
                return Ok(wordpress::read(channel));
            }
            let items = channel.all("item").chain(root.all("item"));
            let items = items.map(|item| rss(item, channel)).collect();
            let format = if root.name == "rss" { "RSS feed" } else { "RSS 1.0 feed" };
            Ok(Imported { format, items, ..Imported::default() })
        }
        "atom:feed" | "feed" => {
            let items =
                root.children.iter().filter(|child| is_atom(&child.name, "entry")).map(|entry| atom(entry, &root));
            Ok(Imported { format: "Atom feed", items: items.collect(), ..Imported::default() })
        }
        "html" => Err("this is HTML; let its name end in `.html`".into()),
        name => Err(format!("XML that begins with `<{name}>` is of no kind that is read: {READS}")),
    }
}

/// A text that may hold HTML as one line of words.
pub(super) fn words(html: &str) -> String {
    one_line(&html::read(html).root.text())
}

/// What stands in RSS, before it is known what is the body and what the summary.
fn rss(item: &Element, channel: &Element) -> Item {
    let mut found = common(item, channel);
    let full = item.text_of("content:encoded");
    let description = item.text_of("description");
    let body = full.or(description).unwrap_or_default();
    let base = found.url.clone().or_else(|| channel.text_of("link").and_then(prose::web));
    found.body = prose::write(&html::read(body), Reading { base: base.as_ref(), lines_count: false }, &mut found.notes);
    if full.is_some() {
        found.summary = description.map(words);
    }
    found.title = title(item.text_of("title"), body);
    let dates = ["pubDate", "dc:date", "atom:published", "atom:updated"];
    found.date = dates.iter().find_map(|name| item.text_of(name).and_then(date::read));
    let enclosures = item.all("enclosure").filter_map(|enclosure| enclosure.attribute("url"));
    keep_enclosures(&mut found, enclosures.map(str::to_owned).collect());
    found
}

/// What RSS and WordPress have in common.
pub(super) fn common(item: &Element, channel: &Element) -> Item {
    let mut found = Item::default();
    let guid = item.first("guid");
    let id = guid.map(|guid| guid.text.trim()).filter(|id| !id.is_empty());
    let permalink = id.filter(|_| guid.is_some_and(|guid| guid.attribute("isPermaLink") != Some("false")));
    found.url = item.text_of("link").or_else(|| item.text_of("atom:link")).and_then(prose::web);
    found.url = found.url.or_else(|| permalink.and_then(prose::web));
    found.key = key(id, found.url.as_ref(), item);
    found.publisher = channel.text_of("title").map(words).filter(|name| !name.is_empty());
    found.lang = channel.text_of("language").or_else(|| channel.text_of("dc:language")).and_then(language);
    let authors = item.all("dc:creator").chain(item.all("author"));
    add_new(&mut found.authors, authors.map(|author| name_of(&author.text)));
    add_new(&mut found.tags, item.all("category").chain(item.all("dc:subject")).map(|tag| words(&tag.text)));
    found
}

/// The name in `desk@a.example (Name)`.
fn name_of(author: &str) -> String {
    let author = author.trim();
    let inner = author.split_once('(').and_then(|(address, rest)| Some((address, rest.strip_suffix(')')?)));
    match inner {
        Some((address, name)) if address.contains('@') => name.to_owned(),
        _ => author.to_owned(),
    }
}

/// What tells an item apart, where the feed gives nothing: the hash of its words.
fn key(id: Option<&str>, url: Option<&Url>, item: &Element) -> String {
    let hash = || {
        let mut hasher = blake3::Hasher::new();
        for child in &item.children {
            hasher.update(child.name.as_bytes());
            hasher.update(child.text.as_bytes());
        }
        format!("blake3:{}", hasher.finalize().to_hex())
    };
    id.map(one_line).or_else(|| url.map(ToString::to_string)).unwrap_or_else(hash)
}

/// The title, or the beginning of the text.
pub(super) fn title(title: Option<&str>, body: &str) -> String {
    let title = title.map(words).filter(|title| !title.is_empty());
    title.or_else(|| beginning(&words(body))).unwrap_or_else(|| "Untitled".to_owned())
}

fn keep_enclosures(item: &mut Item, addresses: Vec<String>) {
    if !addresses.is_empty() {
        item.extra.insert("enclosures".into(), addresses.into());
    }
}

fn is_atom(name: &str, local: &str) -> bool {
    name.strip_prefix("atom:").unwrap_or(name) == local
}

/// The child of an Atom element.
fn part<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.children.iter().find(|child| is_atom(&child.name, name))
}

fn atom(entry: &Element, feed: &Element) -> Item {
    let mut found = Item::default();
    let text = |element: &Element, name| part(element, name).map(|part| part.text.trim().to_owned());
    let links = |rel: &'static str| {
        let links = entry.children.iter().filter(|child| is_atom(&child.name, "link"));
        links
            .filter(move |link| link.attribute("rel").unwrap_or("alternate") == rel)
            .filter_map(|link| link.attribute("href"))
    };
    let feed_link = feed.children.iter().filter(|child| is_atom(&child.name, "link"));
    let base = entry.attribute("xml:base").or_else(|| feed.attribute("xml:base")).and_then(prose::web);
    let base = base.or_else(|| feed_link.filter_map(|link| link.attribute("href")).find_map(prose::web));
    let whole = |address: &str| prose::web(address).or_else(|| prose::web(base.as_ref()?.join(address).ok()?.as_str()));
    found.url = links("alternate").find_map(whole);
    let id = text(entry, "id").filter(|id| !id.is_empty());
    found.key = key(id.as_deref(), found.url.as_ref(), entry);
    found.publisher = part(feed, "title").map(plain_text).filter(|name| !name.is_empty());
    found.lang = entry.attribute("xml:lang").or_else(|| feed.attribute("xml:lang")).and_then(language);
    found.date = ["published", "updated"].into_iter().find_map(|name| date::read(&text(entry, name)?));
    let people = |element: &Element| -> Vec<String> {
        let authors = element.children.iter().filter(|child| is_atom(&child.name, "author"));
        authors.filter_map(|author| text(author, "name")).collect()
    };
    let own = people(entry);
    add_new(&mut found.authors, if own.is_empty() { people(feed) } else { own });
    let tags = entry.children.iter().filter(|child| is_atom(&child.name, "category"));
    let tags = tags.filter_map(|tag| tag.attribute("label").or_else(|| tag.attribute("term")));
    add_new(&mut found.tags, tags.map(str::to_owned));
    let base = found.url.clone().or(base);
    let (content, summary) = (part(entry, "content"), part(entry, "summary"));
    if content.is_some_and(|content| content.attribute("src").is_some()) {
        found.notes.add("content that stands at another address not fetched", 1);
    }
    let full = content.filter(|content| !content.text.trim().is_empty());
    if let Some(body) = full.or(summary) {
        found.body = atom_body(body, base.as_ref(), &mut found.notes);
    }
    if full.is_some() {
        found.summary = summary.map(plain_text);
    }
    let title = part(entry, "title").map(plain_text).filter(|title| !title.is_empty());
    let start = || full.or(summary).map(plain_text).and_then(|text| beginning(&text));
    found.title = title.or_else(start).unwrap_or_else(|| "Untitled".to_owned());
    let enclosures: Vec<String> = links("enclosure").map(str::to_owned).collect();
    keep_enclosures(&mut found, enclosures);
    found
}

/// Whether a text of Atom is HTML (RFC 4287 §3.1).
fn is_html(text: &Element) -> bool {
    !matches!(text.attribute("type"), None | Some("text" | "text/plain"))
}

fn plain_text(text: &Element) -> String {
    if is_html(text) { words(&text.text) } else { one_line(&text.text) }
}

fn atom_body(text: &Element, base: Option<&Url>, notes: &mut Notes) -> String {
    if is_html(text) {
        prose::write(&html::read(&text.text), Reading { base, lines_count: false }, notes)
    } else {
        prose::write_text(&text.text)
    }
}
