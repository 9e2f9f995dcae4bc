//! Claims, figures and events as CSV (RFC 4180) with hashtags of HXL 1.1 below the headers.
//!
//! People open these files in spreadsheets, so no cell can be a formula.

use std::borrow::Cow;

use super::{country_codes, precision};
use crate::document::record::{Claim, Figure, Reference, SourceEntry};
use crate::document::when::When;
use crate::document::{Document, Event, Kind, Matter};
use crate::knowledge::{EntityIx, EntityKind, Holder, Target};
use crate::page::Scope;
use crate::route::Route;

/// Header and hashtag of each column.
type Columns = [(&'static str, &'static str)];

const CLAIMS: [(&str, &str); 19] = [
    ("report", "#meta+report+id"),
    ("event", "#event+id"),
    ("reported", "#date+reported"),
    ("id", "#meta+claim+id"),
    ("text", "#description+claim"),
    ("quote", "#description+quote"),
    ("by", "#org+by+name+list"),
    ("by_id", "#org+by+code+list"),
    ("via", "#org+via+name+list"),
    ("stance", "#meta+stance"),
    ("about", "#meta+about+name+list"),
    ("date", "#date+claimed"),
    ("source", "#meta+source+id"),
    ("source_name", "#meta+source+name"),
    ("grade", "#meta+source+grade"),
    ("status", "#status+claim"),
    ("disputes", "#meta+disputes+id+list"),
    ("lang", "#meta+lang"),
    ("url", "#meta+url"),
];

const FIGURES: [(&str, &str); 16] = [
    ("series", "#indicator+code"),
    ("label", "#indicator+name"),
    ("value", "#indicator+num"),
    ("max", "#indicator+num+max"),
    ("qualifier", "#indicator+qualifier"),
    ("unit", "#indicator+unit"),
    ("as_of", "#date+as_of"),
    ("source", "#meta+source+id"),
    ("source_name", "#meta+source+name"),
    ("about", "#meta+about+name+list"),
    ("hxl", "#meta+hxl"),
    ("report", "#meta+report+id"),
    ("event", "#event+id"),
    ("reported", "#date+reported"),
    ("lang", "#meta+lang"),
    ("url", "#meta+url"),
];

const EVENTS: [(&str, &str); 18] = [
    ("id", "#event+id"),
    ("name", "#event+name"),
    ("when", "#date+edtf"),
    ("start", "#date+start"),
    ("end", "#date+end"),
    ("when_text", "#date+description"),
    ("status", "#status+event"),
    ("kind", "#event+type"),
    ("place", "#loc+name"),
    ("lat", "#geo+lat"),
    ("lon", "#geo+lon"),
    ("precision", "#geo+precision"),
    ("countries", "#country+code+list"),
    ("participants", "#org+name+list"),
    ("part_of", "#event+parent+id"),
    ("glide", "#crisis+code+glide"),
    ("reports", "#meta+reports+num"),
    ("url", "#meta+url"),
];

/// Rows that become text.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table, or a part of one: the first has the two rows of headers.
    fn new(first: bool, columns: &Columns) -> Self {
        let mut table = Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()));
        if first {
            table.write(columns.iter().map(|(header, _)| *header));
            table.write(columns.iter().map(|(_, tag)| *tag));
        }
        table
    }

    /// Numbers and texts alike, as they are to stand there.
    fn write<T: AsRef<[u8]>>(&mut self, cells: impl Iterator<Item = T>) {
        // What is written into memory does not fail, and all rows have one width.
        let _ = self.0.write_record(cells);
    }

    fn row<const N: usize>(&mut self, cells: [Cow<'_, str>; N]) {
        self.write(cells.into_iter().map(|text| cell(&text).into_owned()));
    }

    fn done(self) -> String {
        self.0.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): an apostrophe goes before what begins with
/// `=`, `+`, `-`, `@`, a tab or a carriage return. A plain negative number stays one.
fn cell(text: &str) -> Cow<'_, str> {
    if !text.starts_with(['=', '+', '-', '@', '\t', '\r']) || is_negative_number(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{text}"))
}

/// Digits after a minus, with at most one point among them.
fn is_negative_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where a claim or figure stands: its document, and what every row says of it.
struct Held<'a> {
    document: &'a Document,
    report: &'a str,
    event: &'a str,
    /// The date of the report; empty for an event.
    reported: &'a str,
    lang: &'a str,
    /// The absolute address of its page.
    url: String,
}

