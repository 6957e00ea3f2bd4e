//! A Delete: what it may take away depends on what `CloudFormation` is doing.

mod bounded;
mod late_keys;
mod removal;

use std::time::Duration;

use backon::Retryable;
use domain::{
    aws::{access_key::AccessKeyId, stack::StackPhase},
    identities::Identity,
    message::{Message, chain},
    onboarding::{
        DeletionFacts, DeletionRule, KeyAccount, PresentIdentity, cleanup, decide_deletion,
    },
    physical_id::PhysicalId,
    port_error::{PortError, Retry},
    properties::{DeleteProperties, OnDelete},
    qovery::{Access, Organization},
};
use time::OffsetDateTime;
use tokio::time::sleep;

use super::{Outcome, PAUSES, RequestContext, World};
use crate::{
    Clock, Error,
    identities::{self, Own},
    qovery,
};
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
    let rule = match context.phase().await {
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

/// The facts of a deletion, and the access to Qovery.
struct Looked {
    /// The access. `None` means that it could not be opened.
    access: Option<Access>,
    own: Own,
    facts: DeletionFacts,
}

/// Looks at Qovery and at what the stack has made, side by side.
async fn observe(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<Looked, Error> {
    context
        .journal
        .under_way("looking at what the stack has made, and who uses it");
    let now = (context.clock)();
    let present = properties.identity.as_ref();
    let (opened, own) = tokio::join!(
        open(context, physical_id, properties),
        own(context, present, now),
    );
    let own = own.map_err(Error::call("could not look at what the stack has made"))?;
    let (access, organization, is_gone) = match opened {
        Ok((access, organization, is_gone)) => (Some(access), Ok(organization), is_gone),
        Err(cause) => (None, Err(cause), false),
    };
    let own = own.with_organization(organization.as_ref().ok(), None);
    let mut facts = DeletionFacts {
        stack: context.settings.id.clone(),
        physical_id: physical_id.clone(),
        organization,
        is_gone,
        key_account: KeyAccount::NotAsked,
        identities: own.identities.clone(),
        present: properties.identity.clone(),
        credentials_name: properties.credentials_name.clone(),
        grace: context.settings.grace,
        now,
    };
    if let Ok(seen) = &facts.organization {
        let is_own = |id: &AccessKeyId| facts.has_key(id);
        let asked = context.key_account(seen, physical_id.credentials(), is_own);
        let asked = asked.await;
        facts.key_account =
            asked.unwrap_or_else(|error| KeyAccount::Unknown(error.message().render(512)));
    }
    Ok(Looked { access, own, facts })
}

/// What the stack has made. The function's own policy may be seconds old, as when a first Create is
/// rolled back: a denial is asked about again.
async fn own(
    context: &RequestContext<'_, impl World, impl Clock>,
    present: Option<&PresentIdentity>,
    now: OffsetDateTime,
) -> Result<Own, PortError> {
    let look = || {
        // Boxed: its state is large, and is not needed after it.
        Box::pin(identities::observe(
            context.world,
            context.settings,
            present,
            now,
        ))
    };
    look.retry(PAUSES.into_iter())
        .when(|error| error.is_denied() || error.retry() != Retry::Never)
        .await
}

/// Opens Qovery, looks, and finds out whether the stack's credentials are gone. The error is the
/// cause in words.
async fn open(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<(Access, Organization, bool), String> {
    let (organization, credentials) = match physical_id {
        PhysicalId::Registered {
            organization,
            credentials,
            ..
        } => (Some(organization), Some(credentials)),
        PhysicalId::Nothing(_) | PhysicalId::Foreign(_) => (properties.organization.as_ref(), None),
    };
    let (Some(organization), Some(secret)) = (organization, &properties.api_token_secret) else {
        return Err("the properties do not say how to ask Qovery".to_owned());
    };
    let looked = async {
        let opened = qovery::open_and_list(context.world, secret, organization).await;
        let (access, listed) = opened.map_err(|error| error.message().render(1024))?;
        let seen = qovery::with_statuses(context.world, &access, listed).await;
        let is_gone = match credentials {
            Some(id) => qovery::is_gone(context.world, &access, &seen, id).await,
            None => Ok(false),
        };
        Ok((access, seen, is_gone.unwrap_or(false)))
    };
    let unreadable = || Err("Qovery gave no answer in time that could be read".to_owned());
    bounded::of_qovery(context.time, looked)
        .await
        .unwrap_or_else(unreadable)
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
    let Looked { access, own, facts } = match rule {
        DeletionRule::Revoke => observe(context, physical_id, properties).await?,
        DeletionRule::Protect | DeletionRule::RollBack => {
            Box::pin(settled(context, physical_id, properties)).await?
        }
    };
    let deletion = decide_deletion(rule, &facts)
        .map_err(|findings| Error::Held(physical_id.to_string(), findings))?;
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
