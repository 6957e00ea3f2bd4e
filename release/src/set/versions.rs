//! `versions.json`: every release that there is, and which is the latest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Version;

/// Where the changes of a version are read.
const CHANGES: &str = "https://github.com/qovery/qovery-aws-connect/blob";

/// All releases; the one object that changes from one to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// 1. It grows when a field that was there means something else or is gone.
    pub schema_version: u32,
    /// The highest version that is not withdrawn.
    pub latest: Option<Version>,
    /// The releases, newest first.
    pub versions: Vec<Release>,
}

/// One release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Its version.
    pub version: Version,
    /// The day, as in CHANGELOG.md; `None` means that the version is not dated there.
    pub date: Option<String>,
    /// Of `template.json`, in hexadecimal digits.
    pub template_sha256: String,
    /// By function and processor, as Lambda shows it.
    pub code_sha256: BTreeMap<String, BTreeMap<String, String>>,
    /// What is new: an address.
    pub changes: String,
    /// Why it must not be used any more; `None` means that it may.
    pub withdrawn: Option<String>,
}

impl Default for Versions {
    fn default() -> Self {
        Self {
            schema_version: 1,
            latest: None,
            versions: Vec::new(),
        }
    }
}

impl Versions {
    /// What is published: the same bytes every time.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", json!(self))
    }

    /// With one more release, or with the same one again.
    #[must_use]
    pub fn with(mut self, release: Release) -> Self {
        self.versions
            .retain(|known| known.version != release.version);
        self.versions.push(release);
        self.versions
            .sort_by(|one, other| other.version.cmp(&one.version));
        let in_use = self.versions.iter().find(|known| known.withdrawn.is_none());
        self.latest = in_use.map(|release| release.version.clone());
        self
    }
}

pub(super) fn changes(version: &Version) -> String {
    format!("{CHANGES}/v{version}/CHANGELOG.md")
}

/// The day of a version in the text of CHANGELOG.md, whose headings are `## 1.2.3 (2026-11-26)`.
#[must_use]
pub fn date(changelog: &str, version: &Version) -> Option<String> {
    let heading = format!("## {version} (");
    let date = changelog
        .lines()
        .find_map(|line| line.strip_prefix(&heading))?;
    date.strip_suffix(')').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(version: &str, withdrawn: Option<&str>) -> Release {
        Release {
            version: version.parse().unwrap(),
            date: None,
            template_sha256: String::new(),
            code_sha256: BTreeMap::new(),
            changes: String::new(),
            withdrawn: withdrawn.map(str::to_owned),
        }
    }

    fn latest(releases: &[Release]) -> Option<String> {
        let versions = releases
            .iter()
            .cloned()
            .fold(Versions::default(), Versions::with);
        versions.latest.map(|version| version.to_string())
    }

    #[test]
    fn the_latest_is_the_highest_that_is_not_withdrawn() {
        assert_eq!(latest(&[]), None);
        let releases = [
            release("0.10.0", None),
            release("0.9.0", None),
            release("0.11.0", Some("lost")),
        ];
        assert_eq!(latest(&releases), Some("0.10.0".to_owned()));
    }

    #[test]
    fn the_same_release_again_changes_nothing() {
        let once = Versions::default().with(release("0.1.0", None));
        assert_eq!(once.clone().with(release("0.1.0", None)), once);
    }

    #[test]
    fn the_day_is_the_changelog_s() {
        let changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-11-26)\n";
        assert_eq!(
            date(changelog, &Version::new(1, 2, 3)).as_deref(),
            Some("2026-11-26")
        );
        assert_eq!(date(changelog, &Version::new(1, 2, 4)), None);
    }
}
