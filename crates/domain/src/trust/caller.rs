//! Who calls: one principal, or a whole set of callers of which only some things are known.
//!
//! The sets together hold every possible caller, so what holds for each of them holds for all.

use super::{
    policy::{Actions, Item, Provider, ProviderKind, Statement},
    principal::{PrincipalKind, TrustedPrincipal},
    truth::{Truth, any},
};

/// A set of callers, and what is known of their call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) who: Who<'a>,
    pub(super) external_id: ExternalIdSent<'a>,
    /// Nobody in particular: in no organization, network or address block that the policy names.
    pub(super) is_stranger: bool,
    /// Calls as itself and not through a service: the third party does.
    pub(super) is_direct: bool,
    /// Those of the account who are meant to get in, and so are not in the set.
    pub(super) without: &'a [TrustedPrincipal],
}

/// Which callers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who<'a> {
    /// This principal; of an account, anyone in it.
    Principal(&'a TrustedPrincipal),
    /// Anyone in this account.
    Account(&'a str),
    /// Anyone in any account that the policy does not name.
    AnyAccount,
    Service(&'a str),
    AnyService,
    /// Anyone with a token of this provider.
    WebIdentity(&'a Provider),
    /// Anyone with a token of any provider.
    AnyWebIdentity,
    Saml(&'a Provider),
}

/// The external id that comes with the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExternalIdSent<'a> {
    /// Any, or none.
    Anything,
    None,
    This(&'a str),
    AnyBut(&'a str),
}

impl<'a> Caller<'a> {
    /// Somebody who is not expected, free to send what they like.
    pub(super) fn outsider(who: Who<'a>) -> Self {
        Self {
            who,
            external_id: ExternalIdSent::Anything,
            is_stranger: false,
            is_direct: false,
            without: &[],
        }
    }

    /// The third party, sending what it sends.
    pub(super) fn expected(principal: &'a TrustedPrincipal, external_id: Option<&'a str>) -> Self {
        Self {
            external_id: external_id.map_or(ExternalIdSent::None, ExternalIdSent::This),
            is_direct: true,
            ..Self::outsider(Who::Principal(principal))
        }
    }

    /// Whether the statement covers the way in which this caller assumes a role.
    pub(super) fn acts_through(&self, actions: Actions) -> bool {
        match self.who {
            Who::WebIdentity(_) | Who::AnyWebIdentity => actions.with_web_identity,
            Who::Saml(_) => actions.with_saml,
            _ => actions.assume_role,
        }
    }

    /// Whether the statement's `Principal` names this caller; principals of other partitions
    /// are nobody to the role. `arn` answers for one known only through `aws:PrincipalArn`.
    pub(super) fn is_named_by(
        &self,
        statement: &Statement,
        partition: &str,
        arn: &dyn Fn(&TrustedPrincipal) -> Truth,
    ) -> Truth {
        let can_meet = |item: &&Item| match item {
            Item::Aws(principal) => principal.is_in(partition),
            _ => true,
        };
        let items = statement.principals.items.iter().filter(can_meet);
        any(items.map(|item| self.is(item, arn))).flip_if(statement.principals.except)
    }

    fn is(&self, item: &Item, arn: &dyn Fn(&TrustedPrincipal) -> Truth) -> Truth {
        match (item, self.who) {
            (Item::Anyone, _) => Truth::True,
            (Item::Aws(named), Who::Principal(principal)) => relate(named, principal),
            (Item::Aws(named), Who::Account(account)) => self.is_in(named, account, arn),
            (Item::Service(named), Who::Service(service)) => Truth::from(named == service),
            (Item::Service(_), Who::AnyService) => Truth::Unknown,
            (Item::Federated(named), Who::WebIdentity(provider) | Who::Saml(provider)) => {
                Truth::from(named == provider)
            }
            (Item::Federated(named), Who::AnyWebIdentity) => match named.kind {
                ProviderKind::WebIdentity(_) => Truth::Unknown,
                ProviderKind::Saml => Truth::False,
            },
            _ => Truth::False,
        }
    }

    /// Whether a principal that the policy names is somebody in the account.
    fn is_in(
        &self,
        named: &TrustedPrincipal,
        account: &str,
        arn: &dyn Fn(&TrustedPrincipal) -> Truth,
    ) -> Truth {
        if named.account().as_str() != account {
            return Truth::False;
        }
        match named.kind() {
            PrincipalKind::Account => Truth::True,
            _ if self.without.iter().any(|known| known.includes(named)) => Truth::False,
            _ => arn(named),
        }
    }
}

/// Whether the policy means this principal when it names that one.
fn relate(named: &TrustedPrincipal, principal: &TrustedPrincipal) -> Truth {
    if named.includes(principal) {
        Truth::True
    } else if principal.includes(named) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
