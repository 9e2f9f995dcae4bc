//! Diagnostics as SARIF 2.1.0 (OASIS), for code hosts that show findings beside the lines.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Diagnostic, Place};

/// All findings as one SARIF run. Paths are relative to the root of the site (`SRCROOT`), columns count characters.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic]) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({"id": code})).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let text = match &diagnostic.help {
                Some(help) => format!("{}; {help}", diagnostic.message),
                None => diagnostic.message.clone(),
            };
            let related: Vec<Value> = diagnostic
                .labels
                .iter()
                .map(|label| {
                    let mut location = location(&label.place);
                    location["message"] = json!({"text": label.message});
                    location
                })
                .collect();
            let mut result = json!({
                "ruleId": diagnostic.code,
                "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
                "level": diagnostic.severity.word(),
                "message": {"text": text},
                "locations": diagnostic.place.iter().map(location).collect::<Vec<_>>(),
            });
            if !related.is_empty() {
                result["relatedLocations"] = related.into();
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "situs", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn location(place: &Place) -> Value {
    let ((line, column), (end_line, end_column)) = place.lines_columns();
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(&place.file.path), "uriBaseId": "SRCROOT"},
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }})
}

/// A path as a relative URI (RFC 3986): everything but unreserved characters and `/` in percent escapes.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
