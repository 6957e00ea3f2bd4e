//! The decisions under test, and the order in which the functions carry them out. A check that can
//! fail puts another in the place of one of them.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
};

use domain::{
    finding::Finding,
    onboarding::{Deletion, DeletionFacts, DeletionRule, decide_deletion},
    reconciliation::{Expected, Observed, Repair, assess, plan},
    rotation::{Facts, Goal, Next, next},
};
use time::OffsetDateTime;

use crate::steps::Step;

#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) next: fn(&Goal, &Facts, OffsetDateTime) -> Next,
    pub(crate) plan: fn(&Expected, &Observed) -> Vec<Repair>,
    pub(crate) delete: fn(DeletionRule, &DeletionFacts) -> Result<Deletion, Vec<Finding>>,
    pub(crate) flow: Flow,
    /// What a reconciliation does in each world: the same world comes in many states.
    pub(crate) plans: RefCell<HashMap<u64, VecDeque<Step>>>,
}

/// What the functions owe to the decisions.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a duty of its own")]
pub(crate) struct Flow {
    /// The reconciliation asks again, before each repair, whether the stack is at rest.
    pub(crate) asks_again: bool,
    /// An Update notes what it supersedes before Qovery is given what supersedes it.
    pub(crate) notes_before_giving: bool,
    /// A roll-back does, too.
    pub(crate) notes_before_giving_back: bool,
    /// The note of the pushed key is removed before Qovery is given another one.
    pub(crate) forgets_before_giving: bool,
    /// An Update leaves what it supersedes to the reconciliation.
    pub(crate) keeps_what_leaves: bool,
    /// The template retains identities, so that `CloudFormation` deletes none.
    pub(crate) retains: bool,
    /// The time is written down only if no deployment is under way.
    pub(crate) waits_for_clusters: bool,
    /// A deletion under `Protect` begins with the credentials.
    pub(crate) credentials_first: bool,
}

impl Rules {
    /// The decisions as they are.
    pub(crate) fn real() -> Self {
        Self {
            next,
            plan: |expected, observed| plan(expected, observed, &assess(expected, observed)),
            delete: decide_deletion,
            flow: Flow {
                asks_again: true,
                notes_before_giving: true,
                notes_before_giving_back: true,
                forgets_before_giving: true,
                keeps_what_leaves: true,
                retains: true,
                waits_for_clusters: true,
                credentials_first: true,
            },
            plans: RefCell::default(),
        }
    }
}
