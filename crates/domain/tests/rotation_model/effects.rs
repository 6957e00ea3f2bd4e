//! What actions do to the world, as the real services would.

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::KeyStatus,
        secret::{StagingLabel, VersionId},
    },
    rotation::{Action, Facts, Outcome, Value},
};

use crate::world::{GRACE, World, owner, stored};

/// The call did not do what was asked.
pub(crate) struct Failed;

impl World {
    /// Carries out an action, as the real thing would.
    pub(crate) fn execute(&mut self, action: &Action, facts: &Facts) -> Result<Outcome, Failed> {
        match action {
            Action::Wait(_) => {}
            Action::ProveWritable(token) => {
                self.preflight(token);
            }
            Action::Record(entry) => self.record.apply(entry.clone()),
            Action::ForgetPushed => self.record.pushed = None,
            Action::CreateAccessKey(_) if self.keys.len() >= 2 => return Err(Failed),
            Action::CreateAccessKey(_) => return Ok(Outcome::Created(self.make_key(false))),
            Action::StoreKey(to) => {
                let id = facts.attempt.unstored.as_ref().map(|unstored| &unstored.id);
                let value = stored(id.ok_or(Failed)?);
                return Ok(self
                    .put(to, value)
                    .map_or(Outcome::NotStored, |()| Outcome::Done));
            }
            Action::CopyKey { from, to } => self.put(to, facts.value(from).clone())?,
            Action::DeleteAccessKey(id) => self.delete(id),
            Action::UpdateAccessKey(id, status) => self.update(id, *status)?,
            Action::ProveKey(version) => {
                let id = &facts.value(version).key().ok_or(Failed)?.id;
                let is_active = self.is_active(id);
                return if is_active {
                    Ok(Outcome::Proven(owner()))
                } else {
                    Err(Failed)
                };
            }
            Action::PushKey(version) => {
                let id = facts.value(version).key().ok_or(Failed)?.id.clone();
                self.qovery = Some(id.clone());
                return Ok(Outcome::Shows(Box::new(self.organization())));
            }
            Action::DropPending(from) => self.relabel(&StagingLabel::Pending, Some(from), None)?,
            Action::MoveCurrent { from, to } => {
                self.relabel(&StagingLabel::Current, from.as_ref(), Some(to))?;
            }
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

    fn delete(&mut self, id: &AccessKeyId) {
        if let Some(key) = self.key(id) {
            let since = key.inactive_at.map(|at| self.seconds - at);
            let is_over = since.is_some_and(|since| since >= GRACE.as_secs().cast_signed());
            if key.is_persons {
                self.violation = Some("3: a person's key was deleted");
            } else if self.is_stored(id) && !is_over {
                self.violation = Some("6: a stored key was deleted before its grace period");
            } else if self.is_in_use(id) {
                self.violation = Some("6: a key in use was deleted");
            }
        }
        self.keys.retain(|key| key.id != *id);
    }

    fn update(&mut self, id: &AccessKeyId, status: KeyStatus) -> Result<(), Failed> {
        let is_active = status == KeyStatus::Active;
        if !is_active && self.is_in_use(id) {
            self.violation = Some("6: a key in use was deactivated");
        }
        let seconds = self.seconds;
        let key = self.keys.iter_mut().find(|key| key.id == *id);
        let key = key.ok_or(Failed)?;
        if key.is_persons {
            self.violation = Some("3: a person's key was changed");
        }
        key.is_active = is_active;
        key.inactive_at = (!is_active).then_some(seconds);
        Ok(())
    }

    fn is_in_use(&self, id: &AccessKeyId) -> bool {
        let by_cluster = self.cluster.runs_on.as_ref() == Some(id);
        let by_qovery = self.qovery.as_ref() == Some(id);
        let is_working = self.is_active(id);
        is_working && (by_cluster || by_qovery || self.labelled(&StagingLabel::Current) == Some(id))
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
