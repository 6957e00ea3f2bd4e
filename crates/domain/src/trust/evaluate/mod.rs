//! The policy against one caller, as AWS evaluates it, in three values.
//!
//! Source: IAM user guide, "Policy evaluation logic".

pub(crate) mod audience;
mod bounds;
pub(crate) mod caller;
pub(crate) mod condition;
pub(crate) mod external_id;
pub(crate) mod home;
pub(crate) mod knowledge;
mod naming;
pub(crate) mod request;
mod signer;

use std::cell::Cell;

use self::{caller::Caller, home::Home, request::Request};
use super::{
    expected::Expectation,
    policy::{Policy, Statement},
    truth::{Truth, any},
};

/// Steps of matching after which a policy counts as unsafe: more than a policy as long as IAM
/// stores can need, and some milliseconds.
const STEPS: u64 = 5_000_000;

/// A policy on its role, with what is left of the work that it may cost.
#[derive(Debug)]
pub(crate) struct Evaluation<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) home: Home<'a>,
    steps: Cell<u64>,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(policy: &'a Policy, expected: Expectation<'a>) -> Self {
        Self {
            policy,
            home: Home::of(policy, expected),
            steps: Cell::new(STEPS),
        }
    }

    /// Whether the answers can be relied on: past the limit they are not even looked for.
    pub(crate) fn is_complete(&self) -> bool {
        self.steps.get() > 0
    }

    /// The requests of that caller.
    pub(crate) fn request(&'a self, caller: Caller<'a>) -> Request<'a> {
        Request::new(self, caller)
    }

    /// Its `Allow` statements.
    pub(crate) fn allows(&self) -> impl Iterator<Item = &'a Statement> + use<'a> {
        self.policy.statements.iter().filter(|s| s.allows)
    }

    /// Its `Deny` statements.
    pub(crate) fn denies(&self) -> impl Iterator<Item = &'a Statement> + use<'a> {
        self.policy.statements.iter().filter(|s| !s.allows)
    }

    /// Counts work done.
    pub(crate) fn spend(&self, work: usize) {
        self.steps.set(self.steps.get().saturating_sub(work as u64));
    }
}

impl<'a> Request<'a> {
    /// Whether the caller can assume the role: in every request, in some, or in none.
    pub(crate) fn is_let_in(&self) -> Truth {
        any(self
            .evaluation()
            .allows()
            .map(|allow| self.is_let_in_by(allow)))
    }

    /// Whether this statement lets the caller assume the role, `Deny` statements considered.
    pub(crate) fn is_let_in_by(&self, allow: &'a Statement) -> Truth {
        let allowed = self.applies(allow);
        let mut denies = self.evaluation().denies().peekable();
        if allowed == Truth::False || denies.peek().is_none() {
            return allowed;
        }
        let narrowed = self.narrowed_by(allow);
        allowed.and(!any(denies.map(|deny| narrowed.applies(deny))))
    }

    /// The `Allow` statements by which the caller can assume the role.
    pub(crate) fn doors(&self) -> impl Iterator<Item = &'a Statement> {
        let allows = self.evaluation().allows();
        allows.filter(|allow| self.is_let_in_by(allow).is_possible())
    }
}
