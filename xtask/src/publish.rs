//! `cargo xtask publish`: uploads the release set that `cargo xtask release` made, or moves the
//! pointers to what `releases/versions.json` says.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use release::{
    Publisher,
    publish::{S3, VERSIONS, check_pointers, move_pointers, publish},
    set::{Set, Versions},
};
use support::{aws::Aws, terminal};

#[derive(Debug, Default, PartialEq, Eq)]
struct Options<'a> {
    /// What is called in place of AWS.
    endpoint: Option<&'a str>,
    /// No release is uploaded; one may have been withdrawn.
    is_pointers: bool,
    /// Nothing is changed.
    is_check: bool,
}

impl<'a> Options<'a> {
    fn read(words: &[&'a str]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--pointers" => options.is_pointers = true,
                "--check" => options.is_check = true,
                "--endpoint" => {
                    let endpoint = words.next().context("--endpoint needs an address")?;
                    options.endpoint = Some(endpoint);
                }
                unknown => bail!(
                    "`publish` knows no `{unknown}`: it takes --endpoint <address>, --pointers and --check"
                ),
            }
        }
        ensure!(
            options.is_pointers || !options.is_check,
            "--check goes with --pointers; of a set, `cargo xtask release --check` says what stands against it"
        );
        Ok(options)
    }
}

/// Writes to every region, with the credentials of the environment; to an endpoint in place of AWS
/// where one is given.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let options = Options::read(words)?;
    let publisher = Publisher::of_this_repository()?;
    ensure!(
        options.endpoint.is_some() || publisher.is_named(),
        "publisher/publisher.json names no account"
    );
    let mut buckets = S3::of(&publisher, &Aws::of_caller(options.endpoint)?);
    if options.is_pointers {
        pointers(&mut buckets, options.is_check)
    } else {
        release(&mut buckets)
    }
}

fn release(buckets: &mut [S3]) -> Result<()> {
    let version = crate::release::version()?;
    let set = Set::read(&crate::release::folder(&version), &version)?;
    let versions = crate::release::sets().join(VERSIONS);
    let versions: Versions =
        serde_json::from_str(&fs::read_to_string(versions)?).context(VERSIONS)?;
    terminal::heading(&format!("Publishing {version}"));
    publish(&set, &versions, buckets, terminal::progress)?;
    terminal::done(&format!("{version} is in {} regions", buckets.len()));
    Ok(())
}

fn pointers(buckets: &mut [S3], is_check: bool) -> Result<()> {
    let versions = crate::release::recorded()?;
    terminal::heading("What releases/versions.json says");
    for release in &versions.versions {
        let reason = release.withdrawn.as_deref();
        let state = reason.map_or_else(String::new, |reason| format!("  withdrawn: {reason}"));
        terminal::line(&format!("  {}{state}", release.version));
    }
    if is_check {
        check_pointers(&versions, buckets)?;
        terminal::done("Nothing stands against moving the pointers to it.");
    } else {
        move_pointers(&versions, buckets, terminal::progress)?;
        terminal::done(&format!("{} regions say it, too", buckets.len()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_no_others() {
        let options = Options::read(&["--pointers", "--endpoint", "http://x", "--check"]).unwrap();
        let expected = Options {
            endpoint: Some("http://x"),
            is_pointers: true,
            is_check: true,
        };
        assert_eq!(options, expected);
        for wrong in [&["--endpoint"][..], &["--check"], &["--pointer"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
