//! A dry run of a goal.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{Action, Facts, Goal, Next, Outcome, next};
use crate::{
    aws::secret::VersionId,
    qovery::{CredentialsValues, Registry},
};

/// The most actions of an attempt: far above what any goal takes.
pub const MOST_ACTIONS: usize = 32;

/// The actions of an attempt that meets no failure, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// In order.
    pub actions: Vec<Action>,
    /// Done, refused, or the action whose outcome only another look can show.
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
        facts.apply(action, outcome);
        actions.push(action.clone());
    }
}

/// The outcome of the action if nothing fails. `None` means that it cannot be known beforehand.
fn expected(action: &Action, facts: &Facts) -> Option<Outcome> {
    match action {
        Action::Wait(_) | Action::CreateAccessKey(_) => None,
        Action::VerifyKey(_) => Some(Outcome::Verified(facts.user.clone())),
        Action::PushKey(version) => shown_after_push(version, facts),
        Action::PushToRegistries(version) => registries_after_push(version, facts),
        _ => Some(Outcome::Done),
    }
}

/// The registries that the push is for, with the pushed key.
fn registries_after_push(version: &VersionId, facts: &Facts) -> Option<Outcome> {
    let id = &facts.value(version).key()?.id;
    let shown = facts.outdated_registries(id).map(|registry| Registry {
        values: CredentialsValues::Static(id.to_string()),
        ..registry.clone()
    });
    Some(Outcome::RegistriesShow(shown.collect(), BTreeMap::new()))
}

/// The organization as it was seen, with the pushed key in the stack's credentials.
fn shown_after_push(version: &VersionId, facts: &Facts) -> Option<Outcome> {
    let id = facts.value(version).key()?.id.to_string();
    let mut organization = facts.organization.clone()?;
    let ours = facts.credentials.as_ref()?;
    let mut entries = organization.credentials.entries.iter_mut();
    let linked = entries.find(|one| one.credentials.id == *ours)?;
    linked.credentials.values = CredentialsValues::Static(id);
    Some(Outcome::Shows(Box::new(organization)))
}
