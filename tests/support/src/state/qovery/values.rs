//! What credentials, and the copies that registries make of them, give access with.

use std::fmt;

use serde_json::{Map, Value};

/// What credentials give access with.
#[derive(Clone, PartialEq)]
pub enum CredentialValues {
    /// The ARN of a role.
    Role(String),
    /// Id and secret of an access key.
    Static(String, String),
    /// Credentials of another kind, which the same lists carry.
    Foreign {
        /// `SCW`, `GCP`, `EKS_ANYWHERE_VSPHERE`, or something that nobody has published yet.
        object_type: String,
        /// The other fields of its answer.
        fields: Map<String, Value>,
    },
}

impl CredentialValues {
    /// The values of a role.
    #[must_use]
    pub fn role(role_arn: &str) -> Self {
        Self::Role(role_arn.to_owned())
    }

    /// The values of an access key.
    #[must_use]
    pub fn access_key(access_key_id: &str, secret_access_key: &str) -> Self {
        Self::Static(access_key_id.to_owned(), secret_access_key.to_owned())
    }

    /// The values of another kind; `fields` is an object.
    #[must_use]
    pub fn foreign(object_type: &str, fields: &Value) -> Self {
        Self::Foreign {
            object_type: object_type.to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        }
    }

    /// The role's ARN or the access key's id, which name the values without giving them away.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        match self {
            Self::Role(arn) => Some(arn),
            Self::Static(id, _) => Some(id),
            Self::Foreign { fields, .. } => {
                let mut named = ["access_key_id", "role_arn"].into_iter();
                named.find_map(|name| fields.get(name)?.as_str())
            }
        }
    }

    /// Whether both are of one kind: role, key, or the same foreign one.
    pub(super) fn is_same_kind(&self, other: &Self) -> bool {
        self.object_type() == other.object_type()
    }

    /// `object_type` of an answer.
    pub(crate) fn object_type(&self) -> &str {
        match self {
            Self::Role(_) => "AWS_ROLE",
            Self::Static(..) => "AWS",
            Self::Foreign { object_type, .. } => object_type,
        }
    }
}

impl fmt::Debug for CredentialValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = self.identity().unwrap_or_default();
        write!(f, "{} {identity}", self.object_type())
    }
}
