//! Other people's files as drafts: the words that go in come out, nothing in them is markup, and nothing is overwritten.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use pulldown_cmark::{Event, Tag, TagEnd};
use situs::import::{self, Imported, draft};
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};
use url::Url;

fn read(name: &str, text: impl AsRef<[u8]>) -> Imported {
    import::read(name, text.as_ref(), &import::Options::default()).expect("a file that is read")
}

/// The draft of the only text in a file.
pub(crate) fn drafted(name: &str, text: &str) -> String {
    let imported = read(name, text);
    let [item] = &*imported.items else { panic!("{} texts", imported.items.len()) };
    draft::write(item, item.date.as_deref().unwrap_or("2025-03-14")).expect("a draft").text
}

/// The prose of the page of a draft, as HTML, on a site in which names and figures could be mistaken.
fn prose(draft: &str) -> String {
    let files = [
        ("content/reports/a.md", draft),
        (
            "content/reports/other.md",
            "---\ntitle: Other\ndate: 2025-03-13\nfigures: [{id: a, label: Ships, value: 7}]\n---\n",
        ),
        ("content/actors/id.md", "---\nname: Harbour Centre\n---\n"),
    ];
    let content = files.iter().map(|(path, text)| Arc::new(SourceFile::new(*path, *text))).collect();
    let options = Options { drafts: true, everything: true, ..Options::default() };
    let site = Site::new(&Sources { content, ..Sources::default() }, &options);
    let wrong: Vec<_> = site.diagnostics.iter().filter(|finding| finding.severity.word() == "error").collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{draft}");
    let route = Route::report_of(&site);
    let page = String::from_utf8(site.page(&route).expect("a page").bytes).expect("text");
    let Some((_, rest)) = page.split_once("<div class=\"prose\">") else { return String::new() };
    // To the end of this element: `<` in text is escaped, so that tags can be counted.
    let (mut depth, mut at) = (1_usize, 0);
    while depth > 0 {
        let next = at + rest[at..].find("div").expect("a page that is whole");
        depth = match &rest[..next] {
            before if before.ends_with("</") => depth - 1,
            before if before.ends_with('<') => depth + 1,
            _ => depth,
        };
        at = next + 3;
    }
    rest[..at - "</div".len()].to_owned()
}

trait ReportOf {
    fn report_of(site: &Site) -> Route;
}

impl ReportOf for Route {
    fn report_of(site: &Site) -> Route {
        site.routes().into_iter().find(|route| route.path() == "reports/a/").expect("the draft has a page")
    }
}

/// What a reader sees of HTML: an HTML5 parser takes the tags away, and blocks are parted by a space.
fn visible(html: &str) -> String {
    const BLOCKS: [&str; 24] = [
        "article",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fig",
        "h1",
        "h2",
        "h3",
        "hr",
        "li",
        "ol",
        "p",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ];
    let mut parted = html.to_owned();
    for block in BLOCKS {
        parted = parted
            .replace(&format!("<{block}"), &format!(" <{block}"))
            .replace(&format!("</{block}"), &format!(" </{block}"));
    }
    let text = ammonia::Builder::new().tags(HashSet::new()).clean(&parted).to_string();
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    squeezed(&text.replace("&amp;", "&"))
}

/// Markdown whose pictures are what stands in their place where there are no pictures: their words, else the name of
/// their file.
fn in_words<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut unnamed = Vec::new();
    events.filter_map(move |event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => {
            unnamed.push(Some(dest_url));
            None
        }
        Event::End(TagEnd::Image) => {
            let address = unnamed.pop().flatten()?;
            Some(Event::Text(address.rsplit('/').next().unwrap_or_default().to_owned().into()))
        }
        event => {
            unnamed.fill(None);
            Some(event)
        }
    })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// HTML in, and the same words out.
fn same_words(html: &str) {
    let draft = drafted("a.html", &format!("<title>T</title>{html}"));
    assert_eq!(visible(&prose(&draft)), visible(html), "\n{html}\n{draft}");
}

