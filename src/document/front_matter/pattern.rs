//! Texts of a fixed form: grades, GLIDE numbers, hashes, HXL tags, language tags, addresses.

use super::shape::Pattern;

/// Admiralty grade of an item.
pub(super) static GRADE: Pattern = Pattern {
    code: "bad-grade",
    noun: "an Admiralty grade: A to F for the source, then 1 to 6 for the item",
    regex: "^[A-F][1-6]$",
    example: "B2",
    fits: |text| matches!(text.as_bytes(), [b'A'..=b'F', b'1'..=b'6']),
    repair: |text| text.to_ascii_uppercase().replace([' ', '-'], ""),
};

/// Reliability of a source.
pub(super) static LETTER: Pattern = Pattern {
    code: "bad-reliability",
    noun: "a letter from A to F",
    regex: "^[A-F]$",
    example: "B",
    fits: |text| matches!(text.as_bytes(), [b'A'..=b'F']),
    repair: |text| text.to_ascii_uppercase(),
};

/// GLIDE number (glidenumber.net): hazard, year, serial number, country.
pub(super) static GLIDE: Pattern = Pattern {
    code: "bad-glide",
    noun: "a GLIDE number",
    regex: "^[A-Z]{2}-[0-9]{4}-[0-9]{6}-[A-Z]{3}$",
    example: "EQ-2023-000015-TUR",
    fits: |text| {
        let form = b"AA-0000-000000-AAA";
        text.len() == form.len()
            && text.bytes().zip(form).all(|(byte, form)| match form {
                b'A' => byte.is_ascii_uppercase(),
                b'0' => byte.is_ascii_digit(),
                other => byte == *other,
            })
    },
    repair: |text| text.to_ascii_uppercase().replace([' ', '_'], "-"),
};

/// SHA-256 in hexadecimal.
pub(super) static SHA256: Pattern = Pattern {
    code: "bad-sha256",
    noun: "a SHA-256 hash: 64 digits and letters from `a` to `f`",
    regex: "^[0-9a-f]{64}$",
    example: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    fits: |text| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
    repair: |text| text.trim_start_matches("sha256:").to_ascii_lowercase().replace(' ', ""),
};

/// HXL tag with attributes (hxlstandard.org 1.1).
pub(super) static HXL: Pattern = Pattern {
    code: "bad-hxl",
    noun: "an HXL tag",
    regex: "^#[a-z][a-z0-9_]*( ?\\+[a-z][a-z0-9_]*)*$",
    example: "\"#affected+killed\"",
    fits: |text| {
        text.strip_prefix('#').is_some_and(|rest| {
            rest.split('+').map(|part| part.strip_suffix(' ').unwrap_or(part)).all(|part| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
            })
        })
    },
    repair: |text| format!("#{}", text.trim_start_matches('#').to_ascii_lowercase().replace(' ', "")),
};

/// Whether a text is a well-formed language tag (BCP 47: language, then script, region, variants, extensions).
pub(crate) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let Some(primary) = parts.next() else { return false };
    if !matches!(primary.len(), 2 | 3) || !letters(primary) {
        return false;
    }
    for _ in 0..3 {
        parts.next_if(|part| part.len() == 3 && letters(part));
    }
    parts.next_if(|part| part.len() == 4 && letters(part));
    parts.next_if(|part| (part.len() == 2 && letters(part)) || (part.len() == 3 && digits(part)));
    let variant = |part: &&str| {
        alphanumeric(part)
            && (matches!(part.len(), 5..=8) || (part.len() == 4 && part.starts_with(|c: char| c.is_ascii_digit())))
    };
    while parts.next_if(variant).is_some() {}
    while let Some(singleton) = parts.next() {
        let mut length = 0;
        let shortest = if singleton.eq_ignore_ascii_case("x") { 1 } else { 2 };
        while parts.next_if(|part| (shortest..=8).contains(&part.len()) && alphanumeric(part)).is_some() {
            length += 1;
        }
        if singleton.len() != 1 || !alphanumeric(singleton) || length == 0 {
            return false;
        }
    }
    true
}

