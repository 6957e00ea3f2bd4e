//! Uploading a release: every object once, the pointers last.
//!
//! Objects of a version are written where there is none, and never again; the bucket's policy
//! enforces it. `versions.json` and what is in `latest/` are the only ones that change, and they do
//! when every region has every object. So a publication that stops anywhere is simply repeated.
//!
//! A version is withdrawn by the pointers alone: the list gives the reason, and `latest/` goes back to
//! the newest version that is not withdrawn.
//!
//! Every write names what it replaces. S3 hides from readers whether an object is absent or forbidden,
//! and two publications may meet: what a read could not show, the write proves.

pub mod contract;
pub mod emulated;
mod pointers;
mod s3;

use anyhow::{Context, Result, bail, ensure};

use crate::set::{Set, Versions, key};

pub use pointers::{check_pointers, latest, move_pointers};
pub use s3::S3;

/// The list of a region's releases.
pub const VERSIONS: &str = "versions.json";
/// The bucket of one region.
pub trait Bucket {
    /// Its region.
    fn region(&self) -> &str;
    /// Reads an object as anybody does; `None` means that there is none, or none that anybody may
    /// read.
    fn read(&self, key: &str) -> Result<Option<Object>>;
    /// Writes an object in place of `before`, and nothing where the bucket has another one by now.
    /// With `None`, where the bucket has none.
    fn put(&mut self, key: &str, bytes: &[u8], before: Option<&Object>) -> Result<Put>;
}

/// An object that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its content.
    pub bytes: Vec<u8>,
    /// S3's mark of this content: its `ETag`.
    pub tag: String,
}

/// What became of [`Bucket::put`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The object is there now.
    Done,
    /// Another one is there.
    Refused,
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
        let is_listed = versions
            .in_region(bucket.region())
            .find(&set.version)
            .is_some();
        ensure!(
            is_listed,
            "{VERSIONS} lists no {} in {}",
            set.version,
            bucket.region()
        );
        pointers::known(bucket, versions, Some(&set.version))?;
    }
    for bucket in &mut *buckets {
        progress(&format!("{}: v{}", bucket.region(), set.version));
        upload(set, bucket).with_context(|| format!("upload to {}", bucket.region()))?;
    }
    for bucket in &*buckets {
        progress(&format!("{}: read back", bucket.region()));
        read_back(set, bucket).with_context(|| format!("read back from {}", bucket.region()))?;
    }
    pointers::move_to(versions, Some(&set.version), buckets, progress)
}

fn upload(set: &Set, bucket: &mut impl Bucket) -> Result<()> {
    for (name, bytes) in &set.files {
        let key = key(&set.version, name);
        if bucket.put(&key, bytes, None)? == Put::Refused {
            // Ours, of an attempt that was interrupted, or another one, which nobody may replace.
            let is_ours = bucket
                .read(&key)?
                .is_some_and(|there| there.bytes == *bytes);
            ensure!(is_ours, "{key} is there and is another");
        }
    }
    Ok(())
}

fn read_back(set: &Set, bucket: &impl Bucket) -> Result<()> {
    for (name, bytes) in &set.files {
        let key = key(&set.version, name);
        match bucket.read(&key)? {
            Some(read) if read.bytes == *bytes => {}
            Some(_) => bail!("{key} is another than was written"),
            None => bail!("nobody can read {key}"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod in_memory;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod withdrawals;
