//! Uploading a release: every object once, the pointers last.
//!
//! Objects of a version are written where there is none, and never again; the bucket's policy
//! enforces it. `latest/template.json` and `versions.json` are the only ones that change, and they do
//! when every region has every object. So a publication that stops anywhere is simply repeated.

mod s3;

use anyhow::{Context, Result, bail, ensure};

use crate::set::{Set, TEMPLATE, Versions, key};

pub use s3::S3;

/// The list of all releases.
pub const VERSIONS: &str = "versions.json";
/// The template of the latest one.
pub const LATEST: &str = "latest/template.json";

/// The bucket of one region.
pub trait Bucket {
    /// Its region.
    fn region(&self) -> &str;
    /// Writes an object, unless there is one of this key.
    fn put_new(&mut self, key: &str, bytes: &[u8]) -> Result<Put>;
    /// Writes an object, whether there is one of this key or not.
    fn put(&mut self, key: &str, bytes: &[u8]) -> Result<()>;
    /// Reads an object as anybody does; `None` means that there is none.
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>>;
}

/// What became of [`Bucket::put_new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is there now.
    Done,
    /// There was one of this key.
    WasThere,
}

/// Publishes a set in every bucket. `versions` are all releases, this one among them.
pub fn publish<B: Bucket>(
    set: &Set,
    versions: &Versions,
    buckets: &mut [B],
    progress: impl Fn(&str),
) -> Result<()> {
    let missing = set.missing();
    ensure!(
        missing.is_empty(),
        "the set is partial: {} are missing",
        missing.join(", ")
    );
    for bucket in &*buckets {
        knows_no_later(bucket, versions)?;
    }
    for bucket in &mut *buckets {
        progress(&format!("{}: v{}", bucket.region(), set.version));
        upload(set, bucket).with_context(|| format!("upload to {}", bucket.region()))?;
    }
    for bucket in &*buckets {
        progress(&format!("{}: read back", bucket.region()));
        read_back(set, bucket).with_context(|| format!("read back from {}", bucket.region()))?;
    }
    for bucket in buckets {
        progress(&format!("{}: {VERSIONS}", bucket.region()));
        point(set, versions, bucket).with_context(|| format!("point {} to it", bucket.region()))?;
    }
    Ok(())
}

/// Fails where a bucket has a release that `versions` does not: its pointers would go back.
fn knows_no_later(bucket: &impl Bucket, versions: &Versions) -> Result<()> {
    let Some(bytes) = bucket.read(VERSIONS)? else {
        return Ok(());
    };
    let there: Versions = serde_json::from_slice(&bytes)
        .with_context(|| format!("{VERSIONS} in {}", bucket.region()))?;
    for release in there.versions {
        let is_known = versions
            .versions
            .iter()
            .any(|known| known.version == release.version);
        ensure!(
            is_known,
            "{} has {}, which is not in releases/{VERSIONS} here",
            bucket.region(),
            release.version
        );
    }
    Ok(())
}

fn upload(set: &Set, bucket: &mut impl Bucket) -> Result<()> {
    for (name, bytes) in &set.files {
        let key = key(&set.version, name);
        if bucket.put_new(&key, bytes)? == Put::WasThere {
            // Ours, of an attempt that was interrupted, or another one, which nobody may replace.
            ensure!(
                bucket.read(&key)?.as_ref() == Some(bytes),
                "{key} is there and is another"
            );
        }
    }
    Ok(())
}

fn read_back(set: &Set, bucket: &impl Bucket) -> Result<()> {
    for (name, bytes) in &set.files {
        let key = key(&set.version, name);
        match bucket.read(&key)? {
            Some(read) if read == *bytes => {}
            Some(_) => bail!("{key} is another than was written"),
            None => bail!("nobody can read {key}"),
        }
    }
    Ok(())
}

fn point(set: &Set, versions: &Versions, bucket: &mut impl Bucket) -> Result<()> {
    if versions.latest.as_ref() == Some(&set.version) {
        let template = set.files.get(TEMPLATE).context("the set has no template")?;
        bucket.put(LATEST, template)?;
    }
    bucket.put(VERSIONS, &serde_json::to_vec_pretty(versions)?)
}

#[cfg(test)]
mod tests;
