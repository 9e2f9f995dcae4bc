//! Publishing to a folder, beside `rsync` that compares the same bytes: at first, with nothing to do, and after a sentence
//! was added to one report.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use crate::bench::{Bench, NOW, SITUS, Subject};
use crate::measure::{Measured, measure};
use crate::table::{Table, median, thousands};

/// What a publication said of itself.
struct Told {
    /// Milliseconds until the plan was there, without the build.
    plan: f64,
    /// Files sent.
    sent: usize,
    /// Their bytes, for people.
    bytes: String,
    run: Measured,
}

/// Publishes a site again and again.
pub(crate) fn publish(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let (target, peer) = (bench.scratch.fresh("published"), bench.scratch.fresh("published-by-rsync"));
    let out = bench.scratch.fresh("situs");
    let settings = subject.root.join("situs.toml");
    let before = fs::read_to_string(&settings).unwrap_or_default();
    fs::write(&settings, format!("{before}\n[publish.bench]\nurl = '{}'\n", target.display()))?;
    let mut head = vec!["changed", "plan ms", "publish s, with the build", "files sent", "bytes sent"];
    let mut has_rsync = true;
    let mut rows = Vec::new();
    for (name, runs) in [("all", 1), ("nothing", bench.options.pairs()), ("one report", bench.options.pairs())] {
        let (mut told, mut beside) = (Vec::new(), Vec::new());
        for run in 0..runs {
            if name == "one report" {
                add_a_line(subject, run)?;
            }
            told.push(situs(&subject.root, &out)?);
            if has_rsync {
                match rsync(&out, &peer) {
                    Ok(run) => beside.push(run.wall),
                    Err(_) => has_rsync = false,
                }
            }
        }
        let last = &told[told.len() - 1];
        let mut row = vec![
            name.to_owned(),
            format!("{:.0}", median(told.iter().map(|told| told.plan))),
            format!("{:.2}", median(told.iter().map(|told| told.run.wall))),
            thousands(median(told.iter().map(|told| told.sent as f64)) as usize),
            last.bytes.clone(),
        ];
        row.extend(has_rsync.then(|| format!("{:.2}", median(beside))));
        rows.push(row);
    }
    if has_rsync {
        head.push("rsync --checksum s");
    }
    fs::write(&settings, before)?;
    let mut table = Table::new(format!("Published to a folder, {}", subject.label), head);
    for row in rows {
        table.row(row.into_iter().take(if has_rsync { 6 } else { 5 }));
    }
    table.note("Medians. The plan compares lists of hashes; rsync has no list, and reads both folders.");
    bench.show(&table);
    Ok(())
}

fn add_a_line(subject: &Subject, run: usize) -> io::Result<()> {
    let reports = subject.report_files()?;
    let file = &reports[(run * 41 + 3) % reports.len()];
    let text = fs::read_to_string(file)?;
    fs::write(file, format!("{}\n\nA later line says that publication {run} was measured here.\n", text.trim_end()))
}

fn situs(root: &Path, out: &Path) -> io::Result<Told> {
    let arguments = ["publish", "bench", "--yes", "--allow-broken", "--now", NOW, "--root"].map(OsString::from);
    let arguments = arguments.into_iter().chain([root.into(), "--out".into(), out.into()]);
    let run = measure(Path::new(SITUS), arguments)?;
    let after = |word: &str, from: &str, to: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(word))?;
        Some(line.split_once(from)?.1.split_once(to)?.0.trim().to_owned())
    };
    let plan = after("plan:", " there, in ", " ms").and_then(|plan| plan.parse().ok());
    let sent = after("published:", ": ", " file").and_then(|sent| sent.parse().ok());
    let bytes = after("published:", "sent (", ")");
    let told = plan.zip(sent).zip(bytes);
    let Some(((plan, sent), bytes)) = told else {
        return Err(io::Error::other(format!("no summary in `{}`", run.stdout)));
    };
    Ok(Told { plan, sent, bytes, run })
}

fn rsync(from: &Path, to: &Path) -> io::Result<Measured> {
    let mut source = from.as_os_str().to_owned();
    source.push("/");
    let arguments = ["-r", "--checksum", "--delete"].map(OsString::from).into_iter().chain([source, to.into()]);
    measure(Path::new("rsync"), arguments)
}
