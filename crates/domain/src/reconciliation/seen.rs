//! What was seen, each part with the reason where it was not.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::{Expected, UserKeys};
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{ListedKey, Role, User},
        secret::{SecretDescription, VersionId},
    },
    message::chain,
    permissions::Permissions,
    port_error::{PortError, PortErrorKind},
    qovery::{Cluster, ClusterStatus, CredentialsValues, LinkedCredentials},
    rotation::{Attempt, ClusterUse, ExpectedUser, Facts, Owner, QoveryFacts, Record, Value},
};

/// Seen, or not.
pub type Known<T> = Result<T, Unknown>;

/// Why something was not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The chain of errors.
    pub cause: String,
    /// What kind of error it was; none: no call failed.
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
}

impl From<PortError> for Unknown {
    fn from(error: PortError) -> Self {
        Self {
            cause: chain(&error),
            kind: Some(error.kind),
        }
    }
}

/// Everything that was looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When.
    pub at: OffsetDateTime,
    /// The role; `Ok(None)`: there is none of that name. Asked for only where one is expected.
    pub role: Option<Known<Option<Role>>>,
    /// What IAM says of the permissions.
    pub permissions: Permissions,
    /// Whether there is an API token to ask Qovery with.
    pub token: Known<()>,
    /// All credentials of the organization.
    pub linked: Known<Vec<LinkedCredentials>>,
    /// The clusters that use the stack's credentials.
    pub clusters: Vec<SeenCluster>,
    /// The user and its keys, where there are any.
    pub keys: Option<SeenKeys>,
}

/// A cluster that uses the stack's credentials.
#[derive(Debug, Clone)]
pub struct SeenCluster {
    /// Which one.
    pub cluster: Cluster,
    /// Its state.
    pub status: Known<ClusterStatus>,
}

/// The user, its keys and the secret that holds them.
#[derive(Debug, Clone)]
pub struct SeenKeys {
    /// The user with its tags.
    pub user: Known<User>,
    /// All its keys.
    pub listed: Known<Vec<ListedKey>>,
    /// The secret without its values.
    pub secret: Known<SecretDescription>,
    /// The values of its versions, without secrets.
    pub values: Known<BTreeMap<VersionId, Value>>,
    /// Last uses; a question that failed is no entry.
    pub last_used: BTreeMap<AccessKeyId, Option<OffsetDateTime>>,
}

impl Seen {
    /// The stack's own credentials; `Ok(None)`: they are gone.
    pub fn ours(&self, expected: &Expected) -> Known<Option<&LinkedCredentials>> {
        let linked = self.linked.as_ref().map_err(Clone::clone)?;
        let mut linked = linked.iter();
        Ok(linked.find(|one| one.credentials.id == expected.credentials))
    }

    /// The clusters as a retirement needs them; none: not all of them are known.
    #[must_use]
    pub fn cluster_uses(&self, expected: &Expected) -> Option<Vec<ClusterUse>> {
        self.ours(expected).ok()??;
        let uses = self.clusters.iter().map(|seen| {
            let status = seen.status.as_ref().ok()?;
            Some(ClusterUse {
                name: seen.cluster.name.clone(),
                status: status.clone(),
            })
        });
        uses.collect()
    }

    /// What a decision about keys needs, where all of it was seen.
    #[must_use]
    pub fn facts(&self, expected: &Expected) -> Option<Known<Facts>> {
        let (seen, keys) = (self.keys.as_ref()?, expected.keys.as_ref()?);
        Some(self.facts_of(seen, keys, expected))
    }

    fn facts_of(&self, seen: &SeenKeys, keys: &UserKeys, expected: &Expected) -> Known<Facts> {
        let user = seen.user.clone()?;
        let expected_user = ExpectedUser::for_secret(&keys.user_name, &keys.secret);
        let ours = self.ours(expected).ok().flatten();
        Ok(Facts {
            observed_at: self.at,
            expected_user,
            record: Record::read(&user.tags),
            user: Owner {
                user_name: user.arn.name().to_owned(),
                user_id: user.id,
                account_id: user.arn.account().clone(),
            },
            keys: seen.listed.clone()?,
            secret: seen.secret.clone()?,
            values: seen.values.clone()?,
            qovery: self.linked.as_ref().ok().map(|linked| QoveryFacts {
                ours: ours.map(|one| one.credentials.values.clone()),
                held: held(linked),
            }),
            last_used: seen.last_used.clone(),
            grace: keys.grace,
            attempt: Attempt::default(),
        })
    }
}

fn held(linked: &[LinkedCredentials]) -> BTreeSet<AccessKeyId> {
    let values = linked.iter().map(|one| &one.credentials.values);
    values
        .filter_map(|values| match values {
            CredentialsValues::Static(id) => id.parse().ok(),
            CredentialsValues::Role(_) | CredentialsValues::Other => None,
        })
        .collect()
}
