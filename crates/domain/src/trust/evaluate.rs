//! The policy against one caller, as AWS evaluates it, in three values.
//!
//! Source: IAM user guide, "Policy evaluation logic".

use std::cell::Cell;

use super::{
    caller::Caller,
    condition,
    glob::{Shape, Token, literal, relation},
    key::Key,
    knowledge::{Knowledge, Presence},
    policy::{Clause, Policy, Quantifier, Statement, Test, TextComparison},
    principal::{PrincipalKind, TrustedPrincipal},
    truth::{Truth, all, any},
};
use crate::arn::RoleArn;

/// Steps of matching after which a policy counts as unsafe: more than a policy as long as IAM
/// stores can need, and some milliseconds.
const STEPS: u64 = 5_000_000;

/// A narrowed value longer than this is left open.
const NARROW_TOKENS: usize = 512;

/// A policy on its role, with what is left of the work that it may cost.
#[derive(Debug)]
pub(super) struct Evaluation<'a> {
    pub(super) policy: &'a Policy,
    pub(super) role: &'a RoleArn,
    steps: Cell<u64>,
}

/// A call of some caller, with what a statement's conditions say of it.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) caller: Caller<'a>,
    evaluation: &'a Evaluation<'a>,
    narrowed: Vec<(&'a str, Vec<Shape>)>,
    /// Take the caller as not among the few that a negated condition leaves out.
    is_ordinary: bool,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(policy: &'a Policy, role: &'a RoleArn) -> Self {
        Self {
            policy,
            role,
            steps: Cell::new(STEPS),
        }
    }

    /// Whether the answers can be relied on: past the limit they are not even looked for.
    pub(super) fn is_complete(&self) -> bool {
        self.steps.get() > 0
    }

    /// Whether the caller gets in: in every request, in some, or in none.
    pub(super) fn allows(&'a self, caller: Caller<'a>) -> Truth {
        self.decide(&Request::new(caller, self, false))
    }

    /// As [`Self::allows`], for a caller who is not among the few that a negated condition of an
    /// `Allow` leaves out.
    pub(super) fn allows_ordinary(&'a self, caller: Caller<'a>) -> Truth {
        self.decide(&Request::new(caller, self, true))
    }

    /// The `Allow` statements that can let the caller in, `Deny` statements considered.
    pub(super) fn doors(&'a self, caller: Caller<'a>) -> Vec<(&'a Statement, Truth)> {
        let request = Request::new(caller, self, false);
        let denied = self.denied(&request);
        self.statements(true)
            .map(|allow| (allow, self.through(allow, &request, denied)))
            .filter(|(_, truth)| truth.is_possible())
            .collect()
    }

    fn decide(&'a self, request: &Request<'a>) -> Truth {
        let denied = self.denied(request);
        any(self
            .statements(true)
            .map(|allow| self.through(allow, request, denied)))
    }

    pub(super) fn request(&'a self, caller: Caller<'a>) -> Request<'a> {
        Request::new(caller, self, false)
    }

    fn statements(&self, allows: bool) -> impl Iterator<Item = &'a Statement> {
        self.policy
            .statements
            .iter()
            .filter(move |s| s.allows == allows)
    }

    fn denied(&'a self, request: &Request<'a>) -> Truth {
        let request = Request {
            is_ordinary: false,
            narrowed: Vec::new(),
            ..*request
        };
        any(self.statements(false).map(|deny| request.applies(deny)))
    }

    /// Whether the caller gets in through this statement.
    fn through(&'a self, allow: &'a Statement, request: &Request<'a>, denied: Truth) -> Truth {
        if denied == Truth::True || !self.is_complete() {
            return if self.is_complete() {
                Truth::False
            } else {
                Truth::Unknown
            };
        }
        let allowed = request.applies(allow);
        if denied == Truth::False || allowed == Truth::False {
            return allowed;
        }
        // Some `Deny` may apply: see whether it does to those that this statement lets in.
        let narrowed = request.narrowed_by(allow);
        let denied = any(self.statements(false).map(|deny| narrowed.applies(deny)));
        allowed.and(!denied)
    }
}

impl<'a> Request<'a> {
    fn new(caller: Caller<'a>, evaluation: &'a Evaluation<'a>, is_ordinary: bool) -> Self {
        Self {
            caller,
            evaluation,
            narrowed: Vec::new(),
            is_ordinary,
        }
    }

