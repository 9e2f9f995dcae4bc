//! `figure.html` and `figures.html`: numbers that recur, as series with their changes.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::source::{self, SourceLink};
use super::{Content, EntityLink, PageLink, PageView, Pagination, Scope, WhenView, page_of, words};
use crate::document::Kind;
use crate::document::record::{Figure, Tlp};
use crate::document::when::When;
use crate::knowledge::{EntityIx, Holder, Place};
use crate::language::Words;
use crate::route::{Href, Listing, Route, Slug};

/// A number with its unit, date and source, and how it changed.
#[derive(Debug, Clone, Serialize)]
pub struct FigureView {
    /// The series.
    pub id: Option<String>,
    /// The page of the series.
    pub href: Option<Href>,
    /// What is counted.
    pub label: String,
    /// The value as shown, with its qualifier: `up to 200`.
    pub value: String,
    /// The bare value.
    pub number: f64,
    /// The unit.
    pub unit: Option<String>,
    /// The moment that it holds for.
    pub as_of: Option<WhenView>,
    /// The source that has it.
    pub source: Option<SourceLink>,
    /// What it is about.
    pub about: Vec<EntityLink>,
    /// HXL tag.
    pub hxl: Option<String>,
    /// The value before it in the series.
    pub previous: Option<Change>,
    /// The first value of the series, where it is another than the one before.
    pub first: Option<Change>,
    /// Other values for the same moment, as shown.
    pub conflicts: Vec<Conflict>,
    /// Whether reports have gone on for long without a newer value; only at the newest value.
    pub stale: bool,
    /// The course of the series, where it has two values or more; only at the newest value and on its own page.
    pub sparkline: Option<Sparkline>,
    /// The report or event that has it, where it is shown elsewhere.
    pub found_in: Option<PageLink>,
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
}

/// An earlier value, and the change since.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// The earlier value as shown.
    pub value: String,
    /// The change with its sign: `−2`; nothing where no one number tells it, as between bounds or other units.
    pub change: Option<String>,
    /// `up`, `down`, `same`; `other` where it is another value and no one number tells the change.
    pub direction: &'static str,
    /// The moment that the earlier value held for.
    pub as_of: Option<WhenView>,
    /// The report or event that had it.
    pub found_in: Option<PageLink>,
}

/// Another value for the same moment.
#[derive(Debug, Clone, Serialize)]
pub struct Conflict {
    /// The value as shown.
    pub value: String,
    /// The report or event that has it.
    pub found_in: Option<PageLink>,
}

/// The course of a series as a line: for `<polyline points>` in an SVG of this size.
#[derive(Debug, Clone, Serialize)]
pub struct Sparkline {
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// The points, oldest first: `2,30 60,12 118,2`.
    pub points: String,
    /// Where the newest value stands.
    pub last_x: String,
    /// Where the newest value stands.
    pub last_y: String,
    /// The values in words, oldest first: `15, 13`.
    pub label: String,
}

