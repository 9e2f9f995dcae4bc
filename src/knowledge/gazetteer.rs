//! The names of all entities, ready to be found in text.
//!
//! One automaton holds every folded name. A pattern can have several senses: two actors with one alias, a person's
//! surname that is also a country. Which of them holds is for the linker to say, in its context.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::countries::TRAPS;
use super::entity::{Entity, EntityIx, EntityKind};
use super::fold::fold;
use super::lexicon::LEXICON;
use crate::document::Matter;

/// Names, and what each may mean.
pub struct Gazetteer {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// A folded name with its senses.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    pub text: Box<str>,
    pub senses: Vec<Sense>,
}

/// One thing that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    /// The entity; none for a phrase that names nothing.
    pub target: Option<EntityIx>,
    /// As what the name stands for it.
    pub how: How,
    /// The name is written in capitals here, or begins with one, though its owner writes it otherwise.
    pub altered: bool,
    /// Without its diacritics the name is an ordinary word ("Réunion"): they have to be there.
    pub needs_marks: bool,
}

impl Sense {
    fn new(target: Option<EntityIx>, how: How) -> Self {
        Self { target, how, altered: false, needs_marks: false }
    }
}

/// As what a surface form stands for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Its name.
    Name,
    /// Another name that is as good.
    Alias,
    /// A name that means it only where it has been named before.
    Weak,
    /// The adjective or noun of a country's people.
    Demonym,
    /// The last name of a person.
    Surname,
    /// A link that the writer made.
    Explicit,
}

impl How {
    /// The word in `mentions.ndjson`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Weak => "weak",
            Self::Demonym => "demonym",
            Self::Surname => "surname",
            Self::Explicit => "explicit",
        }
    }
}

/// A place where a pattern stands in a folded text, on word boundaries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub pattern: u32,
    pub start: usize,
    pub end: usize,
}

impl Gazetteer {
    /// The gazetteer of these entities, the built-in names of countries and the built-in traps.
    #[must_use]
    pub fn new(entities: &[Entity]) -> Self {
        let mut names = NameTable::default();
        for phrase in TRAPS.iter() {
            names.add(phrase, Sense::new(None, How::Name));
            names.add(&phrase.to_uppercase(), Sense::new(None, How::Name));
        }
        for (at, entity) in entities.iter().enumerate() {
            names.entity(EntityIx::new(at), entity);
        }
        let patterns: Vec<Pattern> =
            names.0.into_iter().map(|(text, senses)| Pattern { text: text.into(), senses }).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(patterns.iter().map(|pattern| pattern.text.as_bytes()));
        // The automaton only fails above two billion states; an empty one finds nothing.
        let automaton = automaton.unwrap_or_else(|_| empty_automaton());
        Self { automaton, patterns }
    }

    /// Every place in a folded text where a name stands between word boundaries.
    pub(super) fn hits(&self, folded: &str) -> Vec<Hit> {
        self.automaton
            .find_overlapping_iter(folded.as_bytes())
            .filter(|found| on_boundaries(folded, found.start(), found.end()))
            .map(|found| Hit { pattern: found.pattern().as_u32(), start: found.start(), end: found.end() })
            .collect()
    }

    pub(super) fn pattern(&self, hit: Hit) -> &Pattern {
        &self.patterns[hit.pattern as usize]
    }

    /// What a whole text, such as a reference in front matter, may mean.
    pub(super) fn senses(&self, text: &str) -> &[Sense] {
        let folded = fold(text);
        match self.patterns.binary_search_by(|pattern| (*pattern.text).cmp(&*folded)) {
            Ok(at) => &self.patterns[at].senses,
            Err(_) => &[],
        }
    }
}

#[expect(clippy::expect_used, reason = "an automaton without patterns always builds")]
fn empty_automaton() -> AhoCorasick {
    AhoCorasick::new(std::iter::empty::<&[u8]>()).expect("no patterns")
}

