//! The examples of the CommonMark specification, and the changes that Situs makes on purpose.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use situs::document::markdown::html::{Destination, Rendering, address, to_html};
use situs::document::markdown::{LinkStyle, scan_text};

struct Example {
    number: u32,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let spec = include_str!("../commonmark/spec.txt").replace('→', "\t");
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut rest = spec.as_str();
    while let Some(at) = rest.find(&format!("{fence} example\n")) {
        let inner = &rest[at + fence.len() + " example\n".len()..];
        let end = inner.find(&format!("\n{fence}\n")).expect("an example ends");
        let (markdown, html) = match inner[..=end].split_once("\n.\n") {
            Some((markdown, html)) => (format!("{markdown}\n"), html.to_owned()),
            None => (inner[..=end].trim_start_matches(".\n").to_owned(), String::new()),
        };
        let markdown = if inner.starts_with(".\n") { String::new() } else { markdown };
        examples.push(Example { number: u32::try_from(examples.len()).expect("few") + 1, markdown, html });
        rest = &inner[end + 1..];
    }
    examples
}

/// Ids on headings are for links from elsewhere; they are no difference.
fn without_ids(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("<h") {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = tag.find('>').unwrap_or(tag.len() - 1) + 1;
        let heading = tag[2..].starts_with(|c: char| c.is_ascii_digit());
        match tag[..end].find(" id=\"").filter(|_| heading) {
            Some(id) => {
                out.push_str(&tag[..id]);
                out.push('>');
            }
            None => out.push_str(&tag[..end]),
        }
        rest = &tag[end..];
    }
    out + rest
}

fn render(markdown: &str) -> String {
    let (file, body) = scan_text(markdown);
    let resolve = |destination: &str, style: LinkStyle| match style {
        LinkStyle::Wiki | LinkStyle::WikiWithText => Destination::Nowhere,
        _ => address(destination),
    };
    let figure = |_: &str| None;
    let rendering = Rendering {
        marks: &[],
        quotations: &[],
        figure: &figure,
        resolve: &resolve,
        alert: &str::to_owned,
        top_heading: 1,
        skip_title: false,
        raw_html: true,
    };
    without_ids(&to_html(&file, &body, &rendering))
}

/// The examples that come out otherwise, and why.
const CHANGED: &[(&str, &[u32])] = &[
    ("`[[…]]` is a link to a page of the site; here it names none and stays as text", &[548, 559, 590]),
    ("an address whose scheme is not known to be harmless is no link", &[596, 598, 599, 601]),
    (
        "comments, declarations and processing instructions go",
        &[177, 179, 180, 181, 182, 183, 308, 309, 625, 626, 627, 628, 629],
    ),
    ("script, style and textarea elements go", &[170, 171, 172, 173, 176, 178]),
    (
        "raw HTML goes through an HTML parser and an allow-list: elements are closed and nested as browsers would, \
         unknown elements and attributes go, and so do ids and classes that are not the theme's",
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 160, 163, 164, 165, 169, 174, 175, 184, 187,
            190, 191, 201, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 630, 631, 642, 643,
        ],
    ),
];

#[test]
fn every_example_renders_as_the_specification_says_or_is_listed() {
    let reasons: BTreeMap<u32, &str> =
        CHANGED.iter().flat_map(|(reason, numbers)| numbers.iter().map(|number| (*number, *reason))).collect();
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let mut report = String::new();
    for example in &examples {
        let got = render(&example.markdown);
        // In text, a quotation mark and its entity are one.
        let plain = |html: &str| html.replace("&quot;", "\"").trim_end().to_owned();
        let same = plain(&got) == plain(&example.html);
        if same == reasons.contains_key(&example.number) {
            let _ = writeln!(
                report,
                "{}: {:?}\n  said {:?}\n  got  {got:?}",
                example.number, example.markdown, example.html
            );
        }
    }
    assert!(report.is_empty(), "examples that differ and are not listed, or are listed and do not differ:\n{report}");
}
