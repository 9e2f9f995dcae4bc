//! Builds that are asked to stop, that nobody listens to, that get no handles, or that are sent where no site belongs:
//! what is said, the exit code, and the site that stays.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::faults::{Desk, ended, mode, pick, tree};

fn situs() -> Command {
    Command::new(env!("CARGO_BIN_EXE_situs"))
}

#[test]
fn a_build_that_is_asked_to_end_leaves_the_site_and_nothing_beside_it() {
    let desk = Desk::new();
    for number in 0..300 {
        fs::write(desk.path(&format!("site/static/{number}.txt")), format!("{number}")).expect("written");
    }
    let wholes = [desk.whole(0), desk.whole(1)];
    let out = desk.path("public");
    let started = Instant::now();
    assert_eq!(desk.build(&out).0, Some(0));
    let mut micros = u64::try_from(started.elapsed().as_micros()).expect("not so long");
    let (mut random, mut stopped) = (3, [0, 0]);
    for round in 0..200 {
        desk.version(round);
        let before = tree(&out);
        let (name, code) = [("-INT", 130), ("-TERM", 143)][round / 2 % 2];
        let started = Instant::now();
        let child = desk.command(&out).stderr(Stdio::piped()).spawn().expect("the program runs");
        std::thread::sleep(Duration::from_micros(micros / 3 + pick(&mut random, micros)));
        Command::new("kill").args([name, &child.id().to_string()]).output().expect("sent");
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr);
        let there = tree(&out);
        match output.status.code() {
            Some(0) => {
                assert!(there == wholes[round % 2]);
                micros = u64::try_from(started.elapsed().as_micros()).expect("not so long");
            }
            Some(other) => {
                assert_eq!(other, code, "{said}");
                assert!(there == before, "the site is as it was");
                if said.contains("stopped; the site is as it was") {
                    stopped[round / 2 % 2] += 1;
                    assert!(!desk.path(".public.situs-spare").exists(), "what was begun is tidied up");
                }
            }
            // Before anybody listened.
            None => assert!(there == before && matches!(output.status.signal(), Some(2 | 15))),
        }
        if stopped.iter().all(|count| *count >= 3) {
            break;
        }
    }
    assert!(stopped.iter().all(|count| *count >= 3), "stopped while it wrote: {stopped:?}");
    desk.version(1);
    assert_eq!(desk.build(&out), (Some(0), String::new()));
    assert!(tree(&out) == wholes[1]);
}

#[test]
fn nobody_has_to_read_what_is_said() {
    let desk = Desk::new();
    let (site, out) = (desk.path("site"), desk.path("public"));
    // A warning, so that there is something to say.
    std::os::unix::fs::symlink("nowhere.md", site.join("content/reports/link.md")).expect("a link");
    let deaf = |command: &mut Command| {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        command.stdout(writer.try_clone().expect("a pipe")).stderr(writer).status().expect("runs").code()
    };
    let build = |command: &mut Command| {
        command.args(["build", "--now", "2025-11-01", "--root"]).arg(&site).arg("--out").arg(&out);
        deaf(command)
    };
    assert_eq!(build(&mut situs()), Some(0));
    assert!(tree(&out).len() > 20, "it was built all the same");
    assert_eq!(deaf(situs().args(["view", "/", "--root"]).arg(&site)), Some(0));
    fs::write(site.join("content/reports/bad.md"), "---\ntitle: Bad\ndate: never\n---\n").expect("written");
    let before = tree(&out);
    assert_eq!(build(&mut situs()), Some(1), "errors are errors, heard or not");
    assert_eq!(deaf(situs().args(["check", "--root"]).arg(&site)), Some(1));
    assert!(tree(&out) == before);
}

#[test]
fn with_few_handles_it_is_done_or_says_what_to_allow() {
    let desk = Desk::new();
    let wholes = [desk.whole(0), desk.whole(1)];
    let out = desk.path("public");
    let mut refused = 0;
    for handles in [5, 6, 7, 8, 9, 10, 12, 32] {
        // How many are needed at once is a matter of chance: fewer may do where more did not.
        desk.version(0);
        assert_eq!(desk.build(&out), (Some(0), String::new()));
        desk.version(1);
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -n \"$1\"; shift; exec \"$@\"", "sh", &handles.to_string()]);
        command.arg(env!("CARGO_BIN_EXE_situs")).args(["build", "-q", "--now", "2025-11-01", "--root"]);
        let (code, said) = ended(command.arg(desk.path("site")).arg("--out").arg(&out).output());
        if code == Some(0) {
            assert!(tree(&out) == wholes[1]);
        } else {
            assert_eq!(code, Some(3), "{handles}: {said}");
            assert!(said.contains("the output is as it was: allow more open files (`ulimit -n`)"), "{said}");
            assert!(tree(&out) == wholes[0]);
            refused += 1;
        }
        if handles == 32 {
            assert_eq!(code, Some(0), "{said}");
        }
    }
    assert!(refused > 0, "the least is not enough");
}

