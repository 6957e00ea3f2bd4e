//! Gives Qovery a key: its credentials, and the registries that show another access of the stack.

use domain::{
    aws::secret::VersionId,
    qovery::{CredentialsRequest, NewValues},
    rotation::{Facts, Outcome},
};

use super::{KeyWorld, QoveryTarget, secrets::AttemptSecrets};
use crate::{Error, qovery, registries};

/// The registries that show another access of this stack get the key, side by side.
pub(super) async fn push_to_registries(
    world: &impl KeyWorld,
    version: &VersionId,
    secrets: &AttemptSecrets,
    facts: &Facts,
    target: QoveryTarget<'_>,
) -> Result<Outcome, Error> {
    let target = target.registered()?;
    let stored = secrets.key(version)?;
    let outdated: Vec<_> = facts.outdated_registries(&stored.access_key.id).collect();
    let values = NewValues::Static(stored.access_key.clone());
    let given = registries::give(world, &target.access, &outdated, &values).await;
    Ok(Outcome::RegistriesShow(given.shown, given.refused))
}

/// Writes the key, then reads it back: Qovery's list counts, not its answer. The credentials keep
/// the name that a person gave them.
pub(super) async fn push(
    world: &impl KeyWorld,
    version: &VersionId,
    secrets: &AttemptSecrets,
    facts: &Facts,
    target: QoveryTarget<'_>,
) -> Result<Outcome, Error> {
    let target = target.registered()?;
    let stored = secrets.key(version)?;
    let (access, id) = (&target.access, &target.credentials);
    let known = facts.organization.as_ref().and_then(|seen| seen.find(id));
    let request = CredentialsRequest {
        name: known
            .map_or(&target.name, |linked| &linked.credentials.name)
            .clone(),
        values: NewValues::Static(stored.access_key.clone()),
    };
    let edited = world.edit_aws_credentials(access, id, &request).await;
    edited.map_err(Error::call("could not give Qovery the key"))?;
    let seen = qovery::look_after_write(world, access).await;
    let seen = seen.map_err(Error::call("could not read back what Qovery shows"))?;
    let shown = seen.find(id).ok_or(Error::NotShown)?;
    qovery::shows_given(&request.values, &shown.credentials.values)?;
    Ok(Outcome::Shows(Box::new(seen)))
}
