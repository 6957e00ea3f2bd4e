//! The text of the sources, and what the compiler says of it.

use super::Step;
use crate::repository::{cargo, run};

pub(super) const FORMAT: Step = Step {
    title: "Format",
    run: |_| run(&mut cargo(["fmt", "--all", "--check"])),
    remedy: "cargo fmt --all",
};

pub(super) const LINTS: Step = Step {
    title: "Lints",
    run: |_| {
        run(&mut cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    },
    remedy: "mend what clippy names; an exception is `#[expect(.., reason = \"..\")]`",
};

pub(super) const DOCUMENTATION: Step = Step {
    title: "Documentation",
    run: |_| {
        let mut doc = cargo(["doc", "--workspace", "--no-deps", "--quiet"]);
        run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    },
    remedy: "mend what rustdoc names: mostly a link to something private or gone",
};
