//! Judgements, grades and pictures as they are shown.

use serde::Serialize;

use super::{EntityLink, Scope};
use crate::document::record::{Image, Judgement, Tlp};
use crate::knowledge::EntityIx;
use crate::language::Words;
use crate::route::Route;

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
    /// Its own marking, where it is stricter than CLEAR.
    pub tlp: Option<&'static str>,
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

/// A judgement as shown.
#[must_use]
pub fn judgement(judgement: &Judgement) -> JudgementView {
    JudgementView {
        text: judgement.text.value.clone(),
        likelihood: judgement.likelihood.as_ref().map(|word| word.value.clone()),
        confidence: judgement.confidence.clone(),
        basis: judgement.basis.iter().map(|id| id.value.clone()).collect(),
        tlp: judgement.tlp.and_then(Tlp::mark),
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

/// Admiralty grade in words (NATO AJP-2.1). `F6` says that nobody has judged, and nothing bad.
#[must_use]
pub fn grade_label(words: &Words, grade: &str) -> Option<String> {
    if grade == "F6" {
        return Some(words.word("grade", "not graded"));
    }
    let credibility = match grade.get(1..2)? {
        "1" => "confirmed by other sources",
        "2" => "probably true",
        "3" => "possibly true",
        "4" => "doubtful",
        "5" => "improbable",
        "6" => "truth cannot be judged",
        _ => return None,
    };
    let reliability = words.word("grade", reliability_label(grade.get(..1)?)?);
    Some(format!("{reliability}; {}", words.word("grade", credibility)))
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
