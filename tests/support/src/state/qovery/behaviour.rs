//! What Qovery does not publish, or does differently from time to time.

use std::collections::BTreeSet;

use super::{CredentialValues, Refusal};
use crate::state::State;

/// How Qovery behaves.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// The answer where there is nothing. 403 unless a test says otherwise.
    pub missing: Missing,
    /// The status that refuses the deletion of credentials with clusters. 400 unless a test says
    /// otherwise.
    pub linked_delete_status: u16,
    /// Whether a `PUT` may turn a key into a role and back. It may unless a test says otherwise:
    /// Qovery's console and its Terraform provider do it.
    pub allows_change_of_type: bool,
    /// Whether a `POST` is refused for an identity that does not work. Not unless a test says so.
    pub validates_on_create: bool,
    /// What `last_deployment_date` is the date of. The end unless a test says otherwise.
    pub deployment_date: DeploymentDate,
    /// Whether a `PUT` may change a registry.
    pub allows_registry_changes: bool,
    /// Which identities work, those of [`Behaviour::invalid_identities`] aside.
    pub known: Known,
    /// Role ARNs and access key ids that do not work.
    pub invalid_identities: BTreeSet<String>,
}

/// The answer where there is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// 403, as for something that the token may not see.
    #[default]
    Forbidden,
    /// 400 with "does not exist" in `detail`.
    BadRequest,
    /// 404, as published.
    NotFound,
}

/// What `last_deployment_date` is the date of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeploymentDate {
    /// The beginning of the last deployment, however that ended.
    Start,
    /// The end of the last deployment that ended well.
    #[default]
    End,
}

/// Which identities work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Known {
    /// All: AWS is somewhere else.
    #[default]
    All,
    /// Of the account in [`State`] those that IAM has there, of other accounts all.
    InIam,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            missing: Missing::default(),
            linked_delete_status: 400,
            allows_change_of_type: true,
            validates_on_create: false,
            deployment_date: DeploymentDate::default(),
            allows_registry_changes: true,
            known: Known::default(),
            invalid_identities: BTreeSet::new(),
        }
    }
}

impl Missing {
    /// Says that there is no such thing.
    pub(crate) fn refusal(self, what: &str, id: &str) -> Refusal {
        let (status, detail) = match self {
            Self::Forbidden => (403, "Access forbidden".to_owned()),
            Self::BadRequest => (400, format!("{what} `{id}` does not exist")),
            Self::NotFound => (404, format!("{what} `{id}` not found")),
        };
        Refusal {
            is_missing: true,
            ..Refusal::new(status, detail)
        }
    }
}

impl State {
    /// Whether a deployment with these values gets into AWS.
    pub(super) fn works(&self, values: &CredentialValues) -> bool {
        let is_invalid = |identity| self.qovery.invalid_identities.contains(identity);
        if values.identity().is_some_and(is_invalid) {
            return false;
        }
        match (self.qovery.known, values) {
            (Known::InIam, CredentialValues::Role(arn)) => {
                let is_ours = arn.split(':').nth(4) == Some(&*self.account);
                !is_ours || self.roles.values().any(|role| role.arn == *arn)
            }
            (Known::InIam, CredentialValues::Static(id, secret)) => {
                let mut keys = self.users.values().flat_map(|user| &user.keys);
                keys.any(|key| key.id.as_str() == id && key.secret == *secret && key.is_active())
            }
            _ => true,
        }
    }
}
