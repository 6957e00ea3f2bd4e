//! What was seen, each part with the reason where it was not.

use time::OffsetDateTime;

use super::Expected;
use crate::{
    account::{KeyAccount, is_of_account},
    aws::{access_key::AccessKeyId, iam::Role, stack::Stack},
    identities::Identity,
    leaving::Access,
    message::chain,
    permissions::Permissions,
    port_error::{PortError, PortErrorKind},
    qovery::{
        Cluster, ClusterStatus, CredentialsValues, LinkedCredentials, Organization, Registry,
    },
    registries, rotation,
};

/// Seen, or not.
pub type Known<T> = Result<T, Unknown>;

/// Why something was not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The chain of errors.
    pub cause: String,
    /// What kind of error it was. `None` means that no call failed.
    pub kind: Option<PortErrorKind>,
}

impl Unknown {
    /// Not seen for another reason than a call that failed.
    #[must_use]
    pub fn because(cause: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            kind: None,
        }
    }

    /// Whether we may not see it.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.kind == Some(PortErrorKind::AccessDenied)
    }
}

impl From<PortError> for Unknown {
    fn from(error: PortError) -> Self {
        Self {
            cause: chain(&error),
            kind: Some(error.kind),
        }
    }
}

/// The role that the stack names, as it was seen.
#[derive(Debug, Clone)]
pub enum SeenRole {
    /// The stack uses a key: no role was looked at.
    NotExpected,
    /// It could not be read.
    Unknown(Unknown),
    /// There is no role of that name.
    Absent,
    /// The role of that name.
    Present(Box<Role>),
}

/// Everything that was looked at.
#[derive(Debug, Clone)]
pub struct Observed {
    /// When.
    pub at: OffsetDateTime,
    /// The stack.
    pub stack: Known<Stack>,
    /// The role that the stack names.
    pub role: SeenRole,
    /// What IAM says of the permissions.
    pub permissions: Permissions,
    /// Whether there is an API token to ask Qovery with.
    pub token: Known<()>,
    /// What was seen of the organization.
    pub organization: Known<Organization>,
    /// The user and its keys. `None` means that the stack uses a role.
    pub keys: Option<Known<rotation::Facts>>,
    /// Whether the identity in use carries a note that something has superseded it.
    pub has_stale_note: bool,
    /// The roles and users that the stack has made and does not name any more.
    pub superseded: Known<Vec<Identity>>,
}

impl Observed {
    /// The stack's own credentials. `Ok(None)`: they are gone.
    pub fn ours(&self, expected: &Expected) -> Known<Option<&LinkedCredentials>> {
        let organization = self.organization.as_ref().map_err(Clone::clone)?;
        Ok(organization.find(&expected.credentials))
    }

    /// The clusters that use the stack's credentials, each with its status.
    #[must_use]
    pub fn clusters(&self, expected: &Expected) -> Vec<(&Cluster, Option<&ClusterStatus>)> {
        let (Ok(organization), Ok(Some(ours))) = (&self.organization, self.ours(expected)) else {
            return Vec::new();
        };
        let clusters = ours.clusters.iter();
        clusters
            .map(|cluster| (cluster, organization.status(cluster)))
            .collect()
    }

    /// Everything about the keys, where all of it was seen.
    #[must_use]
    pub fn key_facts(&self) -> Option<&rotation::Facts> {
        self.keys.as_ref()?.as_ref().ok()
    }

    /// What the stack has made and superseded, as far as it was seen.
    #[must_use]
    pub fn former_accesses(&self) -> Vec<Access> {
        let superseded = self.superseded.iter().flatten();
        superseded.flat_map(Identity::own_accesses).collect()
    }

    /// Fails with why credentials with these values are left alone: they are not known to be of the
    /// stack's account.
    pub fn is_of_stacks_account(
        &self,
        expected: &Expected,
        values: &CredentialsValues,
    ) -> Result<(), String> {
        let is_own = |id: &AccessKeyId| {
            let former = Access::Key(id.clone());
            self.key_facts().is_some_and(|facts| facts.has_key(id))
                || self.former_accesses().contains(&former)
        };
        let own = expected.stack.account();
        is_of_account(values, own, is_own, &KeyAccount::NotAsked)
    }

    /// The registries that show what the stack has superseded.
    #[must_use]
    pub fn outdated_registries(&self) -> Vec<&Registry> {
        let former = self.former_accesses();
        let organization = self.organization.as_ref();
        organization.map_or_else(
            |_| Vec::new(),
            |seen| {
                registries::outdated(seen, |values| registries::are_one_of(&former, values))
                    .collect()
            },
        )
    }

    /// What Qovery is to show: the role, or the key in `AWSCURRENT`.
    #[must_use]
    pub fn present_access(&self, expected: &Expected) -> Option<Access> {
        if let Some(role) = expected.role() {
            return Some(Access::Role(role.clone()));
        }
        let (_, current) = self.key_facts()?.current()?;
        Some(Access::Key(current.id.clone()))
    }
}
