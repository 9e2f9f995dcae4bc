//! What the words around a name say about it.
//!
//! Each function looks at one place in a folded text and gives the reason why the name does not stand for what it
//! seems to, or nothing. The reasons are shown by `situs links`.

use std::collections::HashSet;

use super::lexicon::LEXICON;

/// A place in a folded run of prose.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    /// The folded text of the run.
    pub text: &'a str,
    /// First byte of the name.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// How the run uses capitals.
    pub capitals: Capitals,
    /// Where names of the gazetteer begin in the run.
    pub starts: &'a HashSet<usize>,
    /// Where names of the gazetteer end in the run.
    pub ends: &'a HashSet<usize>,
    /// Whether the document also has the name in lower case, as an ordinary word.
    pub has_lower: bool,
}

/// What capitals mean in a run of prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Capitals {
    /// They mark names and beginnings.
    Sentence,
    /// Most words have them: a headline.
    Title,
    /// All letters are capitals.
    All,
}

/// A word beside a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word<'a> {
    /// The word without punctuation at its edges, but with the full stop of an abbreviation.
    pub text: &'a str,
    /// Whether nothing but one space stands between it and the name.
    pub adjacent: bool,
    /// What stands between.
    pub gap: &'a str,
    /// Its first byte in the run.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

type Reason = Option<&'static str>;

const PERSON: Reason = Some("part of a person's name");
const PLACE: Reason = Some("part of the name of a river, a street or another place");
const LONGER: Reason = Some("part of a longer name");
const ORDINARY: Reason = Some("may be an ordinary word here");

impl<'a> Site<'a> {
    /// The name.
    pub fn surface(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// The word before.
    pub fn before(&self) -> Word<'a> {
        word_before(self.text, self.start)
    }

    /// The word after.
    pub fn after(&self) -> Word<'a> {
        word_after(self.text, self.end)
    }

    /// Whether a sentence, a quotation or a list entry begins here, so that a capital shows nothing.
    pub fn opens_sentence(&self) -> bool {
        opens_sentence(self.text, self.start)
    }

    /// Whether a name of the gazetteer begins at `at`.
    fn name_begins(&self, at: usize) -> bool {
        self.starts.contains(&at)
    }
}

/// How the sentence or the quotation around a name uses capitals.
pub(super) fn capitals_around(text: &str, start: usize, end: usize) -> Capitals {
    const REACH: usize = 300;
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '"' | ';');
    let low = crate::source::floor_char_boundary(text, start.saturating_sub(REACH));
    let high = crate::source::floor_char_boundary(text, end.saturating_add(REACH));
    let from = text[low..start].rfind(ends).map_or(low, |at| low + at + 1);
    let to = text[end..high.max(end)].find(ends).map_or(high.max(end), |at| end + at);
    let quoted = text[..from].ends_with('"') && text[to..].trim_start_matches(['.', '!', '?', ',']).starts_with('"');
    let segment = &text[from..to];
    match capitals(segment) {
        Capitals::Sentence if quoted && segment.split(' ').filter(|word| word.len() >= 4).count() == 2 => {
            let titled =
                segment.split(' ').filter(|word| word.len() >= 4).all(|word| word.starts_with(char::is_uppercase));
            if titled && segment.contains(' ') { Capitals::Title } else { Capitals::Sentence }
        }
        Capitals::Title if !quoted => Capitals::Sentence,
        capitals => capitals,
    }
}

/// How a run uses capitals.
pub(super) fn capitals(text: &str) -> Capitals {
    let mut words = 0;
    let mut capital = 0;
    let mut upper = 0;
    let mut with_lower = 0;
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let mut chars = word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = chars.next() else { continue };
        let rest_lower = chars.any(char::is_lowercase);
        with_lower += usize::from(rest_lower || first.is_lowercase());
        upper += usize::from(!rest_lower && first.is_uppercase());
        if word.chars().count() >= 4 {
            words += 1;
            capital += usize::from(first.is_uppercase());
        }
    }
    if with_lower == 0 && upper >= 3 {
        Capitals::All
    } else if words >= 3 && capital * 10 >= words * 7 && !text.trim_end().ends_with('.') {
        Capitals::Title
    } else {
        Capitals::Sentence
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '-' | '.' | '&') || unicode_normalization::char::is_combining_mark(c)
}

