//! JSON Feed, versions 1 and 1.1 (jsonfeed.org).

use serde_json::{Map, Value};

use super::prose::{self, Reading};
use super::{Imported, Item, READS, add_new, beginning, date, html, language, one_line};

/// Reads a feed in JSON.
pub(super) fn read(text: &str) -> Result<Imported, String> {
    let feed: Value = serde_json::from_str(text).map_err(|error| format!("this is not JSON: {error}"))?;
    let version = feed.get("version").and_then(Value::as_str).unwrap_or_default();
    let items = feed.get("items").and_then(Value::as_array);
    let (Some(items), Some(feed)) = (items.filter(|_| version.contains("jsonfeed.org/version")), feed.as_object())
    else {
        return Err(format!("this JSON is no JSON Feed, and other JSON is not read: {READS}"));
    };
    let items = items.iter().filter_map(Value::as_object).map(|item| read_item(item, feed)).collect();
    Ok(Imported { format: "JSON feed", items, ..Imported::default() })
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn read_item(item: &Map<String, Value>, feed: &Map<String, Value>) -> Item {
    let url = text(item, "url").or_else(|| text(item, "external_url")).and_then(prose::web);
    let mut found = Item { url, ..Item::default() };
    let id = match item.get("id") {
        Some(Value::String(id)) => Some(one_line(id)),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let address = || found.url.as_ref().map(ToString::to_string);
    let hash = || format!("blake3:{}", blake3::hash(format!("{item:?}").as_bytes()).to_hex());
    found.key = id.filter(|id| !id.is_empty()).or_else(address).unwrap_or_else(hash);
    found.publisher = text(feed, "title").map(one_line);
    found.lang = text(item, "language").or_else(|| text(feed, "language")).and_then(language);
    found.date = ["date_published", "date_modified"].into_iter().find_map(|key| date::read(text(item, key)?));
    found.summary = text(item, "summary").map(one_line);
    let own = people(item);
    add_new(&mut found.authors, if own.is_empty() { people(feed) } else { own });
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    add_new(&mut found.tags, tags.filter_map(Value::as_str).map(str::to_owned));
    let base = found.url.clone().or_else(|| text(feed, "home_page_url").and_then(prose::web));
    let (html, plain) = (text(item, "content_html"), text(item, "content_text"));
    let mut words = None;
    if let Some(html) = html {
        let tree = html::read(html);
        words = Some(tree.root.text());
        found.body = prose::write(&tree, Reading { base: base.as_ref(), lines_count: false }, &mut found.notes);
    } else if let Some(plain) = plain {
        words = Some(plain.to_owned());
        found.body = prose::write_text(plain);
    }
    let title = text(item, "title").map(one_line).or_else(|| words.as_deref().and_then(beginning));
    found.title = title.unwrap_or_else(|| "Untitled".to_owned());
    let attached = item.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let attached: Vec<Value> = attached.filter_map(|attached| attached.get("url").cloned()).collect();
    if !attached.is_empty() {
        found.extra.insert("enclosures".into(), attached.into());
    }
    found
}

/// `authors` of version 1.1, and `author` of version 1.
fn people(map: &Map<String, Value>) -> Vec<String> {
    let list = map.get("authors").and_then(Value::as_array).into_iter().flatten();
    let list = list.chain(map.get("author"));
    list.filter_map(|author| author.get("name").and_then(Value::as_str)).map(str::to_owned).collect()
}
