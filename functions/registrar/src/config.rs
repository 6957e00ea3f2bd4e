//! What the template says to the function.

use application::{
    custom_resource::is_on_loopback,
    environment::{self, ConfigError, Environment},
    organization::HubSettings,
};
use domain::{
    finding::Finding,
    organization::{Budget, CredentialsName, Hub},
    properties::Raw,
};
use serde_json::Value;

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the hub knows of itself and says of every member.
    pub settings: HubSettings,
}

/// The hub's values for every member: variables, and the properties that they are.
const VALUES: &[(&str, &str)] = &[
    ("QOVERY_ORGANIZATION_ID", "OrganizationId"),
    ("QOVERY_API_TOKEN_SECRET_ARN", "ApiTokenSecretArn"),
    ("TRUSTED_PRINCIPALS", "TrustedPrincipals"),
    (
        "ADDITIONAL_TRUSTED_PRINCIPALS",
        "AdditionalTrustedPrincipals",
    ),
    ("EXTERNAL_ID", "ExternalId"),
    ("PERMISSION_CHECK", "PermissionCheck"),
    ("ON_EXISTING", "OnExisting"),
    ("ON_DELETE", "OnDelete"),
];

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let endpoint = environment.text("AWS_ENDPOINT_URL");
        let hub = hub(&mut environment);
        let organization = environment.required("QOVERY_ORGANIZATION_ID");
        let api_token_secret = environment.required("QOVERY_API_TOKEN_SECRET_ARN");
        let per_hour = environment.required("QOVERY_REQUESTS_PER_HOUR");
        let region = environment.required("AWS_REGION");
        let partition = environment.required("PARTITION");
        let reader_role = environment.required("READER_ROLE_NAME");
        let queue = environment.required("QUEUE_URL");
        let grace = environment.days("RETIREMENT_GRACE_DAYS");
        let settings = || {
            Some(HubSettings {
                hub: hub?,
                organization: organization?,
                api_token_secret: api_token_secret?,
                budget: Budget {
                    per_hour: per_hour?,
                },
                region: region?,
                partition: partition?,
                reader_role: reader_role?,
                queue: queue?,
                grace: grace?,
                is_local: endpoint.as_deref().is_some_and(is_on_loopback),
            })
        };
        let settings = environment.finish(settings())?;
        Ok(Self { settings })
    }
}

fn hub(environment: &mut Environment<'_>) -> Option<Hub> {
    let name: CredentialsName = environment.required("CREDENTIALS_NAME")?;
    let given = VALUES.iter().filter_map(|(variable, property)| {
        let text = environment.text(variable)?;
        Some(((*property).to_owned(), Value::String(text)))
    });
    let values: Raw = given.collect();
    let hub = Hub::new(values, name);
    hub.map_err(|faults: Vec<Finding>| {
        for fault in faults {
            environment.fault(fault.message);
        }
    })
    .ok()
}
