//! Who may ask: the page itself and the person at the browser, and no other web page.
//!
//! A preview listens where every page in the same browser can send requests to. `Host` must be one of our own names
//! (against DNS rebinding), `Origin` one of our own origins, and what the browser says of the sender
//! (Fetch Metadata) may be another site only where a person follows a link. No forwarded header counts.

use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

/// The names under which we may be asked.
pub(super) struct Admission {
    hosts: Vec<String>,
}

/// A request that is refused: the status, and why in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused(pub(super) StatusCode, pub(super) &'static str);

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

impl Admission {
    pub(super) fn new(port: u16) -> Self {
        let names = ["localhost", "127.0.0.1", "[::1]"];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.map(str::to_owned));
        }
        Self { hosts }
    }

    /// Whether the request may be answered. `is_own` says that it asks for the preview's own addresses.
    pub(super) fn check(&self, request: &Parts, is_own: bool) -> Result<(), Refused> {
        let headers = &request.headers;
        let host = only(headers, &HOST).is_some_and(|host| self.is_own_host(host));
        let target = request.uri.authority().is_none_or(|authority| self.is_own_host(authority.as_str()));
        let scheme = request.uri.scheme_str().is_none_or(|scheme| scheme == "http");
        if !host || !target || !scheme {
            return Err(Refused(
                StatusCode::FORBIDDEN,
                "this preview answers only to localhost, 127.0.0.1 and [::1] with its own port in `Host`",
            ));
        }
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(Refused(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered"));
        }
        let is_own_origin = |origin: &str| origin.strip_prefix("http://").is_some_and(|host| self.is_own_host(host));
        if headers.contains_key(ORIGIN) && !only(headers, &ORIGIN).is_some_and(is_own_origin) {
            return Err(Refused(StatusCode::FORBIDDEN, "another origin may not read this preview"));
        }
        if !may_fetch(headers, is_own) {
            return Err(Refused(StatusCode::FORBIDDEN, "another site may link to this preview, and not load from it"));
        }
        let length = only(headers, &CONTENT_LENGTH);
        if headers.contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != "0") {
            return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, "a request has no body here"));
        }
        Ok(())
    }

    fn is_own_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }
}

/// What the browser says of the sender: ourselves, the person, or another site in whose page a link was followed.
fn may_fetch(headers: &HeaderMap, is_own: bool) -> bool {
    match only(headers, &SITE) {
        None | Some("same-origin" | "none") => true,
        Some("same-site" | "cross-site") => {
            !is_own && only(headers, &MODE) == Some("navigate") && only(headers, &DEST) == Some("document")
        }
        Some(_) => false,
    }
}

/// The value of a header that may stand only once; empty, which nothing allows, where it stands twice or is not ASCII.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(if values.next().is_some() { "" } else { first.to_str().unwrap_or_default() })
}
