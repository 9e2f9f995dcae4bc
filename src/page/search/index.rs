//! The index: which documents have which words, as what.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::postings::{Postings, write_number};
use super::tokens::terms;
use crate::document::when::When;
use crate::document::{Document, Event, Matter, Report};
use crate::knowledge::{EntityIx, EntityKind, Entry};
use crate::page::Scope;
use crate::route::Route;

/// As what a document has a word, from the most telling on.
const FIELDS: usize = 4;

/// Its title or one of its names.
const NAME: u8 = 0;
/// Its summary, its highlights, or a name of who and what it is about.
const SUMMARY: u8 = 1;
/// Its text, [`OFTEN`] times or more.
const OFTEN_IN_TEXT: u8 = 2;
/// Its text.
const TEXT: u8 = 3;

/// How often a word stands in a text that is about it.
const OFTEN: u32 = 3;

/// Documents whose words are found at once, in parallel; what they are is then added one after the other.
const BATCH: usize = 1024;

/// Bytes of words in one file, about; a query reads one or two files for each word.
const FILE: usize = 8 * 1024;

/// Bytes of a list that stands in a file of its own: read with its neighbours it would be most of what a query loads.
const LONG: usize = 6 * 1024;

/// Documents in one file.
pub(super) const DOCUMENTS: usize = 16;

/// What is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    Page(u32),
    Source(u32),
    Entity(EntityIx),
    Report(u32),
}

/// The files of the index as far as they are made at once; those of the documents are cut from `documents`.
#[derive(Debug)]
pub struct Index {
    /// Pages, sources, countries and actors by id, events and reports from the oldest on: what is new comes last, so that a
    /// new report moves no other.
    pub(super) documents: Vec<Found>,
    /// Where each kind stands among them: `page`, `source`, …
    pub(super) kinds: Vec<(&'static str, Range<usize>)>,
    /// Words with their lists, in order, cut into files: the first word of each, and its text.
    pub(super) words: Vec<(String, String)>,
    /// Lists of common words: those that [`Index::words`] names by number, as `~NUMBER:BYTES`.
    pub(super) long: Vec<String>,
    /// Lists of what is about an entity, likewise; a key is `actor:` or `country:` and the id.
    pub(super) facets: Vec<(String, String)>,
    /// The days of events and reports, as pairs of steps: from the day before, and how many have it.
    pub(super) days: [String; 2],
    /// How many words there are.
    pub words_count: usize,
    /// How many bytes the lists have.
    pub bytes: usize,
}

/// The words of one document, each with the best field that has it.
type Words = HashMap<String, (u8, u32), FixedState>;

/// What one document adds.
struct Entries {
    words: Words,
    facets: Vec<String>,
}

impl Index {
    /// The index of what the edition shows.
    pub(crate) fn new(scope: &Scope<'_>) -> Self {
        let (documents, kinds, days) = ordered(scope);
        let mut words: HashMap<String, [Postings; FIELDS], FixedState> = HashMap::default();
        let mut facets: BTreeMap<String, Postings> = BTreeMap::new();
        for (batch, found) in documents.chunks(BATCH).enumerate() {
            let entries: Vec<Entries> = found.par_iter().with_min_len(16).map(|found| entries(scope, *found)).collect();
            for (number, entries) in (batch * BATCH..).zip(entries) {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                for (word, (field, _)) in &entries.words {
                    words.entry_ref(word.as_str()).or_default()[usize::from(*field)].push(number);
                }
                for facet in entries.facets {
                    facets.entry(facet).or_default().push(number);
                }
            }
        }
        let words_count = words.len();
        let mut words: Vec<(String, [Postings; FIELDS])> = words.into_iter().collect();
        words.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let all = documents.len();
        let mut long: Vec<String> = Vec::new();
        let words = cut(words.into_iter().map(|(word, fields)| (word, lists_of(&fields, all, &mut long))));
        let facets = cut(facets.into_iter().map(|(facet, list)| {
            let mut lists = String::new();
            list.write(all, &mut lists);
            (facet, lists)
        }));
        let in_files = words.iter().chain(&facets).map(|(_, text)| text.len());
        let bytes = in_files.chain(long.iter().map(String::len)).sum();
        Self { documents, kinds, words, long, facets, days, words_count, bytes }
    }
}

/// The lists of a word, by field; those that are long go into `long`, and their numbers stand in their places.
fn lists_of(fields: &[Postings; FIELDS], documents: usize, long: &mut Vec<String>) -> String {
    let mut lists = String::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            lists.push(' ');
        }
        let start = lists.len();
        field.write(documents, &mut lists);
        if lists.len() - start > LONG {
            let list = lists.split_off(start);
            // Memory takes all of it.
            let _ = write!(lists, "~{}:{}", long.len(), list.len());
            long.push(list);
        }
    }
    lists.truncate(lists.trim_end().len());
    lists
}