impl<'a> Held<'a> {
    fn new(scope: &'a Scope<'_>, holder: Holder) -> Option<Self> {
        let document = scope.base.held_by(holder)?;
        let id = document.id.as_str();
        let (report, event, route) = match holder {
            Holder::Report(_) => (id, "", Route::Report(document.id.clone())),
            Holder::Event(_) => ("", id, Route::Event(document.id.clone(), 1)),
        };
        let reported = match &document.matter {
            Matter::Report(report) => report.date.as_ref().map(When::as_str),
            _ => None,
        };
        Some(Self {
            document,
            report,
            event,
            reported: reported.unwrap_or_default(),
            lang: document.common.lang.as_deref().unwrap_or(&scope.config.language),
            url: scope.absolute(&route),
        })
    }

    fn sources(&self) -> &'a [SourceEntry] {
        match &self.document.matter {
            Matter::Report(report) => &report.sources,
            Matter::Event(event) => &event.sources,
            _ => &[],
        }
    }

    /// Id and name of a source: a file, or one that the document describes on the spot.
    fn source(&self, scope: &'a Scope<'_>, reference: Option<&'a Reference>) -> (&'a str, &'a str) {
        let Some(reference) = reference else { return ("", "") };
        if let Ok(Target::Source(at)) = scope.base.resolve(&reference.value, &[Kind::Source]) {
            let source = &scope.base.sources[at as usize];
            return (source.id.as_str(), &source.title.value);
        }
        let own = self.sources().iter().find_map(|entry| match entry {
            SourceEntry::Inline(source) if source.id.as_ref().is_some_and(|id| id.value == reference.value) => {
                Some(source)
            }
            _ => None,
        });
        match own {
            Some(source) => (&reference.value, source.name.as_deref().or(source.url.as_deref()).unwrap_or_default()),
            None => ("", &reference.value),
        }
    }
}

/// Claims, each in a row.
#[must_use]
pub fn claims(scope: &Scope<'_>, first: bool, places: &[crate::knowledge::Place]) -> String {
    let mut table = Table::new(first, &CLAIMS);
    for place in places {
        if let (Some(claim), Some(held)) = (scope.base.claim(*place), Held::new(scope, place.holder)) {
            claim_row(scope, &mut table, claim, &held);
        }
    }
    table.done()
}

fn claim_row(scope: &Scope<'_>, table: &mut Table, claim: &Claim, held: &Held<'_>) {
    let who = [Kind::Actor, Kind::Country];
    let (source, source_name) = held.source(scope, claim.source.as_ref());
    let anchor = claim.id.as_ref().map(|id| format!("#claim--{}", id.value)).unwrap_or_default();
    table.row([
        held.report.into(),
        held.event.into(),
        held.reported.into(),
        text(claim.id.as_ref().map(|id| &id.value)),
        text(claim.text.as_ref()),
        text(claim.quote.as_ref().map(|quote| &quote.value)),
        names(scope, &claim.by, &who).into(),
        ids(scope, &claim.by, &who).into(),
        names(scope, &claim.via, &who).into(),
        text(claim.stance.as_ref()),
        names(scope, &claim.about, &[Kind::Actor, Kind::Country, Kind::Event]).into(),
        date(claim.date.as_ref()),
        source.into(),
        source_name.into(),
        text(claim.grade.as_ref()),
        text(claim.status.as_ref()),
        joined(claim.disputes.iter().map(|id| id.value.as_str())).into(),
        held.lang.into(),
        format!("{}{anchor}", held.url).into(),
    ]);
}

/// Figures, each in a row.
#[must_use]
pub fn figures(scope: &Scope<'_>, first: bool, places: &[crate::knowledge::Place]) -> String {
    let mut table = Table::new(first, &FIGURES);
    for place in places {
        if let (Some(figure), Some(held)) = (scope.base.figure(*place), Held::new(scope, place.holder)) {
            figure_row(scope, &mut table, figure, scope.base.moment(*place), &held);
        }
    }
    table.done()
}

fn figure_row(scope: &Scope<'_>, table: &mut Table, figure: &Figure, as_of: Option<&When>, held: &Held<'_>) {
    let (source, source_name) = held.source(scope, figure.source.as_ref());
    table.row([
        text(figure.id.as_ref().map(|id| &id.value)),
        text(figure.label.as_ref()),
        figure.value.to_string().into(),
        figure.max.map(|max| max.to_string()).unwrap_or_default().into(),
        text(figure.qualifier.as_ref()),
        text(figure.unit.as_ref()),
        date(as_of),
        source.into(),
        source_name.into(),
        names(scope, &figure.about, &[Kind::Actor, Kind::Country, Kind::Event]).into(),
        text(figure.hxl.as_ref()),
        held.report.into(),
        held.event.into(),
        held.reported.into(),
        held.lang.into(),
        held.url.clone().into(),
    ]);
}