/// Folded names in order, each with its senses.
#[derive(Default)]
struct NameTable(BTreeMap<String, Vec<Sense>>);

impl NameTable {
    fn add(&mut self, name: &str, sense: Sense) {
        let folded = fold(name);
        let needs_marks = !name.is_ascii() && folded.is_ascii() && LEXICON.is_common(&folded);
        let sense = Sense { needs_marks, ..sense };
        if folded.chars().filter(|c| c.is_alphanumeric()).count() < 2 && !folded.chars().any(is_unspaced) {
            return;
        }
        let senses = self.0.entry(folded).or_default();
        if !senses
            .iter()
            .any(|known| known.target == sense.target && (known.how, known.altered) <= (sense.how, sense.altered))
        {
            senses.push(sense);
        }
    }

    /// A name in the forms that writers use: with and without its article in lower case, hyphens as spaces, capitals.
    fn add_forms(&mut self, name: &str, target: EntityIx, how: How, is_country: bool) {
        let sense = Sense::new(Some(target), how);
        let altered = Sense { altered: true, ..sense };
        let name = name.trim();
        self.add(name, sense);
        if let Some(rest) = name.strip_prefix("The ") {
            self.add(&format!("the {rest}"), sense);
            if !LEXICON.is_common(rest) {
                self.add(rest, sense);
            }
        }
        if name.starts_with(char::is_lowercase) {
            let mut chars = name.chars();
            let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
            self.add(&format!("{first}{}", chars.as_str()), altered);
        }
        for (one, other) in
            [("Al-", "al-"), ("El-", "el-"), ("As-", "as-"), ("Ash-", "ash-"), ("An-", "an-"), ("Ar-", "ar-")]
        {
            if let Some(rest) = name.strip_prefix(one) {
                self.add(&format!("{other}{rest}"), sense);
            } else if let Some(rest) = name.strip_prefix(other) {
                self.add(&format!("{one}{rest}"), sense);
            }
            let (inner, swapped) = (format!(" {one}"), format!(" {other}"));
            if name.contains(&inner) {
                self.add(&name.replace(&inner, &swapped), sense);
            } else if name.contains(&swapped) {
                self.add(&name.replace(&swapped, &inner), sense);
            }
        }
        if name.contains(" and ") {
            self.add(&name.replace(" and ", " & "), sense);
        }
        if name.contains('-') {
            self.add(&name.replace('-', " "), sense);
        }
        let words = name.split_whitespace().count();
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 4 && (words > 1 || is_country || !LEXICON.is_common(name)) {
            self.add(&name.to_uppercase(), altered);
        }
    }

    fn entity(&mut self, ix: EntityIx, entity: &Entity) {
        match entity.kind {
            EntityKind::Country => self.country(ix, entity),
            EntityKind::Actor => self.actor(ix, entity),
            EntityKind::Event => {
                let aliases = entity.event().into_iter().flat_map(|event| &event.aliases);
                let names = std::iter::once((entity.name.as_str(), How::Name))
                    .chain(aliases.map(|alias| (alias.value.as_str(), How::Alias)));
                for (name, how) in names {
                    self.add_forms(name, ix, how, false);
                    // "Strike on the port" stands in prose as "the strike on the port".
                    if let Some((first, rest)) = name.split_once(' ').filter(|(first, _)| LEXICON.is_common(first))
                        && rest.contains(' ')
                    {
                        self.add(&format!("{} {rest}", first.to_lowercase()), Sense::new(Some(ix), how));
                    }
                }
            }
        }
    }

