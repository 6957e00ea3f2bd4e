//! `cargo xtask accept`: the acceptance of a release in a real AWS account.

use std::{
    io::stdin,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use accept::{Order, Place};
use anyhow::{Context, Result, bail, ensure};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
    low_level,
};
use support::{
    architecture::Architecture,
    aws::Aws,
    package::{FUNCTIONS, build_to_deploy},
    terminal,
};

const USAGE: &str = "\
cargo xtask accept --profile NAME --region REGION --organization UUID --token-secret ARN
    --principal PRINCIPALS [--yes]

  --profile       a profile of the AWS CLI; it may name an endpoint
  --organization  a Qovery organization, best one without clusters
  --token-secret  a secret with its API token
  --principal     the parameter QoveryPrincipal
  --yes           does not ask before it begins";

/// As shells have it for a program that was interrupted.
const EXIT_STATUS: i32 = 130;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    terminal::exit_code(run(&words))
}

fn run(words: &[String]) -> Result<()> {
    let asked = Asked::read(words)?;
    terminal::heading("Building the functions");
    let order = asked.order()?;
    let place = Place::find(order)?;
    say_what_it_costs(place.account(), &asked.region);
    ensure!(asked.yes || is_confirmed()?, "nothing was done");
    let is_interrupted = listen()?;
    let go_on = || {
        ensure!(!is_interrupted.load(Ordering::SeqCst), "interrupted");
        Ok(())
    };
    let report = accept::run(&place, &go_on)?;
    report.print_differences();
    Ok(())
}

/// What the command line says.
#[derive(Debug, Default)]
struct Asked {
    profile: String,
    region: String,
    organization: String,
    token_secret: String,
    principal: String,
    yes: bool,
}

impl Asked {
    fn read(words: &[String]) -> Result<Self> {
        let mut asked = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let field = match word.as_str() {
                "--yes" => {
                    asked.yes = true;
                    continue;
                }
                "--profile" => &mut asked.profile,
                "--region" => &mut asked.region,
                "--organization" => &mut asked.organization,
                "--token-secret" => &mut asked.token_secret,
                "--principal" => &mut asked.principal,
                unknown => bail!("`accept` knows no `{unknown}`\n\n{USAGE}"),
            };
            let value = words.next();
            value
                .with_context(|| format!("`{word}` needs a value\n\n{USAGE}"))?
                .clone_into(field);
        }
        let given = [
            &asked.profile,
            &asked.region,
            &asked.organization,
            &asked.token_secret,
            &asked.principal,
        ];
        ensure!(given.iter().all(|value| !value.is_empty()), "{USAGE}");
        Ok(asked)
    }

    fn order(&self) -> Result<Order> {
        let architecture = Architecture::of_this_machine()?;
        let packages = build_to_deploy(FUNCTIONS, architecture)?.into_iter();
        Ok(Order {
            aws: Aws::of_profile(&self.profile, &self.region, None)?,
            region: self.region.clone(),
            organization: self.organization.parse()?,
            token_secret: self.token_secret.parse()?,
            principal: self.principal.clone(),
            code: packages
                .map(|package| (package.code_uri, package.zip))
                .collect(),
            architecture: architecture.to_string(),
        })
    }
}

fn say_what_it_costs(account: &str, region: &str) {
    terminal::heading(&format!("In account {account}, region {region}"));
    for line in [
        "This makes and deletes a stack with three functions, a role, a user with keys, secrets,",
        "alarms, a dashboard, a bucket, roles to try out, and credentials at Qovery. It takes about",
        "half an hour. AWS charges secrets and alarms by the hour and a fourth dashboard by the",
        "month: less than one cent, or three dollars.",
        "Everything called `qovery-acceptance…` is deleted: first, and at the end.",
        "Ctrl-C waits for what is under way and cleans up; a second one ends at once.",
    ] {
        terminal::line(&format!("  {line}"));
    }
}

fn is_confirmed() -> Result<bool> {
    terminal::line("\n  Type `yes` to go on:");
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

/// Whether a signal has come.
fn listen() -> Result<Arc<AtomicBool>> {
    let is_interrupted = Arc::new(AtomicBool::default());
    let noted = Arc::clone(&is_interrupted);
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for _signal in signals.forever() {
            if noted.swap(true, Ordering::SeqCst) {
                low_level::exit(EXIT_STATUS);
            }
            terminal::progress("interrupted: what is under way ends, then all is deleted");
        }
    });
    Ok(is_interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Asked> {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        Asked::read(&words)
    }

    #[test]
    fn all_is_given_or_the_usage_says_what_is_not() {
        let all = "--profile p --region r --organization o --token-secret s --principal q";
        assert!(!read(all).unwrap().yes);
        assert!(read(&format!("{all} --yes")).unwrap().yes);
        for wrong in ["--profile p", "--profile", "--prifole p"] {
            let refused = read(wrong).unwrap_err().to_string();
            assert!(refused.contains("--token-secret  a secret"), "{refused}");
        }
    }
}
