//! Figures: where they come from, and what a series of them says.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::record::Figure;
use crate::document::when::When;
use crate::knowledge::KnowledgeBase;
use crate::source::{SourceFile, Span};

/// Figures that name no source.
pub(super) fn uncited<'a>(file: &'a Arc<SourceFile>, figures: &'a [Figure]) -> impl Iterator<Item = Diagnostic> + 'a {
    figures.iter().filter(|figure| figure.source.is_none()).map(|figure| {
        let name = figure.label.as_ref().or(figure.id.as_ref().map(|id| &id.value));
        let name = name.map_or_else(String::new, |name| format!(" `{name}`"));
        let warning = Diagnostic::warning("uncited-figure", format!("the figure{name} names no source"));
        warning.at(file, place(figure)).help("add `source:` with the id of the source that has it")
    })
}

fn place(figure: &Figure) -> Span {
    figure.id.as_ref().map_or(figure.span, |id| id.span)
}

/// A figure in words: "about 1200 people".
fn shown(figure: &Figure) -> String {
    let unit = figure.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    let value = figure.value;
    match (figure.qualifier.as_deref(), figure.max) {
        (_, Some(max)) => format!("between {value} and {max}{unit}"),
        (None | Some("exact"), None) => format!("{value}{unit}"),
        (Some(qualifier), None) => format!("{} {value}{unit}", qualifier.replace('-', " ")),
    }
}

/// Two values for one moment: told at the one in the newer report.
pub(super) fn conflicts(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let several = base.ledger.figures.iter().filter(|(_, places)| places.len() > 1);
    let pairs = several.flat_map(|(id, _)| base.conflicts(id).into_iter().map(move |pair| (id, pair)));
    let told = pairs.filter_map(|(id, (newer, other))| {
        let (file, figure) = (&base.held_by(newer.holder)?.file, base.figure(newer)?);
        let (other_file, other) = (&base.held_by(other.holder)?.file, base.figure(other)?);
        let moment = base.moment(newer).map_or_else(String::new, |moment| format!(" on `{}`", moment.as_str()));
        let message =
            format!("`{id}` is `{}` here and `{}` in `{}`{moment}", shown(figure), shown(other), other_file.path);
        let warning = Diagnostic::warning("figure-conflict", message).at(file, place(figure));
        let warning = warning.label(other_file, place(other), format!("`{}` here", shown(other)));
        Some(warning.help("correct one of the two, or say in `as_of` which moment each holds for"))
    });
    told.collect()
}

/// Series without a new value while the reports went on: told at the newest value.
pub(super) fn stale(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let days = base.settings.figure_stale_days;
    let told = base.ledger.figures.iter().filter_map(|(id, places)| {
        let last = base.reports.get(base.stale_since(id, days)? as usize)?;
        let newest = *places.first()?;
        let (file, figure) = (&base.held_by(newest.holder)?.file, base.figure(newest)?);
        let message = format!(
            "the newest value of `{id}` is of `{}`, more than {days} days before `{}`",
            base.moment(newest).map_or("", When::as_str),
            last.document.file.path
        );
        let warning = Diagnostic::warning("stale-figure", message).at(file, place(figure));
        let help = format!("add a newer value with `id: {id}`; `figure_stale_days` in `situs.toml` sets the limit");
        Some(warning.help(help))
    });
    told.collect()
}

/// Figures whose values a report asks for, and that only later reports bring.
pub(super) fn not_yet(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for document in base.reports.iter().map(|entry| &entry.document) {
        for call in &document.body.figures {
            let id = &call.value;
            if base.ledger.figures.contains_key(id) && base.figure_in(document, id).is_none() {
                let message = format!("only later reports have a value of `{id}`");
                let warning = Diagnostic::warning("figure-not-yet", message).at(&document.file, call.span);
                let help = format!("write the value, or add a figure with `id: {id}` to this report");
                found.push(warning.help(help));
            }
        }
    }
    found
}
