//! Markdown.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span, Spanned};

/// Scanned prose.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Byte offset of the first byte of the body in the file.
    pub start: usize,
    /// The first `#` heading of the body, where the body begins with one.
    pub title: Option<Spanned<String>>,
}

/// Scans the prose of `file` from byte `start` on.
#[must_use]
pub fn scan(file: &Arc<SourceFile>, start: usize, _diagnostics: &mut Vec<Diagnostic>) -> Body {
    let text = file.text.get(start..).unwrap_or_default();
    let skipped = text.len() - text.trim_start().len();
    let line = text.trim_start().lines().next().unwrap_or_default();
    let title = line.strip_prefix("# ").map(|title| {
        let from = start + skipped + 2;
        Spanned::new(title.trim().to_owned(), Span::new(from, from + title.len()))
    });
    Body { start, title }
}
