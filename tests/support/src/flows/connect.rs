//! The custom resource's requests.

use domain::aws::stack::StackStatus;
use serde_json::{Value, json};

use super::{Flow, Script, key};
use crate::{ORGANIZATION, cloud::Cloud, qovery::CredentialValues};

/// The stack that the functions are part of.
pub(super) const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/51af3dc0-da77-11e4-872e-1234567db123";
pub(super) const PERMISSIONS: &str =
    "arn:aws:iam::123456789012:policy/qovery-QoveryPermissions-1A2B3C4D5E6F";

pub(super) const TOKEN_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-api-token-AbCdEf";
pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
pub(super) const NAME: &str = "aws-123456789012";
const TOKEN: &str = "qov_sample";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Qovery","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"sts:AssumeRole"}]}"#;

pub(super) const CREATE_ROLE: Flow = Flow {
    name: "Create, role",
    function: "custom-resource",
    arrange: |cloud| {
        account(cloud, StackStatus::CreateInProgress);
        role(cloud);
        Script::new(cloud, variables(), vec![request("Create", cloud)])
    },
    again: Some(forget),
};

pub(super) const CREATE_KEY: Flow = Flow {
    name: "Create, key",
    function: "custom-resource",
    arrange: |cloud| {
        account(cloud, StackStatus::CreateInProgress);
        key::none_yet(cloud);
        let mut create = request("Create", cloud);
        let properties = &mut create["ResourceProperties"];
        properties["AuthenticationMethod"] = "StaticCredentials".into();
        properties["RoleArn"] = "".into();
        properties["UserName"] = key::USER.into();
        properties["SecretArn"] = key::SECRET.into();
        Script::new(cloud, variables(), vec![create])
    },
    again: Some(|cloud| {
        forget(cloud);
        key::none_yet(cloud);
    }),
};

pub(super) const UPDATE: Flow = Flow {
    name: "Update, name",
    function: "custom-resource",
    arrange: |cloud| {
        account(cloud, StackStatus::UpdateInProgress);
        role(cloud);
        let mut update = request("Update", cloud);
        update["PhysicalResourceId"] = registered(cloud).into();
        update["OldResourceProperties"] = update["ResourceProperties"].clone();
        update["ResourceProperties"]["CredentialsName"] = "another name".into();
        Script::new(cloud, variables(), vec![update])
    },
    again: Some(|_| {}),
};

pub(super) const DELETE: Flow = Flow {
    name: "Delete, role",
    function: "custom-resource",
    arrange: |cloud| {
        account(cloud, StackStatus::DeleteInProgress);
        role(cloud);
        let mut delete = request("Delete", cloud);
        delete["PhysicalResourceId"] = registered(cloud).into();
        Script::new(cloud, variables(), vec![delete])
    },
    again: None,
};

/// The physical id of a stack that has registered the role.
fn registered(cloud: &Cloud) -> String {
    let role = CredentialValues::role(ROLE);
    let id = cloud.qovery.add_credential(ORGANIZATION, NAME, role);
    format!("{ORGANIZATION}/{id}/created")
}

/// The stack in that status, a token, and an organization with credentials of others.
pub(super) fn account(cloud: &Cloud, status: StackStatus) {
    let token = json!({ "token": TOKEN, "api_url": cloud.qovery_url() }).to_string();
    cloud.world.edit(|state| {
        state.add_stack(STACK, status);
        state.add_secret(TOKEN_SECRET, Some(&token));
    });
    cloud.qovery.organization(ORGANIZATION, TOKEN);
    for number in 0..3 {
        let other =
            CredentialValues::role(&format!("arn:aws:iam::33333333333{number}:role/qovery"));
        let name = format!("account {number}");
        let id = cloud.qovery.add_credential(ORGANIZATION, &name, other);
        cloud.qovery.link_cluster(ORGANIZATION, &id, "production");
    }
}

/// The variables of every function that looks after roles and users.
pub(super) fn variables() -> Vec<(&'static str, String)> {
    vec![
        ("STACK_ID", STACK.to_owned()),
        ("QOVERY_PERMISSIONS_ARN", PERMISSIONS.to_owned()),
        ("RETIREMENT_GRACE_DAYS", "7".to_owned()),
    ]
}

/// A role that the stack has made and that trusts Qovery.
pub(super) fn role(cloud: &Cloud) {
    cloud.world.edit(|state| {
        state.add_role(ROLE, TRUST);
        state.made_by_stack(STACK, PERMISSIONS, &["qovery-role"]);
    });
}

/// Takes away what the stack has registered.
fn forget(cloud: &Cloud) {
    for credential in cloud.qovery.credentials(ORGANIZATION) {
        if credential.name == NAME {
            cloud.qovery.remove_credential(&credential.id);
        }
    }
}

fn request(kind: &str, cloud: &Cloud) -> Value {
    let status = match kind {
        "Create" => StackStatus::CreateInProgress,
        "Update" => StackStatus::UpdateInProgress,
        _ => StackStatus::DeleteInProgress,
    };
    cloud.world.edit(|state| state.move_stack(STACK, status));
    json!({
        "RequestType": kind,
        "ServiceToken": "arn:aws:lambda:eu-west-3:123456789012:function:function",
        "ResponseURL": cloud.response_url(),
        "StackId": STACK,
        "RequestId": "5478764d-0000-4000-8000-000000000001",
        "ResourceType": "Custom::QoveryCredentials",
        "LogicalResourceId": "QoveryCredentials",
        "ResourceProperties": {
            "ServiceToken": "arn:aws:lambda:eu-west-3:123456789012:function:function",
            "ServiceTimeout": "180",
            "OrganizationId": ORGANIZATION,
            "CredentialsName": NAME,
            "ApiTokenSecretArn": TOKEN_SECRET,
            "AuthenticationMethod": "AssumeRole",
            "RoleArn": ROLE,
            "TrustedPrincipals": "222222222222",
            "AdditionalTrustedPrincipals": "",
            "ExternalId": "",
            "UserName": "",
            "SecretArn": "",
            "AdditionalPolicyArns": "",
            "PermissionsBoundaryArn": "",
            "PermissionCheck": "Enforce",
            "OnExisting": "Adopt",
            "OnDelete": "Protect",
            "RedeployClusters": "false",
        },
    })
}
