//! The text of the sources, and what rustdoc says of it.

use support::repository::{cargo, run};

use super::Step;

pub(super) const FORMAT: Step = Step {
    title: "Format",
    run: || run(&mut cargo(["fmt", "--all", "--check"])),
    remedy: "cargo fmt --all",
};

pub(super) const DOCUMENTATION: Step = Step {
    title: "Documentation",
    run: || {
        let mut doc = cargo(["doc", "--no-deps", "--quiet"]);
        // The libraries that people read. For the other crates, rustdoc would have the AWS SDK
        // compiled once more.
        doc.args(["--package", "domain", "--package", "application"]);
        run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    },
    remedy: "fix what rustdoc names: mostly a link to something private or gone",
};
