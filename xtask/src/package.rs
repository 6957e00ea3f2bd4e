//! `cargo xtask package`: what an operator deploys.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use support::{
    architecture::Architecture,
    package::{self, Package},
    repository, terminal,
};

/// Builds the functions, for this machine's processor or the one that is named, and puts beside
/// their zips a template that names them.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let architecture = match words {
        [] => Architecture::of_this_machine()?,
        ["--architecture", name] => name.parse()?,
        _ => bail!("`package` takes nothing but --architecture and arm64 or x86_64"),
    };
    terminal::heading(&format!("Building the functions for {architecture}"));
    let packages = package::build_to_deploy(package::FUNCTIONS, architecture)?;
    let template = template(&packages)?;
    terminal::heading("Built");
    for path in packages
        .iter()
        .map(|package| &package.zip)
        .chain([&template])
    {
        let size = path.metadata()?.len();
        terminal::line(&format!(
            "  {:<44}{:>12}",
            relative(path),
            terminal::bytes(size)
        ));
    }
    terminal::heading("To deploy it");
    for line in commands(&relative(&template), architecture) {
        terminal::line(&line);
    }
    Ok(())
}

/// `template.yaml` with the zips beside it in place of the sources.
fn template(packages: &[Package]) -> Result<PathBuf> {
    let mut text = fs::read_to_string(repository::root().join("template.yaml"))?;
    for package in packages {
        let before = format!("CodeUri: {}\n", package.code_uri);
        let zip = package.zip.file_name().unwrap_or_default();
        ensure!(
            text.contains(&before),
            "template.yaml has no `{}`",
            before.trim()
        );
        text = text.replace(&before, &format!("CodeUri: {}\n", zip.display()));
    }
    let folder = packages.first().and_then(|package| package.zip.parent());
    let path = folder
        .context("no function was built")?
        .join("template.yaml");
    fs::write(&path, text)?;
    Ok(path)
}

fn commands(template: &str, architecture: Architecture) -> [String; 10] {
    [
        "  aws cloudformation package \\".to_owned(),
        format!("      --template-file {template} \\"),
        "      --s3-bucket <a bucket of yours> --output-template-file packaged.yaml".to_owned(),
        "  aws cloudformation deploy --stack-name qovery --template-file packaged.yaml \\"
            .to_owned(),
        "      --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND \\".to_owned(),
        "      --parameter-overrides \\".to_owned(),
        "          QoveryOrganizationId=<id in the address of the Qovery console> \\".to_owned(),
        "          QoveryApiTokenSecretArn=<secret with a Qovery API token> \\".to_owned(),
        "          QoveryPrincipal=<as in Qovery's own role template> \\".to_owned(),
        format!("          Architecture={architecture}"),
    ]
}

fn relative(path: &Path) -> String {
    let root = repository::root();
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}
