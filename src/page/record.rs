//! Claims, figures, sources, corrections and judgements as they are shown.

use serde::Serialize;

use super::{EntityLink, PageLink, Scope, WhenView, words};
use crate::document::record::{Claim, Correction, Figure, Image, Judgement, Source, SourceEntry};
use crate::document::{Kind, Report};
use crate::knowledge::{EntityIx, Holder, Place, Target};
use crate::route::{Href, Route};

const WHO: [Kind; 2] = [Kind::Actor, Kind::Country];
const WHAT: [Kind; 3] = [Kind::Actor, Kind::Country, Kind::Event];

/// Who said what, through whom.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    /// Id of the claim in its report; also its anchor, after `claim--`.
    pub id: Option<String>,
    /// The claim in the report's words, or the words quoted.
    pub text: String,
    /// Whether `text` is a quotation.
    pub quoted: bool,
    /// Who asserts it.
    pub by: Vec<EntityLink>,
    /// Who carries it.
    pub via: Vec<EntityLink>,
    /// asserts, denies, …
    pub stance: Option<String>,
    /// What it is about.
    pub about: Vec<EntityLink>,
    /// When it was made.
    pub date: Option<WhenView>,
    /// The source that has it.
    pub source: Option<SourceLink>,
    /// Admiralty grade.
    pub grade: Option<String>,
    /// The grade in words.
    pub grade_label: Option<String>,
    /// uncontested, disputed, …
    pub status: Option<String>,
    /// Ids of the claims that it disputes.
    pub disputes: Vec<String>,
    /// The report that has the claim, where it is shown elsewhere.
    pub report: Option<PageLink>,
}

/// A number with its unit, date and source.
#[derive(Debug, Serialize)]
pub struct FigureView {
    /// The series.
    pub id: Option<String>,
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
    /// The value before it in the series.
    pub previous: Option<PreviousFigure>,
    /// The report that has it, where it is shown elsewhere.
    pub report: Option<PageLink>,
}

/// The value before, and the change since.
#[derive(Debug, Serialize)]
pub struct PreviousFigure {
    /// The value as shown.
    pub value: String,
    /// The change with its sign: `−2`.
    pub change: String,
    /// `up`, `down`, `same`.
    pub direction: &'static str,
    /// The report that had it.
    pub report: PageLink,
}

/// A source by name, with its page where it has one.
#[derive(Debug, Clone, Serialize)]
pub struct SourceLink {
    /// Title or description.
    pub name: String,
    /// Its page.
    pub href: Option<Href>,
}

/// A source with what is known of it.
#[derive(Debug, Serialize)]
pub struct SourceDetail {
    /// Title or description.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<Href>,
    /// Its address, where it is harmless.
    pub url: Option<String>,
    /// Address of an archived copy.
    pub archived_url: Option<String>,
    /// Who published it.
    pub publisher: Option<EntityLink>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<WhenView>,
    /// When it was read.
    pub accessed: Option<WhenView>,
    /// news, wire, …
    pub kind: Option<String>,
    /// A–F.
    pub reliability: Option<String>,
    /// The reliability in words.
    pub reliability_label: Option<&'static str>,
    /// Sources that it depends on.
    pub derives_from: Vec<SourceLink>,
}

/// What was wrong, and what it says now.
#[derive(Debug, Serialize)]
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
}

