//! The project's commands: `cargo xtask <command>`.

use std::{os::unix::process::CommandExt, process::ExitCode};

use anyhow::{Error, Result, bail};
use support::{repository::cargo, terminal};

mod demo;
mod docs;
mod link;
mod package;
#[cfg(test)]
mod pages;
mod publish;
mod release;
mod test;

const USAGE: &str = "\
cargo xtask <command>

  accept          runs a stack's life in a real AWS account; names the costs and asks first:
                  --profile, --region, --organization, --token-secret and --principal say where
  bench           measures the functions beside an empty one and the same in Python
  demo            an account is connected to Qovery on this machine, shown as it happens
  demo --static   the same with an access key, which is rotated, once with a failure
  demo --drift    a user opens the role; an old key is retired
  demo --launch   a release, launched by link from another account, updated and back
  demo --organization  a hub, and the accounts that it connects
  demo … --keep   any of them but the last, left up to look around in
  demo … --release  with the functions as they are deployed: minutes more to build
  docs            writes the pages that are generated from code; docs --check compares them
  invoke          lists the sample events; invoke <event> hands one to its function
  link            a link and a command that launch a release: --region <region> --set NAME=VALUE …
                  --version: another than the latest; --stack: another name
  link --hub      the same for the hub of an AWS organization
  package         builds what is deployed, and prints how to deploy it; for another processor:
                  --architecture arm64, where there is a linker for it
  package --hub   the same for the hub of an AWS organization
  publish         uploads a release set to every region; --endpoint <address>: elsewhere
  publish --pointers  after a version was withdrawn in releases/versions.json: every region says so,
                  and latest/ goes back; with --check nothing is changed
  release         makes what is published: flat template, zips, checksums, bill of materials
  release --check fails with everything that stands against publishing it; builds twice
  release --build <folder>  builds the zips of this machine's processor alone
  release … --zips <folder>  with what other machines have built
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
        ["accept", options @ ..] => Err(build_and_become(&["--bin", "accept"], options)),
        // Built for release: it answers the functions that it measures, and must not slow them down.
        ["bench", options @ ..] => Err(become_program(
            &["--release", "--package", "bench"],
            options,
        )),
        ["demo", options @ ..] => demo::run(options),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["invoke", options @ ..] => Err(build_and_become(&["--bin", "invoke"], options)),
        ["link", options @ ..] => link::run(options),
        ["package", options @ ..] => package::run(options),
        ["publish", options @ ..] => publish::run(options),
        ["release", options @ ..] => release::run(options),
        ["test", options @ ..] => test::run(options),
        [] | ["help" | "--help" | "-h"] => {
            terminal::line(USAGE.trim_end());
            Ok(())
        }
        _ => bail!("`{}` is no command\n\n{USAGE}", words.join(" ")),
    }
}

/// Builds another program and becomes it. Returns only when it could not be started.
fn build_and_become(which: &[&str], options: &[&str]) -> Error {
    let name = which.last().unwrap_or(&"");
    terminal::progress(&format!(
        "building {name} … (minutes when it is the first time)"
    ));
    become_program(which, options)
}

/// Runs another program in place of this one, so that Ctrl-C reaches it and nothing ends before it
/// does. Returns only when it could not be started.
fn become_program(which: &[&str], options: &[&str]) -> Error {
    let mut program = cargo(["run", "--quiet"]);
    let error = program.args(which).arg("--").args(options).exec();
    Error::new(error).context(format!("start `cargo run {}`", which.join(" ")))
}
