//! Reads: user, keys, secret and Qovery, side by side, as far as the goal needs them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    aws::{
        iam::{ListedKey, User},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    port_error::PortError,
    qovery::{Cluster, CredentialsValues, LinkedCredentials},
    rotation::{
        Attempt, ExpectedUser, Facts, Goal, KeyRef, Owner, QoveryFacts, Record, RotationStep,
        StoredKey, Value,
    },
};
use futures_util::future::{join_all, try_join_all};
use time::OffsetDateTime;

use crate::{
    World,
    error::RotationError,
    target::{Keys, QoveryTarget},
};

/// What was seen, and the secrets that the facts must not carry.
pub(crate) struct Seen {
    pub(crate) facts: Facts,
    pub(crate) stored: BTreeMap<VersionId, StoredKey>,
    pub(crate) clusters: Vec<Cluster>,
    /// The name that the credentials have in the console now.
    pub(crate) name: Option<String>,
}

/// Looks at everything once.
pub(crate) async fn observe(
    world: &impl World,
    goal: &Goal,
    keys: &Keys,
    at: QoveryTarget<'_>,
    now: OffsetDateTime,
) -> Result<Seen, RotationError> {
    let (user, listed, secret, linked) = tokio::try_join!(
        world.get_user(&keys.user_name),
        list(world, goal, keys),
        world.describe_secret(&keys.secret),
        linked(world, at),
    )?;
    let record = Record::read(&user.tags);
    let stored = stored(world, keys, &versions(goal, &secret, &record)).await?;
    let values = stored.iter().map(|(id, read)| (id.clone(), value(read)));
    let values: BTreeMap<_, _> = values.collect();
    let last_used = last_used(world, goal, &listed, &values).await;
    let ours = ours(at, &linked);
    let qovery = at_qovery(ours, &linked);
    let facts = Facts {
        observed_at: now,
        expected_user: ExpectedUser::for_secret(&keys.user_name, &keys.secret),
        user: owner(&user),
        keys: listed,
        record,
        secret,
        values,
        qovery: Some(qovery),
        last_used,
        grace: keys.grace,
        attempt: Attempt::default(),
    };
    let stored = stored.into_iter().filter_map(|(id, read)| match read {
        Read::Key(key) => Some((id, key)),
        Read::Empty | Read::NoKey => None,
    });
    Ok(Seen {
        facts,
        stored: stored.collect(),
        clusters: ours.map(|one| one.clusters.clone()).unwrap_or_default(),
        name: ours.map(|one| one.credentials.name.clone()),
    })
}

/// Testing and finishing go by what the key itself can do: no list is needed.
async fn list(world: &impl World, goal: &Goal, keys: &Keys) -> Result<Vec<ListedKey>, PortError> {
    match goal {
        Goal::Step(RotationStep::TestSecret | RotationStep::FinishSecret, _) => Ok(Vec::new()),
        _ => world.list_access_keys(&keys.user_name).await,
    }
}

async fn linked(
    world: &impl World,
    at: QoveryTarget<'_>,
) -> Result<Vec<LinkedCredentials>, PortError> {
    match at {
        QoveryTarget::Registered(registration) => {
            let access = &registration.access;
            world.list_organization_credentials(access).await
        }
        QoveryTarget::Listed(linked) => Ok(linked.to_vec()),
    }
}

/// The versions whose values decide.
fn versions(goal: &Goal, secret: &SecretDescription, record: &Record) -> BTreeSet<VersionId> {
    let mut wanted = vec![StagingLabel::Current, StagingLabel::Pending];
    let mut versions = BTreeSet::new();
    match goal {
        Goal::Step(step, token) => {
            versions.insert(token.clone());
            if *step == RotationStep::CreateSecret {
                wanted.push(StagingLabel::Previous);
                versions.extend(recorded(record));
            }
        }
        Goal::FirstKey(token) => {
            versions.insert(token.clone());
            wanted.push(StagingLabel::Previous);
            versions.extend(recorded(record));
        }
        Goal::Repair | Goal::Restore(_) | Goal::Retire(_) | Goal::Remove { .. } => {
            wanted.push(StagingLabel::Previous);
            versions.extend(recorded(record));
        }
    }
    let labelled = wanted.iter().filter_map(|label| secret.version_of(label));
    versions.extend(labelled.cloned());
    versions
}

fn recorded(record: &Record) -> Option<VersionId> {
    record
        .creating
        .as_ref()
        .map(|creating| creating.version.clone())
}

enum Read {
    Empty,
    NoKey,
    Key(StoredKey),
}

async fn stored(
    world: &impl World,
    keys: &Keys,
    versions: &BTreeSet<VersionId>,
) -> Result<BTreeMap<VersionId, Read>, PortError> {
    let reads = versions.iter().map(|version| async move {
        let read = match world.get_secret_value_of(&keys.secret, version).await {
            Ok(value) => StoredKey::parse(&value).map_or(Read::NoKey, Read::Key),
            Err(error) if error.is_not_found() => Read::Empty,
            Err(error) => return Err(error),
        };
        Ok((version.clone(), read))
    });
    Ok(try_join_all(reads).await?.into_iter().collect())
}

fn value(read: &Read) -> Value {
    match read {
        Read::Empty => Value::Empty,
        Read::NoKey => Value::NoKey,
        Read::Key(stored) => Value::Key(KeyRef {
            id: stored.access_key.id.clone(),
            owner: stored.owner.clone(),
        }),
    }
}

/// Asked only about keys that could go; a question that fails leaves the answer unknown.
async fn last_used(
    world: &impl World,
    goal: &Goal,
    listed: &[ListedKey],
    values: &BTreeMap<VersionId, Value>,
) -> BTreeMap<domain::aws::access_key::AccessKeyId, Option<OffsetDateTime>> {
    let is_stored = |key: &ListedKey| {
        values
            .values()
            .filter_map(Value::key)
            .any(|held| held.id == key.id)
    };
    let asked = listed
        .iter()
        .filter(|key| matches!(goal, Goal::Retire(_)) || !is_stored(key))
        .map(|key| async {
            let used = world.get_access_key_last_used(&key.id).await.ok()?;
            Some((key.id.clone(), used))
        });
    join_all(asked).await.into_iter().flatten().collect()
}

fn owner(user: &User) -> Owner {
    Owner {
        user_name: user.arn.name().to_owned(),
        user_id: user.id.clone(),
        account_id: user.arn.account().clone(),
    }
}

fn ours<'a>(
    at: QoveryTarget<'_>,
    linked: &'a [LinkedCredentials],
) -> Option<&'a LinkedCredentials> {
    match at {
        QoveryTarget::Registered(registration) => linked
            .iter()
            .find(|one| one.credentials.id == registration.credentials),
        QoveryTarget::Listed(_) => None,
    }
}

fn at_qovery(ours: Option<&LinkedCredentials>, linked: &[LinkedCredentials]) -> QoveryFacts {
    let held = linked
        .iter()
        .filter_map(|one| match &one.credentials.values {
            CredentialsValues::Static(id) => id.parse().ok(),
            CredentialsValues::Role(_) | CredentialsValues::Other => None,
        });
    QoveryFacts {
        ours: ours.map(|one| one.credentials.values.clone()),
        held: held.collect(),
    }
}
