//! The project's commands: `cargo xtask <command>`.

use std::{os::unix::process::CommandExt, process::ExitCode};

use anyhow::{Error, Result, bail};
use support::{repository::cargo, terminal};

mod docs;
mod invoke;
mod package;
mod release;
mod test;

const USAGE: &str = "\
cargo xtask <command>

  bench           measures the functions beside an empty one and the same in Python
  demo            an account is connected to Qovery on this machine, shown as it happens
  demo --static   the same with an access key, which is rotated, once with a failure
  demo --drift    a user opens the role; an old key is retired
  demo … --keep   any of them, left up to look around in
  docs            writes the pages that are generated from code; docs --check compares them
  invoke          lists the sample events; invoke <event> hands one to its function
  package         builds what is deployed, and prints how to deploy it
  release         makes what is published: flat template, zips, checksums, bill of materials
  release --check fails with everything that stands against publishing it; builds twice
  test            everything that CI checks, the quick things first
  test --quick    the same without the emulator: no AWS, no release build
  test --only T   one of its checks, by its title
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    terminal::exit_code(run(&words))
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        // Built for release: it answers the functions that it measures, and must not slow them down.
        ["bench", options @ ..] => Err(become_program("bench", &["--release"], options)),
        ["demo", options @ ..] => Err(become_program("demo", &[], options)),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["invoke"] => invoke::list(),
        ["invoke", event] => invoke::run(event),
        ["package"] => package::run(),
        ["release", options @ ..] => release::run(options),
        ["test", options @ ..] => test::run(options),
        [] | ["help" | "--help" | "-h"] => {
            terminal::line(USAGE.trim_end());
            Ok(())
        }
        _ => bail!("`{}` is no command\n\n{USAGE}", words.join(" ")),
    }
}

/// Runs the program of a crate in place of this one, so that Ctrl-C reaches it and nothing ends
/// before it does. Returns only when it could not be started.
fn become_program(package: &str, profile: &[&str], options: &[&str]) -> Error {
    terminal::progress(&format!(
        "building {package} … (minutes when it is the first time)"
    ));
    let mut program = cargo(["run", "--quiet", "--package", package]);
    let error = program.args(profile).arg("--").args(options).exec();
    Error::new(error).context(format!("start `cargo run --package {package}`"))
}
