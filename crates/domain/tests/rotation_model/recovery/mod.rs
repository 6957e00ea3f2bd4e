//! Faults have stopped: does everything come to its end?

mod run;

use domain::{
    aws::secret::{StagingLabel, VersionId},
    leaving::Access,
    onboarding::DeletionRule,
    rotation::{Goal, RotationStep},
};

use crate::{
    events::pass_a_week,
    invariants::broken,
    rules::Rules,
    steps,
    world::{Doing, Link, Look, Name, Phase, World, version},
};

pub(crate) use run::{run, walk};

/// Weeks until everything that was superseded is gone: two grace periods and a note for a key, and
/// another round for what the operator did to it.
const WEEKS: u8 = 7;
/// Weeks without a deployment at first: clusters still run on what they took, and what is taken
/// away too early is theirs.
const CALM_WEEKS: u8 = 2;
/// Runs of the reconciliation in a week, at most.
const RUNS: u8 = 3;

/// Whether the stack, undisturbed, comes to what its properties say: operations end, superseded
/// identities and keys go, a rotation completes, a deletion takes everything away.
pub(crate) fn recovers(world: &World, rules: &Rules) -> Result<(), String> {
    let mut world = world.clone();
    world.seconds += 31;
    for cluster in 0..world.clusters.len() {
        if world.clusters[cluster].doing == Doing::Queued {
            world.begin_deployment(cluster);
        }
        world.end_deployment(cluster);
    }
    if let Phase::Updating(failed) | Phase::Answered(failed) | Phase::RollingBack(failed) =
        world.stack.phase
    {
        let to = world.stack.present;
        world.stack.phase = Phase::RollingBack(failed);
        let steps = steps::roll_back(&world, failed, to, rules);
        walk(&mut world, steps, rules)?;
    }
    match world.stack.phase {
        Phase::DeleteFailed => delete(&mut world, DeletionRule::Protect, rules),
        Phase::Deleting(rule) | Phase::Gone(rule) => delete(&mut world, rule, rules),
        _ => {
            register(&mut world, rules)?;
            for _ in 0..CALM_WEEKS {
                week(&mut world, false, rules)?;
            }
            is_no_rotation_stuck(&world)?;
            rotate(&mut world, rules)?;
            settle(&mut world, rules)
        }
    }
}

/// Clusters are moved away, time passes, and the stack is deleted again.
fn delete(world: &mut World, rule: DeletionRule, rules: &Rules) -> Result<(), String> {
    for cluster in &mut world.clusters {
        (cluster.link, cluster.runs_on) = (Link::Elsewhere, None);
    }
    world.qovery.registry = None;
    pass_a_week(world, false);
    if !matches!(world.stack.phase, Phase::Gone(_)) {
        world.stack.phase = Phase::Deleting(rule);
        let steps = steps::deletion(world, rule, Look::default(), rules);
        walk(
            world,
            steps.ok_or("a deletion of an unused stack is refused")?,
            rules,
        )?;
    }
    let left: Vec<Name> = world.names().collect();
    if left.is_empty() {
        Ok(())
    } else {
        Err(format!("the stack is gone, and {left:?} are left"))
    }
}

/// What the custom resource does on Create: a first key, and Qovery gets it. Keys that were created
/// and never stored may hold both slots for their grace period.
fn register(world: &mut World, rules: &Rules) -> Result<(), String> {
    let present = world.stack.present;
    if world.qovery.ours.is_some() || world.user(present).is_none() {
        return Ok(());
    }
    let goal = Goal::FirstKey(version("create"));
    let mut weeks = 0;
    while !run(world, present, &goal, rules) {
        if weeks == WEEKS {
            return Err("no first key is issued".to_owned());
        }
        pass_a_week(world, false);
        weeks += 1;
    }
    world.qovery.ours = world.access(present);
    world.clusters[0].runs_on = world.access(present);
    Ok(())
}

