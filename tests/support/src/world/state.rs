//! Plain state: set up by tests, changed by calls, read by tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use domain::{
    aws::{access_key::AccessKeyId, iam::KeyStatus},
    permissions::Decision,
    qovery::{ClusterId, ClusterState, CredentialsId},
};
use time::{OffsetDateTime, macros::datetime};

/// Everything there is.
#[derive(Debug, Clone)]
pub struct State {
    /// The world's clock; moves with tokio's, and when a test moves it.
    pub now: OffsetDateTime,
    /// The account that everything is in.
    pub account: String,
    /// Roles by name.
    pub roles: BTreeMap<String, RoleState>,
    /// Actions that IAM's simulation does not allow; all others are.
    pub denied: BTreeMap<String, Decision>,
    /// Users by name.
    pub users: BTreeMap<String, UserState>,
    /// How late IAM and STS are with a new key.
    pub propagation: Propagation,
    /// Secrets by ARN.
    pub secrets: BTreeMap<String, SecretState>,
    /// Qovery's organizations by id.
    pub organizations: BTreeMap<String, OrganizationState>,
    /// Tags of roles, by the role's name.
    pub role_tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Messages that SNS was given: topic, subject and message.
    pub notifications: Vec<(String, String, String)>,
    /// Lines that `CloudWatch` takes metrics from.
    pub metrics: Vec<String>,
    /// Answers that `CloudFormation` got: URL and body.
    pub answers: Vec<(String, String)>,
    /// What ids of new things are counted from.
    pub(super) made: u32,
}

/// A role.
#[derive(Debug, Clone)]
pub struct RoleState {
    /// The ARN with its path.
    pub arn: String,
    /// The trust policy in plain JSON.
    pub trust_policy: String,
    /// How many reads do not find it yet.
    pub unseen_reads: u32,
}

/// A user.
#[derive(Debug, Clone)]
pub struct UserState {
    /// The ARN with its path.
    pub arn: String,
    /// `AIDA…`
    pub id: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Keys, oldest first.
    pub keys: Vec<KeyState>,
    /// Whether its policies allow it to read itself.
    pub may_get_user: bool,
}

/// An access key, secret included.
#[derive(Clone)]
pub struct KeyState {
    /// `AKIA…`
    pub id: AccessKeyId,
    /// The secret half.
    pub secret: String,
    /// Whether it opens anything.
    pub status: KeyStatus,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last used.
    pub last_used_at: Option<OffsetDateTime>,
    /// How many lists do not show it yet.
    pub unseen_lists: u32,
    /// How many calls made with it are refused yet.
    pub unknown_calls: u32,
}

/// How late IAM and STS are with a new key, counted in calls.
#[derive(Debug, Clone, Copy, Default)]
pub struct Propagation {
    /// Lists that do not show it.
    pub lists: u32,
    /// Calls with it that are refused.
    pub calls: u32,
}

/// A secret.
#[derive(Debug, Clone)]
pub struct SecretState {
    /// Whether Secrets Manager rotates it.
    pub rotation_enabled: bool,
    /// When a rotation last came to its end.
    pub last_rotated_at: Option<OffsetDateTime>,
    /// By when the next one is due.
    pub next_rotation_at: Option<OffsetDateTime>,
    /// When anything about it last changed.
    pub last_changed_at: Option<OffsetDateTime>,
    /// Whether this function may write it.
    pub is_writable: bool,
    /// Versions by id.
    pub versions: BTreeMap<String, VersionState>,
}

/// A version of a secret.
#[derive(Clone, Default)]
pub struct VersionState {
    /// The value; none: `RotateSecret` made the version and nobody filled it yet.
    pub value: Option<String>,
    /// `AWSCURRENT` and so on.
    pub labels: BTreeSet<String>,
}

/// An organization at Qovery.
#[derive(Clone)]
pub struct OrganizationState {
    /// The API token that opens it.
    pub token: String,
    /// Its credentials.
    pub credentials: Vec<CredentialsState>,
    /// Its clusters.
    pub clusters: Vec<HeldCluster>,
    /// Whether a write may turn a key into a role and back.
    pub allows_change_of_type: bool,
}

/// A set of credentials.
#[derive(Debug, Clone)]
pub struct CredentialsState {
    /// Qovery's id.
    pub id: CredentialsId,
    /// The name in the console.
    pub name: String,
    /// What it holds.
    pub values: HeldValues,
}

/// What a set of credentials holds.
#[derive(Clone, PartialEq, Eq)]
pub enum HeldValues {
    /// The ARN of a role.
    Role(String),
    /// Key id and secret.
    Static(String, String),
    /// Another cloud's.
    Other,
}

/// A cluster.
#[derive(Debug, Clone)]
pub struct HeldCluster {
    /// Qovery's id.
    pub id: ClusterId,
    /// The name in the console.
    pub name: String,
    /// The credentials it is linked to.
    pub credentials: CredentialsId,
    /// `ClusterStateEnum`
    pub state: ClusterState,
    /// When it was last deployed.
    pub last_deployment_at: Option<OffsetDateTime>,
    /// The values that it took at its last deployment.
    pub in_use: Option<HeldValues>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: datetime!(2026-03-01 12:00 UTC),
            account: "123456789012".to_owned(),
            roles: BTreeMap::new(),
            denied: BTreeMap::new(),
            users: BTreeMap::new(),
            propagation: Propagation::default(),
            secrets: BTreeMap::new(),
            organizations: BTreeMap::new(),
            role_tags: BTreeMap::new(),
            notifications: Vec::new(),
            metrics: Vec::new(),
            answers: Vec::new(),
            made: 0,
        }
    }
}

/// The world shows its secrets to nobody either: a test's own output is a log, too.
macro_rules! redacted_debug {
    ($($name:ident { $($field:ident),* }),* $(,)?) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))*
                    .finish_non_exhaustive()
            }
        }
    )*};
}

redacted_debug! {
    KeyState { id, status, created_at, last_used_at },
    VersionState { labels },
    OrganizationState { credentials, clusters },
}

impl fmt::Debug for HeldValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(arn) => write!(f, "Role({arn})"),
            Self::Static(id, _) => write!(f, "Static({id})"),
            Self::Other => f.write_str("Other"),
        }
    }
}
