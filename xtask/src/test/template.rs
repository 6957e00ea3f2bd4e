//! The templates, as their linters see them.

use support::{
    repository::{command, run},
    toolbox,
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
