//! Writes to the secret: values as versions, and the label of the key in use.

use domain::{
    aws::secret::{StagingLabel, VersionId},
    port_error::PortErrorKind,
    rotation::{Outcome, PREFLIGHT_LABEL},
};
use secrecy::SecretString;

use super::{KeyWorld, UserKeys, secrets::AttemptSecrets};
use crate::Error;

/// Placeholder that proves that the secret is writable before a key is created.
const PREFLIGHT: &str = r#"{"preflight":"proves that this secret can be written; holds no key"}"#;

/// Writes a placeholder. In an empty secret it becomes `AWSCURRENT` all the same.
pub(super) async fn prove_writable(
    world: &impl KeyWorld,
    keys: &UserKeys,
    version: &VersionId,
) -> Result<Outcome, Error> {
    let token = version.derived("-preflight");
    let label = StagingLabel::Custom(PREFLIGHT_LABEL.to_owned());
    let value = SecretString::from(PREFLIGHT);
    world
        .put_secret_value(&keys.secret, &token, &value, &[label])
        .await
        .map_err(Error::NotWritable)?;
    Ok(Outcome::Done)
}

pub(super) async fn store(
    world: &impl KeyWorld,
    keys: &UserKeys,
    version: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, Error> {
    let unstored = secrets.unstored.take().ok_or(Error::NoKey)?;
    let value = unstored.to_value();
    let put = world
        .put_secret_value(&keys.secret, version, &value, &[StagingLabel::Pending])
        .await;
    match put {
        Ok(()) => {
            secrets.stored.insert(version.clone(), unstored);
            Ok(Outcome::Done)
        }
        // Whether it is stored is not known: the next attempt looks, and takes it or deletes it.
        Err(error) if error.may_have_happened() => {
            Err(Error::Call("could not store the key".to_owned(), error))
        }
        Err(error) => {
            secrets.not_stored = Some(error);
            Ok(Outcome::NotStored)
        }
    }
}

pub(super) async fn copy(
    world: &impl KeyWorld,
    keys: &UserKeys,
    from: &VersionId,
    to: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, Error> {
    let stored = secrets.key(from)?.clone();
    let label = [StagingLabel::Pending];
    let value = stored.to_value();
    let put = world.put_secret_value(&keys.secret, to, &value, &label);
    put.await.map_err(Error::call("could not store the key"))?;
    secrets.stored.insert(to.clone(), stored);
    Ok(Outcome::Done)
}

/// Moves `AWSCURRENT`. Where another request has moved it since the look, there is another look,
/// once.
pub(super) async fn move_current(
    world: &impl KeyWorld,
    keys: &UserKeys,
    from: Option<&VersionId>,
    to: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, Error> {
    let label = &StagingLabel::Current;
    let moved = world.update_secret_version_stage(&keys.secret, label, from, Some(to));
    match moved.await {
        Err(error) if error.kind == PortErrorKind::Invalid && !secrets.has_met_another => {
            secrets.has_met_another = true;
            secrets.is_stale = true;
            Ok(Outcome::Done)
        }
        moved => moved
            .map(|()| Outcome::Done)
            .map_err(Error::call("could not make a key current")),
    }
}
