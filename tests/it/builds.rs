//! The output folder: whole, ours, unchanged where nothing changed, and the same everywhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

fn situs(root: &Path, arguments: &[&str], zone: &str, threads: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_situs"))
        .args(arguments)
        .args(["--root", root.to_str().expect("a plain path")])
        .env("TZ", zone)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .expect("the program runs")
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_str().expect("plain").to_owned();
            (path, std::fs::read(entry.path()).expect("readable"))
        })
        .collect()
}

fn new_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = situs(Path::new("."), &["init", folder.path().to_str().expect("plain")], "UTC", "2");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

const NOW: [&str; 2] = ["--now", "2025-10-22T00:00:00Z"];

#[test]
fn a_new_site_builds_and_its_bytes_depend_on_nothing_else() {
    let (one, two) = (new_site(), new_site());
    for (site, zone, threads) in [(&one, "Asia/Kathmandu", "1"), (&two, "America/St_Johns", "2")] {
        let built = situs(site.path(), &["build", "--strict", NOW[0], NOW[1]], zone, threads);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }
    let (a, b) = (tree(&one.path().join("public")), tree(&two.path().join("public")));
    assert!(a.len() > 50, "only {} files", a.len());
    assert!(a == b, "the same input gave other bytes");
}

#[test]
fn a_second_build_writes_nothing_and_keeps_times() {
    let site = new_site();
    let build = || situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2");
    assert!(build().status.success());
    let page = site.path().join("public/index.html");
    let before = std::fs::metadata(&page).and_then(|meta| meta.modified()).expect("a time");
    let again = String::from_utf8(build().stdout).expect("text");
    assert!(again.contains(" 0 changed"), "{again}");
    assert_eq!(std::fs::metadata(&page).and_then(|meta| meta.modified()).expect("a time"), before);
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_site() {
    let site = new_site();
    assert!(situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2").status.success());
    std::fs::remove_file(site.path().join("content/pages/about.md")).expect("removed");
    let built = situs(site.path(), &["build", "--allow-broken", NOW[0], NOW[1]], "UTC", "2");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert!(!site.path().join("public/about").exists());
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let site = new_site();
    for out in [".", "content", "static"] {
        let out = site.path().join(out);
        let built = situs(site.path(), &["build", "--out", out.to_str().expect("plain")], "UTC", "2");
        assert_eq!(built.status.code(), Some(4), "{}: {}", out.display(), String::from_utf8_lossy(&built.stderr));
    }
    let public = site.path().join("public");
    std::fs::create_dir(&public).expect("made");
    std::fs::write(public.join("mine.txt"), "mine").expect("written");
    let built = situs(site.path(), &["build"], "UTC", "2");
    assert_eq!(built.status.code(), Some(4));
    assert_eq!(std::fs::read_to_string(public.join("mine.txt")).expect("still there"), "mine");
}

#[test]
fn errors_leave_the_last_site_as_it_was() {
    let site = new_site();
    assert!(situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2").status.success());
    let before = tree(&site.path().join("public"));
    std::fs::write(site.path().join("content/reports/bad.md"), "---\ntitle: Bad\ndate: never\n---\n").expect("written");
    let built = situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2");
    assert_eq!(built.status.code(), Some(1));
    let message = String::from_utf8(built.stderr).expect("text");
    assert!(message.contains("content/reports/bad.md:3:7"), "{message}");
    assert!(tree(&site.path().join("public")) == before);
}

#[test]
fn new_never_overwrites() {
    let site = new_site();
    let new = || situs(site.path(), &["new", "actor", "Harbour Relief Committee"], "UTC", "2");
    assert!(new().status.success());
    assert_eq!(new().status.code(), Some(4));
    let built = situs(site.path(), &["check", "--strict", NOW[0], NOW[1]], "UTC", "2");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
}

#[test]
fn without_content_nothing_is_built() {
    let site = new_site();
    assert!(situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2").status.success());
    let before = tree(&site.path().join("public"));
    std::fs::rename(site.path().join("content"), site.path().join("aside")).expect("renamed");
    let built = situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2");
    let said = String::from_utf8_lossy(&built.stderr);
    assert_eq!(built.status.code(), Some(1), "{said}");
    assert!(said.contains("there is no folder `content`"), "{said}");
    assert!(tree(&site.path().join("public")) == before, "the last output is as it was");
}

#[test]
fn a_template_that_is_not_utf8_is_an_error() {
    let site = new_site();
    std::fs::create_dir_all(site.path().join("templates")).expect("a folder");
    std::fs::write(site.path().join("templates/report.html"), b"<p>\xff\xfe</p>").expect("written");
    let checked = situs(site.path(), &["check", NOW[0], NOW[1]], "UTC", "2");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("templates/report.html:1:4") && said.contains("save the template as UTF-8"), "{said}");
}

#[test]
fn a_template_that_extends_no_template_is_named() {
    let site = new_site();
    std::fs::create_dir_all(site.path().join("templates")).expect("a folder");
    std::fs::write(site.path().join("templates/report.html"), "{% extends \"builtin/repor.html\" %}").expect("written");
    let checked = situs(site.path(), &["check", NOW[0], NOW[1]], "UTC", "2");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(said.contains("templates/report.html:1:1") && said.contains("`builtin/repor.html`, which"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_are_passed_over_with_a_warning_and_settings_must_be_a_file() {
    let (site, elsewhere) = (new_site(), new_site());
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(elsewhere.path().join(to), site.path().join(from)).expect("a link");
    };
    link("content/reports/folder", "content/reports");
    link("content/reports/file.md", "situs.toml");
    let checked = situs(site.path(), &["check", NOW[0], NOW[1]], "UTC", "2");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(said.contains("`content/reports/folder` is not read: it is a symbolic link"), "{said}");
    assert!(said.contains("`content/reports/file.md` is not read: it is a symbolic link"), "{said}");
    std::fs::remove_file(site.path().join("situs.toml")).expect("removed");
    link("situs.toml", "situs.toml");
    let checked = situs(site.path(), &["check", NOW[0], NOW[1]], "UTC", "2");
    let said = String::from_utf8_lossy(&checked.stderr);
    assert_eq!(checked.status.code(), Some(3), "{said}");
    assert!(said.contains("`situs.toml` is a symbolic link"), "{said}");
}

#[test]
fn a_fault_in_a_template_has_its_place() {
    let site = new_site();
    std::fs::create_dir(site.path().join("templates")).expect("made");
    std::fs::write(
        site.path().join("templates/report.html"),
        "<h1>{{ report.title }}</h1>\n<p>{{ report.titel }}</p>\n",
    )
    .expect("written");
    let built = situs(site.path(), &["check"], "UTC", "2");
    assert_eq!(built.status.code(), Some(1));
    let message = String::from_utf8(built.stdout).expect("text");
    assert!(message.contains("templates/report.html:2:"), "{message}");
    assert!(!site.path().join("public").exists());
}

#[test]
fn two_builds_at_once_leave_a_whole_site() {
    let site = new_site();
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_situs"))
            .args(["build", "-q", NOW[0], NOW[1], "--root", site.path().to_str().expect("plain")])
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("runs")
    };
    for _ in 0..5 {
        let mut children = [start(), start(), start()];
        let done = children.iter_mut().filter_map(|child| child.wait().ok()?.code()).filter(|code| *code == 0).count();
        assert!(done >= 1, "one of them has to win");
        let public = site.path().join("public");
        let manifest = std::fs::read_to_string(public.join(".situs-manifest")).expect("a manifest");
        for line in manifest.lines().skip(1) {
            let (_, path) = line.split_once(' ').expect("hash and path");
            assert!(public.join(path).is_file(), "{path} is missing");
        }
    }
}

#[test]
fn a_static_file_replaces_what_would_be_made() {
    let site = new_site();
    std::fs::create_dir(site.path().join("static")).expect("made");
    std::fs::write(site.path().join("static/robots.txt"), "mine").expect("written");
    assert!(situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2").status.success());
    assert_eq!(std::fs::read_to_string(site.path().join("public/robots.txt")).expect("there"), "mine");
}

#[test]
fn another_edition_is_refused_in_the_same_folder() {
    let site = new_site();
    std::fs::write(site.path().join("situs.toml"), "[editions.partners]\ntlp = \"amber\"\n").expect("written");
    assert!(situs(site.path(), &["build", NOW[0], NOW[1]], "UTC", "2").status.success());
    let built = situs(site.path(), &["build", "--edition", "partners", NOW[0], NOW[1]], "UTC", "2");
    assert_eq!(built.status.code(), Some(4), "{}", String::from_utf8_lossy(&built.stderr));
}

#[test]
fn hosts_are_told_what_pages_say_and_where_former_addresses_lead() {
    let site = tempfile::tempdir().expect("a temporary folder");
    let reports = site.path().join("content/reports");
    std::fs::create_dir_all(&reports).expect("made");
    let text = "---\ntitle: A\ndate: 2025-10-20\nformer_ids: [old-a]\n---\n\nText.\n";
    std::fs::write(reports.join("new-a.md"), text).expect("written");
    let config = "base_url = \"https://example.org/news/\"\n[editions.partners]\ntlp = \"amber\"\n";
    std::fs::write(site.path().join("situs.toml"), config).expect("written");
    let build = |arguments: &[&str]| {
        let built = std::process::Command::new(env!("CARGO_BIN_EXE_situs"))
            .current_dir(site.path())
            .args(["build", "-q", "--now", "2025-11-01"])
            .args(arguments)
            .status();
        assert!(built.expect("runs").success());
    };
    build(&[]);
    let read = |path: &str| std::fs::read_to_string(site.path().join(path)).expect("there");
    let page = read("public/reports/new-a/index.html");
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let policy = policy.expect("a policy");
    let headers = read("public/_headers");
    assert!(headers.contains(&format!("Content-Security-Policy: {policy}; frame-ancestors 'none'\n")), "{headers}");
    assert!(headers.starts_with("/*\n") && headers.contains("X-Content-Type-Options: nosniff\n"), "{headers}");
    assert!(!headers.contains("noindex"));
    assert_eq!(read("public/_redirects"), "/news/reports/old-a/ /news/reports/new-a/ 301\n");
    build(&["--edition", "partners", "--out", "partners"]);
    assert!(read("partners/_headers").contains("X-Robots-Tag: noindex"));
}
