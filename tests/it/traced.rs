//! Builds whose system calls are watched, fail one by one, or kill the program: with strace, which fails a call of the
//! real program as the system would.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "a test that this machine cannot run has to say so")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::faults::{Desk, Tree, tree};

/// Runs a build under strace; nothing where there is none, or where the system lets nobody trace.
fn traced(desk: &Desk, out: &Path, rules: &[&str]) -> Option<(Output, String)> {
    let log = desk.path("calls");
    let build = desk.command(out);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&log).args(rules).arg(build.get_program()).args(build.get_args());
    let output = command.env("RAYON_NUM_THREADS", "2").output().ok();
    let said = output.as_ref().map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    if said.as_ref().is_none_or(|said| said.contains("strace: ")) {
        eprintln!("not tested: {}", said.unwrap_or_else(|| "there is no strace".to_owned()));
        return None;
    }
    Some((output?, fs::read_to_string(log).unwrap_or_default()))
}

/// Rules under which the file system knows no exchange.
const NO_EXCHANGE: [&str; 2] = ["-e", "inject=renameat2:error=EINVAL"];

/// A folder with the first of two sites, and both as they should be. The second is what comes next.
fn begun() -> (Desk, std::path::PathBuf, [Tree; 2]) {
    let desk = Desk::new();
    let wholes = [desk.whole(0), desk.whole(1)];
    let out = desk.path("public");
    desk.version(0);
    assert_eq!(desk.build(&out).0, Some(0));
    desk.version(1);
    (desk, out, wholes)
}

#[test]
fn a_site_is_on_the_disk_before_it_takes_the_place_of_another() {
    let (desk, out, wholes) = begun();
    let rules = ["-e", "trace=syncfs,fsync,?rename,?renameat,renameat2"];
    let Some((output, log)) = traced(&desk, &out, &rules) else { return };
    assert!(output.status.success() && tree(&out) == wholes[1]);
    let calls: Vec<&str> =
        log.lines().filter_map(|line| line.split_whitespace().nth(1)?.split_once('(')).map(|(name, _)| name).collect();
    assert_eq!(calls, ["syncfs", "renameat2", "fsync"], "{log}");
}

#[test]
fn without_an_exchange_a_build_that_is_killed_at_any_rename_is_put_right_by_the_next() {
    for number in 1..=3 {
        let (desk, out, wholes) = begun();
        let kill = format!("inject=?rename,?renameat:signal=KILL:when={number}");
        let rules = [NO_EXCHANGE[0], NO_EXCHANGE[1], "-e", &kill];
        let Some((output, log)) = traced(&desk, &out, &rules) else { return };
        assert!(!output.status.success(), "it was killed: {log}");
        let aside = desk.path(".public.situs-old");
        if out.exists() {
            assert!(wholes.contains(&tree(&out)), "rename {number}: neither of the two sites");
        } else {
            assert!(tree(&aside) == wholes[0], "rename {number}: the old site stands aside");
        }
        assert_eq!(number == 2, !out.exists(), "only between the first and the second there is none");
        let (output, _) = traced(&desk, &out, &NO_EXCHANGE).expect("as before");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(tree(&out) == wholes[1] && !aside.exists(), "rename {number}: the next run heals");
        // Here and back, with and without.
        desk.version(0);
        let (output, _) = traced(&desk, &out, &NO_EXCHANGE).expect("as before");
        assert!(output.status.success() && tree(&out) == wholes[0]);
        desk.version(1);
        assert_eq!(desk.build(&out), (Some(0), String::new()));
        assert!(tree(&out) == wholes[1]);
    }
}

#[test]
fn a_report_that_the_disk_cannot_read_is_named_and_nothing_is_published_without_it() {
    let (desk, out, wholes) = begun();
    let report = desk.path("site/content/reports/south-2.md");
    let report = report.to_str().expect("a plain path");
    let Some((output, _)) = traced(&desk, &out, &["-P", report, "-e", "inject=read:error=EIO"]) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("`content/reports/south-2.md`: Input/output error"), "{said}");
    assert!(said.contains("the output is as it was"), "{said}");
    assert!(tree(&out) == wholes[0]);
}

#[test]
fn whatever_call_fails_one_whole_site_stays_and_the_next_run_heals() {
    let (desk, out, wholes) = begun();
    // Early ones are those of the system's loader; late ones stand among those that write.
    let calls: [(&str, &str, &[u32]); 10] = [
        ("openat", "ENOSPC", &[30, 90]),
        ("openat", "EMFILE", &[40, 60]),
        ("write", "ENOSPC", &[2, 20]),
        ("write", "EIO", &[5]),
        ("read", "EIO", &[12, 20]),
        ("?mkdir,?mkdirat", "ENOSPC", &[1, 3]),
        ("syncfs", "EIO", &[1]),
        ("fsync", "EIO", &[1]),
        ("renameat2", "EIO", &[1]),
        ("?unlink,?unlinkat", "EIO", &[1, 4]),
    ];
    let mut failed = 0;
    for (call, error, numbers) in calls {
        for number in numbers {
            desk.version(0);
            assert_eq!(desk.build(&out), (Some(0), String::new()), "the next run heals");
            assert!(tree(&out) == wholes[0]);
            desk.version(1);
            let rule = format!("inject={call}:error={error}:when={number}");
            let Some((output, _)) = traced(&desk, &out, &["-e", &rule]) else { return };
            let said = String::from_utf8_lossy(&output.stderr);
            let there = tree(&out);
            match output.status.code() {
                Some(0) => assert!(there == wholes[1], "{rule}: it said that it was done"),
                Some(3) if said.contains("the new site is in its place") => assert!(there == wholes[1], "{rule}"),
                // A program that was made for tests reads the built-in templates from the disk as well.
                Some(1 | 3) => {
                    assert!(there == wholes[0], "{rule}: {said}");
                    failed += 1;
                }
                code => panic!("{rule}: {code:?}: {said}"),
            }
        }
    }
    assert!(failed >= 5, "{failed} builds failed before the exchange");
}
