//! A user, its key, and the secret that holds it.

use std::time::Duration;

use domain::rotation::Pushed;

use super::connect::{NAME, PERMISSIONS, STACK, TOKEN_SECRET};
use crate::{
    ORGANIZATION,
    cloud::Cloud,
    qovery::{ClusterState, CredentialValues},
    world::State,
};

pub(super) const USER: &str = "qovery";
pub(super) const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-credentials-AbCdEf";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
const A_DAY: Duration = Duration::from_hours(24);

/// A user without keys that the stack has made, and a secret without a value.
pub(super) fn none_yet(cloud: &Cloud) {
    cloud.world.edit(|state| {
        state.add_user(USER_ARN);
        state.made_by_stack(STACK, PERMISSIONS, &[USER]);
        state.add_secret(SECRET, None);
    });
}

/// A key since yesterday, registered, and so many clusters that run on it. The answer is what a
/// function is told of it.
pub(super) fn in_use(cloud: &Cloud, clusters: usize) -> Vec<(&'static str, String)> {
    let (id, secret) = cloud.world.edit(issued).unwrap_or_default();
    let values = CredentialValues::access_key(&id, &secret);
    let credentials = cloud.qovery.add_credential(ORGANIZATION, NAME, values);
    for number in 0..clusters {
        let name = format!("cluster {number}");
        let cluster = cloud.qovery.link_cluster(ORGANIZATION, &credentials, &name);
        cloud.qovery.deploy(&cluster);
        cloud
            .qovery
            .set_cluster_state(&cluster, ClusterState::Deployed);
    }
    let mut variables = at_qovery(credentials);
    variables.extend([
        ("USER_NAME", USER.to_owned()),
        ("SECRET_ARN", SECRET.to_owned()),
    ]);
    variables
}

/// Which credentials a function is about.
pub(super) fn at_qovery(credentials: String) -> Vec<(&'static str, String)> {
    vec![
        ("QOVERY_API_TOKEN_SECRET_ARN", TOKEN_SECRET.to_owned()),
        ("QOVERY_ORGANIZATION_ID", ORGANIZATION.to_owned()),
        ("QOVERY_CREDENTIALS_ID", credentials),
        ("CREDENTIALS_NAME", NAME.to_owned()),
    ]
}

/// The key's id and secret, as the first rotation left them.
fn issued(state: &mut State) -> Option<(String, String)> {
    let now = state.now;
    state.now = now - A_DAY;
    state.add_user(USER_ARN);
    state.made_by_stack(STACK, PERMISSIONS, &[USER]);
    let key = state.add_stored_key(USER, SECRET)?;
    let given = Pushed::now(key.id.clone(), state.now);
    state.users.get_mut(USER)?.tags.extend([given.to_tag()]);
    state.now = now;
    Some((key.id.to_string(), key.secret))
}
