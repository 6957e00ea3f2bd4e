//! The ledger of a user's keys: tags on the user, where an operator sees them.
//!
//! A tag that cannot be read counts as absent, and absent always means: touch nothing.

mod key_note;
mod plausible;

use std::{collections::BTreeMap, ops::Range, time::Duration};

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::{
    aws::{access_key::AccessKeyId, secret::VersionId},
    qovery::{CredentialsId, CredentialsValues, Organization},
    timestamp,
};

pub use key_note::KeyStatusNote;

/// Prefix of every tag that we write.
pub const TAG_PREFIX: &str = "qovery-aws-connect/";
const CREATING: &str = "creating";
const PUSHED: &str = "pushed";
/// Years in which something of ours can have happened. Arithmetic on dates near the ends of the
/// calendar could overflow.
const YEARS: Range<i32> = 1970..9000;

/// The tags that we write on a user, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct KeyLedger {
    /// The last key creation that was begun.
    pub creating: Option<PendingCreation>,
    /// The last key that Qovery was given.
    pub pushed: Option<Pushed>,
    /// The notes on keys.
    pub keys: BTreeMap<AccessKeyId, KeyStatusNote>,
}

/// Written before `CreateAccessKey`: distinguishes a key whose secret was lost from a key that
/// another program or a person created.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PendingCreation {
    /// Time of the first of the attempts in a row.
    pub first_at: OffsetDateTime,
    /// Time of the last one.
    pub at: OffsetDateTime,
    /// Where the key was to be stored.
    pub version: VersionId,
    /// The keys that were there before it.
    pub present: Vec<AccessKeyId>,
}

/// The key that Qovery was given last, and when: what a cluster took before is older.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pushed {
    /// The key.
    pub key: AccessKeyId,
    /// Upper bound of the time of the push: Qovery had the key at the latest at this instant. No
    /// deployment that had begun before the push was under way then.
    pub at: OffsetDateTime,
    /// Whether no cluster that uses the credentials reported `INVALID_CREDENTIALS` then. `false`
    /// means that one did, or that it is not known.
    pub none_refused: bool,
}

impl PendingCreation {
    /// Whether it covers an attempt from before that look, too.
    #[must_use]
    pub fn covers_one_before(&self, observed_at: OffsetDateTime) -> bool {
        self.first_at < observed_at.truncate_to_second()
    }
}

impl Pushed {
    /// Qovery got the key just now.
    #[must_use]
    pub fn now(key: AccessKeyId, now: OffsetDateTime) -> Self {
        Self {
            key,
            at: not_before(now),
            none_refused: false,
        }
    }

    /// The same with what was seen of the clusters that use the credentials.
    #[must_use]
    pub fn seen_with(self, organization: &Organization, id: &CredentialsId) -> Self {
        Self {
            none_refused: organization.none_refuses(id),
            ..self
        }
    }
}

/// One tag to write.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LedgerEntry {
    /// See [`PendingCreation`].
    Creating(PendingCreation),
    /// See [`Pushed`].
    Pushed(Pushed),
    /// See [`KeyStatusNote`].
    Key(AccessKeyId, KeyStatusNote),
}

impl KeyLedger {
    /// Reads the tags of ours among all tags of the user.
    #[must_use]
    pub fn read(tags: &BTreeMap<String, String>) -> Self {
        let mut ledger = Self::default();
        for (key, value) in tags {
            let Some(name) = key.strip_prefix(TAG_PREFIX) else {
                continue;
            };
            let fields = fields(value);
            match name {
                CREATING => ledger.creating = creating(&fields),
                PUSHED => ledger.pushed = pushed(&fields),
                id => {
                    if let Ok(id) = id.parse() {
                        ledger.keys.insert(id, KeyStatusNote::read(&fields));
                    }
                }
            }
        }
        ledger
    }

    /// The key of the tag that says which key was to be created last.
    #[must_use]
    pub fn creating_tag() -> String {
        format!("{TAG_PREFIX}{CREATING}")
    }

