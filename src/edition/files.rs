//! Static files that only withheld documents use, which are withheld with them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;

use super::addresses;

/// Files that programs look for by name, whoever speaks of them.
const ALWAYS: [&str; 6] = ["robots.txt", "favicon.ico", "CNAME", "_headers", "_redirects", ".nojekyll"];

/// A static file: its path below `static/`, and its text where it has one that can name other files.
pub type NamedFile<'a> = (&'a str, Option<&'a str>);

/// A text that can name files, with the folder that its addresses start from: empty, or below `static/` and with a slash
/// at its end.
#[derive(Clone, Copy)]
struct Text<'a> {
    folder: &'a str,
    text: &'a str,
}

/// Those of the static files that a text of what is `withheld` names, or a file of this kind, and nothing that is shown.
///
/// `documents` are the texts of documents that are shown, where a path counts as it is written for a reader or an editor,
/// in any spelling; in `theme` (templates and settings) and in other static files the bare name of a file is enough to
/// keep it.
#[must_use]
pub fn withheld_files<'a>(
    files: &[NamedFile<'a>],
    withheld: impl IntoIterator<Item = &'a str>,
    documents: &[&'a str],
    theme: &[&'a str],
) -> BTreeSet<String> {
    let free = |path: &str| !ALWAYS.contains(&path) && !path.starts_with(".well-known/");
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).filter(|path| free(path)).collect();
    let mut found = BTreeSet::new();
    let of_document = |text| Text { folder: "", text };
    let of_file = |path: &'a str, text| Text { folder: &path[..path.rfind('/').map_or(0, |at| at + 1)], text };
    let mut texts: Vec<Text<'_>> = withheld.into_iter().map(of_document).collect();
    // A page among the files may bring files of its own.
    while !texts.is_empty() {
        let mut new = named(&paths, texts.drain(..));
        new.retain(|path| !found.contains(path));
        if !new.is_empty() {
            let left: Vec<&str> = new.iter().map(String::as_str).collect();
            let shown = named(&left, documents.iter().copied().map(of_document));
            new.retain(|path| !shown.contains(path));
        }
        let stays = |path: &str| found.contains(path) || new.contains(path);
        let others = files.iter().filter(|(path, _)| !stays(path)).filter_map(|(_, text)| *text);
        let public: Vec<Cow<'_, str>> = theme.iter().copied().chain(others).map(addresses::plain).collect();
        new.retain(|path| !public.iter().any(|text| has_name(text, path)));
        let more = files.iter().filter(|(path, _)| new.contains(*path));
        texts.extend(more.filter_map(|(path, text)| text.map(|text| of_file(path, text))));
        found.append(&mut new);
    }
    found
}

/// Whether the bare name of a file stands in a text, and not as the end of a longer one.
fn has_name(text: &str, path: &str) -> bool {
    let name: String = path.rsplit('/').next().unwrap_or(path).nfc().collect();
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.match_indices(&*name).any(|(at, _)| {
        let ends =
            text[at + name.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        ends && !text[..at].ends_with(goes_on)
    })
}

/// Those of the paths that one of the texts names.
fn named<'a>(paths: &[&str], texts: impl IntoIterator<Item = Text<'a>>) -> BTreeSet<String> {
    let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Text { folder, text } in texts {
        by_folder.entry(folder).or_default().push(text);
    }
    let mut found = BTreeSet::new();
    for (folder, texts) in by_folder {
        let mut written: Vec<(String, usize)> = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            for way in ways(folder, path) {
                written.push((way.nfc().collect(), at));
                // The page of a folder is named by the folder as well.
                if let Some(above) = way.strip_suffix("index.html").or_else(|| way.strip_suffix("index.htm")) {
                    let above = above.trim_end_matches('/');
                    if !above.is_empty() {
                        written.push((format!("{above}/"), at));
                        written.push((format!("/{above}"), at));
                    }
                }
            }
        }
        let Ok(search) = AhoCorasick::new(written.iter().map(|(path, _)| path)) else { continue };
        for text in texts {
            // Written as it is, a path may have characters that mean something else.
            for text in [Cow::Borrowed(text), addresses::plain(text)] {
                for hit in search.find_overlapping_iter(&*text) {
                    if is_path(&text, hit.start(), hit.end()) {
                        found.insert(paths[written[hit.pattern().as_usize()].1].to_owned());
                    }
                }
            }
        }
    }
    found
}

