//! What stands in quotation marks: words of somebody else.

use std::ops::Range;

/// The quotations in a text, in order, marks included. Double quotation marks that are not closed reach to the end, as
/// where a quotation goes on in the next paragraph; single ones have to be closed, and an apostrophe is none.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotations = Vec::new();
    let mut from = 0;
    while let Some((at, open)) =
        text[from..].char_indices().map(|(at, c)| (from + at, c)).find(|&(at, c)| opens(text, at, c))
    {
        let inside = at + open.len_utf8();
        let closing =
            text[inside..].char_indices().map(|(at, c)| (inside + at, c)).find(|&(at, c)| closes(text, open, at, c));
        from = match closing {
            Some((end, c)) => end + c.len_utf8(),
            None if matches!(open, '‘' | '\'') => {
                from = inside;
                continue;
            }
            None => text.len(),
        };
        quotations.push(at..from);
    }
    quotations
}

fn opens(text: &str, at: usize, c: char) -> bool {
    match c {
        '"' | '“' | '„' | '«' | '‘' => true,
        '\'' => {
            let follows_word = text[..at]
                .chars()
                .next_back()
                .is_some_and(|before| !before.is_whitespace() && !matches!(before, '(' | '[' | '—' | '–'));
            !follows_word && text[at + 1..].starts_with(char::is_alphabetic)
        }
        _ => false,
    }
}

fn closes(text: &str, open: char, at: usize, c: char) -> bool {
    let apart = || !text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
    match open {
        '"' => c == '"',
        '“' => matches!(c, '”' | '"'),
        '„' => matches!(c, '“' | '”'),
        '«' => c == '»',
        '‘' => c == '’' && apart(),
        _ => c == '\'' && apart(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_of_every_kind_quote_and_apostrophes_do_not() {
        assert_eq!(found("He said “we go. Today” and \"no\"."), ["“we go. Today”", "\"no\""]);
        assert_eq!(found("‘It’s on today,’ said Orrell’s aide"), ["‘It’s on today,’"]);
        assert_eq!(found("the officers' mess isn't 'open' today"), ["'open'"]);
        assert_eq!(found("the '90s and officers’ tents, 'unclosed"), Vec::<&str>::new());
        assert_eq!(found("She said: “First. Second"), ["“First. Second"]);
    }
}