/// A series of values: `/figures/ID/`.
#[derive(Debug, Serialize)]
pub struct SeriesPage {
    /// The id.
    pub id: String,
    /// What is counted, as the newest value says it.
    pub label: String,
    /// The newest value.
    pub latest: FigureView,
    /// The values on this page, newest first.
    pub values: Vec<FigureView>,
    /// How many values there are.
    pub count: usize,
    /// The pairs of values for one moment that contradict each other.
    pub conflicts_count: usize,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// One page of `/figures/`: the newest value of each series, newest first.
#[derive(Debug, Serialize)]
pub struct FiguresView {
    /// How many series there are.
    pub count: usize,
    /// The series on this page.
    pub figures: Vec<FigureView>,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// Series, or values of one, on a page.
const PER_PAGE: usize = 100;

/// How many pages `/figures/` has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>) -> usize {
    scope.base.ledger.figures.len().div_ceil(PER_PAGE).max(1)
}

/// Every page of every series.
pub fn routes(scope: &Scope<'_>) -> impl Iterator<Item = Route> {
    scope.base.ledger.figures.iter().filter_map(|(id, series)| Some((Slug::exact(id)?, series.len()))).flat_map(
        |(id, count)| (1..=count.div_ceil(PER_PAGE).max(1)).map(move |number| Route::Figure(id.clone(), number)),
    )
}

/// Page `number` of `/figures/`; nothing past the last.
#[must_use]
pub fn register(scope: &Scope<'_>, route: &Route, number: usize) -> Option<PageView> {
    let all = scope.lists.latest_figures(scope.base);
    let (shown, total) = page_of(all.len(), number, PER_PAGE)?;
    let view = FiguresView {
        count: all.len(),
        figures: all[shown].iter().filter_map(|place| view(scope, route, *place, None)).collect(),
        pagination: Pagination::new(route, number, total, |number| Route::Listing(Listing::Figures, number)),
    };
    let title = scope.titled(&scope.words.word("nav", "figures"), number);
    let page = scope.frame(route, title, "register", "figures");
    Some(PageView { page, content: Content::Figures(Box::new(view)), body: String::new(), json_ld: None })
}

/// Page `number` of the series with this id.
#[must_use]
pub fn series(scope: &Scope<'_>, route: &Route, id: &Slug, number: usize) -> Option<PageView> {
    let series = scope.base.ledger.figures.get(id.as_str())?;
    let (shown, total) = page_of(series.len(), number, PER_PAGE)?;
    let latest = view(scope, route, *series.first()?, None)?;
    let page = SeriesPage {
        id: id.to_string(),
        label: latest.label.clone(),
        latest,
        values: series[shown].iter().filter_map(|place| view(scope, route, *place, None)).collect(),
        count: series.len(),
        conflicts_count: scope.base.conflicts(id.as_str()).len(),
        pagination: Pagination::new(route, number, total, |number| Route::Figure(id.clone(), number)),
    };
    let title = scope.titled(&page.label, number);
    let frame = scope.frame(route, title, "series", "figures");
    Some(PageView { page: frame, content: Content::Figure(Box::new(page)), body: String::new(), json_ld: None })
}

/// A figure as seen from the page at `from`; `here` is the document whose page that is.
#[must_use]
pub fn view(scope: &Scope<'_>, from: &Route, place: Place, here: Option<Holder>) -> Option<FigureView> {
    let base = scope.base;
    let figure = base.figure(place)?;
    let document = base.held_by(place.holder)?;
    let id = figure.id.as_ref().map(|id| id.value.as_str());
    let series = id.and_then(|id| base.ledger.figures.get(id)).map_or(&[][..], |series| &series[..]);
    let moment = base.moment(place).map(When::sort_key);
    // Newest first: the values for this moment stand side by side, and those behind them are older.
    let older = &series[series.partition_point(|other| base.moment(*other).map(When::sort_key) >= moment)..];
    let before = older.first().copied();
    let first = older.last().copied().filter(|first| Some(*first) != before);
    let newest = series.first() == Some(&place);
    let against = scope.lists.conflicts(base).get(&place);
    Some(FigureView {
        id: id.map(str::to_owned),
        href: id.and_then(Slug::exact).map(|id| from.href(&Route::Figure(id, 1))),
        label: label(scope, figure),
        value: value(scope.words, figure),
        number: figure.value,
        unit: figure.unit.clone(),
        as_of: figure.as_of.as_ref().map(|when| scope.when_local(when, document.zone())),
        source: figure.source.as_ref().map(|source| source::link(scope, from, &source.value, Some(document))),
        about: figure
            .about
            .iter()
            .map(|about| scope.reference_link(from, &about.value, &[Kind::Actor, Kind::Country, Kind::Event]))
            .collect(),
        hxl: figure.hxl.clone(),
        tlp: figure.tlp.and_then(Tlp::mark),
        previous: before.and_then(|before| change(scope, from, figure, before)),
        first: first.and_then(|first| change(scope, from, figure, first)),
        conflicts: against
            .into_iter()
            .flatten()
            .take(5)
            .filter_map(|other| {
                let found_in = scope.holder_link(from, other.holder);
                Some(Conflict { value: value(scope.words, base.figure(*other)?), found_in })
            })
            .collect(),
        stale: newest && id.is_some_and(|id| base.is_stale(id, scope.config.figure_stale_days)),
        sparkline: if newest { sparkline(scope, series) } else { None },
        found_in: if here == Some(place.holder) { None } else { scope.holder_link(from, place.holder) },
    })
}

/// The figures that a document itself holds.
#[must_use]
pub fn own(scope: &Scope<'_>, from: &Route, holder: Holder, count: usize) -> Vec<FigureView> {
    (0..count).filter_map(|index| view(scope, from, Place { holder, index }, Some(holder))).collect()
}

/// The newest values of the series that are about any of these, newest first; figures without an id stand for
/// themselves.
#[must_use]
pub fn about(
    scope: &Scope<'_>,
    from: &Route,
    entities: &[EntityIx],
    here: Option<Holder>,
    most: usize,
) -> Vec<FigureView> {
    let base = scope.base;
    let mut places: Vec<Place> = Vec::new();
    for place in entities.iter().filter_map(|ix| base.ledger.figures_about.get(ix)).flatten() {
        let id = base.figure(*place).and_then(|figure| figure.id.as_ref());
        let newest = id.and_then(|id| base.ledger.figures.get(&id.value)?.first());
        places.push(*newest.unwrap_or(place));
    }
    places.sort_unstable();
    places.dedup();
    places.into_iter().take(most).filter_map(|place| view(scope, from, place, here)).collect()
}

/// The newest value of each series, newest report first, at most `most`.
#[must_use]
pub fn latest(scope: &Scope<'_>, from: &Route, most: usize) -> Vec<FigureView> {
    let latest = scope.lists.latest_figures(scope.base);
    latest.iter().take(most).filter_map(|place| view(scope, from, *place, None)).collect()
}

/// What a figure counts: its label, else that of another value of its series, else its id.
fn label(scope: &Scope<'_>, figure: &Figure) -> String {
    if let Some(label) = &figure.label {
        return label.clone();
    }
    let Some(id) = &figure.id else { return String::new() };
    scope.lists.figure_labels(scope.base).get(&id.value).cloned().unwrap_or_else(|| words(&id.value))
}

/// The change of a figure since the value at `before`.
#[must_use]
pub fn change(scope: &Scope<'_>, from: &Route, figure: &Figure, before: Place) -> Option<Change> {
    let earlier = scope.base.figure(before)?;
    let zone = scope.base.held_by(before.holder)?.zone();
    let counted = |figure: &Figure| matches!(figure.qualifier.as_deref(), None | Some("exact" | "about"));
    let change = figure.value - earlier.value;
    let (direction, change) = match change {
        _ if figure.unit == earlier.unit && value(scope.words, figure) == value(scope.words, earlier) => {
            ("same", Some("±0".to_owned()))
        }
        _ if figure.unit != earlier.unit && figure.unit.is_some() && earlier.unit.is_some() => ("other", None),
        change if !counted(figure) || !counted(earlier) || !change.is_finite() => ("other", None),
        change if change > 0.0 => ("up", Some(format!("+{}", number(change)))),
        change if change < 0.0 => ("down", Some(format!("−{}", number(-change)))),
        _ => ("same", Some("±0".to_owned())),
    };
    Some(Change {
        value: match &earlier.unit {
            Some(unit) if figure.unit.as_ref() != Some(unit) => format!("{} {unit}", value(scope.words, earlier)),
            _ => value(scope.words, earlier),
        },
        change,
        direction,
        as_of: earlier.as_of.as_ref().map(|when| scope.when_local(when, zone)),
        found_in: scope.holder_link(from, before.holder),
    })
}

/// The value as shown, with its qualifier.
#[must_use]
pub fn value(words: &Words, figure: &Figure) -> String {
    let shown = number(figure.value);
    match (figure.qualifier.as_deref(), figure.max) {
        (Some(qualifier @ ("about" | "at-least" | "up-to")), _) => {
            words.fill(&format!("figure.{qualifier}"), &[("value", &shown)])
        }
        (Some("between"), Some(max)) => format!("{shown}–{}", number(max)),
        _ => shown,
    }
}

/// A number with commas between groups of three digits from four digits on, and at most six decimal places.
#[must_use]
pub fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-6 {
        return format!("{value:e}").replacen('-', "−", 2);
    }
    // Zero has no sign.
    let rounded = format!("{:.6}", value + 0.0);
    let plain = rounded.trim_end_matches('0').trim_end_matches('.');
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 3 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |fraction| format!("{sign}{grouped}.{fraction}"))
}

