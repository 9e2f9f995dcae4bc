//! What raw HTML leaves open, so that what cleans it is never asked to clean what would take it quadratic time.
//!
//! A parser of HTML walks up the open elements at most tags, and compares each attribute with those before it. So the
//! elements that a document leaves open, and the length of a tag, are bounded before it is parsed. The count is never too
//! low: an end tag counts only where it closes the element that was opened last, and none does where the text may be a
//! comment, or the text of an element, for a browser.

/// Most elements that raw HTML may leave open at one place.
const MOST_OPEN: usize = 200;
/// Most bytes of a tag outside of quotes, which bounds its attributes.
const LONGEST_TAG: usize = 4096;

/// Elements that have no end tag.
const VOID: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta",
    "source", "track", "wbr",
];
/// Elements whose content is text.
const TEXT: [&str; 10] =
    ["textarea", "title", "style", "script", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"];
/// Elements that the next of their kind closes.
const REPLACED: [&[&str]; 5] = [
    &["p"],
    &["li"],
    &["dt", "dd"],
    &["option"],
    &["caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"],
];

/// What the raw HTML of a document has left open.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    open: Vec<String>,
    /// Something was left open that may hide what follows: from there on nothing closes.
    uncertain: bool,
    /// Whether it nests too deep, or has a tag that is too long.
    pub(super) exceeded: bool,
}

impl OpenElements {
    /// Reads a tag in a line, or a whole block of raw HTML.
    pub(super) fn read(&mut self, html: &str) {
        let mut rest = html;
        while !self.exceeded
            && let Some(at) = rest.find('<')
        {
            rest = &rest[at + 1..];
            match rest.as_bytes().first() {
                Some(b'!' | b'?') => rest = self.comment(rest),
                Some(b'/') => {
                    let name = name_of(&rest[1..]);
                    rest = self.tag(&rest[1 + name.len()..]);
                    self.close(&name.to_ascii_lowercase());
                }
                Some(first) if first.is_ascii_alphabetic() => {
                    let name = name_of(rest);
                    rest = self.tag(&rest[name.len()..]);
                    let name = name.to_ascii_lowercase();
                    self.open(&name);
                    if TEXT.contains(&&*name) {
                        rest = self.text_of(&name, rest);
                    }
                }
                _ => {}
            }
        }
    }

    /// Begins a text that stands elsewhere in the page, such as a note: it closes nothing of what is open here.
    pub(super) fn enter(&mut self) {
        self.open.push(String::new());
        self.exceeded |= self.open.len() > MOST_OPEN;
    }

    /// Ends it.
    pub(super) fn leave(&mut self) {
        if let Some(at) = self.open.iter().rposition(String::is_empty) {
            self.open.remove(at);
        }
    }

    fn open(&mut self, name: &str) {
        if VOID.contains(&name) {
            return;
        }
        if let Some(group) = REPLACED.iter().find(|group| group.contains(&name))
            && !self.uncertain
        {
            while self.open.last().is_some_and(|last| group.contains(&last.as_str())) {
                self.open.pop();
            }
        }
        self.open.push(name.to_owned());
        self.exceeded |= self.open.len() > MOST_OPEN;
    }

    fn close(&mut self, name: &str) {
        if self.uncertain || name.is_empty() {
            return;
        }
        let implied = |last: &String| last != name && REPLACED.iter().any(|group| group.contains(&last.as_str()));
        let above = self.open.iter().rev().take_while(|last| implied(last)).count();
        let at = self.open.len() - above;
        if at > 0 && self.open[at - 1] == name {
            self.open.truncate(at - 1);
        }
    }

    /// Reads attributes and the end of a tag. Gives what follows.
    fn tag<'a>(&mut self, rest: &'a str) -> &'a str {
        let bytes = rest.as_bytes();
        let (mut at, mut outside) = (0, 0);
        while at < bytes.len() {
            match bytes[at] {
                b'>' => return &rest[at + 1..],
                // Only behind `=` does a quote quote.
                quote @ (b'"' | b'\'') if rest[..at].trim_end_matches([' ', '\n', '\t', '\r']).ends_with('=') => {
                    let Some(length) = rest[at + 1..].find(char::from(quote)) else { break };
                    at += length + 1;
                }
                _ => {}
            }
            at += 1;
            outside += 1;
            if outside > LONGEST_TAG {
                self.exceeded = true;
                return "";
            }
        }
        self.uncertain = true;
        ""
    }

    /// Reads a comment, which may end sooner for a browser: what it opens counts, what it closes does not.
    fn comment<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = if rest.starts_with("!--") {
            "-->"
        } else if rest.starts_with("![CDATA[") {
            "]]>"
        } else {
            ">"
        };
        let end = (!self.uncertain).then(|| rest.find(end).map(|at| at + end.len()));
        self.only_opens(rest, end.flatten())
    }

    /// Reads the text of an element up to its end tag.
    fn text_of<'a>(&mut self, name: &str, rest: &'a str) -> &'a str {
        let end = format!("</{name}");
        let is_end = |part: &[u8]| part.eq_ignore_ascii_case(end.as_bytes());
        let at = (!self.uncertain).then(|| rest.as_bytes().windows(end.len()).position(is_end));
        self.only_opens(rest, at.flatten())
    }

    fn only_opens<'a>(&mut self, rest: &'a str, end: Option<usize>) -> &'a str {
        let Some(end) = end else {
            self.uncertain = true;
            return rest;
        };
        let tags = rest[..end]
            .match_indices('<')
            .filter(|(at, _)| rest.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic));
        for (at, _) in tags {
            let name = name_of(&rest[at + 1..]).to_ascii_lowercase();
            self.open.push(name);
        }
        self.exceeded |= self.open.len() > MOST_OPEN;
        &rest[end..]
    }
}

/// The name that a tag begins with.
fn name_of(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exceeds(html: &str) -> bool {
        let mut elements = OpenElements::default();
        elements.read(html);
        elements.exceeded
    }

    #[test]
    fn ordinary_html_of_any_length_is_read() {
        for html in [
            "<p>a<p>b",
            "<li>a<li>b",
            "<ul><li>a<li>b</ul>",
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<br><img src=\"a>b\"><hr/>",
            "<!-- a > b -->",
            "<div class='a'><b>x</b></div>",
        ] {
            assert!(!exceeds(&html.repeat(1000)), "{html}");
        }
    }

    #[test]
    fn what_could_nest_is_counted() {
        for html in [
            "<div>",
            "<b x=1>",
            "<span><div></span></div>",
            "<b><!-- </b> -->",
            "<b title=\"</b>\">",
            "<b title=' </b> '>",
            "<b><textarea></b></textarea>",
            "<li><dd>",
            "<!--><div><!-- -->",
        ] {
            assert!(exceeds(&html.repeat(1000)), "{html}");
        }
        assert!(exceeds(&format!("<a{}>", " a".repeat(3000))), "too many attributes");
        assert!(!exceeds(&format!("<a title=\"{}\">", " a".repeat(3000))), "a long value is none");
    }

    #[test]
    fn a_note_closes_nothing_of_the_text() {
        let mut elements = OpenElements::default();
        for _ in 0..1000 {
            elements.read("<b>");
            elements.enter();
            elements.read("</b>");
            elements.leave();
        }
        assert!(elements.exceeded);
    }
}
