//! The crates in each function: one TLS stack, one HTTP stack, and one version of everything.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use support::{package, repository};

/// TLS and HTTP as they are: nothing else brings a second way.
const STACK: &[&str] = &["hyper", "rustls", "ring", "rustls-webpki"];
/// Other ways to encrypt and to ask; half a megabyte and more each.
const OTHERS: &[&str] = &[
    "attohttpc",
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "curl",
    // Nothing here speaks HTTP/2.
    "h2",
    "h3",
    "isahc",
    "mbedtls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    // The operating system's certificates: a file to read and decode at every cold start.
    "rustls-native-certs",
    "s2n-tls",
    "surf",
    "ureq",
    "wolfssl",
];
/// Names of the crates that a function is made of, with their versions.
fn linked(function: &str) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut tree = repository::cargo(["tree", "--locked", "--offline", "--package", function]);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none"]);
    let output = tree.output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{stderr}");
    let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let mut words = line.split(' ').map(str::to_owned);
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            crates.entry(name).or_default().insert(version);
        }
    }
    Ok(crates)
}

#[test]
fn a_function_has_one_tls_stack_and_one_http_stack() -> Result<()> {
    for function in package::all() {
        let crates = linked(function)?;
        for name in STACK {
            let versions = crates.get(*name).map_or(0, BTreeSet::len);
            assert_eq!(versions, 1, "{function}: {name}");
        }
        for name in OTHERS {
            assert!(!crates.contains_key(*name), "{function} has {name}");
        }
    }
    Ok(())
}

#[test]
fn nothing_is_linked_twice() -> Result<()> {
    for function in package::all() {
        let mut several = linked(function)?;
        several.retain(|_, versions| versions.len() > 1);
        assert!(several.is_empty(), "{function}: {several:?}");
    }
    Ok(())
}
