//! A Delete: what it may take away depends on what `CloudFormation` is doing.

mod bounded;
mod late_keys;
mod observe;
mod removal;

use std::time::Duration;

use domain::{
    aws::stack::StackPhase,
    finding::Code,
    identities::Identity,
    message::{Message, chain},
    onboarding::{DeletionRule, cleanup, decide_deletion},
    organization::Failure,
    physical_id::PhysicalId,
    properties::{DeleteProperties, OnDelete},
};
use tokio::time::sleep;

use super::{Outcome, RequestContext, World};
use crate::{Clock, Error};
use observe::{Looked, observe};
use removal::Removal;

/// A key is stored within half a minute, or never.
const MOST_FOR_A_ROTATION: Duration = Duration::from_secs(35);

pub(super) async fn disconnect(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<Outcome, Error> {
    context
        .journal
        .under_way("asking what CloudFormation is doing");
    let rule = match context.settled_phase().await {
        Some(StackPhase::Deleting) => match properties.on_delete {
            OnDelete::Protect => DeletionRule::Protect,
            OnDelete::Revoke => DeletionRule::Revoke,
        },
        Some(StackPhase::RollingBackCreation) => DeletionRule::RollBack,
        Some(StackPhase::Forward | StackPhase::CleaningUp) => {
            return Ok(clean_up(context, physical_id, properties).await);
        }
        Some(StackPhase::RollingBackUpdate) => {
            let note = Message::new("nothing is deleted while an update is rolled back");
            return Ok(Outcome::deregistered(physical_id.clone(), note));
        }
        Some(StackPhase::AtRest | StackPhase::Stuck) | None => return Err(Error::UnknownPhase),
    };
    take_away(context, physical_id, properties, rule).await
}

/// After an update: at most the unused credentials of the old id go. It never fails, since nothing
/// would come of that.
async fn clean_up(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Outcome {
    let done = |text: String| Outcome::deregistered(physical_id.clone(), Message::new(text));
    let unfinished = "what an update replaced may stay at Qovery".to_owned();
    context.journal.succeeds_anyway(done(unfinished));
    let looked = match observe(context, physical_id, properties).await {
        Ok(looked) => looked,
        Err(error) => {
            let cause = error.message().render(1024);
            return done(format!("what an update replaced stays at Qovery: {cause}"));
        }
    };
    let Some((access, id)) = looked.access.zip(cleanup(&looked.facts)) else {
        return done("nothing that an update replaced can be deleted".to_owned());
    };
    match bounded::delete(context.time, context.world, &access, &id).await {
        Ok(()) => done(format!("deleted the credentials {id}")),
        Err(error) => done(format!(
            "the credentials {id} stay at Qovery: {}",
            chain(&error)
        )),
    }
}

/// Looks, and looks again where a rotation may still store the key that it has just created.
async fn settled(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<Looked, Error> {
    let looked = observe(context, physical_id, properties).await?;
    let identities = looked.own.identities.iter();
    let Some(until) = identities.filter_map(Identity::settles_at).max() else {
        return Ok(looked);
    };
    context
        .journal
        .under_way("waiting for a rotation that has just created a key");
    let left: Duration = (until - (context.clock)()).try_into().unwrap_or_default();
    sleep(left.min(MOST_FOR_A_ROTATION)).await;
    observe(context, physical_id, properties).await
}

async fn take_away(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
    rule: DeletionRule,
) -> Result<Outcome, Error> {
    let Looked {
        access,
        own,
        facts,
        unseen,
    } = match rule {
        DeletionRule::Revoke => observe(context, physical_id, properties).await?,
        DeletionRule::Protect | DeletionRule::RollBack => {
            Box::pin(settled(context, physical_id, properties)).await?
        }
    };
    let may_pass = |failure: &Failure| *failure != Failure::Final;
    let awaited = unseen
        .filter(may_pass)
        .filter(|_| context.comes.again().awaits_qovery);
    if let Some(failure) = awaited {
        return Err(Error::Held(physical_id.to_string(), Vec::new(), failure));
    }
    let deletion = decide_deletion(rule, &facts).map_err(|holds| {
        let is_unseen = holds
            .iter()
            .all(|hold| hold.code == Code::IdentityUseUnknown);
        let failure = unseen.filter(|_| is_unseen).unwrap_or(Failure::Final);
        Error::Held(physical_id.to_string(), holds, failure)
    })?;
    let removal = Removal {
        rule,
        deletion,
        own: &own,
        present: properties.identity.as_ref(),
        access: access.as_ref(),
    };
    let note = Box::pin(removal.execute(context)).await?;
    Ok(Outcome::deregistered(physical_id.clone(), note))
}
