//! What an attempt would do, without doing it.

use time::OffsetDateTime;

use super::{Action, Facts, Goal, Next, Outcome, next};
use crate::{aws::access_key::AccessKeyId, qovery::CredentialsValues};

/// Far above what any goal takes.
const MOST_ACTIONS: usize = 32;

/// The actions of an attempt that meets no failure, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// In order.
    pub actions: Vec<Action>,
    /// Done, refused, or the action after which only another look at the world can tell.
    pub end: Next,
}

impl DryRun {
    /// Whether the attempt would change anything.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        let last = match &self.end {
            Next::Action(action) => Some(action),
            Next::Done | Next::Refused(_) => None,
        };
        self.actions.iter().chain(last).any(Action::is_change)
    }
}

impl Action {
    /// Whether it changes anything for others; a look, a proof and a wait do not.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !matches!(
            self,
            Self::Wait(_) | Self::ProveWritable(_) | Self::ProveKey(_)
        )
    }
}

/// Decides as an attempt would, and takes every action to succeed.
#[must_use]
pub fn dry_run(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> DryRun {
    let mut facts = facts.clone();
    let mut actions = Vec::new();
    loop {
        let end = next(goal, &facts, now);
        let expected = match &end {
            Next::Action(action) if actions.len() < MOST_ACTIONS => expected(action, &facts),
            _ => None,
        };
        let (Next::Action(action), Some(outcome)) = (&end, expected) else {
            return DryRun { actions, end };
        };
        facts.enter(action, outcome);
        actions.push(action.clone());
    }
}

/// What the action brings where nothing fails; none: that cannot be known beforehand.
fn expected(action: &Action, facts: &Facts) -> Option<Outcome> {
    match action {
        Action::Wait(_) | Action::CreateAccessKey(_) => None,
        Action::ProveKey(_) => Some(Outcome::Proven(facts.user.clone())),
        Action::PushKey(version) => {
            let id: &AccessKeyId = &facts.value(version).key()?.id;
            Some(Outcome::Shows(CredentialsValues::Static(id.to_string())))
        }
        _ => Some(Outcome::Done),
    }
}
