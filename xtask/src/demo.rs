//! `cargo xtask demo`: what it needs is built and installed side by side, then it is started.

use std::thread;

use anyhow::{Context, Result, bail};
use support::{
    package::{self, FUNCTIONS, HUB_FUNCTIONS},
    repository::{self, cargo},
    terminal::{self, Stopwatch},
    toolbox::{self, Python},
};

use crate::become_program;

/// Prepares the demo and becomes it.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let watch = Stopwatch::start();
    terminal::progress("tools and functions … (three to five minutes when it is the first time)");
    thread::scope(|scope| {
        let tools = scope.spawn(|| toolbox::prepare(&[Python::Emulator, Python::Cli]));
        build(options)?;
        tools
            .join()
            .unwrap_or_else(|_| bail!("the installation panicked"))
    })?;
    terminal::progress(&format!("all is there after {watch}"));
    Err(become_program(&["--bin", "demo"], options))
}

/// In one call, so that cargo is never idle. Cargo says itself how far it is.
fn build(options: &[&str]) -> Result<()> {
    let mut build = package::development_build(if options.contains(&"--organization") {
        HUB_FUNCTIONS
    } else {
        FUNCTIONS
    });
    if options.contains(&"--release") {
        build = cargo(["build"]);
    }
    repository::run(build.args(["--bin", "demo"])).context("build the demo")
}
