//! What other functions ask for: the first key, the end of keys, and a note of what Qovery got.

use std::collections::BTreeSet;

use domain::{
    aws::{access_key::AccessKeyId, secret::VersionId},
    ports::AccessKeys,
    qovery::{CredentialsValues, LinkedCredentials},
    rotation::{Action, Entry, Goal, Pushed, PushedValue, StoredKey},
};

use crate::{
    World,
    error::RotationError,
    execute,
    run_goal::{Clock, run_goal},
    target::{Keys, QoveryTarget, Registration},
};

/// The key in `AWSCURRENT`, proven to work; a new one only where there is none.
///
/// Idempotent: the key of an earlier try is found again. `registered` are all credentials of the
/// organization, `token` names the version that a new key is stored as. Once Qovery has the key,
/// [`note_given`] must follow.
pub async fn issue_first_key(
    world: &impl World,
    keys: &Keys,
    registered: &[LinkedCredentials],
    token: &VersionId,
    clock: &impl Clock,
) -> Result<StoredKey, RotationError> {
    let goal = Goal::FirstKey(token.clone());
    let at = QoveryTarget::Listed(registered);
    let reached = Box::pin(run_goal(&goal, world, keys, at, clock)).await?;
    reached.current().ok_or(RotationError::NoKey)
}

/// Writes down what Qovery was given, after it was given: clusters that were deployed before
/// count as users of an older key.
pub async fn note_given(
    iam: &impl AccessKeys,
    user_name: &str,
    what: PushedValue,
    clock: &impl Clock,
) -> Result<(), RotationError> {
    let entry = Entry::Pushed(Pushed::now(what, clock()));
    Ok(execute::record(iam, user_name, &entry).await?)
}

/// Carries out any goal for credentials that are registered; brings what was done.
///
/// What was done before a failure holds, and is taken up at the next try.
pub async fn reach(
    goal: &Goal,
    world: &impl World,
    keys: &Keys,
    registration: &Registration,
    clock: &impl Clock,
) -> Result<Vec<Action>, RotationError> {
    let at = QoveryTarget::Registered(registration);
    Ok(Box::pin(run_goal(goal, world, keys, at, clock))
        .await?
        .actions)
}

/// Deletes the keys that this stack made, at once: the user goes with the stack. Brings those
/// that are left, which keep the user from being deleted: somebody else's, and, unless `revoke`,
/// those that credentials with clusters hold.
pub async fn remove_keys(
    world: &impl World,
    keys: &Keys,
    registered: &[LinkedCredentials],
    revoke: bool,
    clock: &impl Clock,
) -> Result<Vec<AccessKeyId>, RotationError> {
    let used = if revoke {
        BTreeSet::new()
    } else {
        used(registered)
    };
    let goal = Goal::Remove { used };
    let at = QoveryTarget::Listed(registered);
    match Box::pin(run_goal(&goal, world, keys, at, clock)).await {
        Ok(reached) => Ok(reached.facts.keys.into_iter().map(|key| key.id).collect()),
        Err(RotationError::Call(error)) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn used(registered: &[LinkedCredentials]) -> BTreeSet<AccessKeyId> {
    registered
        .iter()
        .filter(|linked| !linked.clusters.is_empty())
        .filter_map(|linked| match &linked.credentials.values {
            CredentialsValues::Static(id) => id.parse().ok(),
            CredentialsValues::Role(_) | CredentialsValues::Other => None,
        })
        .collect()
}
