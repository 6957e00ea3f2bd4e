//! What the functions do, step by step, given one look.

mod deletion;

use std::collections::VecDeque;

use domain::{
    aws::access_key::AccessKeyId,
    identities::{Identity, IdentityName, IdentityStep, SupersededNote},
    leaving::Access,
    onboarding::superseded_by,
    permissions::Permissions,
    reconciliation::{Observed, Repair, SeenRole, Unknown},
    rotation::{Goal, LedgerEntry},
};

use crate::{
    explore::hash,
    rules::Rules,
    world::{Look, Name, World, expected, version},
};
pub(crate) use deletion::deletion;
use deletion::{delete, disable};

/// One step: a question, a goal of the rotation, or an effect.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// The reconciliation goes on only if the stack is at rest and no operation has begun since.
    AskAgain(u8),
    /// The custom resource goes on only if `CloudFormation` still waits for this request.
    StillWaited(u8),
    Goal(Name, Goal),
    Note(Name, SupersededNote),
    /// The identity in use loses the note of an update that was taken back.
    DropNote(Name),
    /// Qovery is about to be given another key than the one that is noted as pushed.
    ForgetPushed(Name),
    /// Qovery is given an access. `None` means the key that the goal before finds.
    Give(Option<Access>),
    /// The registry is given an access. `None` means the key that the goal before finds.
    GiveRegistry(Option<Access>),
    /// A look: once nothing is under way, the time is written from which clusters take what Qovery
    /// was given, on the identity that it supersedes and for the older keys of that user.
    MarkTime(Option<Name>, Name),
    KeyLedger(Name, LedgerEntry),
    DeleteCredentials,
    Deactivate(Name, AccessKeyId),
    Detach(Name),
    DeleteKey(Name, AccessKeyId),
    Delete(Name),
    /// The custom resource answers. `CloudFormation` passes over the answer to a request that it
    /// does not wait for any more.
    Answer(u8),
}

impl Step {
    pub(crate) fn waits_for_key(&self) -> bool {
        matches!(self, Self::Give(None) | Self::GiveRegistry(None))
    }

    pub(crate) fn take_key(&mut self, key: Option<AccessKeyId>) {
        if let Self::Give(access) | Self::GiveRegistry(access) = self {
            *access = key.map(Access::Key);
        }
    }
}

/// What a reconciliation does: each repair after the stack was asked again.
pub(crate) fn reconciliation(world: &World, look: Look, rules: &Rules) -> VecDeque<Step> {
    let key = hash(&(world, look));
    if let Some(known) = rules.plans.borrow().get(&key) {
        return known.clone();
    }
    let steps = repairs(world, look, rules);
    rules.plans.borrow_mut().insert(key, steps.clone());
    steps
}

/// The same, thought of anew.
pub(crate) fn repairs(world: &World, look: Look, rules: &Rules) -> VecDeque<Step> {
    let expected = expected(world.stack.present);
    let observed = observed(world, look);
    let repairs = (rules.plan)(&expected, &observed);
    let ask = Step::AskAgain(world.stack.operations);
    let repairs = repairs.into_iter().map(|repair| match repair {
        Repair::ForgetNote => vec![Step::DropNote(world.stack.present)],
        Repair::Role(role) => vec![Step::Give(Some(Access::Role(role)))],
        Repair::Registries(role) => vec![Step::GiveRegistry(Some(Access::Role(role)))],
        Repair::Keys(goal) => vec![Step::Goal(world.stack.present, goal)],
        Repair::Identity(name, step) => identity_step(world, &observed, &name, step),
    });
    let asks = rules.flow.asks_again.then_some(ask);
    repairs
        .flat_map(|steps| asks.clone().into_iter().chain(steps))
        .collect()
}

fn identity_step(
    world: &World,
    observed: &Observed,
    name: &IdentityName,
    step: IdentityStep,
) -> Vec<Step> {
    let mut names = world.names();
    let known = names.find(|one| one.as_text() == name.to_string()).unwrap();
    let mut superseded = observed.superseded.iter().flatten();
    let identity = superseded.find(|one| one.name() == *name).unwrap();
    match (step, identity) {
        (IdentityStep::Note(note), _) => vec![Step::Note(known, note)],
        (IdentityStep::RetireKeys, Identity::User(own)) if own.secret.is_some() => {
            vec![Step::Goal(known, Goal::Retire)]
        }
        (IdentityStep::RetireKeys, _) => Vec::new(),
        (IdentityStep::Remove, _) => [disable(known, identity), delete(known, identity)].concat(),
    }
}

