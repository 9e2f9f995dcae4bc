//! Diagnostics for people: `file:line:column`, the line, a caret, and the way out. The only user of the drawing crate.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Label, Place, Severity};
use crate::source::floor_char_boundary;

/// Longest line that is drawn, in bytes (the crate cuts it to the width of a terminal); of longer ones only the place is
/// told.
const LONGEST: usize = 1 << 20;
/// The same, once [`BUDGET`] is spent: each finding costs a walk over its line, and a line can have any number of them.
const LONGEST_LATER: usize = 8 << 10;
/// Bytes of lines that are drawn before [`LONGEST_LATER`] holds.
const BUDGET: usize = 16 << 20;
/// Bytes between a place and a label in the same file up to which both are shown in one picture.
const NEAR: usize = 32 << 10;

/// All findings as text for a terminal, each followed by an empty line; with ANSI colours where `color` is set.
/// Everything can be read without them. Control characters and those that change the direction of text are escaped.
#[must_use]
pub fn draw(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut budget = BUDGET;
    for diagnostic in diagnostics {
        let longest = if budget > 0 { LONGEST } else { LONGEST_LATER };
        budget = budget.saturating_sub(diagnostic.place.as_ref().map_or(0, |place| line_of(place).len()));
        out.push_str(renderer.render(&[group(diagnostic, longest)]).trim_end());
        out.push_str("\n\n");
    }
    out
}

fn group(diagnostic: &Diagnostic, longest: usize) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(escape(&diagnostic.message)).id(diagnostic.code));
    if let Some(place) = &diagnostic.place {
        let (beside, apart): (Vec<&Label>, Vec<&Label>) =
            diagnostic.labels.iter().partition(|label| is_near(place, &label.place, longest));
        group = group.elements(picture(place, None, &beside, longest));
        for label in apart {
            group = group.elements(picture(&label.place, Some(&label.message), &[], longest));
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(escape(help)));
    }
    group
}

fn is_near(place: &Place, other: &Place, longest: usize) -> bool {
    let (a, b) = (place.span.start.min(other.span.start) as usize, place.span.start.max(other.span.start) as usize);
    place.file.path == other.file.path
        && b - a < NEAR
        && [place, other].iter().all(|place| line_of(place).len() <= longest)
}

/// The line of the file that a place begins on, without its break and without a byte order mark.
fn line_of(place: &Place) -> &str {
    let (start, end) = place.file.line_bounds(place.span.start as usize);
    place.file.text.get(start..end).unwrap_or_default()
}

/// Where it is, and the line with the place underlined, together with the labels close to it.
fn picture<'d>(place: &'d Place, message: Option<&'d str>, labels: &[&'d Label], longest: usize) -> Vec<Element<'d>> {
    let text = &*place.file.text;
    if line_of(place).len() > longest {
        let (line, column) = place.file.line_column(place.span.start as usize);
        return vec![Origin::path(&*place.file.path).line(line).char_column(column).into()];
    }
    let first = labels.iter().map(|label| label.place.span.start).chain([place.span.start]).min().unwrap_or_default();
    let last = labels.iter().map(|label| label.place.span.start).chain([place.span.start]).max().unwrap_or_default();
    let (start, end) = (place.file.line_bounds(first as usize).0, place.file.line_bounds(last as usize).1);
    let source = text.get(start..end).unwrap_or_default();
    let mark = |kind: AnnotationKind, place: &Place, label: Option<&'d str>| -> Annotation<'d> {
        let (_, line_end) = place.file.line_bounds(place.span.start as usize);
        let from = floor_char_boundary(text, place.span.start as usize).clamp(start, line_end.max(start));
        let to = floor_char_boundary(text, place.span.end as usize).clamp(from, line_end.max(from));
        let annotation = kind.span(from - start..to - start);
        match label {
            Some(label) => annotation.label(escape(label)),
            None => annotation,
        }
    };
    let mut snippet = Snippet::source(source)
        .path(&*place.file.path)
        .line_start(place.file.line_column(first as usize).0)
        .annotation(mark(AnnotationKind::Primary, place, message));
    for label in labels {
        snippet = snippet.annotation(mark(AnnotationKind::Context, &label.place, Some(&label.message)));
    }
    vec![snippet.into()]
}

/// The text in one line, with nothing that a terminal would obey.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') =>
            {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
