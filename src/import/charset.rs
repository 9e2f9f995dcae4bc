//! Bytes as text: UTF-8, or what the file says that it is.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The text of a file. A byte order mark counts first, then `asked`, then what an XML declaration or a `<meta>` says.
pub(super) fn decode<'a>(bytes: &'a [u8], asked: Option<&str>) -> Result<Cow<'a, str>, String> {
    let label = asked.map(str::to_owned).or_else(|| declared(bytes));
    let declared = match &label {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| format!("`{label}` is no character set that is known; save the file as UTF-8"))?,
        None => UTF_8,
    };
    let encoding = Encoding::for_bom(bytes).map_or(declared, |(encoding, _)| encoding);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.contains('\0') {
        return Err("the file holds NUL characters: it is no text".into());
    }
    if encoding == UTF_8
        && let Err(error) = std::str::from_utf8(bytes)
    {
        let at = error.valid_up_to();
        return Err(format!(
            "byte {at} is not UTF-8; save the file as UTF-8, or say its character set, as in `--encoding windows-1252`"
        ));
    }
    Ok(text)
}

/// What the head of the file says.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let declaration = head.trim_start_matches('\u{feff}').trim_start();
    let value = if declaration.starts_with("<?xml") {
        let declaration = &declaration[..declaration.find("?>")?];
        after(declaration, "encoding")?
    } else {
        let meta = &head[head.find("<meta")?..];
        after(meta, "charset")?
    };
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.+".contains(c))).unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}

/// What stands behind `key=` and a quote that may be left out.
fn after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let rest = text[text.find(key)? + key.len()..].trim_start().strip_prefix('=')?.trim_start();
    Some(rest.trim_start_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_its_character_set() {
        let text = |bytes: &[u8], asked| decode(bytes, asked).map(Cow::into_owned);
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9\x96</a>";
        assert!(text(latin, None).expect("read").ends_with("<a>é–</a>"), "Latin-1 means windows-1252, as on the web");
        assert!(text(b"<html><meta charset=windows-1252>\xe9", None).expect("read").ends_with('é'));
        assert_eq!(text(b"\xff\xfea\0b\0", None).as_deref(), Ok("ab"));
        assert_eq!(text(b"\xef\xbb\xbfa", None).as_deref(), Ok("a"));
        assert_eq!(text(b"a\xe9", Some("latin1")).as_deref(), Ok("aé"));
        assert!(text(b"a\xe9", None).expect_err("refused").contains("byte 1 is not UTF-8"));
        assert!(text(b"<?xml version='1.0' encoding='x-none'?>", None).expect_err("refused").contains("`x-none`"));
        assert!(text(b"PK\x03\x04\0\0", None).is_err());
    }
}
