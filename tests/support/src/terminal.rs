//! What the commands print: coloured on a terminal, plain elsewhere and with `NO_COLOR`.
//!
//! Here, because `xtask`, `demo` and `bench` all print and all use this crate; a crate for these
//! lines alone would be one more.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one module of a command line that prints"
)]

use std::{
    fmt,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Result;
use console::style;

/// Prints a line as it is.
pub fn line(text: &str) {
    println!("{text}");
}

/// Prints what comes next.
pub fn heading(text: &str) {
    println!("\n{} {}", style("▸").cyan().bold(), style(text).bold());
}

/// Prints how something ended, after it.
pub fn done(text: &str) {
    println!("{} {text}", style("✓").green());
}

/// Prints that something takes a while.
pub fn progress(text: &str) {
    println!("  {}", style(text).dim());
}

/// Ends a command: prints why it failed, the sentence and its causes.
pub fn exit_code(ended: Result<()>) -> ExitCode {
    let Err(error) = ended else {
        return ExitCode::SUCCESS;
    };
    let mut causes = error.chain().map(ToString::to_string);
    let head = causes.next().unwrap_or_default();
    eprintln!("\n{} {head}", style("error:").for_stderr().red().bold());
    for cause in causes {
        eprintln!("  {} {cause}", style("because").for_stderr().dim());
    }
    ExitCode::FAILURE
}

/// A size as a person reads it: `3.0 MB`, `31 kB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    if count < 100_000 {
        return format!("{} kB", count.div_ceil(1_000));
    }
    let tenths = count * 10 / 1_000_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// How long something took: shows the time since it was started.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts at zero.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "a command's own duration is shown, nothing is decided by it"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl fmt::Display for Stopwatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&duration(self.0.elapsed()))
    }
}

/// `0.4 s`, `12 s`, `3 min 05 s`.
fn duration(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_are_shown_in_units_that_fit() {
        assert_eq!(bytes(30_100), "31 kB");
        assert_eq!(bytes(3_159_734), "3.1 MB");
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(12)), "12 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }
}
