//! One policy, for people.

use std::{
    io::{self, IsTerminal, Read, Write},
    process::ExitCode,
};

use domain::trust::{ExpectedTrust, Verdict, evaluate, render};

pub(crate) const USAGE: &str = "usage: check_trust < lines.jsonl
       check_trust --human --principal PRINCIPAL [--principal ...] --role ROLE_ARN
                   [--additional PRINCIPAL ...] [--external-id ID] [FILE]";

/// The verdict on standard output, as an exit code too.
pub(crate) fn run(arguments: &[String]) -> io::Result<ExitCode> {
    let (expected, file) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(cause) => {
            writeln!(io::stderr(), "error: {cause}\n{USAGE}")?;
            return Ok(ExitCode::from(2));
        }
    };
    let document = match read(file.as_deref()) {
        Ok(document) => document,
        Err(error) => {
            writeln!(io::stderr(), "error: the policy cannot be read: {error}")?;
            return Ok(ExitCode::from(2));
        }
    };
    let verdict = evaluate(document.trim(), &expected);
    let mut out = io::stdout();
    let colours = out.is_terminal();
    out.write_all(render(&verdict, &expected, colours).as_bytes())?;
    Ok(ExitCode::from(match verdict.verdict {
        Verdict::Trusted => 0,
        Verdict::Untrusted => 1,
        Verdict::Invalid => 2,
    }))
}

fn read(file: Option<&str>) -> io::Result<String> {
    if let Some(file) = file {
        return std::fs::read_to_string(file);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map(|_| text)
}

fn parse(arguments: &[String]) -> Result<(ExpectedTrust, Option<String>), String> {
    let (mut principals, mut additional) = (Vec::new(), Vec::new());
    let (mut external_id, mut role, mut file) = (None, None, None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("`{argument}` needs a value"))
        };
        match argument.as_str() {
            "--principal" => principals.push(value()?.parse().map_err(text)?),
            "--additional" => additional.push(value()?.parse().map_err(text)?),
            "--external-id" => external_id = Some(value()?.parse().map_err(text)?),
            "--role" => role = Some(value()?.parse().map_err(text)?),
            option if option.starts_with('-') => return Err(format!("unknown option `{option}`")),
            path => file = Some(path.to_owned()),
        }
    }
    let role = role.ok_or("`--role` is missing")?;
    let expected = ExpectedTrust {
        principals,
        additional,
        external_id,
        role,
    };
    Ok((expected, file))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
