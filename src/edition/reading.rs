//! Bytes of an output as a reader sees them, whatever format they are in.

/// Bytes without tags, with characters in place of escapes, one space for any white space. Nothing where that changes
/// nothing.
pub(super) fn plain(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = as_it_is(bytes);
    if at == bytes.len() {
        return None;
    }
    let mut plain: Vec<u8> = Vec::with_capacity(bytes.len());
    plain.extend_from_slice(&bytes[..at]);
    while at < bytes.len() {
        let (shown, width) = shown(&bytes[at..]);
        let shown = if shown.first().is_some_and(u8::is_ascii_whitespace) { b" " } else { shown };
        if shown != b" " || plain.last() != Some(&b' ') {
            plain.extend_from_slice(shown);
        }
        at += width;
        let run = as_it_is(&bytes[at..]);
        plain.extend_from_slice(&bytes[at..at + run]);
        at += run;
    }
    Some(plain)
}

/// Whether there are tags in it.
pub(super) fn has_tags(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair[0] == b'<' && (pair[1] == b'/' || pair[1].is_ascii_alphabetic()))
}

/// Length of what is read as it is written. A space can begin nothing, end nothing and stand beside no other: whether it
/// is shown depends on what it stands beside.
fn as_it_is(bytes: &[u8]) -> usize {
    const READ: [bool; 256] = {
        let mut read = [true; 256];
        let marks = b"<&\\*`\" \n\r\t\x0c";
        let mut at = 0;
        while at < marks.len() {
            read[marks[at] as usize] = false;
            at += 1;
        }
        read
    };
    let is_read = |at: usize| bytes.get(at).is_some_and(|byte| READ[usize::from(*byte)]);
    let mut at = 0;
    while is_read(at) || (at > 0 && bytes.get(at) == Some(&b' ') && is_read(at + 1)) {
        at += 1;
    }
    at
}

/// What is shown for what `rest` begins with, and its width.
fn shown(rest: &[u8]) -> (&[u8], usize) {
    match rest[0] {
        b'<' if rest.get(1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')) => {
            let end = rest.iter().position(|byte| *byte == b'>').map_or(rest.len(), |end| end + 1);
            // What stands in two blocks was never one sentence.
            (if is_inline(&rest[1..end]) { b"" } else { b"\x1f" }, end)
        }
        b'&' => entity(rest),
        // JSON and iCalendar; the break of a folded line of iCalendar is none.
        b'\\' => match rest.get(1) {
            Some(b'n' | b'N' | b'r' | b't') => (b" ", 2),
            Some(b'"' | b'\\' | b'/' | b',' | b';') => (&rest[1..2], 2),
            _ => (&rest[..1], 1),
        },
        b'\r' if rest.starts_with(b"\r\n ") => (b"", 3),
        // Emphasis and code of Markdown, where a public text is looked at.
        b'*' | b'`' => (b"", 1),
        b'"' if rest.starts_with(b"\"\"") => (b"\"", 2),
        _ => (&rest[..1], 1),
    }
}

/// Whether a tag, without its `<`, stands within a line of text.
fn is_inline(tag: &[u8]) -> bool {
    const INLINE: [&[u8]; 20] = [
        b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"del", b"em", b"i", b"ins", b"mark", b"q", b"s",
        b"span", b"strong", b"sub", b"sup", b"time", b"u",
    ];
    let name = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
    INLINE.contains(&&*name[..end].to_ascii_lowercase())
}

/// The character that an entity stands for, and its width.
fn entity(rest: &[u8]) -> (&[u8], usize) {
    const ENTITIES: [(&[u8], &[u8]); 8] = [
        (b"&amp;", b"&"),
        (b"&lt;", b"<"),
        (b"&gt;", b">"),
        (b"&quot;", b"\""),
        (b"&#x27;", b"'"),
        (b"&#39;", b"'"),
        (b"&#34;", b"\""),
        (b"&apos;", b"'"),
    ];
    let known = ENTITIES.into_iter().find(|(written, _)| rest.starts_with(written));
    known.map_or((&rest[..1], 1), |(written, shown)| (shown, written.len()))
}
