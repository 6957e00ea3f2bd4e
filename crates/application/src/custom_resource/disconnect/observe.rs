//! What a deletion looks at: what the stack has made, and who uses it.

use backon::Retryable;
use domain::{
    aws::access_key::AccessKeyId,
    onboarding::{DeletionFacts, KeyAccount},
    organization::Failure,
    physical_id::PhysicalId,
    port_error::PortError,
    ports::CredentialRegistry,
    properties::{DeleteProperties, PresentIdentity},
    qovery::{Access, CredentialsId, Organization},
};
use time::OffsetDateTime;

use super::bounded;
use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World},
    error::failure_of,
    identities::{self, Own},
    qovery,
};

/// The facts of a deletion, and the access to Qovery.
pub(super) struct Looked {
    /// The access. `None` means that it could not be opened.
    pub(super) access: Option<Access>,
    pub(super) own: Own,
    pub(super) facts: DeletionFacts,
    /// Why something of Qovery's could not be seen. `None` means that all of it was.
    pub(super) unseen: Option<Failure>,
}

/// What was seen at Qovery.
struct AtQovery {
    access: Option<Access>,
    /// The error is the cause in words.
    organization: Result<Organization, String>,
    /// Whether the stack's credentials are gone.
    is_gone: bool,
    unseen: Option<Failure>,
}

impl AtQovery {
    fn unknown(cause: impl Into<String>, failure: Failure) -> Self {
        Self {
            access: None,
            organization: Err(cause.into()),
            is_gone: false,
            unseen: Some(failure),
        }
    }
}

/// Looks at Qovery and at what the stack has made, side by side.
pub(super) async fn observe(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<Looked, Error> {
    context
        .journal
        .under_way("looking at what the stack has made, and who uses it");
    let now = (context.clock)();
    let present = properties.identity.as_ref();
    let (seen, own) = tokio::join!(
        open(context, physical_id, properties),
        own(context, present, now),
    );
    let own = own.map_err(Error::call("could not look at what the stack has made"))?;
    let own = own.with_organization(seen.organization.as_ref().ok(), None);
    let mut facts = DeletionFacts {
        stack: context.settings.id.clone(),
        physical_id: physical_id.clone(),
        organization: seen.organization,
        is_gone: seen.is_gone,
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
    Ok(Looked {
        access: seen.access,
        own,
        facts,
        unseen: seen.unseen,
    })
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
    look.retry(context.pauses())
        .when(PortError::may_be_late)
        .await
}

/// Opens Qovery, looks, and finds out whether the stack's credentials are gone.
async fn open(
    context: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> AtQovery {
    let (organization, credentials) = match physical_id {
        PhysicalId::Registered {
            organization,
            credentials,
            ..
        } => (Some(organization), Some(credentials)),
        PhysicalId::Nothing(_) | PhysicalId::Unknown(_) => (properties.organization.as_ref(), None),
    };
    let (Some(organization), Some(secret)) = (organization, &properties.api_token_secret) else {
        let cause = "the properties do not say how to ask Qovery";
        return AtQovery::unknown(cause, Failure::Final);
    };
    let looked = async {
        let access = qovery::open(context.world, secret, organization).await?;
        look(context.world, access, credentials).await
    };
    match bounded::of_qovery(context.time, looked).await {
        Some(Ok(seen)) => seen,
        Some(Err(error)) => AtQovery::unknown(error.message().render(1024), error.failure()),
        None => {
            let cause = "Qovery gave no answer in time that could be read";
            AtQovery::unknown(cause, Failure::Unavailable)
        }
    }
}

/// Looks at the credentials and registries, and then, with the credentials from before, at the state
/// of the clusters.
async fn look(
    registry: &impl CredentialRegistry,
    access: Access,
    credentials: Option<&CredentialsId>,
) -> Result<AtQovery, Error> {
    let (listed, registries) = tokio::join!(
        qovery::list_credentials(registry, &access),
        qovery::read_registries(registry, &access),
    );
    let listed = listed.map_err(Error::call("could not list the credentials at Qovery"))?;
    let clusters = registry.list_cluster_statuses(&access).await;
    let is_gone = match credentials {
        Some(id) => qovery::is_gone(registry, &access, &listed, id).await,
        None => Ok(false),
    };
    let unseen = unseen([
        registries.as_ref().err(),
        clusters.as_ref().err(),
        is_gone.as_ref().err(),
    ]);
    let organization = Organization {
        clusters: clusters.ok(),
        registries: registries.ok(),
        ..listed
    };
    Ok(AtQovery {
        access: Some(access),
        organization: Ok(organization),
        is_gone: is_gone.unwrap_or(false),
        unseen,
    })
}

/// What failed looks say of another attempt: it has to end better for each of them.
fn unseen(errors: [Option<&PortError>; 3]) -> Option<Failure> {
    let mut failures = errors.into_iter().flatten().map(failure_of);
    let first = failures.next()?;
    let is_final = failures.any(|failure| failure == Failure::Final);
    Some(if is_final { Failure::Final } else { first })
}
