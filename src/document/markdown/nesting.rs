//! How deep Markdown nests: what is deeper than anybody writes is shown without its marks.
//!
//! Browsers cut the tree of a page at 512 elements, and checkers and screen readers walk it by recursion.

use pulldown_cmark::Tag;

/// Most marks inside each other that are shown.
pub(super) const MOST: usize = 100;

/// The marks that are open: whether each is shown.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<bool>,
    shown: usize,
}

impl Nesting {
    /// A mark begins: whether it is shown.
    pub(super) fn start(&mut self, tag: &Tag<'_>) -> bool {
        let shown = match tag {
            // An item without its list, or a list without its items, would be no HTML.
            Tag::Item => self.open.last().copied().unwrap_or(true),
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Emphasis | Tag::Strong | Tag::Strikethrough => self.shown < MOST,
            _ => true,
        };
        self.open.push(shown);
        self.shown += usize::from(shown);
        shown
    }

    /// The mark that began last ends: whether it was shown.
    pub(super) fn end(&mut self) -> bool {
        let shown = self.open.pop().unwrap_or(true);
        self.shown -= usize::from(shown).min(self.shown);
        shown
    }
}
