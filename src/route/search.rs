//! The files of the search index and their names.

/// The search page and the files of its index, by number from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchFile {
    /// `/search/`
    Page,
    /// `index.js`
    Index,
    /// `days.js`
    Days,
    /// `words-N.js`
    Words(usize),
    /// `long-N.js`
    Long(usize),
    /// `facets-N.js`
    Facets(usize),
    /// `docs-N.js`
    Documents(usize),
}

impl SearchFile {
    /// The name of the file without its ending; empty for the page.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Page => String::new(),
            Self::Index => "index".to_owned(),
            Self::Days => "days".to_owned(),
            Self::Words(number) => format!("words-{number}"),
            Self::Long(number) => format!("long-{number}"),
            Self::Facets(number) => format!("facets-{number}"),
            Self::Documents(number) => format!("docs-{number}"),
        }
    }

    /// The file of this name, with its ending.
    pub(super) fn parse(file: &str) -> Option<Self> {
        if file == "index.html" {
            return Some(Self::Page);
        }
        let name = file.strip_suffix(".js")?;
        let parsed = match name.split_once('-') {
            None if name == "index" => Self::Index,
            None => Self::Days,
            Some(("words", number)) => Self::Words(number.parse().ok()?),
            Some(("long", number)) => Self::Long(number.parse().ok()?),
            Some(("facets", number)) => Self::Facets(number.parse().ok()?),
            Some(("docs", number)) => Self::Documents(number.parse().ok()?),
            Some(_) => return None,
        };
        // The other way round, so that `days` is no other word and a number has no zeros before it.
        (parsed.name() == name).then_some(parsed)
    }
}
