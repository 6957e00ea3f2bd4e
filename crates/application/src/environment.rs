//! A function's environment, read once and whole; every fault is reported together.

use std::{fmt::Display, str::FromStr, time::Duration};

use thiserror::Error;

/// Every fault of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the function's environment is wrong: {}", .0.join("; "))]
pub struct ConfigError(Vec<String>);

/// A function's variables, with the faults of those that were read so far.
#[expect(missing_debug_implementations, reason = "a function, read from")]
pub struct Environment<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<String>,
}

/// A variable of this process.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "read once, at start")]
    let value = std::env::var_os(name);
    // A mark stands for what is not UTF-8, and is refused.
    value.map(|value| value.to_string_lossy().into_owned())
}

impl<'a> Environment<'a> {
    /// An environment of which nothing was read yet.
    #[must_use]
    pub fn new(variable: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            variable,
            faults: Vec::new(),
        }
    }

    /// A variable as it is; an empty one is not set.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let text = (self.variable)(name).filter(|text| !text.is_empty())?;
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.fault(format!("`{name}` is not UTF-8 text"));
            return None;
        }
        Some(text)
    }

    /// A variable that may be missing, but not wrong.
    pub fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        self.text(name)?
            .parse()
            .map_err(|error| self.fault(format!("`{name}`: {error}")))
            .ok()
    }

    /// A variable that has to be there.
    pub fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        if (self.variable)(name).is_none_or(|text| text.is_empty()) {
            self.fault(format!("`{name}` is not set"));
        }
        self.optional(name)
    }

    /// A number of days, which has to be there.
    pub fn days(&mut self, name: &str) -> Option<Duration> {
        let days: u32 = self.required(name)?;
        Some(Duration::from_hours(24) * days)
    }

    /// Adds a fault that no single variable has.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// The configuration that was made of the variables, if none had a fault.
    pub fn finish<T>(self, made: Option<T>) -> Result<T, ConfigError> {
        match made {
            Some(made) if self.faults.is_empty() => Ok(made),
            _ => Err(ConfigError(self.faults)),
        }
    }
}
