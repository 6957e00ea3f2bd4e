//! Everything that is kept, behind one lock.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    cluster::Cluster,
    credential::{Credential, CredentialValues},
    fault::Faults,
    record::RecordedRequest,
    refusal::Refusal,
};

/// What a token may do in its organization.
#[derive(Debug, Clone, Copy, Eq, PartialEq)]
pub enum Access {
    /// Everything.
    Full,
    /// Reading; all else is 403.
    ReadOnly,
    /// Nothing: 403.
    Forbidden,
}

/// Everything that is kept.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) organizations: BTreeMap<String, Organization>,
    pub(super) tokens: BTreeMap<String, Grant>,
    pub(super) faults: Faults,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) policy: Policy,
    pub(super) started: Started,
    /// Role ARNs and access key ids that end a deployment in `INVALID_CREDENTIALS`.
    pub(super) invalid_identities: BTreeSet<String>,
    clock: Clock,
    ids: Ids,
}

/// The start of the stand-in, on a clock that no test moves.
#[derive(Debug)]
pub(super) struct Started(tokio::time::Instant);

impl Started {
    pub(super) fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }
}

impl Default for Started {
    fn default() -> Self {
        Self(tokio::time::Instant::now())
    }
}

/// What a token opens.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) organization: String,
    pub(super) access: Access,
}

/// Credentials and clusters of one organization, in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Organization {
    pub(super) credentials: Vec<Credential>,
    pub(super) clusters: Vec<Cluster>,
}

/// What Qovery does not publish.
#[derive(Debug)]
pub(super) struct Policy {
    /// The status that refuses the deletion of a linked credential.
    pub(super) linked_delete_status: u16,
    /// Whether a `PUT` may make a role of an access key, or the reverse.
    pub(super) allows_kind_change: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            linked_delete_status: 400,
            allows_kind_change: true,
        }
    }
}

/// The stand-in's clock: the machine's unless fixed, moved on by tests.
#[derive(Debug, Default)]
struct Clock {
    fixed: Option<OffsetDateTime>,
    ahead: Duration,
}

/// Ids as UUIDs: in order, so that a test can follow them, and apart from another stand-in's.
#[derive(Debug, Default)]
struct Ids {
    server: u16,
    last: u32,
}

impl State {
    pub(super) fn now(&self) -> OffsetDateTime {
        self.clock.fixed.unwrap_or_else(machine_time) + self.clock.ahead
    }

    pub(super) fn set_now(&mut self, now: OffsetDateTime) {
        self.clock = Clock {
            fixed: Some(now),
            ahead: Duration::ZERO,
        };
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.clock.ahead += by;
    }

    pub(super) fn distinguish_ids(&mut self, server: u16) {
        self.ids.server = server;
    }

    pub(super) fn next_id(&mut self) -> String {
        self.ids.last += 1;
        format!(
            "0000{:04x}-0000-4000-8000-{:012x}",
            self.ids.server, self.ids.last
        )
    }

    pub(super) fn organization(&mut self, id: &str) -> Result<&mut Organization, Refusal> {
        self.organizations
            .get_mut(id)
            .ok_or_else(|| Refusal::not_found("organization", id))
    }

    pub(super) fn cluster(&mut self, id: &str) -> Option<&mut Cluster> {
        let organizations = self.organizations.values_mut();
        organizations
            .flat_map(|known| &mut known.clusters)
            .find(|cluster| cluster.id == id)
    }

    pub(super) fn is_valid(&self, values: &CredentialValues) -> bool {
        values
            .identity()
            .is_none_or(|identity| !self.invalid_identities.contains(identity))
    }

    /// All organizations as one document with sorted keys.
    pub(super) fn snapshot(&self) -> Value {
        let organizations = self.organizations.iter();
        organizations
            .map(|(id, known)| (id.clone(), known.snapshot()))
            .collect()
    }
}

impl Organization {
    pub(super) fn credential(&mut self, id: &str) -> Result<&mut Credential, Refusal> {
        let found = self
            .credentials
            .iter_mut()
            .find(|credential| credential.id == id);
        found.ok_or_else(|| Refusal::not_found("credentials", id))
    }

    pub(super) fn linked_clusters(&self, credentials_id: &str) -> Vec<&Cluster> {
        let clusters = self.clusters.iter();
        clusters
            .filter(|cluster| cluster.credentials_id == credentials_id)
            .collect()
    }

    /// `Organization` as published.
    pub(super) fn answer(id: &str) -> Value {
        let created_at = OffsetDateTime::UNIX_EPOCH
            .format(&Rfc3339)
            .unwrap_or_default();
        json!({ "id": id, "created_at": created_at, "name": "stand-in", "plan": "TEAM_2025" })
    }

    fn snapshot(&self) -> Value {
        let by_id = |items: Vec<(&String, Value)>| -> Map<String, Value> {
            items
                .into_iter()
                .map(|(id, item)| (id.clone(), item))
                .collect()
        };
        json!({
            "credentials": by_id(self.credentials.iter().map(|c| (&c.id, c.snapshot())).collect()),
            "clusters": by_id(self.clusters.iter().map(|c| (&c.id, c.snapshot())).collect()),
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the stand-in reads the clock"
)]
pub(crate) fn machine_time() -> OffsetDateTime {
    std::time::SystemTime::now().into()
}
