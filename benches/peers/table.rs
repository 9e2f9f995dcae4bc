//! Tables for a terminal and as Markdown, and the few numbers that stand in them.

use std::fmt::Write as _;

/// A table: the first column is words, and the others are numbers where nothing else is said.
pub(crate) struct Table {
    of_words: bool,
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    pub(crate) fn new<T: Into<String>>(title: impl Into<String>, head: impl IntoIterator<Item = T>) -> Self {
        let head = head.into_iter().map(Into::into).collect();
        Self { of_words: false, title: title.into(), head, rows: Vec::new(), notes: Vec::new() }
    }

    /// A table in which all columns are words.
    pub(crate) fn words<T: Into<String>>(title: impl Into<String>, head: impl IntoIterator<Item = T>) -> Self {
        Self { of_words: true, ..Self::new(title, head) }
    }

    pub(crate) fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// A line below the table.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn widths(&self) -> Vec<usize> {
        let rows = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| rows().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        (0..self.head.len()).map(|column| width(column).unwrap_or_default()).collect()
    }

    fn lines(&self, between: &str) -> Vec<String> {
        let widths = self.widths();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if column == 0 || self.of_words { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            cells.collect::<Vec<_>>().join(between)
        };
        std::iter::once(&self.head).chain(&self.rows).map(line).collect()
    }

    /// For a terminal.
    pub(crate) fn plain(&self) -> String {
        let mut text = format!("\n{}\n", self.title);
        for line in self.lines("  ") {
            let _ = writeln!(text, "  {}", line.trim_end());
        }
        for note in &self.notes {
            let _ = writeln!(text, "  {note}");
        }
        text
    }

    /// As Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("\n### {}\n\n", self.title);
        let mut lines = self.lines(" | ").into_iter();
        let _ = writeln!(text, "| {} |", lines.next().unwrap_or_default());
        let _ = writeln!(
            text,
            "| --- |{}",
            if self.of_words { " --- |" } else { " ---: |" }.repeat(self.head.len().saturating_sub(1))
        );
        for line in lines {
            let _ = writeln!(text, "| {line} |");
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

/// The value in the middle; of an even number of values the upper of the two.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which that part of them lies.
pub(crate) fn quantile(values: impl IntoIterator<Item = f64>, part: f64) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * part) as usize;
    sorted.get(at).or(sorted.last()).copied().unwrap_or(f64::NAN)
}

/// Megabytes of bytes.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// `12,345`
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