/// Events, each in a row.
#[must_use]
pub fn events(scope: &Scope<'_>, first: bool, list: &[EntityIx]) -> String {
    let mut table = Table::new(first, &EVENTS);
    for ix in list {
        if let Some(event) = scope.base.entities[ix.at()].event() {
            event_row(scope, &mut table, *ix, event);
        }
    }
    table.done()
}

fn event_row(scope: &Scope<'_>, table: &mut Table, ix: EntityIx, event: &Event) {
    let entity = &scope.base.entities[ix.at()];
    let when = event.when.as_ref().map(|when| &when.value);
    let place = event.place.as_ref();
    let position = place.and_then(|place| place.position);
    let participants = event.participants.iter().map(|part| &part.actor);
    let whole = event.part_of.as_ref().and_then(|whole| scope.base.entity(&whole.value, &[Kind::Event]));
    table.row([
        entity.id.as_str().into(),
        entity.name.as_str().into(),
        date(when),
        when.and_then(|when| bound(when, When::first_day)).unwrap_or_default().into(),
        when.and_then(|when| bound(when, When::last_day)).unwrap_or_default().into(),
        text(event.when_text.as_ref()),
        text(event.status.as_ref().map(|status| &status.value)),
        text(event.kind.as_ref()),
        text(place.and_then(|place| place.name.as_ref())),
        position.map(|(lat, _)| lat.to_string()).unwrap_or_default().into(),
        position.map(|(_, lon)| lon.to_string()).unwrap_or_default().into(),
        place.and_then(precision).unwrap_or_default().into(),
        joined(country_codes(scope, event).iter().map(String::as_str)).into(),
        joined(participants.map(|who| name(scope, who, &[Kind::Actor, Kind::Country]))).into(),
        whole.map(|whole| scope.base.entities[whole.at()].id.as_str()).unwrap_or_default().into(),
        text(event.glide.as_ref()),
        scope.base.appearances(ix).len().to_string().into(),
        scope.absolute(&Route::Event(entity.id.clone(), 1)).into(),
    ]);
}

/// The instant in UTC, or a day.
pub(super) fn bound(when: &When, day: impl FnOnce(&When) -> Option<jiff::civil::Date>) -> Option<String> {
    when.instant().map(|at| at.to_string()).or_else(|| day(when).map(|day| day.to_string()))
}

fn text(text: Option<&String>) -> Cow<'_, str> {
    text.map(String::as_str).unwrap_or_default().into()
}

/// A date as it was written: EDTF, or RFC 3339.
fn date(when: Option<&When>) -> Cow<'_, str> {
    when.map(When::as_str).unwrap_or_default().into()
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}

/// The name that pages show for a reference: that of what it stands for, else its text.
fn name<'a>(scope: &'a Scope<'_>, reference: &'a Reference, kinds: &[Kind]) -> &'a str {
    scope.base.entity(&reference.value, kinds).map_or(&reference.value, |ix| &scope.base.entities[ix.at()].name)
}

fn names(scope: &Scope<'_>, references: &[Reference], kinds: &[Kind]) -> String {
    joined(references.iter().map(|reference| name(scope, reference, kinds)))
}

/// The ids of those that have a page; alpha-3 for countries.
fn ids(scope: &Scope<'_>, references: &[Reference], kinds: &[Kind]) -> String {
    let known = references.iter().filter_map(|reference| scope.base.entity(&reference.value, kinds));
    let shown = known.filter(|&ix| scope.base.entities[ix.at()].kind == EntityKind::Country || scope.base.has_page(ix));
    shown.map(|ix| scope.base.entities[ix.at()].code()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+49 30", "-SUM(A1)", "@cmd", "\t=1", "\r=1", "-1-1", "--1", "-1.2.3", "-.5", "-"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for plain in ["-5", "-5.25", "5", "a=b", "#event", "", "−5", "'=1"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn a_hashtag_is_never_there_twice_in_a_file() {
        for columns in [&CLAIMS[..], &FIGURES, &EVENTS] {
            let mut tags: Vec<&str> = columns.iter().map(|(_, tag)| *tag).collect();
            tags.sort_unstable();
            let count = tags.len();
            tags.dedup();
            assert_eq!(tags.len(), count);
        }
    }
}
