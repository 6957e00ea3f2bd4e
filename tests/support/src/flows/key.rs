//! A user, its key, and the secret that holds it.

use std::time::Duration;

use domain::rotation::{Entry, Pushed, PushedValue};
use serde_json::json;

use super::connect::{NAME, ORGANIZATION, TOKEN_SECRET};
use crate::{
    cloud::Cloud,
    qovery::{ClusterState, CredentialValues},
    world::State,
};

pub(super) const USER: &str = "qovery";
pub(super) const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-credentials-AbCdEf";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
const A_DAY: Duration = Duration::from_hours(24);

/// A user without keys, and a secret without a value.
pub(super) fn none_yet(cloud: &Cloud) {
    cloud.world.edit(|state| {
        state.add_user(USER_ARN);
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
    let mut told = at_qovery(cloud, credentials);
    told.extend([
        ("USER_NAME", USER.to_owned()),
        ("SECRET_ARN", SECRET.to_owned()),
        ("RETIREMENT_GRACE_DAYS", "7".to_owned()),
    ]);
    told
}

/// Which credentials a function is about.
pub(super) fn at_qovery(cloud: &Cloud, credentials: String) -> Vec<(&'static str, String)> {
    vec![
        ("QOVERY_API_URL", cloud.qovery_url()),
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
    let key = state.add_key(USER)?;
    let user = state.users.get_mut(USER)?;
    let given = Pushed::now(PushedValue::Key(key.id.clone()), state.now);
    user.tags.extend([Entry::Pushed(given).to_tag()]);
    let stored = json!({
        "access_key_id": key.id.as_str(),
        "secret_access_key": key.secret,
        "user_name": USER,
        "user_id": user.id,
        "account_id": state.account,
    });
    state.add_secret(SECRET, Some(&stored.to_string()));
    state.now = now;
    Some((key.id.to_string(), key.secret))
}
