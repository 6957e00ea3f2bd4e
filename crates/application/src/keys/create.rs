//! `CreateAccessKey`: what precedes it, and the end of its note where no key was created.

use domain::{
    aws::access_key::AccessKey,
    message::chain,
    port_error::{PortError, PortErrorKind},
    ports::AccessKeys,
    rotation::{Facts, KeyLedger, Outcome, PendingCreation},
};

use super::{KeyWorld, UserKeys, effect::done, store};
use crate::Error;

/// Proves that the secret can be written, and notes the creation that follows.
pub(super) async fn prepare(
    world: &impl KeyWorld,
    keys: &UserKeys,
    facts: &Facts,
    creating: &PendingCreation,
) -> Result<Outcome, Error> {
    let user_name = &keys.user_name;
    let tags = facts.ledger.tags_before(creating, &keys.secret);
    let (written, noted) = tokio::join!(
        store::prove_writable(world, keys, &creating.version),
        world.tag_user(user_name, &tags),
    );
    if let Err(error) = written {
        forget_creation(world, user_name, facts, creating).await;
        return Err(error);
    }
    done("note", noted)
}

/// Creates a key.
pub(super) async fn create_key(
    iam: &impl AccessKeys,
    user_name: &str,
    facts: &Facts,
) -> Result<AccessKey, Error> {
    match iam.create_access_key(user_name).await {
        Ok(access_key) => Ok(access_key),
        Err(error) => {
            if let Some(creating) = &facts.ledger.creating
                && no_key_was_created(&error)
            {
                forget_creation(iam, user_name, facts, creating).await;
            }
            let doing = "could not create a key".to_owned();
            Err(Error::Call(doing, hinted(error)))
        }
    }
}

/// Whether that is certain. Where there was no room, another attempt may have created one in this
/// moment.
fn no_key_was_created(error: &PortError) -> bool {
    error.kind != PortErrorKind::LimitExceeded && !error.may_have_happened()
}

/// Where no key was created, one that appears now is a person's: the note ends. It stays where it
/// covers an earlier attempt, too: that one may have created a key.
async fn forget_creation(
    iam: &impl AccessKeys,
    user_name: &str,
    facts: &Facts,
    creating: &PendingCreation,
) {
    if creating.covers_one_before(facts.observed_at) {
        return;
    }
    let ended = KeyLedger::tag_without_creation();
    if let Err(error) = iam.tag_user(user_name, &ended).await {
        tracing::warn!(error = chain(&error), "the note of a creation stays");
    }
}

/// Two keys though fewer were listed: IAM is late, and the answer will be another one soon.
fn hinted(error: PortError) -> PortError {
    match error.kind {
        PortErrorKind::LimitExceeded => {
            error.with_hint("try again: IAM has a key more than it shows")
        }
        _ => error,
    }
}
