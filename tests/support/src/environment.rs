//! The variables that tools inherit: named here, read nowhere else.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use crate::repository;

/// What a tool needs of the caller's environment. Never its AWS variables: a test must not
/// reach a real account because a developer is logged in.
const INHERITED: [&str; 8] = [
    "PATH",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
];

/// A command with a clean environment.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in INHERITED {
        if let Some(value) = variable(name) {
            command.env(name, value);
        }
    }
    command
}

/// The search path, with one folder before all others.
pub(crate) fn path_with(first: &Path) -> OsString {
    let mut path = first.as_os_str().to_owned();
    if let Some(rest) = variable("PATH") {
        path.push(":");
        path.push(rest);
    }
    path
}

/// Where tools are installed: `target/tools`, unless `QOVERY_TOOLS` names another folder.
pub(crate) fn tools_folder() -> PathBuf {
    variable("QOVERY_TOOLS").map_or_else(|| repository::root().join("target/tools"), PathBuf::from)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
