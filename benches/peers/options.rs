//! What the benchmark can be asked for.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures Situs beside Hugo on the same reports.
#[derive(Debug, Parser)]
#[command(name = "peers", max_term_width = 100)]
pub(crate) struct Options {
    /// Numbers of reports.
    #[arg(long, value_delimiter = ',', default_values_t = [1000, 10_000], value_name = "N,N")]
    pub(crate) reports: Vec<usize>,
    /// 1,000 reports only, and fewer runs of everything: about a minute.
    #[arg(long, conflicts_with = "reports")]
    pub(crate) short: bool,
    /// How often the two programs are run in turn.
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// A site of one's own in place of made-up reports; Hugo is left out then.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Where files are written; in memory where there is room, else the folder for temporary files.
    #[arg(long, value_name = "DIR")]
    pub(crate) scratch: Option<PathBuf>,
    /// The parts that are run; all of them where nothing is said.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART,PART")]
    pub(crate) only: Vec<Part>,
    /// Leave Hugo out.
    #[arg(long)]
    pub(crate) no_hugo: bool,
    /// Leave the files of the run, the made-up sites among them, and say where they are.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Write the tables as Markdown to this file, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// What `cargo bench` passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Cold builds beside Hugo.
    Build,
    /// Builds after one report changed, and after nothing did.
    Change,
    /// The preview: its start, and a save until the new bytes are served.
    Preview,
    /// Publishing to a folder, and again after nothing and after one report changed.
    Publish,
    /// Linking alone, with more and more names.
    Linking,
    /// A cold build where one country is in every report.
    Hub,
    /// A cold build where the edition withholds one report of twenty.
    Withheld,
    /// A build with and without the search index, and what queries load.
    Search,
    /// Reading, Markdown and writing alone.
    Floor,
    /// Giant and hostile inputs, each at three sizes.
    Giants,
    /// The files of a build against those of a plain loop over the library.
    Check,
}

impl Options {
    /// Numbers of reports.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        if self.short { vec![1000] } else { self.reports.clone() }
    }

    /// Runs of each program.
    pub(crate) fn pairs(&self) -> usize {
        let pairs = usize::from(self.pairs);
        if self.short { pairs.min(3) } else { pairs }
    }

    /// Saves of each kind in the preview.
    pub(crate) fn edits(&self) -> usize {
        if self.short { 20 } else { 50 }
    }
}
