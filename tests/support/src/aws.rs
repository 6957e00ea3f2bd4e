//! The stock `aws` CLI, called as an operator calls it.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use serde_json::Value;
use thiserror::Error;

use crate::{environment, warm_cli::WarmCli};

/// The region of everything that tests and demo make.
pub const REGION: &str = "us-east-1";
const ENDPOINT: &str = "AWS_ENDPOINT_URL";
const DEFAULT_REGION: &str = "AWS_DEFAULT_REGION";

/// The CLI with one set of credentials.
#[derive(Debug, Clone)]
pub struct Aws {
    cli: &'static WarmCli,
    environment: BTreeMap<&'static str, String>,
}

/// A call that AWS, or the CLI itself, refused.
#[derive(Debug, Clone, Error)]
#[error("`aws {command}`: {message}")]
pub struct AwsError {
    /// The service and operation, `iam get-role` for one.
    pub command: String,
    /// AWS's error code; none when the call did not get that far.
    pub code: Option<String>,
    /// AWS's message, or all that the CLI said.
    pub message: String,
}

impl Aws {
    /// The CLI for the root of an account on an emulator: a 12-digit access key id selects the
    /// account, and signatures of such keys are not checked.
    pub(crate) fn new(endpoint: &str, account: &str) -> Result<Self> {
        let environment = BTreeMap::from([
            (ENDPOINT, endpoint.to_owned()),
            (DEFAULT_REGION, REGION.to_owned()),
            ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("AWS_PAGER", String::new()),
            // The emulator is there or gone: whoever waits for a call is to know soon.
            ("AWS_MAX_ATTEMPTS", "2".to_owned()),
        ]);
        let cli = WarmCli::shared()?;
        Ok(Self { cli, environment }.with_credentials(account, "unchecked", None))
    }

    /// The CLI of whoever runs this, with the credentials and the region of the environment; an
    /// endpoint in place of AWS where one is given.
    pub fn of_caller(endpoint: Option<&str>) -> Result<Self> {
        let mut environment = environment::of_aws();
        environment.insert("AWS_PAGER", String::new());
        if let Some(endpoint) = endpoint {
            environment.insert(ENDPOINT, endpoint.to_owned());
        }
        let cli = WarmCli::shared()?;
        Ok(Self { cli, environment })
    }

    /// The CLI of whoever runs this, under one of their profiles, which may name an endpoint. The
    /// profile is in another file than theirs where one is given.
    pub fn of_profile(profile: &str, region: &str, file: Option<&Path>) -> Result<Self> {
        let mut aws = Self::of_caller(None)?;
        let environment = &mut aws.environment;
        // Else they would go before the profile.
        for name in [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ] {
            environment.remove(name);
        }
        environment.insert("AWS_PROFILE", profile.to_owned());
        environment.insert(DEFAULT_REGION, region.to_owned());
        if let Some(file) = file {
            environment.insert("AWS_CONFIG_FILE", file.display().to_string());
        }
        Ok(aws)
    }

    /// The same CLI with other credentials, to prove what a key or a session may do.
    #[must_use]
    pub fn with_credentials(&self, id: &str, secret: &str, session: Option<&str>) -> Self {
        let mut other = self.clone();
        other.environment.insert("AWS_ACCESS_KEY_ID", id.to_owned());
        other
            .environment
            .insert("AWS_SECRET_ACCESS_KEY", secret.to_owned());
        match session {
            Some(token) => other
                .environment
                .insert("AWS_SESSION_TOKEN", token.to_owned()),
            None => other.environment.remove("AWS_SESSION_TOKEN"),
        };
        other
    }

    pub(crate) fn in_region(&self, region: &str) -> Self {
        let mut other = self.clone();
        other.environment.insert(DEFAULT_REGION, region.to_owned());
        other
    }

    /// The address that it calls in place of AWS; `None` means AWS itself.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.environment.get(ENDPOINT).map(String::as_str)
    }

    /// What else a shell needs to run `aws` as this does: names and values.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// Runs `aws <arguments> --output json`. What answers nothing gives null.
    pub fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Result<Value, AwsError> {
        let stdout = self.text(arguments)?;
        if stdout.trim().is_empty() {
            return Ok(Value::Null);
        }
        let failed = |error: serde_json::Error| AwsError::of(arguments, &error.to_string());
        serde_json::from_str(&stdout).map_err(failed)
    }

    /// Runs `aws <arguments>` for what it prints; `aws s3` and `package` print no JSON.
    pub fn text<S: AsRef<str>>(&self, arguments: &[S]) -> Result<String, AwsError> {
        let mut all: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
        all.extend(["--output", "json"]);
        // The endpoint again, beside the variable: this CLI's `sqs` does not read that.
        if let Some(endpoint) = self.environment.get(ENDPOINT) {
            all.extend(["--endpoint-url", endpoint]);
        }
        let answer = self.cli.call(&all, &self.environment);
        let answer = answer.map_err(|error| AwsError::of(arguments, &format!("{error:#}")))?;
        if answer.status == 0 {
            Ok(answer.stdout)
        } else {
            Err(AwsError::of(arguments, &answer.stderr))
        }
    }
}

impl AwsError {
    pub(crate) fn of<S: AsRef<str>>(arguments: &[S], stderr: &str) -> Self {
        let words: Vec<_> = arguments.iter().take(2).map(AsRef::as_ref).collect();
        let stderr = stderr.trim();
        let (code, message) = parse(stderr).unwrap_or((None, stderr));
        Self {
            command: words.join(" "),
            code: code.map(str::to_owned),
            message: message.to_owned(),
        }
    }
}

/// `An error occurred (Code) when calling the Operation operation: message`
fn parse(stderr: &str) -> Option<(Option<&str>, &str)> {
    let (_, rest) = stderr.split_once("An error occurred (")?;
    let (code, rest) = rest.split_once(')')?;
    let (_, message) = rest.split_once(": ")?;
    Some((Some(code), message))
}
