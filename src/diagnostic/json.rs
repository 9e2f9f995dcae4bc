//! Diagnostics for programs: one array of objects.

use serde_json::{Value, json};

use super::{Diagnostic, Place};

/// All findings as a JSON array. Each has `severity` (`error` or `warning`), `code`, `message`, `help` (or null),
/// `labels`, and `file`, `line`, `column`, `end_line`, `end_column` (from 1, columns in characters, the end one past
/// the last; null where there is no place).
#[must_use]
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let all: Vec<Value> = diagnostics.iter().map(one).collect();
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    text
}

fn one(diagnostic: &Diagnostic) -> Value {
    let mut object = place(diagnostic.place.as_ref());
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut object = place(Some(&label.place));
            object["message"] = label.message.as_str().into();
            object
        })
        .collect();
    object["severity"] = diagnostic.severity.word().into();
    object["code"] = diagnostic.code.into();
    object["message"] = diagnostic.message.as_str().into();
    object["help"] = diagnostic.help.as_deref().into();
    object["labels"] = labels.into();
    object
}

fn place(place: Option<&Place>) -> Value {
    let Some(place) = place else {
        return json!({"file": null, "line": null, "column": null, "end_line": null, "end_column": null});
    };
    let range = place.lines_columns();
    json!({
        "file": place.file.path,
        "line": range.0.0,
        "column": range.0.1,
        "end_line": range.1.0,
        "end_column": range.1.1,
    })
}
