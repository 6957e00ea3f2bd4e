//! Observe, next, execute one action, again until done.

use domain::{
    qovery::Cluster,
    rotation::{Action, Facts, Goal, Next, Outcome, StoredKey, next},
};
use time::OffsetDateTime;

use crate::{
    World,
    error::RotationError,
    execute::{AttemptSecrets, execute},
    observe::{Seen, observe},
    target::{Keys, QoveryTarget},
};

/// Far above what any goal takes.
const MOST_ACTIONS: usize = 32;

/// What time it is.
pub trait Clock: Fn() -> OffsetDateTime + Sync {}

impl<T: Fn() -> OffsetDateTime + Sync> Clock for T {}

/// A goal that was reached.
pub(crate) struct GoalRun {
    pub(crate) facts: Facts,
    pub(crate) secrets: AttemptSecrets,
    pub(crate) clusters: Vec<Cluster>,
    /// What was done for it.
    pub(crate) actions: Vec<Action>,
}

impl GoalRun {
    /// The key in `AWSCURRENT`.
    pub(crate) fn current(mut self) -> Option<StoredKey> {
        let (version, _) = self.facts.current()?;
        self.secrets.stored.remove(version)
    }
}

/// Acts until the goal is reached, or says why it is not.
pub(crate) async fn run_goal(
    goal: &Goal,
    world: &impl World,
    keys: &Keys,
    at: QoveryTarget<'_>,
    clock: &impl Clock,
) -> Result<GoalRun, RotationError> {
    let mut secrets = AttemptSecrets::default();
    let mut actions = Vec::new();
    let (mut facts, mut clusters) = look(goal, world, keys, at, clock, &mut secrets).await?;
    for _ in 0..MOST_ACTIONS {
        let action = match next(goal, &facts, clock()) {
            Next::Action(action) => action,
            Next::Done => {
                return Ok(GoalRun {
                    facts,
                    secrets,
                    clusters,
                    actions,
                });
            }
            Next::Refused(findings) => {
                return Err(match secrets.not_stored.take() {
                    Some(error) => RotationError::NotStored(error),
                    None => RotationError::Refused(findings),
                });
            }
        };
        if let Action::Wait(until) = action {
            pause(until, clock).await;
            (facts, clusters) = look(goal, world, keys, at, clock, &mut secrets).await?;
            continue;
        }
        let outcome = execute(world, &action, &facts, &mut secrets, keys, at).await?;
        log(&action, &outcome);
        facts.enter(&action, outcome);
        actions.push(action);
    }
    Err(RotationError::Endless)
}

async fn look(
    goal: &Goal,
    world: &impl World,
    keys: &Keys,
    at: QoveryTarget<'_>,
    clock: &impl Clock,
    secrets: &mut AttemptSecrets,
) -> Result<(Facts, Vec<Cluster>), RotationError> {
    let Seen {
        facts,
        stored,
        clusters,
        name,
    } = observe(world, goal, keys, at, clock()).await?;
    secrets.stored = stored;
    secrets.name = name;
    Ok((facts, clusters))
}

async fn pause(until: OffsetDateTime, clock: &impl Clock) {
    let left = (until - clock()).try_into().unwrap_or_default();
    tokio::time::sleep(left).await;
}

/// Neither holds a secret; ids show their last four characters.
fn log(action: &Action, outcome: &Outcome) {
    tracing::info!(action = ?action, outcome = ?outcome, "done");
}
