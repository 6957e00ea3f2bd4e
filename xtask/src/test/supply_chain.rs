//! Dependencies: their licences, sources and versions, and whether they are used.
//!
//! Advisories are left out: their database comes from the network and changes without a commit.
//! Ask by hand: `cargo deny check advisories`.

use support::{
    repository::{command, run},
    toolbox::{self, Python},
};

use super::Step;

pub(super) const TOOLS: Step = Step {
    title: "Tools (installed once, under target/tools)",
    run: || toolbox::prepare(&[Python::Checks, Python::Cli, Python::Emulator, Python::Sam]),
    remedy: "python3 and the way to PyPI must work; then try again",
};

pub(super) const UNUSED: Step = Step {
    title: "Unused dependencies",
    run: || run(command(toolbox::cargo_shear()?).arg("shear")),
    remedy: "remove the dependency that is named from its Cargo.toml",
};

pub(super) const RULES: Step = Step {
    title: "Licences, versions and sources of dependencies",
    run: || {
        run(command(toolbox::cargo_deny()?).args([
            "deny",
            "--log-level",
            "error",
            "check",
            "bans",
            "licenses",
            "sources",
        ]))
    },
    remedy: "choose another dependency, or add it to deny.toml with its reason",
};
