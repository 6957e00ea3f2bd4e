//! Every request that the real client makes is as Qovery publishes it, and so is every answer
//! that the stand-in gives to it.

use anyhow::{Context, Result};
use domain::qovery::ClusterState;
use domain::{
    aws::access_key::{AccessKey, SecretAccessKey},
    port_error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{CredentialsRequest, NewValues},
};
use support::qovery::{
    CredentialValues, Qovery,
    contract::{Contract, Part},
};

use crate::client::{ORGANIZATION, TOKEN, access, client};

const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";

fn role() -> Result<CredentialsRequest> {
    Ok(CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Role(ROLE.parse()?),
    })
}

fn key() -> Result<CredentialsRequest> {
    let key = AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse()?,
        secret: SecretAccessKey::from("wJalrXUtnFEMI/K7MDENG".to_owned()),
    };
    Ok(CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Static(key),
    })
}

fn stand_in() -> Result<Qovery> {
    let qovery = Qovery::start()?;
    qovery.organization(ORGANIZATION, TOKEN);
    Ok(qovery)
}

#[tokio::test]
async fn every_request_of_the_client_is_as_published() -> Result<()> {
    let qovery = stand_in()?;
    let (client, at) = (client(None)?, access(&qovery.url())?);
    for request in [role()?, key()?] {
        let made = client.create_aws_credentials(&at, &request).await?;
        client.edit_aws_credentials(&at, &made.id, &request).await?;
        let cluster = qovery.link_cluster(ORGANIZATION, made.id.as_str(), "production");
        let listed = client.list_organization_credentials(&at).await?;
        assert_eq!(listed.entries.len(), 1);
        let id = cluster.parse()?;
        client.deploy_cluster(&at, &id).await?;
        let statuses = client.list_cluster_statuses(&at).await?;
        assert_eq!(statuses[&id].state, Some(ClusterState::Deployed));
        qovery.unlink_cluster(&cluster);
        client.delete_aws_credentials(&at, &made.id).await?;
    }
    assert_eq!(Contract::ours().judge(&qovery.requests()), []);
    assert_eq!(qovery.audit(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_refused_request_is_as_published_too() -> Result<()> {
    let qovery = stand_in()?;
    let (client, at) = (client(None)?, access(&qovery.url())?);
    let values = CredentialValues::role(ROLE);
    let held = qovery.add_credential(ORGANIZATION, "production", values);
    qovery.link_cluster(ORGANIZATION, &held, "production");
    let held = held.parse()?;
    let linked = client.delete_aws_credentials(&at, &held).await;
    assert!(linked.is_err(), "clusters are linked");
    let unknown = "00000000-0000-4000-8000-000000000000".parse()?;
    let missing = client.edit_aws_credentials(&at, &unknown, &role()?).await;
    let missing = missing.err().context("it is not there")?;
    assert_eq!(missing.kind, PortErrorKind::NotFound);
    // How a linked deletion is refused is not published.
    let mut violations = Contract::ours().judge(&qovery.requests());
    violations.retain(|violation| violation.part != Part::Status);
    assert_eq!(violations, []);
    Ok(())
}
