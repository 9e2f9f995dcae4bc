//! The prose of a document, read once for all that there is to query in it.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use jiff::civil::Date;

use super::relative::{self, Reach};
use super::{confidence, quotation, yardstick};
use crate::config::Yardstick;
use crate::diagnostic::Diagnostic;
use crate::document::Kind;
use crate::document::markdown::Run;
use crate::document::record::Judgement;
use crate::document::when::When;
use crate::knowledge::entry::Entry;
use crate::knowledge::linker::Mention;
use crate::knowledge::{Settings, sentence};
use crate::source::{SourceFile, Span};

/// What a phrase is a sign of.
#[derive(Debug, Clone, Copy)]
enum Sign {
    /// How good the basis of a judgement is, perhaps.
    Confidence,
    /// A likelihood on one of the scales.
    Scale(Yardstick),
    /// A day that hangs on the day of writing.
    Relative(Reach),
}

struct Signs {
    automaton: Option<AhoCorasick>,
    signs: Vec<Sign>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let mut phrases = vec![("confidence".to_owned(), Sign::Confidence)];
    phrases.extend(yardstick::DISTINCTIVE.map(|(phrase, scale)| (phrase.to_owned(), Sign::Scale(scale))));
    phrases.extend(relative::phrases().into_iter().map(|(phrase, reach)| (phrase, Sign::Relative(reach))));
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(phrases.iter().map(|(phrase, _)| phrase))
        .ok();
    Signs { automaton, signs: phrases.into_iter().map(|(_, sign)| sign).collect() }
});

/// The signs in a text that stand there as words.
fn signs(text: &str) -> impl Iterator<Item = (Range<usize>, Sign)> {
    let matches = SIGNS.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@');
    let apart =
        move |place: &Range<usize>| !text[..place.start].ends_with(is_part) && !text[place.end..].starts_with(is_part);
    matches.map(|found| (found.range(), SIGNS.signs[found.pattern().as_usize()])).filter(move |(place, sign)| {
        // "Confidence" also stands in "high-confidence".
        matches!(sign, Sign::Confidence) || apart(place)
    })
}

/// Queries the body of a report or an event.
pub(super) fn lint(entry: &Entry, settings: &Settings, found: &mut Vec<Diagnostic>) {
    let file = &entry.document.file;
    let date = entry.report().and_then(|report| report.date.as_ref()).and_then(When::first_day);
    for (index, run) in (0_u32..).zip(&entry.document.body.runs) {
        let text = run.read(&file.text);
        let mut signs = signs(&text).peekable();
        if signs.peek().is_none() || in_block_quote(run, &file.text) {
            continue;
        }
        let mentions = entry.prose.found.mentions.iter().filter(|mention| mention.run == index);
        let prose = Prose {
            file,
            text: &text,
            place: &|place| place_in_file(run, &file.text, place),
            // A report has a date, by which a reader of its archive has to go; an event has its own.
            reads_days: entry.document.kind == Kind::Report,
            date,
            mentions: &mentions.collect::<Vec<_>>(),
        };
        prose.lint(signs.collect(), settings, found);
    }
}

/// Queries a judgement: its text, and its word of likelihood.
pub(super) fn judgement(
    file: &Arc<SourceFile>,
    judgement: &Judgement,
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) {
    let text = &judgement.text.value;
    let all = judgement.text.span;
    // Where YAML folds or escapes the words, they have no place of their own.
    let place = |place: &Range<usize>| {
        let written = file.text.get(all.range()).and_then(|written| written.find(&text[place.clone()]));
        written.map_or(all, |at| {
            let start = all.range().start + at;
            Span::new(start, start + place.len())
        })
    };
    let prose = Prose { file, text, place: &place, reads_days: false, date: None, mentions: &[] };
    prose.lint(signs(text).collect(), settings, found);
    let scale = settings.yardstick;
    let foreign = judgement.likelihood.as_ref().filter(|word| !scale.words().contains(&&*word.value));
    if let Some(word) = foreign {
        found.push(mixed_yardstick(&word.value, scale).at(file, word.span));
    }
}

fn mixed_yardstick(phrase: &str, scale: Yardstick) -> Diagnostic {
    let message = format!("`{phrase}` is no phrase of {}, the yardstick of this site", yardstick::names(scale).0);
    Diagnostic::warning("mixed-yardstick", message).help(yardstick::help(phrase, scale))
}

