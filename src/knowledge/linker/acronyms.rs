//! Acronyms that a document gives to something else: "University of Flores (UF)" where UF is the Unity Front.

use std::sync::Arc;

use super::run::Run;
use super::{HashMap, HashSet};
use crate::knowledge::entity::{Entity, EntityIx};
use crate::knowledge::fold::fold;
use crate::knowledge::gazetteer::words::Word;
use crate::knowledge::gazetteer::{Gazetteer, Hit};

/// Who bears an acronym beyond these is not asked: it is ambiguous then.
const FEW: usize = 16;

/// The acronyms that something else is spelt out for in a document.
#[derive(Debug, Default)]
pub(super) struct Acronyms {
    /// Those that stand for it in the whole document, as nothing says that they are the actor's.
    everywhere: HashSet<String>,
    /// Where each is given: the run, and the first byte in it.
    places: HashSet<(Option<u32>, usize)>,
}

impl Acronyms {
    /// Those of these runs.
    pub(super) fn new(runs: &[Run<'_>], gazetteer: &Gazetteer, entities: &[Arc<Entity>]) -> Self {
        let mut acronyms = Self::default();
        let mut own: HashSet<&str> = HashSet::default();
        for run in runs {
            let mut ends: Option<HashMap<usize, Vec<Hit>>> = None;
            for &hit in &run.hits {
                let text = &run.folded.text;
                let surface = gazetteer.text(hit);
                let is_acronym =
                    (2..=6).contains(&surface.len()) && surface.bytes().all(|byte| byte.is_ascii_uppercase());
                let Some(long) = is_acronym.then(|| place_of_long(text, hit)).flatten() else { continue };
                let bearers: Vec<EntityIx> = targets(gazetteer, hit).take(FEW).collect();
                let ends = ends.get_or_insert_with(|| by_end(&run.hits));
                let names = ends.get(&long.end).map_or(&[][..], Vec::as_slice);
                let named = names.iter().any(|name| targets(gazetteer, *name).any(|target| bearers.contains(&target)));
                if named {
                    own.insert(surface);
                } else if let Some(start) = spelt_out(text, &run.words, long.end, surface)
                    .filter(|start| long.start.is_none_or(|known| known == *start))
                {
                    let long = fold(&text[start..long.end]);
                    let alike = |ix: &EntityIx| strsim::jaro_winkler(&fold(&entities[ix.at()].name), &long) > 0.92;
                    if !bearers.iter().any(alike) {
                        acronyms.everywhere.insert(surface.to_owned());
                        acronyms.places.insert((run.index, hit.start));
                    }
                }
            }
        }
        acronyms.everywhere.retain(|surface| !own.contains(&**surface));
        acronyms
    }

    /// Whether the acronym at this place is that of something else.
    pub(super) fn is_anothers(&self, surface: &str, place: (Option<u32>, usize)) -> bool {
        !self.places.is_empty() && (self.everywhere.contains(surface) || self.places.contains(&place))
    }
}

/// Where the words that an acronym is short for would stand.
struct Long {
    start: Option<usize>,
    end: usize,
}

/// "University of Flores (UF)", "UF (University of Flores)".
fn place_of_long(text: &str, hit: Hit) -> Option<Long> {
    const REACH: usize = 120;
    let rest = &text[hit.end..];
    if let Some(head) = text[..hit.start].strip_suffix(" (").filter(|_| rest.starts_with(')')) {
        return Some(Long { start: None, end: head.len() });
    }
    let inner = rest.strip_prefix(" (")?;
    let reach = crate::source::floor_char_boundary(inner, REACH.min(inner.len()));
    let start = hit.end + " (".len();
    Some(Long { start: Some(start), end: start + inner[..reach].find(')')? })
}

fn targets(gazetteer: &Gazetteer, hit: Hit) -> impl Iterator<Item = EntityIx> {
    gazetteer.meanings(hit).iter().filter_map(|sense| sense.target)
}

fn by_end(hits: &[Hit]) -> HashMap<usize, Vec<Hit>> {
    let mut ends: HashMap<usize, Vec<Hit>> = HashMap::default();
    for &hit in hits {
        ends.entry(hit.end).or_default().push(hit);
    }
    ends
}

/// Where the words before `end` begin whose initials are the acronym; small words such as "of" may stand among them.
fn spelt_out(text: &str, words: &[Word], end: usize, acronym: &str) -> Option<usize> {
    let last = words.partition_point(|word| word.end as usize <= end);
    let mut letters = acronym.chars().rev().peekable();
    let mut next = end;
    let mut start = None;
    for word in words[..last].iter().rev().take(acronym.len() * 2 + 1) {
        let Some(&letter) = letters.peek() else { break };
        let gap = &text[word.end as usize..next];
        if !matches!(gap, "" | " " | "-" | " & ") {
            return None;
        }
        let written = word.of(text);
        let first = written.chars().next()?;
        next = word.start as usize;
        if first.to_uppercase().next() == Some(letter) {
            letters.next();
            start = Some(next);
        } else if !(written.len() <= 3 && first.is_lowercase()) {
            return None;
        }
    }
    start.filter(|_| letters.peek().is_none())
}
