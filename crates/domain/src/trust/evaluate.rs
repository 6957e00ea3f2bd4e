//! The policy against one caller, as AWS evaluates it, in three values.
//!
//! Source: IAM user guide, "Policy evaluation logic".

use std::cell::Cell;

use super::{
    caller::Caller,
    policy::{Policy, Statement},
    request::Request,
    truth::{Truth, any},
};
use crate::aws::arn::RoleArn;

/// Steps of matching after which a policy counts as unsafe: more than a policy as long as IAM
/// stores can need, and some milliseconds.
const STEPS: u64 = 5_000_000;

/// A policy on its role, with what is left of the work that it may cost.
#[derive(Debug)]
pub(super) struct Evaluation<'a> {
    pub(super) policy: &'a Policy,
    pub(super) role: &'a RoleArn,
    steps: Cell<u64>,
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

    /// Its `Allow` or its `Deny` statements.
    pub(super) fn statements(&self, allows: bool) -> impl Iterator<Item = &'a Statement> {
        self.policy
            .statements
            .iter()
            .filter(move |s| s.allows == allows)
    }

    fn denied(&'a self, request: &Request<'a>) -> Truth {
        let request = request.in_general();
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

    /// Counts work done.
    pub(super) fn spend(&self, work: usize) {
        self.steps
            .set(self.steps.get().saturating_sub(1 + work as u64));
    }
}
