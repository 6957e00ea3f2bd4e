//! Where the role lives, as far as it is known.

use crate::trust::{
    expected::Expectation, policy::Policy, principal::TrustedPrincipal, truth::Truth,
};

/// The role's account and partition; `None` where they are unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home<'a> {
    pub(crate) account: Option<&'a str>,
    pub(crate) partition: Option<&'a str>,
}

impl<'a> Home<'a> {
    /// Without the role's ARN its account is unknown. Its partition is the one that the expected
    /// principals or, if they are bare account ids, all principals of the policy are in: IAM
    /// accepts no others.
    pub(crate) fn of(policy: &'a Policy, expected: Expectation<'a>) -> Self {
        if let Some(role) = expected.role {
            return Self {
                account: Some(role.account().as_str()),
                partition: Some(role.partition()),
            };
        }
        let named = policy.statements.iter().flat_map(|s| &s.principals.aws);
        let partition = only(expected.principals.iter()).or_else(|| only(named));
        Self {
            account: None,
            partition,
        }
    }

    /// Whether the principal can call a role that lives here: no call crosses partitions, and a
    /// bare account id stands for the account in the role's own.
    pub(crate) fn meets(&self, principal: &TrustedPrincipal) -> Truth {
        match (principal.partition(), self.partition) {
            (Some(theirs), Some(ours)) => Truth::from(theirs == ours),
            (Some(_), None) => Truth::Unknown,
            (None, _) => Truth::True,
        }
    }
}

/// The one partition that they are in.
fn only<'a>(principals: impl Iterator<Item = &'a TrustedPrincipal>) -> Option<&'a str> {
    let mut partitions = principals.filter_map(TrustedPrincipal::partition);
    let first = partitions.next()?;
    partitions.all(|other| other == first).then_some(first)
}
