//! A phrase: one text, or a text for each form that a language has for numbers of things.

use std::collections::BTreeMap;

use icu_plurals::PluralCategory;

/// A phrase of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phrase {
    /// One text.
    Text(String),
    /// Texts by the plural categories of the Unicode CLDR, `other` among them, and for single numbers.
    Forms {
        exact: Vec<(usize, String)>,
        zero: Option<String>,
        one: Option<String>,
        two: Option<String>,
        few: Option<String>,
        many: Option<String>,
        other: String,
    },
}

impl Phrase {
    /// The text that stands where nothing is counted.
    pub(super) fn plain(&self) -> &str {
        match self {
            Self::Text(text) | Self::Forms { other: text, .. } => text,
        }
    }

    /// The text for a number of things, which the language puts into this category.
    pub(super) fn for_count(&self, count: usize, category: PluralCategory) -> &str {
        let Self::Forms { exact, zero, one, two, few, many, other } = self else { return self.plain() };
        if let Some((_, text)) = exact.iter().find(|(number, _)| *number == count) {
            return text;
        }
        let form = match category {
            PluralCategory::Zero => zero,
            PluralCategory::One => one,
            PluralCategory::Two => two,
            PluralCategory::Few => few,
            PluralCategory::Many => many,
            PluralCategory::Other => &None,
        };
        form.as_ref().unwrap_or(other)
    }

    /// The texts by the names of their forms.
    pub(super) fn forms(&self) -> BTreeMap<String, &str> {
        let Self::Forms { exact, zero, one, two, few, many, other } = self else {
            return BTreeMap::from([("other".to_owned(), self.plain())]);
        };
        let named = [("zero", zero), ("one", one), ("two", two), ("few", few), ("many", many)];
        let named = named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.as_deref()?)));
        let exact = exact.iter().map(|(number, text)| (number.to_string(), text.as_str()));
        named.chain(exact).chain([("other".to_owned(), other.as_str())]).collect()
    }

    /// Every text of it.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::Forms { exact, zero, one, two, few, many, other } => {
                let forms = [zero, one, two, few, many].into_iter().flatten().chain([other]);
                forms.chain(exact.iter().map(|(_, text)| text)).map(String::as_str).collect()
            }
        }
    }
}

/// A text with its places filled, each once read: what fills a place is not searched for others.
pub(super) fn filled(text: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let value = after.find('}').and_then(|close| {
            let name = &after[1..close];
            let (_, value) = places.iter().find(|(place, _)| *place == name)?;
            Some((*value, close + 1))
        });
        if let Some((value, end)) = value {
            out.push_str(value);
            rest = &after[end..];
        } else {
            out.push('{');
            rest = &after[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The names of the places in a text: `n` and `name` of `{n} by {name}`.
pub(super) fn places(text: &str) -> Vec<&str> {
    let open = text.match_indices('{');
    let mut names: Vec<&str> =
        open.filter_map(|(at, _)| text[at + 1..].find('}').map(|close| &text[at + 1..at + 1 + close])).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        assert_eq!(filled("{n} by {name}", &[("n", "2"), ("name", "{n} & Sons")]), "2 by {n} & Sons");
        assert_eq!(filled("a { b {unknown} {n", &[("n", "2")]), "a { b {unknown} {n");
        assert_eq!(places("{n} by {name} {n}"), ["n", "name"]);
    }
}