fn word_before(text: &str, start: usize) -> Word<'_> {
    let head = &text[..start];
    let cut = head.trim_end_matches(|c: char| !is_word_char(c) || matches!(c, '\'' | '-'));
    let begin = cut.rfind(|c| !is_word_char(c)).map_or(0, |at| at + cut[at..].chars().next().map_or(1, char::len_utf8));
    let word = cut[begin..].trim_start_matches(['\'', '-', '.']);
    let begin = cut.len() - word.len();
    let bare = word.trim_end_matches('.');
    let keeps_stop = bare.len() < word.len()
        && (LEXICON.is_honorific(word) || LEXICON.is_role(word) || bare.chars().count() == 1 || bare.contains('.'));
    let word = if keeps_stop { word } else { bare };
    let end = begin + word.len();
    let gap = &text[end..start];
    Word { text: word, adjacent: gap == " ", gap, start: begin, end }
}

fn word_after(text: &str, end: usize) -> Word<'_> {
    let tail = &text[end..];
    let possessive = ["'s ", "' "].iter().find(|mark| tail.starts_with(**mark)).map_or(0, |mark| mark.len());
    let skipped = tail.find(|c| is_word_char(c) && !matches!(c, '\'' | '-' | '.')).unwrap_or(tail.len());
    let begin = skipped.max(possessive);
    let rest = &tail[begin..];
    let len = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
    let word = rest[..len].trim_end_matches(['\'', '-', '.']);
    let word = word.strip_suffix("'s").unwrap_or(word);
    let gap = &tail[..begin];
    Word { text: word, adjacent: gap == " ", gap, start: end + begin, end: end + begin + word.len() }
}

fn opens_sentence(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | '[' | '*' | '\''));
    let quoted = text[head.len()..start].contains('"');
    match head.chars().next_back() {
        None => true,
        Some('!' | '?' | ':' | ';' | '…' | '。') => true,
        Some('.') => {
            let word = word_before(text, head.len());
            let with_stop = text[word.start..].split(' ').next().unwrap_or_default();
            !(LEXICON.is_honorific(with_stop) || LEXICON.is_role(with_stop) || word.text.chars().count() == 1)
        }
        Some(',') => quoted,
        Some('-' | '—' | '|' | '•') => true,
        _ => quoted,
    }
}

/// Capital first, small letters after.
fn is_titled(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase)
}

/// `J.` or `J`
fn is_initial(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    bare.chars().count() == 1 && bare.chars().all(char::is_uppercase)
}

/// Whether the word before makes the name a person's: a given name, an initial, Mr or Dr.
fn follows_person_word(word: Word<'_>) -> bool {
    word.adjacent
        && (LEXICON.is_given_name(word.text)
            || LEXICON.is_honorific(word.text)
            || (is_initial(word.text) && word.text != "A" && word.text != "I"))
}

/// Why a country's name does not name the country here.
pub(super) fn not_a_country(site: Site<'_>) -> Reason {
    let (before, after) = (site.before(), site.after());
    let words = &LEXICON.context;
    let surface = site.surface();
    if after.gap.starts_with('$') || site.text[site.end..].starts_with('$') {
        return Some("a currency here");
    }
    if let reason @ Some(_) = pronoun(site, before, after) {
        return reason;
    }
    if site.capitals == Capitals::All && surface != "US" && LEXICON.is_common(surface) && surface.chars().count() <= 4 {
        return ORDINARY;
    }
    if site.has_lower && (site.opens_sentence() || site.capitals != Capitals::Sentence) {
        return ORDINARY;
    }
    if is_party(site, after) {
        return Some("a party or a firm here");
    }
    place_name(site, before, after)
        .or_else(|| united_states(site, before, after))
        .or_else(|| {
            let nouns = words.common_nouns.get(titled(surface).as_str())?;
            let word = after.text.to_lowercase();
            let near = after.adjacent || after.gap == "-";
            let first = word.split('-').next().unwrap_or_default();
            let food =
                near && (nouns.contains(&word) || nouns.contains(word.trim_end_matches('s')) || nouns.contains(first));
            let and = matches!(after.text, "and" | "or" | "with") && {
                let next = word_after(site.text, after.end);
                nouns.contains(&*next.text.to_lowercase()) && site.opens_sentence()
            };
            (food || and).then_some("a word for a thing here").map(Some)?
        })
        .or_else(|| {
            let river = before.adjacent && matches!(before.text, "the" | "The") && words.rivers.contains(surface);
            let alone = !after.adjacent || words.function_words.contains(after.text);
            (river && alone && !after.gap.starts_with(['\'', '-'])).then_some("a river here")
        })
        .or_else(|| person_name(site, before, after))
}

