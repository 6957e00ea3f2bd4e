//! Opening an organization at Qovery, and one look at it.

use domain::{
    aws::arn::SecretArn,
    message::chain,
    port_error::{PortError, PortErrorKind},
    ports::{CredentialRegistry, Secrets},
    qovery::{
        Access, CredentialsId, CredentialsValues, NewValues, Organization, OrganizationId,
        Registries, RegistryForm, TokenSecret,
    },
};
use secrecy::ExposeSecret;

use crate::Error;

/// Reads the token and says where it may go: the token's secret alone names the address.
pub async fn open(
    secrets: &impl Secrets,
    secret: &SecretArn,
    organization: &OrganizationId,
) -> Result<Access, Error> {
    let value = secrets
        .get_secret_value(secret)
        .await
        .map_err(hinted)
        .map_err(Error::call("could not read Qovery's API token"))?;
    #[expect(
        clippy::disallowed_methods,
        reason = "read once, straight into its own type"
    )]
    let read = TokenSecret::parse(value.expose_secret()).map_err(Error::Token)?;
    Ok(Access {
        url: read.api_url,
        token: read.token,
        organization: organization.clone(),
    })
}

fn hinted(error: PortError) -> PortError {
    if !error.is_not_found() {
        return error;
    }
    error.with_hint("store a Qovery API token in a secret, and update the stack with its ARN in `QoveryApiTokenSecretArn` and nothing in `QoveryApiToken`")
}

/// The organization's credentials with the clusters that use them and, side by side, its
/// registries, without the state of the clusters: what is decided on that state counts it as
/// unknown. Registries that cannot be read are unknown, too.
pub async fn list(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    let (listed, registries) = tokio::join!(
        list_credentials(registry, access),
        look_at_registries(registry, access),
    );
    Ok(Organization {
        registries,
        ..listed?
    })
}

/// The same without the registries, for when nothing depends on them.
pub async fn list_credentials(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    Ok(Organization {
        credentials: registry.list_organization_credentials(access).await?,
        clusters: None,
        registries: None,
    })
}

/// Both lists of registries. `None` means that one could not be read: what the other shows is not
/// everything.
pub async fn look_at_registries(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Option<Registries> {
    read_registries(registry, access).await.ok()
}

/// The same with the error of the list that could not be read.
pub async fn read_registries(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Registries, PortError> {
    let read = tokio::try_join!(
        registry.list_registries(access, RegistryForm::Container),
        registry.list_registries(access, RegistryForm::Helm),
    );
    let read = read.map(|(container, helm)| container.and(helm));
    read.inspect_err(|error| tracing::warn!(error = chain(error), "the registries are unknown"))
}

/// One look at the organization: its credentials, and after them the state of its clusters.
///
/// Side by side, a state from before a deployment could stand beside credentials from after it, and
/// a busy cluster would count as one at rest. Statuses that cannot be read are unknown, which holds
/// whatever depends on them.
pub async fn look(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    let listed = list(registry, access).await?;
    Ok(with_statuses(registry, access, listed).await)
}

/// The same without the registries, for when nothing depends on them.
pub async fn look_at_clusters(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    let listed = list_credentials(registry, access).await?;
    Ok(with_statuses(registry, access, listed).await)
}

/// What was listed, with the state of the clusters now.
pub async fn with_statuses(
    registry: &impl CredentialRegistry,
    access: &Access,
    listed: Organization,
) -> Organization {
    let clusters = registry.list_cluster_statuses(access).await.ok();
    Organization { clusters, ..listed }
}

/// Fails if Qovery shows other values than it was given.
pub(crate) fn shows_given(given: &NewValues, shown: &CredentialsValues) -> Result<(), Error> {
    if given.shown_by(shown) {
        Ok(())
    } else {
        Err(Error::NotShown)
    }
}

/// The look after a write of the caller's own. Side by side: both are from after the write.
pub async fn look_after_write(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    let (listed, clusters) = tokio::join!(
        list(registry, access),
        registry.list_cluster_statuses(access),
    );
    Ok(Organization {
        clusters: clusters.ok(),
        ..listed?
    })
}

/// [`open`] and [`list`], one after the other.
pub async fn open_and_list(
    world: &(impl Secrets + CredentialRegistry),
    secret: &SecretArn,
    organization: &OrganizationId,
) -> Result<(Access, Organization), Error> {
    let access = open(world, secret, organization).await?;
    let listed = list(world, &access).await;
    let listed = listed.map_err(Error::call("could not list the credentials at Qovery"))?;
    Ok((access, listed))
}

/// Deletes credentials. Credentials that are gone count as deleted: Qovery answers for them as it
/// answers where it refuses, so that the list has to tell which.
pub async fn delete(
    registry: &impl CredentialRegistry,
    access: &Access,
    id: &CredentialsId,
) -> Result<(), PortError> {
    let refused = match registry.delete_aws_credentials(access, id).await {
        Err(error) if error.is_not_found() => error,
        deleted => return deleted,
    };
    let listed = registry.list_organization_credentials(access).await?;
    if !listed.may_have(id) {
        return Ok(());
    }
    let kind = PortErrorKind::AccessDenied;
    Err(PortError { kind, ..refused })
}

/// Whether credentials that the list does not show are gone: Qovery has to deny that they are there.
pub async fn is_gone(
    registry: &impl CredentialRegistry,
    access: &Access,
    seen: &Organization,
    id: &CredentialsId,
) -> Result<bool, PortError> {
    if seen.find(id).is_some() {
        return Ok(false);
    }
    match registry.get_aws_credentials(access, id).await {
        Ok(_) => Ok(false),
        Err(error) if error.is_not_found() => Ok(true),
        Err(error) => Err(error),
    }
}