#[test]
fn words_of_html_come_out_as_they_went_in() {
    for html in [
        "<p>Plain <b>bold</b>, <i>slanted</i> and <a href='https://a.example/x?y=1&amp;z=(2)'>a link</a>.</p>",
        "<p><b>Note: </b>text, <strong>word:</strong>next, <em> spaced </em>out, in<b>tra</b>word, <b><i>both</i></b></p>",
        "<b></b><i>*</i><b>**</b><a href='https://a.example/'></a><a href='https://a.example/'>[x]</a>[<a href='https://a.example'>y</a>]",
        "<p>---</p><p>title: not front matter</p><p>---</p>",
        "---<br>tlp: clear<br>---<br>:::tlp{red}<br>:::<br>[[id]] [[id|text]] [[-|x]] {figure:a} {figure: a }",
        "<p>:::</p><ul><li>:::tlp{amber}</li></ul><blockquote>:::note</blockquote><p>::tlp{a} :tlp[b] :TLP{c} ：：：tlp{d}</p>",
        "<pre>:::tlp{red}\n\nx &lt; y\n:::\n</pre><p><code>:::tlp{red}</code> <code>`tick`</code><code>a|b</code></p>",
        "<pre><code class='language-c'>```\nif (a &amp;&amp; b) std::swap(*c, d);\n```</code></pre>",
        "<h1>One # </h1><h2>Two<br>lines</h2><h3>[[id]]</h3><h4><a href='https://a.example'>Link</a> #</h4>",
        "# not a heading<p>1. not a list</p><p>+ nor this</p><p>- nor this<br>= or<br>== that<br>| this | one |<br>|---|---|</p>",
        "<ul><li>a<li>b<ul><li>c</ul><li><p>d</p><p>e</p><li></ul><ul><li>f</ul><ol start=7><li>g<ol><li>h</ol></ol><ol><li>i</ol>",
        "<ol start=3><li>x<ol start=5><li>y</li></ol></li></ol><ul>loose<li>- 1. # q</li><ul><li>r</ul></ul>",
        "<table><caption>Cap</caption><tr><th>a|b<th>c<tr><td>[[id|x]]<td>two<br>lines<p>para</p><tr><td colspan=2>wide</table>",
        "<table><tr><td>layout<table><tr><td>in<td>ner</table><tr><td>x</table><table><tr><td>one column</table>",
        "<table>stray<tr><td>a<td><ul><li>b<li>c</ul></table><table></table><table><tr><td><td></table>",
        "<blockquote><p>a</p><blockquote>b</blockquote></blockquote><blockquote>c</blockquote>text",
        "<dl><dt>Term<dd>Meaning<dd>Other</dl><details><summary>S</summary>D</details><figure>f<figcaption>c</figcaption></figure>",
        "<p>H<sub>2</sub>O x<sup>2</sup> <del>gone</del> ~~not~~ <q>said</q> <kbd>Ctrl</kbd> ^1 [^1] [^1]: note</p>",
        "<div>a<p>b</div>c<span><p>d</span><a href='https://a.example/'><div>e</div><p>f</p></a><b><p>g</b>h</p>",
        "AT&amp;T &amp;amp; &amp;lt;b&amp;gt; &copy; &#8217; &nbsp;x&nbsp; 5 &lt; 6 &gt; 4 &bogus; a_b _c_ __d__ \\ \\* `e` $f$ {{ g }}",
        "!<a href='https://a.example/'>x</a> ![y](z) [z]: https://a.example/ <a href='https://a.example/'>https://a.example/</a>",
        "<p>TLP:AMBER</p><p>Body</p>",
        "<div>a<sup>b<table><tr><td>c</td></tr></table>d</sup>e <b>f<p>g</p>h</b>i</div>j<i><p>k</p></i>l",
        "<script>alert(1)</script><style>p{}</style><p onclick='x()'>safe</p><a href='javascript:alert(1)'>die</a>",
        "<p>مرحبا <b>عالم</b></p><p>字<b>字</b>字</p><p>e\u{301}<i>e\u{301}</i></p>",
    ] {
        same_words(html);
    }
}

#[test]
fn pictures_and_embedded_things_are_links_and_what_is_left_behind_is_counted() {
    let imported = read(
        "page.html",
        "<title>A page</title><base href='https://a.example/b/'><!-- secret --><p><img src='c.png' alt='A quay'> <img src='d/e.jpg?w=1'>\
         <a href='f'><img src='g.png' alt='inner'></a> <iframe src='https://film.example/1' title='A film'></iframe>\
         <a href='#part'>part</a> <a href='javascript:x()'>run</a><script>x</script></p>",
    );
    let item = &imported.items[0];
    assert_eq!(
        item.body,
        "[A quay](https://a.example/b/c.png) [e.jpg](https://a.example/b/d/e.jpg?w=1)[inner](https://a.example/b/f) \
         [A film](https://film.example/1)part run"
    );
    let notes: Vec<_> = item.notes.iter().collect();
    assert_eq!(
        notes,
        [
            ("comment left out", 1),
            ("embedded film, sound or frame made a link", 1),
            ("link that is no address of the web made its text", 1),
            ("link within the page made its text", 1),
            ("picture inside a link made its text", 1),
            ("script or style left out", 1),
        ]
    );
}

