//! An Update that takes back one that failed. It always ends well: the old values are written once,
//! and what could not be written the reconciliation restores.

use domain::{
    message::Message,
    onboarding::{Facts, Principal, Registration, already_held, decide_roll_back},
    permissions::Permissions,
    physical_id::{Ownership, PhysicalId},
    properties::{Method, Properties},
    qovery::{Access, CredentialsRequest, NewValues},
};

use super::{Outcome, RequestContext, World, outcome::registered_id};
use crate::{
    Clock, Error,
    keys::{self, SeenKeys},
    qovery,
};

const CHANGING: &str = "could not change the credentials at Qovery";

/// Writes the old values, which are this request's properties, and answers with the id that Qovery
/// holds. Nothing is verified and nothing is deleted, and whatever fails, the answer is a success.
pub(super) async fn restore(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &Properties,
) -> Result<Outcome, Error> {
    let account = context.settings.id.account();
    let outcome = |id| Outcome::registered(id, account, properties, None);
    context
        .journal
        .succeeds_anyway(outcome(physical_id.clone()).noting(Message::new(
            "the old values could not be written; the reconciliation restores them",
        )));
    let id = write(context, physical_id, properties).await?;
    Ok(outcome(id).noting(Message::new("the old values are back")))
}

async fn write(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &Properties,
) -> Result<PhysicalId, Error> {
    context
        .journal
        .under_way("restoring the old values at Qovery");
    let secret = &properties.api_token_secret;
    let opened = qovery::open_and_look(context.world, secret, &properties.organization);
    let (opened, (principal, seen)) = tokio::join!(opened, principal(context, properties));
    let (access, organization) = opened?;
    let facts = Facts {
        stack: context.settings.id.clone(),
        principal,
        permissions: Permissions::Skipped,
        organization,
        is_gone: true,
        left_organization: None,
    };
    let (id, ownership, name) = match decide_roll_back(physical_id, properties, &facts) {
        Some(Registration::Keep(id, ownership)) => {
            return Ok(registered_id(properties, id, ownership));
        }
        Some(Registration::Edit(id, ownership, name)) => (id, ownership, name),
        Some(Registration::Create(_)) | None => return Ok(physical_id.clone()),
    };
    match edit(context, &access, properties, seen, &id, name).await {
        // The update created others, because Qovery does not turn a key into a role or back.
        Err(Error::Call(_, error)) if error.is_refusal() => {
            match already_held(properties, &facts) {
                Some(id) => Ok(registered_id(properties, id, Ownership::Created)),
                None => Err(Error::Call(CHANGING.to_owned(), error)),
            }
        }
        edited => edited.map(|()| registered_id(properties, id, ownership)),
    }
}

async fn principal(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
) -> (Principal, Option<SeenKeys>) {
    match &properties.method {
        Method::AssumeRole(trust) => match context.world.get_role(&trust.role).await {
            Ok(role) => (Principal::Role(Box::new(role)), None),
            Err(_) => (Principal::Absent, None),
        },
        Method::StaticCredentials(user) => {
            let keys = context.user_keys(user);
            match keys::observe(context.world, &keys, (context.clock)()).await {
                Ok(seen) => (Principal::User(Box::new(seen.facts.clone())), Some(seen)),
                Err(_) => (Principal::Absent, None),
            }
        }
    }
}

async fn edit(
    context: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    properties: &Properties,
    seen: Option<SeenKeys>,
    id: &domain::qovery::CredentialsId,
    name: String,
) -> Result<(), Error> {
    let values = match &properties.method {
        Method::AssumeRole(trust) => NewValues::Role(trust.role.clone()),
        Method::StaticCredentials(_) => {
            let current = seen.and_then(SeenKeys::into_current);
            NewValues::Static(current.ok_or(Error::NoKey)?.access_key)
        }
    };
    let request = CredentialsRequest { name, values };
    let edited = context
        .world
        .edit_aws_credentials(access, id, &request)
        .await;
    edited.map(drop).map_err(Error::call(CHANGING))
}
