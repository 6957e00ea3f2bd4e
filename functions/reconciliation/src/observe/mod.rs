//! Reads: role, permissions, keys, Qovery and the last report, side by side.

mod keys;
mod qovery;

use std::time::Duration;

use domain::{
    message::chain,
    permissions::{self, Permissions},
    port_error::PortError,
    ports::{RoleTags, Roles},
    properties::PermissionCheck,
    qovery::Access,
    reconciliation::{Known, LAST_REPORT_TAG, ReportDigest, Seen, SeenKeys},
};
use futures_util::future::try_join_all;
use time::OffsetDateTime;

use crate::{Config, World};

/// What was seen, and what opens Qovery.
pub(crate) struct Observed {
    pub(crate) seen: Seen,
    /// None: there is no token.
    pub(crate) access: Option<Access>,
    /// What is remembered; none: nothing, or it could not be read.
    pub(crate) last: Option<ReportDigest>,
}

/// Looks at everything once.
pub(crate) async fn observe(
    world: &impl World,
    config: &Config,
    now: OffsetDateTime,
    time_left: Duration,
) -> Observed {
    let expected = &config.expected;
    let (at_qovery, role, (keys, permissions), last) = tokio::join!(
        qovery::qovery(world, expected, time_left / 3),
        role(world, config),
        keys_and_permissions(world, config),
        last_report(world, config),
    );
    Observed {
        seen: Seen {
            at: now,
            role,
            permissions,
            token: at_qovery.token,
            linked: at_qovery.linked,
            clusters: at_qovery.clusters,
            keys,
        },
        access: at_qovery.access,
        last,
    }
}

async fn role(
    roles: &impl Roles,
    config: &Config,
) -> Option<Known<Option<domain::aws::iam::Role>>> {
    let role = config.expected.role()?;
    Some(match roles.get_role(role).await {
        Ok(seen) => Ok(Some(seen)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    })
}

/// The user's permissions are asked for by the ARN that IAM gives it.
async fn keys_and_permissions(
    world: &impl World,
    config: &Config,
) -> (Option<SeenKeys>, Permissions) {
    let expected = &config.expected;
    if let Some(role) = expected.role() {
        let (arn, partition, account) = (role.as_str(), role.partition(), role.account());
        let asked = permissions::simulations(arn, partition, account);
        return tokio::join!(
            keys::keys(world, expected.keys.as_ref()),
            simulate(world, config, Ok(asked)),
        );
    }
    let keys = keys::keys(world, expected.keys.as_ref()).await;
    let user = keys.as_ref().map(|keys| keys.user.as_ref());
    let asked = match user {
        Some(Ok(user)) => {
            let arn = &user.arn;
            Ok(permissions::simulations(
                arn.as_str(),
                arn.partition(),
                arn.account(),
            ))
        }
        Some(Err(unseen)) => Err(unseen.cause.clone()),
        None => Err("there is no user".to_owned()),
    };
    let permissions = simulate(world, config, asked).await;
    (keys, permissions)
}

/// A question that failed is an unknown, never a yes.
async fn simulate(
    roles: &impl Roles,
    config: &Config,
    asked: Result<Vec<permissions::Simulation>, String>,
) -> Permissions {
    if config.expected.properties.permission_check == PermissionCheck::Skip {
        return Permissions::Skipped;
    }
    let asked = match asked {
        Ok(asked) => asked,
        Err(cause) => return Permissions::Unknown(cause),
    };
    let answers = asked
        .iter()
        .map(|simulation| roles.simulate_principal_policy(simulation));
    match try_join_all(answers).await {
        Ok(answers) => Permissions::Simulated(answers.into_iter().flatten().collect()),
        Err(error) => Permissions::Unknown(chain(&error)),
    }
}

/// Asked for only where somebody is told; a failure means to tell twice rather than not at all.
async fn last_report(roles: &impl RoleTags, config: &Config) -> Option<ReportDigest> {
    config.topic.as_ref()?;
    let warn =
        |error: PortError| tracing::warn!(error = chain(&error), "the last report is unknown");
    let tags = roles.list_role_tags(&config.function_role).await;
    ReportDigest::read(tags.map_err(warn).ok()?.get(LAST_REPORT_TAG)?)
}
