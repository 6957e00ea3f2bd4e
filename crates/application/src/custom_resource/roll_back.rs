//! An Update that takes back one that failed. It always ends well: the old values are written once,
//! and what could not be written the reconciliation restores.

use domain::{
    aws::access_key::AccessKeyId,
    finding::{Code, Finding},
    message::Message,
    onboarding::{
        Facts, KeyAccount, Principal, RollBack, already_held, decide_roll_back, superseded_by,
    },
    permissions::Permissions,
    physical_id::{Ownership, PhysicalId},
    port_error::PortError,
    properties::{Method, Properties},
    qovery::{Access, CredentialsId, CredentialsRequest, CredentialsValues, NewValues},
};

use super::{Outcome, RequestContext, World, outcome::registered_id, superseded};
use crate::{
    Clock, Error,
    keys::{self, SeenKeys},
    qovery,
};

const CHANGING: &str = "could not change the credentials at Qovery";

/// Writes the old values, which are this request's properties, and answers with the id that Qovery
/// holds. `failed` are those of the Update that failed: the identity that they name gets a note
/// first, by which the reconciliation retires it. Nothing is verified and nothing is deleted, and
/// whatever fails, the answer is a success.
pub(super) async fn restore(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &Properties,
    failed: Option<&Properties>,
) -> Result<Outcome, Error> {
    let account = context.settings.id.account();
    let outcome = |id| Outcome::registered(id, account, properties, None);
    context
        .journal
        .succeeds_anyway(outcome(physical_id.clone()).noting(Message::new(
            "the old values could not be written; the reconciliation restores them",
        )));
    context
        .journal
        .under_way("restoring the old values at Qovery");
    // The note is written though Qovery is away: nothing else names the secret of a user's keys.
    let noted = note_failed(context, properties, failed);
    let (noted, looked) = tokio::join!(noted, look(context, physical_id, properties));
    noted?;
    let looked = looked?;
    let decided = match decide_roll_back(physical_id, properties, &looked.facts) {
        Ok(decided) => decided,
        Err(finding) => {
            let note = Message::new("nothing was written at Qovery: the old values are not back");
            return Ok(outcome(physical_id.clone()).noting(note).warn(&[finding]));
        }
    };
    let id = write(context, properties, looked, decided).await?;
    Ok(outcome(id).noting(Message::new("the old values are back")))
}

/// Notes that the identity of the failed Update is superseded, and where a user's keys are stored:
/// no property names it any more. What an earlier note says of clusters is void, since they may have
/// taken it again.
async fn note_failed(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    failed: Option<&Properties>,
) -> Result<(), Error> {
    let Some(identity) = failed.and_then(|failed| superseded_by(properties, failed)) else {
        return Ok(());
    };
    if superseded::is_ours(context, &identity).await? {
        superseded::write(context, &identity, None).await?;
    }
    Ok(())
}

/// What was seen before the old values are written.
struct Looked {
    access: Access,
    facts: Facts,
    /// The user's keys with their secrets. `None` means that the old values are a role.
    keys: Option<Result<SeenKeys, PortError>>,
}

async fn look(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &Properties,
) -> Result<Looked, Error> {
    let secret = &properties.api_token_secret;
    let opened = qovery::open_and_list(context.world, secret, &properties.organization);
    let (opened, (principal, keys)) = tokio::join!(opened, principal(context, properties));
    let (access, organization) = opened?;
    let mut facts = Facts {
        stack: context.settings.id.clone(),
        principal,
        permissions: Permissions::Skipped,
        organization,
        is_gone: true,
        left_organization: None,
        key_account: KeyAccount::NotAsked,
    };
    let is_own = |id: &AccessKeyId| facts.has_key(id);
    let held = physical_id.credentials();
    let asked = context.key_account(&facts.organization, held, is_own);
    facts.key_account = asked.await?;
    Ok(Looked {
        access,
        facts,
        keys,
    })
}

async fn write(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    looked: Looked,
    decided: RollBack,
) -> Result<PhysicalId, Error> {
    let registered = |id, ownership| registered_id(properties, id, ownership);
    let RollBack {
        id,
        ownership,
        name,
    } = decided;
    let Some(name) = name else {
        return Ok(registered(id, ownership));
    };
    let Looked {
        access,
        facts,
        keys,
    } = looked;
    let shown = facts.organization.values_of(&id);
    let values = values(context, keys, properties, shown).await?;
    let request = CredentialsRequest { name, values };
    match edit(context, &access, &id, &request).await {
        // The update created others, because Qovery does not turn a key into a role or back.
        Err(Error::Call(_, error)) if error.is_refusal() => {
            match already_held(properties, &facts) {
                Some(id) => Ok(registered(id, Ownership::Created)),
                None => Err(Error::Call(CHANGING.to_owned(), error)),
            }
        }
        edited => edited.map(|()| registered(id, ownership)),
    }
}

async fn principal(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
) -> (Principal, Option<Result<SeenKeys, PortError>>) {
    match &properties.method {
        Method::AssumeRole(trust) => match context.world.get_role(&trust.role).await {
            Ok(role) => (Principal::Role(Box::new(role)), None),
            Err(_) => (Principal::Absent, None),
        },
        Method::StaticCredentials(user) => {
            let keys = context.user_keys(user);
            match keys::observe(context.world, &keys, (context.clock)()).await {
                Ok(seen) => {
                    let facts = Box::new(seen.facts.clone());
                    (Principal::User(facts), Some(Ok(seen)))
                }
                Err(error) => (Principal::Absent, Some(Err(error))),
            }
        }
    }
}

/// The old values: the role, or the key in `AWSCURRENT`. `shown` is what Qovery shows now.
async fn values(
    context: &RequestContext<'_, impl World, impl Clock>,
    keys: Option<Result<SeenKeys, PortError>>,
    properties: &Properties,
    shown: Option<&CredentialsValues>,
) -> Result<NewValues, Error> {
    let seen = match (&properties.method, keys) {
        (Method::AssumeRole(trust), _) => return Ok(NewValues::Role(trust.role.clone())),
        (Method::StaticCredentials(_), seen) => seen.ok_or(Error::NoKey)?,
    };
    let seen = seen.map_err(Error::call("could not read the user and its keys"))?;
    let no_key = || Finding::new(Code::CurrentNotAKey, "`AWSCURRENT` holds no key");
    let stored = seen.current();
    let key = &stored
        .ok_or_else(|| Error::Refused(CHANGING, vec![no_key()]))?
        .access_key;
    keys::forget_push(context.world, &seen.facts, shown, &key.id).await?;
    Ok(NewValues::Static(key.clone()))
}

async fn edit(
    context: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    id: &CredentialsId,
    request: &CredentialsRequest,
) -> Result<(), Error> {
    let edited = context
        .world
        .edit_aws_credentials(access, id, request)
        .await;
    let shown = edited.map_err(Error::call(CHANGING))?;
    qovery::shows_given(&request.values, &shown.values)
}
