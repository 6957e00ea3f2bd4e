//! A release is published in three regions: into the buckets and with the rights of
//! `publisher/bucket.yaml`.

use std::cell::Cell;

use anyhow::{Error, Result, bail};
use release::{
    Publisher, Version,
    publish::{
        Bucket, Object, Put, S3, VERSIONS, contract, emulated, latest, move_pointers, publish,
    },
    set::{PAGE, Set, TEMPLATE, Versions},
};
use serde_json::json;
use support::{account::Account, emulator::Emulator};

/// A bucket of S3, until somebody pulls the plug: after so many writes in all regions.
struct Interrupted<'a> {
    bucket: &'a mut S3,
    writes_left: &'a Cell<usize>,
}

impl Bucket for Interrupted<'_> {
    fn region(&self) -> &str {
        self.bucket.region()
    }

    fn read(&self, key: &str) -> Result<Option<Object>> {
        self.bucket.read(key)
    }

    fn put(&mut self, key: &str, bytes: &[u8], before: Option<&Object>) -> Result<Put> {
        let Some(left) = self.writes_left.get().checked_sub(1) else {
            bail!("interrupted");
        };
        self.writes_left.set(left);
        self.bucket.put(key, bytes, before)
    }
}

fn interrupt(buckets: &mut [S3], after: usize, set: &Set, versions: &Versions) -> Result<()> {
    let writes_left = Cell::new(after);
    let interrupted = buckets.iter_mut().map(|bucket| Interrupted {
        bucket,
        writes_left: &writes_left,
    });
    publish(set, versions, &mut interrupted.collect::<Vec<_>>(), |_| ())
}

/// Every step of an interruption is tried in memory, on buckets that pass the same contract. Here
/// it strikes where something else begins.
#[test]
fn a_release_is_published_in_three_regions_once_and_for_all() -> Result<()> {
    let publisher = Publisher {
        account: "000000000902".to_owned(),
        regions: ["us-east-1", "eu-west-3", "ap-south-1"]
            .map(str::to_owned)
            .into(),
    };
    let account = Emulator::shared()?.account(&publisher.account)?;
    let mut buckets = S3::of(&publisher, &emulated::deploy(&account, &publisher)?);
    let (one, two) = (small_set(1, "one")?, small_set(2, "two")?);
    let versions = Versions::default().with(one.release(None, &publisher.regions)?);
    let objects = one.files.len();
    // In the second region, and between the pointers of the first.
    for after in [objects + 1, 3 * objects + 1] {
        let stopped = interrupt(&mut buckets, after, &one, &versions).unwrap_err();
        assert!(
            format!("{stopped:#}").ends_with("interrupted"),
            "{stopped:#}"
        );
        assert_eq!(buckets[2].read(VERSIONS)?, None);
    }
    publish(&one, &versions, &mut buckets, |_| ())?;
    assert_pointed(&buckets, &one, &versions)?;
    let refused = publish(&small_set(1, "other")?, &versions, &mut buckets, |_| ()).unwrap_err();
    let refused = format!("{refused:#}");
    assert!(refused.contains("is there and is another"), "{refused}");
    let mut versions = versions.with(two.release(None, &publisher.regions)?);
    publish(&two, &versions, &mut buckets, |_| ())?;
    assert_pointed(&buckets, &two, &versions)?;
    versions.versions[0].withdrawn = Some("leaks".to_owned());
    move_pointers(&versions, &mut buckets, |_| ())?;
    assert_pointed(&buckets, &one, &versions)?;
    assert_is_a_page(&account, &publisher)
}

/// What anybody reads in each region.
fn assert_pointed(buckets: &[S3], set: &Set, versions: &Versions) -> Result<()> {
    for bucket in buckets {
        let read = |key: &str| Ok::<_, Error>(bucket.read(key)?.map(|object| object.bytes));
        for name in [TEMPLATE, PAGE] {
            assert_eq!(read(&latest(name))?.as_ref(), set.files.get(name), "{name}");
        }
        let list = versions.in_region(bucket.region());
        assert_eq!(read(VERSIONS)?, Some(list.text().into_bytes()));
    }
    Ok(())
}

/// Else a browser would offer to save it.
fn assert_is_a_page(account: &Account, publisher: &Publisher) -> Result<()> {
    let bucket = publisher.bucket("us-east-1");
    let of = ["--bucket", &bucket, "--key", &latest(PAGE)];
    let head = account
        .aws()
        .run(&[&["s3api", "head-object"][..], &of].concat())?;
    assert_eq!(head["ContentType"], "text/html; charset=utf-8");
    Ok(())
}

#[test]
fn the_publisher_s_bucket_does_what_every_bucket_does_and_lets_nobody_rewrite_it() -> Result<()> {
    let publisher = Publisher {
        account: "000000000903".to_owned(),
        regions: vec!["us-east-1".to_owned()],
    };
    let account = Emulator::shared()?.account(&publisher.account)?;
    let writer = emulated::deploy(&account, &publisher)?;
    contract::check(&mut S3::of(&publisher, &writer)[0])?;
    let bucket = ["--bucket", &publisher.bucket("us-east-1")];
    for (operation, key) in [
        ("put-object", "v1.0.0/object"),
        ("put-object", "v2.0.0/object"),
        ("put-object", "pointer"),
        ("delete-object", "v1.0.0/object"),
        ("delete-object", "pointer"),
    ] {
        let call = [&["s3api", operation, "--key", key][..], &bucket].concat();
        let refused = writer.run(&call).unwrap_err();
        assert_eq!(refused.code.as_deref(), Some("AccessDenied"), "{refused}");
    }
    Ok(())
}

/// Its template names no function.
fn small_set(major: u64, description: &str) -> Result<Set> {
    let template = json!({ "Description": description });
    let version = Version::new(major, 0, 0);
    let templates = [(TEMPLATE, &template)];
    Set::new(&version, &templates, description, &json!({}), &[])
}
