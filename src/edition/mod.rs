//! Editions: what a reader may see.
//!
//! An edition chooses before anything is linked, so what it withholds reaches no page, count, feed or export. The
//! proof is a property that the tests check: the public edition of a site equals, byte for byte, the build of the same
//! site with all deleted that is withheld: files, records, blocks of prose and static files.

mod addresses;
mod files;
mod needles;
mod reading;
mod redact;
mod search;

pub use files::{NamedFile, withheld_files};
pub use needles::{Needle, Needles, OVERLAP, What, public_texts};
pub use redact::Omission;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::document::record::Tlp;
use crate::document::when::{self, When};
use crate::document::{Document, Matter};

/// How much an edition withholds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WithheldCount {
    /// Documents.
    pub documents: usize,
    /// Records of documents that are shown.
    pub records: usize,
    /// Blocks of prose of documents that are shown.
    pub blocks: usize,
    /// Static files that only what is withheld uses.
    pub files: usize,
}

impl WithheldCount {
    /// Whether it is nothing at all.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What an edition shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its name: `public` unless another is asked for.
    pub name: String,
    /// The most restricted marking that it shows.
    pub tlp: Tlp,
    /// Whether it shows drafts.
    pub drafts: bool,
    /// Whether it shows what is under embargo.
    pub embargoed: bool,
    /// The marking of documents that have none.
    pub default_tlp: Tlp,
    /// The zone in which an embargo that is a bare date begins to end, where the report has no zone of its own.
    pub tz: TimeZone,
}

impl Edition {
    /// The edition that everybody may read: TLP:CLEAR, no drafts, nothing under embargo.
    #[must_use]
    pub fn public(default_tlp: Tlp, tz: TimeZone) -> Self {
        Self { name: "public".into(), tlp: Tlp::Clear, drafts: false, embargoed: false, default_tlp, tz }
    }

    /// Whether it shows no more than what everybody may read.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.tlp == Tlp::Clear && !self.drafts && !self.embargoed
    }

    /// Whether a reader of this edition may see the document at `now`.
    #[must_use]
    pub fn shows(&self, document: &Document, now: Timestamp) -> bool {
        let marking = document.common.tlp.unwrap_or(self.default_tlp);
        !document.unreadable
            && marking <= self.tlp
            && (self.drafts || !document.common.draft)
            && (self.embargoed || self.released(document, now))
    }

    /// Whether no embargo holds at `now`. An embargo whose end cannot be known holds.
    fn released(&self, document: &Document, now: Timestamp) -> bool {
        let Matter::Report(report) = &document.matter else { return true };
        let Some(embargo) = &report.embargo else { return true };
        let own = report.tz.as_deref().and_then(when::zone);
        let zone = own.as_ref().unwrap_or(&self.tz);
        let end = |when: &When| when.instant().or_else(|| when.start(zone));
        end(&embargo.value).is_some_and(|end| end <= now)
    }
}
