//! Attempts under way, and what may still happen.

use domain::{
    aws::{access_key::AccessKeyId, secret::VersionId},
    rotation::{Action, Facts, Goal, Next, RotationStep},
};

use crate::{recovery::Decide, world::World};

/// One tick of the clock, and the longest that a call takes from decision to effect.
pub(crate) const TICK: i64 = 8;
/// Longer than anybody may take to store a key: every attempt stands still before it decides.
pub(crate) const LONG_TICK: i64 = 31;

/// What may happen, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    /// Crashes before or after an effect, lost answers, refusals.
    pub(crate) faults: u8,
    /// Keys that the operator deactivates or deletes.
    pub(crate) operator: u8,
    /// Ticks of the clock.
    pub(crate) ticks: u8,
    /// Attempts from the start, for each task.
    pub(crate) tries: u8,
    /// Looks that leave out new keys.
    pub(crate) stale: u8,
    /// Deployments of the cluster.
    pub(crate) deployments: u8,
}

/// What somebody wants to bring to an end, one attempt at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    /// The four steps; staged first, as `RotateSecret` does.
    Rotation(VersionId),
    /// The custom resource's Create.
    FirstKey(VersionId),
    /// The daily retirement.
    Retirement,
    /// Clusters cannot work with the present key.
    Restore(AccessKeyId),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Worker {
    pub(crate) task: Task,
    pub(crate) step: usize,
    pub(crate) tries: u8,
    pub(crate) is_done: bool,
    pub(crate) attempt: Option<Attempt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Attempt {
    pub(crate) goal: Goal,
    pub(crate) facts: Facts,
    pub(crate) in_flight: Option<(Action, i64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) workers: Vec<Worker>,
    pub(crate) left: Bounds,
}

impl State {
    pub(crate) fn continue_with(
        &mut self,
        index: usize,
        decide: Decide,
        change: impl FnOnce(&mut Attempt),
    ) {
        if let Some(attempt) = &mut self.workers[index].attempt {
            change(attempt);
        }
        self.decide(index, decide);
    }

    /// Deciding is nobody else's business: it is no event of its own.
    pub(crate) fn decide(&mut self, index: usize, decide: Decide) {
        let now = self.world.now();
        let worker = &mut self.workers[index];
        let Some(attempt) = &mut worker.attempt else {
            return;
        };
        match decide(&attempt.goal, &attempt.facts, now) {
            Next::Action(action) => attempt.in_flight = Some((action, self.world.seconds)),
            Next::Done => worker.succeed(),
            Next::Refused(_) => worker.fail(),
        }
    }
}

impl Worker {
    pub(crate) fn succeed(&mut self) {
        self.attempt = None;
        self.step += 1;
        let steps = match self.task {
            Task::Rotation(_) => RotationStep::ALL.len(),
            _ => 1,
        };
        self.is_done = self.step == steps;
    }

    /// Whoever asked starts over.
    pub(crate) fn fail(&mut self) {
        self.attempt = None;
        self.step = 0;
        self.tries -= 1;
    }

    /// A call has an end: its effect does not come later.
    pub(crate) fn may_wait(&self, until: i64) -> bool {
        match self
            .attempt
            .as_ref()
            .and_then(|attempt| attempt.in_flight.as_ref())
        {
            Some((Action::Wait(_), _)) | None => true,
            Some((_, since)) => until - since <= TICK,
        }
    }
}
