//! What an attempt is to reach: the goals of a key.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::aws::access_key::AccessKeyId;
use crate::aws::secret::VersionId;

/// A goal of the rotation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Goal {
    /// A step of a rotation that Secrets Manager runs, with its `ClientRequestToken`.
    Step(RotationStep, VersionId),
    /// A usable key in `AWSCURRENT`, a new one only where there is none; stored under that id.
    FirstKey(VersionId),
    /// Qovery holds the key in `AWSCURRENT`.
    Repair,
    /// Qovery and `AWSCURRENT` go back to that key: clusters cannot work with the new one.
    Restore(AccessKeyId),
    /// Keys that are proven unused are deactivated, and later deleted.
    Retire,
}

/// `Step` of the event that Secrets Manager sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RotationStep {
    /// Create a key and store it as `AWSPENDING`.
    CreateSecret,
    /// Give Qovery the new key.
    SetSecret,
    /// Check that the new key works.
    TestSecret,
    /// Move `AWSCURRENT` to the new key.
    FinishSecret,
}

/// The text is not the name of a step.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no rotation step: `createSecret`, `setSecret`, `testSecret` or `finishSecret` expected"
)]
pub struct RotationStepError(String);

impl RotationStep {
    /// All steps in order.
    pub const ALL: [Self; 4] = [
        Self::CreateSecret,
        Self::SetSecret,
        Self::TestSecret,
        Self::FinishSecret,
    ];

    /// The step as Secrets Manager writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreateSecret => "createSecret",
            Self::SetSecret => "setSecret",
            Self::TestSecret => "testSecret",
            Self::FinishSecret => "finishSecret",
        }
    }
}

impl fmt::Display for RotationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RotationStep {
    type Err = RotationStepError;

    fn from_str(text: &str) -> Result<Self, RotationStepError> {
        let mut steps = Self::ALL.into_iter();
        let step = steps.find(|step| step.as_str() == text);
        step.ok_or_else(|| RotationStepError(text.to_owned()))
    }
}
