//! What happens without us: the clock, the operator, clusters, a person in Qovery's console.

use std::{collections::BTreeSet, rc::Rc};

use domain::leaving::Access;

use super::Found;
use crate::{
    rules::Rules,
    state::{LONG_TICK, State, TICK, Worker},
    world::{Doing, GRACE, Link, World},
};

pub(super) fn events(state: &State, rules: &Rules, next: &mut Found) {
    if state.left.ticks > 0 {
        ticks(state, rules, next);
    }
    for index in 0..state.world.clusters.len() {
        deployments(state, index, next);
        links(state, index, next);
    }
    if state.left.operator > 0 {
        operator(state, next);
    }
    if state.left.lost_notes > 0 {
        lost_notes(state, next);
    }
    let is_idle = state.workers.iter().all(|worker| worker.attempt.is_none());
    if is_idle && state.left.weeks > 0 {
        weeks(state, next);
    }
    if is_idle && state.left.drift > 0 {
        drifts(state, next);
    }
}

/// The same a moment later. `None` means that a call that is under way has ended by then.
fn a_moment_later(state: &State) -> Option<State> {
    let seconds = state.world.seconds + 1;
    let mut workers = state.workers.iter();
    workers.all(|worker| worker.may_wait(seconds)).then(|| {
        let mut later = state.clone();
        later.world.seconds = seconds;
        later
    })
}

/// A deployment is queued, begins and ends.
fn deployments(state: &State, index: usize, next: &mut Found) {
    let is_possible = state.left.deployments > 0 || !state.world.clusters[index].is_at_rest();
    let Some(mut later) = is_possible.then(|| a_moment_later(state)).flatten() else {
        return;
    };
    let cluster = &mut later.world.clusters[index];
    let what = match &cluster.doing {
        Doing::Nothing | Doing::Refused if later.left.deployments > 0 => {
            later.left.deployments -= 1;
            cluster.doing = Doing::Queued;
            "is queued"
        }
        Doing::Queued => {
            later.world.begin_deployment(index);
            "begins"
        }
        Doing::Deploying(_) => {
            later.world.end_deployment(index);
            "ends"
        }
        Doing::Nothing | Doing::Refused => return,
    };
    next.push((format!("a deployment of cluster {index} {what}"), later));
}

/// A cluster gets other credentials. It is deployed with them at once, unless IAM tells last uses:
/// then it may run on the old ones for as long as it likes.
fn links(state: &State, index: usize, next: &mut Found) {
    let cluster = &state.world.clusters[index];
    if state.left.links == 0 || !cluster.is_at_rest() {
        return;
    }
    let Some(mut later) = a_moment_later(state) else {
        return;
    };
    later.left.links -= 1;
    let cluster = &mut later.world.clusters[index];
    if cluster.link == Link::Elsewhere {
        if state.world.qovery.ours.is_some() {
            cluster.link = Link::Ours;
            next.push((format!("cluster {index} comes"), later));
        }
        return;
    }
    cluster.link = Link::Elsewhere;
    if !state.world.ways.are_uses_seen {
        cluster.runs_on = None;
    }
    next.push((format!("cluster {index} leaves"), later));
}

/// The clock moves on while calls are under way, or while one of the attempts stands still before
/// it decides.
fn ticks(state: &State, rules: &Rules, next: &mut Found) {
    let mut later = state.clone();
    later.left.ticks -= 1;
    later.world.seconds += TICK;
    let seconds = later.world.seconds;
    let is_due = |worker: &Worker| worker.may_wait(seconds);
    for index in 0..later.workers.len() {
        let mut others = later.workers.iter().enumerate();
        if later.workers[index].run().is_some()
            && others.all(|(other, worker)| other == index || is_due(worker))
        {
            let mut slow = later.clone();
            slow.decide(index, rules);
            next.push((format!("a tick, and {index} decides again"), slow));
        }
    }
    if later.workers.iter().all(is_due) {
        next.push(("a tick".to_owned(), later.clone()));
    }
    later.world.seconds += LONG_TICK - TICK;
    for index in 0..later.workers.len() {
        later.decide(index, rules);
    }
    next.push(("a long tick".to_owned(), later));
}

fn operator(state: &State, next: &mut Found) {
    for (user, keys) in state.world.users.iter().map(|user| &user.keys).enumerate() {
        for (index, key) in keys.iter().enumerate() {
            let id = &key.id;
            let mut deleted = state.clone();
            deleted.left.operator -= 1;
            deleted.world.touched.insert(id.clone());
            let mut deactivated = deleted.clone();
            Rc::make_mut(&mut deleted.world.users[user])
                .keys
                .remove(index);
            next.push((format!("the operator deletes {id:?}"), deleted));
            if key.is_active {
                let seconds = deactivated.world.seconds;
                let user = Rc::make_mut(&mut deactivated.world.users[user]);
                let key = &mut user.keys[index];
                (key.is_active, key.inactive_at) = (false, Some(seconds));
                next.push((format!("the operator deactivates {id:?}"), deactivated));
            }
        }
    }
}

fn lost_notes(state: &State, next: &mut Found) {
    for (index, user) in state.world.users.iter().enumerate() {
        for id in user.ledger.keys.ids() {
            let mut lost = state.clone();
            lost.left.lost_notes -= 1;
            let user = Rc::make_mut(&mut lost.world.users[index]);
            user.ledger.forget(std::slice::from_ref(id));
            next.push((format!("the note on {id:?} is lost"), lost));
        }
    }
}

/// A grace period passes, with or without the weekly maintenance of clusters.
fn weeks(state: &State, next: &mut Found) {
    let mut later = state.clone();
    later.left.weeks -= 1;
    pass_a_week(&mut later.world, false);
    next.push(("a week passes".to_owned(), later));
    let mut maintained = state.clone();
    maintained.left.weeks -= 1;
    pass_a_week(&mut maintained.world, true);
    next.push(("a week of maintenance passes".to_owned(), maintained));
}

/// The maintenance comes after the daily run and long before the next week's.
pub(crate) fn pass_a_week(world: &mut World, is_maintained: bool) {
    let week = GRACE.as_secs().cast_signed() + 60;
    world.seconds += week / 7;
    if is_maintained {
        world.maintain();
    }
    world.seconds += week - week / 7;
}

/// A person gives the credentials an access that the stack has let go. Nobody acts meanwhile: no
/// look can be newer than the call that follows it.
fn drifts(state: &State, next: &mut Found) {
    let world = &state.world;
    let keys = world.users.iter().flat_map(|user| &user.keys);
    let keys = keys
        .filter(|key| !key.is_persons)
        .map(|key| Access::Key(key.id.clone()));
    let roles = world.roles.iter();
    let roles = roles.map(|role| Access::Role(role.name.role_arn()));
    let all: BTreeSet<Access> = keys.chain(roles).collect();
    let others = all.into_iter().filter(|access| {
        world.opens(access)
            && world
                .qovery
                .ours
                .as_ref()
                .is_some_and(|ours| ours != access)
    });
    for access in others {
        let mut drifted = state.clone();
        drifted.left.drift -= 1;
        let mut copied = drifted.clone();
        drifted.world.qovery.ours = Some(access.clone());
        next.push((format!("a person gives Qovery {access:?}"), drifted));
        if let Some(copy) = &mut copied.world.qovery.registry {
            *copy = access.clone();
            next.push((format!("a person gives the registry {access:?}"), copied));
        }
    }
}
