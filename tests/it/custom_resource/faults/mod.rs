//! Every call fails, hangs, loses its answer or panics, in turn.

mod clean_up;
mod create;
mod delete;
mod update;

use std::fmt;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::Value;
use support::world::{At, Fault, World};

use super::{account::link, answer, handle};
use crate::own_stack::STACK;

const ANSWER: &str = "PUT ResponseURL";

const FAULTS: &[Fault] = &[
    Fault::Fail(PortErrorKind::AccessDenied),
    Fault::Fail(PortErrorKind::NotFound),
    Fault::Fail(PortErrorKind::Throttled(None)),
    Fault::Fail(PortErrorKind::Unavailable),
    Fault::Fail(PortErrorKind::Other),
    Fault::LostAnswer,
    Fault::Hang,
    Fault::HangAfter,
    Fault::Panic,
];

/// A request and what it meets.
#[derive(Clone)]
struct Request {
    make: fn() -> World,
    status: StackStatus,
    event: Value,
}

/// One run of a request: what went wrong in it, and how it was answered.
struct Run {
    world: World,
    answer: Value,
    fault: Fault,
    call: usize,
    operation: &'static str,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            fault,
            call,
            operation,
            answer,
            ..
        } = self;
        write!(f, "{fault:?} at call {call}, {operation}: {answer}")
    }
}

impl Run {
    fn has_succeeded(&self) -> bool {
        self.answer["Status"] == "SUCCESS"
    }

    /// Whether Qovery, or the secret with its token, is where it went wrong.
    fn is_at_qovery(&self) -> bool {
        self.operation.contains(" /organization/")
            || (self.operation == "secretsmanager:GetSecretValue" && self.call <= 2)
    }
}

impl Request {
    fn world(&self) -> World {
        let world = (self.make)();
        world.edit(|state| state.move_stack(STACK, self.status));
        world
    }

    /// The operations that it calls where nothing goes wrong.
    async fn operations(&self) -> Vec<&'static str> {
        let world = self.world();
        handle(&world, self.event.clone()).await.expect("an answer");
        let calls = world.calls().into_iter();
        calls.map(|call| call.operation).collect()
    }

    /// Runs it once for each call and each fault, and hands every run that was answered to `check`.
    async fn with_every_fault(&self, check: impl AsyncFn(&Run)) {
        let operations = self.operations().await;
        assert!(operations.len() > 1, "it makes calls that can go wrong");
        for (index, operation) in operations.into_iter().enumerate() {
            for fault in FAULTS {
                // Lambda's runtime reports a panic of the answer itself: nobody is left to answer.
                if operation == ANSWER && *fault == Fault::Panic {
                    continue;
                }
                if let Some(run) = self.run(index + 1, operation, *fault).await {
                    check(&run).await;
                }
            }
        }
    }

    /// Nothing where the answer itself went wrong for good.
    async fn run(&self, call: usize, operation: &'static str, fault: Fault) -> Option<Run> {
        let world = self.world();
        world.inject(At::Call(call), fault);
        let handled = handle(&world, self.event.clone()).await;
        let answers = world.state().answers;
        if handled.is_err() || answers.is_empty() {
            assert_eq!(operation, ANSWER, "{fault:?} at call {call}: silence");
            return None;
        }
        // Where the answer's own answer was lost it is sent again, the same.
        assert!(
            answers.windows(2).all(|pair| pair[0] == pair[1]),
            "{answers:?}"
        );
        world.edit(|state| state.answers.truncate(1));
        world.clear_faults();
        Some(Run {
            answer: answer(&world),
            world,
            fault,
            call,
            operation,
        })
    }
}

/// The same account with a cluster that runs on what is registered.
fn in_use(make: fn() -> World) -> World {
    let world = make();
    world.edit(|state| link(state, "production"));
    world
}
