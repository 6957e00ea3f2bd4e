//! This repository: where it is, and programs that run in it.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

/// The variables that cargo sets for the program that it runs, and what compiles for tests alone.
const ABOUT_THE_CALLER: [&str; 6] = [
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_",
    "RUSTC_WORKSPACE_WRAPPER",
];

/// The folder of `Cargo.toml` and `template.yaml`.
#[must_use]
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}

/// A program that runs at the root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Cargo, at the root, with the caller's environment less what is about the caller: build scripts
/// look at it, and would run again, with all that depends on them, whenever another program calls
/// cargo.
#[must_use]
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut cargo = command("cargo");
    for (name, _) in env::vars_os() {
        let is_about_us = |prefix: &&str| name.to_string_lossy().starts_with(prefix);
        if ABOUT_THE_CALLER.iter().any(is_about_us) {
            cargo.env_remove(name);
        }
    }
    cargo.args(arguments);
    cargo
}

/// Runs a command to its end, which must be a good one. What it prints goes where ours does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("start {}", command.get_program().display()))?;
    ensure!(status.success(), "{} ended with {status}", line(command));
    Ok(())
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = [name].into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}
