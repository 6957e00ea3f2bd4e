//! Observe, decide the next action, execute it, again until done.

use std::collections::BTreeMap;

use domain::{
    aws::secret::VersionId,
    finding::Finding,
    port_error::PortError,
    qovery::Organization,
    rotation::{Action, Facts, Goal, MOST_ACTIONS, Next, Outcome, StoredKey, next},
};
use time::OffsetDateTime;

use super::{
    KeyWorld, QoveryTarget, SeenKeys, UserKeys, execute::execute, observe::observe,
    secrets::AttemptSecrets,
};
use crate::{Clock, Error, qovery};

/// A goal that was reached.
#[derive(Debug)]
pub struct GoalRun {
    /// The facts at the end.
    pub facts: Facts,
    /// The executed actions, in order.
    pub actions: Vec<Action>,
    stored: BTreeMap<VersionId, StoredKey>,
}

impl GoalRun {
    /// The key in `AWSCURRENT`, with its secret.
    #[must_use]
    pub fn current(&self) -> Option<&StoredKey> {
        let (version, _) = self.facts.current()?;
        self.stored.get(version)
    }

    /// A finding for each registry that did not take the key.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.facts.unmoved_registries()
    }
}

/// Acts until the goal is reached, or says why it is not. `seen` is a look of a moment ago; without
/// one, it looks first.
pub async fn run_goal(
    goal: &Goal,
    world: &impl KeyWorld,
    keys: &UserKeys,
    target: QoveryTarget<'_>,
    seen: Option<SeenKeys>,
    clock: &impl Clock,
) -> Result<GoalRun, Error> {
    let mut secrets = AttemptSecrets::default();
    let mut facts = match seen {
        Some(seen) => with_target(seen, target, &mut secrets),
        None => look(world, keys, target, clock, &mut secrets).await?,
    };
    let mut actions = Vec::new();
    for _ in 0..MOST_ACTIONS {
        let action = match decide(goal, world, target, &mut facts, clock).await {
            Next::Action(action) => action,
            Next::Done => {
                return Ok(GoalRun {
                    facts,
                    actions,
                    stored: secrets.stored,
                });
            }
            // What was made here is deleted; what the other request stored serves.
            Next::Refused(_) if secrets.was_overtaken() => Action::Wait(clock()),
            Next::Refused(findings) => return Err(secrets.refused(findings)),
        };
        if let Action::Wait(until) = action {
            pause(until, clock).await;
            facts = look(world, keys, target, clock, &mut secrets).await?;
            continue;
        }
        // Boxed: the state of each kind of action would be part of this one's.
        let work = Box::pin(execute(world, &action, &facts, &mut secrets, keys, target));
        let outcome = work.await?;
        log(&action, &outcome);
        facts.apply(&action, outcome);
        actions.push(action);
        if std::mem::take(&mut secrets.is_stale) {
            facts = look(world, keys, target, clock, &mut secrets).await?;
        }
        if std::mem::take(&mut secrets.has_waited) {
            refresh(world, target, &mut facts).await?;
        }
    }
    Err(Error::Endless(MOST_ACTIONS))
}

/// The facts with the organization, if the look at the keys did not contain it.
fn with_target(seen: SeenKeys, target: QoveryTarget<'_>, secrets: &mut AttemptSecrets) -> Facts {
    secrets.stored = seen.stored;
    let mut facts = seen.facts;
    if let QoveryTarget::Seen(organization) = target {
        facts.organization = organization.cloned();
    }
    facts
}

/// One look at the user, its keys and Qovery, side by side.
async fn look(
    world: &impl KeyWorld,
    keys: &UserKeys,
    target: QoveryTarget<'_>,
    clock: &impl Clock,
    secrets: &mut AttemptSecrets,
) -> Result<Facts, Error> {
    let (seen, organization) =
        tokio::try_join!(observe(world, keys, clock()), organization(world, target))
            .map_err(Error::call("could not look at the keys"))?;
    let mut facts = seen.facts;
    facts.organization = organization;
    if let QoveryTarget::Registered(target) = target {
        facts.credentials = Some(target.credentials.clone());
        facts.former.clone_from(&target.former);
    }
    secrets.stored = seen.stored;
    Ok(facts)
}

async fn organization(
    world: &impl KeyWorld,
    target: QoveryTarget<'_>,
) -> Result<Option<Organization>, PortError> {
    match target {
        QoveryTarget::Registered(target) => qovery::look(world, &target.access).await.map(Some),
        QoveryTarget::Seen(organization) => Ok(organization.cloned()),
    }
}

/// Reads the credentials at Qovery again: they may have changed while AWS took its time to know a
/// key.
async fn refresh(
    world: &impl KeyWorld,
    target: QoveryTarget<'_>,
    facts: &mut Facts,
) -> Result<(), Error> {
    if let QoveryTarget::Registered(target) = target {
        let listed = qovery::list(world, &target.access).await;
        let listed = listed.map_err(Error::call("could not look at Qovery again"))?;
        facts.organization = Some(listed);
    }
    Ok(())
}

/// The next action. An end that rests on the state of the clusters is decided after reading it.
async fn decide(
    goal: &Goal,
    world: &impl KeyWorld,
    target: QoveryTarget<'_>,
    facts: &mut Facts,
    clock: &impl Clock,
) -> Next {
    let decided = next(goal, facts, clock());
    let QoveryTarget::Registered(target) = target else {
        return decided;
    };
    if !facts.rests_on_statuses(&decided) {
        return decided;
    }
    if let Some(listed) = facts.organization.take() {
        facts.organization = Some(qovery::with_statuses(world, &target.access, listed).await);
    }
    next(goal, facts, clock())
}

async fn pause(until: OffsetDateTime, clock: &impl Clock) {
    let left = (until - clock()).try_into().unwrap_or_default();
    tokio::time::sleep(left).await;
}

/// An action holds no secret, and key ids show their last four characters. What Qovery shows is not
/// logged: it may repeat what it was given.
fn log(action: &Action, outcome: &Outcome) {
    match outcome {
        Outcome::Shows(_) => tracing::info!(action = ?action, "done"),
        Outcome::RegistriesShow(_, refused) => {
            tracing::info!(action = ?action, refused = ?refused, "done");
        }
        outcome => tracing::info!(action = ?action, outcome = ?outcome, "done"),
    }
}