/// How a path can be written: from the root, and from the folder of the text or one above it.
fn ways<'a>(folder: &str, path: &'a str) -> impl Iterator<Item = &'a str> {
    let below = folder.match_indices('/').map(|(at, _)| path.strip_prefix(&folder[..=at]));
    let below: Vec<&str> = below.flatten().collect();
    std::iter::once(path).chain(below)
}

/// Whether a path that stands at these bytes is the whole path, but for the way from a document to `static/`.
fn is_path(text: &str, start: usize, end: usize) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '%');
    let start = start + usize::from(text[start..].starts_with('/'));
    if !text[..end].ends_with('/') {
        let mut after = text[end..].chars();
        match after.next() {
            Some('.') if after.next().is_some_and(char::is_alphanumeric) => return false,
            Some(c) if goes_on(c) => return false,
            _ => {}
        }
    } else if text[end..].starts_with(goes_on) {
        return false;
    }
    let before = &text[..start];
    let token = before.rfind(|c: char| !goes_on(c) && !matches!(c, '.' | ':')).map_or(before, |at| {
        let next = at + before[at..].chars().next().map_or(0, char::len_utf8);
        &before[next..]
    });
    let way = token.trim_start_matches(':');
    let is_up = |way: &str| way.split('/').all(|part| matches!(part, "" | "." | ".." | "static"));
    way.is_empty() || (way.ends_with('/') && (is_up(way) || way.contains("://")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_only_withheld_text_names_is_withheld() {
        let css = Some("url(f.png)");
        let files = [
            ("img/a.png", None),
            ("b.pdf", None),
            ("c d.png", None),
            ("robots.txt", None),
            ("e.png", None),
            ("f.png", None),
            ("own.css", css),
            ("map.html", Some("<img src=\"map.png\">")),
            ("map.png", None),
        ];
        let withheld = [
            "![x](/img/a.png) [b](../../static/b.pdf) ![c](/c%20d.png) robots.txt",
            "image:\n  src: e.png\n  alt: E\n<img src=\"/f.png\"> [map](/map.html)",
        ];
        let found = withheld_files(&files, withheld, &["See /e.png."], &[]);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["b.pdf", "c d.png", "img/a.png", "map.html", "map.png"]);
        for spelling in
            ["/img/../img/a.png", "/img//a%2Epng", "&sol;img/a&period;png", "/img\\/a.png", "static/./img/a.png"]
        {
            assert!(withheld_files(&files, [spelling], &[], &[]).contains("img/a.png"), "{spelling}");
            let shown = withheld_files(&files, ["/img/a.png"], &[spelling], &[]);
            assert!(shown.is_empty(), "{spelling}");
        }
        let near = withheld_files(&files, ["/other/b.pdf ab.pdf b.pdf.zip b.pdfx"], &[], &[]);
        assert!(near.is_empty(), "{near:?}");
    }

    #[test]
    fn pages_among_the_files_name_others_from_where_they_stand() {
        let page = Some("<img src=\"map.png\"><script src='./list.js'></script><a href=\"../up.pdf\">");
        let files = [
            ("dossier/index.html", page),
            ("dossier/map.png", None),
            ("dossier/list.js", Some("fetch('sub/data.json')")),
            ("dossier/sub/data.json", Some("{}")),
            ("up.pdf", None),
            ("map.png", None),
            ("p.png", None),
            ("own.css", Some("url(map.png)")),
        ];
        let all = ["dossier/index.html", "dossier/list.js", "dossier/map.png", "dossier/sub/data.json", "up.pdf"];
        for withheld in ["[x](/dossier/)", "[x](/dossier)", "[x](/dossier/index.html)", "[x](../dossier/#a)"] {
            let found = withheld_files(&files, [withheld], &[], &[]);
            let found: Vec<&str> = found.iter().map(String::as_str).filter(|path| *path != "dossier/map.png").collect();
            assert_eq!(
                found,
                all.iter().copied().filter(|path| *path != "dossier/map.png").collect::<Vec<_>>(),
                "{withheld}"
            );
        }
        // A word is no address, and a name that ends like another is another.
        assert!(withheld_files(&files, ["The dossier grew."], &[], &[]).is_empty());
        assert_eq!(withheld_files(&files, ["![x](/p.png)"], &[], &[]).len(), 1);
    }
}
