//! One combination of everything that counts, and the rule.

use std::{collections::BTreeMap, time::Duration};

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    qovery::ClusterState,
    qovery::CredentialsValues,
    rotation::{
        Action, Attempt, ClusterUse, ExpectedUser, Facts, KeyRef, KeyStatusNote, Owner, Pushed,
        PushedValue, QoveryFacts, Record, Value,
    },
};
use time::{OffsetDateTime, macros::datetime};

pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);
const START: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// A moment, in days after the new key was pushed; seconds apart at the edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(pub(crate) i64, pub(crate) i64);

impl At {
    pub(crate) fn time(self) -> OffsetDateTime {
        START + time::Duration::days(self.0) + time::Duration::seconds(self.1)
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

impl LastUse {
    /// As the facts have it.
    fn entry(self) -> BTreeMap<AccessKeyId, Option<OffsetDateTime>> {
        match self {
            Self::Unknown => BTreeMap::new(),
            Self::Never => [(old(), None)].into(),
            Self::Was(at) => [(old(), Some(at.time()))].into(),
        }
    }
}

/// Where the old key still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Previous,
    Current,
    Pending,
    /// Only the record knows it.
    Recorded,
    /// Nowhere: it is somebody else's.
    Nowhere,
}

#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// None: a call failed.
    pub(crate) clusters: Option<Vec<ClusterUse>>,
    pub(crate) last_used: LastUse,
    pub(crate) status: KeyStatus,
    pub(crate) note: Option<KeyStatusNote>,
    pub(crate) place: Place,
    pub(crate) is_qovery_known: bool,
    /// Other credentials at Qovery hold the old key.
    pub(crate) is_held: bool,
    /// What the record says that Qovery got; none: nothing.
    pub(crate) pushed: Option<bool>,
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

impl Case {
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.now.time()
    }

    fn key(id: AccessKeyId, status: KeyStatus) -> ListedKey {
        ListedKey {
            id,
            status,
            created_at: START - Duration::from_hours(24 * 90),
        }
    }

    /// The versions, and the key that each holds.
    fn stored(&self) -> Vec<(VersionId, AccessKeyId, Option<StagingLabel>)> {
        let (a, b) = (version("a"), version("b"));
        match self.place {
            Place::Previous => vec![
                (a, old(), Some(StagingLabel::Previous)),
                (b, new(), Some(StagingLabel::Current)),
            ],
            Place::Current => vec![
                (a, old(), Some(StagingLabel::Current)),
                (b, new(), Some(StagingLabel::Pending)),
            ],
            Place::Pending => vec![
                (a, old(), Some(StagingLabel::Pending)),
                (b, new(), Some(StagingLabel::Current)),
            ],
            Place::Recorded => vec![(a, old(), None), (b, new(), Some(StagingLabel::Current))],
            Place::Nowhere => vec![(b, new(), Some(StagingLabel::Current))],
        }
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

    pub(crate) fn facts(&self) -> Facts {
        let (secret, values) = self.secret();
        Facts {
            observed_at: self.now(),
            expected_user: ExpectedUser {
                user_name: owner().user_name,
                account_id: owner().account_id,
            },
            user: owner(),
            keys: vec![
                Self::key(old(), self.status),
                Self::key(new(), KeyStatus::Active),
            ],
            record: Record {
                creating: None,
                pushed: self.pushed.map(|is_new| Pushed {
                    what: PushedValue::Key(if is_new { new() } else { old() }),
                    at: START,
                }),
                keys: self.note.map(|note| (old(), note)).into_iter().collect(),
            },
            secret,
            values,
            qovery: self.is_qovery_known.then(|| QoveryFacts {
                ours: Some(CredentialsValues::Static(new().to_string())),
                held: if self.is_held {
                    [old(), new()].into()
                } else {
                    [new()].into()
                },
            }),
            last_used: self.last_used.entry(),
            grace: GRACE,
            attempt: Attempt::default(),
        }
    }
}

/// The rule in other words: what ends the old key now, if anything.
pub(crate) fn rule(case: &Case) -> Option<Action> {
    let is_ours_and_over = matches!(case.place, Place::Previous | Place::Recorded);
    let is_settled = case.is_qovery_known && !case.is_held && case.pushed == Some(true);
    if !is_ours_and_over || !is_settled {
        return None;
    }
    match (case.status, case.note) {
        (KeyStatus::Inactive, Some(KeyStatusNote::Inactive(since))) => {
            (case.now() >= since + GRACE).then(|| Action::DeleteAccessKey(old()))
        }
        (KeyStatus::Inactive, _) | (KeyStatus::Active, Some(KeyStatusNote::Inactive(_))) => None,
        (KeyStatus::Active, note) => {
            let reactivated = note.map(|note| match note {
                KeyStatusNote::Inactive(at) | KeyStatusNote::Reactivated(at) => at,
            });
            is_unused(case, reactivated)
                .then(|| Action::UpdateAccessKey(old(), KeyStatus::Inactive))
        }
    }
}

fn is_unused(case: &Case, reactivated: Option<OffsetDateTime>) -> bool {
    let last_used = match case.last_used {
        LastUse::Unknown => return false,
        LastUse::Never => None,
        LastUse::Was(at) => Some(at.time()),
    };
    let Some(clusters) = &case.clusters else {
        return false;
    };
    let is_over = |at: Option<OffsetDateTime>| at.is_none_or(|at| at + GRACE <= case.now());
    let has_moved_on = |cluster: &ClusterUse| {
        cluster.status.state == Some(ClusterState::Deployed)
            && cluster
                .status
                .last_deployment_at
                .is_some_and(|at| at > START)
            && is_over(cluster.status.last_deployment_at)
    };
    clusters.iter().all(has_moved_on)
        && is_over(Some(START))
        && is_over(last_used)
        && is_over(reactivated)
}
