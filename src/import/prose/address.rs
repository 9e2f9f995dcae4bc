//! Addresses of links, as they may stand between `(` and `)`.

use url::Url;

use crate::document::markdown::url::harmless;

/// The whole address, with nothing in it that Markdown or Situs would read as markup; else why it cannot be a link.
pub(super) fn resolve(address: &str, base: Option<&Url>) -> Result<String, &'static str> {
    let address = address.trim();
    if address.starts_with('#') {
        return Err("link within the page made its text");
    }
    let parsed = match (Url::parse(address), base) {
        (Ok(parsed), _) => parsed,
        (Err(_), Some(base)) => base.join(address).map_err(|_| "link with a broken address made its text")?,
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => {
            return Err("link relative to an unknown address made its text (say `--url`)");
        }
        (Err(_), None) => return Err("link with a broken address made its text"),
    };
    if harmless(parsed.as_str()).is_none() {
        return Err("link that is no address of the web made its text");
    }
    if parsed.host_str().is_some_and(|host| host.starts_with('[')) {
        return Err("link to a bare IPv6 address made its text");
    }
    Ok(escaped(parsed.as_str()))
}

/// An address of the web in whole, as a URL; nothing where it is none.
pub(in crate::import) fn web(address: &str) -> Option<Url> {
    Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn escaped(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '|' => out.push_str("%7C"),
            '`' => out.push_str("%60"),
            '\\' => out.push_str("%5C"),
            ':' if out.ends_with(':') => out.push_str("%3A"),
            ' ' => out.push_str("%20"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_and_harmless() {
        let base = Url::parse("https://a.example/b/c.html").expect("an address");
        let resolved = |address: &str| resolve(address, Some(&base));
        assert_eq!(resolved("../d.md?x=(1)&y").as_deref(), Ok("https://a.example/d.md?x=%281%29&amp;y"));
        assert_eq!(resolved("//e.example/f|g").as_deref(), Ok("https://e.example/f%7Cg"));
        assert_eq!(resolved("mailto:desk@a.example").as_deref(), Ok("mailto:desk@a.example"));
        for address in ["javascript:alert(1)", "#part", " java\tscript:x", "data:text/html,x", "http://[::1]/"] {
            assert!(resolved(address).is_err(), "{address}");
        }
        assert!(resolve("a.md", None).is_err());
    }
}
