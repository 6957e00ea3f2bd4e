//! Carries out the plan of a Create or an Update.

mod register;

use domain::{
    finding::Finding,
    message::Message,
    onboarding::{Facts, LeftBehind, Plan, Registration, left_behind},
    physical_id::{Ownership, PhysicalId},
    properties::{Method, Properties},
    qovery::{Access, CredentialsId, CredentialsRequest, NewValues},
    rotation::PushedValue,
};
use rotation::Clock;

use super::keys;
use crate::{World, context::RequestContext, response::Outcome};

/// What Qovery holds in the end.
type Registered = (CredentialsId, Ownership, Vec<Finding>);

/// Registers, writes down what Qovery was given, and lets go what the stack has no more.
pub(crate) async fn connect(
    job: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    properties: &Properties,
    old: Option<&Properties>,
    facts: &Facts,
    plan: Plan,
) -> Result<Outcome, Message> {
    let (credentials, ownership, warnings) =
        carry_out(job, access, properties, facts, plan.registration).await?;
    let left = old.and_then(|old| left_behind(old, properties));
    if let Some(LeftBehind::User(user)) = left {
        keys::remove_all(job, user).await?;
    }
    let id = PhysicalId::Registered {
        organization: properties.organization.clone(),
        credentials,
        ownership,
    };
    Ok(
        Outcome::registered(id, properties, facts, plan.verdict.as_ref())
            .warn(&plan.warnings)
            .warn(&warnings),
    )
}

async fn carry_out(
    job: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    properties: &Properties,
    facts: &Facts,
    registration: Registration,
) -> Result<Registered, Message> {
    let (name, held) = match registration {
        Registration::Keep(id, ownership) => {
            keys::remember(job, properties, &id).await?;
            return Ok((id, ownership, Vec::new()));
        }
        Registration::Edit(id, ownership, name) => (name, Some((id, ownership))),
        Registration::Create(name) => (name, None),
    };
    let (values, given) = values(job, properties, facts).await?;
    let request = CredentialsRequest { name, values };
    let registered = if let Some((id, ownership)) = held {
        register::edit(job, access, facts, id, ownership, &request).await?
    } else {
        let id = register::create(job, access, &request).await?;
        (id, Ownership::Created, Vec::new())
    };
    keys::note_given(job, properties, given).await?;
    keys::remember(job, properties, &registered.0).await?;
    Ok(registered)
}

/// The role, or a key: the one in `AWSCURRENT`, or the first one, made now.
async fn values(
    job: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    facts: &Facts,
) -> Result<(NewValues, PushedValue), Message> {
    match &properties.method {
        Method::AssumeRole(role) => {
            Ok((NewValues::Role(role.trust.role.clone()), PushedValue::Role))
        }
        Method::StaticCredentials(user) => {
            let key = keys::first(job, user, &facts.registered).await?.access_key;
            let given = PushedValue::Key(key.id.clone());
            Ok((NewValues::Static(key), given))
        }
    }
}
