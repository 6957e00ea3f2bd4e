//! Disables and deletes an identity. Whether it may go was decided before.
//!
//! First the steps that take effect: keys are deactivated and policies detached. Then the rest is
//! deleted. Everything may be repeated: a thing that is gone already is passed over.

use domain::{
    aws::{arn::PolicyArn, iam::KeyStatus},
    identities::{Identity, OwnUser},
    port_error::{PortError, PortErrorKind, gone_is_done},
    ports::{AccessKeys, Identities},
};

use super::{IdentityWorld, OwnStack};

/// Takes the access away at once, and deletes nothing. Tries everything, and returns what failed.
pub async fn disable(
    world: &(impl AccessKeys + Identities),
    stack: &OwnStack,
    identity: &Identity,
) -> Vec<PortError> {
    let mut failed = cut_off(world, stack, identity).await;
    failed.extend(detach(world, identity, &stack.permissions).await.err());
    failed
}

/// Disables and deletes the identity: a user with the keys that this stack made, and the secret
/// that holds them after it.
///
/// The stack's own policy is detached right before the end, and a lost answer does not stop it
/// there: as long as the policy is attached, the next try finds the identity.
pub async fn remove(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    identity: &Identity,
) -> Result<(), PortError> {
    if let Some(error) = cut_off(world, stack, identity).await.into_iter().next() {
        return Err(error);
    }
    if let Identity::User(own) = identity {
        delete_keys(world, own).await?;
    }
    let detached = detach(world, identity, &stack.permissions).await;
    may_be_done(detached)?;
    match identity {
        Identity::Role(own) => world.delete_role(own.arn.name()).await,
        Identity::User(own) => {
            let deleted = world.delete_user(&own.name).await;
            if deleted
                .as_ref()
                .is_err_and(|error| !error.may_have_happened())
            {
                return deleted;
            }
            match &own.secret {
                Some(secret) => gone_is_done(world.delete_secret(secret).await).and(deleted),
                None => deleted,
            }
        }
    }
}

/// Deactivates the keys and detaches every policy but the stack's own. Returns what failed.
async fn cut_off(
    world: &(impl AccessKeys + Identities),
    stack: &OwnStack,
    identity: &Identity,
) -> Vec<PortError> {
    let mut failed = match identity {
        Identity::User(own) => deactivate_keys(world, own).await,
        Identity::Role(_) => Vec::new(),
    };
    failed.extend(detach_others(world, stack, identity).await);
    failed
}

async fn deactivate_keys(world: &impl AccessKeys, own: &OwnUser) -> Vec<PortError> {
    let mut failed = Vec::new();
    for key in &own.keys.keys {
        if key.status == KeyStatus::Active && own.has_made(key) {
            let status = KeyStatus::Inactive;
            let updated = world.update_access_key(&own.name, &key.id, status).await;
            failed.extend(gone_is_done(updated).err());
        }
    }
    failed
}

async fn delete_keys(world: &impl AccessKeys, own: &OwnUser) -> Result<(), PortError> {
    for key in &own.keys.keys {
        if own.has_made(key) {
            gone_is_done(world.delete_access_key(&own.name, &key.id).await)?;
        }
    }
    Ok(())
}

/// Deletes the stack's policy. `Ok(false)`: it is attached to something else and stays.
pub async fn delete_policy(world: &impl Identities, policy: &PolicyArn) -> Result<bool, PortError> {
    match world.delete_policy(policy).await {
        Err(error) if error.kind == PortErrorKind::Conflict => Ok(false),
        deleted => deleted.map(|()| true),
    }
}

/// Detaches every policy but the stack's own. Returns what failed.
async fn detach_others(
    world: &impl Identities,
    stack: &OwnStack,
    identity: &Identity,
) -> Vec<PortError> {
    let mut failed = Vec::new();
    let attached = match identity {
        Identity::Role(own) => &own.attachments.policies,
        Identity::User(own) => &own.attachments.policies,
    };
    for policy in attached
        .iter()
        .filter(|policy| **policy != stack.permissions)
    {
        failed.extend(detach(world, identity, policy).await.err());
    }
    failed
}

async fn detach(
    world: &impl Identities,
    identity: &Identity,
    policy: &PolicyArn,
) -> Result<(), PortError> {
    match identity {
        Identity::Role(own) => world.detach_role_policy(own.arn.name(), policy).await,
        Identity::User(own) => world.detach_user_policy(&own.name, policy).await,
    }
}

/// Takes a call that may have happened for done: if it has not, the call after it meets a conflict.
fn may_be_done(result: Result<(), PortError>) -> Result<(), PortError> {
    match result {
        Err(error) if error.may_have_happened() => Ok(()),
        result => result,
    }
}
