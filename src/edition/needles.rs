//! Words that give away what an edition withholds, looked for in every byte of its output.
//!
//! The filter of [`super::Edition`] runs before anything is derived, so nothing should ever be found. This is the second
//! wall behind it, and it knows nothing of how the first is built: it takes ids, names and sentences of what is withheld,
//! and looks for them in files as they are, and in files without their tags, escapes and line breaks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Omission;
use super::reading::{self, has_tags};
use super::search::Search;
use crate::document::record::SourceEntry;
use crate::document::{Document, Matter};

/// What would give something away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    /// The words, with one space between them.
    pub text: String,
    /// What they are.
    pub what: What,
    /// The content file that has them.
    pub file: String,
    /// Whether only a part of that file is withheld.
    pub part: bool,
}

/// What a needle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The id of a document or record, or the path of a file.
    Id,
    /// A title, a name or an alias.
    Name,
    /// A single word of a name.
    Word,
    /// A sentence, or as much of it as stands together in any format.
    Sentence,
}

/// All of them, ready to be looked for.
pub struct Needles {
    list: Vec<Needle>,
    search: Search,
    /// How many were left out because a public text says them.
    pub public: usize,
}

/// Most bytes of a needle: more would tell no better.
const LONGEST: usize = 96;
/// Words of a piece of a sentence.
const WORDS: usize = 5;
/// Fewest bytes of a piece.
const SENTENCE: usize = 12;
/// Fewest bytes of an id or a name, and of a word of one.
const NAME: usize = 5;
const WORD: usize = 4;

/// Bytes of the part before that are looked at again with the next: more than any needle in any writing.
pub const OVERLAP: usize = 8 * LONGEST;

impl What {
    /// The word for it in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Word => "word of a name",
            Self::Sentence => "sentence",
        }
    }
}

impl Needles {
    /// The needles of these documents, and of what is omitted from these.
    #[must_use]
    pub fn of<'a>(
        withheld: impl IntoIterator<Item = &'a Document>,
        omitted: impl IntoIterator<Item = (&'a Document, &'a Omission)>,
    ) -> Self {
        let mut found = Collected::default();
        for document in withheld {
            found.document(document);
        }
        for (document, omission) in omitted {
            found.omission(document, omission);
        }
        let list: Vec<Needle> = found.needles.into_values().collect();
        Self::looked_for(list, 0)
    }

    /// Those that none of these texts says, which everybody may read.
    #[must_use]
    pub fn without(self, public: &[Cow<'_, str>]) -> Self {
        let said: BTreeSet<usize> = public.par_iter().map(|text| self.find(text.as_bytes())).flatten().collect();
        let list = self.list.into_iter().enumerate().filter(|(at, _)| !said.contains(at)).map(|(_, needle)| needle);
        let list: Vec<Needle> = list.collect();
        Self::looked_for(list, said.len())
    }

    fn looked_for(list: Vec<Needle>, public: usize) -> Self {
        Self { search: Search::of(list.iter().map(|needle| &*needle.text)), list, public }
    }

    /// The needles.
    #[must_use]
    pub fn list(&self) -> &[Needle] {
        &self.list
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<What, usize> {
        let mut counts = BTreeMap::new();
        for needle in &self.list {
            *counts.entry(needle.what).or_default() += 1;
        }
        counts
    }

    /// Which of them stand in these bytes, by their place in [`Needles::list`].
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if self.list.is_empty() {
            return found;
        }
        let mut look = |bytes: &[u8]| {
            self.search.each(bytes, |at, start, end| {
                if stands_alone(bytes, start, end, self.list[at].what) {
                    found.insert(at);
                }
            });
        };
        look(bytes);
        if let Some(plain) = reading::plain(bytes) {
            look(&plain);
            // HTML within XML.
            if let Some(plainer) = has_tags(&plain).then(|| reading::plain(&plain)).flatten() {
                look(&plainer);
            }
        }
        found
    }
}

/// Whether a hit is not a part of a longer word.
fn stands_alone(bytes: &[u8], start: usize, end: usize, what: What) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || (what == What::Id && matches!(byte, b'-' | b'_'));
    // Letters of other scripts: what stands before or after cannot be told from bytes alone, so it counts as a hit.
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let (first, last) = (bytes.get(start), bytes.get(end.wrapping_sub(1)));
    let joins = |one: Option<&u8>, other: Option<&u8>| one.is_some_and(|b| part(*b)) && other.is_some_and(|b| part(*b));
    !joins(before, first) && !joins(last, bytes.get(end))
}

/// Needles by their text in lower case.
#[derive(Default)]
struct Collected {
    needles: BTreeMap<String, Needle>,
}