/// "CONTACT US": in capitals the pronoun looks like the country.
fn pronoun(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    if site.surface() != "US" {
        return None;
    }
    let reason = Some("may be the pronoun here");
    if before.adjacent && matches!(before.text, "was" | "is" | "be" | "it's") && !after.adjacent {
        return reason;
    }
    if site.capitals != Capitals::All {
        return None;
    }
    let attributive = after.gap == "-" || site.text[site.end..].starts_with("'s") || {
        let word = after.text.to_lowercase();
        after.adjacent && LEXICON.is_common(&word) && !LEXICON.context.function_words.contains(&word)
    };
    let opens =
        before.text.is_empty() || before.gap.contains(['"', ':', '.', '!', '?', '-']) || before.gap.contains(", ");
    let adjective =
        before.adjacent && matches!(before.text, "THE" | "BY" | "OF" | "NEW" | "FORMER" | "SENIOR" | "AND" | "FROM");
    if attributive && (opens || adjective) { None } else { reason }
}

/// "Jordan v. Orr", "France & Sons".
fn is_party(site: Site<'_>, after: Word<'_>) -> bool {
    let rest = &site.text[site.end..];
    let firm = [" & Sons", " & Co", " & Son", " & Partners", " Bros", " and Sons", " & Daughters"];
    if firm.iter().any(|ending| rest.starts_with(ending)) {
        return true;
    }
    let versus = after.adjacent && matches!(after.text, "v" | "vs");
    let other = word_after(site.text, after.end);
    versus && is_titled(other.text) && !site.name_begins(other.start) && other.text != "The"
}

/// A name in capitals as it is written otherwise: `TURKEY` is `Turkey`.
pub(super) fn titled(surface: &str) -> String {
    if surface.len() > 3 && surface.chars().all(|c| !c.is_lowercase()) {
        let mut chars = surface.chars();
        chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
    } else {
        surface.to_owned()
    }
}

/// "River Jordan", "Gulf of Oman", "Jordan Street".
fn place_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let words = &LEXICON.context;
    if before.adjacent && words.before_place.contains(before.text) {
        let ordinary = site.opens_sentence_at(before.start)
            && matches!(before.text, "New" | "Little" | "Team" | "Air" | "Radio" | "Camp");
        if !ordinary || before.text == "New" {
            return PLACE;
        }
    }
    if before.adjacent && before.text == "of" {
        let head = word_before(site.text, before.start);
        if head.adjacent && words.before_place_of.contains(head.text) {
            return PLACE;
        }
    }
    if after.adjacent
        && words.after_place.contains(after.text)
        && !(site.capitals == Capitals::Title && is_ambiguous_tail(after.text))
    {
        return PLACE;
    }
    if after.adjacent && matches!(after.text, "Queen" | "Princess" | "Lady" | "Maru") {
        let next = word_after(site.text, after.end);
        if !(next.adjacent && is_titled(next.text)) {
            return LONGER;
        }
    }
    (after.adjacent && words.after_river.contains(after.text)).then_some(())?;
    // "the Egyptian desert" is Egypt's; "the Jordan valley" is the river's.
    PLACE
}

/// Tails that in a headline are as often words of the sentence.
fn is_ambiguous_tail(word: &str) -> bool {
    matches!(
        word,
        "Today"
            | "Daily"
            | "Way"
            | "Air"
            | "Place"
            | "Row"
            | "Station"
            | "Park"
            | "House"
            | "Current"
            | "Bridge"
            | "Arms"
            | "Express"
    )
}

impl Site<'_> {
    fn opens_sentence_at(&self, at: usize) -> bool {
        opens_sentence(self.text, at)
    }
}

