//! What a step of the custom resource or of the reconciliation does.

use domain::{
    aws::iam::KeyStatus,
    identities::SupersededNote,
    leaving::Access,
    qovery::CredentialsValues,
    rotation::{LedgerEntry, Pushed, not_before},
};

use super::Failed;
use crate::{
    rules::Rules,
    steps::{Step, pending},
    world::{Link, Name, World, ours},
};

impl World {
    /// Carries out a step, and says what has to follow at once.
    pub(crate) fn take(&mut self, step: &Step, rules: &Rules) -> Result<Vec<Step>, Failed> {
        match step {
            Step::AskAgain(operations) => self.stack.is_still_at_rest(*operations)?,
            Step::StillWaited(operations) => {
                (self.stack.operations == *operations)
                    .then_some(())
                    .ok_or(Failed)?;
            }
            Step::Note(name, note) => {
                *self.note_mut(*name).ok_or(Failed)? = Some(note.clone());
            }
            Step::DropNote(name) => *self.note_mut(*name).ok_or(Failed)? = None,
            Step::KeyLedger(name, entry) => {
                let user = self.user_mut(*name).ok_or(Failed)?;
                user.record(entry.clone());
            }
            Step::ForgetPushed(name) => {
                let shown = self.qovery.ours.clone();
                let user = self.user_mut(*name).ok_or(Failed)?;
                if shown != user.current().cloned().map(Access::Key) {
                    user.ledger.pushed = None;
                }
            }
            Step::Give(access) => self.give(access.clone().ok_or(Failed)?)?,
            Step::GiveRegistry(access) => {
                self.give_registry(access.clone().ok_or(Failed)?);
            }
            Step::MarkTime(superseded, given) => {
                return Ok(self.mark_time(*superseded, *given, rules));
            }
            Step::Answer(operations) if self.stack.operations == *operations => {
                self.stack.answered();
            }
            Step::Answer(_) | Step::Goal(..) => {}
            Step::DeleteCredentials => self.delete_credentials()?,
            Step::Deactivate(name, id) => self.update_key(*name, id, KeyStatus::Inactive)?,
            Step::DeleteKey(name, id) => self.delete_key(*name, id)?,
            Step::Detach(name) => self.detach(*name),
            Step::Delete(name) => self.delete(*name)?,
        }
        Ok(Vec::new())
    }

    /// What is written down after a look, if that look shows that nothing is under way.
    fn mark_time(&self, superseded: Option<Name>, given: Name, rules: &Rules) -> Vec<Step> {
        let organization = self.organization();
        if rules.flow.waits_for_clusters && !organization.is_settled(&ours()) {
            return Vec::new();
        }
        let at = Some(not_before(self.now()));
        let note = |name| SupersededNote {
            at,
            ..pending(name)
        };
        let noted = superseded.map(|name| Step::Note(name, note(name)));
        let shown = organization
            .find(&ours())
            .map(|one| &one.credentials.values);
        let key = shown.and_then(CredentialsValues::key_id);
        let pushed = key.filter(|_| matches!(given, Name::User(_)));
        let pushed = pushed.map(|key| LedgerEntry::Pushed(Pushed::now(key, self.now())));
        let recorded = pushed.map(|entry| Step::KeyLedger(given, entry));
        noted.into_iter().chain(recorded).collect()
    }

    /// Qovery does not delete credentials that clusters are linked to.
    fn delete_credentials(&mut self) -> Result<(), Failed> {
        if self.clusters.iter().any(|one| one.link == Link::Ours) {
            return Err(Failed);
        }
        self.qovery.ours = None;
        Ok(())
    }

    fn accesses(&self, name: Name) -> Vec<Access> {
        match name {
            Name::Role(_) => vec![Access::Role(name.role_arn())],
            Name::User(_) => {
                let keys = self.user(name).into_iter().flat_map(|user| &user.keys);
                keys.map(|key| Access::Key(key.id.clone())).collect()
            }
        }
    }

    /// What is gone already is passed over.
    fn detach(&mut self, name: Name) {
        for access in self.accesses(name) {
            self.takes_away(&access);
        }
        if let Some(user) = self.user_mut(name) {
            user.is_attached = false;
        }
        let mut roles = self.roles.iter_mut();
        if let Some(role) = roles.find(|role| role.name == name) {
            role.is_attached = false;
        }
    }

    /// `CloudFormation` deletes what the template does not retain.
    pub(crate) fn let_go(&mut self, name: Name) {
        self.detach(name);
        self.roles.retain(|role| role.name != name);
        self.users.retain(|user| user.name != name);
    }

    /// IAM deletes a user only without keys, and a user or role only without permissions.
    fn delete(&mut self, name: Name) -> Result<(), Failed> {
        let is_bare = |user: &crate::world::User| user.keys.is_empty() && !user.is_attached;
        match name {
            Name::User(_) if self.user(name).is_some_and(|user| !is_bare(user)) => Err(Failed),
            _ => {
                self.users.retain(|user| user.name != name);
                self.roles
                    .retain(|role| role.name != name || role.is_attached);
                Ok(())
            }
        }
    }
}
