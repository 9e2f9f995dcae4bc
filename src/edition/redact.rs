//! What an edition leaves out of a document that it shows: records and blocks with a stricter marking of their own.

use std::ops::Range;
use std::sync::Arc;

use super::Edition;
use crate::document::record::{Claim, Figure, SourceEntry, Tlp};
use crate::document::{self, Document, Matter};
use crate::source::Span;

/// What was left out of a document.
#[derive(Debug, Clone, Default)]
pub struct Omission {
    /// How many records.
    pub records: usize,
    /// How many blocks of prose, those within others not counted.
    pub blocks: usize,
    /// Ids of records that are left out.
    pub ids: Vec<String>,
    /// The words of the records that are left out.
    pub words: Vec<String>,
    /// Where the blocks that are left out stand in the file.
    pub ranges: Vec<Range<usize>>,
    /// Where the records that are left out stand in the file.
    pub records_at: Vec<Range<usize>>,
}

impl Edition {
    /// A document that the edition shows, as if what is marked more strictly had never been written, and what that was;
    /// nothing where all of it is shown.
    #[must_use]
    pub fn redacted(&self, document: &Arc<Document>) -> Option<(Arc<Document>, Omission)> {
        let records: Vec<Span> =
            document.record_markings().into_iter().filter(|(tlp, _)| *tlp > self.tlp).map(|(_, span)| span).collect();
        let mut omission = Omission::default();
        let mut end = 0;
        for block in document.body.blocks.iter().filter(|block| block.tlp > self.tlp) {
            let range = block.span.range();
            // One within another goes with it.
            if range.start >= end {
                end = range.end;
                omission.ranges.push(range);
            }
        }
        omission.blocks = omission.ranges.len();
        if records.is_empty() && omission.blocks == 0 {
            return None;
        }
        omission.records_at = records.iter().map(|span| span.range()).collect();
        self.strip(&mut (**document).clone(), &mut omission);
        let file = &document.file;
        let mut cuts: Vec<Range<usize>> = records.iter().filter_map(|span| entry(&file.text, span.range())).collect();
        cuts.sort_by_key(|range| range.start);
        cuts.extend(omission.ranges.iter().cloned());
        cuts.dedup();
        // Places in the text are then those of a file in which nothing of it was ever written. What is wrong with the file
        // was told when all of it was read.
        let read = |cuts: Vec<Range<usize>>| document::parse(&Arc::new(file.without(cuts))).0;
        let sound = |read: &Document| !read.unreadable;
        let left = read(cuts).filter(sound).or_else(|| read(omission.ranges.clone()).filter(sound));
        let mut left = left.unwrap_or_else(|| Document { unreadable: true, ..(**document).clone() });
        self.strip(&mut left, &mut Omission::default());
        Some((Arc::new(left), omission))
    }

    /// Takes all records out of a document that the edition does not show.
    fn strip(&self, document: &mut Document, omission: &mut Omission) {
        let hidden = |tlp: &Option<Tlp>| tlp.is_some_and(|tlp| tlp > self.tlp);
        match &mut document.matter {
            Matter::Report(report) => {
                omission.claims(&mut report.claims, &hidden);
                omission.figures(&mut report.figures, &hidden);
                omission.sources(&mut report.sources, &hidden);
                omission.take(&mut report.judgements, |judgement| {
                    hidden(&judgement.tlp).then(|| (None, vec![judgement.text.value.clone()]))
                });
                omission.take(&mut report.corrections, |correction| {
                    let words = [Some(correction.note.clone()), correction.was.clone(), correction.now.clone()];
                    hidden(&correction.tlp).then(|| (None, words.into_iter().flatten().collect()))
                });
            }
            Matter::Event(event) => {
                omission.claims(&mut event.claims, &hidden);
                omission.figures(&mut event.figures, &hidden);
                omission.sources(&mut event.sources, &hidden);
            }
            Matter::Actor(actor) => {
                omission.take(&mut actor.relations, |relation| {
                    hidden(&relation.tlp).then(|| (None, relation.role.clone().into_iter().collect()))
                });
            }
            Matter::Country(_) | Matter::Source(_) | Matter::Page => {}
        }
    }
}

/// What has to be cut from the text so that an entry of a list is gone: its lines, where it has lines of its own, else the
/// entry with the comma before or after it.
fn entry(text: &str, record: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..record.start)?;
    let record_end = record.start + text.get(record.clone())?.trim_end().len();
    let after = text.get(record_end..)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').map_or(text.len(), |at| record_end + at + 1);
    let rest = text[record_end..line_end].trim();
    if rest.is_empty() || rest.starts_with('#') {
        // The hyphen may stand on a line before it, with a remark.
        let lines = before[..line_start].split_inclusive('\n').rev();
        let starts = lines.scan(line_start, |start, line| {
            *start -= line.len();
            Some((*start, line))
        });
        let own = (line_start, &before[line_start..]);
        let code = |line: &str| line.split('#').next().unwrap_or_default().trim().to_owned();
        let mut head = std::iter::once(own).chain(starts).skip_while(|(_, line)| code(line).is_empty());
        if let Some((start, _)) = head.next().filter(|(_, line)| code(line) == "-") {
            return Some(start..line_end);
        }
    }
    let spaces = after.len() - after.trim_start().len();
    if after[spaces..].starts_with(',') {
        let comma = record_end + spaces + 1;
        let next = text[comma..].len() - text[comma..].trim_start_matches(' ').len();
        return Some(record.start..comma + next);
    }
    let start = before.trim_end();
    Some(start.strip_suffix(',').map_or(record.start, str::len)..record_end)
}

impl Omission {
    /// Takes out of a list what `hidden` gives the id and the words of.
    fn take<T>(&mut self, list: &mut Vec<T>, hidden: impl Fn(&T) -> Option<(Option<String>, Vec<String>)>) {
        list.retain(|record| {
            let Some((id, words)) = hidden(record) else { return true };
            self.records += 1;
            self.ids.extend(id);
            self.words.extend(words);
            false
        });
    }

    fn claims(&mut self, claims: &mut Vec<Claim>, hidden: &impl Fn(&Option<Tlp>) -> bool) {
        self.take(claims, |claim| {
            let words = || [claim.text.clone(), claim.quote.as_ref().map(|quote| quote.value.clone())];
            let id = claim.id.as_ref().map(|id| id.value.clone());
            hidden(&claim.tlp).then(|| (id, words().into_iter().flatten().collect()))
        });
    }

    fn figures(&mut self, figures: &mut Vec<Figure>, hidden: &impl Fn(&Option<Tlp>) -> bool) {
        self.take(figures, |figure| {
            let id = figure.id.as_ref().map(|id| id.value.clone());
            hidden(&figure.tlp).then(|| (id, figure.label.clone().into_iter().collect()))
        });
    }

    fn sources(&mut self, sources: &mut Vec<SourceEntry>, hidden: &impl Fn(&Option<Tlp>) -> bool) {
        self.take(sources, |entry| {
            let SourceEntry::Inline(source) = entry else { return None };
            let id = source.id.as_ref().map(|id| id.value.clone());
            let words = || [&source.name, &source.url, &source.archived_url].into_iter().flatten().cloned().collect();
            hidden(&source.tlp).then(|| (id, words()))
        });
    }
}
