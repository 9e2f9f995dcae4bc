//! Bytes as they go to a browser, and the memory of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hyper::StatusCode;
use hyper::body::Bytes;

use crate::route::Route;

/// Most bytes that are remembered, and the largest file among them.
const REMEMBERED: usize = 64 << 20;
const LARGEST: usize = 8 << 20;
/// Most pages that are remembered.
const PAGES: usize = 4096;

/// A page or file, ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) status: StatusCode,
    /// The bytes that are sent: those of the site, with one line more in a page.
    pub(super) body: Bytes,
    /// The hash of the site's bytes.
    pub(super) etag: String,
    pub(super) media_type: &'static str,
    /// Whether it is of an older site, since the newest has errors.
    pub(super) is_last_good: bool,
    /// Whether the page of the newest site cannot be made.
    pub(super) has_fault: bool,
}

/// Each page that was asked for, made once however many ask at the same time.
#[derive(Default)]
pub(super) struct Cache(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    pages: HashMap<String, Arc<OnceLock<Option<Shown>>>>,
    bytes: usize,
}

impl Shown {
    /// The bytes of the page or file at `route`.
    pub(super) fn page(bytes: Vec<u8>, route: &Route, run: &str, revision: u64) -> Self {
        let media_type = media_type(route.output().as_str());
        let etag = blake3::hash(&bytes).to_hex()[..32].to_owned();
        let body = if media_type.starts_with("text/html") { with_script(bytes, &etag, run, revision) } else { bytes };
        let (is_last_good, has_fault) = (false, false);
        Self { status: StatusCode::OK, body: body.into(), etag, media_type, is_last_good, has_fault }
    }

    /// The page that stands where no page can be made at all: it shows what is wrong, and follows.
    pub(super) fn placeholder(run: &str, revision: u64) -> Self {
        let html = include_bytes!("placeholder.html").to_vec();
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, ..Self::page(html, &Route::NotFound, run, revision) }
    }
}

/// The page with the line that makes it follow: before the end of its body, or at the end.
fn with_script(mut html: Vec<u8>, etag: &str, run: &str, revision: u64) -> Vec<u8> {
    let line = format!(
        "<script src=\"/_situs/preview.js\" data-page=\"{etag}\" data-run=\"{run}\" data-revision=\"{revision}\" defer></script>\n"
    );
    let end = b"</body>";
    let at = html.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(html.len());
    html.splice(at..at, line.into_bytes());
    html
}

impl Cache {
    /// What is remembered for `key`.
    pub(super) fn get(&self, key: &str) -> Option<Shown> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.pages.get(key)?.get()?.clone()
    }

    /// What is remembered for `key`, else what `make` gives. That there is nothing is not remembered.
    pub(super) fn get_or_make(&self, key: &str, make: impl FnOnce() -> Option<Shown>) -> Option<Shown> {
        let cell = {
            let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if entries.pages.len() >= PAGES || entries.bytes > REMEMBERED {
                *entries = Entries::default();
            }
            Arc::clone(entries.pages.entry(key.to_owned()).or_default())
        };
        let mut made = 0;
        let shown = cell.get_or_init(|| {
            let shown = make();
            made = shown.as_ref().map_or(0, |shown| shown.body.len());
            shown
        });
        let shown = shown.clone();
        if made > 0 || shown.is_none() {
            let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            entries.bytes += made;
            if made > LARGEST || shown.is_none() {
                entries.pages.remove(key);
                entries.bytes = entries.bytes.saturating_sub(made);
            }
        }
        shown
    }
}

/// The media type of a file, by the ending of its name (IANA).
pub(super) fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "ndjson" => "application/x-ndjson",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Shown {
        Shown::page(text.as_bytes().to_vec(), &Route::Home, "r", 7)
    }

    #[test]
    fn a_page_has_one_line_more_than_the_site() {
        let line =
            "<script src=\"/_situs/preview.js\" data-page=\"E\" data-run=\"r\" data-revision=\"7\" defer></script>\n";
        for (html, before, after) in [
            ("<p>a</p></body></html>", "<p>a</p>", "</body></html>"),
            ("<code></body></code></BODY>", "<code></body></code>", "</BODY>"),
            ("a", "a", ""),
        ] {
            let shown = shown(html);
            let expected = format!("{before}{}{after}", line.replace("\"E\"", &format!("\"{}\"", shown.etag)));
            assert_eq!(shown.body, expected);
        }
    }

    #[test]
    fn a_calendar_is_sent_as_one() {
        assert_eq!(media_type("events/flood/calendar.ics"), "text/calendar; charset=utf-8");
    }

    #[test]
    fn a_page_is_made_once_and_its_absence_each_time() {
        let cache = Cache::default();
        assert!(cache.get_or_make("a", || Some(shown("a"))).is_some());
        assert!(cache.get_or_make("a", || None).is_some() && cache.get("a").is_some());
        assert!(cache.get_or_make("b", || None).is_none());
        assert!(cache.get_or_make("b", || Some(shown("b"))).is_some());
    }
}
