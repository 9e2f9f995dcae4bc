//! `situs.toml`: the settings of a site. Every one has a default, so the file may be empty or missing.

mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::diagnostic::{self, Diagnostic};
use crate::document::record::{ICD_203, PHIA, Tlp};
use crate::document::when;
use crate::source::SourceFile;

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
    /// Whether every actor, country and event has feeds of its own; the site always has.
    pub entity_feeds: bool,
    /// The editions by name. `public` is always there.
    pub editions: BTreeMap<String, EditionConfig>,
    /// After how many days without a new value a figure is stale, at least 1.
    pub figure_stale_days: u32,
    /// Codes of warnings that are not shown.
    pub lints_off: Vec<String>,
    /// Bylines of reports that name no author.
    pub authors: Vec<String>,
    /// A line at the foot of every page.
    pub footer: Option<String>,
    /// Whether there is a search page with its index.
    pub search: bool,
    /// Whether raw HTML in Markdown is HTML, sanitised, or text.
    pub raw_html: bool,
    /// Maps.
    pub map: MapConfig,
    /// Where the site is published to, by name.
    pub publish: BTreeMap<String, PublishConfig>,
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

/// How maps are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapConfig {
    /// Whose boundaries they show.
    pub boundaries: BoundarySet,
    /// What stands under each map in place of the theme's own words.
    pub disclaimer: Option<String>,
}

/// Whose boundaries maps show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BoundarySet {
    /// Those of the United Nations.
    #[default]
    Un,
    /// Those of Natural Earth, which follow who holds a place.
    NaturalEarth,
    /// None: no maps are drawn.
    None,
}

/// What an edition may hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditionConfig {
    /// The most restricted marking that it holds.
    pub tlp: Tlp,
    /// Whether it holds drafts.
    pub drafts: bool,
    /// Whether it holds reports before the end of their embargo.
    pub embargoed: bool,
    /// Where it will stand, where that is not the `base_url` of the site; with a slash at its end.
    pub base_url: Option<String>,
}

/// A place that the site is published to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishConfig {
    /// Its address: `s3://`, `gs://`, `az://`, `git+https://`, `ssh://`, `rsync://`, or a folder.
    pub url: String,
    /// The edition that goes there; `public` where nothing is said.
    pub edition: Option<String>,
    /// Address of a store that speaks the protocol of another.
    pub endpoint: Option<String>,
    /// Whether the bucket is the first part of the path rather than of the host's name.
    pub path_style: Option<bool>,
    /// Region of a store.
    pub region: Option<String>,
    /// Whether texts are compressed: on the way to a store, as copies beside them elsewhere.
    pub compress: bool,
    /// Branch of a repository; `gh-pages` where nothing is said.
    pub branch: Option<String>,
    /// Host name that a host of branches shall serve the site at.
    pub domain: Option<String>,
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
            entity_feeds: true,
            editions: BTreeMap::from([("public".to_owned(), EditionConfig::default())]),
            figure_stale_days: 30,
            lints_off: Vec::new(),
            authors: Vec::new(),
            footer: None,
            search: true,
            raw_html: true,
            map: MapConfig::default(),
            publish: BTreeMap::new(),
        }
    }
}

impl Default for Autolink {
    fn default() -> Self {
        Self { links: Links::First, demonyms: true }
    }
}

impl BoundarySet {
    /// The word for it in `situs.toml` and in views.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Un => "un",
            Self::NaturalEarth => "natural-earth",
            Self::None => "none",
        }
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

impl Config {
    /// Reads `situs.toml`. A setting that is wrong is reported and keeps its default, save `default_tlp`: where it is
    /// wrong, or may be misspelt or behind a syntax error, it is red, so that no slip publishes anything.
    #[must_use]
    pub fn parse(file: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let (config, mut diagnostics) = read::config(file);
        diagnostic::sort(&mut diagnostics);
        (config, diagnostics)
    }

    /// The zone of the site.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        when::zone(&self.tz).unwrap_or(TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests;
