//! Text within one block: words, emphasis, links and code, put together so that Markdown reads back what was meant.

use super::escape::{self, Place, escape};

/// A part of a block's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Words, not yet escaped.
    Text(String),
    /// Code.
    Code(String),
    /// A line break.
    Break,
    /// The start of something that [`Token::Close`] with the same mark ends.
    Open(Mark),
    /// Its end.
    Close(Mark),
}

/// What words can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Emphasised, by these characters, or by this tag where the characters would not be read as meant.
    Emphasis(&'static str, &'static str),
    /// In a tag that Markdown has no characters for.
    Tag(&'static str),
    /// A link to this address, which can stand between `(` and `)`.
    Link(String),
}

/// The tokens of one block, with one space for each stretch of white space and none at edges.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
    /// Marks that are open and have nothing in them yet: white space at their start belongs before them.
    waiting: Vec<Mark>,
    space: bool,
}

impl Tokens {
    /// Adds text as HTML has it.
    pub(super) fn text(&mut self, text: &str) {
        let mut words = text.split([' ', '\t', '\n', '\r', '\x0c']).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.settle();
                match self.list.last_mut() {
                    Some(Token::Text(last)) => last.push_str(word),
                    _ => self.list.push(Token::Text(word.to_owned())),
                }
            }
            self.space |= words.peek().is_some();
        }
    }

    pub(super) fn code(&mut self, code: String) {
        self.settle();
        self.list.push(Token::Code(code));
    }

    pub(super) fn line_break(&mut self) {
        self.space = false;
        self.list.push(Token::Break);
    }

    pub(super) fn open(&mut self, mark: Mark) {
        self.waiting.push(mark);
    }

    pub(super) fn close(&mut self, mark: Mark) {
        // A mark around nothing is none.
        if self.waiting.pop().is_none() {
            self.list.push(Token::Close(mark));
        }
    }

    /// Writes the space and the marks before something that is seen.
    fn settle(&mut self) {
        if std::mem::take(&mut self.space) && !matches!(self.list.last(), None | Some(Token::Break)) {
            match self.list.last_mut() {
                Some(Token::Text(last)) => last.push(' '),
                _ => self.list.push(Token::Text(" ".into())),
            }
        }
        self.list.extend(self.waiting.drain(..).map(Token::Open));
    }

    /// The paragraphs: two breaks in a row part them where no mark is open.
    pub(super) fn paragraphs(self) -> Vec<Vec<Token>> {
        let mut paragraphs = vec![Vec::new()];
        let mut depth = 0_usize;
        let mut breaks = 0;
        for token in self.list {
            match &token {
                Token::Break => {
                    breaks += 1;
                    continue;
                }
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            // A break before the end of a mark is one after it.
            if breaks > 0 && !matches!(token, Token::Close(_)) {
                let outside = depth == usize::from(matches!(token, Token::Open(_)));
                match paragraphs.last_mut() {
                    Some(last) if last.is_empty() => {}
                    Some(_) if breaks > 1 && outside => paragraphs.push(Vec::new()),
                    Some(last) => last.push(Token::Break),
                    None => {}
                }
                breaks = 0;
            }
            if let Some(last) = paragraphs.last_mut() {
                last.push(token);
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs
    }
}

/// How a block's text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With line breaks.
    Paragraph,
    /// On one line.
    Heading,
    /// On one line, without `|`.
    Cell,
}

/// The Markdown of these tokens.
pub(super) fn write(tokens: &[Token], form: Form) -> String {
    let pairs = pairs(tokens);
    let by_tag: Vec<bool> =
        pairs.iter().enumerate().map(|(at, end)| end.is_some_and(|end| !reads_back(tokens, at, end))).collect();
    let closes_by_tag = {
        let mut closes = vec![false; tokens.len()];
        for (start, end) in pairs.iter().enumerate() {
            if let Some(end) = end {
                closes[*end] = by_tag[start];
            }
        }
        closes
    };
    let mut out = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let opens_line = form == Form::Paragraph && (out.is_empty() || out.ends_with('\n'));
        match token {
            Token::Text(text) => {
                let before_markup = at + 1 < tokens.len();
                let in_heading = form == Form::Heading;
                let text = if opens_line { text.trim_start_matches(' ') } else { text };
                out.push_str(&escape(text, Place { opens_line, in_heading, before_markup }));
            }
            Token::Code(code) => out.push_str(&written_code(tokens, at, code)),
            Token::Break => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push_str(match form {
                    Form::Paragraph => "\\\n",
                    Form::Heading => " ",
                    Form::Cell => "<br>",
                });
            }
            Token::Open(mark) => match mark {
                Mark::Emphasis(_, tag) if by_tag[at] => tag_to(&mut out, "<", tag),
                Mark::Emphasis(characters, _) => out.push_str(characters),
                Mark::Tag(tag) => tag_to(&mut out, "<", tag),
                Mark::Link(_) => out.push('['),
            },
            Token::Close(mark) => match mark {
                Mark::Emphasis(_, tag) if closes_by_tag[at] => tag_to(&mut out, "</", tag),
                Mark::Emphasis(characters, _) => out.push_str(characters),
                Mark::Tag(tag) => tag_to(&mut out, "</", tag),
                Mark::Link(address) => {
                    out.push_str("](");
                    out.push_str(address);
                    out.push(')');
                }
            },
        }
    }
    out
}

fn tag_to(out: &mut String, open: &str, tag: &str) {
    out.push_str(open);
    out.push_str(tag);
    out.push('>');
}

/// For each start of a mark, where its end is.
fn pairs(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut ends = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(_) => open.push(at),
            Token::Close(_) => {
                if let Some(start) = open.pop() {
                    ends[start] = Some(at);
                }
            }
            _ => {}
        }
    }
    ends
}

/// Whether the characters of emphasis from `start` to `end` are surely read as emphasis: words at both inner edges, and
/// none at the outer ones.
fn reads_back(tokens: &[Token], start: usize, end: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let outer = |token: Option<&Token>, last: bool| match token {
        None | Some(Token::Break) => true,
        Some(Token::Text(text)) => {
            let c = if last { text.chars().next_back() } else { text.chars().next() };
            c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | ',' | '.' | ';' | '?'))
        }
        Some(_) => false,
    };
    let first = matches!(tokens.get(start + 1), Some(Token::Text(text)) if word(text.chars().next()));
    let last = matches!(&tokens[end - 1], Token::Text(text) if word(text.chars().next_back()));
    let before = start.checked_sub(1).and_then(|at| tokens.get(at));
    first && last && outer(before, true) && outer(tokens.get(end + 1), false)
}

/// Code between backticks, or in a tag where that would not be read as meant.
fn written_code(tokens: &[Token], at: usize, code: &str) -> String {
    let beside = [at.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(at + 1)];
    let alone = !beside.iter().any(|token| matches!(token, Some(Token::Code(_))));
    let plain = !code.contains(['`', '|', '\\']) && !code.starts_with(' ') && !code.ends_with(' ');
    if alone && plain && !escape::may_be_mark(code) {
        format!("`{code}`")
    } else {
        format!("<code>{}</code>", escape(code, Place { before_markup: true, ..Place::default() }))
    }
}
