//! The roles and users that a stack has made: which are its own, and the end of those that
//! something has superseded.
//!
//! `CloudFormation` deletes none of them. An identity is the stack's where its tag says so.

mod name;
mod note;
mod step;

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::{
    aws::{
        arn::{RoleArn, SecretArn, StackArn},
        iam::{Attachments, ListedKey, Role},
    },
    leaving::{Access, Subject},
    rotation,
};

pub use name::IdentityName;
pub use note::{SUPERSEDED_TAG, SupersededNote};
pub use step::{IdentityStep, Present, next_step};

/// The tag that the template puts on every role, user and secret that it makes. Its value is the
/// stack's id. No function may write it, and the functions' rights hang on it.
pub const STACK_TAG: &str = "qovery-aws-connect-stack";

/// Whether those tags say that the stack has made the resource.
#[must_use]
pub fn is_made_by(stack: &StackArn, tags: &BTreeMap<String, String>) -> bool {
    tags.get(STACK_TAG)
        .is_some_and(|made_by| made_by == stack.as_str())
}

/// A role or a user that the stack has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A role.
    Role(Box<OwnRole>),
    /// A user with its keys.
    User(Box<OwnUser>),
}

/// A role that the stack has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRole {
    /// Its ARN.
    pub arn: RoleArn,
    /// The role as IAM shows it.
    pub role: Role,
    /// What hangs on it.
    pub attachments: Attachments,
}

/// A user that the stack has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUser {
    /// Its name.
    pub name: String,
    /// When something superseded it. `None` means that it has no note of that.
    pub note: Option<SupersededNote>,
    /// The secret that holds its keys. `None` means that nothing names one, so that its keys are
    /// not ours.
    pub secret: Option<SecretArn>,
    /// Everything about its keys.
    pub keys: rotation::Facts,
    /// What hangs on it.
    pub attachments: Attachments,
}

impl OwnUser {
    /// Whether the key goes with the user: this stack created it. Without its secret, nothing says so.
    #[must_use]
    pub fn has_made(&self, key: &ListedKey) -> bool {
        self.secret.is_some() && self.keys.is_made_here(key)
    }
}

impl Identity {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> IdentityName {
        match self {
            Self::Role(own) => IdentityName::Role(own.arn.name().to_owned()),
            Self::User(own) => IdentityName::User(own.name.clone()),
        }
    }

    /// What a hold on it is about.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::Role(own) => Subject::Role(own.arn.as_str()),
            Self::User(own) => Subject::User(&own.name),
        }
    }

    /// When something superseded it. `None` means that it has no note of that.
    #[must_use]
    pub fn note(&self, now: OffsetDateTime) -> Option<SupersededNote> {
        match self {
            Self::Role(own) => SupersededNote::read(&own.role.tags)
                .map(|note| note.plausible(own.role.created_at, now)),
            Self::User(own) => own.note.clone(),
        }
    }

    /// When a rotation can no longer store the key that it has just created. `None` means no such
    /// key.
    #[must_use]
    pub fn settles_at(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Role(_) => None,
            Self::User(own) => own.keys.settles_at(),
        }
    }

    /// What Qovery shows where it uses the identity: the role, or each of the user's keys.
    #[must_use]
    pub fn accesses(&self) -> Vec<Access> {
        match self {
            Self::Role(own) => vec![Access::Role(own.arn.clone())],
            Self::User(own) => {
                let keys = own.keys.keys.iter();
                keys.map(|key| Access::Key(key.id.clone())).collect()
            }
        }
    }

    /// Those of [`Identity::accesses`] that this stack made: not a person's key.
    #[must_use]
    pub fn own_accesses(&self) -> Vec<Access> {
        let mut accesses = self.accesses();
        if let Self::User(own) = self {
            accesses.retain(|access| match access {
                Access::Key(id) => own.keys.is_stored(id),
                Access::Role(_) => true,
            });
        }
        accesses
    }

    /// What a template of ours never attaches, and keys that this stack did not make.
    #[must_use]
    pub fn foreign_attachments(&self) -> Vec<String> {
        match self {
            Self::Role(own) => own.attachments.others.clone(),
            Self::User(own) => {
                let others = own.attachments.others.iter().cloned();
                let foreign = own.keys.keys.iter().filter(|key| !own.has_made(key));
                let foreign = foreign.map(|key| {
                    let id = &key.id;
                    format!("key {id}, which the stack's secret does not hold: delete it if nobody uses it")
                });
                others.chain(foreign).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests;
