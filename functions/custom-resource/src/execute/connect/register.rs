//! Writes at Qovery: changes in place, makes, and looks for what a lost answer may have made.

use std::time::Duration;

use domain::{
    finding::Finding,
    message::Message,
    onboarding::Facts,
    physical_id::Ownership,
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{
        Access, Credentials, CredentialsId, CredentialsRequest, CredentialsValues, NewValues,
    },
};
use rotation::Clock;
use tokio::time::sleep;

use super::Registered;
use crate::{
    World,
    context::RequestContext,
    observe::{failed, list},
};

/// How often a `POST` whose answer is lost is tried, after looking each time.
const POSTS: u32 = 3;
/// Before looking for what a lost `POST` may have made.
const BEFORE_LOOKING: Duration = Duration::from_millis(500);

/// In place, under the same id. Whether a key may become a role there is not documented: where
/// Qovery refuses, new credentials are made.
pub(super) async fn edit(
    job: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    facts: &Facts,
    id: CredentialsId,
    ownership: Ownership,
    request: &CredentialsRequest,
) -> Result<Registered, Message> {
    job.journal.under_way("changing the credentials at Qovery");
    match job.world.edit_aws_credentials(access, &id, request).await {
        Ok(shown) => as_asked(&shown, request).map(|()| (id, ownership, Vec::new())),
        Err(error) if is_refusal(&error) && changes_kind(facts, &id, request) => {
            let new = create(job, access, request).await?;
            let warning = kind_refused(&id, &new);
            Ok((new, Ownership::Created, vec![warning]))
        }
        Err(error) => Err(failed("could not change the credentials at Qovery", &error)),
    }
}

fn is_refusal(error: &PortError) -> bool {
    matches!(error.kind, PortErrorKind::Invalid | PortErrorKind::Conflict)
}

fn changes_kind(facts: &Facts, id: &CredentialsId, request: &CredentialsRequest) -> bool {
    let held = facts.registered.iter().map(|linked| &linked.credentials);
    let held = held.filter(|held| held.id == *id).map(|held| &held.values);
    held.into_iter().any(|values| {
        !matches!(
            (values, &request.values),
            (CredentialsValues::Role(_), NewValues::Role(_))
                | (CredentialsValues::Static(_), NewValues::Static(_))
        )
    })
}

fn kind_refused(old: &CredentialsId, new: &CredentialsId) -> Finding {
    Finding {
        code: "credentials-replaced",
        statement: None,
        sid: None,
        message: format!(
            "Qovery does not turn the credentials {old} from one method to the other, so {new} were made"
        ),
        hint: format!(
            "give the clusters that use {old} the credentials {new} in the Qovery console"
        ),
    }
}

/// `POST` has no idempotency key: when its answer is lost, looks whether it happened before it
/// tries again.
pub(super) async fn create(
    job: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    request: &CredentialsRequest,
) -> Result<CredentialsId, Message> {
    let RequestContext {
        world: registry,
        journal,
        ..
    } = *job;
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
    Err(Message::new("could not register with Qovery"))
}

/// None matched before the `POST`, so whatever matches now is from it.
async fn left_behind(
    registry: &impl CredentialRegistry,
    access: &Access,
    request: &CredentialsRequest,
) -> Result<Vec<CredentialsId>, Message> {
    let registered = list(registry, access).await?;
    Ok(registered
        .into_iter()
        .map(|linked| linked.credentials)
        .filter(|shown| shown.name == request.name && request.values.shown_by(&shown.values))
        .map(|shown| shown.id)
        .collect())
}

fn not_registered(error: &PortError) -> Message {
    let report = failed("could not register with Qovery", error);
    match error.kind {
        PortErrorKind::Conflict => report.hint("choose another `CredentialsName`, or delete the credentials of that name in the Qovery console"),
        _ => report,
    }
}

fn ambiguous(several: &[CredentialsId]) -> Message {
    let ids: Vec<&str> = several.iter().map(CredentialsId::as_str).collect();
    Message::new(format!(
        "Qovery's answer was lost, and now it has several such credentials: {}",
        ids.join(", ")
    ))
    .hint("delete them in the Qovery console and deploy the stack again")
}

/// What Qovery shows is what it was given.
fn as_asked(shown: &Credentials, request: &CredentialsRequest) -> Result<(), Message> {
    if request.values.shown_by(&shown.values) {
        return Ok(());
    }
    Err(Message::new(format!(
        "Qovery took the credentials {} but shows other values than it was given",
        shown.id
    ))
    .hint("look at them in the Qovery console"))
}
