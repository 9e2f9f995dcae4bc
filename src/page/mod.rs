//! Base and route in, view out.
//!
//! A view is plain data: everything that a template may show, with links made and nothing left to look up. There is one
//! file for each kind of page, as in `templates/`. Nothing here knows Tera.

pub mod actor;
pub mod calendar;
pub mod calendar_file;
pub mod claim;
pub mod correction;
pub mod country;
pub mod dossier;
pub mod event;
pub mod export;
pub mod feed;
pub mod figure;
pub mod home;
pub mod host;
pub mod json_ld;
pub mod listing;
pub mod lists;
pub mod map;
pub mod mentions;
pub mod network;
pub mod plain;
pub mod prose;
pub mod record;
pub mod relation;
pub mod report;
mod scope;
pub mod search;
pub mod since;
pub mod source;
pub mod translation;

use std::ops::Range;

use serde::Serialize;

pub use self::scope::Scope;
use crate::document::Kind;
use crate::knowledge::{EntityIx, EntityKind};
use crate::route::{Href, Listing, Route, SearchFile, Section, Slug};

/// Everything that a template may show on one page.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// What every page has.
    pub page: Frame,
    /// What only this kind of page has, under the name of the kind.
    #[serde(flatten)]
    pub content: Content,
    /// The prose as HTML, safe to show as it is.
    pub body: String,
    /// schema.org data as JSON, safe inside a script element.
    pub json_ld: Option<String>,
}

/// What every page has.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// Title of the page.
    pub title: String,
    /// One or two sentences for search engines and feeds.
    pub description: Option<String>,
    /// Kind of the page: `home`, `report`, `actor`, `country`, `event`, `source`, `series`, `register`, `listing`,
    /// `calendar`, `map`, `network`, `page`, …
    pub kind: &'static str,
    /// The part of the site, for the navigation: `reports`, `actors`, …; empty for others.
    pub section: &'static str,
    /// Language of the content, BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Language of the words around the content: the tag of a file of words.
    pub interface: String,
    /// The same text in other languages, and in this one; empty where there is no other.
    pub translations: Vec<TranslationLink>,
    /// From this page to the root of the site: empty, `../`, `../../`, …
    pub root: String,
    /// Absolute address of the page.
    pub canonical: String,
    /// Feeds of this page.
    pub feeds: Vec<FeedLink>,
    /// Free data of the document's front matter (`extra`).
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What a reader of a restricted edition, draft or embargoed report has to know.
    pub banner: Option<String>,
}

/// A text in one of its languages.
#[derive(Debug, Clone, Serialize)]
pub struct TranslationLink {
    /// BCP 47.
    pub lang: String,
    /// What its speakers call the language, else its tag.
    pub name: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: Href,
    /// The absolute address of its page.
    pub canonical: String,
    /// Whether it is this page.
    pub here: bool,
    /// Whether it is the original.
    pub original: bool,
}

/// A feed that a page announces.
#[derive(Debug, Serialize)]
pub struct FeedLink {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: Href,
    /// Its media type.
    pub media_type: &'static str,
}

/// What only one kind of page has.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// `home.html`
    Home(Box<home::HomeView>),
    /// `report.html`
    Report(Box<report::ReportView>),
    /// `actor.html`
    Actor(Box<actor::ActorView>),
    /// `country.html`
    Country(Box<country::CountryView>),
    /// `event.html`
    Event(Box<event::EventView>),
    /// `source.html`
    Source(Box<source::SourceView>),
    /// `figure.html`
    Figure(Box<figure::SeriesPage>),
    /// `figures.html`
    Figures(Box<figure::FiguresView>),
    /// `claims.html`
    Claims(Box<claim::ClaimsView>),
    /// `corrections.html`
    Corrections(Box<correction::CorrectionsView>),
    /// `reports.html`, `actors.html`, `countries.html`, `events.html`, `sources.html`, `timeline.html`
    Listing(Box<listing::ListingView>),
    /// `calendar.html`
    Calendar(Box<calendar::CalendarView>),
    /// `map.html`
    Map(Box<map::MapView>),
    /// `network.html`
    Network(Box<network::NetworkView>),
    /// `search.html`
    Search(Box<search::SearchView>),
    /// `page.html`
    Plain(plain::PlainView),
    /// `404.html`
    NotFound(plain::PlainView),
    /// `redirect.html`
    Redirect(plain::RedirectView),
}

/// An actor, country or event that is named, with its link.
#[derive(Debug, Clone, Serialize)]
pub struct EntityLink {
    /// `actor`, `country`, `event`; empty for a name that stands for nothing on the site.
    pub kind: &'static str,
    /// The id; alpha-3 for a country.
    pub id: String,
    /// The name.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<Href>,
    /// The entity; templates do not see it.
    #[serde(skip)]
    pub entity: Option<EntityIx>,
}

/// Another page of the site.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of the title, where it is not that of the page.
    pub lang: Option<String>,
    /// Where it is.
    pub href: Href,
    /// Its date, where it has one.
    pub date: Option<WhenView>,
}

/// A date as people say it, and as machines read it.
#[derive(Debug, Clone, Serialize)]
pub struct WhenView {
    /// `21 October 2025`; a time on the clock of the place, where its zone is known.
    pub label: String,
    /// The same moment in UTC, where `label` is a time of another zone: `18:00 UTC`, with the day where it is another.
    pub utc: Option<String>,
    /// IANA name of the zone of a time, where it is known.
    pub zone: Option<String>,
    /// A value for `<time datetime>`, where there is one.
    pub machine: Option<String>,
}

