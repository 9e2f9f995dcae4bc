//! `situs init --ci`: the workflow of a host that checks what is proposed and publishes what is on the main branch.

use std::io::{self, Write as _};
use std::path::Path;

use clap::ValueEnum;

use super::Outcome;
use super::scaffold::write_new;

/// Hosts that a workflow is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Host {
    Github,
    Gitlab,
    Forgejo,
}

impl Host {
    /// Where the host looks for it, below the root.
    fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/situs.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Forgejo => ".forgejo/workflows/situs.yml",
        }
    }

    /// The whole file.
    fn workflow(self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match self {
            Self::Github => actions(
                "ubuntu-latest",
                version,
                "# Findings stand at their lines in the pull request.\n      - run: situs check --strict --format github",
                GITHUB_BRANCH,
            ),
            // Forgejo reads the same workflows, and has no annotations.
            Self::Forgejo => actions(
                "docker",
                version,
                "# Findings stand in the log, each with its file and line.\n      - run: situs check --strict",
                "",
            ),
            Self::Gitlab => gitlab(version),
        }
    }
}

const HEAD: &str = "\
# Checks every proposed change, and publishes what is on the main branch.
# Publishing needs a target `[publish.site]` in situs.toml; its credentials belong into the secrets of this repository.
";

/// A released program is not there to be downloaded, so that it is compiled; the cache makes that a matter of the first run.
const INSTALL: &str = "\
# Situs has no binary releases yet, so it is compiled. Until its version is on crates.io, install it from
      # a clone of its source instead: cargo install --locked --path PATH";

/// What lets `git` write a branch of the repository of the workflow.
const GITHUB_BRANCH: &str = "
          # A branch of this repository (`git+https://github.com/…`), such as for GitHub Pages.
          GIT_CONFIG_COUNT: 1
          GIT_CONFIG_KEY_0: url.https://x-access-token:${{ github.token }}@github.com/.insteadOf
          GIT_CONFIG_VALUE_0: https://github.com/";

fn actions(runner: &str, version: &str, check: &str, branch: &str) -> String {
    let steps = format!(
        "      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with:
          path: ~/.cargo/bin
          key: situs-{version}
      {INSTALL}
      - run: command -v situs || cargo install situs --locked --version {version}
"
    );
    format!(
        "{HEAD}name: Situs
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: {runner}
    steps:
{steps}      {check}
  publish:
    if: github.event_name == 'push'
    needs: check
    runs-on: {runner}
    permissions:
      contents: write
    # One after the other, so that an older site never replaces a newer one.
    concurrency:
      group: situs-publish
      cancel-in-progress: false
    steps:
{steps}      - run: situs build --strict --proof proof.json
      - run: situs publish site --yes
        env:
          # What a store needs; other targets have other names, which the README tells.
          AWS_ACCESS_KEY_ID: ${{{{ secrets.AWS_ACCESS_KEY_ID }}}}
          AWS_SECRET_ACCESS_KEY: ${{{{ secrets.AWS_SECRET_ACCESS_KEY }}}}{branch}
      # What the build can show that it did not give away.
      - uses: actions/upload-artifact@v4
        with:
          name: proof
          path: proof.json
"
    )
}

fn gitlab(version: &str) -> String {
    let install = INSTALL.replace("\n      ", "\n    ");
    format!(
        "{HEAD}image: rust:1
variables:
  CARGO_HOME: $CI_PROJECT_DIR/.cargo
cache:
  key: situs-{version}
  paths: [.cargo/bin]
default:
  before_script:
    {install}
    - export PATH=\"$CARGO_HOME/bin:$PATH\"
    - command -v situs || cargo install situs --locked --version {version}
check:
  rules:
    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  # Findings stand at their lines in the merge request.
  script:
    - situs check --strict --format gitlab > findings.json
  artifacts:
    when: always
    reports:
      codequality: findings.json
publish:
  needs: [check]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  # One after the other, so that an older site never replaces a newer one.
  resource_group: situs-publish
  script:
    - situs build --strict --proof proof.json
    - situs publish site --yes
  # What the build can show that it did not give away.
  artifacts:
    paths: [proof.json]
"
    )
}

/// Adds the workflow to a site. A file that is there stays.
pub(super) fn add(root: &Path, host: Host, quiet: bool) -> io::Result<Outcome> {
    let path = host.path();
    match write_new(&root.join(path), &host.workflow()) {
        Ok(()) => {
            if !quiet {
                let shown = root.join(path);
                let mut out = anstream::stdout().lock();
                writeln!(out, "made `{}`", shown.display())?;
                writeln!(out, "it publishes to `[publish.site]` of situs.toml, once that is there")?;
            }
            Ok(Outcome::Done)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            writeln!(anstream::stderr(), "error: `{path}` is there already; nothing was written")?;
            Ok(Outcome::Refused)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use super::*;
    use crate::document::yaml::{self, Node, Value};
    use crate::source::SourceFile;

    /// Every value with the keys above it, a line each.
    fn flat(node: &Node<'_>, above: &str, out: &mut String) {
        match &node.value {
            Value::Scalar(scalar) => writeln!(out, "{above} = {}", scalar.text).expect("written"),
            Value::List(list) => {
                for node in list {
                    flat(node, &format!("{above}[]"), out);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    flat(&entry.value, &format!("{above}.{}", entry.key.value), out);
                }
            }
        }
    }

    #[test]
    fn workflows_are_yaml_that_checks_and_publishes() {
        for (host, checks, publishes) in [
            (
                Host::Github,
                ".jobs.check.steps[].run = situs check --strict --format github",
                ".jobs.publish.steps[].run",
            ),
            (Host::Forgejo, ".jobs.check.steps[].run = situs check --strict", ".jobs.publish.steps[].run"),
            (
                Host::Gitlab,
                ".check.script[] = situs check --strict --format gitlab > findings.json",
                ".publish.script[]",
            ),
        ] {
            let file = Arc::new(SourceFile::new(host.path(), host.workflow()));
            let mut findings = Vec::new();
            let (root, sound) = yaml::parse(&file, 0..file.text.len(), &mut findings);
            assert!(sound && findings.is_empty(), "{findings:?}");
            let mut values = String::new();
            flat(&root.expect("a root"), "", &mut values);
            for line in [
                checks.to_owned(),
                format!("{publishes} = situs build --strict --proof proof.json"),
                format!("{publishes} = situs publish site --yes"),
            ] {
                assert!(values.lines().any(|value| value == line), "{line}\n{values}");
            }
            let install = format!("cargo install situs --locked --version {}", env!("CARGO_PKG_VERSION"));
            assert!(values.contains(&install), "{values}");
        }
    }
}
