//! Ids: what stands for a document in its address.

use std::fmt;
use std::sync::Arc;

use deunicode::deunicode_char;

use super::Section;

/// An id in an address: lower-case ASCII letters, digits and hyphens, never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

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
        // The last letter may have come out as several.
        slug.truncate(Self::MAX);
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

    /// Whether Windows takes the name for a device: no folder can have it there.
    #[must_use]
    pub fn is_device(&self) -> bool {
        is_device(&self.0)
    }
}

/// Whether Windows takes a name for a device, with any ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let numbered = |word: &str| {
        let number = stem.get(..3).filter(|start| start.eq_ignore_ascii_case(word)).and(stem.get(3..));
        number.is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
    };
    ["con", "prn", "aux", "nul", "conin$", "conout$"].iter().any(|device| stem.eq_ignore_ascii_case(device))
        || numbered("com")
        || numbered("lpt")
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
    fn names_of_devices_are_known_in_any_dress() {
        for name in ["con", "NUL", "aux.txt", "Com1", "lpt9.tar.gz", "com²", "prn .md"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["cont", "com", "com0", "com10", "null", "a.con"] {
            assert!(!is_device(name), "{name}");
        }
    }
}
