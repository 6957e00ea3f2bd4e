//! Writes: makes repairs and retires superseded identities. A dry run only says what it would do.

mod role;

use std::time::Duration;

use domain::{
    identities::{Identity, IdentityStep, SUPERSEDED_TAG, SupersededNote},
    message::Message,
    port_error::PortError,
    properties::PresentIdentity,
    qovery::Access,
    reconciliation::{
        Change, ChangeOutcome, Repair, describe_action, describe_repair, describe_step,
    },
    rotation::{Action, Facts, Goal, dry_run},
};
use tokio::time::timeout;

use super::{
    Look, Reconciled, ReconciledWorld,
    observe::{is_unchanged, user_keys},
};
use crate::{
    Clock, identities,
    keys::{QoveryTarget, RegisteredTarget, UserKeys, run_goal},
};

/// The longest error in a report.
const MAX_ERROR_BYTES: usize = 1024;

/// One run's repairs: what each of them needs.
#[derive(Debug)]
pub struct Repairs<'a, W, C> {
    /// The outside.
    pub world: &'a W,
    /// The stack.
    pub stack: Reconciled<'a>,
    /// What was seen before.
    pub look: &'a Look,
    /// The time.
    pub clock: &'a C,
}

impl<W: ReconciledWorld, C: Clock> Repairs<'_, W, C> {
    /// Makes the repairs one after the other, each in its share of the time that is left. Each may
    /// fail without the next, except for a note on a superseded identity: what comes after it makes
    /// an old note wrong.
    pub async fn execute(&self, repairs: Vec<Repair>, time: Duration) -> Vec<Change> {
        let mut changes = Vec::new();
        let Some(access) = &self.look.access else {
            return changes;
        };
        let share = time / u32::try_from(repairs.len().max(1)).unwrap_or(u32::MAX);
        let mut repairs = repairs.into_iter();
        for repair in repairs.by_ref() {
            // Boxed: the state of a repair is large, and most of it is never used at once.
            let work = Box::pin(self.repair(&repair, access));
            let error = match timeout(share, work).await {
                Ok(Ok(done)) => {
                    changes.extend(done);
                    continue;
                }
                Ok(Err(error)) => error.render(MAX_ERROR_BYTES),
                Err(_elapsed) => "it took too long".to_owned(),
            };
            changes.push(failed(describe_repair(&repair), error));
            if matches!(repair, Repair::Identity(_, IdentityStep::Note(_))) {
                break;
            }
        }
        let not_tried = "not tried: a note that comes before it could not be written";
        changes
            .extend(repairs.map(|repair| failed(describe_repair(&repair), not_tried.to_owned())));
        changes
    }

    /// What was done, or would be, in an operator's words.
    async fn repair(&self, repair: &Repair, access: &Access) -> Result<Vec<Change>, Message> {
        match repair {
            Repair::Role(role) => self.give_role(role, access).await,
            Repair::Registries(role) => self.give_registries(role, access).await,
            Repair::Keys(goal) => {
                let expected = self.stack.expected;
                let keys = user_keys(expected).zip(self.look.observed.key_facts());
                match keys {
                    Some((keys, facts)) => self.run(goal, access, &keys, facts).await,
                    None => Ok(Vec::new()),
                }
            }
            Repair::ForgetNote => self.forget_note().await,
            Repair::Identity(name, step) => {
                let identities = self.look.observed.superseded.as_ref();
                let mut identities = identities.into_iter().flatten();
                match identities.find(|identity| identity.name() == *name) {
                    Some(identity) => self.take_step(identity, step, access).await,
                    None => Ok(Vec::new()),
                }
            }
        }
    }

    /// Runs a goal, which looks again before it acts: what was seen may be minutes old.
    async fn run(
        &self,
        goal: &Goal,
        access: &Access,
        keys: &UserKeys,
        facts: &Facts,
    ) -> Result<Vec<Change>, Message> {
        let (actions, unmoved) = if self.stack.dry_run {
            let actions = dry_run(goal, facts, self.look.observed.at).actions;
            (actions, Vec::new())
        } else {
            self.ask_again().await?;
            let target = RegisteredTarget {
                access: access.clone(),
                credentials: self.stack.expected.credentials.clone(),
                name: self.stack.expected.properties.credentials_name.clone(),
                former: self.look.observed.former_accesses(),
            };
            let at = QoveryTarget::Registered(&target);
            let run = run_goal(goal, self.world, keys, at, None, self.clock).await;
            let run = run.map_err(|error| error.message())?;
            let (unmoved, attempt) = (run.findings(), run.facts.attempt);
            let mut actions = run.actions;
            // Each of them may have refused it.
            let is_push = |action: &Action| matches!(action, Action::PushToRegistries(_));
            actions.retain(|action| !is_push(action) || !attempt.moved.is_empty());
            (actions, unmoved)
        };
        let described = actions.iter();
        let described = described.filter_map(|action| describe_action(action, facts));
        let done = described.map(|what| self.change(what));
        let unmoved = unmoved.into_iter();
        let unmoved = unmoved.map(|finding| {
            failed(
                describe_repair(&Repair::Keys(goal.clone())),
                finding.message,
            )
        });
        Ok(done.chain(unmoved).collect())
    }

    async fn take_step(
        &self,
        identity: &Identity,
        step: &IdentityStep,
        access: &Access,
    ) -> Result<Vec<Change>, Message> {
        let what = describe_step(&identity.name(), step);
        if let (IdentityStep::RetireKeys, Identity::User(own)) = (step, identity) {
            let Some(secret) = own.secret.clone() else {
                return Ok(Vec::new());
            };
            let keys = UserKeys {
                user_name: own.name.clone(),
                secret,
                is_superseded: true,
                grace: self.stack.expected.grace,
            };
            return self.run(&Goal::Retire, access, &keys, &own.keys).await;
        }
        if !self.stack.dry_run {
            self.ask_again().await?;
            self.write(identity, step)
                .await
                .map_err(|error| call(&error))?;
        }
        Ok(what.into_iter().map(|what| self.change(what)).collect())
    }

    /// The identity in use loses its note. A user keeps what names its secret.
    async fn forget_note(&self) -> Result<Vec<Change>, Message> {
        if self.stack.dry_run {
            return Ok(Vec::new());
        }
        self.ask_again().await?;
        let removed = match PresentIdentity::of(&self.stack.expected.properties) {
            PresentIdentity::Role(role) => {
                let tags = [SUPERSEDED_TAG.to_owned()];
                self.world.untag_role(role.name(), &tags).await
            }
            PresentIdentity::User(user) => {
                let tag = SupersededNote::naming(&user.secret).to_tag();
                self.world.tag_user(&user.user_name, &tag).await
            }
        };
        removed.map(|()| Vec::new()).map_err(|error| call(&error))
    }

    async fn write(&self, identity: &Identity, step: &IdentityStep) -> Result<(), PortError> {
        let stack = self.stack.own_stack;
        match step {
            IdentityStep::Note(note) => match identity {
                Identity::Role(own) => self.world.tag_role(own.arn.name(), &note.to_tag()).await,
                Identity::User(own) => self.world.tag_user(&own.name, &note.to_tag()).await,
            },
            IdentityStep::RetireKeys => Ok(()),
            IdentityStep::Remove => identities::remove(self.world, stack, identity).await,
        }
    }

    /// An update of the stack that began since the look has another idea of what should be the
    /// case: nothing is written beside it.
    async fn ask_again(&self) -> Result<(), Message> {
        let (observed, expected) = (&self.look.observed, self.stack.expected);
        if is_unchanged(self.world, observed, expected).await {
            Ok(())
        } else {
            Err(Message::new(
                "the stack is being changed, or could not be asked",
            ))
        }
    }

    fn change(&self, what: String) -> Change {
        let outcome = if self.stack.dry_run {
            tracing::info!(what, "would be repaired");
            ChangeOutcome::WouldBeDone
        } else {
            tracing::info!(what, "repaired");
            ChangeOutcome::Done
        };
        Change {
            what,
            outcome,
            error: None,
        }
    }
}

fn call(error: &PortError) -> Message {
    let message = Message::new(domain::message::chain(error));
    match &error.hint {
        Some(hint) => message.hint(hint),
        None => message,
    }
}

fn failed(what: String, error: String) -> Change {
    tracing::error!(what, error, "not repaired");
    Change {
        what,
        outcome: ChangeOutcome::Failed,
        error: Some(error),
    }
}
