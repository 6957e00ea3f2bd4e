//! Cargo, called by what cargo runs.

use std::{env, process::Command};

/// What cargo tells the program that it runs about its package.
const ABOUT_THE_CALLER: [&str; 5] = [
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_",
];

/// Cargo with the caller's environment, less what is about the caller: build scripts look at it,
/// and would run again, with all that depends on them, whenever another program calls cargo.
#[must_use]
pub fn command() -> Command {
    let mut cargo = Command::new("cargo");
    for (name, _) in env::vars_os() {
        let is_about_us = |prefix: &&str| name.to_string_lossy().starts_with(prefix);
        if ABOUT_THE_CALLER.iter().any(is_about_us) {
            cargo.env_remove(name);
        }
    }
    cargo
}