    fn country(&mut self, ix: EntityIx, entity: &Entity) {
        self.add_forms(&entity.name, ix, How::Name, true);
        if let Some(built_in) = entity.built_in {
            self.add_forms(&built_in.name, ix, How::Name, true);
            for name in built_in.other_names() {
                self.add_forms(name, ix, How::Alias, true);
            }
            for name in built_in.abbreviations() {
                self.add(name, Sense::new(Some(ix), How::Alias));
            }
            for name in built_in.local_names() {
                self.add(name, Sense::new(Some(ix), How::Alias));
            }
            for demonym in built_in.demonyms() {
                self.add_forms(demonym, ix, How::Demonym, true);
            }
        }
        if let Some(Matter::Country(country)) = entity.document.as_deref().map(|document| &document.matter) {
            for alias in &country.aliases {
                self.add_forms(&alias.value, ix, How::Alias, true);
            }
            for demonym in &country.demonyms {
                self.add_forms(&demonym.value, ix, How::Demonym, true);
            }
        }
    }

    fn actor(&mut self, ix: EntityIx, entity: &Entity) {
        self.add_forms(&entity.name, ix, How::Name, false);
        let Some(actor) = entity.actor() else { return };
        if let Some(form) = dotted(&entity.name) {
            self.add(&form, Sense::new(Some(ix), How::Name));
        }
        let aliases = actor.aliases.iter().chain(actor.names.values());
        for alias in aliases {
            self.add_forms(&alias.value, ix, How::Alias, false);
            if let Some(form) = dotted(&alias.value) {
                self.add(&form, Sense::new(Some(ix), How::Alias));
            }
        }
        for alias in &actor.weak_aliases {
            self.add_forms(&alias.value, ix, How::Weak, false);
        }
        if entity.is_person() {
            for form in initials(&entity.name) {
                self.add(&form, Sense::new(Some(ix), How::Alias));
            }
            let written =
                std::iter::once(entity.name.as_str()).chain(actor.names.values().map(|name| name.value.as_str()));
            let aliases = actor.aliases.iter().map(|alias| alias.value.as_str());
            let written = written.chain(aliases.filter(|alias| is_variant(&entity.name, alias)));
            for surname in written.flat_map(surnames) {
                self.add_forms(&surname, ix, How::Surname, false);
            }
            // "Anna ORR", as communiqués write it.
            if let Some((given, last)) = entity.name.rsplit_once(' ') {
                self.add(&format!("{given} {}", last.to_uppercase()), Sense::new(Some(ix), How::Name));
            }
        }
    }
}

/// Whether an alias is a person's name spelt otherwise, so that its last word is a surname: "Iron Lady" is not.
fn is_variant(name: &str, alias: &str) -> bool {
    let last = |text: &str| text.rsplit(' ').next().map(fold).unwrap_or_default();
    let first = |text: &str| text.split(' ').next().map(fold).unwrap_or_default();
    alias.contains(' ') && (strsim::jaro_winkler(&last(name), &last(alias)) > 0.8 || first(name) == first(alias))
}

/// An acronym with full stops: `UNRO` also stands as `U.N.R.O.`.
fn dotted(name: &str) -> Option<String> {
    let acronym = (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase());
    acronym.then(|| name.chars().flat_map(|c| [c, '.']).collect())
}

/// `JD Vance` also stands as `J.D. Vance` and `J. D. Vance`, and the other way round.
fn initials(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_initials = |word: &str| {
        word.chars().all(|c| c == '.' || c.is_uppercase()) && word.chars().filter(|&c| c != '.').count() <= 3
    };
    let count = words.iter().take_while(|word| is_initials(word)).count();
    if count == 0 || count == words.len() {
        return Vec::new();
    }
    let letters: Vec<char> = words[..count].iter().flat_map(|word| word.chars()).filter(|&c| c != '.').collect();
    let rest = words[count..].join(" ");
    let joined =
        |between: &str| letters.iter().flat_map(|c| std::iter::once(*c).chain(between.chars())).collect::<String>();
    vec![
        format!("{} {rest}", joined("")),
        format!("{} {rest}", joined(".")),
        format!("{} {rest}", joined(". ").trim()),
        format!("{} {rest}", joined(" ").trim()),
    ]
}

