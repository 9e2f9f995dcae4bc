//! Figures with one id over all documents: a series of values, each with the moment that it holds for.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ledger::{Holder, Place};
use super::{KnowledgeBase, Target};
use crate::document::Matter;
use crate::document::record::Figure;
use crate::document::when::{SortKey, When};

impl KnowledgeBase {
    /// The moment that a figure holds for: its own, else the cut-off or the date of its report, else the time of its
    /// event.
    #[must_use]
    pub fn moment(&self, place: Place) -> Option<&When> {
        let of_document = match &self.held_by(place.holder)?.matter {
            Matter::Report(report) => report.as_of.as_ref().or(report.date.as_ref()),
            Matter::Event(event) => event.when.as_ref().map(|when| &when.value),
            _ => None,
        };
        self.figure(place)?.as_of.as_ref().or(of_document)
    }

    /// Pairs of values of a series that contradict each other: values for one moment, or for none, that cannot both be
    /// so. "At least 20" and 28 can; other units cannot be compared. A value of a report that a later one replaces does
    /// not count.
    #[must_use]
    pub fn conflicts(&self, id: &str) -> Vec<(Place, Place)> {
        let series = self.ledger.figures.get(id).map(|list| &list[..]).unwrap_or_default();
        let counts = |place: &&Place| self.stands(place.holder);
        let standing: Vec<(Option<SortKey>, Place)> =
            series.iter().filter(counts).map(|&place| (self.moment(place).map(When::sort_key), place)).collect();
        let mut pairs = Vec::new();
        // Values for one moment stand side by side: each is compared with the first eight of them.
        for group in standing.chunk_by(|(a, _), (b, _)| a == b) {
            for (at, (_, place)) in group.iter().enumerate().skip(1) {
                let earlier = group[..at.min(8)].iter().map(|(_, earlier)| *earlier);
                let Some(figure) = self.figure(*place) else { continue };
                let mut against = earlier.filter(|one| self.figure(*one).is_some_and(|one| contradict(one, figure)));
                pairs.extend(against.next().map(|one| (one, *place)));
            }
        }
        pairs
    }

    /// Whether the newest value of a series is old: more than `days` days before the newest report of the series of
    /// reports, or of the situation, that it stands in.
    #[must_use]
    pub fn is_stale(&self, id: &str, days: u32) -> bool {
        self.stale_since(id, days).is_some()
    }

    /// The report that went on without a new value, where the series is stale. A series whose newest value stands in
    /// something that was replaced is not: what replaced it dropped the series.
    #[must_use]
    pub fn stale_since(&self, id: &str, days: u32) -> Option<u32> {
        let newest = *self.ledger.figures.get(id)?.first()?;
        if !self.stands(newest.holder) {
            return None;
        }
        let last = match newest.holder {
            Holder::Report(at) => self.newest_beside(at),
            Holder::Event(ix) => *self.ledger.situations.get(&ix)?.first()?,
        };
        let date = self.reports[last as usize].report()?.date.as_ref()?.start(&TimeZone::UTC)?;
        let end: Timestamp = self.moment(newest)?.end(&TimeZone::UTC)?;
        let allowed = SignedDuration::from_hours(24 * i64::from(days));
        (date.duration_since(end) > allowed).then_some(last)
    }

    /// Whether nothing replaces a report or an event.
    fn stands(&self, holder: Holder) -> bool {
        match holder {
            Holder::Report(at) => !self.ledger.superseded_by.contains_key(&at),
            Holder::Event(ix) => !self.ledger.event_superseded_by.contains_key(&ix),
        }
    }

    /// The newest report of the series and the situation of a report, without those that were withdrawn: itself, where
    /// it is in neither.
    fn newest_beside(&self, at: u32) -> u32 {
        let entry = &self.reports[at as usize];
        let series = entry.report().and_then(|report| report.series.as_ref());
        let in_series = series.and_then(|series| self.ledger.newest_in_series.get(&series.value).copied());
        // Reports of a situation stand in order, newest first.
        let in_situation = entry.records().situation.and_then(|ix| self.ledger.situations.get(&ix)?.first().copied());
        // The lowest index is the newest.
        in_series.into_iter().chain(in_situation).fold(at, u32::min)
    }

    /// Whether the moment of a figure is not after a report.
    fn has_begun(&self, place: Place, report: &crate::document::Document) -> bool {
        let Matter::Report(report) = &report.matter else { return true };
        let end = report.as_of.as_ref().or(report.date.as_ref()).and_then(|when| when.end(&TimeZone::UTC));
        let start = self.moment(place).and_then(|when| when.start(&TimeZone::UTC));
        start.zip(end).is_none_or(|(start, end)| start < end)
    }

    /// What `{figure:ID}` stands for in a document: its own figure of this id; else in a report the newest of those that
    /// no later report brought, and elsewhere the newest of all. Nothing where only later reports have one.
    #[must_use]
    pub fn figure_in(&self, document: &crate::document::Document, id: &str) -> Option<Place> {
        let series = self.ledger.figures.get(id)?;
        let holder = match self.with_id(document.kind, document.id.as_str()) {
            Some(Target::Report(at)) => Some(Holder::Report(at)),
            Some(Target::Entity(ix)) => Some(Holder::Event(ix)),
            _ => None,
        };
        if let Some(own) = series.iter().find(|place| Some(place.holder) == holder) {
            return Some(*own);
        }
        let before = |place: &&Place| match (holder, place.holder) {
            // Reports are numbered from the newest: what a later one says is not yet known here.
            (Some(Holder::Report(at)), Holder::Report(other)) => other > at,
            (Some(Holder::Report(_)), Holder::Event(_)) => self.has_begun(**place, document),
            _ => true,
        };
        series.iter().find(before).copied()
    }
}

/// Whether two values for one moment cannot both be so.
fn contradict(one: &Figure, other: &Figure) -> bool {
    let ((low, high), (other_low, other_high)) = (range(one), range(other));
    let comparable = one.unit == other.unit || one.unit.is_none() || other.unit.is_none();
    comparable && (high < other_low || other_high < low)
}

/// The least and the most that a figure can mean; "about" allows for a tenth.
fn range(figure: &Figure) -> (f64, f64) {
    let value = figure.value;
    match figure.qualifier.as_deref() {
        Some("at-least") => (value, f64::INFINITY),
        Some("up-to") => (f64::NEG_INFINITY, value),
        Some("about") => (value - value.abs() / 10.0, value + value.abs() / 10.0),
        Some("between") => (value, figure.max.unwrap_or(value)),
        _ => (value, value),
    }
}
