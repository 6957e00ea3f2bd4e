//! The one look at a user, its keys and its secret: the only builder of a rotation's facts.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{ListedKey, User},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    identities::SupersededNote,
    port_error::PortError,
    ports::{AccessKeys, SecretVersions},
    rotation::{Attempt, ExpectedUser, Facts, KeyLedger, KeyRef, Owner, StoredKey, Value},
};
use futures_util::future::{join_all, try_join_all};
use time::OffsetDateTime;

use super::UserKeys;

/// One look at a user and its keys, with the secrets that the facts must not carry.
#[derive(Debug, Clone)]
pub struct SeenKeys {
    /// Everything that a decision needs, except what Qovery shows.
    pub facts: Facts,
    /// The keys of the versions that were read.
    pub stored: BTreeMap<VersionId, StoredKey>,
    /// The user as IAM shows it.
    pub user: User,
}

impl SeenKeys {
    /// The key in `AWSCURRENT`, with its secret.
    #[must_use]
    pub fn current(&self) -> Option<&StoredKey> {
        let (version, _) = self.facts.current()?;
        self.stored.get(version)
    }
}

/// Looks once, two round trips deep: values and last uses need the names from the first.
pub async fn observe(
    world: &(impl AccessKeys + SecretVersions),
    keys: &UserKeys,
    now: OffsetDateTime,
) -> Result<SeenKeys, PortError> {
    let (user, listed, secret) = tokio::try_join!(
        world.get_user(&keys.user_name),
        world.list_access_keys(&keys.user_name),
        world.describe_secret(&keys.secret),
    )?;
    let ledger = KeyLedger::read(&user.tags).plausible(&listed, now);
    let versions = versions(&secret, &ledger);
    let (read, last_used) = tokio::join!(
        read_versions(world, keys, &secret, &versions),
        last_used(world, &listed)
    );
    let read = read?;
    let values = read.iter().map(|(id, read)| (id.clone(), read.value()));
    let note = SupersededNote::read(&user.tags).map(|note| note.plausible(user.created_at, now));
    let facts = Facts {
        observed_at: now,
        expected_user: ExpectedUser::for_secret(&keys.user_name, &keys.secret),
        user: Owner::of(&user),
        keys: listed,
        ledger,
        secret,
        values: values.collect(),
        superseded_at: note.and_then(|note| note.at).filter(|_| keys.is_superseded),
        former: Vec::new(),
        credentials: None,
        organization: None,
        last_used,
        grace: keys.grace,
        attempt: Attempt::default(),
    };
    let stored = read.into_iter();
    let stored = stored.filter_map(|(id, read)| Some((id, read.into_key()?)));
    Ok(SeenKeys {
        facts,
        stored: stored.collect(),
        user,
    })
}

/// The versions whose values decide: those with a label of Secrets Manager's own, and the one that
/// the last creation was for.
fn versions(secret: &SecretDescription, ledger: &KeyLedger) -> BTreeSet<VersionId> {
    let labels = [
        StagingLabel::Current,
        StagingLabel::Pending,
        StagingLabel::Previous,
    ];
    let labelled = labels.iter().filter_map(|label| secret.version_of(label));
    let creating = ledger.creating.as_ref().map(|creating| &creating.version);
    labelled.chain(creating).cloned().collect()
}

enum Read {
    Empty,
    NoKey,
    Unreadable,
    Key(StoredKey),
}

impl Read {
    fn value(&self) -> Value {
        match self {
            Self::Empty => Value::Empty,
            Self::NoKey => Value::NoKey,
            Self::Unreadable => Value::Unreadable,
            Self::Key(stored) => Value::Key(KeyRef {
                id: stored.access_key.id.clone(),
                owner: stored.owner.clone(),
            }),
        }
    }

    fn into_key(self) -> Option<StoredKey> {
        match self {
            Self::Key(stored) => Some(stored),
            Self::Empty | Self::NoKey | Self::Unreadable => None,
        }
    }
}

/// A version without a label that is denied keeps a KMS key that the function may not use any more.
/// It says nothing about the others.
async fn read_versions(
    world: &impl SecretVersions,
    keys: &UserKeys,
    secret: &SecretDescription,
    versions: &BTreeSet<VersionId>,
) -> Result<BTreeMap<VersionId, Read>, PortError> {
    let reads = versions.iter().map(|version| async move {
        let read = match world.get_secret_value_of(&keys.secret, version).await {
            Ok(value) => StoredKey::parse(&value).map_or(Read::NoKey, Read::Key),
            Err(error) if error.is_not_found() => Read::Empty,
            Err(error) if error.is_denied() && !secret.versions.contains_key(version) => {
                Read::Unreadable
            }
            Err(error) => return Err(error),
        };
        Ok((version.clone(), read))
    });
    Ok(try_join_all(reads).await?.into_iter().collect())
}

/// A question that fails has no entry: the last use is unknown.
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
