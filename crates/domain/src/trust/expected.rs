//! What is expected of the policy: who is to assume the role, and with which external id.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::TrustedPrincipal;
use crate::aws::arn::RoleArn;

/// Whom the role is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedTrust {
    /// Each of them must be able to assume the role.
    pub principals: Vec<TrustedPrincipal>,
    /// These may, but need not.
    pub additional: Vec<TrustedPrincipal>,
    /// What the expected principals send as external id, and the policy must require.
    pub external_id: Option<ExternalId>,
    /// The role that the policy belongs to.
    pub role: RoleArn,
}

/// As [`ExpectedTrust`], borrowed, for a role that may be unknown.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// Each of them must be able to assume the role.
    pub principals: &'a [TrustedPrincipal],
    /// These may, but need not.
    pub additional: &'a [TrustedPrincipal],
    /// What the expected principals send as external id, and the policy must require.
    pub external_id: Option<&'a ExternalId>,
    /// The role that the policy belongs to. `None` leaves open what depends on its account.
    pub role: Option<&'a RoleArn>,
}

impl<'a> From<&'a ExpectedTrust> for Expectation<'a> {
    fn from(expected: &'a ExpectedTrust) -> Self {
        Self {
            principals: &expected.principals,
            additional: &expected.additional,
            external_id: expected.external_id.as_ref(),
            role: Some(&expected.role),
        }
    }
}

impl Expectation<'_> {
    /// Whether every principal of that account may assume the role.
    pub(super) fn owns(&self, account: &str) -> bool {
        let whole = self.additional.iter().filter(|p| p.is_account());
        let mut owners = self.principals.iter().chain(whole);
        owners.any(|owner| owner.account().as_str() == account)
    }

    /// Whether that principal may assume the role.
    pub(super) fn includes(&self, principal: &TrustedPrincipal) -> bool {
        self.owns(principal.account().as_str())
            || self
                .additional
                .iter()
                .any(|known| known.includes(principal))
    }
}

/// The external id: a third party sends it, so that no customer can make it assume another
/// customer's role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalId(String);

impl ExternalId {
    /// As it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ExternalId {
    type Err = ExternalIdError;

    fn from_str(text: &str) -> Result<Self, ExternalIdError> {
        if !(2..=1224).contains(&text.chars().count()) {
            return Err(ExternalIdError::Length(text.chars().count()));
        }
        match text.chars().find(|c| !is_allowed(*c)) {
            Some(character) => Err(ExternalIdError::Character(character)),
            None => Ok(Self(text.to_owned())),
        }
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_+=,.@:/-".contains(character)
}

/// Why STS would refuse the external id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExternalIdError {
    /// Too short or too long.
    #[error("an external id has 2 to 1224 characters, this one has {0}")]
    Length(usize),
    /// A character that STS does not take.
    #[error("`{0}` cannot stand in an external id: letters, digits and `_+=,.@:/-` only")]
    Character(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_is_what_sts_takes() {
        for text in ["ab", "Qovery-2024_+=,.@:/x", &"x".repeat(1224)] {
            assert_eq!(text.parse::<ExternalId>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_external_id_that_sts_refuses_is_refused() {
        for text in ["", "a", "a b", "a*", "é-id", "a\0", &"x".repeat(1225)] {
            assert!(text.parse::<ExternalId>().is_err(), "{text:?}");
        }
    }
}
