//! The output folder under attack: what stands beside or in it is not believed, and nothing of anybody else's is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

struct Desk(tempfile::TempDir);

impl Desk {
    /// A site that was built twice, so that there is a spare.
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        assert_eq!(Self::run(&["init", desk.path("site").to_str().expect("plain")]).0, Some(0));
        fs::create_dir_all(desk.path("site/static")).expect("a folder");
        desk.say("one");
        desk.builds();
        desk.builds();
        assert!(desk.spare().join(".situs-manifest").is_file());
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn public(&self) -> PathBuf {
        self.path("site/public")
    }

    fn spare(&self) -> PathBuf {
        self.path("site/.public.situs-spare")
    }

    /// Writes the static file that the tests change.
    fn say(&self, text: &str) {
        fs::write(self.path("site/static/one.txt"), text).expect("written");
    }

    fn said(&self) -> String {
        fs::read_to_string(self.public().join("one.txt")).expect("readable")
    }

    fn run(arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_situs")).args(arguments).output().expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn build(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let site = self.path("site");
        let root = ["build", "-q", "--now", "2025-11-01", "--root", site.to_str().expect("plain")];
        Self::run(&[&root, arguments].concat())
    }

    fn builds(&self) {
        let (code, said) = self.build(&[]);
        assert_eq!(code, Some(0), "{said}");
    }

    fn is_refused(&self) {
        let (code, said) = self.build(&[]);
        assert_eq!(code, Some(4), "{said}");
    }

    /// Builds, and compares with a build into an empty folder.
    fn is_fresh(&self) {
        self.builds();
        let fresh = self.path("fresh");
        let (code, said) = self.build(&["--out", fresh.to_str().expect("plain")]);
        assert_eq!(code, Some(0), "{said}");
        assert!(tree(&self.public()) == tree(&fresh), "not what a fresh build gives");
        fs::remove_dir_all(fresh).expect("removed");
    }
}

/// Files and folders with their bytes; links are not followed.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("readable"));
    entries
        .map(|entry| {
            let bytes = entry.file_type().is_file().then(|| fs::read(entry.path()).expect("readable"));
            (entry.path().strip_prefix(folder).expect("below").to_owned(), bytes)
        })
        .collect()
}

fn forge(folder: &Path, path: &str) {
    let manifest = folder.join(".situs-manifest");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::remove_file(&manifest).expect("removed");
    fs::write(&manifest, format!("{text}{} {path}\n", "0".repeat(64))).expect("written");
}

#[test]
fn a_forged_list_removes_nothing_elsewhere() {
    let desk = Desk::new();
    let victim = desk.path("victim");
    for (folder, path) in
        [(desk.spare(), "../../victim".to_owned()), (desk.public(), victim.to_str().expect("plain").to_owned())]
    {
        fs::write(&victim, "mine").expect("written");
        forge(&folder, &path);
        desk.build(&[]);
        desk.build(&[]);
        assert_eq!(fs::read_to_string(&victim).expect("still there"), "mine", "{}", folder.display());
    }
}

#[cfg(unix)]
#[test]
fn a_spare_that_is_a_link_is_refused() {
    let desk = Desk::new();
    let other = desk.path("other");
    fs::rename(desk.spare(), &other).expect("moved");
    std::os::unix::fs::symlink(&other, desk.spare()).expect("a link");
    let before = tree(&other);
    desk.say("two");
    desk.is_refused();
    assert!(tree(&other) == before, "what the link leads to is as it was");
    assert!(desk.public().symlink_metadata().expect("there").is_dir());
    fs::remove_file(desk.spare()).expect("removed");
    desk.is_fresh();
}

#[test]
fn a_file_in_the_spare_is_somebody_s_and_never_published() {
    let desk = Desk::new();
    let mine = desk.spare().join("notes.txt");
    fs::write(&mine, "mine").expect("written");
    desk.is_refused();
    assert_eq!(fs::read_to_string(&mine).expect("still there"), "mine");
    assert!(!desk.public().join("notes.txt").exists());
    fs::remove_file(mine).expect("removed");
    fs::create_dir_all(desk.spare().join("empty/folder")).expect("made");
    desk.is_fresh();
}

#[test]
fn a_folder_of_that_name_that_situs_did_not_make_stays() {
    let desk = Desk::new();
    fs::remove_dir_all(desk.spare()).expect("removed");
    fs::create_dir(desk.spare()).expect("made");
    fs::write(desk.spare().join("notes.txt"), "mine").expect("written");
    desk.is_refused();
    assert_eq!(fs::read_to_string(desk.spare().join("notes.txt")).expect("still there"), "mine");
    fs::remove_file(desk.spare().join("notes.txt")).expect("removed");
    desk.is_fresh();
}

