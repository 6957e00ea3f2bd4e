//! Faults have stopped: does a repeated rotation complete?

use domain::{
    aws::secret::{StagingLabel, VersionId},
    rotation::{Action, Facts, Goal, Next, RotationStep},
};
use time::OffsetDateTime;

use crate::{
    invariants::broken,
    world::{GRACE, World, version},
};

/// The decision under test.
pub(crate) type Decide = fn(&Goal, &Facts, OffsetDateTime) -> Next;

/// Rotations that may be refused before one completes: grace periods have to pass between them.
const ROUNDS: u8 = 6;

/// Whether rotations, the daily repair and retirement, and deployments, all undisturbed, come to a finished rotation
/// that leaves no key behind that nobody stored.
pub(crate) fn recovers(world: &World, decide: Decide) -> Result<(), String> {
    let mut world = world.clone();
    world.seconds += 31;
    if world.qovery.is_none() {
        register(&mut world, decide)?;
    }
    for round in 0..ROUNDS {
        let token = next_token(&world, round);
        world.stage(&token);
        let finished = RotationStep::ALL
            .into_iter()
            .all(|step| run(&mut world, &Goal::Step(step, token.clone()), decide));
        if let Some(what) = broken(&world) {
            return Err(format!("{what}, while recovering"));
        }
        if finished {
            return finished_well(&world, &token);
        }
        for _ in 0..2 {
            run(&mut world, &Goal::Repair, decide);
            world.deploy();
            world.seconds += GRACE.as_secs().cast_signed() + 60;
            run(&mut world, &Goal::Retire, decide);
        }
    }
    Err("5: no rotation completes".to_owned())
}

/// What the custom resource does on Create: a first key, and Qovery gets it.
fn register(world: &mut World, decide: Decide) -> Result<(), String> {
    if !run(world, &Goal::FirstKey(version("create")), decide) {
        return Err("5: no first key is issued".to_owned());
    }
    let current = world.labelled(&StagingLabel::Current).cloned();
    world.cluster.runs_on.clone_from(&current);
    world.qovery = current;
    let unstored = world.keys.iter().any(|key| !world.is_stored(&key.id));
    if unstored {
        Err("4: a key is left over".to_owned())
    } else {
        Ok(())
    }
}

/// Secrets Manager takes up a rotation that it has not seen the end of.
fn next_token(world: &World, round: u8) -> VersionId {
    let pending = world.secret.version_of(&StagingLabel::Pending);
    let current = world.secret.version_of(&StagingLabel::Current);
    match pending {
        Some(pending) if Some(pending) != current => pending.clone(),
        _ => version(&format!("recovery-{round}")),
    }
}

fn finished_well(world: &World, token: &VersionId) -> Result<(), String> {
    let current = world.labelled(&StagingLabel::Current);
    if world.secret.version_of(&StagingLabel::Current) != Some(token) {
        return Err("5: `AWSCURRENT` did not move".to_owned());
    }
    if current != world.qovery.as_ref() || current.is_none_or(|id| !world.is_active(id)) {
        return Err("5: Qovery and `AWSCURRENT` differ, or their key is not active".to_owned());
    }
    match world
        .keys
        .iter()
        .find(|key| !key.is_persons && !world.is_stored(&key.id))
    {
        Some(key) => Err(format!("4: {:?} is left over and stored nowhere", key.id)),
        None => Ok(()),
    }
}

/// One attempt without any fault; whether it reached its goal.
pub(crate) fn run(world: &mut World, goal: &Goal, decide: Decide) -> bool {
    let mut facts = world.observe(goal, false);
    for _ in 0..32 {
        match decide(goal, &facts, world.now()) {
            Next::Done => return true,
            Next::Refused(_) => return false,
            Next::Action(Action::Wait(until)) => {
                world.seconds += (until - world.now()).whole_seconds().max(0) + 1;
                facts = world.observe(goal, false);
            }
            Next::Action(action) => match world.execute(&action, &facts) {
                Ok(outcome) => facts.apply(&action, outcome),
                Err(_) => return false,
            },
        }
    }
    false
}
