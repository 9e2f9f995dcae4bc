//! Builds of an edition that withholds one report of twenty, where every byte is looked at, beside one that withholds none.

use std::fs;
use std::io;

use crate::bench::{Bench, Subject, said, situs_build};
use crate::corpus::Shape;
use crate::table::{Table, median, thousands};

const ONE_OF: usize = 20;

/// Builds the same reports with and without some that may not be public.
pub(crate) fn withheld(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let Some(shape) = subject.shape else { return Ok(()) };
    let other = bench.generated(Shape { ..shape })?;
    for file in other.report_files()?.iter().step_by(ONE_OF) {
        let text = fs::read_to_string(file)?;
        let rest = text.strip_prefix("---\n").ok_or_else(|| io::Error::other("a report without front matter"))?;
        fs::write(file, format!("---\ntlp: amber\n{rest}"))?;
    }
    let (mut public, mut partly) = (Vec::new(), Vec::new());
    for _ in 0..bench.options.pairs() {
        public.push(situs_build(&subject.root, &bench.scratch.fresh("situs"))?);
        partly.push(situs_build(&other.root, &bench.scratch.fresh("situs"))?);
    }
    let title = format!("One report of twenty withheld, {}", subject.label);
    let mut table = Table::new(title, ["withheld", "wall s", "CPU s", "peak MiB", "pages"]);
    for (name, runs) in [("none", &public), ("one of twenty", &partly)] {
        table.row([
            name.to_owned(),
            format!("{:.3}", median(runs.iter().map(|run| run.wall))),
            format!("{:.3}", median(runs.iter().map(|run| run.cpu))),
            format!("{:.0}", median(runs.iter().map(|run| run.peak_kib as f64)) / 1024.0),
            thousands(said(&runs[0].stdout)?.0),
        ]);
    }
    let ratio = median(public.iter().zip(&partly).map(|(one, other)| other.wall / one.wall));
    table.note(format!("What is withheld is looked for in every byte: {ratio:.2} times the time; medians, in turn."));
    bench.show(&table);
    Ok(())
}
