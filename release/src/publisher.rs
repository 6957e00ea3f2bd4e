//! Who publishes, where, and what the places are called.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use support::repository;

use crate::{Partition, Version};

/// The account that owns the buckets, and the regions that have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// The 12 digits. Zeros mean that nobody publishes yet.
    pub account: String,
    /// Regions with code; the launch page shows the first one chosen.
    pub regions: Vec<String>,
}

/// What `publisher/publisher.json` has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    account: String,
    regions: Vec<String>,
    compiler: Version,
}

impl Named {
    fn read() -> Result<Self> {
        let path = repository::root().join("publisher/publisher.json");
        let text = fs::read_to_string(&path).context("read publisher/publisher.json")?;
        serde_json::from_str(&text).context("publisher/publisher.json")
    }
}

/// The version of Rust's compiler that builds what is published: another one gives other bytes.
pub fn compiler() -> Result<Version> {
    Ok(Named::read()?.compiler)
}

impl Publisher {
    /// The one that `publisher/publisher.json` names.
    pub fn of_this_repository() -> Result<Self> {
        let Named {
            account, regions, ..
        } = Named::read()?;
        let publisher = Self { account, regions };
        publisher.check().context("publisher/publisher.json")?;
        Ok(publisher)
    }

    /// Fails unless account and regions have AWS's form. They reach links and commands: a region
    /// such as `eu-west-3.example.com` would send people elsewhere. An account has buckets in its own
    /// partition only; other partitions mirror a release.
    pub fn check(&self) -> Result<()> {
        let is_account = self.account.len() == 12 && self.account.bytes().all(digit);
        ensure!(is_account, "`{}` is no account id", self.account);
        ensure!(!self.regions.is_empty(), "no region is named");
        for region in &self.regions {
            let is_usual = Partition::of(region) == Some(Partition::Aws);
            ensure!(is_usual, "`{region}` is no region of the partition aws");
        }
        Ok(())
    }

    /// Whether somebody publishes.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.account.bytes().any(|byte| byte != b'0')
    }

    /// The bucket of a region: in the account's own namespace, so that nobody else can ever make
    /// one of this name.
    ///
    /// Source: S3 User Guide, "Namespaces for general purpose buckets".
    #[must_use]
    pub fn bucket(&self, region: &str) -> String {
        format!("qovery-aws-connect-{}-{region}-an", self.account)
    }

    /// Where anybody reads the bucket of a region: some regions take their own endpoint only.
    #[must_use]
    pub fn address(&self, region: &str) -> String {
        format!("https://{}.s3.{region}.amazonaws.com", self.bucket(region))
    }
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_of_another_partition_is_refused() {
        let publisher = |region: &str| Publisher {
            account: "123456789012".to_owned(),
            regions: vec![region.to_owned()],
        };
        assert!(publisher("eu-west-3").check().is_ok());
        for region in ["cn-north-1", "us-gov-west-1", "eu-west-3.example.com"] {
            assert!(publisher(region).check().is_err(), "{region}");
        }
    }

    #[test]
    fn the_bucket_is_in_the_account_s_own_namespace() {
        let publisher = Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned()],
        };
        assert_eq!(
            publisher.address("eu-west-3"),
            "https://qovery-aws-connect-123456789012-eu-west-3-an.s3.eu-west-3.amazonaws.com"
        );
    }

    #[test]
    fn this_repository_names_its_publisher() {
        Publisher::of_this_repository().unwrap();
    }
}
