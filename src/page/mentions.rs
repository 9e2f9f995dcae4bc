//! Every mention of an entity with its sentence, and what is seen together with it.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::{EntityLink, PageLink, Pagination, Scope, page_of, prose};
use crate::document::Document;
use crate::document::markdown::{OBJECT, Run};
use crate::knowledge::linker::run_text;
use crate::knowledge::{Appearance, EntityIx, EntityKind, How, Mention};
use crate::route::{Href, Route};

/// The reports that mention an entity, newest first, one page of them.
#[derive(Debug, Serialize)]
pub struct MentionsView {
    /// How often it is mentioned in all reports.
    pub count: usize,
    /// How many reports are about it or mention it.
    pub reports: usize,
    /// The reports on this page.
    pub groups: Vec<MentionGroup>,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// The mentions of an entity in one report.
#[derive(Debug, Serialize)]
pub struct MentionGroup {
    /// The report.
    pub report: PageLink,
    /// Sentences that name it.
    pub sentences: Vec<SentenceView>,
    /// Sentences that name only its people (demonyms).
    pub demonyms: Vec<SentenceView>,
    /// Whether the report's front matter is all that names it.
    pub listed_only: bool,
}

/// A sentence with a mention.
#[derive(Debug, Serialize)]
pub struct SentenceView {
    /// The sentence up to the mention.
    pub before: String,
    /// The mention.
    pub surface: String,
    /// The rest.
    pub after: String,
    /// As what the words stand for the entity: name, alias, weak, demonym, surname, explicit.
    pub how: &'static str,
    /// The section of the report that has it.
    pub href: Href,
}

/// Another entity and how many reports have both.
#[derive(Debug, Serialize)]
pub struct Companion {
    /// The other.
    pub entity: EntityLink,
    /// The number of reports.
    pub count: usize,
}

/// Longest text before or after a mention, in characters.
const CONTEXT: usize = 280;

/// How many pages an entity has: one at least.
#[must_use]
pub fn pages(scope: &Scope<'_>, ix: EntityIx) -> usize {
    scope.base.appearances(ix).len().div_ceil(scope.config.mentions_per_page.max(1)).max(1)
}

/// Page `number` of the mentions of an entity; nothing past the last.
#[must_use]
pub fn view(scope: &Scope<'_>, route: &Route, ix: EntityIx, number: usize) -> Option<MentionsView> {
    let reports = scope.base.appearances(ix).len();
    let (shown, total) = page_of(reports, number, scope.config.mentions_per_page)?;
    let entity = &scope.base.entities[ix.at()];
    let at = |number: usize| match entity.kind {
        EntityKind::Actor => Route::Actor(entity.id.clone(), number),
        EntityKind::Country => Route::Country(entity.id.clone(), number),
        EntityKind::Event => Route::Event(entity.id.clone(), number),
    };
    Some(MentionsView {
        count: scope.lists.mentions(scope.base, ix),
        reports,
        groups: scope.base.appearances_in(ix, shown).map(|found| group(scope, route, &found)).collect(),
        pagination: Pagination::new(route, number, total, at),
    })
}

/// Who and what is most often in the same reports.
#[must_use]
pub fn companions(scope: &Scope<'_>, route: &Route, ix: EntityIx) -> Vec<Companion> {
    let companions = scope.base.companions(ix, 12);
    companions.into_iter().map(|(other, count)| Companion { entity: scope.entity_link(route, other), count }).collect()
}

fn group(scope: &Scope<'_>, route: &Route, appearance: &Appearance<'_>) -> MentionGroup {
    let entry = appearance.entry;
    let report = scope.report_link(route, appearance.report);
    let mut read: Option<(u32, Cow<'_, str>)> = None;
    let (mut sentences, mut demonyms) = (Vec::new(), Vec::new());
    let mut last = None;
    for &index in appearance.mentions {
        let mention = &entry.prose.found.mentions[index as usize];
        // A sentence that names it twice is shown once.
        if last.replace((mention.run, mention.sentence.clone())) == Some((mention.run, mention.sentence.clone())) {
            continue;
        }
        // Mentions stand in the order of the text, so those of one run follow each other.
        if read.as_ref().is_none_or(|(run, _)| *run != mention.run) {
            read = Some((mention.run, run_text(&entry.document, mention.run)));
        }
        let text = read.as_ref().map_or("", |(_, text)| text);
        let run = &entry.document.body.runs[mention.run as usize];
        let heading = (run.section as usize).checked_sub(1).and_then(|at| entry.document.body.headings.get(at));
        let is_title = heading
            .is_some_and(|heading| entry.document.body.title.as_ref().is_some_and(|title| title.span == heading.span));
        let href = match heading {
            Some(heading) if !is_title => report.href.anchor(&heading.anchor),
            _ => report.href.clone(),
        };
        let sentence = sentence(scope, (&entry.document, run), text, mention, href);
        if mention.how == How::Demonym { demonyms.push(sentence) } else { sentences.push(sentence) }
    }
    MentionGroup { report, listed_only: appearance.mentions.is_empty(), sentences, demonyms }
}

fn sentence(
    scope: &Scope<'_>,
    (document, run): (&Document, &Run),
    text: &str,
    mention: &Mention,
    href: Href,
) -> SentenceView {
    let at = |at: u32| crate::source::floor_char_boundary(text, at as usize);
    let (start, end) = (at(mention.sentence.start), at(mention.sentence.end));
    let (from, to) = (at(mention.place.start), at(mention.place.end));
    let read = |part: Range<usize>| prose::spoken(scope, document, run, text, part);
    // A note's number at an end of a sentence is no part of it.
    let clean = |text: Cow<'_, str>| {
        let text = text.trim_matches(OBJECT);
        if text.contains(OBJECT) { text.replace(OBJECT, "…") } else { text.to_owned() }
    };
    SentenceView {
        before: clean(shortened_front(&read(start.min(from)..from))),
        surface: clean(text[from..to].into()),
        after: clean(shortened_back(&read(to..end.max(to)))),
        how: mention.how.word(),
        href,
    }
}

fn shortened_front(text: &str) -> Cow<'_, str> {
    let cut = match text.char_indices().rev().nth(CONTEXT - 1) {
        Some((at, _)) if at > 0 => &text[at..],
        _ => return text.trim_start().into(),
    };
    format!("…{}", cut.split_once(' ').map_or(cut, |(_, rest)| rest)).into()
}

fn shortened_back(text: &str) -> Cow<'_, str> {
    let cut = match text.char_indices().nth(CONTEXT) {
        Some((at, _)) => &text[..at],
        None => return text.trim_end().into(),
    };
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(rest, _)| rest)).into()
}
