//! What a host has to say of a file: its type, how long it may be kept, and whether it is compressed.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

/// What a host has to say of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: &'static str,
    /// Whether the bytes are compressed, which is `Content-Encoding: gzip`.
    pub gzip: bool,
}

/// Pages, feeds and data: the next report must be seen soon.
const SHORT: &str = "public, max-age=60, must-revalidate";
/// Files that pages use, under a name that stays.
const HOUR: &str = "public, max-age=3600";
/// Files whose name changes with their bytes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

impl Headers {
    /// Those of a file with this path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let (_, ending) = path.rsplit_once('.').unwrap_or(("", ""));
        let content_type = match ending.to_ascii_lowercase().as_str() {
            "xml" if path.ends_with("feed.xml") => "application/atom+xml; charset=utf-8".to_owned(),
            "json" if path.ends_with("feed.json") => "application/feed+json; charset=utf-8".to_owned(),
            "ndjson" => "application/x-ndjson; charset=utf-8".to_owned(),
            "geojson" => "application/geo+json; charset=utf-8".to_owned(),
            "ics" => "text/calendar; charset=utf-8".to_owned(),
            _ => {
                let guessed = mime_guess::from_path(path).first_or_octet_stream();
                if is_text(&guessed) { format!("{guessed}; charset=utf-8") } else { guessed.to_string() }
            }
        };
        let cache_control = match ending {
            "html" | "xml" | "json" | "ndjson" | "geojson" | "csv" | "ics" | "txt" => SHORT,
            // The index follows the reports.
            "js" if path.starts_with("search/") => SHORT,
            _ if has_hash(path) => FOR_EVER,
            _ => HOUR,
        };
        Self { content_type, cache_control, gzip: false }
    }

    /// Those of Situs's own notes.
    #[must_use]
    pub fn private() -> Self {
        Self { content_type: "text/plain; charset=utf-8".to_owned(), cache_control: "no-store", gzip: false }
    }

    /// Whether compressing files of this type is worth it.
    #[must_use]
    pub fn is_compressible(&self) -> bool {
        let bare = self.content_type.split(';').next().unwrap_or_default();
        bare.starts_with("text/") || bare.ends_with("xml") || bare.ends_with("json") || bare == "application/javascript"
    }
}

fn is_text(mime: &mime_guess::Mime) -> bool {
    mime.type_() == "text" || matches!(mime.subtype().as_str(), "javascript" | "json" | "manifest+json")
}

/// Whether the name holds a hash: eight hexadecimal digits or more between points or hyphens, digits and letters.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

/// The bytes compressed with gzip, the same for the same bytes.
///
/// # Errors
/// None that memory can give.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_times_follow_from_the_path() {
        let of = |path: &str| {
            let Headers { content_type, cache_control, .. } = Headers::of(path);
            (content_type, cache_control)
        };
        assert_eq!(of("reports/a/index.html"), ("text/html; charset=utf-8".into(), SHORT));
        assert_eq!(of("feed.xml").0, "application/atom+xml; charset=utf-8");
        assert_eq!(of("sitemap.xml"), ("text/xml; charset=utf-8".into(), SHORT));
        assert_eq!(of("calendar.ics").0, "text/calendar; charset=utf-8");
        assert_eq!(of("situs.css"), ("text/css; charset=utf-8".into(), HOUR));
        assert_eq!(of("search/words-1.js").1, SHORT);
        assert_eq!(of("img/a.png"), ("image/png".into(), HOUR));
        assert_eq!(of("site-1a2b3c4d.css").1, FOR_EVER);
        assert_eq!(of("site.1a2b3c4d5e.js").1, FOR_EVER);
        assert_eq!(of("report-20251021.pdf").1, HOUR, "a date is no hash");
        assert_eq!(of("CNAME").0, "application/octet-stream");
    }
}
