//! From the address of a request to the key of a page, and nothing else from it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Longest address, in bytes.
const LONGEST: usize = 2048;

/// What stays as it is in an address that we write (RFC 3986 §2.3, and `/`).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why an address is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadAddress {
    /// It is too long.
    TooLong,
    /// No page can be there: empty parts, `..`, backslashes, control characters, bytes that are not UTF-8.
    NotPlain,
}

/// The key that the path of a request stands for: decoded once, without the first slash, each part a plain name. Empty
/// for the home page; a slash at the end stays.
pub(super) fn key(path: &str) -> Result<String, BadAddress> {
    if path.len() > LONGEST {
        return Err(BadAddress::TooLong);
    }
    let encoded = path.strip_prefix('/').ok_or(BadAddress::NotPlain)?;
    if !escapes_are_whole(encoded) {
        return Err(BadAddress::NotPlain);
    }
    let key = percent_decode_str(encoded).decode_utf8().map_err(|_| BadAddress::NotPlain)?;
    let is_plain =
        |part: &str| !matches!(part, "" | "." | "..") && !part.contains(|c: char| c == '\\' || c.is_control());
    let parts = key.strip_suffix('/').unwrap_or(&key);
    if !key.is_empty() && !parts.split('/').all(is_plain) {
        return Err(BadAddress::NotPlain);
    }
    Ok(key.into_owned())
}

/// The address of a key, from the root of the host.
pub(super) fn of(key: &str) -> String {
    format!("/{}", utf8_percent_encode(key, KEPT))
}

/// The value of a parameter of a query, decoded.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let value = query?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    percent_decode_str(value).decode_utf8().ok().map(Into::into)
}

/// Whether each `%` has its two digits.
fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_plain_names() {
        assert_eq!(key("/"), Ok(String::new()));
        assert_eq!(key("/reports/a/"), Ok("reports/a/".into()));
        assert_eq!(key("/a%20b.png"), Ok("a b.png".into()));
        assert_eq!(key("/%252e%252e/x"), Ok("%2e%2e/x".into()), "decoded once");
        for bad in [
            "",
            "*",
            "x",
            "//",
            "//evil.example/",
            "/a//b",
            "/..",
            "/../a",
            "/a/..",
            "/./a",
            "/%2e%2e/a",
            "/%2E%2e%2fa",
            "/..%2fa",
            "/..%5ca",
            "/a\\b",
            "/%00",
            "/a%0ab",
            "/%ff",
            "/%",
            "/%2",
            "/%zz",
            "/%c2%85",
        ] {
            assert_eq!(key(bad), Err(BadAddress::NotPlain), "{bad}");
        }
        assert_eq!(key(&format!("/{}", "a".repeat(4000))), Err(BadAddress::TooLong));
    }

    #[test]
    fn an_address_that_we_write_has_one_slash_in_front() {
        assert_eq!(of("reports/a/"), "/reports/a/");
        assert_eq!(of("a b/é/"), "/a%20b/%C3%A9/");
    }
}
