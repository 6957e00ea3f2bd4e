//! One policy, for people.

use std::{
    io::{self, IsTerminal, Read, Write},
    process::ExitCode,
};

use domain::{
    aws::arn::RoleArn,
    trust::{Expectation, ExternalId, TrustedPrincipal, Verdict, evaluate, render},
};

use crate::input::{self, Wanted};

pub(crate) const USAGE: &str = "usage: check_trust < lines.jsonl
       check_trust --human --principal PRINCIPAL [--principal ...] [--role ROLE_ARN]
                   [--resource NAME] [--additional PRINCIPAL ...] [--external-id ID] [FILE]";

/// What the arguments say.
#[derive(Default)]
struct Arguments {
    principals: Vec<TrustedPrincipal>,
    additional: Vec<TrustedPrincipal>,
    external_id: Option<ExternalId>,
    role: Option<RoleArn>,
    resource: Option<String>,
    file: Option<String>,
}

/// Writes the verdict to standard output, and gives it as an exit code, too.
pub(crate) fn run(arguments: &[String]) -> io::Result<ExitCode> {
    let arguments = match Arguments::parse(arguments) {
        Ok(arguments) => arguments,
        Err(cause) => return refuse(&format!("{cause}\n{USAGE}")),
    };
    match judge(&arguments) {
        Ok((text, verdict)) => {
            io::stdout().write_all(text.as_bytes())?;
            Ok(ExitCode::from(match verdict {
                Verdict::Trusted => 0,
                Verdict::Untrusted => 1,
                Verdict::Invalid => 2,
            }))
        }
        Err(cause) => refuse(&cause),
    }
}

fn refuse(cause: &str) -> io::Result<ExitCode> {
    writeln!(io::stderr(), "error: {cause}")?;
    Ok(ExitCode::from(2))
}

fn judge(arguments: &Arguments) -> Result<(String, Verdict), String> {
    let bytes = read(arguments.file.as_deref())
        .map_err(|error| format!("the policy cannot be read: {error}"))?;
    let wanted = Wanted {
        resource: arguments.resource.as_deref(),
        role: arguments.role.as_ref(),
    };
    let given = input::policy(&bytes, wanted)?;
    let role: Option<RoleArn> = given.arn.as_deref().and_then(|arn| arn.parse().ok());
    let expected = Expectation {
        principals: &arguments.principals,
        additional: &arguments.additional,
        external_id: arguments.external_id.as_ref(),
        role: role.as_ref().or(arguments.role.as_ref()),
    };
    let verdict = evaluate(&given.document, expected);
    let colours = io::stdout().is_terminal();
    Ok((
        render(&given.document, &verdict, expected, colours),
        verdict.verdict,
    ))
}

fn read(file: Option<&str>) -> io::Result<Vec<u8>> {
    if let Some(file) = file {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map(|_| bytes)
}

impl Arguments {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or(format!("`{argument}` needs a value"))
            };
            match argument.as_str() {
                "--principal" => parsed.principals.push(value()?.parse().map_err(text)?),
                "--additional" => parsed.additional.push(value()?.parse().map_err(text)?),
                "--external-id" => parsed.external_id = Some(value()?.parse().map_err(text)?),
                "--role" => parsed.role = Some(value()?.parse().map_err(text)?),
                "--resource" => parsed.resource = Some(value()?.clone()),
                option if option.starts_with('-') => {
                    return Err(format!("unknown option `{option}`"));
                }
                path => parsed.file = Some(path.to_owned()),
            }
        }
        Ok(parsed)
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
