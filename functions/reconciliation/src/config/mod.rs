//! What the template tells the function.

use std::time::Duration;

use domain::{
    aws::arn::TopicArn,
    properties::{DeleteProperties, Method, Properties, Raw},
    reconciliation::{Expected, UserKeys},
};
use rotation::environment::{self, ConfigError, Environment};
use serde_json::Value;

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
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let properties = properties(&mut environment);
        let credentials = environment.required("QOVERY_CREDENTIALS_ID");
        let stack = environment.required("STACK_NAME");
        let dry_run = environment.required("DRY_RUN");
        let function_role = environment.required("FUNCTION_ROLE_NAME");
        let topic = environment.optional("NOTIFICATION_TOPIC_ARN");
        let method = properties.as_ref().map(|properties| &properties.method);
        let keys = keys(&mut environment, method);
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
        environment.finish(config())
    }
}

fn raw(environment: &Environment<'_>) -> Raw {
    let set = PROPERTIES.iter().filter_map(|(variable, property)| {
        let text = environment.text(variable)?;
        Some(((*property).to_owned(), Value::from(text)))
    });
    set.collect()
}

fn properties(environment: &mut Environment<'_>) -> Option<Properties> {
    match Properties::parse(&raw(environment)) {
        Ok(properties) => Some(properties),
        Err(findings) => {
            for finding in findings {
                environment.fault(finding.message);
            }
            None
        }
    }
}

/// With a role, user and secret are what a switch of methods left: both are there, or neither.
fn keys(environment: &mut Environment<'_>, method: Option<&Method>) -> Option<UserKeys> {
    let Some(user) = DeleteProperties::read(&raw(environment)).user else {
        let is_role = matches!(method, Some(Method::AssumeRole(_)));
        let mut either = ["USER_NAME", "SECRET_ARN"].into_iter();
        if is_role && either.any(|name| environment.text(name).is_some()) {
            environment.fault("`USER_NAME` and `SECRET_ARN` go together".to_owned());
        }
        return None;
    };
    let days: u32 = environment.required("RETIREMENT_GRACE_DAYS")?;
    Some(UserKeys {
        user_name: user.user_name,
        secret: user.secret,
        grace: Duration::from_hours(24) * days,
    })
}

#[cfg(test)]
mod tests;
