//! The template as a publisher packages it, once for all accounts, and its variants for tests.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Result, anyhow};
use support::{
    cloudformation::Template,
    emulator::Emulator,
    package::{self, Package},
    repository,
};

/// What the repository has.
pub(super) fn as_it_is() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        packaged(&repository::root().join("template.yaml"), &code()?)
    })
}

/// The hub of an organization.
pub(super) fn hub() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        let path = repository::root().join("organization/hub.yaml");
        packaged(&path, &code_of(&HUB_PROGRAMS)?)
    })
}

/// The hub's member, which has no code.
pub(super) fn member() -> Template {
    Template::File(repository::root().join("organization/member.yaml"))
}

/// With `Timeout` and `ServiceTimeout` that a test can wait for: seconds in place of minutes.
pub(super) fn with_short_limits() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        let source = fs::read_to_string(repository::root().join("template.yaml"))?;
        let short = source
            .replace("Timeout: 90\n", "Timeout: 11\n")
            .replace("ServiceTimeout: 180\n", "ServiceTimeout: 17\n");
        assert_ne!(
            source, short,
            "the template has the limits that are shortened here"
        );
        let code = code()?;
        let path = repository::root().join("target/package/short-limits.yaml");
        fs::write(&path, short)?;
        packaged(&path, &code)
    })
}

/// Lets the last resource fail, after the custom resource.
pub(super) const FAILS_LATE: (&str, &str) = ("LogRetentionDays", "1");
/// Lets a resource fail after the user was made, before the custom resource.
pub(super) const FAILS_EARLY: (&str, &str) = ("LogRetentionDays", "3");

/// With two resources more, which fail where a parameter says so.
pub(super) fn whose_parts_fail_on_demand() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        let source = fs::read_to_string(repository::root().join("template.yaml"))?;
        let failing = |name: &str, condition: &str, after: &str| {
            format!(
                "\x20 {name}:\n    Type: AWS::SecretsManager::RotationSchedule\n    Condition: {condition}\n    \
                 DependsOn: {after}\n    Properties: {{ SecretId: none }}\n\n"
            )
        };
        let condition = |name: &str, value: &str| {
            format!("\x20 {name}: !Equals [!Ref {}, {value}]\n", FAILS_LATE.0)
        };
        let conditions =
            condition("FailsLate", FAILS_LATE.1) + &condition("FailsEarly", FAILS_EARLY.1);
        let early = failing("Early", "FailsEarly", "QoveryUser");
        let late = failing("Late", "FailsLate", "QoveryCredentials");
        let source = source
            .replace("\nConditions:\n", &format!("\nConditions:\n{conditions}"))
            .replace("\nResources:\n", &format!("\nResources:\n{early}{late}"));
        let path = repository::root().join("target/package/fails-on-demand.yaml");
        fs::write(&path, source)?;
        packaged(&path, &code()?)
    })
}

/// With a custom resource whose function panics on a Create.
pub(super) fn with_a_bug() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        let mut code = code()?;
        let of_custom_resource = code
            .iter_mut()
            .find(|(code_uri, _)| code_uri == "functions/custom-resource");
        of_custom_resource.expect("it has a function").1 =
            folder("panics-on-create", env!("CARGO_BIN_EXE_panics-on-create"))?;
        packaged(&repository::root().join("template.yaml"), &code)
    })
}

/// The functions, in the profile of this test: their release builds take minutes, and `it::budgets`
/// and `cargo xtask bench` run those.
const PROGRAMS: [(&str, &str); 3] = [
    (
        "custom-resource",
        env!("CARGO_BIN_EXE_deployed-custom-resource"),
    ),
    (
        "reconciliation",
        env!("CARGO_BIN_EXE_deployed-reconciliation"),
    ),
    ("rotation", env!("CARGO_BIN_EXE_deployed-rotation")),
];

/// A hub's functions, likewise.
const HUB_PROGRAMS: [(&str, &str); 3] = [
    ("fleet", env!("CARGO_BIN_EXE_deployed-fleet")),
    ("intake", env!("CARGO_BIN_EXE_deployed-intake")),
    ("registrar", env!("CARGO_BIN_EXE_deployed-registrar")),
];

/// The folder of a function that starts the debug build where it lies: that is too large to zip.
fn folder(name: &str, program: &str) -> Result<PathBuf> {
    let folder = repository::root()
        .join("target/package/deployed")
        .join(name);
    fs::create_dir_all(&folder)?;
    let bootstrap = folder.join("bootstrap");
    fs::write(&bootstrap, format!("#!/bin/sh\nexec '{program}'\n"))?;
    fs::set_permissions(&bootstrap, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

/// The same as zips, which is what a release has.
pub(super) fn zips() -> Result<Vec<Package>> {
    let one = |(name, program)| {
        let folder = folder(name, program)?;
        let zip = folder.with_extension("zip");
        package::pack(&folder.join("bootstrap"), &zip)?;
        let code_uri = format!("functions/{name}");
        Ok(Package { code_uri, zip })
    };
    PROGRAMS.into_iter().map(one).collect()
}

/// Every `CodeUri` with what was built for it.
pub(super) fn code() -> Result<Vec<(String, PathBuf)>> {
    code_of(&PROGRAMS)
}

fn code_of(programs: &[(&str, &str)]) -> Result<Vec<(String, PathBuf)>> {
    let one =
        |(name, program): &(&str, &str)| Ok((format!("functions/{name}"), folder(name, program)?));
    programs.iter().map(one).collect()
}

fn packaged(path: &Path, code: &[(String, PathBuf)]) -> Result<Template> {
    let publisher = Emulator::shared()?.account("000000000900")?;
    let code: Vec<(&str, &Path)> = code
        .iter()
        .map(|(code_uri, built)| (code_uri.as_str(), built.as_path()))
        .collect();
    Template::package(&publisher, path, &code)
}

fn once(
    cell: &OnceLock<Result<Template, String>>,
    make: impl FnOnce() -> Result<Template>,
) -> Result<Template> {
    cell.get_or_init(|| make().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!(error))
}
