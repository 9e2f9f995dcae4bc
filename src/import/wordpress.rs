//! WordPress exports (WXR): posts and pages, with the shortcodes of pictures and embedded things.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::prose::{self, Reading};
use super::xml::Element;
use super::{Imported, Item, Notes, add_new, date, feed, html};

/// Reads an export.
pub(super) fn read(channel: &Element) -> Imported {
    let authors: HashMap<&str, &str> = channel
        .all("wp:author")
        .filter_map(|author| Some((author.text_of("wp:author_login")?, author.text_of("wp:author_display_name")?)))
        .collect();
    let mut found = Imported { format: "WordPress export", ..Imported::default() };
    for item in channel.all("item") {
        match left_out(item) {
            Some(reason) => found.passed_over.add(reason, 1),
            None => found.items.push(post(item, channel, &authors)),
        }
    }
    found
}

/// Why an item is not for reports.
fn left_out(item: &Element) -> Option<String> {
    let kind = item.text_of("wp:post_type").unwrap_or("post");
    if !matches!(kind, "post" | "page") {
        return Some(format!("item of type `{}`", kind.chars().take(40).collect::<String>()));
    }
    let status = item.text_of("wp:status").unwrap_or("publish");
    if !matches!(status, "publish" | "draft") {
        return Some(format!("{kind} with the status `{}`", status.chars().take(40).collect::<String>()));
    }
    item.text_of("wp:post_password").map(|_| format!("{kind} behind a password"))
}

fn post(item: &Element, channel: &Element, authors: &HashMap<&str, &str>) -> Item {
    let mut found = feed::common(item, channel);
    let logins = item.all("dc:creator").map(|login| login.text.trim());
    found.authors.clear();
    add_new(&mut found.authors, logins.map(|login| authors.get(login).copied().unwrap_or(login).to_owned()));
    // What every post without a category is in.
    found.tags.retain(|tag| tag != "Uncategorized");
    let field = |name| item.text_of(name).unwrap_or_default();
    found.date = date::local_and_utc(field("wp:post_date"), field("wp:post_date_gmt"));
    found.date = found.date.or_else(|| item.text_of("pubDate").and_then(date::read));
    let content = shortcodes(item.text_of("content:encoded").unwrap_or_default(), &mut found.notes);
    let tree = html::read(&content);
    let base = found.url.clone().or_else(|| channel.text_of("link").and_then(prose::web));
    let reading = Reading { base: base.as_ref(), lines_count: !tree.has_blocks };
    found.body = prose::write(&tree, reading, &mut found.notes);
    let excerpt = item.text_of("excerpt:encoded");
    found.summary = excerpt.map(feed::words).filter(|summary| !summary.is_empty());
    found.title = feed::title(item.text_of("title"), &content);
    found
}

/// The content with the shortcodes of captions and embedded addresses as HTML. Others stay as they are written.
fn shortcodes(content: &str, notes: &mut Notes) -> String {
    const OTHERS: [&str; 5] = ["gallery", "audio", "video", "playlist", "contact-form"];
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(1000).position(|byte| byte == b']').map(|end| end + 1);
        let code = &rest[..end.unwrap_or(1)];
        let name = code.trim_matches(['[', ']']).split([' ', '\t', '\n']).next().unwrap_or_default();
        match name {
            "caption" | "wp_caption" => out.push_str("<figure>"),
            "/caption" | "/wp_caption" => out.push_str("</figure>"),
            // No address has one of these, and the next tag begins with one: nothing is looked through twice.
            "embed" => match rest[code.len()..].find(['<', '"', '[']).map(|end| rest[code.len()..].split_at(end)) {
                Some((address, after)) if after.starts_with("[/embed]") => {
                    let _ = write!(out, "<p><a href=\"{0}\">{0}</a></p>", address.trim());
                    rest = &after["[/embed]".len()..];
                    continue;
                }
                _ => out.push_str(code),
            },
            name => {
                if OTHERS.contains(&name)
                    || (code.contains("=\"") && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
                {
                    notes.add(format!("shortcode `[{name}]` kept as its text"), 1);
                }
                out.push_str(code);
            }
        }
        rest = &rest[code.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_that_have_a_form_in_html_get_it() {
        let mut notes = Notes::default();
        let html = shortcodes(
            "[caption id=\"a\" width=\"1\"]<img src=\"a.png\" /> Words[/caption] [embed]https://a.example/x[/embed] [sic] \
             [gallery ids=\"1,2\"] [[x]] [",
            &mut notes,
        );
        assert_eq!(
            html,
            "<figure><img src=\"a.png\" /> Words</figure> <p><a href=\"https://a.example/x\">https://a.example/x</a></p> \
             [sic] [gallery ids=\"1,2\"] [[x]] ["
        );
        assert_eq!(notes.iter().collect::<Vec<_>>(), [("shortcode `[gallery]` kept as its text", 1)]);
    }
}
