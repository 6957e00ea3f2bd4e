//! Qovery's API, as published.

mod answer;
mod wire;

use domain::{
    port_error::{PortError, PortErrorKind, Retry},
    ports::CredentialRegistry,
    qovery::{
        Access, ClusterId, ClusterStatus, Credentials, CredentialsId, CredentialsRequest,
        LinkedCredentials,
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::{Adapters, http::Exchange, retry::retry};
use answer::Target;

/// One request, without what opens the door.
struct Ask<'a> {
    target: Target<'a>,
    method: &'static str,
    path: String,
    body: String,
    /// The secret in the body.
    secret: Option<&'a SecretString>,
}

impl Adapters {
    async fn ask_qovery(&self, at: &Access, ask: &Ask<'_>) -> Result<Vec<u8>, PortError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the token goes into its header, and both are kept out of errors"
        )]
        let (token, secret) = (
            at.token.0.expose_secret(),
            ask.secret.map(ExposeSecret::expose_secret),
        );
        let authorization = format!("Token {token}");
        let mut headers = vec![
            ("authorization", authorization.as_str()),
            ("accept", "application/json"),
        ];
        if !ask.body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        let sent = self
            .http
            .send(Exchange {
                method: ask.method,
                url: &format!("{}{}", at.url, ask.path),
                headers: &headers,
                body: ask.body.clone(),
            })
            .await;
        match sent {
            Ok(reply) if (200..300).contains(&reply.status) => Ok(reply.body),
            Ok(reply) => {
                let secrets: Vec<&str> = secret.into_iter().chain([token]).collect();
                Err(answer::refused(&ask.target, at, &reply, &secrets))
            }
            Err(error) => Err(answer::unanswered(&ask.target, error)),
        }
    }

    /// For calls that may be repeated without harm.
    async fn ask_qovery_again(&self, at: &Access, ask: &Ask<'_>) -> Result<Vec<u8>, PortError> {
        retry(PortError::retry, || self.ask_qovery(at, ask)).await
    }
}

/// A `POST` is repeated only where it certainly did not happen.
fn only_throttled(error: &PortError) -> Retry {
    match error.kind {
        PortErrorKind::Throttled(_) => error.retry(),
        _ => Retry::Never,
    }
}

fn parse<T: DeserializeOwned>(target: &Target<'_>, body: &[u8]) -> Result<T, PortError> {
    serde_json::from_slice(body).map_err(|error| answer::unreadable(target, error))
}

impl CredentialRegistry for Adapters {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<Vec<LinkedCredentials>, PortError> {
        let ask = Ask {
            target: Target {
                operation: "GET /organization/{id}/credentials",
                resource: at.organization.as_str(),
            },
            method: "GET",
            path: format!("/organization/{}/credentials", at.organization),
            body: String::new(),
            secret: None,
        };
        let body = self.ask_qovery_again(at, &ask).await?;
        let list: wire::LinkedList = parse(&ask.target, &body)?;
        Ok(list.into())
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let ask = Ask {
            target: Target {
                operation: "POST /organization/{id}/aws/credentials",
                resource: at.organization.as_str(),
            },
            method: "POST",
            path: format!("/organization/{}/aws/credentials", at.organization),
            body: wire::body(request),
            secret: request.values.secret(),
        };
        let body = retry(only_throttled, || self.ask_qovery(at, &ask)).await?;
        parse::<wire::Credentials>(&ask.target, &body)
            .and_then(|shown| {
                shown
                    .try_into()
                    .map_err(|e| answer::unreadable(&ask.target, e))
            })
            // It was made, though its id cannot be read: whoever asked has to look for it.
            .map_err(|error| PortError {
                kind: PortErrorKind::Unanswered,
                ..error
            })
    }

    async fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let ask = Ask {
            target: Target {
                operation: "PUT /organization/{id}/aws/credentials/{id}",
                resource: id.as_str(),
            },
            method: "PUT",
            path: format!("/organization/{}/aws/credentials/{id}", at.organization),
            body: wire::body(request),
            secret: request.values.secret(),
        };
        let body = self.ask_qovery_again(at, &ask).await?;
        let shown: wire::Credentials = parse(&ask.target, &body)?;
        shown
            .try_into()
            .map_err(|error| answer::unreadable(&ask.target, error))
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        let ask = Ask {
            target: Target {
                operation: "DELETE /organization/{id}/aws/credentials/{id}",
                resource: id.as_str(),
            },
            method: "DELETE",
            path: format!("/organization/{}/aws/credentials/{id}", at.organization),
            body: String::new(),
            secret: None,
        };
        self.ask_qovery_again(at, &ask).await.map(drop)
    }

    async fn get_cluster_status(
        &self,
        at: &Access,
        id: &ClusterId,
    ) -> Result<ClusterStatus, PortError> {
        let ask = Ask {
            target: Target {
                operation: "GET /organization/{id}/cluster/{id}/status",
                resource: id.as_str(),
            },
            method: "GET",
            path: format!("/organization/{}/cluster/{id}/status", at.organization),
            body: String::new(),
            secret: None,
        };
        let body = self.ask_qovery_again(at, &ask).await?;
        parse::<wire::Status>(&ask.target, &body).map(Into::into)
    }

    /// Asked once: a second deployment would be a second change.
    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        let ask = Ask {
            target: Target {
                operation: "POST /organization/{id}/cluster/{id}/deploy",
                resource: id.as_str(),
            },
            method: "POST",
            path: format!("/organization/{}/cluster/{id}/deploy", at.organization),
            body: String::new(),
            secret: None,
        };
        retry(only_throttled, || self.ask_qovery(at, &ask))
            .await
            .map(drop)
    }
}
