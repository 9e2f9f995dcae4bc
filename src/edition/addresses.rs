//! A text as those read it who look up the addresses in it: with every escape of its formats undone.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text without escapes of YAML and JSON, of Markdown, of HTML and of addresses, undone in the order in which a
/// program would do so, and with the way that `.`, `..` and empty parts of a path take. What names a file in any of these
/// spellings names it here by its path.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    type Step = fn(&str) -> String;
    let mut plain = Cow::Borrowed(text);
    let steps: [(char, Step); 5] = [
        ('\\', without_string_escapes),
        ('\\', without_backslashes),
        ('&', without_entities),
        ('%', without_percents),
        ('/', straight),
    ];
    for (mark, step) in steps {
        if plain.contains(mark) {
            plain = Cow::Owned(step(&plain));
        }
    }
    match is_nfc_quick(plain.chars()) {
        IsNormalized::Yes => plain,
        _ => Cow::Owned(plain.nfc().collect()),
    }
}

/// `\x41`, `\u0041`, `\U00000041` and `\/`.
fn without_string_escapes(text: &str) -> String {
    replaced(text, '\\', |rest| {
        let digits = match rest.as_bytes().get(1)? {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'/' => return Some(("/".into(), 2)),
            _ => return None,
        };
        let character = char::from_u32(u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?)?;
        Some((character.to_string(), 2 + digits))
    })
}

/// `\_`, as in Markdown.
fn without_backslashes(text: &str) -> String {
    replaced(text, '\\', |rest| {
        let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
        Some((next.to_string(), 2))
    })
}

/// `&#95;`, `&#x5f;` and `&lowbar;`.
fn without_entities(text: &str) -> String {
    const LONGEST: usize = 40;
    replaced(text, '&', |rest| {
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
        let name = &rest[1..end];
        let shown = match name.strip_prefix('#') {
            Some(number) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?.to_string()
            }
            None => quick_xml::escape::resolve_html5_entity(name)?.to_owned(),
        };
        Some((shown, end + 1))
    })
}

/// `%5f`; what is no UTF-8 then is in no name.
fn without_percents(text: &str) -> String {
    replaced(text, '%', |rest| {
        let escapes = rest
            .as_bytes()
            .chunks(3)
            .take_while(|chunk| chunk.len() == 3 && chunk[0] == b'%' && chunk[1..].iter().all(u8::is_ascii_hexdigit));
        let length = 3 * escapes.count();
        let decoded = percent_encoding::percent_decode_str(&rest[..length]).decode_utf8_lossy();
        (length > 0).then(|| (decoded.into_owned(), length))
    })
}

/// `a//b`, `a/./b` and `a/x/../b` as `a/b`; what stands before the `//` of an address stays.
fn straight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('/') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if out.ends_with(':') && rest.starts_with('/') {
            out.push_str("//");
            rest = &rest[1..];
            continue;
        }
        out.push('/');
        loop {
            if let Some(after) = rest.strip_prefix("./").or_else(|| rest.strip_prefix('/')) {
                rest = after;
            } else if let Some((after, parent)) = rest.strip_prefix("../").zip(parent(&out)) {
                out.truncate(parent);
                rest = after;
            } else {
                break;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where the last folder of a path begins that a `..` after it takes away.
fn parent(path: &str) -> Option<usize> {
    let folder = path.strip_suffix('/')?;
    let in_path = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '@' | ',' | ' ');
    let start = folder
        .rfind(|c: char| c == '/' || !in_path(c))
        .map_or(0, |at| at + folder[at..].chars().next().map_or(0, char::len_utf8));
    let name = &folder[start..];
    (!name.is_empty() && name != "." && !name.ends_with("..")).then_some(start)
}

/// The text with what `read` gives for each place of a mark, and for how many bytes.
fn replaced(text: &str, mark: char, read: impl Fn(&str) -> Option<(String, usize)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some((shown, length)) = read(rest) {
            out.push_str(&shown);
            length
        } else {
            out.push(mark);
            mark.len_utf8()
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_is_read() {
        for (written, read) in [
            (r"(/img/secret\_map.png)", "(/img/secret_map.png)"),
            (r#"src: "pic\x5fa.png""#, r#"src: "pic_a.png""#),
            ("/img/plan%20%281%29.png", "/img/plan (1).png"),
            ("/img/r%c3%a9sum%C3%A9.png", "/img/résumé.png"),
            ("/img/caf&eacute;.png /a&#95;b &#x5F;", "/img/café.png /a_b _"),
            ("/img/e\u{301}.png", "/img/é.png"),
            ("/img/../img/./p.png /img//q.png ../../a", "/img/p.png /img/q.png ../../a"),
            ("https://a.example//b/../c", "https://a.example/c"),
            (r"\{ %zz & &bogus; 5 % 6 \n", r"{ %zz & &bogus; 5 % 6 \n"),
            ("/a%e9%e9b", "/a\u{fffd}\u{fffd}b"),
        ] {
            assert_eq!(plain(written), read);
        }
    }

    #[test]
    fn a_text_without_escapes_is_not_copied() {
        assert!(matches!(plain("Plain words."), Cow::Borrowed(_)));
    }
}
