//! What every bucket does, the one that tests keep in memory as S3's.

use anyhow::{Result, ensure};

use super::{Bucket, Put};

/// Fails where this bucket, which has no object yet, does something else.
pub fn check(bucket: &mut impl Bucket) -> Result<()> {
    for key in ["v1.0.0/object", "pointer"] {
        ensure!(bucket.read(key)?.is_none(), "{key} is there");
        let first = bucket.put(key, b"one", None)?;
        ensure!(first == Put::Done, "no first write of {key}");
        let again = bucket.put(key, b"one", None)?;
        ensure!(again == Put::Refused, "a second first write of {key}");
        let read = bucket.read(key)?.map(|object| object.bytes);
        ensure!(read.as_deref() == Some(b"one"), "{key} reads as {read:?}");
    }
    let one = bucket.read("pointer")?;
    let moved = bucket.put("pointer", b"two", one.as_ref())?;
    ensure!(moved == Put::Done, "the pointer does not move");
    let late = bucket.put("pointer", b"three", one.as_ref())?;
    ensure!(
        late == Put::Refused,
        "the pointer moves from where it is not"
    );
    let two = bucket.read("pointer")?.map(|object| object.bytes);
    ensure!(
        two.as_deref() == Some(b"two"),
        "the pointer reads as {two:?}"
    );
    let gone = bucket.put("none", b"two", one.as_ref())?;
    ensure!(gone == Put::Refused, "what is not there is replaced");
    ensure!(bucket.read("none")?.is_none(), "what was refused is there");
    Ok(())
}
