//! Files that hold one text: plain text and HTML.

use super::html::{self, Element};
use super::prose::{self, Reading};
use super::{File, Imported, Item, add_new, beginning, date, language, one_line};

/// Reads plain text: a short first line with a blank one below is the title.
pub(super) fn text(text: &str, file: &File<'_>) -> Imported {
    /// Longest line that is a title.
    const LONGEST: usize = 120;
    let mut item = file.item();
    let text = text.trim_start_matches(['\n', '\r']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let is_title = !first.trim().is_empty()
        && first.chars().count() <= LONGEST
        && rest.split('\n').next().is_none_or(|second| second.trim().is_empty());
    if is_title {
        item.title = one_line(first);
        item.body = prose::write_text(rest);
    } else {
        item.body = prose::write_text(text);
    }
    named("plain text", item, file)
}

/// One item, which has a title at least.
pub(super) fn named(format: &'static str, mut item: Item, file: &File<'_>) -> Imported {
    if item.title.is_empty() {
        item.title = beginning(file.stem).unwrap_or_else(|| "Untitled".to_owned());
    }
    Imported { format, items: vec![item], ..Imported::default() }
}

/// Reads HTML: what its head says, and the text of `<article>`, `<main>` or the body.
pub(super) fn html(text: &str, file: &File<'_>) -> Imported {
    let mut item = file.item();
    let tree = html::read(text);
    let root = &tree.root;
    let meta = |names: &[&str]| {
        let wanted = |element: &Element| {
            let key = ["name", "property", "itemprop"].iter().find_map(|key| element.attribute(key));
            element.name == "meta" && key.is_some_and(|key| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
        };
        root.find(&wanted).and_then(|element| element.attribute("content")).map(str::to_owned)
    };
    let named_link = |rel: &'static str| {
        let canonical = root.find(&move |element| element.name == "link" && element.attribute("rel") == Some(rel));
        canonical.and_then(|link| link.attribute("href")).and_then(prose::web)
    };
    let own = named_link("canonical").or_else(|| meta(&["og:url"]).as_deref().and_then(prose::web));
    if item.url.is_none()
        && let Some(own) = own
    {
        item.key = own.to_string();
        item.url = Some(own);
    }
    let base = root.find(&|element| element.name == "base").and_then(|base| base.attribute("href"));
    let base = base.and_then(|base| match &item.url {
        Some(url) => url.join(base).ok(),
        None => prose::web(base),
    });
    let base = base.or_else(|| item.url.clone());
    let title = meta(&["og:title"]).or_else(|| {
        let found = root.find(&|element| element.name == "title").map(Element::text);
        found.filter(|title| !title.is_empty())
    });
    let title = title.or_else(|| root.find(&|element| element.name == "h1").map(Element::text));
    item.title = title.map(|title| one_line(&title)).unwrap_or_default();
    let dates = ["article:published_time", "datePublished", "date", "dc.date", "dcterms.date", "pubdate"];
    item.date = dates.iter().find_map(|name| date::read(&meta(&[name])?)).or(item.date);
    item.publisher = meta(&["og:site_name", "application-name"]).map(|name| one_line(&name));
    add_new(&mut item.authors, meta(&["author", "dc.creator"]));
    add_new(&mut item.tags, meta(&["keywords"]).iter().flat_map(|words| words.split(',')).map(str::to_owned));
    item.summary = meta(&["description", "og:description"]).map(|words| one_line(&words));
    let html = root.find(&|element| element.name == "html");
    item.lang = html.and_then(|html| html.attribute("lang")).and_then(language);
    let reading = Reading { base: base.as_ref(), lines_count: false };
    item.body = prose::write(&tree, reading, &mut item.notes);
    named("HTML", item, file)
}