/// A text that is read without a break.
struct Prose<'a> {
    file: &'a Arc<SourceFile>,
    text: &'a str,
    /// Where a range of the text stands in the file.
    place: &'a dyn Fn(&Range<usize>) -> Span,
    /// Whether days have to be absolute.
    reads_days: bool,
    /// The day of writing.
    date: Option<Date>,
    mentions: &'a [&'a Mention],
}

impl Prose<'_> {
    fn lint(&self, signs: Vec<(Range<usize>, Sign)>, settings: &Settings, found: &mut Vec<Diagnostic>) {
        if signs.is_empty() {
            return;
        }
        let sentences = sentence::sentences(self.text);
        let quotations = quotation::quotations(self.text);
        let quoted = |place: &Range<usize>| quotations.iter().any(|quote| quote.contains(&place.start));
        // The ends of the sentences that were told of, for each sort of sign.
        let (mut confident, mut dated) = (0, 0);
        for (place, sign) in signs.into_iter().filter(|(place, _)| !quoted(place)) {
            let around = sentence::around(&sentences, place.start);
            match sign {
                Sign::Confidence if confident < around.end => {
                    let within = |inner: &Range<usize>| around.start + inner.start..around.start + inner.end;
                    let mixed = confidence::mixed(&self.text[around.clone()], |inner| quoted(&within(inner)));
                    if let Some((confidence, likelihood)) = mixed {
                        found.push(self.likelihood_with_confidence(&within(&confidence), &within(&likelihood)));
                    }
                    confident = around.end;
                }
                Sign::Scale(scale) if scale != settings.yardstick => {
                    let warning = mixed_yardstick(&self.text[place.clone()], settings.yardstick);
                    found.push(warning.at(self.file, (self.place)(&place)));
                }
                Sign::Relative(reach) if dated < around.end && self.is_open(&place, &around, reach) => {
                    let message =
                        format!("`{}` means another day to whoever reads it later", &self.text[place.clone()]);
                    let warning = Diagnostic::warning("relative-date", message).at(self.file, (self.place)(&place));
                    found.push(warning.help(relative::help(reach, self.date)));
                    dated = around.end;
                }
                _ => {}
            }
        }
    }

    fn likelihood_with_confidence(&self, confidence: &Range<usize>, likelihood: &Range<usize>) -> Diagnostic {
        let [one, other] = [likelihood, confidence].map(|place| &self.text[place.clone()]);
        let message = format!("`{one}` and `{other}` stand in one sentence");
        Diagnostic::warning("likelihood-with-confidence", message)
            .at(self.file, (self.place)(confidence))
            .label(self.file, (self.place)(likelihood), "how likely")
            .help("say how likely it is in one sentence, and how good the basis is in another")
    }

    /// Whether a relative day at `place` is one, and nothing in its sentence says which.
    fn is_open(&self, place: &Range<usize>, sentence: &Range<usize>, reach: Reach) -> bool {
        let before = &self.text[sentence.start..place.start];
        let after = &self.text[place.end..sentence.end.max(place.end)];
        let capital = self.text[place.clone()].starts_with(char::is_uppercase);
        // A capital within a sentence is that of a name: "Harbour Today".
        let is_name = capital && before.contains(char::is_alphanumeric) || {
            let overlaps = |mention: &&Mention| {
                (mention.place.start as usize) < place.end && place.start < mention.place.end as usize
            };
            self.mentions.iter().any(overlaps)
        };
        self.reads_days
            && !is_name
            && !relative::means_otherwise(before, after)
            && !relative::is_settled(&self.text[sentence.clone()], reach)
    }
}

/// Whether a run stands in a block quote: somebody else's words.
fn in_block_quote(run: &Run, source: &str) -> bool {
    let start = run.pieces.first().map_or(0, |piece| piece.span.range().start);
    let before = source.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let marks = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+'));
    marks.starts_with('>')
}

/// The place in the file of a range of a run.
fn place_in_file(run: &Run, source: &str, place: &Range<usize>) -> Span {
    let (mut at, mut start, mut end) = (0, None, 0);
    for piece in run.pieces.iter() {
        let next = at + piece.read(source).len();
        let span = piece.span.range();
        let is_same = piece.text.is_none();
        if start.is_none() && place.start < next {
            start = Some(if is_same { span.start + place.start - at } else { span.start });
        }
        if place.end <= next {
            end = if is_same { span.start + place.end - at } else { span.end };
            break;
        }
        at = next;
    }
    let start = start.unwrap_or_default();
    Span::new(start, end.max(start))
}
