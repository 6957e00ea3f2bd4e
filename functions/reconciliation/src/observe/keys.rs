//! The user, its keys and the secret that holds them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    aws::{
        access_key::AccessKeyId,
        arn::SecretArn,
        iam::{ListedKey, User},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    ports::{AccessKeys, SecretVersions},
    reconciliation::{Known, SeenKeys, Unknown, UserKeys},
    rotation::{KeyRef, Record, StoredKey, Value},
};
use futures_util::future::{join_all, try_join_all};
use time::OffsetDateTime;

/// Everything about the keys; two rounds deep, because values and last uses need the first.
pub(super) async fn keys(
    world: &(impl AccessKeys + SecretVersions),
    keys: Option<&UserKeys>,
) -> Option<SeenKeys> {
    let UserKeys {
        user_name, secret, ..
    } = keys?;
    let (user, listed, description) = tokio::join!(
        world.get_user(user_name),
        world.list_access_keys(user_name),
        world.describe_secret(secret),
    );
    let user = user.map_err(Unknown::from);
    let listed = listed.map_err(Unknown::from);
    let description = description.map_err(Unknown::from);
    let (values, last_used) = tokio::join!(
        values(world, secret, &user, &description),
        last_used(world, listed.as_deref().unwrap_or_default()),
    );
    Some(SeenKeys {
        user,
        listed,
        secret: description,
        values,
        last_used,
    })
}

/// What the versions hold that a label or the record points at. The secrets in them go no
/// further than here.
async fn values(
    world: &impl SecretVersions,
    secret: &SecretArn,
    user: &Known<User>,
    description: &Known<SecretDescription>,
) -> Known<BTreeMap<VersionId, Value>> {
    let description = description.as_ref().map_err(Clone::clone)?;
    let reads = versions(user, description)
        .into_iter()
        .map(|version| async {
            let value = match world.get_secret_value_of(secret, &version).await {
                Ok(value) => StoredKey::parse(&value).map_or(Value::NoKey, |stored| {
                    Value::Key(KeyRef {
                        id: stored.access_key.id,
                        owner: stored.owner,
                    })
                }),
                Err(error) if error.is_not_found() => Value::Empty,
                Err(error) => return Err(Unknown::from(error)),
            };
            Ok((version, value))
        });
    Ok(try_join_all(reads).await?.into_iter().collect())
}

fn versions(user: &Known<User>, description: &SecretDescription) -> BTreeSet<VersionId> {
    let labels = [
        StagingLabel::Current,
        StagingLabel::Pending,
        StagingLabel::Previous,
    ];
    let labelled = labels
        .iter()
        .filter_map(|label| description.version_of(label));
    let mut versions: BTreeSet<VersionId> = labelled.cloned().collect();
    let record = user.as_ref().map(|user| Record::read(&user.tags));
    let creating = record.ok().and_then(|record| record.creating);
    versions.extend(creating.map(|creating| creating.version));
    versions
}

/// A question that fails leaves the answer unknown.
async fn last_used(
    world: &impl AccessKeys,
    listed: &[ListedKey],
) -> BTreeMap<AccessKeyId, Option<OffsetDateTime>> {
    let asked = listed.iter().map(|key| async {
        let used = world.get_access_key_last_used(&key.id).await.ok()?;
        Some((key.id.clone(), used))
    });
    join_all(asked).await.into_iter().flatten().collect()
}