#[test]
fn a_title_is_text_in_yaml_whatever_stands_in_it() {
    for title in [
        "\"A\": 'b', [c] {d} #e",
        "- x",
        "&anchor *alias !tag %",
        "tlp: red",
        "no",
        "a\nb\r\n---\nc",
        "\u{7}\u{85}x\\",
        "TLP:RED",
    ] {
        let json = serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1", "title": title,
            "items": [{"id": title, "title": title, "summary": title, "content_text": "x", "tags": [title], "authors": [{"name": title}]}],
        });
        let draft = drafted("a.json", &json.to_string());
        let (document, findings) = crate::read("content/reports/a.md", draft.clone());
        assert!(findings.iter().all(|finding| finding.severity.word() == "warning"), "{findings:?}\n{draft}");
        let expected: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        assert_eq!(document.title.value, squeezed(&expected));
        assert!(!document.unreadable && document.common.draft);
    }
}

#[test]
fn markdown_is_kept_as_it_is_written() {
    let draft = drafted(
        "2025-03-14-x.md",
        "---\ntitle: 'A: b'\nauthor: Ida Orr\ncategories: [ports]\nlayout: post\ndraft: false\n---\n\n## Part\n\n* one\n* two *words*\n\n\
         [[Page]] and {figure:a}, but `{figure:a}`.\n\n| a | b |\n|---|---|\n| c | d |\n",
    );
    assert_eq!(
        draft.split_once("extra:\n").expect("more").1.split_once("front_matter: ").expect("kept").1,
        "{\"layout\": \"post\"}\n---\n\n## Part\n\n* one\n* two *words*\n\n\
         \\[\\[Page]] and \\{figure:a}, but `{figure:a}`.\n\n| a | b |\n|---|---|\n| c | d |\n"
    );
    assert!(
        draft.starts_with(
            "---\ntitle: \"A: b\"\ndate: 2025-03-14\ndraft: true\nauthors: [\"Ida Orr\"]\ntags: [\"ports\"]\n"
        ),
        "{draft}"
    );
    let heading = drafted("a.md", "# Title\n\nSee [here](../actors/none.md) <b>now</b>.\n\n```\n:::tlp{red}\n```\n");
    assert!(heading.contains("title: \"Title\"") && !heading.contains("# Title"), "{heading}");
    assert_eq!(visible(&prose(&heading)), "See here now. :::tlp{red}");
}

/// Words that are markup somewhere.
const TRICKY: &[&str] = &[
    "[[id]]",
    "[[id|text]]",
    "{figure:a}",
    ":::tlp{red}",
    ":::",
    "::",
    ":",
    "---",
    "***",
    "# a",
    "#",
    "1. b",
    "2)",
    "* c",
    "*d*",
    "**",
    "*",
    "_e_",
    "__",
    "_",
    "`f`",
    "`",
    "```",
    "<zz>",
    "<",
    ">",
    "&amp;",
    "&",
    "a:tlp{red}",
    "~~h~~",
    "~",
    "|",
    "\\",
    "!",
    "[i](j)",
    "[",
    "]",
    "(",
    ")",
    "^1",
    "[^1]",
    "+ k",
    "-",
    "=",
    "é",
    "字",
    "'q'",
    "\"",
    "https://a.example/x_y_z",
    "$m$",
    "a*b",
    "{{o}}",
    "<!--p-->",
    "：：：tlp",
    "TLP:RED",
    "word",
    "Kenya",
    "Harbour Centre",
    "5",
    ".",
    "tlp",
    "{",
    "}",
    "<br>",
    "\u{a0}",
];

