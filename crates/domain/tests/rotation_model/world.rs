//! IAM, Secrets Manager, Qovery and a cluster, as far as their promises go: two keys, creation
//! that is not idempotent, versions that are written once, labels that move by comparison.

use std::{collections::BTreeMap, collections::BTreeSet, time::Duration};

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    qovery::{
        self, ClusterState, ClusterStatus, Credentials, CredentialsId, CredentialsValues,
        LinkedCredentials, Organization, OrganizationCredentials,
    },
    rotation::{Attempt, ExpectedUser, Facts, Goal, KeyRef, Owner, Record, Value},
};
use time::{OffsetDateTime, macros::datetime};

/// Days that a key has to be quiet, and to be inactive.
pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);
/// IAM may leave keys out of its list that are younger.
const LISTED_AFTER: i64 = 60;
const START: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// The state of everything outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) seconds: i64,
    pub(crate) keys: Vec<Key>,
    pub(crate) made: u8,
    pub(crate) record: Record,
    pub(crate) secret: SecretDescription,
    pub(crate) values: BTreeMap<VersionId, Value>,
    pub(crate) qovery: Option<AccessKeyId>,
    pub(crate) cluster: Cluster,
    /// Keys that the operator deactivated or deleted: what follows is not our fault.
    pub(crate) touched: BTreeSet<AccessKeyId>,
    /// What an action of ours did wrong.
    pub(crate) violation: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) id: AccessKeyId,
    pub(crate) is_active: bool,
    pub(crate) made_at: i64,
    pub(crate) inactive_at: Option<i64>,
    /// A person made it, for a purpose of their own.
    pub(crate) is_persons: bool,
}

/// One cluster stands for all: it runs on the key that its last deployment took.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cluster {
    pub(crate) runs_on: Option<AccessKeyId>,
    pub(crate) deployed_at: i64,
}

pub(crate) fn version(name: &str) -> VersionId {
    format!("{name:0>32}").parse().unwrap()
}

/// The stack's credentials at Qovery.
pub(crate) fn ours() -> CredentialsId {
    "ours".parse().unwrap()
}

/// Whose keys all of ours are.
pub(crate) fn owner() -> Owner {
    Owner {
        user_name: "qovery".to_owned(),
        user_id: "AIDAMODEL".to_owned(),
        account_id: "123456789012".parse().unwrap(),
    }
}

impl World {
    /// No key and no value yet.
    pub(crate) fn empty() -> Self {
        Self {
            seconds: 0,
            keys: Vec::new(),
            made: 0,
            record: Record::default(),
            secret: SecretDescription {
                rotation_enabled: true,
                ..SecretDescription::default()
            },
            values: BTreeMap::new(),
            qovery: None,
            cluster: Cluster {
                runs_on: None,
                deployed_at: 0,
            },
            touched: BTreeSet::new(),
            violation: None,
        }
    }

    /// A first key, in use everywhere, an hour old.
    pub(crate) fn running() -> Self {
        let mut world = Self::empty();
        let id = world.make_key(false);
        let first = version("first");
        world.values.insert(first.clone(), stored(&id));
        world.move_label(&StagingLabel::Current, Some(&first));
        world.qovery = Some(id.clone());
        world.cluster.runs_on = Some(id);
        world.seconds = 3600;
        world
    }

    pub(crate) fn make_key(&mut self, is_persons: bool) -> AccessKeyId {
        self.made += 1;
        let id: AccessKeyId = format!("AKIAMODEL{:07}", self.made).parse().unwrap();
        self.keys.push(Key {
            id: id.clone(),
            is_active: true,
            made_at: self.seconds,
            inactive_at: None,
            is_persons,
        });
        id
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        START + Duration::from_secs(self.seconds.unsigned_abs())
    }

