//! Names that a reader takes for others: letters of two scripts in one word, and the shapes of another's name in other
//! letters (Unicode Technical Standard 39).

use std::collections::HashMap;
use std::sync::Arc;

use unicode_security::skeleton;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Matter};
use crate::knowledge::{Entity, KnowledgeBase};
use crate::source::{SourceFile, Span};

/// A name with the entity that bears it.
struct Name<'a> {
    text: &'a str,
    entity: &'a Entity,
    /// Where it is written; nothing for the names of ISO 3166-1.
    place: Option<(&'a Arc<SourceFile>, Span)>,
}

/// All that is wrong with the names of a site.
pub(super) fn names(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let own = || base.entities.iter().flat_map(|entity| of_entity(entity));
    // Most sites have no name in which this could happen, and a preview asks again with each save.
    let suspects = base.entities.iter().filter(|entity| !is_ascii(entity)).flat_map(|entity| of_entity(entity));
    let suspects: Vec<Name<'_>> = suspects.filter(|name| !name.text.is_ascii()).collect();
    let mut found: Vec<Diagnostic> = suspects.iter().filter_map(mixed).collect();
    if !suspects.iter().any(|name| has_shapes_of_latin(name.text)) {
        return found;
    }
    let mut shapes: HashMap<String, Vec<Name<'_>>> = HashMap::new();
    for name in own() {
        shapes.entry(skeleton(name.text).collect()).or_default().push(name);
    }
    for names in shapes.values() {
        for name in names.iter().filter(|name| has_shapes_of_latin(name.text)) {
            let other = names.iter().find(|other| {
                !std::ptr::eq(other.entity, name.entity) && other.text != name.text && !has_shapes_of_latin(other.text)
            });
            if let (Some(other), Some((file, span))) = (other, name.place) {
                found.push(imitated(name, other).at(file, span));
            }
        }
    }
    found
}

fn is_ascii(entity: &Entity) -> bool {
    let others = |document: &Document| aliases(document).all(|(text, _)| text.is_ascii());
    entity.name.is_ascii() && entity.document.as_deref().is_none_or(others)
}

fn of_entity(entity: &Entity) -> Vec<Name<'_>> {
    let Some(document) = entity.document.as_deref() else {
        return vec![Name { text: &entity.name, entity, place: None }];
    };
    let name = |text, span| Name { text, entity, place: Some((&document.file, span)) };
    let mut names = vec![name(&document.title.value, document.title.span)];
    names.extend(aliases(document).map(|(text, span)| name(text, span)));
    names
}

fn aliases(document: &Document) -> impl Iterator<Item = (&str, Span)> {
    let lists = match &document.matter {
        Matter::Actor(actor) => [&actor.aliases[..], &actor.weak_aliases[..]],
        Matter::Event(event) => [&event.aliases[..], &[]],
        Matter::Country(country) => [&country.aliases[..], &country.demonyms[..]],
        Matter::Report(_) | Matter::Source(_) | Matter::Page => [&[][..], &[]],
    };
    lists.into_iter().flatten().map(|alias| (&*alias.value, alias.span))
}

/// The alphabets that share shapes with each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Cherokee,
}

impl Alphabet {
    fn of(c: char) -> Option<Self> {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_alphabetic() => {
                Some(Self::Latin)
            }
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{531}'..='\u{587}' => Some(Self::Armenian),
            '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Some(Self::Cherokee),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Greek => "Greek",
            Self::Cyrillic => "Cyrillic",
            Self::Armenian => "Armenian",
            Self::Cherokee => "Cherokee",
        }
    }
}

/// Whether a text has letters that are not Latin and may be taken for it: another alphabet, or letters for mathematics and
/// for wide columns.
fn has_shapes_of_latin(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|c| {
            Alphabet::of(c).is_some_and(|alphabet| alphabet != Alphabet::Latin)
                || matches!(c, '\u{2100}'..='\u{214f}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
        })
}

/// Letters of two alphabets in one word.
fn mixed(name: &Name<'_>) -> Option<Diagnostic> {
    let (file, span) = name.place?;
    name.text.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
        let alphabets = || word.chars().filter_map(|c| Some((c, Alphabet::of(c)?)));
        let (_, first) = alphabets().next()?;
        let (_, second) = alphabets().find(|(_, alphabet)| *alphabet != first)?;
        let (c, _) = alphabets().find(|(_, alphabet)| *alphabet != Alphabet::Latin)?;
        let (first, second) = (first.word(), second.word());
        let message =
            format!("the word `{word}` has {first} and {second} letters, `{c}` (U+{:04X}) among them", u32::from(c));
        let help = "write it in letters of one alphabet; prose that does so is not linked to this name";
        Some(Diagnostic::warning("look-alike-name", message).at(file, span).help(help))
    })
}

/// A name that looks like another's.
fn imitated(name: &Name<'_>, other: &Name<'_>) -> Diagnostic {
    let (text, like) = (name.text, other.text);
    let message = format!("`{text}` is written in other letters than `{like}`, and looks the same");
    let help = "write it in the letters of its own language, or give one of the two another name";
    let diagnostic = Diagnostic::warning("look-alike-name", message).help(help);
    match other.place {
        Some((file, span)) => diagnostic.label(file, span, "the name that it looks like"),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alphabets_are_told_apart() {
        let name = |c| Alphabet::of(c).map(Alphabet::word);
        assert_eq!(
            [name('a'), name('é'), name('а'), name('α'), name('×'), name('ア')],
            [Some("Latin"), Some("Latin"), Some("Cyrillic"), Some("Greek"), None, None]
        );
        assert!(has_shapes_of_latin("Ａnna") && has_shapes_of_latin("Сара") && !has_shapes_of_latin("Zoë 東京"));
    }
}
