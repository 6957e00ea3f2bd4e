//! Writes: one action through the ports, and what became of it.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::AccessKeyId,
        secret::{StagingLabel, VersionId},
    },
    port_error::{PortError, PortErrorKind},
    ports::AccessKeys,
    qovery::{CredentialsRequest, NewValues},
    rotation::{Action, Entry, Facts, Outcome, PREFLIGHT_LABEL, Record, StoredKey},
};
use secrecy::SecretString;

use crate::{
    World,
    error::RotationError,
    prove,
    target::{Keys, QoveryTarget},
};

/// What the attempt holds that the facts must not carry.
#[derive(Default)]
pub(crate) struct AttemptSecrets {
    /// The keys of versions that were read or written.
    pub(crate) stored: BTreeMap<VersionId, StoredKey>,
    /// The name that the credentials have in the console: it is somebody's choice, and stays.
    pub(crate) name: Option<String>,
    /// A key that was made and is not stored yet.
    unstored: Option<StoredKey>,
    /// Why it could not be stored.
    pub(crate) not_stored: Option<PortError>,
}

/// Does not mean anything; written before a key is made.
const PREFLIGHT: &str = r#"{"preflight":"proves that this secret can be written; holds no key"}"#;

/// Carries out one action.
pub(crate) async fn execute(
    world: &impl World,
    action: &Action,
    facts: &Facts,
    secrets: &mut AttemptSecrets,
    keys: &Keys,
    at: QoveryTarget<'_>,
) -> Result<Outcome, RotationError> {
    let user_name = &keys.user_name;
    match action {
        Action::Wait(_) => {}
        Action::ProveWritable(version) => {
            return prove_writable(world, keys, version, facts).await;
        }
        Action::Record(entry) => record(world, user_name, entry).await?,
        Action::ForgetPushed => world.untag_user(user_name, &[Record::pushed_tag()]).await?,
        Action::CreateAccessKey(_) => return create(world, facts, user_name, secrets).await,
        Action::StoreKey(version) => return store(world, keys, version, secrets).await,
        Action::CopyKey { from, to } => copy(world, keys, from, to, secrets).await?,
        Action::DeleteAccessKey(id) => delete(world, user_name, id).await?,
        Action::UpdateAccessKey(id, status) => {
            world.update_access_key(user_name, id, *status).await?;
        }
        Action::ProveKey(version) => {
            let stored = secrets.stored.get(version).ok_or(RotationError::NoKey)?;
            let owner = prove::prove(world, &stored.access_key).await?;
            return Ok(Outcome::Proven(owner));
        }
        Action::PushKey(version) => return push(world, version, secrets, at).await,
        Action::DropPending(version) => {
            let label = &StagingLabel::Pending;
            world
                .update_secret_version_stage(&keys.secret, label, Some(version), None)
                .await?;
        }
        Action::MoveCurrent { from, to } => {
            let label = &StagingLabel::Current;
            world
                .update_secret_version_stage(&keys.secret, label, from.as_ref(), Some(to))
                .await?;
        }
    }
    Ok(Outcome::Done)
}

async fn create(
    iam: &impl AccessKeys,
    facts: &Facts,
    user_name: &str,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, RotationError> {
    let access_key = iam.create_access_key(user_name).await.map_err(hinted)?;
    let id = access_key.id.clone();
    let owner = facts.user.clone();
    secrets.unstored = Some(StoredKey { access_key, owner });
    Ok(Outcome::Created(id))
}

/// A key that is gone already is as good as deleted.
async fn delete(iam: &impl AccessKeys, user_name: &str, id: &AccessKeyId) -> Result<(), PortError> {
    match iam.delete_access_key(user_name, id).await {
        Err(error) if error.is_not_found() => Ok(()),
        deleted => deleted,
    }
}

/// Writes a version that means nothing. In an empty secret it becomes `AWSCURRENT` all the same.
async fn prove_writable(
    world: &impl World,
    keys: &Keys,
    version: &VersionId,
    facts: &Facts,
) -> Result<Outcome, RotationError> {
    let token = version.derived("-preflight");
    let label = StagingLabel::Custom(PREFLIGHT_LABEL.to_owned());
    let value = SecretString::from(PREFLIGHT);
    world
        .put_secret_value(&keys.secret, &token, &value, &[label])
        .await
        .map_err(RotationError::NotWritable)?;
    if facts.secret.version_of(&StagingLabel::Current).is_some() {
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Labelled(
        world.describe_secret(&keys.secret).await?,
    ))
}

pub(crate) async fn record(
    iam: &impl AccessKeys,
    user_name: &str,
    entry: &Entry,
) -> Result<(), PortError> {
    iam.tag_user(user_name, &[entry.to_tag()].into()).await
}

/// Two keys though fewer were listed: IAM is late, and the answer will be another one soon.
fn hinted(error: PortError) -> PortError {
    match error.kind {
        PortErrorKind::LimitExceeded => PortError {
            hint: Some("try again: IAM has a key more than it shows".to_owned()),
            ..error
        },
        _ => error,
    }
}

async fn store(
    world: &impl World,
    keys: &Keys,
    version: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, RotationError> {
    let unstored = secrets.unstored.take().ok_or(RotationError::NoKey)?;
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
        Err(error) if error.may_have_happened() => Err(error.into()),
        Err(error) => {
            secrets.not_stored = Some(error);
            Ok(Outcome::NotStored)
        }
    }
}

async fn copy(
    world: &impl World,
    keys: &Keys,
    from: &VersionId,
    to: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<(), RotationError> {
    let stored = secrets
        .stored
        .get(from)
        .ok_or(RotationError::NoKey)?
        .clone();
    world
        .put_secret_value(
            &keys.secret,
            to,
            &stored.to_value(),
            &[StagingLabel::Pending],
        )
        .await?;
    secrets.stored.insert(to.clone(), stored);
    Ok(())
}

/// Written, then read back: what counts is what Qovery shows to others.
async fn push(
    world: &impl World,
    version: &VersionId,
    secrets: &AttemptSecrets,
    at: QoveryTarget<'_>,
) -> Result<Outcome, RotationError> {
    let QoveryTarget::Registered(registration) = at else {
        return Err(RotationError::NoKey);
    };
    let stored = secrets.stored.get(version).ok_or(RotationError::NoKey)?;
    let request = CredentialsRequest {
        name: secrets.name.as_ref().unwrap_or(&registration.name).clone(),
        values: NewValues::Static(stored.access_key.clone()),
    };
    let (access, id) = (&registration.access, &registration.credentials);
    world.edit_aws_credentials(access, id, &request).await?;
    let linked = world.list_organization_credentials(access).await?;
    let shown = linked.into_iter().find(|one| one.credentials.id == *id);
    let shown = shown.ok_or(RotationError::NotShown)?;
    if request.values.shown_by(&shown.credentials.values) {
        Ok(Outcome::Shows(shown.credentials.values))
    } else {
        Err(RotationError::NotShown)
    }
}
