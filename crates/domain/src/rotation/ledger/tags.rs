//! Names of the tags, and what stands in them.

use std::collections::BTreeMap;

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{PendingCreation, Pushed, YEARS};
use crate::{aws::access_key::AccessKeyId, identities::SUPERSEDED_TAG, timestamp};

/// The tag that says which key was to be created last.
pub const CREATING_TAG: &str = "qovery-aws-connect/creating";
/// The tag that says which key Qovery was given last.
pub const PUSHED_TAG: &str = "qovery-aws-connect/pushed";
/// The tags with the notes on keys: a user has at most two keys.
pub const KEY_TAGS: [&str; 2] = ["qovery-aws-connect/key-1", "qovery-aws-connect/key-2"];
/// All tags that we write on a user. It has each of them from its first key on, and keeps them.
pub const NOTE_TAGS: [&str; 5] = [
    CREATING_TAG,
    PUSHED_TAG,
    KEY_TAGS[0],
    KEY_TAGS[1],
    SUPERSEDED_TAG,
];

/// These tags without a note.
pub(super) fn emptied<'a>(tags: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let tags = tags.into_iter();
    tags.map(|tag| (tag.to_owned(), String::new())).collect()
}

pub(super) type Fields<'a> = BTreeMap<&'a str, &'a str>;

/// The fields of that tag. None, where the tag is empty or is not there.
pub(super) fn fields<'a>(tags: &'a BTreeMap<String, String>, tag: &str) -> Fields<'a> {
    let value = tags.get(tag).map_or("", String::as_str);
    value
        .split(' ')
        .filter_map(|field| field.split_once('='))
        .collect()
}

pub(super) fn at(fields: &Fields<'_>, name: &str) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(fields.get(name)?, &Rfc3339).ok()?;
    let at = at.checked_to_offset(UtcOffset::UTC)?;
    YEARS.contains(&at.year()).then_some(at)
}

impl PendingCreation {
    /// Key and value of its tag.
    #[must_use]
    pub fn to_tag(&self) -> (String, String) {
        let present: Vec<&str> = self.present.iter().map(AccessKeyId::as_str).collect();
        let value = format!(
            "at={} first={} version={} keys={}",
            timestamp::text(self.at),
            timestamp::text(self.first_at),
            self.version,
            present.join("/")
        );
        (CREATING_TAG.to_owned(), value)
    }

    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let present = fields.get("keys")?.split('/').filter(|id| !id.is_empty());
        Some(Self {
            first_at: at(fields, "first")?,
            at: at(fields, "at")?,
            version: fields.get("version")?.parse().ok()?,
            present: present.map(str::parse).collect::<Result<_, _>>().ok()?,
        })
    }
}

impl Pushed {
    /// Key and value of its tag.
    #[must_use]
    pub fn to_tag(&self) -> (String, String) {
        let (at, what) = (timestamp::text(self.at), &self.key);
        let refused = if self.none_refused {
            " refused=none"
        } else {
            ""
        };
        (
            PUSHED_TAG.to_owned(),
            format!("at={at} what={what}{refused}"),
        )
    }

    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            key: fields.get("what")?.parse().ok()?,
            at: at(fields, "at")?,
            none_refused: fields.get("refused") == Some(&"none"),
        })
    }
}