#[test]
fn no_site_is_written_where_none_belongs() {
    let desk = Desk::new();
    let (site, home) = (desk.path("site"), desk.path("home"));
    for folder in ["home/empty", "site/templates", "site/.git", "elsewhere/texts", "tree/.git"] {
        fs::create_dir_all(desk.path(folder)).expect("made");
    }
    // Sources that are links: what they lead to is as dear.
    fs::remove_dir(site.join("templates")).expect("removed");
    std::os::unix::fs::symlink(desk.path("elsewhere/texts"), site.join("templates")).expect("a link");
    std::os::unix::fs::symlink(&site, desk.path("alias")).expect("a link");
    std::os::unix::fs::symlink(desk.path("nowhere"), desk.path("dangling")).expect("a link");
    let before = tree(desk.path("").as_path());
    for (out, why) in [
        ("site", "the folder of the site or one above it"),
        ("site/", "the folder of the site or one above it"),
        ("site/.", "the folder of the site or one above it"),
        ("alias", "the folder of the site or one above it"),
        ("", "the folder of the site or one above it"),
        ("site/content", "a folder of the site's sources"),
        ("site/content/new", "a folder of the site's sources"),
        ("site/content/new/deep/er", "a folder of the site's sources"),
        ("alias/static/new/deep", "a folder of the site's sources"),
        ("site/content/reports/../new", "a folder of the site's sources"),
        ("site/situs.toml", "a folder of the site's sources"),
        ("site/.git/new", "a folder of the site's sources"),
        ("elsewhere", "a folder of the site's sources or one above it"),
        ("elsewhere/texts/new", "a folder of the site's sources"),
        ("site/none/../content/new", "reached through folders that are not there"),
        ("dangling/new", "reached through folders that are not there"),
        ("home", "the home folder or one above it"),
        ("tree", "the root of a Git work tree"),
    ] {
        let mut command = situs();
        command.args(["build", "-q", "--root"]).arg(&site).arg("--out").arg(desk.path(out)).env("HOME", &home);
        let (code, said) = ended(command.output());
        assert_eq!(code, Some(4), "{out}: {said}");
        assert!(said.contains("is not touched") && said.contains(why), "{out}: {said}");
    }
    let (code, said) = ended(situs().args(["build", "--root"]).arg(&site).args(["--out", "/"]).output());
    assert_eq!(code, Some(4), "{said}");
    assert!(tree(desk.path("").as_path()) == before && !desk.path("nowhere").exists(), "nothing was made");
    assert!(!site.join("content/new").exists() && !site.join("none").exists());
}

#[test]
fn a_second_build_names_the_first() {
    let desk = Desk::new();
    let out = desk.path("public");
    assert_eq!(desk.build(&out).0, Some(0));
    let mut lock = fs::File::options().read(true).write(true).open(desk.path(".public.situs-lock")).expect("a lock");
    lock.lock().expect("free");
    lock.set_len(0).expect("emptied");
    lock.write_all(b"process 4242\n").expect("written");
    let (code, said) = desk.build(&out);
    assert_eq!(code, Some(3));
    assert_eq!(said, "error: another build (process 4242) writes to this folder; wait until it is done\n");
    drop(lock);
    assert_eq!(desk.build(&out), (Some(0), String::new()), "a lock that nobody holds is in nobody's way");
}

/// Runs `work` while another thread does `busy` again and again.
fn meanwhile<T>(busy: impl Fn() + Sync, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                busy();
            }
        });
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[test]
fn half_a_file_is_never_published() {
    let desk = Desk::new();
    let out = desk.path("public");
    assert_eq!(desk.build(&out).0, Some(0));
    let before = tree(&out);
    let report = desk.path("site/content/reports/north-1.md");
    let text = fs::read_to_string(&report).expect("a report");
    // The longest time for which the file stood still though its writer was not done: a busy machine can hold a writer up
    // for longer than anybody would wait, and then what stands there counts as done.
    let still = AtomicU64::new(0);
    let stood_since = |then: Instant| {
        still.fetch_max(u64::try_from(then.elapsed().as_millis()).expect("not so long"), Ordering::Relaxed);
    };
    // Somebody who never stops.
    let last = Mutex::new(Instant::now());
    let grows = || {
        let mut file = fs::File::options().append(true).open(&report).expect("opened");
        file.write_all(b"More.\n").expect("written");
        let mut last = last.lock().expect("nobody panicked");
        stood_since(*last);
        *last = Instant::now();
        std::thread::sleep(Duration::from_millis(2));
    };
    let was_told = (0..20).any(|_| {
        still.store(0, Ordering::Relaxed);
        *last.lock().expect("nobody panicked") = Instant::now();
        let (code, said) = meanwhile(grows, || desk.build(&out));
        stood_since(*last.lock().expect("nobody panicked"));
        let held_up = still.load(Ordering::Relaxed) >= 10;
        assert!(held_up || (code == Some(3) && said.contains("somebody keeps writing")), "{code:?}: {said}");
        assert!(held_up || tree(&out) == before, "the last site stays");
        fs::write(&report, &text).expect("written");
        assert_eq!(desk.build(&out).0, Some(0));
        !held_up
    });
    assert!(was_told, "a machine on which no writer goes on");
    // Saves as some editors make them: emptied first, and written a moment later.
    let saves = || {
        let emptied = Instant::now();
        let mut file = fs::File::create(&report).expect("opened");
        std::thread::sleep(Duration::from_millis(8));
        file.write_all(text.as_bytes()).expect("written");
        stood_since(emptied);
        std::thread::sleep(Duration::from_millis(40));
    };
    for _ in 0..6 {
        still.store(0, Ordering::Relaxed);
        let (code, said) = meanwhile(saves, || desk.build(&out));
        // An empty report is a mistake of its own.
        let held_up = code == Some(1) && still.load(Ordering::Relaxed) >= 200;
        assert!(held_up || matches!(code, Some(0 | 3)), "{said}");
        assert!(tree(&out) == before, "neither empty nor half");
    }
    fs::write(&report, text).expect("written");
    assert_eq!(desk.build(&out), (Some(0), String::new()), "the next run heals");
}

