//! The words of the interface, and how each language says dates and numbers of things.
//!
//! There is one file for each language, `templates/words/TAG.toml`: built in for English, French, Spanish and Arabic. A
//! file of a site with the same name replaces single phrases or adds a language; what it leaves out is said in English.
//! Nothing here knows what a page is.

mod dates;
mod phrase;
mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use rust_embed::RustEmbed;

use self::dates::Dates;
use self::phrase::Phrase;
use crate::diagnostic::Diagnostic;
use crate::document::when::{DatePhrase, DateWords};
use crate::source::SourceFile;

/// The files of the built-in languages.
#[derive(RustEmbed)]
#[folder = "templates/words/"]
struct BuiltIn;

/// The folder of a site in which its own words stand.
pub const FOLDER: &str = "templates/words/";

/// The language that every other falls back to.
const FALLBACK: &str = "en";

/// The languages that pages can be shown in.
pub struct Languages {
    all: BTreeMap<String, Arc<Words>>,
    fallback: Arc<Words>,
}

/// One language of the interface.
pub struct Words {
    /// BCP 47, in lower case.
    pub tag: String,
    phrases: BTreeMap<String, Phrase>,
    fallback: Option<Arc<Words>>,
    plurals: Option<PluralRules>,
    dates: Option<Dates>,
    /// What is said around dates, in the order of [`DatePhrase::ALL`].
    around_dates: Vec<String>,
}

impl Languages {
    /// The built-in languages with those of a site over them, and what is wrong with the site's files.
    #[must_use]
    pub fn new(files: &[Arc<SourceFile>]) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut tables: BTreeMap<String, BTreeMap<String, Phrase>> = BTreeMap::new();
        for name in BuiltIn::iter() {
            if let (Some(tag), Some(file)) = (name.strip_suffix(".toml"), BuiltIn::get(&name)) {
                let text = String::from_utf8_lossy(&file.data);
                tables.insert(tag.to_owned(), read::built_in(&text));
            }
        }
        let known = tables.get(FALLBACK).cloned().unwrap_or_default();
        for file in files {
            if let Some(tag) = file.path.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".toml")) {
                let own = read::own(file, &known, &mut diagnostics);
                tables.entry(tag.to_ascii_lowercase()).or_default().extend(own);
            }
        }
        let fallback = Arc::new(Words::new(FALLBACK, tables.remove(FALLBACK).unwrap_or_default(), None));
        let mut all: BTreeMap<String, Arc<Words>> = tables
            .into_iter()
            .map(|(tag, phrases)| {
                let words = Words::new(&tag, phrases, Some(Arc::clone(&fallback)));
                (tag, Arc::new(words))
            })
            .collect();
        all.insert(FALLBACK.to_owned(), Arc::clone(&fallback));
        (Self { all, fallback }, diagnostics)
    }

    /// The words for a text in this language (BCP 47, in any case): those of the tag, of its language alone, or nothing.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&Words> {
        let tag = tag.to_ascii_lowercase();
        let mut part = tag.as_str();
        loop {
            if let Some(words) = self.all.get(part) {
                return Some(words);
            }
            part = &part[..part.rfind('-')?];
        }
    }

    /// The same, or English.
    #[must_use]
    pub fn or_english(&self, tag: &str) -> &Words {
        self.get(tag).unwrap_or(&self.fallback)
    }

    /// All of them, by tag.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Words>> {
        self.all.values()
    }
}

