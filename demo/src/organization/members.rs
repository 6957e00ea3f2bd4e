//! What members do.

use anyhow::{Context, Result, ensure};
use support::terminal;

use super::{company::Company, show_joined};
use crate::{
    page, show,
    stage::{ORGANIZATION, STACK},
};

pub(super) fn connect_five(company: &mut Company) -> Result<()> {
    page::command(
        "aws cloudformation create-stack-instances --deployment-targets OrganizationalUnitIds=ou-…",
    );
    show_joined(&company.deploy(&company.members[..5], &[])?)?;
    let held = company.qovery.credentials(ORGANIZATION);
    ensure!(held.len() == 5, "Qovery holds {held:?}");
    terminal::done("Qovery holds five roles, each verified in its account.");
    Ok(())
}

pub(super) fn join(company: &mut Company) -> Result<()> {
    show_joined(&company.deploy(&company.members[5..6], &[])?)?;
    terminal::done("The sixth is connected.");
    Ok(())
}

pub(super) fn refuse(company: &mut Company) -> Result<()> {
    let theirs = ("AdditionalTrustedPrincipals", "444444444444");
    let refused = company.deploy(&company.members[6..7], &[theirs])?;
    let result = &refused[0].result;
    show::reason(result.failure());
    show::ended(result, "ROLLBACK_COMPLETE", "that account is not connected")?;
    ensure!(
        company.held(&company.members[6]).is_none(),
        "it is registered"
    );
    let held = company.qovery.credentials(ORGANIZATION);
    ensure!(held.len() == 6, "Qovery holds {held:?}");
    Ok(())
}

pub(super) fn leave(company: &mut Company) -> Result<()> {
    let (used, unused) = (&company.members[0], &company.members[1]);
    let held = company.held(used).context("it is connected")?;
    let cluster = company
        .qovery
        .link_cluster(ORGANIZATION, &held.id, "production");
    company.qovery.deploy(&cluster);
    page::subheading(&format!("A cluster runs in {}", used.id()));
    let refused = used.stack(STACK).delete()?;
    show::reason(refused.failure());
    show::ended(&refused, "DELETE_FAILED", "the cluster keeps its access")?;
    ensure!(
        company.held(used) == Some(held),
        "Qovery holds something else than before"
    );

    page::subheading(&format!("Nothing runs in {}", unused.id()));
    let role = unused.stack(STACK).physical_id("QoveryRole")?;
    let deleted = unused.stack(STACK).delete()?;
    show::ended(&deleted, "DELETE_COMPLETE", "the account has left")?;
    ensure!(
        company.held(unused).is_none(),
        "Qovery still has its credentials"
    );
    let found = unused.aws().run(&["iam", "get-role", "--role-name", &role]);
    ensure!(found.is_err(), "the role {role} is still there");
    terminal::done("Its credentials, role and policy are gone.");
    Ok(())
}
