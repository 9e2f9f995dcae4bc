//! What a publication has to do: a comparison of two lists, with no look at anything else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{INCOMING, Listing, There};
use crate::route::{OutputPath, Route};

/// Files with the hashes of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    files: BTreeMap<String, Entry>,
    edition: Option<String>,
}

/// What is known of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    /// BLAKE3 of the file, before it is compressed, in hexadecimal digits; nothing where it may have been on its way.
    hash: Option<String>,
    /// Bytes as they were sent; nothing where that was not noted.
    length: Option<u64>,
}

/// When a file is sent. The order is that of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Files that are no page: pages need them.
    Assets,
    /// Pages to which nothing leads yet.
    NewPages,
    /// Pages that are there already.
    ChangedPages,
    /// Lists, the home page and feeds: the way to what is new.
    WaysIn,
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The path.
    pub path: String,
    /// BLAKE3 of its bytes in hexadecimal digits.
    pub hash: String,
    /// When it is sent.
    pub phase: Phase,
    /// Whether it is there with other bytes.
    pub change: Change,
}

/// Whether a file is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is not.
    New,
    /// It is, with other bytes.
    Changed,
}

/// What a publication has to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to send, in the order of sending.
    pub uploads: Vec<Upload>,
    /// Files to take away before anything else, because what they tell is withheld now, or because a file stands where a
    /// folder has to be, or the other way round.
    pub takedowns: Vec<String>,
    /// Files to take away when all else is done.
    pub deletions: Vec<String>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// Files that somebody else put where the site has one of its own.
    pub foreign: Vec<String>,
    /// The edition that the target holds, where that is another one.
    pub other_edition: Option<String>,
}

impl Phase {
    /// All of them in order.
    pub const ALL: [Self; 4] = [Self::Assets, Self::NewPages, Self::ChangedPages, Self::WaysIn];

    /// When a file of this path is sent.
    #[must_use]
    pub fn of(path: &str, change: Change) -> Self {
        let is_page = Route::parse(path).is_some_and(|route| route.is_page());
        let is_document = matches!(
            Route::parse(path),
            Some(
                Route::Report(_)
                    | Route::Actor(..)
                    | Route::Country(..)
                    | Route::Event(..)
                    | Route::Source(_)
                    | Route::Page(_)
            )
        );
        let leads = matches!(Route::parse(path), Some(Route::Feed(..) | Route::Sitemap | Route::SitemapPart(_)));
        match change {
            // Nothing leads there yet, and pages that are new lead to feeds of their own.
            Change::New if is_page => Self::NewPages,
            Change::Changed if leads || (is_page && !is_document) => Self::WaysIn,
            Change::Changed if is_page => Self::ChangedPages,
            _ => Self::Assets,
        }
    }
}

impl Entries {
    /// Reads a list: a line `edition NAME`, then hash, length and path of each file. A hash of one dash is of a file that
    /// may have been on its way.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (first, rest) = text.split_once('\n')?;
        let edition = first.strip_prefix("edition ").filter(|name| !name.contains(char::is_control))?;
        let mut entries = Self { edition: Some(edition.to_owned()), files: BTreeMap::new() };
        for line in rest.lines() {
            let mut parts = line.splitn(3, ' ');
            let (hash, length, path) = (parts.next()?, parts.next()?, parts.next()?);
            let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            // Whoever can write here must not make Situs take away what stands elsewhere.
            if !(is_hash || hash == "-") || OutputPath::new(path).is_none() {
                return None;
            }
            let entry = Entry { hash: is_hash.then(|| hash.to_owned()), length: length.parse().ok() };
            entries.files.insert(path.to_owned(), entry);
        }
        Some(entries)
    }

    /// The list as [`Entries::parse`] reads it.
    #[must_use]
    pub fn to_bytes(&self, edition: &str) -> Vec<u8> {
        let mut text = format!("edition {edition}\n");
        for (path, entry) in &self.files {
            let hash = entry.hash.as_deref().unwrap_or("-");
            let _ = match entry.length {
                Some(length) => writeln!(text, "{hash} {length} {path}"),
                None => writeln!(text, "{hash} - {path}"),
            };
        }
        text.into_bytes()
    }

    /// Adds a file that has arrived.
    pub fn insert(&mut self, path: &str, hash: &str, length: Option<u64>) {
        self.files.insert(path.to_owned(), Entry { hash: Some(hash.to_owned()), length });
    }

    /// Adds a file that may be there or not.
    pub(super) fn insert_doubtful(&mut self, path: &str) {
        self.files.insert(path.to_owned(), Entry::default());
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// Whether a file of this path is among them.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds the files of another publication that was about to change them: they are Situs's own, with bytes that nobody
    /// knows.
    pub(super) fn intend(&mut self, other: Self) {
        self.edition = self.edition.take().or(other.edition);
        for (path, intended) in other.files {
            let known = self.files.entry(path).or_default();
            // What the list has with the hash that was intended had arrived when it was written.
            if known.hash != intended.hash {
                *known = Entry::default();
            }
        }
    }

    /// Files that may be there or not.
    pub(super) fn doubtful(&self) -> Vec<&str> {
        self.files.iter().filter(|(_, entry)| entry.hash.is_none()).map(|(path, _)| path.as_str()).collect()
    }

    /// Forgets what a listing that would have it does not have, and the hash of what it has with another length.
    pub(super) fn keep_listed(&mut self, listing: &Listing) {
        let (Listing::Whole(listed) | Listing::Asked(listed)) = listing;
        let is_whole = matches!(listing, Listing::Whole(_));
        self.files.retain(|path, entry| {
            let Some(length) = listed.get(path) else { return !is_whole && entry.hash.is_some() };
            if entry.length.is_some_and(|known| known != *length) {
                *entry = Entry::default();
            }
            true
        });
    }
}