/// What a wrong language tag was meant to be.
pub(crate) fn language_meant(text: &str) -> Option<String> {
    let dashed = text.trim().replace('_', "-");
    let dashed = dashed.split('.').next().unwrap_or_default().to_owned();
    if is_language(&dashed) {
        return Some(dashed);
    }
    let languages = [
        ("arabic", "ar"),
        ("chinese", "zh"),
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("hebrew", "he"),
        ("hindi", "hi"),
        ("italian", "it"),
        ("persian", "fa"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
        ("urdu", "ur"),
        ("swahili", "sw"),
    ];
    let text = text.to_lowercase();
    languages.iter().find(|(name, _)| *name == text).map(|(_, tag)| (*tag).to_owned())
}

fn letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Why a text is no address that a page may link to, with what to write; nothing where it is one.
pub(crate) fn address_fault(text: &str) -> Option<(String, String)> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c)) {
        let reason = "an address has no blanks, quotes, angle brackets or backslashes".to_owned();
        let help = format!("write `{}`", text.trim().replace(' ', "%20").replace(['<', '>', '"', '`'], ""));
        return Some((reason, help));
    }
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = |scheme: &str| lower.starts_with(scheme).then(|| text.get(scheme.len()..)).flatten();
    if let Some(rest) = rest("https://").or_else(|| rest("http://")) {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let named = host.rsplit('@').next().is_some_and(|host| host.chars().any(char::is_alphanumeric));
        return (!named).then(|| ("the address names no host".to_owned(), "write `https://example.org/`".to_owned()));
    }
    if let Some(rest) = rest("mailto:") {
        let (name, host) = rest.split_once('@').unwrap_or_default();
        let whole = !name.is_empty() && !host.is_empty();
        return (!whole)
            .then(|| ("the address names no mailbox".to_owned(), "write `mailto:name@example.org`".to_owned()));
    }
    let help = if text.contains('@') && !text.contains(':') {
        format!("write `mailto:{text}`")
    } else if let Some(rest) = text.strip_prefix("//") {
        format!("write `https://{rest}`")
    } else if !text.contains(':') && text.contains('.') && !text.starts_with(['/', '.']) {
        format!("write `https://{text}`")
    } else {
        "write an address that starts with `https://`, `http://` or `mailto:`".to_owned()
    };
    Some(("an address starts with `https://`, `http://` or `mailto:`".to_owned(), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_fit_their_patterns() {
        for pattern in [&GRADE, &LETTER, &GLIDE, &SHA256, &HXL] {
            assert!((pattern.fits)(pattern.example.trim_matches('"')), "{}", pattern.noun);
            assert!(!(pattern.fits)("") && !(pattern.fits)("é"), "{}", pattern.noun);
        }
    }

    #[test]
    fn language_tags_are_checked_by_form() {
        for tag in ["en", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj-biske", "ar-u-nu-latn", "en-x-a"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "english", "en_GB", "e", "en-", "en-u", "en-GB-"] {
            assert!(!is_language(tag), "{tag}");
        }
        assert_eq!(language_meant("en_GB.UTF-8"), Some("en-GB".into()));
    }

    #[test]
    fn only_three_schemes_are_addresses() {
        for good in ["https://example.org/a?b#c", "HTTP://EXAMPLE.ORG", "mailto:a@b.org"] {
            assert_eq!(address_fault(good), None, "{good}");
        }
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "https://", "ftp://a.org", "/a", "mailto:a", "https://a b", ""]
        {
            assert!(address_fault(bad).is_some(), "{bad}");
        }
        assert_eq!(address_fault("www.un.org").map(|fault| fault.1), Some("write `https://www.un.org`".into()));
    }
}
