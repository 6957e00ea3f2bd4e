//! The end of a user beside a rotation: a key that is created after the look keeps the user.

use std::time::Duration;

use domain::{
    identities::{Identity, OwnUser},
    port_error::{PortError, PortErrorKind},
};
use tokio::time::sleep;

use crate::{
    Clock,
    custom_resource::{RequestContext, World},
    identities,
    keys::{self, UserKeys},
};

/// Between the tries: a rotation stores a key, or gives it up, within half a minute.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(15),
];

/// Takes the identity away. A user that a key keeps is looked at again, and goes with what the
/// secret holds then.
pub(super) async fn remove(
    context: &RequestContext<'_, impl World, impl Clock>,
    identity: &Identity,
) -> Result<(), PortError> {
    let (world, settings) = (context.world, context.settings);
    let mut removed = identities::remove(world, settings, identity).await;
    let Identity::User(own) = identity else {
        return removed;
    };
    let Some(keys) = keys_of(context, own) else {
        return removed;
    };
    for pause in PAUSES {
        let Err(error) = &removed else { break };
        if error.kind != PortErrorKind::Conflict {
            break;
        }
        sleep(pause).await;
        let seen = keys::observe(world, &keys, (context.clock)()).await?;
        let late = Identity::User(Box::new(OwnUser {
            keys: seen.facts,
            ..own.as_ref().clone()
        }));
        removed = identities::remove(world, settings, &late).await;
    }
    removed
}

/// `None` where waiting brings nothing: what a person attached keeps the user, or no secret is
/// known that a rotation could store a key in.
fn keys_of(
    context: &RequestContext<'_, impl World, impl Clock>,
    own: &OwnUser,
) -> Option<UserKeys> {
    let has_foreign = own.keys.keys.iter().any(|key| !own.keys.is_stored(&key.id));
    if has_foreign || !own.attachments.others.is_empty() {
        return None;
    }
    Some(UserKeys {
        user_name: own.name.clone(),
        secret: own.secret.clone()?,
        is_superseded: false,
        grace: context.settings.grace,
    })
}
