//! Whose keys these are, and the credentials at Qovery that get them.

use std::time::Duration;

use domain::{
    aws::arn::SecretArn,
    qovery::{Access, CredentialsId, Organization},
};

use crate::Error;

/// A user whose keys this stack creates, and the secret that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserKeys {
    /// The IAM user.
    pub user_name: String,
    /// Where its keys are stored.
    pub secret: SecretArn,
    /// Whether something has superseded the user itself. Its note says since when.
    pub is_superseded: bool,
    /// How long a superseded key has to be quiet before it is deactivated, and inactive before it
    /// is deleted.
    pub grace: Duration,
}

/// Credentials at Qovery that hold the key.
#[derive(Debug, Clone)]
pub struct RegisteredTarget {
    /// The access to the organization.
    pub access: Access,
    /// The credentials.
    pub credentials: CredentialsId,
    /// Their name in the console, where Qovery does not list them.
    pub name: String,
    /// What the stack has superseded, which registries may still show.
    pub former: Vec<domain::leaving::Access>,
}

/// Qovery's side of a goal.
#[derive(Debug, Clone, Copy)]
pub enum QoveryTarget<'a> {
    /// Look at these credentials, and push keys to them.
    Registered(&'a RegisteredTarget),
    /// Nothing is pushed. This was seen of the organization; `None` means that it is not known.
    Seen(Option<&'a Organization>),
}

impl<'a> QoveryTarget<'a> {
    /// What keys are pushed to. Fails where nothing is pushed.
    pub(super) fn registered(self) -> Result<&'a RegisteredTarget, Error> {
        match self {
            Self::Registered(target) => Ok(target),
            Self::Seen(_) => Err(Error::NotRegistered),
        }
    }
}
