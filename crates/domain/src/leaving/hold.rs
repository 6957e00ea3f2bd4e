//! What stands against taking an access away, and the finding that says so.

use std::fmt;

use time::OffsetDateTime;

use crate::{
    aws::access_key::AccessKeyId,
    finding::{Code, Finding},
    qovery::{ClusterLock, CredentialsId},
    timestamp,
};

/// What stands against taking an access away.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Hold {
    /// Its use could not be seen, with the cause.
    Unknown(String),
    /// Credentials at Qovery show it.
    Registered {
        /// Their id.
        id: CredentialsId,
        /// Their name in the console.
        name: String,
    },
    /// An entry of one of Qovery's lists mentions it and cannot be read.
    Unreadable,
    /// A cluster runs on it, or may.
    Cluster {
        /// Its name in the console.
        name: String,
        /// Why it counts.
        reason: ClusterHold,
    },
    /// A registry keeps a copy of it.
    Registry {
        /// Its name in the console.
        name: String,
    },
    /// It was used lately, or clusters moved away from it lately.
    NotQuiet {
        /// When it has been quiet for the grace period.
        until: OffsetDateTime,
    },
    /// A person attached something to it, which is named.
    Attached(String),
}

/// Why a cluster counts as a user of an access.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClusterHold {
    /// It is linked to credentials that show the access.
    Linked,
    /// It has not been deployed since something superseded the access.
    NotDeployedSince,
    /// An operation is under way or queued.
    Busy,
    /// A person has locked it, so that it is not deployed.
    Locked(ClusterLock),
    /// Its state could not be read, or is not one that Qovery publishes.
    Unknown,
}

impl Hold {
    /// Whether time alone lets go.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::NotQuiet { .. })
    }

    /// Whether it holds only because something could not be seen.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(
            self,
            Self::Unknown(_)
                | Self::Unreadable
                | Self::Cluster {
                    reason: ClusterHold::Unknown,
                    ..
                }
        )
    }

    /// The hold in words, about `subject`.
    #[must_use]
    pub fn finding(&self, subject: &Subject<'_>) -> Finding {
        let message = match self {
            Self::Unknown(cause) => format!("whether {subject} is in use is not known: {cause}"),
            Self::Unreadable => format!(
                "an entry of Qovery's list of credentials or registries mentions {subject} and cannot be read"
            ),
            Self::Registered { id, name } => {
                format!("the credentials `{name}` ({id}) at Qovery show {subject}")
            }
            Self::Cluster { name, reason } => {
                let (verb, why) = reason.text();
                format!("cluster `{name}` {verb} {subject}: {why}")
            }
            Self::Registry { name } => {
                format!("the registry `{name}` at Qovery keeps a copy of {subject}")
            }
            Self::NotQuiet { until } => {
                format!(
                    "{subject} has to be quiet until {}",
                    timestamp::text(*until)
                )
            }
            Self::Attached(what) => format!("a person has attached something to {subject}: {what}"),
        };
        Finding::new(self.code(subject), message)
    }

    fn code(&self, subject: &Subject<'_>) -> Code {
        let is_key = matches!(subject, Subject::Key(_));
        match self {
            _ if self.is_unknown() && is_key => Code::KeyUseUnknown,
            _ if self.is_unknown() => Code::IdentityUseUnknown,
            Self::Registered { .. } if is_key => Code::KeyHeldByQovery,
            Self::Registered { .. } => Code::IdentityRegistered,
            Self::Registry { .. } => Code::RegistryHoldsAccess,
            Self::NotQuiet { .. } if is_key => Code::KeyNotQuiet,
            Self::NotQuiet { .. } => Code::IdentityNotQuiet,
            Self::Attached(_) => Code::IdentityHasAttachments,
            _ if is_key => Code::KeyMayBeInUse,
            _ => Code::IdentityInUse,
        }
    }
}

/// What a hold is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A key, by its id.
    Key(&'a AccessKeyId),
    /// A role, by its ARN.
    Role(&'a str),
    /// A user, by its name.
    User(&'a str),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => write!(f, "the key {id}"),
            Self::Role(arn) => write!(f, "the role `{arn}`"),
            Self::User(name) => write!(f, "the user `{name}`"),
        }
    }
}

impl ClusterHold {
    fn text(&self) -> (&'static str, String) {
        let why = match self {
            Self::Linked => {
                return (
                    "uses",
                    "it is linked to credentials that show it".to_owned(),
                );
            }
            Self::NotDeployedSince => "it has not been deployed since".to_owned(),
            Self::Busy => "an operation is under way or queued".to_owned(),
            Self::Locked(lock) => lock.to_string(),
            Self::Unknown => "its state is not known".to_owned(),
        };
        ("may use", why)
    }
}
