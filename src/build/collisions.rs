//! Files that are one file on disks that know no difference of case, or no difference of composed letters.
//!
//! What Situs makes has addresses in lower-case ASCII letters; only files of `static/` can collide.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::diagnostic::Diagnostic;
use crate::route::{OutputPath, Route};
use crate::template;

/// The collisions among the outputs of these routes.
pub(super) fn find(routes: &[Route], outputs: &[OutputPath]) -> Vec<Diagnostic> {
    let built_in: HashSet<String> = template::built_in_assets().into_iter().collect();
    let is_own = |route: &Route| matches!(route, Route::Asset(path) if !built_in.contains(&**path));
    let own: Vec<&str> =
        routes.iter().zip(outputs).filter(|(route, _)| is_own(route)).map(|(_, output)| output.as_str()).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let mut files: HashMap<String, &str> = HashMap::with_capacity(outputs.len());
    let mut folders: HashMap<String, &str> = HashMap::new();
    let others = routes.iter().zip(outputs).filter(|(route, _)| !is_own(route)).map(|(_, output)| output.as_str());
    let mut found = Vec::new();
    for path in others.chain(own.iter().copied()) {
        let folded = folded(path);
        for (end, _) in folded.match_indices('/') {
            if !folders.contains_key(&folded[..end]) {
                folders.insert(folded[..end].to_owned(), path);
            }
        }
        if let Some(other) = files.insert(folded, path) {
            let message = format!(
                "`{}` and `{}` are one file on disks of Windows and macOS",
                shown(other, &own),
                shown(path, &own)
            );
            found.push(Diagnostic::error("same-file", message).help("rename one of them"));
        }
    }
    for path in own.iter().copied() {
        if let Some(below) = folders.get(&folded(path)) {
            let message = format!("`static/{path}` is a file where `{}` needs a folder", shown(below, &own));
            found.push(Diagnostic::error("same-file", message).help("rename the file"));
        }
    }
    found
}

/// A path as such disks compare it.
fn folded(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfc().flat_map(char::to_lowercase).nfc().collect() }
}

/// A path as its writer knows it.
fn shown(path: &str, own: &[&str]) -> String {
    if own.contains(&path) { format!("static/{path}") } else { format!("/{path}") }
}
