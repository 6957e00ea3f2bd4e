//! A Create or an Update towards new values: observe, decide, execute.

mod note;
mod observe;
mod previous;
mod register;

use domain::{
    aws::access_key::AccessKeyId,
    finding::Finding,
    onboarding::{self, Facts, Plan, Refusal, Registration, superseded_by},
    physical_id::{Ownership, PhysicalId},
    properties::{Method, Properties},
    qovery::{CredentialsId, CredentialsRequest, CredentialsValues, NewValues},
    rotation::Goal,
};
use tokio::time::sleep;

use super::{Outcome, RequestContext, World, outcome::registered_id, superseded};
use crate::{
    Clock, Error,
    keys::{self, QoveryTarget, run_goal},
};
use observe::{Looked, observe};

pub(super) async fn create(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
) -> Result<Outcome, Error> {
    let decide = |facts: &Facts| {
        if onboarding::is_unregistered(properties, facts) {
            context.journal.doubt(false);
        }
        onboarding::decide_create(properties, facts)
    };
    let (looked, plan) = settled(context, properties, None, None, decide).await?;
    Box::pin(execute(context, properties, None, looked, plan)).await
}

/// An Update that changes only `OnDelete` or `OnExisting` reads and writes nothing.
pub(super) async fn update(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &Properties,
    old: Option<&Properties>,
) -> Result<Outcome, Error> {
    let is_registered = matches!(physical_id, PhysicalId::Registered { .. });
    if is_registered && old.is_some_and(|old| properties.asks_nobody_after(old)) {
        let account = context.settings.id.account();
        return Ok(Outcome::registered(
            physical_id.clone(),
            account,
            properties,
            None,
        ));
    }
    let decide = |facts: &Facts| onboarding::decide_update(physical_id, properties, facts);
    let (looked, plan) = settled(context, properties, Some(physical_id), old, decide).await?;
    Box::pin(execute(context, properties, old, looked, plan)).await
}

/// Looks and decides; looks again, or lets the request come again, while IAM may only be late.
async fn settled(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    physical_id: Option<&PhysicalId>,
    old: Option<&Properties>,
    decide: impl Fn(&Facts) -> Result<Plan, Refusal>,
) -> Result<(Looked, Plan), Error> {
    let mut pauses = context.pauses();
    loop {
        let seen = Box::pin(observe(context, properties, physical_id, old)).await;
        let (result, may_settle) = decided(seen, &decide);
        if may_settle && context.comes.again().awaits_iam {
            return Err(not_ready(result));
        }
        let Some(pause) = pauses.next().filter(|_| may_settle) else {
            return result;
        };
        context
            .journal
            .under_way("waiting for IAM to show what the stack has just made");
        sleep(pause).await;
        context.is_waited_for().await?;
    }
}

fn not_ready(looked: Result<(Looked, Plan), Error>) -> Error {
    match looked {
        Ok((_, plan)) => Error::NotReady(plan.warnings),
        Err(Error::Refused(_, findings)) => Error::NotReady(findings),
        Err(error) => error,
    }
}

/// What a look leads to, and whether another one may lead to something else. Permissions that could
/// not be asked for yet are asked for again before they are only reported.
fn decided(
    seen: Result<Looked, Error>,
    decide: impl Fn(&Facts) -> Result<Plan, Refusal>,
) -> (Result<(Looked, Plan), Error>, bool) {
    let looked = match seen {
        Ok(looked) => looked,
        Err(error) => {
            let may_pass = error.may_pass();
            return (Err(error), may_pass);
        }
    };
    match decide(&looked.facts) {
        Ok(plan) => {
            let may_settle = looked.facts.permissions.may_settle();
            (Ok((looked, plan)), may_settle)
        }
        Err(refusal) => {
            let error = Error::Refused("refused", refusal.findings);
            (Err(error), refusal.may_settle)
        }
    }
}

