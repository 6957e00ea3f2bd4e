//! What clusters run on, tried out.

use anyhow::{Context, Result, ensure};
use support::{cloudformation::StackResult, qovery::CredentialValues};

use super::scene::Scene;

impl Scene {
    /// Whatever a cluster runs on, or is being deployed with, gets it in as before: a key is used,
    /// a role has the policy that the stack gave it.
    pub(super) fn assert_clusters_have_access(&self, after: &str) -> Result<()> {
        for values in self.qovery.values_in_use() {
            match values {
                CredentialValues::Static(id, secret) => self.use_key(&id, &secret),
                CredentialValues::Role(arn) => self.look_at_policy(&arn),
                CredentialValues::Foreign { .. } => Ok(()),
            }
            .with_context(|| format!("a cluster was cut off: {after}"))?;
        }
        Ok(())
    }

    fn use_key(&self, id: &str, secret: &str) -> Result<()> {
        let cluster = self.account.aws().with_credentials(id, secret, None);
        cluster.run(&["iam", "list-account-aliases"])?;
        Ok(())
    }

    fn look_at_policy(&self, role_arn: &str) -> Result<()> {
        let role = role_arn.rsplit('/').next().unwrap_or_default();
        let list = ["iam", "list-attached-role-policies", "--role-name", role];
        let attached = self.account.aws().run(&list)?.to_string();
        ensure!(attached.contains("QoveryPermissions"), "{role}: {attached}");
        Ok(())
    }

    /// Deletes the stack, which nothing holds. No deletion of a resource is refused on the way, so
    /// it is the same whatever CloudFormation does after a refusal.
    pub(super) fn deleted(&self) -> Result<StackResult> {
        let deleted = self.delete()?;
        ensure!(deleted.status == "DELETE_COMPLETE", "{}", deleted.failure());
        assert_eq!(deleted.failure(), "");
        Ok(deleted)
    }
}

/// Plays under both stories of what `CloudFormation` does after a refusal.
pub(super) fn in_both_stories(play: impl Fn(&Scene) -> Result<()>) -> Result<()> {
    play(&Scene::new()?)?;
    let scene = Scene::new()?;
    scene.account.keep_dependencies_after_failed_deletions()?;
    play(&scene)
}
