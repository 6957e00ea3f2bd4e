//! Reads, side by side: stack, role, permissions, keys, superseded identities, Qovery and the last
//! report.

use application::{
    Clock,
    identities::{self, Own},
    keys::{self, SeenKeys, UserKeys},
    permissions::simulate,
    qovery,
};
use domain::{
    identities::{Identity, SUPERSEDED_TAG},
    message::chain,
    onboarding::PresentIdentity,
    port_error::PortError,
    ports::{RoleTags, Roles, Stacks},
    qovery::{Access, Organization},
    reconciliation::{Expected, Known, LAST_REPORT_TAG, Observed, ReportDigest, SeenRole, Unknown},
    rotation,
};

use crate::{Config, World};

/// The facts of one look, and the access to Qovery.
pub(crate) struct Look {
    pub(crate) observed: Observed,
    /// `None` means that there is no token.
    pub(crate) access: Option<Access>,
    /// The digest of the last report. `None` means that there is none, or that it could not be
    /// read.
    pub(crate) last: Option<ReportDigest>,
}

/// Looks at everything once.
pub(crate) async fn observe(world: &impl World, config: &Config, clock: &impl Clock) -> Look {
    let expected = &config.expected;
    let present = PresentIdentity::of(&expected.properties);
    let at = clock();
    let (mut qovery_look, stack, role, permissions, keys, own, last) = tokio::join!(
        open_and_look(world, expected),
        world.describe_stack(&expected.stack),
        role(world, expected),
        simulate(world, &expected.stack, &expected.properties),
        keys(world, expected, clock),
        identities::observe_superseded(world, &config.own_stack, &present, at),
        last_report(world, config),
    );
    qovery_look
        .look_at_registries(world, keys.as_ref(), own.as_ref().ok())
        .await;
    let organization = qovery_look.organization.as_ref().ok();
    let mut observed = Observed {
        at,
        stack: stack.map_err(Unknown::from),
        has_stale_note: has_stale_note(&role, keys.as_ref()),
        role,
        permissions,
        keys: keys.map(|keys| keys.map(|seen| with_qovery(seen.facts, organization, expected))),
        superseded: superseded(own, organization, expected),
        token: qovery_look.token,
        organization: qovery_look.organization,
    };
    let former = observed.former_accesses();
    if let Some(Ok(facts)) = &mut observed.keys {
        facts.former = former;
    }
    Look {
        observed,
        access: qovery_look.access,
        last,
    }
}

/// Whether registries may show what goes, or is to go: another key than the one in use, or another
/// role or user of the stack. What was not seen may be there.
fn depends_on_registries(keys: Option<&Known<SeenKeys>>, own: Option<&Own>) -> bool {
    let has_one_key = |seen: &SeenKeys| {
        let current = seen.facts.current().map(|(_, key)| &key.id);
        let mut keys = seen.facts.keys.iter();
        keys.all(|key| Some(&key.id) == current)
    };
    let is_quiet = match keys {
        None => true,
        Some(keys) => keys.as_ref().is_ok_and(has_one_key),
    };
    !(is_quiet && own.is_some_and(|own| own.identities.is_empty()))
}

/// One look at Qovery; each part that was not seen has the reason.
struct QoveryLook {
    token: Known<()>,
    access: Option<Access>,
    organization: Known<Organization>,
}

impl QoveryLook {
    /// Reads the registries where something depends on them.
    async fn look_at_registries(
        &mut self,
        world: &impl World,
        keys: Option<&Known<SeenKeys>>,
        own: Option<&Own>,
    ) {
        if let (Some(access), Ok(seen)) = (&self.access, &mut self.organization)
            && depends_on_registries(keys, own)
        {
            seen.registries = qovery::look_at_registries(world, access).await;
        }
    }
}

async fn open_and_look(world: &impl World, expected: &Expected) -> QoveryLook {
    let properties = &expected.properties;
    let opened = qovery::open(
        world,
        &properties.api_token_secret,
        &properties.organization,
    )
    .await;
    let access = match opened {
        Ok(access) => access,
        Err(error) => {
            let unknown = unknown(error);
            return QoveryLook {
                token: Err(unknown.clone()),
                access: None,
                organization: Err(unknown),
            };
        }
    };
    let organization = qovery::look_at_clusters(world, &access).await;
    QoveryLook {
        token: Ok(()),
        access: Some(access),
        organization: organization.map_err(Unknown::from),
    }
}

fn unknown(error: application::Error) -> Unknown {
    match error {
        application::Error::Call(_, error) => error.into(),
        other => Unknown::because(chain(&other)),
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
    world: &impl World,
    expected: &Expected,
    clock: &impl Clock,
) -> Option<Known<SeenKeys>> {
    let user_keys = user_keys(expected)?;
    let seen = keys::observe(world, &user_keys, clock()).await;
    Some(seen.map_err(Unknown::from))
}

/// Whether the identity in use carries a note that something has superseded it: an update that was
/// rolled back left it.
fn has_stale_note(role: &SeenRole, keys: Option<&Known<SeenKeys>>) -> bool {
    let of_role = match role {
        SeenRole::Present(role) => role.tags.contains_key(SUPERSEDED_TAG),
        _ => false,
    };
    let user = keys.and_then(|keys| keys.as_ref().ok());
    of_role || user.is_some_and(|seen| seen.user.tags.contains_key(SUPERSEDED_TAG))
}

/// The user whose key Qovery uses. `None` means that it uses a role.
pub(crate) fn user_keys(expected: &Expected) -> Option<UserKeys> {
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

/// Read only if a topic is set. If the read fails we may notify twice, never not at all.
async fn last_report(roles: &impl RoleTags, config: &Config) -> Option<ReportDigest> {
    config.topic.as_ref()?;
    let warn =
        |error: PortError| tracing::warn!(error = chain(&error), "the last report is unknown");
    let tags = roles.list_role_tags(&config.function_role).await;
    ReportDigest::read(tags.map_err(warn).ok()?.get(LAST_REPORT_TAG)?)
}

/// Whether the stack is still as it was seen: at rest, and not updated since.
pub(crate) async fn is_unchanged(
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
