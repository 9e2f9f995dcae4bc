//! What the machine does to a build: it is killed, the disk is full, folders may not be written, clocks are wrong. The
//! last whole site stays, the message says what happened, and the next run heals by itself.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that this user may not run has to say so")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Bytes of files by path below a folder, without Situs's own list.
pub(crate) type Tree = BTreeMap<PathBuf, Vec<u8>>;

pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self::at(&std::env::temp_dir())
    }

    /// One that another user finds the way to: a folder for temporary files may be closed to all but its owner.
    pub(crate) fn for_everybody() -> Self {
        Self::at(Path::new("/tmp"))
    }

    fn at(folder: &Path) -> Self {
        let desk = Self(tempfile::tempdir_in(folder).expect("a folder"));
        fs::set_permissions(desk.0.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        for folder in ["content/reports", "content/actors", "static"] {
            fs::create_dir_all(desk.path("site").join(folder)).expect("made");
        }
        desk.version(0);
        desk
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// One of two sites that differ in most pages and in what links to what.
    pub(crate) fn version(&self, number: usize) {
        let site = self.path("site");
        let (side, other) = [("north", "south"), ("south", "north")][number % 2];
        for at in 0..4 {
            let _ = fs::remove_file(site.join(format!("content/reports/{other}-{at}.md")));
            let text =
                format!("---\ntitle: The {side} {at}\ndate: 2025-10-1{at}\n---\n\nThe Pier Board met in Kenya.\n");
            fs::write(site.join(format!("content/reports/{side}-{at}.md")), text).expect("written");
        }
        let _ = fs::remove_file(site.join(format!("content/actors/{other}-board.md")));
        let name = format!("---\nname: {side} Board\naliases: [Pier Board]\n---\n");
        fs::write(site.join(format!("content/actors/{side}-board.md")), name).expect("written");
        fs::write(site.join("static/side.txt"), side).expect("written");
    }

    pub(crate) fn command(&self, out: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_situs"));
        command.args(["build", "-q", "--now", "2025-11-01", "--root"]).arg(self.path("site")).arg("--out").arg(out);
        command
    }

    pub(crate) fn build(&self, out: &Path) -> (Option<i32>, String) {
        ended(self.command(out).output())
    }

    /// A whole site of this version, with every link of every page followed.
    pub(crate) fn whole(&self, number: usize) -> Tree {
        self.version(number);
        let out = self.path(&format!("whole-{number}"));
        assert_eq!(self.build(&out), (Some(0), String::new()));
        let tree = tree(&out);
        follow_links(&tree);
        tree
    }
}

pub(crate) fn ended(output: std::io::Result<Output>) -> (Option<i32>, String) {
    let output = output.expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

pub(crate) fn tree(folder: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("readable"));
    let files = entries.filter(|entry| entry.file_type().is_file() && entry.file_name() != ".situs-manifest");
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_owned();
            (path, fs::read(entry.path()).expect("readable"))
        })
        .collect()
}

/// Fails where a page links to a file of the site that is not there.
fn follow_links(tree: &Tree) {
    let mut followed = 0;
    for (path, bytes) in tree.iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "html")) {
        for target in crate::links_of(path, bytes) {
            assert!(tree.contains_key(&target), "{} links to {}", path.display(), target.display());
            followed += 1;
        }
    }
    assert!(followed > 100, "{followed} links");
}

/// A number below `end` (`SplitMix64`).
pub(crate) fn pick(state: &mut u64, end: u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % end
}

#[test]
fn a_build_that_is_killed_at_any_of_two_hundred_moments_leaves_one_whole_site() {
    let desk = Desk::new();
    let wholes = [desk.whole(0), desk.whole(1)];
    let out = desk.path("public");
    desk.version(0);
    let started = Instant::now();
    assert_eq!(desk.build(&out).0, Some(0));
    let mut micros = u64::try_from(started.elapsed().as_micros()).expect("not so long") + 5_000;
    let (mut random, mut seen, mut shown) = (20_251_021, [0, 0], 0);
    for round in 1..=200 {
        desk.version(round);
        let mut child = desk.command(&out).stderr(Stdio::null()).spawn().expect("the program runs");
        std::thread::sleep(Duration::from_micros(pick(&mut random, micros)));
        let _ = child.kill();
        child.wait().expect("ends");
        let there = tree(&out);
        let which = wholes.iter().position(|whole| *whole == there);
        let which = which.unwrap_or_else(|| panic!("round {round}: neither of the two sites"));
        seen[which] += 1;
        // On a busy machine a build takes longer at one time than at another: one of four is to be done before the kill.
        if shown != round % 2 {
            micros = if which == shown { micros * 102 / 100 } else { micros * 94 / 100 };
        }
        shown = which;
    }
    assert!(seen.iter().all(|count| *count > 20), "both sites were seen: {seen:?}");
    desk.version(1);
    assert_eq!(desk.build(&out), (Some(0), String::new()), "the next run heals");
    assert!(tree(&out) == wholes[1]);
    let beside: Vec<String> = fs::read_dir(desk.path(""))
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".situs-") && !name.contains("whole"))
        .collect();
    assert!(beside.iter().all(|name| matches!(&**name, ".public.situs-spare" | ".public.situs-lock")), "{beside:?}");
}

/// A small file system of its own; it goes with the value.
struct Small(PathBuf);

