//! Carries out a Delete.

use domain::{
    error::{PortError, PortErrorKind},
    onboarding::{Removal, decide_removal},
    physical_id::{Ownership, PhysicalId},
    ports::CredentialRegistry,
    properties::DeleteProperties,
    qovery::{Access, CredentialsId},
    report::Report,
};

use crate::{
    World,
    journal::Journal,
    observe::{NoAccess, access, failed},
    response::Outcome,
};

/// Carries out a Delete. A stack must stay deletable: what Qovery will not tell any more does not
/// hold it.
pub(crate) async fn disconnect(
    world: &impl World,
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
    journal: &Journal,
) -> Result<Outcome, Report> {
    let gone = |why: &str| Ok(Outcome::gone(physical_id.clone(), why));
    let organization = match physical_id {
        PhysicalId::Registered {
            organization,
            ownership: Ownership::Created,
            ..
        } => Some(organization),
        PhysicalId::Foreign(_) => properties.organization.as_ref(),
        _ => None,
    };
    let Some(organization) = organization else {
        return gone("nothing of this stack's is registered");
    };
    let Some((url, secret)) = &properties.access else {
        return gone(
            "the properties do not say where Qovery is; delete the credentials in its console",
        );
    };
    journal.under_way("reading the credentials at Qovery");
    let access = match access(world, url, secret, organization).await {
        Err(NoAccess {
            report,
            may_pass: false,
        }) => return Ok(Outcome::left(physical_id.clone(), &report)),
        access => access.map_err(|no_access| no_access.report)?,
    };
    match world.list_organization_credentials(&access).await {
        Ok(registered) => match decide_removal(physical_id, properties, &registered) {
            Removal::Leave(why) => gone(&why),
            Removal::Refuse(finding) => Err(Report::of_findings("refused", &[finding])),
            Removal::Delete(ids) => remove(world, &access, physical_id, &ids, journal).await,
        },
        Err(error) => unless_shut_out(
            physical_id,
            "could not list the credentials at Qovery",
            &error,
        ),
    }
}

/// A token that was revoked or an organization that is gone lets the stack go.
fn unless_shut_out(
    physical_id: &PhysicalId,
    head: &str,
    error: &PortError,
) -> Result<Outcome, Report> {
    let report = failed(head, error);
    match error.kind {
        PortErrorKind::Unauthenticated | PortErrorKind::AccessDenied | PortErrorKind::NotFound => {
            Ok(Outcome::left(physical_id.clone(), &report))
        }
        _ => Err(report),
    }
}

async fn remove(
    registry: &impl CredentialRegistry,
    access: &Access,
    physical_id: &PhysicalId,
    ids: &[CredentialsId],
    journal: &Journal,
) -> Result<Outcome, Report> {
    journal.under_way("deleting the credentials at Qovery");
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
    Ok(Outcome::gone(
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
