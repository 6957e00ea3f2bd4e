//! Each hold by itself and beside others, at the edges of the quiet time, and whatever is added.

mod holds;
mod properties;
mod quiet;

use super::*;
use crate::{
    finding::Code,
    qovery::ClusterState,
    sample::{
        self, GRACE, NEW, OLD, OTHER_ROLE, OURS, ROLE, THEIRS, day, key, linked, shows_key,
        shows_role,
    },
};

/// What Qovery was given then: the new key, or the role, in place of the old key.
const GIVEN: i64 = 0;

fn access() -> Access {
    Access::Key(key(OLD))
}

/// The stack's credentials show the new key, and one cluster has taken it.
fn moved() -> Organization {
    let ours = linked(OURS, shows_key(NEW), &["production"]);
    sample::organization(vec![ours], &sample::deployed(day(1)))
}

/// The access has been quiet for the grace period.
fn superseded() -> Superseded {
    Superseded {
        at: day(GIVEN),
        moved_at: Some(day(2)),
        last_used: LastUse::At(day(-1)),
        grace: GRACE,
    }
}

fn after(organization: &Organization) -> Vec<Hold> {
    held_after(
        &access(),
        superseded(),
        &sample::ours(),
        organization,
        day(10),
    )
}

fn on_deletion(organization: &Organization) -> Vec<Hold> {
    held_in_use(&access(), Some(&sample::ours()), organization)
}
