//! Addresses in prose: which are harmless, and which name a content file.

/// Schemes that a link may have.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "geo"];

/// The address as it may stand in `href` or `src`; nothing where its scheme could run a script or read a file.
///
/// Browsers drop tabs, line breaks and leading control characters before they look for a scheme (WHATWG URL, basic
/// parser), so the check does the same.
#[must_use]
pub fn harmless(address: &str) -> Option<&str> {
    match scheme(address) {
        Some(scheme) if SCHEMES.contains(&&*scheme) => Some(address),
        Some(_) => None,
        None => Some(address),
    }
}

/// The scheme of an address in lower case, as a browser would see it.
#[must_use]
pub fn scheme(address: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in address.chars().filter(|c| !c.is_control()).skip_while(|c| c.is_whitespace()) {
        match c {
            ':' if !scheme.is_empty() => return Some(scheme),
            c if c.is_ascii_alphabetic() => scheme.push(c.to_ascii_lowercase()),
            c if !scheme.is_empty() && (c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => scheme.push(c),
            _ => return None,
        }
    }
    None
}

/// Whether a link's address is relative: no scheme, and not `//host`.
#[must_use]
pub fn is_local(address: &str) -> bool {
    scheme(address).is_none() && !address.starts_with("//") && !address.starts_with("\\\\")
}

/// Whether an address names a Markdown file of the site, such as `../actors/cmcc.md`.
#[must_use]
pub fn is_content_path(address: &str) -> bool {
    is_local(address) && split_fragment(address).0.to_ascii_lowercase().ends_with(".md")
}

/// An address and its fragment, without the `#`.
#[must_use]
pub fn split_fragment(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (address, None),
    }
}

/// `target` as seen from the file at `from`, both relative to the root of the site, with `.` and `..` resolved.
/// Nothing where it leaves the site.
#[must_use]
pub fn join(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        from.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect())
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes `%20` and the like; bytes that are not UTF-8 stay as they were written.
#[must_use]
pub fn percent_decoded(address: &str) -> String {
    if !address.contains('%') {
        return address.to_owned();
    }
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| address.get(at + 1..at + 3)).flatten();
        // `from_str_radix` would read a sign.
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_schemes_are_harmless() {
        assert_eq!(harmless("https://a.example/"), Some("https://a.example/"));
        assert_eq!(harmless("../a:b"), Some("../a:b"));
        for address in ["javascript:alert(1)", "JaVaScRiPt:x", " \u{1}java\tscript:x", "data:text/html,x", "vbscript:x"]
        {
            assert_eq!(harmless(address), None, "{address:?}");
        }
    }

    #[test]
    fn two_hexadecimal_digits_are_a_byte_and_a_sign_is_none() {
        assert_eq!(percent_decoded("a%20b%C3%A9"), "a bé");
        assert_eq!(percent_decoded("%+1%2"), "%+1%2");
    }

    #[test]
    fn paths_are_joined_within_the_site() {
        assert_eq!(join("content/reports/a.md", "../actors/b.md").as_deref(), Some("content/actors/b.md"));
        assert_eq!(join("content/a.md", "../../b.md"), None);
    }
}
