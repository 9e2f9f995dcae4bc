//! Raw HTML where a site takes it for text.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// Raw HTML as text that says what it is, apart from comments: what a writer hid from readers stays hidden.
#[derive(Debug, Default)]
pub(super) struct AsText {
    in_comment: bool,
    /// Within a block of HTML, whether anything of it was shown.
    block: Option<bool>,
}

impl AsText {
    /// What is shown for an event, in order.
    pub(super) fn read<'a>(&mut self, event: Event<'a>) -> impl Iterator<Item = Event<'a>> + use<'a> {
        let events = match event {
            Event::Start(Tag::HtmlBlock) => {
                self.block = Some(false);
                [None, None]
            }
            Event::End(TagEnd::HtmlBlock) => {
                let shown = self.block.take() == Some(true);
                self.in_comment = false;
                [shown.then_some(Event::End(TagEnd::Paragraph)), None]
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                let text = self.without_comments(text);
                let opens = self.block == Some(false) && !text.trim().is_empty();
                if opens {
                    self.block = Some(true);
                }
                let shown = self.block != Some(false) && !text.is_empty();
                [opens.then_some(Event::Start(Tag::Paragraph)), shown.then_some(Event::Text(text))]
            }
            other => [Some(other), None],
        };
        events.into_iter().flatten()
    }

    /// A block comes line by line: a comment may go on in the next.
    fn without_comments<'a>(&mut self, text: CowStr<'a>) -> CowStr<'a> {
        if !self.in_comment && !text.contains("<!--") {
            return text;
        }
        let mut left = String::new();
        let mut rest = &*text;
        while !rest.is_empty() {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else { break };
                self.in_comment = false;
                rest = after;
            } else if let Some((before, after)) = rest.split_once("<!--") {
                left.push_str(before);
                // `<!-->` and `<!--->` are whole comments.
                let ends = [">", "->"].into_iter().find_map(|end| after.strip_prefix(end));
                self.in_comment = ends.is_none();
                rest = ends.unwrap_or(after);
            } else {
                left.push_str(rest);
                break;
            }
        }
        left.into()
    }
}
