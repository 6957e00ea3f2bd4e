//! Prism itself, as npm publishes it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Command,
};

/// Where npm's manifest and lock file are; the lock file pins every package with its hash.
const MANIFESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../contract");

/// Where it is installed, away from the sources.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/prism");

/// The script to run with Node, installed when it is not there yet or another version is.
pub(super) fn entry_point() -> io::Result<PathBuf> {
    let home = Path::new(HOME);
    fs::create_dir_all(home)?;
    // Tests run in several processes at once, and one of them is to install.
    let lock = File::create(home.join("lock"))?;
    lock.lock()?;
    let wanted = fs::read(Path::new(MANIFESTS).join("package-lock.json"))?;
    let stamp = home.join("installed");
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        install(home)?;
        fs::write(stamp, wanted)?;
    }
    Ok(home.join("node_modules/@stoplight/prism-cli/dist/index.js"))
}

fn install(home: &Path) -> io::Result<()> {
    for name in ["package.json", "package-lock.json"] {
        fs::copy(Path::new(MANIFESTS).join(name), home.join(name))?;
    }
    let npm = Command::new("npm")
        // No scripts: the only one among the packages reports the installation to a statistics site.
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(home)
        .status()?;
    if npm.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("`npm ci` ended with {npm}")))
    }
}
