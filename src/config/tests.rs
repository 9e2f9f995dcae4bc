//! What settings are read, and what is said about those that are wrong.

use super::*;

fn parse(text: &str) -> (Config, String) {
    let (config, diagnostics) = Config::parse(&Arc::new(SourceFile::new("situs.toml", text)));
    (config, diagnostic::draw(&diagnostics, false))
}

#[test]
fn an_empty_file_is_all_defaults() {
    assert_eq!(parse(""), (Config::default(), String::new()));
}

#[test]
fn every_setting_is_read() {
    let (config, drawn) = parse(
        r#"
        title = "Gaza desk"
        description = "Daily"
        base_url = "https://example.org/site"
        language = "en-GB"
        tz = "Asia/Gaza"
        default_tlp = "TLP:AMBER+STRICT"
        yardstick = "phia"
        reports_per_page = 5
        mentions_per_page = 7
        entity_feeds = false
        figure_stale_days = 10
        authors = ["A", "B"]
        footer = "F"
        search = false
        [autolink]
        links = "all"
        demonyms = false
        [editions.partners]
        tlp = "amber"
        drafts = true
        [map]
        boundaries = "natural-earth"
        disclaimer = "Lines are approximate."
        [lints]
        off = ["highlights-count"]
        "#,
    );
    assert_eq!(drawn, "");
    assert_eq!(config.base_url, "https://example.org/site/");
    assert_eq!(config.default_tlp, Some(Tlp::AmberStrict));
    assert_eq!(
        config.editions["partners"],
        EditionConfig { tlp: Tlp::Amber, drafts: true, ..EditionConfig::default() }
    );
    assert_eq!(config.editions["public"], EditionConfig::default());
    assert_eq!((config.reports_per_page, config.mentions_per_page), (5, 7));
    assert_eq!((config.autolink.links, config.autolink.demonyms), (Links::All, false));
    assert_eq!(config.figure_stale_days, 10);
    assert!(!config.search);
    assert_eq!(config.map.boundaries, BoundarySet::NaturalEarth);
    assert_eq!(config.map.disclaimer.as_deref(), Some("Lines are approximate."));
    assert!(!config.entity_feeds);
    assert_eq!(config.lints_off, ["highlights-count"]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let (config, drawn) = parse(
        "titel = \"x\"\nbase_url = \"example.org\"\ntz = \"Gaza\"\ndefault_tlp = \"rad\"\nreports_per_page = 0\nyardstick = \"icd-203\"\nlanguage = \"English\"\nfooter = 3\n[autolink]\nlinks = \"every\"\n[editions.public]\ntlp = \"red\"\n",
    );
    assert_eq!(config.default_tlp, Some(Tlp::Red));
    insta::assert_snapshot!(drawn, @r#"
    error[unknown-key]: `titel` is not a key of `situs.toml`
     --> situs.toml:1:1
      |
    1 | titel = "x"
      | ^^^^^
      |
      = help: write `title`

    error[bad-url]: an address starts with `https://`, `http://` or `mailto:`
     --> situs.toml:2:12
      |
    2 | base_url = "example.org"
      |            ^^^^^^^^^^^^^
      |
      = help: write `https://example.org`

    error[bad-zone]: `Gaza` is not an IANA time zone
     --> situs.toml:3:6
      |
    3 | tz = "Gaza"
      |      ^^^^^^
      |
      = help: write `Asia/Gaza`

    error[bad-tlp]: `rad` is not a marking of the Traffic Light Protocol
     --> situs.toml:4:15
      |
    4 | default_tlp = "rad"
      |               ^^^^^
      |
      = help: write `default_tlp = "red"`

    error[bad-number]: `reports_per_page` cannot be 0
     --> situs.toml:5:20
      |
    5 | reports_per_page = 0
      |                    ^
      |
      = help: write a number from 1 to 10000

    error[unknown-word]: `yardstick` cannot be `icd-203`
     --> situs.toml:6:13
      |
    6 | yardstick = "icd-203"
      |             ^^^^^^^^^
      |
      = help: write `yardstick = "icd203"`

    error[bad-language]: `English` is not a language tag (BCP 47)
     --> situs.toml:7:12
      |
    7 | language = "English"
      |            ^^^^^^^^^
      |
      = help: write `language = "en"`

    error[wrong-type]: `footer` must be a text, not a number
     --> situs.toml:8:10
      |
    8 | footer = 3
      |          ^
      |
      = help: write `footer = "some text"`

    error[unknown-word]: `links` cannot be `every`
      --> situs.toml:10:9
       |
    10 | links = "every"
       |         ^^^^^^^
       |
       = help: write `first` or `all`

    error[bad-edition]: the edition `public` holds what is clear, and neither drafts nor what is under embargo
      --> situs.toml:11:11
       |
    11 | [editions.public]
       |           ^^^^^^
       |
       = help: give the edition another name, such as `[editions.internal]`
    "#);
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    insta::assert_snapshot!(parse("title = x y\ntitle = \"a\"\n").1, @r#"
    error[toml-syntax]: string values must be quoted, expected literal string
     --> situs.toml:1:9
      |
    1 | title = x y
      |         ^^^
      |
      = help: write `key = "value"`, with texts in quotes

    error[toml-syntax]: duplicate key
     --> situs.toml:2:1
      |
    2 | title = "a"
      | ^^^^^
      |
      = help: write `key = "value"`, with texts in quotes
    "#);
}
