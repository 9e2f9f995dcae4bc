//! Series of reports: when the next one is due.

use crate::diagnostic::Diagnostic;
use crate::knowledge::KnowledgeBase;

/// Kinds of reports that come when there is cause, and not at intervals.
const AT_NO_INTERVAL: [&str; 4] = ["flash-update", "statement", "background", "other"];

/// Series whose newest report does not say when the next is due.
pub(super) fn no_next(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let newest = base.ledger.newest_in_series.iter().filter_map(|(name, &at)| {
        let entry = &base.reports[at as usize];
        let report = entry.report()?;
        let comes_again = report.kind.as_deref().is_none_or(|kind| !AT_NO_INTERVAL.contains(&kind));
        let series = report.series.as_ref()?;
        if !comes_again || report.next.is_some() || report.translation_of.is_some() {
            return None;
        }
        let message = format!("the newest report of `{name}` does not say when the next is due");
        let warning = Diagnostic::warning("no-next", message).at(&entry.document.file, series.span);
        let day = report.date.as_ref().and_then(|date| date.last_day()?.tomorrow().ok());
        let day = day.map_or_else(|| "2025-10-22".to_owned(), |day| day.to_string());
        Some(warning.help(format!("add `next:` with the day, such as `next: {day}`")))
    });
    newest.collect()
}
