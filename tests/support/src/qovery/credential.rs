//! Credentials: what was received, what is shown, and how a request for one is read.

use std::fmt;

use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// One credential as it is kept: with its secret, which no answer shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// Its id in Qovery.
    pub id: String,
    /// The name in the console; not unique.
    pub name: String,
    /// How AWS, or another cloud, is entered with it.
    pub values: CredentialValues,
}

/// What a credential gives access with.
#[derive(Clone, PartialEq)]
pub enum CredentialValues {
    /// A role that Qovery assumes.
    Role {
        /// As received.
        role_arn: String,
    },
    /// An access key of a user.
    Static {
        /// As received.
        access_key_id: String,
        /// As received.
        secret_access_key: String,
    },
    /// A credential of another kind, which the same lists carry.
    Foreign {
        /// `SCW`, `GCP`, `EKS_ANYWHERE_VSPHERE`, or something that nobody has published yet.
        object_type: String,
        /// The other fields of its answer.
        fields: Map<String, Value>,
    },
}

impl CredentialValues {
    /// The values of a role credential.
    #[must_use]
    pub fn role(role_arn: &str) -> Self {
        Self::Role {
            role_arn: role_arn.to_owned(),
        }
    }

    /// The values of a static credential.
    #[must_use]
    pub fn access_key(access_key_id: &str, secret_access_key: &str) -> Self {
        Self::Static {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: secret_access_key.to_owned(),
        }
    }

    /// The values of another kind; `fields` is an object.
    #[must_use]
    pub fn foreign(object_type: &str, fields: &Value) -> Self {
        Self::Foreign {
            object_type: object_type.to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        }
    }

    /// The role's ARN or the access key's id: what names these values without giving them away.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        match self {
            Self::Role { role_arn } => Some(role_arn),
            Self::Static { access_key_id, .. } => Some(access_key_id),
            Self::Foreign { .. } => None,
        }
    }

    /// Whether both are of one kind: role, static, or the same foreign one.
    pub(super) fn is_same_kind(&self, other: &Self) -> bool {
        self.object_type() == other.object_type()
    }

    pub(super) fn object_type(&self) -> &str {
        match self {
            Self::Role { .. } => "AWS_ROLE",
            Self::Static { .. } => "AWS",
            Self::Foreign { object_type, .. } => object_type,
        }
    }

    fn shown_fields(&self) -> Map<String, Value> {
        let shown = match self {
            Self::Role { role_arn } => [("role_arn".to_owned(), json!(role_arn))],
            Self::Static { access_key_id, .. } => {
                [("access_key_id".to_owned(), json!(access_key_id))]
            }
            Self::Foreign { fields, .. } => return fields.clone(),
        };
        shown.into_iter().collect()
    }
}

impl fmt::Debug for CredentialValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            self.object_type(),
            Value::Object(self.shown_fields())
        )
    }
}

impl Credential {
    /// `ClusterCredentials` as published: `object_type`, never a secret.
    #[must_use]
    pub fn answer(&self) -> Value {
        let mut answer = self.values.shown_fields();
        answer.insert("id".to_owned(), json!(self.id));
        answer.insert("name".to_owned(), json!(self.name));
        answer.insert("object_type".to_owned(), json!(self.values.object_type()));
        Value::Object(answer)
    }

    /// Everything kept, the secret too.
    pub(super) fn snapshot(&self) -> Value {
        let mut snapshot = self.answer();
        if let CredentialValues::Static {
            secret_access_key, ..
        } = &self.values
        {
            snapshot["secret_access_key"] = json!(secret_access_key);
        }
        snapshot
    }
}

/// Reads `AwsCredentialsRequest`: the name and the values.
pub(super) fn parse_request(body: &[u8]) -> Result<(String, CredentialValues), Refusal> {
    let document: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::bad_request("Malformed JSON request"))?;
    let field = |name| required(&document, name);
    // The misleading answer that Qovery gives when `type` is left out, whatever else is there.
    let kind = field("type").map_err(|_| Refusal::bad_request("access_key_id is required"))?;
    let values = match kind.as_str() {
        "AWS_ROLE" => CredentialValues::Role {
            role_arn: field("role_arn")?,
        },
        "AWS_STATIC" => CredentialValues::Static {
            access_key_id: field("access_key_id")?,
            secret_access_key: field("secret_access_key")?,
        },
        "EKS_ANYWHERE_VSPHERE_ROLE" => vsphere(&document, &["role_arn"])?,
        "EKS_ANYWHERE_VSPHERE_STATIC" => {
            field("secret_access_key")?;
            vsphere(&document, &["access_key_id"])?
        }
        _ => return Err(Refusal::bad_request(&format!("type `{kind}` is unknown"))),
    };
    Ok((field("name")?, values))
}

fn vsphere(document: &Value, shown: &[&str]) -> Result<CredentialValues, Refusal> {
    required(document, "vsphere_password")?;
    let mut fields = Map::new();
    for name in shown.iter().chain(&["vsphere_user"]) {
        fields.insert((*name).to_owned(), json!(required(document, name)?));
    }
    Ok(CredentialValues::Foreign {
        object_type: "EKS_ANYWHERE_VSPHERE".to_owned(),
        fields,
    })
}

fn required(document: &Value, name: &str) -> Result<String, Refusal> {
    match document.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Refusal::bad_request(&format!("{name} is required"))),
    }
}
