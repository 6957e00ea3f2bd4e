//! One action through the ports, and its outcome.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::AccessKeyId,
        secret::{StagingLabel, VersionId},
    },
    finding::Finding,
    port_error::{PortError, PortErrorKind, gone_is_done},
    ports::AccessKeys,
    qovery::CredentialsValues,
    rotation::{Action, Facts, KeyLedger, Outcome, Pushed, StoredKey},
};

use super::{KeyWorld, QoveryTarget, UserKeys, create, push, store, verify};
use crate::Error;

/// Secrets of this attempt. Kept out of the facts, which are compared and logged.
#[derive(Debug, Default)]
pub(crate) struct AttemptSecrets {
    /// The keys of versions that were read or written.
    pub(crate) stored: BTreeMap<VersionId, StoredKey>,
    /// Created, and not stored yet.
    pub(super) unstored: Option<StoredKey>,
    /// Why it could not be stored.
    pub(super) not_stored: Option<PortError>,
    /// AWS took a while to know a key, so the look at Qovery may be outdated.
    pub(crate) has_waited: bool,
    /// Another request has changed the secret since the look.
    pub(crate) is_stale: bool,
    /// It has met another request before.
    pub(super) has_met_another: bool,
}

impl AttemptSecrets {
    /// The key of a version that this attempt has read or written.
    pub(super) fn key(&self, version: &VersionId) -> Result<&StoredKey, Error> {
        self.stored.get(version).ok_or(Error::NoKey)
    }

    /// Whether the version had a value already: the same request came twice, and this one later.
    pub(crate) fn was_overtaken(&mut self) -> bool {
        let not_stored = &mut self.not_stored;
        let overtaken = not_stored.take_if(|error| error.kind == PortErrorKind::Conflict);
        overtaken.is_some()
    }

    /// The error of a goal that is not reached: the findings, or that a key could not be stored.
    pub(crate) fn refused(&mut self, findings: Vec<Finding>) -> Error {
        match self.not_stored.take() {
            Some(error) => Error::NotStored(error),
            None => Error::Refused("the keys cannot be changed now", findings),
        }
    }
}

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

pub(super) fn done(verb: &str, result: Result<(), PortError>) -> Result<Outcome, Error> {
    result
        .map(|()| Outcome::Done)
        .map_err(Error::call(format!("could not {verb} a key")))
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

/// Notes on the user which key Qovery was given last.
pub async fn note_push(
    iam: &impl AccessKeys,
    user_name: &str,
    pushed: &Pushed,
) -> Result<(), PortError> {
    iam.tag_user(user_name, &[pushed.to_tag()].into()).await
}

/// Ends the note of the last push where Qovery, which shows `shown`, is about to get another key.
pub async fn forget_push(
    iam: &impl AccessKeys,
    facts: &Facts,
    shown: Option<&CredentialsValues>,
    key: &AccessKeyId,
) -> Result<(), Error> {
    if !facts.ledger.must_forget_push(shown, key) {
        return Ok(());
    }
    end_push_note(iam, &facts.user.user_name).await.map(drop)
}

async fn end_push_note(iam: &impl AccessKeys, user_name: &str) -> Result<Outcome, Error> {
    let ended = KeyLedger::tag_without_push();
    done("end a note on", iam.tag_user(user_name, &ended).await)
}
