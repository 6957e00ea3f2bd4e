//! A key that a crash left: ours, and its secret is lost.

use std::time::Duration;

use super::{Action, Facts, Next, PendingCreation, moves::pace};
use crate::aws::iam::ListedKey;

/// How far two clocks may be apart.
const SKEW: Duration = Duration::from_mins(1);

/// Deletes the key that a crash left, if there is one; then done.
pub(super) fn done_after_cleanup(facts: &Facts) -> Next {
    delete_orphan(facts).map_or(Next::Done, Next::Action)
}

/// Deletes what a crash left: a key of ours whose secret is lost.
///
/// The attempt that created it may still store it, until its time is up.
pub(super) fn delete_orphan(facts: &Facts) -> Option<Action> {
    let creating = facts.record.creating.as_ref()?;
    let orphan = facts
        .keys
        .iter()
        .find(|key| is_orphan(key, creating, facts))?;
    let lost_at = creating.at.max(orphan.created_at) + pace::LOST_AFTER;
    Some(if facts.observed_at < lost_at {
        Action::Wait(lost_at)
    } else {
        Action::DeleteAccessKey(orphan.id.clone())
    })
}

fn is_orphan(key: &ListedKey, creating: &PendingCreation, facts: &Facts) -> bool {
    let made_then =
        key.created_at >= creating.first_at - SKEW && key.created_at <= creating.at + SKEW;
    made_then
        && !creating.present.contains(&key.id)
        && !facts.is_stored(&key.id)
        && !facts.may_be_used_at_qovery(&key.id)
        && facts.last_used.get(&key.id) == Some(&None)
}
