//! The same folder built again: after nothing, and after a sentence was added to one report.

use std::fs;
use std::io;

use crate::bench::{Bench, Subject, said, situs_build};
use crate::measure::Measured;
use crate::table::{Table, median, thousands};

/// Builds again after nothing changed, and after one report did.
pub(crate) fn change(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let reports = subject.report_files()?;
    let runs = bench.options.pairs();
    // Cold ones again, for ratios within minutes, and before those in which Situs removes what it replaced.
    let mut all = Vec::new();
    let mut out = subject.root.clone();
    for _ in 0..runs.min(3) {
        out = bench.scratch.fresh("situs");
        all.push(situs_build(&subject.root, &out)?);
    }
    let cold = median(all.iter().map(|run| run.wall));
    let nothing: Vec<Measured> = (0..runs).map(|_| situs_build(&subject.root, &out)).collect::<io::Result<_>>()?;
    let mut one = Vec::with_capacity(runs);
    for run in 0..runs {
        let file = &reports[(run * 37 + 5) % reports.len()];
        let text = fs::read_to_string(file)?;
        fs::write(file, format!("{}\n\nA later line says that run {run} was measured here.\n", text.trim_end()))?;
        one.push(situs_build(&subject.root, &out)?);
    }
    let head = ["changed", "wall s", "CPU s", "files written", "of the cold build"];
    let mut table = Table::new(format!("Built again, {}", subject.label), head);
    for (name, runs) in [("all (cold)", &all), ("nothing", &nothing), ("one report", &one)] {
        let written: Vec<f64> =
            runs.iter().map(|run| said(&run.stdout).map(|(_, changed)| changed as f64)).collect::<io::Result<_>>()?;
        let wall = median(runs.iter().map(|run| run.wall));
        table.row([
            name.to_owned(),
            format!("{wall:.3}"),
            format!("{:.3}", median(runs.iter().map(|run| run.cpu))),
            thousands(median(written) as usize),
            format!("{:.2}", wall / cold),
        ]);
    }
    table.note(format!(
        "Medians of {runs} runs, of the cold build at most 3; each change is one sentence in another report."
    ));
    bench.show(&table);
    Ok(())
}
