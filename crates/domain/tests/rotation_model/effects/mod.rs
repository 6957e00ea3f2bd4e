//! What actions and steps do to the world, as the real services would.

mod step;

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::KeyStatus,
        secret::{StagingLabel, VersionId},
    },
    leaving::Access,
    rotation::{Action, Facts, Outcome, Value},
};

use crate::{
    state::Run,
    world::{GRACE, Name, User, World, registry, stored},
};

/// The call did not do what was asked.
#[derive(Debug)]
pub(crate) struct Failed;

impl World {
    /// Carries out an action of the rotation.
    pub(crate) fn execute(&mut self, action: &Action, run: &Run) -> Result<Outcome, Failed> {
        let (name, facts) = (run.name, &run.facts);
        match action {
            Action::Wait(_) => {}
            Action::CreateAccessKey(_) => return self.create_key(name).map(Outcome::Created),
            Action::DeleteAccessKey(id) => {
                let unstored = facts.attempt.unstored.as_ref();
                if unstored.is_some_and(|unstored| unstored.id == *id) {
                    self.delete_key(name, id)?;
                } else {
                    self.retire_key(name, id)?;
                }
            }
            Action::UpdateAccessKey(id, status) => self.update_key(name, id, *status)?,
            Action::VerifyKey(version) => {
                let id = &facts.value(version).key().ok_or(Failed)?.id;
                return self.verify_key(name, id);
            }
            Action::PushKey(version) => {
                let id = facts.value(version).key().ok_or(Failed)?.id.clone();
                self.give(Access::Key(id))?;
                return Ok(Outcome::Shows(Box::new(self.organization())));
            }
            Action::PushToRegistries(version) => {
                let id = facts.value(version).key().ok_or(Failed)?.id.clone();
                return Ok(self.give_registry(Access::Key(id)));
            }
            Action::Record(_)
            | Action::ForgetPushed
            | Action::ForgetKeys(_)
            | Action::Prepare(_)
            | Action::StoreKey(_)
            | Action::CopyKey { .. }
            | Action::DropPending(_)
            | Action::MoveCurrent { .. } => {
                return self.user_mut(name).ok_or(Failed)?.write(action, facts);
            }
        }
        Ok(Outcome::Done)
    }

    fn verify_key(&self, name: Name, id: &AccessKeyId) -> Result<Outcome, Failed> {
        let is_active = self.user(name).ok_or(Failed)?.is_active(id);
        let verified = is_active.then(|| Outcome::Verified(name.owner()));
        verified.ok_or(Failed)
    }

    fn create_key(&mut self, name: Name) -> Result<AccessKeyId, Failed> {
        match self.user(name) {
            Some(user) if user.keys.len() < 2 => Ok(self.make_key(name, false)),
            _ => Err(Failed),
        }
    }

    fn give(&mut self, access: Access) -> Result<(), Failed> {
        self.qovery.ours.as_ref().ok_or(Failed)?;
        self.qovery.ours = Some(access);
        Ok(())
    }

    /// What Qovery refuses stays as it is, and nothing fails.
    fn give_registry(&mut self, access: Access) -> Outcome {
        if self.ways.is_registry_refused {
            let refused = registry(&access).id;
            return Outcome::RegistriesShow(Vec::new(), [(refused, "no".to_owned())].into());
        }
        let shown = vec![registry(&access)];
        self.qovery.registry = Some(access);
        Outcome::RegistriesShow(shown, BTreeMap::new())
    }

    /// Deletes a key as a rotation does: only who has just created it, and could not store it, need
    /// not wait for the end of its grace period.
    fn retire_key(&mut self, name: Name, id: &AccessKeyId) -> Result<(), Failed> {
        let user = self.user(name).ok_or(Failed)?;
        let inactive_at = user.key(id).and_then(|key| key.inactive_at);
        let is_over =
            inactive_at.is_some_and(|at| self.seconds - at >= GRACE.as_secs().cast_signed());
        if user.key(id).is_some() && !is_over {
            self.violation = Some("a key is deleted only after its grace period");
        }
        self.delete_key(name, id)
    }

