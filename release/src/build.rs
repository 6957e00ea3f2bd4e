//! The functions' binaries, so that another machine's build has the same bytes.

use std::{
    env,
    env::consts::{ARCH, OS},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use support::{architecture::Architecture, lambda_binary, package, repository};

use crate::set::{Zip, zip_name};

/// Builds the functions of the repository at `root` for this machine's processor and packs them in
/// `target`. No path of this machine gets into them.
pub fn zips(root: &Path, cargo_home: &Path, target: &Path) -> Result<Vec<Zip>> {
    lambda_binary::check_host(OS, ARCH)?;
    let mut cargo = repository::cargo(["build", "--release", "--locked", "--target-dir"]);
    cargo.arg(target).current_dir(root);
    for function in package::all() {
        cargo.args(["--package", function]);
    }
    cargo.env("CARGO_HOME", cargo_home);
    cargo.env(
        "CARGO_ENCODED_RUSTFLAGS",
        remapped(&[
            (target, "/target"),
            (root, "/source"),
            (cargo_home, "/cargo"),
        ]),
    );
    repository::run(&mut cargo)?;
    let architecture = Architecture::of_this_machine()?;
    let packages = target.join("package");
    fs::create_dir_all(&packages)?;
    let pack = |function: &str| {
        let path = packages.join(zip_name(function, architecture));
        let binary = target.join("release").join(function);
        lambda_binary::check(&binary, architecture)?;
        package::pack(&binary, &path)?;
        package::check_size(function, &path)?;
        Ok(Zip {
            function: function.to_owned(),
            architecture,
            path,
        })
    };
    package::all().map(pack).collect()
}

/// The compiler's options; the last match counts, so the longer paths come last.
fn remapped(paths: &[(&Path, &str)]) -> String {
    let mut paths = paths.to_vec();
    paths.sort_by_key(|(path, _)| path.as_os_str().len());
    let options = paths
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    // As cargo separates them: a path may have blanks.
    options.collect::<Vec<_>>().join("\u{1f}")
}

/// Where cargo keeps what it has downloaded.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo's own variables; nothing of a function is configured by them"
)]
pub fn cargo_home() -> Result<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = || env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    named
        .or_else(usual)
        .context("neither CARGO_HOME nor HOME is set")
}
