//! What to mend, and what to leave to a person.

use super::{Check, CheckName, Expected, Outcome, Seen, checks};
use crate::{
    aws::arn::RoleArn,
    qovery::CredentialsValues,
    rotation::{Facts, Goal, dry_run, key_to_restore},
};

/// Something that is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// The credentials get the role again.
    Role(RoleArn),
    /// A goal of the rotation: `Repair`, `Restore` or `Retire`.
    Keys(Goal),
}

/// The checks, and what to mend, in order.
#[must_use]
pub fn decide(expected: &Expected, seen: &Seen) -> (Vec<Check>, Vec<Repair>) {
    let checks = checks::all(expected, seen);
    let role = role(expected, seen, &checks).map(Repair::Role);
    let facts = seen.facts(expected).and_then(Result::ok);
    let goals = facts.map_or_else(Vec::new, |facts| goals(expected, seen, &facts));
    let repairs = role.into_iter().chain(goals.into_iter().map(Repair::Keys));
    (checks, repairs.collect())
}

/// Only a role that is verified is given to Qovery.
fn role(expected: &Expected, seen: &Seen, checks: &[Check]) -> Option<RoleArn> {
    let role = expected.role()?;
    let ours = seen.ours(expected).ok()??;
    let is_verified = checks
        .iter()
        .any(|check| check.name == CheckName::TrustPolicy && check.outcome == Outcome::Ok);
    let differs = match &ours.credentials.values {
        CredentialsValues::Role(shown) => shown != role.as_str(),
        CredentialsValues::Static(_) => true,
        CredentialsValues::Other => false,
    };
    (is_verified && differs).then(|| role.clone())
}

/// The goals that would change something. After a way back nothing else is touched: what was
/// seen of the clusters is from before it.
fn goals(expected: &Expected, seen: &Seen, facts: &Facts) -> Vec<Goal> {
    let clusters = seen.cluster_uses(expected);
    let is_static = expected.role().is_none();
    let restored = clusters
        .as_deref()
        .filter(|_| is_static)
        .and_then(|clusters| key_to_restore(clusters, facts));
    if let Some(previous) = restored {
        return vec![Goal::Restore(previous.clone())];
    }
    let repair = is_static.then_some(Goal::Repair);
    let wanted = repair.into_iter().chain([Goal::Retire(clusters)]);
    wanted
        .filter(|goal| dry_run(goal, facts, seen.at).changes_something())
        .collect()
}
