//! What the modules above share.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde_json::Value;
use support::{
    account::Account,
    aws::{Aws, AwsError},
    cloudformation::{StackResult, Template},
    emulator::Emulator,
};

pub(crate) fn emulator() -> &'static Emulator {
    Emulator::shared().unwrap()
}

pub(crate) fn fresh_account() -> Account {
    emulator().fresh_account().unwrap()
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/emulator/fixtures")
        .join(name)
}

/// A template with code, packaged once for all tests.
pub(crate) fn custom_resource() -> &'static Template {
    static PACKAGED: OnceLock<Template> = OnceLock::new();
    PACKAGED.get_or_init(|| package("custom-resource.yaml"))
}

pub(crate) fn package(name: &str) -> Template {
    let publisher = emulator().account("900000000000").unwrap();
    Template::package(
        &publisher,
        &fixture(name),
        &[("function", &fixture("function"))],
    )
    .unwrap()
}

/// Two stacks' results read alike when their statuses do.
pub(crate) fn assert_status(result: &StackResult, status: &str) {
    let events: Vec<_> = result.events.iter().map(ToString::to_string).collect();
    assert_eq!(
        result.status,
        status,
        "{}\n{}",
        result.reason,
        events.join("\n")
    );
}

/// Runs a call that is written as on a command line; for words without spaces.
pub(crate) fn run(aws: &Aws, line: &str) -> Result<Value, AwsError> {
    aws.run(&line.split_whitespace().collect::<Vec<_>>())
}
