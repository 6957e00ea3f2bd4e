//! `ResourceProperties` of `Custom::QoveryCredentials`: strings in, types out, every fault at once.

mod choices;
mod identity;
mod reader;

use serde_json::{Map, Value};

pub use choices::{OnDelete, OnExisting, PermissionCheck};
pub use identity::PresentIdentity;
use reader::Reader;

use crate::{
    aws::arn::{PolicyArn, SecretArn},
    finding::{Code, Finding},
    qovery::OrganizationId,
    trust::{ExpectedTrust, TrustedPrincipal},
};

/// The raw object, as `CloudFormation` sends it.
pub type Raw = Map<String, Value>;

/// Every property of the contract. Any other is unknown.
pub const NAMES: &[&str] = &[
    "AdditionalPolicyArns",
    "AdditionalTrustedPrincipals",
    "ApiTokenSecretArn",
    "AuthenticationMethod",
    "CredentialsName",
    "ExternalId",
    "OnDelete",
    "OnExisting",
    "OrganizationId",
    "PermissionCheck",
    "PermissionsBoundaryArn",
    "RedeployClusters",
    "RoleArn",
    "SecretArn",
    "TrustedPrincipals",
    "UserName",
];

/// `CloudFormation`'s own, sent along with ours.
const ENVELOPE: &[&str] = &["ServiceToken", "ServiceTimeout"];

/// What the stack asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// `OrganizationId`: whose credentials these are at Qovery.
    pub organization: OrganizationId,
    /// `CredentialsName`: the name in Qovery's console.
    pub credentials_name: String,
    /// `ApiTokenSecretArn`: the secret with Qovery's API token.
    pub api_token_secret: SecretArn,
    /// `PermissionCheck`
    pub permission_check: PermissionCheck,
    /// `OnExisting`
    pub on_existing: OnExisting,
    /// `OnDelete`
    pub on_delete: OnDelete,
    /// `RedeployClusters`: deploy the linked clusters after a switch or another role.
    pub redeploy_clusters: bool,
    /// `AuthenticationMethod` with what belongs to it.
    pub method: Method,
    /// `AdditionalPolicyArns` and `PermissionsBoundaryArn`: a change of them is verified.
    pub policies: Vec<PolicyArn>,
}

/// `AuthenticationMethod` with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Qovery assumes a role.
    AssumeRole(ExpectedTrust),
    /// Qovery holds a static key of a user.
    StaticCredentials(UserProperties),
}

/// A user and the secret of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserProperties {
    /// `UserName`: the user whose keys are issued.
    pub user_name: String,
    /// `SecretArn`: where the keys are kept.
    pub secret: SecretArn,
}

impl Properties {
    /// Reads them all. Unknown ones are not looked at: see [`unknown`].
    pub fn parse(raw: &Raw) -> Result<Self, Vec<Finding>> {
        let mut reader = Reader::new(raw);
        let organization = reader.required("OrganizationId");
        let credentials_name = reader.required("CredentialsName");
        let api_token_secret = reader.required("ApiTokenSecretArn");
        let permission_check = reader.choice("PermissionCheck");
        let on_existing = reader.choice("OnExisting");
        let on_delete = reader.choice("OnDelete");
        let redeploy_clusters = reader.flag("RedeployClusters");
        let method = method(&mut reader);
        let mut policies: Vec<PolicyArn> = reader.list("AdditionalPolicyArns");
        policies.extend(reader.optional::<PolicyArn>("PermissionsBoundaryArn"));
        let properties = || {
            Some(Self {
                organization: organization?,
                credentials_name: credentials_name?,
                api_token_secret: api_token_secret?,
                permission_check,
                on_existing,
                on_delete,
                redeploy_clusters,
                method: method?,
                policies,
            })
        };
        reader.finish(properties)
    }

    /// Whether these differ from `old` in nothing but what governs a later deletion or adoption,
    /// so that there is nothing to verify or write.
    #[must_use]
    pub fn asks_nobody_after(&self, old: &Self) -> bool {
        let mut old = old.clone();
        old.on_delete = self.on_delete;
        old.on_existing = self.on_existing;
        *self == old
    }
}

fn method(reader: &mut Reader<'_>) -> Option<Method> {
    match reader.choice("AuthenticationMethod") {
        choices::AuthenticationMethod::AssumeRole => trust(reader).map(Method::AssumeRole),
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

fn trust(reader: &mut Reader<'_>) -> Option<ExpectedTrust> {
    let role = reader.required("RoleArn");
    let principals: Vec<TrustedPrincipal> = reader.list("TrustedPrincipals");
    if principals.is_empty() {
        reader.fault_once(
            "TrustedPrincipals",
            "is required with `AssumeRole`: name the AWS principals that Qovery assumes the role from",
        );
    }
    let additional = reader.list("AdditionalTrustedPrincipals");
    let external_id = reader.optional("ExternalId");
    Some(ExpectedTrust {
        principals,
        additional,
        external_id,
        role: role?,
    })
}

/// The properties as far as a deletion needs them. What cannot be read counts as absent, so that a
/// stack with bad properties can still be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteProperties {
    /// `ApiTokenSecretArn`
    pub api_token_secret: Option<SecretArn>,
    /// `OrganizationId`
    pub organization: Option<OrganizationId>,
    /// `OnDelete`
    pub on_delete: OnDelete,
    /// The role or user that the properties name.
    pub identity: Option<PresentIdentity>,
    /// `CredentialsName`
    pub credentials_name: Option<String>,
}

impl DeleteProperties {
    /// Reads what is there.
    #[must_use]
    pub fn read(raw: &Raw) -> Self {
        let mut reader = Reader::new(raw);
        let identity = match reader.choice("AuthenticationMethod") {
            choices::AuthenticationMethod::AssumeRole => {
                reader.optional("RoleArn").map(PresentIdentity::Role)
            }
            choices::AuthenticationMethod::StaticCredentials => {
                user(&mut reader).map(PresentIdentity::User)
            }
        };
        Self {
            api_token_secret: reader.optional("ApiTokenSecretArn"),
            organization: reader.optional("OrganizationId"),
            on_delete: reader.choice("OnDelete"),
            identity,
            credentials_name: reader.optional("CredentialsName"),
        }
    }
}

fn user(reader: &mut Reader<'_>) -> Option<UserProperties> {
    let user_name = reader.optional("UserName");
    let secret = reader.optional("SecretArn");
    Some(UserProperties {
        user_name: user_name?,
        secret: secret?,
    })
}

/// Whether `CloudFormation` itself sends the property along with ours.
pub(crate) fn is_envelope(name: &str) -> bool {
    ENVELOPE.contains(&name)
}

/// A finding for each property outside the contract.
#[must_use]
pub fn unknown(raw: &Raw) -> Vec<Finding> {
    raw.keys()
        .filter(|name| !NAMES.contains(&name.as_str()) && !is_envelope(name))
        .map(|name| {
            Finding::new(
                Code::PropertyUnknown,
                format!("property `{name}` is unknown"),
            )
            .with_hint(format!(
                "remove `{name}`; the properties are {}",
                NAMES.join(", ")
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests;
