//! The counts that were kept, and the table that sets those of now beside them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Counts by name, in the order in which they were put.
#[derive(Default)]
pub(crate) struct Kept {
    counts: Vec<(String, Option<u64>)>,
    /// Part of itself by which a count moves between two runs: tables of hashes are seeded anew in each.
    moves: BTreeMap<String, f64>,
}

/// The file.
pub(crate) fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "benches", "counts", "counts.txt"].iter().collect()
}

impl Kept {
    /// Adds a count, the mean of two runs.
    pub(crate) fn put(&mut self, name: &str, first: Option<u64>, second: Option<u64>) {
        let both = first.zip(second);
        self.counts.push((name.to_owned(), both.map(|(one, other)| rounded(one.midpoint(other)))));
        if let Some((one, other)) = both {
            self.moves.insert(name.to_owned(), one.abs_diff(other) as f64 / one.max(1) as f64);
        }
    }

    /// The counts in the file; none where there is no such file.
    pub(crate) fn read() -> io::Result<BTreeMap<String, u64>> {
        let text = match fs::read_to_string(file()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let kept = lines.filter_map(|line| {
            let (count, name) = line.trim_start().split_once("  ")?;
            Some((name.to_owned(), count.replace(',', "").parse().ok()?))
        });
        Ok(kept.collect())
    }

    /// Writes the file.
    pub(crate) fn write(&self) -> io::Result<()> {
        let mut text =
            "# Instructions, to a thousandth. `cargo bench --bench counts -- --keep` writes this file.\n".to_owned();
        for (name, count) in &self.counts {
            if let Some(count) = count {
                let _ = writeln!(text, "{:>15}  {name}", separated(*count));
            }
        }
        fs::write(file(), text)
    }

    /// Counts now, those before and the change.
    pub(crate) fn table(&self, before: &BTreeMap<String, u64>) -> String {
        let mut text = format!("\n  {:<18}{:>15}{:>15}{:>10}{:>8}\n", "instructions", "now", "kept", "change", "moves");
        for (name, now) in &self.counts {
            let kept = before.get(name).copied();
            let change = now.zip(kept).map(|(now, kept)| 100.0 * (now as f64 / kept as f64 - 1.0));
            let show = |count: Option<u64>| count.map_or("-".to_owned(), separated);
            let _ = writeln!(
                text,
                "  {name:<18}{:>15}{:>15}{:>10}{:>8}",
                show(*now),
                show(kept),
                change.map_or("-".to_owned(), |change| format!("{change:+.1} %")),
                self.moves.get(name).map_or("-".to_owned(), |moves| format!("{:.2} %", 100.0 * moves)),
            );
        }
        text
    }
}

/// To a thousandth of itself: what is finer moves from run to run.
fn rounded(count: u64) -> u64 {
    let mut unit = 1;
    while count / unit >= 10_000 {
        unit *= 10;
    }
    (count + unit / 2) / unit * unit
}

/// `12,345`
fn separated(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
