//! Who calls: one principal, or a whole set of callers of which only some things are known.
//!
//! The sets together hold every possible caller, so what holds for each of them holds for all.

use crate::trust::{
    policy::{Actions, Provider},
    principal::{PrincipalKind, TrustedPrincipal},
};

/// A set of callers, and what is known of their call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) who: Who<'a>,
    pub(crate) external_id: ExternalIdSent<'a>,
    /// In no organization, network or address block that the policy names.
    pub(crate) is_stranger: bool,
    /// The third party: it calls as itself, not through a service, and not with a token's session.
    pub(crate) is_expected: bool,
    /// Expected and additional principals of the account, which are not in the set.
    pub(crate) except: &'a [TrustedPrincipal],
}

/// Which callers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who<'a> {
    /// This principal; of an account, anyone in it.
    Principal(&'a TrustedPrincipal),
    /// Anyone in this account.
    Account(&'a str),
    /// Anyone in any account that the statement and the `Deny` statements do not name.
    AnyAccount,
    Service(&'a str),
    AnyService,
    /// Anyone with a token of this provider.
    WebIdentity(&'a Provider),
    /// Anyone with a token of any provider.
    AnyWebIdentity,
    /// Anyone with an assertion of this provider.
    Saml(&'a Provider),
    /// Anyone with an assertion of any provider.
    AnySaml,
}

/// The external id that comes with the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExternalIdSent<'a> {
    /// Any, or none.
    Anything,
    None,
    This(&'a str),
    AnyBut(&'a str),
}

impl<'a> Caller<'a> {
    /// A caller who is not expected, free to send anything.
    pub(crate) fn outsider(who: Who<'a>) -> Self {
        Self {
            who,
            external_id: ExternalIdSent::Anything,
            is_stranger: false,
            is_expected: false,
            except: &[],
        }
    }

    /// An outsider outside of any controlled set.
    pub(crate) fn stranger(who: Who<'a>) -> Self {
        Self {
            is_stranger: true,
            ..Self::outsider(who)
        }
    }

    /// The third party, sending what it sends.
    pub(crate) fn expected(principal: &'a TrustedPrincipal, external_id: Option<&'a str>) -> Self {
        Self {
            external_id: external_id.map_or(ExternalIdSent::None, ExternalIdSent::This),
            is_expected: true,
            ..Self::outsider(Who::Principal(principal))
        }
    }

    /// Whether the statement covers the way in which this caller assumes a role.
    ///
    /// Source: IAM user guide, "Compare AWS STS credentials": a federated user's session calls no
    /// operation of STS but `GetCallerIdentity`.
    pub(crate) fn acts_through(&self, actions: Actions) -> bool {
        match self.who {
            Who::Principal(p) if p.kind() == PrincipalKind::FederatedUser => false,
            Who::WebIdentity(_) | Who::AnyWebIdentity => actions.with_web_identity,
            Who::Saml(_) | Who::AnySaml => actions.with_saml,
            _ => actions.assume_role,
        }
    }

    pub(crate) fn is_service(&self) -> bool {
        matches!(self.who, Who::Service(_) | Who::AnyService)
    }
}
