//! Reads, side by side: stack, role, permissions, keys, superseded identities and Qovery.

use domain::{
    aws::stack::Stack,
    identities::{Identity, SUPERSEDED_TAG, SupersededNote},
    permissions::Permissions,
    port_error::PortError,
    ports::{Roles, Secrets, Stacks},
    properties::PresentIdentity,
    qovery::{Access, Organization},
    reconciliation::{Expected, Known, Observed, SeenRole, Unknown},
    rotation,
};
use time::OffsetDateTime;

use super::{QoveryLook, Reconciled, ReconciledWorld};
use crate::{
    Clock,
    identities::{self, Own},
    keys::{self, SeenKeys, UserKeys},
    permissions::simulate,
};

/// The facts of one look, and the access to Qovery.
#[derive(Debug)]
pub struct Look {
    /// What was seen.
    pub observed: Observed,
    /// `None` means that there is no token.
    pub access: Option<Access>,
}

/// Looks at everything once.
pub async fn observe(
    world: &(impl ReconciledWorld + Secrets),
    stack: Reconciled<'_>,
    clock: &impl Clock,
) -> Look {
    let properties = &stack.expected.properties;
    let secret = &properties.api_token_secret;
    let (mut at_qovery, described, account) = tokio::join!(
        QoveryLook::at(world, secret, &properties.organization),
        world.describe_stack(&stack.expected.stack),
        AccountLook::at(world, stack, clock),
    );
    if account.depends_on_registries() {
        at_qovery.look_at_registries(world).await;
    }
    account.beside(stack.expected, described, at_qovery)
}

/// One look at the stack's account: everything but the stack itself and Qovery.
#[derive(Debug)]
pub struct AccountLook {
    at: OffsetDateTime,
    role: SeenRole,
    permissions: Permissions,
    /// `None` means that the stack uses a role.
    keys: Option<Known<SeenKeys>>,
    own: Result<Own, PortError>,
}

impl AccountLook {
    /// Reads the role, the permissions, the keys and what the stack has made, once.
    pub async fn at(
        world: &impl ReconciledWorld,
        stack: Reconciled<'_>,
        clock: &impl Clock,
    ) -> Self {
        let expected = stack.expected;
        let present = PresentIdentity::of(&expected.properties);
        let at = clock();
        let (role, permissions, keys, own) = tokio::join!(
            role(world, expected),
            simulate(world, &expected.stack, &expected.properties),
            keys(world, expected, clock),
            identities::observe_superseded(world, stack.own_stack, &present, at),
        );
        Self {
            at,
            role,
            permissions,
            keys,
            own,
        }
    }

    /// Whether registries may show what goes, or is to go: another key than the one in use, or
    /// another role or user of the stack. What was not seen may be there.
    #[must_use]
    pub fn depends_on_registries(&self) -> bool {
        let has_one_key = |seen: &SeenKeys| {
            let current = seen.facts.current().map(|(_, key)| &key.id);
            let mut keys = seen.facts.keys.iter();
            keys.all(|key| Some(&key.id) == current)
        };
        let is_quiet = match &self.keys {
            None => true,
            Some(keys) => keys.as_ref().is_ok_and(has_one_key),
        };
        let own = self.own.as_ref();
        !(is_quiet && own.is_ok_and(|own| own.identities.is_empty()))
    }

    /// Joins this look at the account with what was seen of the stack and of Qovery.
    #[must_use]
    pub fn beside(
        self,
        expected: &Expected,
        stack: Result<Stack, PortError>,
        at_qovery: QoveryLook,
    ) -> Look {
        let organization = at_qovery.organization.as_ref().ok();
        let with_qovery = |seen: SeenKeys| with_qovery(seen.facts, organization, expected);
        let mut observed = Observed {
            at: self.at,
            stack: stack.map_err(Unknown::from),
            has_stale_note: has_stale_note(&self.role, self.keys.as_ref(), expected),
            role: self.role,
            permissions: self.permissions,
            keys: self.keys.map(|keys| keys.map(with_qovery)),
            superseded: superseded(self.own, organization, expected),
            token: at_qovery.token,
            organization: at_qovery.organization,
        };
        let former = observed.former_accesses();
        if let Some(Ok(facts)) = &mut observed.keys {
            facts.former = former;
        }
        Look {
            observed,
            access: at_qovery.access,
        }
    }
}

async fn role(roles: &impl Roles, expected: &Expected) -> SeenRole {
    let Some(role) = expected.role() else {
        return SeenRole::NotExpected;
    };
    match roles.get_role(role).await {
        Ok(seen) => SeenRole::Present(Box::new(seen)),
        Err(error) if error.is_not_found() => SeenRole::Absent,
        Err(error) => SeenRole::Unknown(error.into()),
    }
}

/// The user's keys. `None` means that the stack uses a role.
async fn keys(
    world: &impl ReconciledWorld,
    expected: &Expected,
    clock: &impl Clock,
) -> Option<Known<SeenKeys>> {
    let user_keys = user_keys(expected)?;
    let seen = keys::observe(world, &user_keys, clock()).await;
    Some(seen.map_err(Unknown::from))
}

/// Whether the identity in use carries a note that something has superseded it: an update that was
/// rolled back left it. On a user, a tag that does not name its secret is one, too.
fn has_stale_note(role: &SeenRole, keys: Option<&Known<SeenKeys>>, expected: &Expected) -> bool {
    let of_role = match role {
        SeenRole::Present(role) => role.tags.contains_key(SUPERSEDED_TAG),
        _ => false,
    };
    let user = keys.and_then(|keys| keys.as_ref().ok());
    let tags = user.map(|seen| &seen.user.tags);
    let tags = tags.filter(|tags| tags.contains_key(SUPERSEDED_TAG));
    let sound = expected
        .user()
        .map(|user| SupersededNote::naming(&user.secret));
    of_role || tags.is_some_and(|tags| SupersededNote::read(tags) != sound)
}

/// The user whose key Qovery uses. `None` means that it uses a role.
pub(super) fn user_keys(expected: &Expected) -> Option<UserKeys> {
    let user = expected.user()?;
    Some(UserKeys {
        user_name: user.user_name.clone(),
        secret: user.secret.clone(),
        is_superseded: false,
        grace: expected.grace,
    })
}

fn superseded(
    own: Result<Own, PortError>,
    organization: Option<&Organization>,
    expected: &Expected,
) -> Known<Vec<Identity>> {
    let credentials = Some(&expected.credentials);
    let own = own.map(|own| own.with_organization(organization, credentials).identities);
    own.map_err(Unknown::from)
}

fn with_qovery(
    mut facts: rotation::Facts,
    organization: Option<&Organization>,
    expected: &Expected,
) -> rotation::Facts {
    facts.organization = organization.cloned();
    facts.credentials = Some(expected.credentials.clone());
    facts
}

/// Whether the stack is still as it was seen: at rest, and not updated since.
pub(super) async fn is_unchanged(
    stacks: &impl Stacks,
    observed: &Observed,
    expected: &Expected,
) -> bool {
    let (Ok(before), Ok(now)) = (
        &observed.stack,
        stacks.describe_stack(&expected.stack).await,
    ) else {
        return false;
    };
    before.status == now.status && before.last_updated_at == now.last_updated_at
}
