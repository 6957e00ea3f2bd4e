//! One member account, and the requests that its `CloudFormation` sends.

use std::sync::Arc;

use domain::aws::stack::StackStatus;
use serde_json::{Value, json};
use support::world::{HeldValues, World};

use super::settings::{READER, TOPIC};
use crate::custom_resource::{ORGANIZATION, TRUSTED};

/// The role's and the policy's name.
pub(super) const NAME: &str = "qovery";

/// One member account.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) account: String,
    pub(super) world: Arc<World>,
}

impl Member {
    /// The stack has begun, and has made what the custom resource depends on.
    pub(super) fn new(hub: &World, number: usize) -> Self {
        let member = Self::not_ready(hub, number);
        member.make_reader();
        member
    }

    /// The same, where the role for the hub is not to be seen yet.
    pub(super) fn not_ready(hub: &World, number: usize) -> Self {
        let account = format!("{:012}", 100_000_000_000 + number);
        let world = hub.add_member(&account);
        let member = Self { account, world };
        let (stack, role, policy) = (member.stack(), member.role(), member.policy());
        member.world.edit(|state| {
            state.add_stack(&stack, StackStatus::CreateInProgress);
            state.add_role(&role, TRUSTED);
            state.made_by_stack(&stack, &policy, &[NAME]);
        });
        member
    }

    pub(super) fn make_reader(&self) {
        let arn = self.arn("role", READER);
        self.world.edit(|state| state.add_role(&arn, "{}"));
    }

    pub(super) fn stack(&self) -> String {
        let account = &self.account;
        format!("arn:aws:cloudformation:eu-west-3:{account}:stack/qovery/51af3dc0-da77-11e4")
    }

    pub(super) fn role(&self) -> String {
        self.arn("role", NAME)
    }

    fn policy(&self) -> String {
        self.arn("policy", NAME)
    }

    pub(super) fn arn(&self, kind: &str, name: &str) -> String {
        format!("arn:aws:iam::{}:{kind}/{name}", self.account)
    }

    pub(super) fn move_stack(&self, status: StackStatus) {
        self.world
            .edit(|state| state.move_stack(&self.stack(), status));
    }

    /// What `CloudFormation` asks, under that request id.
    pub(super) fn request(&self, kind: &str, id: &str) -> Value {
        json!({
            "RequestType": kind,
            "ServiceToken": TOPIC,
            "ResponseURL": self.url(id),
            "StackId": self.stack(),
            "RequestId": format!("{}-{id}", self.account),
            "ResourceType": "Custom::QoveryCredentials",
            "LogicalResourceId": "QoveryCredentials",
            "ResourceProperties": {
                "ServiceToken": TOPIC,
                "ServiceTimeout": "3600",
                "RoleArn": self.role(),
                "PermissionsArn": self.policy(),
                "RoleInputs": "222222222222",
            },
        })
    }

    pub(super) fn create(&self) -> Value {
        self.request("Create", "create")
    }

    /// A Delete with the id of what an earlier request registered.
    pub(super) fn delete(&self, physical_id: &str) -> Value {
        let mut request = self.request("Delete", "delete");
        request["PhysicalResourceId"] = physical_id.into();
        request
    }

    pub(super) fn url(&self, id: &str) -> String {
        let account = &self.account;
        format!(
            "https://cloudformation-custom-resource-response-euwest3.s3.eu-west-3.amazonaws.com/{account}/{id}"
        )
    }

    /// Registers it, as an earlier Create did. The physical id.
    pub(super) fn connect(&self, hub: &World) -> String {
        let values = HeldValues::Role(self.role());
        let name = format!("aws-{}", self.account);
        let id = hub.edit(|state| state.add_credentials(ORGANIZATION, &name, values));
        let id = id.expect("the organization is there");
        format!("{ORGANIZATION}/{id}/created")
    }

    /// The stack is made, and says so of a role of that name and those credentials.
    pub(super) fn complete(&self, name: &str, credentials: &str) {
        let (stack, role) = (self.stack(), self.arn("role", name));
        self.world.edit(|state| {
            state.move_stack(&stack, StackStatus::CreateComplete);
            let id = state.roles[name].id.clone();
            let outputs = [
                ("RoleArn", role),
                ("RoleId", id),
                ("PermissionsArn", self.policy()),
                ("QoveryCredentialsId", credentials.to_owned()),
            ];
            let outputs = outputs.map(|(name, value)| (name.to_owned(), value));
            if let Some(stack) = state.stacks.get_mut(&stack) {
                stack.outputs.extend(outputs);
            }
        });
    }

    /// The stack makes another role, which its properties do not name yet.
    pub(super) fn make_role(&self, name: &str) {
        let (stack, policy) = (self.stack(), self.policy());
        self.world.edit(|state| {
            state.add_role(&self.arn("role", name), TRUSTED);
            state.made_by_stack(&stack, &policy, &[NAME, name]);
        });
    }

    /// Whether the account has nothing left of what its stack made.
    pub(super) fn is_clean(&self) -> bool {
        self.world
            .edit(|state| !state.roles.contains_key(NAME) && state.policies.is_empty())
    }
}
