//! schema.org data, as JSON that is safe inside a script element.

use super::actor::ActorView;
use super::country::CountryView;
use super::event::EventView;
use super::report::ReportView;
use super::{EntityLink, Frame, Scope, WhenView};
use crate::knowledge::{EntityIx, EntityKind, KnowledgeBase};

/// The home page: `WebSite`.
#[must_use]
pub fn site(scope: &Scope<'_>, frame: &Frame) -> String {
    let mut data = Object::top("WebSite");
    data.text("name", &scope.config.title);
    data.maybe("description", scope.config.description.as_deref());
    data.text("url", &frame.canonical);
    data.text("inLanguage", &frame.lang);
    data.done()
}

/// A report: `ReportageNewsArticle` and its relatives.
#[must_use]
pub fn report(scope: &Scope<'_>, view: &ReportView, frame: &Frame) -> String {
    let kind = match view.kind.as_str() {
        "analysis" | "assessment" | "forecast" => "AnalysisNewsArticle",
        "background" => "BackgroundNewsArticle",
        "statement" | "other" => "NewsArticle",
        _ => "ReportageNewsArticle",
    };
    let machine = |when: &Option<WhenView>| when.as_ref().and_then(|when| when.machine.clone());
    let mut data = Object::top(kind);
    data.text("headline", &view.title);
    data.maybe("description", frame.description.as_deref());
    data.text("url", &frame.canonical);
    data.text("inLanguage", &frame.lang);
    data.maybe("datePublished", machine(&view.date).as_deref());
    data.maybe("dateModified", machine(&view.updated).or_else(|| machine(&view.date)).as_deref());
    data.list("author", &view.authors, |name, item| {
        item.kind("Person");
        item.text("name", name);
    });
    data.object("publisher", |item| {
        item.kind("Organization");
        item.text("name", &scope.config.title);
        item.text("url", &scope.config.base_url);
    });
    data.texts("keywords", view.tags.iter().map(String::as_str));
    data.list("about", view.countries.iter().chain(&view.events), |link, item| thing(scope, link, item));
    data.list("mentions", &view.actors, |actor, item| thing(scope, &actor.link, item));
    data.list("correction", &view.corrections, |correction, item| {
        item.kind("CorrectionComment");
        item.text("text", &correction.note);
        item.maybe("datePublished", correction.date.machine.as_deref());
    });
    data.list("isBasedOn", &view.sources, |source, item| {
        item.kind("CreativeWork");
        item.text("name", &source.name);
        item.maybe("url", source.url.as_deref());
    });
    data.done()
}

/// An actor: Person or a kind of Organization.
#[must_use]
pub fn actor(scope: &Scope<'_>, view: &ActorView, frame: &Frame) -> String {
    let mut data = Object::top(actor_type(view.kind.as_deref(), view.is_person));
    data.text("name", &view.name);
    data.texts("alternateName", view.aliases.iter().map(String::as_str));
    data.text("url", &frame.canonical);
    data.texts("sameAs", view.links.iter().map(|(_, address)| address.as_str()));
    if let Some(country) = &view.country {
        data.object(if view.is_person { "nationality" } else { "location" }, |item| thing(scope, country, item));
    }
    if let Some(parent) = view.parent.as_ref().filter(|_| !view.is_person) {
        data.object("parentOrganization", |item| thing(scope, parent, item));
    }
    data.done()
}

/// A country: Country.
#[must_use]
pub fn country(view: &CountryView, frame: &Frame) -> String {
    let mut data = Object::top("Country");
    data.text("name", &view.name);
    data.text("identifier", &view.id);
    data.text("url", &frame.canonical);
    data.done()
}

