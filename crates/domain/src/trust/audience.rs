//! Who else gets in: every caller outside the expected accounts, set by set, none sampled.

use std::collections::BTreeSet;

use super::{
    ExpectedTrust,
    bounds::is_shared,
    caller::{Caller, Who},
    evaluate::Evaluation,
    glob::Token,
    policy::{Item, Piece, Policy, ProviderKind, Statement, Test},
    principal::{PrincipalKind, TrustedPrincipal},
};

/// Everyone who gets in and should not.
#[derive(Debug)]
pub(super) struct Audience<'a> {
    /// A way in for each set of outsiders that has one.
    pub(super) others: Vec<Other<'a>>,
    /// The ways in for a stranger.
    pub(super) public: Vec<&'a Statement>,
}

/// A set of outsiders, and the statement that lets them in.
#[derive(Debug)]
pub(super) struct Other<'a> {
    pub(super) who: Who<'a>,
    pub(super) statement: &'a Statement,
}

/// Statements that open the role to strangers, past which no more are named.
const DOORS: usize = 50;

/// The sets of callers to look at: together they hold every caller that a statement can let in.
#[derive(Debug, Default)]
pub(super) struct Outsiders<'a> {
    callers: Vec<Caller<'a>>,
    strangers: Vec<Caller<'a>>,
}

impl<'a> Outsiders<'a> {
    /// Everyone outside the expected accounts whom an `Allow` names; where one names `*`,
    /// everyone. `accounts` are those that the policy or the role names.
    pub(super) fn of(
        policy: &'a Policy,
        expected: &'a ExpectedTrust,
        accounts: &'a BTreeSet<String>,
    ) -> Self {
        let mut outsiders = Self::default();
        let allows = policy.statements.iter().filter(|s| s.allows);
        let mut is_wide = false;
        for principals in allows.map(|s| &s.principals) {
            is_wide |= principals.except;
            for item in &principals.items {
                match item {
                    Item::Anyone => is_wide = true,
                    item => outsiders.add(item, expected),
                }
            }
        }
        if is_wide {
            outsiders.add_everyone(expected, accounts);
        }
        outsiders
    }

    fn add(&mut self, item: &'a Item, expected: &'a ExpectedTrust) {
        let who = match item {
            Item::Aws(principal) if is_expected(principal, expected) => return,
            Item::Aws(principal) if principal.kind() == PrincipalKind::Account => {
                Who::Account(principal.account().as_str())
            }
            Item::Aws(principal) => Who::Principal(principal),
            Item::Service(name) => Who::Service(name),
            Item::Federated(provider) => match &provider.kind {
                ProviderKind::Saml => Who::Saml(provider),
                ProviderKind::WebIdentity(url) => {
                    if is_shared(url) {
                        self.strangers.push(stranger(Who::WebIdentity(provider)));
                    }
                    Who::WebIdentity(provider)
                }
            },
            Item::Anyone | Item::Deleted => return,
        };
        self.push(who, expected);
    }

    fn add_everyone(&mut self, expected: &'a ExpectedTrust, accounts: &'a BTreeSet<String>) {
        let of_others = |account: &&String| !expected.owns(account);
        for account in accounts.iter().filter(of_others) {
            self.push(Who::Account(account), expected);
        }
        for who in [Who::AnyAccount, Who::AnyService, Who::AnyWebIdentity] {
            self.push(who, expected);
        }
        self.strangers.push(stranger(Who::AnyAccount));
        self.strangers.push(stranger(Who::AnyWebIdentity));
    }

    fn push(&mut self, who: Who<'a>, expected: &'a ExpectedTrust) {
        self.callers.push(Caller {
            without: &expected.additional,
            ..Caller::outsider(who)
        });
    }

    /// Those who get in.
    pub(super) fn let_in_by(self, evaluation: &'a Evaluation<'a>) -> Audience<'a> {
        let public = self.strangers.into_iter();
        let public = public.flat_map(|caller| evaluation.doors(caller));
        let public = public.map(|(statement, _)| statement).take(DOORS).collect();
        let first_door = |caller: Caller<'a>| {
            let (statement, _) = evaluation.doors(caller).into_iter().next()?;
            let who = caller.who;
            Some(Other { who, statement })
        };
        let others = self.callers.into_iter().filter_map(first_door).collect();
        Audience { others, public }
    }
}

fn stranger(who: Who) -> Caller {
    Caller {
        is_stranger: true,
        ..Caller::outsider(who)
    }
}

/// Whether the principal is one of the expected ones, or cannot meet the role at all.
fn is_expected(principal: &TrustedPrincipal, expected: &ExpectedTrust) -> bool {
    expected.owns(principal.account().as_str())
        || expected
            .additional
            .iter()
            .any(|known| known.includes(principal))
        || !principal.is_in(expected.role.partition())
}

impl ExpectedTrust {
    /// Whether everyone in that account may get in.
    fn owns(&self, account: &str) -> bool {
        let whole = self
            .additional
            .iter()
            .filter(|p| p.kind() == PrincipalKind::Account);
        self.principals
            .iter()
            .chain(whole)
            .any(|p| p.account().as_str() == account)
    }
}

/// Every account that the policy names in any way, and the role's own.
pub(super) fn named_accounts(policy: &Policy, expected: &ExpectedTrust) -> BTreeSet<String> {
    let mut accounts = BTreeSet::from([expected.role.account().to_string()]);
    for statement in &policy.statements {
        for item in &statement.principals.items {
            if let Item::Aws(principal) = item {
                accounts.insert(principal.account().to_string());
            }
        }
        for clause in &statement.clauses {
            if let Test::Text { patterns, .. } = &clause.test {
                let pieces = patterns.iter().flat_map(|pattern| &pattern.pieces);
                pieces.for_each(|piece| accounts_in(piece, &mut accounts));
            }
        }
    }
    accounts
}

/// Any twelve digits in a row: to take too many for accounts costs time, to miss one costs truth.
fn accounts_in(piece: &Piece, accounts: &mut BTreeSet<String>) {
    let Piece::Fixed(shape) = piece else {
        return;
    };
    let mut digits = String::new();
    for token in shape {
        match token {
            Token::Char(c) if c.is_ascii_digit() => digits.push(*c),
            _ => digits.clear(),
        }
        if let Some(start) = digits.len().checked_sub(12) {
            accounts.insert(digits[start..].to_owned());
        }
    }
}

impl Audience<'_> {
    /// Whether a stranger gets in, or may.
    pub(super) fn is_public(&self) -> bool {
        !self.public.is_empty()
    }

    /// Whether anyone gets in who should not, or may.
    pub(super) fn has_others(&self) -> bool {
        self.is_public() || !self.others.is_empty()
    }
}
