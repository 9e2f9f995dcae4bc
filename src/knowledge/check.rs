//! What is wrong between documents: ids taken twice, references to nothing, names that could mean two things.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entry::Entry;
use super::{KnowledgeBase, LINKABLE, Settings, Unresolved};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::markdown::{LinkStyle, url};
use crate::document::record::{Claim, Figure, Reference, SourceEntry};
use crate::document::{Document, Event, Kind, Matter, Report};
use crate::source::Spanned;

/// Documents of one kind with one id.
pub(super) fn duplicates(documents: &[Arc<Document>]) -> Vec<Diagnostic> {
    let mut by_id: BTreeMap<_, Vec<&Arc<Document>>> = BTreeMap::new();
    for document in documents {
        by_id.entry((document.kind, &document.id)).or_default().push(document);
    }
    let mut diagnostics = Vec::new();
    for ((kind, id), mut list) in by_id {
        list.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        let [first, others @ ..] = &list[..] else { continue };
        for (n, other) in (2..).zip(others) {
            let message = format!("two {} have the id `{id}`", kind.folder());
            diagnostics.push(
                Diagnostic::error("duplicate-id", message)
                    .at(&other.file, other.title.span)
                    .label(&first.file, first.title.span, "the first is here")
                    .help(format!("add `id: {id}-{n}` to the front matter of `{}`", other.file.path)),
            );
        }
    }
    diagnostics
}

/// Former ids that something else has.
pub(super) fn former_ids<'a>(
    base: &KnowledgeBase,
    documents: impl IntoIterator<Item = &'a Arc<Document>>,
) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<(Kind, &str), &Arc<Document>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for document in documents {
        for former in &document.common.former_ids {
            let in_use = base.with_id(document.kind, &former.value).is_some();
            let earlier = taken.insert((document.kind, &former.value), document);
            if in_use || earlier.is_some() {
                let message = format!("the former id `{}` belongs to another document", former.value);
                let diagnostic = Diagnostic::error("former-id-taken", message).at(&document.file, former.span);
                diagnostics.push(diagnostic.help("remove it, or give the other document another id"));
            }
        }
    }
    diagnostics
}

/// Names in a report that could mean two things.
pub(super) fn ambiguities(base: &KnowledgeBase, entry: &Entry) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for refusal in entry.prose.found.refusals.iter().filter(|refusal| refusal.is_ambiguous()) {
        if !seen.insert(&refusal.surface) {
            continue;
        }
        let candidates: Vec<String> = refusal
            .candidates
            .iter()
            .map(|ix| {
                let entity = &base.entities[ix.at()];
                format!("`{}/{}` ({})", entity.kind.word(), entity.id, entity.name)
            })
            .collect();
        let first = refusal.candidates.first().map_or_else(String::new, |ix| base.entities[ix.at()].id.to_string());
        let surface = refusal.surface.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = format!("`{surface}` could be {}", candidates.join(" or "));
        let help = format!(
            "write `[[{first}|{surface}]]` here, or `autolink: {{map: {{\"{surface}\": {first}}}}}` in the front matter; `[[-|{surface}]]` is plain text"
        );
        diagnostics
            .push(Diagnostic::warning("ambiguous-name", message).at(&entry.document.file, refusal.span).help(help));
    }
    diagnostics
}

/// Every reference of a document that stands for nothing.
pub(super) fn references<'a>(
    base: &'a KnowledgeBase,
    document: &'a Arc<Document>,
    settings: &'a Settings,
) -> Faults<'a> {
    let mut check = Check { base, document, settings, faults: Faults::default() };
    check.body();
    match &document.matter {
        Matter::Report(report) => check.report(report),
        Matter::Event(event) => check.event(event),
        Matter::Actor(actor) => {
            check.required(&actor.country, &[Kind::Country], "country");
            check.required(&actor.parent, &[Kind::Actor], "actor");
            for relation in &actor.relations {
                check.required([&relation.to], &[Kind::Actor, Kind::Country, Kind::Event], "actor or country");
                check.sources_of(relation.source.as_ref(), &BTreeSet::new());
            }
        }
        Matter::Source(source) => {
            check.loose(&source.publisher, &[Kind::Actor]);
            check.required(&source.derives_from, &[Kind::Source], "source");
        }
        Matter::Country(_) | Matter::Page => {}
    }
    check.faults
}

/// What is wrong with the references of a document, and what that rests on.
#[derive(Debug, Default)]
pub(super) struct Faults<'a> {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// All references of the front matter, as written.
    pub references: Vec<&'a str>,
    /// Whether one stands for nothing, or for several.
    pub unresolved: bool,
    /// Whether claims or figures of other documents are among them.
    pub foreign_records: bool,
}

