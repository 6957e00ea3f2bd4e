//! The function's configuration, which the template sets.

use application::{
    environment::{self, ConfigError, Environment},
    keys::UserKeys,
};
use domain::{
    aws::arn::SecretArn,
    qovery::{CredentialsId, OrganizationId},
};

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// The secret with Qovery's API token.
    pub api_token_secret: SecretArn,
    /// Whose credentials these are at Qovery.
    pub organization: OrganizationId,
    /// Which credentials get the key.
    pub credentials: CredentialsId,
    /// Their name in the console, where Qovery does not show another.
    pub credentials_name: String,
    /// The user, the secret with its key, and the grace period.
    pub keys: UserKeys,
    /// Whether clusters are deployed after a rotation, so that they take the new key at once.
    pub redeploy_clusters: bool,
}

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let api_token_secret = environment.required("QOVERY_API_TOKEN_SECRET_ARN");
        let organization = environment.required("QOVERY_ORGANIZATION_ID");
        let credentials = environment.required("QOVERY_CREDENTIALS_ID");
        let credentials_name = environment.required("CREDENTIALS_NAME");
        let user_name = environment.required("USER_NAME");
        let secret = environment.required("SECRET_ARN");
        let grace = environment.days("RETIREMENT_GRACE_DAYS");
        let redeploy_clusters = environment.required("REDEPLOY_CLUSTERS");
        let config = || {
            Some(Self {
                api_token_secret: api_token_secret?,
                organization: organization?,
                credentials: credentials?,
                credentials_name: credentials_name?,
                keys: UserKeys {
                    user_name: user_name?,
                    secret: secret?,
                    is_superseded: false,
                    grace: grace?,
                },
                redeploy_clusters: redeploy_clusters?,
            })
        };
        environment.finish(config())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const GOOD: &[(&str, &str)] = &[
        (
            "QOVERY_API_TOKEN_SECRET_ARN",
            "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
        ),
        (
            "QOVERY_ORGANIZATION_ID",
            "11111111-2222-3333-4444-555555555555",
        ),
        (
            "QOVERY_CREDENTIALS_ID",
            "99999999-8888-7777-6666-555555555555",
        ),
        ("CREDENTIALS_NAME", "aws-123456789012"),
        ("USER_NAME", "qovery"),
        (
            "SECRET_ARN",
            "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf",
        ),
        ("RETIREMENT_GRACE_DAYS", "7"),
        ("REDEPLOY_CLUSTERS", "false"),
    ];

    fn good(name: &str) -> Option<String> {
        let found = GOOD.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn a_right_environment_is_read_whole() {
        let config = Config::read(&good).unwrap();
        assert_eq!(config.keys.grace, Duration::from_hours(7 * 24));
        assert!(!config.redeploy_clusters);
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let error = Config::read(&|_| None).unwrap_err().to_string();
        for (name, _) in GOOD {
            assert!(error.contains(name), "{error}");
        }
        let wrong = |name: &str| match name {
            "REDEPLOY_CLUSTERS" => Some("perhaps".to_owned()),
            "SECRET_ARN" => Some("key".to_owned()),
            _ => good(name),
        };
        let error = Config::read(&wrong).unwrap_err().to_string();
        assert!(error.contains("REDEPLOY_CLUSTERS") && error.contains("SECRET_ARN"));
        assert!(!error.contains("USER_NAME"), "{error}");
    }
}