/// Where one page of a long list stands among the others.
#[derive(Debug, Clone, Serialize)]
pub struct Pagination {
    /// The number of this page, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// Newer.
    pub previous: Option<Href>,
    /// Older.
    pub next: Option<Href>,
    /// The first page.
    pub first: Href,
    /// The last page.
    pub last: Href,
}

/// The view of a page; nothing where the site has no such page, or the route is no page.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route) -> Option<PageView> {
    let scope = &scope.speaking_of(route);
    match route {
        Route::Home => Some(home::view(scope, route)),
        Route::Listing(Listing::Figures, number) => figure::register(scope, route, *number),
        Route::Listing(Listing::Claims, number) => claim::register(scope, route, *number),
        Route::Listing(Listing::Corrections, number) => correction::register(scope, route, *number),
        Route::Figure(id, number) => figure::series(scope, route, id, *number),
        Route::Listing(listing, number) => listing::view(scope, route, *listing, *number),
        Route::Report(id) => report::view(scope, route, id),
        Route::Actor(id, number) => actor::view(scope, route, id, *number),
        Route::Country(id, number) => country::view(scope, route, id, *number),
        Route::Event(id, number) => event::view(scope, route, id, *number),
        Route::Source(id) => source::view(scope, route, id),
        Route::Calendar(month) => calendar::view(scope, route, *month),
        Route::Map => Some(map::view(scope, route)),
        Route::Network => Some(network::view(scope, route)),
        Route::Search(SearchFile::Page) => search::view(scope, route),
        Route::Page(id) => plain::view(scope, route, id),
        Route::NotFound => Some(plain::not_found(scope, route)),
        Route::Redirect(section, id) => plain::redirect(scope, route, *section, id),
        Route::Feed(..)
        | Route::Data(_)
        | Route::Search(_)
        | Route::Sitemap
        | Route::SitemapPart(_)
        | Route::Robots
        | Route::Headers
        | Route::Redirects
        | Route::Asset(_) => None,
    }
}

/// Every page of the site, in a fixed order. Feeds, data files and static files are not among them.
#[must_use]
pub fn routes(scope: &Scope<'_>) -> Vec<Route> {
    let base = scope.base;
    let mut routes = vec![Route::Home, Route::NotFound];
    for listing in Listing::ALL {
        routes.extend((1..=listing::pages(scope, listing)).map(|number| Route::Listing(listing, number)));
    }
    routes.extend(base.reports.iter().map(|entry| Route::Report(entry.document.id.clone())));
    for ix in (0..base.entities.len()).map(EntityIx::new).filter(|&ix| base.has_page(ix)) {
        let entity = &base.entities[ix.at()];
        for number in 1..=mentions::pages(scope, ix) {
            routes.push(match entity.kind {
                EntityKind::Actor => Route::Actor(entity.id.clone(), number),
                EntityKind::Country => Route::Country(entity.id.clone(), number),
                EntityKind::Event => Route::Event(entity.id.clone(), number),
            });
        }
    }
    routes.extend(base.sources.iter().map(|document| Route::Source(document.id.clone())));
    routes.extend(figure::routes(scope));
    routes.extend(base.pages.iter().map(|document| Route::Page(document.id.clone())));
    routes.push(Route::Calendar(None));
    routes.extend(scope.lists.months(scope).all().map(|month| Route::Calendar(Some(month))));
    routes.push(Route::Map);
    routes.push(Route::Network);
    if scope.config.search {
        routes.push(Route::Search(SearchFile::Page));
    }
    routes.extend(redirects(scope));
    routes
}

/// The redirects from former ids.
fn redirects(scope: &Scope<'_>) -> Vec<Route> {
    let base = scope.base;
    // A private actor has no page to lead to.
    let paged = (0..base.entities.len()).map(EntityIx::new).filter(|&ix| base.has_page(ix));
    let entities = paged.filter_map(|ix| base.entities[ix.at()].document.as_ref());
    let reports = base.reports.iter().map(|entry| &entry.document);
    let mut redirects = Vec::new();
    for document in reports.chain(entities).chain(base.sources.iter()).chain(base.pages.iter()) {
        for former in &document.common.former_ids {
            if let Some(id) = Slug::exact(&former.value)
                && base.with_id(document.kind, id.as_str()).is_none()
            {
                redirects.push(Route::Redirect(section_of(document.kind), id));
            }
        }
    }
    redirects.sort();
    redirects.dedup();
    redirects
}

/// The part of the site that holds documents of this kind.
#[must_use]
pub fn section_of(kind: Kind) -> Section {
    match kind {
        Kind::Report => Section::Reports,
        Kind::Actor => Section::Actors,
        Kind::Event => Section::Events,
        Kind::Country => Section::Countries,
        Kind::Source => Section::Sources,
        Kind::Page => Section::Pages,
    }
}

impl Pagination {
    /// Page `number` of `total`; `at` gives the route of each.
    #[must_use]
    pub fn new(from: &Route, number: usize, total: usize, at: impl Fn(usize) -> Route) -> Self {
        let href = |number: usize| from.href(&at(number));
        Self {
            number,
            total,
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < total).then(|| href(number + 1)),
            first: href(1),
            last: href(total.max(1)),
        }
    }
}

/// The part of a list of `count` that stands on page `number`, and how many pages there are; nothing past the last page.
#[must_use]
pub fn page_of(count: usize, number: usize, per_page: usize) -> Option<(Range<usize>, usize)> {
    let total = count.div_ceil(per_page.max(1)).max(1);
    if number == 0 || number > total {
        return None;
    }
    let start = (number - 1) * per_page;
    Some((start..count.min(start + per_page), total))
}

/// `situation-report` as people read it.
#[must_use]
pub fn words(kind: &str) -> String {
    kind.replace('-', " ")
}
