//! Saves as editors, tools and people make them: soon after, what is served is what a fresh start would serve.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use situs::serve::Settings;
use situs::site::{Options, Project, Site};

use crate::serve::{Preview, write};

fn report(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2025-03-14\n---\n\nThe Harbour Centre met in Kenya.\n")
}

fn filled(folder: &Path) {
    write(folder, "content/actors/harbour-centre.md", "---\nname: Harbour Centre\n---\n");
    write(folder, "content/reports/a.md", &report("First"));
    write(folder, "content/reports/old/b.md", &report("Second"));
    write(folder, "static/a.css", "a {}");
}

fn bytes(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let page = |route: &_| site.page(route).map(|page| page.bytes).unwrap_or_default();
    site.routes().iter().map(|route| (route.path(), page(route))).collect()
}

/// Within two seconds of `save`, the preview shows what a site that is opened afresh does.
#[track_caller]
fn follows_by(poll: Option<Duration>, save: impl FnOnce(&Path)) {
    let preview = Preview::with(filled, |settings| Settings { poll, ..settings });
    save(preview.folder.path());
    settles(&preview);
}

#[track_caller]
fn settles(preview: &Preview) {
    let saved = Instant::now();
    let options = Options { everything: true, ..Options::default() };
    let fresh = Project::new(preview.folder.path(), options).open().expect("a site");
    let expected = bytes(&fresh);
    // Twice as long as is promised: the machine of the tests is busy.
    while bytes(&preview.server.site()) != expected {
        assert!(saved.elapsed() < Duration::from_secs(4), "not within two seconds");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn follows(save: impl FnOnce(&Path)) {
    follows_by(None, save);
}

#[test]
fn a_plain_save() {
    follows(|site| write(site, "content/reports/a.md", &report("Changed")));
}

#[test]
fn a_save_by_rename_away_create_and_delete() {
    follows(|site| {
        let (path, backup) = (site.join("content/reports/a.md"), site.join("content/reports/a.md~"));
        write(site, "content/reports/4913", "");
        fs::remove_file(site.join("content/reports/4913")).expect("removed");
        fs::rename(&path, &backup).expect("renamed");
        fs::write(&path, report("Changed")).expect("written");
        fs::remove_file(&backup).expect("removed");
    });
}

#[test]
fn a_save_by_rename_over() {
    follows(|site| {
        let (path, new) = (site.join("content/reports/a.md"), site.join("content/reports/.a.md.tmp"));
        fs::write(&new, report("Changed")).expect("written");
        fs::rename(&new, &path).expect("renamed");
    });
}

#[test]
fn a_save_in_two_halves() {
    follows(|site| {
        use std::io::Write;
        let text = report("Changed");
        let (first, second) = text.split_at(20);
        let mut file = fs::File::create(site.join("content/reports/a.md")).expect("opened");
        file.write_all(first.as_bytes()).expect("written");
        std::thread::sleep(Duration::from_millis(60));
        file.write_all(second.as_bytes()).expect("written");
    });
}

#[test]
fn a_folder_that_is_made_and_filled_at_once() {
    follows(|site| {
        for at in 0..20 {
            write(site, &format!("content/reports/new/{at}/deep/c{at}.md"), &report("Third"));
        }
    });
}

#[test]
fn a_folder_that_is_renamed_and_then_written_in() {
    let preview = Preview::with(filled, |settings| settings);
    let site = preview.folder.path();
    fs::rename(site.join("content/reports/old"), site.join("content/reports/older")).expect("renamed");
    settles(&preview);
    write(site, "content/reports/older/b.md", &report("Changed"));
    settles(&preview);
}

#[test]
fn a_folder_that_is_deleted() {
    follows(|site| fs::remove_dir_all(site.join("content/reports/old")).expect("removed"));
}

#[test]
fn a_thousand_files_at_once() {
    follows(|site| {
        for at in 0..1000 {
            write(site, &format!("content/reports/many/r{at}.md"), "---\ntitle: Many\ndate: 2025-03-14\n---\n");
        }
    });
}

#[test]
fn content_that_is_deleted_and_made_again_and_then_written_in() {
    let preview = Preview::with(filled, |settings| settings);
    let site = preview.folder.path();
    fs::remove_dir_all(site.join("content")).expect("removed");
    settles(&preview);
    filled(site);
    settles(&preview);
    write(site, "content/reports/old/b.md", &report("Changed"));
    settles(&preview);
}

#[test]
fn folders_that_were_not_there_at_the_start() {
    let preview = Preview::with(|site| write(site, "content/reports/a.md", &report("First")), |settings| settings);
    let site = preview.folder.path();
    write(site, "static/b/b.css", "b {}");
    settles(&preview);
    write(site, "static/b/b.css", "b { color: red }");
    write(site, "situs.toml", "title = \"Harbour\"\n");
    settles(&preview);
    write(site, "templates/page.html", "{% extends \"builtin/page.html\" %}");
    settles(&preview);
}

#[test]
fn a_file_that_editors_leave_beside_is_no_change() {
    let preview = Preview::with(filled, |settings| settings);
    let before = preview.server.revision();
    write(preview.folder.path(), "content/reports/.a.md.swp", "x");
    write(preview.folder.path(), "public/index.html", "x");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(preview.server.revision(), before);
}

#[test]
fn a_save_that_is_found_by_polling() {
    follows_by(Some(Duration::from_millis(100)), |site| {
        write(site, "content/reports/a.md", &report("Changed"));
        write(site, "static/a.css", "a { color: red }");
        fs::remove_dir_all(site.join("content/reports/old")).expect("removed");
    });
}

#[test]
fn the_folder_of_the_site_goes_and_returns() {
    let fill = |folder: &Path| filled(&folder.join("site"));
    let preview = Preview::with(fill, |settings| Settings { root: settings.root.join("site"), ..settings });
    let (site, away) = (preview.folder.path().join("site"), preview.folder.path().join("away"));
    fs::rename(&site, &away).expect("renamed");
    preview.until("the site has gone", |preview| preview.server.site().base.reports.is_empty());
    fs::rename(&away, &site).expect("renamed");
    preview.until("it is back", |preview| preview.server.site().base.reports.len() == 2);
    write(&site, "content/reports/c.md", &report("Third"));
    preview.until("it is watched", |preview| preview.server.site().base.reports.len() == 3);
}

#[cfg(unix)]
#[test]
fn content_that_is_a_link_to_a_folder_elsewhere() {
    let fill = |folder: &Path| {
        filled(&folder.join("elsewhere"));
        fs::create_dir(folder.join("site")).expect("made");
        std::os::unix::fs::symlink("../elsewhere/content", folder.join("site/content")).expect("linked");
    };
    let preview = Preview::with(fill, |settings| Settings { root: settings.root.join("site"), ..settings });
    assert_eq!(preview.server.site().base.reports.len(), 2);
    write(preview.folder.path(), "elsewhere/content/reports/old/c.md", &report("Third"));
    preview.until("it is watched", |preview| preview.server.site().base.reports.len() == 3);
}
