//! A site at one moment ([`Site`]), and the folder that it comes from ([`Project`]).
//!
//! A site never changes: a save makes a new one. [`Site::page`] is the one function behind every page, in a full build
//! and in a preview alike.

pub mod project;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::config::{Config, Links};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::record::Tlp;
use crate::document::{self, Document, Kind, when};
use crate::edition::{self, Edition};
use crate::knowledge::{self, KnowledgeBase, Settings, Withheld};
use crate::page::{self, PageView, Scope, export, feed};
use crate::route::Route;
use crate::source::{Asset, SourceFile, Sources};
use crate::template::{self, NavigationEntry, Templates};

pub use self::project::Project;

/// What a build is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The edition; `public` where nothing is asked for.
    pub edition: Option<String>,
    /// Drafts too, whatever the edition says.
    pub drafts: bool,
    /// Everything, whatever its marking, as the edition `preview`: what a writer sees. Only where no edition is asked for.
    pub everything: bool,
    /// Unknown references are warnings, and their text is plain.
    pub allow_broken: bool,
    /// The address that the site will have, instead of `base_url`.
    pub base_url: Option<String>,
    /// The time of the build.
    pub now: Timestamp,
}

/// A site at one moment.
pub struct Site {
    /// The linked documents of the edition.
    pub base: KnowledgeBase,
    /// The settings.
    pub config: Config,
    /// The edition.
    pub edition: Edition,
    /// Everything that is wrong, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many documents the edition withholds.
    pub withheld: usize,
    tz: TimeZone,
    now: Timestamp,
    templates: Option<Templates>,
    assets: BTreeMap<String, AssetBytes>,
}

enum AssetBytes {
    Own(Arc<Asset>),
    BuiltIn(Vec<u8>),
}

/// The bytes of a page or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// The site has no such route.
    NotFound,
    /// A template is wrong.
    Template(Box<Diagnostic>),
}

impl Site {
    /// The site of these sources. Pure: it reads no disk and no clock.
    #[must_use]
    pub fn new(sources: &Sources, config: Option<&Arc<SourceFile>>, options: &Options) -> Self {
        let (mut config, mut diagnostics) = config.map_or_else(Default::default, Config::parse);
        if let Some(base_url) = &options.base_url {
            config.base_url = format!("{}/", base_url.trim_end_matches('/'));
        }
        let tz = when::zone(&config.tz).unwrap_or(TimeZone::UTC);
        let edition = choose_edition(&config, options, &tz, &mut diagnostics);

        let parsed: Vec<_> = sources.content.par_iter().map(document::parse).collect();
        let mut documents: Vec<Arc<Document>> = Vec::with_capacity(parsed.len());
        for (document, found) in parsed {
            documents.extend(document.map(Arc::new));
            diagnostics.extend(found);
        }
        for skipped in &sources.skipped {
            let message = format!("`{}` is not read: {}", skipped.path, skipped.reason);
            diagnostics.push(Diagnostic::warning("skipped-file", message));
        }
        let shown = edition::select(&documents, &edition, options.now);
        let hidden = |document: &&Arc<Document>| !document.unreadable && !edition.shows(document, options.now);
        let withheld: Vec<Arc<Document>> = documents.iter().filter(hidden).cloned().collect();
        let settings = Settings {
            link_all: config.autolink.links == Links::All,
            demonyms: config.autolink.demonyms,
            allow_broken: options.allow_broken,
            withheld: Withheld::new(withheld.iter().map(AsRef::as_ref)),
            keeps_words: false,
            now: options.now,
        };
        let base = knowledge::link(&shown, &settings);
        let mut found = base.diagnostics();
        if documents.iter().any(|document| document.unreadable) {
            // What cannot be read is in no edition, and the run stops for it; its other mistakes are told all the same.
            let told = |document: &&Arc<Document>| document.unreadable || edition.shows(document, options.now);
            let with_unreadable: Vec<Arc<Document>> = documents.iter().filter(told).cloned().collect();
            found = knowledge::link(&with_unreadable, &settings).diagnostics();
        }
        diagnostics.extend(found);
        diagnostics.extend(knowledge::withheld::named_in_prose(&shown, &withheld));
        let navigation: Vec<NavigationEntry> = base
            .pages
            .iter()
            .map(|document| NavigationEntry {
                title: document.title.value.clone(),
                href_from_root: Route::Page(document.id.clone()).output().as_str().to_owned(),
            })
            .collect();
        let templates = match Templates::new(&sources.templates, &config, &navigation) {
            Ok(templates) => Some(templates),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        };
        diagnostics.retain(|diagnostic| {
            diagnostic.severity == Severity::Error || !config.lints_off.iter().any(|code| code == diagnostic.code)
        });
        diagnostic::sort(&mut diagnostics);
        let mut assets: BTreeMap<String, AssetBytes> = template::built_in_assets()
            .into_iter()
            .filter_map(|path| Some((path.clone(), AssetBytes::BuiltIn(template::built_in_asset(&path)?))))
            .collect();
        assets.extend(sources.assets.iter().map(|asset| (asset.path.clone(), AssetBytes::Own(Arc::clone(asset)))));
        let withheld = withheld.len();
        Self { base, config, edition, diagnostics, withheld, tz, now: options.now, templates, assets }
    }

