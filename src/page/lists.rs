//! Orders and sums over the whole site that many pages are cut from: made once, when the first page asks.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::calendar::Months;
use super::calendar_file::Revision;
use super::claim::Disputes;
use super::export::entities::Ties;
use super::search::Index;
use super::{Scope, calendar_file, event};
use crate::document::{Kind, Matter};
use crate::knowledge::{EntityIx, EntityKind, Holder, KnowledgeBase, Place, Target};
use crate::route::Route;

/// Whole lists, each made when it is first asked for. Page `n` of a list is a slice: were it sorted for each page, time
/// would grow with the square of the archive.
#[derive(Debug, Default)]
pub struct Lists {
    actors: OnceLock<Vec<EntityIx>>,
    countries: OnceLock<Vec<EntityIx>>,
    events: OnceLock<Vec<EntityIx>>,
    by_id: [OnceLock<Vec<EntityIx>>; 3],
    reports_by_id: OnceLock<Vec<u32>>,
    mentions: OnceLock<Vec<u32>>,
    mapped: OnceLock<Vec<Route>>,
    disputes: OnceLock<Disputes>,
    latest_figures: OnceLock<Vec<Place>>,
    figure_labels: OnceLock<BTreeMap<String, String>>,
    conflicts: OnceLock<BTreeMap<Place, Vec<Place>>>,
    derived_sources: OnceLock<BTreeMap<u32, Vec<u32>>>,
    corrections: OnceLock<Vec<(u32, usize)>>,
    months: OnceLock<Months>,
    revisions: OnceLock<Vec<Option<Revision>>>,
    positioned: OnceLock<Vec<EntityIx>>,
    figures: OnceLock<Vec<Place>>,
    ties: OnceLock<Ties>,
    search: OnceLock<Index>,
    involved: OnceLock<BTreeMap<EntityIx, Vec<EntityIx>>>,
    /// Maps that pages of countries and events share.
    pub(super) maps: super::map::locator::Cache,
}

impl Lists {
    /// The search index.
    #[must_use]
    pub fn search(&self, scope: &Scope<'_>) -> &Index {
        self.search.get_or_init(|| Index::new(scope))
    }

