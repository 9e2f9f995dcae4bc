//! A site at one moment ([`Site`]), and the folder that it comes from ([`Project`]).
//!
//! A site never changes: a save makes a new one. [`Site::page`] is the one function behind every page, in a full build
//! and in a preview alike.

pub mod project;
mod secrets;
mod snapshot;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use self::project::Project;
use self::snapshot::MadeOf;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Kind;
use crate::edition::{Edition, WithheldCount};
use crate::knowledge::KnowledgeBase;
use crate::language::Languages;
use crate::page::{self, PageView, Scope, export, feed, host};
use crate::route::{Route, SearchFile};
use crate::source::Asset;
use crate::template::Templates;

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
    /// The site will change: it keeps what [`Site::after`] needs to be quick.
    pub live: bool,
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
    /// How much the edition withholds.
    pub withheld: WithheldCount,
    tz: TimeZone,
    languages: Arc<(Languages, Vec<Diagnostic>)>,
    templates: Result<Arc<Templates>, Diagnostic>,
    assets: Arc<BTreeMap<String, AssetBytes>>,
    lists: page::lists::Lists,
    made_of: MadeOf,
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
    /// Whether anything is wrong that stops a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    fn with_scope<T>(&self, work: impl FnOnce(&Scope<'_>) -> T) -> T {
        let has_asset = |path: &str| self.assets.contains_key(path);
        work(&self.scope(&has_asset))
    }

    fn scope<'a>(&'a self, has_asset: &'a (dyn Fn(&str) -> bool + Sync)) -> Scope<'a> {
        Scope {
            base: &self.base,
            config: &self.config,
            edition: &self.edition,
            tz: &self.tz,
            now: self.made_of.options.now,
            languages: &self.languages.0,
            words: self.languages.0.or_english(&self.config.language),
            lang: &self.config.language,
            lists: &self.lists,
            has_asset,
        }
    }

    /// Every route of the site with those of the search index, which has to be made for it.
    #[must_use]
    pub fn all_routes(&self) -> Vec<Route> {
        let mut routes = self.routes();
        let search = self.with_scope(page::search::routes);
        routes.extend(search.into_iter().filter(|route| !self.assets.contains_key(route.output().as_str())));
        routes
    }

    /// The search index, where the site has one. The first to ask waits until it is made.
    #[must_use]
    pub fn search_index(&self) -> Option<&page::search::Index> {
        let has_asset = |path: &str| self.assets.contains_key(path);
        self.config.search.then(|| self.lists.search(&self.scope(&has_asset)))
    }

    /// Every route of the site but the files of the search index, in a fixed order.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = self.with_scope(|scope| {
            let mut routes = page::routes(scope);
            routes.extend(feed::routes(scope));
            routes
        });
        routes.extend(crate::route::DataFile::ALL.map(Route::Data));
        routes.extend([Route::Sitemap, Route::Robots, Route::Headers]);
        if routes.iter().any(|route| matches!(route, Route::Redirect(..))) {
            routes.push(Route::Redirects);
        }
        let maps = self.with_scope(export::sitemap_parts);
        if maps > 1 {
            routes.extend((1..=maps).map(Route::SitemapPart));
        }
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

    /// The page for an address at which there is nothing: `404.html`, with links that work from there.
    ///
    /// # Errors
    /// A template is wrong.
    pub fn missing(&self, path: &str) -> Result<Page, PageError> {
        let view = self.with_scope(|scope| page::plain::not_found(scope, &Route::Asset(path.into())));
        self.render(&view)
    }

    fn render(&self, view: &PageView) -> Result<Page, PageError> {
        let templates = self.templates.as_ref().map_err(|fault| PageError::Template(Box::new(fault.clone())))?;
        let html = templates.render(view).map_err(|fault| PageError::Template(Box::new(fault)))?;
        Ok(Page { bytes: html.into_bytes() })
    }

    /// The bytes at a route: a pure function of the site and the route.
    ///
    /// # Errors
    /// The site has no such route, or a template is wrong.
    pub fn page(&self, route: &Route) -> Result<Page, PageError> {
        let mut page = Page { bytes: self.part(route, 0)? };
        for part in 1..self.parts(route) {
            page.bytes.append(&mut self.part(route, part)?);
        }
        Ok(page)
    }

    /// In how many parts the bytes at a route are made: one, but for data files that grow with the archive.
    #[must_use]
    pub fn parts(&self, route: &Route) -> usize {
        match route {
            Route::Data(file) => self.with_scope(|scope| export::parts(scope, *file)),
            _ => 1,
        }
    }

    /// A part of the bytes at a route. Parts after the first never fail.
    ///
    /// # Errors
    /// The site has no such route, or a template is wrong.
    pub fn part(&self, route: &Route, part: usize) -> Result<Vec<u8>, PageError> {
        let text = match route {
            Route::Asset(path) => {
                return match self.assets.get(&**path) {
                    Some(AssetBytes::Own(asset)) => Ok(asset.bytes.clone()),
                    Some(AssetBytes::BuiltIn(bytes)) => Ok(bytes.clone()),
                    None => Err(PageError::NotFound),
                };
            }
            Route::Feed(of, format) => self.with_scope(|scope| feed::feed(scope, of, *format)),
            Route::Data(file) => self.with_scope(|scope| export::part(scope, *file, part)),
            Route::Search(file) if *file != SearchFile::Page => {
                self.with_scope(|scope| page::search::file(scope, *file))
            }
            Route::Sitemap => Some(self.with_scope(export::sitemap)),
            Route::SitemapPart(number) => self.with_scope(|scope| export::sitemap_part(scope, *number)),
            Route::Robots => Some(self.with_scope(export::robots)),
            Route::Headers => Some(self.with_scope(host::headers)),
            Route::Redirects => Some(self.with_scope(host::redirects)),
            route => return Ok(self.render(&self.view(route).ok_or(PageError::NotFound)?)?.bytes),
        };
        text.map(String::into_bytes).ok_or(PageError::NotFound)
    }
}
