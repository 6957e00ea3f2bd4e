//! `ResourceProperties` of `Custom::QoveryCredentials`: strings in, types out, every fault at once.

mod choices;
mod reader;

use serde_json::{Map, Value};

pub use choices::{OnDelete, OnExisting, PermissionCheck};
use reader::Reader;

use crate::{
    aws::arn::{RoleArn, SecretArn},
    finding::Finding,
    qovery::{ApiUrl, OrganizationId},
    trust::{ExpectedTrust, TrustedPrincipal},
};

/// The raw object, as `CloudFormation` sends it.
pub type Raw = Map<String, Value>;

/// Every property of the contract; any other is unknown.
pub const NAMES: &[&str] = &[
    "AdditionalTrustedPrincipals",
    "ApiTokenSecretArn",
    "ApiUrl",
    "AuthenticationMethod",
    "CredentialsName",
    "ExternalId",
    "OnDelete",
    "OnExisting",
    "OrganizationId",
    "PermissionCheck",
    "RoleArn",
    "RoleIsManaged",
    "SecretArn",
    "TrustedPrincipals",
    "UserName",
];

/// `CloudFormation`'s own, sent along with ours.
const ENVELOPE: &[&str] = &["ServiceToken", "ServiceTimeout"];

/// Where Qovery is unless the properties say otherwise.
const API_URL: &str = "https://api.qovery.com";

/// What the stack asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// Whose credentials these are at Qovery.
    pub organization: OrganizationId,
    /// The name in Qovery's console.
    pub credentials_name: String,
    /// The secret with Qovery's API token.
    pub api_token_secret: SecretArn,
    /// Where the API is.
    pub api_url: ApiUrl,
    /// What a denied permission does.
    pub permission_check: PermissionCheck,
    /// What credentials that exist already do.
    pub on_existing: OnExisting,
    /// How Qovery gets in.
    pub method: Method,
    /// The role that the stack has, whichever the method.
    pub role_arn: Option<RoleArn>,
    /// The user that the stack has, whichever the method.
    pub user: Option<UserProperties>,
}

/// `AuthenticationMethod` with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Qovery assumes a role.
    AssumeRole(RoleProperties),
    /// Qovery holds a static key of a user.
    StaticCredentials(UserProperties),
}

/// What belongs to a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleProperties {
    /// Whether this stack makes the role.
    pub is_managed: bool,
    /// The role and whom it is meant for.
    pub trust: ExpectedTrust,
}

/// What belongs to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserProperties {
    /// The user whose keys are issued.
    pub user_name: String,
    /// Where the key is kept.
    pub secret: SecretArn,
}

impl Properties {
    /// Reads them all. Unknown ones are not looked at: see [`unknown`].
    pub fn parse(raw: &Raw) -> Result<Self, Vec<Finding>> {
        let mut reader = Reader::new(raw);
        let organization = reader.required("OrganizationId");
        let credentials_name = reader.required("CredentialsName");
        let api_token_secret = reader.required("ApiTokenSecretArn");
        let api_url = reader.optional("ApiUrl").or_else(|| API_URL.parse().ok());
        let permission_check = reader.choice("PermissionCheck");
        let on_existing = reader.choice("OnExisting");
        let _: OnDelete = reader.choice("OnDelete");
        let method = method(&mut reader);
        let role_arn = reader.optional("RoleArn");
        let user = user(&mut reader);
        let properties = || {
            Some(Self {
                organization: organization?,
                credentials_name: credentials_name?,
                api_token_secret: api_token_secret?,
                api_url: api_url?,
                permission_check,
                on_existing,
                method: method?,
                role_arn,
                user,
            })
        };
        reader.finish(properties)
    }

    /// Whether this stack makes the role or the user behind the credentials.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        match &self.method {
            Method::AssumeRole(role) => role.is_managed,
            Method::StaticCredentials(_) => true,
        }
    }
}

fn method(reader: &mut Reader<'_>) -> Option<Method> {
    match reader.choice("AuthenticationMethod") {
        choices::AuthenticationMethod::AssumeRole => role(reader).map(Method::AssumeRole),
        choices::AuthenticationMethod::StaticCredentials => {
            let user_name = reader.required("UserName");
            let secret = reader.required("SecretArn");
            Some(Method::StaticCredentials(UserProperties {
                user_name: user_name?,
                secret: secret?,
            }))
        }
    }
}

/// The user, where both of its properties are there.
fn user(reader: &mut Reader<'_>) -> Option<UserProperties> {
    let user_name = reader.optional("UserName");
    let secret = reader.optional("SecretArn");
    Some(UserProperties {
        user_name: user_name?,
        secret: secret?,
    })
}

fn role(reader: &mut Reader<'_>) -> Option<RoleProperties> {
    let role = reader.required("RoleArn");
    let is_managed = reader.flag("RoleIsManaged");
    let principals: Vec<TrustedPrincipal> = reader.list("TrustedPrincipals");
    if principals.is_empty() {
        reader.fault_unless_reported(
            "TrustedPrincipals",
            "is required with `AssumeRole`: name the AWS principals that Qovery assumes the role from",
        );
    }
    let additional = reader.list("AdditionalTrustedPrincipals");
    let external_id = reader.optional("ExternalId");
    Some(RoleProperties {
        is_managed,
        trust: ExpectedTrust {
            principals,
            additional,
            external_id,
            role: role?,
        },
    })
}

/// The properties as far as a deletion needs them; what cannot be read counts as absent, so that
/// a stack with bad properties can still be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteProperties {
    /// Where the API is, and the secret that opens it.
    pub access: Option<(ApiUrl, SecretArn)>,
    /// Whose credentials these are at Qovery.
    pub organization: Option<OrganizationId>,
    /// What linked clusters do.
    pub on_delete: OnDelete,
    /// The role, where this stack makes one.
    pub managed_role: Option<RoleArn>,
    /// The user, where this stack makes one.
    pub user: Option<UserProperties>,
}

impl DeleteProperties {
    /// Reads what is there.
    #[must_use]
    pub fn read(raw: &Raw) -> Self {
        let mut reader = Reader::new(raw);
        let url: Option<ApiUrl> = match raw.get("ApiUrl") {
            None => API_URL.parse().ok(),
            Some(_) => reader.optional("ApiUrl"),
        };
        let managed = reader.flag("RoleIsManaged");
        Self {
            access: url.zip(reader.optional("ApiTokenSecretArn")),
            organization: reader.optional("OrganizationId"),
            on_delete: reader.choice("OnDelete"),
            managed_role: reader.optional("RoleArn").filter(|_| managed),
            user: user(&mut reader),
        }
    }
}

/// A finding for each property outside the contract.
#[must_use]
pub fn unknown(raw: &Raw) -> Vec<Finding> {
    raw.keys()
        .filter(|name| !NAMES.contains(&name.as_str()) && !ENVELOPE.contains(&name.as_str()))
        .map(|name| Finding {
            code: "property-unknown",
            statement: None,
            sid: None,
            message: format!("property `{name}` is unknown"),
            hint: format!("remove `{name}`; the properties are {}", NAMES.join(", ")),
        })
        .collect()
}

#[cfg(test)]
mod tests;
