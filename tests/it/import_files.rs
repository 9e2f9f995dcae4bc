//! `situs import` and `situs init --ci` from end to end: feeds, exports and texts become drafts that build.

use std::path::Path;
use std::process::{Command, Output};

fn situs(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_situs"));
    command.current_dir(root).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A site with one actor, and these files beside it.
fn desk(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(site.path().join("content/actors")).expect("made");
    let actor = "---\nname: Harbour Relief Committee\n---\n";
    std::fs::write(site.path().join("content/actors/hrc.md"), actor).expect("written");
    for (name, bytes) in files {
        std::fs::write(site.path().join(name), bytes).expect("written");
    }
    site
}

fn draft(site: &tempfile::TempDir, name: &str) -> String {
    let path = site.path().join("content/reports").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn builds(site: &tempfile::TempDir) {
    let built = situs(site.path(), &["build", "--drafts", "--now", "2025-04-01"]);
    assert!(built.status.success(), "{}", said(&built));
}

const WXR: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Quay Watch</title><link>https://quay.example</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[ida]]></wp:author_login><wp:author_display_name><![CDATA[Ida Orr]]></wp:author_display_name></wp:author>
<item><title><![CDATA[Quay: "open" again]]></title><link>https://quay.example/?p=1</link><dc:creator><![CDATA[ida]]></dc:creator>
<guid isPermaLink="false">https://quay.example/?p=1</guid>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>The Harbour Relief Committee thanked Mira Tolven. See <a href="/map">the map</a>.</p><!-- /wp:paragraph -->
<!-- wp:list --><ul><li>[[hrc]]</li><li>{figure:x}</li></ul><!-- /wp:list -->]]></content:encoded>
<excerpt:encoded><![CDATA[The quay is open.]]></excerpt:encoded>
<wp:post_date>2025-03-14 12:30:00</wp:post_date><wp:post_date_gmt>2025-03-14 09:30:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="ports"><![CDATA[Ports]]></category><category domain="post_tag" nicename="quay"><![CDATA[quay]]></category></item>
<item><title>Old post</title><link>https://quay.example/old</link><guid isPermaLink="false">g2</guid>
<content:encoded><![CDATA[First line
second line

[caption id="c"]<img src="/a.png" alt="A quay" /> The words below[/caption]

[gallery ids="1"] <b>Last</b>]]></content:encoded>
<wp:post_date>2024-01-02 03:04:05</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>
<wp:status>draft</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>pic</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item>
<item><title>mine</title><wp:post_type>post</wp:post_type><wp:status>private</wp:status></item>
</channel></rss>"#;

