//! The functions, one zip each, with a `bootstrap`: as they are deployed, or for development.

mod cross;

use std::{
    env::consts::{ARCH, OS},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, ensure};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{architecture::Architecture, lambda_binary, repository};
use cross::{Cross, is_program};

/// The functions of one account; `functions/<name>` in the template's `CodeUri`.
pub const FUNCTIONS: &[&str] = &["custom-resource", "reconciliation", "rotation"];

/// The functions of a hub, likewise.
pub const HUB_FUNCTIONS: &[&str] = &["fleet", "intake", "registrar"];

/// A function's zip.
#[derive(Debug, Clone)]
pub struct Package {
    /// What the template has as `CodeUri`.
    pub code_uri: String,
    /// The zip.
    pub zip: PathBuf,
}

/// Every function.
pub fn all() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().chain(HUB_FUNCTIONS).copied()
}

/// The most bytes of a function's zip: all of it is loaded at a cold start. The registrar acts in two
/// accounts, and on a queue.
#[must_use]
pub fn most_zip_bytes(function: &str) -> u64 {
    if function == "registrar" {
        4_000_000
    } else {
        3_000_000
    }
}

/// Refuses a zip that is larger than its function's may be.
pub fn check_size(function: &str, zip: &Path) -> Result<()> {
    let (size, most) = (zip.metadata()?.len(), most_zip_bytes(function));
    ensure!(
        size <= most,
        "the zip of {function} has {size} bytes, of {most} at most: each costs time at a cold start"
    );
    Ok(())
}

/// Builds these functions in release and packs them into `target/package`.
pub fn build(functions: &[&str]) -> Result<Vec<Package>> {
    let release = compile(functions, None)?;
    pack_all("package", functions, |_, function| {
        Ok(release.join(function))
    })
}

/// The same for such a processor, where Lambda can run what this machine builds and no zip is too
/// large; else an error that says how to build it, or which is. What is for another processor goes
/// into a folder below.
pub fn build_to_deploy(functions: &[&str], architecture: Architecture) -> Result<Vec<Package>> {
    lambda_binary::check_host(OS, ARCH)?;
    let (release, folder) = if architecture == Architecture::of_this_machine()? {
        (compile(functions, None)?, "package".to_owned())
    } else {
        let cross = Cross::find(architecture, is_program)?;
        (
            compile(functions, Some(&cross))?,
            format!("package/{architecture}"),
        )
    };
    let packages = pack_all(&folder, functions, |_, function| {
        let binary = release.join(function);
        lambda_binary::check(&binary, architecture)?;
        Ok(binary)
    })?;
    for (function, package) in functions.iter().zip(&packages) {
        check_size(function, &package.zip)?;
    }
    Ok(packages)
}

/// Builds these functions in release. Returns the folder of the binaries.
///
/// All packages are named: of another selection, cargo would build the dependencies again.
/// Two threads of a process that ask at once wait for one another.
fn compile(functions: &[&str], cross: Option<&Cross>) -> Result<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let target = repository::root().join("target");
    let mut cargo = repository::cargo(["build", "--release", "--target-dir"]);
    cargo.arg(&target);
    for function in all() {
        cargo.args(["--package", function]);
    }
    for function in functions {
        cargo.args(["--bin", function]);
    }
    if let Some(cross) = cross {
        cargo.args(["--target", &cross.target]);
        cargo.env(&cross.variable, &cross.linker);
    }
    repository::run(&mut cargo)?;
    Ok(match cross {
        Some(cross) => target.join(&cross.target).join("release"),
        None => target.join("release"),
    })
}

/// Builds these functions in the dev profile, with the features that everything in this workspace has,
/// and packs into `target/package/dev` what starts them where they lie: they are too large to zip.
///
/// They decide and act as the deployed ones do; only how fast they start differs.
pub fn build_for_development(functions: &[&str]) -> Result<Vec<Package>> {
    repository::run(&mut development_build(functions))?;
    let debug = repository::root().join("target/debug");
    pack_all("package/dev", functions, |packages, function| {
        let script = packages.join(function);
        let program = debug.join(function);
        fs::write(
            &script,
            format!("#!/bin/sh\nexec '{}'\n", program.display()),
        )?;
        Ok(script)
    })
}

/// Packs what each function starts with into a folder below `target`.
fn pack_all(
    folder: &str,
    functions: &[&str],
    program: impl Fn(&Path, &str) -> Result<PathBuf>,
) -> Result<Vec<Package>> {
    let packages = repository::root().join("target").join(folder);
    fs::create_dir_all(&packages)?;
    let pack_one = |function: &&str| {
        let zip = packages.join(format!("{function}.zip"));
        pack(&program(&packages, function)?, &zip)?;
        Ok(Package {
            code_uri: format!("functions/{function}"),
            zip,
        })
    };
    functions.iter().map(pack_one).collect()
}

/// The command that builds them.
#[must_use]
pub fn development_build(functions: &[&str]) -> Command {
    let mut cargo = repository::cargo(["build"]);
    for function in functions {
        cargo.args(["--bin", function]);
    }
    cargo
}

/// Packs a binary: Lambda starts an executable named `bootstrap`. Without a date in it, the same binary
/// gives the same zip. Renamed into place, because another process may be reading the old one.
pub fn pack(binary: &Path, zip: &Path) -> Result<()> {
    let modified = |path: &Path| {
        fs::metadata(path)
            .and_then(|metadata| metadata.modified())
            .ok()
    };
    if modified(zip) >= modified(binary) {
        return Ok(());
    }
    let unfinished = zip.with_extension(format!("{}.part", std::process::id()));
    let mut writer = ZipWriter::new(File::create(&unfinished)?);
    let options = SimpleFileOptions::default()
        .unix_permissions(0o755)
        .compression_level(Some(9));
    writer.start_file("bootstrap", options)?;
    let mut binary = File::open(binary).with_context(|| format!("open {}", binary.display()))?;
    io::copy(&mut binary, &mut writer)?;
    writer.finish()?;
    fs::rename(unfinished, zip)?;
    Ok(())
}

/// The program in a function's zip.
pub fn unpack(zip: &Path) -> Result<Vec<u8>> {
    let name = || zip.display().to_string();
    let mut archive = ZipArchive::new(File::open(zip).with_context(name)?).with_context(name)?;
    let mut program = Vec::new();
    let mut bootstrap = archive.by_name("bootstrap").with_context(name)?;
    bootstrap.read_to_end(&mut program)?;
    Ok(program)
}
