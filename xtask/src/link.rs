//! `cargo xtask link`: a release's launch, as a link and as a command.

use anyhow::{Context, Result, bail, ensure};
use release::{
    Publisher, Version,
    launch::{Launch, STACK},
    template,
};
use support::{repository, terminal};

/// What somebody asked for.
#[derive(Debug)]
struct Asked<'a> {
    region: &'a str,
    version: Version,
    stack: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Asked<'a> {
    fn read(words: &[&'a str]) -> Result<Self> {
        let mut asked = Asked {
            region: "",
            version: crate::release::version()?,
            stack: STACK,
            parameters: Vec::new(),
        };
        for pair in words.chunks(2) {
            let [option, value] = pair else {
                bail!("`{}` needs a value", pair.concat());
            };
            match *option {
                "--region" => asked.region = value,
                "--version" => asked.version = value.parse().context("--version")?,
                "--stack" => asked.stack = value,
                "--set" => asked
                    .parameters
                    .push(value.split_once('=').context("--set needs NAME=VALUE")?),
                unknown => bail!(
                    "`link` knows no `{unknown}`: it takes --region, --version, --stack and --set NAME=VALUE"
                ),
            }
        }
        ensure!(
            !asked.region.is_empty(),
            "--region is needed: a link without one opens wherever its reader was last"
        );
        Ok(asked)
    }
}

/// Prints both, or everything that stands against them.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let asked = Asked::read(words)?;
    let publisher = Publisher::of_this_repository()?;
    let source = template::read(&repository::root().join("template.yaml"))?;
    let template = template::released(source, &publisher, &asked.version);
    let launch = Launch {
        publisher: &publisher,
        version: &asked.version,
        region: asked.region,
        stack: asked.stack,
        parameters: asked.parameters,
    };
    let faults = launch.faults(&template);
    ensure!(
        faults.is_empty(),
        "there is no such launch:\n  {}",
        faults.join("\n  ")
    );
    terminal::heading("In the console");
    terminal::line(&launch.link());
    terminal::heading("In a terminal");
    terminal::line(&launch.command());
    if !publisher.is_named() {
        terminal::progress(
            "publisher/publisher.json names no account yet: neither leads anywhere until it does",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_no_others() {
        let asked = Asked::read(&[
            "--region",
            "eu-west-3",
            "--version",
            "1.2.3",
            "--set",
            "A=b=c",
            "--stack",
            "s",
        ]);
        let asked = asked.unwrap();
        assert_eq!((asked.region, asked.stack), ("eu-west-3", "s"));
        assert_eq!(asked.version, Version::new(1, 2, 3));
        assert_eq!(asked.parameters, [("A", "b=c")]);
        for wrong in [
            &["--set", "A=b"][..],
            &["--region"],
            &["--region", "x", "--set", "A"],
            &["--regoin", "x"],
        ] {
            assert!(Asked::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
