//! Any text as prose: what is collected of it lies in it, and its HTML holds nothing that runs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use situs::document::markdown::html::{Destination, FigureText, Rendering, address, to_html};
use situs::document::markdown::{LinkStyle, scan_text};

fuzz_target!(|text: &str| {
    let (file, body) = scan_text(text);
    for link in &body.links {
        assert!(file.text.get(link.text.range()).is_some(), "the words of a link: {:?}", link.text);
    }
    for run in &body.runs {
        let _ = run.read(&file.text);
    }
    let figure = |id: &str| (id.len() % 2 == 0).then(|| FigureText { text: id.to_owned(), href: "#f".to_owned() });
    let resolve = |destination: &str, style: LinkStyle| match style {
        LinkStyle::Wiki | LinkStyle::WikiWithText => Destination::Nowhere,
        _ => address(destination),
    };
    for top_heading in [1, 3] {
        let rendering = Rendering {
            marks: &[],
            quotations: &[],
            figure: &figure,
            resolve: &resolve,
            alert: &str::to_owned,
            top_heading,
            raw_html: !text.starts_with('0'),
            skip_title: top_heading == 3,
        };
        let html = to_html(&file, &body, &rendering).to_ascii_lowercase();
        for sink in ["<script", "<iframe", "<object", "<embed", "<style", "<svg", "<math", "<form", "<base", "<meta"] {
            assert!(!html.contains(sink), "{sink} in {html}");
        }
        for tag in html.match_indices('<').map(|(at, _)| tag(&html[at..])) {
            // No value of an attribute holds a quotation mark, so these are attributes of the tag.
            for sink in [" href=\"javascript:", " src=\"javascript:", " href=\"data:", " href=\"vbscript:"] {
                assert!(!tag.contains(sink), "{sink} in {tag}");
            }
            let names: String = tag.split('"').step_by(2).collect();
            for sink in [" onclick=", " onerror=", " onload=", " style=", " srcdoc="] {
                assert!(!names.contains(sink), "{sink} in {tag}");
            }
        }
    }
});

/// A tag that `html` begins with, to the `>` that ends it.
fn tag(html: &str) -> &str {
    let mut quoted = false;
    let end = html.find(|c: char| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    &html[..end.unwrap_or(html.len())]
}
