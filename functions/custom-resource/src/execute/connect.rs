//! Carries out the plan of a Create or an Update.

use std::time::Duration;

use domain::{
    error::{PortError, PortErrorKind},
    onboarding::{Facts, Plan, Registration},
    physical_id::{Ownership, PhysicalId},
    ports::CredentialRegistry,
    properties::{Method, Properties},
    qovery::{Access, Credentials, CredentialsId, CredentialsRequest, NewValues},
    report::Report,
};
use tokio::time::sleep;

use crate::{
    World,
    journal::Journal,
    observe::{failed, list},
    response::Outcome,
};

/// How often a `POST` whose answer is lost is tried, after looking each time.
const POSTS: u32 = 3;
/// Before looking for what a lost `POST` may have made.
const BEFORE_LOOKING: Duration = Duration::from_millis(500);

/// Carries out the plan of a Create or an Update.
pub(crate) async fn connect(
    world: &impl World,
    access: &Access,
    properties: &Properties,
    facts: Facts,
    plan: Plan,
    journal: &Journal,
) -> Result<Outcome, Report> {
    let values = values(properties)?;
    let (credentials, ownership) = match plan.registration {
        Registration::Keep(id, ownership) => (id, ownership),
        Registration::Edit(id, ownership, name) => {
            let request = CredentialsRequest { name, values };
            (edit(world, access, id, &request, journal).await?, ownership)
        }
        Registration::Create(name) => {
            let request = CredentialsRequest { name, values };
            let id = create(world, access, &request, journal).await?;
            (id, Ownership::Created)
        }
    };
    let id = PhysicalId::Registered {
        organization: properties.organization.clone(),
        credentials,
        ownership,
    };
    Ok(Outcome::connected(id, properties, &facts, plan.verdict.as_ref()).warn(&plan.warnings))
}

fn values(properties: &Properties) -> Result<NewValues, Report> {
    match &properties.method {
        Method::AssumeRole(role) => Ok(NewValues::Role(role.trust.role.clone())),
        Method::StaticCredentials(_) => Err(Report::new(
            "static credentials are not offered by this version",
        )),
    }
}

async fn edit(
    registry: &impl CredentialRegistry,
    access: &Access,
    id: CredentialsId,
    request: &CredentialsRequest,
    journal: &Journal,
) -> Result<CredentialsId, Report> {
    journal.under_way("changing the credentials at Qovery");
    let shown = registry
        .edit_aws_credentials(access, &id, request)
        .await
        .map_err(|error| failed("could not change the credentials at Qovery", &error))?;
    as_asked(&shown, request).map(|()| id)
}

/// `POST` has no idempotency key: when its answer is lost, looks whether it happened before it
/// tries again.
async fn create(
    registry: &impl CredentialRegistry,
    access: &Access,
    request: &CredentialsRequest,
    journal: &Journal,
) -> Result<CredentialsId, Report> {
    journal.under_way("registering with Qovery");
    for attempt in 1..=POSTS {
        let error = match registry.create_aws_credentials(access, request).await {
            Ok(shown) => {
                journal.made(access, &shown.id);
                return as_asked(&shown, request).map(|()| shown.id);
            }
            Err(error) => error,
        };
        let is_last = attempt == POSTS;
        if !error.may_have_happened() {
            return Err(not_registered(&error));
        }
        sleep(BEFORE_LOOKING).await;
        match left_behind(registry, access, request).await?.as_slice() {
            [one] => {
                journal.made(access, one);
                return Ok(one.clone());
            }
            [] if is_last => return Err(not_registered(&error)),
            [] => {}
            several => return Err(ambiguous(several)),
        }
    }
    Err(Report::new("could not register with Qovery"))
}

/// None matched before the `POST`, so whatever matches now is from it.
async fn left_behind(
    registry: &impl CredentialRegistry,
    access: &Access,
    request: &CredentialsRequest,
) -> Result<Vec<CredentialsId>, Report> {
    let registered = list(registry, access).await?;
    Ok(registered
        .into_iter()
        .map(|linked| linked.credentials)
        .filter(|shown| shown.name == request.name && request.values.shown_by(&shown.values))
        .map(|shown| shown.id)
        .collect())
}

fn not_registered(error: &PortError) -> Report {
    let report = failed("could not register with Qovery", error);
    match error.kind {
        PortErrorKind::Conflict => report.hint("choose another `CredentialsName`, or delete the credentials of that name in the Qovery console"),
        _ => report,
    }
}

fn ambiguous(several: &[CredentialsId]) -> Report {
    let ids: Vec<&str> = several.iter().map(CredentialsId::as_str).collect();
    Report::new(format!(
        "Qovery's answer was lost, and now it has several such credentials: {}",
        ids.join(", ")
    ))
    .hint("delete them in the Qovery console and deploy the stack again")
}

/// What Qovery shows is what it was given.
fn as_asked(shown: &Credentials, request: &CredentialsRequest) -> Result<(), Report> {
    if request.values.shown_by(&shown.values) {
        return Ok(());
    }
    Err(Report::new(format!(
        "Qovery took the credentials {} but shows other values than it was given",
        shown.id
    ))
    .hint("look at them in the Qovery console"))
}