/// Writes: a note on what this supersedes, the credentials, then the time from which clusters have
/// them.
async fn execute(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    old: Option<&Properties>,
    mut looked: Looked,
    plan: Plan,
) -> Result<Outcome, Error> {
    std::mem::replace(&mut looked.is_waited_for, Ok(()))?;
    let previous = old.and_then(|old| superseded_by(properties, old));
    let own = previous.as_ref().filter(|_| looked.previous.is_ours);
    if let Some(identity) = own {
        let written = superseded::write(context, identity, None);
        let (written, is_waited_for) = tokio::join!(written, context.is_waited_for());
        written.and(is_waited_for)?;
    }
    let registered = carry_out(context, &looked, properties, plan.registration).await?;
    let moved = note::Moved {
        properties,
        credentials: &registered.id,
        change: registered.change,
        pushed: registered.pushed.as_ref(),
        own,
        has_another_identity: previous.is_some(),
    };
    let undeployed = moved.mark(context, &looked.access).await;
    let id = registered_id(properties, registered.id, registered.ownership);
    let account = context.settings.id.account();
    Ok(
        Outcome::registered(id, account, properties, plan.verdict.as_ref())
            .warn(&plan.warnings)
            .warn(&registered.warnings)
            .warn(&undeployed),
    )
}

/// The credentials at the end of the request.
struct Registered {
    id: CredentialsId,
    ownership: Ownership,
    /// Whether and how they were changed.
    change: note::Change,
    /// The key that Qovery got. `None` means that it got a role, or nothing.
    pushed: Option<AccessKeyId>,
    warnings: Vec<Finding>,
}

async fn carry_out(
    context: &RequestContext<'_, impl World, impl Clock>,
    looked: &Looked,
    properties: &Properties,
    registration: Registration,
) -> Result<Registered, Error> {
    let (name, held) = match registration {
        Registration::Keep(id, ownership) => {
            return Ok(Registered {
                id,
                ownership,
                change: note::Change::Nothing,
                pushed: None,
                warnings: Vec::new(),
            });
        }
        Registration::Edit(id, ownership, name) => (name, Some((id, ownership))),
        Registration::Create(name) => (name, None),
    };
    let Looked { access, facts, .. } = looked;
    let id = held.as_ref().map(|(id, _)| id);
    let shown = id.and_then(|id| facts.organization.values_of(id));
    let values = values(context, looked, properties, shown).await?;
    let request = CredentialsRequest { name, values };
    match held {
        Some((id, ownership)) => {
            let seen = &facts.organization;
            let edited = register::edit(context, access, seen, id, ownership, &request).await;
            let mut registered = edited?;
            let unmoved = previous::move_registries(context, looked, &registered, &request.values);
            registered.warnings.extend(unmoved.await);
            Ok(registered)
        }
        None => Ok(Registered {
            id: register::create(context, access, &request).await?,
            ownership: Ownership::Created,
            change: note::Change::Created,
            pushed: request.values.key_id().cloned(),
            warnings: Vec::new(),
        }),
    }
}

/// The role, or a key: the one in `AWSCURRENT`, or the first one, created now. `shown` is what Qovery
/// shows of the credentials that get it.
async fn values(
    context: &RequestContext<'_, impl World, impl Clock>,
    looked: &Looked,
    properties: &Properties,
    shown: Option<&CredentialsValues>,
) -> Result<NewValues, Error> {
    let user = match &properties.method {
        Method::AssumeRole(trust) => return Ok(NewValues::Role(trust.role.clone())),
        Method::StaticCredentials(user) => user,
    };
    context.journal.under_way("issuing the first key");
    let token = context.token.clone().ok_or(Error::NoRequestId)?;
    // Boxed: the state of a run is large, and a role needs none of it.
    let run = Box::pin(run_goal(
        &Goal::FirstKey(token),
        context.world,
        &context.user_keys(user),
        QoveryTarget::Seen(Some(&looked.facts.organization)),
        looked.keys.clone(),
        context.clock,
    ))
    .await?;
    let key = &run.current().ok_or(Error::NoKey)?.access_key;
    let forgotten = keys::forget_push(context.world, &run.facts, shown, &key.id);
    let (forgotten, is_waited_for) = tokio::join!(forgotten, context.is_waited_for());
    forgotten.and(is_waited_for)?;
    Ok(NewValues::Static(key.clone()))
}
