//! Waits until AWS knows a key, and learns whose it is.

use std::time::Duration;

use domain::{
    aws::access_key::AccessKey,
    port_error::{PortError, PortErrorKind, Retry},
    rotation::Owner,
};
use tokio::time::sleep;

use crate::World;

/// A new key is known after 8 to 15 s as a rule: pauses between the questions, a minute in all.
const PAUSES: [u64; 11] = [1, 1, 2, 2, 4, 4, 6, 8, 10, 10, 12];

/// Whose key that is, as STS and IAM say when asked with it.
///
/// STS answers anybody with a key; IAM only who has permissions: a key without any is no use.
pub(crate) async fn prove(world: &impl World, key: &AccessKey) -> Result<Owner, PortError> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let error = match ask(world, key).await {
            Ok(owner) => return Ok(owner),
            Err(error) => error,
        };
        match pauses.next().filter(|_| may_settle(&error)) {
            Some(seconds) => sleep(Duration::from_secs(seconds)).await,
            None => return Err(hinted(error)),
        }
    }
}

async fn ask(world: &impl World, key: &AccessKey) -> Result<Owner, PortError> {
    let caller = world.get_caller_identity_with(key).await?;
    let user = world.get_user_with(key).await?;
    if user.id != caller.user_id {
        return Err(PortError {
            operation: "iam:GetUser",
            resource: key.id.to_string(),
            kind: PortErrorKind::Other,
            hint: None,
            source: Some("STS and IAM take the key for two users".into()),
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
    PortError {
        hint: Some(hint.to_owned()),
        ..error
    }
}
