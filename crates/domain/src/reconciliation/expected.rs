//! The expected state, as the stack's template sets it.

use std::time::Duration;

use crate::{
    aws::arn::{PolicyArn, RoleArn, StackArn},
    properties::{Method, Properties, UserProperties},
    qovery::CredentialsId,
};

/// The expected state, as the stack's template sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The stack.
    pub stack: StackArn,
    /// The managed policy that is attached to every role and user that the stack makes.
    pub permissions: PolicyArn,
    /// As the custom resource got them.
    pub properties: Properties,
    /// The credentials that it registered.
    pub credentials: CredentialsId,
    /// `RoleId` of the role that the stack makes. `None` means that it makes none.
    pub role_id: Option<String>,
    /// How long a superseded key, role or user has to be quiet before it goes.
    pub grace: Duration,
}

impl Expected {
    /// The role that Qovery is to assume. `None` means that it is to use a key.
    #[must_use]
    pub fn role(&self) -> Option<&RoleArn> {
        match &self.properties.method {
            Method::AssumeRole(trust) => Some(&trust.role),
            Method::StaticCredentials(_) => None,
        }
    }

    /// The user whose key Qovery is to use. `None` means that it is to assume a role.
    #[must_use]
    pub fn user(&self) -> Option<&UserProperties> {
        match &self.properties.method {
            Method::AssumeRole(_) => None,
            Method::StaticCredentials(user) => Some(user),
        }
    }

    /// `AuthenticationMethod`
    #[must_use]
    pub fn method(&self) -> &'static str {
        match &self.properties.method {
            Method::AssumeRole(_) => "AssumeRole",
            Method::StaticCredentials(_) => "StaticCredentials",
        }
    }
}
