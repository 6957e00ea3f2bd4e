//! One call of a port: logged, struck by a fault, or carried out.

use std::{error::Error, future::pending};

use domain::port_error::{PortError, PortErrorKind};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    World,
    fault::{self, Fault},
    log::Place,
};
use crate::state::{State, aws, lock};

/// More than any request makes side by side with another.
const CALLS_BESIDE: usize = 32;

/// Whether a call changes anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Effect,
}

/// A refusal of the state, as a port tells it.
pub(super) trait Refused: Error + Send + Sync + 'static {
    fn kind(&self) -> PortErrorKind;
}

impl Refused for aws::Refusal {
    fn kind(&self) -> PortErrorKind {
        self.code.kind()
    }
}

impl World {
    /// One call of `operation` on `resource`.
    pub(super) async fn call<T, R: Refused>(
        &self,
        kind: Kind,
        operation: &'static str,
        resource: &str,
        act: impl FnOnce(&mut State) -> Result<T, R> + Send,
    ) -> Result<T, PortError> {
        let place = lock(&self.log).enter(operation, resource, kind == Kind::Effect);
        let fault = fault::take(&mut lock(&self.faults), &place);
        self.pass(&place).await;
        let struck = |kind, code| {
            let refusal = aws::Refusal::new(code, "a fault that the test asked for");
            port_error(operation, resource, kind, refusal)
        };
        match fault {
            Some(Fault::Fail(kind)) => return Err(struck(kind, aws::Code::of(kind))),
            Some(Fault::Refuse(code)) => return Err(struck(code.kind(), code)),
            Some(Fault::Hang) => return pending().await,
            #[expect(clippy::panic, reason = "the test asked for it")]
            Some(Fault::Panic) => panic!("a panic that the test asked for"),
            Some(Fault::Kill) => return self.kill().await,
            Some(Fault::LostAnswer | Fault::HangAfter | Fault::KillAfter) | None => {}
        }
        let result = act(&mut self.state.lock());
        match fault {
            Some(Fault::LostAnswer) => Err(struck(PortErrorKind::Unanswered, aws::Code::Failed)),
            Some(Fault::HangAfter) => pending().await,
            Some(Fault::KillAfter) => self.kill().await,
            _ => result.map_err(|refusal| {
                let kind = refusal.kind();
                PortError {
                    hint: hint(kind, self.now()),
                    ..port_error(operation, resource, kind, refusal)
                }
            }),
        }
    }
}

impl World {
    /// What happens between a call and its answer: others take their turns, time goes by, the state
    /// changes.
    async fn pass(&self, place: &Place) {
        tokio::task::yield_now().await;
        let latency = *lock(&self.latency);
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let changes = {
            let mut waiting = lock(&self.meanwhile);
            std::iter::from_fn(|| fault::take(&mut waiting, place)).collect::<Vec<_>>()
        };
        for change in changes {
            // Calls beside this one have been answered by then: what they say is from before.
            for _ in 0..CALLS_BESIDE {
                tokio::task::yield_now().await;
            }
            self.edit(change);
        }
    }

    async fn kill<T>(&self) -> T {
        self.killed.notify_waiters();
        pending().await
    }
}

/// When to come back, where the other side says it.
fn hint(kind: PortErrorKind, now: OffsetDateTime) -> Option<String> {
    let PortErrorKind::Throttled(Some(pause)) = kind else {
        return None;
    };
    let at = (now + pause).truncate_to_second().format(&Rfc3339);
    Some(format!("try again at {} or later", at.ok()?))
}

fn port_error(
    operation: &'static str,
    resource: &str,
    kind: PortErrorKind,
    said: impl Error + Send + Sync + 'static,
) -> PortError {
    PortError {
        operation,
        resource: resource.to_owned(),
        kind,
        hint: None,
        source: Some(Box::new(said)),
    }
}
