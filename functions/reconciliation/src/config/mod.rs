//! The function's configuration, which the template sets.

use application::{
    environment::{self, ConfigError, Environment},
    identities::OwnStack,
    reconciliation::Reconciled,
    reporting::Reporting,
};
use domain::{
    aws::arn::TopicArn,
    properties::{Properties, Raw},
    reconciliation::Expected,
};
use serde_json::Value;

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What should be the case.
    pub expected: Expected,
    /// The stack, as what looks at its identities needs it.
    pub own_stack: OwnStack,
    /// The stack's name: it stands in reports and metrics.
    pub stack: String,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// The topic for findings. `None` means log and metrics only.
    pub topic: Option<TopicArn>,
    /// The function's own role, whose tags remember the last report.
    pub function_role: String,
}

/// The custom resource's properties, each in its variable: both functions mean the same stack.
const PROPERTIES: &[(&str, &str)] = &[
    ("QOVERY_ORGANIZATION_ID", "OrganizationId"),
    ("QOVERY_API_TOKEN_SECRET_ARN", "ApiTokenSecretArn"),
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
    ("ADDITIONAL_POLICY_ARNS", "AdditionalPolicyArns"),
    ("PERMISSIONS_BOUNDARY_ARN", "PermissionsBoundaryArn"),
    ("REDEPLOY_CLUSTERS", "RedeployClusters"),
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
        let id = environment.required("STACK_ID");
        let permissions = environment.required("QOVERY_PERMISSIONS_ARN");
        let role_id = environment.text("ROLE_ID");
        let grace = environment.days("RETIREMENT_GRACE_DAYS");
        let config = || {
            let own_stack = OwnStack {
                id: id?,
                permissions: permissions?,
                grace: grace?,
            };
            Some(Self {
                expected: Expected {
                    stack: own_stack.id.clone(),
                    permissions: own_stack.permissions.clone(),
                    properties: properties?,
                    credentials: credentials?,
                    role_id,
                    grace: own_stack.grace,
                },
                own_stack,
                stack: stack?,
                dry_run: dry_run?,
                topic,
                function_role: function_role?,
            })
        };
        environment.finish(config())
    }

    pub(crate) fn reconciled(&self) -> Reconciled<'_> {
        Reconciled {
            expected: &self.expected,
            own_stack: &self.own_stack,
            dry_run: self.dry_run,
        }
    }

    pub(crate) fn reporting(&self) -> Reporting<'_> {
        Reporting {
            topic: self.topic.as_ref(),
            function_role: &self.function_role,
        }
    }
}

fn raw(environment: &mut Environment<'_>) -> Raw {
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

#[cfg(test)]
mod tests;
