//! Cold builds: Situs and Hugo in turn, and a site in which one country is in every report.

use std::io;
use std::path::Path;

use crate::bench::{Bench, Subject, said, situs_build};
use crate::corpus::Shape;
use crate::hugo::Hugo;
use crate::measure::Measured;
use crate::table::{Table, median, megabytes, thousands};

/// Files below a folder, and their bytes.
fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files += 1;
            bytes += entry.metadata()?.len();
        }
    }
    Ok((files, bytes))
}

fn numbers(measured: &Measured) -> [f64; 3] {
    [measured.wall, measured.cpu, measured.peak_kib as f64]
}

/// Medians of wall time, processor time and memory, each by itself.
fn medians(runs: &[Measured]) -> [f64; 3] {
    [0, 1, 2].map(|column| median(runs.iter().map(|run| numbers(run)[column])))
}

fn cells(name: String, [wall, cpu, peak]: [f64; 3], (files, bytes): (usize, u64)) -> [String; 6] {
    let (files, bytes) = (thousands(files), format!("{:.1}", megabytes(bytes)));
    [name, format!("{wall:.3}"), format!("{cpu:.3}"), format!("{:.0}", peak / 1024.0), files, bytes]
}

/// Builds the same reports with both programs in turn.
pub(crate) fn compare(bench: &mut Bench, subject: &mut Subject) -> io::Result<()> {
    let hugo_root = match (&bench.hugo, subject.shape) {
        (Some(_), Some(shape)) => {
            let root = bench.scratch.fresh("hugo-site");
            Hugo::write_site(shape, &root)?;
            Some(root)
        }
        _ => None,
    };
    let head = ["run", "wall s", "CPU s", "peak MiB", "files", "MB"];
    let mut table = Table::new(format!("Cold build, {}", subject.label), head);
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut our_size, mut their_size) = ((0, 0), (0, 0));
    let mut last = subject.root.clone();
    for pair in 1..=bench.options.pairs() {
        let out = bench.scratch.fresh("situs");
        let situs = situs_build(&subject.root, &out)?;
        our_size = size(&out)?;
        table.row(cells(format!("{pair} situs"), numbers(&situs), our_size));
        last = out;
        if let (Some(hugo), Some(root)) = (&bench.hugo, &hugo_root) {
            let out = bench.scratch.fresh("hugo");
            let other = hugo.build(root, &out)?;
            their_size = size(&out)?;
            table.row(cells(format!("{pair} hugo"), numbers(&other), their_size));
            let (one, two) = (numbers(&situs), numbers(&other));
            ratios.push([0, 1, 2].map(|column| two[column] / one[column]));
            theirs.push(other);
        }
        ours.push(situs);
    }
    let [wall, cpu, peak_kib] = medians(&ours);
    let (pages, _) = said(&ours[0].stdout)?;
    table.row(cells("median situs".into(), [wall, cpu, peak_kib], our_size));
    if !theirs.is_empty() {
        table.row(cells("median hugo".into(), medians(&theirs), their_size));
        for (column, what) in ["time", "processor time", "memory"].iter().enumerate() {
            let by_pair: Vec<String> = ratios.iter().map(|ratio| format!("{:.1}", ratio[column])).collect();
            let middle = median(ratios.iter().map(|ratio| ratio[column]));
            table.note(format!("Hugo takes {middle:.1} times the {what} (by pair: {}).", by_pair.join(", ")));
        }
    }
    table.note(format!("Situs: {} pages, {:.0} µs each.", thousands(pages), wall * 1e6 / pages as f64));
    bench.show(&table);
    subject.set_built(last);
    Ok(())
}

/// Builds as many reports with one country in each, beside the ordinary ones.
pub(crate) fn hub(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let Some(shape) = subject.shape else { return Ok(()) };
    let other = bench.generated(Shape { hub: true, ..shape })?;
    let (mut plain, mut hub) = (Vec::new(), Vec::new());
    for _ in 0..bench.options.pairs().min(3) {
        plain.push(situs_build(&subject.root, &bench.scratch.fresh("situs"))?);
        hub.push(situs_build(&other.root, &bench.scratch.fresh("situs"))?);
    }
    let title = format!("One country in every report, {}", subject.label);
    let mut table = Table::new(title, ["reports", "wall s", "CPU s", "peak MiB", "pages", "µs a page"]);
    let mut a_page = Vec::new();
    for (name, runs) in [("ordinary", &plain), ("hub", &hub)] {
        let [wall, cpu, peak_kib] = medians(runs);
        let (pages, _) = said(&runs[0].stdout)?;
        let micros = wall * 1e6 / pages as f64;
        a_page.push(micros);
        table.row([
            name.to_owned(),
            format!("{wall:.3}"),
            format!("{cpu:.3}"),
            format!("{:.0}", peak_kib / 1024.0),
            thousands(pages),
            format!("{micros:.0}"),
        ]);
    }
    table.note(format!(
        "A page takes {:.2} times the ordinary time; in turn, {} runs each.",
        a_page[1] / a_page[0],
        plain.len()
    ));
    bench.show(&table);
    Ok(())
}