/// An event: Event.
#[must_use]
pub fn event(scope: &Scope<'_>, view: &EventView, frame: &Frame) -> String {
    let status = match view.status.as_deref() {
        Some("cancelled" | "denied") => "https://schema.org/EventCancelled",
        Some("postponed") => "https://schema.org/EventPostponed",
        _ => "https://schema.org/EventScheduled",
    };
    let mut data = Object::top("Event");
    data.text("name", &view.name);
    data.texts("alternateName", view.aliases.iter().map(String::as_str));
    data.text("url", &frame.canonical);
    data.text("eventStatus", status);
    data.maybe("startDate", view.when.as_ref().and_then(|when| when.machine.as_deref()));
    if let Some(place) = &view.place {
        data.object("location", |item| {
            item.kind("Place");
            item.maybe("name", place.name.as_deref());
            if let Some((latitude, longitude)) = place.position {
                item.object("geo", |item| {
                    item.kind("GeoCoordinates");
                    item.number("latitude", latitude);
                    item.number("longitude", longitude);
                });
            }
        });
    } else if let Some(country) = view.countries.first() {
        data.object("location", |item| thing(scope, country, item));
    }
    data.done()
}

/// An entity that another thing names.
fn thing(scope: &Scope<'_>, link: &EntityLink, item: &mut Object) {
    item.kind(link.entity.map_or("Thing", |ix| type_of(scope.base, ix)));
    item.text("name", &link.name);
    let page = link.entity.and_then(|ix| scope.route_of(ix));
    item.maybe("url", page.map(|page| scope.absolute(&page)).as_deref());
}

fn type_of(base: &KnowledgeBase, ix: EntityIx) -> &'static str {
    let entity = &base.entities[ix.at()];
    match entity.kind {
        EntityKind::Country => "Country",
        EntityKind::Event => "Event",
        EntityKind::Actor => {
            let kind = entity.actor().and_then(|actor| actor.kind.as_deref()).map(super::words);
            actor_type(kind.as_deref(), entity.is_person())
        }
    }
}

fn actor_type(kind: Option<&str>, is_person: bool) -> &'static str {
    match kind {
        _ if is_person => "Person",
        Some("government" | "ministry" | "agency" | "military") => "GovernmentOrganization",
        Some("media") => "NewsMediaOrganization",
        Some("ngo") => "NGO",
        Some("company") => "Corporation",
        Some("political party") => "PoliticalParty",
        _ => "Organization",
    }
}

/// An object that is written as it is made. Fields that hold nothing are left out.
struct Object(String);

impl Object {
    /// One that stands for itself.
    fn top(kind: &str) -> Self {
        let mut object = Self(String::with_capacity(1024));
        object.0.push('{');
        object.text("@context", "https://schema.org");
        object.kind(kind);
        object
    }

    fn done(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn key(&mut self, key: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn kind(&mut self, kind: &str) {
        self.text("@type", kind);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        push_text(&mut self.0, text);
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn number(&mut self, key: &str, number: f64) {
        self.key(key);
        self.0.push_str(&serde_json::Value::from(number).to_string());
    }

    fn texts<'a>(&mut self, key: &str, texts: impl Iterator<Item = &'a str>) {
        let mut texts = texts.peekable();
        if texts.peek().is_none() {
            return;
        }
        self.key(key);
        for (at, text) in texts.enumerate() {
            self.0.push(if at == 0 { '[' } else { ',' });
            push_text(&mut self.0, text);
        }
        self.0.push(']');
    }

    fn object(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        self.key(key);
        self.0.push('{');
        fill(self);
        self.0.push('}');
    }

    fn list<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, fill: impl Fn(T, &mut Self)) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.key(key);
        for (at, item) in items.enumerate() {
            self.0.push_str(if at == 0 { "[{" } else { ",{" });
            fill(item, self);
            self.0.push('}');
        }
        self.0.push(']');
    }
}

/// Appends a JSON string that is safe inside a script element.
pub(super) fn push_text(out: &mut String, text: &str) {
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2);
    if text.bytes().all(plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&escape(&serde_json::to_string(text).unwrap_or_default()));
    }
}

/// `<`, `>`, `&` and the two line separators as escapes: the JSON means the same and cannot leave its element.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_leave_its_script_element() {
        let mut data = Object::top("Event");
        data.text("name", "</script><!--\u{2028}\n");
        data.maybe("none", None);
        data.texts("empty", std::iter::empty());
        data.list("list", ["a", "\"b\""], |name, item| item.text("name", name));
        let expected = concat!(
            r#"{"@context":"https://schema.org","@type":"Event","name":"\u003c/script\u003e\u003c!--\u2028\n","#,
            r#""list":[{"name":"a"},{"name":"\"b\""}]}"#
        );
        assert_eq!(data.done(), expected);
    }
}
