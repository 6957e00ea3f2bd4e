//! Carries out a deletion that was decided.

use domain::{
    aws::arn::PolicyArn,
    identities::{Identity, IdentityName},
    message::{Message, chain},
    onboarding::{Deletion, DeletionRule},
    organization::Failure,
    port_error::{PortError, PortErrorKind, gone_is_done},
    ports::AccessKeys,
    properties::PresentIdentity,
    qovery::Access,
};

use super::{bounded, late_keys};
use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World},
    error::failure_of,
    identities::{self, Own},
};

/// A deletion that was decided.
pub(super) struct Removal<'a> {
    pub(super) rule: DeletionRule,
    pub(super) deletion: Deletion,
    pub(super) own: &'a Own,
    /// The identity that the properties name.
    pub(super) present: Option<&'a PresentIdentity>,
    pub(super) access: Option<&'a Access>,
}

impl Removal<'_> {
    /// Under `Revoke`, first what takes effect. Else the credentials at Qovery go first, so that it
    /// never holds an access that is gone.
    pub(super) async fn execute(
        self,
        context: &RequestContext<'_, impl World, impl Clock>,
    ) -> Result<Message, Error> {
        let mut note = Message::new("deleted");
        note.details.extend(self.deletion.notes.iter().cloned());
        if self.rule == DeletionRule::Revoke {
            self.revoke(context).await?;
        }
        self.delete_credentials(context, &mut note).await?;
        context.journal.under_way("deleting roles, users and keys");
        for identity in self.going() {
            let removed = late_keys::remove(context, identity).await;
            self.pass(
                removed,
                &format!("could not delete {}", identity.subject()),
                &mut note,
            )?;
        }
        self.delete_lost_secret(context, &mut note).await?;
        self.delete_policy(context, &mut note).await?;
        Ok(note)
    }

    /// Disables every identity, whatever fails with one of them. Fails, too, where the one that the
    /// properties name has the stack's policy and could not be seen as the stack's.
    async fn revoke(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
    ) -> Result<(), Error> {
        context.journal.under_way("revoking the access");
        let mut failed = Vec::new();
        for identity in self.going() {
            let errors = identities::disable(context.world, context.settings, identity).await;
            let subject = identity.subject().to_string();
            failed.extend(errors.into_iter().map(|error| (subject.clone(), error)));
        }
        let present = self.present.map(PresentIdentity::name);
        if let Some(name) = present.filter(|name| self.own.others.contains(name)) {
            let error = not_seen(&name, &context.settings.permissions);
            failed.push((name.to_string(), error));
        }
        if failed.is_empty() {
            Ok(())
        } else {
            Err(Error::NotRevoked(failed))
        }
    }

    /// Deletes the secret of a user whose deletion stopped before its secret.
    async fn delete_lost_secret(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        note: &mut Message,
    ) -> Result<(), Error> {
        let Some(PresentIdentity::User(user)) = self.present else {
            return Ok(());
        };
        let name = IdentityName::User(user.user_name.clone());
        let is_known = self.own.identities.iter().any(|own| own.name() == name);
        if is_known || !is_gone(context.world, &user.user_name).await {
            return Ok(());
        }
        let deleted = context.world.delete_secret(&user.secret).await;
        self.pass(
            gone_is_done(deleted),
            "could not delete the secret of the keys",
            note,
        )
    }

    fn going(&self) -> impl Iterator<Item = &Identity> {
        let names = &self.deletion.identities;
        let own = self.own.identities.iter();
        own.filter(move |identity| names.contains(&identity.name()))
    }

    async fn delete_credentials(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        note: &mut Message,
    ) -> Result<(), Error> {
        context
            .journal
            .under_way("deleting the credentials at Qovery");
        let awaits_qovery = |error: &PortError| {
            context.comes.again().awaits_qovery && failure_of(error) != Failure::Final
        };
        for id in &self.deletion.credentials {
            let Some(access) = self.access else { break };
            let deleted = bounded::delete(context.time, context.world, access, id).await;
            let doing = format!("could not delete the credentials {id} at Qovery");
            match deleted {
                Err(error) if awaits_qovery(&error) => return Err(Error::Call(doing, error)),
                deleted => self.pass(deleted, &doing, note)?,
            }
        }
        Ok(())
    }

    async fn delete_policy(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        note: &mut Message,
    ) -> Result<(), Error> {
        let policy = &context.settings.permissions;
        let going = &self.deletion.identities;
        let own = self.own.identities.iter().map(Identity::name);
        let staying = own.filter(|name| !going.contains(name));
        let staying = staying.chain(self.own.others.iter().cloned());
        let staying = staying.map(|name| name.to_string());
        let holding: Vec<String> = staying.chain(self.own.groups.clone()).collect();
        if !holding.is_empty() {
            note.details.push(format!(
                "the policy `{policy}` stays: it is attached to {}",
                holding.join(", ")
            ));
            return Ok(());
        }
        match identities::delete_policy(context.world, policy).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                note.details.push(format!(
                    "the policy `{policy}` stays: it is attached elsewhere"
                ));
                Ok(())
            }
            Err(error) => self.pass(Err(error), "could not delete the policy", note),
        }
    }

    /// Under `Protect` what fails, fails the deletion, which can be repeated. Otherwise it is named.
    fn pass(
        &self,
        result: Result<(), PortError>,
        doing: &str,
        note: &mut Message,
    ) -> Result<(), Error> {
        match result {
            Ok(()) => Ok(()),
            Err(error) if self.rule == DeletionRule::Protect => {
                Err(Error::Call(doing.to_owned(), error))
            }
            Err(error) => {
                note.details.push(format!("{doing}: {}", chain(&error)));
                Ok(())
            }
        }
    }
}

/// Access that stays, and how a person takes it away.
fn not_seen(name: &IdentityName, policy: &PolicyArn) -> PortError {
    let (operation, detach) = match name {
        IdentityName::Role(name) => (
            "iam:GetRole",
            format!("detach-role-policy --role-name {name}"),
        ),
        IdentityName::User(name) => (
            "iam:GetUser",
            format!("detach-user-policy --user-name {name}"),
        ),
    };
    PortError {
        operation,
        resource: name.to_string(),
        kind: PortErrorKind::Other,
        hint: Some(format!(
            "take the access away by hand (`aws iam {detach} --policy-arn {policy}`), then delete the stack again, if its function is still there"
        )),
        source: Some("it is denied, or its tag does not name this stack".into()),
    }
}

/// Whether the user is known to be gone.
async fn is_gone(users: &impl AccessKeys, name: &str) -> bool {
    let user = users.get_user(name).await;
    user.is_err_and(|error| error.is_not_found())
}
