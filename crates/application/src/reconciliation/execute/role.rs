//! Gives Qovery the stack's role: its credentials, and the registries that show what was before it.

use domain::{
    aws::arn::RoleArn,
    message::Message,
    qovery::{Access, CredentialsRequest, NewValues, Registry},
    reconciliation::{Change, Repair, describe_repair},
};

use super::{Repairs, call, failed};
use crate::{Clock, reconciliation::ReconciledWorld, registries};

impl<W: ReconciledWorld, C: Clock> Repairs<'_, W, C> {
    /// Gives Qovery the role again. The name is a person's choice and stays.
    pub(super) async fn give_role(
        &self,
        role: &RoleArn,
        access: &Access,
    ) -> Result<Vec<Change>, Message> {
        let expected = self.stack.expected;
        let what = describe_repair(&Repair::Role(role.clone()));
        if self.stack.dry_run {
            return Ok(vec![self.change(what)]);
        }
        self.ask_again().await?;
        let ours = self.look.observed.ours(expected).ok().flatten();
        let name = ours.map_or(&expected.properties.credentials_name, |ours| {
            &ours.credentials.name
        });
        let request = CredentialsRequest {
            name: name.clone(),
            values: NewValues::Role(role.clone()),
        };
        let edited = self
            .world
            .edit_aws_credentials(access, &expected.credentials, &request);
        let shown = edited.await.map_err(|error| call(&error))?;
        if request.values.shown_by(&shown.values) {
            Ok(vec![self.change(what)])
        } else {
            Err(Message::new("Qovery took the role and shows another"))
        }
    }

    /// Gives the role to the registries that show what it has superseded. Each may refuse it
    /// without the next.
    pub(super) async fn give_registries(
        &self,
        role: &RoleArn,
        access: &Access,
    ) -> Result<Vec<Change>, Message> {
        let outdated = self.look.observed.outdated_registries();
        let what = |registry: &Registry| format!("give the registry `{}` the role", registry.name);
        if self.stack.dry_run {
            let changes = outdated.into_iter();
            return Ok(changes.map(|one| self.change(what(one))).collect());
        }
        self.ask_again().await?;
        let values = NewValues::Role(role.clone());
        let given = registries::give(self.world, access, &outdated, &values).await;
        let changes = outdated.into_iter().map(|one| {
            let cause = given.refused.get(&one.id);
            cause.map_or_else(
                || self.change(what(one)),
                |cause| failed(what(one), cause.clone()),
            )
        });
        Ok(changes.collect())
    }
}
