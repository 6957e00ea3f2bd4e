//! The end of a key: superseded, proven unused, inactive, deleted.
//!
//! Whatever is not known keeps the key.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::{
    Action, Entry, Facts, KeyState, KeyStatusNote, Next, Pushed, PushedValue, issue,
    record::not_before, refusal,
};
use crate::aws::secret::StagingLabel;
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
    },
    finding::Finding,
    qovery::{ClusterStatus, CredentialsValues},
};

/// A cluster that is linked to the stack's credentials.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClusterUse {
    /// The name in the console.
    pub name: String,
    /// Its state and the date of its last deployment.
    pub status: ClusterStatus,
}

/// Deactivates and deletes what is proven unused; what is kept is told by [`retirement_step`].
pub(super) fn retire(clusters: Option<&[ClusterUse]>, facts: &Facts, now: OffsetDateTime) -> Next {
    let Some(given) = given(facts) else {
        return Next::Done;
    };
    if facts.record.pushed.as_ref().map(|pushed| &pushed.what) != Some(&given) {
        let pushed = Entry::Pushed(Pushed::now(given, now));
        return Next::Action(Action::Record(pushed));
    }
    let mut superseded = facts.keys.iter().filter(|key| is_superseded(key, facts));
    superseded
        .find_map(|key| retirement_step(key, clusters, facts, now).ok())
        .map_or_else(|| issue::done_after_cleanup(facts), Next::Action)
}

/// The next step towards the end of a superseded key, or why it stays.
pub fn retirement_step(
    key: &ListedKey,
    clusters: Option<&[ClusterUse]>,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<Action, Finding> {
    let id = &key.id;
    match (facts.key_state(id), facts.record.keys.get(id)) {
        (KeyState::Active, Some(KeyStatusNote::Inactive(_))) => {
            let note = KeyStatusNote::Reactivated(not_before(now));
            Ok(Action::Record(Entry::Key(id.clone(), note)))
        }
        (KeyState::Active, _) => {
            unused(id, clusters, facts, now)?;
            Ok(Action::UpdateAccessKey(id.clone(), KeyStatus::Inactive))
        }
        _ => issue::deletion_step(key, facts, now),
    }
}

/// Whether a key of ours is left over: nothing points at it but the past.
#[must_use]
pub fn is_superseded(key: &ListedKey, facts: &Facts) -> bool {
    let points_at = |label| {
        facts
            .labelled(label)
            .is_some_and(|(_, held)| held.id == key.id)
    };
    let is_role = given(facts) == Some(PushedValue::Role);
    let in_use = points_at(&StagingLabel::Current) || points_at(&StagingLabel::Pending);
    facts.is_stored(&key.id) && !facts.may_be_used_at_qovery(&key.id) && (is_role || !in_use)
}

/// What Qovery gets in with, where that is what this stack wants.
fn given(facts: &Facts) -> Option<PushedValue> {
    match facts.qovery.as_ref()?.ours.as_ref()? {
        CredentialsValues::Role(_) => Some(PushedValue::Role),
        CredentialsValues::Static(shown) => {
            let (_, current) = facts.current()?;
            let is_sound = current.id.as_str() == shown && facts.is_active(&current.id);
            is_sound.then(|| PushedValue::Key(current.id.clone()))
        }
        CredentialsValues::Other => None,
    }
}

/// Proves that nobody uses the key: every cluster has taken what came after it, and it has been
/// quiet since.
fn unused(
    id: &AccessKeyId,
    clusters: Option<&[ClusterUse]>,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<(), Finding> {
    let pushed_at = facts.record.pushed.as_ref().map(|pushed| pushed.at);
    let (Some(pushed_at), Some(clusters)) = (pushed_at, clusters) else {
        return Err(refusal::unknown_use(id));
    };
    for cluster in clusters {
        if !cluster.status.has_taken(pushed_at) {
            return Err(refusal::cluster_may_use(id, cluster));
        }
    }
    let Some(last_used) = facts.last_used.get(id) else {
        return Err(refusal::unknown_use(id));
    };
    let reactivated = match facts.record.keys.get(id) {
        Some(KeyStatusNote::Reactivated(at)) => Some(*at),
        _ => None,
    };
    let deployed = clusters
        .iter()
        .filter_map(|cluster| cluster.status.last_deployment_at);
    let quiet_since = deployed
        .chain(*last_used)
        .chain(reactivated)
        .fold(pushed_at, OffsetDateTime::max);
    if now - quiet_since >= facts.grace {
        Ok(())
    } else {
        Err(refusal::not_quiet(id, quiet_since + facts.grace))
    }
}

/// Deletes every key of ours that no cluster uses, at once: the user goes with the stack.
pub(super) fn remove(used: &BTreeSet<AccessKeyId>, facts: &Facts, _now: OffsetDateTime) -> Next {
    if let Some(action) = issue::delete_orphan(facts) {
        return Next::Action(action);
    }
    let ours = |key: &&ListedKey| facts.is_stored(&key.id) && !used.contains(&key.id);
    facts.keys.iter().find(ours).map_or(Next::Done, |key| {
        Next::Action(Action::DeleteAccessKey(key.id.clone()))
    })
}
