//! Reads: role or user, permissions, account, token and what Qovery has, side by side.

mod role;
mod user;

use domain::{
    aws::arn::{AccountId, SecretArn},
    message::{Message, chain},
    onboarding::{Facts, Identity, Request},
    permissions::{Permissions, Simulated, Simulation},
    port_error::{PortError, Retry},
    ports::{CredentialRegistry, Roles, Secrets},
    properties::{Method, PermissionCheck, Properties},
    qovery::{Access, ApiToken, ApiUrl, LinkedCredentials, OrganizationId},
};
use futures_util::future::try_join_all;
use rotation::Clock;
use secrecy::ExposeSecret;

use crate::{World, context::RequestContext};

/// Looks at everything once: two round trips deep, because the list needs the token.
pub(crate) async fn observe(
    job: &RequestContext<'_, impl World, impl Clock>,
    request: &Request,
    properties: &Properties,
) -> Result<(Access, Facts), Message> {
    job.journal
        .under_way("reading the account, its permissions and Qovery's credentials");
    let ((access, registered), account, (identity, permissions)) = tokio::try_join!(
        registered(job.world, properties),
        account(job.world),
        identity(job.world, properties),
    )?;
    let key_is_taken = user::key_is_taken(job.world, request, &access, &registered).await;
    let facts = Facts {
        account,
        identity,
        permissions,
        registered,
        key_is_taken,
    };
    Ok((access, facts))
}

async fn account(world: &impl World) -> Result<AccountId, Message> {
    let account = world.get_caller_identity().await;
    account.map_err(|error| failed("could not tell which account this is", &error))
}

async fn identity(
    world: &impl World,
    properties: &Properties,
) -> Result<(Identity, Permissions), Message> {
    let check = properties.permission_check;
    match &properties.method {
        Method::AssumeRole(role) => {
            let asked = permissions(world, check, role::simulations(role));
            let (seen, permissions) = tokio::join!(role::role(world, role), asked);
            Ok((seen?, permissions))
        }
        Method::StaticCredentials(user) => {
            let asked = permissions(world, check, user::simulations(user));
            let (seen, permissions) = tokio::join!(user::user(world, user), asked);
            Ok((seen?, permissions))
        }
    }
}

/// The token, then what it opens.
async fn registered(
    world: &impl World,
    properties: &Properties,
) -> Result<(Access, Vec<LinkedCredentials>), Message> {
    let access = access(
        world,
        &properties.api_url,
        &properties.api_token_secret,
        &properties.organization,
    )
    .await
    .map_err(|no_access| no_access.report)?;
    let registered = list(world, &access).await?;
    Ok((access, registered))
}

/// Why an organization cannot be opened, and whether that may pass.
pub(crate) struct NoAccess {
    pub(crate) report: Message,
    pub(crate) may_pass: bool,
}

/// What opens the organization.
pub(crate) async fn access(
    secrets: &impl Secrets,
    url: &ApiUrl,
    secret: &SecretArn,
    organization: &OrganizationId,
) -> Result<Access, NoAccess> {
    let head = "could not read Qovery's API token";
    let value = secrets.get_secret_value(secret).await.map_err(|error| NoAccess {
        report: failed(head, &error).hint("check the parameter `QoveryApiTokenSecretArn`, and the key policy where the secret has a key of its own"),
        may_pass: error.retry() != Retry::Never,
    })?;
    #[expect(
        clippy::disallowed_methods,
        reason = "read once, straight into its own type"
    )]
    let token = ApiToken::parse(value.expose_secret()).map_err(|error| NoAccess {
        report: Message::of_error(head, &error).hint(format!(
            "store the token in `{secret}` as plain text or as JSON `{{\"token\": \"…\"}}`"
        )),
        may_pass: false,
    })?;
    Ok(Access {
        url: url.clone(),
        token,
        organization: organization.clone(),
    })
}

/// All credentials of the organization.
pub(crate) async fn list(
    registry: &impl CredentialRegistry,
    access: &Access,
) -> Result<Vec<LinkedCredentials>, Message> {
    registry
        .list_organization_credentials(access)
        .await
        .map_err(|error| failed("could not list the credentials at Qovery", &error))
}

/// A question that failed is an unknown, never a yes.
async fn permissions(
    iam: &impl Roles,
    check: PermissionCheck,
    simulations: Vec<Simulation>,
) -> Permissions {
    if check == PermissionCheck::Skip {
        return Permissions::Skipped;
    }
    let asked = simulations
        .iter()
        .map(|simulation| iam.simulate_principal_policy(simulation));
    match try_join_all(asked).await {
        Ok(answers) => {
            Permissions::Simulated(answers.into_iter().flatten().collect::<Vec<Simulated>>())
        }
        Err(error) => Permissions::Unknown(chain(&error)),
    }
}

/// A sentence, the error behind it and its hint.
pub(crate) fn failed(head: &str, error: &PortError) -> Message {
    let report = Message::of_error(head, error);
    match &error.hint {
        Some(hint) => report.hint(hint),
        None => report,
    }
}
