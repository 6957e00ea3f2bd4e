//! What CHANGELOG.md says of a version.

use crate::Version;

/// Where the changes of a version are read.
const CHANGES: &str = "https://github.com/qovery/qovery-aws-connect/blob";

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
