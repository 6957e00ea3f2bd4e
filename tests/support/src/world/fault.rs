//! What goes wrong, and where.

use domain::port_error::PortErrorKind;

use super::{Refusal, log::Place};

/// Which call goes wrong. Calls are counted from 1, since the log was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The n-th call of all.
    Call(usize),
    /// The n-th call that changes something.
    Effect(usize),
    /// The n-th call of that operation.
    Operation(&'static str, usize),
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails and has not happened.
    Fail(PortErrorKind),
    /// It happens, and the answer is lost.
    LostAnswer,
    /// It never ends and has not happened: dropping the caller then is a crash before it.
    Hang,
    /// It happens and never ends: dropping the caller then is a crash after it.
    HangAfter,
    /// The caller panics before it.
    Panic,
}

pub(super) fn take(faults: &mut Vec<(At, Fault)>, place: &Place) -> Option<Fault> {
    let index = faults.iter().position(|(at, _)| match at {
        At::Call(n) => *n == place.call,
        At::Effect(n) => place.effect == Some(*n),
        At::Operation(operation, n) => *operation == place.operation && *n == place.of_operation,
    })?;
    Some(faults.swap_remove(index).1)
}

pub(super) async fn before(fault: Option<Fault>) -> Result<(), Refusal> {
    match fault {
        Some(Fault::Fail(kind)) => Err(Refusal(kind, "a fault that the test asked for")),
        Some(Fault::Hang) => std::future::pending().await,
        #[expect(clippy::panic, reason = "the test asked for it")]
        Some(Fault::Panic) => panic!("a panic that the test asked for"),
        Some(Fault::LostAnswer | Fault::HangAfter) | None => Ok(()),
    }
}

pub(super) async fn after(fault: Option<Fault>) -> Result<(), Refusal> {
    match fault {
        Some(Fault::LostAnswer) => Err(Refusal(
            PortErrorKind::Unanswered,
            "the answer was lost, as the test asked",
        )),
        Some(Fault::HangAfter) => std::future::pending().await,
        _ => Ok(()),
    }
}
