//! Every request that the real client makes is as Qovery publishes it, and so is every answer
//! that the stand-in gives to it.

use adapters::{Adapters, aws::AwsEnvironment};
use anyhow::{Context, Result};
use aws_credential_types::Credentials;
use domain::{
    access_key::{AccessKey, SecretAccessKey},
    api_token::ApiToken,
    error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{Access, CredentialsRequest, NewValues},
};
use support::{
    contract::{Prism, Severity},
    qovery::{CredentialValues, Qovery},
};

const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";
const TOKEN: &str = "qov_token";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";

/// The client that the functions have.
fn client() -> Result<Adapters> {
    Ok(Adapters::new(AwsEnvironment {
        region: "eu-west-3".to_owned(),
        credentials: Credentials::new("unused", "unused", None, None, "test"),
        endpoint_url: None,
        authorities: None,
    })?)
}

fn access(url: &str) -> Result<Access> {
    Ok(Access {
        url: url.parse()?,
        token: ApiToken::parse(TOKEN)?,
        organization: ORGANIZATION.parse()?,
    })
}

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

/// A stand-in and the judge before it; nothing where the specification is not at hand.
fn judged() -> Result<Option<(Qovery, Prism)>> {
    let qovery = Qovery::start()?;
    qovery.organization(ORGANIZATION, TOKEN);
    let prism = Prism::in_front_of(&qovery.url())?;
    Ok(prism.map(|prism| (qovery, prism)))
}

#[tokio::test]
async fn every_request_of_the_client_is_as_published() -> Result<()> {
    let Some((qovery, prism)) = judged()? else {
        return Ok(());
    };
    let (client, at) = (client()?, access(prism.url())?);
    for request in [role()?, key()?] {
        let made = client.create_aws_credentials(&at, &request).await?;
        client.edit_aws_credentials(&at, &made.id, &request).await?;
        let cluster = qovery.link_cluster(ORGANIZATION, made.id.as_str(), "production");
        assert_eq!(client.list_organization_credentials(&at).await?.len(), 1);
        let id = cluster.parse()?;
        client.deploy_cluster(&at, &id).await?;
        let status = client.get_cluster_status(&at, &id).await?;
        assert_eq!(status.state, "DEPLOYED");
        qovery.unlink_cluster(&cluster);
        client.delete_aws_credentials(&at, &made.id).await?;
    }
    assert_eq!(prism.take_violations()?, []);
    assert_eq!(qovery.audit(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_refused_request_is_as_published_too() -> Result<()> {
    let Some((qovery, prism)) = judged()? else {
        return Ok(());
    };
    let (client, at) = (client()?, access(prism.url())?);
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
    // How a linked deletion is refused is not published: a warning, and no error.
    let mut violations = prism.take_violations()?;
    violations.retain(|violation| violation.severity == Severity::Error);
    assert_eq!(violations, []);
    Ok(())
}
