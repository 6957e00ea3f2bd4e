//! Carries out a Delete.

use domain::{
    message::Message,
    onboarding::{Removal, decide_removal},
    physical_id::{Ownership, PhysicalId},
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    properties::DeleteProperties,
    qovery::{Access, CredentialsId, LinkedCredentials, OrganizationId},
};
use rotation::Clock;

use super::keys;
use crate::{
    World,
    context::RequestContext,
    observe::{NoAccess, access, failed},
    response::Outcome,
};

/// Deregisters, then removes the keys that this stack made: Qovery never holds a key that is gone.
///
/// A stack must stay deletable: what Qovery will not tell any more does not hold it.
pub(crate) async fn disconnect(
    job: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
) -> Result<Outcome, Message> {
    let opened = match organization(physical_id, properties) {
        Some(organization) => look(job, physical_id, properties, organization).await?,
        None => Opened::No(Outcome::deregistered(
            physical_id.clone(),
            "nothing of this stack's is registered",
        )),
    };
    let (outcome, registered) = match opened {
        Opened::No(outcome) => (outcome, Vec::new()),
        Opened::Yes(access, registered) => {
            let outcome = deregister(job, &access, physical_id, properties, &registered).await?;
            (outcome, registered)
        }
    };
    let credentials = match physical_id {
        PhysicalId::Registered { credentials, .. } => Some(credentials),
        PhysicalId::Nothing(_) | PhysicalId::Foreign(_) => None,
    };
    keys::remove_with_the_stack(job, properties, credentials, &registered).await?;
    Ok(outcome)
}

/// Where to look; none: there is nothing of ours, and no key whose use would have to be known.
fn organization<'a>(
    physical_id: &'a PhysicalId,
    properties: &'a DeleteProperties,
) -> Option<&'a OrganizationId> {
    match physical_id {
        PhysicalId::Registered {
            organization,
            ownership,
            ..
        } => {
            (*ownership == Ownership::Created || properties.user.is_some()).then_some(organization)
        }
        PhysicalId::Foreign(_) => properties.organization.as_ref(),
        PhysicalId::Nothing(_) => {
            properties.user.as_ref()?;
            properties.organization.as_ref()
        }
    }
}

/// What a look at Qovery brings.
enum Opened {
    Yes(Access, Vec<LinkedCredentials>),
    /// It does not let this stack in any more.
    No(Outcome),
}

async fn look(
    job: &RequestContext<'_, impl World, impl Clock>,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
    organization: &OrganizationId,
) -> Result<Opened, Message> {
    job.journal.under_way("reading the credentials at Qovery");
    let Some((url, secret)) = &properties.access else {
        let why = "the properties do not say where Qovery is: what is left there has to be deleted in its console";
        return Ok(Opened::No(Outcome::deregistered(physical_id.clone(), why)));
    };
    let access = match access(job.world, url, secret, organization).await {
        Ok(access) => access,
        Err(NoAccess { report, may_pass }) if may_pass => return Err(report),
        Err(NoAccess { report, .. }) => {
            return Ok(Opened::No(Outcome::skipped_with_note(
                physical_id.clone(),
                &report,
            )));
        }
    };
    match job.world.list_organization_credentials(&access).await {
        Ok(registered) => Ok(Opened::Yes(access, registered)),
        Err(error) => {
            let head = "could not list the credentials at Qovery";
            unless_shut_out(physical_id, head, &error).map(Opened::No)
        }
    }
}

async fn deregister(
    job: &RequestContext<'_, impl World, impl Clock>,
    access: &Access,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
    registered: &[LinkedCredentials],
) -> Result<Outcome, Message> {
    let user_keys = match physical_id {
        PhysicalId::Foreign(_) => keys::of_the_user(job, properties).await?,
        PhysicalId::Registered { .. } | PhysicalId::Nothing(_) => Vec::new(),
    };
    match decide_removal(physical_id, properties, registered, &user_keys) {
        Removal::Leave(why) => Ok(Outcome::deregistered(physical_id.clone(), &why)),
        Removal::Refuse(finding) => Err(Message::of_findings("refused", &[finding])),
        Removal::Delete(ids) => {
            job.journal.under_way("deleting the credentials at Qovery");
            remove(job.world, access, physical_id, &ids).await
        }
    }
}

/// A token that was revoked or an organization that is gone lets the stack go.
fn unless_shut_out(
    physical_id: &PhysicalId,
    head: &str,
    error: &PortError,
) -> Result<Outcome, Message> {
    let report = failed(head, error);
    match error.kind {
        PortErrorKind::Unauthenticated | PortErrorKind::AccessDenied | PortErrorKind::NotFound => {
            Ok(Outcome::skipped_with_note(physical_id.clone(), &report))
        }
        _ => Err(report),
    }
}

async fn remove(
    registry: &impl CredentialRegistry,
    access: &Access,
    physical_id: &PhysicalId,
    ids: &[CredentialsId],
) -> Result<Outcome, Message> {
    for id in ids {
        match registry.delete_aws_credentials(access, id).await {
            Ok(()) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => {
                let head = format!("could not delete the credentials {id} at Qovery");
                return unless_shut_out(physical_id, &head, &error);
            }
        }
    }
    Ok(Outcome::deregistered(
        physical_id.clone(),
        &format!("deleted {}", joined(ids)),
    ))
}

fn joined(ids: &[CredentialsId]) -> String {
    ids.iter()
        .map(CredentialsId::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