/// The forms of a person's last name: with its particles and without (`al-Assad`, `Assad`), the first word where the
/// family name comes first (`Xi Jinping`), either of two Spanish ones and both.
fn surnames(name: &str) -> Vec<String> {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV"))
        .map(|word| word.trim_end_matches(','))
        .collect();
    let [first, .., last] = words[..] else { return Vec::new() };
    let names = &LEXICON.names;
    if names.family_first.contains(first) && !names.given_names.contains(first) {
        return vec![first.to_owned()];
    }
    let particle = |word: &str| names.name_particles.contains(&*word.to_lowercase());
    let start = words[1..words.len() - 1].iter().position(|word| particle(word)).map_or(words.len() - 1, |at| at + 1);
    let mut surnames = vec![words[start..].join(" ")];
    if start < words.len() - 1 {
        surnames.push(last.to_owned());
    } else if let [_, middle, last] = words[..]
        && middle.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !names.given_names.contains(middle)
    {
        surnames.push(middle.to_owned());
        surnames.push(format!("{middle} {last}"));
    }
    for article in ["al-", "el-", "Al-", "El-", "ash-", "as-", "an-", "ar-"] {
        if let Some(bare) = last.strip_prefix(article).filter(|bare| bare.starts_with(char::is_uppercase)) {
            surnames.push(bare.to_owned());
            surnames.push(format!("{}{bare}", capitalised(article)));
        }
    }
    surnames.extend(
        surnames.clone().iter().filter(|name| name.starts_with(char::is_lowercase)).map(|name| capitalised(name)),
    );
    surnames.retain(|surname| surname.chars().count() >= 2 && !particle(surname));
    surnames.sort();
    surnames.dedup();
    surnames
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Whether nothing of the same word stands before `start` or after `end`.
fn on_boundaries(text: &str, start: usize, end: usize) -> bool {
    let (before, matched, after) = (&text[..start], &text[start..end], &text[end..]);
    let (Some(first), Some(last)) = (matched.chars().next(), matched.chars().next_back()) else { return false };
    let left = before
        .chars()
        .next_back()
        .is_none_or(|c| !is_word(c) && c != '@' || is_unspaced(first) || (is_semitic(first) && is_proclitic(before)));
    let right = after.chars().next().is_none_or(|c| !is_word(c) || is_unspaced(last) || is_hangul(last));
    left && right && !is_address(after)
}

/// Letters, digits and marks make words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)
}

/// Scripts that write no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}')
}

fn is_semitic(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}')
}

/// Whether the letters before a name are prefixed particles of Arabic or Hebrew ("and", "in", "the", …).
fn is_proclitic(before: &str) -> bool {
    let letters: Vec<char> = before.chars().rev().take_while(|&c| is_word(c)).collect();
    letters.len() <= 3 && letters.iter().all(|c| "وفبكلاسוהבכלמש".contains(*c))
}

/// Whether a name goes on as an address: `Axios.com`, `UK.example`.
fn is_address(after: &str) -> bool {
    let Some(rest) = after.strip_prefix('.') else { return after.starts_with('@') };
    let label: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    label.len() >= 2 && label.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_keep_their_particles() {
        assert_eq!(surnames("Anna Orr"), ["Orr"]);
        assert_eq!(surnames("Ursa von der Leyde"), ["Leyde", "Von der Leyde", "von der Leyde"]);
        assert_eq!(surnames("Samir al-Hadar"), ["Al-Hadar", "Hadar", "al-Hadar"]);
        assert_eq!(surnames("Xi Lanping"), ["Xi"]);
        assert_eq!(surnames("Prince"), Vec::<String>::new());
    }

    #[test]
    fn names_stand_on_word_boundaries() {
        assert!(on_boundaries("US-led", 0, 2));
        assert!(on_boundaries("Iraq's", 0, 4));
        assert!(!on_boundaries("Romans", 0, 5));
        assert!(!on_boundaries("@Iraq", 1, 5));
        assert!(!on_boundaries("Iraq.com", 0, 4));
    }
}
