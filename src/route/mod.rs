//! Every rule between an address and a file.
//!
//! ```text
//! Slug  --(kind)-->  Route  --(output)-->  OutputPath   a file below public/
//!                      |
//!                      +----(href from another Route)-->  Href   a relative link
//! ```

mod data;
mod month;
mod search;
mod slug;

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

pub use self::data::DataFile;
pub use self::month::Month;
pub use self::search::SearchFile;
pub use self::slug::Slug;

/// A page or file of the site, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `/`
    Home,
    /// `/reports/` and its further pages, `/actors/`, …
    Listing(Listing, usize),
    /// `/reports/ID/`
    Report(Slug),
    /// `/actors/ID/` and its further pages of mentions
    Actor(Slug, usize),
    /// `/countries/ISO3/`
    Country(Slug, usize),
    /// `/events/ID/`
    Event(Slug, usize),
    /// `/sources/ID/`
    Source(Slug),
    /// `/figures/ID/` and its further pages of values
    Figure(Slug, usize),
    /// `/calendar/`, and `/calendar/YYYY-MM/` for each month that has events
    Calendar(Option<Month>),
    /// `/map/`
    Map,
    /// `/network/`
    Network,
    /// `/ID/`
    Page(Slug),
    /// A feed or calendar of the whole site, or of one entity.
    Feed(FeedOf, FeedFormat),
    /// A file below `/data/`
    Data(DataFile),
    /// `/search/` and the files of its index
    Search(SearchFile),
    /// `/sitemap.xml`: all pages, or the list of its parts
    Sitemap,
    /// `/sitemap-N.xml`: one part of it, from 1
    SitemapPart(usize),
    /// `/robots.txt`
    Robots,
    /// `_headers`, which Netlify and Cloudflare Pages read
    Headers,
    /// `_redirects`, which the same hosts read
    Redirects,
    /// `/404.html`
    NotFound,
    /// A page that sends readers on: a former address.
    Redirect(Section, Slug),
    /// A static file, by its path.
    Asset(Arc<str>),
}

/// The lists that have pages of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// `/reports/`
    Reports,
    /// `/actors/`
    Actors,
    /// `/countries/`
    Countries,
    /// `/events/`
    Events,
    /// `/sources/`
    Sources,
    /// `/timeline/`
    Timeline,
    /// `/figures/`
    Figures,
    /// `/claims/`
    Claims,
    /// `/corrections/`
    Corrections,
}

/// The parts of the site that hold documents under their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `/reports/`
    Reports,
    /// `/actors/`
    Actors,
    /// `/countries/`
    Countries,
    /// `/events/`
    Events,
    /// `/sources/`
    Sources,
    /// `/`
    Pages,
}

/// What a feed is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedOf {
    /// The whole site.
    Site,
    /// One actor, country or event.
    Entity(Section, Slug),
}

/// The formats of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedFormat {
    /// `feed.xml` (RFC 4287)
    Atom,
    /// `feed.json` (JSON Feed 1.1)
    Json,
    /// `calendar.ics` (RFC 5545), where there are events
    Calendar,
}

/// A file below the output folder: parts joined by `/`, none of them empty, `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

/// A link as it stands in HTML: relative, so that a site works under any path and from a disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Href(String);

impl Section {
    /// All parts.
    pub const ALL: [Self; 6] = [Self::Reports, Self::Actors, Self::Countries, Self::Events, Self::Sources, Self::Pages];

    /// The first part of the address, with its slash; empty for plain pages.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Reports => "reports/",
            Self::Actors => "actors/",
            Self::Countries => "countries/",
            Self::Events => "events/",
            Self::Sources => "sources/",
            Self::Pages => "",
        }
    }

    /// The page of the document with this id.
    #[must_use]
    pub fn page(self, id: Slug) -> Route {
        match self {
            Self::Reports => Route::Report(id),
            Self::Actors => Route::Actor(id, 1),
            Self::Countries => Route::Country(id, 1),
            Self::Events => Route::Event(id, 1),
            Self::Sources => Route::Source(id),
            Self::Pages => Route::Page(id),
        }
    }
}

impl Listing {
    /// All lists.
    pub const ALL: [Self; 9] = [
        Self::Reports,
        Self::Actors,
        Self::Countries,
        Self::Events,
        Self::Sources,
        Self::Timeline,
        Self::Figures,
        Self::Claims,
        Self::Corrections,
    ];

    /// The first part of the address, with its slash.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Reports => "reports/",
            Self::Actors => "actors/",
            Self::Countries => "countries/",
            Self::Events => "events/",
            Self::Sources => "sources/",
            Self::Timeline => "timeline/",
            Self::Figures => "figures/",
            Self::Claims => "claims/",
            Self::Corrections => "corrections/",
        }
    }
}

