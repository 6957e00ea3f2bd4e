//! A secret's versions and the labels on them, in Secrets Manager's words.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use thiserror::Error;
use time::OffsetDateTime;

/// `ClientRequestToken`, which becomes `VersionId`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionId(String);

/// The text is no version id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a version id: 32 to 64 characters expected")]
pub struct VersionIdError(String);

/// Of `ClientRequestToken`, as its API reference has it.
const LENGTH: std::ops::RangeInclusive<usize> = 32..=64;

impl VersionId {
    /// The id as it is.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id derived from this one: the same suffix gives the same id.
    #[must_use]
    pub fn derived(&self, suffix: &str) -> Self {
        let kept = self.0.floor_char_boundary(LENGTH.end() - suffix.len());
        Self(format!("{}{suffix}", &self.0[..kept]))
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for VersionId {
    type Err = VersionIdError;

    fn from_str(text: &str) -> Result<Self, VersionIdError> {
        let clean = text.bytes().all(|b| b.is_ascii_graphic());
        if clean && LENGTH.contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(VersionIdError(text.to_owned()))
        }
    }
}

/// `VersionStage`: each is on one version at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StagingLabel {
    /// `AWSCURRENT`
    Current,
    /// `AWSPENDING`
    Pending,
    /// `AWSPREVIOUS`
    Previous,
    /// Any other.
    Custom(String),
}

impl StagingLabel {
    /// The label as Secrets Manager writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Current => "AWSCURRENT",
            Self::Pending => "AWSPENDING",
            Self::Previous => "AWSPREVIOUS",
            Self::Custom(label) => label,
        }
    }
}

impl From<&str> for StagingLabel {
    fn from(label: &str) -> Self {
        match label {
            "AWSCURRENT" => Self::Current,
            "AWSPENDING" => Self::Pending,
            "AWSPREVIOUS" => Self::Previous,
            other => Self::Custom(other.to_owned()),
        }
    }
}

impl fmt::Display for StagingLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A secret without its values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SecretDescription {
    /// Whether Secrets Manager rotates it.
    pub rotation_enabled: bool,
    /// When a rotation last ended. `None` means never, or not reported.
    pub last_rotated_at: Option<OffsetDateTime>,
    /// By when the next rotation is due. `None` means that none is, or not reported.
    pub next_rotation_at: Option<OffsetDateTime>,
    /// When anything about the secret last changed. `None` means not reported.
    pub last_changed_at: Option<OffsetDateTime>,
    /// The labelled versions.
    pub versions: BTreeMap<VersionId, BTreeSet<StagingLabel>>,
}

impl SecretDescription {
    /// The version that carries the label.
    #[must_use]
    pub fn version_of(&self, label: &StagingLabel) -> Option<&VersionId> {
        self.versions
            .iter()
            .find_map(|(version, labels)| labels.contains(label).then_some(version))
    }

    /// Whether that version carries the label.
    #[must_use]
    pub fn is_labelled(&self, version: &VersionId, label: &StagingLabel) -> bool {
        self.version_of(label) == Some(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_version_id_has_32_to_64_characters_and_so_has_what_comes_from_it() {
        assert!("short".parse::<VersionId>().is_err());
        assert!(format!("{LONGEST}x").parse::<VersionId>().is_err());
        let longest: VersionId = LONGEST.parse().unwrap();
        let derived = longest.derived("-2");
        assert_eq!(derived.as_str().len(), 64);
        assert!(derived.as_str().ends_with("-2"));
        assert!(derived.as_str().parse::<VersionId>().is_ok());
    }

    #[test]
    fn a_label_reads_back_as_it_was_written() {
        for label in ["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS", "MINE"] {
            assert_eq!(StagingLabel::from(label).as_str(), label);
        }
    }
}
