//! Where keys are kept and where they are pushed to.

use std::time::Duration;

use domain::{
    aws::arn::SecretArn,
    qovery::{Access, CredentialsId, LinkedCredentials},
};

/// The user whose keys these are, and the secret that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The IAM user.
    pub user_name: String,
    /// Where its key is stored.
    pub secret: SecretArn,
    /// Quiet days before a key is deactivated, and again before it is deleted.
    pub grace: Duration,
}

/// The credentials at Qovery that hold the key.
#[derive(Debug, Clone)]
pub struct Registration {
    /// What opens the organization.
    pub access: Access,
    /// Which credentials.
    pub credentials: CredentialsId,
    /// Their name in the console.
    pub name: String,
}

/// What is known of Qovery, or how to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) enum QoveryTarget<'a> {
    /// Ask for these credentials, and push to them.
    Registered(&'a Registration),
    /// Nothing is registered yet, or no more; these are all credentials of the organization.
    Listed(&'a [LinkedCredentials]),
}
