//! Every request that the real client makes is as Qovery publishes it, and so is every answer
//! that the stand-in gives to it.

use anyhow::{Context, Result};
use contract::{Contract, Part, audit};
use domain::qovery::ClusterState;
use domain::{
    aws::access_key::{AccessKey, SecretAccessKey},
    port_error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{CredentialsRequest, NewValues, Registry, RegistryForm},
};
use support::qovery::{CredentialValues, Qovery};

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
    assert_eq!(audit(&qovery), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn every_request_about_registries_is_as_published() -> Result<()> {
    let qovery = stand_in()?;
    let (client, at) = (client(None)?, access(&qovery.url())?);
    let key = CredentialValues::access_key("AKIAIOSFODNN7EXAMPLE", "a/secret");
    let made = qovery.add_credential(ORGANIZATION, "production", key);
    qovery.link_cluster(ORGANIZATION, &made, "production");
    let values = CredentialValues::access_key("AKIAIOSFODNN7EXAMPLE", "a/secret");
    qovery.edit(|state| state.add_helm_repository(ORGANIZATION, values));
    let before = qovery.registries(ORGANIZATION);
    for form in [RegistryForm::Container, RegistryForm::Helm] {
        for request in [role()?, self::key()?] {
            let listed = client.list_registries(&at, form).await?;
            assert_eq!((listed.entries.len(), listed.unreadable.len()), (1, 0));
            let edited = client.edit_registry(&at, &listed.entries[0], &request.values);
            assert!(request.values.shown_by(&edited.await?.values));
        }
    }
    for (mut kept, before) in qovery.registries(ORGANIZATION).into_iter().zip(before) {
        assert_eq!(kept.values.identity(), before.values.identity());
        kept.values = before.values.clone();
        assert_eq!(kept, before, "everything else is as it was");
    }
    assert_eq!(Contract::ours().judge(&qovery.requests()), []);
    assert_eq!(audit(&qovery), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_registry_that_refuses_or_is_gone_is_as_published() -> Result<()> {
    let qovery = stand_in()?;
    let (client, at) = (client(None)?, access(&qovery.url())?);
    let values = CredentialValues::access_key("AKIAIOSFODNN7EXAMPLE", "a/secret");
    qovery.edit(|state| state.add_helm_repository(ORGANIZATION, values));
    let listed = client.list_registries(&at, RegistryForm::Helm).await?;
    let one = &listed.entries[0];
    qovery.edit(|state| state.qovery.allows_registry_changes = false);
    let refused = client.edit_registry(&at, one, &role()?.values).await;
    assert!(refused.err().context("it refuses")?.is_refusal());
    let elsewhere = Registry {
        form: RegistryForm::Container,
        ..one.clone()
    };
    let gone = client.edit_registry(&at, &elsewhere, &role()?.values).await;
    let gone = gone.err().context("it is not there")?;
    assert_eq!(gone.kind, PortErrorKind::NotFound);
    let mut violations = Contract::ours().judge(&qovery.requests());
    // A kind of Helm repositories in the other list.
    violations.retain(|violation| violation.part != Part::Request);
    assert_eq!(violations, []);
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
