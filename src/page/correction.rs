//! `corrections.html`: what was wrong in any report, and what it says now.

use serde::Serialize;

use super::{Content, PageLink, PageView, Pagination, Scope, WhenView, page_of};
use crate::document::record::{Correction, Tlp};
use crate::route::{Listing, Route};

/// What was wrong, and what it says now.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    /// When.
    pub date: WhenView,
    /// correction, clarification, update, retraction.
    pub kind: String,
    /// What.
    pub note: String,
    /// The old words.
    pub was: Option<String>,
    /// The new words.
    pub now: Option<String>,
    /// The report, where it is shown elsewhere.
    pub report: Option<PageLink>,
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
}

/// One page of `/corrections/`: those of all reports, newest first.
#[derive(Debug, Serialize)]
pub struct CorrectionsView {
    /// How many there are.
    pub count: usize,
    /// The corrections on this page.
    pub corrections: Vec<CorrectionView>,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// Corrections on a page.
const PER_PAGE: usize = 100;

/// How many pages `/corrections/` has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>) -> usize {
    scope.lists.corrections(scope.base).len().div_ceil(PER_PAGE).max(1)
}

/// Page `number` of `/corrections/`; nothing past the last.
#[must_use]
pub fn register(scope: &Scope<'_>, route: &Route, number: usize) -> Option<PageView> {
    let all = scope.lists.corrections(scope.base);
    let (shown, total) = page_of(all.len(), number, PER_PAGE)?;
    let view = CorrectionsView {
        count: all.len(),
        corrections: all[shown].iter().filter_map(|place| listed(scope, route, *place)).collect(),
        pagination: Pagination::new(route, number, total, |number| Route::Listing(Listing::Corrections, number)),
    };
    let title = scope.titled(&scope.words.word("nav", "corrections"), number);
    let page = scope.frame(route, title, "register", "corrections");
    Some(PageView { page, content: Content::Corrections(Box::new(view)), body: String::new(), json_ld: None })
}

/// The newest corrections of all reports, at most `most`.
#[must_use]
pub fn newest(scope: &Scope<'_>, route: &Route, most: usize) -> Vec<CorrectionView> {
    let all = scope.lists.corrections(scope.base);
    all.iter().take(most).filter_map(|place| listed(scope, route, *place)).collect()
}

fn listed(scope: &Scope<'_>, route: &Route, (at, index): (u32, usize)) -> Option<CorrectionView> {
    let report = scope.base.reports[at as usize].report()?;
    Some(view(scope, report.corrections.get(index)?, Some(scope.report_link(route, at))))
}

/// A correction as shown.
#[must_use]
pub fn view(scope: &Scope<'_>, correction: &Correction, report: Option<PageLink>) -> CorrectionView {
    CorrectionView {
        date: scope.when(&correction.date),
        kind: correction.kind.clone(),
        note: correction.note.clone(),
        was: correction.was.clone(),
        now: correction.now.clone(),
        report,
        tlp: correction.tlp.and_then(Tlp::mark),
    }
}
