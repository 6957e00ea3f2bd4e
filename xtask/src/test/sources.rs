//! The text of the sources, and what the compiler says of it.

use support::repository::{cargo, run};

use super::Step;

pub(super) const FORMAT: Step = Step {
    title: "Format",
    run: || run(&mut cargo(["fmt", "--all", "--check"])),
    remedy: "cargo fmt --all",
};

pub(super) const LINTS: Step = Step {
    title: "Lints",
    run: || {
        run(&mut cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    },
    remedy: "fix what clippy names; an exception is `#[expect(.., reason = \"..\")]`",
};

pub(super) const DOCUMENTATION: Step = Step {
    title: "Documentation",
    run: || {
        let mut doc = cargo(["doc", "--workspace", "--no-deps", "--quiet"]);
        run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    },
    remedy: "fix what rustdoc names: mostly a link to something private or gone",
};