    fn delete_key(&mut self, name: Name, id: &AccessKeyId) -> Result<(), Failed> {
        self.takes_away(&Access::Key(id.clone()));
        let keys = &mut self.user_mut(name).ok_or(Failed)?.keys;
        let is_persons = keys.iter().any(|key| key.id == *id && key.is_persons);
        keys.retain(|key| key.id != *id);
        if is_persons {
            self.violation = Some("a key that this stack did not make is never deleted");
        }
        Ok(())
    }

    fn update_key(
        &mut self,
        name: Name,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> Result<(), Failed> {
        let is_active = status == KeyStatus::Active;
        if !is_active {
            self.takes_away(&Access::Key(id.clone()));
        }
        let seconds = self.seconds;
        let keys = &mut self.user_mut(name).ok_or(Failed)?.keys;
        let key = keys.iter_mut().find(|key| key.id == *id).ok_or(Failed)?;
        key.is_active = is_active;
        key.inactive_at = (!is_active).then_some(seconds);
        if key.is_persons {
            self.violation = Some("a key that this stack did not make is never changed");
        }
        Ok(())
    }

    /// The promise itself: an access is about to be taken away.
    fn takes_away(&mut self, access: &Access) {
        let is_allowed = self.stack.is_revoking() || !self.opens(access);
        if self.is_in_use(access) && !is_allowed {
            self.violation = Some(
                "no access that a cluster runs on, that a deployment under way was started with, or that a registry has, is taken away unless the stack says Revoke",
            );
        }
    }
}

impl User {
    /// Carries out what changes only its tags and its secret.
    fn write(&mut self, action: &Action, facts: &Facts) -> Result<Outcome, Failed> {
        match action {
            Action::Record(entry) => self.record(entry.clone()),
            Action::ForgetPushed => self.ledger.pushed = None,
            Action::ForgetKeys(ids) => self.ledger.forget(ids),
            Action::Prepare(creating) => {
                self.preflight(&creating.version);
                self.ledger.prepare(creating.clone());
            }
            Action::StoreKey(to) => {
                let id = facts.attempt.unstored.as_ref().map(|unstored| &unstored.id);
                let value = stored(id.ok_or(Failed)?, self.name);
                let put = self.put(to, value);
                return Ok(put.map_or(Outcome::NotStored, |()| Outcome::Done));
            }
            Action::CopyKey { from, to } => self.put(to, facts.value(from).clone())?,
            Action::DropPending(from) => self.relabel(&StagingLabel::Pending, Some(from), None)?,
            Action::MoveCurrent { from, to } => {
                self.relabel(&StagingLabel::Current, from.as_ref(), Some(to))?;
            }
            _ => return Err(Failed),
        }
        Ok(Outcome::Done)
    }

    /// The first value of a secret becomes `AWSCURRENT`, whatever labels were asked for.
    fn preflight(&mut self, token: &VersionId) {
        if self.values.is_empty() {
            let version = token.derived("-preflight");
            self.values.insert(version.clone(), Value::NoKey);
            self.move_label(&StagingLabel::Current, Some(&version));
        }
    }

    fn put(&mut self, version: &VersionId, value: Value) -> Result<(), Failed> {
        match self.values.get(version) {
            Some(known) if *known != value => return Err(Failed),
            Some(_) => return Ok(()),
            None => {}
        }
        self.values.insert(version.clone(), value);
        self.move_label(&StagingLabel::Pending, Some(version));
        Ok(())
    }

    fn relabel(
        &mut self,
        label: &StagingLabel,
        from: Option<&VersionId>,
        to: Option<&VersionId>,
    ) -> Result<(), Failed> {
        let holder = self.secret.version_of(label).cloned();
        if holder.as_ref() == to && to.is_some() {
            return Ok(());
        }
        if holder.as_ref() != from {
            return Err(Failed);
        }
        if *label == StagingLabel::Current {
            self.move_label(&StagingLabel::Previous, from);
        }
        self.move_label(label, to);
        Ok(())
    }
}
