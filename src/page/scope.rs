//! What views are made from, and the links and frames that every page has.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::lists::Lists;
use super::{EntityLink, FeedLink, Frame, PageLink, WhenView, calendar_file, translation};
use crate::config::Config;
use crate::document::when::{self, When};
use crate::document::{Document, Kind};
use crate::edition::Edition;
use crate::knowledge::{EntityIx, EntityKind, Holder, KnowledgeBase, Target};
use crate::language::{Languages, Words, direction};
use crate::route::{FeedFormat, FeedOf, Route, Section, Slug};

/// What views are made from.
#[derive(Clone, Copy)]
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
    /// The languages that pages can be shown in.
    pub languages: &'a Languages,
    /// The words of the page that is made.
    pub words: &'a Words,
    /// The language of its content, BCP 47.
    pub lang: &'a str,
    /// Orders and sums over the whole site.
    pub lists: &'a Lists,
    /// Whether a static file of this path exists.
    pub has_asset: &'a (dyn Fn(&str) -> bool + Sync),
}

impl Scope<'_> {
    /// The same for the page at `route`: in the language of its document, where that is known and not the site's.
    #[must_use]
    pub fn speaking_of(&self, route: &Route) -> Self {
        let document = match route {
            Route::Report(id) => self.base.document(Kind::Report, id.as_str()),
            Route::Actor(id, _) => self.base.document(Kind::Actor, id.as_str()),
            Route::Country(id, _) => self.base.document(Kind::Country, id.as_str()),
            Route::Event(id, _) => self.base.document(Kind::Event, id.as_str()),
            Route::Source(id) => self.base.document(Kind::Source, id.as_str()),
            Route::Page(id) => self.base.document(Kind::Page, id.as_str()),
            _ => None,
        };
        let Some(lang) = document.and_then(|document| document.common.lang.as_deref()) else { return *self };
        Self { words: self.languages.get(lang).unwrap_or(self.words), lang, ..*self }
    }

    /// The language of a document, where it is not that of the page: what stands on it from there says so.
    #[must_use]
    pub fn foreign(&self, document: &Document) -> Option<String> {
        let lang = document.common.lang.as_deref().unwrap_or(&self.config.language);
        (lang != self.lang).then(|| lang.to_owned())
    }

    /// A date for readers and machines.
    #[must_use]
    pub fn when(&self, when: &When) -> WhenView {
        WhenView {
            label: when.label(self.words),
            utc: when.utc_label(self.words, None),
            zone: None,
            machine: when.machine(),
        }
    }

    /// The same on the clock of a zone, by its IANA name.
    #[must_use]
    pub fn when_local(&self, when: &When, zone: Option<&str>) -> WhenView {
        match zone.zip(zone.and_then(when::zone)).filter(|_| when.instant().is_some()) {
            Some((name, zone)) => WhenView {
                label: when.label_in(self.words, &zone),
                utc: when.utc_label(self.words, Some(&zone)),
                zone: Some(name.to_owned()),
                machine: when.machine(),
            },
            None => self.when(when),
        }
    }

    /// The name of an entity in the language of the page, else its own.
    #[must_use]
    pub fn name(&self, ix: EntityIx) -> &str {
        let entity = &self.base.entities[ix.at()];
        entity.name_in(self.words.primary()).unwrap_or(&entity.name)
    }

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
            name: self.name(ix).to_owned(),
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
            lang: self.foreign(document),
            href: from.href(&Route::Report(document.id.clone())),
            date: self.base.reports[at as usize]
                .report()
                .and_then(|report| report.date.as_ref())
                .map(|date| self.when_local(date, document.zone())),
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
                    title: self.name(ix).to_owned(),
                    lang: None,
                    href: from.href(&self.route_of(ix)?),
                    date: entity
                        .event()
                        .and_then(|event| event.when.as_ref())
                        .map(|when| self.when_local(&when.value, entity.event().and_then(|event| event.tz.as_deref()))),
                })
            }
        }
    }

    /// The absolute address of a page: what stands in feeds, the sitemap and canonical links.
    #[must_use]
    pub fn absolute(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_url, route.path())
    }

    /// The title of page `number` of a list.
    pub(super) fn titled(&self, title: &str, number: usize) -> String {
        if number > 1 {
            self.words.fill("titled-page", &[("title", title), ("number", &number.to_string())])
        } else {
            title.to_owned()
        }
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
            interface: self.words.tag.clone(),
            translations: Vec::new(),
            root: route.root(),
            canonical: self.absolute(route),
            feeds: self.feeds(route, &FeedOf::Site, &self.config.title),
            extra: serde_json::Map::new(),
            banner: (!self.edition.is_public())
                .then(|| self.words.fill("site.edition", &[("name", &self.edition.name)])),
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
        frame.translations = translation::links(self, route, document);
        let tlp = document.strictest(self.edition.default_tlp);
        frame.extra.clone_from(&document.common.extra);
        let mut marks: Vec<String> = frame.banner.iter().cloned().collect();
        if tlp != crate::document::record::Tlp::Clear {
            marks.push(tlp.label().to_owned());
        }
        if document.common.draft {
            marks.push(self.words.say("site.draft").into_owned());
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