impl Small {
    /// Nothing where this user may mount nothing.
    fn new(place: PathBuf, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(&place).expect("made");
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&place).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(place))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_leaves_the_last_site_and_says_so() {
    let desk = Desk::new();
    let Some(small) = Small::new(desk.path("small"), 2048) else {
        eprintln!("not tested: only the administrator may mount a file system");
        return;
    };
    let out = small.0.join("public");
    assert_eq!(desk.build(&out), (Some(0), String::new()));
    let before = tree(&out);
    // Too much for what is left, in one file, and then in many.
    for (name, length, count) in [("big", 3_000_000, 1), ("small", 9_000, 300)] {
        for number in 0..count {
            let bytes = vec![b'x'; length];
            fs::write(desk.path("site/static").join(format!("{name}-{number}.bin")), bytes).expect("written");
        }
        let (code, said) = desk.build(&out);
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("No space left") && said.contains("small"), "{said}");
        assert!(tree(&out) == before, "the last site stays");
        for number in 0..count {
            fs::remove_file(desk.path("site/static").join(format!("{name}-{number}.bin"))).expect("removed");
        }
        desk.version(1);
        assert_eq!(desk.build(&out), (Some(0), String::new()), "the next run heals");
        desk.version(0);
        assert_eq!(desk.build(&out).0, Some(0));
    }
}

/// Runs the program as nobody, who may not do everything; nothing where this user cannot become nobody.
fn as_nobody(desk: &Desk, out: &Path) -> Option<(Option<i32>, String)> {
    // Where nobody may run it from.
    let program = desk.path("situs");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_situs"), &program).expect("copied");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&program);
    command.args(["build", "-q", "--now", "2025-11-01", "--root"]).arg(desk.path("site")).arg("--out").arg(out);
    let output = command.env("TMPDIR", desk.path("")).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (!said.contains("setpriv:")).then_some((output.status.code(), said))
}

pub(crate) fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn what_may_not_be_read_or_written_is_named_and_the_last_site_stays() {
    let desk = Desk::for_everybody();
    let place = desk.path("place");
    fs::create_dir(&place).expect("made");
    mode(&place, 0o777);
    let out = place.join("public");
    let Some(first) = as_nobody(&desk, &out) else {
        eprintln!("not tested: only the administrator can become another user");
        return;
    };
    assert_eq!(first, (Some(0), String::new()));
    let before = tree(&out);
    let fails = |what: &str| {
        let (code, said) = as_nobody(&desk, &out).expect("runs");
        assert_eq!(code, Some(3), "{what}: {said}");
        assert!(said.contains(what) && said.contains("ermission denied"), "{said}");
        assert!(tree(&out) == before, "the last site stays");
    };
    desk.version(1);
    // A report that may not be read is never left out in silence.
    let report = desk.path("site/content/reports/south-1.md");
    mode(&report, 0o000);
    fails("south-1.md");
    mode(&report, 0o644);
    let folder = desk.path("site/content/actors");
    mode(&folder, 0o000);
    fails("actors");
    mode(&folder, 0o755);
    // The folder above the output may not be written, nor may what stands beside it.
    mode(&place, 0o555);
    fails("place");
    mode(&place, 0o777);
    assert_eq!(as_nobody(&desk, &out), Some((Some(0), String::new())), "the next run heals");
    assert!(tree(&out) != before);
}

#[test]
fn a_folder_that_becomes_read_only_in_mid_build_keeps_one_whole_site() {
    let desk = Desk::for_everybody();
    let wholes = [desk.whole(0), desk.whole(1)];
    let place = desk.path("place");
    fs::create_dir(&place).expect("made");
    mode(&place, 0o777);
    let out = place.join("public");
    desk.version(0);
    let Some(first) = as_nobody(&desk, &out) else {
        eprintln!("not tested: only the administrator can become another user");
        return;
    };
    assert_eq!(first, (Some(0), String::new()));
    let mut random = 7;
    for round in 1..=12 {
        desk.version(round);
        let wait = Duration::from_millis(pick(&mut random, 60));
        let ended = std::thread::scope(|scope| {
            let building = scope.spawn(|| as_nobody(&desk, &out).expect("runs"));
            std::thread::sleep(wait);
            mode(&place, 0o555);
            building.join().expect("ends")
        });
        mode(&place, 0o777);
        assert!(matches!(ended.0, Some(0 | 3)), "{ended:?}");
        let there = tree(&out);
        assert!(wholes.contains(&there), "round {round}: neither of the two sites");
        if ended.0 == Some(0) {
            assert!(there == wholes[round % 2], "round {round}: it said that it was done");
        }
    }
    desk.version(1);
    assert_eq!(as_nobody(&desk, &out), Some((Some(0), String::new())), "the next run heals");
}

#[test]
fn clocks_that_are_wrong_change_nothing_but_the_time_of_the_build() {
    let desk = Desk::new();
    let out = desk.path("public");
    for seconds in ["0", "1", "2147483648", "4294967296", "32503680000"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_situs"));
        command.args(["build", "-q", "--root"]).arg(desk.path("site")).arg("--out").arg(&out);
        assert_eq!(ended(command.env("SOURCE_DATE_EPOCH", seconds).output()), (Some(0), String::new()), "{seconds}");
    }
    // Files of the future, and of a past before all files.
    assert_eq!(desk.build(&out).0, Some(0));
    let before = tree(&out);
    for time in [Duration::from_secs(1), Duration::from_secs(5_000_000_000)] {
        let report = desk.path("site/content/reports/north-1.md");
        let file = fs::File::options().append(true).open(&report).expect("opens");
        file.set_modified(std::time::UNIX_EPOCH + time).expect("set");
        assert_eq!(desk.build(&out), (Some(0), String::new()));
        assert!(tree(&out) == before);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let desk = Desk::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_situs"));
    command.args(["links", "--root"]).arg(desk.path("site")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(matches!(output.status.code(), Some(0)) || output.status.code().is_none());
}