/// "Atlanta, Georgia"; "Lebanon, Pennsylvania".
fn united_states(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let lists = &LEXICON.context.united_states;
    let reason = Some("a place in the United States here");
    let two = word_after(site.text, after.end);
    let state = |word: &str| lists.states.contains(word);
    let follows_state = after.gap.starts_with(", ")
        && (state(after.text) || (two.adjacent && state(&format!("{} {}", after.text, two.text))));
    if follows_state && !state_is_list_member(site, after) {
        return reason;
    }
    if site.surface() != "Georgia" {
        return None;
    }
    let city = before.gap.starts_with(',')
        && (lists.georgia_cities.contains(&titled(before.text)) || {
            let head = word_before(site.text, before.start);
            head.adjacent && lists.georgia_cities.contains(&format!("{} {}", titled(head.text), titled(before.text)))
        });
    let state_of = before.adjacent && before.text == "of" && word_before(site.text, before.start).text == "state";
    let usa = after.gap.starts_with(", ") && matches!(after.text, "USA" | "US" | "U.S" | "U.S.A" | "United");
    let sentence = sentence_of(site);
    let neighbours = lists.states.iter().any(|name| name != "Georgia" && sentence.contains(name.as_str()));
    let cities = ["Atlanta", "Savannah", "Macon"].iter().any(|city| sentence.contains(city));
    if city || state_of || usa || neighbours || cities { reason } else { None }
}

/// Never: kept apart so that "Lebanon, Virginia" reads as a place; lists of states and countries do not mix.
fn state_is_list_member(site: Site<'_>, after: Word<'_>) -> bool {
    site.text[after.end..].starts_with(" and ") && site.before().gap.starts_with(',')
}

fn sentence_of<'a>(site: Site<'a>) -> &'a str {
    let start = site.text[..site.start].rfind(['.', '!', '?']).map_or(0, |at| at + 1);
    let end = site.text[site.end..].find(['.', '!', '?']).map_or(site.text.len(), |at| site.end + at);
    &site.text[start..end]
}

/// "Michael Jordan", "Chad Orr", "Melissa French".
fn person_name(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let names = &LEXICON.names;
    let surface = titled(site.surface());
    let one_word = !surface.contains(' ');
    if !one_word || surface.chars().all(|c| c.is_uppercase() || c == '.') {
        return None;
    }
    let name_like = names.country_given_names.contains(&surface) || LEXICON.context.surnames.words.contains(&surface);
    let hyphenated = [before.gap == "-" && is_titled(before.text), after.gap == "-" && is_titled(after.text)];
    if name_like && hyphenated[0] && !site.ends.contains(&before.end) && !LEXICON.is_common(before.text) {
        return PERSON;
    }
    if name_like && hyphenated[1] && !site.name_begins(after.start) && !LEXICON.is_common(after.text) {
        return PERSON;
    }
    let capital_shows = site.capitals == Capitals::Sentence;
    if follows_person_word(before) && !site.ends.contains(&before.end) {
        return PERSON;
    }
    if name_like && before.adjacent && LEXICON.is_occupation(before.text) {
        return PERSON;
    }
    if name_like && after.adjacent && after.text == "and" {
        // "Chad and Georgia Orr"
        let partner = word_after(site.text, after.end);
        let family = word_after(site.text, partner.end);
        let given = names.country_given_names.contains(partner.text) || LEXICON.is_given_name(partner.text);
        if given
            && family.adjacent
            && is_titled(family.text)
            && !LEXICON.is_common(family.text)
            && !site.name_begins(family.start)
        {
            return PERSON;
        }
    }
    if name_like
        && capital_shows
        && before.adjacent
        && is_titled(before.text)
        && !is_ordinary_before(site, before)
        && !site.ends.contains(&before.end)
    {
        return PERSON;
    }
    let given =
        names.country_given_names.contains(&surface) || matches!(&*surface, "Finn" | "Dane" | "Roman" | "Norman");
    if given && after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let word = after.text;
        let ordinary_surname =
            LEXICON.context.surnames.ordinary.contains(word) && (capital_shows || !LEXICON.is_common(word));
        let plain = LEXICON.is_common(word)
            || LEXICON.is_institution(word)
            || LEXICON.is_calendar(word)
            || LEXICON.is_role(word);
        if (ordinary_surname && !LEXICON.is_institution(word)) || !plain {
            return PERSON;
        }
    }
    None
}

/// Whether a capitalised word before a name is no given name: it begins a sentence and is an ordinary word, or it is a
/// title, a month, a compass point.
fn is_ordinary_before(site: Site<'_>, word: Word<'_>) -> bool {
    LEXICON.is_common(word.text)
        || LEXICON.is_role(word.text)
        || LEXICON.is_calendar(word.text)
        || LEXICON.is_institution(word.text)
        || (site.opens_sentence_at(word.start) && word.text.len() <= 3)
}

