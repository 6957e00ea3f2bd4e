//! The templates of past releases, in `releases`.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use support::repository;

use crate::{Version, set};

/// A template of the highest release up to this version, by its name in a set; `None` means that
/// there is none.
pub fn last(template: &str, up_to: &Version) -> Result<Option<(Version, Value)>> {
    let folder = repository::root().join("releases");
    // The template of one account has the version alone as its name.
    let end = match template {
        set::TEMPLATE => ".json".to_owned(),
        other => format!(".{other}"),
    };
    let mut last = None;
    for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let version = name
            .strip_prefix('v')
            .and_then(|rest| rest.strip_suffix(&end)?.parse().ok());
        let best = last.as_ref().map(|(best, _)| best);
        if let Some(version) =
            version.filter(|version: &Version| version <= up_to && Some(version) > best)
        {
            last = Some((version, path));
        }
    }
    let Some((version, path)) = last else {
        return Ok(None);
    };
    let template = serde_json::from_str(&fs::read_to_string(&path)?)
        .with_context(|| path.display().to_string())?;
    Ok(Some((version, template)))
}