impl Collected {
    fn document(&mut self, document: &Document) {
        let file = &document.file.path;
        let path = match document.kind.section().folder() {
            "" => format!("/{}/", document.id),
            folder => format!("{folder}{}/", document.id),
        };
        self.add(What::Id, &path, file, false);
        self.add(What::Id, file, file, false);
        let ids = document.common.former_ids.iter().map(|id| id.value.as_str());
        for id in std::iter::once(document.id.as_str()).chain(ids) {
            // What is only a date or a number stands everywhere.
            if id.len() >= NAME && id.bytes().any(|byte| byte.is_ascii_alphabetic()) && id.contains('-') {
                self.add(What::Id, id, file, false);
            }
        }
        let is_entity = matches!(document.matter, Matter::Actor(_) | Matter::Event(_) | Matter::Country(_));
        for name in names(document) {
            self.name(&name, file, is_entity);
        }
        let mut say = |text: &str| self.sentences(text, file, false);
        for run in &document.body.runs {
            say(&run.read(&document.file.text));
        }
        for text in texts(document) {
            say(&text);
        }
        for value in document.common.extra.values() {
            strings(value, &mut say);
        }
    }

    fn omission(&mut self, document: &Document, omission: &Omission) {
        let file = &document.file.path;
        for id in omission.ids.iter().filter(|id| id.len() >= 2 * NAME && id.contains('-')) {
            self.add(What::Id, id, file, true);
        }
        for words in &omission.words {
            self.sentences(words, file, true);
        }
        let is_in = |at: u32| omission.ranges.iter().any(|range| range.contains(&(at as usize)));
        for run in document.body.runs.iter().filter(|run| run.pieces.iter().any(|piece| is_in(piece.span.start))) {
            self.sentences(&run.read(&document.file.text), file, true);
        }
    }

    fn name(&mut self, name: &str, file: &str, is_entity: bool) {
        if name.chars().count() >= NAME || !name.is_ascii() {
            self.sentences_as(What::Name, name, file, false);
        }
        if !is_entity {
            return;
        }
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= WORD);
        for word in words.filter(|word| word.chars().any(char::is_alphabetic)) {
            self.add(What::Word, word, file, false);
            // As the search index has it.
            let folded: String = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
            self.add(What::Word, &folded, file, false);
        }
    }

    fn sentences(&mut self, text: &str, file: &str, part: bool) {
        self.sentences_as(What::Sentence, text, file, part);
    }

    /// The stretches of a text that every format writes alike.
    fn sentences_as(&mut self, what: What, text: &str, file: &str, part: bool) {
        let breaks = |c: char| matches!(c, '.' | '!' | '?' | ';' | '<' | '>' | '"' | '\\' | '\u{fffc}' | '|');
        for piece in text.split(breaks) {
            let words: Vec<&str> = piece.split_whitespace().collect();
            // Cut, so that a part of a sentence is found as well.
            let last = words.len().saturating_sub(WORDS);
            for start in (0..last).step_by(WORDS).chain([last]) {
                let piece = words[start..words.len().min(start + WORDS)].join(" ");
                let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
                let is_long = piece.len() >= SENTENCE && piece.contains(' ');
                if is_long || (what == What::Name && piece.chars().count() >= NAME) {
                    self.add(what, piece, file, part);
                }
            }
        }
    }

    fn add(&mut self, what: What, text: &str, file: &str, part: bool) {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text[..end].trim_end().to_owned();
        if text.is_empty() {
            return;
        }
        let needle = Needle { text: text.clone(), what, file: file.to_owned(), part };
        let known = self.needles.entry(text.to_ascii_lowercase()).or_insert(needle);
        // What a part says is never put down to chance.
        known.part |= part;
        known.what = known.what.min(what);
    }
}

/// What a document that is shown says to everybody: its file, or what is left of it, and its prose without markup.
#[must_use]
pub fn public_texts<'a>(document: &'a Document, is_whole: bool) -> Vec<Cow<'a, str>> {
    let mut texts: Vec<Cow<'a, str>> = if is_whole {
        vec![Cow::Borrowed(&document.file.text)]
    } else {
        // The records that are omitted still stand in the front matter.
        let body = document.file.text.get(document.body.start..).unwrap_or_default();
        let front = names(document).into_iter().chain(self::texts(document)).map(Cow::Owned);
        front.chain([Cow::Borrowed(body)]).collect()
    };
    let runs: Vec<Cow<'a, str>> = document.body.runs.iter().map(|run| run.read(&document.file.text)).collect();
    texts.push(Cow::Owned(runs.join("\n")));
    texts
}

fn names(document: &Document) -> Vec<String> {
    let mut names = vec![document.title.value.clone()];
    match &document.matter {
        Matter::Actor(actor) => {
            names.extend(actor.aliases.iter().chain(&actor.weak_aliases).map(|alias| alias.value.clone()));
            names.extend(actor.names.values().map(|name| name.value.clone()));
        }
        Matter::Event(event) => names.extend(event.aliases.iter().map(|alias| alias.value.clone())),
        Matter::Country(country) => names.extend(country.aliases.iter().map(|alias| alias.value.clone())),
        Matter::Report(_) | Matter::Source(_) | Matter::Page => {}
    }
    names
}

