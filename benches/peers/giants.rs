//! Giant and hostile inputs: what each takes at n, 2n and 4n. All that a writer can make large grows no faster than
//! n log n, or is told to be too large.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use crate::bench::{Bench, NOW, SITUS};
use crate::measure::{Measured, measure_any};
use crate::table::{Table, thousands};

/// The files of an input of this size: paths below the root of a site, and their text.
type Files = Vec<(String, String)>;

/// A kind of input, its smallest size, and what it is made of.
type Kind = (&'static str, usize, fn(usize) -> Files);

/// Up to this the start of the program is most of the time, and a ratio says nothing.
const SHORT: f64 = 0.5;

/// Four times as much, with the logarithm and some noise.
const MOST: f64 = 5.5;

const KINDS: [Kind; 44] = [
    ("lines of prose", 100_000, |n| body(&"Some words of prose in a line that goes on.\n".repeat(n))),
    ("one line of words", 500_000, |n| body(&"word ".repeat(n))),
    ("one word", 5_000_000, |n| body(&"w".repeat(n))),
    ("lists inside lists", 25_000, |n| body(&"- ".repeat(n))),
    ("numbered lists inside lists", 25_000, |n| body(&"1. ".repeat(n))),
    ("quotes inside quotes", 25_000, |n| body(&"> ".repeat(n))),
    ("quotes and lists inside each other", 25_000, |n| body(&"> - ".repeat(n))),
    ("emphasis inside emphasis", 25_000, |n| body(&format!("{}c{}", "*a **b ".repeat(n), "** *".repeat(n)))),
    ("emphasis that never ends", 100_000, |n| body(&"*a _b ".repeat(n))),
    ("brackets", 100_000, |n| body(&format!("{}a{}", "[".repeat(n), "]".repeat(n)))),
    ("pictures inside pictures", 25_000, |n| body(&format!("{}a{}", "![".repeat(n), "](b)".repeat(n)))),
    ("links that never end", 50_000, |n| body(&"[a](b".repeat(n))),
    ("wiki links that never end", 50_000, |n| body(&"[[a".repeat(n))),
    ("links", 250_000, |n| body(&"[a](http://a.example/) ".repeat(n))),
    ("links to nothing, a line", 25_000, |n| body(&"[[nothing]] ".repeat(n))),
    ("links to nothing, lines", 25_000, |n| body(&"[[nothing]]\n\n".repeat(n))),
    ("reference links", 25_000, |n| body(&numbered(n, |at| format!("[r{at}]\n\n[r{at}]: /u{at}\n\n")))),
    ("figures of no series", 25_000, |n| body(&"{figure:x} ".repeat(n))),
    ("footnotes", 25_000, |n| body(&numbered(n, |at| format!("a[^{at}]\n\n[^{at}]: n\n\n")))),
    ("headings", 50_000, |n| body(&"## Head\n\n".repeat(n))),
    ("rows of a table", 50_000, |n| body(&format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n)))),
    ("columns of a table", 25_000, |n| {
        body(&format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "b|".repeat(n)))
    }),
    ("`<div>` inside `<div>`", 25_000, |n| body(&"<div>".repeat(n))),
    ("blocks of `<div>`", 25_000, |n| body(&"<div>\n\n".repeat(n))),
    ("`<b>` inside `<b>`, in a line", 50_000, |n| body(&format!("x {}", "<b>".repeat(n)))),
    ("`<span>`, opened and closed", 50_000, |n| body(&format!("x {}", "<span>a</span>".repeat(n)))),
    ("`<table>` inside `<td>`", 25_000, |n| body(&"<table><tr><td>".repeat(n))),
    ("attributes of a tag", 50_000, |n| body(&format!("x <a {}>y</a>", numbered(n, |at| format!("a{at}=1 "))))),
    ("comments that never end", 50_000, |n| body(&format!("x {}", "<!-- ".repeat(n)))),
    ("controls of direction", 250_000, |n| body(&"\u{202e}\u{2066}".repeat(n))),
    ("names of countries", 25_000, |n| body(&"Kenya and France met the United Kingdom. ".repeat(n))),
    ("keys below `extra`", 10_000, |n| front(&format!("extra:\n{}", numbered(n, |at| format!("  k{at}: v\n"))))),
    ("keys that are unknown", 50_000, |n| front(&numbered(n, |at| format!("k{at}: v\n")))),
    ("lists of YAML inside lists", 50_000, |n| front(&format!("extra: {}", "[".repeat(n)))),
    ("aliases of YAML", 10_000, |n| front(&format!("extra: [&a x{}]\n", ", *a".repeat(n)))),
    ("a text in front matter", 1_000_000, |n| front(&format!("summary: \"{}\"\n", "word ".repeat(n)))),
    ("references to nothing", 5000, |n| front(&format!("actors: [{}]\n", numbered(n, |at| format!("x{at}, "))))),
    ("aliases of an actor", 10_000, |n| {
        let aliases = numbered(n, |at| format!("  - Alias {at}\n"));
        vec![("content/actors/a.md".to_owned(), format!("---\nname: Ann Example\naliases:\n{aliases}---\n"))]
    }),
    ("actors of one name, named", 1000, |n| {
        let mut files = body(&"Ann Same met. ".repeat(n));
        files.extend((0..n).map(|at| (format!("content/actors/a{at}.md"), "---\nname: Ann Same\n---\n".to_owned())));
        files
    }),
    ("`part_of` in a chain", 1000, |n| chain("events", n, "when: 2025\npart_of", false)),
    ("`part_of` in a circle", 1000, |n| chain("events", n, "when: 2025\npart_of", true)),
    ("`supersedes` in a chain", 1000, |n| chain("events", n, "when: 2025\nsupersedes", false)),
    ("`parent` in a chain", 2000, |n| chain("actors", n, "parent", false)),
    ("`derives_from` in a circle", 2000, |n| chain("sources", n, "derives_from", true)),
];

