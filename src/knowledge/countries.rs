//! The countries that every site knows: ISO 3166-1 with Kosovo, from Unicode CLDR, and their names in English prose.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::fold;

/// An ISO 3166-1 entry.
#[derive(Debug, Deserialize)]
pub struct BuiltInCountry {
    /// ISO 3166-1 alpha-2, upper case.
    pub alpha2: String,
    /// ISO 3166-1 alpha-3, upper case (`XKX`, user-assigned, for Kosovo).
    pub alpha3: String,
    /// Short English name.
    pub name: String,
    /// UN M49 region.
    pub region: String,
    /// UN M49 sub-region.
    pub subregion: String,
    cldr: Vec<String>,
    /// Names in languages of the Latin script, by language.
    latin: BTreeMap<String, String>,
    local: BTreeMap<String, String>,
    #[serde(skip)]
    words: Names,
}

/// `data/names.toml`
#[derive(Debug, Default, Deserialize)]
struct Names {
    official: Vec<String>,
    variants: Vec<String>,
    abbreviations: Vec<String>,
    demonyms: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Traps {
    phrases: Vec<String>,
}

/// All entries, sorted by alpha-3.
#[expect(clippy::expect_used, reason = "the tables are part of the program, and a test reads them")]
pub static COUNTRIES: LazyLock<Vec<BuiltInCountry>> = LazyLock::new(|| {
    let mut countries: Vec<BuiltInCountry> =
        serde_json::from_str(include_str!("data/countries.json")).expect("countries.json is well formed");
    let mut names: BTreeMap<String, Names> =
        toml::from_str(include_str!("data/names.toml")).expect("names.toml is well formed");
    for country in &mut countries {
        country.words = names.remove(&country.alpha3).unwrap_or_default();
    }
    countries.sort_by(|a, b| a.alpha3.cmp(&b.alpha3));
    countries
});

/// `data/latin.toml`: names of countries in one language.
#[derive(Debug, Deserialize)]
struct Latin {
    refused: Vec<String>,
    variants: BTreeMap<String, Vec<String>>,
}

/// Whether prose of this language (BCP 47) mostly means something else by a name, which is folded here.
pub(super) fn is_refused_in(language: &str, folded: &str) -> bool {
    static FOLDED: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
        LATIN
            .iter()
            .map(|(language, table)| (language.as_str(), table.refused.iter().map(|name| fold(name)).collect()))
            .collect()
    });
    let primary = language.split('-').next().unwrap_or_default();
    FOLDED.get(primary).is_some_and(|refused| refused.iter().any(|name| name == folded))
}

#[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it")]
static LATIN: LazyLock<BTreeMap<String, Latin>> =
    LazyLock::new(|| toml::from_str(include_str!("data/latin.toml")).expect("latin.toml is well formed"));

/// Phrases that contain a country's name and name no country.
#[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it")]
pub(super) static TRAPS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let groups: BTreeMap<String, Traps> =
        toml::from_str(include_str!("data/traps.toml")).expect("traps.toml is well formed");
    groups.into_values().flat_map(|group| group.phrases).collect()
});

/// The entry with this alpha-3 or alpha-2 code, in any case.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static BuiltInCountry> {
    let upper = code.to_ascii_uppercase();
    match upper.len() {
        3 => COUNTRIES.binary_search_by(|country| country.alpha3.as_str().cmp(&upper)).ok().map(|at| &COUNTRIES[at]),
        2 => COUNTRIES.iter().find(|country| country.alpha2 == upper),
        _ => None,
    }
}

impl BuiltInCountry {
    /// Other names in English, as good as the name: official, common and former ones.
    pub fn other_names(&self) -> impl Iterator<Item = &str> {
        self.cldr.iter().chain(&self.words.official).chain(&self.words.variants).map(String::as_str)
    }

    /// Abbreviations such as `US` and `U.S.`.
    pub fn abbreviations(&self) -> impl Iterator<Item = &str> {
        self.words.abbreviations.iter().map(String::as_str)
    }

    /// Demonyms such as `British` and `Britons`.
    pub fn demonyms(&self) -> impl Iterator<Item = &str> {
        self.words.demonyms.iter().map(String::as_str)
    }

    /// The name in a language other than English (BCP 47 primary subtag).
    #[must_use]
    pub fn name_in(&self, language: &str) -> Option<&str> {
        self.latin.get(language).or_else(|| self.local.get(language)).map(String::as_str)
    }

    /// Names in languages of the Latin script that name it in prose, each with its language.
    pub(super) fn latin_names(&self) -> Vec<(&str, &str)> {
        let mut names = Vec::new();
        for (language, name) in &self.latin {
            let Some(table) = LATIN.get(language) else { continue };
            // "Myanmar (Birmanie)" is two names.
            let parts = name.split(['(', ')']).map(str::trim);
            let all = parts.chain(table.variants.get(&self.alpha3).into_iter().flatten().map(String::as_str));
            let taken = all.filter(|name| !name.is_empty() && !table.refused.iter().any(|refused| refused == name));
            names.extend(taken.map(|name| (language.as_str(), name)));
        }
        names
    }

    /// Names in other scripts.
    pub fn local_names(&self) -> impl Iterator<Item = &str> {
        self.local.values().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_there_with_its_names() {
        assert_eq!(COUNTRIES.len(), 250);
        assert!(COUNTRIES.iter().all(|country| !country.name.is_empty() && !country.subregion.is_empty()));
        let named = COUNTRIES.iter().filter(|country| country.demonyms().next().is_some()).count();
        assert!(named > 230, "only {named} have demonyms");
        assert_eq!(by_code("gb").map(|country| country.alpha3.as_str()), Some("GBR"));
        assert!(TRAPS.len() > 300);
    }
}
