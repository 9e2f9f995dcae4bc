//! The search index: what a build takes with it and without it, and what queries load.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};
use situs::page::search::tokens::terms;

use crate::bench::{Bench, Subject, situs_build};
use crate::measure::Measured;
use crate::table::{Table, median, megabytes, thousands};

/// From the rarest words to those in every report; the last word is also the beginning of others.
const QUERIES: [&str; 6] = ["ministry", "the ministry", "ceasefire talks", "th", "the and of in", "said ho"];

/// As in `static/search.js`: files of one word, and characters of long lists of one query.
const FILES: [usize; 2] = [2, 3];
const MOST_LONG: u64 = 70_000;

/// Results that are shown at once, each perhaps from another file.
const SHOWN: usize = 10;

/// Builds with and without an index in turn, and says what it takes and what queries load.
pub(crate) fn search(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let settings = subject.root.join("situs.toml");
    let given = fs::read_to_string(&settings).unwrap_or_default();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let mut out = subject.root.clone();
    for _ in 0..bench.options.pairs().min(3) {
        fs::write(&settings, format!("search = false\n{given}"))?;
        without.push(situs_build(&subject.root, &bench.scratch.fresh("situs"))?);
        fs::write(&settings, &given)?;
        out = bench.scratch.fresh("situs");
        with.push(situs_build(&subject.root, &out)?);
    }
    let head = ["build", "wall s", "CPU s", "peak MiB"];
    let mut table = Table::new(format!("The search index, {}", subject.label), head);
    for (name, runs) in [("without", &without), ("with", &with)] {
        let of = |number: fn(&Measured) -> f64| median(runs.iter().map(number));
        let [wall, cpu, peak] = [of(|run| run.wall), of(|run| run.cpu), of(|run| run.peak_kib as f64 / 1024.0)];
        table.row([name.to_owned(), format!("{wall:.3}"), format!("{cpu:.3}"), format!("{peak:.0}")]);
    }
    if let Some(line) = with[0].stdout.lines().find(|line| line.contains("search index")) {
        table.note(format!("A build says {line}."));
    }
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(out.join("search"))? {
        files += 1;
        bytes += entry?.metadata()?.len();
    }
    table.note(format!(
        "{} files, {:.1} MB; medians of {} runs in turn.",
        thousands(files),
        megabytes(bytes),
        with.len()
    ));
    bench.show(&table);

    let head = ["query", "files", "kB of the index", "kB with the page"];
    let mut table = Table::new(format!("What a query loads, {}", subject.label), head);
    let index = Index::read(&out)?;
    for query in QUERIES {
        let (files, bytes) = index.loads(query)?;
        let kilobytes = |bytes: u64| format!("{:.0}", bytes as f64 / 1000.0);
        table.row([format!("`{query}`"), thousands(files), kilobytes(bytes), kilobytes(bytes + index.page)]);
    }
    table.note("Not compressed, and at most: each of the ten results is taken to be in the largest file of documents.");
    bench.show(&table);
    Ok(())
}

/// An index on the disk.
struct Index<'a> {
    out: &'a Path,
    /// The first word of each file of words.
    words: Vec<String>,
    /// Bytes of the index' own file, of the largest file of documents, and of the page with style and script.
    own: u64,
    documents: u64,
    page: u64,
}

impl<'a> Index<'a> {
    fn read(out: &'a Path) -> io::Result<Self> {
        let length = |path: &str| fs::metadata(out.join(path)).map(|data| data.len());
        let mut documents = 0;
        for entry in fs::read_dir(out.join("search"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("docs-") {
                documents = documents.max(entry.metadata()?.len());
            }
        }
        let page = length("search/index.html")? + length("search.js")? + length("situs.css")?;
        let content = content(out, "index")?;
        let words = content["words"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        Ok(Self { out, words: words.collect(), own: length("search/index.js")?, documents, page })
    }

    /// How many files a query reads at most, and their bytes.
    fn loads(&self, query: &str) -> io::Result<(usize, u64)> {
        let mut asked = Vec::new();
        terms(query, &mut |term| asked.push(term.to_owned()));
        let (mut read, mut long) = (Vec::new(), Vec::new());
        for (at, word) in asked.iter().enumerate() {
            let first = self.words.partition_point(|first| first <= word).saturating_sub(1);
            let most = FILES[usize::from(at + 1 == asked.len())];
            let begins = |number: &usize| *number == first || self.words[*number].starts_with(word);
            for number in (first..self.words.len()).take(most).take_while(begins) {
                let Value::Object(lists) = content(self.out, &format!("words-{number}"))? else { continue };
                long.extend(long_lists(&lists, word));
                read.push(number);
            }
        }
        read.sort_unstable();
        read.dedup();
        long.sort_unstable();
        let mut sum = 0;
        let fits = |length: &u64| {
            sum += length;
            sum <= MOST_LONG
        };
        let long: Vec<u64> = long.into_iter().take_while(fits).collect();
        let mut bytes = self.own + long.iter().sum::<u64>() + self.documents * SHOWN as u64;
        for number in &read {
            bytes += fs::metadata(self.out.join(format!("search/words-{number}.js")))?.len();
        }
        Ok((1 + read.len() + long.len() + SHOWN, bytes))
    }
}

/// The lengths of the long lists of words that begin as `word` does.
fn long_lists(lists: &Map<String, Value>, word: &str) -> Vec<u64> {
    let named = lists.iter().filter(|(key, _)| key.starts_with(word)).filter_map(|(_, lists)| lists.as_str());
    let long = named.flat_map(|lists| lists.split(' ')).filter_map(|list| list.strip_prefix('~')?.split_once(':'));
    long.filter_map(|(_, length)| length.parse().ok()).collect()
}

/// What a file of the index says.
fn content(out: &Path, name: &str) -> io::Result<Value> {
    let text = fs::read_to_string(out.join(format!("search/{name}.js")))?;
    let inside = text.split_once(',').and_then(|(_, rest)| rest.strip_suffix(");\n"));
    Ok(serde_json::from_str(inside.unwrap_or_default())?)
}