fn numbered(n: usize, of: impl Fn(usize) -> String) -> String {
    (0..n).map(of).collect()
}

fn body(text: &str) -> Files {
    vec![("content/reports/a.md".to_owned(), format!("---\ntitle: Giant\ndate: 2025-01-02\n---\n\n{text}\n"))]
}

fn front(keys: &str) -> Files {
    vec![("content/reports/a.md".to_owned(), format!("---\ntitle: Giant\ndate: 2025-01-02\n{keys}\n---\n\nText.\n"))]
}

fn chain(folder: &str, n: usize, key: &str, circle: bool) -> Files {
    let one = |at: usize| {
        let next = (at + 1) % n;
        let end = if circle || next > 0 { format!("e{next}") } else { "e0".to_owned() };
        // The last of a chain begins nothing: it names itself nowhere.
        let last = !circle && next == 0;
        let keys = if last {
            key.rsplit_once('\n').map_or("", |(before, _)| before).to_owned()
        } else {
            format!("{key}: {end}")
        };
        (format!("content/{folder}/e{at}.md"), format!("---\nname: Name {at}\n{keys}\n---\n"))
    };
    (0..n).map(one).collect()
}

/// Builds every kind at three sizes.
pub(crate) fn giants(bench: &mut Bench) -> io::Result<()> {
    let head = ["what", "n", "MB", "s at n", "2n", "4n", "4n / n", "MiB at n", "4n", "exit"];
    let mut table = Table::new("Giant inputs", head);
    let mut beyond = Vec::new();
    for (name, n, files) in KINDS {
        let n = if bench.options.short { n / 4 } else { n };
        let mut runs = Vec::new();
        let mut bytes = 0;
        for size in [n, 2 * n, 4 * n] {
            let root = bench.scratch.fresh("giant");
            bytes = write(&root, files(size))?;
            runs.push(build(&root, &bench.scratch.fresh("giant-out"))?);
        }
        let ratio = runs[2].wall / runs[0].wall.max(1e-3);
        if runs[2].wall > SHORT && ratio > MOST {
            beyond.push(name);
        }
        let mebibytes = |run: &Measured| format!("{}", run.peak_kib / 1024);
        table.row([
            name.to_owned(),
            thousands(n),
            format!("{:.1}", bytes as f64 / 4e6),
            format!("{:.2}", runs[0].wall),
            format!("{:.2}", runs[1].wall),
            format!("{:.2}", runs[2].wall),
            format!("{ratio:.1}"),
            mebibytes(&runs[0]),
            mebibytes(&runs[2]),
            runs[2].code.map_or_else(|| "signal".to_owned(), |code| code.to_string()),
        ]);
    }
    table.note("`situs build --allow-broken`; exit 1 is a message with the place. MB is the size of the input at n.");
    table.note(if beyond.is_empty() {
        format!("None that takes more than {SHORT} s grows to more than {MOST} times at 4n.")
    } else {
        format!("More than {MOST} times at 4n: {}.", beyond.join(", "))
    });
    bench.show(&table);
    Ok(())
}

fn write(root: &Path, files: Files) -> io::Result<u64> {
    let mut bytes = 0;
    for (path, text) in files {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        bytes += text.len() as u64;
        fs::write(path, text)?;
    }
    Ok(bytes)
}

fn build(root: &Path, out: &Path) -> io::Result<Measured> {
    let mut arguments: Vec<OsString> = vec!["build".into(), "--root".into(), root.into(), "--out".into(), out.into()];
    arguments.extend(["--now", NOW, "--allow-broken", "--quiet"].map(OsString::from));
    measure_any(Path::new(SITUS), arguments)
}
