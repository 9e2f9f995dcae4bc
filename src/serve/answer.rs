//! One request in, one response out.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::StreamExt;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};

use super::address::{self, BadAddress};
use super::admission::Refused;
use super::shown::{Shown, media_type};
use super::snapshot::Found;
use super::{Preview, events, state};

/// The body of any response.
pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// The preview's own addresses. No page has one: an id cannot begin with `_`.
const OWN: &str = "_situs/";

/// Says that the page is of an older site, since the newest has errors.
const SHOWN: HeaderName = HeaderName::from_static("situs-shown");

/// Headers of every response: nothing is kept, guessed, framed, or read by another site.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// The response to a request.
pub(super) async fn answer(preview: &Arc<Preview>, request: Request<Incoming>) -> Response<Body> {
    let (request, _) = request.into_parts();
    let key = address::key(request.uri.path());
    let own = key.as_ref().ok().and_then(|key| key.strip_prefix(OWN));
    let mut response = match (preview.admission.check(&request, own.is_some()), &key) {
        (Err(refused), _) => refusal(refused),
        (Ok(()), Err(BadAddress::TooLong)) => plain(StatusCode::URI_TOO_LONG, "the address is too long"),
        (Ok(()), Err(BadAddress::NotPlain)) => plain(StatusCode::BAD_REQUEST, "no page can have this address"),
        (Ok(()), Ok(key)) => match own {
            Some(name) => own_file(preview, name, request.uri.query(), &request.headers).await,
            None => page(preview, key, &request.headers).await,
        },
    };
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, value);
    }
    response
}

/// A page or file of the site.
async fn page(preview: &Arc<Preview>, key: &str, headers: &HeaderMap) -> Response<Body> {
    let snapshot = preview.snapshot();
    let found = if let Some(shown) = snapshot.known(key) {
        Found::Page(shown)
    } else {
        let (preview, key) = (Arc::clone(preview), key.to_owned());
        let made = tokio::task::spawn_blocking(move || {
            let found = snapshot.find(&key, &preview.run);
            if matches!(&found, Found::Page(shown) if shown.has_fault) {
                preview.tell_errors(&snapshot);
            }
            found
        });
        match made.await {
            Ok(found) => found,
            Err(_) => return plain(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made"),
        }
    };
    match found {
        Found::Page(shown) => page_response(&shown, headers),
        Found::Moved(address) => {
            let mut response = plain(StatusCode::PERMANENT_REDIRECT, "the address of this page ends in a slash");
            response.headers_mut().extend(HeaderValue::try_from(address).map(|value| (header::LOCATION, value)));
            response
        }
    }
}

fn page_response(shown: &Shown, headers: &HeaderMap) -> Response<Body> {
    let is_known = shown.status == StatusCode::OK && is_known(headers, &shown.etag);
    let mut response = if is_known {
        let mut response = Response::new(empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        bytes(shown.status, shown.media_type, shown.body.clone())
    };
    response.headers_mut().extend(etag(&shown.etag));
    if shown.is_last_good || shown.has_fault {
        response.headers_mut().insert(SHOWN, HeaderValue::from_static("last-good"));
    }
    response
}

/// One of the preview's own files, the stream of events, or the state of a page.
async fn own_file(preview: &Arc<Preview>, name: &str, query: Option<&str>, headers: &HeaderMap) -> Response<Body> {
    let text: &'static str = match name {
        "preview.js" => concat!(include_str!("view.js"), include_str!("preview.js")),
        "preview.css" => include_str!("preview.css"),
        "idiomorph.js" => include_str!("vendor/idiomorph.min.js"),
        "events" if preview.current.receiver_count() >= events::MOST => {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "too many pages are open; close some of them");
        }
        "events" => {
            let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
            let since = last.or_else(|| address::parameter(query, "since")).and_then(|text| text.parse().ok());
            let frames = events::stream(preview, since.unwrap_or_default()).map(Ok);
            return with_type("text/event-stream", StreamBody::new(frames).boxed_unsync());
        }
        "state" => return page_state(preview, query).await,
        _ => return plain(StatusCode::NOT_FOUND, "the preview has no such file"),
    };
    bytes(StatusCode::OK, media_type(name), Bytes::from_static(text.as_bytes()))
}

async fn page_state(preview: &Arc<Preview>, query: Option<&str>) -> Response<Body> {
    // What the browser sends is the path of a page, which is encoded once more in a query.
    let path = address::parameter(query, "path").unwrap_or_default();
    let Ok(key) = address::key(&path) else {
        return plain(StatusCode::BAD_REQUEST, "`path` is no address of a page");
    };
    let (preview, snapshot) = (Arc::clone(preview), preview.snapshot());
    let made = tokio::task::spawn_blocking(move || state::state(&preview, &snapshot, &key).to_string());
    match made.await {
        Ok(text) => bytes(StatusCode::OK, "application/json", text.into()),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the state could not be told"),
    }
}

fn refusal(Refused(status, why): Refused) -> Response<Body> {
    let mut response = plain(status, why);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    // What may follow on this connection is not worth reading.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn plain(status: StatusCode, text: &str) -> Response<Body> {
    bytes(status, "text/plain; charset=utf-8", format!("{text}\n").into())
}

fn bytes(status: StatusCode, media_type: &'static str, bytes: Bytes) -> Response<Body> {
    let length = HeaderValue::from(bytes.len());
    let mut response = with_type(media_type, Full::new(bytes).boxed_unsync());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

fn with_type(media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn empty() -> Body {
    Full::new(Bytes::new()).boxed_unsync()
}

fn etag(hash: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((header::ETAG, HeaderValue::try_from(format!("\"{hash}\"")).ok()?))
}

/// Whether the client has these bytes already (RFC 9110 §13.1.2).
fn is_known(headers: &HeaderMap, hash: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|tag| {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"') == hash || tag == "*"
    })
}
