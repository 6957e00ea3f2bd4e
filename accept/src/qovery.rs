//! The organization at Qovery: what the stack has registered there.

use adapters::{Adapters, aws::AwsEnvironment};
use anyhow::{Context, Result};
use domain::{
    ports::CredentialRegistry,
    qovery::{Access, Credentials, CredentialsId, TokenSecret},
};
use tokio::runtime::{Builder, Runtime};

use crate::place::{NAME, Order, text};

/// One organization, with the token of the secret.
#[derive(Debug)]
pub(crate) struct Qovery {
    adapters: Adapters,
    access: Access,
    runtime: Runtime,
}

impl Qovery {
    pub(crate) fn open(order: &Order) -> Result<Self> {
        let (aws, secret) = (&order.aws, order.token_secret.as_str());
        let region = order.token_secret.region();
        let read = ["secretsmanager", "get-secret-value", "--region", region];
        let read = aws.run(&[&read[..], &["--secret-id", secret]].concat())?;
        let token = TokenSecret::parse(&text(&read["SecretString"]))?;
        let environment = AwsEnvironment {
            region: order.region.clone(),
            // Nothing of AWS is called by it.
            credentials: aws_credential_types::Credentials::new("none", "none", None, None, "none"),
            endpoint_url: None,
            ca_bundle: None,
        };
        Ok(Self {
            adapters: Adapters::new(environment)?,
            access: Access {
                url: token.api_url,
                token: token.token,
                organization: order.organization.clone(),
            },
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }

    /// The credentials whose names begin as this run's do, and that no cluster uses.
    pub(crate) fn registered(&self) -> Result<Vec<Credentials>> {
        let listing = self.adapters.list_organization_credentials(&self.access);
        let listed = self.runtime.block_on(listing);
        let listed = listed.context("list the credentials at Qovery")?;
        let unused = listed
            .entries
            .into_iter()
            .filter(|one| one.clusters.is_empty());
        let ours = unused.filter(|one| one.credentials.name.starts_with(NAME));
        Ok(ours.map(|one| one.credentials).collect())
    }

    pub(crate) fn delete(&self, id: &CredentialsId) -> Result<()> {
        let deletion = self.adapters.delete_aws_credentials(&self.access, id);
        let deleted = self.runtime.block_on(deletion);
        deleted.with_context(|| format!("delete the credentials {id} at Qovery"))
    }
}
