//! `situs.toml`: the settings of a site. Every one has a default, so the file may be empty or missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::suggest::{list, lookalike, nearest, skeleton};
use crate::diagnostic::{self, Diagnostic};
use crate::document::front_matter::{pattern, zone_help};
use crate::document::record::{ICD_203, PHIA, Tlp};
use crate::document::when;
use crate::route::Slug;
use crate::source::{SourceFile, Span};

/// The settings of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the site.
    pub title: String,
    /// A sentence about it, for feeds and search engines.
    pub description: Option<String>,
    /// Where it will stand, with a slash at its end; used only where a format needs an absolute address.
    pub base_url: String,
    /// BCP 47 tag of its language.
    pub language: String,
    /// IANA name of its zone: in it days begin, where a document says nothing else.
    pub tz: String,
    /// The marking of documents that have none; clear where this is nothing.
    pub default_tlp: Option<Tlp>,
    /// The scale that judgements use.
    pub yardstick: Yardstick,
    /// Automatic linking.
    pub autolink: Autolink,
    /// Reports on one page of a list, at least 1.
    pub reports_per_page: usize,
    /// Mentions on one page of an actor or country, at least 1.
    pub mentions_per_page: usize,
    /// The editions by name. `public` is always there.
    pub editions: BTreeMap<String, EditionConfig>,
    /// Codes of warnings that are not shown.
    pub lints_off: Vec<String>,
    /// Bylines of reports that name no author.
    pub authors: Vec<String>,
    /// A line at the foot of every page.
    pub footer: Option<String>,
}

/// A scale of words for likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Yardstick {
    /// Intelligence Community Directive 203 (United States).
    #[default]
    Icd203,
    /// Professional Head of Intelligence Assessment (United Kingdom).
    Phia,
}

/// What automatic linking does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Autolink {
    /// Which mentions become links.
    pub links: Links,
    /// Whether demonyms such as "British" are mentions of their country.
    pub demonyms: bool,
}

/// Which mentions of one entity become links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// The first in each section.
    #[default]
    First,
    /// All of them.
    All,
}

/// What an edition may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EditionConfig {
    /// The most restricted marking that it holds.
    pub tlp: Tlp,
    /// Whether it holds drafts.
    pub drafts: bool,
    /// Whether it holds reports before the end of their embargo.
    pub embargoed: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Situation reports".to_owned(),
            description: None,
            base_url: "http://localhost/".to_owned(),
            language: "en".to_owned(),
            tz: "UTC".to_owned(),
            default_tlp: None,
            yardstick: Yardstick::default(),
            autolink: Autolink::default(),
            reports_per_page: 20,
            mentions_per_page: 50,
            editions: BTreeMap::from([("public".to_owned(), EditionConfig::default())]),
            lints_off: Vec::new(),
            authors: Vec::new(),
            footer: None,
        }
    }
}

impl Default for Autolink {
    fn default() -> Self {
        Self { links: Links::First, demonyms: true }
    }
}

impl Yardstick {
    /// The words of the scale, from least to most likely.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Icd203 => &ICD_203,
            Self::Phia => &PHIA,
        }
    }
}

const KEYS: [&str; 14] = [
    "title", "description", "base_url", "language", "tz", "default_tlp", "yardstick", "autolink", "reports_per_page",
    "mentions_per_page", "editions", "lints", "authors", "footer",
];

impl Config {
    /// Reads `situs.toml`. A setting that is wrong is reported and keeps its default, save `default_tlp`: where it is
    /// wrong, or may be misspelt or behind a syntax error, it is red, so that no slip publishes anything.
    #[must_use]
    pub fn parse(file: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader { file, diagnostics: Vec::new() };
        let config = reader.config();
        let mut diagnostics = reader.diagnostics;
        diagnostic::sort(&mut diagnostics);
        (config, diagnostics)
    }

    /// The zone of the site.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        when::zone(&self.tz).unwrap_or(TimeZone::UTC)
    }
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    diagnostics: Vec<Diagnostic>,
}

/// A value with its bytes.
type Found<'t, 'i> = &'t Placed<DeValue<'i>>;

fn span_of<T>(placed: &Placed<T>) -> Span {
    Span::new(placed.span().start, placed.span().end)
}

