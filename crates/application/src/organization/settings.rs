//! What the hub's template says to the functions that go into members' accounts.

use std::time::Duration;

use domain::{
    aws::arn::SecretArn,
    finding::Finding,
    organization::{Budget, CredentialsName, Hub},
    properties::Raw,
    qovery::OrganizationId,
};
use serde_json::Value;

use crate::environment::Environment;

/// What the hub's template says.
#[derive(Debug, Clone)]
pub struct HubSettings {
    /// What it says of every member.
    pub hub: Hub,
    /// Whose credentials the members' are at Qovery.
    pub organization: OrganizationId,
    /// The secret with Qovery's API token.
    pub api_token_secret: SecretArn,
    /// How much of the token's limit the hub may use.
    pub budget: Budget,
    /// The region of the hub and of every member's stack.
    pub region: String,
    /// The partition of both.
    pub partition: String,
    /// The name of the role that each member has for the hub.
    pub reader_role: String,
    /// How long a superseded identity has to be quiet.
    pub grace: Duration,
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

impl HubSettings {
    /// Reads them. `None`: something is wrong, which the environment remembers.
    pub fn read(environment: &mut Environment<'_>) -> Option<Self> {
        let hub = hub(environment);
        let organization = environment.required("QOVERY_ORGANIZATION_ID");
        let api_token_secret = environment.required("QOVERY_API_TOKEN_SECRET_ARN");
        let per_hour = environment.required("QOVERY_REQUESTS_PER_HOUR");
        let region = environment.required("AWS_REGION");
        let partition = environment.required("PARTITION");
        let reader_role = environment.required("READER_ROLE_NAME");
        let grace = environment.days("RETIREMENT_GRACE_DAYS");
        Some(Self {
            hub: hub?,
            organization: organization?,
            api_token_secret: api_token_secret?,
            budget: Budget {
                per_hour: per_hour?,
            },
            region: region?,
            partition: partition?,
            reader_role: reader_role?,
            grace: grace?,
        })
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
