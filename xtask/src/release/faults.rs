//! What stands against publishing a set.

use anyhow::Result;
use release::{
    Publisher, Version, publisher,
    set::{Set, Zip},
};

/// What can be seen without another build.
pub(super) fn of_set(set: &Set, publisher: &Publisher) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let missing = set.missing();
    if !missing.is_empty() {
        faults.push(format!("the set is partial: {} are missing; build them on a machine of that processor and give them with --zips", missing.join(", ")));
    }
    if !publisher.is_named() {
        faults.push("publisher/publisher.json names no account".to_owned());
    }
    if super::date(&set.version)?.is_none() {
        faults.push(format!("CHANGELOG.md has no `## {} (<date>)`", set.version));
    }
    Ok(faults)
}

/// The zips that another compiler has built than the one that is named: nobody could build the same.
pub(super) fn of_zips(zips: &[Zip]) -> Result<Vec<String>> {
    let named = publisher::compiler()?;
    let mut faults = Vec::new();
    for zip in zips {
        let built = zip.compiler()?;
        faults.extend(of_compiler(&zip.name(), built.as_deref(), &named));
    }
    Ok(faults)
}

fn of_compiler(zip: &str, built: Option<&str>, named: &Version) -> Option<String> {
    let version = built.and_then(|built| built.split(' ').next());
    (version != Some(named.to_string().as_str())).then(|| {
        format!(
            "{zip} was built by rustc {}; publisher/publisher.json names {named}: build with `.ci/xtask`",
            built.unwrap_or("of an unknown version")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_compiler_has_built_is_not_published() {
        let named = Version::new(1, 95, 0);
        let fault = |built| of_compiler("rotation-arm64.zip", built, &named);
        assert_eq!(fault(Some("1.95.0 (59807616e 2026-04-14)")), None);
        for other in [Some("1.95.01 (5980 2026)"), Some("1.96.0-nightly"), None] {
            assert!(fault(other).is_some(), "{other:?}");
        }
    }
}
