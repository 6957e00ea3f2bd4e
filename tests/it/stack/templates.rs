//! The template as a publisher packages it, once for all accounts, and its variants for tests.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Result, anyhow};
use support::{cloudformation::Template, emulator::Emulator, package};

/// What the repository has.
pub(super) fn as_it_is() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        packaged(&repository().join("template.yaml"), &code()?)
    })
}

/// With `Timeout` and `ServiceTimeout` that a test can wait for: seconds in place of minutes.
pub(super) fn with_short_limits() -> Result<Template> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    once(&TEMPLATE, || {
        let source = fs::read_to_string(repository().join("template.yaml"))?;
        let short = source
            .replace("Timeout: 90\n", "Timeout: 11\n")
            .replace("ServiceTimeout: 180\n", "ServiceTimeout: 17\n");
        assert_ne!(
            source, short,
            "the template has the limits that are shortened here"
        );
        let code = code()?;
        let path = repository().join("target/package/short-limits.yaml");
        fs::write(&path, short)?;
        packaged(&path, &code)
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
        of_custom_resource.expect("it has a function").1 = bug()?;
        packaged(&repository().join("template.yaml"), &code)
    })
}

/// The folder of a function that starts the debug build where it lies: that is too large to zip.
fn bug() -> Result<PathBuf> {
    let folder = repository().join("target/package/panics-on-create");
    fs::create_dir_all(&folder)?;
    let bootstrap = folder.join("bootstrap");
    let program = env!("CARGO_BIN_EXE_panics-on-create");
    fs::write(&bootstrap, format!("#!/bin/sh\nexec '{program}'\n"))?;
    fs::set_permissions(&bootstrap, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

/// Every `CodeUri` with what was built for it.
fn code() -> Result<Vec<(String, PathBuf)>> {
    let packages = package::build()?.into_iter();
    Ok(packages
        .map(|package| (package.code_uri, package.zip))
        .collect())
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

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
