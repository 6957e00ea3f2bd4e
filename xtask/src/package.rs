//! `cargo xtask package`: what an operator deploys.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use release::launch::{HUB_STACK, STACK};
use support::{
    architecture::Architecture,
    package::{self, Package},
    repository, terminal,
};

/// A template with its functions, and the parameters that have no default.
#[derive(Debug)]
struct Deployed {
    template: &'static str,
    functions: &'static [&'static str],
    stack: &'static str,
    parameters: &'static [&'static str],
}

const ACCOUNT: Deployed = Deployed {
    template: "template.yaml",
    functions: package::FUNCTIONS,
    stack: STACK,
    parameters: &[ORGANIZATION, SECRET, PRINCIPAL],
};
const HUB: Deployed = Deployed {
    template: "organization/hub.yaml",
    functions: package::HUB_FUNCTIONS,
    stack: HUB_STACK,
    parameters: &[
        ORGANIZATION,
        SECRET,
        PRINCIPAL,
        "AwsOrganizationId=<id of the AWS organization>",
        "MemberTemplateUrl=https://<a bucket of yours>.s3.<its region>.amazonaws.com/member.yaml",
    ],
};
const ORGANIZATION: &str = "QoveryOrganizationId=<id in the address of the Qovery console>";
const SECRET: &str = "QoveryApiTokenSecretArn=<secret with a Qovery API token>";
const PRINCIPAL: &str = "QoveryPrincipal=<as in Qovery's own role template>";
/// The template of a hub's members has no code: it is uploaded as it is.
const MEMBER: &str = "organization/member.yaml";

/// What the command line asks for.
fn asked(words: &[&str]) -> Result<(&'static Deployed, Architecture)> {
    let (deployed, rest) = match words {
        ["--hub", rest @ ..] => (&HUB, rest),
        rest => (&ACCOUNT, rest),
    };
    let architecture = match rest {
        [] => Architecture::of_this_machine()?,
        ["--architecture", name] => name.parse()?,
        _ => {
            bail!("`package` takes nothing but --hub, and then --architecture and arm64 or x86_64")
        }
    };
    Ok((deployed, architecture))
}

/// Builds the functions of one account or of a hub, for this machine's processor or the one that is
/// named, and puts beside their zips a template that names them.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let (deployed, architecture) = asked(words)?;
    terminal::heading(&format!("Building the functions for {architecture}"));
    let packages = package::build_to_deploy(deployed.functions, architecture)?;
    let template = template(deployed.template, &packages)?;
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
    for command in commands(deployed, &relative(&template), architecture) {
        terminal::line(&format!("  {}", command.replace('\n', "\n  ")));
    }
    Ok(())
}

/// The template with the zips beside it in place of the sources.
fn template(source: &str, packages: &[Package]) -> Result<PathBuf> {
    let source = repository::root().join(source);
    let mut text = fs::read_to_string(&source)?;
    for package in packages {
        let before = format!("CodeUri: {}\n", package.code_uri);
        let zip = package.zip.file_name().unwrap_or_default();
        ensure!(
            text.contains(&before),
            "{} has no `{}`",
            source.display(),
            before.trim()
        );
        text = text.replace(&before, &format!("CodeUri: {}\n", zip.display()));
    }
    let folder = packages.first().and_then(|package| package.zip.parent());
    let folder = folder.context("no function was built")?;
    let path = folder.join(source.file_name().context("a template's name")?);
    fs::write(&path, text)?;
    Ok(path)
}

/// The commands that deploy it. With a bucket for the template, too: the CLI sends no more than
/// 51,200 bytes without one.
fn commands(deployed: &Deployed, template: &str, architecture: Architecture) -> Vec<String> {
    let upload = format!("aws s3 cp {MEMBER} s3://<a bucket of yours>/member.yaml");
    let package = format!(
        "aws cloudformation package --template-file {template} \\\n    \
         --s3-bucket <a bucket of yours> --output-template-file packaged.yaml"
    );
    let parameters = deployed.parameters.iter();
    let parameters = parameters.map(|parameter| format!(" \\\n        {parameter}"));
    let parameters: String = parameters.collect();
    let deploy = format!(
        "aws cloudformation deploy --stack-name {} --template-file packaged.yaml \\\n    \
         --s3-bucket <a bucket of yours> \\\n    \
         --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND \\\n    \
         --parameter-overrides Architecture={architecture}{parameters}",
        deployed.stack
    );
    let is_hub = deployed.template == HUB.template;
    let upload = is_hub.then_some(upload);
    upload.into_iter().chain([package, deploy]).collect()
}

fn relative(path: &Path) -> String {
    let root = repository::root();
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pages;

    #[test]
    fn a_hub_or_an_account_is_packaged_for_one_processor() {
        let (hub, architecture) = asked(&["--hub", "--architecture", "arm64"]).unwrap();
        assert_eq!(
            (hub.stack, architecture),
            ("qovery-hub", Architecture::Arm64)
        );
        assert_eq!(asked(&[]).unwrap().0.stack, "qovery");
        for wrong in [
            &["--architecture"][..],
            &["--hbu"],
            &["--architecture", "x"],
        ] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_printed_can_be_run_and_gives_every_parameter_without_a_default() {
        for deployed in [ACCOUNT, HUB] {
            let commands = commands(&deployed, "target/package/x.yaml", Architecture::Arm64);
            let lines = commands.iter().map(|command| format!("$ {command}\n"));
            let page: String = lines.collect();
            assert_eq!(pages::faults(&format!("```console\n{page}```\n")), [""; 0]);
            let template =
                release::template::read(&repository::root().join(deployed.template)).unwrap();
            let parameters = template["Parameters"].as_object().unwrap().iter();
            let required = parameters.filter(|(_, parameter)| parameter["Default"].is_null());
            let required: BTreeSet<&str> = required.map(|(name, _)| name.as_str()).collect();
            let given = deployed
                .parameters
                .iter()
                .filter_map(|one| one.split_once('='));
            let given: BTreeSet<&str> = given.map(|(name, _)| name).collect();
            assert!(
                given.is_superset(&required),
                "{given:?} lacks some of {required:?}"
            );
        }
    }
}