fn observed(world: &World, look: Look) -> Observed {
    let present = world.stack.present;
    let away = || Unknown::because("no answer");
    let role = world.roles.iter().find(|role| role.name == present);
    let identities = world.identities(look).into_iter();
    let superseded = identities.filter(|one| one.name().to_string() != present.as_text());
    let keys = || world.observe_keys(present, None, look);
    Observed {
        at: world.now(),
        stack: Ok(world.stack.described()),
        has_stale_note: world.note(present).is_some(),
        role: match present {
            Name::User(_) => SeenRole::NotExpected,
            Name::Role(_) => role.map_or(SeenRole::Absent, |role| {
                SeenRole::Present(Box::new(world.role(role)))
            }),
        },
        permissions: Permissions::Skipped,
        token: Ok(()),
        organization: if look.is_qovery_away {
            Err(away())
        } else {
            Ok(world.organization())
        },
        keys: match present {
            Name::User(_) => Some(keys().ok_or_else(away)),
            Name::Role(_) => None,
        },
        superseded: Ok(superseded.collect()),
    }
}

/// The custom resource's Update towards `to`.
pub(crate) fn update(world: &World, to: Name, rules: &Rules) -> VecDeque<Step> {
    let old = world.stack.present;
    let superseded = superseded_by(&expected(to).properties, &expected(old).properties);
    let superseded = superseded.as_ref().map(Name::named);
    let mut steps = Vec::new();
    let waited = Step::StillWaited(world.stack.operations);
    if let Some(old) = superseded.filter(|_| rules.flow.notes_before_giving) {
        steps.extend([waited.clone(), Step::Note(old, pending(old))]);
    }
    if let Name::User(_) = to {
        let goal = Goal::FirstKey(version("update"));
        steps.extend([waited.clone(), Step::Goal(to, goal)]);
    }
    steps.push(waited.clone());
    let access = match to {
        Name::Role(_) => Some(Access::Role(to.role_arn())),
        Name::User(_) => None,
    };
    give(to, access.clone(), rules, &mut steps);
    let copy = world.qovery.registry.as_ref();
    if copy.is_some() && copy == world.access(old).as_ref() {
        steps.push(Step::GiveRegistry(access));
    }
    steps.push(Step::MarkTime(superseded, to));
    if !rules.flow.keeps_what_leaves {
        let identities = world.identities(Look::default());
        let left = identities
            .iter()
            .find(|one| one.name().to_string() == old.as_text());
        steps.extend(left.into_iter().flat_map(|left| disable(old, left)));
    }
    steps.extend([waited, Step::Answer(world.stack.operations)]);
    steps.into()
}

/// The Update that takes back one towards `failed`: the old values are written once.
pub(crate) fn roll_back(world: &World, failed: Name, to: Name, rules: &Rules) -> VecDeque<Step> {
    let superseded = superseded_by(&expected(to).properties, &expected(failed).properties);
    let mut steps = Vec::new();
    if superseded.is_some() && rules.flow.notes_before_giving_back {
        steps.push(Step::Note(failed, pending(failed)));
    }
    if let Some(access) = world.access(to) {
        give(to, Some(access), rules, &mut steps);
    }
    steps.push(Step::Answer(world.stack.operations));
    steps.into()
}

fn give(to: Name, access: Option<Access>, rules: &Rules, steps: &mut Vec<Step>) {
    if matches!(to, Name::User(_)) && rules.flow.forgets_before_giving {
        steps.push(Step::ForgetPushed(to));
    }
    steps.push(Step::Give(access));
}

/// Written before what supersedes the identity is given: its time has not begun.
pub(crate) fn pending(name: Name) -> SupersededNote {
    SupersededNote {
        secret: match name {
            Name::Role(_) => None,
            Name::User(_) => Some(name.secret()),
        },
        ..SupersededNote::default()
    }
}