/// All documents in order, where each kind stands, and the days of events and reports.
#[expect(clippy::type_complexity, reason = "three parts of one order")]
fn ordered(scope: &Scope<'_>) -> (Vec<Found>, Vec<(&'static str, Range<usize>)>, [String; 2]) {
    let base = scope.base;
    let mut documents: Vec<Found> = Vec::with_capacity(base.entities.len() + base.reports.len());
    let mut kinds = Vec::new();
    let mut close = |kind, documents: &[Found]| {
        let start = kinds.last().map_or(0, |(_, last): &(&'static str, Range<usize>)| last.end);
        kinds.push((kind, start..documents.len()));
    };
    documents.extend((0_u32..).take(base.pages.len()).map(Found::Page));
    close("page", &documents);
    documents.extend((0_u32..).take(base.sources.len()).map(Found::Source));
    close("source", &documents);
    documents.extend(scope.lists.by_id(base, EntityKind::Country).iter().map(|ix| Found::Entity(*ix)));
    close("country", &documents);
    documents.extend(scope.lists.by_id(base, EntityKind::Actor).iter().map(|ix| Found::Entity(*ix)));
    close("actor", &documents);
    // Those without a day come first, as the oldest.
    let day_of = |when: Option<&When>| when.and_then(When::first_day).map_or(0, days_since_1);
    let event_day = |ix: EntityIx| {
        day_of(base.entities[ix.at()].event().and_then(|event| event.when.as_ref()).map(|when| &when.value))
    };
    let mut events: Vec<EntityIx> = scope.lists.by_id(base, EntityKind::Event).to_vec();
    events.sort_by_cached_key(|ix| event_day(*ix));
    let event_days = steps(events.iter().map(|ix| event_day(*ix)));
    documents.extend(events.into_iter().map(Found::Entity));
    close("event", &documents);
    let report_day = |at: u32| day_of(base.reports[at as usize].report().and_then(|report| report.date.as_ref()));
    let mut reports: Vec<u32> = (0_u32..).take(base.reports.len()).collect();
    // Reports stand newest first; of one day, too, so that the order turned round is that of time.
    reports.reverse();
    reports.sort_by_key(|at| report_day(*at));
    let report_days = steps(reports.iter().map(|at| report_day(*at)));
    documents.extend(reports.into_iter().map(Found::Report));
    close("report", &documents);
    (documents, kinds, [event_days, report_days])
}

/// Days since 1 January of the year 1, which is 1; 0 for days before it.
fn days_since_1(day: jiff::civil::Date) -> u32 {
    let first = jiff::civil::date(1, 1, 1);
    day.since(first).ok().and_then(|span| u32::try_from(span.get_days()).ok()).map_or(0, |days| days + 1)
}

/// Days in order as pairs: the step from the day before, and how many have it.
fn steps(days: impl Iterator<Item = u32>) -> String {
    let mut out = Vec::new();
    let (mut last, mut count, mut before) = (None, 0, 0);
    let mut flush = |day: Option<u32>, count: u32, before: &mut u32| {
        if let Some(day) = day {
            write_number(&mut out, day - *before);
            write_number(&mut out, count);
            *before = day;
        }
    };
    for day in days {
        if last == Some(day) {
            count += 1;
        } else {
            flush(last, count, &mut before);
            (last, count) = (Some(day), 1);
        }
    }
    flush(last, count, &mut before);
    String::from_utf8(out).unwrap_or_default()
}

/// Cuts sorted entries into files of an object each, by their text: a word that is added changes its own file and no other.
fn cut(entries: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for (key, lists) in entries {
        if !is_open {
            files.push((key.clone(), String::from("{")));
            is_open = true;
        }
        let Some((_, text)) = files.last_mut() else { continue };
        if text.len() > 1 {
            text.push_str(",\n");
        }
        // A string is always JSON.
        text.push_str(&serde_json::to_string(&key).unwrap_or_default());
        text.push_str(":\"");
        text.push_str(&lists);
        text.push('"');
        let ends_here = blake3::hash(key.as_bytes()).as_bytes()[0].is_multiple_of(8);
        if text.len() >= FILE && (ends_here || text.len() >= 2 * FILE) {
            text.push('}');
            is_open = false;
        }
    }
    if let Some((_, text)) = files.last_mut().filter(|_| is_open) {
        text.push('}');
    }
    files
}

impl Entries {
    fn new() -> Self {
        Self { words: HashMap::default(), facets: Vec::new() }
    }

    /// Adds the words of a text as this field, or as a better one that has them already.
    fn add(&mut self, field: u8, text: &str) {
        let words = &mut self.words;
        terms(text, &mut |term| {
            let (known, count) = words.entry_ref(term).or_insert((field, 0));
            *known = (*known).min(field);
            *count += u32::from(field == TEXT);
        });
    }

    /// Names an entity, which the document is about.
    fn about(&mut self, scope: &Scope<'_>, ix: EntityIx) {
        let entity = &scope.base.entities[ix.at()];
        if !scope.base.has_page(ix) {
            return;
        }
        self.add(SUMMARY, &entity.name);
        let kind = match entity.kind {
            EntityKind::Actor => "actor",
            EntityKind::Country => "country",
            EntityKind::Event => return,
        };
        self.facets.push(format!("{kind}:{}", entity.id));
    }

    fn body(&mut self, document: &Document) {
        for run in &document.body.runs {
            self.add(TEXT, &run.read(&document.file.text));
        }
    }

    fn finish(mut self) -> Self {
        for (field, count) in self.words.values_mut() {
            if *field == TEXT && *count >= OFTEN {
                *field = OFTEN_IN_TEXT;
            }
        }
        self.facets.sort_unstable();
        self.facets.dedup();
        self
    }
}

fn entries(scope: &Scope<'_>, found: Found) -> Entries {
    let base = scope.base;
    let mut entries = Entries::new();
    match found {
        Found::Page(at) => {
            let document = &base.pages[at as usize];
            entries.add(NAME, &document.title.value);
            entries.body(document);
        }
        Found::Source(at) => {
            let document = &base.sources[at as usize];
            entries.add(NAME, &document.title.value);
            if let Matter::Source(source) = &document.matter {
                let named = source.publisher.iter().map(|publisher| publisher.value.as_str());
                named.chain(source.author.as_deref()).for_each(|name| entries.add(SUMMARY, name));
            }
            entries.body(document);
        }
        Found::Entity(ix) => entity(scope, ix, &mut entries),
        Found::Report(at) => {
            let entry = &base.reports[at as usize];
            entries.add(NAME, &entry.document.title.value);
            if let Some(of) = entry.report().filter(|report| !report.withdrawn) {
                report(scope, entry, of, &mut entries);
            }
        }
    }
    entries.finish()
}

fn entity(scope: &Scope<'_>, ix: EntityIx, entries: &mut Entries) {
    let entity = &scope.base.entities[ix.at()];
    entries.add(NAME, &entity.name);
    entries.add(NAME, scope.name(ix));
    if let Some(country) = entity.built_in {
        entries.add(NAME, &country.alpha3);
        country.other_names().for_each(|name| entries.add(NAME, name));
    }
    if let Some(actor) = entity.actor() {
        let names = actor.aliases.iter().chain(actor.names.values()).map(|name| name.value.as_str());
        names.for_each(|name| entries.add(NAME, name));
    }
    if let Some(home) = entity.home {
        entries.about(scope, home);
    }
    if let Some(event) = entity.event() {
        event_words(scope, ix, event, entries);
    } else {
        entries.about(scope, ix);
    }
    if let Some(document) = &entity.document {
        entries.body(document);
    }
}

fn event_words(scope: &Scope<'_>, ix: EntityIx, event: &Event, entries: &mut Entries) {
    event.aliases.iter().for_each(|alias| entries.add(NAME, &alias.value));
    let place = event.place.as_ref().and_then(|place| place.name.as_deref());
    place.into_iter().chain(event.when_text.as_deref()).for_each(|text| entries.add(SUMMARY, text));
    for involved in scope.lists.involved(scope.base, ix) {
        entries.about(scope, *involved);
    }
}

fn report(scope: &Scope<'_>, entry: &Entry, report: &Report, entries: &mut Entries) {
    report.summary.iter().for_each(|summary| entries.add(SUMMARY, summary));
    report.highlights.iter().for_each(|text| entries.add(SUMMARY, &text.value));
    let more = report.tags.iter().chain(&report.authors).map(String::as_str);
    more.chain(report.series.as_ref().map(|series| series.value.as_str())).for_each(|text| entries.add(SUMMARY, text));
    for ix in entry.all() {
        entries.about(scope, ix);
    }
    entries.body(&entry.document);
}

/// The page of what is found.
pub(super) fn route(scope: &Scope<'_>, found: Found) -> Option<Route> {
    let base = scope.base;
    match found {
        Found::Page(at) => Some(Route::Page(base.pages.get(at as usize)?.id.clone())),
        Found::Source(at) => Some(Route::Source(base.sources.get(at as usize)?.id.clone())),
        Found::Entity(ix) => scope.route_of(ix),
        Found::Report(at) => Some(Route::Report(base.reports.get(at as usize)?.document.id.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_stands_in_a_file_of_its_own() {
        let mut fields: [Postings; FIELDS] = Default::default();
        fields[usize::from(SUMMARY)].push(3);
        (0..60_000).filter(|number| number % 5 > 0).for_each(|number| fields[usize::from(TEXT)].push(number));
        let mut long = vec!["another".to_owned()];
        assert_eq!(lists_of(&fields, 60_000, &mut long), " D  ~1:10001");
        assert!(long[1].len() == 10_001 && long[1].starts_with('!'));
        fields[usize::from(TEXT)] = Postings::default();
        assert_eq!(lists_of(&fields, 60_000, &mut long), " D");
    }
}