fn tricky() -> impl Strategy<Value = String> {
    let part = (prop::sample::select(TRICKY), prop::sample::select(&["", " ", " ", "\n"][..]));
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn html() -> impl Strategy<Value = String> {
    let text = tricky().prop_map(|text| text.replace('&', "&amp;").replace('<', "&lt;"));
    text.prop_recursive(4, 24, 4, |inner| {
        let inner = prop::collection::vec(inner, 0..4);
        (0_usize..18, inner).prop_map(|(kind, inner)| {
            let all = inner.concat();
            let each = |tag: &str| inner.iter().map(|one| format!("<{tag}>{one}</{tag}>")).collect::<Vec<_>>().concat();
            match kind {
                0 => format!("<p>{all}</p>"),
                1 => format!("<b>{all}</b>"),
                2 => format!("<i>{all}</i>"),
                3 => format!(
                    "<a href=\"https://a.example/(x)?[y]|z\">{}</a>",
                    all.replace("<a ", "<u ").replace("</a>", "</u>")
                ),
                4 => format!("<code>{all}</code>"),
                5 => format!("<pre>{all}</pre>"),
                6 => format!("<ul>{}</ul>", each("li")),
                7 => format!("<ol start=\"9\">{}</ol>", each("li")),
                8 => format!("<blockquote>{all}</blockquote>"),
                9 => format!("<table><tr>{}</tr><tr>{}</tr></table>", each("th"), each("td")),
                10 => format!("<h2>{all}</h2>"),
                11 => format!("<div>{all}</div>"),
                12 => inner.join("<br>"),
                13 => format!("<del>{all}</del>"),
                14 => format!("<sup>{all}</sup>"),
                15 => format!("<span>{all}</span>"),
                16 => format!(
                    "<table>{}</table>",
                    inner.iter().map(|one| format!("<tr><td>{one}</td></tr>")).collect::<Vec<_>>().concat()
                ),
                _ => all,
            }
        })
    })
}

proptest! {
    #![proptest_config(crate::cases(64))]

    #[test]
    fn any_html_says_the_same_as_a_report(html in html()) {
        same_words(&html);
    }

    #[test]
    fn any_text_says_the_same_as_a_report(lines in prop::collection::vec(tricky(), 1..8)) {
        let text = lines.join("\n");
        let draft = drafted("a.txt", &format!("Title\n\n{text}"));
        let page = visible(&prose(&draft));
        prop_assert_eq!(page, squeezed(&text), "{}", draft);
    }

    #[test]
    fn any_markdown_says_the_same_as_a_report(lines in prop::collection::vec(tricky(), 1..8)) {
        // Footnotes are read, but not by the renderer that this is held against.
        let text = format!("Words first.\n\n{}", lines.join("\n").replace("[^1]", "[1]"));
        let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, in_words(pulldown_cmark::Parser::new_ext(&text, options)));
        let draft = drafted("a.md", &text);
        prop_assert_eq!(visible(&prose(&draft)), visible(&html), "{}", draft);
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..200), markup in html(), cut in 0_usize..400) {
        let cut = markup.chars().take(cut).collect::<String>();
        for name in ["a.txt", "a.md", "a.html", "a.xml", "a.json", "a.pdf", "a"] {
            for bytes in [&bytes[..], cut.as_bytes(), format!("<?xml version='1.0'?><rss><channel><item>{cut}").as_bytes()] {
                if let Ok(imported) = import::read(name, bytes, &import::Options::default()) {
                    for item in imported.items {
                        prop_assert!(draft::write(&item, "2025-03-14").is_ok(), "{:?}", item);
                    }
                }
            }
        }
    }
}

#[test]
fn hostile_files_take_no_longer_than_their_length() {
    let many = |part: &str| part.repeat(1_000_000 / part.len());
    let attributes = (0..120_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
    let items = "<item><title>a</title><pubDate>Fri, 14 Mar 2025 09:30:00 GMT</pubDate></item>".repeat(5_000);
    for (name, text) in [
        ("a.html", many("<div>")),
        ("a.html", many("<b><p>")),
        ("a.html", many("</p>x")),
        ("a.html", format!("<a{attributes}>")),
        ("a.html", many("<!--")),
        ("a.html", many("<a href='")),
        ("a.html", many("<script>")),
        ("a.html", many("<table><tr><td>")),
        ("a.html", format!("<table><tr>{}</tr>{}</table>", "<td>".repeat(60), many("<tr><td>"))),
        ("a.html", many("&")),
        ("a.html", many("*_[`!<b>")),
        ("a.md", many("[[")),
        ("a.md", many("*a **b ")),
        ("a.txt", many("[![](a ")),
        ("a.txt", many("a\n")),
        ("a.xml", many("<a>")),
        ("a.xml", format!("<rss><channel>{items}</channel></rss>")),
        (
            "a.xml",
            format!(
                "<!DOCTYPE a [<!ENTITY b \"{}\">]><rss><channel><item><title>&b;</title></item></channel></rss>",
                many("&c;")
            ),
        ),
        ("a.json", many("[")),
    ] {
        let start = Instant::now();
        if let Ok(imported) = import::read(name, text.as_bytes(), &import::Options::default()) {
            for item in &imported.items {
                let _ = draft::write(item, "2025-03-14");
            }
        }
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{name} {text:.40} took {took:?}");
    }
}

fn situs(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_situs"))
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn addresses_of_links_are_made_whole() {
    let options = import::Options { url: Url::parse("https://a.example/b/c").ok(), ..import::Options::default() };
    let imported = import::read("a.html", b"<h1>T</h1><a href='d'>e</a>", &options).expect("read");
    assert!(imported.items[0].body.ends_with("[e](https://a.example/b/d)"), "{}", imported.items[0].body);
}

#[test]
fn files_that_are_not_read_are_told_what_is() {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(site.path().join("content")).expect("made");
    let file = site.path().join("a.docx");
    std::fs::write(&file, "x").expect("written");
    let output = situs(site.path(), &["import", file.to_str().expect("plain")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("`.docx` is of no kind that is read: plain text (.txt), Markdown (.md), HTML"),
        "{}",
        said(&output)
    );
}
