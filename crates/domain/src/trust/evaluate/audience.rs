//! Who else can assume the role: every caller outside the expected accounts, set by set, none
//! sampled.

use std::collections::BTreeSet;

use super::{
    Evaluation, bounds,
    caller::{Caller, Who},
};
use crate::trust::{
    expected::Expectation,
    policy::{
        Policy, ProviderKind, Statement, Test,
        token::{Token, spelt},
    },
    principal::{PrincipalKind, TrustedPrincipal},
    truth::Truth,
};

/// Everyone who can assume the role and should not.
#[derive(Debug, Default)]
pub(crate) struct Audience<'a> {
    /// A way in for each set of outsiders that has one.
    pub(crate) others: Vec<Other<'a>>,
    /// The ways in for a stranger.
    pub(crate) public: Vec<&'a Statement>,
}

/// A set of outsiders, and a statement that allows their calls.
#[derive(Debug)]
pub(crate) struct Other<'a> {
    pub(crate) who: Who<'a>,
    pub(crate) statement: &'a Statement,
}

impl<'a> Audience<'a> {
    /// Whether a stranger can assume the role, or may be able to.
    pub(crate) fn is_public(&self) -> bool {
        !self.public.is_empty()
    }

    /// Whether anyone can assume the role who should not, or may be able to.
    pub(crate) fn has_others(&self) -> bool {
        self.is_public() || !self.others.is_empty()
    }

    /// Everyone whom an `Allow` lets assume the role. `accounts` are those that each statement
    /// names.
    pub(crate) fn of(
        evaluation: &'a Evaluation<'a>,
        expected: Expectation<'a>,
        accounts: &'a NamedAccounts,
    ) -> Self {
        let mut audience = Self::default();
        for allow in evaluation.allows() {
            let way_in = WayIn {
                evaluation,
                expected,
                allow,
            };
            audience.add_named(&way_in);
            if allow.is_for_everyone() {
                audience.add_everyone(&way_in, accounts);
            }
        }
        audience
    }

    /// The callers that the statement names.
    fn add_named(&mut self, way_in: &WayIn<'a>) {
        let principals = &way_in.allow.principals;
        if principals.except {
            return;
        }
        for principal in &principals.aws {
            if way_in.is_expected(principal) {
                continue;
            }
            self.add(
                way_in,
                match principal.kind() {
                    PrincipalKind::Account => Who::Account(principal.account().as_str()),
                    _ => Who::Principal(principal),
                },
            );
        }
        for service in &principals.services {
            self.add(way_in, Who::Service(service));
        }
        for provider in &principals.providers {
            match &provider.kind {
                ProviderKind::Saml => self.add(way_in, Who::Saml(provider)),
                ProviderKind::WebIdentity(url) => {
                    self.add(way_in, Who::WebIdentity(provider));
                    if bounds::is_shared(url) {
                        self.add_stranger(way_in, Who::WebIdentity(provider));
                    }
                }
            }
        }
    }

    /// Every caller there is.
    fn add_everyone(&mut self, way_in: &WayIn<'a>, accounts: &'a NamedAccounts) {
        let named = accounts.of(way_in.allow);
        for account in named.filter(|account| !way_in.expected.owns(account)) {
            self.add(way_in, Who::Account(account));
        }
        self.add(way_in, Who::AnyService);
        for who in [Who::AnyAccount, Who::AnyWebIdentity, Who::AnySaml] {
            self.add(way_in, who);
            self.add_stranger(way_in, who);
        }
    }

    fn add(&mut self, way_in: &WayIn<'a>, who: Who<'a>) {
        let caller = Caller {
            except: way_in.expected.additional,
            ..Caller::outsider(who)
        };
        if way_in.is_open_to(caller) {
            let statement = way_in.allow;
            self.others.push(Other { who, statement });
        }
    }

    fn add_stranger(&mut self, way_in: &WayIn<'a>, who: Who<'a>) {
        let is_known = self
            .public
            .last()
            .is_some_and(|last| last.index == way_in.allow.index);
        if !is_known && way_in.is_open_to(Caller::stranger(who)) {
            self.public.push(way_in.allow);
        }
    }
}

/// An `Allow` statement as a way in.
struct WayIn<'a> {
    evaluation: &'a Evaluation<'a>,
    expected: Expectation<'a>,
    allow: &'a Statement,
}

impl<'a> WayIn<'a> {
    fn is_open_to(&self, caller: Caller<'a>) -> bool {
        let request = self.evaluation.request(caller);
        request.is_let_in_by(self.allow).is_possible()
    }

    /// Whether the principal is expected or additional, or cannot call `sts:AssumeRole` at all.
    fn is_expected(&self, principal: &TrustedPrincipal) -> bool {
        self.expected.includes(principal) || self.evaluation.home.meets(principal) == Truth::False
    }
}

/// The accounts that statements name in any way, by statement.
#[derive(Debug, Default)]
pub(crate) struct NamedAccounts {
    /// The role's own and those of the `Deny` statements: they may fare differently everywhere.
    everywhere: BTreeSet<String>,
    /// Those of an `Allow`, by its index.
    of_allow: Vec<(usize, BTreeSet<String>)>,
}

impl NamedAccounts {
    pub(crate) fn of_policy(policy: &Policy, own: Option<&str>) -> Self {
        let mut named = Self::default();
        if !policy
            .statements
            .iter()
            .any(|s| s.allows && s.is_for_everyone())
        {
            return named;
        }
        named.everywhere.extend(own.map(str::to_owned));
        for statement in &policy.statements {
            if statement.allows {
                let mut accounts = BTreeSet::new();
                add_accounts(statement, &mut accounts);
                named.of_allow.push((statement.index, accounts));
            } else {
                add_accounts(statement, &mut named.everywhere);
            }
        }
        named
    }

    fn of(&self, allow: &Statement) -> impl Iterator<Item = &String> {
        let found = self
            .of_allow
            .binary_search_by_key(&allow.index, |(index, _)| *index);
        let own = found.ok().map(|at| &self.of_allow[at].1);
        let elsewhere = |account: &&String| !self.everywhere.contains(*account);
        let own = own.into_iter().flatten().filter(elsewhere);
        self.everywhere.iter().chain(own)
    }
}

fn add_accounts(statement: &Statement, accounts: &mut BTreeSet<String>) {
    for principal in &statement.principals.aws {
        accounts.insert(principal.account().to_string());
    }
    for clause in &statement.clauses {
        if let Test::Text { texts, .. } = &clause.test {
            texts
                .spelt_out()
                .for_each(|value| add_digits(&value, accounts));
        }
    }
}

/// Every twelve digits in a row. A longer run names no account: in no value of a key do more
/// digits adjoin an account id.
fn add_digits(value: &[Token], accounts: &mut BTreeSet<String>) {
    let is_digit = |token: &Token| matches!(token, Token::Char(c) if c.is_ascii_digit());
    for run in value.split(|token| !is_digit(token)) {
        if run.len() == 12 {
            accounts.insert(spelt(run));
        }
    }
}
