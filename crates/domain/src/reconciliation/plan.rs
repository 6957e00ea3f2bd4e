//! What to repair, and what to leave to a person.

use super::{Assessment, CheckName, Expected, Observed, Outcome};
use crate::{
    aws::{arn::RoleArn, stack::StackPhase},
    identities::{IdentityName, IdentityStep},
    leaving::Access,
    qovery::CredentialsValues,
    rotation::{Facts, Goal, dry_run, key_to_restore},
};

/// A repair, or the removal of something that is proven unused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// The credentials get the role again.
    Role(RoleArn),
    /// The registries that show what the stack has superseded get the role.
    Registries(RoleArn),
    /// A goal of the rotation: `Repair`, `Restore` or `Retire`.
    Keys(Goal),
    /// The identity in use loses a note that an update left, which was rolled back.
    ForgetNote,
    /// The next step of a superseded role or user.
    Identity(IdentityName, IdentityStep),
}

/// What to repair, in order. Nothing while the stack is not at rest: an update that is under way
/// has another idea of what should be the case.
#[must_use]
pub fn plan(expected: &Expected, observed: &Observed, assessment: &Assessment) -> Vec<Repair> {
    if !is_at_rest(observed) {
        return Vec::new();
    }
    let role = verified_role(expected, observed, assessment);
    let role = role.into_iter().flat_map(|role| for_role(role, observed));
    let goals = observed
        .key_facts()
        .map_or_else(Vec::new, |facts| goals(facts, observed));
    let goals = goals.into_iter().map(Repair::Keys);
    let steps = assessment.identities.iter();
    let steps = steps.filter_map(|identity| {
        let step = identity.step.as_ref().ok()?.clone();
        Some(Repair::Identity(identity.name.clone(), step))
    });
    // A note that begins anew comes before the write that supersedes the identity again.
    let (notes, others): (Vec<_>, Vec<_>) =
        steps.partition(|repair| matches!(repair, Repair::Identity(_, IdentityStep::Note(_))));
    let stale = observed.has_stale_note.then_some(Repair::ForgetNote);
    let repairs = stale.into_iter().chain(role).chain(goals);
    notes.into_iter().chain(repairs).chain(others).collect()
}

/// Whether nothing is under way and the last operation of the stack ended well. Unknown is not.
#[must_use]
pub fn is_at_rest(observed: &Observed) -> bool {
    let status = observed.stack.as_ref().ok().and_then(|stack| stack.status);
    status.is_some_and(|status| status.phase() == StackPhase::AtRest)
}

/// Only a role that is verified is given to Qovery. `None` also where the credentials are gone or
/// not known to be of the stack's account.
fn verified_role<'a>(
    expected: &'a Expected,
    observed: &'a Observed,
    assessment: &Assessment,
) -> Option<(&'a RoleArn, &'a CredentialsValues)> {
    let role = expected.role()?;
    let shown = &observed.ours(expected).ok()??.credentials.values;
    let mut checks = assessment.checks.iter();
    let is_verified =
        checks.any(|check| check.name == CheckName::TrustPolicy && check.outcome == Outcome::Ok);
    let is_ours = observed.is_of_stacks_account(expected, shown).is_ok();
    (is_verified && is_ours).then_some((role, shown))
}

/// The credentials first: a registry never shows what they do not.
fn for_role(
    (role, shown): (&RoleArn, &CredentialsValues),
    observed: &Observed,
) -> impl Iterator<Item = Repair> {
    let is_shown = Access::Role(role.clone()).is_shown_by(shown);
    let credentials = (!is_shown).then(|| Repair::Role(role.clone()));
    let is_outdated = !observed.outdated_registries().is_empty();
    let registries = is_outdated.then(|| Repair::Registries(role.clone()));
    credentials.into_iter().chain(registries)
}

/// The goals that would change something. After a way back nothing else is touched: what was seen
/// of the clusters is from before it.
fn goals(facts: &Facts, observed: &Observed) -> Vec<Goal> {
    if let Some(previous) = key_to_restore(facts) {
        return vec![Goal::Restore(previous.clone())];
    }
    [Goal::Repair, Goal::Retire]
        .into_iter()
        .filter(|goal| dry_run(goal, facts, observed.at).changes_something())
        .collect()
}
