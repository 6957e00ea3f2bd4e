//! A server is talked to only if a certificate authority vouches for it that was meant to.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use adapters::Adapters;
use anyhow::{Context, Result};
use domain::{port_error::PortErrorKind, ports::CredentialRegistry};
use support::{cloud::Cloud, tls::Authority};

use crate::client::{access, client};

/// Below `target`, and no other run's.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()))
}

fn file(name: &str, content: &str) -> Result<PathBuf> {
    let path = path(name);
    fs::write(&path, content)?;
    Ok(path)
}

/// The client's error at a server whose certificate `authority` has signed.
async fn asks(authority: &Authority, client: Adapters) -> Result<Option<PortErrorKind>> {
    let cloud = Cloud::start(authority, Duration::ZERO)?;
    let at = access(&cloud.qovery_url())?;
    let answer = client.list_organization_credentials(&at).await;
    Ok(answer.err().map(|error| error.kind))
}

#[tokio::test]
async fn a_server_is_believed_on_the_word_of_the_file() -> Result<()> {
    let authority = Authority::new()?;
    let roots = file("own.pem", authority.certificate())?;
    let refused = asks(&authority, client(Some(&roots))?).await?;
    assert_eq!(refused, Some(PortErrorKind::Unauthenticated), "it answers");
    Ok(())
}

#[tokio::test]
async fn a_server_that_only_strangers_vouch_for_gets_no_token() -> Result<()> {
    let (authority, stranger) = (Authority::new()?, Authority::new()?);
    let roots = file("stranger.pem", stranger.certificate())?;
    for client in [client(None)?, client(Some(&roots))?] {
        let refused = asks(&authority, client).await?;
        assert_eq!(refused, Some(PortErrorKind::Unanswered));
    }
    Ok(())
}

#[test]
fn a_file_of_no_use_is_named_before_the_first_event() -> Result<()> {
    let useless = [
        path("nowhere.pem"),
        file("empty.pem", "")?,
        file("prose.pem", "Not a certificate at all.")?,
        file(
            "broken.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        )?,
    ];
    for path in useless {
        let error = client(Some(&path)).err();
        let error = error.with_context(|| format!("{} is of use", path.display()))?;
        let message = error.to_string();
        assert!(message.contains(&path.display().to_string()), "{message}");
        assert!(message.contains("set SSL_CERT_FILE to"), "{message}");
    }
    Ok(())
}
