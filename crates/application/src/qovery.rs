//! Opening an organization at Qovery, and one look at it.

use domain::{
    aws::arn::SecretArn,
    port_error::PortError,
    ports::{CredentialRegistry, Secrets},
    qovery::{Access, CredentialsId, Organization, OrganizationId, TokenSecret},
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
    error.with_hint("store a Qovery API token in the secret that `QoveryApiTokenSecretArn` names")
}

/// One look at the organization: its credentials and, side by side, the status of its clusters.
/// Statuses that cannot be read are unknown, which holds whatever depends on them.
pub async fn look(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Organization, PortError> {
    let (credentials, clusters) = tokio::join!(
        registry.list_organization_credentials(access),
        registry.list_cluster_statuses(access),
    );
    Ok(Organization {
        credentials: credentials?,
        clusters: clusters.ok(),
        registries: Vec::new(),
    })
}

/// [`open`] and [`look`], one after the other.
pub async fn open_and_look(
    world: &(impl Secrets + CredentialRegistry),
    secret: &SecretArn,
    organization: &OrganizationId,
) -> Result<(Access, Organization), Error> {
    let access = open(world, secret, organization).await?;
    let seen = look(world, &access).await;
    let seen = seen.map_err(Error::call("could not list the credentials at Qovery"))?;
    Ok((access, seen))
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
