//! One action through the ports, and its outcome.

use domain::{
    aws::secret::{StagingLabel, VersionId},
    port_error::gone_is_done,
    ports::AccessKeys,
    rotation::{Action, Facts, Outcome, StoredKey},
};

use super::{
    KeyWorld, QoveryTarget, UserKeys, create, effect::done, push, push_note::end_push_note,
    secrets::AttemptSecrets, store, verify,
};
use crate::Error;

/// Carries out one action.
pub(crate) async fn execute(
    world: &impl KeyWorld,
    action: &Action,
    facts: &Facts,
    secrets: &mut AttemptSecrets,
    keys: &UserKeys,
    target: QoveryTarget<'_>,
) -> Result<Outcome, Error> {
    let user_name = &keys.user_name;
    match action {
        Action::Wait(_) => Ok(Outcome::Done),
        Action::Prepare(creating) => create::prepare(world, keys, facts, creating).await,
        Action::CreateAccessKey(_) => create_key(world, facts, user_name, secrets).await,
        Action::StoreKey(version) => store::store(world, keys, version, secrets).await,
        Action::CopyKey { from, to } => store::copy(world, keys, from, to, secrets).await,
        Action::VerifyKey(version) => verify_key(world, version, secrets).await,
        Action::PushKey(version) => push::push(world, version, secrets, facts, target).await,
        Action::PushToRegistries(version) => {
            push::push_to_registries(world, version, secrets, facts, target).await
        }
        Action::Record(entry) => {
            let tag = facts.ledger.tag_for(entry, &facts.keys);
            done("note", world.tag_user(user_name, &[tag].into()).await)
        }
        Action::ForgetPushed => end_push_note(world, user_name).await,
        Action::ForgetKeys(ids) => {
            let tags = facts.ledger.tags_without(ids);
            done("end a note on", world.tag_user(user_name, &tags).await)
        }
        Action::DeleteAccessKey(id) => {
            let deleted = world.delete_access_key(user_name, id).await;
            done("delete", gone_is_done(deleted))
        }
        Action::UpdateAccessKey(id, status) => done(
            "change",
            world.update_access_key(user_name, id, *status).await,
        ),
        Action::DropPending(version) => {
            let label = &StagingLabel::Pending;
            let moved = world.update_secret_version_stage(&keys.secret, label, Some(version), None);
            done("drop", moved.await)
        }
        Action::MoveCurrent { from, to } => {
            store::move_current(world, keys, from.as_ref(), to, secrets).await
        }
    }
}

async fn verify_key(
    world: &impl KeyWorld,
    version: &VersionId,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, Error> {
    let stored = secrets.key(version)?;
    let verified = verify::verify_key(world, &stored.access_key).await;
    let verified = verified.map_err(Error::call("AWS does not accept the key"))?;
    secrets.has_waited = verified.has_waited;
    Ok(Outcome::Verified(verified.owner))
}

async fn create_key(
    iam: &impl AccessKeys,
    facts: &Facts,
    user_name: &str,
    secrets: &mut AttemptSecrets,
) -> Result<Outcome, Error> {
    let access_key = create::create_key(iam, user_name, facts).await?;
    let id = access_key.id.clone();
    let owner = facts.user.clone();
    secrets.unstored = Some(StoredKey { access_key, owner });
    Ok(Outcome::Created(id))
}