struct Check<'a> {
    base: &'a KnowledgeBase,
    document: &'a Arc<Document>,
    settings: &'a Settings,
    faults: Faults<'a>,
}

impl<'a> Check<'a> {
    /// References that must stand for something.
    fn required(&mut self, references: impl IntoIterator<Item = &'a Reference>, kinds: &[Kind], what: &str) {
        for reference in references {
            self.faults.references.push(&reference.value);
            if let Err(problem) = self.base.resolve(&reference.value, kinds) {
                let text = Spanned::new(reference.value.as_str(), reference.span);
                self.unresolved(&text, &problem, what, kinds, (&reference.value, kinds));
            }
        }
    }

    /// References that may be plain text.
    fn loose(&mut self, references: impl IntoIterator<Item = &'a Reference>, kinds: &[Kind]) {
        for reference in references {
            self.faults.references.push(&reference.value);
            let Err(problem) = self.base.resolve(&reference.value, kinds) else { continue };
            self.faults.unresolved = true;
            let text = &reference.value;
            let diagnostic = match problem {
                Unresolved::Ambiguous(ids) => {
                    Diagnostic::warning("ambiguous-reference", format!("`{text}` could be {}", quoted(&ids)))
                        .help("write one of these ids")
                }
                Unresolved::Unknown => {
                    let help = self.base.nearest(text, kinds).map_or_else(
                        || format!("it is shown as plain text; `situs new actor \"{text}\"` makes a page for it"),
                        |near| format!("did you mean `{near}`? As it stands it is shown as plain text"),
                    );
                    Diagnostic::warning("unlinked-name", format!("`{text}` names no actor or country of this site"))
                        .help(help)
                }
            };
            self.faults.diagnostics.push(diagnostic.at(&self.document.file, reference.span));
        }
    }

