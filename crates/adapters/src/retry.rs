//! Asks again where the error says that it is worth it.

use std::{future::Future, time::Duration};

use domain::port_error::{PortError, Retry};

/// The first try and three more.
const ATTEMPTS: u32 = 4;
/// Doubled with each attempt.
const PAUSE: Duration = Duration::from_millis(250);
/// A longer `Retry-After` is not waited for: the stack's time is better spent on an answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Calls until it succeeds, fails for good, or has been tried often enough.
pub(crate) async fn retry<T, F>(
    worth_it: impl Fn(&PortError) -> Retry,
    mut call: impl FnMut() -> F,
) -> Result<T, PortError>
where
    F: Future<Output = Result<T, PortError>>,
{
    let mut attempt = 1;
    loop {
        let error = match call().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let Retry::Soon(asked) = worth_it(&error) else {
            return Err(error);
        };
        let pause = asked.unwrap_or(PAUSE * 2_u32.pow(attempt - 1));
        if attempt == ATTEMPTS || pause > LONGEST_PAUSE {
            return Err(error);
        }
        tracing::warn!(
            operation = error.operation,
            attempt,
            pause_ms = pause.as_millis(),
            "asking again"
        );
        tokio::time::sleep(pause).await;
        attempt += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use domain::port_error::PortErrorKind;

    use super::*;

    fn error(kind: PortErrorKind) -> PortError {
        PortError {
            operation: "test",
            resource: "r".to_owned(),
            kind,
            hint: None,
            source: None,
        }
    }

    async fn calls(kind: PortErrorKind) -> u32 {
        let calls = Cell::new(0);
        let failed: Result<(), _> = retry(PortError::retry, || {
            calls.set(calls.get() + 1);
            async { Err(error(kind)) }
        })
        .await;
        assert!(failed.is_err());
        calls.get()
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_asked_four_times_and_what_will_not_once() {
        assert_eq!(calls(PortErrorKind::Unavailable).await, 4);
        assert_eq!(calls(PortErrorKind::Throttled(None)).await, 4);
        assert_eq!(calls(PortErrorKind::NotFound).await, 1);
        let an_hour = Duration::from_hours(1);
        assert_eq!(calls(PortErrorKind::Throttled(Some(an_hour))).await, 1);
    }
}
