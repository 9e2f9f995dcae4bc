//! What is wrong with the content, where, and what to write instead.
//!
//! A [`Diagnostic`] is the author's: it has a place in a file, is collected, and all are shown at once. A fault of the
//! machine (disk, network) is an [`std::io::Error`] and stops the run.

pub mod codes;
mod draw;
mod github;
mod gitlab;
mod json;
mod sarif;
pub(crate) mod suggest;

use std::sync::Arc;

use crate::source::{SourceFile, Span};

pub use draw::draw;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use sarif::sarif;

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable short name such as `unknown-key`, for filters and for the README's table.
    pub code: &'static str,
    /// One line, no full stop, literals in backticks.
    pub message: String,
    /// The file, and the range that the message is about.
    pub place: Option<Place>,
    /// More places, each with a few words.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

/// A range in a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The range.
    pub span: Span,
}

/// A further place with a few words.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there.
    pub message: String,
}

/// How bad a finding is. The order is from worst to mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not built.
    Error,
    /// The site is built; under `--strict` it is not.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Place {
    /// The range in the file as it is on the disk.
    fn new(file: &Arc<SourceFile>, span: Span) -> Self {
        let (file, span) = file.on_disk(span);
        Self { file, span }
    }

    /// Line and column of the first byte, and of the one past the last; from 1, columns in characters.
    #[must_use]
    pub fn lines_columns(&self) -> ((usize, usize), (usize, usize)) {
        let end = self.span.end.max(self.span.start);
        (self.file.line_column(self.span.start as usize), self.file.line_column(end as usize))
    }
}

impl Diagnostic {
    /// An error without a place; add one with [`Diagnostic::at`].
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning without a place; add one with [`Diagnostic::at`].
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self { severity, code, message, place: None, labels: Vec::new(), help: None }
    }

    /// The same, at `span` of `file`.
    #[must_use]
    pub fn at(mut self, file: &Arc<SourceFile>, span: Span) -> Self {
        self.place = Some(Place::new(file, span));
        self
    }

    /// The same, with a further place.
    #[must_use]
    pub fn label(mut self, file: &Arc<SourceFile>, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { place: Place::new(file, span), message: message.into() });
        self
    }

    /// The same, with the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The order in which findings are shown: by file, then place, then code.
    #[must_use]
    pub fn sort_key(&self) -> (&str, Span, Severity, &'static str, &str) {
        let (path, span) = self.place.as_ref().map_or(("", Span::default()), |place| (&*place.file.path, place.span));
        (path, span, self.severity, self.code, &self.message)
    }
}

/// Sorts findings by [`Diagnostic::sort_key`] and drops those that are said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    diagnostics.dedup_by(|a, b| a.sort_key() == b.sort_key());
}

#[cfg(test)]
mod tests;