/// Weeks of maintenance and of daily runs, until only the present identity is left, with keys that
/// are stored.
fn settle(world: &mut World, rules: &Rules) -> Result<(), String> {
    for _ in 0..WEEKS {
        week(world, true, rules)?;
        if is_settled(world) && is_nothing_left_over(world).is_ok() {
            return Ok(());
        }
    }
    if is_settled(world) {
        return is_nothing_left_over(world);
    }
    let left: Vec<Name> = world.names().collect();
    let shown = &world.qovery.ours;
    Err(format!(
        "a superseded identity does not go: {left:?}, and Qovery shows {shown:?}"
    ))
}

fn is_settled(world: &World) -> bool {
    let access = world.access(world.stack.present);
    let is_right = access.is_some()
        && access == world.qovery.ours
        && (world.qovery.registry.is_none() || access == world.qovery.registry);
    is_right && world.names().all(|name| may_stay(world, name))
}

fn may_stay(world: &World, name: Name) -> bool {
    let is_theirs = |access: &Access| match (name, access) {
        (Name::Role(_), Access::Role(arn)) => *arn == name.role_arn(),
        (Name::User(_), Access::Key(id)) => world.user(name).is_some_and(|user| user.is_stored(id)),
        _ => false,
    };
    name == world.stack.present || world.qovery.theirs.as_ref().is_some_and(is_theirs)
}

fn week(world: &mut World, is_maintained: bool, rules: &Rules) -> Result<(), String> {
    for _ in 0..RUNS {
        world.seconds += 60;
        let steps = steps::repairs(world, Look::default(), rules);
        if steps.is_empty() {
            break;
        }
        walk(world, steps, rules)?;
    }
    pass_a_week(world, is_maintained);
    Ok(())
}

/// A rotation that nobody has repeated is completed by the daily run, or given up.
fn is_no_rotation_stuck(world: &World) -> Result<(), String> {
    let Some(user) = world.user(world.stack.present) else {
        return Ok(());
    };
    match user.labelled(&StagingLabel::Pending) {
        Some(id) if user.current() != Some(id) => Err(format!(
            "the rotation to {id:?} is neither completed nor given up"
        )),
        _ => Ok(()),
    }
}

/// A repeated rotation completes.
fn rotate(world: &mut World, rules: &Rules) -> Result<(), String> {
    let name = world.stack.present;
    if world.user(name).is_none() {
        return Ok(());
    }
    for round in 0..WEEKS {
        let token = next_token(world, name, round);
        world.user_mut(name).ok_or("no user")?.stage(&token);
        let mut steps = RotationStep::ALL.into_iter();
        let finished = steps.all(|step| run(world, name, &Goal::Step(step, token.clone()), rules));
        if let Some(what) = broken(world) {
            return Err(format!("{what}, while recovering"));
        }
        if finished {
            return finished_well(world, name, &token);
        }
        week(world, true, rules)?;
    }
    Err("no rotation completes".to_owned())
}

/// Secrets Manager takes up a rotation that it has not seen the end of.
fn next_token(world: &World, name: Name, round: u8) -> VersionId {
    let label = |label| world.user(name)?.secret.version_of(label);
    match label(&StagingLabel::Pending) {
        Some(pending) if Some(pending) != label(&StagingLabel::Current) => pending.clone(),
        _ => version(&format!("recovery-{round}")),
    }
}

fn finished_well(world: &World, name: Name, token: &VersionId) -> Result<(), String> {
    let user = world.user(name).ok_or("no user")?;
    if user.secret.version_of(&StagingLabel::Current) != Some(token) {
        return Err("`AWSCURRENT` did not move".to_owned());
    }
    let current = world.access(name);
    if current != world.qovery.ours || !current.is_some_and(|access| world.opens(&access)) {
        return Err("Qovery and `AWSCURRENT` differ, or their key is not active".to_owned());
    }
    Ok(())
}

fn is_nothing_left_over(world: &World) -> Result<(), String> {
    for user in &world.users {
        let mut keys = user.keys.iter();
        if let Some(key) = keys.find(|key| !key.is_persons && !user.is_stored(&key.id)) {
            return Err(format!(
                "the key {:?} was created and is stored nowhere",
                key.id
            ));
        }
    }
    Ok(())
}
