//! Tags of roles and users.

use std::collections::BTreeMap;

use super::{Code, Refusal};

/// Tags by key.
pub(super) type Tags = BTreeMap<String, String>;

/// Source: IAM user guide, "IAM and AWS STS quotas": tags that can be attached to a role or user.
pub(super) const MOST_TAGS: usize = 50;

/// Sets tags, all of them or none.
pub(super) fn set(tags: &mut Tags, given: &Tags) -> Result<(), Refusal> {
    if let Some((key, _)) = given.iter().find(|(key, value)| !is_tag(key, value)) {
        let message = format!("`{key}` is no tag that a caller may set");
        return Err(Refusal::new(Code::Invalid, message));
    }
    let mut all = tags.clone();
    all.extend(given.clone());
    if all.len() > MOST_TAGS {
        let message = format!("Cannot exceed quota for TagsPerResource: {MOST_TAGS}");
        return Err(Refusal::new(Code::LimitExceeded, message));
    }
    *tags = all;
    Ok(())
}

/// Source: IAM API reference, `Tag`; IAM user guide, "Rules for tagging".
fn is_tag(key: &str, value: &str) -> bool {
    let is_allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    (1..=128).contains(&key.chars().count())
        && value.chars().count() <= 256
        && !key.to_ascii_lowercase().starts_with("aws:")
        && key.chars().chain(value.chars()).all(is_allowed)
}

/// Tags that some reads do not show yet.
#[derive(Debug, Clone, Default)]
pub(super) struct LateTags(Option<(u32, Tags)>);

impl LateTags {
    /// So many reads still show these.
    pub(super) fn hold(&mut self, before: Tags, reads: u32) {
        if self.0.is_none() && reads > 0 {
            self.0 = Some((reads, before));
        }
    }

    /// What a read shows.
    pub(super) fn seen(&mut self, now: &Tags) -> Tags {
        match self.0.take() {
            None => now.clone(),
            Some((reads, before)) => {
                self.0 = (reads > 1).then(|| (reads - 1, before.clone()));
                before
            }
        }
    }
}

/// Refuses what the caller's policy allows only on things with that tag.
pub(super) fn permit(needed: Option<(String, String)>, tags: &Tags) -> Result<(), Refusal> {
    match needed {
        Some((key, value)) if tags.get(&key) != Some(&value) => Err(Refusal::new(
            Code::AccessDenied,
            "no identity-based policy allows the action",
        )),
        _ => Ok(()),
    }
}
