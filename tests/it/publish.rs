//! `situs publish` to a folder: what it refuses, and what it says. Stores and branches are tested against real servers
//! (`tests/publish`).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use situs::publish::{Compress, File, Listing, Local, PUBLISHED, Plan, Target, There, apply, there};
use snapbox::cmd::{Command, cargo_bin};

use crate::links_of;

fn situs(root: &Path, arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("situs")).current_dir(root).args(arguments).args(["--now", "2025-10-22"])
}

fn said(command: Command, code: i32) -> String {
    let output = command.output().expect("runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// A site with twelve reports and these settings.
fn site(config: &str) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a temporary folder");
    let reports = site.path().join("content/reports");
    std::fs::create_dir_all(&reports).expect("made");
    for number in 0..12 {
        let text = format!("---\ntitle: Report {number}\ndate: 2025-10-{:02}\n---\n\nThe pier is open.\n", 1 + number);
        std::fs::write(reports.join(format!("r{number}.md")), text).expect("written");
    }
    std::fs::write(site.path().join("situs.toml"), config).expect("written");
    site
}

const LIVE: &str = "[publish.live]\nurl = \"www\"\n";

#[test]
fn a_target_that_is_not_there_is_asked_for() {
    let site = site(LIVE);
    assert!(said(situs(site.path(), &["publish", "life"]), 2).contains("did you mean `live`?"));
    let bare = self::site("");
    assert!(said(situs(bare.path(), &["publish", "live"]), 2).contains("[publish.live]"));
}

#[test]
fn settings_with_a_credential_or_an_address_of_no_use_are_refused() {
    for (config, code) in [
        ("[publish.live]\nurl = \"s3://a/b\"\nsecret_access_key = \"x\"\n", "credential"),
        ("[publish.live]\nurl = \"git+https://me:word@example.org/a.git\"\n", "credential"),
        ("[publish.live]\nurl = \"git+https://ghp_word@example.org/a.git\"\n", "credential"),
        ("[publish.live]\nurl = \"s3://a/b\"\nendpoint = \"http://key:word@example.org\"\n", "credential"),
        ("[publish.live]\nurl = \"https://word@example.org/a.git\"\n", "credential"),
        ("[publish.live]\nurl = \"ftp://example.org/\"\n", "no address"),
        ("[publish.live]\nedition = \"public\"\n", "has no `url`"),
        ("[publish.live]\nurl = \"www\"\nbrunch = \"a\"\n", "`branch`"),
    ] {
        let site = site(config);
        let said = said(situs(site.path(), &["check"]), 1);
        assert!(said.contains(code) && !said.contains("word@"), "{config}: {said}");
    }
}

#[test]
fn what_somebody_else_put_there_is_never_replaced_or_taken_away() {
    let site = site(LIVE);
    let www = site.path().join("www");
    std::fs::create_dir(&www).expect("made");
    std::fs::write(www.join("index.html"), "mine").expect("written");
    assert!(said(situs(site.path(), &["publish", "live"]), 4).contains("`index.html` is there already"));
    assert_eq!(std::fs::read(www.join("index.html")).expect("stays"), b"mine");
    std::fs::rename(www.join("index.html"), www.join("mine.html")).expect("moved");
    said(situs(site.path(), &["publish", "live"]), 0);
    assert_eq!(std::fs::read(www.join("mine.html")).expect("stays"), b"mine");
}

#[test]
fn neither_the_sites_own_folders_nor_drafts_are_for_publishing() {
    for url in ["static", "content/reports", ".", "..", "templates/../static/a"] {
        let site = site(&format!("[publish.live]\nurl = \"{url}\"\n"));
        assert!(said(situs(site.path(), &["publish", "live"]), 4).contains("is not touched"), "{url}");
        assert!(!site.path().join("public").exists(), "{url}");
    }
    let site = site(LIVE);
    assert!(said(situs(site.path(), &["publish", "live", "--drafts"]), 4).contains("drafts = true"));
    assert!(!site.path().join("www").exists());
    assert!(said(situs(site.path(), &["publish", "live"]), 0).contains("`base_url`"));
    let named = self::site(&format!("base_url = \"https://news.example/\"\n{LIVE}"));
    assert!(!said(situs(named.path(), &["publish", "live"]), 0).contains("`base_url`"));
}

#[test]
fn taking_away_much_needs_a_second_word() {
    let site = site(LIVE);
    said(situs(site.path(), &["publish", "live"]), 0);
    for number in 0..8 {
        std::fs::remove_file(site.path().join(format!("content/reports/r{number}.md"))).expect("removed");
    }
    let refused = said(situs(site.path(), &["publish", "live"]), 4);
    assert!(refused.contains("--yes") && refused.contains("more than a tenth"), "{refused}");
    assert!(site.path().join("www/reports/r1/index.html").exists());
    said(situs(site.path(), &["publish", "live", "--yes"]), 0);
    assert!(!site.path().join("www/reports/r1").exists(), "the folder goes, too");
    assert!(site.path().join("www/reports/r9/index.html").exists());
}

#[test]
fn an_edition_never_takes_the_place_of_another() {
    let config =
        format!("{LIVE}edition = \"partners\"\n[editions.partners]\ntlp = \"amber\"\n[publish.open]\nurl = \"www\"\n");
    let site = site(&config);
    said(situs(site.path(), &["publish", "live"]), 0);
    assert!(site.path().join("public-partners").is_dir(), "an edition is built in a folder of its own");
    assert!(said(situs(site.path(), &["publish", "open"]), 4).contains("it holds the edition `partners`"));
    assert!(said(situs(site.path(), &["publish", "live", "--edition", "public"]), 4).contains("is for the edition"));
}

#[test]
fn what_is_withheld_now_goes_first() {
    let site = site(LIVE);
    said(situs(site.path(), &["publish", "live"]), 0);
    let report = site.path().join("content/reports/r3.md");
    let text = std::fs::read_to_string(&report).expect("a report").replace("date:", "tlp: red\ndate:");
    std::fs::write(&report, text).expect("written");
    let told = said(situs(site.path(), &["publish", "live"]), 0);
    assert!(told.contains("- /reports/r3/") && told.contains("of what is withheld nothing was found"), "{told}");
    assert!(!site.path().join("www/reports/r3").exists());
}

#[test]
fn a_list_that_situs_did_not_write_stops_it() {
    let site = site(LIVE);
    std::fs::create_dir(site.path().join("www")).expect("made");
    std::fs::write(site.path().join("www").join(PUBLISHED), "edition public\n0 0 ../../etc/passwd\n").expect("written");
    assert!(said(situs(site.path(), &["publish", "live"]), 4).contains("not one that Situs writes"));
}

#[test]
fn a_file_that_was_changed_after_the_build_is_not_sent() {
    let site = site(LIVE);
    said(situs(site.path(), &["build"]), 0);
    let local = Local::open(&site.path().join("public"), Compress::Off).expect("a site");
    let plan = Plan::new(local.files(), &local.edition, &There::default(), &|_| false);
    std::fs::write(site.path().join("public/index.html"), "other").expect("written");
    let home = plan.uploads.iter().find(|upload| upload.path == "index.html").expect("home");
    assert!(local.file(home).expect_err("not what was built").to_string().contains("build again"));
}

#[test]
fn pages_at_former_addresses_of_what_is_withheld_are_of_it() {
    let report = "---\ntitle: A\ndate: 2025-10-21\ntlp: red\nformer_ids: [operation-orrell]\n---\n\nText.\n".to_owned();
    let site = crate::site_with(&[], &[], report);
    for (path, is_withheld) in [
        ("reports/r/index.html", true),
        ("reports/operation-orrell/index.html", true),
        ("reports/operation/index.html", false),
        ("reports/index.html", false),
    ] {
        assert_eq!(site.is_of_withheld(path), is_withheld, "{path}");
    }
}

#[test]
fn a_file_becomes_a_folder_and_a_look_changes_nothing() {
    let site = site(LIVE);
    let docs = site.path().join("static/docs");
    std::fs::create_dir(site.path().join("static")).expect("made");
    std::fs::write(&docs, "one").expect("written");
    said(situs(site.path(), &["publish", "live", "--dry-run"]), 0);
    assert!(!site.path().join("www").exists(), "nothing is made");
    said(situs(site.path(), &["publish", "live"]), 0);
    std::fs::remove_file(&docs).expect("removed");
    std::fs::create_dir(&docs).expect("made");
    std::fs::write(docs.join("a"), "two").expect("written");
    said(situs(site.path(), &["publish", "live"]), 0);
    assert_eq!(std::fs::read(site.path().join("www/docs/a")).expect("there"), b"two");
    std::fs::remove_dir_all(&docs).expect("removed");
    std::fs::write(&docs, "three").expect("written");
    said(situs(site.path(), &["publish", "live"]), 0);
    assert_eq!(std::fs::read(site.path().join("www/docs")).expect("there"), b"three");
}

#[test]
fn the_output_folder_holds_no_target() {
    for url in ["public/sub", ".public.situs-spare", ".public.situs-spare/a"] {
        let site = site(&format!("[publish.live]\nurl = \"{url}\"\n"));
        assert!(said(situs(site.path(), &["publish", "live"]), 4).contains("output folder"), "{url}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_with_a_backslash_is_passed_over() {
    let site = site(LIVE);
    std::fs::create_dir(site.path().join("static")).expect("made");
    std::fs::write(site.path().join("static/back\\slash.txt"), "x").expect("written");
    for _ in 0..2 {
        assert!(said(situs(site.path(), &["publish", "live"]), 0).contains("backslash"));
    }
}

#[test]
fn a_branch_keeps_what_its_host_wrote_and_follows_the_domain() {
    let work = tempfile::tempdir().expect("a temporary folder");
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(work.path()).env("GIT_CONFIG_GLOBAL", "/dev/null").args(arguments);
        let output = command.output().expect("git runs");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    // What a host writes when a domain is set there, and a file where a folder has to be.
    assert!(git(&["init", "-q", "-b", "pages", "theirs"]).0);
    for (path, text) in [("CNAME", "news.example.org"), ("reports", "mine")] {
        std::fs::write(work.path().join("theirs").join(path), text).expect("written");
    }
    let commit = ["-C", "theirs", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "Theirs"];
    assert!(git(&["-C", "theirs", "add", "."]).0 && git(&commit).0);
    assert!(git(&["clone", "-q", "--bare", "theirs", "live.git"]).0);
    // The address is relative to the site.
    let root = work.path().join("site");
    std::fs::create_dir_all(root.join("content/reports")).expect("made");
    let domain = |name: &str| {
        let config = format!("[publish.live]\nurl = \"git+../live.git\"\nbranch = \"pages\"\ndomain = \"{name}\"\n");
        std::fs::write(root.join("situs.toml"), config).expect("written");
    };
    domain("other.example.org");
    let refused = said(situs(&root, &["publish", "live"]), 4);
    assert!(refused.contains("`CNAME`") && refused.contains("1 more"), "{refused}");
    domain("news.example.org");
    assert!(said(situs(&root, &["publish", "live"]), 4).contains("`reports` is there already"));
    assert!(git(&["-C", "theirs", "rm", "-q", "reports"]).0 && git(&commit).0);
    assert!(git(&["-C", "theirs", "push", "-q", "../live.git", "pages"]).0);
    said(situs(&root, &["publish", "live"]), 0);
    assert_eq!(git(&["-C", "live.git", "show", "pages:.nojekyll"]), (true, String::new()));
    domain("new.example.org");
    said(situs(&root, &["publish", "live"]), 0);
    assert_eq!(git(&["-C", "live.git", "show", "pages:CNAME"]), (true, "new.example.org\n".into()));
    // A server that refuses says why.
    let hook = work.path().join("live.git/hooks/pre-receive");
    std::fs::write(&hook, "#!/bin/sh\necho the branch is protected >&2\nexit 1\n").expect("written");
    #[cfg(unix)]
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("allowed");
    domain("newer.example.org");
    assert!(said(situs(&root, &["publish", "live"]), 3).contains("the branch is protected"));
}

#[cfg(unix)]
#[test]
fn nothing_is_followed_out_of_the_folder() {
    let site = site(LIVE);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(site.path().join("www")).expect("made");
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join("www/reports")).expect("a link");
    assert!(said(situs(site.path(), &["publish", "live"]), 4).contains("`reports`"));
    assert!(std::fs::read_dir(elsewhere.path()).expect("readable").next().is_none());
}

#[cfg(unix)]
#[test]
fn what_a_killed_publication_started_ends_before_the_next_begins() {
    use std::os::unix::fs::PermissionsExt as _;

    let site = site("[publish.live]\nurl = \"ssh://example.org/srv\"\n");
    // In place of `rsync`: it says when it begins and ends, and takes its time where it puts something.
    let programs = site.path().join("programs");
    std::fs::create_dir(&programs).expect("made");
    let (program, log, server) = (programs.join("rsync"), site.path().join("log"), site.path().join("server"));
    std::fs::create_dir(&server).expect("made");
    let script = r#"#!/bin/sh
gone() { echo "rsync: [sender] link_stat failed: No such file or directory (2)" >&2; exit 23; }
case "$*" in
*--files-from*) cat > /dev/null; echo begins >> "$LOG"; sleep 0.3
    while [ $# -gt 2 ]; do shift; done
    cp -R "$1/." "$SERVER/"; echo ends >> "$LOG";;
*--list-only*|*--delete*) ;;
*) while [ $# -gt 2 ]; do shift; done
    cp "$SERVER/${1##*/}" "$2" 2> /dev/null || gone;;
esac
"#;
    std::fs::write(&program, script).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").expect("a path"));
    let publish = || {
        let mut command = std::process::Command::new(cargo_bin!("situs"));
        command.current_dir(site.path()).args(["publish", "live", "-q", "--now", "2025-10-22"]);
        command.env("PATH", &path).env("LOG", &log).env("SERVER", &server).stdout(std::process::Stdio::null());
        command
    };
    let said = || std::fs::read_to_string(&log).unwrap_or_default();
    let mut first = publish().spawn().expect("runs");
    for _ in 0..3000 {
        if said().contains("begins") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    first.kill().expect("killed");
    first.wait().expect("ends");
    assert_eq!(said(), "begins\n", "it goes on");
    let second = publish().stderr(std::process::Stdio::piped()).output().expect("runs");
    let waited = String::from_utf8_lossy(&second.stderr);
    assert!(second.status.success() && waited.contains("waiting for another publication"), "{waited}");
    let turns: Vec<String> = said().lines().map(str::to_owned).collect();
    assert!(turns.len() > 2 && turns.chunks(2).all(|turn| turn == ["begins", "ends"]), "{turns:?}");
}

/// A target in memory that breaks down after so many files.
#[derive(Default)]
struct Memory {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    left: Cell<usize>,
    lists: bool,
}

impl Memory {
    fn step(&self) -> io::Result<()> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| io::Error::other("it broke down"))?;
        self.left.set(left);
        Ok(())
    }

    /// Fails where a visitor who follows each link from the home page meets one that leads nowhere, other than to what was
    /// withheld.
    fn follow_links(&self, why: &str) {
        let files = self.files.borrow();
        let (mut seen, mut queue) = (BTreeSet::new(), vec![PathBuf::from("index.html")]);
        while let Some(page) = queue.pop() {
            let Some(bytes) = files.get(&*page.to_string_lossy()) else { continue };
            for link in links_of(&page, bytes).into_iter().filter(|link| seen.insert(link.clone())) {
                let path = link.to_string_lossy();
                let is_there = files.contains_key(&*path) || path.contains("r3");
                assert!(is_there, "{why}: {} links to {path}", page.display());
                if path.ends_with(".html") {
                    queue.push(link);
                }
            }
        }
    }

    /// Brings it to this site, as far as it comes before it breaks down.
    fn publish(&self, site: &Local, steps: usize) -> bool {
        self.left.set(steps);
        let there = there(self).expect("readable");
        let plan = Plan::new(site.files(), &site.edition, &there, &|path| path.contains("r3"));
        assert!(plan.foreign.is_empty(), "its own files are not somebody else's: {:?}", plan.foreign);
        apply(site, self, &plan, there, &mut |_, _| ()).is_ok()
    }
}

