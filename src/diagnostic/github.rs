//! Diagnostics as workflow commands of GitHub Actions, which it shows beside the changed lines.

use std::fmt::Write as _;

use super::Diagnostic;

/// All findings, one command a line: `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`.
#[must_use]
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let mut properties = Vec::new();
        if let Some(place) = &diagnostic.place {
            let ((line, column), (end_line, end_column)) = place.lines_columns();
            properties.push(format!("file={}", property(&place.file.path)));
            properties.push(format!("line={line},col={column},endLine={end_line}"));
            if line == end_line {
                properties.push(format!("endColumn={end_column}"));
            }
        }
        properties.push(format!("title={}", property(diagnostic.code)));
        let mut message = data(&diagnostic.message);
        if let Some(help) = &diagnostic.help {
            message.push_str("%0Ahelp: ");
            message.push_str(&data(help));
        }
        let _ = writeln!(out, "::{} {}::{message}", diagnostic.severity.word(), properties.join(","));
    }
    out
}

/// Text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text between `=` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