impl Plan {
    /// What brings a target, with what is `there`, to what is `wanted`; `withheld` says which paths tell of something that
    /// is withheld now.
    #[must_use]
    pub fn new<'a>(
        wanted: impl IntoIterator<Item = (&'a str, &'a str)>,
        edition: &str,
        there: &There,
        withheld: &dyn Fn(&str) -> bool,
    ) -> Self {
        let There { known, listed, is_flat, .. } = there;
        let other_edition = known.edition.clone().filter(|other| other != edition && !known.is_empty());
        let mut plan = Self { other_edition, ..Self::default() };
        let mut stays: BTreeSet<&str> = BTreeSet::new();
        for (path, hash) in wanted {
            stays.insert(path);
            let change = match known.files.get(path) {
                Some(entry) if entry.hash.as_deref() == Some(hash) => {
                    plan.unchanged += 1;
                    continue;
                }
                Some(_) => Change::Changed,
                None if listed.contains_key(path) => {
                    plan.foreign.push(path.to_owned());
                    continue;
                }
                None => Change::New,
            };
            let phase = Phase::of(path, change);
            plan.uploads.push(Upload { path: path.to_owned(), hash: hash.to_owned(), phase, change });
        }
        // The home page is the last way in.
        plan.uploads.sort_by(|a, b| {
            (a.phase, a.path == "index.html", &a.path).cmp(&(b.phase, b.path == "index.html", &b.path))
        });
        let folders: BTreeSet<&str> = stays.iter().flat_map(|path| folders_of(path)).collect();
        let is_in_the_way =
            |path: &str| !is_flat && (folders.contains(path) || folders_of(path).any(|folder| stays.contains(folder)));
        let foreign = listed.keys().filter(|path| !known.files.contains_key(*path) && !stays.contains(path.as_str()));
        plan.foreign.extend(foreign.filter(|path| is_in_the_way(path)).cloned());
        for path in known.files.keys().filter(|path| !stays.contains(path.as_str())) {
            // A compressed copy tells what the file tells.
            let tells = withheld(path) || path.strip_suffix(".gz").is_some_and(withheld);
            let first = tells || path.starts_with(INCOMING) || is_in_the_way(path);
            if first { &mut plan.takedowns } else { &mut plan.deletions }.push(path.clone());
        }
        // Pages go before what they need.
        plan.deletions.sort_by_key(|path| std::cmp::Reverse(Phase::of(path, Change::New)));
        plan
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uploads.is_empty() && self.takedowns.is_empty() && self.deletions.is_empty()
    }

    /// Whether it takes away more than a tenth of what is there.
    #[must_use]
    pub fn is_drastic(&self, known: &Entries) -> bool {
        let taken = self.deletions.iter().chain(&self.takedowns).filter(|path| !path.starts_with(INCOMING));
        taken.count() * 10 > known.len()
    }

    /// What it is about to send, with hashes, and to take away, without: whoever finds a publication that was cut short
    /// has to know both, or a file that had arrived stays for ever, and one that was gone counts as there.
    #[must_use]
    pub fn intended(&self) -> Entries {
        let mut entries = Entries::default();
        for path in self.takedowns.iter().chain(&self.deletions) {
            entries.files.insert(path.clone(), Entry::default());
        }
        for upload in &self.uploads {
            entries.insert(&upload.path, &upload.hash, None);
        }
        entries
    }
}

