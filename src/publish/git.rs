//! A branch of a Git repository, for hosts such as GitHub Pages and Codeberg Pages: one commit for each publication, made
//! with plain `git`, and never forced.

use std::collections::BTreeMap;
use std::io;
use std::process::{Command, Output};
use std::rc::Rc;

use super::{Entries, Listing, Local, Lock, PUBLISHED, Plan, Published, There, Upload, program};

/// A branch that a site is published to.
#[derive(Debug)]
pub struct GitBranch {
    remote: String,
    branch: String,
    /// The host name for `CNAME`.
    domain: Option<String>,
    /// A repository of our own; objects of the branch are fetched to it.
    folder: tempfile::TempDir,
    /// Whether commits need a name of ours: a runner has none, and one that a person has set stays.
    nameless: bool,
    lock: Rc<Lock>,
}

/// Most attempts where somebody else's push comes between.
const ATTEMPTS: usize = 3;

impl GitBranch {
    /// The branch of the repository at `remote`, an address or path as `git` takes it.
    ///
    /// # Errors
    /// There is no `git`, or no room for a repository.
    pub fn new(remote: &str, branch: &str, domain: Option<String>, lock: Rc<Lock>) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("situs-publish-").tempdir()?;
        let (remote, branch) = (remote.to_owned(), branch.to_owned());
        let mut target = Self { remote, branch, domain, folder, nameless: false, lock };
        target.git(&["init", "-q", "--bare", "."], None)?;
        target.nameless = target.run(&["config", "user.name"], None)?.stdout.trim_ascii().is_empty();
        Ok(target)
    }

    /// What stands on the branch: files that Situs put there, by their hashes, and all files with their lengths.
    ///
    /// # Errors
    /// The repository cannot be reached, or the branch has a list that Situs did not write.
    pub fn there(&self) -> io::Result<There> {
        let Some(tip) = self.fetch()? else { return Ok(There::default()) };
        let tree = self.git(&["ls-tree", "-r", "-l", "-z", &tip], None)?;
        let text = String::from_utf8_lossy(&tree.stdout).into_owned();
        let entry = |line: &str| {
            let (meta, path) = line.split_once('\t')?;
            let length = meta.split_whitespace().nth(3)?.parse().unwrap_or_default();
            Some((path.to_owned(), length))
        };
        let listed: BTreeMap<String, u64> = text.split('\0').filter_map(entry).collect();
        let mut known = Entries::default();
        if listed.contains_key(PUBLISHED) {
            let list = self.git(&["cat-file", "blob", &format!("{tip}:{PUBLISHED}")], None)?;
            known = Entries::parse(&list.stdout).ok_or_else(|| {
                let message = format!(
                    "the branch `{}` is not touched: its `{PUBLISHED}` is not one that Situs writes",
                    self.branch
                );
                io::Error::new(io::ErrorKind::PermissionDenied, message)
            })?;
        }
        // What a host wrote itself, as it would be written here, is nobody else's.
        for (path, bytes) in self.needs() {
            if listed.contains_key(path) && !known.has(path) {
                let there = self.git(&["cat-file", "blob", &format!("{tip}:{path}")], None)?.stdout;
                if there.trim_ascii() == bytes.trim_ascii() {
                    known.insert(path, &blake3::hash(&bytes).to_hex(), None);
                }
            }
        }
        Ok(There::new(known, Listing::Whole(listed)))
    }

    /// Files that hosts of branches look for, by path.
    pub(super) fn needs(&self) -> Vec<(&'static str, Vec<u8>)> {
        // GitHub leaves out what begins with an underscore without the first.
        let domain = self.domain.iter().map(|domain| ("CNAME", format!("{domain}\n").into_bytes()));
        std::iter::once((".nojekyll", Vec::new())).chain(domain).collect()
    }

    /// The tip of the branch, fetched; nothing where there is no branch yet.
    fn fetch(&self) -> io::Result<Option<String>> {
        let heads = self.git(&["ls-remote", "--", &self.remote, &format!("refs/heads/{}", self.branch)], None)?;
        if heads.stdout.is_empty() {
            return Ok(None);
        }
        let reference = format!("+refs/heads/{}:refs/situs/tip", self.branch);
        self.git(&["fetch", "-q", "--depth=1", "--no-tags", "--", &self.remote, &reference], None)?;
        let tip = self.git(&["rev-parse", "refs/situs/tip"], None)?;
        Ok(Some(String::from_utf8_lossy(&tip.stdout).trim().to_owned()))
    }

    /// Makes the commit of a plan and pushes it. Where the branch has moved meanwhile by what touches none of these files,
    /// it is made again on top of that.
    ///
    /// # Errors
    /// The repository cannot be reached, refuses, or has been published to by somebody else in between.
    pub fn apply(&self, local: &Local, plan: &Plan, there: &There, message: &str) -> io::Result<Published> {
        if plan.is_empty() {
            return Ok(Published::default());
        }
        for _ in 0..ATTEMPTS {
            let tip = self.fetch()?;
            if self.there()?.known != there.known {
                let message = format!("the branch `{}` was published to in between; run it again", self.branch);
                return Err(io::Error::other(message));
            }
            let (commit, done) = self.commit(local, plan, there, tip.as_deref(), message)?;
            let reference = format!("{commit}:refs/heads/{}", self.branch);
            let push = self.run(&["push", "-q", "--", &self.remote, &reference], None)?;
            if push.status.success() {
                return Ok(done);
            }
            let said = String::from_utf8_lossy(&push.stderr);
            // What a server refuses for reasons of its own is no race.
            let is_race = ["(fetch first)", "(non-fast-forward)", "cannot lock ref", "failed to update ref"];
            if !is_race.iter().any(|reason| said.contains(reason)) {
                return Err(self.failed(&["push"], &push));
            }
        }
        let message = format!("the branch `{}` moves faster than this can follow; run it again", self.branch);
        Err(io::Error::other(message))
    }

    fn commit(
        &self,
        local: &Local,
        plan: &Plan,
        there: &There,
        tip: Option<&str>,
        message: &str,
    ) -> io::Result<(String, Published)> {
        let mut done = Published { deletions: plan.deletions.len() + plan.takedowns.len(), ..Published::default() };
        match tip {
            Some(tip) => self.git(&["read-tree", tip], None)?,
            None => self.git(&["read-tree", "--empty"], None)?,
        };
        let mut known = there.known.clone();
        let mut index = Vec::new();
        let add = |index: &mut Vec<u8>, path: &str, bytes: &[u8]| -> io::Result<()> {
            let blob = self.git(&["hash-object", "-w", "--stdin"], Some(bytes))?;
            let blob = String::from_utf8_lossy(&blob.stdout).trim().to_owned();
            index.extend_from_slice(format!("100644 {blob}\t{path}\0").as_bytes());
            Ok(())
        };
        for path in plan.deletions.iter().chain(&plan.takedowns) {
            index.extend_from_slice(format!("0 {}\t{path}\0", "0".repeat(40)).as_bytes());
            known.remove(path);
        }
        for batch in plan.uploads.chunks(256) {
            let blobs = self.blobs(local, batch)?;
            for (upload, (blob, length)) in batch.iter().zip(blobs) {
                index.extend_from_slice(format!("100644 {blob}\t{}\0", upload.path).as_bytes());
                known.insert(&upload.path, &upload.hash, Some(length));
                done.bytes += length;
            }
        }
        done.uploads = plan.uploads.len();
        add(&mut index, PUBLISHED, &known.to_bytes(&local.edition))?;
        self.git(&["update-index", "-z", "--index-info"], Some(&index))?;
        let tree = self.git(&["write-tree"], None)?;
        let tree = String::from_utf8_lossy(&tree.stdout).trim().to_owned();
        let mut arguments = vec!["commit-tree", &*tree, "-m", message];
        arguments.extend(tip.iter().flat_map(|tip| ["-p", tip]));
        let commit = self.git(&arguments, None)?;
        Ok((String::from_utf8_lossy(&commit.stdout).trim().to_owned(), done))
    }

    /// The objects of these files and their lengths, made by one process.
    fn blobs(&self, local: &Local, uploads: &[Upload]) -> io::Result<Vec<(String, u64)>> {
        let mut paths = Vec::new();
        let mut lengths = Vec::with_capacity(uploads.len());
        let scratch = tempfile::Builder::new().prefix("situs-publish-").tempdir()?;
        for (number, upload) in uploads.iter().enumerate() {
            let file = local.file(upload)?;
            let place = scratch.path().join(number.to_string());
            std::fs::write(&place, &file.bytes)?;
            lengths.push(file.bytes.len() as u64);
            paths.extend_from_slice(format!("{}\n", place.display()).as_bytes());
        }
        let made = self.git(&["hash-object", "-w", "--no-filters", "--stdin-paths"], Some(&paths))?;
        let text = String::from_utf8_lossy(&made.stdout).into_owned();
        let blobs: Vec<String> = text.lines().map(str::to_owned).collect();
        if blobs.len() != lengths.len() {
            return Err(io::Error::other("git made another number of objects than it was given files"));
        }
        Ok(blobs.into_iter().zip(lengths).collect())
    }

    fn git(&self, arguments: &[&str], input: Option<&[u8]>) -> io::Result<Output> {
        let output = self.run(arguments, input)?;
        if output.status.success() { Ok(output) } else { Err(self.failed(arguments, &output)) }
    }

    fn failed(&self, arguments: &[&str], output: &Output) -> io::Error {
        let (remote, said) = (&self.remote, program::said(output));
        let doing = arguments.first().unwrap_or(&"");
        io::Error::other(format!("`{remote}`: git {doing} says: {said}; nothing was changed there"))
    }

    fn run(&self, arguments: &[&str], input: Option<&[u8]>) -> io::Result<Output> {
        let mut command = Command::new("git");
        command.current_dir(self.folder.path()).args(arguments);
        let own = |variable: &str| std::env::var_os(variable).is_none();
        for (variable, value) in [
            ("GIT_AUTHOR_NAME", "Situs"),
            ("GIT_AUTHOR_EMAIL", "situs@localhost"),
            ("GIT_COMMITTER_NAME", "Situs"),
            ("GIT_COMMITTER_EMAIL", "situs@localhost"),
        ] {
            if self.nameless && own(variable) {
                command.env(variable, value);
            }
        }
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            // The reasons of failures are read.
            .env("LC_ALL", "C")
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE");
        self.lock.run(&mut command, input)
    }
}
