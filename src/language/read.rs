//! The reading of a file of words: tables of phrases, and what is wrong with those of a site.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use super::phrase::{Phrase, places};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::nearest;
use crate::source::{SourceFile, Span};

const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The phrases of a built-in file by `table.key`; a test shows that there is nothing wrong with it.
pub(super) fn built_in(text: &str) -> BTreeMap<String, Phrase> {
    let (root, _) = DeTable::parse_recoverable(text);
    let mut phrases = BTreeMap::new();
    walk(root.get_ref(), "", &mut |key, found| {
        if let Ok(phrase) = phrase(found) {
            phrases.insert(key.to_owned(), phrase);
        }
    });
    phrases
}

/// The phrases of a site's own file. A phrase that is wrong is reported, and said as if it were left out.
pub(super) fn own(
    file: &Arc<SourceFile>,
    known: &BTreeMap<String, Phrase>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Phrase> {
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let span = error.span().map_or(Span::default(), |span| Span::new(span.start, span.end));
        let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
        diagnostics.push(
            Diagnostic::error("toml-syntax", message)
                .at(file, span)
                .help("write `key = \"phrase\"`, in tables such as `[nav]`"),
        );
    }
    let mut phrases = BTreeMap::new();
    walk(root.get_ref(), "", &mut |key, found| {
        let span = Span::new(found.span().start, found.span().end);
        match phrase(found) {
            Ok(phrase) => {
                let given: Vec<&str> = known.get(key).map(|known| known.texts()).unwrap_or_default();
                let given: Vec<&str> = given.into_iter().flat_map(places).collect();
                let used = phrase.texts().into_iter().flat_map(places);
                if known.contains_key(key)
                    && let Some(place) = used.filter(|place| *place != "n").find(|place| !given.contains(place))
                {
                    let message = format!("the phrase `{key}` has no place `{{{place}}}`");
                    let help = match nearest(place, given.iter().copied()) {
                        Some(near) => format!("write `{{{near}}}`"),
                        None => "leave it out".to_owned(),
                    };
                    diagnostics.push(Diagnostic::warning("unknown-place", message).at(file, span).help(help));
                }
                // Words of closed lists may be added; a template of the site may say phrases of its own.
                phrases.insert(key.to_owned(), phrase);
            }
            Err(message) => {
                let help = "write one text, or texts by number: `{ one = \"{n} report\", other = \"{n} reports\" }`";
                diagnostics.push(Diagnostic::error("phrase", message).at(file, span).help(help));
            }
        }
    });
    phrases
}

/// Calls `take` with the key and value of each phrase. A table with forms is a phrase, any other a group of them.
fn walk<'t, 'i>(table: &'t DeTable<'i>, group: &str, take: &mut dyn FnMut(&str, &'t Placed<DeValue<'i>>)) {
    for (name, found) in table {
        let key = if group.is_empty() { name.get_ref().to_string() } else { format!("{group}.{}", name.get_ref()) };
        match found.get_ref() {
            DeValue::Table(below) if !is_forms(below) && group.is_empty() => walk(below, &key, take),
            _ => take(&key, found),
        }
    }
}

/// Whether a table holds the forms of one phrase. A closed list of words may have a word `other`, too.
fn is_forms(table: &DeTable<'_>) -> bool {
    let is_form = |key: &str| FORMS.contains(&key) || key.bytes().all(|byte| byte.is_ascii_digit());
    !table.is_empty() && table.keys().all(|key| is_form(key.get_ref()))
}

fn phrase(found: &Placed<DeValue<'_>>) -> Result<Phrase, String> {
    let table = match found.get_ref() {
        DeValue::String(text) => return Ok(Phrase::Text(text.to_string())),
        DeValue::Table(table) => table,
        _ => return Err("a phrase is a text".to_owned()),
    };
    let mut forms: BTreeMap<&str, String> = BTreeMap::new();
    let mut exact = Vec::new();
    for (name, value) in table {
        let DeValue::String(text) = value.get_ref() else { return Err("a form of a phrase is a text".to_owned()) };
        let name: &str = name.get_ref();
        if let Some(number) = name.parse().ok().filter(|number: &usize| number.to_string() == name) {
            exact.push((number, text.to_string()));
        } else if FORMS.contains(&name) {
            forms.insert(name, text.to_string());
        } else {
            return Err(format!("`{name}` is no form of a number: write one of `{}`, or a number", FORMS.join("`, `")));
        }
    }
    let mut take = |name: &str| forms.remove(name);
    let (zero, one, two, few, many) = (take("zero"), take("one"), take("two"), take("few"), take("many"));
    let other = take("other").ok_or("the form `other` is missing, which stands for all other numbers")?;
    Ok(Phrase::Forms { exact, zero, one, two, few, many, other })
}
