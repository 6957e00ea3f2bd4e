//! The functions' zips, named by function and processor.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use support::{
    architecture::Architecture,
    lambda_binary,
    package::{self, Package},
};

use crate::Version;

/// A function's zip for one processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zip {
    /// The folder's name in `functions`.
    pub function: String,
    /// What it runs on.
    pub architecture: Architecture,
    /// Where it is.
    pub path: PathBuf,
}

impl Zip {
    /// Its name in a release set.
    #[must_use]
    pub fn name(&self) -> String {
        name(&self.function, self.architecture)
    }

    /// Its bytes.
    pub fn read(&self) -> Result<Vec<u8>> {
        fs::read(&self.path).with_context(|| format!("read {}", self.path.display()))
    }

    /// The compiler that built what is in it, with its commit; `None` means that it does not say.
    pub fn compiler(&self) -> Result<Option<String>> {
        let program = package::unpack(&self.path)?;
        Ok(lambda_binary::compiler(&program))
    }

    /// One build under the names of every processor: for an emulator, which runs what it gets.
    #[must_use]
    pub fn for_every_processor(packages: &[Package]) -> Vec<Self> {
        let named = |package: &Package| {
            let function = package.code_uri.trim_start_matches("functions/").to_owned();
            Architecture::ALL.map(|architecture| Self {
                function: function.clone(),
                architecture,
                path: package.zip.clone(),
            })
        };
        packages.iter().flat_map(named).collect()
    }

    /// Those of a folder: what other machines have built.
    pub fn in_folder(folder: &Path) -> Result<Vec<Self>> {
        let all = package::all().flat_map(|function| {
            Architecture::ALL.map(|architecture| Self {
                function: function.to_owned(),
                architecture,
                path: folder.join(name(function, architecture)),
            })
        });
        let found: Vec<Self> = all.filter(|zip| zip.path.exists()).collect();
        ensure!(
            !found.is_empty(),
            "{} has no zip of a function",
            folder.display()
        );
        Ok(found)
    }
}

/// The zips that templates of this version name, for every processor.
pub(super) fn named_in<'a>(
    templates: impl Iterator<Item = &'a Vec<u8>>,
    version: &Version,
) -> BTreeSet<String> {
    let (folder, end) = (super::key(version, ""), name("", "${Architecture}"));
    let mut zips = BTreeSet::new();
    for template in templates {
        let template = String::from_utf8_lossy(template);
        let texts = template.split('"');
        let functions = texts.filter_map(|text| text.strip_prefix(&folder)?.strip_suffix(&end));
        zips.extend(
            functions.flat_map(|function| Architecture::ALL.map(|one| name(function, one))),
        );
    }
    zips
}

/// The name of a function's zip. In a template, the architecture is a parameter.
pub(crate) fn name(function: &str, architecture: impl fmt::Display) -> String {
    format!("{function}-{architecture}.zip")
}