impl FeedFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Json, Self::Calendar];

    fn name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
            Self::Calendar => "calendar.ics",
        }
    }
}

impl Route {
    /// The address below the root of the site: `reports/a/`, `feed.xml`, empty for the home page.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(64);
        self.write_path(&mut path);
        path
    }

    /// Appends [`Route::path`] to `out`.
    fn write_path(&self, out: &mut String) {
        let mut page = |folder: &str, id: &str, number: usize| {
            out.push_str(folder);
            out.push_str(id);
            if !id.is_empty() {
                out.push('/');
            }
            if number > 1 {
                let _ = write!(out, "page/{number}/");
            }
        };
        match self {
            Self::Home => {}
            Self::Listing(listing, number) => page(listing.folder(), "", *number),
            Self::Report(id) => page("reports/", id.as_str(), 1),
            Self::Actor(id, number) => page("actors/", id.as_str(), *number),
            Self::Country(id, number) => page("countries/", id.as_str(), *number),
            Self::Event(id, number) => page("events/", id.as_str(), *number),
            Self::Source(id) => page("sources/", id.as_str(), 1),
            Self::Figure(id, number) => page("figures/", id.as_str(), *number),
            Self::Calendar(None) => page("calendar/", "", 1),
            Self::Calendar(Some(month)) => _ = write!(out, "calendar/{month}/"),
            Self::Map => page("map/", "", 1),
            Self::Network => page("network/", "", 1),
            Self::Search(SearchFile::Page) => page("search/", "", 1),
            Self::Search(file) => _ = write!(out, "search/{}.js", file.name()),
            Self::Page(id) => page("", id.as_str(), 1),
            Self::Redirect(section, id) => page(section.folder(), id.as_str(), 1),
            Self::Feed(FeedOf::Site, format) => out.push_str(format.name()),
            Self::Feed(FeedOf::Entity(section, id), format) => {
                page(section.folder(), id.as_str(), 1);
                out.push_str(format.name());
            }
            Self::Data(file) => {
                out.push_str("data/");
                out.push_str(file.name());
            }
            Self::Sitemap => out.push_str("sitemap.xml"),
            Self::SitemapPart(number) => _ = write!(out, "sitemap-{number}.xml"),
            Self::Robots => out.push_str("robots.txt"),
            Self::Headers => out.push_str("_headers"),
            Self::Redirects => out.push_str("_redirects"),
            Self::NotFound => out.push_str("404.html"),
            Self::Asset(path) => out.push_str(path),
        }
    }

    /// Where the page or file is written.
    #[must_use]
    pub fn output(&self) -> OutputPath {
        let mut path = String::with_capacity(64);
        self.write_output(&mut path);
        OutputPath(path)
    }

    /// Appends [`Route::output`] to `out`.
    fn write_output(&self, out: &mut String) {
        let start = out.len();
        self.write_path(out);
        if out.len() == start || out.ends_with('/') {
            out.push_str("index.html");
        }
    }

    /// The route that is written to this file, as far as the path can tell: [`Route::output`] the other way round. A
    /// document's page and a redirect from a former id look alike; this says page, [`Route::parse_redirect`] redirect.
    #[must_use]
    pub fn parse(file: &str) -> Option<Self> {
        let parts: Vec<&str> = file.split('/').collect();
        let number = |text: &str| text.parse().ok().filter(|&number: &usize| number > 1 && number.to_string() == text);
        let listing =
            |name: &str| Listing::ALL.into_iter().find(|listing| listing.folder().trim_end_matches('/') == name);
        let section =
            |name: &str| Section::ALL.into_iter().find(|section| section.folder().strip_suffix('/') == Some(name));
        let feed = |name: &str| FeedFormat::ALL.into_iter().find(|format| format.name() == name);
        match parts[..] {
            ["index.html"] => Some(Self::Home),
            ["sitemap.xml"] => Some(Self::Sitemap),
            ["robots.txt"] => Some(Self::Robots),
            ["_headers"] => Some(Self::Headers),
            ["_redirects"] => Some(Self::Redirects),
            ["404.html"] => Some(Self::NotFound),
            [name] => match name.strip_prefix("sitemap-").and_then(|rest| rest.strip_suffix(".xml")) {
                Some("1") => Some(Self::SitemapPart(1)),
                Some(part) => number(part).map(Self::SitemapPart),
                None => Some(Self::Feed(FeedOf::Site, feed(name)?)),
            },
            ["data", name] => DataFile::ALL.into_iter().find(|data| data.name() == name).map(Self::Data),
            ["calendar", "index.html"] => Some(Self::Calendar(None)),
            ["calendar", month, "index.html"] => Month::parse(month).map(|month| Self::Calendar(Some(month))),
            ["map", "index.html"] => Some(Self::Map),
            ["network", "index.html"] => Some(Self::Network),
            ["search", name] => SearchFile::parse(name).map(Self::Search),
            ["figures", id, "index.html"] => Some(Self::Figure(Slug::exact(id)?, 1)),
            ["figures", id, "page", page, "index.html"] => Some(Self::Figure(Slug::exact(id)?, number(page)?)),
            [name, "index.html"] => match listing(name) {
                Some(listing) => Some(Self::Listing(listing, 1)),
                None => Slug::exact(name).map(Self::Page),
            },
            [name, "page", page, "index.html"] => Some(Self::Listing(listing(name)?, number(page)?)),
            [name, id, "index.html"] => Some(section(name)?.page(Slug::exact(id)?)),
            [name, id, file] => Some(Self::Feed(FeedOf::Entity(section(name)?, Slug::exact(id)?), feed(file)?)),
            [name, id, "page", page, "index.html"] => {
                let (id, number) = (Slug::exact(id)?, number(page)?);
                match section(name)? {
                    Section::Actors => Some(Self::Actor(id, number)),
                    Section::Countries => Some(Self::Country(id, number)),
                    Section::Events => Some(Self::Event(id, number)),
                    Section::Reports | Section::Sources | Section::Pages => None,
                }
            }
            _ => None,
        }
    }

    /// The redirect that is written to this file, where the path is that of a document's page.
    #[must_use]
    pub fn parse_redirect(file: &str) -> Option<Self> {
        Some(match Self::parse(file)? {
            Self::Report(id) => Self::Redirect(Section::Reports, id),
            Self::Actor(id, 1) => Self::Redirect(Section::Actors, id),
            Self::Country(id, 1) => Self::Redirect(Section::Countries, id),
            Self::Event(id, 1) => Self::Redirect(Section::Events, id),
            Self::Source(id) => Self::Redirect(Section::Sources, id),
            Self::Page(id) => Self::Redirect(Section::Pages, id),
            _ => return None,
        })
    }

    /// Whether it is a page for readers, and not a feed, a data file or the like.
    #[must_use]
    pub fn is_page(&self) -> bool {
        !matches!(
            self,
            Self::Feed(..)
                | Self::Data(_)
                | Self::Sitemap
                | Self::SitemapPart(_)
                | Self::Robots
                | Self::Headers
                | Self::Redirects
                | Self::Asset(_)
        ) && !matches!(self, Self::Search(file) if *file != SearchFile::Page)
    }

    /// The relative link from the page at `self` to `target`. It names `index.html`, so that it also works from a disk.
    #[must_use]
    pub fn href(&self, target: &Self) -> Href {
        // Pages have hundreds of links: both paths share one buffer.
        let mut paths = String::with_capacity(160);
        self.write_output(&mut paths);
        let middle = paths.len();
        target.write_output(&mut paths);
        let (from, to) = paths.split_at(middle);
        Href(relative(from, to))
    }

    /// The link from the page at `self` to the root of the site: empty, or `../` as often as needed.
    #[must_use]
    pub fn root(&self) -> String {
        "../".repeat(self.output().0.matches('/').count())
    }
}

