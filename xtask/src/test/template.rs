//! The template, as its linters see it.

use support::toolbox;

use super::Step;
use crate::repository::{command, run};

pub(super) const CLOUDFORMATION: Step = Step {
    title: "Template: cfn-lint",
    run: |_| run(command(toolbox::cfn_lint()?).arg("template.yaml")),
    remedy: "mend template.yaml where cfn-lint says",
};

pub(super) const SAM: Step = Step {
    title: "Template: sam validate --lint",
    run: |_| {
        let mut sam = command(toolbox::sam()?);
        sam.args(["validate", "--lint", "--template", "template.yaml"])
            // It wants to know a region, though it asks nobody.
            .args(["--region", "us-east-1"])
            .env("SAM_CLI_TELEMETRY", "0");
        run(&mut sam)
    },
    remedy: "mend template.yaml where sam says",
};
