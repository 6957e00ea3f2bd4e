//! The stock `aws` CLI, called as an operator calls it.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;
use thiserror::Error;

use crate::{environment, toolbox};

/// The region of everything that tests and demo make.
pub const REGION: &str = "us-east-1";

/// The CLI with one set of credentials.
#[derive(Clone, Debug)]
pub struct Aws {
    program: PathBuf,
    endpoint: String,
    variables: Vec<(&'static str, String)>,
}

/// A call that AWS, or the CLI itself, refused.
#[derive(Clone, Debug, Error)]
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
        let variables = vec![
            ("AWS_ENDPOINT_URL", endpoint.to_owned()),
            ("AWS_DEFAULT_REGION", REGION.to_owned()),
            ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("AWS_PAGER", String::new()),
        ];
        let bare = Self {
            program: toolbox::aws()?,
            endpoint: endpoint.to_owned(),
            variables,
        };
        Ok(bare.with_credentials(account, "unchecked", None))
    }

    /// The same CLI with other credentials, to prove what a key or a session may do.
    #[must_use]
    pub fn with_credentials(&self, id: &str, secret: &str, session: Option<&str>) -> Self {
        let mut variables = self.variables.clone();
        variables.retain(|(name, _)| !CREDENTIALS.contains(name));
        let values = [Some(id), Some(secret), session];
        for (name, value) in CREDENTIALS.into_iter().zip(values) {
            variables.extend(value.map(|value| (name, value.to_owned())));
        }
        Self {
            variables,
            ..self.clone()
        }
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
        let output = environment::command(&self.program)
            .args(arguments.iter().map(AsRef::as_ref))
            // Beside the variable: this CLI's `sqs` does not read it, and `package` only that.
            .args(["--output", "json", "--endpoint-url", &self.endpoint])
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .map_err(|error| AwsError::of(arguments, &error.to_string()))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(AwsError::of(
            arguments,
            &String::from_utf8_lossy(&output.stderr),
        ))
    }
}

const CREDENTIALS: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

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
