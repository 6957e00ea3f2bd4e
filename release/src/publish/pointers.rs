//! What changes in a bucket: the list of its releases, and what the latest one has in `latest/`.

use anyhow::{Context, Result, ensure};

use super::{Bucket, Object, Put, VERSIONS};
use crate::{
    Version,
    set::{Digest, PAGE, TEMPLATE, Versions, key},
};

/// What the latest one has under an address of its own.
const POINTED: [&str; 2] = [TEMPLATE, PAGE];
/// What stands there where every version is withdrawn: `CloudFormation` takes it for no template.
const WITHDRAWN: &[u8] = b"Every version is withdrawn: versions.json says why.\n";

/// The key of an object of the latest release: its template or its page.
#[must_use]
pub fn latest(name: &str) -> String {
    format!("latest/{name}")
}

/// Moves the pointers of every bucket to what `versions` says now. All of these are published already;
/// what can differ is which are withdrawn.
pub fn move_pointers<B: Bucket>(
    versions: &Versions,
    buckets: &mut [B],
    progress: impl Fn(&str),
) -> Result<()> {
    check_pointers(versions, buckets)?;
    move_to(versions, None, buckets, progress)
}

/// Fails where [`move_pointers`] would, and changes nothing.
pub fn check_pointers(versions: &Versions, buckets: &[impl Bucket]) -> Result<()> {
    let mut buckets = buckets.iter();
    buckets.try_for_each(|bucket| known(bucket, versions, None).map(drop))
}

/// The pointers of every bucket, with the version that is being published, if one is.
pub(super) fn move_to<B: Bucket>(
    versions: &Versions,
    publishing: Option<&Version>,
    buckets: &mut [B],
    progress: impl Fn(&str),
) -> Result<()> {
    for bucket in buckets {
        progress(&format!("{}: {VERSIONS}", bucket.region()));
        point(versions, publishing, bucket)
            .with_context(|| format!("move the pointers of {}", bucket.region()))?;
    }
    Ok(())
}

/// The bucket's `versions.json`. Fails where `versions` contradicts it: the pointers would go back, or
/// past releases would become others.
pub(super) fn known(
    bucket: &impl Bucket,
    versions: &Versions,
    publishing: Option<&Version>,
) -> Result<Option<Object>> {
    let region = bucket.region();
    let there = bucket.read(VERSIONS)?;
    let published = match &there {
        Some(there) => serde_json::from_slice(&there.bytes)
            .with_context(|| format!("{VERSIONS} in {region}"))?,
        None => Versions::default(),
    };
    versions
        .in_region(region)
        .check_after(&published, publishing)
        .with_context(|| format!("{VERSIONS} in {region}"))?;
    Ok(there)
}

/// The list first. All else is read before that: whoever replaces the list is the one who moves what
/// is in `latest/`.
fn point(
    versions: &Versions,
    publishing: Option<&Version>,
    bucket: &mut impl Bucket,
) -> Result<()> {
    let list = versions.in_region(bucket.region());
    if list.versions.is_empty() {
        return Ok(());
    }
    let before = known(bucket, versions, publishing)?;
    let mut moves = Vec::new();
    for name in POINTED {
        let before = bucket.read(&latest(name))?;
        moves.push((latest(name), of_latest(&list, name, bucket)?, before));
    }
    replace(bucket, VERSIONS, list.text().as_bytes(), before.as_ref())?;
    for (key, bytes, before) in moves {
        replace(bucket, &key, &bytes, before.as_ref())?;
    }
    Ok(())
}

/// An object of the latest version, as the bucket has it.
fn of_latest(list: &Versions, name: &str, bucket: &impl Bucket) -> Result<Vec<u8>> {
    let Some(release) = list.latest.as_ref().and_then(|latest| list.find(latest)) else {
        return Ok(WITHDRAWN.to_vec());
    };
    let key = key(&release.version, name);
    let object = bucket.read(&key)?;
    let bytes = object
        .with_context(|| format!("nobody can read {key}"))?
        .bytes;
    ensure!(
        name != TEMPLATE || Digest::of(&bytes).hex() == release.template_sha256,
        "{key} is not what {VERSIONS} says"
    );
    Ok(bytes)
}

fn replace(
    bucket: &mut impl Bucket,
    key: &str,
    bytes: &[u8],
    before: Option<&Object>,
) -> Result<()> {
    if before.is_some_and(|before| before.bytes == bytes) {
        return Ok(());
    }
    let put = bucket.put(key, bytes, before)?;
    ensure!(
        put == Put::Done,
        "{key} is another than was read, or one that nobody can read: another publication is under way, \
         or the bucket's policy is not that of publisher/bucket.yaml"
    );
    Ok(())
}
