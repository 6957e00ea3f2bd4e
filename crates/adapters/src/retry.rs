//! Asks again where the error says that it is worth it. What the AWS SDK asks again on its own is
//! not repeated here.

use std::{future::Future, time::Duration};

use backon::{ExponentialBuilder, Retryable};
use domain::port_error::{PortError, PortErrorKind, Retry};

/// After the first try.
const RETRIES: usize = 3;
/// Doubled with each attempt, and up to as much again by chance: many stacks share one API.
const PAUSE: Duration = Duration::from_millis(250);
/// A longer pause is not waited for: the function's time is better spent on an answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Calls until it succeeds, fails for good, or has been tried often enough. A pause that the server
/// asks for is kept.
pub(crate) async fn retry<T, F>(
    is_worth_it: impl Fn(&PortError) -> Retry,
    call: impl FnMut() -> F,
) -> Result<T, PortError>
where
    F: Future<Output = Result<T, PortError>>,
{
    let pauses = ExponentialBuilder::new()
        .with_min_delay(PAUSE)
        .with_max_times(RETRIES)
        .with_jitter();
    call.retry(pauses)
        .sleep(tokio::time::sleep)
        .adjust(|error, pause| match is_worth_it(error) {
            Retry::Soon(asked) => pause
                .map(|own| own.max(asked.unwrap_or_default()))
                .filter(|pause| *pause <= LONGEST_PAUSE),
            Retry::Never => None,
        })
        .notify(|error, pause| {
            tracing::warn!(
                operation = error.operation,
                pause_ms = pause.as_millis(),
                "asking again"
            );
        })
        .await
}

/// For a call that must not happen twice: only where it certainly did not happen.
pub(crate) fn unless_it_happened(error: &PortError) -> Retry {
    if error.may_have_happened() {
        Retry::Never
    } else {
        error.retry()
    }
}

/// For a call that the AWS SDK has asked again already, except where two writes met.
pub(crate) fn after_another_change(error: &PortError) -> Retry {
    match error.kind {
        PortErrorKind::ConcurrentChange => error.retry(),
        _ => Retry::Never,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::Instant;

    use super::*;

    /// How often a call is made that always fails so, and how long that takes.
    async fn calls(
        is_worth_it: impl Fn(&PortError) -> Retry,
        kind: PortErrorKind,
    ) -> (u32, Duration) {
        let (calls, start) = (Cell::new(0), Instant::now());
        let failed: Result<(), _> = retry(is_worth_it, || {
            calls.set(calls.get() + 1);
            async move {
                Err(PortError {
                    operation: "test",
                    resource: "r".to_owned(),
                    kind,
                    hint: None,
                    source: None,
                })
            }
        })
        .await;
        assert_eq!(failed.unwrap_err().kind, kind);
        (calls.get(), start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_asked_four_times_and_what_will_not_once() {
        for (kind, expected) in [
            (PortErrorKind::Unavailable, 4),
            (PortErrorKind::Throttled(None), 4),
            (PortErrorKind::ConcurrentChange, 4),
            (PortErrorKind::NotFound, 1),
            (PortErrorKind::Other, 1),
        ] {
            assert_eq!(calls(PortError::retry, kind).await.0, expected, "{kind:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_the_server_asks_for_is_kept_unless_it_is_too_long() {
        let asked = |pause| PortErrorKind::Throttled(Some(pause));
        let (count, took) = calls(PortError::retry, asked(Duration::from_secs(8))).await;
        assert_eq!((count, took.as_secs()), (4, 24));
        let (count, took) = calls(PortError::retry, asked(Duration::from_hours(1))).await;
        assert_eq!((count, took.as_secs()), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_asks_for_no_pause_gets_one_all_the_same() {
        let at_once = PortErrorKind::Throttled(Some(Duration::ZERO));
        let (count, took) = calls(PortError::retry, at_once).await;
        assert!(count == 4 && took >= PAUSE * 7, "{count} calls in {took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_have_happened_is_not_asked_again_where_twice_is_too_often() {
        for (kind, expected) in [
            (PortErrorKind::Unavailable, 1),
            (PortErrorKind::Unanswered, 1),
            (PortErrorKind::Throttled(None), 4),
        ] {
            assert_eq!(
                calls(unless_it_happened, kind).await.0,
                expected,
                "{kind:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_met_another_one_is_asked_again_and_a_throttled_one_left_to_the_sdk() {
        let met = calls(after_another_change, PortErrorKind::ConcurrentChange).await;
        let throttled = calls(after_another_change, PortErrorKind::Throttled(None)).await;
        assert_eq!((met.0, throttled.0), (4, 1));
    }
}
