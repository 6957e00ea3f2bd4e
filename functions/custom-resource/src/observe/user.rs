//! The user, its keys, and whether clusters have taken the last one.

use domain::{
    aws::{access_key::AccessKeyId, arn::SecretArn},
    message::Message,
    onboarding::{Identity, LeftBehind, Request, left_behind},
    permissions::{self, Simulation},
    physical_id::PhysicalId,
    port_error::PortError,
    ports::Secrets,
    properties::UserProperties,
    qovery::{Access, ClusterState, LinkedCredentials},
    rotation::{Record, StoredKey},
};
use futures_util::future::try_join_all;

use super::failed;
use crate::World;

pub(super) async fn user(world: &impl World, user: &UserProperties) -> Result<Identity, Message> {
    let (seen, keys, current) = tokio::join!(
        world.get_user(&user.user_name),
        world.list_access_keys(&user.user_name),
        current(world, &user.secret),
    );
    let read = |error: PortError| failed("could not read the user", &error);
    match seen {
        Err(error) if error.is_not_found() => Ok(Identity::Absent),
        seen => Ok(Identity::User {
            arn: seen.map_err(read)?.arn,
            key_ids: keys.map_err(read)?.into_iter().map(|key| key.id).collect(),
            current: current?,
        }),
    }
}

/// The key in `AWSCURRENT`; none: the secret has no value yet, or one that is no key.
async fn current(
    secrets: &impl Secrets,
    secret: &SecretArn,
) -> Result<Option<AccessKeyId>, Message> {
    match secrets.get_secret_value(secret).await {
        Ok(value) => Ok(StoredKey::parse(&value).ok().map(|key| key.access_key.id)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(failed("could not read the secret of the key", &error)),
    }
}

/// The user has no path: the template makes it so.
pub(super) fn simulations(user: &UserProperties) -> Vec<Simulation> {
    let (partition, account) = (user.secret.partition(), user.secret.account());
    let arn = format!("arn:{partition}:iam::{account}:user/{}", user.user_name);
    permissions::simulations(&arn, partition, account)
}

/// Asked only where an Update lets the user go: whether a linked cluster was deployed since
/// Qovery got the user's key. None: not asked, or not known.
pub(super) async fn key_is_taken(
    world: &impl World,
    request: &Request,
    access: &Access,
    registered: &[LinkedCredentials],
) -> Option<bool> {
    let Request::Update {
        physical_id: PhysicalId::Registered { credentials, .. },
        properties,
        old: Some(old),
    } = request
    else {
        return None;
    };
    let LeftBehind::User(user) = left_behind(old, properties)? else {
        return None;
    };
    let seen = world.get_user(&user.user_name).await.ok()?;
    let pushed_at = Record::read(&seen.tags).pushed?.at;
    let held = registered
        .iter()
        .find(|one| one.credentials.id == *credentials)?;
    let asked = held
        .clusters
        .iter()
        .map(|one| world.get_cluster_status(access, &one.id));
    let statuses = try_join_all(asked).await.ok()?;
    Some(statuses.iter().any(|status| {
        status.last_deployment_at.is_some_and(|at| at >= pushed_at)
            || status.state.is_none_or(ClusterState::is_busy)
    }))
}
