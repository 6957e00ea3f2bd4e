//! Waits until AWS accepts a new key, and reads which user it belongs to.

use std::time::Duration;

use backon::Retryable;
use domain::{
    aws::access_key::AccessKey,
    port_error::{PortError, PortErrorKind, Retry},
    rotation::Owner,
};

use super::KeyWorld;

/// A new key is known after 8 to 15 s as a rule: pauses between the questions, a minute in all.
const PAUSES: [u64; 11] = [1, 1, 2, 2, 4, 4, 6, 8, 10, 10, 12];

/// A key that AWS accepts.
pub(super) struct VerifiedKey {
    /// Its user.
    pub(super) owner: Owner,
    /// Whether AWS did not know it at once.
    pub(super) has_waited: bool,
}

/// Asks STS and IAM with the key, until they know it.
///
/// STS answers any valid key, IAM only one with permissions: a key without permissions is useless.
pub(super) async fn verify_key(
    world: &impl KeyWorld,
    key: &AccessKey,
) -> Result<VerifiedKey, PortError> {
    let mut has_waited = false;
    let owner = (|| ask(world, key))
        .retry(PAUSES.into_iter().map(Duration::from_secs))
        .when(may_settle)
        .notify(|_, _| has_waited = true)
        .await
        .map_err(hinted)?;
    Ok(VerifiedKey { owner, has_waited })
}

async fn ask(world: &impl KeyWorld, key: &AccessKey) -> Result<Owner, PortError> {
    let (caller, user) = tokio::try_join!(
        world.get_caller_identity_with(key),
        world.get_user_with(key),
    )?;
    if user.id != caller.user_id {
        return Err(PortError {
            operation: "iam:GetUser",
            resource: key.id.to_string(),
            kind: PortErrorKind::Other,
            hint: None,
            source: Some("STS and IAM name two different users for the key".into()),
        });
    }
    Ok(Owner {
        user_name: caller.arn.name().to_owned(),
        user_id: caller.user_id,
        account_id: caller.account,
    })
}

/// A key, or a policy, of seconds ago looks like none.
fn may_settle(error: &PortError) -> bool {
    let is_unknown = matches!(
        error.kind,
        PortErrorKind::Unauthenticated | PortErrorKind::AccessDenied
    );
    is_unknown || error.retry() != Retry::Never
}

fn hinted(error: PortError) -> PortError {
    let hint = match error.kind {
        PortErrorKind::Unauthenticated => {
            "the key is not known after a minute: it was deactivated or deleted, or IAM is late; rotate the secret again"
        }
        PortErrorKind::AccessDenied => {
            "the user's policies do not allow `iam:GetUser`, which Qovery's permissions contain"
        }
        _ => return error,
    };
    error.with_hint(hint)
}
