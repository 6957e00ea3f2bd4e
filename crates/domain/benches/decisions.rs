//! The other decisions: what a rotation does next, and what a reconciliation finds.
//!
//! `cargo bench -p domain --bench decisions`
#![expect(clippy::expect_used, reason = "a bench that cannot start has failed")]

use std::{collections::BTreeMap, time::Duration};

use divan::{Bencher, black_box};
use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{SecretDescription, StagingLabel, VersionId},
        stack::{Stack, StackStatus},
    },
    permissions::{Decision, NEEDED, Permissions, Simulated},
    properties::{Properties, Raw},
    qovery::{
        Cluster, ClusterState, ClusterStatus, Credentials, CredentialsValues, LinkedCredentials,
        Organization, OrganizationCredentials, Registries,
    },
    reconciliation::{Expected, Observed, Repair, SeenRole, assess, plan},
    rotation::{
        Attempt, ExpectedUser, Facts, Goal, KeyLedger, KeyRef, Next, Owner, Pushed, RotationStep,
        Value, next,
    },
};
use serde_json::json;
use time::{OffsetDateTime, macros::datetime};

const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf";
const CREDENTIALS: &str = "00000000-0000-4000-8000-000000000001";
const GRACE: Duration = Duration::from_hours(7 * 24);
const PUSHED: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
const NOW: OffsetDateTime = datetime!(2026-05-01 12:00 UTC);

fn main() {
    divan::main();
}

/// What a rotation does first.
#[divan::bench]
fn rotation_next(bencher: Bencher) {
    let facts = keys(organization(1));
    let goal = Goal::Step(RotationStep::CreateSecret, version(2));
    assert!(matches!(next(&goal, &facts, NOW), Next::Action(_)));
    bencher.bench_local(|| next(black_box(&goal), black_box(&facts), NOW));
}

/// What a daily run concludes and would repair, by the number of clusters.
#[divan::bench(args = [1, 10, 100])]
fn reconciliation_plan(bencher: Bencher, clusters: usize) {
    let (expected, observed) = (expected(), observed(clusters));
    bencher.bench_local(|| daily_run(black_box(&expected), black_box(&observed)));
}

fn daily_run(expected: &Expected, observed: &Observed) -> Vec<Repair> {
    let assessment = assess(expected, observed);
    plan(expected, observed, &assessment)
}

fn expected() -> Expected {
    let raw: Raw = serde_json::from_value(json!({
        "OrganizationId": "11111111-2222-4333-8444-555555555555",
        "CredentialsName": "aws-123456789012",
        "ApiTokenSecretArn": SECRET,
        "AuthenticationMethod": "StaticCredentials",
        "UserName": "qovery",
        "SecretArn": SECRET,
    }))
    .expect("an object");
    Expected {
        stack: STACK.parse().expect("an ARN"),
        permissions: "arn:aws:iam::123456789012:policy/qovery"
            .parse()
            .expect("an ARN"),
        properties: Properties::parse(&raw).expect("properties"),
        credentials: CREDENTIALS.parse().expect("an id"),
        role_id: None,
        grace: GRACE,
    }
}

/// A key in use, and so many clusters that run on it.
fn observed(clusters: usize) -> Observed {
    let allowed = NEEDED.iter().map(|need| Simulated {
        action: need.action.to_owned(),
        decision: Decision::Allowed,
        missing_context: Vec::new(),
    });
    let organization = organization(clusters);
    Observed {
        at: NOW,
        stack: Ok(Stack {
            name: "qovery".to_owned(),
            status: Some(StackStatus::UpdateComplete),
            last_updated_at: Some(PUSHED),
            is_protected: true,
            outputs: BTreeMap::new(),
        }),
        role: SeenRole::NotExpected,
        permissions: Permissions::Simulated(allowed.collect()),
        token: Ok(()),
        organization: Ok(organization.clone()),
        keys: Some(Ok(keys(organization))),
        superseded: Ok(Vec::new()),
        has_stale_note: false,
    }
}

fn organization(clusters: usize) -> Organization {
    let clusters = (0..clusters).map(|number| Cluster {
        id: format!("cluster-{number}").parse().expect("an id"),
        name: format!("cluster {number}"),
    });
    let clusters: Vec<Cluster> = clusters.collect();
    let deployed = ClusterStatus {
        state: Some(ClusterState::Deployed),
        last_deployment_at: Some(PUSHED + Duration::from_hours(1)),
        lock: None,
    };
    let statuses = clusters
        .iter()
        .map(|one| (one.id.clone(), deployed.clone()));
    Organization {
        clusters: Some(statuses.collect()),
        credentials: OrganizationCredentials {
            entries: vec![LinkedCredentials {
                credentials: Credentials {
                    id: CREDENTIALS.parse().expect("an id"),
                    name: "aws-123456789012".to_owned(),
                    values: CredentialsValues::Static(key().to_string()),
                },
                clusters,
            }],
            unreadable: Vec::new(),
        },
        registries: Some(Registries::default()),
    }
}

#[expect(clippy::too_many_lines, reason = "one value, field by field")]
fn keys(organization: Organization) -> Facts {
    let owner = Owner {
        user_name: "qovery".to_owned(),
        user_id: "AIDAFAKE000000000001".to_owned(),
        account_id: "123456789012".parse().expect("an account"),
    };
    let stored = KeyRef {
        id: key(),
        owner: owner.clone(),
    };
    Facts {
        observed_at: NOW,
        expected_user: ExpectedUser {
            user_name: owner.user_name.clone(),
            account_id: owner.account_id.clone(),
        },
        user: owner,
        keys: vec![ListedKey {
            id: key(),
            status: KeyStatus::Active,
            created_at: PUSHED,
        }],
        ledger: KeyLedger {
            pushed: Some(Pushed::now(key(), PUSHED)),
            ..KeyLedger::default()
        },
        secret: SecretDescription {
            rotation_enabled: true,
            last_rotated_at: Some(PUSHED),
            next_rotation_at: Some(NOW + Duration::from_hours(30 * 24)),
            last_changed_at: Some(PUSHED),
            versions: [
                (version(1), [StagingLabel::Current].into()),
                (version(2), [StagingLabel::Pending].into()),
            ]
            .into(),
        },
        values: [(version(1), Value::Key(stored)), (version(2), Value::Empty)].into(),
        superseded_at: None,
        former: Vec::new(),
        credentials: Some(CREDENTIALS.parse().expect("an id")),
        organization: Some(organization),
        last_used: [(key(), Some(NOW))].into(),
        grace: GRACE,
        attempt: Attempt::default(),
    }
}

fn key() -> AccessKeyId {
    "AKIAFAKE000000000001".parse().expect("a key id")
}

fn version(number: u32) -> VersionId {
    let id = format!("8d0f7c1e-4b1a-4c55-9a0e-{number:012}");
    id.parse().expect("a version")
}
