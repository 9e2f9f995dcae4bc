//! The codes of all warnings: what `[lints] off` can silence.

/// Every code of a warning, in order. A code that is an error, or a warning only in some places, is silenced where it is
/// a warning.
pub const WARNINGS: [&str; 27] = [
    "ambiguous-name",
    "ambiguous-reference",
    "circular-event",
    "circular-source",
    "due-no-update",
    "duplicate-entry",
    "figure-conflict",
    "highlight-length",
    "highlights-count",
    "hosting-limit",
    "likelihood-with-confidence",
    "mixed-yardstick",
    "no-next",
    "post-held-twice",
    "quote-not-found",
    "relation-dates",
    "relative-date",
    "single-source",
    "skipped-file",
    "stale-figure",
    "uncited-figure",
    "unknown-claim",
    "unknown-lint",
    "unknown-reference",
    "unlinked-name",
    "withheld-name",
    "withheld-reference",
];
