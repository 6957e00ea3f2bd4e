//! A rotation's four steps.

use domain::{aws::stack::StackStatus, rotation::RotationStep};
use serde_json::json;

use super::{Flow, Script, connect::account, key};

const TOKEN: &str = "8d0f7c1e-4b1a-4c55-9a0e-2f6b3f1f7a01";

pub(super) const ROTATE: Flow = Flow {
    name: "rotation, four steps",
    function: "rotation",
    arrange: |cloud| {
        account(cloud, StackStatus::CreateComplete);
        let mut environment = key::in_use(cloud, 1);
        environment.extend([
            ("REDEPLOY_CLUSTERS", "false".to_owned()),
            ("RETIREMENT_GRACE_DAYS", "7".to_owned()),
        ]);
        cloud
            .world
            .edit(|state| state.stage_rotation(key::SECRET, TOKEN));
        let steps = RotationStep::ALL.map(|step| {
            json!({
                "Step": step.as_str(),
                "SecretId": key::SECRET,
                "ClientRequestToken": TOKEN,
            })
        });
        Script::new(cloud, environment, steps.into())
    },
    again: None,
};
