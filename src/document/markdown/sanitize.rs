//! Raw HTML in prose, made harmless by an allow-list over the parsed tree.

use std::collections::{HashMap, HashSet};

use ammonia::Builder;

use super::correct;

/// Classes that the renderer itself writes.
const CLASSES: [&str; 32] = [
    "actor",
    "country",
    "event",
    "report",
    "source",
    "page",
    "demonym",
    "table-scroll",
    "left",
    "center",
    "right",
    "footnotes",
    "footnote-ref",
    "footnote-back",
    "task",
    "markdown-alert-note",
    "markdown-alert-tip",
    "markdown-alert-important",
    "markdown-alert-warning",
    "markdown-alert-caution",
    "external",
    "mention",
    "ltr",
    "rtl",
    "place",
    "figure",
    "claimed",
    "claim-note",
    "status",
    "tlp",
    "tlp-block",
    "tlp-mark",
];

fn allow_list() -> Builder<'static> {
    let mut builder = Builder::default();
    let mut classes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for tag in ["a", "div", "td", "th", "section", "sup", "span", "blockquote"] {
        classes.insert(tag, CLASSES.into_iter().collect());
    }
    builder
        .add_tags(["section", "details", "summary", "figure", "figcaption"])
        .rm_tags(["map", "area"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("div", ["tabindex", "role", "aria-label"])
        .add_tag_attributes("section", ["aria-label"])
        .add_tag_attributes("span", ["data-status", "data-tlp"])
        .add_tag_attributes("a", ["aria-label"])
        .add_generic_attributes(["id", "dir"])
        .rm_tag_attributes("table", ["align", "char", "charoff", "summary"])
        .rm_tag_attributes("tr", ["align", "char", "charoff"])
        .rm_tag_attributes("td", ["align", "char", "charoff"])
        .rm_tag_attributes("th", ["align", "char", "charoff"])
        .rm_tag_attributes("col", ["align", "char", "charoff"])
        .rm_tag_attributes("colgroup", ["align", "char", "charoff"])
        .rm_tag_attributes("thead", ["align", "char", "charoff"])
        .rm_tag_attributes("tbody", ["align", "char", "charoff"])
        .rm_tag_attributes("tfoot", ["align", "char", "charoff"])
        .rm_tag_attributes("hr", ["align", "size", "width"])
        .rm_tag_attributes("blockquote", ["cite"])
        .rm_tag_attributes("q", ["cite"])
        .rm_tag_attributes("del", ["cite"])
        .rm_tag_attributes("ins", ["cite"])
        .allowed_classes(classes)
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "geo"]))
        .strip_comments(true);
    builder
}

/// `html` with nothing left that could run a script, style the page, take an id that the renderer did not give, or that
/// HTML does not allow where it stands.
///
/// `ids` are the ids that the renderer itself wrote (headings, footnotes); all others go, so that no element of the
/// theme can be shadowed.
pub(super) fn sanitize(html: &str, ids: &HashSet<String>) -> String {
    let own: HashSet<String> = ids.clone();
    let mut cleaner = allow_list();
    cleaner.attribute_filter(move |element, attribute, value| match attribute {
        "id" if !own.contains(value) => None,
        "class" if element == "code" && !value.starts_with("language-") => None,
        "class" if value.is_empty() => None,
        "href" | "src" => correct::url(value).map(Into::into),
        _ => is_correct(element, attribute, value).then(|| value.into()),
    });
    correct::correct(&cleaner.clean(html).to_string())
}

/// Whether an attribute has a value that HTML allows, as far as it is one with a list of them.
fn is_correct(element: &str, attribute: &str, value: &str) -> bool {
    let number = || value.parse::<u32>().ok();
    match attribute {
        "colspan" | "span" => number().is_some_and(|number| (1..=1000).contains(&number)),
        "rowspan" => number().is_some_and(|number| number <= 65_534),
        "width" | "height" => number().is_some(),
        "start" => value.parse::<i32>().is_ok(),
        "scope" => element == "th" && matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        "lang" => {
            let mut parts = value.split('-');
            let is_part =
                |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
            parts.next().is_some_and(|first| (2..=3).contains(&first.len()) && is_part(first)) && parts.all(is_part)
        }
        "role" => matches!(value, "region" | "group"),
        "tabindex" => value == "0",
        "headers" | "hreflang" | "charset" | "datetime" | "value" | "align" | "char" | "charoff" => false,
        _ => true,
    }
}
