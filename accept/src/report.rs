//! What was seen, beside what the emulator does.

use support::terminal;

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What was tried or asked.
    pub what: &'static str,
    /// What happened.
    pub seen: String,
    /// What happens on the emulator. `None` means that the emulator does not decide it.
    pub emulator: Option<&'static str>,
}

impl Observation {
    /// Whether the emulator misleads whoever tests with it.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.emulator.is_some_and(|emulator| self.seen != emulator)
    }
}

/// All that was seen, in its order.
#[derive(Debug, Default)]
pub struct Report(Vec<Observation>);

impl Report {
    /// What was seen, in its order.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.0
    }

    /// What differs from the emulator.
    pub fn differences(&self) -> impl Iterator<Item = &Observation> {
        self.0.iter().filter(|seen| seen.differs())
    }

    /// Notes and prints an observation.
    pub(crate) fn note(
        &mut self,
        what: &'static str,
        seen: impl Into<String>,
        emulator: Option<&'static str>,
    ) {
        let observation = Observation {
            what,
            seen: seen.into(),
            emulator,
        };
        terminal::line(&format!("  {what}: {}", observation.seen));
        self.0.push(observation);
    }

    /// Prints what differs.
    pub fn print_differences(&self) {
        terminal::heading("Other than on the emulator");
        for Observation {
            what,
            seen,
            emulator,
        } in self.differences()
        {
            let emulator = emulator.unwrap_or_default();
            terminal::line(&format!("  {what}: {seen}; the emulator: {emulator}"));
        }
        if self.differences().next().is_none() {
            terminal::done("nothing");
        }
    }
}
