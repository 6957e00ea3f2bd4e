//! The keys of the user, through the same code as a rotation.

use std::time::Duration;

use domain::{
    aws::access_key::AccessKeyId,
    message::Message,
    properties::{DeleteProperties, OnDelete, Properties, UserProperties},
    qovery::{CredentialsId, LinkedCredentials},
    rotation::{PushedValue, StoredKey, TAG_PREFIX},
};
use rotation::{Clock, Keys, RotationError};

use crate::{World, context::RequestContext, observe::failed};

/// The tag on the user that says which credentials its keys serve.
const SERVES: &str = "credentials";

/// A first key may need the slot of a left-over one; that one must have been inactive this long.
const GRACE: Duration = Duration::from_hours(7 * 24);

fn keys(user: &UserProperties) -> Keys {
    Keys {
        user_name: user.user_name.clone(),
        secret: user.secret.clone(),
        grace: GRACE,
    }
}

fn report(error: &RotationError) -> Message {
    error.report()
}

/// The key in `AWSCURRENT`; made, stored and proven now where there is none.
pub(super) async fn first(
    job: &RequestContext<'_, impl World, impl Clock>,
    user: &UserProperties,
    registered: &[LinkedCredentials],
) -> Result<StoredKey, Message> {
    job.journal.under_way("issuing the first key");
    let token = job
        .token
        .as_ref()
        .ok_or_else(|| Message::new("the request's id cannot name a version of the secret"))?;
    rotation::issue_first_key(job.world, &keys(user), registered, token, job.clock)
        .await
        .map_err(|error| report(&error))
}

/// Writes down when Qovery got what: the user's older keys are retired by it.
pub(super) async fn note_given(
    job: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    given: PushedValue,
) -> Result<(), Message> {
    let Some(user) = &properties.user else {
        return Ok(());
    };
    rotation::note_given(job.world, &user.user_name, given, job.clock)
        .await
        .map_err(|error| report(&error))
}

/// Writes down which credentials the keys serve: a deletion of others must not take them away.
pub(super) async fn remember(
    job: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    credentials: &CredentialsId,
) -> Result<(), Message> {
    let Some(user) = &properties.user else {
        return Ok(());
    };
    let tag = (format!("{TAG_PREFIX}{SERVES}"), credentials.to_string());
    job.world
        .tag_user(&user.user_name, &[tag].into())
        .await
        .map_err(|error| failed("could not write down what the keys serve", &error))
}

/// The ids of the user's keys; none where the stack makes no user.
pub(super) async fn of_the_user(
    job: &RequestContext<'_, impl World, impl Clock>,
    properties: &DeleteProperties,
) -> Result<Vec<AccessKeyId>, Message> {
    let Some(user) = &properties.user else {
        return Ok(Vec::new());
    };
    match job.world.list_access_keys(&user.user_name).await {
        Ok(keys) => Ok(keys.into_iter().map(|key| key.id).collect()),
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(failed("could not list the keys of the user", &error)),
    }
}

/// Every key that this stack made, at once: the stack has no use for the user any more, and no
/// cluster runs on them.
pub(super) async fn remove_all(
    job: &RequestContext<'_, impl World, impl Clock>,
    user: &UserProperties,
) -> Result<(), Message> {
    job.journal.under_way("removing the keys of the user");
    rotation::remove_keys(job.world, &keys(user), &[], true, job.clock)
        .await
        .map(drop)
        .map_err(|error| report(&error))
}

/// The keys that this stack made, before `CloudFormation` deletes their user; nothing where they
/// serve other credentials by now.
pub(super) async fn remove_with_the_stack(
    job: &RequestContext<'_, impl World, impl Clock>,
    properties: &DeleteProperties,
    credentials: Option<&CredentialsId>,
    registered: &[LinkedCredentials],
) -> Result<(), Message> {
    let Some(user) = &properties.user else {
        return Ok(());
    };
    job.journal.under_way("removing the keys of the user");
    let seen = match job.world.get_user(&user.user_name).await {
        Ok(seen) => seen,
        Err(error) if error.is_not_found() => return Ok(()),
        Err(error) => return Err(failed("could not read the user", &error)),
    };
    let serves = seen.tags.get(&format!("{TAG_PREFIX}{SERVES}"));
    if credentials
        .zip(serves)
        .is_some_and(|(gone, serves)| gone.as_str() != serves)
    {
        return Ok(());
    }
    let revoke = properties.on_delete == OnDelete::Revoke;
    let left = rotation::remove_keys(job.world, &keys(user), registered, revoke, job.clock)
        .await
        .map_err(|error| report(&error))?;
    if left.is_empty() {
        return Ok(());
    }
    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
    Err(Message::new(format!(
        "the user `{}` has keys that this stack did not make or that clusters use: {}",
        user.user_name,
        left.join(", ")
    ))
    .hint("delete these keys in IAM, or give the clusters other credentials in the Qovery console, and delete the stack again"))
}
