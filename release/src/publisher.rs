//! Who publishes, where, and what the places are called.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use support::repository;

use crate::{Version, set};

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
    /// such as `eu-west-3.example.com` would send people elsewhere.
    pub fn check(&self) -> Result<()> {
        let is_account = self.account.len() == 12 && self.account.bytes().all(digit);
        ensure!(is_account, "`{}` is no account id", self.account);
        ensure!(!self.regions.is_empty(), "no region is named");
        for region in &self.regions {
            ensure!(is_region(region), "`{region}` is no region");
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

    /// Where a region's template is read from.
    #[must_use]
    pub fn template_url(&self, region: &str, version: &Version) -> String {
        let key = set::key(version, set::TEMPLATE);
        format!("{}/{key}", self.address(region))
    }
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// `eu-west-3`, `us-gov-west-1`.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, words)) => {
            words.len() >= 2
                && words.iter().all(is_word)
                && !number.is_empty()
                && number.bytes().all(digit)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_is_another_host_is_refused() {
        for region in ["eu-west-3", "us-gov-west-1", "ap-southeast-2"] {
            assert!(is_region(region), "{region}");
        }
        for region in [
            "",
            "eu",
            "eu-west",
            "eu-west-3.example.com",
            "eu-west-3/x",
            "EU-west-3",
            "-1",
        ] {
            assert!(!is_region(region), "{region}");
        }
    }

    #[test]
    fn the_bucket_is_in_the_account_s_own_namespace() {
        let publisher = Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned()],
        };
        assert_eq!(
            publisher.template_url("eu-west-3", &Version::new(1, 2, 3)),
            "https://qovery-aws-connect-123456789012-eu-west-3-an.s3.eu-west-3.amazonaws.com/v1.2.3/template.json"
        );
    }

    #[test]
    fn this_repository_names_its_publisher() {
        Publisher::of_this_repository().unwrap();
    }
}