    /// A reference to nothing. A page for it could be made as one of `kinds`; it is looked for among `sought`.
    fn unresolved(
        &mut self,
        link: &Spanned<&str>,
        problem: &Unresolved,
        what: &str,
        kinds: &[Kind],
        sought: (&str, &[Kind]),
    ) {
        let Spanned { value: text, span } = *link;
        self.faults.unresolved = true;
        let withheld = self.settings.withheld.has(text, &self.document.file.path);
        let mut diagnostic = match problem {
            _ if withheld => {
                let message = format!("`{text}` is not part of this edition and comes out as plain text");
                let diagnostic = Diagnostic::warning("withheld-reference", message);
                diagnostic.help("remove the reference, or mark this document as it is marked")
            }
            Unresolved::Ambiguous(ids) => {
                Diagnostic::error("ambiguous-reference", format!("`{text}` could be {}", quoted(ids)))
                    .help("write one of these ids")
            }
            Unresolved::Unknown => {
                let help = match (self.base.nearest(sought.0, sought.1), kinds.first()) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, Some(Kind::Actor | Kind::Event)) => {
                        format!("`situs new {} \"{text}\"` makes a page for it", kinds[0].word())
                    }
                    (None, _) => format!("write the id or the name of a {what} of this site"),
                };
                Diagnostic::error("unknown-reference", format!("no {what} has the id or name `{text}`")).help(help)
            }
        };
        if self.settings.allow_broken {
            diagnostic.severity = Severity::Warning;
        }
        self.faults.diagnostics.push(diagnostic.at(&self.document.file, span));
    }

    /// Figures whose values the prose asks for.
    fn figures(&mut self) {
        let own = match &self.document.matter {
            Matter::Report(report) => &report.figures[..],
            Matter::Event(event) => &event.figures[..],
            _ => &[],
        };
        for call in &self.document.body.figures {
            if own.iter().any(|figure| figure.id.as_ref().is_some_and(|id| id.value == call.value)) {
                continue;
            }
            self.faults.foreign_records = true;
            let known = &self.base.record_ids.figures;
            if known.contains(&call.value) {
                continue;
            }
            let withheld = self.settings.withheld.has(&call.value, &self.document.file.path);
            let near = nearest(&call.value, known.iter().map(String::as_str).filter(|_| !withheld));
            let help = near.map_or_else(
                || "write the `id` of a figure of this site; `\\{` is a plain brace".to_owned(),
                |near| format!("did you mean `{{figure:{near}}}`?"),
            );
            let mut diagnostic = Diagnostic::error("unknown-figure", format!("no figure has the id `{}`", call.value));
            if self.settings.allow_broken || withheld {
                diagnostic.severity = Severity::Warning;
            }
            self.faults.diagnostics.push(diagnostic.at(&self.document.file, call.span).help(help));
        }
    }

    fn body(&mut self) {
        self.figures();
        for link in &self.document.body.links {
            let Some(Err(problem)) = self.base.link_target(self.document, link.style, &link.destination) else {
                continue;
            };
            let sought = match link.style {
                LinkStyle::Wiki | LinkStyle::WikiWithText => (url::split_fragment(&link.destination).0, &LINKABLE[..]),
                LinkStyle::Markdown | LinkStyle::Image => ("", &[][..]),
            };
            self.unresolved(&Spanned::new(&link.destination, link.span), &problem, "page", &[], sought);
        }
    }

    fn report(&mut self, report: &'a Report) {
        self.required(&report.actors, &[Kind::Actor], "actor");
        self.required(&report.events, &[Kind::Event], "event");
        self.required(report.countries.iter().flatten(), &[Kind::Country], "country");
        self.required(&report.situation, &[Kind::Event], "event");
        self.required(&report.supersedes, &[Kind::Report], "report");
        self.required(&report.translation_of, &[Kind::Report], "report");
        self.required(
            report.autolink.map.values(),
            &[Kind::Actor, Kind::Event, Kind::Country],
            "actor, event or country",
        );
        self.records(&report.sources, &report.claims, &report.figures);
        for judgement in &report.judgements {
            self.claim_ids(&judgement.basis, &report.claims);
        }
    }

    fn event(&mut self, event: &'a Event) {
        self.required(&event.countries, &[Kind::Country], "country");
        self.required(&event.part_of, &[Kind::Event], "event");
        self.required(&event.follows, &[Kind::Event], "event");
        self.required(&event.supersedes, &[Kind::Event], "event");
        self.loose(event.participants.iter().map(|participant| &participant.actor), &[Kind::Actor, Kind::Country]);
        self.records(&event.sources, &event.claims, &event.figures);
    }

    fn records(&mut self, sources: &'a [SourceEntry], claims: &'a [Claim], figures: &'a [Figure]) {
        let mut own = BTreeSet::new();
        for source in sources {
            match source {
                SourceEntry::Known(reference) => self.required([reference], &[Kind::Source], "source"),
                SourceEntry::Inline(source) => {
                    own.extend(source.id.iter().map(|id| id.value.clone()));
                    self.loose(&source.publisher, &[Kind::Actor]);
                }
            }
        }
        for claim in claims {
            self.loose(claim.by.iter().chain(&claim.via), &[Kind::Actor, Kind::Country]);
            self.required(&claim.about, &[Kind::Actor, Kind::Country, Kind::Event], "actor, country or event");
            self.sources_of(claim.source.as_ref(), &own);
            self.claim_ids(&claim.disputes, claims);
        }
        if claims.iter().any(|claim| claim.quote.is_some()) {
            self.quotes(claims);
        }
        for figure in figures {
            self.required(&figure.about, &[Kind::Actor, Kind::Country, Kind::Event], "actor, country or event");
            self.sources_of(figure.source.as_ref(), &own);
        }
    }

    fn sources_of(&mut self, source: Option<&'a Reference>, own: &BTreeSet<String>) {
        let unknown = source.into_iter().filter(|source| !own.contains(&source.value));
        self.required(unknown, &[Kind::Source], "source");
    }

    fn claim_ids(&mut self, ids: &[Spanned<String>], claims: &[Claim]) {
        for id in ids {
            if claims.iter().any(|claim| claim.id.as_ref().is_some_and(|known| known.value == id.value)) {
                continue;
            }
            self.faults.foreign_records = true;
            if !self.base.record_ids.claims.contains(&id.value) {
                let message = format!("no claim has the id `{}`", id.value);
                let mild =
                    self.settings.allow_broken || self.settings.withheld.has(&id.value, &self.document.file.path);
                let mut diagnostic = Diagnostic::error("unknown-claim", message);
                if mild {
                    diagnostic.severity = Severity::Warning;
                }
                let diagnostic = diagnostic.at(&self.document.file, id.span);
                self.faults.diagnostics.push(diagnostic.help("write the `id` of a claim of this site"));
            }
        }
    }

    /// The words of quotations have to stand in the body.
    fn quotes(&mut self, claims: &[Claim]) {
        let quotes: Vec<&Spanned<String>> = claims.iter().filter_map(|claim| claim.quote.as_ref()).collect();
        let words: Vec<&str> = quotes.iter().map(|quote| quote.value.as_str()).collect();
        let places = super::quotation::find(self.document, &words);
        for (quote, _) in quotes.iter().zip(places).filter(|(_, place)| place.is_none()) {
            let diagnostic = Diagnostic::warning("quote-not-found", "these words do not stand in the body")
                .at(&self.document.file, quote.span);
            self.faults.diagnostics.push(diagnostic.help("quote the exact words, or use `text` for a paraphrase"));
        }
    }
}

fn quoted(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")
}
