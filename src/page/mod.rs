//! Base and route in, view out.
//!
//! A view is plain data: everything that a template may show, with links made and nothing left to look up. There is one
//! file for each kind of page, as in `templates/`. Nothing here knows Tera.

pub mod actor;
pub mod calendar_file;
pub mod country;
pub mod event;
pub mod export;
pub mod feed;
pub mod home;
pub mod json_ld;
pub mod listing;
pub mod lists;
pub mod mentions;
pub mod plain;
pub mod prose;
pub mod record;
pub mod report;
pub mod source;

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::Config;
use crate::document::when::When;
use crate::document::{Document, Kind};
use crate::edition::Edition;
use crate::knowledge::{EntityIx, EntityKind, KnowledgeBase, Target};
use crate::route::{FeedFormat, FeedOf, Href, Listing, Route, Section, Slug};

/// What views are made from.
pub struct Scope<'a> {
    /// The linked documents.
    pub base: &'a KnowledgeBase,
    /// The settings.
    pub config: &'a Config,
    /// The edition that is built.
    pub edition: &'a Edition,
    /// The zone of the site.
    pub tz: &'a TimeZone,
    /// The time of the build.
    pub now: Timestamp,
    /// Orders and sums over the whole site.
    pub lists: &'a lists::Lists,
    /// Whether a static file of this path exists.
    pub has_asset: &'a (dyn Fn(&str) -> bool + Sync),
}

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
    /// Kind of the page: `home`, `report`, `actor`, `country`, `event`, `source`, `listing`, `page`, …
    pub kind: &'static str,
    /// The part of the site, for the navigation: `reports`, `actors`, …; empty for others.
    pub section: &'static str,
    /// Language of the content, BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
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
    /// `reports.html`, `actors.html`, `countries.html`, `events.html`, `sources.html`, `timeline.html`
    Listing(Box<listing::ListingView>),
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
    /// Where it is.
    pub href: Href,
    /// Its date, where it has one.
    pub date: Option<WhenView>,
}

/// A date as people say it, and as machines read it.
#[derive(Debug, Clone, Serialize)]
pub struct WhenView {
    /// `21 October 2025`
    pub label: String,
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
    match route {
        Route::Home => Some(home::view(scope, route)),
        Route::Listing(listing, number) => listing::view(scope, route, *listing, *number),
        Route::Report(id) => report::view(scope, route, id),
        Route::Actor(id, number) => actor::view(scope, route, id, *number),
        Route::Country(id, number) => country::view(scope, route, id, *number),
        Route::Event(id, number) => event::view(scope, route, id, *number),
        Route::Source(id) => source::view(scope, route, id),
        Route::Figure(..) | Route::Calendar(_) | Route::Network => None,
        Route::Page(id) => plain::view(scope, route, id),
        Route::NotFound => Some(plain::not_found(scope, route)),
        Route::Redirect(section, id) => plain::redirect(scope, route, *section, id),
        Route::Feed(..) | Route::Data(_) | Route::Sitemap | Route::SitemapPart(_) | Route::Robots | Route::Asset(_) => {
            None
        }
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
    routes.extend(base.pages.iter().map(|document| Route::Page(document.id.clone())));
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

impl Scope<'_> {
    /// The page of an entity.
    #[must_use]
    pub fn route_of(&self, ix: EntityIx) -> Option<Route> {
        let entity = &self.base.entities[ix.at()];
        self.base.has_page(ix).then(|| match entity.kind {
            EntityKind::Actor => Route::Actor(entity.id.clone(), 1),
            EntityKind::Country => Route::Country(entity.id.clone(), 1),
            EntityKind::Event => Route::Event(entity.id.clone(), 1),
        })
    }

    /// The page of anything that a reference can stand for.
    #[must_use]
    pub fn route_of_target(&self, target: Target) -> Option<Route> {
        match target {
            Target::Entity(ix) => self.route_of(ix),
            Target::Report(at) => Some(Route::Report(self.base.reports[at as usize].document.id.clone())),
            Target::Source(at) => Some(Route::Source(self.base.sources[at as usize].id.clone())),
            Target::Page(at) => Some(Route::Page(self.base.pages[at as usize].id.clone())),
        }
    }

    /// An entity as seen from the page at `from`.
    #[must_use]
    pub fn entity_link(&self, from: &Route, ix: EntityIx) -> EntityLink {
        let entity = &self.base.entities[ix.at()];
        EntityLink {
            kind: entity.kind.word(),
            id: entity.code(),
            name: entity.name.clone(),
            href: self.route_of(ix).map(|route| from.href(&route)),
            entity: Some(ix),
        }
    }

    /// What a reference stands for, or its text where it stands for nothing.
    #[must_use]
    pub fn reference_link(&self, from: &Route, reference: &str, kinds: &[Kind]) -> EntityLink {
        match self.base.entity(reference, kinds) {
            Some(ix) => self.entity_link(from, ix),
            None => EntityLink { kind: "", id: String::new(), name: reference.to_owned(), href: None, entity: None },
        }
    }

    /// The report with this index as seen from the page at `from`.
    #[must_use]
    pub fn report_link(&self, from: &Route, at: u32) -> PageLink {
        let document = &self.base.reports[at as usize].document;
        PageLink {
            id: document.id.to_string(),
            title: document.title.value.clone(),
            href: from.href(&Route::Report(document.id.clone())),
            date: self.base.reports[at as usize].report().and_then(|report| report.date.as_ref()).map(WhenView::new),
        }
    }

    /// The absolute address of a page: what stands in feeds, the sitemap and canonical links.
    #[must_use]
    pub fn absolute(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_url, route.path())
    }