impl Target for Memory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.borrow().get(path).cloned())
    }

    fn list(&self, doubtful: &[&str]) -> io::Result<Listing> {
        let files = self.files.borrow();
        let is_asked = |path: &str| self.lists || doubtful.contains(&path);
        let asked = files.iter().filter(|(path, _)| is_asked(path));
        let asked = asked.map(|(path, bytes)| (path.clone(), bytes.len() as u64)).collect();
        Ok(if self.lists { Listing::Whole(asked) } else { Listing::Asked(asked) })
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        for file in files {
            self.step()?;
            self.files.borrow_mut().insert(file.path.clone(), file.bytes.clone());
        }
        Ok(())
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        for path in paths {
            self.step()?;
            self.files.borrow_mut().remove(*path);
        }
        Ok(())
    }
}

#[test]
fn two_publications_that_died_show_no_dead_link_and_are_healed_by_the_third() {
    let site = site("");
    // Of each report an actor comes and goes with it, whose page has feeds.
    let version = |numbers: &[usize]| {
        let content = site.path().join("content");
        std::fs::remove_dir_all(&content).expect("removed");
        for section in ["reports", "actors"] {
            std::fs::create_dir_all(content.join(section)).expect("made");
        }
        for number in numbers {
            let name = ["North", "East", "South", "West"][number - 1];
            let text = format!(
                "---\ntitle: Report {number}\ndate: 2025-10-21\n---\n\nThe {name} Harbour Board is open in Peru.\n"
            );
            std::fs::write(content.join(format!("reports/r{number}.md")), text).expect("written");
            let actor = format!("---\nname: {name} Harbour Board\n---\n");
            std::fs::write(content.join(format!("actors/a{number}.md")), actor).expect("written");
        }
        let out = format!("public-{numbers:?}");
        said(situs(site.path(), &["build", "-q", "--out", &out]), 0);
        Local::open(&site.path().join(out), Compress::Off).expect("a site")
    };
    let (first, second, third) = (version(&[1, 2]), version(&[1, 3]), version(&[2, 4]));
    let steps = {
        let target = Memory::default();
        assert!(target.publish(&first, usize::MAX));
        assert!(target.publish(&second, usize::MAX));
        usize::MAX - target.left.get()
    };
    assert!(steps > 20 && second.files().any(|(path, _)| path == "actors/a3/feed.xml"), "{steps} steps");
    for (lists, last) in [(true, &second), (false, &second), (true, &third), (false, &third)] {
        for cut in 0..steps {
            for again in (0..steps).step_by(2) {
                let target = Memory { lists, ..Memory::default() };
                target.files.borrow_mut().insert("theirs.txt".into(), b"theirs".to_vec());
                assert!(target.publish(&first, usize::MAX));
                let mut whole = Vec::new();
                for (site, steps) in [(&second, cut), (&third, again), (last, cut)] {
                    whole.push(target.publish(site, steps));
                    target.follow_links(&format!("lists {lists}, cut at {cut} and {again}, whole {whole:?}"));
                }
                assert!(target.publish(last, usize::MAX), "it goes on from there");
                let files = target.files.into_inner();
                let wanted = last.files().map(|(path, hash)| (path, last.bytes(path, hash).expect("a file")));
                let mut wanted: BTreeMap<&str, Vec<u8>> = wanted.collect();
                wanted.insert("theirs.txt", b"theirs".to_vec());
                let got = files.iter().filter(|(path, _)| *path != PUBLISHED);
                let got: BTreeMap<&str, Vec<u8>> = got.map(|(path, bytes)| (&**path, bytes.clone())).collect();
                let (got_paths, paths): (Vec<_>, Vec<_>) = (got.keys().collect(), wanted.keys().collect());
                assert_eq!(got_paths, paths, "lists {lists}, cut at {cut} and {again}, whole {whole:?}");
                assert!(got == wanted, "lists {lists}, cut at {cut} and {again}, whole {whole:?}");
            }
        }
    }
}
