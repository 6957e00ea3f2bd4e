//! How long something took.

use std::{
    fmt,
    time::{Duration, Instant},
};

/// Runs from the moment it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a command's own duration is shown, nothing is decided by it"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// `0.4 s`, `12 s`, `3 min 05 s`.
impl fmt::Display for Stopwatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elapsed = self.elapsed();
        match elapsed.as_secs() {
            0..10 => write!(formatter, "{:.1} s", elapsed.as_secs_f64()),
            seconds @ 10..60 => write!(formatter, "{seconds} s"),
            seconds => write!(formatter, "{} min {:02} s", seconds / 60, seconds % 60),
        }
    }
}
