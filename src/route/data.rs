//! The files below `/data/` and their names.

/// The files below `/data/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// `reports.json`
    Reports,
    /// `actors.json`
    Actors,
    /// `countries.json`
    Countries,
    /// `events.json`
    Events,
    /// `mentions.ndjson`
    Mentions,
    /// `claims.csv`, with an HXL row
    Claims,
    /// `figures.csv`, with an HXL row
    Figures,
    /// `events.csv`, with an HXL row
    EventRows,
    /// `events.geojson` (RFC 7946)
    EventPlaces,
    /// `entities.ftm.json` (FollowTheMoney, one entity a line)
    Entities,
}

impl DataFile {
    /// All data files.
    pub const ALL: [Self; 10] = [
        Self::Reports,
        Self::Actors,
        Self::Countries,
        Self::Events,
        Self::Mentions,
        Self::Claims,
        Self::Figures,
        Self::EventRows,
        Self::EventPlaces,
        Self::Entities,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports.json",
            Self::Actors => "actors.json",
            Self::Countries => "countries.json",
            Self::Events => "events.json",
            Self::Mentions => "mentions.ndjson",
            Self::Claims => "claims.csv",
            Self::Figures => "figures.csv",
            Self::EventRows => "events.csv",
            Self::EventPlaces => "events.geojson",
            Self::Entities => "entities.ftm.json",
        }
    }
}
