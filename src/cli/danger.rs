//! Folders that no site is written to, whatever is in them.

use std::path::{Path, PathBuf};

/// The folders and files that a site is made of.
const SOURCES: [&str; 5] = ["content", "templates", "static", "situs.toml", ".git"];

/// Why a folder must not be the output folder of the site at `root`.
pub(super) fn dangerous(root: &Path, out: &Path) -> Option<&'static str> {
    holds_sources(root, out).or_else(|| {
        let is_work_tree = resolved(out)?.join(".git").symlink_metadata().is_ok();
        is_work_tree.then_some("the root of a Git work tree")
    })
}

/// Why a folder is none to put pages of the site at `root` into, were it empty or not.
pub(super) fn holds_sources(root: &Path, out: &Path) -> Option<&'static str> {
    let root = root.canonicalize().ok()?;
    let Some(out) = resolved(out) else { return Some("reached through folders that are not there") };
    if root.starts_with(&out) {
        return Some("the folder of the site or one above it");
    }
    for source in SOURCES {
        let named = root.join(source);
        // `content` and its like may be links: neither the link nor what it leads to is for pages.
        let real = named.canonicalize().unwrap_or_else(|_| named.clone());
        if [&named, &real].into_iter().any(|source| out.starts_with(source) || source.starts_with(&out)) {
            return Some("a folder of the site's sources or one above it");
        }
    }
    let home = std::env::var_os("HOME").and_then(|home| Path::new(&home).canonicalize().ok());
    home.is_some_and(|home| home.starts_with(&out)).then_some("the home folder or one above it")
}

/// Whether a folder is in the output folder, or is one of the hidden neighbours that a build keeps.
pub(super) fn is_of_output(folder: &Path, out: &Path) -> bool {
    let (Some(folder), Some(out)) = (resolved(folder), resolved(out)) else { return false };
    let neighbour = out.file_name().map(|name| format!(".{}.situs-", name.to_string_lossy())).unwrap_or_default();
    let is_neighbour = |part: &Path| {
        part.parent() == out.parent()
            && part.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&neighbour))
    };
    folder != out && (folder.starts_with(&out) || folder.ancestors().any(is_neighbour))
}

/// The path without links, `.` and `..`, of which the end may not be there yet; nothing where it cannot be told.
fn resolved(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    for above in path.ancestors() {
        if let Ok(real) = above.canonicalize() {
            let rest = path.strip_prefix(above).ok()?;
            let plain = rest.components().all(|part| matches!(part, std::path::Component::Normal(_)));
            // With an empty rest, joining would add a slash.
            return plain.then(|| if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
        if above.is_symlink() {
            return None;
        }
    }
    None
}
