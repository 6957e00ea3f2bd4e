//! Actions in an operator's words.

use super::Repair;
use crate::{
    aws::{iam::KeyStatus, secret::VersionId},
    identities::{IdentityName, IdentityStep},
    rotation::{Action, Facts, Goal},
};

/// The action in words. `None` means bookkeeping only.
#[must_use]
pub fn describe_action(action: &Action, facts: &Facts) -> Option<String> {
    let key_in = |version: &VersionId| {
        let key = facts.value(version).key();
        key.map_or_else(
            || format!("in version `{version}`"),
            |key| key.id.to_string(),
        )
    };
    match action {
        Action::UpdateAccessKey(id, KeyStatus::Inactive) if !facts.is_stored(id) => Some(format!(
            "deactivate the key {id}, which was created and never stored"
        )),
        Action::UpdateAccessKey(id, KeyStatus::Inactive) => {
            Some(format!("deactivate the superseded key {id}"))
        }
        Action::UpdateAccessKey(id, KeyStatus::Active) => {
            Some(format!("activate the key {id} again"))
        }
        Action::DeleteAccessKey(id) => Some(format!("delete the key {id}")),
        Action::PushKey(version) => Some(format!("give Qovery the key {}", key_in(version))),
        Action::PushToRegistries(version) => Some(format!(
            "give registries at Qovery the key {}",
            key_in(version)
        )),
        Action::MoveCurrent { to, .. } => Some(format!("make the key {} current", key_in(to))),
        Action::DropPending(version) => {
            Some(format!("give up the pending key {}", key_in(version)))
        }
        Action::Wait(_)
        | Action::Prepare(_)
        | Action::Record(_)
        | Action::ForgetPushed
        | Action::ForgetKeys(_)
        | Action::CreateAccessKey(_)
        | Action::StoreKey(_)
        | Action::CopyKey { .. }
        | Action::VerifyKey(_) => None,
    }
}

/// The repair, for when it was not done or not tried.
#[must_use]
pub fn describe_repair(repair: &Repair) -> String {
    match repair {
        Repair::Role(role) => format!("give the credentials the role `{role}` again"),
        Repair::Registries(role) => format!("give registries at Qovery the role `{role}`"),
        Repair::Keys(goal) => describe_goal(goal),
        Repair::ForgetNote => "remove an old note from the identity in use".to_owned(),
        Repair::Identity(name, step) => describe_step(name, step)
            .unwrap_or_else(|| format!("note the state of the superseded `{name}`")),
    }
}

fn describe_goal(goal: &Goal) -> String {
    match goal {
        Goal::Repair => "give Qovery the key in `AWSCURRENT`".to_owned(),
        Goal::Restore(id) => format!("go back to the key {id}"),
        Goal::Retire => "retire superseded keys".to_owned(),
        Goal::Step(..) | Goal::FirstKey(_) => "change keys".to_owned(),
    }
}

/// The step of a superseded role or user. `None` means that it is only bookkeeping.
#[must_use]
pub fn describe_step(name: &IdentityName, step: &IdentityStep) -> Option<String> {
    match step {
        IdentityStep::Note(_) => None,
        IdentityStep::RetireKeys => {
            Some(format!("retire the keys of the superseded user `{name}`"))
        }
        IdentityStep::Remove => Some(format!("delete the superseded `{name}`")),
    }
}