/// Why a demonym does not mean the country's people here.
pub(super) fn not_a_demonym(site: Site<'_>) -> Reason {
    let (before, after) = (site.before(), site.after());
    let words = &LEXICON.context;
    let surface = site.surface();
    if after.adjacent && words.after_place.contains(after.text) && site.capitals != Capitals::Title {
        return PLACE;
    }
    if (after.adjacent || after.gap == "-")
        && words.demonym_things.contains(after.text.split('-').next().unwrap_or_default())
    {
        return Some("a word for a thing here");
    }
    if before.adjacent && words.surnames.words.contains(surface) && follows_person_word(before) {
        return PERSON;
    }
    if matches!(surface, "Finn" | "Dane" | "Pole" | "Turk" | "Lao" | "Thai")
        && after.adjacent
        && is_titled(after.text)
        && !LEXICON.is_common(after.text)
    {
        return PERSON;
    }
    if surface == "Polish"
        && site.opens_sentence()
        && matches!(
            &*after.text.to_lowercase(),
            "the" | "your" | "it" | "them" | "up" | "off" | "my" | "his" | "her" | "our" | "their"
        )
    {
        return ORDINARY;
    }
    if !words.languages.names.contains(surface) {
        return None;
    }
    language(site, before, after)
}

/// "speaks French", "in Russian.", "French-speaking".
fn language(site: Site<'_>, before: Word<'_>, after: Word<'_>) -> Reason {
    let words = &LEXICON.context;
    let reason = Some("a language here");
    let near = after.adjacent || after.gap == "-";
    if near && words.languages.after.contains(after.text) {
        return reason;
    }
    // "French- and Arabic-speaking", "Arabic and French interpreters", "spoke Georgian, Russian and Turkish"
    let mut head = before;
    for _ in 0..6 {
        let listed = matches!(head.gap, " " | ", ")
            && (matches!(
                head.text,
                "and"
                    | "or"
                    | "both"
                    | "some"
                    | "only"
                    | "good"
                    | "fluent"
                    | "little"
                    | "no"
                    | "any"
                    | "Modern"
                    | "either"
            ) || words.languages.names.contains(head.text)
                || head.text == "English");
        if !listed {
            break;
        }
        head = word_before(site.text, head.start);
    }
    if words.languages.before.contains(head.text) && matches!(head.gap, " " | "-") {
        return reason;
    }
    let alone = !after.adjacent || words.function_words.contains(after.text);
    let medium = matches!(head.text, "in" | "In" | "into" | "from") && head.gap == " ";
    if medium && alone && !after.gap.starts_with(['\'', '-']) && !matches!(after.text, "and" | "or") {
        return reason;
    }
    if medium && matches!(after.text, "and" | "or") {
        let next = word_after(site.text, after.end);
        let then = word_after(site.text, next.end);
        let language = words.languages.names.contains(next.text) || matches!(next.text, "English" | "in");
        if language
            && (!then.adjacent
                || next.text == "in"
                || words.function_words.contains(then.text)
                || words.languages.after.contains(then.text))
        {
            return reason;
        }
    }
    let joined = matches!(after.text, "and" | "or") || after.gap == ", " || after.gap == "- ";
    if joined {
        let next = word_after(site.text, if matches!(after.text, "and" | "or") { after.end } else { site.end });
        let then = word_after(site.text, next.end);
        let language = words.languages.names.contains(next.text) || next.text == "English";
        if language && (then.adjacent || then.gap == "-") && words.languages.after.contains(then.text) {
            return reason;
        }
    }
    (after.adjacent && after.text == "for" && site.text[after.end..].trim_start().starts_with(['"', '*']))
        .then_some("a language here")
}

