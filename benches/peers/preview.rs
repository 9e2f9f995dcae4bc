//! The preview over HTTP: how soon it answers, and how soon a save is served.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::{Bench, NOW, SITUS, Subject};
use crate::table::{Table, median, quantile};

/// How long an answer may take before the run is given up.
const BOUND: Duration = Duration::from_secs(10);
/// The start reads and links everything: a million reports may take longer.
const START: Duration = Duration::from_mins(10);
/// Between two questions.
const PAUSE: Duration = Duration::from_micros(500);

/// A preview that runs; it ends with the value.
struct Preview {
    program: Child,
    port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Starts previews, then saves reports and asks for their pages.
pub(crate) fn preview(bench: &mut Bench, subject: &Subject) -> io::Result<()> {
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(start(&subject.root)?.1);
    }
    let reports = subject.report_files()?;
    let (preview, _) = start(&subject.root)?;
    let mut saves = Vec::new();
    for edit in 0..bench.options.edits() {
        saves.push(save(&preview, &reports[(edit * 37 + 11) % reports.len()], edit)?);
    }
    drop(preview);
    let milliseconds = |time: f64| format!("{:.1}", time * 1000.0);
    let mut table = Table::new(format!("Preview, {}", subject.label), ["from … to", "median ms", "p95 ms", "runs"]);
    for (name, times) in [("start to the first page", &starts), ("end of a save to its first answer", &saves)] {
        let (middle, high) = (median(times.iter().copied()), quantile(times.iter().copied(), 0.95));
        table.row([name.to_owned(), milliseconds(middle), milliseconds(high), times.len().to_string()]);
    }
    bench.show(&table);
    Ok(())
}

/// Starts a preview; gives it with the seconds to its first page.
fn start(root: &Path) -> io::Result<(Preview, f64)> {
    let started = Instant::now();
    let program = Command::new(SITUS)
        .arg("serve")
        .arg("--root")
        .arg(root)
        .args(["--port", "0", "--now", NOW, "--allow-broken"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut preview = Preview { program, port: 0 };
    let said = preview.program.stdout.take().ok_or_else(|| io::Error::other("the preview has no output"))?;
    let mut lines = BufReader::new(said).lines();
    preview.port = loop {
        let line = lines.next().ok_or_else(|| io::Error::other("the preview ended before it had an address"))??;
        let port = line.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.trim_end_matches('/').parse().ok());
        if let Some(port) = port {
            break port;
        }
    };
    // What it prints later has to go somewhere, or it would wait.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    let answer = get(preview.port, "/", START)?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        return Err(io::Error::other(format!("the first page: {}", status(&answer))));
    }
    Ok((preview, started.elapsed().as_secs_f64()))
}

/// Seconds from the end of a save to the first answer that holds it.
fn save(preview: &Preview, file: &Path, edit: usize) -> io::Result<f64> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let (address, mark) = (format!("/reports/{stem}/"), format!("mark{edit}x"));
    let text = fs::read_to_string(file)?;
    let new = format!("{}\n\nThe mark is {mark}.\n", text.trim_end());
    get(preview.port, &address, BOUND)?;
    // As a person would: not while the preview still follows the last save.
    std::thread::sleep(Duration::from_millis(30));
    fs::write(file, new)?;
    let saved = Instant::now();
    loop {
        let answer = get(preview.port, &address, BOUND)?;
        let took = saved.elapsed();
        if answer.windows(mark.len()).any(|part| part == mark.as_bytes()) {
            return Ok(took.as_secs_f64());
        }
        if took > BOUND {
            return Err(io::Error::other(format!("`{address}` never held the save: {}", status(&answer))));
        }
        std::thread::sleep(PAUSE);
    }
}

/// The bytes of an answer, its head among them.
fn get(port: u16, address: &str, bound: Duration) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(bound))?;
    write!(stream, "GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn status(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).lines().next().unwrap_or("no answer").to_owned()
}
