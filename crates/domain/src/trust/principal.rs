//! An AWS principal: an account, a role, a user or a session, parsed once.
//!
//! Source: IAM user guide, "AWS JSON policy elements: Principal".

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::policy::token::{Shape, literal, wildcards};
use crate::aws::arn::AccountId;

/// Who may assume a role: an account id, or the ARN of a root, role, user or session.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrustedPrincipal {
    text: String,
    partition: Option<String>,
    account: AccountId,
    kind: PrincipalKind,
}

/// The kind of a principal. Each comment shows the last part of its ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

    pub(super) fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// Whether it stands for everyone in its account.
    pub(super) fn is_account(&self) -> bool {
        self.kind == PrincipalKind::Account
    }

    /// The partition of its ARN; a bare account id has none.
    pub(super) fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }

    /// What `aws:PrincipalArn` can be in a call by it: of a session, the ARN of its role, whose
    /// path the session's ARN leaves out. Empty for an account, whose principals differ.
    pub(super) fn calling_arns(&self) -> Vec<Shape> {
        let role = |path: &str| {
            let partition = self.partition().unwrap_or_default();
            let start = format!("arn:{partition}:iam::{}:role/", self.account);
            [literal(&start), wildcards(path), literal(self.role_name())].concat()
        };
        match self.kind {
            PrincipalKind::Role | PrincipalKind::User => vec![literal(&self.text)],
            PrincipalKind::Session => vec![role(""), role("?*/")],
            PrincipalKind::Account | PrincipalKind::FederatedUser => Vec::new(),
        }
    }

    /// The last part of the name: of a session, the session's.
    pub(super) fn name(&self) -> &str {
        self.text.rsplit(['/', ':']).next().unwrap_or_default()
    }

    /// The name of the role, of a role or of a session of it.
    pub(super) fn role_name(&self) -> &str {
        match self.kind {
            PrincipalKind::Session => self.text.split('/').nth(1).unwrap_or_default(),
            _ => self.name(),
        }
    }

    /// Whether this principal, named in a policy, includes the other one. Names of roles are
    /// unique in their account, whatever their path.
    pub(super) fn includes(&self, other: &Self) -> bool {
        let of_role = self.kind == PrincipalKind::Role && other.kind == PrincipalKind::Session;
        self.account == other.account
            && match self.kind {
                PrincipalKind::Account => true,
                _ if of_role => self.role_name() == other.role_name(),
                _ => self.text == other.text,
            }
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

/// Whether the text is `aws`, `aws-cn`, `aws-us-gov` or another partition.
pub(super) fn is_partition(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(text: &str) -> TrustedPrincipal {
        text.parse().unwrap()
    }

    #[test]
    fn a_principal_is_an_account_or_an_arn() {
        for text in [
            "012345678901",
            "arn:aws:iam::111122223333:root",
            "arn:aws-us-gov:iam::111122223333:role/path/name",
            "arn:aws:iam::111122223333:user/root",
            "arn:aws:sts::111122223333:assumed-role/name/session@example.com",
            "arn:aws:sts::111122223333:federated-user/name",
        ] {
            assert_eq!(principal(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_principal_is_refused() {
        for text in [
            "",
            "*",
            "11112222333",
            "1111222233334",
            "arn:aws::iam::111122223333:root",
            "arn:aws:iam::111122223333:group/name",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::111122223333:rootuser",
            "arn:aws:iam:eu-west-3:111122223333:role/name",
            "arn:gcp:iam::111122223333:root",
            "arn:aws-:iam::111122223333:root",
            " arn:aws:iam::111122223333:root",
            "arn:aws:sts::111122223333:assumed-role/name",
            "arn:aws:iam::111122223333:assumed-role/name/session",
        ] {
            assert!(text.parse::<TrustedPrincipal>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_role_includes_its_sessions_and_an_account_everyone_in_it() {
        let role = principal("arn:aws:iam::111122223333:role/path/app");
        let session = principal("arn:aws:sts::111122223333:assumed-role/app/one");
        assert!(role.includes(&session) && !session.includes(&role));
        assert!(principal("111122223333").includes(&session));
        assert!(!principal("arn:aws:iam::111122223333:role/root").includes(&role));
        let start = "arn:aws:iam::111122223333:role/";
        let arns = ["app", "?*/app"].map(|name| wildcards(&format!("{start}{name}")));
        assert_eq!(session.calling_arns(), arns);
    }
}
