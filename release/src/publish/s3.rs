//! A bucket, through the stock AWS CLI.

use std::fs;

use anyhow::{Result, bail};
use support::aws::{Aws, AwsError};

use super::{Bucket, Put};
use crate::Publisher;

/// A bucket of the publisher.
#[derive(Debug)]
pub struct S3 {
    aws: Aws,
    region: String,
    name: String,
}

impl S3 {
    /// The bucket of each region that the publisher names.
    #[must_use]
    pub fn of(publisher: &Publisher, aws: &Aws) -> Vec<Self> {
        let regions = publisher.regions.iter();
        let bucket = |region: &String| Self {
            aws: aws.clone(),
            region: region.clone(),
            name: publisher.bucket(region),
        };
        regions.map(bucket).collect()
    }

    fn call(&self, operation: &str, key: &str, options: &[&str]) -> Result<(), AwsError> {
        let object = [
            "s3api",
            operation,
            "--bucket",
            &self.name,
            "--key",
            key,
            "--region",
            &self.region,
        ];
        self.aws.run(&[&object[..], options].concat()).map(drop)
    }

    /// S3 refuses bytes that are not what the checksum says.
    fn write(&self, key: &str, bytes: &[u8], options: &[&str]) -> Result<Put> {
        let file = scratch(&self.region);
        fs::write(&file, bytes)?;
        let body = ["--body", &file, "--checksum-algorithm", "SHA256"];
        let written = self.call("put-object", key, &[&body[..], options].concat());
        fs::remove_file(&file)?;
        match written {
            Ok(()) => Ok(Put::Done),
            Err(error) if error.code.as_deref() == Some("PreconditionFailed") => Ok(Put::WasThere),
            Err(error) => Err(error.into()),
        }
    }
}

impl Bucket for S3 {
    fn region(&self) -> &str {
        &self.region
    }

    fn put_new(&mut self, key: &str, bytes: &[u8]) -> Result<Put> {
        self.write(key, bytes, &["--if-none-match", "*"])
    }

    fn put(&mut self, key: &str, bytes: &[u8]) -> Result<()> {
        match self.write(key, bytes, &[])? {
            Put::Done => Ok(()),
            Put::WasThere => bail!("{key} was there, which nobody asked"),
        }
    }

    fn read(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let file = scratch(&self.region);
        match self.call("get-object", key, &[&file, "--no-sign-request"]) {
            Ok(()) => {}
            Err(error) if error.code.as_deref() == Some("NoSuchKey") => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let bytes = fs::read(&file)?;
        fs::remove_file(file)?;
        Ok(Some(bytes))
    }
}

/// A file of this process, for one region.
fn scratch(region: &str) -> String {
    let name = format!("qovery-publish-{}-{region}", std::process::id());
    std::env::temp_dir().join(name).display().to_string()
}
