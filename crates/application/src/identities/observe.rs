//! The one look at the roles and users that a stack has made.

use domain::{
    aws::{
        arn::{RoleArn, SecretArn},
        iam::Entities,
    },
    identities::{Identity, IdentityName, OwnRole, OwnUser, SupersededNote, is_made_by},
    port_error::{PortError, PortErrorKind},
    properties::{PresentIdentity, UserProperties},
    qovery::{CredentialsId, Organization},
    rotation,
};
use futures_util::future::try_join_all;
use time::OffsetDateTime;

use super::{IdentityWorld, OwnStack};
use crate::keys::{self, UserKeys};

/// The roles and users of a stack.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its roles and users.
    pub identities: Vec<Identity>,
    /// Other roles and users that have the stack's policy: not the stack's, or not to be seen as
    /// its. The policy stays with them.
    pub others: Vec<IdentityName>,
    /// Names of what else has the policy.
    pub groups: Vec<String>,
}

/// Looks at every role and user that has the stack's policy and carries its tag, and at the one
/// that the properties name.
///
/// Qovery's side is not in it yet: see [`Own::with_organization`].
pub async fn observe(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    present: Option<&PresentIdentity>,
    now: OffsetDateTime,
) -> Result<Own, PortError> {
    let entities = entities(world, stack).await?;
    let mut wanted = entities.clone();
    // It may have lost the policy.
    match present {
        Some(PresentIdentity::Role(role)) => wanted.roles.insert(role.name().to_owned()),
        Some(PresentIdentity::User(user)) => wanted.users.insert(user.user_name.clone()),
        None => false,
    };
    let identities = identities(world, stack, &wanted, present, now).await?;
    let roles = entities.roles.into_iter().map(IdentityName::Role);
    let users = entities.users.into_iter().map(IdentityName::User);
    let is_other = |name: &IdentityName| identities.iter().all(|own| own.name() != *name);
    Ok(Own {
        others: roles.chain(users).filter(is_other).collect(),
        groups: entities.others.into_iter().collect(),
        identities,
    })
}

/// Looks at every role and user that the stack has made, except the one that the properties name.
pub async fn observe_superseded(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    present: &PresentIdentity,
    now: OffsetDateTime,
) -> Result<Own, PortError> {
    let mut wanted = entities(world, stack).await?;
    match present {
        PresentIdentity::Role(role) => wanted.roles.remove(role.name()),
        PresentIdentity::User(user) => wanted.users.remove(&user.user_name),
    };
    Ok(Own {
        identities: identities(world, stack, &wanted, Some(present), now).await?,
        others: Vec::new(),
        groups: Vec::new(),
    })
}

/// The roles, users and groups that have the stack's policy. Empty if the policy is gone.
async fn entities(world: &impl IdentityWorld, stack: &OwnStack) -> Result<Entities, PortError> {
    match world.list_entities_for_policy(&stack.permissions).await {
        Err(error) if error.is_not_found() => Ok(Entities::default()),
        entities => entities,
    }
}

/// Those of the wanted roles and users that the stack has made.
async fn identities(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    wanted: &Entities,
    present: Option<&PresentIdentity>,
    now: OffsetDateTime,
) -> Result<Vec<Identity>, PortError> {
    let roles = wanted.roles.iter().map(|name| role(world, stack, name));
    let users = wanted.users.iter();
    let users = users.map(|name| user(world, stack, name, present, now));
    let (roles, users) = tokio::try_join!(try_join_all(roles), try_join_all(users))?;
    Ok(roles.into_iter().chain(users).flatten().collect())
}

/// The role of that name, if the stack has made it.
async fn role(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    name: &str,
) -> Result<Option<Identity>, PortError> {
    // The stack's roles have no path.
    let Ok(arn) = RoleArn::of(stack.id.partition(), stack.id.account(), name) else {
        return Ok(None);
    };
    let role = match world.get_role(&arn).await {
        Err(error) if error.is_not_found() || error.is_denied() => return Ok(None),
        role => role?,
    };
    if role.arn != arn.as_str() || !is_made_by(&stack.id, &role.tags) {
        return Ok(None);
    }
    let attachments = world.list_role_attachments(name).await?;
    Ok(Some(Identity::Role(Box::new(OwnRole {
        arn,
        role,
        attachments,
    }))))
}

/// The user of that name, if the stack has made it.
async fn user(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    name: &str,
    present: Option<&PresentIdentity>,
    now: OffsetDateTime,
) -> Result<Option<Identity>, PortError> {
    let user = match world.get_user(name).await {
        Err(error) if error.is_not_found() || error.is_denied() => return Ok(None),
        user => user?,
    };
    if !is_made_by(&stack.id, &user.tags) {
        return Ok(None);
    }
    let note = SupersededNote::read(&user.tags).map(|note| note.plausible(user.created_at, now));
    let Some(secret) = secret_of(name, present, note.as_ref()) else {
        return user_without_secret(world, stack, user, note, now).await;
    };
    let keys = UserKeys {
        user_name: name.to_owned(),
        secret: secret.clone(),
        is_superseded: present
            .is_none_or(|present| present.name() != IdentityName::User(name.to_owned())),
        grace: stack.grace,
    };
    let (seen, attachments) = tokio::join!(
        keys::observe(world, &keys, now),
        world.list_user_attachments(name)
    );
    let seen = match seen {
        Err(error) if is_about_lost_secret(&error) => {
            return user_without_secret(world, stack, user, note, now).await;
        }
        seen => seen?,
    };
    Ok(Some(Identity::User(Box::new(OwnUser {
        name: name.to_owned(),
        note,
        secret: Some(secret),
        keys: seen.facts,
        attachments: attachments?,
    }))))
}

/// The secret with the user's keys: the properties name it, or the note on the user.
fn secret_of(
    name: &str,
    present: Option<&PresentIdentity>,
    note: Option<&SupersededNote>,
) -> Option<SecretArn> {
    match present {
        Some(PresentIdentity::User(UserProperties { user_name, secret })) if user_name == name => {
            Some(secret.clone())
        }
        _ => note.and_then(|note| note.secret.clone()),
    }
}

/// Whether the secret of the keys is gone, or scheduled for deletion.
fn is_about_lost_secret(error: &PortError) -> bool {
    let is_lost = matches!(
        error.kind,
        PortErrorKind::NotFound | PortErrorKind::PendingDeletion
    );
    is_lost && error.operation.starts_with("secretsmanager:")
}

/// No secret holds its keys: they count as keys that this stack did not make.
async fn user_without_secret(
    world: &impl IdentityWorld,
    stack: &OwnStack,
    user: domain::aws::iam::User,
    note: Option<SupersededNote>,
    now: OffsetDateTime,
) -> Result<Option<Identity>, PortError> {
    let name = user.arn.name();
    let (listed, attachments) = tokio::try_join!(
        world.list_access_keys(name),
        world.list_user_attachments(name)
    )?;
    Ok(Some(Identity::User(Box::new(OwnUser {
        name: name.to_owned(),
        keys: rotation::Facts::without_secret(&user, listed, stack.grace, now),
        note,
        secret: None,
        attachments,
    }))))
}

impl Own {
    /// Adds what was seen of the organization, which decisions about keys need.
    #[must_use]
    pub fn with_organization(
        mut self,
        organization: Option<&Organization>,
        credentials: Option<&CredentialsId>,
    ) -> Self {
        for identity in &mut self.identities {
            if let Identity::User(own) = identity {
                own.keys.organization = organization.cloned();
                own.keys.credentials = credentials.cloned();
            }
        }
        self
    }
}
