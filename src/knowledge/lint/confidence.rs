//! Likelihood and confidence in one sentence, which ICD 203 keeps apart: a reader takes one for the other.

use std::ops::Range;

use super::date_words::tokens;
use crate::document::record::{ICD_203, PHIA};

const LEVELS: [&str; 4] = ["high", "moderate", "medium", "low"];

/// Likelihood as prose has it beside the words of the scales.
const ADVERBS: [&str; 3] = ["probably", "almost certainly", "nearly certainly"];

/// What an analyst is confident in: "low confidence in the government" is of another kind.
const OBJECTS: [&str; 26] = [
    "this",
    "these",
    "that",
    "it",
    "assessment",
    "assessments",
    "judgement",
    "judgements",
    "judgment",
    "judgments",
    "estimate",
    "estimates",
    "finding",
    "findings",
    "analysis",
    "conclusion",
    "conclusions",
    "forecast",
    "figure",
    "figures",
    "report",
    "reports",
    "reporting",
    "source",
    "sources",
    "sourcing",
];

/// Words before "confidence is low" that leave it the analyst's: "public confidence is low" is not.
const OWNERS: [&str; 14] = [
    "our",
    "my",
    "the",
    "analytic",
    "analytical",
    "overall",
    "and",
    "but",
    "with",
    "though",
    "although",
    "while",
    "as",
    "because",
];

/// A confidence phrase and a likelihood word of a sentence, where it has both outside of what is `quoted`.
pub(super) fn mixed(sentence: &str, quoted: impl Fn(&Range<usize>) -> bool) -> Option<(Range<usize>, Range<usize>)> {
    let places = tokens(sentence);
    let words: Vec<String> = places.iter().map(|place| sentence[place.clone()].to_lowercase()).collect();
    let range = |words: Range<usize>| places[words.start].start..places[words.end - 1].end;
    let own = |words: &Range<usize>| !quoted(&range(words.clone()));
    let confidence = (0..words.len()).find_map(|at| confidence(&words, at).filter(&own))?;
    let likelihood = (0..words.len()).find_map(|at| likelihood(&words, at).filter(&own))?;
    Some((range(confidence), range(likelihood)))
}

/// The phrase around the word "confidence" at `at`.
fn confidence(words: &[String], at: usize) -> Option<Range<usize>> {
    if words[at] != "confidence" {
        return None;
    }
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let is_object = |from: usize| (from..from + 5).any(|at| OBJECTS.contains(&word(at)));
    if at > 0 && LEVELS.contains(&word(at - 1)) {
        let of_analyst = word(at + 1) != "in" || is_object(at + 2);
        return of_analyst.then_some(at - 1..at + 1);
    }
    let verb = (at + 1..=at + 7).find(|&at| matches!(word(at), "is" | "are" | "remains" | "was"))?;
    let owned = at == 0 || OWNERS.contains(&word(at - 1));
    let between = match word(at + 1) {
        "in" => is_object(at + 2),
        "level" | "levels" => verb == at + 2,
        _ => verb == at + 1,
    };
    let level = (verb + 1..verb + 3).find(|&at| LEVELS.contains(&word(at)))?;
    (owned && between).then_some(at..level + 1)
}

/// The longest likelihood word or phrase that begins at `at`.
fn likelihood(words: &[String], at: usize) -> Option<Range<usize>> {
    // "Remote" alone is said of villages.
    let phrases = ICD_203.iter().chain(&PHIA).chain(&ADVERBS).filter(|phrase| **phrase != "remote");
    let lengths = phrases.filter_map(|phrase| {
        let length = phrase.split(' ').count();
        words.get(at..at + length)?.iter().map(String::as_str).eq(phrase.split(' ')).then_some(length)
    });
    lengths.max().map(|length| at..at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sentence: &str) -> Option<(&str, &str)> {
        mixed(sentence, |_| false).map(|(confidence, likelihood)| (&sentence[confidence], &sentence[likelihood]))
    }

    #[test]
    fn the_two_are_seen_in_every_order() {
        assert_eq!(
            found("We judge with high confidence that a pause is very likely."),
            Some(("high confidence", "very likely"))
        );
        assert_eq!(found("It is likely (Moderate Confidence)."), Some(("Moderate Confidence", "likely")));
        assert_eq!(found("A pause is unlikely, and confidence is low."), Some(("confidence is low", "unlikely")));
        assert_eq!(found("A low-confidence judgement: probably"), Some(("low-confidence", "probably")));
        assert_eq!(
            found("Our confidence in this judgement is only moderate, but a pause is almost certain."),
            Some(("confidence in this judgement is only moderate", "almost certain"))
        );
    }

    #[test]
    fn the_confidence_of_others_is_another_thing() {
        for sentence in [
            "Public confidence is low, so unrest is likely.",
            "Low confidence in the government makes unrest likely.",
            "A vote of no confidence is likely.",
            "Confidence-building measures are unlikely.",
            "High confidence is warranted in a remote village.",
        ] {
            assert_eq!(found(sentence), None, "{sentence}");
        }
    }
}
