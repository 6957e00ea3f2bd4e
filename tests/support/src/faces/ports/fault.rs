//! What goes wrong, and where.

use domain::port_error::PortErrorKind;

use super::log::Place;
use crate::state::aws::Code;

/// Which call. Calls are counted from 1, since the log was started.
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
    /// AWS refuses it with that code, and it has not happened.
    Refuse(Code),
    /// It happens, and the answer is lost.
    LostAnswer,
    /// It never ends and has not happened: dropping the caller then is a crash before it.
    Hang,
    /// It happens and never ends: dropping the caller then is a crash after it.
    HangAfter,
    /// The caller panics before it.
    Panic,
    /// The caller's process ends before it: [`World::killed`](super::World::killed) says so.
    Kill,
    /// It happens, and the caller's process ends then.
    KillAfter,
}

/// Takes out the first that is meant for this call.
pub(super) fn take<T>(waiting: &mut Vec<(At, T)>, place: &Place) -> Option<T> {
    let index = waiting.iter().position(|(at, _)| match at {
        At::Call(n) => *n == place.call,
        At::Effect(n) => place.effect == Some(*n),
        At::Operation(operation, n) => *operation == place.operation && *n == place.of_operation,
    })?;
    Some(waiting.swap_remove(index).1)
}