/// The folders that a file of this path is in.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(wanted: &[(&str, &str)], known: &Entries, listed: &[&str]) -> Plan {
        let listed = listed.iter().map(|path| ((*path).to_owned(), 1)).collect();
        let there = There { known: known.clone(), listed, ..There::default() };
        Plan::new(wanted.iter().copied(), "public", &there, &|path| {
            ["reports/secret/index.html", "secret.txt"].contains(&path)
        })
    }

    fn known(files: &[(&str, &str)]) -> Entries {
        let mut entries = Entries { edition: Some("public".into()), ..Entries::default() };
        for (path, hash) in files {
            entries.insert(path, hash, Some(1));
        }
        entries
    }

    #[test]
    fn what_nobody_links_to_comes_first_and_home_comes_last() {
        let wanted = [
            ("index.html", "2"),
            ("feed.xml", "2"),
            ("reports/index.html", "2"),
            ("reports/b/index.html", "1"),
            ("reports/a/index.html", "2"),
            ("situs.css", "2"),
            ("same.png", "1"),
            ("reports/b/feed.xml", "1"),
        ];
        let before = known(&[
            ("index.html", "1"),
            ("feed.xml", "1"),
            ("reports/index.html", "1"),
            ("reports/a/index.html", "1"),
            ("reports/gone/feed.xml", "1"),
            ("reports/gone/index.html", "1"),
            ("reports/secret/index.html", "1"),
            ("secret.txt", "1"),
            ("secret.txt.gz", "1"),
            ("situs.css", "1"),
            ("same.png", "1"),
        ]);
        let plan = plan(&wanted, &before, &["theirs.txt"]);
        let order: Vec<&str> = plan.uploads.iter().map(|upload| &*upload.path).collect();
        assert_eq!(
            order,
            [
                "reports/b/feed.xml",
                "situs.css",
                "reports/b/index.html",
                "reports/a/index.html",
                "feed.xml",
                "reports/index.html",
                "index.html"
            ]
        );
        assert_eq!(plan.deletions, ["reports/gone/index.html", "reports/gone/feed.xml"], "pages before what they need");
        assert_eq!(plan.takedowns, ["reports/secret/index.html", "secret.txt", "secret.txt.gz"]);
        assert_eq!((plan.unchanged, plan.foreign.len()), (1, 0));
        assert!(plan.is_drastic(&before));
    }

    #[test]
    fn a_file_of_somebody_else_is_never_replaced() {
        let plan = plan(&[("index.html", "1")], &Entries::default(), &["index.html", "other.txt"]);
        assert_eq!(plan.foreign, ["index.html"]);
        assert!(plan.uploads.is_empty() && plan.deletions.is_empty());
    }

    #[test]
    fn what_was_half_written_goes_without_a_second_word() {
        let left = format!("{INCOMING}0");
        let plan = plan(&[("index.html", "1")], &known(&[(&left, "1")]), &[&left]);
        assert_eq!(plan.takedowns, [&*left]);
        assert!(!plan.is_drastic(&known(&[(&left, "1")])));
    }

    #[test]
    fn a_file_is_no_folder() {
        let wanted = [("reports/a/index.html", "1"), ("feed.xml", "1"), ("docs/a", "1"), ("notes", "1")];
        let theirs = ["reports", "feed.xml/theirs", "reports-of-others", "feed.xml.txt", "reports/b"];
        assert_eq!(plan(&wanted, &Entries::default(), &theirs).foreign, ["feed.xml/theirs", "reports"]);
        // What is ours goes before the other comes.
        let ours = known(&[("docs", "1"), ("notes/a/b", "1"), ("gone", "1")]);
        let plan = plan(&wanted, &ours, &["docs", "notes/a/b"]);
        assert_eq!(
            (plan.takedowns, plan.deletions, plan.foreign),
            (vec!["docs".to_owned(), "notes/a/b".to_owned()], vec!["gone".to_owned()], Vec::new())
        );
        let flat = There { listed: [("reports".to_owned(), 1)].into(), is_flat: true, ..There::default() };
        assert!(Plan::new(wanted, "public", &flat, &|_| false).foreign.is_empty(), "a bucket has no folders");
    }

    #[test]
    fn what_was_on_its_way_is_sent_again_unless_the_list_has_it() {
        let hash = |digit: &str| digit.repeat(64);
        let (one, two) = (hash("1"), hash("2"));
        let mut before = known(&[("a.png", &one), ("b.png", &one)]);
        let mut intended = Entries { edition: Some("public".into()), ..Entries::default() };
        intended.insert("a.png", &one, None);
        intended.insert("b.png", &two, None);
        intended.insert("c.png", &two, None);
        let written = Entries::parse(&intended.to_bytes("public")).expect("reads what it writes");
        before.intend(written);
        let plan = plan(&[("a.png", &one), ("b.png", &one), ("c.png", &two)], &before, &["c.png"]);
        let sent: Vec<&str> = plan.uploads.iter().map(|upload| &*upload.path).collect();
        assert_eq!(sent, ["b.png", "c.png"]);
        assert!(plan.foreign.is_empty(), "what was intended is ours");
    }

    #[test]
    fn a_list_that_situs_does_not_write_is_none() {
        for forged in ["", "edition public", "1 2 a\n", "edition public\nx 1 a\n"] {
            assert!(Entries::parse(forged.as_bytes()).is_none(), "{forged}");
        }
        let hash = "0".repeat(64);
        assert!(Entries::parse(format!("edition public\n{hash} 1 ../a\n").as_bytes()).is_none());
    }
}
