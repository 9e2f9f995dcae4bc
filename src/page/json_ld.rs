//! schema.org data, as JSON that is safe inside a script element.

use serde_json::{Value, json};

use super::actor::ActorView;
use super::country::CountryView;
use super::event::EventView;
use super::report::ReportView;
use super::{EntityLink, Frame, Scope};
use crate::knowledge::{EntityKind, KnowledgeBase};
use crate::route::Route;

/// The home page: `WebSite`.
#[must_use]
pub fn site(scope: &Scope<'_>, frame: &Frame) -> String {
    embed(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": scope.config.title,
        "description": scope.config.description,
        "url": frame.canonical,
        "inLanguage": frame.lang,
    }))
}

/// A report: `ReportageNewsArticle` and its relatives.
#[must_use]
pub fn report(scope: &Scope<'_>, route: &Route, view: &ReportView, frame: &Frame) -> String {
    let kind = match view.kind.as_str() {
        "analysis" | "assessment" | "forecast" => "AnalysisNewsArticle",
        "background" => "BackgroundNewsArticle",
        "statement" | "other" => "NewsArticle",
        _ => "ReportageNewsArticle",
    };
    let machine = |when: &Option<super::WhenView>| when.as_ref().and_then(|when| when.machine.clone());
    let about: Vec<Value> = view.countries.iter().chain(&view.events).map(|link| thing(scope, route, link)).collect();
    let mentions: Vec<Value> = view.actors.iter().map(|link| thing(scope, route, link)).collect();
    let corrections: Vec<Value> = view
        .corrections
        .iter()
        .map(|correction| json!({"@type": "CorrectionComment", "text": correction.note, "datePublished": correction.date.machine}))
        .collect();
    embed(&json!({
        "@context": "https://schema.org",
        "@type": kind,
        "headline": view.title,
        "description": frame.description,
        "url": frame.canonical,
        "inLanguage": frame.lang,
        "datePublished": machine(&view.date),
        "dateModified": machine(&view.updated).or_else(|| machine(&view.date)),
        "author": view.authors.iter().map(|name| json!({"@type": "Person", "name": name})).collect::<Vec<_>>(),
        "publisher": {"@type": "Organization", "name": scope.config.title, "url": scope.config.base_url},
        "keywords": view.tags,
        "about": about,
        "mentions": mentions,
        "correction": corrections,
        "isBasedOn": view.sources.iter().map(|source| json!({"@type": "CreativeWork", "name": source.name, "url": source.url})).collect::<Vec<_>>(),
    }))
}

/// An actor: Person or a kind of Organization.
#[must_use]
pub fn actor(scope: &Scope<'_>, route: &Route, view: &ActorView, frame: &Frame) -> String {
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": actor_type(view.kind.as_deref(), view.is_person),
        "name": view.name,
        "alternateName": view.aliases,
        "url": frame.canonical,
        "sameAs": view.links.iter().map(|(_, address)| address).collect::<Vec<_>>(),
    });
    if let Some(country) = &view.country {
        let key = if view.is_person { "nationality" } else { "location" };
        data[key] = thing(scope, route, country);
    }
    if let Some(parent) = view.parent.as_ref().filter(|_| !view.is_person) {
        data["parentOrganization"] = thing(scope, route, parent);
    }
    embed(&data)
}

/// A country: Country.
#[must_use]
pub fn country(_: &Scope<'_>, _: &Route, view: &CountryView, frame: &Frame) -> String {
    embed(&json!({
        "@context": "https://schema.org",
        "@type": "Country",
        "name": view.name,
        "identifier": view.id,
        "url": frame.canonical,
    }))
}

/// An event: Event.
#[must_use]
pub fn event(scope: &Scope<'_>, route: &Route, view: &EventView, frame: &Frame) -> String {
    let status = match view.status.as_deref() {
        Some("cancelled") => "https://schema.org/EventCancelled",
        Some("postponed") => "https://schema.org/EventPostponed",
        _ => "https://schema.org/EventScheduled",
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": view.name,
        "alternateName": view.aliases,
        "url": frame.canonical,
        "eventStatus": status,
        "startDate": view.when.as_ref().and_then(|when| when.machine.clone()),
    });
    if let Some(place) = &view.place {
        let mut location = json!({"@type": "Place", "name": place.name});
        if let Some((latitude, longitude)) = place.position {
            location["geo"] = json!({"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude});
        }
        data["location"] = location;
    } else if let Some(country) = view.countries.first() {
        data["location"] = thing(scope, route, country);
    }
    embed(&data)
}

/// An entity that another thing names.
fn thing(scope: &Scope<'_>, route: &Route, link: &EntityLink) -> Value {
    let _ = route;
    let kind = match link.kind {
        "country" => "Country",
        "event" => "Event",
        "actor" => actor_of(scope.base, &link.id),
        _ => "Thing",
    };
    let page = match link.kind {
        "country" => Some(format!("{}countries/{}/", scope.config.base_url, link.id.to_lowercase())),
        "event" => Some(format!("{}events/{}/", scope.config.base_url, link.id)),
        "actor" => Some(format!("{}actors/{}/", scope.config.base_url, link.id)),
        _ => None,
    };
    json!({"@type": kind, "name": link.name, "url": page.filter(|_| link.href.is_some())})
}

fn actor_of(base: &KnowledgeBase, id: &str) -> &'static str {
    let found = base.with_id(crate::document::Kind::Actor, id);
    let Some(crate::knowledge::Target::Entity(ix)) = found else { return "Organization" };
    let entity = &base.entities[ix.at()];
    debug_assert_eq!(entity.kind, EntityKind::Actor);
    let kind = entity.actor().and_then(|actor| actor.kind.as_deref()).map(super::words);
    actor_type(kind.as_deref(), entity.is_person())
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

/// JSON without empty values, and without anything that could end the script element.
fn embed(value: &Value) -> String {
    let mut value = value.clone();
    prune(&mut value);
    escape(&value.to_string())
}

/// `<`, `>`, `&` and the two line separators as escapes: the JSON means the same and cannot leave its element.
#[must_use]
pub fn escape(json: &str) -> String {
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

fn prune(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|_, value| {
            prune(value);
            !(value.is_null()
                || value.as_array().is_some_and(Vec::is_empty)
                || value.as_object().is_some_and(serde_json::Map::is_empty))
        });
    } else if let Value::Array(list) = value {
        list.iter_mut().for_each(prune);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_leave_its_script_element() {
        let shown = embed(&json!({"name": "</script><!--", "none": null, "empty": []}));
        assert_eq!(shown, r#"{"name":"\u003c/script\u003e\u003c!--"}"#);
    }
}
