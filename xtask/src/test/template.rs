//! The templates, as their linters see them.

use std::process::{Command, Stdio};

use support::{
    repository::{command, run},
    terminal, toolbox,
};

use super::Step;

const TEMPLATES: [&str; 4] = [
    "template.yaml",
    "publisher/bucket.yaml",
    "organization/hub.yaml",
    "organization/member.yaml",
];

pub(super) const CLOUDFORMATION: Step = Step {
    title: "Template: cfn-lint",
    run: || run(command(toolbox::cfn_lint()?).args(TEMPLATES)),
    remedy: "fix the template where cfn-lint says",
};

pub(super) const SAM: Step = Step {
    title: "Template: sam validate --lint",
    run: || {
        let mut sam = command(toolbox::sam()?);
        sam.args(["validate", "--lint", "--template", "template.yaml"])
            // It requires a region and calls nothing in it.
            .args(["--region", "us-east-1"])
            .env("SAM_CLI_TELEMETRY", "0");
        run(&mut sam)
    },
    remedy: "fix template.yaml where sam says",
};

/// As README says to build it. It is another build of everything, with a compiler of its own.
pub(super) const BUILD: Step = Step {
    title: "Template: sam build",
    run: || {
        let mut cargo_lambda = Command::new("cargo-lambda");
        cargo_lambda.args(["lambda", "--version"]);
        let version = cargo_lambda.stdout(Stdio::null()).stderr(Stdio::null());
        if version.status().is_err() {
            terminal::line("  skipped: cargo-lambda is not installed");
            return Ok(());
        }
        let mut sam = command(toolbox::sam()?);
        sam.args(["build", "--template", "template.yaml"])
            .args(["--build-dir", "target/sam-build"])
            .env("SAM_CLI_TELEMETRY", "0")
            // SAM looks for what cargo built in `target`.
            .env_remove("CARGO_TARGET_DIR");
        run(&mut sam)
    },
    remedy: "fix what cargo-lambda names; `BuildMethod` and `CodeUri` in template.yaml lead there",
};
