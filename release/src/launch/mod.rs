//! A launch: where, which release, with what. As the console's link and as a command.

mod command;
mod console;
mod values;

use serde_json::Value;

use crate::{Partition, Publisher, Version, set, template::CODE_BUCKET};

pub use console::{Form, read};

/// The name that stacks have unless another one is chosen.
pub const STACK: &str = "qovery";
/// The same for a hub.
pub const HUB_STACK: &str = "qovery-hub";

/// A stack to be made of a release.
#[derive(Debug, Clone)]
pub struct Launch<'a> {
    /// Whose release.
    pub publisher: &'a Publisher,
    /// Which one.
    pub version: &'a Version,
    /// Which of its templates: [`set::TEMPLATE`] or [`set::HUB_TEMPLATE`].
    pub template: &'a str,
    /// Where.
    pub region: &'a str,
    /// What the stack is called.
    pub stack: &'a str,
    /// Parameters by their names; the others have their defaults.
    pub parameters: Vec<(&'a str, &'a str)>,
}

impl Launch<'_> {
    /// What stands against this launch, all of it: a region without code, a stack's name or a
    /// parameter that CloudFormation would refuse, one that a link must not carry.
    #[must_use]
    pub fn faults(&self, template: &Value) -> Vec<String> {
        let mut faults: Vec<String> = self.region_fault().into_iter().collect();
        if !values::is_stack_name(self.stack) {
            faults.push(format!("`{}` is no name for a stack", self.stack));
        }
        let parameters = &template["Parameters"];
        let found = self
            .parameters
            .iter()
            .filter_map(|(name, value)| values::fault(name, value, parameters));
        faults.extend(found);
        faults
    }

    /// Where CloudFormation reads the template: in the bucket that has the functions' code.
    #[must_use]
    pub fn template_url(&self) -> String {
        let region = self.region;
        let published = || self.publisher.bucket(region);
        let bucket = self.mirror().map_or_else(published, str::to_owned);
        let suffix = self.partition().suffix();
        let key = set::key(self.version, self.template);
        format!("https://{bucket}.s3.{region}.{suffix}/{key}")
    }

    fn region_fault(&self) -> Option<String> {
        let (region, regions) = (self.region, &self.publisher.regions);
        if Partition::of(region).is_none() {
            return Some(format!("`{region}` is no region of AWS that is known here"));
        }
        let has_code = self.mirror().is_some() || regions.iter().any(|one| one == region);
        (!has_code).then(|| {
            format!(
                "`{region}` has no code; these regions have: {}; elsewhere name a bucket with a copy as {CODE_BUCKET}",
                regions.join(", ")
            )
        })
    }

    /// The usual one where the region is none: `faults` says so.
    fn partition(&self) -> Partition {
        Partition::of(self.region).unwrap_or_default()
    }

    /// The operator's own bucket with a copy of the release.
    fn mirror(&self) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let (_, bucket) = parameters.find(|(name, _)| *name == CODE_BUCKET)?;
        Some(*bucket).filter(|bucket| !bucket.is_empty())
    }
}

#[cfg(test)]
pub(crate) mod tests;
