//! Imports run one way, and every room says what it is for.

use std::collections::BTreeMap;
use std::path::Path;

/// The rooms from the first to the last; a room imports only what stands before it.
const ROOMS: [&str; 19] = [
    "source",
    "diagnostic",
    "route",
    "document",
    "config",
    "edition",
    "language",
    "knowledge",
    "page",
    "template",
    "site",
    "build",
    "publish",
    "audit",
    "import",
    "watch",
    "serve",
    "cli",
    "main",
];

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.expect("the source tree").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").to_str().expect("a plain name").to_owned();
            (name, std::fs::read_to_string(&path).expect("readable"))
        })
        .collect()
}

fn room(path: &str) -> usize {
    let name = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    ROOMS.iter().position(|room| *room == name).unwrap_or_else(|| panic!("`{name}` is no room of the list"))
}

#[test]
fn imports_run_one_way() {
    for (path, text) in sources().iter().filter(|(path, _)| *path != "lib.rs") {
        let here = room(path);
        for (at, _) in text.match_indices("crate::") {
            let name: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(there) = ROOMS.iter().position(|room| *room == name) {
                assert!(there <= here, "{path} uses `{name}`, which stands after it");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_small() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{path} does not open with `//!`");
        let lines = text.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines: what are its two subjects?");
    }
}

#[test]
fn pure_rooms_read_no_disk_no_clock_and_print_nothing() {
    let banned =
        ["std::fs", "std::env", "std::net", "SystemTime", "Timestamp::now", "Zoned::now", "println!", "eprintln!"];
    for (path, text) in sources() {
        let pure = ["document", "config", "edition", "knowledge", "page", "route", "diagnostic", "audit", "import"];
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if pure.iter().any(|room| path.starts_with(room)) {
            for word in banned {
                assert!(!code.contains(word), "{path} uses `{word}`");
            }
        }
        if path.starts_with("knowledge") {
            assert!(!code.contains("Route") && !code.contains("Href"), "{path} knows addresses");
        }
        if path.starts_with("page") {
            assert!(!code.contains("tera::"), "{path} knows Tera");
        }
    }
}

#[test]
fn every_page_kind_has_its_view_its_template_and_its_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for kind in ["report", "actor", "country", "event", "source"] {
        assert!(root.join(format!("src/page/{kind}.rs")).exists(), "no view for {kind}");
        assert!(root.join(format!("templates/{kind}.html")).exists(), "no template for {kind}");
    }
    for folder in situs::document::Kind::ALL.map(situs::document::Kind::folder) {
        assert!(root.join("content").join(folder).is_dir(), "no folder for {folder}");
    }
}
