//! Who and what the prose is about.

use std::sync::Arc;

use super::countries::{BuiltInCountry, COUNTRIES, by_code};
use super::lexicon::LEXICON;
use crate::document::{Actor, Document, Event, Kind, Matter};
use crate::route::Slug;

/// An actor, a country or an event.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Which of the three.
    pub kind: EntityKind,
    /// Its id; for a country of ISO 3166-1 the alpha-3 code in lower case.
    pub id: Slug,
    /// The name that readers see.
    pub name: String,
    /// Its content file, where there is one.
    pub document: Option<Arc<Document>>,
    /// Its entry in ISO 3166-1.
    pub built_in: Option<&'static BuiltInCountry>,
    /// The country that an actor belongs to.
    pub home: Option<EntityIx>,
}

/// The kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// People, bodies, forces.
    Actor,
    /// Countries.
    Country,
    /// Things that happen.
    Event,
}

/// The place of an entity in [`KnowledgeBase::entities`](super::KnowledgeBase::entities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIx(pub u32);

/// All entities that these documents and ISO 3166-1 give, sorted by kind and id.
pub(super) fn entities(documents: &[Arc<Document>]) -> Vec<Entity> {
    let mut entities: Vec<Entity> = COUNTRIES
        .iter()
        .filter_map(|country| {
            Some(Entity {
                kind: EntityKind::Country,
                id: Slug::of(&country.alpha3)?,
                name: country.name.clone(),
                document: None,
                built_in: Some(country),
                home: None,
            })
        })
        .collect();
    for document in documents {
        if matches!(document.kind, Kind::Report | Kind::Source | Kind::Page) {
            continue;
        }
        let built_in = by_code(document.id.as_str()).filter(|_| document.kind == Kind::Country);
        let known = entities.iter_mut().find(|entity| entity.built_in.is_some() && same(entity.built_in, built_in));
        match known {
            Some(entity) => *entity = of_document(document, built_in),
            None => entities.push(of_document(document, None)),
        }
    }
    entities.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    entities.dedup_by(|later, first| (later.kind, &later.id) == (first.kind, &first.id));
    entities
}

fn same(one: Option<&BuiltInCountry>, other: Option<&BuiltInCountry>) -> bool {
    one.map(|country| &country.alpha3) == other.map(|country| &country.alpha3)
}

/// The entity that a file describes, over the built-in one where it is a country of ISO 3166-1. Its home is not known
/// yet.
pub(super) fn of_document(document: &Arc<Document>, built_in: Option<&'static BuiltInCountry>) -> Entity {
    let kind = match document.kind {
        Kind::Country => EntityKind::Country,
        Kind::Event => EntityKind::Event,
        _ => EntityKind::Actor,
    };
    let own_name = match &document.matter {
        Matter::Country(country) => country.name.clone(),
        _ => None,
    };
    let (id, name) = match built_in {
        Some(country) => (Slug::of(&country.alpha3), own_name.unwrap_or_else(|| country.name.clone())),
        None => (None, document.title.value.clone()),
    };
    let id = id.unwrap_or_else(|| document.id.clone());
    Entity { kind, id, name, document: Some(Arc::clone(document)), built_in, home: None }
}

impl Entity {
    /// The name in another language (BCP 47 primary subtag), where it has one: what an actor's `names` say, or what the
    /// Unicode CLDR calls a country.
    #[must_use]
    pub fn name_in(&self, language: &str) -> Option<&str> {
        if let Some(actor) = self.actor() {
            return Some(&actor.names.get(language)?.value);
        }
        self.built_in?.name_in(language)
    }

    /// The id in data files: alpha-3 in upper case for a country of ISO 3166-1, else the id.
    #[must_use]
    pub fn code(&self) -> String {
        self.built_in.map_or_else(|| self.id.to_string(), |country| country.alpha3.clone())
    }

    /// The actor's front matter.
    #[must_use]
    pub fn actor(&self) -> Option<&Actor> {
        match self.document.as_deref()?.matter {
            Matter::Actor(ref actor) => Some(actor),
            _ => None,
        }
    }

    /// The event's front matter.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        match self.document.as_deref()?.matter {
            Matter::Event(ref event) => Some(event),
            _ => None,
        }
    }

    /// Whether the actor is private: it is known and named, but has no page.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.actor().is_some_and(|actor| actor.private)
    }

    /// Whether the entity is a person: its kind says so, or says nothing and the name begins with a given name.
    #[must_use]
    pub fn is_person(&self) -> bool {
        let Some(actor) = self.actor() else { return false };
        if let Some(kind) = actor.kind.as_deref() {
            kind == "person"
        } else {
            let mut words = self.name.split_whitespace();
            words.next().is_some_and(|word| LEXICON.is_given_name(word)) && matches!(words.count(), 1..=3)
        }
    }
}

impl EntityKind {
    /// The word for it in data files and on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Country => "country",
            Self::Event => "event",
        }
    }
}

impl EntityIx {
    /// As an index.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }

    /// From an index. There are never 2³² entities.
    #[must_use]
    pub fn new(at: usize) -> Self {
        Self(u32::try_from(at).unwrap_or(u32::MAX))
    }
}
