//! What would give away something that the edition withholds, for a look at every byte that is written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Options, Page, Site};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::markdown::{LinkStyle, Role};
use crate::edition::{Needles, What, public_texts};
use crate::knowledge::LINKABLE;
use crate::source::{Sources, Span};
use crate::template;

impl Site {
    /// Words that must not stand in the output, with warnings for files of the site that say some of them to everybody;
    /// nothing where the edition withholds nothing. `sources` are those that the site was made of.
    #[must_use]
    pub fn needles(&self, sources: &Sources) -> Option<(Needles, Vec<Diagnostic>)> {
        if self.withheld.is_none() {
            return None;
        }
        let made_of = &self.made_of;
        let omitted = made_of.omitted.iter().map(|(document, omission)| (&**document, omission));
        let all = Needles::of(made_of.withheld.iter().map(AsRef::as_ref), omitted);
        let whole: BTreeSet<&str> = made_of.omitted.iter().map(|(document, _)| &*document.file.path).collect();
        let base = &self.base;
        let shown = base.reports.iter().map(|entry| &entry.document);
        let shown = shown.chain(base.entities.iter().filter_map(|entity| entity.document.as_ref()));
        let mut public: Vec<Cow<'_, str>> = Vec::new();
        for document in shown.chain(base.sources.iter()).chain(base.pages.iter()) {
            public.extend(public_texts(document, !whole.contains(&*document.file.path)));
            public.extend(self.with_names(document).map(Cow::Owned));
        }
        let mut warnings = Vec::new();
        for file in sources.templates.iter().chain(&sources.config) {
            warnings.extend(named(&all, &file.path, &file.text).map(|warning| warning.at(file, Span::default())));
            public.push(Cow::Borrowed(&file.text));
        }
        for asset in sources.assets.iter().filter(|asset| !made_of.withheld_files.contains(&asset.path)) {
            let text = String::from_utf8_lossy(&asset.bytes);
            warnings.extend(named(&all, &format!("static/{}", asset.path), &text));
            public.push(text);
        }
        public.extend(template::built_in_texts());
        Some((all.without(&public), warnings))
    }

    /// The prose of a document that refers to others by their ids, as it reads with their names.
    fn with_names(&self, document: &Document) -> Option<String> {
        let name = |role: Role| {
            let Role::Explicit(at) = role else { return None };
            let link = document.body.links.get(at as usize).filter(|link| link.style == LinkStyle::Wiki)?;
            let path = link.destination.split('#').next().unwrap_or_default();
            Some(self.base.title(self.base.resolve(path, &LINKABLE).ok()?))
        };
        if !document.body.links.iter().any(|link| link.style == LinkStyle::Wiki) {
            return None;
        }
        let mut prose = String::new();
        for run in &document.body.runs {
            for piece in run.pieces.iter() {
                match name(piece.role) {
                    Some(name) => prose.push_str(name),
                    None => prose.push_str(piece.read(&document.file.text)),
                }
            }
            prose.push('\n');
        }
        Some(prose)
    }

    /// Whether a file at this path of the output is of a document that the edition withholds.
    #[must_use]
    pub fn is_of_withheld(&self, path: &str) -> bool {
        let is_file = self.made_of.withheld_files.contains(path);
        let of = |document: &Document| {
            let below = path.strip_prefix(document.kind.section().folder())?;
            let former = document.common.former_ids.iter().map(|id| id.value.as_str());
            let mut ids = std::iter::once(document.id.as_str()).chain(former);
            ids.find_map(|id| below.strip_prefix(id).filter(|rest| rest.starts_with('/')))
        };
        is_file || self.made_of.withheld.iter().any(|document| of(document).is_some())
    }

    /// The pages at these paths of the output, as they are without the files that the edition withholds. What they say
    /// cannot come from there.
    #[must_use]
    pub fn without_withheld(&self, sources: &Sources, paths: &BTreeSet<&str>) -> BTreeMap<String, Vec<u8>> {
        let made_of = &self.made_of;
        let gone: BTreeSet<&str> = made_of.withheld.iter().map(|document| &*document.file.path).collect();
        let mut left = sources.clone();
        left.content.retain(|file| !gone.contains(&*file.path));
        left.assets.retain(|asset| !made_of.withheld_files.contains(&asset.path));
        let site = Self::new(&left, &Options { allow_broken: true, ..made_of.options.clone() });
        let routes = site.all_routes().into_iter().filter(|route| paths.contains(route.output().as_str()));
        let bytes = routes.filter_map(|route| {
            let Page { bytes } = site.page(&route).ok()?;
            Some((route.output().as_str().to_owned(), bytes))
        });
        bytes.collect()
    }
}

/// A warning where a file that everybody gets says a name or a sentence of something withheld.
fn named(needles: &Needles, path: &str, text: &str) -> Option<Diagnostic> {
    let found = needles.find(text.as_bytes()).into_iter().map(|at| &needles.list()[at]);
    let said =
        found.filter(|needle| matches!(needle.what, What::Name | What::Sentence)).min_by_key(|needle| &needle.file)?;
    let message = format!("`{}` is withheld from this edition, and `{path}` has it", said.text);
    Some(Diagnostic::warning("withheld-name", message).help("say it without, or move the file away"))
}
