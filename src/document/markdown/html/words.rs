//! The words of prose on their way into HTML: figures get their values, quoted words their marks, mentions their links.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::{FigureText, Mark, Quotation, Writer};
use crate::document::markdown::figure;
use crate::source::{SourceFile, hidden};

impl<'a> Writer<'a> {
    /// A stretch of text, cut where calls of figures and quotations begin and end.
    pub(super) fn prose(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let file: &'a SourceFile = self.file;
        if file.text.get(range.clone()) != Some(&*text) {
            // An entity or the like: it is inside a quotation as a whole or not at all.
            let text = match hidden::neutral(&text) {
                Cow::Owned(neutral) => neutral.into(),
                Cow::Borrowed(_) => text,
            };
            self.quoted(text, range);
            return;
        }
        let mut at = range.start;
        let written = &file.text[range.clone()];
        for call in figure::calls(written) {
            let start = range.start + call.range.start;
            let Some(value) = (self.rendering.figure)(call.id).filter(|_| !file.text[..start].ends_with('\\')) else {
                continue;
            };
            if at < start {
                self.quoted(CowStr::Borrowed(&file.text[at..start]), at..start);
            }
            self.figure(value);
            at = range.start + call.range.end;
        }
        if at < range.end {
            self.quoted(CowStr::Borrowed(&file.text[at..range.end]), at..range.end);
        }
    }

    fn figure(&mut self, figure: FigureText) {
        if self.links.iter().any(|link| link.written) {
            self.out.push(Event::Text(figure.text.into()));
            return;
        }
        let mut tag = String::from("<a class=\"figure\" href=\"");
        let _ = pulldown_cmark_escape::escape_href(&mut tag, &figure.href);
        tag.push_str("\">");
        self.html(tag);
        self.out.push(Event::Text(figure.text.into()));
        self.html("</a>");
    }

    /// A stretch of text, with the words that claims quote marked.
    fn quoted(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let quotations: &'a [Quotation] = self.rendering.quotations;
        while quotations.get(self.next_quotation).is_some_and(|quotation| quotation.span.end as usize <= range.start) {
            self.next_quotation += 1;
        }
        let file: &'a SourceFile = self.file;
        let same = file.text.get(range.clone()) == Some(&*text);
        let mut at = range.start;
        while let Some(quotation) = quotations.get(self.next_quotation) {
            let (start, end) = (quotation.span.start as usize, quotation.span.end as usize);
            if start >= range.end {
                break;
            }
            if at < start && same {
                self.close_quotation();
                self.text(CowStr::Borrowed(&file.text[at..start]), at..start);
            }
            self.open_quotation(quotation);
            let (from, to) = (start.max(at), end.min(range.end));
            if same {
                self.text(CowStr::Borrowed(&file.text[from..to]), from..to);
            } else {
                self.text(text.clone(), range.clone());
            }
            at = to;
            if end > range.end {
                return;
            }
            self.close_quotation();
            self.notes_on_quotations.push(&quotation.note);
            self.next_quotation += 1;
            if !same {
                return;
            }
        }
        if at < range.end {
            self.close_quotation();
            let rest = if at == range.start { text } else { CowStr::Borrowed(&file.text[at..range.end]) };
            self.text(rest, at..range.end);
        }
    }

    fn open_quotation(&mut self, quotation: &'a Quotation) {
        if std::mem::replace(&mut self.in_quotation, true) {
            return;
        }
        if self.ids.insert(quotation.id.clone()) {
            self.html(format!("<span class=\"claimed\" id=\"{}\">", quotation.id));
        } else {
            self.html("<span class=\"claimed\">");
        }
    }

    /// Notes on the words that were quoted in the block before.
    pub(super) fn note_quotations(&mut self) {
        for note in std::mem::take(&mut self.notes_on_quotations) {
            self.out.push(Event::Html(CowStr::Borrowed(note)));
        }
    }

    pub(super) fn close_quotation(&mut self) {
        if std::mem::take(&mut self.in_quotation) {
            self.html("</span>");
        }
    }

    /// A stretch of text, cut where mentions begin and end.
    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let marks = self.rendering.marks;
        while marks.get(self.next_mark).is_some_and(|mark| mark.span.end as usize <= range.start) {
            self.next_mark += 1;
        }
        let hit = |mark: &Mark| (mark.span.start as usize) < range.end && mark.span.end as usize > range.start;
        if !marks.get(self.next_mark).is_some_and(hit) {
            self.out.push(Event::Text(text));
            return;
        }
        let same = self.file.text.get(range.clone()) == Some(&*text);
        if !same {
            // An entity or the like: it is inside the mention as a whole or not at all.
            let mark = &marks[self.next_mark];
            self.linked(mark, text);
            return;
        }
        let mut at = range.start;
        let mut index = self.next_mark;
        while let Some(mark) = marks.get(index).filter(|mark| hit(mark)) {
            let start = (mark.span.start as usize).max(at);
            let end = (mark.span.end as usize).min(range.end);
            if at < start {
                self.out.push(Event::Text(CowStr::Borrowed(&self.file.text[at..start])));
            }
            self.linked(mark, CowStr::Borrowed(&self.file.text[start..end]));
            at = end;
            index += 1;
        }
        if at < range.end {
            self.out.push(Event::Text(CowStr::Borrowed(&self.file.text[at..range.end])));
        }
    }

    /// `text` inside the link of `mark`; pieces of one mention that follow each other share their link.
    fn linked(&mut self, mark: &Mark, text: CowStr<'a>) {
        let mut tag = String::from("<a href=\"");
        let _ = pulldown_cmark_escape::escape_href(&mut tag, &mark.href);
        tag.push_str("\" class=\"");
        tag.push_str(mark.class);
        tag.push_str("\">");
        let continues = text_continues(&self.out, &tag);
        if continues {
            self.out.pop();
        } else {
            self.html(tag);
        }
        self.out.push(Event::Text(text));
        self.html("</a>");
    }
}

/// Whether `out` ends with a link that was opened by exactly this tag.
fn text_continues(out: &[Event<'_>], tag: &str) -> bool {
    let [.., Event::InlineHtml(open), Event::Text(_), Event::InlineHtml(close)] = out else { return false };
    &**open == tag && &**close == "</a>"
}
