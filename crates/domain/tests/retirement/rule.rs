//! The rule in other words: what ends the old key in this run, if anything.

use domain::{
    aws::iam::KeyStatus,
    qovery::{ClusterState, ClusterStatus},
    rotation::{Action, KeyStatusNote},
};
use time::OffsetDateTime;

use crate::case::{At, Case, Copied, GRACE, LastUse, Place, START, Shown, old};

pub(crate) fn rule(case: &Case) -> Option<Action> {
    let is_superseded = match case.place {
        Place::Previous | Place::Recorded => true,
        Place::Current | Place::Pending => case.superseded.is_some(),
        Place::Nowhere => false,
    };
    let is_shown = matches!(case.shown, Shown::Old | Shown::Unknown);
    if !is_superseded || is_shown || case.copied != Copied::Nowhere {
        return None;
    }
    match case.status {
        KeyStatus::Inactive => has_been_inactive(case).then(|| Action::DeleteAccessKey(old())),
        KeyStatus::Active => {
            is_unused(case).then(|| Action::UpdateAccessKey(old(), KeyStatus::Inactive))
        }
    }
}

/// The note says so, and IAM knows of no later use.
fn has_been_inactive(case: &Case) -> bool {
    let Some(KeyStatusNote::Inactive(since) | KeyStatusNote::Retired(since)) = case.note else {
        return false;
    };
    let quiet_since = match case.last_used {
        LastUse::Unknown => return false,
        LastUse::Never => since,
        LastUse::Was(at) => since.max(at.time()),
    };
    quiet_since + GRACE <= case.now()
}

/// Qovery was given something else, every cluster took that, this was seen a grace period ago, and
/// nothing has used the key since.
fn is_unused(case: &Case) -> bool {
    let Some(since) = given_since(case) else {
        return false;
    };
    let moved_at = match case.note {
        Some(KeyStatusNote::Moved(at) | KeyStatusNote::Reactivated(at)) if at >= since => at,
        _ => return false,
    };
    let quiet_since = match case.last_used {
        LastUse::Unknown => return false,
        LastUse::Never => moved_at,
        LastUse::Was(at) => moved_at.max(at.time()),
    };
    let clusters = case.clusters.iter();
    let mut holding = clusters.filter(|cluster| match cluster {
        Some(status) if case.are_statuses_known => !has_moved(status, since),
        _ => true,
    });
    holding.next().is_none() && quiet_since + GRACE <= case.now()
}

/// When Qovery had, at the latest, what came after the old key.
fn given_since(case: &Case) -> Option<OffsetDateTime> {
    if let Some(at) = case.superseded {
        return (case.shown != Shown::Unlisted).then(|| At::time(at));
    }
    let is_new_current = matches!(case.place, Place::Previous | Place::Recorded);
    let is_given = case.shown == Shown::New && case.pushed == Some(true);
    (is_new_current && is_given).then_some(START)
}

fn has_moved(status: &ClusterStatus, since: OffsetDateTime) -> bool {
    let date = status.last_deployment_at;
    match status.state {
        Some(ClusterState::Ready) => date.is_none(),
        Some(ClusterState::Deployed) => status.lock.is_none() && date.is_some_and(|at| at > since),
        _ => false,
    }
}
