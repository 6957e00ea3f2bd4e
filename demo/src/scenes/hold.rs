//! A deletion is refused, and the cluster keeps its access, whatever CloudFormation does then.

use anyhow::{Result, ensure};
use support::terminal;

use super::Scene;
use crate::{
    cluster, page, show,
    stage::{ORGANIZATION, Stage},
};

pub(crate) const SCENE: Scene = Scene {
    title: "A deletion that would cut a cluster off",
    story: "A cluster runs on the role. Termination protection refuses to delete the stack. Without it, \
            the function refuses and names the cluster. CloudFormation then goes on and deletes what \
            it can, the function too, but never the role: the cluster keeps its access. \
            (OnDelete=Revoke is for the day when you want to take it away at once.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    cluster::deploy(stage)?;
    let role = stage.physical_id("QoveryRole")?;
    let policy = stage.physical_id("QoveryPermissions")?;
    let refused = stage.delete();
    let refused = refused.err().map(|error| format!("{error:#}"));
    let refused = refused.unwrap_or_default();
    ensure!(
        refused.contains("TerminationProtection"),
        "termination protection did not hold: {refused}"
    );
    terminal::done("CloudFormation refuses: the stack is protected.");

    page::subheading("Protection is turned off, and the stack deleted all the same");
    let before = stage.qovery.snapshot();
    stage.unprotect()?;
    let refused = stage.delete()?;
    show::ended(&refused, "DELETE_FAILED", "the function refused")?;
    let names = |event: &support::cloudformation::StackEvent| event.reason.contains(cluster::NAME);
    ensure!(refused.events.iter().any(names), "the cluster is not named");
    has_access(stage, &role, &policy)?;
    ensure!(
        stage.qovery.snapshot() == before,
        "Qovery holds something else than before"
    );
    terminal::done("The role and its policy are there, and Qovery holds what it held before.");
    end(stage, &role, &policy)
}

/// The cluster runs on the role, and the role can do what it could do before.
fn has_access(stage: &Stage, role: &str, policy: &str) -> Result<()> {
    let used = stage.qovery.identities_in_use();
    let is_role = |used: &String| used.ends_with(&format!(":role/{role}"));
    ensure!(used.iter().any(is_role), "the cluster runs on {used:?}");
    let list = ["iam", "list-attached-role-policies", "--role-name", role];
    let attached = stage.account.aws().run(&list)?.to_string();
    ensure!(attached.contains(policy), "the role has lost its policy");
    Ok(())
}

/// What the hint of the refusal says: nothing watches over the role any more, so a person ends it.
fn end(stage: &Stage, role: &str, policy: &str) -> Result<()> {
    page::subheading("The cluster is moved to other credentials, and a person ends what is left");
    stage.qovery.unlink_cluster(&cluster::id(stage)?);
    let ended = stage.delete_without_credentials()?;
    show::ended(&ended, "DELETE_COMPLETE", "the stack is gone")?;
    terminal::line("");
    let commands = [
        format!("iam detach-role-policy --role-name {role} --policy-arn {policy}"),
        format!("iam delete-role --role-name {role}"),
        format!("iam delete-policy --policy-arn {policy}"),
    ];
    for command in commands {
        page::command(&format!("aws {command}"));
        let words: Vec<&str> = command.split(' ').collect();
        stage.account.aws().run(&words)?;
    }
    stage.qovery.remove_credential(&stage.credentials_id()?);
    terminal::progress("the credentials are deleted in the Qovery console");
    let left = stage.qovery.credentials(ORGANIZATION);
    ensure!(left.is_empty(), "Qovery still has {left:?}");
    terminal::done("Nothing is left, and nothing in use was ever taken away.");
    Ok(())
}