#[test]
fn each_command_says_that_the_machine_failed() {
    let desk = Desk::new();
    let none = desk.path("none");
    let commands: [&[&str]; 9] = [
        &["build"],
        &["check"],
        &["links"],
        &["suggest"],
        &["view", "/"],
        &["serve", "--port", "0"],
        &["publish", "live"],
        &["new", "actor", "Pier Board"],
        &["check", "--format", "json"],
    ];
    for arguments in commands {
        let (code, said) = ended(situs().args(arguments).arg("--root").arg(&none).output());
        assert_eq!(code, Some(3), "{arguments:?}: {said}");
        assert!(said.contains("there is no folder"), "{arguments:?}: {said}");
    }
    assert!(!none.exists(), "nothing was made");
    // What cannot be read is named by each of them; a preview would show it.
    let settings = desk.path("site/situs.toml");
    fs::create_dir(&settings).expect("made");
    for arguments in &commands[..5] {
        let (code, said) = ended(situs().args(*arguments).arg("--root").arg(desk.path("site")).output());
        assert_eq!(code, Some(3), "{arguments:?}: {said}");
        assert!(said.contains("`situs.toml` is not a regular file"), "{arguments:?}: {said}");
    }
    fs::remove_dir(&settings).expect("removed");
    // Below a file nothing can be made.
    fs::write(desk.path("file"), "mine").expect("written");
    let (code, said) = ended(situs().arg("init").arg(desk.path("file/site")).output());
    assert_eq!(code, Some(3), "{said}");
    fs::remove_dir_all(desk.path("site/content/actors")).expect("removed");
    fs::write(desk.path("site/content/actors"), "mine").expect("written");
    let new = ["new", "actor", "Pier Board", "--root"];
    let (code, said) = ended(situs().args(new).arg(desk.path("site")).output());
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("content/actors`: a file stands where a folder has to be"), "{said}");
    // An output that is full when the work is done is a failure that is told; the site is there.
    if Path::new("/dev/full").exists() {
        let full = fs::File::options().write(true).open("/dev/full").expect("opened");
        let out = desk.path("public");
        fs::remove_file(desk.path("site/content/actors")).expect("removed");
        let mut command = situs();
        command.args(["build", "--now", "2025-11-01", "--root"]).arg(desk.path("site")).arg("--out").arg(&out);
        let (code, said) = ended(command.stdout(full).output());
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("No space left") && tree(&out).len() > 20, "{said}");
    }
}

#[test]
fn a_preview_that_was_killed_is_in_nobodys_way() {
    let desk = Desk::new();
    let start = |port: &str| {
        let mut command = situs();
        command.args(["serve", "--port", port, "--root"]).arg(desk.path("site")).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("said");
        (child, line.trim_end().to_owned())
    };
    let (mut first, address) = start("0");
    let port = address.trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    for _ in 0..3 {
        first.kill().expect("killed");
        first.wait().expect("ended");
        let (again, same) = start(&port);
        assert_eq!(same, address, "the port is free again");
        first = again;
    }
    // A build beside it, and the content gone and back.
    let content = desk.path("site/content");
    fs::rename(&content, desk.path("aside")).expect("moved");
    mode(&desk.path("aside"), 0o755);
    std::thread::sleep(Duration::from_millis(300));
    assert!(first.try_wait().expect("asked").is_none(), "it lives");
    fs::rename(desk.path("aside"), &content).expect("moved");
    assert_eq!(desk.build(&desk.path("public")).0, Some(0));
    Command::new("kill").args(["-TERM", &first.id().to_string()]).output().expect("sent");
    assert_eq!(first.wait().expect("ended").code(), Some(0), "that is how a preview ends");
}
