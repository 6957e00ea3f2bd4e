//! One combination of everything that counts.

use std::{collections::BTreeMap, time::Duration};

use crate::qovery::{credentials, registry};
use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    qovery::{
        Cluster, ClusterStatus, CredentialsId, CredentialsValues, Organization,
        OrganizationCredentials, Registries, UnreadableEntry,
    },
    rotation::{
        Attempt, ExpectedUser, Facts, KeyLedger, KeyRef, KeyStatusNote, LedgerEntry, Owner, Pushed,
        Value,
    },
};
use time::{OffsetDateTime, macros::datetime};

pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);
/// When Qovery got the new key.
pub(crate) const START: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// A moment, in days after the new key was pushed; seconds apart at the edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(pub(crate) i64, pub(crate) i64);

impl At {
    pub(crate) const fn time(self) -> OffsetDateTime {
        START.saturating_add(time::Duration::seconds(self.0 * 86_400 + self.1))
    }
}

/// What IAM says of the old key's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastUse {
    /// The call failed.
    Unknown,
    Never,
    Was(At),
}

/// Where the old key still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Previous,
    Current,
    Pending,
    /// Only the ledger knows it.
    Recorded,
    /// Nowhere: this stack did not make it.
    Nowhere,
}

/// What the stack's credentials at Qovery show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    New,
    Old,
    Role,
    /// The list was read without them.
    Unlisted,
    /// The list could not be read.
    Unknown,
}

/// What else in the organization has the old key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    Nowhere,
    /// Credentials of somebody else.
    Credentials,
    Registry,
    /// An entry that cannot be read names the key.
    Unreadable,
    /// The registries could not be read.
    Unread,
}

#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The linked clusters. `None` means that this one is missing from the statuses.
    pub(crate) clusters: Vec<Option<ClusterStatus>>,
    /// Whether the statuses could be read.
    pub(crate) are_statuses_known: bool,
    pub(crate) last_used: LastUse,
    pub(crate) status: KeyStatus,
    pub(crate) note: Option<KeyStatusNote>,
    pub(crate) place: Place,
    pub(crate) shown: Shown,
    pub(crate) copied: Copied,
    /// Whether the ledger says that Qovery got the new key, or the old one. `None` means that it
    /// says neither.
    pub(crate) pushed: Option<bool>,
    /// When another identity superseded the whole user.
    pub(crate) superseded: Option<At>,
    pub(crate) now: At,
}

fn id(text: &str) -> AccessKeyId {
    text.parse().unwrap()
}

pub(crate) fn old() -> AccessKeyId {
    id("AKIAOLDOLDOLDOLDOLD1")
}

pub(crate) fn new() -> AccessKeyId {
    id("AKIANEWNEWNEWNEWNEW1")
}

fn ours() -> CredentialsId {
    "ours".parse().unwrap()
}

fn version(name: &str) -> VersionId {
    format!("{name:0>32}").parse().unwrap()
}

fn owner() -> Owner {
    Owner {
        user_name: "qovery".to_owned(),
        user_id: "AIDACASE".to_owned(),
        account_id: "123456789012".parse().unwrap(),
    }
}

fn key(id: AccessKeyId, status: KeyStatus) -> ListedKey {
    ListedKey {
        id,
        status,
        created_at: START - Duration::from_hours(24 * 90),
    }
}

impl Case {
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.now.time()
    }

    /// The versions, and the key that each holds.
    fn stored(&self) -> Vec<(VersionId, AccessKeyId, Option<StagingLabel>)> {
        let (a, b) = (version("a"), version("b"));
        let (old_label, new_label) = match self.place {
            Place::Previous => (StagingLabel::Previous, StagingLabel::Current),
            Place::Current => (StagingLabel::Current, StagingLabel::Pending),
            Place::Pending => (StagingLabel::Pending, StagingLabel::Current),
            Place::Recorded => {
                return vec![(a, old(), None), (b, new(), Some(StagingLabel::Current))];
            }
            Place::Nowhere => return vec![(b, new(), Some(StagingLabel::Current))],
        };
        vec![(a, old(), Some(old_label)), (b, new(), Some(new_label))]
    }

    fn secret(&self) -> (SecretDescription, BTreeMap<VersionId, Value>) {
        let mut secret = SecretDescription {
            rotation_enabled: true,
            ..SecretDescription::default()
        };
        let mut values = BTreeMap::new();
        for (version, id, label) in self.stored() {
            let labels = label.into_iter().collect();
            secret.versions.insert(version.clone(), labels);
            let owner = owner();
            values.insert(version, Value::Key(KeyRef { id, owner }));
        }
        (secret, values)
    }

    fn organization(&self) -> Option<Organization> {
        let shown = match self.shown {
            Shown::New => Some(CredentialsValues::Static(new().to_string())),
            Shown::Old => Some(CredentialsValues::Static(old().to_string())),
            Shown::Role => Some(CredentialsValues::Role("arn:a-role".to_owned())),
            Shown::Unlisted => None,
            Shown::Unknown => return None,
        };
        let clusters = 0..self.clusters.len();
        let clusters = clusters.map(|number| Cluster {
            id: format!("cluster-{number}").parse().unwrap(),
            name: format!("production-{number}"),
        });
        let clusters: Vec<Cluster> = clusters.collect();
        let statuses = clusters.iter().zip(&self.clusters);
        let statuses = statuses.filter_map(|(one, status)| Some((one.id.clone(), status.clone()?)));
        let old = CredentialsValues::Static(old().to_string());
        let is_copied = |to| self.copied == to;
        let theirs = "theirs".parse().unwrap();
        let theirs =
            is_copied(Copied::Credentials).then(|| credentials(theirs, old.clone(), Vec::new()));
        let unreadable = UnreadableEntry(format!(r#"{{"key":"{}"}}"#, self::old()));
        Some(Organization {
            clusters: self.are_statuses_known.then(|| statuses.collect()),
            registries: (!is_copied(Copied::Unread)).then(|| Registries {
                entries: Vec::from_iter(is_copied(Copied::Registry).then(|| registry(old.clone()))),
                unreadable: Vec::new(),
            }),
            credentials: OrganizationCredentials {
                unreadable: Vec::from_iter(is_copied(Copied::Unreadable).then_some(unreadable)),
                entries: shown
                    .map(|shown| credentials(ours(), shown, clusters.clone()))
                    .into_iter()
                    .chain(theirs)
                    .collect(),
            },
        })
    }

    pub(crate) fn facts(&self) -> Facts {
        let (secret, values) = self.secret();
        let owner = owner();
        let keys = vec![key(old(), self.status), key(new(), KeyStatus::Active)];
        let pushed = self.pushed.map(|is_new| if is_new { new() } else { old() });
        let mut ledger = KeyLedger {
            pushed: pushed.map(|key| Pushed::now(key, START)),
            ..KeyLedger::default()
        };
        if let Some(note) = self.note {
            ledger.apply(LedgerEntry::Key(old(), note), &keys);
        }
        Facts {
            observed_at: self.now(),
            expected_user: ExpectedUser {
                user_name: owner.user_name.clone(),
                account_id: owner.account_id.clone(),
            },
            user: owner,
            keys,
            ledger,
            secret,
            values,
            superseded_at: self.superseded.map(At::time),
            former: Vec::new(),
            credentials: Some(ours()),
            organization: self.organization(),
            last_used: match self.last_used {
                LastUse::Unknown => BTreeMap::new(),
                LastUse::Never => [(old(), None)].into(),
                LastUse::Was(at) => [(old(), Some(at.time()))].into(),
            },
            grace: GRACE,
            attempt: Attempt::default(),
        }
    }
}