    pub(crate) fn key(&self, id: &AccessKeyId) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == *id)
    }

    pub(crate) fn is_active(&self, id: &AccessKeyId) -> bool {
        self.key(id).is_some_and(|key| key.is_active)
    }

    pub(crate) fn labelled(&self, label: &StagingLabel) -> Option<&AccessKeyId> {
        let version = self.secret.version_of(label)?;
        Some(&self.values.get(version)?.key()?.id)
    }

    pub(crate) fn is_stored(&self, id: &AccessKeyId) -> bool {
        let mut stored = self.values.values().filter_map(Value::key);
        stored.any(|key| key.id == *id)
    }

    /// What `RotateSecret` does first.
    pub(crate) fn stage(&mut self, token: &VersionId) {
        self.move_label(&StagingLabel::Pending, Some(token));
    }

    /// The cluster takes what Qovery holds, if that opens anything.
    pub(crate) fn deploy(&mut self) {
        if let Some(id) = self.qovery.clone().filter(|id| self.is_active(id)) {
            self.cluster.runs_on = Some(id);
            self.cluster.deployed_at = self.seconds;
        }
    }

    /// What Qovery shows.
    pub(crate) fn organization(&self) -> Organization {
        let cluster = qovery::Cluster {
            id: "cluster".parse().unwrap(),
            name: "cluster".to_owned(),
        };
        let status = ClusterStatus {
            state: Some(ClusterState::Deployed),
            last_deployment_at: Some(
                START + Duration::from_secs(self.cluster.deployed_at.unsigned_abs()),
            ),
            lock: None,
        };
        let linked = self.qovery.as_ref().map(|id| LinkedCredentials {
            credentials: Credentials {
                id: ours(),
                name: "ours".to_owned(),
                values: CredentialsValues::Static(id.to_string()),
            },
            clusters: vec![cluster.clone()],
        });
        Organization {
            credentials: OrganizationCredentials {
                entries: linked.into_iter().collect(),
                unreadable: Vec::new(),
            },
            clusters: Some([(cluster.id, status)].into()),
            registries: Vec::new(),
        }
    }

    /// One look. A stale one leaves out keys that were made a moment ago.
    pub(crate) fn observe(&self, goal: &Goal, is_stale: bool) -> Facts {
        let seen = |key: &&Key| !is_stale || self.seconds - key.made_at >= LISTED_AFTER;
        let listed = self.keys.iter().filter(seen).map(|key| ListedKey {
            id: key.id.clone(),
            status: if key.is_active {
                KeyStatus::Active
            } else {
                KeyStatus::Inactive
            },
            created_at: START + Duration::from_secs(key.made_at.unsigned_abs()),
        });
        let token = match goal {
            Goal::Step(_, token) | Goal::FirstKey(token) => Some(token),
            _ => None,
        };
        let recorded = self.record.creating.as_ref().map(|c| &c.version);
        let wanted = self.secret.versions.keys().chain(token).chain(recorded);
        let values = wanted.filter_map(|v| Some((v.clone(), self.values.get(v)?.clone())));
        Facts {
            observed_at: self.now(),
            expected_user: ExpectedUser {
                user_name: owner().user_name,
                account_id: owner().account_id,
            },
            user: owner(),
            keys: listed.collect(),
            record: self.record.clone(),
            secret: self.secret.clone(),
            values: values.collect(),
            superseded_at: None,
            credentials: Some(ours()),
            organization: Some(self.organization()),
            last_used: self.keys.iter().map(|key| (key.id.clone(), None)).collect(),
            grace: GRACE,
            attempt: Attempt::default(),
        }
    }

    pub(crate) fn move_label(&mut self, label: &StagingLabel, to: Option<&VersionId>) {
        for labels in self.secret.versions.values_mut() {
            labels.remove(label);
        }
        if let Some(to) = to {
            let labels = self.secret.versions.entry(to.clone()).or_default();
            labels.insert(label.clone());
        }
        self.secret.versions.retain(|_, labels| !labels.is_empty());
    }
}

/// The value that holds that key.
pub(crate) fn stored(id: &AccessKeyId) -> Value {
    Value::Key(KeyRef {
        id: id.clone(),
        owner: owner(),
    })
}
