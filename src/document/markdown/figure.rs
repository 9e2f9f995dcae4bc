//! `{figure:ID}` in prose: the value of a figure.

use std::ops::Range;

/// A figure's value that prose asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call<'a> {
    /// Where it stands in the text: from brace to brace.
    pub range: Range<usize>,
    /// The id, without the space around it.
    pub id: &'a str,
}

const OPEN: &str = "{figure:";

/// The longest id that is looked for.
const LONGEST: usize = 200;

/// Every call in a stretch of `text`; what has no closing brace in it is plain text.
pub(super) fn calls(text: &str) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(OPEN) {
        let start = from + found;
        let inner = start + OPEN.len();
        let closing = text[inner..].bytes().take(LONGEST).position(|byte| matches!(byte, b'}' | b'{'));
        match closing.filter(|&length| text.as_bytes()[inner + length] == b'}') {
            Some(length) => {
                let end = inner + length + 1;
                calls.push(Call { range: start..end, id: text[inner..inner + length].trim() });
                from = end;
            }
            None => from = inner,
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::{OBJECT, scan_text};

    #[test]
    fn a_call_is_closed_in_its_own_text() {
        let found = |text| calls(text).into_iter().map(|call| (call.range, call.id)).collect::<Vec<_>>();
        assert_eq!(found("of {figure:ships} and {figure: dead }."), [(3..17, "ships"), (22..37, "dead")]);
        assert_eq!(found("{figure:a {figure:b}"), [(10..20, "b")]);
        assert_eq!(found("{figure:"), []);
        assert_eq!(found("{figures:a} {figure}"), []);
    }

    #[test]
    fn figures_are_called_in_prose_and_not_in_code() {
        let text = "There are {figure:ships} ships, `{figure:code}` and \\{figure:plain}, *{figure: dead }*.";
        let (file, body) = scan_text(text);
        let calls: Vec<_> = body.figures.iter().map(|call| (&*call.value, file.slice(call.span))).collect();
        assert_eq!(calls, [("ships", "{figure:ships}"), ("dead", "{figure: dead }")]);
        let read = body.runs[0].read(text).replace(OBJECT, "·");
        assert_eq!(read, "There are · ships, · and {figure:plain}, ·.");
    }
}
