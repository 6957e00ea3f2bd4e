//! What has to be built and installed before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use support::{
    package::{self, Package},
    repository::{cargo, command, root, run},
    terminal,
    toolbox::{self, Python},
};

/// Where machines keep the certificates that they trust.
const ROOTS: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// Where everything is.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) packages: Vec<Package>,
    /// The binaries of the functions, and `echo`.
    pub(crate) release: PathBuf,
    pub(crate) python: PathBuf,
    pub(crate) handler: PathBuf,
    /// The certificate authorities that the machine trusts.
    pub(crate) roots: PathBuf,
    /// For what is written on the way, and the results in the end.
    pub(crate) output: PathBuf,
}

pub(crate) fn prepare() -> Result<Places> {
    let target = root().join("target");
    let packages = package::build(&package::all().collect::<Vec<_>>())?;
    // By itself: together with the functions it would have their features.
    let mut build = cargo(["build", "--release", "--package", "echo", "--target-dir"]);
    run(build.arg(&target))?;
    let handler = target.join("bench/python");
    let python = toolbox::python(Python::Bench)?.join("python");
    terminal::progress("compiling Python's modules …");
    fs::create_dir_all(&handler)?;
    let source = root().join("tests/bench/python/handler.py");
    fs::copy(&source, handler.join("handler.py")).context("copy the handler in Python")?;
    compile(&python, &handler)?;
    let roots = ROOTS.iter().map(PathBuf::from).find(|file| file.exists());
    Ok(Places {
        packages,
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
