//! Every rule between an address and a file.
//!
//! ```text
//! Slug  --(kind)-->  Route  --(output)-->  OutputPath   a file below public/
//!                      |
//!                      +----(href from another Route)-->  Href   a relative link
//! ```

use std::fmt;
use std::sync::Arc;

use deunicode::deunicode_char;

/// An id in an address: lower-case ASCII letters, digits and hyphens, never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

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
    /// `/ID/`
    Page(Slug),
    /// A feed of the whole site, or of one entity.
    Feed(FeedOf, FeedFormat),
    /// A file below `/data/`
    Data(DataFile),
    /// `/sitemap.xml`
    Sitemap,
    /// `/robots.txt`
    Robots,
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
}

/// The files below `/data/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// `reports.json`
    Reports,
    /// `actors.json`
    Actors,
    /// `countries.json`
    Countries,
    /// `events.json`
    Events,
    /// `mentions.ndjson`
    Mentions,
}

/// A file below the output folder: parts joined by `/`, none of them empty, `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

/// A link as it stands in HTML: relative, so that a site works under any path and from a disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Href(String);

/// Ids that are taken by addresses of the site's own.
const RESERVED_PAGES: [&str; 16] = [
    "reports",
    "actors",
    "countries",
    "events",
    "sources",
    "figures",
    "claims",
    "timeline",
    "calendar",
    "map",
    "network",
    "search",
    "corrections",
    "data",
    "page",
    "static",
];

impl Slug {
    /// Longest slug, in bytes: file systems take 255 for a name.
    const MAX: usize = 120;

    /// The slug of any text: letters of other scripts are transliterated, everything else becomes a hyphen. Nothing
    /// where no letter or digit is left.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut slug = String::with_capacity(text.len());
        for c in text.chars() {
            if slug.len() >= Self::MAX {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if matches!(c, '\'' | '’') {
            } else if c.is_alphanumeric() {
                let plain = deunicode_char(c).unwrap_or_default();
                for c in plain.chars() {
                    if c.is_ascii_alphanumeric() {
                        slug.push(c.to_ascii_lowercase());
                    } else if !slug.ends_with('-') {
                        slug.push('-');
                    }
                }
            } else if !is_mark(c) && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        Self::exact(slug.trim_matches('-'))
    }

    /// `text` itself, where it is a slug already.
    #[must_use]
    pub fn exact(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.len() <= Self::MAX + 20
            && !text.starts_with('-')
            && !text.ends_with('-')
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        fits.then(|| Self(text.into()))
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address of the site's own has this name already in `section`.
    #[must_use]
    pub fn is_reserved(&self, section: Section) -> bool {
        match section {
            Section::Pages => RESERVED_PAGES.contains(&self.as_str()),
            _ => self.as_str() == "page",
        }
    }
}

/// Combining marks: they belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slug({})", self.0)
    }
}

impl serde::Serialize for Slug {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

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
    pub const ALL: [Self; 6] =
        [Self::Reports, Self::Actors, Self::Countries, Self::Events, Self::Sources, Self::Timeline];

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
        }
    }
}

impl DataFile {
    /// All data files.
    pub const ALL: [Self; 5] = [Self::Reports, Self::Actors, Self::Countries, Self::Events, Self::Mentions];

    fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports.json",
            Self::Actors => "actors.json",
            Self::Countries => "countries.json",
            Self::Events => "events.json",
            Self::Mentions => "mentions.ndjson",
        }
    }
}

impl FeedFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }
}

impl Route {
    /// The address below the root of the site: `reports/a/`, `feed.xml`, empty for the home page.
    #[must_use]
    pub fn path(&self) -> String {
        let numbered = |base: String, number: usize| {
            if number <= 1 { base } else { format!("{base}page/{number}/") }
        };
        match self {
            Self::Home => String::new(),
            Self::Listing(listing, number) => numbered(listing.folder().to_owned(), *number),
            Self::Report(id) => format!("reports/{id}/"),
            Self::Actor(id, number) => numbered(format!("actors/{id}/"), *number),
            Self::Country(id, number) => numbered(format!("countries/{id}/"), *number),
            Self::Event(id, number) => numbered(format!("events/{id}/"), *number),
            Self::Source(id) => format!("sources/{id}/"),
            Self::Page(id) => format!("{id}/"),
            Self::Feed(FeedOf::Site, format) => format.name().to_owned(),
            Self::Feed(FeedOf::Entity(section, id), format) => format!("{}{id}/{}", section.folder(), format.name()),
            Self::Data(file) => format!("data/{}", file.name()),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::Robots => "robots.txt".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::Redirect(section, id) => format!("{}{id}/", section.folder()),
            Self::Asset(path) => path.to_string(),
        }
    }

    /// Where the page or file is written.
    #[must_use]
    pub fn output(&self) -> OutputPath {
        let mut path = self.path();
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        OutputPath(path)
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
        let feed = |name: &str| [FeedFormat::Atom, FeedFormat::Json].into_iter().find(|format| format.name() == name);
        match parts[..] {
            ["index.html"] => Some(Self::Home),
            ["sitemap.xml"] => Some(Self::Sitemap),
            ["robots.txt"] => Some(Self::Robots),
            ["404.html"] => Some(Self::NotFound),
            [name] => Some(Self::Feed(FeedOf::Site, feed(name)?)),
            ["data", name] => DataFile::ALL.into_iter().find(|data| data.name() == name).map(Self::Data),
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

    /// The relative link from the page at `self` to `target`. It names `index.html`, so that it also works from a disk.
    #[must_use]
    pub fn href(&self, target: &Self) -> Href {
        relative(&self.output().0, &target.output().0)
    }

    /// The link from the page at `self` to the root of the site: empty, or `../` as often as needed.
    #[must_use]
    pub fn root(&self) -> String {
        "../".repeat(self.output().0.matches('/').count())
    }
}

/// The relative link from one output file to another.
fn relative(from: &str, to: &str) -> Href {
    let shared = from
        .bytes()
        .zip(to.bytes())
        .take_while(|(a, b)| a == b)
        .enumerate()
        .filter(|(_, (byte, _))| *byte == b'/')
        .last()
        .map_or(0, |(at, _)| at + 1);
    let ups = from[shared..].matches('/').count();
    let mut href = "../".repeat(ups);
    href.push_str(&to[shared..]);
    Href(href)
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
        let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']);
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
    fn slugs_transliterate_and_never_come_out_empty() {
        let slug = |text| Slug::of(text).map(|slug| slug.to_string());
        assert_eq!(slug("UK officers"), Some("uk-officers".into()));
        assert_eq!(slug("Côte d’Ivoire"), Some("cote-divoire".into()));
        assert_eq!(slug("Київ 2025"), Some("kiyiv-2025".into()));
        assert_eq!(slug("../../etc/passwd"), Some("etc-passwd".into()));
        assert_eq!(slug("…"), None);
    }

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
