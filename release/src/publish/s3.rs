//! A bucket on S3: written through the stock AWS CLI, read as anybody reads it.

use std::{
    fs,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use support::{aws::Aws, repository};
use ureq::Agent;

use super::{Bucket, Object, Put};
use crate::Publisher;

/// What S3 answers a conditional write whose condition does not hold; the second, where the object
/// to be replaced is absent.
///
/// Source: S3 User Guide, "Conditional write behavior".
const CONDITION_DOES_NOT_HOLD: [&str; 2] = ["PreconditionFailed", "NoSuchKey"];
/// A zip of 4 MB takes no longer.
const LONGEST: Duration = Duration::from_mins(2);

/// A bucket of the publisher.
#[derive(Debug)]
pub struct S3 {
    aws: Aws,
    anybody: Agent,
    region: String,
    name: String,
    address: String,
}

impl S3 {
    /// The bucket of each region that the publisher names.
    #[must_use]
    pub fn of(publisher: &Publisher, aws: &Aws) -> Vec<Self> {
        let anybody = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(LONGEST))
            .build()
            .new_agent();
        let bucket = |region: &String| {
            let name = publisher.bucket(region);
            let address = match aws.endpoint() {
                Some(endpoint) => format!("{endpoint}/{name}"),
                None => publisher.address(region),
            };
            Self {
                aws: aws.clone(),
                anybody: anybody.clone(),
                region: region.clone(),
                name,
                address,
            }
        };
        publisher.regions.iter().map(bucket).collect()
    }
}

impl Bucket for S3 {
    fn region(&self) -> &str {
        &self.region
    }

    /// Without credentials: the publisher may read what others may not.
    fn read(&self, key: &str) -> Result<Option<Object>> {
        let address = format!("{}/{key}", self.address);
        let answer = self.anybody.get(&address).call();
        let mut answer = answer.with_context(|| format!("read {address}"))?;
        match answer.status().as_u16() {
            200 => {
                let tag = answer.headers().get("etag").context("an ETag")?;
                let tag = tag.to_str()?.to_owned();
                let bytes = answer.body_mut().read_to_vec()?;
                Ok(Some(Object { bytes, tag }))
            }
            // The first, where the caller may not list the bucket, for an absent object, too.
            //
            // Source: `GetObject`, "Permissions".
            403 | 404 => Ok(None),
            status => bail!("{address} answers {status}"),
        }
    }

    fn put(&mut self, key: &str, bytes: &[u8], before: Option<&Object>) -> Result<Put> {
        let body = Scratch::with(bytes)?;
        let path = body.0.display().to_string();
        let condition = match before {
            None => ["--if-none-match", "*"],
            Some(before) => ["--if-match", &before.tag],
        };
        let call = [
            &["s3api", "put-object", "--region", &self.region][..],
            &["--bucket", &self.name, "--key", key, "--body", &path],
            // S3 refuses bytes that are not what the checksum says.
            &["--checksum-algorithm", "SHA256"],
            &["--content-type", content_type(key)],
            &condition,
        ];
        let Err(error) = self.aws.run(&call.concat()) else {
            return Ok(Put::Done);
        };
        let code = error.code.as_deref();
        if code.is_some_and(|code| CONDITION_DOES_NOT_HOLD.contains(&code)) {
            return Ok(Put::Refused);
        }
        Err(error.into())
    }
}

/// What a browser is to take an object for.
fn content_type(key: &str) -> &'static str {
    match key.rsplit_once('.') {
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "json")) => "application/json",
        Some((_, "zip")) => "application/zip",
        _ => "text/plain; charset=utf-8",
    }
}

/// The file that the CLI uploads, and nobody else needs.
struct Scratch(PathBuf);

impl Scratch {
    fn with(bytes: &[u8]) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = repository::root().join("target/publish");
        fs::create_dir_all(&folder)?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = Self(folder.join(format!("{}-{number}", process::id())));
        fs::write(&file.0, bytes)?;
        Ok(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