impl Words {
    fn new(tag: &str, phrases: BTreeMap<String, Phrase>, fallback: Option<Arc<Self>>) -> Self {
        let locale: Option<Locale> = tag.parse().ok();
        let plurals = locale.as_ref().and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok());
        // English is said by the program's own words, as in its diagnostics.
        let dates = fallback.as_ref().and(locale.as_ref()).and_then(Dates::new);
        let mut words = Self { tag: tag.to_owned(), phrases, fallback, plurals, dates, around_dates: Vec::new() };
        words.around_dates = DatePhrase::ALL.map(|phrase| words.say(dates::key(phrase)).into_owned()).to_vec();
        words
    }

    /// The first part of the tag: `fr` of `fr-ca`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or_default()
    }

    fn phrase(&self, key: &str) -> Option<&Phrase> {
        self.phrases.get(key).or_else(|| self.fallback.as_ref()?.phrases.get(key))
    }

    /// The keys of its own phrases.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys().map(String::as_str)
    }

    /// The names of the places in all forms of a phrase.
    #[must_use]
    pub fn places(&self, key: &str) -> Vec<&str> {
        self.phrase(key).map(Phrase::texts).unwrap_or_default().into_iter().flat_map(phrase::places).collect()
    }

    /// Whether there is such a phrase.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.phrase(key).is_some()
    }

    /// Whether the language itself has the phrase, and not only English.
    #[must_use]
    pub fn has_own(&self, key: &str) -> bool {
        self.phrases.contains_key(key)
    }

    /// A phrase as it stands; its key, where no language has it.
    #[must_use]
    pub fn say<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(self.phrase(key).map_or(key, Phrase::plain))
    }

    /// A phrase with its places filled: `{name}` with the value of `name`.
    #[must_use]
    pub fn fill(&self, key: &str, places: &[(&str, &str)]) -> String {
        self.phrase(key).map_or_else(|| key.to_owned(), |phrase| phrase::filled(phrase.plain(), places))
    }

    /// A phrase about so many things, in the form that the language has for the number: `1 report`, `2 reports`. `{n}`
    /// stands for the number.
    #[must_use]
    pub fn count(&self, key: &str, count: usize, places: &[(&str, &str)]) -> String {
        let own = self.phrases.get(key);
        let Some((phrase, words)) = own.map(|own| (own, self)).or_else(|| {
            let fallback = self.fallback.as_deref()?;
            Some((fallback.phrases.get(key)?, fallback))
        }) else {
            return key.to_owned();
        };
        let category = words.plurals.as_ref().map_or(PluralCategory::Other, |plurals| plurals.category_for(count));
        let text = phrase.for_count(count, category);
        phrase::filled(&phrase::filled(text, &[("n", &number(count))]), places)
    }

    /// The forms of a phrase by the names of their plural categories, for a script that counts by itself.
    #[must_use]
    pub fn forms(&self, key: &str) -> BTreeMap<String, &str> {
        self.phrase(key).map(Phrase::forms).unwrap_or_default()
    }

    /// A word of a closed list, such as a status: the phrase `group.value`, or the value itself with its hyphens opened.
    #[must_use]
    pub fn word(&self, group: &str, value: &str) -> String {
        let key = format!("{group}.{}", value.replace(' ', "-"));
        match self.phrase(&key) {
            Some(phrase) => phrase.plain().to_owned(),
            None => value.replace('-', " "),
        }
    }

    /// `Tuesday`
    #[must_use]
    pub fn weekday(&self, day: jiff::civil::Date) -> String {
        match &self.dates {
            Some(dates) => dates.weekday(day),
            None => day.strftime("%A").to_string(),
        }
    }

    /// `October`, as it stands alone; the month from 1 to 12.
    #[must_use]
    pub fn month_name(&self, month: u8) -> String {
        match &self.dates {
            Some(dates) => dates.month_name(month),
            None => jiff::civil::Date::new(2000, month.cast_signed(), 1)
                .map_or_else(|_| String::new(), |day| day.strftime("%B").to_string()),
        }
    }
}

impl DateWords for Words {
    fn day(&self, date: jiff::civil::Date) -> String {
        match &self.dates {
            Some(dates) => dates.day(date),
            None => crate::document::when::English.day(date),
        }
    }

    fn day_of_month(&self, date: jiff::civil::Date) -> String {
        match &self.dates {
            Some(dates) => dates.day_of_month(date),
            None => crate::document::when::English.day_of_month(date),
        }
    }

    fn month(&self, year: i16, month: u8) -> String {
        match &self.dates {
            Some(dates) => dates.month(year, month),
            None => crate::document::when::English.month(year, month),
        }
    }

    fn phrase(&self, phrase: DatePhrase) -> &str {
        let at = DatePhrase::ALL.iter().position(|other| *other == phrase);
        at.and_then(|at| self.around_dates.get(at)).map_or("", String::as_str)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Words").field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// A count as it stands on a page.
fn number(count: usize) -> String {
    count.to_string()
}

/// The direction in which a language is written (BCP 47).
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    // A script says more than the language: `az-Arab`, `ks-Deva`.
    if let Some(script) = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        let right = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"];
        return if right.contains(&script.to_ascii_lowercase().as_str()) { "rtl" } else { "ltr" };
    }
    let right = matches!(
        language.as_str(),
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "nqo" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi"
    );
    if right { "rtl" } else { "ltr" }
}
