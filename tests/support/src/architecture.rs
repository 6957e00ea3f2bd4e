//! The processors that Lambda has.

use std::{env::consts::ARCH, fmt, str::FromStr};

use anyhow::{Context, Error, Result};

/// A processor, in Lambda's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Architecture {
    /// Graviton: the template's default.
    Arm64,
    /// Intel and AMD.
    X86_64,
}

impl Architecture {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Arm64, Self::X86_64];

    /// The template's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// Rust's word for it, and the one of C compilers.
    #[must_use]
    pub fn of_compilers(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64",
            Self::X86_64 => "x86_64",
        }
    }

    /// The one of this machine.
    pub fn of_this_machine() -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let of_this_machine = all.find(|one| one.of_compilers() == ARCH);
        of_this_machine.with_context(|| format!("Lambda has no {ARCH}"))
    }
}

impl FromStr for Architecture {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let named = all.find(|one| one.as_str() == text);
        named.with_context(|| format!("an architecture is arm64 or x86_64, not `{text}`"))
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
