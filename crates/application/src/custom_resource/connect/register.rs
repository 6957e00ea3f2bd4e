//! Writes at Qovery: changes in place, creates, and looks for what a lost answer may have created.

use std::time::Duration;

use domain::{
    finding::{Code, Finding},
    physical_id::Ownership,
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{
        Access, CredentialsId, CredentialsRequest, CredentialsValues, NewValues, Organization,
    },
};
use tokio::time::sleep;

use super::{Registered, note::Change};
use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World},
    qovery,
};

/// How often a `POST` whose answer is lost is tried, after looking each time.
const POSTS: u32 = 3;
/// Pause before the look for credentials that a lost `POST` may have created.
const BEFORE_LOOKING: Duration = Duration::from_millis(500);

/// Edits the credentials under the same id. Qovery's own console turns a key into a role and back
/// that way. If Qovery refuses it, creates new credentials; the old ones stay with their clusters.
pub(super) async fn edit(
    context: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    organization: &Organization,
    id: CredentialsId,
    ownership: Ownership,
    request: &CredentialsRequest,
) -> Result<Registered, Error> {
    context
        .journal
        .under_way("changing the credentials at Qovery");
    match context
        .world
        .edit_aws_credentials(access, &id, request)
        .await
    {
        Ok(shown) => qovery::shows_given(&request.values, &shown.values).map(|()| Registered {
            change: change(organization, &id, request),
            id,
            ownership,
            pushed: request.values.key_id().cloned(),
            warnings: Vec::new(),
        }),
        Err(error) if error.is_refusal() && changes_kind(organization, &id, request) => {
            let new = create(context, access, request).await?;
            Ok(Registered {
                warnings: vec![kind_refused(&id, &new)],
                id: new,
                ownership: Ownership::Created,
                change: Change::Created,
                pushed: request.values.key_id().cloned(),
            })
        }
        Err(error) => Err(Error::Call(
            "could not change the credentials at Qovery".to_owned(),
            error,
        )),
    }
}

/// Another name alone changes nothing for clusters.
fn change(organization: &Organization, id: &CredentialsId, request: &CredentialsRequest) -> Change {
    let held = organization.values_of(id);
    let is_held = held.is_some_and(|held| request.values.shown_by(held));
    if is_held {
        Change::Nothing
    } else {
        Change::Edited
    }
}

fn changes_kind(
    organization: &Organization,
    id: &CredentialsId,
    request: &CredentialsRequest,
) -> bool {
    let held = organization.values_of(id);
    held.is_some_and(|values| {
        !matches!(
            (values, &request.values),
            (CredentialsValues::Role(_), NewValues::Role(_))
                | (CredentialsValues::Static(_), NewValues::Static(_))
        )
    })
}

fn kind_refused(old: &CredentialsId, new: &CredentialsId) -> Finding {
    Finding::new(
        Code::CredentialsReplaced,
        format!("Qovery does not turn the credentials {old} from one method to the other, so {new} were created"),
    )
    .with_hint(format!(
        "give the clusters that use {old} the credentials {new} in the Qovery console"
    ))
}

/// `POST` has no idempotency key: when its answer is lost, looks whether it happened before it
/// tries again.
pub(super) async fn create(
    context: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    request: &CredentialsRequest,
) -> Result<CredentialsId, Error> {
    let (registry, journal) = (context.world, context.journal);
    journal.under_way("registering with Qovery");
    let mut attempt = 1;
    loop {
        journal.doubt(true);
        let error = match registry.create_aws_credentials(access, request).await {
            Ok(shown) => {
                journal.created(access, &shown.id);
                return qovery::shows_given(&request.values, &shown.values).map(|()| shown.id);
            }
            Err(error) => error,
        };
        if !error.may_have_happened() {
            // What cannot be read is no refusal.
            journal.doubt(attempt > 1 || error.kind == PortErrorKind::Other);
            return Err(not_registered(error));
        }
        sleep(BEFORE_LOOKING).await;
        match created_by_lost_post(registry, access, request)
            .await?
            .as_slice()
        {
            [one] => {
                journal.created(access, one);
                return Ok(one.clone());
            }
            [] if attempt == POSTS => return Err(not_registered(error)),
            [] => attempt += 1,
            several => return Err(ambiguous(several)),
        }
        context.is_waited_for().await?;
    }
}

/// The credentials that a `POST` with a lost answer created: none matched before it.
async fn created_by_lost_post(
    registry: &impl CredentialRegistry,
    access: &Access,
    request: &CredentialsRequest,
) -> Result<Vec<CredentialsId>, Error> {
    let listed = registry.list_organization_credentials(access).await;
    let listed = listed.map_err(Error::call("could not list the credentials at Qovery"))?;
    let shown = listed.entries.into_iter().map(|linked| linked.credentials);
    Ok(shown
        .filter(|shown| shown.name == request.name && request.values.shown_by(&shown.values))
        .map(|shown| shown.id)
        .collect())
}

fn not_registered(error: PortError) -> Error {
    let error = match error.kind {
        PortErrorKind::Conflict => error.with_hint("choose another `CredentialsName`, or delete the credentials of that name in the Qovery console"),
        _ => error,
    };
    Error::Call("could not register with Qovery".to_owned(), error)
}

fn ambiguous(several: &[CredentialsId]) -> Error {
    let ids: Vec<&str> = several.iter().map(CredentialsId::as_str).collect();
    Error::Ambiguous(ids.join(", "))
}
