//! Attempts under way, and what may still happen.

use std::{collections::VecDeque, rc::Rc};

use domain::{
    aws::{access_key::AccessKeyId, secret::VersionId},
    onboarding::DeletionRule,
    rotation::{Action, Facts, Goal, Next, RotationStep},
};

use crate::{
    rules::Rules,
    steps::Step,
    world::{Name, World},
};

/// One tick of the clock, and the longest that a call of a rotation takes from decision to effect.
pub(crate) const TICK: i64 = 8;
/// Longer than anybody may take to store a key: every attempt stands still before it decides.
pub(crate) const LONG_TICK: i64 = 31;

/// What may happen, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    /// Crashes before or after an effect, lost answers, refusals.
    pub(crate) faults: u8,
    /// Keys that the operator deactivates or deletes.
    pub(crate) operator: u8,
    /// Ticks of the clock.
    pub(crate) ticks: u8,
    /// Looks that leave out new keys.
    pub(crate) stale: u8,
    /// Looks that Qovery does not answer.
    pub(crate) away: u8,
    /// Deployments of clusters, each queued, begun and ended.
    pub(crate) deployments: u8,
    /// Weeks that pass while nobody acts, with or without maintenance of the clusters.
    pub(crate) weeks: u8,
    /// Notes on keys that are lost: two functions wrote at once, or a person overwrote one.
    pub(crate) lost_notes: u8,
    /// Clusters that come or leave.
    pub(crate) links: u8,
    /// Accesses that a person puts back in the console.
    pub(crate) drift: u8,
    /// Updates that fail after the custom resource has answered, or are cancelled before.
    pub(crate) failures: u8,
}

/// What somebody wants to bring to an end, one attempt at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    /// The four steps; staged first, as `RotateSecret` does.
    Rotation(Name, VersionId),
    /// The custom resource's Create.
    FirstKey(Name, VersionId),
    /// Clusters cannot work with the present key.
    Restore(Name, AccessKeyId),
    /// The daily run, and a run after a change in IAM.
    Reconciliation,
    /// The custom resource's Update: another identity, or another name of the credentials.
    Update(Name),
    /// The Update that takes back one that failed, which named `failed`.
    RollBack { failed: Name, to: Name },
    /// The custom resource's Delete.
    Deletion(DeletionRule),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Worker {
    pub(crate) task: Task,
    pub(crate) step: usize,
    pub(crate) tries: u8,
    pub(crate) has_begun: bool,
    pub(crate) is_done: bool,
    /// Shared between states: a change copies the one attempt.
    pub(crate) attempt: Option<Rc<Attempt>>,
}

/// What is left to do of one attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Attempt {
    /// The goal of the rotation that is run at present.
    pub(crate) goal: Option<Run>,
    /// What comes after it, in order.
    pub(crate) steps: VecDeque<Step>,
}

/// A goal of the rotation on its way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) name: Name,
    pub(crate) goal: Goal,
    pub(crate) facts: Rc<Facts>,
    /// What was decided, and when.
    pub(crate) in_flight: Option<(Action, i64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) workers: Vec<Worker>,
    pub(crate) left: Bounds,
}

impl Bounds {
    pub(crate) const NONE: Self = Self {
        faults: 0,
        operator: 0,
        ticks: 0,
        stale: 0,
        away: 0,
        deployments: 0,
        weeks: 0,
        lost_notes: 0,
        links: 0,
        drift: 0,
        failures: 0,
    };
}

impl Worker {
    pub(crate) fn new(task: Task, tries: u8) -> Self {
        Self {
            task,
            step: 0,
            tries,
            has_begun: false,
            is_done: false,
            attempt: None,
        }
    }

    /// Whether nothing is under way and nothing has to come any more.
    pub(crate) fn is_at_an_end(&self) -> bool {
        let is_daily = self.task == Task::Reconciliation;
        self.attempt.is_none() && (self.is_done || is_daily)
    }

    pub(crate) fn attempt_mut(&mut self) -> Option<&mut Attempt> {
        self.attempt.as_mut().map(Rc::make_mut)
    }

    pub(crate) fn run(&self) -> Option<&Run> {
        self.attempt.as_ref()?.goal.as_ref()
    }

    /// Whether it is in the middle of what it was allowed to do when the stack was at rest.
    pub(crate) fn is_repairing(&self) -> bool {
        let asks_next = |one: &Attempt| matches!(one.steps.front(), Some(Step::AskAgain(_)));
        let attempt = self.attempt.as_ref();
        self.task == Task::Reconciliation
            && attempt.is_some_and(|one| one.goal.is_some() || !asks_next(one))
    }

    fn succeed(&mut self) {
        self.attempt = None;
        self.step += 1;
        self.is_done = match self.task {
            Task::Rotation(..) => self.step == RotationStep::ALL.len(),
            Task::Reconciliation => {
                self.tries -= 1;
                self.tries == 0
            }
            _ => true,
        };
    }

    /// A call has an end: its effect does not come later.
    pub(crate) fn may_wait(&self, until: i64) -> bool {
        match self.run().and_then(|run| run.in_flight.as_ref()) {
            Some((Action::Wait(_), _)) | None => true,
            Some((_, since)) => until - since <= TICK,
        }
    }
}

impl State {
    /// An attempt has done the last of its steps.
    pub(crate) fn succeed(&mut self, index: usize) {
        self.workers[index].succeed();
    }

    /// Whoever asked starts over, except for an update: that is rolled back.
    pub(crate) fn fail(&mut self, index: usize) {
        let worker = &mut self.workers[index];
        worker.attempt = None;
        worker.step = 0;
        worker.tries -= 1;
        if let Task::Update(to) = worker.task {
            worker.is_done = true;
            self.roll_back(to);
        }
    }

    /// `CloudFormation` takes an update back: the custom resource is asked for the old values.
    pub(crate) fn roll_back(&mut self, failed: Name) {
        if self.world.stack.is_towards(failed) {
            let to = self.world.stack.present;
            self.world.stack.roll_back();
            let task = Task::RollBack { failed, to };
            self.workers.push(Worker::new(task, 2));
        }
    }

    /// The attempt learns something and decides again.
    pub(crate) fn go_on(&mut self, index: usize, rules: &Rules, learn: impl FnOnce(&mut Run)) {
        let attempt = self.workers[index].attempt_mut();
        if let Some(run) = attempt.and_then(|attempt| attempt.goal.as_mut()) {
            learn(run);
        }
        self.decide(index, rules);
    }

    /// Deciding is nobody else's business: it is no event of its own.
    pub(crate) fn decide(&mut self, index: usize, rules: &Rules) {
        let (now, seconds) = (self.world.now(), self.world.seconds);
        let attempt = self.workers[index].attempt_mut();
        let Some(run) = attempt.and_then(|attempt| attempt.goal.as_mut()) else {
            return;
        };
        match (rules.next)(&run.goal, &run.facts, now) {
            Next::Action(action) => run.in_flight = Some((action, seconds)),
            Next::Done => self.reached(index),
            Next::Refused(_) => self.fail(index),
        }
    }

    /// The goal is reached: what comes next may need the key that it found.
    fn reached(&mut self, index: usize) {
        let Some(attempt) = self.workers[index].attempt_mut() else {
            return;
        };
        let found = attempt.goal.take().and_then(|run| {
            let (_, key) = run.facts.current()?;
            Some(key.id.clone())
        });
        if let Some(step) = attempt.steps.iter_mut().find(|step| step.waits_for_key()) {
            step.take_key(found);
        }
        if attempt.steps.is_empty() {
            self.succeed(index);
        }
    }
}
