//! Events that have a position, as GeoJSON (RFC 7946).

use geojson::feature::Id;
use geojson::{Feature, Geometry, JsonObject};

use super::{country_codes, list, precision};
use crate::knowledge::EntityIx;
use crate::page::Scope;
use crate::route::Route;

/// A `FeatureCollection` with one feature a line, or a part of one: the first opens it, the last closes it.
#[must_use]
pub fn features(scope: &Scope<'_>, (first, last): (bool, bool), events: &[EntityIx]) -> String {
    let mut out = String::new();
    if first {
        out.push_str("{\"type\":\"FeatureCollection\",\"features\":");
    }
    out.push_str(&list((first, last), events.iter().filter_map(|ix| feature(scope, *ix))));
    if last {
        out.truncate(out.trim_end().len());
        out.push_str("}\n");
    }
    out
}

/// An event at its place: longitude before latitude, degrees of WGS 84 (RFC 7946 §3.1.1, §4).
fn feature(scope: &Scope<'_>, ix: EntityIx) -> Option<Feature> {
    let entity = &scope.base.entities[ix.at()];
    let event = entity.event()?;
    let place = event.place.as_ref()?;
    let (latitude, longitude) = place.position?;
    let mut properties = JsonObject::new();
    let mut put = |key: &str, text: Option<&str>| properties.insert(key.to_owned(), text.into());
    put("name", Some(&entity.name));
    put("when", event.when.as_ref().map(|when| when.value.as_str()));
    put("status", event.status.as_ref().map(|status| status.value.as_str()));
    put("kind", event.kind.as_deref());
    put("place", place.name.as_deref());
    put("precision", precision(place));
    put("url", Some(&scope.absolute(&Route::Event(entity.id.clone(), 1))));
    properties.insert("countries".to_owned(), country_codes(scope, event).into());
    properties.insert("reports".to_owned(), scope.base.appearances(ix).len().into());
    Some(Feature {
        id: Some(Id::String(entity.id.to_string())),
        geometry: Some(Geometry::new_point([longitude, latitude])),
        properties: Some(properties),
        ..Feature::default()
    })
}
