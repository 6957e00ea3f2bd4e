//! The custom resource's Delete, and how an identity is taken away.

use std::collections::VecDeque;

use domain::{
    aws::iam::KeyStatus,
    identities::Identity,
    onboarding::{Deletion, DeletionFacts, DeletionRule, KeyAccount},
    properties::PresentIdentity,
};

use super::Step;
use crate::{
    rules::Rules,
    world::{GRACE, Look, Name, World, account, expected, physical_id, stack_arn},
};

/// The custom resource's Delete. `None` means that it refuses.
pub(crate) fn deletion(
    world: &World,
    rule: DeletionRule,
    look: Look,
    rules: &Rules,
) -> Option<VecDeque<Step>> {
    let facts = DeletionFacts {
        stack: stack_arn(),
        physical_id: physical_id(),
        organization: if look.is_qovery_away {
            Err("no answer".to_owned())
        } else {
            Ok(world.organization())
        },
        is_gone: world.qovery.ours.is_none(),
        key_account: KeyAccount::Known(account()),
        identities: world.identities(look),
        present: Some(PresentIdentity::of(
            &expected(world.stack.present).properties,
        )),
        credentials_name: Some("model".to_owned()),
        grace: GRACE,
        now: world.now(),
    };
    let deletion = (rules.delete)(rule, &facts).ok()?;
    Some(take_away(world, rule, &deletion, &facts.identities, rules).into())
}

/// Under `Revoke` what takes effect comes first; else the credentials do, so that they never show
/// what is gone.
fn take_away(
    world: &World,
    rule: DeletionRule,
    deletion: &Deletion,
    identities: &[Identity],
    rules: &Rules,
) -> Vec<Step> {
    let going = || {
        let identities = identities.iter();
        let identities = identities.filter(|one| deletion.identities.contains(&one.name()));
        identities.map(|one| {
            let (mut names, called) = (world.names(), one.name().to_string());
            (names.find(|name| name.as_text() == called).unwrap(), one)
        })
    };
    let disable: Vec<Step> = going().flat_map(|(name, one)| disable(name, one)).collect();
    let delete: Vec<Step> = going().flat_map(|(name, one)| delete(name, one)).collect();
    let credentials = deletion.credentials.iter().map(|_| Step::DeleteCredentials);
    let credentials: Vec<Step> = credentials.take(1).collect();
    let takes_effect_first = rule == DeletionRule::Revoke || !rules.flow.credentials_first;
    let ordered = if takes_effect_first {
        [disable, credentials, delete]
    } else {
        [credentials, disable, delete]
    };
    let mut steps = ordered.concat();
    steps.push(Step::Answer(world.stack.operations));
    steps
}

/// What takes effect: keys are deactivated, permissions detached.
pub(super) fn disable(name: Name, identity: &Identity) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Identity::User(own) = identity {
        let facts = &own.keys;
        let active = facts
            .keys
            .iter()
            .filter(|key| key.status == KeyStatus::Active);
        let ours = active.filter(|key| own.has_made(key));
        steps.extend(ours.map(|key| Step::Deactivate(name, key.id.clone())));
    }
    steps.push(Step::Detach(name));
    steps
}

pub(super) fn delete(name: Name, identity: &Identity) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Identity::User(own) = identity {
        let ours = own.keys.keys.iter().filter(|key| own.has_made(key));
        steps.extend(ours.map(|key| Step::DeleteKey(name, key.id.clone())));
    }
    steps.push(Step::Delete(name));
    steps
}
