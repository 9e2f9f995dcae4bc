//! Plans whose time has passed.

use super::KnowledgeBase;
use super::entity::EntityIx;
use crate::document::when;

impl KnowledgeBase {
    /// Whether an event was planned for a time that has passed, and no new status was given: its own was not changed,
    /// and no other event replaces it. Days end in the zone of the event, else in that of the site.
    #[must_use]
    pub fn is_overdue(&self, ix: EntityIx) -> bool {
        let Some(event) = self.entities[ix.at()].event() else { return false };
        let planned = event.status.as_ref().is_some_and(|status| status.value == "planned");
        if !planned || self.ledger.event_superseded_by.contains_key(&ix) {
            return false;
        }
        let own = event.tz.as_deref().and_then(when::zone);
        let zone = own.as_ref().unwrap_or(&self.settings.zone);
        let end = event.when.as_ref().and_then(|when| when.value.end(zone));
        end.is_some_and(|end| end < self.settings.now)
    }
}
