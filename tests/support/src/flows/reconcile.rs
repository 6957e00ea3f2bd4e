//! The reconciliation's daily run, with nothing to repair.

use domain::aws::stack::StackStatus;
use serde_json::json;

use super::{
    Flow, Script,
    connect::{NAME, ROLE as ROLE_ARN, STACK, account, role, variables},
    key,
};
use crate::{ORGANIZATION, cloud::Cloud, qovery::CredentialValues};

pub(super) const ROLE: Flow = Flow {
    name: "reconciliation, role",
    function: "reconciliation",
    arrange: |cloud| {
        account(cloud, StackStatus::CreateComplete);
        role(cloud);
        let values = CredentialValues::role(ROLE_ARN);
        let credentials = cloud.qovery.add_credential(ORGANIZATION, NAME, values);
        cloud
            .qovery
            .link_cluster(ORGANIZATION, &credentials, "production");
        let mut environment = key::at_qovery(credentials);
        environment.extend([
            ("AUTHENTICATION_METHOD", "AssumeRole".to_owned()),
            ("ROLE_ARN", ROLE_ARN.to_owned()),
            ("TRUSTED_PRINCIPALS", "222222222222".to_owned()),
        ]);
        daily(cloud, environment)
    },
    again: Some(|_| {}),
};

pub(super) const KEY: Flow = Flow {
    name: "reconciliation, key, 1 cluster",
    function: "reconciliation",
    arrange: |cloud| with_key(cloud, 1),
    again: Some(|_| {}),
};

pub(super) const KEY_OF_HUNDRED_CLUSTERS: Flow = Flow {
    name: "reconciliation, key, 100 clusters",
    function: "reconciliation",
    arrange: |cloud| with_key(cloud, 100),
    again: Some(|_| {}),
};

fn with_key(cloud: &Cloud, clusters: usize) -> Script {
    account(cloud, StackStatus::CreateComplete);
    let mut environment = key::in_use(cloud, clusters);
    environment.push(("AUTHENTICATION_METHOD", "StaticCredentials".to_owned()));
    daily(cloud, environment)
}

fn daily(cloud: &Cloud, mut environment: Vec<(&'static str, String)>) -> Script {
    cloud.world.edit(|state| {
        if let Some(stack) = state.stacks.get_mut(STACK) {
            stack.is_protected = true;
        }
    });
    environment.extend(variables());
    environment.extend([
        ("PERMISSION_CHECK", "Enforce".to_owned()),
        ("STACK_NAME", "qovery".to_owned()),
        ("DRY_RUN", "false".to_owned()),
        ("FUNCTION_ROLE_NAME", "reconciliation".to_owned()),
    ]);
    Script::new(cloud, environment, vec![json!({ "trigger": "schedule" })])
}
