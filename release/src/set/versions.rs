//! `versions.json`: every release that there is, and which is the latest.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Version;

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
    /// The regions whose buckets have it.
    pub regions: Vec<String>,
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
        Self::of(Vec::new())
    }
}

impl Versions {
    fn of(mut versions: Vec<Release>) -> Self {
        versions.sort_by(|one, other| other.version.cmp(&one.version));
        let in_use = versions.iter().find(|known| known.withdrawn.is_none());
        Self {
            schema_version: 1,
            latest: in_use.map(|release| release.version.clone()),
            versions,
        }
    }

    /// What is published: the same bytes every time.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", json!(self))
    }

    /// With one more release, or with the same one again, which stays withdrawn where it was.
    #[must_use]
    pub fn with(self, mut release: Release) -> Self {
        if let Some(known) = self.find(&release.version) {
            release.withdrawn = release.withdrawn.or_else(|| known.withdrawn.clone());
        }
        let mut versions = self.versions;
        versions.retain(|known| known.version != release.version);
        versions.push(release);
        Self::of(versions)
    }

    /// Those that a region's bucket has, with the latest of these.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        let is_there = |release: &&Release| release.regions.iter().any(|one| one == region);
        Self::of(self.versions.iter().filter(is_there).cloned().collect())
    }

    /// One of them.
    #[must_use]
    pub fn find(&self, version: &Version) -> Option<&Release> {
        self.versions
            .iter()
            .find(|release| release.version == *version)
    }

    /// Fails unless these can take the place of the list that is published: with the same releases,
    /// and what each was. Only the one that is being published may come or change, and a release may
    /// be withdrawn, for good.
    pub(crate) fn check_after(&self, published: &Self, publishing: Option<&Version>) -> Result<()> {
        for there in &published.versions {
            let version = &there.version;
            let here = self.find(version);
            let here =
                here.with_context(|| format!("{version} is published, and not listed here"))?;
            ensure!(
                here.withdrawn.is_some() || there.withdrawn.is_none(),
                "{version} is withdrawn, and here it is not"
            );
            ensure!(
                Some(version) == publishing || here.is_what(there),
                "{version} was published as another than is listed here"
            );
        }
        for here in &self.versions {
            let version = &here.version;
            let is_there = published.find(version).is_some();
            ensure!(
                is_there || Some(version) == publishing,
                "{version} is listed here, and not published"
            );
        }
        Ok(())
    }
}

impl Release {
    /// Whether both are the same, withdrawn or not.
    fn is_what(&self, other: &Self) -> bool {
        let withdrawn = other.withdrawn.clone();
        Self {
            withdrawn,
            ..self.clone()
        } == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(version: &str, withdrawn: Option<&str>) -> Release {
        Release {
            version: version.parse().unwrap(),
            date: None,
            regions: vec!["eu-west-3".to_owned()],
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
    fn a_withdrawn_release_stays_withdrawn_when_it_is_made_again() {
        let withdrawn = Versions::default().with(release("0.1.0", Some("leaks")));
        assert_eq!(withdrawn.clone().with(release("0.1.0", None)), withdrawn);
        assert_eq!(withdrawn.latest, None);
    }

    #[test]
    fn a_region_lists_what_it_has() {
        let elsewhere = Release {
            regions: vec!["us-east-1".to_owned()],
            ..release("0.2.0", None)
        };
        let all = Versions::default()
            .with(release("0.1.0", None))
            .with(elsewhere);
        let here = all.in_region("eu-west-3");
        assert_eq!(here, Versions::default().with(release("0.1.0", None)));
        assert_eq!(all.in_region("ap-south-1"), Versions::default());
    }

    /// Why a list with these releases cannot stand in place of the published one.
    fn refused(here: &[&Release], published: &[&Release], publishing: Option<&Release>) -> String {
        let list = |all: &[&Release]| Versions::of(all.iter().copied().cloned().collect());
        let publishing = publishing.map(|release| &release.version);
        let checked = list(here).check_after(&list(published), publishing);
        checked.map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn what_was_published_is_never_said_otherwise() {
        let (one, two) = (release("0.1.0", None), release("0.2.0", None));
        let other = Release {
            template_sha256: "another".to_owned(),
            ..one.clone()
        };
        let withdrawn = release("0.1.0", Some("leaks"));
        assert_eq!(refused(&[&one, &two], &[&one], Some(&two)), "");
        assert_eq!(refused(&[&withdrawn, &two], &[&one], Some(&two)), "");
        assert_eq!(refused(&[&withdrawn], &[&one], None), "");
        assert_eq!(refused(&[&other], &[&one], Some(&one)), "");
        let gone = refused(&[&two], &[&one], Some(&two));
        assert_eq!(gone, "0.1.0 is published, and not listed here");
        let rewritten = refused(&[&other, &two], &[&one], Some(&two));
        assert_eq!(
            rewritten,
            "0.1.0 was published as another than is listed here"
        );
        let unpublished = refused(&[&one, &two], &[&one], None);
        assert_eq!(unpublished, "0.2.0 is listed here, and not published");
        let back = refused(&[&one], &[&withdrawn], Some(&one));
        assert_eq!(back, "0.1.0 is withdrawn, and here it is not");
    }
}
