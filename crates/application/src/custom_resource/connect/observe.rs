//! Reads, side by side: role or user, permissions, token, Qovery's credentials and the stack's
//! status.

use domain::{
    aws::access_key::AccessKeyId,
    message::chain,
    onboarding::{Facts, KeyAccount, Left, Principal, judge_left, superseded_by},
    physical_id::PhysicalId,
    properties::{Method, PresentIdentity, Properties},
    qovery::{Access, Organization},
};

use super::previous::{Previous, previous};
use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World},
    identities,
    keys::{self, SeenKeys},
    permissions::simulate,
    qovery,
};

/// The facts of one look, and the access to Qovery.
pub(super) struct Looked {
    pub(super) access: Access,
    pub(super) facts: Facts,
    /// The user's keys with their secrets. `None` means that the stack uses a role.
    pub(super) keys: Option<SeenKeys>,
    /// What this request supersedes.
    pub(super) previous: Previous,
    /// Whether `CloudFormation` still waits, asked beside the last of the reads.
    pub(super) is_waited_for: Result<(), Error>,
}

/// Looks at everything once: two round trips deep, because the list needs the token.
pub(super) async fn observe(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    physical_id: Option<&PhysicalId>,
    old: Option<&Properties>,
) -> Result<Looked, Error> {
    context
        .journal
        .under_way("reading the account, its permissions and Qovery's credentials");
    let superseded = old.and_then(|old| superseded_by(properties, old));
    // It takes longest: beside the others, it would end long after the question for the stack.
    let left = left_organization(context, properties, physical_id, old).await?;
    let ((access, organization, is_waited_for), (principal, keys), permissions, previous) = tokio::try_join!(
        registered(context, properties, superseded.is_some()),
        principal(context, properties),
        async { Ok(simulate(context.world, &context.settings.id, properties).await) },
        previous(context, superseded.as_ref()),
    )?;
    let is_gone = is_gone(context, properties, physical_id, &access, &organization).await?;
    let mut facts = Facts {
        stack: context.settings.id.clone(),
        principal,
        permissions,
        organization,
        is_gone,
        left_organization: left,
        key_account: KeyAccount::NotAsked,
    };
    let held = physical_id.and_then(PhysicalId::credentials);
    let is_own = |id: &AccessKeyId| facts.has_key(id);
    let asked = context.key_account(&facts.organization, held, is_own);
    facts.key_account = asked.await?;
    Ok(Looked {
        access,
        facts,
        keys,
        previous,
        is_waited_for,
    })
}

/// Reads the token, then Qovery's list, and beside the list whether `CloudFormation` still waits.
/// Registries matter to keys, and to what the request supersedes.
async fn registered(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    supersedes: bool,
) -> Result<(Access, Organization, Result<(), Error>), Error> {
    let secret = &properties.api_token_secret;
    let access = qovery::open(context.world, secret, &properties.organization).await?;
    let (method, world) = (&properties.method, context.world);
    let list = async {
        if supersedes || matches!(method, Method::StaticCredentials(_)) {
            qovery::list(world, &access).await
        } else {
            qovery::list_credentials(world, &access).await
        }
    };
    let (seen, is_waited_for) = tokio::join!(list, context.is_waited_for());
    let seen = seen.map_err(Error::call("could not list the credentials at Qovery"))?;
    Ok((access, seen, is_waited_for))
}

async fn principal(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
) -> Result<(Principal, Option<SeenKeys>), Error> {
    match &properties.method {
        // By its name, IAM would look for it in this account.
        Method::AssumeRole(trust) if trust.role.account() != context.settings.id.account() => {
            Ok((Principal::Absent, None))
        }
        Method::AssumeRole(trust) => match context.world.get_role(&trust.role).await {
            Ok(role) => Ok((Principal::Role(Box::new(role)), None)),
            Err(error) if error.is_not_found() => Ok((Principal::Absent, None)),
            Err(error) => Err(Error::Call("could not read the role".to_owned(), error)),
        },
        Method::StaticCredentials(user) => {
            let keys = context.user_keys(user);
            match keys::observe(context.world, &keys, (context.clock)()).await {
                Ok(seen) => {
                    let facts = Box::new(seen.facts.clone());
                    Ok((Principal::User(facts), Some(seen)))
                }
                Err(error) if error.is_not_found() && error.operation == "iam:GetUser" => {
                    Ok((Principal::Absent, None))
                }
                Err(error) => Err(Error::Call(
                    "could not read the user and its keys".to_owned(),
                    error,
                )),
            }
        }
    }
}

/// The use of what the stack has made, where the Update leaves an organization.
async fn left_organization(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    physical_id: Option<&PhysicalId>,
    old: Option<&Properties>,
) -> Result<Option<Left>, Error> {
    let Some(PhysicalId::Registered {
        organization,
        credentials,
        ..
    }) = physical_id
    else {
        return Ok(None);
    };
    if *organization == properties.organization {
        return Ok(None);
    }
    let (world, old) = (context.world, old.unwrap_or(properties));
    let present = PresentIdentity::of(old);
    let now = (context.clock)();
    let (seen, own) = tokio::join!(
        qovery::open_and_list(world, &old.api_token_secret, organization),
        identities::observe(world, context.settings, Some(&present), now),
    );
    let own = own.map_err(Error::call("could not look at what the stack has made"))?;
    let (access, seen) = match seen {
        Ok(seen) => seen,
        Err(error) => return Ok(Some(Left::Unknown(error.message().render(512)))),
    };
    let is_gone = qovery::is_gone(world, &access, &seen, credentials).await;
    Ok(Some(match is_gone {
        Ok(is_gone) => judge_left(credentials, is_gone, &own.identities, seen),
        Err(error) => Left::Unknown(chain(&error)),
    }))
}

/// Credentials that the list does not show are gone only if Qovery denies that they are there.
async fn is_gone(
    context: &RequestContext<'_, impl World, impl Clock>,
    properties: &Properties,
    physical_id: Option<&PhysicalId>,
    access: &Access,
    organization: &Organization,
) -> Result<bool, Error> {
    let Some(PhysicalId::Registered {
        organization: home,
        credentials,
        ..
    }) = physical_id
    else {
        return Ok(false);
    };
    if *home != properties.organization {
        return Ok(false);
    }
    let gone = qovery::is_gone(context.world, access, organization, credentials).await;
    gone.map_err(Error::call(
        "could not find out whether the credentials are gone",
    ))
}
