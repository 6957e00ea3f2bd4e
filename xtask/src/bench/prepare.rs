//! What has to be built and installed before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use support::{
    package::{self, Package},
    toolbox::{self, Python},
};

use crate::{
    repository::{cargo, command, root, run},
    say,
};

/// Where machines keep the certificates that they trust.
const ROOTS: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// Where everything is.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) packages: Vec<Package>,
    pub(super) bench: PathBuf,
    pub(super) release: PathBuf,
    pub(super) python: PathBuf,
    pub(super) handler: PathBuf,
    pub(super) roots: PathBuf,
    pub(super) output: PathBuf,
}

pub(super) fn prepare() -> Result<Places> {
    let target = root().join("target");
    let packages = package::build()?;
    // One by one: together they would have one another's features.
    for package in ["echo", "bench"] {
        let mut build = cargo(["build", "--release", "--package", package, "--target-dir"]);
        run(build.arg(&target))?;
    }
    let handler = target.join("bench/python");
    let python = toolbox::python(Python::Bench)?.join("python");
    say::progress("compiling Python's modules …");
    fs::create_dir_all(&handler)?;
    let source = root().join("tests/bench/python/handler.py");
    fs::copy(&source, handler.join("handler.py")).context("copy the handler in Python")?;
    compile(&python, &handler)?;
    let roots = ROOTS.iter().map(PathBuf::from).find(|file| file.exists());
    Ok(Places {
        packages,
        bench: target.join("release/bench"),
        release: target.join("release"),
        python,
        handler,
        roots: roots.context("no bundle of trusted certificates: install `ca-certificates`")?,
        output: target.join("bench"),
    })
}

/// In Lambda they come compiled with the runtime; what is compiled already is left.
fn compile(python: &Path, handler: &Path) -> Result<()> {
    let environment = python.parent().and_then(Path::parent).unwrap_or(python);
    let mut compile = command(python);
    compile.args(["-m", "compileall", "-q", "-j", "0"]);
    run(compile.arg(environment.join("lib")).arg(handler))
}