/// The sentences of the front matter.
fn texts(document: &Document) -> Vec<String> {
    let mut texts: Vec<Option<String>> = Vec::new();
    let (claims, figures, sources) = match &document.matter {
        Matter::Report(report) => {
            texts.push(report.summary.clone());
            texts.extend(report.highlights.iter().map(|highlight| Some(highlight.value.clone())));
            texts.extend(report.judgements.iter().map(|judgement| Some(judgement.text.value.clone())));
            let corrections = report.corrections.iter();
            texts.extend(corrections.flat_map(|one| [Some(one.note.clone()), one.was.clone(), one.now.clone()]));
            texts.extend(report.image.iter().map(|image| Some(image.alt.clone())));
            (&report.claims[..], &report.figures[..], &report.sources[..])
        }
        Matter::Event(event) => {
            texts.push(event.when_text.clone());
            (&event.claims[..], &event.figures[..], &event.sources[..])
        }
        Matter::Actor(actor) => {
            texts.extend(actor.relations.iter().map(|relation| relation.role.clone()));
            texts.extend(actor.links.iter().map(|(_, address)| Some(address.clone())));
            (&[][..], &[][..], &[][..])
        }
        Matter::Country(country) => {
            texts.push(country.note.clone());
            (&[][..], &[][..], &[][..])
        }
        Matter::Source(source) => {
            texts.extend([source.url.clone(), source.archived_url.clone()]);
            (&[][..], &[][..], &[][..])
        }
        Matter::Page => (&[][..], &[][..], &[][..]),
    };
    texts.extend(claims.iter().flat_map(|claim| [claim.text.clone(), claim.quote.as_ref().map(|it| it.value.clone())]));
    texts.extend(figures.iter().map(|figure| figure.label.clone()));
    for source in sources {
        if let SourceEntry::Inline(source) = source {
            texts.extend([source.name.clone(), source.url.clone(), source.archived_url.clone()]);
        }
    }
    texts.into_iter().flatten().collect()
}

/// Every text in free data.
fn strings(value: &serde_json::Value, say: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => say(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, say)),
        serde_json::Value::Object(map) => map.values().for_each(|item| strings(item, say)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::SourceFile;

    fn document(path: &str, text: &str) -> Document {
        crate::document::parse(&Arc::new(SourceFile::new(path, text))).0.expect("a document")
    }

    fn actor() -> Document {
        document(
            "content/actors/zoe-ferreyra.md",
            "---\nname: Zoë Ferreyra\naliases: [the Tanker Board]\n---\n\nShe *said* \"no\" & left the old harbour at dawn. Quiet.\n",
        )
    }

    #[test]
    fn what_is_withheld_is_found_in_any_writing() {
        let actor = actor();
        let needles = Needles::of([&actor], []);
        for output in [
            "<a href=\"/actors/zoe-ferreyra/\">",
            "content/actors/zoe-ferreyra.md",
            "{\"name\":\"Zoë Ferreyra\"}",
            "<p>by Zoë\nFerreyra</p>",
            "<b>Zoë</b> <i>Ferreyra</i>",
            "{\"ferreyra\":\"AB\",\"zoe\":\"C\"}",
            "left the <a href=\"x\">old</a> harbour at dawn",
            "\\\"no\\\" &amp; left the old harbour at dawn",
            "DESCRIPTION:\\\" left the old har\r\n bour at dawn",
            "said no & LEFT THE OLD HARBOUR AT DAWN",
            "via the tanker board,",
            "&lt;p&gt;left the &lt;a href=&quot;x&quot;&gt;old&lt;/a&gt; harbour at dawn",
        ] {
            let found = needles.find(output.as_bytes());
            assert!(!found.is_empty(), "{output}");
        }
        for output in [
            "ferreyras",
            "/actors/zoe-ferreyra-2/",
            "left the harbour",
            "Tanker",
            "<p>left the old</p>\n<p>harbour at dawn</p>",
        ] {
            let found: Vec<_> = needles.find(output.as_bytes()).into_iter().map(|at| &needles.list()[at]).collect();
            let words_only = found.iter().all(|needle| needle.what == What::Word);
            assert!(words_only, "{output}: {found:?}");
        }
    }

    #[test]
    fn what_a_public_text_says_is_no_needle() {
        let actor = actor();
        let needles = Needles::of([&actor], []).without(&["Zoë Ferreyra spoke.".into()]);
        assert!(needles.find("Zoë Ferreyra".as_bytes()).is_empty());
        assert!(needles.public >= 2);
        assert!(!needles.find(b"the Tanker Board").is_empty());
    }
}