impl Reader<'_> {
    fn error<T>(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.diagnostics.push(Diagnostic::error(code, message).at(self.file, span).help(help));
        None
    }

    fn config(&mut self) -> Config {
        let mut config = Config::default();
        if let Some(at) = self.file.invalid_utf8 {
            let span = Span::new(at, at + '\u{fffd}'.len_utf8());
            self.error::<()>("not-utf8", span, format!("byte {at} of the file is not UTF-8"), "save the file as UTF-8");
            return config;
        }
        let (root, errors) = DeTable::parse_recoverable(&self.file.text);
        // Where a marking may be lost, the most restricted one holds.
        let hidden = root.get_ref().keys().any(|key| !KEYS.contains(&&**key.get_ref()) && skeleton(key.get_ref()).contains("tlp"));
        let doubtful = hidden || !errors.is_empty();
        for error in errors {
            let span = error.span().map_or(Span::default(), |span| Span::new(span.start, span.end));
            let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
            self.error::<()>("toml-syntax", span, message, "write `key = \"value\"`, with texts in quotes");
        }
        let table = root.get_ref();
        self.unknown_keys(table, &KEYS, "`situs.toml`");
        set(&mut config.title, self.text(table, "title"));
        config.description = self.text(table, "description");
        set(&mut config.base_url, self.base_url(table));
        set(&mut config.language, self.language(table));
        set(&mut config.tz, self.tz(table));
        config.default_tlp = table.get("default_tlp").map(|found| self.tlp("default_tlp", found).unwrap_or(Tlp::Red));
        if doubtful {
            config.default_tlp = Some(Tlp::Red);
        }
        let yardsticks = [("icd203", Yardstick::Icd203), ("phia", Yardstick::Phia)];
        set(&mut config.yardstick, self.word(table, "yardstick", &yardsticks));
        set(&mut config.reports_per_page, self.count(table, "reports_per_page"));
        set(&mut config.mentions_per_page, self.count(table, "mentions_per_page"));
        config.authors = self.texts(table, "authors");
        config.footer = self.text(table, "footer");
        if let Some(autolink) = self.table(table, "autolink") {
            self.unknown_keys(autolink, &["links", "demonyms"], "`[autolink]`");
            set(&mut config.autolink.links, self.word(autolink, "links", &[("first", Links::First), ("all", Links::All)]));
            set(&mut config.autolink.demonyms, self.boolean(autolink, "demonyms"));
        }
        if let Some(lints) = self.table(table, "lints") {
            self.unknown_keys(lints, &["off"], "`[lints]`");
            config.lints_off = self.texts(lints, "off");
        }
        if let Some(editions) = self.table(table, "editions") {
            self.editions(editions, &mut config.editions);
        }
        config
    }

    fn editions(&mut self, table: &DeTable<'_>, editions: &mut BTreeMap<String, EditionConfig>) {
        for (name, found) in table {
            let DeValue::Table(edition) = found.get_ref() else {
                let help = format!("write `[editions.{}]` with `tlp`, `drafts` and `embargoed` below it", name.get_ref());
                self.error::<()>("wrong-type", span_of(found), "an edition must be a table", help);
                continue;
            };
            if Slug::exact(name.get_ref()).is_none() {
                let help = Slug::of(name.get_ref()).map_or("use letters, digits and hyphens".to_owned(), |slug| format!("write `[editions.{slug}]`"));
                let message = format!("`{}` is not a name of an edition: lower-case letters, digits and hyphens", name.get_ref());
                self.error::<()>("bad-id", span_of(name), message, help);
                continue;
            }
            self.unknown_keys(edition, &["tlp", "drafts", "embargoed"], "an edition");
            let tlp = edition.get("tlp").and_then(|found| self.tlp("tlp", found));
            let read = EditionConfig {
                tlp: tlp.unwrap_or_default(),
                drafts: self.boolean(edition, "drafts").unwrap_or_default(),
                embargoed: self.boolean(edition, "embargoed").unwrap_or_default(),
            };
            if name.get_ref() == "public" && read != EditionConfig::default() {
                let message = "the edition `public` holds what is clear, and neither drafts nor what is under embargo";
                self.error::<()>("bad-edition", span_of(name), message, "give the edition another name, such as `[editions.internal]`");
                continue;
            }
            editions.insert(name.get_ref().to_string(), read);
        }
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&'static str], noun: &str) {
        for key in table.keys().filter(|key| !known.contains(&&**key.get_ref())) {
            let written = key.get_ref();
            let synonym = match &**written {
                "url" | "baseURL" | "baseurl" | "site_url" => Some("base_url"),
                "lang" | "locale" => Some("language"),
                "timezone" | "time_zone" | "zone" => Some("tz"),
                "name" => Some("title"),
                "author" => Some("authors"),
                _ => None,
            };
            let synonym = synonym.filter(|key| known.contains(key));
            let help = match synonym.or_else(|| nearest(written, known.iter().copied())) {
                Some(meant) => format!("write `{meant}`{}", lookalike(written, meant)),
                None => format!("the keys are {}", list(known.iter().copied(), "and")),
            };
            self.error::<()>("unknown-key", span_of(key), format!("`{written}` is not a key of {noun}"), help);
        }
    }

    fn wrong_type<T>(&mut self, key: &str, found: Found<'_, '_>, expected: &str, example: &str) -> Option<T> {
        let message = format!("`{key}` must be {expected}, not {}", describe(found.get_ref()));
        self.error("wrong-type", span_of(found), message, format!("write `{example}`"))
    }

    fn placed_text<'t>(&mut self, table: &'t DeTable<'_>, key: &str, example: &str) -> Option<(&'t str, Span)> {
        let found = table.get(key)?;
        match found.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let help = format!("write `{key} = \"{example}\"`, or remove the line");
                self.error("empty-value", span_of(found), format!("`{key}` is empty"), help)
            }
            DeValue::String(text) => Some((text.trim(), span_of(found))),
            _ => self.wrong_type(key, found, "a text", &format!("{key} = \"{example}\"")),
        }
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        self.placed_text(table, key, "some text").map(|(text, _)| text.to_owned())
    }

    fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        let Some(found) = table.get(key) else { return Vec::new() };
        let example = format!("{key} = [\"one\", \"two\"]");
        match found.get_ref() {
            DeValue::String(text) => vec![text.to_string()],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => self.wrong_type(key, item, "a list of texts", &example),
                })
                .collect(),
            _ => self.wrong_type(key, found, "a list of texts", &example).unwrap_or_default(),
        }
    }

    fn boolean(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let found = table.get(key)?;
        match found.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => self.wrong_type(key, found, "`true` or `false`", &format!("{key} = true")),
        }
    }

    fn count(&mut self, table: &DeTable<'_>, key: &str) -> Option<usize> {
        let found = table.get(key)?;
        let example = format!("{key} = 20");
        let DeValue::Integer(number) = found.get_ref() else {
            return self.wrong_type(key, found, "a whole number", &example);
        };
        let count = i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|count| usize::try_from(count).ok());
        match count.filter(|count| (1..=10_000).contains(count)) {
            Some(count) => Some(count),
            None => {
                let message = format!("`{key}` cannot be {}", number.as_str());
                self.error("bad-number", span_of(found), message, "write a number from 1 to 10000")
            }
        }
    }

    fn word<T: Copy>(&mut self, table: &DeTable<'_>, key: &str, words: &[(&'static str, T)]) -> Option<T> {
        let example = words.first().map_or("", |(word, _)| word);
        let (text, span) = self.placed_text(table, key, example)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let all = words.iter().map(|(word, _)| *word);
        let help = match nearest(text, all.clone()) {
            Some(meant) => format!("write `{key} = \"{meant}\"`"),
            None => format!("write {}", list(all, "or")),
        };
        self.error("unknown-word", span, format!("`{key}` cannot be `{text}`"), help)
    }

    fn tlp(&mut self, key: &str, found: Found<'_, '_>) -> Option<Tlp> {
        let DeValue::String(text) = found.get_ref() else {
            return self.wrong_type(key, found, "a marking in quotes", &format!("{key} = \"green\""));
        };
        if let Some(tlp) = Tlp::parse(text) {
            return Some(tlp);
        }
        let words = ["clear", "green", "amber", "amber+strict", "red"];
        let help = match nearest(text, words) {
            Some(meant) => format!("write `{key} = \"{meant}\"`"),
            None => format!("write {}", list(words, "or")),
        };
        let message = format!("`{text}` is not a marking of the Traffic Light Protocol");
        self.error("bad-tlp", span_of(found), message, help)
    }

    fn table<'t, 'i>(&mut self, table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
        let found = table.get(key)?;
        match found.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => self.wrong_type(key, found, "a table", &format!("[{key}]")),
        }
    }

    fn base_url(&mut self, table: &DeTable<'_>) -> Option<String> {
        let (text, span) = self.placed_text(table, "base_url", "https://example.org/")?;
        if let Some((message, help)) = pattern::address_fault(text) {
            return self.error("bad-url", span, message, help);
        }
        if text.get(..4).is_none_or(|scheme| !scheme.eq_ignore_ascii_case("http")) || text.contains(['?', '#']) {
            let message = "`base_url` must be an address of http or https, with no query and no fragment";
            return self.error("bad-url", span, message, "write `base_url = \"https://example.org/\"`");
        }
        Some(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
    }

    fn language(&mut self, table: &DeTable<'_>) -> Option<String> {
        let (text, span) = self.placed_text(table, "language", "en")?;
        if pattern::is_language(text) {
            return Some(text.to_owned());
        }
        let meant = pattern::language_meant(text).unwrap_or_else(|| "en".to_owned());
        let message = format!("`{text}` is not a language tag (BCP 47)");
        self.error("bad-language", span, message, format!("write `language = \"{meant}\"`"))
    }

    fn tz(&mut self, table: &DeTable<'_>) -> Option<String> {
        let (text, span) = self.placed_text(table, "tz", "UTC")?;
        if when::zone(text).is_some() {
            return Some(text.to_owned());
        }
        self.error("bad-zone", span, format!("`{text}` is not an IANA time zone"), zone_help(text))
    }
}

fn set<T>(setting: &mut T, read: Option<T>) {
    if let Some(read) = read {
        *setting = read;
    }
}

fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
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
            authors = ["A", "B"]
            footer = "F"
            [autolink]
            links = "all"
            demonyms = false
            [editions.partners]
            tlp = "amber"
            drafts = true
            [lints]
            off = ["highlights-count"]
            "#,
        );
        assert_eq!(drawn, "");
        assert_eq!(config.base_url, "https://example.org/site/");
        assert_eq!(config.default_tlp, Some(Tlp::AmberStrict));
        assert_eq!(config.editions["partners"], EditionConfig { tlp: Tlp::Amber, drafts: true, embargoed: false });
        assert_eq!(config.editions["public"], EditionConfig::default());
        assert_eq!((config.reports_per_page, config.mentions_per_page), (5, 7));
        assert_eq!((config.autolink.links, config.autolink.demonyms), (Links::All, false));
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
}