const WIDTH: u32 = 120;
const HEIGHT: u32 = 32;

/// Room for the dot of the newest value.
const MARGIN: f64 = 3.0;

/// Values in a sparkline: the newest of them.
const POINTS: usize = 60;

/// The course of a series (newest first): across by time, up by value.
fn sparkline(scope: &Scope<'_>, series: &[Place]) -> Option<Sparkline> {
    if series.len() < 2 {
        return None;
    }
    let mut values: Vec<(f64, f64, String)> = series
        .iter()
        .take(POINTS)
        .filter_map(|place| {
            let figure = scope.base.figure(*place)?;
            let start = scope.base.moment(*place).and_then(|when| when.start(&TimeZone::UTC));
            #[expect(clippy::cast_precision_loss, reason = "a place in a picture of a hundred points")]
            let second = start.map_or(0.0, |start| start.as_second() as f64);
            let middle = figure.max.map_or(figure.value, |max| f64::midpoint(figure.value, max));
            Some((second, middle, value(scope.words, figure)))
        })
        .collect();
    values.reverse();
    let range = |pick: fn(&(f64, f64, String)) -> f64| {
        let (low, high) =
            values.iter().map(pick).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        (low, high - low)
    };
    let (first, duration) = range(|value| value.0);
    let (least, height) = range(|value| value.1);
    if !height.is_finite() {
        return None;
    }
    let scaled = |part: f64, whole: f64, size: u32| {
        let room = f64::from(size) - 2.0 * MARGIN;
        MARGIN + if whole > 0.0 { part / whole * room } else { room / 2.0 }
    };
    #[expect(clippy::cast_precision_loss, reason = "sixty points at most")]
    let points: Vec<(String, String)> = values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            // Values for one moment stand side by side.
            let x = if duration > 0.0 {
                scaled(value.0 - first, duration, WIDTH)
            } else {
                scaled(at as f64, (values.len() - 1) as f64, WIDTH)
            };
            let y = f64::from(HEIGHT) - scaled(value.1 - least, height, HEIGHT);
            (format!("{x:.1}"), format!("{y:.1}"))
        })
        .collect();
    let (last_x, last_y) = points.last()?.clone();
    let label = values.iter().map(|value| value.2.as_str()).collect::<Vec<_>>().join(", ");
    let points = points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    Some(Sparkline { width: WIDTH, height: HEIGHT, points, last_x, last_y, label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(13.0), "13");
        assert_eq!(number(31650.0), "31,650");
        assert_eq!(number(-1234.5), "−1,234.5");
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(1e-7), "1e−7");
    }
}
