//! The other decisions: what a rotation does next, and what a reconciliation finds.
//!
//! `cargo bench -p domain --bench decisions`
#![expect(clippy::expect_used, reason = "a bench that cannot start has failed")]

use std::{collections::BTreeMap, time::Duration};

use divan::{Bencher, black_box};
use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey, User},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    permissions::{Decision, NEEDED, Permissions, Simulated},
    properties::{Properties, Raw},
    qovery::{
        Cluster, ClusterState, ClusterStatus, Credentials, CredentialsValues, LinkedCredentials,
    },
    reconciliation::{Expected, Seen, SeenCluster, SeenKeys, UserKeys, decide},
    rotation::{Entry, Goal, KeyRef, Next, Owner, Pushed, PushedValue, RotationStep, Value, next},
};
use serde_json::json;
use time::{OffsetDateTime, macros::datetime};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf";
const CREDENTIALS: &str = "00000000-0000-4000-8000-000000000001";
const PUSHED: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
const NOW: OffsetDateTime = datetime!(2026-05-01 12:00 UTC);

fn main() {
    divan::main();
}

/// What a rotation does first.
#[divan::bench]
fn rotation_next(bencher: Bencher) {
    let facts = seen(1).facts(&expected()).expect("keys").expect("facts");
    let goal = Goal::Step(RotationStep::CreateSecret, version(2));
    assert!(matches!(next(&goal, &facts, NOW), Next::Action(_)));
    bencher.bench_local(|| next(black_box(&goal), black_box(&facts), NOW));
}

/// What a daily run finds, by the number of clusters.
#[divan::bench(args = [1, 10, 100])]
fn reconciliation_decide(bencher: Bencher, clusters: usize) {
    let (expected, seen) = (expected(), seen(clusters));
    bencher.bench_local(|| decide(black_box(&expected), black_box(&seen)));
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
        properties: Properties::parse(&raw).expect("properties"),
        credentials: CREDENTIALS.parse().expect("an id"),
        keys: Some(UserKeys {
            user_name: "qovery".to_owned(),
            secret: SECRET.parse().expect("an ARN"),
            grace: Duration::from_hours(7 * 24),
        }),
    }
}

/// A key in use, and so many clusters that run on it.
fn seen(clusters: usize) -> Seen {
    let clusters = (0..clusters).map(|number| Cluster {
        id: format!("00000000-0000-4000-9000-{number:012}")
            .parse()
            .expect("an id"),
        name: format!("cluster {number}"),
    });
    let clusters: Vec<Cluster> = clusters.collect();
    let allowed = NEEDED.iter().map(|need| Simulated {
        action: need.action.to_owned(),
        decision: Decision::Allowed,
    });
    let ours = LinkedCredentials {
        credentials: Credentials {
            id: CREDENTIALS.parse().expect("an id"),
            name: "aws-123456789012".to_owned(),
            values: CredentialsValues::Static(key().to_string()),
        },
        clusters: clusters.clone(),
    };
    let with_status = clusters.into_iter().map(|cluster| SeenCluster {
        cluster,
        status: Ok(ClusterStatus {
            state: Some(ClusterState::Deployed),
            last_deployment_at: Some(PUSHED + Duration::from_hours(1)),
        }),
    });
    Seen {
        at: NOW,
        role: None,
        permissions: Permissions::Simulated(allowed.collect()),
        token: Ok(()),
        linked: Ok(vec![ours]),
        clusters: with_status.collect(),
        keys: Some(seen_keys()),
    }
}

fn seen_keys() -> SeenKeys {
    let owner = Owner {
        user_name: "qovery".to_owned(),
        user_id: "AIDAFAKE000000000001".to_owned(),
        account_id: "123456789012".parse().expect("an account"),
    };
    let pushed = Entry::Pushed(Pushed::now(PushedValue::Key(key()), PUSHED));
    let user = User {
        arn: "arn:aws:iam::123456789012:user/qovery"
            .parse()
            .expect("an ARN"),
        id: owner.user_id.clone(),
        tags: BTreeMap::from([pushed.to_tag()]),
    };
    let listed = ListedKey {
        id: key(),
        status: KeyStatus::Active,
        created_at: PUSHED,
    };
    let secret = SecretDescription {
        rotation_enabled: true,
        last_rotated_at: Some(PUSHED),
        next_rotation_at: Some(NOW + Duration::from_hours(30 * 24)),
        last_changed_at: Some(PUSHED),
        versions: [
            (version(1), [StagingLabel::Current].into()),
            (version(2), [StagingLabel::Pending].into()),
        ]
        .into(),
    };
    SeenKeys {
        user: Ok(user),
        listed: Ok(vec![listed]),
        secret: Ok(secret),
        values: Ok([
            (version(1), Value::Key(KeyRef { id: key(), owner })),
            (version(2), Value::Empty),
        ]
        .into()),
        last_used: [(key(), Some(NOW))].into(),
    }
}

fn key() -> AccessKeyId {
    "AKIAFAKE000000000001".parse().expect("a key id")
}

fn version(number: u32) -> VersionId {
    let id = format!("8d0f7c1e-4b1a-4c55-9a0e-{number:012}");
    id.parse().expect("a version")
}
