//! The releases so far, as they were published: `releases/versions.json`.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context, Result};
use release::{
    Publisher,
    publish::VERSIONS,
    set::{Set, Versions},
};
use support::repository;

const KNOWN: &str = "releases/versions.json";

/// Writes the list with this release in it beside the set.
pub(super) fn write_next(set: &Set, publisher: &Publisher) -> Result<()> {
    let release = set.release(super::date(&set.version)?, &publisher.regions)?;
    let all = recorded()?.with(release);
    fs::write(super::sets().join(VERSIONS), all.text())?;
    Ok(())
}

/// Every release so far.
pub(crate) fn recorded() -> Result<Versions> {
    known(&repository::root().join(KNOWN))
}

/// Before the first release there is no such file; one that cannot be read is no reason to forget
/// the releases in it.
fn known(path: &Path) -> Result<Versions> {
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).context(KNOWN),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Versions::default()),
        Err(error) => Err(error).context(KNOWN),
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn releases_are_forgotten_only_where_there_were_none() {
        let folder = env::temp_dir().join(format!("known-releases-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("versions.json");
        assert_eq!(known(&file).unwrap(), Versions::default());
        // A folder in its place, half a file, and a path through a file.
        assert!(known(&folder).is_err());
        fs::write(&file, "{").unwrap();
        assert!(known(&file).is_err());
        assert!(known(&file.join("below")).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
