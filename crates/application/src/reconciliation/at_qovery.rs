//! One look at Qovery.

use domain::{
    aws::arn::SecretArn,
    message::chain,
    ports::{CredentialRegistry, Secrets},
    qovery::{Access, Organization, OrganizationId},
    reconciliation::{Known, Unknown},
};

use crate::qovery;

/// One look at Qovery; each part that was not seen has the reason.
#[derive(Debug, Clone)]
pub struct QoveryLook {
    /// Whether there is a token.
    pub token: Known<()>,
    /// `None` means that there is no token.
    pub access: Option<Access>,
    /// The organization, without its registries unless they were asked for.
    pub organization: Known<Organization>,
}

impl QoveryLook {
    /// Reads the token, credentials and clusters.
    pub async fn at(
        world: &(impl CredentialRegistry + Secrets),
        token: &SecretArn,
        organization: &OrganizationId,
    ) -> Self {
        let access = match qovery::open(world, token, organization).await {
            Ok(access) => access,
            Err(error) => {
                let unknown = unknown(error);
                return Self {
                    token: Err(unknown.clone()),
                    access: None,
                    organization: Err(unknown),
                };
            }
        };
        let seen = qovery::look_at_clusters(world, &access).await;
        Self {
            token: Ok(()),
            access: Some(access),
            organization: seen.map_err(Unknown::from),
        }
    }

    /// Reads the registries, too, where the organization was seen.
    pub async fn look_at_registries(&mut self, world: &impl CredentialRegistry) {
        if let (Some(access), Ok(seen)) = (&self.access, &mut self.organization) {
            seen.registries = qovery::look_at_registries(world, access).await;
        }
    }
}

fn unknown(error: crate::Error) -> Unknown {
    match error {
        crate::Error::Call(_, error) => error.into(),
        other => Unknown::because(chain(&other)),
    }
}