    fn frame(&self, route: &Route, title: impl Into<String>, kind: &'static str, section: &'static str) -> Frame {
        Frame {
            title: title.into(),
            description: None,
            kind,
            section,
            lang: self.config.language.clone(),
            dir: direction(&self.config.language),
            root: route.root(),
            canonical: self.absolute(route),
            feeds: self.feeds(route, &FeedOf::Site, &self.config.title),
            extra: serde_json::Map::new(),
            banner: (!self.edition.is_public())
                .then(|| format!("Edition “{}”: not for publication", self.edition.name)),
        }
    }

    /// The frame of a document's page: its language, its markings.
    fn document_frame(
        &self,
        route: &Route,
        document: &Arc<Document>,
        kind: &'static str,
        section: &'static str,
    ) -> Frame {
        let mut frame = self.frame(route, document.title.value.clone(), kind, section);
        if let Some(lang) = &document.common.lang {
            frame.lang.clone_from(lang);
            frame.dir = direction(lang);
        }
        let tlp = document.common.tlp.unwrap_or(self.edition.default_tlp);
        frame.extra.clone_from(&document.common.extra);
        let mut marks: Vec<String> = frame.banner.iter().cloned().collect();
        if tlp != crate::document::record::Tlp::Clear {
            marks.push(tlp.label().to_owned());
        }
        if document.common.draft {
            marks.push("Draft".to_owned());
        }
        if !marks.is_empty() {
            frame.banner = Some(marks.join(" · "));
        }
        frame
    }

    fn feeds(&self, route: &Route, of: &FeedOf, title: &str) -> Vec<FeedLink> {
        let formats = [
            (FeedFormat::Atom, "application/atom+xml"),
            (FeedFormat::Json, "application/feed+json"),
            (FeedFormat::Calendar, "text/calendar"),
        ];
        let there = |format| format != FeedFormat::Calendar || calendar_file::exists(self, of);
        let formats = formats.into_iter().filter(|(format, _)| there(*format));
        let link = |(format, media_type)| FeedLink {
            title: title.to_owned(),
            href: route.href(&Route::Feed(of.clone(), format)),
            media_type,
        };
        formats.map(link).collect()
    }

    /// Adds the feeds of an entity to those of the site.
    fn add_feeds(&self, frame: &mut Frame, route: &Route, section: Section, id: &Slug) {
        if !self.config.entity_feeds {
            return;
        }
        let of = FeedOf::Entity(section, id.clone());
        let mut feeds = self.feeds(route, &of, &frame.title);
        feeds.append(&mut frame.feeds);
        frame.feeds = feeds;
    }
}

impl WhenView {
    /// The date for readers and machines.
    #[must_use]
    pub fn new(when: &When) -> Self {
        Self { label: when.label(), machine: when.machine() }
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

/// The direction in which a language is written.
#[must_use]
pub fn direction(lang: &str) -> &'static str {
    let language = lang.split('-').next().unwrap_or_default();
    if matches!(language, "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "dv" | "ckb" | "ug" | "sd") { "rtl" } else { "ltr" }
}

/// `situation-report` as people read it.
#[must_use]
pub fn words(kind: &str) -> String {
    kind.replace('-', " ")
}
