//! What the stack says should be the case.

use std::time::Duration;

use crate::{
    aws::arn::{RoleArn, SecretArn},
    properties::{Method, Properties},
    qovery::CredentialsId,
};

/// What the stack says should be the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// As the custom resource was given them.
    pub properties: Properties,
    /// The credentials that it registered.
    pub credentials: CredentialsId,
    /// The user and its keys; with a role, those that a switch of methods left over.
    pub keys: Option<UserKeys>,
}

/// A user whose keys this stack makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserKeys {
    /// The user's name.
    pub user_name: String,
    /// Where its key is stored.
    pub secret: SecretArn,
    /// Quiet days before a key is deactivated, and again before it is deleted.
    pub grace: Duration,
}

impl Expected {
    /// The role that Qovery is to assume; none: it is to use a key.
    #[must_use]
    pub fn role(&self) -> Option<&RoleArn> {
        match &self.properties.method {
            Method::AssumeRole(role) => Some(&role.trust.role),
            Method::StaticCredentials(_) => None,
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
