//! The same sources built again, in another folder and with cargo's files in another place.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use release::{
    build,
    set::{Digest, Zip},
};
use support::{repository, terminal};

/// The zips that are other bytes when they are built a second time.
pub(super) fn differences(first: &[Zip]) -> Result<Vec<String>> {
    terminal::heading("The same once more, in another folder");
    let place = repository::root().join("target/second-release-build");
    let sources = place.join("the same sources");
    copy_sources(&sources)?;
    let home = other_home(&place.join("another cargo home"))?;
    let second = build::zips(&sources, &home, &place.join("built"))?;
    let mut differences = Vec::new();
    for (one, other) in first.iter().zip(&second) {
        let (one_digest, other_digest) = (Digest::of(&one.read()?), Digest::of(&other.read()?));
        if one_digest != other_digest {
            differences.push(format!(
                "{} is other bytes when it is built again",
                one.name()
            ));
        }
        terminal::line(&format!("  {:<32}{}", other.name(), other_digest.hex()));
    }
    Ok(differences)
}

/// What git knows, as it is in the work tree now.
fn copy_sources(to: &Path) -> Result<()> {
    let root = repository::root();
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let listed = repository::command("git")
        .args(["ls-files", "-z"])
        .output()
        .context("run git ls-files")?;
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (from, copy) = (root.join(name), to.join(name));
        fs::create_dir_all(copy.parent().context("a folder")?)?;
        // A file that was deleted and is not committed yet.
        if from.exists() {
            fs::copy(from, copy)?;
        }
    }
    Ok(())
}

/// Cargo's folder under another name: what is downloaded stays where it is.
fn other_home(home: &Path) -> Result<PathBuf> {
    fs::create_dir_all(home)?;
    for entry in fs::read_dir(build::cargo_home()?)? {
        let entry = entry?;
        let link = home.join(entry.file_name());
        if !link.exists() {
            symlink(entry.path(), link)?;
        }
    }
    Ok(home.to_owned())
}