/// An analyst's judgement.
#[derive(Debug, Serialize)]
pub struct JudgementView {
    /// The judgement.
    pub text: String,
    /// How likely.
    pub likelihood: Option<String>,
    /// How confident.
    pub confidence: Option<String>,
    /// Ids of the claims that it rests on.
    pub basis: Vec<String>,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct ImageView {
    /// Where it is.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Whose it is.
    pub credit: Option<String>,
}

/// A claim as seen from the page at `from`; `report` is given where it is not the page itself.
#[must_use]
pub fn claim(scope: &Scope<'_>, from: &Route, claim: &Claim, owner: Option<&Report>, report: Option<u32>) -> ClaimView {
    let links = |references: &[crate::document::record::Reference], kinds: &[Kind]| -> Vec<EntityLink> {
        references.iter().map(|reference| scope.reference_link(from, &reference.value, kinds)).collect()
    };
    let quoted = claim.text.is_none() && claim.quote.is_some();
    let quote = claim.quote.as_ref().map(|quote| quote.value.clone());
    ClaimView {
        id: claim.id.as_ref().map(|id| id.value.clone()),
        text: claim.text.clone().or(quote).unwrap_or_default(),
        quoted,
        by: links(&claim.by, &WHO),
        via: links(&claim.via, &WHO),
        stance: claim.stance.clone(),
        about: links(&claim.about, &WHAT),
        date: claim.date.as_ref().map(WhenView::new),
        source: claim.source.as_ref().map(|source| source_link(scope, from, &source.value, owner)),
        grade: claim.grade.clone(),
        grade_label: claim.grade.as_deref().and_then(grade_label),
        status: claim.status.clone(),
        disputes: claim.disputes.iter().map(|id| id.value.clone()).collect(),
        report: report.map(|at| scope.report_link(from, at)),
    }
}

/// The claims of reports that are listed by report and index, at most `most`.
#[must_use]
pub fn claims_of(scope: &Scope<'_>, from: &Route, places: Option<&Vec<Place>>, most: usize) -> Vec<ClaimView> {
    let places = places.into_iter().flatten().take(most);
    places
        .filter_map(|place| {
            let Holder::Report(at) = place.holder else { return None };
            let report = scope.base.reports[at as usize].report()?;
            Some(claim(scope, from, report.claims.get(place.index)?, Some(report), Some(at)))
        })
        .collect()
}

/// A figure of the report with index `at` as seen from the page at `from`.
#[must_use]
pub fn figure(scope: &Scope<'_>, from: &Route, figure: &Figure, at: Option<u32>, elsewhere: bool) -> FigureView {
    let owner = at.and_then(|at| scope.base.reports[at as usize].report());
    FigureView {
        id: figure.id.as_ref().map(|id| id.value.clone()),
        label: figure.label.clone().or_else(|| figure.id.as_ref().map(|id| words(&id.value))).unwrap_or_default(),
        value: value(figure),
        number: figure.value,
        unit: figure.unit.clone(),
        as_of: figure.as_of.as_ref().map(WhenView::new),
        source: figure.source.as_ref().map(|source| source_link(scope, from, &source.value, owner)),
        previous: at.and_then(|at| previous(scope, from, figure, at)),
        report: at.filter(|_| elsewhere).map(|at| scope.report_link(from, at)),
    }
}

/// The value before in the series of the figure that the report at `at` has.
fn previous(scope: &Scope<'_>, from: &Route, figure: &Figure, at: u32) -> Option<PreviousFigure> {
    let series = scope.base.ledger.figures.get(&figure.id.as_ref()?.value)?;
    // By report, newest first: those after it are older.
    let here = series.iter().position(|place| place.holder == Holder::Report(at))?;
    let earlier = *series.get(here + 1)?;
    let before = scope.base.figure(earlier)?;
    let Holder::Report(earlier) = earlier.holder else { return None };
    let change = figure.value - before.value;
    let direction = if change > 0.0 {
        "up"
    } else if change < 0.0 {
        "down"
    } else {
        "same"
    };
    let sign = match direction {
        "up" => "+",
        "down" => "−",
        _ => "±",
    };
    Some(PreviousFigure {
        value: value(before),
        change: format!("{sign}{}", number(change.abs())),
        direction,
        report: scope.report_link(from, earlier),
    })
}

/// The latest figure of each series, newest first.
#[must_use]
pub fn latest_figures(scope: &Scope<'_>, from: &Route, most: usize) -> Vec<FigureView> {
    let mut latest: Vec<Place> =
        scope.base.ledger.figures.values().filter_map(|series| series.first().copied()).collect();
    latest.sort_unstable();
    let shown = latest.into_iter().take(most);
    shown
        .filter_map(|place| {
            let found = scope.base.figure(place)?;
            let Holder::Report(at) = place.holder else { return None };
            Some(figure(scope, from, found, Some(at), true))
        })
        .collect()
}

fn value(figure: &Figure) -> String {
    let shown = number(figure.value);
    match (figure.qualifier.as_deref(), figure.max) {
        (Some("about"), _) => format!("about {shown}"),
        (Some("at-least"), _) => format!("at least {shown}"),
        (Some("up-to"), _) => format!("up to {shown}"),
        (Some("between"), Some(max)) => format!("{shown}–{}", number(max)),
        _ => shown,
    }
}

/// A number with thin spaces between groups of three digits from five digits on, and no trailing zeros.
#[must_use]
pub fn number(value: f64) -> String {
    let plain = format!("{value}");
    let (whole, fraction) = plain.split_once('.').map_or((&*plain, None), |(whole, fraction)| (whole, Some(fraction)));
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

/// A source by its reference: a file, or a source that the report itself describes.
#[must_use]
pub fn source_link(scope: &Scope<'_>, from: &Route, reference: &str, owner: Option<&Report>) -> SourceLink {
    if let Ok(Target::Source(at)) = scope.base.resolve(reference, &[Kind::Source]) {
        let document = &scope.base.sources[at as usize];
        return SourceLink {
            name: document.title.value.clone(),
            href: Some(from.href(&Route::Source(document.id.clone()))),
        };
    }
    let own = owner.into_iter().flat_map(|report| &report.sources).find_map(|entry| match entry {
        SourceEntry::Inline(source) if source.id.as_ref().is_some_and(|id| id.value == reference) => {
            source.name.clone()
        }
        _ => None,
    });
    SourceLink { name: own.unwrap_or_else(|| reference.to_owned()), href: None }
}

/// A source with what is known of it; `name` where it is a file's.
#[must_use]
pub fn source_detail(
    scope: &Scope<'_>,
    from: &Route,
    source: &Source,
    name: Option<&str>,
    href: Option<Href>,
) -> SourceDetail {
    let harmless = |address: &Option<String>| {
        address.as_deref().and_then(crate::document::markdown::url::harmless).map(str::to_owned)
    };
    SourceDetail {
        name: name
            .map(str::to_owned)
            .or_else(|| source.name.clone())
            .or_else(|| source.url.clone())
            .unwrap_or_default(),
        href,
        url: harmless(&source.url),
        archived_url: harmless(&source.archived_url),
        publisher: source
            .publisher
            .as_ref()
            .map(|publisher| scope.reference_link(from, &publisher.value, &[Kind::Actor])),
        author: source.author.clone(),
        published: source.published.as_ref().map(WhenView::new),
        accessed: source.accessed.as_ref().map(WhenView::new),
        kind: source.kind.as_deref().map(words),
        reliability: source.reliability.clone(),
        reliability_label: source.reliability.as_deref().and_then(reliability_label),
        derives_from: source.derives_from.iter().map(|other| source_link(scope, from, &other.value, None)).collect(),
    }
}

/// The sources of a document, as listed.
#[must_use]
pub fn sources(scope: &Scope<'_>, from: &Route, entries: &[SourceEntry]) -> Vec<SourceDetail> {
    entries
        .iter()
        .map(|entry| match entry {
            SourceEntry::Inline(source) => source_detail(scope, from, source, None, None),
            SourceEntry::Known(reference) => match scope.base.resolve(&reference.value, &[Kind::Source]) {
                Ok(Target::Source(at)) => {
                    let document = &scope.base.sources[at as usize];
                    let href = from.href(&Route::Source(document.id.clone()));
                    match &document.matter {
                        crate::document::Matter::Source(source) => {
                            source_detail(scope, from, source, Some(&document.title.value), Some(href))
                        }
                        _ => source_detail(scope, from, &Source::default(), Some(&document.title.value), Some(href)),
                    }
                }
                _ => source_detail(scope, from, &Source::default(), Some(&reference.value), None),
            },
        })
        .collect()
}

/// Corrections as shown.
#[must_use]
pub fn correction(correction: &Correction, report: Option<PageLink>) -> CorrectionView {
    CorrectionView {
        date: WhenView::new(&correction.date),
        kind: correction.kind.clone(),
        note: correction.note.clone(),
        was: correction.was.clone(),
        now: correction.now.clone(),
        report,
    }
}

/// A judgement as shown.
#[must_use]
pub fn judgement(judgement: &Judgement) -> JudgementView {
    JudgementView {
        text: judgement.text.value.clone(),
        likelihood: judgement.likelihood.as_ref().map(|word| word.value.clone()),
        confidence: judgement.confidence.clone(),
        basis: judgement.basis.iter().map(|id| id.value.clone()).collect(),
    }
}

/// A picture, by its path below `static/` or its address.
#[must_use]
pub fn image(scope: &Scope<'_>, from: &Route, image: &Image) -> Option<ImageView> {
    use crate::document::markdown::url;
    let path = image.src.trim_start_matches('/');
    let src = if url::is_local(&image.src) && (scope.has_asset)(path) {
        from.href(&Route::Asset(path.into())).to_string()
    } else if url::is_local(&image.src) {
        return None;
    } else {
        url::harmless(&image.src)?.to_owned()
    };
    Some(ImageView { src, alt: image.alt.clone(), credit: image.credit.clone() })
}

/// Admiralty grade in words (NATO AJP-2.1).
fn grade_label(grade: &str) -> Option<String> {
    let credibility = match grade.get(1..2)? {
        "1" => "confirmed by other sources",
        "2" => "probably true",
        "3" => "possibly true",
        "4" => "doubtful",
        "5" => "improbable",
        "6" => "truth cannot be judged",
        _ => return None,
    };
    Some(format!("{}; {credibility}", reliability_label(grade.get(..1)?)?))
}

/// Reliability of a source in words (NATO AJP-2.1).
#[must_use]
pub fn reliability_label(reliability: &str) -> Option<&'static str> {
    Some(match reliability {
        "A" => "completely reliable",
        "B" => "usually reliable",
        "C" => "fairly reliable",
        "D" => "not usually reliable",
        "E" => "unreliable",
        "F" => "reliability cannot be judged",
        _ => return None,
    })
}

/// Entities of a list of references that stand for something.
#[must_use]
pub fn entities(scope: &Scope<'_>, from: &Route, list: &[EntityIx]) -> Vec<EntityLink> {
    list.iter().map(|ix| scope.entity_link(from, *ix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(13.0), "13");
        assert_eq!(number(31650.0), "31,650");
        assert_eq!(number(-1234.5), "−1,234.5");
    }
}
