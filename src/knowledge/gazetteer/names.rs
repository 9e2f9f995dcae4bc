//! The forms in which the names of an entity stand in prose.

use std::collections::HashMap;

use super::boundary::is_unspaced;
use super::{How, Sense};
use crate::document::Matter;
use crate::knowledge::countries::TRAPS;
use crate::knowledge::entity::{Entity, EntityIx, EntityKind};
use crate::knowledge::fold::fold;
use crate::knowledge::lexicon::LEXICON;

/// The folded names of an entity, each with what it means; a name can stand there as two things.
pub(super) fn of_entity(ix: EntityIx, entity: &Entity) -> Vec<(String, Sense)> {
    let mut names = Names::default();
    names.entity(ix, entity);
    names.all
}

/// Fixed phrases that hold a name and mean nothing that has a page.
pub(super) fn of_phrases() -> Vec<(String, Sense)> {
    let mut names = Names::default();
    for phrase in TRAPS.iter() {
        names.add(phrase, Sense::new(None, How::Name));
        names.add(&phrase.to_uppercase(), Sense::new(None, How::Name));
    }
    names.all
}

/// Folded names, each with a sense.
#[derive(Default)]
struct Names {
    all: Vec<(String, Sense)>,
    /// Where those of one text and one entity stand in `all`, once there are many.
    places: HashMap<(String, Option<EntityIx>), Vec<usize>>,
}

/// Up to this many names a walk over them is sooner than a table.
const FEW: usize = 64;

impl Names {
    fn add(&mut self, name: &str, sense: Sense) {
        let folded = fold(name);
        let needs_marks = !name.is_ascii() && folded.is_ascii() && LEXICON.is_common(&folded);
        let sense = Sense { needs_marks, ..sense };
        if folded.chars().filter(|c| c.is_alphanumeric()).count() < 2 && !folded.chars().any(is_unspaced) {
            return;
        }
        let covers = |(text, known): &(String, Sense)| {
            *text == folded
                && known.target == sense.target
                && (known.how, known.altered) <= (sense.how, sense.altered)
                && (known.language.is_none() || known.language == sense.language)
        };
        if self.all.len() < FEW {
            if !self.all.iter().any(covers) {
                self.all.push((folded, sense));
            }
            return;
        }
        if self.places.is_empty() {
            for (at, (text, sense)) in self.all.iter().enumerate() {
                self.places.entry((text.clone(), sense.target)).or_default().push(at);
            }
        }
        let places = self.places.entry((folded.clone(), sense.target)).or_default();
        if !places.iter().any(|at| covers(&self.all[*at])) {
            places.push(self.all.len());
            self.all.push((folded, sense));
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
        let articles =
            [("Al-", "al-"), ("El-", "el-"), ("As-", "as-"), ("Ash-", "ash-"), ("An-", "an-"), ("Ar-", "ar-")];
        for (one, other) in articles.into_iter().filter(|_| name.contains('-')) {
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
            for (language, name) in built_in.latin_names() {
                let sense = Sense { language: Some(language), ..Sense::new(Some(ix), How::Alias) };
                self.add(name, sense);
                if name.chars().count() >= 4 {
                    self.add(&name.to_uppercase(), Sense { altered: true, ..sense });
                }
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
}
