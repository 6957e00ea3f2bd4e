//! Whether a statement's `Principal` names the caller, and what follows for the caller.

use super::{caller::Who, request::Request};
use crate::trust::{
    policy::{Principals, ProviderKind, Statement, glob::relation, token::Shape},
    principal::{PrincipalKind, TrustedPrincipal},
    truth::{Truth, across, any},
};

/// How a statement names a caller.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(crate) truth: Truth,
    /// What `aws:PrincipalArn` can be in a call that the statement is about; `None` where the
    /// statement names the whole account or everyone.
    pub(crate) arns: Option<Vec<Shape>>,
}

impl Naming {
    fn plain(truth: Truth) -> Self {
        Self { truth, arns: None }
    }
}

impl Request<'_> {
    /// Whether the statement's `Principal` names the caller.
    pub(crate) fn naming(&self, statement: &Statement) -> Naming {
        let principals = &statement.principals;
        if principals.everyone {
            Naming::plain(Truth::from(!principals.except))
        } else if principals.except {
            Naming::plain(!self.named_among(principals, false).truth)
        } else {
            self.named_among(principals, statement.allows)
        }
    }

    /// A single principal that an `Allow` names is a set of callers of its own, so it is left out
    /// of the sets that hold more than it: `sets_apart`.
    fn named_among(&self, principals: &Principals, sets_apart: bool) -> Naming {
        let some = |is_there: bool| {
            if is_there && !sets_apart {
                Truth::Unknown
            } else {
                Truth::False
            }
        };
        let of_kind = |saml: bool| {
            let mut providers = principals.providers.iter();
            providers.any(|p| (p.kind == ProviderKind::Saml) == saml)
        };
        match self.caller.who {
            Who::Principal(caller) => {
                self.of_account(principals, caller.account().as_str(), |named| {
                    relate(named, caller)
                })
            }
            Who::Account(account) => self.of_account(principals, account, |named| {
                self.is_in_account(named, sets_apart)
            }),
            Who::AnyAccount => Naming::plain(Truth::False),
            Who::Service(name) => {
                let found = principals
                    .services
                    .binary_search_by(|named| named.as_str().cmp(name));
                Naming::plain(Truth::from(found.is_ok()))
            }
            Who::AnyService => Naming::plain(some(!principals.services.is_empty())),
            Who::WebIdentity(provider) | Who::Saml(provider) => Naming::plain(Truth::from(
                principals.providers.binary_search(provider).is_ok(),
            )),
            Who::AnyWebIdentity => Naming::plain(some(of_kind(false))),
            Who::AnySaml => Naming::plain(some(of_kind(true))),
        }
    }

    fn of_account(
        &self,
        principals: &Principals,
        account: &str,
        is_caller: impl Fn(&TrustedPrincipal) -> Truth,
    ) -> Naming {
        let mut truth = Truth::False;
        let mut arns = Some(Vec::new());
        for named in principals.of_account(account) {
            let one = self.home().meets(named).and(is_caller(named));
            if one == Truth::False {
                continue;
            }
            truth = truth.or(one);
            match &mut arns {
                Some(arns) if !named.is_account() => arns.extend(named.calling_arns()),
                arns => *arns = None,
            }
        }
        Naming { truth, arns }
    }

    /// Whether the policy names a principal of the caller's account.
    fn is_in_account(&self, named: &TrustedPrincipal, sets_apart: bool) -> Truth {
        match named.kind() {
            PrincipalKind::Account => Truth::True,
            _ if sets_apart => Truth::False,
            _ if self.caller.except.iter().any(|known| known.includes(named)) => Truth::False,
            _ => self.has_arn_of(named),
        }
    }

    /// Whether the caller, known by `aws:PrincipalArn` only, is that principal.
    fn has_arn_of(&self, named: &TrustedPrincipal) -> Truth {
        let known = self.known_arn();
        let arns = named.calling_arns();
        let is_named = |shape: &Shape| any(arns.iter().map(|arn| relation(arn, shape, false)));
        let truth = across(known.shapes.iter().map(is_named));
        match named.kind() {
            // A role has more sessions than the one that is named.
            PrincipalKind::Session if truth.is_possible() => Truth::Unknown,
            _ => truth,
        }
    }
}

/// Whether the policy means this principal when it names that one.
fn relate(named: &TrustedPrincipal, caller: &TrustedPrincipal) -> Truth {
    if named.kind() == PrincipalKind::FederatedUser {
        Truth::False
    } else if named.includes(caller) {
        Truth::True
    } else if caller.includes(named) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