#[test]
fn a_wordpress_export_becomes_drafts_once() {
    let site = desk(&[("export.xml", WXR.as_bytes())]);
    let taken = site.path().join("content/reports");
    std::fs::create_dir_all(&taken).expect("made");
    std::fs::write(taken.join("2024-01-02-old-post.md"), "---\ntitle: Mine\ndate: 2024-01-02\n---\n").expect("written");
    let imported = situs(site.path(), &["import", "export.xml"]);
    let text = said(&imported);
    assert!(imported.status.success(), "{text}");
    for line in [
        "`export.xml`: WordPress export, 2 texts, 2 drafts\n",
        "  passed over: 1 × item of type `attachment`\n",
        "  passed over: 1 × post with the status `private`\n",
        "  names: actor/hrc\n",
        "  has no page for: Mira Tolven\n",
        "  1 × shortcode `[gallery]` kept as its text\n",
        "quote what you need, name the source, and do not republish the rest",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(
        draft(&site, "2025-03-14-quay-open-again.md"),
        "---\ntitle: \"Quay: \\\"open\\\" again\"\ndate: 2025-03-14T12:30:00+03:00\ndraft: true\nlang: en-GB\n\
         summary: \"The quay is open.\"\nauthors: [\"Ida Orr\"]\ntags: [\"Ports\", \"quay\"]\nsources:\n  \
         - name: \"Quay: \\\"open\\\" again\"\n    publisher: \"Quay Watch\"\n    author: \"Ida Orr\"\n    \
         url: \"https://quay.example/?p=1\"\n    published: 2025-03-14T12:30:00+03:00\nextra:\n  import:\n    \
         key: \"https://quay.example/?p=1\"\n---\n\nThe Harbour Relief Committee thanked Mira Tolven. See [the map](https://quay.example/map).\n\n\
         - \\[\\[hrc\\]\\]\n- \\{figure:x}\n"
    );
    let old = draft(&site, "2024-01-02-old-post-2.md");
    assert!(
        old.ends_with(
            "---\n\nFirst line\\\nsecond line\n\n[A quay](https://quay.example/a.png) The words below\n\n\\[gallery ids=\"1\"\\] **Last**\n"
        ),
        "{old}"
    );
    assert_eq!(draft(&site, "2024-01-02-old-post.md"), "---\ntitle: Mine\ndate: 2024-01-02\n---\n");
    builds(&site);
    let again = situs(site.path(), &["import", "export.xml"]);
    assert!(said(&again).contains("0 drafts, 2 imported before"), "{}", said(&again));
    assert_eq!(std::fs::read_dir(&taken).expect("there").count(), 3);
}

#[test]
fn feeds_of_every_kind_become_drafts() {
    let rss = b"<?xml version='1.0' encoding='windows-1252'?><!DOCTYPE rss [<!ENTITY x 'boom'>]><rss version='2.0'><channel>\
        <title>Caf\xe9 \x93News\x94</title><item><title>Item &amp;amp; one &x;</title><link>https://c.example/1</link>\
        <description>&lt;p&gt;Ships of &lt;b&gt;Kenya&lt;/b&gt;&amp;nbsp;came.&lt;/p&gt;</description>\
        <pubDate>Fri, 14 Mar 2025 09:30:00 +0100</pubDate><author>a@c.example (Bo Lind)</author></item></channel></rss>";
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title type="html">L&amp;amp;M</title>
        <link href="https://d.example/"/><entry><title>Entry</title><id>tag:d.example,2025:1</id><link href="/e/1"/>
        <published>2025-03-15T08:00:00-05:00</published><updated>2025-03-16T00:00:00Z</updated><author><name>Ana Ruiz</name></author>
        <category term="aid"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <em>two</em> &amp; <a href="f">three</a></p></div></content>
        </entry></feed>"#;
    let json = r#"{"version": "https://jsonfeed.org/version/1", "title": "Notes", "author": {"name": "Kai Moss"}, "items":
        [{"id": 7, "content_text": "A note without a title: [[x]]\n\nMore.", "date_published": "2025-03-17T10:00:00Z", "tags": ["a", "a"]},
         {"id": 8, "content_text": "No date here."}]}"#;
    let site = desk(&[
        ("rss.xml", rss),
        ("feed.atom", atom.as_bytes()),
        ("feed.json", json.as_bytes()),
        ("note.txt", b"Quay shut\n\nThe Harbour Relief Committee shut the quay.\n- one\n- two\n"),
    ]);
    let first = situs(site.path(), &["import", "rss.xml", "feed.atom", "feed.json", "note.txt", "--into", "inbox"]);
    let text = said(&first);
    assert_eq!(first.status.code(), Some(1), "two have no date: {text}");
    assert_eq!(text.matches("was not imported: it has no date; say `--date 2025-10-21`").count(), 2, "{text}");
    let rss = draft(&site, "inbox/2025-03-14-item-one-x.md");
    assert!(rss.contains("title: \"Item & one &x;\"\ndate: 2025-03-14T09:30:00+01:00\n"), "{rss}");
    assert!(rss.contains("authors: [\"Bo Lind\"]\n") && rss.contains("publisher: \"Café “News”\""), "{rss}");
    assert!(rss.ends_with("\nShips of **Kenya**\u{a0}came.\n"), "{rss}");
    let atom = draft(&site, "inbox/2025-03-15-entry.md");
    for part in [
        "date: 2025-03-15T08:00:00-05:00\n",
        "lang: fr\n",
        "publisher: \"L&M\"",
        "url: \"https://d.example/e/1\"",
        "tags: [\"aid\"]",
        "key: \"tag:d.example,2025:1\"",
        "\nOne *two* & [three](https://d.example/e/f)\n",
    ] {
        assert!(atom.contains(part), "{part}\n{atom}");
    }
    let note = draft(&site, "inbox/2025-03-17-a-note-without-a-title-x-more.md");
    assert!(note.ends_with("tags: [\"a\"]\nsources:\n  - name: \"A note without a title: [[x]] More.\"\n    publisher: \"Notes\"\n    author: \"Kai Moss\"\n    published: 2025-03-17T10:00:00Z\nextra:\n  import:\n    key: \"7\"\n---\n\nA note without a title: \\[\\[x\\]\\]\n\nMore.\n"), "{note}");
    let rest = situs(site.path(), &["import", "feed.json", "note.txt", "--date", "2025-03-20", "--into", "inbox"]);
    assert!(rest.status.success() && said(&rest).contains("1 draft, 1 imported before"), "{}", said(&rest));
    let plain = draft(&site, "inbox/2025-03-20-quay-shut.md");
    assert!(plain.ends_with("---\n\nThe Harbour Relief Committee shut the quay.\\\n\\- one\\\n\\- two\n"), "{plain}");
    builds(&site);
    let page =
        std::fs::read_to_string(site.path().join("public/reports/2025-03-20-quay-shut/index.html")).expect("a page");
    assert!(page.contains(">Harbour Relief Committee</a> shut the quay."), "{page}");
}

