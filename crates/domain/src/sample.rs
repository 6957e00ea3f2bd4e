//! Values that tests share: one stack, its role, its user, its credentials at Qovery.

use std::{collections::BTreeMap, time::Duration};

use time::{OffsetDateTime, macros::datetime};

use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{SecretArn, StackArn},
        iam::{Attachments, KeyStatus, ListedKey, Role},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    identities::{Identity, OwnRole, OwnUser, STACK_TAG, SupersededNote},
    qovery::{
        Cluster, ClusterState, ClusterStatus, Credentials, CredentialsId, CredentialsValues,
        LinkedCredentials, Organization, OrganizationCredentials, Registries, Registry,
        RegistryForm, RegistrySettings,
    },
    rotation::{Attempt, ExpectedUser, Facts, KeyLedger, KeyRef, Owner, Value},
};

pub(crate) const STACK: &str =
    "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";
pub(crate) const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:QoveryKey-AbCdEf";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
pub(crate) const OTHER_ROLE: &str = "arn:aws:iam::123456789012:role/other";
pub(crate) const USER: &str = "qovery-user";
/// The key before, and the one in `AWSCURRENT`.
pub(crate) const OLD: &str = "AKIAOLDOLDOLDOLDOLD1";
pub(crate) const NEW: &str = "AKIANEWNEWNEWNEWNEW1";
/// The stack's credentials at Qovery.
pub(crate) const OURS: &str = "aaaaaaaa-0000-0000-0000-000000000001";
/// Others.
pub(crate) const THEIRS: &str = "aaaaaaaa-0000-0000-0000-000000000002";
pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);

/// That many days after the first of March.
pub(crate) fn day(days: i64) -> OffsetDateTime {
    datetime!(2026-03-01 12:00 UTC) + time::Duration::days(days)
}

pub(crate) fn stack() -> StackArn {
    STACK.parse().unwrap()
}

pub(crate) fn key(id: &str) -> AccessKeyId {
    id.parse().unwrap()
}

pub(crate) fn ours() -> CredentialsId {
    OURS.parse().unwrap()
}

pub(crate) fn shows_role(arn: &str) -> CredentialsValues {
    CredentialsValues::Role(arn.to_owned())
}

pub(crate) fn shows_key(id: &str) -> CredentialsValues {
    CredentialsValues::Static(id.to_owned())
}

pub(crate) fn cluster(name: &str) -> Cluster {
    Cluster {
        id: format!("cluster-{name}").parse().unwrap(),
        name: name.to_owned(),
    }
}

pub(crate) fn deployed(at: OffsetDateTime) -> ClusterStatus {
    ClusterStatus {
        state: Some(ClusterState::Deployed),
        last_deployment_at: Some(at),
        lock: None,
    }
}

pub(crate) fn linked(id: &str, values: CredentialsValues, clusters: &[&str]) -> LinkedCredentials {
    LinkedCredentials {
        credentials: Credentials {
            id: id.parse().unwrap(),
            name: "aws".to_owned(),
            values,
        },
        clusters: clusters.iter().map(|name| cluster(name)).collect(),
    }
}

/// An organization with those credentials, in which every cluster has that status.
pub(crate) fn organization(
    entries: Vec<LinkedCredentials>,
    status: &ClusterStatus,
) -> Organization {
    let clusters = entries.iter().flat_map(|linked| &linked.clusters);
    let statuses = clusters.map(|cluster| (cluster.id.clone(), status.clone()));
    Organization {
        clusters: Some(statuses.collect()),
        credentials: OrganizationCredentials {
            entries,
            unreadable: Vec::new(),
        },
        registries: Some(Registries::default()),
    }
}

/// A mirroring registry with those values.
pub(crate) fn registry(name: &str, values: CredentialsValues) -> Registry {
    Registry {
        id: format!("registry-{name}").parse().unwrap(),
        form: RegistryForm::Container,
        name: name.to_owned(),
        cluster: None,
        values,
        settings: RegistrySettings {
            name: name.to_owned(),
            kind: "ECR".to_owned(),
            description: None,
            url: None,
            skips_tls_verification: None,
            config: "{}".to_owned(),
        },
    }
}

/// A role that the stack has made.
pub(crate) fn role(arn: &str) -> Role {
    Role {
        arn: arn.to_owned(),
        id: "AROASAMPLE".to_owned(),
        created_at: day(-400),
        trust_policy: String::new(),
        max_session_seconds: Some(14_400),
        tags: BTreeMap::from([(STACK_TAG.to_owned(), STACK.to_owned())]),
        last_used_at: None,
    }
}

pub(crate) fn own_role(arn: &str) -> OwnRole {
    OwnRole {
        arn: arn.parse().unwrap(),
        role: role(arn),
        attachments: Attachments::default(),
    }
}

pub(crate) fn owner() -> Owner {
    Owner {
        user_name: USER.to_owned(),
        user_id: "AIDASAMPLE".to_owned(),
        account_id: "123456789012".parse().unwrap(),
    }
}

pub(crate) fn version(name: &str) -> VersionId {
    format!("{name:0>32}").parse().unwrap()
}

/// A user after a rotation: both keys are active and have never been used.
pub(crate) fn keys() -> Facts {
    let listed = |id| ListedKey {
        id: key(id),
        status: KeyStatus::Active,
        created_at: day(-90),
    };
    let stored = |name, id| {
        let owner = owner();
        (version(name), Value::Key(KeyRef { id: key(id), owner }))
    };
    Facts {
        observed_at: day(0),
        expected_user: ExpectedUser {
            user_name: USER.to_owned(),
            account_id: owner().account_id,
        },
        user: owner(),
        keys: vec![listed(OLD), listed(NEW)],
        ledger: KeyLedger::default(),
        secret: SecretDescription {
            rotation_enabled: true,
            versions: BTreeMap::from([
                (version("old"), [StagingLabel::Previous].into()),
                (version("new"), [StagingLabel::Current].into()),
            ]),
            ..SecretDescription::default()
        },
        values: BTreeMap::from([stored("old", OLD), stored("new", NEW)]),
        superseded_at: None,
        former: Vec::new(),
        credentials: Some(ours()),
        organization: None,
        last_used: BTreeMap::from([(key(OLD), None), (key(NEW), None)]),
        grace: GRACE,
        attempt: Attempt::default(),
    }
}

pub(crate) fn secret() -> SecretArn {
    SECRET.parse().unwrap()
}

/// That user as an identity of the stack, with a note.
pub(crate) fn own_user(note: Option<SupersededNote>) -> OwnUser {
    OwnUser {
        name: USER.to_owned(),
        note,
        secret: Some(secret()),
        keys: keys(),
        attachments: Attachments::default(),
    }
}

pub(crate) fn of_role(own: OwnRole) -> Identity {
    Identity::Role(Box::new(own))
}

pub(crate) fn of_user(own: OwnUser) -> Identity {
    Identity::User(Box::new(own))
}
