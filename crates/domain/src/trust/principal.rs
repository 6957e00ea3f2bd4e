//! An AWS principal: an account, a role, a user or a session, parsed once.
//!
//! Source: IAM user guide, "AWS JSON policy elements: Principal".

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::arn::AccountId;

/// Who may assume a role: an account id, or the ARN of a root, role, user or session.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrustedPrincipal {
    text: String,
    partition: Option<String>,
    account: AccountId,
    kind: PrincipalKind,
}

/// Which kind of principal, with the part of the ARN after its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum PrincipalKind {
    /// Every principal of the account.
    Account,
    /// `role/path/name`.
    Role,
    /// `user/path/name`.
    User,
    /// `assumed-role/name/session`.
    Session,
    /// `federated-user/name`.
    FederatedUser,
}

impl TrustedPrincipal {
    /// The account that it lives in.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for TrustedPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Not a principal that can be trusted by name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no AWS principal: a 12-digit account id, or the ARN of a root, role, user or \
     session expected"
)]
pub struct PrincipalError(String);

impl FromStr for TrustedPrincipal {
    type Err = PrincipalError;

    fn from_str(text: &str) -> Result<Self, PrincipalError> {
        parse(text).ok_or_else(|| PrincipalError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<TrustedPrincipal> {
    if let Ok(account) = text.parse() {
        return Some(TrustedPrincipal {
            text: text.to_owned(),
            partition: None,
            account,
            kind: PrincipalKind::Account,
        });
    }
    let mut parts = text.splitn(6, ':');
    let ("arn", partition) = (parts.next()?, parts.next()?) else {
        return None;
    };
    let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = resource_kind(service, parts.next()?)?;
    (is_partition(partition) && region.is_empty()).then_some(())?;
    Some(TrustedPrincipal {
        text: text.to_owned(),
        partition: Some(partition.to_owned()),
        account: account.parse().ok()?,
        kind,
    })
}

fn is_partition(text: &str) -> bool {
    text.strip_prefix("aws").is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with('-')
                && rest.len() > 1
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    })
}

fn resource_kind(service: &str, resource: &str) -> Option<PrincipalKind> {
    if (service, resource) == ("iam", "root") {
        return Some(PrincipalKind::Account);
    }
    let (kind, rest) = resource.split_once('/')?;
    match (service, kind) {
        ("iam", "role") => is_path_and_name(rest).then_some(PrincipalKind::Role),
        ("iam", "user") => is_path_and_name(rest).then_some(PrincipalKind::User),
        ("sts", "assumed-role") => {
            let (role, session) = rest.split_once('/')?;
            (is_name(role) && is_name(session)).then_some(PrincipalKind::Session)
        }
        ("sts", "federated-user") => is_name(rest).then_some(PrincipalKind::FederatedUser),
        _ => None,
    }
}

fn is_path_and_name(text: &str) -> bool {
    let path_is_clean = text
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"*?".contains(&b));
    path_is_clean && text.rsplit('/').next().is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}
