//! `PhysicalResourceId` of the custom resource: it carries who owns the credential.
//!
//! A roll-back or a deletion comes with nothing but this id, so it alone must say whether the
//! credential is ours to remove.

use std::{convert::Infallible, fmt, str::FromStr};

use crate::qovery::{CredentialsId, OrganizationId};

/// What a `PhysicalResourceId` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhysicalId {
    /// `<organization>/<credentials>/<created|adopted>`
    Registered {
        /// Where the credential is.
        organization: OrganizationId,
        /// Which one it is.
        credentials: CredentialsId,
        /// Whose it is.
        ownership: Ownership,
    },
    /// `<organization>/none/<request id>`: a create that failed and left nothing.
    Nothing(String),
    /// What is registered is not known. `<organization>/unknown/<request id>`: a create that failed and
    /// may have left something. Any other text: a create was not answered in time and `CloudFormation`
    /// made an id up.
    Unknown(String),
}

/// Whether this stack made the credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// This stack made it and may remove it.
    Created,
    /// It was there before and stays.
    Adopted,
}

impl PhysicalId {
    /// Reads any text: what is not ours is unknown.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let Ok(id) = text.parse();
        id
    }

    /// The id of a create that failed and left nothing. `organization` as it was given, even if it is no UUID.
    #[must_use]
    pub fn nothing(organization: &str, request_id: &str) -> Self {
        let organization: String = organization
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(36)
            .collect();
        let organization = if organization.is_empty() {
            "unknown"
        } else {
            &organization
        };
        Self::Nothing(format!("{organization}/none/{request_id}"))
    }

    /// The same where something may have been left. Other ids stay as they are.
    #[must_use]
    pub fn in_doubt(self) -> Self {
        match self {
            Self::Nothing(id) => Self::Unknown(id.replacen("/none/", "/unknown/", 1)),
            id => id,
        }
    }

    /// The registered credentials, created or adopted.
    #[must_use]
    pub fn credentials(&self) -> Option<&CredentialsId> {
        match self {
            Self::Registered { credentials, .. } => Some(credentials),
            Self::Nothing(_) | Self::Unknown(_) => None,
        }
    }

    /// The registered credentials, if this stack made them.
    #[must_use]
    pub fn created_credentials(&self) -> Option<&CredentialsId> {
        match self {
            Self::Registered {
                credentials,
                ownership: Ownership::Created,
                ..
            } => Some(credentials),
            _ => None,
        }
    }
}

impl FromStr for PhysicalId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(registered(text).unwrap_or_else(|| {
            if text.split('/').nth(1) == Some("none") {
                Self::Nothing(text.to_owned())
            } else {
                Self::Unknown(text.to_owned())
            }
        }))
    }
}

fn registered(text: &str) -> Option<PhysicalId> {
    let mut parts = text.split('/');
    let organization = parts.next()?.parse().ok()?;
    let credentials = parts.next()?.parse().ok()?;
    let ownership = match (parts.next()?, parts.next()) {
        ("created", None) => Ownership::Created,
        ("adopted", None) => Ownership::Adopted,
        _ => return None,
    };
    Some(PhysicalId::Registered {
        organization,
        credentials,
        ownership,
    })
}

impl fmt::Display for PhysicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered {
                organization,
                credentials,
                ownership: Ownership::Created,
            } => write!(f, "{organization}/{credentials}/created"),
            Self::Registered {
                organization,
                credentials,
                ownership: Ownership::Adopted,
            } => write!(f, "{organization}/{credentials}/adopted"),
            Self::Nothing(id) | Self::Unknown(id) => f.write_str(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "11111111-2222-3333-4444-555555555555";
    const CRED: &str = "99999999-8888-7777-6666-555555555555";

    #[test]
    fn every_id_reads_back_as_it_was_written() {
        for (text, registered) in [
            (format!("{ORG}/{CRED}/created"), true),
            (format!("{ORG}/{CRED}/adopted"), true),
            (format!("{ORG}/none/7f1a"), false),
            (format!("{ORG}/unknown/7f1a"), false),
            ("my-stack-Credentials-1A2B3C".to_owned(), false),
            (format!("{ORG}/{CRED}/created/more"), false),
            (format!("{ORG}/{CRED}/CREATED"), false),
            (String::new(), false),
        ] {
            let Ok(id) = text.parse::<PhysicalId>();
            assert_eq!(id.to_string(), text);
            assert_eq!(
                matches!(id, PhysicalId::Registered { .. }),
                registered,
                "{text}"
            );
        }
    }

    #[test]
    fn a_failed_create_never_reads_as_a_credential_of_ours() {
        let id = PhysicalId::nothing("a/b/created\n", "req").to_string();
        assert_eq!(id, "abcreated/none/req");
        let Ok(read) = id.parse::<PhysicalId>();
        assert!(matches!(read, PhysicalId::Nothing(_)));
    }

    #[test]
    fn a_failed_create_in_doubt_reads_as_unknown_and_what_is_registered_stays_so() {
        let id = PhysicalId::nothing(ORG, "7f1a").in_doubt();
        assert_eq!(id.to_string(), format!("{ORG}/unknown/7f1a"));
        assert_eq!(PhysicalId::read(&id.to_string()), id);
        assert!(matches!(id, PhysicalId::Unknown(_)));
        let registered = PhysicalId::read(&format!("{ORG}/{CRED}/created"));
        assert_eq!(registered.clone().in_doubt(), registered);
    }
}
