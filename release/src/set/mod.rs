//! A release set: the folder that is uploaded as it is, once.

mod assemble;
mod changelog;
mod digest;
mod sbom;
mod versions;
mod zips;

use std::{collections::BTreeMap, fmt::Display, fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{Version, template};

pub use assemble::{TEMPLATES, assemble};
pub use changelog::date;
pub use digest::Digest;
pub use sbom::bill_of_materials;
pub use versions::{Release, Versions};
pub use zips::Zip;
pub(crate) use zips::name as zip_name;

/// The name of the list of checksums.
pub const SUMS: &str = "SHA256SUMS";
/// The name of the template that is launched.
pub const TEMPLATE: &str = "template.json";
/// The name of the page that launches that template.
pub const PAGE: &str = "launch.html";
/// The name of the template of an organization's hub.
pub const HUB_TEMPLATE: &str = "hub.json";
/// The name of the template of an organization's accounts.
pub(crate) const MEMBER_TEMPLATE: &str = "member.json";
const CODE: &str = "code-sha256.json";
const BILL: &str = "qovery-aws-connect.cdx.json";
const PARTIAL: &str = "PARTIAL";

/// The key of an object of a release in each bucket.
pub(crate) fn key(version: impl Display, name: &str) -> String {
    format!("v{version}/{name}")
}

/// What is published under one version.
#[derive(Debug)]
pub struct Set {
    /// The version, and the folder's name.
    pub version: Version,
    /// Its objects by their names, without the folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Set {
    /// A set with these templates, by their names, with the page that launches the first, and with what
    /// follows from them. Where a zip is missing, the set has a file that says so.
    pub fn new(
        version: &Version,
        templates: &[(&str, &Value)],
        page: &str,
        bill: &Value,
        zips: &[Zip],
    ) -> Result<Self> {
        let texts = templates
            .iter()
            .map(|(name, flat)| ((*name).to_owned(), template::text(flat).into_bytes()));
        let mut files: BTreeMap<String, Vec<u8>> = texts.collect();
        let mut code = json!({});
        for zip in zips {
            let bytes = zip.read()?;
            code[&zip.function][zip.architecture.as_str()] = Digest::of(&bytes).base64().into();
            files.insert(zip.name(), bytes);
        }
        files.insert(PAGE.to_owned(), page.into());
        files.insert(CODE.to_owned(), pretty(&code));
        files.insert(BILL.to_owned(), pretty(bill));
        let mut set = Self {
            version: version.clone(),
            files,
        };
        set.complete();
        Ok(set)
    }

    fn complete(&mut self) {
        let missing = self.missing();
        if !missing.is_empty() {
            let text = format!("Not to be published. Missing: {}\n", missing.join(", "));
            self.files.insert(PARTIAL.to_owned(), text.into_bytes());
        }
        let sums = self.sums().into_bytes();
        self.files.insert(SUMS.to_owned(), sums);
    }

    /// Reads a set that was written, and holds it against its checksums.
    pub fn read(folder: &Path, version: &Version) -> Result<Self> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
            let path = entry?.path();
            let name = path
                .file_name()
                .context("a file's name")?
                .to_string_lossy()
                .into_owned();
            files.insert(name, fs::read(&path)?);
        }
        let set = Self {
            version: version.clone(),
            files,
        };
        ensure!(
            set.file(SUMS)? == set.sums().as_bytes(),
            "{} is not what its {SUMS} says",
            folder.display()
        );
        Ok(set)
    }

    /// Writes it as a new folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        for (name, bytes) in &self.files {
            fs::write(folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// The zips that are missing: a set is whole when it has every function that its templates name,
    /// for every processor.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let files = &self.files;
        let templates = TEMPLATES.iter().filter_map(|(name, _)| files.get(*name));
        let named = zips::named_in(templates, &self.version).into_iter();
        named.filter(|name| !files.contains_key(name)).collect()
    }

    /// What `versions.json` says of it, published in these regions.
    pub fn release(&self, date: Option<String>, regions: &[String]) -> Result<Release> {
        Ok(Release {
            version: self.version.clone(),
            date,
            regions: regions.to_vec(),
            template_sha256: Digest::of(self.file(TEMPLATE)?).hex(),
            code_sha256: serde_json::from_slice(self.file(CODE)?)?,
            changes: changelog::changes(&self.version),
            withdrawn: None,
        })
    }

    fn file(&self, name: &str) -> Result<&[u8]> {
        let bytes = self
            .files
            .get(name)
            .with_context(|| format!("the set has no {name}"))?;
        Ok(bytes)
    }

    /// As `sha256sum --check` reads it.
    fn sums(&self) -> String {
        let files = self.files.iter().filter(|(name, _)| *name != SUMS);
        let lines = files.map(|(name, bytes)| format!("{}  {name}\n", Digest::of(bytes).hex()));
        lines.collect()
    }
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

#[cfg(test)]
mod tests;