    pub(super) fn statements(&self, allows: bool) -> impl Iterator<Item = &'a Statement> {
        self.evaluation.statements(allows)
    }

    /// Whether the statement's `Principal` names the caller.
    pub(super) fn named(&self, statement: &Statement) -> Truth {
        let partition = self.evaluation.role.partition();
        self.caller
            .is_named_by(statement, partition, &|principal| self.is_arn(principal))
    }

    /// What is known of a key in this request.
    pub(super) fn known(&self, key: Key, name: &str) -> Knowledge<'a> {
        let role = self.evaluation.role;
        if let Some((_, shapes)) = self.narrowed.iter().find(|(narrowed, _)| *narrowed == name) {
            return Knowledge::shaped(Presence::Always, shapes.clone());
        }
        Knowledge::of(
            key,
            name,
            &self.caller,
            role.account().as_str(),
            role.partition(),
        )
    }

    /// Counts the work of matching a pattern with what is known of a value: linear for a whole
    /// value, not for a part.
    pub(super) fn spend_match(&self, pattern: &[Token], value: &[Token]) {
        let is_whole = value.iter().all(|t| matches!(t, Token::Char(_)));
        let (pattern, value) = (1 + pattern.len(), 1 + value.len());
        self.spend(if is_whole {
            pattern + value
        } else {
            pattern.saturating_mul(value)
        });
    }

    fn spend(&self, work: usize) {
        let steps = &self.evaluation.steps;
        steps.set(steps.get().saturating_sub(1 + work as u64));
    }

    /// What a negated condition on an unknown value comes to.
    pub(super) fn carved_out(&self) -> Truth {
        if self.is_ordinary {
            Truth::True
        } else {
            Truth::Unknown
        }
    }

    /// Whether the statement is about this request.
    pub(super) fn applies(&self, statement: &Statement) -> Truth {
        self.spend(statement.principals.items.len());
        if !self.evaluation.is_complete() {
            return Truth::Unknown;
        }
        if !self.caller.acts_through(statement.actions) {
            return Truth::False;
        }
        let named = self.named(statement);
        if named == Truth::False {
            return named;
        }
        named.and(all(statement
            .clauses
            .iter()
            .map(|clause| condition::holds(clause, self))))
    }

    /// Whether somebody known by `aws:PrincipalArn` only is the principal that a policy names.
    fn is_arn(&self, principal: &TrustedPrincipal) -> Truth {
        if principal.kind() == PrincipalKind::Session {
            return Truth::Unknown;
        }
        let known = self.known(Key::PrincipalArn, "aws:principalarn");
        let arn = literal(principal.as_str());
        let mut truths = known
            .shapes
            .iter()
            .map(|shape| relation(&arn, shape, false));
        let first = truths.next().unwrap_or(Truth::Unknown);
        truths.fold(
            first,
            |one, other| if one == other { one } else { Truth::Unknown },
        )
    }

    /// The same caller, in those requests only that fit the statement's conditions.
    fn narrowed_by(&self, allow: &'a Statement) -> Self {
        let narrowed = allow.clauses.iter().filter_map(|clause| {
            let mut shapes = only_values(clause)?;
            let known = self.known(clause.key, &clause.name);
            let can_be = |text: &Shape| {
                known.shapes.iter().any(|shape| {
                    self.spend_match(text, shape);
                    relation(text, shape, false).is_possible()
                })
            };
            shapes.retain(can_be);
            (known.but.is_empty() && !shapes.is_empty()).then_some((clause.name.as_str(), shapes))
        });
        Self {
            narrowed: narrowed.collect(),
            is_ordinary: false,
            ..*self
        }
    }
}

/// The texts of which a key must have one for the clause to hold, where it spells them out.
fn only_values(clause: &Clause) -> Option<Vec<Shape>> {
    let Test::Text {
        comparison,
        patterns,
    } = &clause.test
    else {
        return None;
    };
    let plain = clause.quantifier == Quantifier::None && !clause.negated && !clause.if_exists;
    let cased = *comparison != TextComparison::EqualsIgnoreCase;
    let spelt = |shape: &&[Token]| shape.iter().all(|t| matches!(t, Token::Char(_)));
    let texts = patterns
        .iter()
        .map(|p| p.fixed().filter(spelt).map(<[Token]>::to_vec));
    let texts = texts.collect::<Option<Vec<Shape>>>()?;
    let size: usize = texts.iter().map(Vec::len).sum();
    let single = !clause.key.holds_many(&clause.name);
    (plain && cased && single && size <= NARROW_TOKENS).then_some(texts)
}
