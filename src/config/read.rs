//! The reading of `situs.toml`: every mistake at once, each with its place and what to write.

mod publish;

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use super::{BoundarySet, Config, EditionConfig, Links, Yardstick};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::WARNINGS;
use crate::diagnostic::suggest::{list, lookalike, nearest, skeleton};
use crate::document::front_matter::{pattern, zone_help};
use crate::document::record::Tlp;
use crate::document::when;
use crate::route::Slug;
use crate::source::{SourceFile, Span};

const KEYS: [&str; 20] = [
    "title",
    "description",
    "base_url",
    "language",
    "tz",
    "default_tlp",
    "yardstick",
    "autolink",
    "entity_feeds",
    "reports_per_page",
    "mentions_per_page",
    "figure_stale_days",
    "editions",
    "lints",
    "authors",
    "footer",
    "search",
    "map",
    "publish",
    "raw_html",
];

/// The settings, and all findings in no order.
pub(super) fn config(file: &Arc<SourceFile>) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader { file, diagnostics: Vec::new() };
    let config = reader.config();
    (config, reader.diagnostics)
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
    fn error<T>(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
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
        let hidden = root
            .get_ref()
            .keys()
            .any(|key| !KEYS.contains(&&**key.get_ref()) && skeleton(key.get_ref()).contains("tlp"));
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
        set(
            &mut config.figure_stale_days,
            self.count(table, "figure_stale_days").and_then(|days| u32::try_from(days).ok()),
        );
        set(&mut config.entity_feeds, self.boolean(table, "entity_feeds"));
        config.authors = self.texts(table, "authors");
        config.footer = self.text(table, "footer");
        set(&mut config.search, self.boolean(table, "search"));
        set(&mut config.raw_html, self.boolean(table, "raw_html"));
        if let Some(autolink) = self.table(table, "autolink") {
            self.unknown_keys(autolink, &["links", "demonyms"], "`[autolink]`");
            set(
                &mut config.autolink.links,
                self.word(autolink, "links", &[("first", Links::First), ("all", Links::All)]),
            );
            set(&mut config.autolink.demonyms, self.boolean(autolink, "demonyms"));
        }
        if let Some(map) = self.table(table, "map") {
            self.unknown_keys(map, &["boundaries", "disclaimer"], "`[map]`");
            let sets = [BoundarySet::Un, BoundarySet::NaturalEarth, BoundarySet::None].map(|set| (set.word(), set));
            set(&mut config.map.boundaries, self.word(map, "boundaries", &sets));
            config.map.disclaimer = self.text(map, "disclaimer");
        }
        if let Some(lints) = self.table(table, "lints") {
            self.unknown_keys(lints, &["off"], "`[lints]`");
            config.lints_off = self.texts(lints, "off");
            self.unknown_lints(lints);
        }
        if let Some(editions) = self.table(table, "editions") {
            self.editions(editions, &mut config.editions);
        }
        if let Some(targets) = self.table(table, "publish") {
            publish::targets(self, targets, &mut config.publish);
        }
        config
    }

    fn editions(&mut self, table: &DeTable<'_>, editions: &mut BTreeMap<String, EditionConfig>) {
        for (name, found) in table {
            let DeValue::Table(edition) = found.get_ref() else {
                let help =
                    format!("write `[editions.{}]` with `tlp`, `drafts` and `embargoed` below it", name.get_ref());
                self.error::<()>("wrong-type", span_of(found), "an edition must be a table", help);
                continue;
            };
            if Slug::exact(name.get_ref()).is_none() {
                let help = Slug::of(name.get_ref())
                    .map_or("use letters, digits and hyphens".to_owned(), |slug| format!("write `[editions.{slug}]`"));
                let message =
                    format!("`{}` is not a name of an edition: lower-case letters, digits and hyphens", name.get_ref());
                self.error::<()>("bad-id", span_of(name), message, help);
                continue;
            }
            self.unknown_keys(edition, &["tlp", "drafts", "embargoed", "base_url"], "an edition");
            let tlp = edition.get("tlp").and_then(|found| self.tlp("tlp", found));
            let read = EditionConfig {
                tlp: tlp.unwrap_or_default(),
                drafts: self.boolean(edition, "drafts").unwrap_or_default(),
                embargoed: self.boolean(edition, "embargoed").unwrap_or_default(),
                base_url: self.base_url(edition),
            };
            let narrow = EditionConfig { base_url: read.base_url.clone(), ..EditionConfig::default() };
            if name.get_ref() == "public" && read != narrow {
                let message = "the edition `public` holds what is clear, and neither drafts nor what is under embargo";
                self.error::<()>(
                    "bad-edition",
                    span_of(name),
                    message,
                    "give the edition another name, such as `[editions.internal]`",
                );
                continue;
            }
            editions.insert(name.get_ref().to_string(), read);
        }
    }

    /// Codes in `off` that are none of a warning: they silence nothing.
    fn unknown_lints(&mut self, lints: &DeTable<'_>) {
        let Some(found) = lints.get("off") else { return };
        let items: Vec<Found<'_, '_>> = match found.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![found],
        };
        for item in items {
            let DeValue::String(code) = item.get_ref() else { continue };
            if WARNINGS.contains(&&**code) {
                continue;
            }
            let help = nearest(code, WARNINGS).map_or_else(
                || "write the code of a warning, as it stands in brackets in the message".to_owned(),
                |meant| format!("write `{meant}`"),
            );
            let warning = Diagnostic::warning("unknown-lint", format!("no warning has the code `{code}`"));
            self.diagnostics.push(warning.at(self.file, span_of(item)).help(help));
        }
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&'static str], noun: &str) {
        self.unknown_keys_but(table, known, noun, |_| false);
    }

    /// The same, but for keys that are `told` of elsewhere.
    fn unknown_keys_but(
        &mut self,
        table: &DeTable<'_>,
        known: &[&'static str],
        noun: &str,
        told: impl Fn(&str) -> bool,
    ) {
        let unknown = |key: &str| !known.contains(&key) && !told(key);
        for key in table.keys().filter(|key| unknown(key.get_ref())) {
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
        let count =
            i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|count| usize::try_from(count).ok());
        count.filter(|count| (1..=10_000).contains(count)).or_else(|| {
            let message = format!("`{key}` cannot be {}", number.as_str());
            self.error("bad-number", span_of(found), message, "write a number from 1 to 10000")
        })
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