#[test]
fn what_is_missing_is_made_again() {
    let desk = Desk::new();
    for folder in [desk.public(), desk.spare()] {
        // What is new has its second name after the next build.
        desk.builds();
        fs::remove_file(folder.join("one.txt")).expect("removed");
        desk.is_fresh();
        desk.is_fresh();
        fs::remove_dir_all(folder.join("reports")).expect("removed");
        desk.is_fresh();
        desk.is_fresh();
        fs::remove_file(folder.join("one.txt")).expect("removed");
        fs::create_dir(folder.join("one.txt")).expect("made");
        desk.is_fresh();
        desk.is_fresh();
        fs::remove_file(folder.join("one.txt")).expect("removed");
        desk.builds();
        fs::remove_file(desk.path("site/static/one.txt")).expect("removed");
        desk.is_fresh();
        desk.say("one");
        desk.is_fresh();
    }
    fs::remove_dir_all(desk.public()).expect("removed");
    desk.is_fresh();
}

#[test]
fn what_was_changed_by_hand_is_put_right() {
    let desk = Desk::new();
    let folder = |name: &str, text: &str| {
        fs::create_dir_all(desk.path("site/static").join(name)).expect("made");
        fs::write(desk.path("site/static").join(name).join("f"), text).expect("written");
    };
    folder("d", "one");
    folder("e", "two");
    for _ in 0..4 {
        desk.builds();
    }
    // Two folders exchanged: no time of a file tells.
    let (d, e, x) = (desk.public().join("d"), desk.public().join("e"), desk.public().join("x"));
    fs::rename(&d, &x).expect("moved");
    fs::rename(&e, &d).expect("moved");
    fs::rename(&x, &e).expect("moved");
    desk.is_fresh();
    // Times that were set.
    std::thread::sleep(Duration::from_millis(20));
    let one = desk.public().join("one.txt");
    let time = fs::metadata(&one).and_then(|meta| meta.modified()).expect("a time");
    fs::write(&one, "two").expect("written");
    fs::File::options().write(true).open(&one).and_then(|file| file.set_modified(time)).expect("set");
    let manifest = fs::File::options().append(true).open(desk.public().join(".situs-manifest")).expect("opened");
    manifest.set_modified(time + Duration::from_hours(1)).expect("set");
    desk.is_fresh();
    assert_eq!(desk.said(), "one");
    // The same through the second name.
    fs::write(desk.spare().join("one.txt"), "two").expect("written");
    desk.is_fresh();
    assert_eq!(desk.said(), "one");
}

#[test]
fn a_time_never_goes_back() {
    let desk = Desk::new();
    let time = || fs::metadata(desk.public().join("one.txt")).and_then(|meta| meta.modified()).expect("a time");
    let first = time();
    for _ in 0..3 {
        desk.builds();
        assert_eq!(time(), first, "the bytes are the same");
    }
    std::thread::sleep(Duration::from_millis(20));
    desk.say("two");
    desk.builds();
    let second = time();
    desk.say("one");
    desk.builds();
    assert!(first < second && second < time(), "other bytes in between");
}

#[test]
fn nothing_that_is_gone_stays_beside_the_output() {
    let desk = Desk::new();
    desk.say("withdrawn words");
    desk.builds();
    desk.builds();
    fs::remove_file(desk.path("site/static/one.txt")).expect("removed");
    desk.builds();
    for folder in [desk.public(), desk.spare()] {
        for (path, bytes) in tree(&folder) {
            let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
            assert!(!text.contains("withdrawn words") && !text.contains("one.txt"), "{}", path.display());
        }
    }
}

#[test]
fn a_folder_whose_list_names_no_edition_is_refused() {
    let desk = Desk::new();
    let manifest = desk.public().join(".situs-manifest");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::remove_file(&manifest).expect("removed");
    fs::write(&manifest, text.split_once('\n').expect("lines").1).expect("written");
    desk.is_refused();
}

#[test]
fn a_page_becomes_a_folder_and_back() {
    let desk = Desk::new();
    let path = desk.path("site/static/a");
    for _ in 0..2 {
        fs::write(&path, "file").expect("written");
        desk.is_fresh();
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("made");
        fs::write(path.join("b"), "below").expect("written");
        desk.is_fresh();
        fs::remove_dir_all(&path).expect("removed");
    }
}

#[cfg(unix)]
#[test]
fn a_name_with_a_line_break_is_passed_over() {
    let desk = Desk::new();
    fs::write(desk.path("site/static/a\nb"), "x").expect("written");
    desk.is_fresh();
    let checked = Command::new(env!("CARGO_BIN_EXE_situs")).args(["check", "--root"]).arg(desk.path("site")).output();
    let said = String::from_utf8(checked.expect("the program runs").stdout).expect("text");
    assert!(said.contains("`static/a\\nb` is not read: its name has a control character"), "{said}");
}

#[test]
fn a_killed_build_leaves_a_whole_site_and_the_next_one_heals() {
    let desk = Desk::new();
    let site = desk.path("site");
    for round in 0_u64..24 {
        let before = tree(&desk.public());
        desk.say(&format!("round {round}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_situs"))
            .args(["build", "-q", "--now", "2025-11-01", "--root", site.to_str().expect("plain")])
            .spawn()
            .expect("the program runs");
        std::thread::sleep(Duration::from_millis(round * 5));
        let _ = child.kill();
        child.wait().expect("ends");
        let after = tree(&desk.public());
        let said = String::from_utf8(after[Path::new("one.txt")].clone().expect("a file")).expect("text");
        assert!(after == before || said == format!("round {round}"), "neither the old site nor the new one");
        desk.is_fresh();
    }
}