    /// The key of the tag that says what Qovery was given.
    #[must_use]
    pub fn pushed_tag() -> String {
        format!("{TAG_PREFIX}{PUSHED}")
    }

    /// Whether the note of the last push has to go before Qovery, which shows `shown`, gets `key`:
    /// no note is older than the write that it stands for. Where Qovery shows the key already, at
    /// most the name changes.
    #[must_use]
    pub fn must_forget_push(&self, shown: Option<&CredentialsValues>, key: &AccessKeyId) -> bool {
        let shown = shown.and_then(CredentialsValues::key_id);
        self.pushed.is_some() && shown.as_ref() != Some(key)
    }

    /// The key of the tag with the note on a key.
    #[must_use]
    pub fn key_tag(id: &AccessKeyId) -> String {
        format!("{TAG_PREFIX}{id}")
    }

    /// The ledger after the notes on these keys were removed.
    pub fn forget(&mut self, ids: &[AccessKeyId]) {
        self.keys.retain(|id, _| !ids.contains(id));
    }

    /// The ledger after that entry was written.
    pub fn apply(&mut self, entry: LedgerEntry) {
        match entry {
            LedgerEntry::Creating(creating) => self.creating = Some(creating),
            LedgerEntry::Pushed(pushed) => self.pushed = Some(pushed),
            LedgerEntry::Key(id, note) => {
                self.keys.insert(id, note);
            }
        }
    }
}

impl LedgerEntry {
    /// Key and value of the tag.
    #[must_use]
    pub fn to_tag(&self) -> (String, String) {
        let (name, value) = match self {
            Self::Creating(creating) => {
                let present: Vec<&str> = creating.present.iter().map(AccessKeyId::as_str).collect();
                let value = format!(
                    "at={} first={} version={} keys={}",
                    timestamp::text(creating.at),
                    timestamp::text(creating.first_at),
                    creating.version,
                    present.join("/")
                );
                (CREATING, value)
            }
            Self::Pushed(pushed) => {
                let (at, what) = (timestamp::text(pushed.at), &pushed.key);
                let refused = if pushed.none_refused {
                    " refused=none"
                } else {
                    ""
                };
                (PUSHED, format!("at={at} what={what}{refused}"))
            }
            Self::Key(id, note) => (id.as_str(), note.to_value()),
        };
        (format!("{TAG_PREFIX}{name}"), value)
    }
}

type Fields<'a> = BTreeMap<&'a str, &'a str>;

fn fields(value: &str) -> Fields<'_> {
    value
        .split(' ')
        .filter_map(|field| field.split_once('='))
        .collect()
}

fn creating(fields: &Fields<'_>) -> Option<PendingCreation> {
    let present = fields.get("keys")?.split('/').filter(|id| !id.is_empty());
    Some(PendingCreation {
        first_at: at(fields, "first")?,
        at: at(fields, "at")?,
        version: fields.get("version")?.parse().ok()?,
        present: present.map(str::parse).collect::<Result<_, _>>().ok()?,
    })
}

fn pushed(fields: &Fields<'_>) -> Option<Pushed> {
    Some(Pushed {
        key: fields.get("what")?.parse().ok()?,
        at: at(fields, "at")?,
        none_refused: fields.get("refused") == Some(&"none"),
    })
}

fn at(fields: &Fields<'_>, name: &str) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(fields.get(name)?, &Rfc3339).ok()?;
    let at = at.checked_to_offset(UtcOffset::UTC)?;
    YEARS.contains(&at.year()).then_some(at)
}

/// The next whole second: what is written down must not be older than what it is about.
#[must_use]
pub fn not_before(now: OffsetDateTime) -> OffsetDateTime {
    let second = now.truncate_to_second();
    if second == now {
        now
    } else {
        second + Duration::from_secs(1)
    }
}

#[cfg(test)]
mod tests;
