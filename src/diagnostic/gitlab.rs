//! Diagnostics as a Code Quality report of GitLab, which shows it beside the changed lines of a merge request.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Diagnostic, Severity};

/// All findings, as a JSON array. A fingerprint stays the same where the lines around a finding move.
#[must_use]
pub fn gitlab(diagnostics: &[Diagnostic]) -> String {
    let mut alike: HashMap<String, u32> = HashMap::new();
    let issues = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.as_ref();
        let (path, line) = place.map_or(("situs.toml", 1), |place| (&*place.file.path, place.lines_columns().0.0));
        let about = place.map_or("", |place| place.file.slice(place.span));
        let key = [diagnostic.code, path, &diagnostic.message, about].join("\0");
        let number = alike.entry(key.clone()).and_modify(|number| *number += 1).or_insert(0);
        let fingerprint = blake3::hash(format!("{key}\0{number}").as_bytes()).to_hex();
        let description = match &diagnostic.help {
            Some(help) => format!("{}; {help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        let severity = match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        };
        json!({
            "check_name": diagnostic.code,
            "description": description,
            "fingerprint": fingerprint.as_str(),
            "location": {"path": path, "lines": {"begin": line}},
            "severity": severity,
        })
    });
    format!("{:#}", issues.collect::<Value>())
}