/// Why a name or an alias of an actor or an event does not name it here.
pub(super) fn not_an_actor(site: Site<'_>, is_person: bool, known: bool) -> Reason {
    let (before, after) = (site.before(), site.after());
    let surface = site.surface();
    let one_word = !surface.contains([' ', '-']);
    let acronym = surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if site.capitals == Capitals::All && LEXICON.is_common(surface) && one_word {
        return ORDINARY;
    }
    let amount = site.text[site.end..]
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
        .collect::<String>();
    if acronym && surface.len() == 3 && amount.contains(',') && amount.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("a currency here");
    }
    if is_person {
        return person_alias(site, before, after, one_word, known);
    }
    let capital = surface.starts_with(char::is_uppercase);
    if one_word && !acronym && LEXICON.is_common(surface) && capital {
        if let reason @ Some(_) = ordinary_word(site, before, after, known) {
            return reason;
        }
    }
    if !capital {
        return None;
    }
    longer_name(site, before, after, one_word && !acronym)
}

/// A one-word name that is also an ordinary word. `known` says whether the document names its bearer beyond doubt.
fn ordinary_word(site: Site<'_>, before: Word<'_>, after: Word<'_>, known: bool) -> Reason {
    let rest = &site.text[site.end..];
    let possessive = rest.starts_with("'s");
    let alone = site.text.trim().len() == site.surface().len();
    let held = after.gap == "-"
        && ["held", "run", "led", "backed", "controlled", "aligned", "linked", "affiliated"]
            .iter()
            .any(|word| after.text.starts_with(word));
    let together = after.adjacent && after.text == "and" && site.name_begins(word_after(site.text, after.end).start);
    let acts = after.adjacent && LEXICON.is_strong_saying(after.text) || held || together || (alone && known);
    if site.capitals == Capitals::Title || (site.opens_sentence() && !acts && !possessive) {
        return if acts { None } else { ORDINARY };
    }
    let joined =
        before.adjacent && is_titled(before.text) && !LEXICON.is_calendar(before.text) && !LEXICON.is_role(before.text);
    if joined && !site.opens_sentence_at(before.start) && !site.ends.contains(&before.end) {
        return LONGER;
    }
    None
}

/// "National Unity Front", "Unity Front Council": other bodies than the Unity Front.
fn longer_name(site: Site<'_>, before: Word<'_>, after: Word<'_>, one_word: bool) -> Reason {
    if site.capitals != Capitals::Sentence {
        return None;
    }
    if before.adjacent && is_titled(before.text) && LEXICON.is_head(before.text) && !is_plain_opener(site, before) {
        return LONGER;
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let calendar = LEXICON.is_calendar(after.text);
        if LEXICON.is_tail(after.text)
            || (one_word && LEXICON.is_common(site.surface()) && !calendar && !LEXICON.is_role(after.text))
        {
            return LONGER;
        }
    }
    None
}

/// "Former", "First" and the like at the beginning of a sentence.
fn is_plain_opener(site: Site<'_>, word: Word<'_>) -> bool {
    matches!(word.text, "Former" | "First" | "Old" | "Second" | "Third" | "Joint" | "Allied")
        && site.opens_sentence_at(word.start)
}

/// The name or an alias of a person: "Healey Street", "John Healey-Orr", an alias that is a word.
fn person_alias(site: Site<'_>, before: Word<'_>, after: Word<'_>, one_word: bool, known: bool) -> Reason {
    if after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) && !LEXICON.is_common(after.text) {
        return PERSON;
    }
    if before.gap == "-"
        && is_titled(before.text)
        && !site.ends.contains(&before.end)
        && !LEXICON.is_common(before.text)
    {
        return PERSON;
    }
    if site.capitals != Capitals::Title
        && after.adjacent
        && is_titled(after.text)
        && LEXICON.is_tail(after.text)
        && !site.name_begins(after.start)
    {
        return LONGER;
    }
    if one_word && LEXICON.is_common(site.surface()) {
        return ordinary_word(site, before, after, known);
    }
    None
}

/// What a surname's neighbourhood says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surname {
    /// It may be the person's.
    Fits,
    /// A title stands before it: it is a person's beyond doubt.
    Titled,
    /// It belongs to somebody else, or to something else; the reason.
    Other(&'static str),
    /// Another person of that name stands here ("Sarah Healey").
    Relative,
}