/// The relative link from one output file to another.
fn relative(from: &str, to: &str) -> String {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = from.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let ups = from[shared..].matches('/').count();
    let rest = &to[shared..];
    let mut href = String::with_capacity(ups * 3 + rest.len());
    for _ in 0..ups {
        href.push_str("../");
    }
    href.push_str(rest);
    href
}

impl Href {
    /// The link as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with a fragment.
    #[must_use]
    pub fn anchor(&self, id: &str) -> Self {
        Self(format!("{}#{id}", self.0))
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OutputPath {
    /// `path`, where every part of it is a plain name.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let plain = |part: &str| {
            !part.is_empty() && part != "." && part != ".." && !part.contains(|c: char| c == '\\' || c.is_control())
        };
        path.split('/').all(plain).then(|| Self(path.to_owned()))
    }

    /// The path with `/` between its parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_work_from_a_disk() {
        let report = Route::Report(Slug::of("a").expect("a slug"));
        let actor = Route::Actor(Slug::of("b").expect("a slug"), 1);
        assert_eq!(report.href(&actor).as_str(), "../../actors/b/index.html");
        assert_eq!(report.href(&report).as_str(), "index.html");
        assert_eq!(Route::Home.href(&report).as_str(), "reports/a/index.html");
        assert_eq!(report.root(), "../../");
        assert_eq!(Route::NotFound.root(), "");
    }
}