    /// Whether anything is wrong that stops a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    fn with_scope<T>(&self, work: impl FnOnce(&Scope<'_>) -> T) -> T {
        let has_asset = |path: &str| self.assets.contains_key(path);
        let scope = Scope {
            base: &self.base,
            config: &self.config,
            edition: &self.edition,
            tz: &self.tz,
            now: self.now,
            has_asset: &has_asset,
        };
        work(&scope)
    }

    /// Every route of the site, in a fixed order.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = self.with_scope(|scope| {
            let mut routes = page::routes(scope);
            routes.extend(feed::routes(scope));
            routes
        });
        routes.extend(crate::route::DataFile::ALL.map(Route::Data));
        routes.extend([Route::Sitemap, Route::Robots]);
        // A static file replaces what would be made at its address.
        routes.retain(|route| !self.assets.contains_key(route.output().as_str()));
        routes.extend(self.assets.keys().map(|path| Route::Asset(path.as_str().into())));
        routes
    }

    /// The route at a path below the root of the site, such as `reports/a/`, `reports/a/index.html` or `feed.xml`.
    /// Nothing is there where [`Site::page`] says so: this only reads the address.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<Route> {
        let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        if self.assets.contains_key(&file) {
            return Some(Route::Asset(file.into()));
        }
        let route = Route::parse(&file)?;
        let (kind, id) = match &route {
            Route::Report(id) => (Kind::Report, id),
            Route::Actor(id, 1) => (Kind::Actor, id),
            Route::Country(id, 1) => (Kind::Country, id),
            Route::Event(id, 1) => (Kind::Event, id),
            Route::Source(id) => (Kind::Source, id),
            Route::Page(id) => (Kind::Page, id),
            _ => return Some(route),
        };
        if self.base.with_id(kind, id.as_str()).is_some() { Some(route) } else { Route::parse_redirect(&file) }
    }

    /// The view of a page; nothing where the route is no page of this site.
    #[must_use]
    pub fn view(&self, route: &Route) -> Option<PageView> {
        self.with_scope(|scope| page::view(scope, route))
    }

    /// The bytes at a route: a pure function of the site and the route.
    ///
    /// # Errors
    /// The site has no such route, or a template is wrong.
    pub fn page(&self, route: &Route) -> Result<Page, PageError> {
        let text = match route {
            Route::Asset(path) => {
                return match self.assets.get(&**path) {
                    Some(AssetBytes::Own(asset)) => Ok(Page { bytes: asset.bytes.clone() }),
                    Some(AssetBytes::BuiltIn(bytes)) => Ok(Page { bytes: bytes.clone() }),
                    None => Err(PageError::NotFound),
                };
            }
            Route::Feed(of, format) => self.with_scope(|scope| feed::feed(scope, of, *format)),
            Route::Data(file) => Some(self.with_scope(|scope| export::data(scope, *file))),
            Route::Sitemap => Some(self.with_scope(|scope| export::sitemap(scope, &page::routes(scope)))),
            Route::Robots => Some(self.with_scope(export::robots)),
            route => match (self.view(route), &self.templates) {
                (Some(view), Some(templates)) => {
                    Some(templates.render(&view).map_err(|diagnostic| PageError::Template(Box::new(diagnostic)))?)
                }
                _ => None,
            },
        };
        text.map(|text| Page { bytes: text.into_bytes() }).ok_or(PageError::NotFound)
    }
}

/// The edition that is asked for, by its name in the settings.
fn choose_edition(config: &Config, options: &Options, tz: &TimeZone, diagnostics: &mut Vec<Diagnostic>) -> Edition {
    let default_tlp = config.default_tlp.unwrap_or(Tlp::Clear);
    if options.everything && options.edition.is_none() {
        let (drafts, embargoed) = (true, true);
        return Edition { name: "preview".into(), tlp: Tlp::Red, drafts, embargoed, default_tlp, tz: tz.clone() };
    }
    let name = options.edition.as_deref().unwrap_or("public");
    let mut edition = Edition { name: name.to_owned(), ..Edition::public(default_tlp, tz.clone()) };
    if let Some(wanted) = config.editions.get(name) {
        edition.tlp = wanted.tlp;
        edition.drafts = wanted.drafts;
        edition.embargoed = wanted.embargoed;
    } else {
        let known: Vec<String> = config.editions.keys().map(|name| format!("`{name}`")).collect();
        let diagnostic = Diagnostic::error("unknown-edition", format!("there is no edition `{name}`"));
        diagnostics.push(
            diagnostic.help(format!("write one of {}, or add `[editions.{name}]` to `situs.toml`", known.join(", "))),
        );
    }
    edition.drafts |= options.drafts;
    edition
}
