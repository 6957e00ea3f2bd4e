//! The variables that tools inherit: named here, read nowhere else.

use std::{
    collections::BTreeMap,
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

/// What the AWS CLI reads of a caller who publishes: credentials, given or by the identity token of
/// a workflow, and where the files with them are.
const OF_AWS: [&str; 11] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "HOME",
];

/// The variables of the AWS CLI that the caller has.
pub(crate) fn of_aws() -> BTreeMap<&'static str, String> {
    let value = |name| Some((name, variable(name)?.into_string().ok()?));
    OF_AWS.into_iter().filter_map(value).collect()
}

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