/// Whether a last name may stand for a person whose given names are `given`.
pub(super) fn surname(site: Site<'_>, given: &[String]) -> Surname {
    let (before, after) = (site.before(), site.after());
    let surface = site.surface();
    let titled = before.adjacent && (LEXICON.is_honorific(before.text) || LEXICON.is_role(before.text));
    let capital_shows = site.capitals == Capitals::Sentence;
    if after.gap == "-" && is_titled(after.text) && !site.name_begins(after.start) && !LEXICON.is_common(after.text)
        || before.gap == "-"
            && is_titled(before.text)
            && !site.ends.contains(&before.end)
            && !LEXICON.is_common(before.text)
    {
        return Surname::Other("part of a double name");
    }
    if after.adjacent && is_titled(after.text) && !site.name_begins(after.start) {
        let plain = LEXICON.is_calendar(after.text) || LEXICON.is_role(after.text);
        if LEXICON.is_tail(after.text) && (capital_shows || !LEXICON.is_common(after.text)) {
            return Surname::Other("part of a longer name");
        }
        if capital_shows
            && !plain
            && (!LEXICON.is_common(after.text) || LEXICON.context.surnames.ordinary.contains(after.text))
        {
            return Surname::Other("part of a longer name");
        }
    }
    if before.adjacent
        && before.text == "of"
        && LEXICON.context.before_place_of.contains(word_before(site.text, before.start).text)
    {
        return Surname::Other("part of a longer name");
    }
    if titled {
        return Surname::Titled;
    }
    if before.adjacent && (is_titled(before.text) || is_initial(before.text)) && !site.ends.contains(&before.end) {
        let same = given.iter().any(|name| {
            name == before.text || is_initial(before.text) && name.starts_with(before.text.trim_end_matches('.'))
        });
        let article = site.opens_sentence_at(before.start)
            && (LEXICON.is_common(before.text) || before.text.len() <= 3)
            && !LEXICON.is_given_name(before.text);
        let ordinary =
            article || LEXICON.is_calendar(before.text) || (!capital_shows && LEXICON.is_common(before.text));
        if !same && !ordinary {
            let place = LEXICON.context.before_place.contains(before.text) || LEXICON.is_head(before.text);
            return if place { Surname::Other("part of a longer name") } else { Surname::Relative };
        }
    }
    let speaks = after.adjacent && LEXICON.is_strong_saying(after.text) || site.text[site.end..].starts_with("'s");
    let strong = after.adjacent && LEXICON.is_strong_saying(after.text);
    if LEXICON.is_calendar(surface) && !strong {
        return Surname::Other("may be a date here");
    }
    if LEXICON.is_common(surface) && (site.opens_sentence() || !capital_shows) && !speaks {
        return Surname::Other("may be an ordinary word here");
    }
    Surname::Fits
}

/// Whether a word right before shows that a place is meant: "in Jordan".
pub(super) fn is_locative(site: Site<'_>) -> bool {
    let before = site.before();
    before.adjacent && LEXICON.context.locative.contains(before.text)
}

/// Whether the place is one of several names in a row, or comes after "from" or "of": "from Kenya and Fiji".
pub(super) fn is_among_countries(site: Site<'_>) -> bool {
    let before = site.before();
    if before.adjacent && matches!(before.text, "from" | "of" | "From" | "between" | "to") {
        return true;
    }
    let head = &site.text[..site.start];
    let listed_before = [", ", " and ", ", and ", " or "]
        .iter()
        .any(|gap| head.strip_suffix(gap).is_some_and(|head| site.ends.contains(&head.len())));
    let tail = &site.text[site.end..];
    let listed_after = [", ", " and ", ", and ", " or "]
        .iter()
        .any(|gap| tail.starts_with(gap) && site.starts.contains(&(site.end + gap.len())));
    listed_before || listed_after
}

/// Why a weak alias is an ordinary description here: "the centre of town", "the front line".
pub(super) fn not_weak(site: Site<'_>) -> Reason {
    let after = site.after();
    let plain = Some("a plain description here");
    if after.gap == "-" {
        return plain;
    }
    if !after.adjacent {
        return None;
    }
    let word = after.text;
    if matches!(
        word,
        "of" | "line" | "lines" | "page" | "door" | "doors" | "row" | "seat" | "stage" | "ground" | "panel"
    ) {
        return plain;
    }
    let verb = LEXICON.is_saying(word)
        || word.ends_with("ed")
        || word.ends_with('s')
        || word.ends_with("ly")
        || is_titled(word);
    let fits = verb
        || LEXICON.context.function_words.contains(word)
        || !LEXICON.is_common(word)
        || LEXICON.context.weak_followers.contains(word);
    if fits { None } else { plain }
}
