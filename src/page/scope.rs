//! What views are made from, and the links and frames that every page has.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::lists::Lists;
use super::{EntityLink, FeedLink, Frame, PageLink, WhenView, calendar_file, direction};
use crate::config::Config;
use crate::document::{Document, Kind};
use crate::edition::Edition;
use crate::knowledge::{EntityIx, EntityKind, Holder, KnowledgeBase, Target};
use crate::route::{FeedFormat, FeedOf, Route, Section, Slug};

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
    pub lists: &'a Lists,
    /// Whether a static file of this path exists.
    pub has_asset: &'a (dyn Fn(&str) -> bool + Sync),
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
            date: self.base.reports[at as usize]
                .report()
                .and_then(|report| report.date.as_ref())
                .map(|date| WhenView::local(date, document.zone())),
        }
    }

    /// The page of a document that holds records.
    #[must_use]
    pub fn route_of_holder(&self, holder: Holder) -> Option<Route> {
        match holder {
            Holder::Report(at) => Some(Route::Report(self.base.reports.get(at as usize)?.document.id.clone())),
            Holder::Event(ix) => self.route_of(ix),
        }
    }

    /// A document that holds records as seen from the page at `from`.
    #[must_use]
    pub fn holder_link(&self, from: &Route, holder: Holder) -> Option<PageLink> {
        match holder {
            Holder::Report(at) => Some(self.report_link(from, at)),
            Holder::Event(ix) => {
                let entity = &self.base.entities[ix.at()];
                Some(PageLink {
                    id: entity.id.to_string(),
                    title: entity.name.clone(),
                    href: from.href(&self.route_of(ix)?),
                    date: entity
                        .event()
                        .and_then(|event| event.when.as_ref())
                        .map(|when| WhenView::local(&when.value, entity.event().and_then(|event| event.tz.as_deref()))),
                })
            }
        }
    }

    /// The absolute address of a page: what stands in feeds, the sitemap and canonical links.
    #[must_use]
    pub fn absolute(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_url, route.path())
    }

    pub(super) fn frame(
        &self,
        route: &Route,
        title: impl Into<String>,
        kind: &'static str,
        section: &'static str,
    ) -> Frame {
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
    pub(super) fn document_frame(
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

    pub(super) fn feeds(&self, route: &Route, of: &FeedOf, title: &str) -> Vec<FeedLink> {
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
    pub(super) fn add_feeds(&self, frame: &mut Frame, route: &Route, section: Section, id: &Slug) {
        if !self.config.entity_feeds {
            return;
        }
        let of = FeedOf::Entity(section, id.clone());
        let mut feeds = self.feeds(route, &of, &frame.title);
        feeds.append(&mut frame.feeds);
        frame.feeds = feeds;
    }
}
