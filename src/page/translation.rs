//! The same report in several languages: an original, and what names it in `translation_of`.

use std::sync::Arc;

use super::{Scope, TranslationLink};
use crate::document::{Document, Kind};
use crate::knowledge::Target;
use crate::language::direction;
use crate::route::Route;

/// The languages of a report, the original first, then by language; nothing where there is only one.
#[must_use]
pub fn links(scope: &Scope<'_>, from: &Route, document: &Arc<Document>) -> Vec<TranslationLink> {
    let Some(Target::Report(at)) =
        (document.kind == Kind::Report).then(|| scope.base.with_id(Kind::Report, document.id.as_str())).flatten()
    else {
        return Vec::new();
    };
    let original = scope.base.ledger.original_of(at);
    let Some(translations) = scope.base.ledger.translations.get(&original) else { return Vec::new() };
    let mut links: Vec<TranslationLink> = std::iter::once(&original)
        .chain(translations)
        .map(|&other| {
            let document = &scope.base.reports[other as usize].document;
            let lang = document.common.lang.as_deref().unwrap_or(&scope.config.language);
            let route = Route::Report(document.id.clone());
            TranslationLink {
                lang: lang.to_owned(),
                name: name_of(scope, lang),
                dir: direction(lang),
                title: document.title.value.clone(),
                href: from.href(&route),
                canonical: scope.absolute(&route),
                here: other == at,
                original: other == original,
            }
        })
        .collect();
    links.sort_by(|a, b| (!a.original, &a.lang, &a.title).cmp(&(!b.original, &b.lang, &b.title)));
    links
}

/// What speakers of a language call it, where its words are known.
fn name_of(scope: &Scope<'_>, lang: &str) -> String {
    let words = scope.languages.get(lang).filter(|words| words.has_own("language-name"));
    words.map_or_else(|| lang.to_owned(), |words| words.say("language-name").into_owned())
}
