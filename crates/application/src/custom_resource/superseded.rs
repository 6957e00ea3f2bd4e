//! The identity that an Update, or its roll-back, supersedes: whether the stack has made it, and the
//! note on it.

use backon::Retryable;
use domain::{
    identities::{SupersededNote, is_made_by},
    properties::PresentIdentity,
};
use time::OffsetDateTime;

use super::{RequestContext, World};
use crate::{Clock, Error, identities};

/// Reads the tags of `identity`. One that cannot be read is not known to be ours: nothing is
/// written on it, and nothing takes it away.
pub(super) async fn is_ours(
    context: &RequestContext<'_, impl World, impl Clock>,
    identity: &PresentIdentity,
) -> Result<bool, Error> {
    let tags = match identity {
        PresentIdentity::Role(role) => context.world.get_role(role).await.map(|role| role.tags),
        PresentIdentity::User(user) => {
            let user = context.world.get_user(&user.user_name).await;
            user.map(|user| user.tags)
        }
    };
    match tags {
        Ok(tags) => Ok(is_made_by(&context.settings.id, &tags)),
        Err(error) if error.is_not_found() || error.is_denied() => Ok(false),
        Err(error) => Err(Error::Call(
            "could not read what the update supersedes".to_owned(),
            error,
        )),
    }
}

/// Writes the note: without a time before Qovery gets what supersedes `identity`, with one
/// afterwards. The first one is asked for again where IAM is late or another write meets it: without
/// it, the request fails. A time is not written late.
pub(super) async fn write(
    context: &RequestContext<'_, impl World, impl Clock>,
    identity: &PresentIdentity,
    at: Option<OffsetDateTime>,
) -> Result<(), Error> {
    let note = SupersededNote {
        at,
        moved_at: None,
        secret: match identity {
            PresentIdentity::Role(_) => None,
            PresentIdentity::User(user) => Some(user.secret.clone()),
        },
    };
    let write = || identities::note(context.world, identity, &note);
    let written = write
        .retry(context.pauses())
        .when(|error| at.is_none() && error.may_be_late())
        .await;
    written.map_err(Error::call("could not note what the update supersedes"))
}
