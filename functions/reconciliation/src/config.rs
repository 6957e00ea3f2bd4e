//! The environment, read once and whole; every fault is reported together.

use std::{fmt::Display, str::FromStr, time::Duration};

use domain::{
    properties::{DeleteProperties, Method, Properties, Raw},
    reconciliation::{Expected, UserKeys},
    topic_arn::TopicArn,
};
use serde_json::Value;
use thiserror::Error;

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What should be the case.
    pub expected: Expected,
    /// The stack's name: it stands in reports and metrics.
    pub stack: String,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// Where findings are told; none: nowhere but in log and metrics.
    pub topic: Option<TopicArn>,
    /// The function's own role, whose tags remember the last report.
    pub function_role: String,
}

/// What is wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the function's environment is wrong: {}", .0.join("; "))]
pub struct ConfigError(Vec<String>);

/// The custom resource's properties, each in its variable: both functions mean the same stack.
const PROPERTIES: &[(&str, &str)] = &[
    ("QOVERY_ORGANIZATION_ID", "OrganizationId"),
    ("QOVERY_API_TOKEN_SECRET_ARN", "ApiTokenSecretArn"),
    ("QOVERY_API_URL", "ApiUrl"),
    ("CREDENTIALS_NAME", "CredentialsName"),
    ("AUTHENTICATION_METHOD", "AuthenticationMethod"),
    ("ROLE_ARN", "RoleArn"),
    ("TRUSTED_PRINCIPALS", "TrustedPrincipals"),
    (
        "ADDITIONAL_TRUSTED_PRINCIPALS",
        "AdditionalTrustedPrincipals",
    ),
    ("EXTERNAL_ID", "ExternalId"),
    ("PERMISSION_CHECK", "PermissionCheck"),
    ("USER_NAME", "UserName"),
    ("SECRET_ARN", "SecretArn"),
];

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader {
            variable,
            faults: Vec::new(),
        };
        let properties = reader.properties();
        let credentials = reader.required("QOVERY_CREDENTIALS_ID");
        let stack = reader.required("STACK_NAME");
        let dry_run = reader.required("DRY_RUN");
        let function_role = reader.required("FUNCTION_ROLE_NAME");
        let topic = reader.optional("NOTIFICATION_TOPIC_ARN");
        let keys = reader.keys(properties.as_ref().map(|properties| &properties.method));
        let config = || {
            Some(Self {
                expected: Expected {
                    properties: properties?,
                    credentials: credentials?,
                    keys,
                },
                stack: stack?,
                dry_run: dry_run?,
                topic,
                function_role: function_role?,
            })
        };
        let config = config();
        if reader.faults.is_empty() {
            config.ok_or(ConfigError(reader.faults))
        } else {
            Err(ConfigError(reader.faults))
        }
    }
}

struct Reader<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|text| !text.is_empty())
    }

    fn raw(&self) -> Raw {
        let set = PROPERTIES.iter().filter_map(|(variable, property)| {
            Some(((*property).to_owned(), Value::from(self.text(variable)?)))
        });
        set.collect()
    }

    fn properties(&mut self) -> Option<Properties> {
        match Properties::parse(&self.raw()) {
            Ok(properties) => Some(properties),
            Err(findings) => {
                let messages = findings.into_iter().map(|finding| finding.message);
                self.faults.extend(messages);
                None
            }
        }
    }

    /// With a role, user and secret are what a switch of methods left: both are there, or neither.
    fn keys(&mut self, method: Option<&Method>) -> Option<UserKeys> {
        let user = DeleteProperties::read(&self.raw()).user;
        let is_role = matches!(method, Some(Method::AssumeRole(_)));
        let user = match user {
            None if is_role
                && (self.text("USER_NAME").is_some() || self.text("SECRET_ARN").is_some()) =>
            {
                self.faults
                    .push("`USER_NAME` and `SECRET_ARN` go together".to_owned());
                return None;
            }
            user => user?,
        };
        let days: u32 = self.required("RETIREMENT_GRACE_DAYS")?;
        Some(UserKeys {
            user_name: user.user_name,
            secret: user.secret,
            grace: Duration::from_hours(24) * days,
        })
    }

    fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        if self.text(name).is_none() {
            self.faults.push(format!("`{name}` is not set"));
        }
        self.optional(name)
    }

    fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        self.text(name)?
            .parse()
            .map_err(|error| self.faults.push(format!("`{name}`: {error}")))
            .ok()
    }
}

#[cfg(test)]
mod tests;
