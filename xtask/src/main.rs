//! The project's commands: `cargo xtask <command>`.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod bench;
mod clock;
mod demo;
mod docs;
mod invoke;
mod package;
mod repository;
mod say;
mod test;

const USAGE: &str = "\
cargo xtask <command>

  bench           how fast the functions are, beside one that does nothing and the same in Python
  demo            an account is connected to Qovery on this machine, shown as it happens
  demo --static   the same with an access key, which is rotated, well and not so well
  demo --drift    somebody opens the role; an old key is followed to its end
  demo … --keep   any of them, left up to look around in
  docs            writes the pages that the code knows best; docs --check compares them
  invoke          lists the sample events; invoke <event> hands one to its function
  package         builds what is deployed, and tells how to deploy it
  test            everything that CI checks, the quick things first
  test --quick    the same without the emulator: no AWS, no release build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        ["bench", options @ ..] => bench::run(options),
        ["demo", options @ ..] => demo::run(options),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["invoke"] => invoke::list(),
        ["invoke", event] => invoke::run(event),
        ["package"] => package::run(),
        ["test"] => test::run(test::Extent::Everything),
        ["test", "--quick"] => test::run(test::Extent::Quick),
        [] | ["help" | "--help" | "-h"] => {
            say::line(USAGE.trim_end());
            Ok(())
        }
        _ => bail!("`{}` is no command\n\n{USAGE}", words.join(" ")),
    }
}
