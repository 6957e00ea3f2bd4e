//! Reads: role, permissions, account, token and what Qovery has, side by side.

use domain::{
    api_token::ApiToken,
    arn::SecretArn,
    error::{PortError, Retry},
    onboarding::{Facts, Identity, Permissions},
    permissions::{self, Simulated},
    ports::{CredentialRegistry, Role, Secrets},
    properties::{Method, PermissionCheck, Properties, RoleProperties},
    qovery::{Access, ApiUrl, LinkedCredentials, OrganizationId},
    report::{Report, chain},
};
use futures_util::future::try_join_all;
use secrecy::ExposeSecret;

use crate::{World, journal::Journal};

/// Looks at everything once: two round trips deep, because the list needs the token.
pub(crate) async fn observe(
    world: &impl World,
    properties: &Properties,
    journal: &Journal,
) -> Result<(Access, Facts), Report> {
    journal.under_way("reading the role, its permissions and Qovery's credentials");
    let Method::AssumeRole(role) = &properties.method else {
        return Err(Report::new(
            "static credentials are not offered by this version",
        ));
    };
    let check = properties.permission_check;
    let (registered, account, seen, permissions) = tokio::join!(
        registered(world, properties),
        world.get_caller_identity(),
        world.get_role(&role.trust.role),
        permissions(world, role, check),
    );
    let (access, registered) = registered?;
    let facts = Facts {
        account: account.map_err(|error| failed("could not tell which account this is", &error))?,
        identity: Identity::Role(found(seen)?),
        permissions,
        registered,
    };
    Ok((access, facts))
}

/// The token, then what it opens.
async fn registered(
    world: &impl World,
    properties: &Properties,
) -> Result<(Access, Vec<LinkedCredentials>), Report> {
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
    pub(crate) report: Report,
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
        report: Report::of_error(head, &error).hint(format!(
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
) -> Result<Vec<LinkedCredentials>, Report> {
    registry
        .list_organization_credentials(access)
        .await
        .map_err(|error| failed("could not list the credentials at Qovery", &error))
}

fn found(seen: Result<Role, PortError>) -> Result<Option<Role>, Report> {
    match seen {
        Ok(role) => Ok(Some(role)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(failed("could not read the role", &error)),
    }
}

/// A question that failed is an unknown, never a yes.
async fn permissions(
    world: &impl World,
    role: &RoleProperties,
    check: PermissionCheck,
) -> Permissions {
    if check == PermissionCheck::Skip {
        return Permissions::Skipped;
    }
    let arn = &role.trust.role;
    let simulations = permissions::simulations(arn.as_str(), arn.partition(), arn.account());
    let asked = simulations
        .iter()
        .map(|simulation| world.simulate_principal_policy(simulation));
    match try_join_all(asked).await {
        Ok(answers) => {
            Permissions::Simulated(answers.into_iter().flatten().collect::<Vec<Simulated>>())
        }
        Err(error) => Permissions::Unknown(chain(&error)),
    }
}

/// A sentence, the error behind it and its hint.
pub(crate) fn failed(head: &str, error: &PortError) -> Report {
    let report = Report::of_error(head, error);
    match &error.hint {
        Some(hint) => report.hint(hint),
        None => report,
    }
}