#[test]
fn what_cannot_be_imported_is_told() {
    let site = desk(&[
        ("a.pdf", b"%PDF"),
        ("b.txt", b"caf\xe9"),
        ("c.xml", b"<a>\n<b></a>"),
        ("d.json", b"{}"),
        ("e.xml", b"<svg/>"),
    ]);
    let output = situs(site.path(), &["import", "a.pdf", "b.txt", "c.xml", "d.json", "e.xml", "none.txt", "content"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for part in [
        "`a.pdf`: a file that ends in `.pdf` is of no kind that is read: plain text (.txt)",
        "`b.txt`: byte 3 is not UTF-8",
        "`c.xml`: line 2 is not well-formed XML",
        "`d.json`: this JSON is no JSON Feed",
        "`e.xml`: XML that begins with `<svg>`",
        "`none.txt`: ",
        "`content`: this is no file",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let good = situs(site.path(), &["import", "b.txt", "--encoding", "latin1", "--date", "2025-03-14"]);
    assert!(good.status.success() && draft(&site, "2025-03-14-cafe.md").contains("title: \"café\""), "{}", said(&good));
    for into in ["..", "/tmp", ".hidden", "a/../../b"] {
        let refused = situs(site.path(), &["import", "b.txt", "--into", into]);
        assert_eq!(refused.status.code(), Some(2), "{into}: {}", said(&refused));
    }
}

#[test]
fn a_workflow_is_added_and_overwrites_nothing() {
    let site = tempfile::tempdir().expect("a folder");
    let made = situs(site.path(), &["init", "desk", "--ci", "github"]);
    assert!(made.status.success(), "{}", said(&made));
    let desk = site.path().join("desk");
    let workflow = desk.join(".github/workflows/situs.yml");
    let text = std::fs::read_to_string(&workflow).expect("a workflow");
    assert!(text.contains("situs check --strict --format github"), "{text}");
    std::fs::write(&workflow, "mine").expect("written");
    let before = std::fs::read(desk.join("situs.toml")).expect("settings");
    assert_eq!(situs(&desk, &["init", "--ci", "github"]).status.code(), Some(4));
    assert_eq!(std::fs::read_to_string(&workflow).expect("there"), "mine");
    for (host, path) in [("gitlab", ".gitlab-ci.yml"), ("forgejo", ".forgejo/workflows/situs.yml")] {
        let added = situs(&desk, &["init", "--ci", host]);
        assert!(added.status.success() && desk.join(path).is_file(), "{}", said(&added));
    }
    assert_eq!(std::fs::read(desk.join("situs.toml")).expect("settings"), before);
    assert_eq!(situs(&desk, &["init"]).status.code(), Some(2), "neither a folder nor a host");
    assert_eq!(situs(&desk, &["init", ".", "--quiet"]).status.code(), Some(4), "a site is there");
}