    /// Who and where an event is about.
    #[must_use]
    pub fn involved(&self, base: &KnowledgeBase, event: EntityIx) -> &[EntityIx] {
        let all = self.involved.get_or_init(|| {
            let mut involved: BTreeMap<EntityIx, Vec<EntityIx>> = BTreeMap::new();
            for (entity, events) in &base.ledger.events {
                for event in events {
                    involved.entry(*event).or_default().push(*entity);
                }
            }
            involved
        });
        all.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Actors with a page, by name.
    #[must_use]
    pub fn actors(&self, base: &KnowledgeBase) -> &[EntityIx] {
        self.actors.get_or_init(|| by_name(base, EntityKind::Actor))
    }

    /// Countries with a page, by region and name.
    #[must_use]
    pub fn countries(&self, base: &KnowledgeBase) -> &[EntityIx] {
        self.countries.get_or_init(|| by_name(base, EntityKind::Country))
    }

    /// Events, newest first; those without a date come last.
    #[must_use]
    pub fn events(&self, base: &KnowledgeBase) -> &[EntityIx] {
        self.events.get_or_init(|| {
            let mut events: Vec<EntityIx> = entities(base, EntityKind::Event).collect();
            event::sort_by_time(base, &mut events);
            events
        })
    }

    /// Entities of a kind that have a page, by id.
    #[must_use]
    pub fn by_id(&self, base: &KnowledgeBase, kind: EntityKind) -> &[EntityIx] {
        self.by_id[kind as usize].get_or_init(|| entities(base, kind).collect())
    }

    /// The indices of all reports, by id.
    #[must_use]
    pub fn reports_by_id(&self, base: &KnowledgeBase) -> &[u32] {
        self.reports_by_id.get_or_init(|| {
            let mut reports: Vec<u32> = (0_u32..).take(base.reports.len()).collect();
            reports.par_sort_by(|a, b| {
                let id = |at: u32| &base.reports[at as usize].document.id;
                id(*a).cmp(id(*b))
            });
            reports
        })
    }

    /// Which claims dispute each other.
    #[must_use]
    pub fn disputes(&self, base: &KnowledgeBase) -> &Disputes {
        self.disputes.get_or_init(|| Disputes::new(base))
    }

    /// The newest value of each series of figures: those of the newest report first.
    #[must_use]
    pub fn latest_figures(&self, base: &KnowledgeBase) -> &[Place] {
        self.latest_figures.get_or_init(|| {
            let newest = base.ledger.figures.values().filter_map(|series| series.first());
            let mut newest: Vec<Place> = newest.copied().collect();
            newest.sort_unstable();
            newest
        })
    }

    /// Series to what it counts, as its newest value with a label says it.
    #[must_use]
    pub fn figure_labels(&self, base: &KnowledgeBase) -> &BTreeMap<String, String> {
        self.figure_labels.get_or_init(|| {
            let label = |series: &[Place]| series.iter().find_map(|place| base.figure(*place)?.label.clone());
            let all = base.ledger.figures.iter();
            all.filter_map(|(id, series)| Some((id.clone(), label(series)?))).collect()
        })
    }

    /// Figure to the others of its series that say something else for the same moment.
    #[must_use]
    pub fn conflicts(&self, base: &KnowledgeBase) -> &BTreeMap<Place, Vec<Place>> {
        self.conflicts.get_or_init(|| {
            let mut conflicts: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
            for (id, series) in &base.ledger.figures {
                if series.len() < 2 {
                    continue;
                }
                for (one, other) in base.conflicts(id) {
                    conflicts.entry(one).or_default().push(other);
                    conflicts.entry(other).or_default().push(one);
                }
            }
            conflicts
        })
    }

    /// Source to the sources that are derived from it.
    #[must_use]
    pub fn derived_sources(&self, base: &KnowledgeBase) -> &BTreeMap<u32, Vec<u32>> {
        self.derived_sources.get_or_init(|| {
            let mut derived: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for (at, document) in (0_u32..).zip(base.sources.iter()) {
                let Matter::Source(source) = &document.matter else { continue };
                for origin in &source.derives_from {
                    if let Ok(Target::Source(origin)) = base.resolve(&origin.value, &[Kind::Source]) {
                        derived.entry(origin).or_default().push(at);
                    }
                }
            }
            derived
        })
    }

    /// The corrections of all reports, newest first: report and index.
    #[must_use]
    pub fn corrections(&self, base: &KnowledgeBase) -> &[(u32, usize)] {
        self.corrections.get_or_init(|| {
            let of = |at: u32| base.reports[at as usize].report().map(|report| &report.corrections[..]);
            let all = (0_u32..).take(base.reports.len());
            let mut list: Vec<(u32, usize)> =
                all.flat_map(|at| (0..of(at).map_or(0, <[_]>::len)).map(move |index| (at, index))).collect();
            list.sort_by_cached_key(|&(at, index)| {
                (
                    Reverse(of(at).and_then(|list| list.get(index)).map(|correction| correction.date.sort_key())),
                    at,
                    index,
                )
            });
            list
        })
    }

    /// What calendars say of the age of an event; nothing for what is in no calendar.
    #[must_use]
    pub fn revision(&self, scope: &Scope<'_>, ix: EntityIx) -> Option<Revision> {
        let revisions = self.revisions.get_or_init(|| {
            let mut all = vec![None; scope.base.entities.len()];
            let events = self.events(scope.base);
            let made: Vec<Option<Revision>> =
                events.par_iter().enumerate().map(|(order, ix)| calendar_file::revision(scope, *ix, order)).collect();
            for (ix, revision) in events.iter().zip(made) {
                all[ix.at()] = revision;
            }
            all
        });
        revisions[ix.at()]
    }

    /// Events that have a position, by id.
    #[must_use]
    pub fn positioned(&self, base: &KnowledgeBase) -> &[EntityIx] {
        self.positioned.get_or_init(|| {
            let place = |ix: &EntityIx| base.entities[ix.at()].event()?.place.as_ref()?.position;
            self.by_id(base, EntityKind::Event).iter().copied().filter(|ix| place(ix).is_some()).collect()
        })
    }

    /// Every figure: of reports that stand, newest first, then of events by id.
    #[must_use]
    pub fn figures(&self, base: &KnowledgeBase) -> &[Place] {
        self.figures.get_or_init(|| {
            let reports = (0_u32..).zip(base.reports.iter()).filter_map(|(at, entry)| {
                let report = entry.report().filter(|report| !report.withdrawn)?;
                Some((Holder::Report(at), report.figures.len()))
            });
            let events = self.by_id(base, EntityKind::Event).iter().filter_map(|&ix| {
                let event = base.entities[ix.at()].event()?;
                Some((Holder::Event(ix), event.figures.len()))
            });
            let places = |(holder, count)| (0..count).map(move |index| Place { holder, index });
            reports.chain(events).flat_map(places).collect()
        })
    }

    /// Ties between entities that no document has alone.
    #[must_use]
    pub fn ties(&self, base: &KnowledgeBase) -> &Ties {
        self.ties.get_or_init(|| Ties::new(base))
    }

    /// The pages of the sitemap: all but redirects and the 404 page.
    #[must_use]
    pub fn mapped(&self, scope: &Scope<'_>) -> &[Route] {
        self.mapped.get_or_init(|| {
            let mapped = |route: &Route| !matches!(route, Route::NotFound | Route::Redirect(..));
            super::routes(scope).into_iter().filter(mapped).collect()
        })
    }

    /// The months that have events.
    #[must_use]
    pub fn months(&self, scope: &Scope<'_>) -> &Months {
        self.months.get_or_init(|| Months::new(scope.base, self.events(scope.base), scope.tz))
    }

    /// How often all reports together mention an entity.
    #[must_use]
    pub fn mentions(&self, base: &KnowledgeBase, ix: EntityIx) -> usize {
        let counts = self.mentions.get_or_init(|| {
            let count = |ix: EntityIx| base.appearances(ix).map(|appearance| appearance.mentions.len()).sum::<usize>();
            let all = (0..base.entities.len()).into_par_iter().with_min_len(64);
            all.map(|at| u32::try_from(count(EntityIx::new(at))).unwrap_or(u32::MAX)).collect()
        });
        counts[ix.at()] as usize
    }
}

/// Entities of a kind that have a page, in the order of their ids.
pub(super) fn entities(base: &KnowledgeBase, kind: EntityKind) -> impl Iterator<Item = EntityIx> {
    let of_kind = move |ix: &EntityIx| base.entities[ix.at()].kind == kind && base.has_page(*ix);
    (0..base.entities.len()).map(EntityIx::new).filter(of_kind)
}

/// The region of a country; empty for everything else.
pub(super) fn region(base: &KnowledgeBase, ix: EntityIx) -> &str {
    base.entities[ix.at()].built_in.map_or("", |country| country.region.as_str())
}

fn by_name(base: &KnowledgeBase, kind: EntityKind) -> Vec<EntityIx> {
    let mut all: Vec<EntityIx> = entities(base, kind).collect();
    all.par_sort_by_cached_key(|&ix| {
        (region(base, ix), deunicode::deunicode(&base.entities[ix.at()].name).to_lowercase(), ix)
    });
    all
}

impl Scope<'_> {
    /// How many entities of a kind have a page.
    pub(super) fn count(&self, kind: EntityKind) -> usize {
        self.lists.by_id(self.base, kind).len()
    }
}
