//! Markdown.

use crate::source::Spanned;

/// Scanned prose.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Byte offset of the first byte of the body in the file.
    pub start: usize,
    /// The first `#` heading of the body, where the body begins with one.
    pub title: Option<Spanned<String>>,
}
