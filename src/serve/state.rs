//! What the overlay and the panel of a page show, as JSON.

use serde_json::{Value, json};

use super::snapshot::{Found, Snapshot};
use super::{Preview, address};
use crate::audit::{self, Verdict};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::{Document, Kind};
use crate::knowledge::reference::document_kind;
use crate::knowledge::{EntityIx, KnowledgeBase, Prose};
use crate::page::section_of;
use crate::route::Route;
use crate::site::Site;

/// Most errors that are drawn, and most warnings and decisions that are listed; of the rest the count is told.
const ERRORS: usize = 20;
const WARNINGS: usize = 50;
const DECISIONS: usize = 500;

/// The hash of a set of errors; empty where there are none.
pub(super) fn hash_of(errors: &[Diagnostic]) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let drawn = diagnostic::draw(&errors[..errors.len().min(ERRORS)], false);
    blake3::hash(format!("{} {drawn}", errors.len()).as_bytes()).to_hex()[..32].to_owned()
}

/// All that is to be said beside the page with this key.
pub(super) fn state(preview: &Preview, snapshot: &Snapshot, key: &str) -> Value {
    // Made first, if nobody has asked for the page yet: its template may be at fault.
    let is_last_good = match snapshot.find(key, &preview.run) {
        Found::Page(shown) => shown.is_last_good || shown.has_fault,
        Found::Moved(_) => false,
    };
    let mut errors = snapshot.errors();
    errors.extend(snapshot.template_fault(key));
    let found = snapshot.sites().find_map(|site| document_at(site, key).map(|found| (site, found)));
    let own_path = found.map(|(_, (document, _))| &*document.file.path);
    let (warnings, own_warnings, more_warnings) = warnings(&snapshot.site, own_path);
    let (links, refusals, more_decisions) = match found {
        Some((site, (document, prose))) => decisions(&site.base, document, prose),
        None => Default::default(),
    };
    json!({
        "run": preview.run,
        "revision": snapshot.revision,
        "edition": snapshot.site.edition.name,
        "problems": snapshot.problems,
        "last_good": is_last_good,
        "document": own_path,
        "errors": errors.iter().take(ERRORS).map(finding).collect::<Vec<_>>(),
        "more_errors": errors.len().saturating_sub(ERRORS),
        "warnings": warnings,
        "own_warnings": own_warnings,
        "more_warnings": more_warnings,
        "links": links,
        "refusals": refusals,
        "more_decisions": more_decisions,
    })
}

fn finding(diagnostic: &Diagnostic) -> Value {
    let place = diagnostic.place.as_ref();
    let (line, column) = place.map(|place| place.lines_columns().0).unzip();
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "file": place.map(|place| &place.file.path),
        "line": line,
        "column": column,
        "drawn": diagnostic::draw(std::slice::from_ref(diagnostic), false).trim_end(),
        "help": diagnostic.help,
    })
}

/// Warnings about this file first, then others; how many are about it, and how many are left out.
fn warnings(site: &Site, own_path: Option<&str>) -> (Vec<Value>, usize, usize) {
    let all = site.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning);
    let is_own = |diagnostic: &&Diagnostic| {
        own_path.is_some_and(|path| diagnostic.place.as_ref().is_some_and(|place| place.file.path == path))
    };
    let (own, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = all.partition(is_own);
    let count = own.len();
    let shown: Vec<Value> = own.iter().chain(&others).take(WARNINGS).map(|diagnostic| finding(diagnostic)).collect();
    let more = own.len() + others.len() - shown.len();
    (shown, count, more)
}

/// Links and refusals of a document, and how many are left out.
fn decisions(base: &KnowledgeBase, document: &Document, prose: &Prose) -> (Vec<Value>, Vec<Value>, usize) {
    let all = audit::decisions(base, document, prose);
    let (mut links, mut refusals) = (Vec::new(), Vec::new());
    for decision in all.iter().take(DECISIONS) {
        let (line, column, surface) = (decision.line, decision.column, &decision.surface);
        match &decision.verdict {
            Verdict::Mention { entity, reason, unlinked, .. } => {
                let named = &base.entities[entity.at()];
                links.push(json!({
                    "line": line, "column": column, "surface": surface,
                    "kind": named.kind.word(), "id": named.code(), "name": named.name,
                    "href": href(base, *entity),
                    "reason": reason, "linked": unlinked.is_none(), "unlinked": unlinked,
                }));
            }
            Verdict::Refusal { reason, candidates } => refusals.push(json!({
                "line": line, "column": column, "surface": surface, "reason": reason, "candidates": candidates,
            })),
        }
    }
    (links, refusals, all.len().saturating_sub(DECISIONS))
}

fn href(base: &KnowledgeBase, ix: EntityIx) -> Option<String> {
    let entity = &base.entities[ix.at()];
    let section = section_of(document_kind(entity.kind));
    base.has_page(ix).then(|| address::of(&section.page(entity.id.clone()).path()))
}

/// The document that the page with this key is made of.
fn document_at<'s>(site: &'s Site, key: &str) -> Option<(&'s Document, &'s Prose)> {
    let (kind, id) = match site.at(key)? {
        Route::Report(id) => (Kind::Report, id),
        Route::Actor(id, _) => (Kind::Actor, id),
        Route::Country(id, _) => (Kind::Country, id),
        Route::Event(id, _) => (Kind::Event, id),
        Route::Source(id) => (Kind::Source, id),
        Route::Page(id) => (Kind::Page, id),
        _ => return None,
    };
    audit::document_of(&site.base, site.base.with_id(kind, id.as_str())?)
}
