//! Observe, next, execute one action, again until done.

use domain::{
    qovery::Cluster,
    rotation::{Action, Facts, Goal, Next, Outcome, StoredKey, next},
};
use time::OffsetDateTime;

use crate::{
    World,
    error::RotationError,
    execute::{Hands, execute},
    observe::{Seen, observe},
    place::{AtQovery, Keys},
};

/// Far above what any goal takes.
const MOST_ACTIONS: usize = 32;

/// What time it is.
pub trait Clock: Fn() -> OffsetDateTime + Sync {}

impl<T: Fn() -> OffsetDateTime + Sync> Clock for T {}

/// A goal that was reached.
pub(crate) struct Reached {
    pub(crate) facts: Facts,
    pub(crate) hands: Hands,
    pub(crate) clusters: Vec<Cluster>,
    /// What was done for it.
    pub(crate) actions: Vec<Action>,
}

impl Reached {
    /// The key in `AWSCURRENT`.
    pub(crate) fn current(mut self) -> Option<StoredKey> {
        let (version, _) = self.facts.current()?;
        self.hands.stored.remove(version)
    }
}

/// Acts until the goal is reached, or says why it is not.
pub(crate) async fn pursue(
    goal: &Goal,
    world: &impl World,
    keys: &Keys,
    at: AtQovery<'_>,
    clock: &impl Clock,
) -> Result<Reached, RotationError> {
    let mut hands = Hands::default();
    let mut actions = Vec::new();
    let (mut facts, mut clusters) = look(goal, world, keys, at, clock, &mut hands).await?;
    for _ in 0..MOST_ACTIONS {
        let action = match next(goal, &facts, clock()) {
            Next::Action(action) => action,
            Next::Done => {
                return Ok(Reached {
                    facts,
                    hands,
                    clusters,
                    actions,
                });
            }
            Next::Refused(findings) => {
                return Err(match hands.not_stored.take() {
                    Some(error) => RotationError::NotStored(error),
                    None => RotationError::Refused(findings),
                });
            }
        };
        if let Action::Wait(until) = action {
            pause(until, clock).await;
            (facts, clusters) = look(goal, world, keys, at, clock, &mut hands).await?;
            continue;
        }
        let outcome = execute(world, &action, &facts, &mut hands, keys, at).await?;
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
    at: AtQovery<'_>,
    clock: &impl Clock,
    hands: &mut Hands,
) -> Result<(Facts, Vec<Cluster>), RotationError> {
    let Seen {
        facts,
        stored,
        clusters,
        name,
    } = observe(world, goal, keys, at, clock()).await?;
    hands.stored = stored;
    hands.name = name;
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
